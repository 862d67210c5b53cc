"""Chosen: what stands in a form for giving that is shown again, whether it made sense or not: nobody chooses everything twice.

Promises: plain text, short, within what the form can hold; never the address for the receipt. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tamizdat.contributions.money import EXPONENTS, BadAmount, read_amount, write_amount

TYPED = 20
"""Characters of an amount, as the form holds them."""

_CODE = re.compile(r"[A-Za-z0-9_-]{0,40}")
_SHOWN = ("frequency", "currency", "method", "bank", "residence", "appeal", "variant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What to fill the form in with; "" where nothing is chosen. ``amount`` is a number as people write it, or what was typed."""

    frequency: str = ""
    currency: str = ""
    amount: str = ""
    method: str = ""
    bank: str = ""
    residence: str = ""
    appeal: str = ""  # what they had read
    variant: str = ""
    cover: bool = False

    def minor(self) -> int:
        """Return the amount in minor units, 0 if it is none."""
        try:
            return read_amount(self.amount, self.currency)
        except BadAmount:
            return 0


def tidy(said: Mapping[str, object]) -> dict[str, object]:
    """Return of what a form *said* what can be carried on and shown again."""
    codes = {name: text for name in (*_SHOWN, "language") if isinstance(text := said.get(name, ""), str) and _CODE.fullmatch(text)}
    return codes | {"amount": str(said.get("amount", ""))[:TYPED], "cover": said.get("cover") in (True, "1")}


def chosen(known: Mapping[str, object] | None) -> Chosen | None:
    """Return what was carried, a wish or what was none yet; None if nothing was."""
    if known is None:
        return None
    texts = {name: str(known.get(name, "")) for name in _SHOWN}
    amount = known.get("amount", "")
    text = write_amount(amount, texts["currency"]) if isinstance(amount, int) and texts["currency"] in EXPONENTS else str(amount)
    return Chosen(**texts, amount=text, cover=known.get("cover") is True)
