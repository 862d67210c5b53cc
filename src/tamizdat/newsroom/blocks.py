"""The blocks of a body, as editors meet them. Their names and fields are those of ``edition.blocks``; none takes raw HTML."""

from django.core.validators import URLValidator
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from tamizdat.newsroom.richtext import TextBlock

WEB = URLValidator(schemes=["http", "https"], message="A web address begins with https:// or http://.")


class HeadingBlock(blocks.StructBlock):
    """A heading inside the text."""

    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(choices=[("2", "Heading"), ("3", "Smaller heading")], default="2")

    class Meta:
        icon = "title"
        label = "Heading"


class ListBlock(blocks.StructBlock):
    """A list, numbered or not."""

    ordered = blocks.BooleanBlock(required=False, label="Numbered")
    items = blocks.ListBlock(TextBlock(label="Item"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = "List"


class QuotationBlock(blocks.StructBlock):
    """What somebody said or wrote, at length."""

    paragraphs = TextBlock(label="Words")
    source = blocks.CharBlock(required=False, max_length=200, help_text="Who said it, and where.")

    class Meta:
        icon = "openquote"
        label = "Quotation"


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the article, shown large."""

    text = blocks.CharBlock(max_length=300)
    source = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = "Pull quote"


class PhotoBlock(blocks.StructBlock):
    """A photo in the text. The credit is the photo's own."""

    photo = ImageChooserBlock()
    alt = blocks.CharBlock(
        required=False,
        max_length=300,
        label="Alt text",
        help_text="What the photo shows, for those who cannot see it. Empty: the photo's own.",
    )
    caption = blocks.CharBlock(required=False, max_length=500, help_text="Empty: the photo's own.")

    class Meta:
        icon = "image"
        label = "Photo"


class LinkCardBlock(blocks.StructBlock):
    """A link elsewhere that deserves a line of its own. Nothing is fetched from there."""

    url = blocks.URLBlock(label="Address", validators=[WEB], max_length=2000)
    title = blocks.CharBlock(max_length=200)
    text = blocks.CharBlock(required=False, max_length=300, help_text="Why a reader should follow it.")

    class Meta:
        icon = "link-external"
        label = "Link card"


class BackgroundBlock(blocks.StructBlock):
    """A box that explains what happened before."""

    title = blocks.CharBlock(max_length=200)
    blocks = blocks.StreamBlock(
        [("paragraph", TextBlock(icon="pilcrow")), ("heading", HeadingBlock()), ("list", ListBlock())], label="Text"
    )

    class Meta:
        icon = "info-circle"
        label = "Background box"


class BoxBlock(blocks.StructBlock):
    """Where the reader is invited; empty fields leave the edition's own words."""

    title = blocks.CharBlock(required=False, max_length=200)
    text = blocks.CharBlock(required=False, max_length=400)


BODY = [
    ("paragraph", TextBlock(icon="pilcrow", label="Paragraphs")),
    ("heading", HeadingBlock()),
    ("photo", PhotoBlock()),
    ("list", ListBlock()),
    ("quotation", QuotationBlock()),
    ("pull_quote", PullQuoteBlock()),
    ("background", BackgroundBlock()),
    ("related", blocks.PageChooserBlock(page_type="newsroom.ArticlePage", icon="doc-full", label="Related article")),
    ("link_card", LinkCardBlock()),
    ("letter_box", BoxBlock(icon="mail", label="Letter box", help_text="Invites the reader to the newsletter.")),
    ("appeal_box", BoxBlock(icon="pick", label="Appeal box", help_text="Asks the reader for support, where asking is safe.")),
    ("divider", blocks.StaticBlock(icon="minus", label="Divider", admin_text="A line between two parts.")),
]
"""The blocks in the order in which the editor is offered them."""

LETTER_TEXT = [
    ("paragraph", TextBlock(icon="pilcrow", label="Paragraphs")),
    ("heading", HeadingBlock()),
    ("list", ListBlock()),
    ("quotation", QuotationBlock()),
]
"""What the first and last words of a letter are made of: what every mail program can show."""
