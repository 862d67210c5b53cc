"""Terms of giving for tests: three ways to pay, euros and dollars, one country where giving is a crime."""

from tamizdat.contributions.rules import CountryRule
from tamizdat.contributions.terms import MethodTerms, Offer, Terms

CRIME = CountryRule(country="RU", law="no_ask", reason="Giving is a crime there.", date="2026-01-01", source="its gazette")

OFFERS = tuple(
    Offer(currency=currency, frequency=frequency, amounts=(500, 1000, 2500), least=200, most=1_000_000)
    for currency in ("EUR", "USD")
    for frequency in ("once", "monthly", "annual")
)


def _method(code: str, *often: str) -> MethodTerms:
    return MethodTerms(
        code=code, provider="Pretend payments", points=290, fixed={"EUR": 30}, frequencies=often, origins=("http://127.0.0.1:8003",)
    )


USUAL = Terms(
    offers=OFFERS,
    methods=(_method("card", "once", "monthly", "annual"), _method("paypal", "once", "monthly", "annual"), _method("crypto", "once")),
    countries=(CRIME,),
)

said: Terms | None = USUAL


def terms() -> Terms | None:
    """What the newspaper says (``TAMIZDAT_TERMS``)."""
    return said


def pages(language: str) -> tuple[str, str]:
    """Where a provider leads a giver (``TAMIZDAT_GIVING_PAGES``)."""
    return f"https://gate.example/given?lang={language}", f"https://gate.example/give?lang={language}"
