"""Signed links to one's own contribution, and to a reminder. docs/spec/giving.md, sections 7 and 8.

Promises: a page shows what its link says and nothing else; opening one changes nothing; ending takes two clicks, no account and no script,
from wherever one is. What would have somebody pay again is refused from where giving is a crime, and no card is asked of a bank there.
"""

import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tamizdat.contributions.rules import decide_card
from tamizdat.contributions.terms import Terms
from tamizdat.gate.gift_link_pages import PAUSES, REFUSED, GiftLinkPages, method_of
from tamizdat.gate.giving import PATIENCE, answer_of, where
from tamizdat.gate.http import FORM, Answer, Request, fields, first, plain
from tamizdat.gate.lines import BEAT, KEPT, LINK
from tamizdat.gate.networks import network_rule
from tamizdat.sealed.links import LINK_CHARACTERS, Action, Link
from tamizdat.sealed.records import record_id, sealed

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

WHATS = ("pause", "resume", "amount", "card", "cancel")
PAYING = ("resume", "amount", "card")
"""Of these: what has somebody pay again, or more."""

ASKED = (("amount", "amount"), ("months", "pause"), ("bank", "card"))
"""What is asked with what: another amount, how long a pause is, in which country the bank of a new card is."""

_NOBODY = "A" * 22
_CODE = re.compile(r"[a-z_]{1,30}")


async def show(gate: "Gate", request: Request, text: str) -> Answer:
    """Return the page of one contribution; with ``end``, the one that asks whether it is to end."""
    link = _read(gate, text, "give")
    if len(text) > LINK_CHARACTERS:
        return _too_long()
    pages = GiftLinkPages(gate.board, link.language)
    return pages.ending(text) if first(_fields(request.query.encode()), "end") == "1" else pages.own(text, link.shown)


async def change(gate: "Gate", request: Request, text: str) -> Answer:
    """Take a change, and lead to what became of it, or for a new card to the provider's page."""
    link, form = _read(gate, text, "give"), _fields(request.body if request.kind == FORM else b"")
    what = first(form, "what", 10)
    giving = gate.board.giving if gate.board else None
    if what not in WHATS:
        return _to(link, "later")
    amount, months, bank = (first(form, name, 30) if what == of else "" for name, of in ASKED)
    if giving and what in PAYING and (why := _refusal(giving.terms, link, what, bank, request.network)):
        return _to(link, why)
    said = {"amount": amount, "months": months if months in PAUSES else "", "bank": bank}
    box = sealed(gate.queue_key, "gift_change", ref=link.ref, what=what, **said)
    good = link.ref != _NOBODY and gate.floods.is_new_reference(link.ref, now=time.time())
    gate.shared.add("taken" if good else "dropped")
    kept = await (gate.keeper.ask(LINK, box) if good else gate.keeper.ask(BEAT)) == KEPT
    answer = answer_of(await gate.reply(record_id(box), PATIENCE)) if good and kept else {}
    origins = tuple(origin for method in (giving.terms.methods if giving else ()) for origin in method.origins)
    if what == "card" and (url := where(answer, origins)):
        return Answer(303, b"", location=url)
    if answer.get("done") == what:
        return _to(link, f"done_{what}")
    refused = str(answer.get("refused", ""))
    return _to(link, _of_bank(refused) if _CODE.fullmatch(refused) else "later")


def _refusal(terms: Terms, link: Link, what: str, bank: str, network: str) -> str:
    """Return why a wish that has somebody pay is not taken: by the network, or for a new card also by where its bank is said to be."""
    if why := network_rule(terms, network, method="card" if what == "card" else method_of(link.shown)):
        return why
    return _of_bank(decide_card(terms.countries, bank).refused) if what == "card" else ""


def _of_bank(rule: str) -> str:
    """Return the name of the page for a *rule* that spoke of a bank: the newsroom knows no network."""
    return f"bank_{rule}" if rule in REFUSED else rule


async def changed(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the page that says what became of a change."""
    said = _fields(request.query.encode())
    return GiftLinkPages(gate.board, first(said, "lang", 12)).changed(first(said, "why", 30))


async def show_reminder(gate: "Gate", _: Request, text: str) -> Answer:
    """Return the page with the button that lets a reminder come, or stops it."""
    link = _read(gate, text, "remind")
    return GiftLinkPages(gate.board, link.language).reminder(text, link.shown) if len(text) <= LINK_CHARACTERS else _too_long()


async def remind(gate: "Gate", request: Request, text: str) -> Answer:
    """Take what the button of a reminder's page says. Nothing is typed there, so that the answer is a page."""
    link = _read(gate, text, "remind")
    stop = first(_fields(request.body if request.kind == FORM else b""), "what") == "stop"
    box = sealed(gate.queue_key, "reminder_cancel" if stop else "reminder_confirm", ref=link.ref)
    good = link.ref != _NOBODY and gate.floods.is_new_reference(link.ref, now=time.time())
    gate.shared.add("taken" if good else "dropped")
    said = await (gate.keeper.ask(LINK, box) if good else gate.keeper.ask(BEAT))
    pages = GiftLinkPages(gate.board, link.language)
    if said != KEPT:
        gate.shared.add("errors")
        return pages.message("failed", status=503)
    return pages.message("remind_stopped" if stop else "remind_kept")


def _read(gate: "Gate", text: str, action: Action) -> Link:
    link = gate.link(text)
    return (link.opens(action) if link else None) or Link(action=action, ref=_NOBODY, language="")


def _fields(text: bytes) -> dict[str, list[str]]:
    try:
        return fields(text)
    except ValueError:
        return {}


def _to(link: Link, why: str) -> Answer:
    return Answer(303, b"", location=f"/changed?{urlencode({'lang': link.language, 'why': why})}")


def _too_long() -> Answer:
    return plain(404, "Nothing is here. The form is at /letter")
