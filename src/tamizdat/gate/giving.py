"""Giving: what the form for it says becomes a sealed wish, and the newsroom's answer leads to the provider. docs/spec/giving.md.

Promises: where giving is a crime, nothing is queued, whatever the signal; one attempt a page; nobody is led anywhere but to an origin that
the newspaper's terms name; no post of a plain form makes a page, and nothing that could name the giver is in any address. GET changes
nothing.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from tamizdat.contributions.rules import Decision, decide
from tamizdat.contributions.wish import BadWish, Wish, read_wish
from tamizdat.gate import asking
from tamizdat.gate.carried import LONGEST, carried, carry
from tamizdat.gate.chosen import chosen, tidy
from tamizdat.gate.giving_pages import GivingPages
from tamizdat.gate.http import Answer, Request, fields, first
from tamizdat.gate.lines import FULL, GIVE, KEPT
from tamizdat.gate.networks import rule_for_all
from tamizdat.gate.signing_up import read_form
from tamizdat.sealed.records import record_id, sealed

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

PATIENCE = 8
"""Seconds that a plain form is kept waiting for the newsroom."""

WRONG = (
    "frequency",
    "currency",
    "method",
    "amount",
    "too_little",
    "too_much",
    "country",
    "email",
    "bank_not_declared",
    "residence_not_declared",
)
"""What may be wrong with a form; each has a sentence ``wrong_…``."""

_URL = re.compile(r"https?://[!-~]{1,1990}")


async def show(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the form, or why nobody can give from here."""
    said = _query(request)
    pages = _pages(gate, said)
    if pages.giving is None:
        return pages.closed()
    if why := rule_for_all(pages.giving.terms, request.network):
        return pages.refused(Decision(refused=why, country=request.network), [request.network])
    wrong = [each for each in first(said, "why").split(".") if each in (*WRONG, "step", "later")]
    carried_on = first(said, "w", LONGEST)
    has = chosen(carried(gate.form_token, carried_on) if carried_on else None)
    return pages.form(first(said, "currency", 3), wrong, has, back=first(said, "back"), carried=carried_on if has else "")


async def give(gate: "Gate", request: Request, _: str) -> Answer:
    """Take a form for giving: a box from a page's script, or a plain one, whose check page follows."""
    now = time.time()
    gate.floods.post_came(now)
    gate.gifts.came(now)
    form = read_form(request)
    if isinstance(form, Answer):
        answer = form
    elif "box" in form and (gate.board is None or gate.board.giving is None):
        answer = asking.said(503, error="one cannot give here now")
    elif "box" in form:
        answer = await asking.take(gate, request, form, now)
    else:
        answer = _plain(gate, request, form)
    answer.for_script = True
    return answer


async def check(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the page that says once more what will be paid, and warns."""
    said = _query(request)
    pages, wish = _pages(gate, said), _wish_of(gate, said)
    if pages.giving is None or wish is None:
        return pages.form("", ["later"]) if pages.giving else pages.closed()
    decision = decide(pages.giving.terms.countries, wish.signals(request.network))
    if not decision.may:
        return pages.refused(decision, wish.signals(request.network).countries())
    return pages.check(first(said, "w", 900), wish, decision, wrong=first(said, "why"))


async def go(gate: "Gate", request: Request, _: str) -> Answer:
    """Take the check page's button: seal, queue, wait, and lead to the provider."""
    now = time.time()
    gate.floods.post_came(now)
    gate.gifts.came(now)
    form = read_form(request)
    if isinstance(form, Answer):
        return form
    pages, wish, text = _pages(gate, form), _wish_of(gate, form), first(form, "w", 900)
    if pages.giving is None or wish is None:
        return _to("/give", pages, why="later")
    if not decide(pages.giving.terms.countries, wish.signals(request.network)).may:
        return _to("/give/no", pages, w=text)
    token = str((carried(gate.form_token, text) or {}).get("token", ""))
    if gate.gifts.wants_second_step(gate.form_token, token, "", boxed=False, now=now):
        return _to("/give/check", pages, w=_again(gate, wish), why="step")
    if not gate.gifts.lets_through(now, boxed=False) or gate.floods.are_too_many(now):
        return _to("/give/away", pages, w=_again(gate, wish), why="many")
    try:
        whole = read_wish(wish.fields() | {"email": first(form, "email", 300)}, pages.giving.terms)
    except BadWish:
        return _to("/give/check", pages, w=_again(gate, wish), why="email")
    return await _lead(gate, pages, whole)


async def no(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the page that says why one cannot give."""
    said = _query(request)
    pages, wish = _pages(gate, said), _wish_of(gate, said)
    if pages.giving is None:
        return pages.closed()
    signals = wish.signals(request.network) if wish else None
    decision = decide(pages.giving.terms.countries, signals) if signals else Decision()
    if signals and not decision.may:
        return pages.refused(decision, signals.countries())
    return pages.sorry(first(said, "why", 30))


async def away(gate: "Gate", request: Request, _: str) -> Answer:
    """Return the page for who was not answered: what was made beforehand, and trying again."""
    said = _query(request)
    pages, wish = _pages(gate, said), _wish_of(gate, said)
    if pages.giving is None or wish is None:
        return pages.form("", ["later"]) if pages.giving else pages.closed()
    signals = wish.signals(request.network)
    decision = decide(pages.giving.terms.countries, signals)
    if not decision.may:
        return pages.refused(decision, signals.countries())
    return pages.away(first(said, "w", 900), wish, why="many" if first(said, "why") == "many" else "away")


def _plain(gate: "Gate", request: Request, form: dict[str, list[str]]) -> Answer:
    pages = _pages(gate, form)
    if pages.giving is None:
        return _to("/give", pages)
    if first(form, "website"):
        return _to("/give", pages, why="later")  # the trap that people leave empty
    carried_on = _wish_of(gate, form)
    try:
        wish = carried_on or read_wish(_said(form, pages), pages.giving.terms)
    except BadWish as error:
        known = error.code if error.code in WRONG else "later"
        return _to("/give", pages, why=known, w=carry(gate.form_token, tidy(_said(form, pages))))
    decision = decide(pages.giving.terms.countries, wish.signals(request.network))
    if decision.refused in ("bank_not_declared", "residence_not_declared"):
        return _to("/give", pages, why=decision.refused, w=_again(gate, wish))
    return _to("/give/check" if decision.may else "/give/no", pages, w=_again(gate, wish))


async def _lead(gate: "Gate", pages: GivingPages, wish: Wish) -> Answer:
    box = sealed(gate.queue_key, "wish", **wish.fields())
    said = await gate.keeper.ask(GIVE[wish.method], box)
    if said != KEPT:
        gate.shared.add("full" if said == FULL else "errors")
        return _to("/give/away", pages, w=_again(gate, wish))
    gate.shared.add("gifts")
    answer = answer_of(await gate.reply(record_id(box), PATIENCE))
    way = pages.giving.terms.method(wish.method) if pages.giving else None
    if url := where(answer, way.origins if way else ()):
        return Answer(303, b"", location=url)
    if refused := str(answer.get("refused", "")):
        code = refused if re.fullmatch(r"[a-z_]{1,30}", refused) else "closed"
        return _to("/give/away", pages, w=_again(gate, wish)) if code == "try_later" else _to("/give/no", pages, why=code)
    return _to("/give/away", pages, w=_again(gate, wish))


def where(answer: Mapping[str, Any], origins: tuple[str, ...]) -> str:
    """Return the address in the newsroom's *answer* if it lies at one of *origins*, else ""."""
    url = answer.get("url", "")
    if not isinstance(url, str) or not _URL.fullmatch(url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if f"{parts.scheme}://{parts.netloc}" in origins else ""


def answer_of(text: str | None) -> dict[str, Any]:
    """Return what the newsroom answered, nothing if it did not."""
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _said(form: dict[str, list[str]], pages: GivingPages) -> dict[str, Any]:
    """Return what a plain form says: the amount that was typed, else the one that was chosen for how often one gives."""
    said: dict[str, Any] = {
        name: first(form, name, 60) for name in ("frequency", "currency", "method", "bank", "residence", "appeal", "variant")
    }
    amounts = (first(form, name, 30) for name in ("other", f"amount_{said['frequency']}", "amount"))
    language = pages.tongue.code if pages.tongue else ""
    return said | {"amount": next(filter(None, amounts), ""), "cover": first(form, "cover"), "language": language}


def _again(gate: "Gate", wish: Wish) -> str:
    """Return *wish* to be carried on, without the address for the receipt, and with a token for one attempt."""
    return carry(gate.form_token, asdict(wish) | {"token": gate.token("gift")})


def _wish_of(gate: "Gate", said: dict[str, list[str]]) -> Wish | None:
    giving = gate.board.giving if gate.board else None
    known = carried(gate.form_token, first(said, "w", 900)) if giving and "w" in said else None
    if known is None or giving is None:
        return None
    try:
        return read_wish(known, giving.terms)
    except BadWish:
        return None  # the terms have changed since


def _pages(gate: "Gate", said: dict[str, list[str]]) -> GivingPages:
    return GivingPages(gate.board, first(said, "lang", 12) or first(said, "language", 12))


def _to(place: str, pages: GivingPages, **said: str) -> Answer:
    way = {"lang": pages.tongue.code if pages.tongue else ""} | {name: value for name, value in said.items() if value}
    return Answer(303, b"", location=f"{place}?{urlencode(way)}")


def _query(request: Request) -> dict[str, list[str]]:
    try:
        return fields(request.query.encode())
    except ValueError:
        return {}
