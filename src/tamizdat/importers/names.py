"""Names that an import gives: ids that stay the same at every import, and ASCII slugs that no two pages share."""

import uuid

from tamizdat.newsroom.slugs import LONGEST, slug_from

_NAMESPACE = uuid.UUID("0c6f1f0e-54a1-4f0a-9d0a-3b1a7c0f5e2d")


def translation_key(archive: str, item: int) -> uuid.UUID:
    """Return the translation key of an archive's post or page: the same at every import."""
    return uuid.uuid5(_NAMESPACE, f"{archive} {item}")


def record_id(archive: str, item: int, language: str) -> str:
    """Return the record's id that a post or page has in the newsroom."""
    return f"{translation_key(archive, item).hex}.{language}"


def slug(wanted: str, title: str, item: int) -> str:
    """Return an ASCII slug from the old one, else from the title, else from the number."""
    made = slug_from(wanted) if wanted else slug_from(title)
    return f"post-{item}" if made == "untitled" and "untitled" not in f"{wanted} {title}".lower() else made


def free(wanted: str, taken: set[str]) -> str:
    """Return *wanted*, with a number behind it if it is among *taken*, and add it to them."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted[: LONGEST - 8]}-{number}"
    taken.add(found)
    return found
