"""The pages for giving: the form, the check before the provider's page, and why one cannot. Plain HTML that works without script.

Promises: where the bank is, is asked before any button; what a bank statement shows stands beside it; nothing that could name the giver is
in a page; passing pages on is suggested to nobody whom it could harm. Pure.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from urllib.parse import urlencode

from babel.numbers import format_currency

from tamizdat.contributions.money import EXPONENTS, write_amount
from tamizdat.contributions.rules import THROUGH_BANKS, Decision, may_share
from tamizdat.contributions.terms import FREQUENCIES, Offer, ProviderLink
from tamizdat.contributions.wish import Wish
from tamizdat.gate import countries
from tamizdat.gate.board import Board, Giving, GivingWords, is_path
from tamizdat.gate.chosen import Chosen
from tamizdat.gate.http import Answer
from tamizdat.gate.paper import Paper, hidden
from tamizdat.gate.words import digits, words_of

MOST_LINKS = 3
"""Pages made beforehand that are named when the newsroom is away."""


ATTRIBUTION = {
    "nro": '<a href="https://www.nro.net/" rel="noreferrer">NRO</a>',
    "licence": '<a href="https://creativecommons.org/licenses/by/4.0/" rel="noreferrer license">CC BY 4.0</a>',
}
"""Whose data the table of networks is made of, as its licence wants it said where the table is used. docs/adr/0013."""


class GivingPages(Paper):
    """The pages in one language of one board."""

    place = "/give"

    def __init__(self, board: Board | None, language: str) -> None:
        super().__init__(board, language)
        self.giving: Giving | None = (
            board.giving if board and board.giving and board.giving.terms.methods and board.giving.terms.offers else None
        )
        self.code = self.tongue.code if self.tongue else "en"

    def closed(self) -> Answer:
        """Return the page that says that nobody can give here."""
        return self.page(self.words["give_title"], f"<p>{self.say('give_closed')}</p>{self.back('')}", status=503)

    def form(self, currency: str, wrong: Sequence[str], has: Chosen | None = None, *, back: str = "", carried: str = "") -> Answer:
        """Return the form; *wrong*: what has to be said above it; *has*: what to fill in, as *carried* says."""
        if self.giving is None:
            return self.closed()
        offers = self._offers(currency or (has.currency if has else ""))
        note = f'<p class="note" role="alert">{" ".join(self.say(f"wrong_{each}") for each in wrong)}</p>' if wrong else ""
        read = {"appeal": has.appeal, "variant": has.variant} if has else {}
        behind = hidden(lang=self.code, currency=offers[0].currency, back=back if is_path(back) else "", **read)
        return self.page(
            self.words["give_title"],
            f"{note}<p>{self.say('give_lead')}</p>{self._currencies(offers[0].currency, carried)}"
            f'<form method="post" action="/give">{behind}{self._bank(has)}{self._often(offers, has)}{self._amounts(offers, has)}'
            f"{self._methods(has)}{self._residence(has)}{self._statement()}"
            '<div class="trap" aria-hidden="true"><label>'
            f'{self.say("trap")}<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>'
            f"<button>{self.say('give_next')}</button></form>{self._receiver()}",
        )

    def check(self, carried: str, wish: Wish, decision: Decision, *, wrong: str = "") -> Answer:
        """Return the page before the provider's: what is paid, to whom, what the bank will show; and the optional address."""
        if self.giving is None:
            return self.closed()
        way = self.giving.terms.method(wish.method)
        origins = sorted({origin for method in self.giving.terms.methods for origin in method.origins})
        note = f'<p class="note" role="alert">{self.say(f"wrong_{wrong}")}</p>' if wrong in ("step", "email") else ""
        return self.page(
            self.words["check_title"],
            f"{note}{self._facts(wish)}{''.join(self._warning(each) for each in decision.warnings)}{self._statement()}"
            f'<form method="post" action="/give/go">{hidden(lang=self.code, w=carried)}'
            f'<label><span class="name">{self.say("receipt")}</span><small>{self.say("receipt_why")}</small>'
            '<input type="email" name="email" maxlength="254" autocomplete="off" dir="ltr"></label>'
            f"<p>{self.say('check_next', provider=escape(way.provider if way else ''))}</p>"
            f"<button>{self.say('check_go')}</button></form>"
            f'<p><a href="/give?{escape(f"lang={self.code}&w={carried}")}">{self.say("check_change")}</a></p>{self._receiver()}',
            origins=origins,
        )

    def refused(self, decision: Decision, known: Iterable[str]) -> Answer:
        """Return the page that says by which rule one cannot give, and what one can do instead. *known*: the countries known."""
        if self.giving is None:
            return self.closed()
        rules = [rule for rule in self.giving.terms.countries if rule.country == decision.country and rule.law in ("no_ask", "unsupported")]
        where = countries.name(self.code, decision.country)
        reasons = "".join(
            f'<li><div dir="auto">{escape(rule.reason_in(self.code))} <small>{escape(rule.source)}, {escape(rule.date)}</small></div></li>'
            for rule in rules
        )
        crime = decision.refused == "giving_is_a_crime"
        may = may_share(self.giving.terms.countries, known)
        can = ["instead_read", *(["instead_abroad"] if crime or not may else []), *(["instead_share"] if may else [])]
        return self.page(
            self.words["no_title"],
            f"<p>{self.say('no_crime' if crime else 'no_support', country=escape(where))}</p>"
            f"{f'<ul>{reasons}</ul>' if reasons else ''}{self._statement() if crime else ''}"
            f"<h2>{self.say('instead')}</h2><ul>{''.join(f'<li>{self.say(each)}</li>' for each in can)}</ul>{self.back('')}",
            status=451,
        )

    def sorry(self, why: str) -> Answer:
        """Return the page for what the newsroom said no to."""
        sentence = "no_large" if why == "large_gift" else "no_now"
        return self.page(self.words["no_title"], f"<p>{self.say(sentence)}</p>{self.other_ways()}{self.back('')}", status=503)

    def away(self, carried: str, wish: Wish, *, why: str) -> Answer:
        """Return the page with what was made beforehand, nearest first, and a button that tries again."""
        links = "".join(
            f'<li><a href="{escape(link.url)}" rel="noreferrer">{self._sum(link.amount, link)}</a></li>' for link in self._nearest(wish)
        )
        ready = f"<p>{self.say('away_links')}</p><ul>{links}</ul>" if links else ""
        form = f'<form method="post" action="/give">{hidden(lang=self.code, w=carried)}<button>{self.say("away_again")}</button></form>'
        return self.page(
            self.words["away_title"], f"<p>{self.say(f'away_{why}')}</p>{ready}{form}{self._statement()}{self.back('')}", status=503
        )

    def _offers(self, currency: str) -> list[Offer]:
        """Return what is offered in *currency*, or in the first; how often in the order of ``FREQUENCIES``."""
        every = self.giving.terms.offers if self.giving else ()
        known = currency if any(offer.currency == currency for offer in every) else every[0].currency
        return sorted((offer for offer in every if offer.currency == known), key=lambda offer: FREQUENCIES.index(offer.frequency))

    def _currencies(self, chosen: str, carried: str) -> str:
        others = list(dict.fromkeys(offer.currency for offer in (self.giving.terms.offers if self.giving else ())))
        if len(others) < 2:
            return ""
        same = {"lang": self.code} | ({"w": carried} if carried else {})
        said = [
            f"<b>{each}</b>" if each == chosen else f'<a href="/give?{escape(urlencode(same | {"currency": each}))}">{each}</a>'
            for each in others
        ]
        return f"<p>{self.say('currency')}: {' · '.join(said)}</p>"

    def _often(self, offers: Sequence[Offer], has: Chosen | None) -> str:
        known = [offer.frequency for offer in offers]
        chosen = has.frequency if has and has.frequency in known else ("monthly" if "monthly" in known else known[0])
        choices = "".join(_radio("frequency", each, self.say(each), checked=each == chosen) for each in known)
        return f'<fieldset><legend>{self.say("often")}</legend><div class="row">{choices}</div></fieldset>'

    def _amounts(self, offers: Sequence[Offer], has: Chosen | None) -> str:
        suggested = {offer.frequency: _chosen_of(offer, has) for offer in offers}
        groups = "".join(self._suggested(offer, suggested[offer.frequency]) for offer in offers)
        bounds = "; ".join(
            f"{self.say(offer.frequency)}: {self._money(offer.least, offer.currency)}–{self._money(offer.most, offer.currency)}"
            for offer in offers
        )
        typed = escape(has.amount) if has and not suggested.get(has.frequency) else ""
        return (
            f'{groups}<label><span class="name">{self.say("other_amount", currency=offers[0].currency)}</span><small>{bounds}</small>'
            f'<input type="text" name="other" inputmode="decimal" maxlength="20" autocomplete="off" dir="ltr" value="{typed}"></label>'
            f'<label class="choice"><input type="checkbox" name="cover" value="1"{" checked" if has and has.cover else ""}>'
            f"<span>{self.say('cover')}<small>{self.say('cover_why')}</small></span></label>"
        )

    def _suggested(self, offer: Offer, has: int) -> str:
        if not offer.amounts:
            return ""
        chosen = has or offer.amounts[min(1, len(offer.amounts) - 1)]
        choices = "".join(
            _radio(
                f"amount_{offer.frequency}", write_amount(each, offer.currency), self._money(each, offer.currency), checked=each == chosen
            )
            for each in offer.amounts
        )
        legend = f"{self.say('amount')}, {self.say(offer.frequency)}"
        return f'<fieldset class="of-{offer.frequency}"><legend>{legend}</legend><div class="row">{choices}</div></fieldset>'

    def _methods(self, has: Chosen | None) -> str:
        ways = self.giving.terms.methods if self.giving else ()
        chosen = has.method if has and any(way.code == has.method for way in ways) else ways[0].code
        choices = "".join(
            _radio(
                "method",
                way.code,
                f"{self.say(f'by_{way.code}')}<small>{escape(way.provider)}{self._only(way.frequencies)}</small>",
                checked=way.code == chosen,
            )
            for way in ways
        )
        return f"<fieldset><legend>{self.say('method')}</legend>{choices}</fieldset>"

    def _only(self, frequencies: Sequence[str]) -> str:
        return "" if len(frequencies) == len(FREQUENCIES) else f" ({', '.join(self.say(each) for each in frequencies)})"

    def _bank(self, has: Chosen | None) -> str:
        ways = {way.code for way in (self.giving.terms.methods if self.giving else ())}
        return country_field(self, "bank", has.bank if has else "") if ways & set(THROUGH_BANKS) else ""

    def _residence(self, has: Chosen | None) -> str:
        return country_field(self, "residence", has.residence if has else "")

    def _facts(self, wish: Wish) -> str:
        terms = self.giving.terms if self.giving else None
        paid = wish.to_pay(terms) if terms else wish.amount
        facts = [("amount", self._sum(paid, wish))]
        facts += [("of_it_fee", self._money(paid - wish.amount, wish.currency))] if paid > wish.amount else []
        facts += [("method", self.say(f"by_{wish.method}"))]
        facts += [("bank", escape(countries.name(self.code, wish.bank)))] if wish.bank else []
        facts += [("residence", escape(countries.name(self.code, wish.residence)))] if wish.residence else []
        return f"<dl>{''.join(f'<dt>{self.say(name)}</dt><dd>{value}</dd>' for name, value in facts)}</dl>"

    def _warning(self, warning: str) -> str:
        name, _, country = warning.partition(":")
        said = self.say("warn_watched", country=escape(countries.name(self.code, country))) if name == "watched" else self.say("warn_chain")
        return f'<p class="note">{said}</p>'

    def _statement(self) -> str:
        said = self._said().statement
        return f"<p>{self.say('statement')} {escape(said)}</p>" if said else ""

    def _receiver(self) -> str:
        said = self._said().receiver
        receiver = f"{self.say('receiver')} {escape(said)} " if said else ""
        return f"<p><small>{receiver}{self.say('attribution', **ATTRIBUTION)}</small></p>"

    def _said(self) -> GivingWords:
        return self.giving.said(self.code) if self.giving else GivingWords(self.code, "", "")

    def _nearest(self, wish: Wish) -> list[ProviderLink]:
        same = (wish.currency, wish.method)
        found = [link for link in (self.giving.terms.links if self.giving else ()) if (link.currency, link.method) == same]
        return sorted(found, key=lambda link: (link.frequency != wish.frequency, abs(link.amount - wish.amount)))[:MOST_LINKS]

    def _sum(self, amount: int, of: Wish | ProviderLink) -> str:
        """Return an amount with how often it is paid, as markup: ``US$5 every month``."""
        return self.say(f"sum_{of.frequency}", sum=self._money(amount, of.currency))

    def _money(self, amount: int, currency: str) -> str:
        return money(self.code, amount, currency)


def country_field(paper: Paper, name: str, chosen: str = "") -> str:
    """Return the field for a country, with all of them as the page's language calls them."""
    options = "".join(
        f'<option value="{code}"{" selected" if code == chosen else ""}>{escape(called)}</option>'
        for code, called in countries.names(paper.tongue.code if paper.tongue else "en")
    )
    return (
        f'<label><span class="name">{paper.say(name)}</span><small>{paper.say(f"{name}_why")}</small>'
        f'<select name="{name}" autocomplete="off"><option value="">{paper.say("choose")}</option>{options}</select></label>'
    )


def money(language: str, amount: int, currency: str) -> str:
    """Return an amount of minor units as *language* writes it, as markup."""
    exponent, locale = EXPONENTS[currency], countries.locale_of(language)
    whole = amount % 10**exponent == 0
    form = str(locale.currency_formats["standard"].pattern).replace("0.00", "0") if whole else None
    exact = Decimal(amount).scaleb(-exponent)
    said = format_currency(exact, currency, form, locale=locale, currency_digits=not whole, numbering_system="default")
    return f"<bdi>{escape(digits(words_of(language), said))}</bdi>"


def _chosen_of(offer: Offer, has: Chosen | None) -> int:
    """Return which of the suggested amounts was chosen, 0 if none was."""
    same = has is not None and (has.frequency, has.currency) == (offer.frequency, offer.currency)
    return has.minor() if has and same and has.minor() in offer.amounts else 0


def _radio(name: str, value: str, label: str, *, checked: bool) -> str:
    return (
        f'<label class="choice"><input type="radio" name="{name}" value="{escape(value)}"{" checked" if checked else ""}>'
        f"<span>{label}</span></label>"
    )
