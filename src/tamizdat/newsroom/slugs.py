"""Slugs: the ASCII name of a thing in its address, made from its title in any script and fixed once readers know it."""

import re
from typing import Any

from anyascii import anyascii
from django.core.validators import RegexValidator
from django.db import models

LONGEST = 80
"""Characters; long enough to tell two articles apart, short enough to be sent by hand."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VALID = RegexValidator(rf"^{SLUG.pattern}\Z", "A slug is made of small Latin letters, digits and single hyphens.")


def slug_from(title: str) -> str:
    """Return a slug for *title*: transliterated, at most ``LONGEST`` characters, cut at a word. Never empty."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’ʼ`]", "", anyascii(title).lower()))
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > LONGEST:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or (words[0][:LONGEST] if words else "untitled")


def slug_field() -> Any:
    """Return the model field for a slug."""
    help_text = "The name in the address. Empty: made from the name. Fixed once a reader may know it."
    return models.CharField(max_length=LONGEST + 10, blank=True, validators=[_VALID], help_text=help_text)
