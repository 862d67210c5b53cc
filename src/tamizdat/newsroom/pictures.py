"""The files that readers get of a photo, made once, beside the master; and each article's social card.

Promises: a file is whole before a record names it, and is never replaced: another picture has another name. What nothing published
shows stays here; ``delivery`` carries to the press only what a record names.
"""

import os
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Any

import PIL
from django.conf import settings
from django.utils.translation import get_language_info

from tamizdat.edition.records import Rendition
from tamizdat.media.cards import HEIGHT, WIDTH, make_card
from tamizdat.media.names import digest, source_id
from tamizdat.media.renditions import RenditionFile, Renditions, make_renditions

CARD_RECIPE = 1
"""Counts the changes to how cards look: a new number gives new names."""


def edition_folder() -> Path:
    """Return the folder of the files made for readers."""
    return Path(settings.MEDIA_ROOT) / "edition"


def edition_bytes(path: str) -> bytes:
    """Return the bytes of a file that a record names (``media/NAME``)."""
    return (edition_folder() / path.removeprefix("media/")).read_bytes()


def make_files(photo: Any) -> Renditions:
    """Return the files of *photo* as its master and focal point want them."""
    with photo.file.open("rb") as file:
        return make_renditions(file.read(), photo.focus())


def keep_files(photo: Any, made: Renditions) -> None:
    """Keep the files of *photo* and note them on it. Does not save it."""
    for file in (*made.renditions, *made.teasers):
        _keep(file.name, file.data)
    photo.source = made.source
    photo.renditions_made = [_described(file) for file in made.renditions]
    photo.teasers_made = [_described(file) for file in made.teasers]


def forget_files(photo: Any) -> None:
    """Remove the files made of *photo*. What readers have already got from the site is the press's to take away."""
    for made in (*photo.renditions_made, *photo.teasers_made):
        (edition_folder() / made["path"].removeprefix("media/")).unlink(missing_ok=True)


def card_for(page: Any) -> Rendition | None:
    """Return the social card of an article as it stands in memory; made if there is none for these words and this photo yet."""
    from tamizdat.newsroom.models import FrontPage, NewspaperSettings

    front = FrontPage.objects.filter(locale_id=page.locale_id).first()
    photo = page.lead_photo
    words = {
        "headline": page.title,
        "newspaper": front.newspaper if front else "",
        "section": page.section.name if page.section else "",
        "accent": NewspaperSettings.load().accent,
        "focus": photo.focus() if photo else None,
        "direction": "rtl" if get_language_info(page.language)["bidi"] else "ltr",
    }
    name = _card_name(words, photo)
    path = edition_folder() / name
    if not path.exists():
        _keep(name, make_card(**words, photo=_master(photo)))
    data = path.read_bytes()
    return Rendition(path=f"media/{name}", format="jpeg", width=WIDTH, height=HEIGHT, bytes=len(data), digest=digest(data))


def _card_name(words: dict[str, Any], photo: Any) -> str:
    recipe = f"{CARD_RECIPE} {PIL.__version__}"
    return source_id(repr(words).encode(), (photo.source if photo else "").encode(), recipe.encode()) + "-card.jpg"


def _master(photo: Any) -> bytes | None:
    if photo is None:
        return None
    with photo.file.open("rb") as file:
        return file.read()


def _described(file: RenditionFile) -> dict[str, Any]:
    described = {name: value for name, value in asdict(file).items() if name not in ("name", "data")}
    return {**described, "path": f"media/{file.name}"}


def _keep(name: str, data: bytes) -> None:
    """Write a file under its final name at once, whole."""
    path = edition_folder() / name
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
