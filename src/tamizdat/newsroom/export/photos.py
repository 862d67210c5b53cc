"""A photo becomes a record: its credit and the files that readers get."""

from tamizdat.edition.records import Photo as PhotoRecord
from tamizdat.edition.records import Rendition
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.models import Photo


def photo_record(photo: Photo, stamp: Stamp) -> PhotoRecord:
    """Return the record of a photo."""
    return PhotoRecord(
        id=photo.record_id,
        change=stamp.change,
        frozen=stamp.frozen,
        credit=photo.credit,
        renditions=tuple(Rendition(**made) for made in photo.renditions_made),
        teasers=tuple(Rendition(**made) for made in photo.teasers_made),
    )
