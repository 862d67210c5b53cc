"""What the master is: format, size and colours, for every kind of picture that cameras and programs make."""

import pytest
from PIL import Image, ImageCms

from media.pictures import CORNERS, chunk, cleaned, file, near, noise, opened, profile, quarters, scene
from tamizdat.media.bare import size_of_bare_jpeg
from tamizdat.media.cleaning import clean

ACCEPTED = ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"]


@pytest.mark.parametrize("form", ACCEPTED)
def test_every_accepted_format_becomes_a_bare_jpeg_of_the_same_picture(form: str) -> None:
    photo = clean(file(quarters(123, 77), form))
    assert photo.format == "jpeg"
    assert (photo.width, photo.height) == (123, 77) == size_of_bare_jpeg(photo.data)
    assert all(near(opened(photo.data), *place) == place for place in CORNERS)


@pytest.mark.parametrize(("size", "expected"), [((3000, 1500), (2560, 1280)), ((1000, 4000), (640, 2560)), ((2560, 100), (2560, 100))])
def test_the_long_side_is_capped(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert opened(cleaned(file(quarters(*size), "JPEG"))).size == expected


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (2, 1)])
def test_the_smallest_pictures_pass(size: tuple[int, int]) -> None:
    assert opened(cleaned(file(Image.new("RGB", size), "PNG"))).size == size


def test_the_same_upload_gives_the_same_master() -> None:
    upload = file(scene(600, 400), "JPEG")
    assert cleaned(upload) == cleaned(upload)


def test_a_profile_is_applied_before_it_is_dropped() -> None:
    red = Image.new("RGB", (40, 40), (255, 0, 0))
    seen = opened(cleaned(file(red, "JPEG", icc_profile=profile(swapped=True), subsampling=0, quality=95))).getpixel((20, 20))
    assert seen[1] > 200 > 60 > seen[0]


def test_a_broken_profile_is_dropped_and_the_photo_kept() -> None:
    upload = file(quarters(), "PNG", icc_profile=b"no profile at all" * 20)
    assert near(opened(cleaned(upload)), 0, 0) == (0, 0)


def test_a_profile_for_other_channels_is_dropped_and_the_photo_kept() -> None:
    grey = Image.new("L", (40, 40), 120)
    assert abs(opened(cleaned(file(grey, "PNG", icc_profile=profile()))).getpixel((5, 5))[0] - 120) <= 2


def test_lab_colours_come_out_as_seen() -> None:
    lab = ImageCms.profileToProfile(quarters(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
    assert all(near(opened(cleaned(file(lab, "TIFF"))), *place) == place for place in CORNERS)


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr"])
def test_print_colours_come_out_as_seen(mode: str) -> None:
    upload = file(quarters().convert(mode), "JPEG", quality=95)
    assert all(near(opened(cleaned(upload)), *place) == place for place in CORNERS)


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (32_768, 128), (65_535, 255)])
@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_clipped(form: str, value: int, expected: int) -> None:
    deep = Image.frombytes("I;16", (20, 20), value.to_bytes(2, "little") * 400)
    assert abs(opened(cleaned(file(deep, form))).getpixel((10, 10))[0] - expected) <= 2


def _half_transparent(mode: str) -> Image.Image:
    picture = quarters().convert(mode)
    picture.putalpha(Image.linear_gradient("L").resize(picture.size).point(lambda value: 0 if value < 128 else 255))
    return picture


@pytest.mark.parametrize(
    "upload",
    [
        file(_half_transparent("RGB"), "PNG"),
        file(_half_transparent("L"), "PNG"),
        file(_half_transparent("RGB"), "WEBP", lossless=True),
        file(_half_transparent("RGB"), "AVIF"),
        file(_half_transparent("RGB"), "TIFF"),
        file(_half_transparent("RGB"), "GIF"),
        file(_half_transparent("RGB").quantize(16), "PNG"),
    ],
    ids=["png", "grey png", "webp", "avif", "tiff", "gif", "palette png"],
)
def test_what_is_transparent_becomes_white(upload: bytes) -> None:
    master = opened(cleaned(upload))
    assert min(master.getpixel((20, 5))) > 245
    assert max(master.getpixel((20, 70))) < 245


def test_a_colour_that_means_transparent_becomes_white() -> None:
    upload = chunk(file(quarters(), "PNG"), b"tRNS", b"".join(part.to_bytes(2, "big") for part in CORNERS[0, 0]))
    assert opened(cleaned(upload)).getpixel((10, 10)) == (255, 255, 255)


def test_one_bit_pictures_pass() -> None:
    fax = Image.new("1", (64, 64), 1)
    assert opened(cleaned(file(fax, "TIFF", compression="group4"))).getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "AVIF", "PNG", "TIFF"])
def test_an_animation_gives_its_first_frame(form: str) -> None:
    upload = file(quarters(), form, save_all=True, append_images=[noise(120, 80)] * 3)
    assert all(near(opened(cleaned(upload)), *place) == place for place in CORNERS)


def test_a_progressive_jpeg_passes() -> None:
    assert opened(cleaned(file(scene(300, 200), "JPEG", progressive=True))).width == 300
