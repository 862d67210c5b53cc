"""Inline text as the editor keeps it, and what of a paste survives.

Promises: what ``clean_text`` returns holds only the marks of the edition's inline text, paragraphs, and links to the web, to mail or to
pages of ours. Refuses everything with a ``src``, styles and foreign marks by leaving them out. Leaves the frozen spelling to
``export.text``.
"""

from typing import Any

import nh3
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText

FEATURES = ["bold", "italic", "strikethrough", "superscript", "subscript", "code", "link"]
"""What the editor's toolbar offers inside a paragraph."""

_TAGS = {"p", "br", "b", "strong", "i", "em", "s", "del", "strike", "sub", "sup", "code", "a"}
_ATTRIBUTES = {"p": {"data-block-key"}, "a": {"href", "linktype", "id"}}
_SCHEMES = {"http", "https", "mailto"}


def clean_text(html: str) -> str:
    """Return *html* without anything that inline text may not hold. Words stay, scripts and styles go with their content."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, strip_comments=True)


class TextBlock(blocks.RichTextBlock):
    """Paragraphs of inline text."""

    def __init__(self, required: bool = True, help_text: str | None = None, search_index: bool = True, **kwargs: Any) -> None:
        kwargs.pop("features", None)
        kwargs.pop("editor", None)
        super().__init__(required=required, help_text=help_text, features=FEATURES, search_index=search_index, **kwargs)

    def clean(self, value: RichText) -> RichText:
        """Return the value as it may be kept."""
        return super().clean(RichText(clean_text(value.source)))


class InlineField(RichTextField):
    """A field of inline text outside the body, such as a correction's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(*args, **kwargs)

    def clean(self, value: str | None, model_instance: Any) -> Any:
        """Return the value as it may be kept."""
        return super().clean(clean_text(value) if value else value, model_instance)
