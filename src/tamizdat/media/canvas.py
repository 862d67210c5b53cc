"""A hostile file in, a clean canvas out. Runs in the cage (``child``), never in the newsroom's process.

Promises: the canvas is a new RGB image in sRGB, upright, at most ``long_side`` long, with an empty ``info``: nothing but
pixels has moved across. Transparency becomes white: a newspaper's picture has no holes, and one kind of master (JPEG) is
one kind to defend. Animations give their first frame. Refuses by size from the header, before anything is decoded.
Does not see what is in the pixels: a watermark, a reflection or a name tag stays, and is for a person to judge.
"""

from io import BytesIO

from PIL import (  # noqa: F401 - plugins must be loaded before the cage shuts
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from PIL.Image import Resampling, Transpose

from tamizdat.media.kinds import identify
from tamizdat.media.limits import Limits
from tamizdat.media.refusals import PhotoRefused

ORIENTATION = 0x0112  # Exif 2.3, 4.6.4 A

UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

_SRGB = ImageCms.createProfile("sRGB")


def prepare_for_hostile_files() -> None:
    """Set Pillow's global switches: no threads, half a file is no file, our own pixel limit instead of its warning."""
    Image.preinit()  # it would look for plugins on disk later, when no file can be opened any more
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None


def clean_canvas(data: bytes, limits: Limits) -> Image.Image:
    """Return the picture in *data* on a new canvas. Raises ``PhotoRefused``; memory and time are the cage's to limit."""
    picture = _open(data, limits)
    profile = picture.info.get("icc_profile")
    turn = UPRIGHT.get(_orientation(picture))
    picture = _shrink(_flatten(picture), limits.long_side)
    picture = _to_srgb(picture, profile)
    if turn is not None:
        picture = picture.transpose(turn)
    canvas = Image.new("RGB", picture.size)
    canvas.paste(picture)
    return canvas


def _open(data: bytes, limits: Limits) -> Image.Image:
    picture = Image.open(BytesIO(data), formats=[identify(data)])
    shrinks = isinstance(picture, JpegImagePlugin.JpegImageFile)
    most = limits.max_jpeg_pixels if shrinks else limits.max_pixels
    if picture.width * picture.height > most or max(picture.size) > limits.max_side:
        raise PhotoRefused("too many pixels")
    if shrinks:
        _let_the_decoder_shrink(picture, limits.long_side)
    picture.load()
    return picture


def _let_the_decoder_shrink(picture: Image.Image, long_side: int) -> None:
    """A JPEG can be decoded at a half, a quarter or an eighth: 50 megapixels then cost what 12 do."""
    ratio = long_side / max(picture.size)
    if ratio < 1:
        picture.draft(None, (round(picture.width * ratio), round(picture.height * ratio)))


def _orientation(picture: Image.Image) -> int:
    """Which way is up, 1 to 8; 1 where the metadata cannot be read, which is no reason to refuse the picture."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - whatever a hostile directory makes the parser raise
        return 1


def _flatten(picture: Image.Image) -> Image.Image:
    """Return *picture* as L, RGB or CMYK with 8 bits a channel, transparent parts white."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")  # a plain convert would clip, not scale
    if picture.mode in ("I", "F"):
        raise PhotoRefused("depth")
    if picture.has_transparency_data:
        mode = "LA" if picture.mode in ("L", "LA", "La") else "RGBA"
        layer = picture if picture.mode == mode else picture.convert(mode)
        ground = Image.new(layer.mode[:-1], layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    if picture.mode in ("L", "RGB", "CMYK"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _shrink(picture: Image.Image, long_side: int) -> Image.Image:
    ratio = long_side / max(picture.size)
    if ratio >= 1:
        return picture
    size = max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))
    return picture.resize(size, Resampling.LANCZOS, reducing_gap=2.0)


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return *picture* in sRGB. A profile that is broken or made for other channels is dropped as if it were not there."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")
