"""The pages of the letters: signing up, confirming, changing, leaving. Plain HTML that works without script.

Promises: nothing that a reader typed is ever in a page, and no field asks a browser to remember it. What all pages share: ``paper``. Pure.
"""

from collections.abc import Iterable, Sequence
from html import escape

from tamizdat.gate.board import Offer, is_path
from tamizdat.gate.http import Answer
from tamizdat.gate.paper import Paper, hidden


class Pages(Paper):
    """The pages in one language of one board; *language* may be anything."""

    def letter(self, token: str, *, status: int = 200, before: Sequence[str] = (), back: str = "") -> Answer:
        """Return the sign-up form; *before*: the names of sentences above it; *back*: the page of the newspaper to return to."""
        if self.tongue is None or not self.tongue.letters:
            return self.message("nothing", status=status)
        first = self.tongue.letters[0].code
        note = f'<p class="note">{" ".join(map(self.say, before))}</p>' if before else ""
        behind = hidden(lang=self.tongue.code, token=token, back=back if is_path(back) else "")
        return self.page(
            self.words["form_title"],
            f"{note}<p>{self.say('form_lead')}</p>{self.careful('careful')}"
            f'<form method="post" action="/sign-up">{behind}'
            f'<label><span class="name">{self.say("address")}</span>'
            '<input type="email" name="address" required maxlength="254" autocomplete="off" dir="ltr"></label>'
            f"<fieldset><legend>{self.say('letters')}</legend>{self._offers({first})}</fieldset>{self._discreet(checked=False)}"
            f'<div class="trap" aria-hidden="true"><label>{self.say("trap")}'
            '<input name="website" tabindex="-1" autocomplete="off"></label></div>'
            f'<label class="choice"><input type="checkbox" name="consent" value="{escape(self.tongue.version)}" required>'
            f"<span>{escape(self.tongue.consent)} {self.privacy()}</span></label><button>{self.say('send')}</button></form>",
            status=status,
        )

    def confirm(self, link: str, shown: Iterable[str]) -> Answer:
        """Return the page with the button that confirms; *shown*: the codes of the letters that the link says were asked for."""
        asked = set(shown)
        names = [escape(letter.name) for letter in self._letters() if letter.code in asked]
        what = f"<ul>{''.join(f'<li>{name}</li>' for name in names)}</ul>" if names else ""
        return self._buttons("confirm", f"/c/{link}", f"<button>{self.say('confirm_send')}</button>", before=what)

    def leave(self, link: str, letter: str) -> Answer:
        """Return the page that unsubscribes from one letter, if the link names one, or from all."""
        one = f'<button name="letter" value="{escape(letter)}">{self.say("leave_one")}</button> ' if letter else ""
        second = ' class="second"' if one else ""
        every = f'<button name="letter" value=""{second}>{self.say("leave_all")}</button>'
        return self._buttons("leave", f"/u/{link}", one + every)

    def preferences(self, link: str, has: set[str]) -> Answer:
        """Return the form with the letters that the link says the reader has (and ``+discreet``), and a way out of all."""
        offers = f"<fieldset><legend>{self.say('letters')}</legend>{self._offers(has)}</fieldset>"
        fields = offers + self._languages() + self._discreet(checked="+discreet" in has)
        buttons = (
            f"<button>{self.say('preferences_send')}</button> "
            f'<button class="second" name="leave" value="all">{self.say("leave_all")}</button>'
        )
        return self._buttons("preferences", f"/p/{link}", fields + buttons)

    def _buttons(self, name: str, action: str, inside: str, *, before: str = "") -> Answer:
        form = f'<form method="post" action="{escape(action)}">{inside}</form>'
        return self.page(self.words[f"{name}_title"], f"<p>{self.say(name)}</p>{before}{form}")

    def _letters(self) -> tuple[Offer, ...]:
        return self.tongue.letters if self.tongue else ()

    def _offers(self, chosen: set[str]) -> str:
        return "".join(
            f'<label class="choice"><input type="checkbox" name="letter" value="{escape(letter.code)}"'
            f"{' checked' if letter.code in chosen else ''}>"
            f"<span>{escape(letter.name)}<small>{escape(letter.promise)}</small></span></label>"
            for letter in self._letters()
        )

    def _discreet(self, *, checked: bool) -> str:
        """Return the tick for a neutral sender; whoever has it already may still take it away where it is no longer offered."""
        if not checked and (self.board is None or not self.board.discreet):
            return ""
        return (
            f'<label class="choice"><input type="checkbox" name="discreet" value="1"{" checked" if checked else ""}>'
            f"<span>{self.say('discreet')}<small>{self.say('discreet_why')}</small></span></label>"
        )

    def _languages(self) -> str:
        if self.board is None or len(self.board.languages) < 2:
            return ""
        options = "".join(
            f'<option value="{escape(each.code)}"{" selected" if each is self.tongue else ""} lang="{escape(each.code)}">'
            f"{escape(each.called)}</option>"
            for each in self.board.languages
        )
        return f'<label><span class="name">{self.say("language")}</span><select name="language">{options}</select></label>'
