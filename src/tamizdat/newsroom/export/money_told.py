"""What the imprint and the privacy page say of money, after the editors' own words: who receives it, who takes payments, who sees what.

Promises: made of the terms that readers were given, so that neither page can name a provider that is gone. A language that nobody has
written words for gets English. Leaves the newspaper's figures to the room that has them (``TAMIZDAT_FUNDING``).
"""

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from tamizdat.edition.records import Block, Giving
from tamizdat.edition.schema import decode
from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.models import Freeze

WORDS = {
    "en": {
        "imprint": "Money",
        "receiver": "Who receives what is given",
        "payments": "Payments",
        "told": (
            "Payments are taken by {providers}. Nothing is asked there before you press <em>Continue</em>: then your browser opens a page of"
            " {hosts}, and the rules of that company hold. We tell it the amount, the currency, how often, a number drawn by lot, and"
            " to which of our pages it leads back; nothing about you. It keeps who paid, and so does your bank: neither can be told to forget."
        ),
    },
    "ru": {
        "imprint": "Деньги",
        "receiver": "Кто получает пожертвования",
        "payments": "Платежи",
        "told": (
            "Платежи принимает {providers}. Пока вы не нажали <em>«Продолжить»</em>, туда ничего не уходит; после этого браузер открывает"
            " страницу {hosts}, и действуют правила этой компании. Мы сообщаем ей сумму, валюту, как часто вы платите, случайный номер и адрес"
            " страницы, на которую вернуться, — и ничего о вас. Кто заплатил, она хранит, хранит и ваш банк: заставить их забыть мы не можем."
        ),
    },
    "fa": {
        "imprint": "پول",
        "receiver": "چه کسی کمک‌ها را دریافت می‌کند",
        "payments": "پرداخت",
        "told": (
            "پرداخت‌ها را {providers} می‌گیرد. تا زمانی که <em>ادامه</em> را نزده‌اید چیزی به آن‌جا نمی‌رود؛ پس از آن مرورگر صفحه‌ای از"
            " {hosts} را باز می‌کند و قواعد آن شرکت برقرار است. ما به آن مبلغ، ارز، دفعات پرداخت، شماره‌ای تصادفی و نشانی"
            " صفحهٔ بازگشت را می‌گوییم و هیچ چیز دربارهٔ شما. این‌که چه کسی پرداخته نزد آن شرکت و بانک شما می‌ماند: نمی‌توانیم وادارشان کنیم فراموش کنند."
        ),
    },
}
"""Language -> the words around what the terms say. ``told`` is inline text."""


def money_blocks(role: str, language: str) -> tuple[Block, ...]:
    """Return what a page of this role says of money in *language*: nothing before readers were given terms."""
    latest = Freeze.latest("giving")
    giving = decode(latest.data.encode()) if latest else None
    if not isinstance(giving, Giving):
        return ()
    said = {"imprint": _imprint, "privacy": _privacy}.get(role)
    return tuple(said(giving, language, WORDS.get(language, WORDS["en"]))) if said else ()


def _imprint(giving: Giving, language: str, words: dict[str, str]) -> Iterator[Block]:
    own = next((row for row in giving.words if row.language == language), None)
    if own is None:
        return
    yield _heading(words["imprint"])
    yield _paragraph(f"<strong>{words['receiver']}:</strong> {escape(own.receiver, quote=False)}")
    if own.deductible:
        yield _paragraph(escape(own.deductible, quote=False))
    yield from doors.funding(language)


def _privacy(giving: Giving, language: str, words: dict[str, str]) -> Iterator[Block]:
    if not giving.methods:
        return
    providers = dict.fromkeys(method.provider for method in giving.methods)
    hosts = dict.fromkeys(urlsplit(origin).netloc for method in giving.methods for origin in method.origins)
    yield _heading(words["payments"])
    yield _paragraph(words["told"].format(providers=_listed(providers), hosts=_listed(hosts)))


def _listed(names: dict[str, None]) -> str:
    return ", ".join(escape(name, quote=False) for name in names)


def _heading(text: str) -> Block:
    return {"type": "heading", "text": text, "level": 2}


def _paragraph(text: str) -> Block:
    return {"type": "paragraph", "text": text}
