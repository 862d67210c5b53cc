"""The policy of a page: which style and scripts may act in it, and whom they may speak to (Content-Security-Policy, level 3).

Promises: only our own texts act, each by its hash; a page sends a form nowhere, but where it has one, to the newspaper's gates.
Scripts may speak to any encrypted address: the gates of the present head cannot be named in 100,000 pages that were made before they
moved, and whoever could put in a script of their own would first have to give it the hash of one of ours.
``frame-ancestors`` works in the server's header only.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup

from tamizdat.edition.records import Giving, Site
from tamizdat.edition.theme import Theme, source_hash

_EMPTY_ICON = "img-src 'self' data:"
"""``data:`` is for the icon of a newspaper without a sign: without it a browser asks for /favicon.ico and pays for a 404 page, on a
line that may freeze after 16 KB."""

_WITHOUT_TLS = "http://*.onion http://127.0.0.1:* http://localhost:*"
"""Where gates need no certificate. Only pages of a newspaper that lives there itself, an onion service or the demo, name these."""


_NOWHERE = "'none'"
_SCRIPTS = ("open", "letter")
_ASKING = (*_SCRIPTS, "ask", "appeal")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?", re.ASCII)


def plain_policy(style: str) -> Markup:
    """Return the policy of a page on which nothing runs, with one style sheet."""
    return _joined("default-src 'none'", f"style-src '{source_hash(style)}'", _EMPTY_ICON, "base-uri 'none'", "form-action 'none'")


def policy(theme: Theme, site: Site, *, form: bool = False, asks: bool = False) -> Markup:
    """Return the policy of a page with our scripts, with a form that goes to the gates, and with an appeal."""
    styles = (theme.style(site), theme.form_css)
    return _policy(theme, site, scripts=_ASKING if asks else _SCRIPTS, styles=styles, leads_to=open_gates(site) if form else ())


def giving_policy(theme: Theme, site: Site, terms: Giving | None = None, rules: str = "") -> Markup:
    """Return the policy of a page with forms of giving, which go to the gates; with *terms*, of the one from which these lead to a
    provider. *rules* is the page's own style.
    """
    providers = [origin for method in (terms.methods if terms else ()) for origin in method.origins]
    styles = (theme.style(site), theme.form_css, theme.give_css, *([rules] if rules else []))
    scripts = (*_ASKING, "give") if terms else _ASKING
    return _policy(theme, site, scripts=scripts, styles=styles, leads_to=(*open_gates(site), *providers))


def _policy(theme: Theme, site: Site, *, scripts: Iterable[str], styles: Iterable[str], leads_to: Iterable[str]) -> Markup:
    return _joined(
        "default-src 'none'",
        " ".join(["script-src", *(f"'{source_hash(theme.scripts[name])}'" for name in scripts)]),
        " ".join(["style-src", *(f"'{source_hash(style)}'" for style in styles)]),
        _EMPTY_ICON,
        " ".join(["connect-src 'self' https:", *([] if site.canonical_base.startswith("https:") else [_WITHOUT_TLS])]),
        "base-uri 'none'",
        f"form-action {_origins(leads_to)}",
    )


def open_gates(site: Site) -> list[str]:
    """Return the gates that a form here may be sent to, in the newspaper's order: not the onion services, unless there is nothing else."""
    found = [gate.rstrip("/") for gate in site.gates if _HOST.fullmatch(urlsplit(gate).netloc)]
    return [gate for gate in found if not is_onion(gate)] or found


def is_onion(address: str) -> bool:
    """Tell whether only the Tor network leads to *address*."""
    return (urlsplit(address).hostname or "").endswith(".onion")


def _origins(addresses: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses))) or _NOWHERE


def _joined(*directives: str) -> Markup:
    return Markup("; ".join(directives))  # noqa: S704  our own words, digests, and hosts of letters and digits
