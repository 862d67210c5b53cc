"""Builds WordPress exports of our own making: every field filled with something, any of them overridden."""

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

BASE = "https://old.example"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def author(login: str = "vera-login", name: str = "Vera Lind", email: str = "vera@secret.example") -> str:
    return (
        f"<wp:author><wp:author_id>7</wp:author_id><wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(email)}</wp:author_email><wp:author_display_name>{cdata(name)}</wp:author_display_name>"
        "<wp:author_first_name>Secretfirst</wp:author_first_name></wp:author>"
    )


def category(slug: str = "politics", name: str = "Politics") -> str:
    return (
        f"<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent/><wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>"
    )


def tag(slug: str = "border", name: str = "The border") -> str:
    return f"<wp:tag><wp:term_id>4</wp:term_id><wp:tag_slug>{slug}</wp:tag_slug><wp:tag_name>{cdata(name)}</wp:tag_name></wp:tag>"


def term(domain: str = "category", slug: str = "politics", name: str = "Politics") -> str:
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>'


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"


def comment() -> str:
    return (
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Secretcommenter</wp:comment_author>"
        "<wp:comment_author_email>reader@secret.example</wp:comment_author_email><wp:comment_author_IP>203.0.113.77</wp:comment_author_IP>"
        "<wp:comment_content>Secretcomment</wp:comment_content>"
        "<wp:commentmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>Secretcommentmeta</wp:meta_value></wp:commentmeta></wp:comment>"
    )


def item(number: int = 11, **fields: Any) -> str:
    """One ``<item>``. ``extra`` is raw XML at its end; any other field replaces the default of that name."""
    kind = fields.get("type", "post")
    values = {
        "title": f"Story {number}",
        "link": f"{BASE}/2021/05/story-{number}/",
        "creator": "vera-login",
        "guid": f"{BASE}/?p={number}",
        "content": "The first paragraph.\n\nThe second one.",
        "excerpt": "",
        "date": "2021-05-04 14:00:00",
        "date_gmt": "2021-05-04 12:00:00",
        "modified_gmt": "2021-05-04 12:00:00",
        "name": f"story-{number}",
        "status": "publish",
        "parent": 0,
        "order": 0,
        "password": "",
        "sticky": 0,
        "terms": term() if kind == "post" else "",
        "extra": "",
        "pub": "Tue, 04 May 2021 12:00:00 +0000",
        **fields,
    }
    return f"""<item><title>{cdata(values["title"])}</title><link>{escape(values["link"])}</link><pubDate>{values["pub"]}</pubDate>
<dc:creator>{cdata(values["creator"])}</dc:creator><guid isPermaLink="false">{escape(values["guid"])}</guid><description></description>
<content:encoded>{cdata(values["content"])}</content:encoded><excerpt:encoded>{cdata(values["excerpt"])}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{values["date"]}</wp:post_date><wp:post_date_gmt>{values["date_gmt"]}</wp:post_date_gmt>
<wp:post_modified_gmt>{values["modified_gmt"]}</wp:post_modified_gmt><wp:comment_status>open</wp:comment_status>
<wp:post_name>{values["name"]}</wp:post_name><wp:status>{values["status"]}</wp:status><wp:post_parent>{values["parent"]}</wp:post_parent>
<wp:menu_order>{values["order"]}</wp:menu_order><wp:post_type>{kind}</wp:post_type>
<wp:post_password>{cdata(values["password"])}</wp:post_password><wp:is_sticky>{values["sticky"]}</wp:is_sticky>
{values["terms"]}{values["extra"]}</item>"""


def attachment(number: int = 50, file: str = "2021/05/harbour.jpg", alt: str = "Cranes over water", **fields: Any) -> str:
    address = f"{BASE}/wp-content/uploads/{file}"
    extra = f"<wp:attachment_url>{address}</wp:attachment_url>" + meta("_wp_attached_file", file) + meta("_wp_attachment_image_alt", alt)
    defaults = {
        "title": "harbour",
        "content": "",
        "link": f"{BASE}/harbour-{number}/",
        "guid": address,
        "status": "inherit",
        "extra": extra,
    }
    return item(number, type="attachment", **{**defaults, **fields})


def document(*parts: str, version: str = "1.2", head: str | None = None, base: str = BASE) -> str:
    """A whole export of *parts*: authors, terms, items. *head* replaces the authors and terms that are there by default."""
    space = f"http://wordpress.org/export/{version}"
    head = author() + category() + tag() if head is None else head
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="{space}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{space}/">
<channel><title>The Old Courier</title><link>{base}</link><description>News</description><language>en-GB</language>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_site_url>{base}</wp:base_site_url><wp:base_blog_url>{base}</wp:base_blog_url>
{head}
{"".join(parts)}
</channel>
</rss>
"""


def write(folder: Path, text: str | bytes, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
