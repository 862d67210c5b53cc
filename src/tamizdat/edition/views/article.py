"""The article's page, and the page that stays where an article was withdrawn."""

from typing import Any
from urllib.parse import quote

from markupsafe import escape

from tamizdat.edition.records import Article, Letter
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import pictures
from tamizdat.edition.views.body import Body
from tamizdat.edition.views.labels import CORRECTIONS, KINDS, OPINIONS, label
from tamizdat.edition.views.links import link_to, named
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.teasers import anchor, bylines, teaser
from tamizdat.edition.views.words import Words, words_of


def article(scope: Scope) -> str:
    """Return the page of one article."""
    words = words_of(scope)
    shown = scope.article(scope.spec.subject)
    body = Body(scope, words)
    return render(
        scope,
        "article.html",
        words=words,
        title=shown.headline,
        description=shown.standfirst,
        article=_heading(scope, words, shown),
        figure=pictures.figure(scope, shown.lead, eager=True),
        blocks=body.blocks(shown.body),
        corrections=_corrections(words, body, shown),
        attributions=shown_attributions(shown),
        topics=[one for topic in shown.topics if (one := named(scope, topic))],
        story=story_position(scope, shown),
        related=[teaser(scope, words, found, picture="") for record_id in shown.related if (found := scope.teaser(record_id))],
        twins=twins(scope, shown),
        share=share_links(scope, shown),
        address=escape(scope.absolute(shown.path)),
    )


def withdrawn(scope: Scope) -> str:
    """Return the page of a withdrawn article: when and, in the newsroom's public words, why. Nothing of the text."""
    words = words_of(scope)
    stone = scope.tombstone(scope.spec.subject)
    assert stone is not None, "the plan asks for this page only where there is a tombstone"
    title = words.text("This article was withdrawn")
    return render(scope, "withdrawn.html", words=words, title=title, time=words.time(stone.time), note=stone.note)


def _heading(scope: Scope, words: Words, shown: Article) -> dict[str, Any]:
    changed = shown.updated != shown.first_published
    return {
        "headline": shown.headline,
        "standfirst": shown.standfirst,
        "kind": label(KINDS, shown.kind, words.text),
        "opinion": shown.kind in OPINIONS,
        "section": named(scope, shown.section),
        "section_id": shown.section or "",
        "kind_code": shown.kind,
        "bylines": bylines(scope, shown.bylines),
        "dateline": shown.dateline,
        "published": words.time(shown.first_published, "time"),
        "updated": words.time(shown.updated, "time") if changed else "",
    }


def _corrections(words: Words, body: Body, shown: Article) -> list[dict[str, Any]]:
    return [
        {"label": label(CORRECTIONS, note.kind, words.text), "time": words.time(note.time), "text": body.inline(note.text)}
        for note in sorted(shown.corrections, key=lambda note: note.time, reverse=True)
    ]


def shown_attributions(shown: Article) -> list[dict[str, str]]:
    """Return where the claims of an article come from."""
    return [{"claim": one.claim, "source": one.source, "checked_by": one.checked_by} for one in shown.attributions]


def story_position(scope: Scope, shown: Article) -> dict[str, Any] | None:
    """Return the story and the article's place on its timeline: an anchor, since a number would change old pages."""
    story = named(scope, shown.story)
    return story and story | {"href": story["href"] + f"#{anchor(shown.path)}"}


def twins(scope: Scope, shown: Article | Letter) -> list[dict[str, Any]]:
    """Return an article or letter in the newspaper's other languages, each in its own words."""
    ids = scope.twins(shown.translation_key)
    return [
        {
            "code": language.code,
            "dir": language.direction,
            "words": scope.theme.text(language.code, "Read this in English"),
            "href": address,
        }
        for language in scope.site.languages
        if language.code != shown.language and (address := link_to(scope, ids.get(language.code)))
    ]


def share_links(scope: Scope, shown: Article) -> list[dict[str, Any]]:
    """Return plain links that hand the canonical address on; nothing is fetched from anybody until a reader taps one."""
    address = quote(scope.absolute(shown.path), safe="")
    return [
        {"name": "Telegram", "href": escape(f"https://t.me/share/url?url={address}")},
        {"name": "WhatsApp", "href": escape(f"https://wa.me/?text={address}")},
        {"name": "", "href": escape(f"mailto:?subject={quote(shown.headline, safe='')}&body={address}")},
    ]
