"""Amounts as providers write them: a decimal number in text. Pure; no float."""

from decimal import ROUND_DOWN, Decimal, InvalidOperation

from tamizdat.contributions.money import EXPONENTS, LARGEST


def exact(text: object, currency: str) -> int:
    """Return the minor units of *text* such as ``"-12.50"``. Raises ``ValueError`` where that is not exact, or no amount."""
    minor = _minor(text, currency)
    if minor != minor.to_integral_value():
        raise ValueError("an amount has more digits than its currency")
    return int(minor)


def at_most(text: object, currency: str) -> int:
    """Return the minor units of *text*, less what is smaller than one."""
    return int(_minor(text, currency).to_integral_value(ROUND_DOWN))


def _minor(text: object, currency: str) -> Decimal:
    if currency not in EXPONENTS or not isinstance(text, str | Decimal):
        raise ValueError("an amount is not text in a currency that is known here")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("an amount is no number") from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValueError("an amount is larger than any contribution")
    return number.scaleb(EXPONENTS[currency])
