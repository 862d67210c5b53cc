"""The pages of the pretend provider: where one pays, where a card is changed, and where one looks at it all. Plain HTML, no script.

Promises: every page says that it is a pretence; nothing that was typed comes back in one.
"""

import json
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from tamizdat.contributions.providers.local.answers import Answer
from tamizdat.contributions.providers.local.means import means_of
from tamizdat.contributions.providers.local.store import Plain
from tamizdat.edition.sums import write_sum

_FOLDER = Path(__file__).parent
_STYLE = Markup((_FOLDER / "pages.css").read_text("utf-8"))  # noqa: S704 - our own file
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()


@cache
def words_of(language: str) -> dict[str, str]:
    """Return the sentences in *language*, English where it is not spoken here."""
    code = language.partition("-")[0]
    path = _FOLDER / "words" / f"{code}.json"
    return dict(json.loads(path.read_text("utf-8"))) if code.isalpha() and path.is_file() else words_of("en")


def pay_page(checkout: Plain, *, no: str = "") -> Answer:
    """Return the page on which a checkout is paid; *no*: the key of a sentence that says why it was not."""
    words, total = words_of(checkout["language"]), write_sum(checkout["language"], checkout["amount"], checkout["currency"])
    body = Markup('<section class="sheet"><h1>{}</h1><p class="sum">{}</p><p>{}</p>{}{}</section>').format(
        words["to_pay"],
        total,
        words[checkout["frequency"]],
        _sentence(words, no),
        _form(words, checkout["method"], words["pay"].format(sum=total), checkout["back"]),
    )
    return _page(402 if no else 200, checkout["language"], words["to_pay"], body, checkout["thanks"], checkout["back"])


def card_page(page: Plain, *, no: str = "") -> Answer:
    """Return the page on which another card is chosen."""
    words = words_of(page["language"])
    body = Markup('<section class="sheet"><h1>{}</h1><p>{}</p>{}{}</section>').format(
        words["change_card"],
        words["change_card_help"],
        _sentence(words, no),
        _form(words, page["method"], words["use_card"], page["back"]),
    )
    return _page(402 if no else 200, page["language"], words["change_card"], body, page["back"])


def closed_page(language: str, back: str, *, done: str = "") -> Answer:
    """Return the page that stands where nothing more can be done; *done*: the key of what was done there, "" if its time is over."""
    words = words_of(language)
    title, help_ = (words[done], "") if done else (words["closed"], words["closed_help"])
    body = Markup('<section class="sheet"><p class="sum">{}</p><p>{}</p><p><a href="{}">{}</a></p></section>').format(
        title, help_, back, words["go_on"]
    )
    return _page(200 if done else 410, language, title, body)


def missing_page() -> Answer:
    """Return the page that says that there is none."""
    return _page(404, "en", words_of("en")["not_here"], Markup("<h1>{}</h1>").format(words_of("en")["not_here"]))


def desk_page(now: int, blocked: list[str], things: dict[str, list[Plain]], waiting: int) -> Answer:
    """Return the page on which one looks at everything, moves the clock on, and opens disputes. In English: for who runs the demo."""
    buttons = Markup("").join(
        Markup('<form method="post" action="/"><button class="second" name="do" value="{}">{}</button></form>').format(code, name)
        for code, name in (("day", "A day on"), ("renew", "To the next renewal"), ("next", "To whatever is next"))
    )
    when = datetime.fromtimestamp(now, UTC)
    body = Markup(
        '<section class="sheet desk"><h1>Its clock</h1><p class="sum">{}</p>{}<p>Cards issued in these countries are refused here: {}. '
        "Webhooks still to be taken: {}.</p></section>"
    ).format(f"{when:%-d %B %Y, %H:%M}", buttons, ", ".join(blocked) or "none", waiting)
    for kind, found in things.items():
        rows = Markup("").join(_row(thing) for thing in found)
        body += Markup('<h2>{}</h2><div class="scroll"><table>{}</table></div>').format(kind, rows) if found else ""
    return _page(200, "en", "Pretend provider", body, shape="wide")


def _row(thing: Plain) -> Markup:
    can = thing["object"] == "payment" and not thing["disputes"] and thing["returned"] < thing["amount"]
    act = Markup('<form method="post" action="/"><button class="second" name="dispute" value="{}">Dispute</button></form>')
    cells = (
        f"{datetime.fromtimestamp(thing['made'], UTC):%Y-%m-%d}",
        write_sum("en", thing["amount"], thing["currency"]),
        thing["frequency"],
        thing.get("state", f"returned {write_sum('en', thing['returned'], thing['currency'])}" if thing.get("returned") else "paid"),
        thing["ref"],
        act.format(thing["id"]) if can else "",
    )
    return Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells))


def _form(words: dict[str, str], method: str, button: str, back: str) -> Markup:
    choices = Markup("").join(_choice(means.code, words[means.name], number) for number, means in enumerate(means_of(method)))
    typed = Markup(
        '<label class="choice"><input type="radio" name="means" value=""><span>{}</span></label><label class="name">{}'
        '<input type="text" name="number" inputmode="numeric" autocomplete="off" maxlength="30" aria-describedby="help"></label>'
        '<small id="help">{}</small>'
    ).format(words["another"], words["number"], words["number_help"])
    return Markup(
        '<form method="post" autocomplete="off"><fieldset><legend>{}</legend>{}{}</fieldset><button>{}</button></form>'
        '<p><a href="{}">{}</a></p>'
    ).format(words[method], choices, typed if method == "card" else "", button, back, words["back"])


def _choice(code: str, name: str, number: int) -> Markup:
    """A means to choose; a card is known by its number."""
    is_card = code[0].isdecimal()
    shown = (
        Markup('<span class="number">{}</span><small>{}</small>').format(code, name) if is_card else Markup("<span>{}</span>").format(name)
    )
    checked = Markup(" checked") if number == 0 else ""
    return Markup('<label class="choice"><input type="radio" name="means" value="{}"{}>{}</label>').format(code, checked, shown)


def _sentence(words: dict[str, str], no: str) -> Markup:
    return Markup('<p class="no" role="alert">{}</p>').format(words[no]) if no else Markup("")


def _page(status: int, language: str, title: str, body: Markup, *leads_to: str, shape: str = "narrow") -> Answer:
    words = words_of(language)
    spoken = language if words is not words_of("en") else "en"
    text = Markup(
        '<!doctype html>\n<html lang="{}" dir="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta name="robots" content="noindex"><title>{}</title><style>{}</style></head>'
        '<body><header><p>{}</p></header><main class="{}">{}</main></body></html>\n'
    ).format(spoken, words["direction"], title, _STYLE, words["pretence"], shape, body)
    targets = " ".join(sorted({"'self'", *(_origin(address) for address in leads_to)}))
    policy = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    return Answer(status=status, body=str(text).encode(), kind="text/html; charset=utf-8", policy=policy)


def _origin(address: str) -> str:
    """The origin of an address: browsers hold where a form leads against the policy of its page."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
