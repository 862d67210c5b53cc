"""The form by which a reader asks for a letter: what stands in it, and where it goes.

Promises: the form works without script, from any copy of the page, and names every other way in; it shows the exact words that a
reader agrees to, and warns of mailboxes that must be handed over, in words and, while such an address is typed, beside it.
Refuses to be where no letter can be ordered or no gate would take the order. The fields are those of docs/spec/gate.md, section 3.
"""

from typing import Any
from urllib.parse import urlsplit

from markupsafe import escape

from tamizdat.edition.paths import latest_letter_path, own_path
from tamizdat.edition.records import Site
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.links import link
from tamizdat.edition.views.policy import is_onion, open_gates
from tamizdat.edition.views.shell import render
from tamizdat.edition.views.words import Words

MOST_ADDRESS = 254
"""Characters of a mail address (RFC 5321, 4.5.3.1.3)."""

FEW_PROVIDERS = 4
"""So many careful providers are named at first sight; the others a click away, script or not."""


def render_with_form(scope: Scope, template: str, *, words: Words, **content: Any) -> str:
    """Return the page like ``shell.render``, with ``sign_up`` for the template: the form's content, or None where there is no form."""
    form = sign_up(scope, words)
    return render(scope, template, words=words, form=form is not None, sign_up=form, **content)


def script(scope: Scope) -> str:
    """Return a file of script."""
    return scope.theme.scripts[scope.spec.subject]


def sign_up(scope: Scope, words: Words) -> dict[str, Any] | None:
    """Return what the form shows, or None if there is nothing to order or nowhere to order it."""
    site, language = scope.doors, scope.language
    gates = open_gates(site)
    if not (language.letters and language.consent and gates):
        return None
    privacy = scope.page_of("privacy")
    latest = scope.latest_letter(f"letters:{language.code}", language.letters[0].code)
    letter, *others = language.letters
    promise = " ".join(part for part in (letter.promise, _sentence(letter.rhythm)) if part)
    return {
        "title": words.text("Our letters") if others else letter.name,
        "promise": "" if others else promise,
        "first_promise": promise,
        "action": escape(f"{gates[0]}/sign-up"),
        "back": escape(f"{language.code}/letter.html"),
        "letters": language.letters,
        "consent": language.consent,
        "version": language.consent_version,
        "privacy": link(scope, own_path(privacy)) if privacy else "",
        "preview": link(scope, latest_letter_path(language.code)) if latest else "",
        "careful": site.careful_providers,
        "few": FEW_PROVIDERS,
        "discreet": site.discreet,
        "pattern": none_of(site.careful_providers),
        "size": MOST_ADDRESS,
        "mail": site.sign_up_address,
        "gates": [_gate(gate, language.code) for gate in gates],
        "onions": _onions(site, gates, language.code),
        "style": scope.theme.form_css,
    }


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _onions(site: Site, gates: list[str], language: str) -> list[dict[str, str]]:
    """The ways through Tor: gates that are onion services, else the newspaper's own copy there, which has this form."""
    hidden = [_gate(gate.rstrip("/"), language) for gate in site.gates if is_onion(gate) and gate not in gates]
    copy = {"href": escape(f"{site.onion.rstrip('/')}/{language}/letter.html"), "name": urlsplit(site.onion).netloc}
    return hidden or ([copy] if site.onion else [])


def _gate(gate: str, language: str) -> dict[str, str]:
    return {"href": escape(f"{gate}/letter?lang={language}"), "name": urlsplit(gate).netloc}


def none_of(providers: tuple[str, ...]) -> str:
    """Return a pattern for ``<input>`` that no address at *providers* or below them matches, in small or capital letters; "" for none."""
    if not providers:
        return ""
    return rf"(?!.*[@.](?:{'|'.join(map(_any_case, providers))})\s*$).*"


def _any_case(domain: str) -> str:
    # The attribute takes no flags. Only what a domain is made of comes here: letters, digits, dots and hyphens.
    return "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else rf"\{sign}" if sign == "." else sign for sign in domain)
