"""Setting up: what law and prudence ask for before real readers come."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from tamizdat.site.doctor.findings import Case, Said

ASSESSED_FOR = timedelta(days=365)


def second_publisher(case: Case) -> Iterator[Said]:
    """At least two people may publish and send: otherwise the second person's approval is an empty form."""
    from django.contrib.auth import get_user_model

    from tamizdat.newsroom.permissions import PUBLISHER

    count = get_user_model().objects.filter(is_active=True, groups__name=PUBLISHER).distinct().count()
    yield (
        ("fine" if count > 1 else "warning"),
        f"{count} people may approve" + ("" if count > 1 else ": give a second one the role of publisher"),
    )


def privacy_page(case: Case) -> Iterator[Said]:
    """Readers can read in each language what is kept of them."""
    from tamizdat.newsroom.models import FrontPage, StaticPage

    for front in FrontPage.objects.live():
        if not StaticPage.objects.live().filter(role="privacy", locale=front.locale).exists():
            yield case.risk, f"there is none in {front.language}: write a static page and make it the privacy page"


def consent(case: Case) -> Iterator[Said]:
    """Where letters can be ordered, readers are asked for their consent in words."""
    from tamizdat.site.doors import now

    site = now()
    for language in site.languages if site else ():
        if language.letters and not language.consent:
            yield case.risk, f"letters in {language.code} have no text that readers consent to"
    if site and not site.queue_key:
        yield "bad", "forms have no key to seal to: run tamizdat init"


def responsible(case: Case) -> Iterator[Said]:
    """Somebody answers for readers' data, and has thought about what could happen to them (docs/how-to/privacy.md)."""
    settings = case.settings
    if not settings.controller:
        yield case.risk, "nobody is named who answers for readers' data: TAMIZDAT_CONTROLLER"
    if settings.assessed is None:
        yield case.risk, "no impact assessment has been made, which the law asks for: docs/how-to/privacy.md, then TAMIZDAT_ASSESSED"
    elif case.now.date() - settings.assessed > ASSESSED_FOR:
        yield "warning", f"the impact assessment is of {settings.assessed}: go through it again"


def addresses(case: Case) -> Iterator[Said]:
    """What readers are sent to is reachable for them, and encrypted on the way."""
    from tamizdat.newsroom.models import NewspaperSettings

    gates = NewspaperSettings.load().gates.split()
    for gate in gates:
        host = urlsplit(gate).hostname or ""
        if urlsplit(gate).scheme != "https" and not host.endswith(".onion"):
            yield case.risk, f"forms go to {gate}, which is not encrypted"
    if not gates:
        yield "bad", "no gate is named in the newspaper's settings: nobody can sign up"
    if case.settings.mail.mail_from.rstrip(">").endswith(".invalid"):
        yield case.risk, "letters have no sender of yours: TAMIZDAT_MAIL_FROM"
    if not case.settings.mail.discreet:
        yield (
            case.risk,
            "discreet letters would name the newspaper, so forms offer none: TAMIZDAT_DISCREET_FROM, at a domain of its own",
        )
    if not case.settings.mail.bounces:
        yield case.risk, "nobody reads what comes back: TAMIZDAT_BOUNCES"
    if (mailbox := NewspaperSettings.load().sign_up_address) and not case.settings.mail.bounces:
        yield case.risk, f"the form says that one may write to {mailbox}, and nobody reads that: TAMIZDAT_BOUNCES, or leave it empty"
