"""The page on which one gives, and the one that thanks.

Promises: the form works without script, from any copy of the page. It asks where the bank is before anything else, and in a listed
country gives way to the reason, by style sheet alone: nothing is sent to find out. Refuses to be where nobody can give or no gate
would take the wish. Fields are those of docs/spec/giving.md; the newsroom decides all over again.
"""

from dataclasses import asdict
from typing import Any

from markupsafe import Markup, escape

from tamizdat.edition.asking import is_open
from tamizdat.edition.countries import countries, country_name
from tamizdat.edition.records import CountryRule, Giving, GivingOffer, GivingWords
from tamizdat.edition.scope import Scope
from tamizdat.edition.sums import currency_name, exponent, plain_sum, write_sum
from tamizdat.edition.theme import source_hash
from tamizdat.edition.views.giving_files import is_silent
from tamizdat.edition.views.links import feed_links
from tamizdat.edition.views.policy import giving_policy, open_gates
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.sign_up import FEW_PROVIDERS
from tamizdat.edition.views.words import Words, words_of

FREQUENCIES = ("once", "monthly", "annual")
FIRST = "monthly"
"""The frequency that is chosen beforehand, where it is offered."""

REMINDERS = ("january", "3", "6", "9")
MOST_ADDRESS = 254


def support(scope: Scope) -> str:
    """Return the page of contributions: the form, or what is coming."""
    words, terms = words_of(scope), scope.giving
    gates = open_gates(scope.doors) if is_open(terms) else []  # a page without the form does not depend on doors
    if terms is None or not gates:
        feeds = feed_links(scope, f"lang:{scope.language.code}")
        return render(scope, "support.html", words=words, title=words.text("Support us"), feed_list=feeds)
    own = _words_of(terms, scope.language.code)
    rules = switches(terms)
    return render(
        scope,
        "give.html",
        words=words,
        title=own.headline or words.text("Support us"),
        description=own.promise,
        csp=giving_policy(scope.theme, scope.doors, terms, rules),
        g=_form(scope, words, terms, own, gates[0]) | {"rules": Markup(rules)},  # noqa: S704  codes of countries, currencies and our own
    )


def thanks(scope: Scope) -> str:
    """Return the page to which the provider leads after paying: the same for everybody, and nothing about anybody."""
    words, gates = words_of(scope), open_gates(scope.doors)
    return render(
        scope,
        "thanks.html",
        words=words,
        title=words.text("Thank you"),
        csp=giving_policy(scope.theme, scope.doors),
        give_style=scope.theme.give_css,
        letter=bool(scope.language.letters and gates),
        remind=_reminder(scope, words, gates[0]) if gates else None,
    )


def _words_of(terms: Giving, language: str) -> GivingWords:
    """The words of a language, without any where the newsroom wrote none."""
    none = dict.fromkeys(GivingWords.__dataclass_fields__, "")
    return next((words for words in terms.words if words.language == language), GivingWords(**none | {"language": language}))


def _form(scope: Scope, words: Words, terms: Giving, own: GivingWords, gate: str) -> dict[str, Any]:
    language = scope.language.code
    frequencies = [one for one in FREQUENCIES if any(offer.frequency == one for offer in terms.offers)]
    currencies = list(dict.fromkeys(offer.currency for offer in terms.offers))
    first = FIRST if FIRST in frequencies else frequencies[0]
    return {
        "own": asdict(own),
        "action": escape(f"{gate}/give"),
        "frequencies": [{"code": one, "name": _named(words, one), "checked": one == first} for one in frequencies],
        "currencies": [{"code": one, "name": currency_name(language, one), "digits": exponent(one)} for one in currencies],
        "sums": [_sums(words, offer, currency=currencies[0]) for offer in terms.offers],
        "methods": [_method(words, one.code, one.provider, checked=n == 0) for n, one in enumerate(terms.methods)],
        "crypto": any(one.code == "crypto" for one in terms.methods),
        "fee": any(one.points or any(one.fixed.values()) for one in terms.methods),
        "countries": countries(language),
        "reasons": _reasons(words, terms.countries),
        "remind": _reminder(scope, words, gate),
        "size": MOST_ADDRESS,
        "give_style": scope.theme.give_css,
        "integrity": source_hash(scope.theme.scripts["give"]),
    }


def _reminder(scope: Scope, words: Words, gate: str) -> dict[str, Any]:
    times = [words.text("In January"), *(words.plural("In %(n)s month", "In %(n)s months", int(n)) for n in REMINDERS[1:])]
    return {
        "action": escape(f"{gate}/remind"),
        "times": list(zip(REMINDERS, times, strict=True)),
        "size": MOST_ADDRESS,
        "careful": scope.doors.careful_providers,
        "few": FEW_PROVIDERS,
    }


def _named(words: Words, frequency: str) -> str:
    return {"once": words.text("Once"), "monthly": words.text("Monthly"), "annual": words.text("Annually")}[frequency]


def _sums(words: Words, offer: GivingOffer, *, currency: str) -> dict[str, Any]:
    """The amounts of one currency at one frequency. The second is chosen beforehand in the currency that comes first."""
    chosen = offer.amounts[: 2 if offer.currency == currency else 0][-1:]
    return {
        "key": f"{offer.frequency}-{offer.currency}",
        "frequency": offer.frequency,
        "name": f"{_named(words, offer.frequency)}, {currency_name(words.language, offer.currency)}",
        "amounts": [
            {
                "value": plain_sum(amount, offer.currency),
                "text": write_sum(words.language, amount, offer.currency),
                "checked": amount in chosen,
            }
            for amount in offer.amounts
        ],
        "least": write_sum(words.language, offer.least, offer.currency),
        "most": write_sum(words.language, offer.most, offer.currency),
    }


def _method(words: Words, code: str, provider: str, *, checked: bool) -> dict[str, Any]:
    name, meaning = {
        "card": (
            words.text("Card"),
            words.text("You type its number on the provider's own page, never here. Your bank sees to whom you paid."),
        ),
        "paypal": ("PayPal", words.text("You log in there. It knows you, and your bank sees its name beside ours.")),
        "crypto": (
            words.text("Bitcoin"),
            words.text("No bank takes part. But everybody can read the chain, for ever: who knows your address sees what you paid."),
        ),
    }[code]
    return {"code": code, "name": name, "provider": provider, "meaning": meaning, "checked": checked}


def _reasons(words: Words, rules: tuple[CountryRule, ...]) -> list[dict[str, Any]]:
    """What is said to who chooses a listed country: first where nobody can give, then where one should know something."""
    shown = sorted((rule for rule in rules if rule.law != "no_share"), key=lambda rule: (not is_silent(rule), rule.country, rule.law))
    return [
        {
            "country": rule.country,
            "name": country_name(words.language, rule.country),
            "law": rule.law,
            "silent": is_silent(rule),
            "reason": rule.reason_in(words.language),
            "date": words.date(f"{rule.date}T12:00:00Z", "date"),
            "source": rule.source,
            "methods": ", ".join(_method(words, code, "", checked=False)["name"] for code in rule.methods),
        }
        for rule in shown
    ]


def switches(terms: Giving) -> str:
    """Return the style rules that show what fits the choices made: amounts, methods, and the reason of a listed country."""
    rules = [".sums,.why,#residence{display:none}"]
    for offer in terms.offers:
        chosen = f'.give:has([value="{offer.frequency}"]:checked):has([value="{offer.currency}"]:checked)'
        rules.append(f"{chosen} .s-{offer.frequency}-{offer.currency}{{display:flex}}")
    for method in terms.methods:
        closed = [one for one in FREQUENCIES if one not in method.frequencies]
        rules += [f'.give:has([value="{one}"]:checked) .m-{method.code}{{display:none}}' for one in closed]
    rules.append('.give:has([value="crypto"]:checked) #residence{display:block}')
    for rule in terms.countries:
        if rule.law == "no_share":
            continue
        there = f'.give:has([value="{rule.country}"]:checked)'
        rules.append(f"{there} .why-{rule.country}{{display:block}}")
        if is_silent(rule):
            rules.append(f"{there} .rest,{there}~.remind{{display:none}}")
    return f"@supports selector(:has(a)){{{''.join(dict.fromkeys(rules))}}}"
