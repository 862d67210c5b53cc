"""WordPress's shortcodes: ``[caption id="…"]…[/caption]`` and the like, found in text.

Promises: only the shortcodes listed here are taken out of the text; what merely stands in brackets stays as it was written, and so
does a shortcode that a lost plugin once understood. ``[[gallery]]`` is how WordPress writes the words "[gallery]".
Leaves to ``convert`` what they become. Facts: wp-includes/shortcodes.php and media.php of WordPress.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CAPTIONS = {"caption", "wp_caption"}
GALLERIES = {"gallery", "slideshow"}
EMBEDS = {"embed", "youtube", "vimeo", "soundcloud", "audio", "video", "playlist", "googlemaps", "tweet", "twitter", "instagram",
          "facebook", "dailymotion", "ted", "scribd", "slideshare", "spotify", "wpvideo", "gist", "pdf"}  # fmt: skip
CODES = {"code", "sourcecode"}
ENCLOSING = CAPTIONS | CODES | {"embed"}
"""Those that stand around their content; the others stand alone, and an end tag of theirs says nothing."""

KNOWN = CAPTIONS | GALLERIES | EMBEDS | CODES

_SHORTCODE = re.compile(rf"(\[?)\[(/?)({'|'.join(sorted(KNOWN, key=len, reverse=True))})(?![\w-])([^\[\]<>]*)\](\]?)")
_UNKNOWN = re.compile(r"\[(/?[a-zA-Z][\w-]{1,40})(?:\s[^\[\]<>]{0,2000})?\]")
_QUOTES = "\"'“”″„’"
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|[“”″„]([^“”″„]*)[“”″„]|&quot;(.*?)&quot;|([^\s"']+))|(\S+)""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode's tag, as raw text: attributes are still encoded. Values without a name are numbered from "0"."""

    name: str
    closing: bool
    attributes: dict[str, str]


def split(text: str) -> Iterator[str | Shortcode]:
    """Yield the pieces of raw *text* (character references unresolved): plain text, and the shortcodes in it."""
    at = 0
    if "[" in text:
        for match in _SHORTCODE.finditer(text):
            before, closing, name, attributes, after = match.groups()
            if before and after:  # [[gallery]]: the words, not the thing
                yield text[at : match.start()] + match[0][1:-1]
                at = match.end()
                continue
            yield text[at : match.start()] + before
            yield Shortcode(name, bool(closing), _attributes(attributes))
            at = match.end() - len(after)
    yield text[at:]


def unknown(text: str) -> list[str]:
    """Return the names of what looks like shortcodes in *text* but is none that we know.

    A pair, or something with ``name=value`` inside, looks like one; a lone word in brackets is an editor's remark.
    """
    found = [match for match in _UNKNOWN.finditer(text) if match[1].strip("/") not in KNOWN] if "[" in text else []
    closed = {match[1][1:] for match in found if match[1].startswith("/")}
    return [match[1].strip("/") for match in found if "=" in match[0] or match[1] in closed]


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values, alone in _ATTRIBUTE.findall(text.removesuffix("/")):
        if name:
            found.setdefault(name.lower(), next(filter(None, values), ""))
        else:
            found[str(sum(key.isdigit() for key in found))] = alone.removeprefix("=").strip(_QUOTES)
    return found
