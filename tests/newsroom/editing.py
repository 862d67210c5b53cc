"""The editor's forms as a browser would send them."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def article_form(
    *, title: str = "Ferry to run again", text: str = "<p>The envoys met.</p>", body: Any = None, **fields: Any
) -> dict[str, Any]:
    """An article's form with every field there, and one paragraph (or the paragraphs of *body*)."""
    words = [block.value.source for block in body] if body is not None else [text]
    return nested_form_data(
        {
            "title": title,
            "slug": "",
            "standfirst": "",
            "kind": "news",
            "dateline": "",
            "section": "",
            "story": "",
            "lead_photo": "",
            "lead_alt": "",
            "lead_caption": "",
            "body": streamfield([("paragraph", rich_text(word)) for word in words]),
            "bylines": inline_formset([]),
            "related_choices": inline_formset([]),
            "attributions": inline_formset([]),
            "corrections": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )
