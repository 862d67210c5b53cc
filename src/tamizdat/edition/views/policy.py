"""The policy of a page: which style and scripts may act in it, and whom they may speak to (Content-Security-Policy, level 3).

Promises: only our own texts act, each by its hash; a page sends a form nowhere, but where it has one, to the newspaper's gates.
Scripts may speak to any encrypted address: the gates of the present head cannot be named in 100,000 pages that were made before they
moved, and whoever could put in a script of their own would first have to give it the hash of one of ours.
``frame-ancestors`` works in the server's header only.
"""

import re
from urllib.parse import urlsplit

from markupsafe import Markup

from tamizdat.edition.records import Site
from tamizdat.edition.theme import Theme, source_hash

_EMPTY_ICON = "img-src 'self' data:"
"""``data:`` is for the icon of a newspaper without a sign: without it a browser asks for /favicon.ico and pays for a 404 page, on a
line that may freeze after 16 KB."""

_WITHOUT_TLS = "http://*.onion http://127.0.0.1:* http://localhost:*"
"""Where gates need no certificate. Only pages of a newspaper that lives there itself, an onion service or the demo, name these."""


_NOWHERE = "'none'"
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?", re.ASCII)


def plain_policy(style: str) -> Markup:
    """Return the policy of a page on which nothing runs, with one style sheet."""
    return _joined("default-src 'none'", f"style-src '{source_hash(style)}'", _EMPTY_ICON, "base-uri 'none'", "form-action 'none'")


def policy(theme: Theme, site: Site, *, form: bool = False) -> Markup:
    """Return the policy of a page with our scripts, and with a form that goes to the gates."""
    scripts = " ".join(f"'{source_hash(theme.scripts[name])}'" for name in ("open", "letter"))
    styles = " ".join(f"'{source_hash(style)}'" for style in (theme.style(site), theme.form_css))
    return _joined(
        "default-src 'none'",
        f"script-src {scripts}",
        f"style-src {styles}",
        _EMPTY_ICON,
        " ".join(["connect-src 'self' https:", *([] if site.canonical_base.startswith("https:") else [_WITHOUT_TLS])]),
        "base-uri 'none'",
        f"form-action {_origins(open_gates(site)) if form else _NOWHERE}",
    )


def open_gates(site: Site) -> list[str]:
    """Return the gates that a form here may be sent to, in the newspaper's order: not the onion services, unless there is nothing else."""
    found = [gate.rstrip("/") for gate in site.gates if _HOST.fullmatch(urlsplit(gate).netloc)]
    return [gate for gate in found if not is_onion(gate)] or found


def is_onion(address: str) -> bool:
    """Tell whether only the Tor network leads to *address*."""
    return (urlsplit(address).hostname or "").endswith(".onion")


def _origins(gates: list[str]) -> str:
    return " ".join(dict.fromkeys(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, gates))) or _NOWHERE


def _joined(*directives: str) -> Markup:
    return Markup("; ".join(directives))  # noqa: S704  our own words, digests, and hosts of letters and digits
