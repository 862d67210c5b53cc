"""Photos of the old site: from the operator's folder through the newsroom's own door, and from nowhere else."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from importers import wxr_factory as make
from simulators.press import PressSimulator
from tamizdat.importers.archive import BadArchive
from tamizdat.importers.summary import Summary
from tamizdat.importers.wordpress import import_wordpress
from tamizdat.newsroom.models import ArticlePage, ImportedItem, Photo

pytestmark = pytest.mark.django_db

SHOWN = '<img class="wp-image-50" src="https://old.example/wp-content/uploads/2021/05/harbour-300x200.jpg">'


def jpeg() -> bytes:
    """A photo with the words "planted-camera" in its metadata."""
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "planted-camera"
    Image.new("RGB", (640, 400), (90, 120, 150)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def uploads(folder: Path, name: str = "2021/05/harbour.jpg", data: bytes | None = None) -> Path:
    file = folder / "uploads" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(jpeg() if data is None else data)
    return folder / "uploads"


def bring_in(folder: Path, *parts: str, media: Path, **options: Any) -> Summary:
    return import_wordpress(make.write(folder, make.document(*parts)), media=media, **options)


def masters() -> set[Path]:
    return set((Path(settings.MEDIA_ROOT) / "masters").glob("*"))


def test_a_photo_comes_in_whole_clean_and_once(tmp_path: Path, press: PressSimulator) -> None:
    parts = (
        make.item(content=f"{SHOWN}\n\n[gallery]", extra=make.meta("_thumbnail_id", "50")),
        make.attachment(excerpt="At <b>dawn</b>", parent=11),
    )
    summary = bring_in(tmp_path, *parts, media=uploads(tmp_path))
    photo, page = Photo.objects.get(), ArticlePage.objects.get()
    assert summary.made["photos"] == 1
    assert summary.tally.rows["library file"].same == 1
    assert (page.lead_photo, photo.description, photo.credit) == (photo, "Cranes over water", "")
    record = press.records[page.record_id]
    assert [(block["photo"], block["alt"], block["caption"]) for block in record.body] == [
        (photo.record_id, "Cranes over water", "At dawn"),
        (photo.record_id, "Cranes over water", "At dawn"),
    ]
    with photo.file.open("rb") as master:
        assert b"planted-camera" not in master.read()
    assert "harbour" not in photo.file.name
    assert ("picture", "its credit is not in the archive: fill it in") in {(one.kind, one.why) for one in summary.tally.differences}


def test_the_whole_content_folder_or_site_may_be_named(tmp_path: Path) -> None:
    uploads(tmp_path / "wp-content")
    assert bring_in(tmp_path, make.item(content=SHOWN), make.attachment(), media=tmp_path).made["photos"] == 1


@pytest.mark.parametrize("name", ["harbour-300x200.jpg", "harbour-scaled.jpg", "harbour.jpg"])
def test_the_fullest_size_that_is_there_is_taken(tmp_path: Path, name: str) -> None:
    content = '<img src="https://old.example/wp-content/uploads/2021/05/' + name + '">'
    assert bring_in(tmp_path, make.item(content=content), media=uploads(tmp_path)).made["photos"] == 1


def test_a_missing_photo_is_named_and_its_caption_stays(tmp_path: Path) -> None:
    figure = f"<figure>{SHOWN}<figcaption>At dawn</figcaption></figure>"
    summary = bring_in(tmp_path, make.item(content=figure), make.attachment(), media=uploads(tmp_path, "other.jpg"))
    assert str(ArticlePage.objects.get().body.raw_data[0]["value"]) == "<p><i>At dawn</i></p>"
    assert summary.tally.rows["library file"].left_out == 1
    [one] = [one for one in summary.tally.differences if one.kind == "picture"]
    assert (one.why, one.where, one.excerpt) == ("photo not in the archive", "Story 11", "2021/05/harbour.jpg (Cranes over water)")


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a;<script>", jpeg()[:400]])
def test_what_the_door_refuses_is_counted_as_left_out_and_its_caption_stays(tmp_path: Path, data: bytes, dry_run: bool) -> None:
    figure = f"<figure>{SHOWN}<figcaption>At dawn</figcaption></figure>"
    extra = make.meta("_thumbnail_id", "50")
    summary = bring_in(
        tmp_path, make.item(content=figure, extra=extra), make.attachment(), media=uploads(tmp_path, data=data), dry_run=dry_run
    )
    for kind in ("picture", "lead picture"):
        row = summary.tally.rows[kind]
        assert (row.came, row.same, row.left_out) == (1, 0, 1)
    assert all(one.excerpt.startswith("2021/05/harbour.jpg") for one in summary.tally.differences if "picture" in one.kind)
    if not dry_run:
        assert not Photo.objects.exists()
        assert str(ArticlePage.objects.get().body.raw_data[0]["value"]) == "<p><i>At dawn</i></p>"


@pytest.mark.parametrize(
    "path", ["../secret.jpg", "/../secret.jpg", "2021/../../secret.jpg", "link.jpg", "folder/secret.jpg", "a\0b.jpg", "x" * 5000]
)
def test_no_name_in_the_archive_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    media = uploads(tmp_path)
    (tmp_path / "secret.jpg").write_bytes(jpeg())
    (media / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (media / "folder").symlink_to(tmp_path, target_is_directory=True)
    safe = path.replace("\0", "")
    summary = bring_in(tmp_path, make.item(content='<img class="wp-image-50">'), make.attachment(file=safe), media=media)
    assert "photos" not in summary.made
    assert not Photo.objects.exists()


def test_an_import_that_is_stopped_leaves_no_photo_behind(tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "importing":
            raise KeyboardInterrupt

    before = masters()
    with pytest.raises(KeyboardInterrupt):
        bring_in(tmp_path, make.item(content=SHOWN), make.attachment(), media=uploads(tmp_path), progress=stop)
    assert masters() == before
    assert not Photo.objects.exists()


def test_a_photo_of_an_earlier_import_serves_a_later_one(tmp_path: Path) -> None:
    media = uploads(tmp_path)
    bring_in(tmp_path, make.item(content=SHOWN), make.attachment(), media=media)
    summary = bring_in(tmp_path, make.item(content=SHOWN), make.item(12, content=SHOWN), make.attachment(), media=media)
    assert summary.made["articles"] == 1
    assert Photo.objects.count() == ImportedItem.objects.filter(kind="photo").count() == 1


def test_a_folder_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="is not a folder"):
        bring_in(tmp_path, make.item(), media=tmp_path / "nowhere")
