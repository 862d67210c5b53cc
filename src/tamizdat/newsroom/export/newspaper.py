"""The newspaper itself becomes a record: its settings, and its name and navigation in each language; and each front."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import get_language_info

from tamizdat.edition.records import Front, Language, LetterKind, Site, Style
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.models import ConsentText, FrontPage, NewspaperSettings
from tamizdat.newsroom.models.newspaper import lines_of


def site_record(newspaper: NewspaperSettings, stamp: Stamp) -> Site:
    """Return the record of the newspaper, with the languages whose fronts are live; the default language first."""
    fronts = sorted(
        FrontPage.objects.live().select_related("locale"),
        key=lambda front: (front.language != newspaper.default_language, front.language),
    )
    return Site(
        id="site",
        change=stamp.change,
        frozen=stamp.frozen,
        languages=tuple(language_of(front) for front in fronts),
        canonical_base=newspaper.canonical_base,
        time_zone=newspaper.time_zone,
        style=Style(accent=newspaper.accent, accent_dark=newspaper.accent_dark),
        logo=newspaper.logo.record_id if newspaper.logo and newspaper.logo.source else None,
        mirrors=lines_of(newspaper.mirrors),
        gates=lines_of(newspaper.gates),
        onion=newspaper.onion.rstrip("/"),
        queue_key=newspaper.queue_key,
        sign_up_address=newspaper.sign_up_address,
        discreet=settings.TAMIZDAT.mail.discreet,
        careful_providers=tuple(line.lower() for line in lines_of(newspaper.careful_providers)),
    )


def language_of(front: FrontPage) -> Language:
    """Return what the newspaper is in this front's language. Letters can be ordered where readers are asked for their consent."""
    wording = ConsentText.latest(front.language) if front.consent else None
    return Language(
        code=front.language,
        name=front.newspaper,
        motto=front.motto,
        description=front.description,
        direction="rtl" if get_language_info(front.language)["bidi"] else "ltr",
        navigation=tuple(item.section.record_id for item in front.navigation.all() if item.section),
        footer=tuple(item.static_page.record_id for item in front.footer.all() if item.static_page),
        letters=tuple(kinds_of(front)) if wording else (),
        consent=wording.text if wording else "",
        consent_version=wording.version if wording else "",
    )


def kinds_of(front: FrontPage) -> Iterator[LetterKind]:
    """Yield the letters that readers of this front's language can order, in its order."""
    for kind in front.letter_kinds.all():
        yield LetterKind(code=kind.code, name=kind.name, promise=kind.promise, rhythm=kind.rhythm)


def front_record(front: FrontPage, stamp: Stamp) -> Front:
    """Return the editor's choice for one front."""
    chosen = (item.article.record_id for item in front.chosen_articles.all() if item.article)
    return Front(
        id=front.record_id,
        change=stamp.change,
        frozen=stamp.frozen,
        language=front.language,
        articles=tuple(dict.fromkeys(chosen)),
    )
