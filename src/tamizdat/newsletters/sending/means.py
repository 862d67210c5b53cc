"""Who stands behind what sending needs: letters, readers, keys, relays, messages. Looked up here, each time, by the settings.

Promises: nothing else in ``sending`` reads the settings, or knows how a message is written and which relays there are.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.newsletters.interfaces import Envelope, LetterDesk, Ref
from tamizdat.newsletters.mail.dkim import Signer, from_pem
from tamizdat.newsletters.mail.names import message_id
from tamizdat.newsletters.mail.senders import MailKeys, Sender, named, sender_of
from tamizdat.newsletters.mail.splice import Splicer
from tamizdat.newsletters.mail.template import Occasion
from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.providers.from_url import relays_from_urls
from tamizdat.newsletters.providers.interfaces import Provider
from tamizdat.newsletters.providers.outcomes import reader_is_gone
from tamizdat.newsletters.providers.pool import Pool
from tamizdat.newsletters.readers.addresses import is_at
from tamizdat.newsletters.readers.doors import keyring, newspaper, opener
from tamizdat.newsletters.readers.store import ReaderStore
from tamizdat.newsletters.sending.crew import Job
from tamizdat.newsletters.sending.worker import hand

__all__ = ["letters", "message_ids", "opener", "reader_is_gone", "readers", "splicer", "work"]

HANDS = 2
"""Forked processes: what one core hands over beside the relay and the database is half of what two do."""


def letters() -> LetterDesk:
    """Return the newsroom's side of letters (``TAMIZDAT_LETTERS``)."""
    return cast(LetterDesk, import_string(settings.TAMIZDAT_LETTERS)())


def readers() -> ReaderStore:
    """Return the store of readers."""
    return ReaderStore()


def message_ids(mailing: Mailing) -> Callable[[Ref], str]:
    """Return what makes, for a reader, what stands before the @ of the Message-ID of *mailing*."""
    key = keyring().message_ids()
    return lambda ref: message_id(key, mailing.letter, ref, "").strip("<>@")


def splicer(mailing: Mailing, *, discreet: bool, ask: bool = True, trial: bool = False) -> Splicer:
    """Return what writes copies of *mailing*; *ask*: with its appeal; the subject of a *trial* says that it is one.

    Raises ``LookupError`` with a sentence if an article of it is gone.
    """
    keys = keyring()
    occasion = Occasion(letter=mailing.letter, mailing=mailing.pk, issue=mailing.letter, kind=mailing.kind)
    rendered = letters().rendered(bytes(mailing.record), discreet=discreet, ask=ask)
    rendered = replace(rendered, subject=f"[Test] {rendered.subject}") if trial else rendered
    own = named(sender(discreet=discreet), _name_in(mailing.language))
    return Splicer(rendered, own, occasion, MailKeys(links=keys.links(), message_ids=keys.message_ids()))


def sender(*, discreet: bool) -> Sender:
    """Return who letters come from."""
    mail = settings.TAMIZDAT.mail
    signers = tuple(Signer(key.domain, key.selector, from_pem(key.file.read_bytes())) for key in mail.dkim_keys)
    line = mail.discreet_from if discreet else mail.mail_from
    return sender_of(line, gate=mail.gate_url, domain="" if discreet else mail.mail_domain, signers=signers, neutral=discreet)


def _name_in(language: str) -> str:
    said = newspaper()
    return next((known.name for known in said.languages if known.code == language), "") if said else ""


def work(mailing: Mailing) -> tuple[Callable[[Connection], None], int]:
    """Return what a hand of the crew does for *mailing*, and how many hands there are. Nobody is asked to give at a provider that must hand
    mail over, nor in a discreet letter.
    """
    discreet, asks, asks_not = (
        splicer(mailing, discreet=True),
        splicer(mailing, discreet=False),
        splicer(mailing, discreet=False, ask=False),
    )
    said = newspaper()
    careful = said.careful_providers if said else ()
    ways, hands = shared(relays(), HANDS)

    def write(job: Job) -> Envelope:
        dress = discreet if job.discreet else asks_not if is_at(job.address, careful) else asks
        return dress.envelope(job.ref, job.address, int(time.time()), shown=job.shown)

    return hand(write, lambda: Pool(ways)), hands


def relays() -> tuple[Provider, ...]:
    """Return the ways out that the settings name."""
    home = settings.TAMIZDAT.home
    return relays_from_urls(" ".join(settings.TAMIZDAT.mail.relays), mail_folder=home / "mail")


def shared(relays: Sequence[Provider], hands: int) -> tuple[Sequence[Provider], int]:
    """Return each hand's part of *relays*, and how many hands share them: one alone if a rate or few connections need no more."""
    limits = [relay.limits for relay in relays]
    if any(limit.rate or limit.domain_rate or limit.domain_rates or limit.connections < hands for limit in limits):
        return relays, 1
    part = [replace(limit, connections=limit.connections // hands) for limit in limits]
    return [replace(relay, limits=limit) for relay, limit in zip(relays, part, strict=True)], hands  # type: ignore[type-var]
