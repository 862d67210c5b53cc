"""Every upload passes the door: no view sees, and nothing stores, what a photo carried or what it was called."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from factories.newsroom import account, article
from media.pictures import MARKER, WORDS, exif, file, quarters
from tamizdat.edition.schema import decode
from tamizdat.newsroom.models import Freeze, Photo
from tamizdat.newsroom.permissions import REPORTER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def reporter():
    client = Client()
    client.force_login(account(REPORTER))
    return client


def tell_tale(data: bytes | None = None) -> SimpleUploadedFile:
    """A photo that says who made it, in its metadata and in its name."""
    data = data or file(quarters(400, 300), "JPEG", exif=b"Exif\0\0" + exif(), comment=MARKER)
    return SimpleUploadedFile(f"{WORDS}.jpg", data, "image/jpeg")


def upload(client: Client, photo: SimpleUploadedFile, **fields: str):
    form = {"file": photo, "caption": "The bridge at dawn", "credit": "A. Verin", "description": "A bridge", "tags": "", "collection": "1"}
    return client.post("/images/add/", {**form, **fields})


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_marker_is_in_the_photo_that_is_sent():
    """The control: without the door it would be found."""
    assert MARKER in tell_tale().read()


def test_no_byte_of_what_the_photo_carried_is_kept(reporter, folder):
    assert upload(reporter, tell_tale()).status_code == 302
    photo = Photo.objects.get()
    assert WORDS not in repr(photo.__dict__)
    assert len(kept(folder)) > 4
    for path in kept(folder):
        assert MARKER not in path.read_bytes()
        assert WORDS not in path.name


def test_many_at_once_go_through_the_same_door(reporter, folder):
    answer = reporter.post("/images/multiple/add/", {"files[]": tell_tale()}).json()
    assert answer["success"]
    waiting = UploadedFile.objects.get()
    assert WORDS not in waiting.file.name
    assert all(MARKER not in path.read_bytes() for path in kept(folder))
    assert WORDS not in answer["form"]


def test_a_portrait_of_an_account_goes_through_the_same_door(reporter, folder):
    reporter.post("/account/", {"avatar-avatar": tell_tale()})
    assert all(MARKER not in path.read_bytes() for path in kept(folder))
    assert not UserProfile.objects.filter(avatar__contains=WORDS).exists()


def test_an_upload_to_a_view_that_wants_none_is_dropped(reporter, folder):
    reporter.post("/", {"anything": tell_tale()})
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "an SVG drawing"),
        (b"PK\x03\x04" + bytes(100), "an archive"),
        (b"MZ" + bytes(500), "We cannot recognise"),
        (file(quarters(400, 300), "JPEG")[:3000], "damaged"),
    ],
)
def test_a_refused_file_is_a_plain_message_and_nothing_is_stored(reporter, folder, data, sentence):
    response = upload(reporter, tell_tale(data))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Photo.objects.exists()
    assert kept(folder) == []


def test_a_refused_file_among_many_says_why(reporter):
    answer = reporter.post("/images/multiple/add/", {"files[]": tell_tale(b"PK\x03\x04" + bytes(100))}).json()
    assert not answer["success"]
    assert "archive" in answer["error_message"]
    assert not UploadedFile.objects.exists()


def test_a_file_that_never_ends_is_cut_off(reporter, folder):
    endless = b"\xff\xd8\xff" + bytes(33 * 1024 * 1024)
    assert "larger than 32 MB" in upload(reporter, tell_tale(endless)).content.decode()
    assert kept(folder) == []


@pytest.mark.parametrize("field", ["caption", "credit"])
def test_caption_and_credit_are_required(reporter, field):
    assert upload(reporter, tell_tale(), **{field: ""}).status_code == 200
    assert not Photo.objects.exists()


def test_the_photos_of_the_newsroom_are_seen_by_those_who_have_logged_in(reporter):
    upload(reporter, tell_tale())
    photo = Photo.objects.get()
    name = photo.renditions_made[0]["path"].removeprefix("media/")
    for address in (f"/photos/{photo.file.name}", f"/pages/7/edit/preview/media/{name}", f"/media/{name}"):
        answer = reporter.get(address)
        assert b"".join(answer.streaming_content)
        answer.close()
        assert Client().get(address).status_code == 302
    assert reporter.get("/photos/edition/" + name).status_code == 404
    assert reporter.get("/photos/masters/../../keys/newsroom-secret").status_code == 404


def test_a_published_photo_takes_its_files_to_the_press_first(reporter, press):
    upload(reporter, tell_tale())
    photo = Photo.objects.get()
    page = article(lead_photo=photo, publish=True)
    from tamizdat.newsroom.delivery import deliver

    deliver()
    record = press.records[photo.source]
    assert record.credit == "A. Verin"
    assert {file.digest for file in (*record.renditions, *record.teasers)} <= set(press.files)
    lead = press.records[page.record_id].lead
    assert (lead.photo, lead.alt, lead.caption) == (photo.source, "A bridge", "The bridge at dawn")
    assert [item.id for item in press.submitted].index(photo.source) < [item.id for item in press.submitted].index(page.record_id)


def test_a_photo_that_nothing_shows_stays_in_the_newsroom(reporter, press):
    upload(reporter, tell_tale())
    assert Freeze.latest(Photo.objects.get().source) is None
    assert not press.files


def test_moving_the_focal_point_exchanges_the_photo_wherever_readers_see_it(reporter):
    upload(reporter, tell_tale())
    photo = Photo.objects.get()
    page = article(title="As published", lead_photo=photo, publish=True)
    page.title = "As drafted since"
    page.save_revision()
    former = photo.source
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 10, 10, 20, 20
    photo.save()
    assert photo.source != former
    record = decode(Freeze.latest(page.record_id).data.encode())
    assert (record.lead.photo, record.headline, record.version) == (photo.source, "As published", 2)
    assert decode(Freeze.latest(photo.source).data.encode()).teasers
    assert Freeze.latest(former).kind == "tombstone"
    assert Freeze.latest(photo.source).change < Freeze.latest(page.record_id).change < Freeze.latest(former).change


def test_moving_the_focal_point_of_an_unpublished_photo_freezes_nothing(reporter):
    upload(reporter, tell_tale())
    photo = Photo.objects.get()
    before = Freeze.objects.count()
    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 10, 10, 20, 20
    photo.save()
    assert Freeze.objects.count() == before


def test_deleting_a_photo_buries_it_and_removes_its_files(reporter, folder, django_capture_on_commit_callbacks):
    upload(reporter, tell_tale())
    photo = Photo.objects.get()
    article(lead_photo=photo, publish=True)
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert Freeze.latest(photo.source).kind == "tombstone"
    assert [path.name for path in kept(folder) if "card" not in path.name] == []


def test_what_is_kept_is_a_picture_the_right_way_up(reporter):
    upload(reporter, tell_tale(file(quarters(400, 300), "JPEG", exif=b"Exif\0\0" + exif(orientation=6))))
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (300, 400)
    with photo.file.open() as master:
        assert not Image.open(BytesIO(master.read())).getexif()
    assert Path(settings.MEDIA_ROOT) in Path(photo.file.path).parents
