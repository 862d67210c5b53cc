"""The pages of one's own contribution and of reminders. Plain HTML that works without script. Pure."""

from collections.abc import Sequence
from html import escape

from tamizdat.contributions.money import EXPONENTS
from tamizdat.contributions.rules import METHODS
from tamizdat.contributions.terms import FREQUENCIES, MethodTerms
from tamizdat.gate.giving_pages import country_field, money
from tamizdat.gate.http import Answer
from tamizdat.gate.paper import Paper, hidden
from tamizdat.gate.words import words_of

TIMES = ("january", "3", "6", "9")
"""When one may be reminded: in January, or in so many months."""

PAUSES = ("1", "3", "6")
"""For how many months one may pause; else until one resumes."""

CONSENT = "1"
"""Version of what they agree to who ask to be reminded. The wordings of all versions: contributions/locale/remind_consent.toml."""

SAID = (
    "done_pause",
    "done_resume",
    "done_amount",
    "done_cancel",
    "later",
    "not_yet",
    "not_done",
    "newer",
    "ended",
    "unknown",
    "cannot",
    "not_running",
)
WRONG = ("amount", "too_little", "too_much", "country", "bank_not_declared")
CARD = "card"
"""Of who comes back from the provider's page for a new card, which was not told in which language to lead them back."""

REFUSED = ("giving_is_a_crime", "not_supported")
"""Rules that spoke of the network; with ``bank_`` before: of where a new card's bank is."""

STATES = ("active", "paused", "past_due", "ended")


def method_of(shown: Sequence[str]) -> str:
    """Return the method by which a contribution is paid, as its link says; "" from one that does not, which fails closed."""
    return shown[5] if len(shown) > 5 and shown[5] in METHODS else ""


class GiftLinkPages(Paper):
    """The pages in one language of one board."""

    place = "/give"

    @property
    def code(self) -> str:
        """The language."""
        return self.tongue.code if self.tongue else "en"

    def own(self, link: str, shown: Sequence[str]) -> Answer:
        """Return the page of one contribution; *shown*: amount in minor units, currency, how often, state, what can be changed,
        method, as its link says. A link that does not say what can be changed has all buttons: the newsroom answers what cannot.
        """
        facts, currency, frequency, state = self._facts(shown)
        if state == "ended" or frequency == "once":
            return self.page(self.words["own_title"], f"{facts}<p>{self.say('own_ended' if state == 'ended' else 'own_not_running')}</p>")
        can = shown[4].split() if len(shown) > 4 else ["pause", "amount", "card"]
        amount = (
            f'<label><span class="name">{self.say("own_amount", currency=currency) if currency else self.say("amount")}</span>'
            '<input type="text" name="amount" inputmode="decimal" maxlength="20" autocomplete="off" dir="ltr" required></label>'
        )
        pause = self._button(link, "resume") if state == "paused" else self._button(link, "pause", self._pauses())
        buttons = {
            "pause": pause,
            "amount": self._button(link, "amount", amount),
            "card": self._button(link, "card", country_field(self, "bank")),
        }
        origins = sorted({origin for method in self._ways() for origin in method.origins})
        return self.page(
            self.words["own_title"],
            f"<p>{self.say('own_lead')}</p>{facts}{''.join(button for what, button in buttons.items() if what in can)}"
            f'<p><a href="/g/{escape(link)}?end=1">{self.say("own_cancel")}</a></p>',
            origins=origins,
        )

    def ending(self, link: str) -> Answer:
        """Return the page that asks whether it is to end."""
        keep = f'<p><a href="/g/{escape(link)}">{self.say("end_keep")}</a></p>'
        return self.page(self.words["end_title"], f"<p>{self.say('end_lead')}</p>{self._button(link, 'cancel')}{keep}")

    def changed(self, why: str) -> Answer:
        """Return the page that says what became of a change."""
        if why in REFUSED:
            return self.page(self.words["no_title"], f"<p>{self.say('own_not_here')}</p>{self.back(None)}", status=451)
        if why in (f"bank_{rule}" for rule in REFUSED):
            return self.page(self.words["no_title"], f"<p>{self.say(f'own_{why}')}</p>{self.back(None)}", status=451)
        if why == CARD:
            return self.page(self.words["own_title"], f"{self._in_every_language('own_card')}{self.back(None)}")
        name = f"wrong_{why}" if why in WRONG else f"own_{why if why in SAID else 'later'}"
        title = "own_done_title" if why.startswith("done_") and why in SAID else "own_not_title"
        return self.page(self.words[title], f"<p>{self.say(name)}</p>{self.back(None)}")

    def _in_every_language(self, name: str) -> str:
        spoken = {tongue.code: words_of(tongue.code) for tongue in self.board.languages} if self.board else {"en": words_of("en")}
        said = {words[name]: (code, words["direction"]) for code, words in reversed(spoken.items())}  # who has no words has English ones
        return "".join(f'<p lang="{code}" dir="{way}">{escape(words)}</p>' for words, (code, way) in reversed(said.items()))

    def reminder(self, link: str, shown: Sequence[str]) -> Answer:
        """Return the page of a reminder; *shown*: ``confirm`` and when it comes, or ``stop``. A link that says neither may do both."""
        what, when = (*shown[:2], "", "")[:2]
        asked, stops = what == "confirm", what == "stop"
        facts = f"<dl><dt>{self.say('remind_when')}</dt><dd>{self.say(f'remind_{when}')}</dd></dl>" if asked and when in TIMES else ""
        buttons = "" if stops else f'<button name="what" value="confirm">{self.say("remind_yes")}</button> '
        buttons += "" if asked else f'<button class="second" name="what" value="stop">{self.say("remind_stop")}</button>'
        form = f'<form method="post" action="/r/{escape(link)}">{buttons}</form>'
        return self.page(self.words["remind_title"], f"<p>{self.say('remind_stop_lead' if stops else 'remind_lead')}</p>{facts}{form}")

    def ask(self, token: str, wrong: Sequence[str], *, back: str = "") -> Answer:
        """Return the form that asks to be reminded; *wrong*: the names of sentences above it."""
        note = f'<p class="note" role="alert">{" ".join(map(self.say, wrong))}</p>' if wrong else ""
        times = "".join(
            f'<label class="choice"><input type="radio" name="when" value="{each}"{" checked" if each == TIMES[0] else ""}>'
            f"<span>{self.say(f'remind_{each}')}</span></label>"
            for each in TIMES
        )
        return self.page(
            self.words["remind_title"],
            f'{note}<p>{self.say("remind_form")}</p>{self.careful("remind_careful")}<form method="post" action="/remind">'
            f"{hidden(language=self.tongue.code if self.tongue else '', token=token, back=back)}"
            f'<fieldset><legend>{self.say("remind_when")}</legend><div class="row">{times}</div></fieldset>'
            f'<label><span class="name">{self.say("address")}</span>'
            '<input type="email" name="email" required maxlength="254" autocomplete="off" dir="ltr"></label>'
            f'<div class="trap" aria-hidden="true"><label>{self.say("trap")}'
            '<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>'
            '<label class="choice">'
            f'<input type="checkbox" name="consent" value="{CONSENT}" required>'
            f"<span>{self.say('remind_consent')} {self.privacy()}</span></label><button>{self.say('remind_send')}</button></form>",
        )

    def _facts(self, shown: Sequence[str]) -> tuple[str, str, str, str]:
        """Return what the link says as a list, its currency, how often, and its state; nothing of a link that says something else."""
        known = len(shown) >= 4 and shown[0].isdecimal() and shown[1] in EXPONENTS and shown[2] in FREQUENCIES and shown[3] in STATES
        if not known:
            return "", "", "", ""
        amount, currency, frequency, state = shown[:4]
        facts = [("amount", self.say(f"sum_{frequency}", sum=money(self.code, int(amount[:12]), currency)))]
        facts += [("own_state", self.say(f"own_is_{state}"))]
        return f"<dl>{''.join(f'<dt>{self.say(name)}</dt><dd>{said}</dd>' for name, said in facts)}</dl>", currency, frequency, state

    def _pauses(self) -> str:
        times = "".join(f'<option value="{each}">{self.say(f"own_pause_{each}")}</option>' for each in ("", *PAUSES))
        return (
            f'<label><span class="name">{self.say("own_pause_for")}</span><select name="months" autocomplete="off">{times}</select></label>'
        )

    def _ways(self) -> tuple[MethodTerms, ...]:
        return self.board.giving.terms.methods if self.board and self.board.giving else ()

    def _button(self, link: str, what: str, inside: str = "") -> str:
        second = "" if what in ("cancel", "amount") else ' class="second"'
        return (
            f'<form method="post" action="/g/{escape(link)}">{inside}'
            f'<button name="what" value="{what}"{second}>{self.say(f"own_{what}_send")}</button></form>'
        )
