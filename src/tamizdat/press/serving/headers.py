"""Headers: what every answer of the edition carries beside its bytes.

Promises: no cookie, nothing that differs between readers; a Content-Security-Policy as strict as the page's own; 130 points
by the rules of MDN's Observatory once a proxy adds TLS. Refuses to repeat a policy that allows inline code or hosts at large.
All of it counts: a blocked reader gets 16 KB in all, so nothing stands here that does no work.

Cross-origin: any origin may *fetch* everything (``Access-Control-Allow-Origin: *``; mirrors and verifiers need it, and it is
public), but only pictures may be *embedded* elsewhere without asking (feed readers and web mail show them so). Pages may not
be framed by anyone, and keep no handle on the page they were opened from.
"""

from html.parser import HTMLParser

from tamizdat.press.serving.addresses import never_changes

Headers = list[tuple[str, str]]

FOR_GOOD = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60, must-revalidate"
ASK_ALWAYS = "no-cache"

SECURE_TRANSPORT = ("strict-transport-security", "max-age=15768000")
"""Half a year, this host only: a lapsed certificate must not lock readers out longer. Said through TLS only (RFC 6797, 7.2)."""

NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"
_PLAIN_PAGE = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_BROAD = {"*", "http:", "https:", "'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'"}
_WIDE_BY_DESIGN = ("connect-src", "https:")  # our own script, which has a hash, may reach the gates and mirrors of heads to come
_LONGEST_POLICY = 2000  # characters; ours has about 500

_EVERYWHERE: Headers = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("access-control-allow-origin", "*"),
]
_PAGE: Headers = [
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]


def headers_of(place: str, kind: str, identity: bytes) -> Headers:
    """Return all headers of the file at *place* but those of one encoding: caching, security, type."""
    return [("content-type", kind), ("cache-control", _caching(place)), *security_of(place, kind, identity)]


def security_of(place: str, kind: str, identity: bytes) -> Headers:
    """Return the security headers of a file: a page's follow from its own policy, a picture may be shown elsewhere."""
    embedding = "cross-origin" if place.startswith("media/") else "same-origin"
    headers = [*_EVERYWHERE, ("cross-origin-resource-policy", embedding)]
    if kind.startswith("text/html"):
        return [*headers, *_PAGE, ("content-security-policy", policy_of(identity))]
    if kind.startswith("text/javascript"):
        return headers  # a worker's own policy would forbid it to fetch: its page's policy rules it instead
    return [*headers, ("content-security-policy", NOTHING_RUNS)]


def policy_of(page: bytes) -> str:
    """Return the policy for the header of an HTML *page*: its own ``<meta>`` policy and what only a header can say.

    Both apply in the browser, so the header must allow what the page's own style hash allows, and nothing more. A page with
    no policy, several, or a loose one gets one that allows pictures only. Fetching may be wide: without a script it lets nothing out,
    and no policy that lets scripts in at large is repeated.
    """
    found = _PolicyFinder.of(page)
    own = _directives(found[0]) if len(found) == 1 and _can_be_sent(found[0]) else {}
    if own.get("default-src") != ["'none'"] or any(_is_loose(name, source) for name, sources in own.items() for source in sources):
        return _PLAIN_PAGE
    full = own | {name: own.get(name, ["'none'"]) for name in ("base-uri", "form-action")} | {"frame-ancestors": ["'none'"]}
    return "; ".join(" ".join((name, *sources)) for name, sources in full.items())


def _is_loose(directive: str, source: str) -> bool:
    return source.lower() in _BROAD and (directive, source.lower()) != _WIDE_BY_DESIGN


def _caching(place: str) -> str:
    if never_changes(place):
        return FOR_GOOD
    return ASK_ALWAYS if place == "head.json" else A_MINUTE


def _can_be_sent(policy: str) -> bool:
    # A comma is part of a source in a page and begins a second policy in a header.
    return len(policy) <= _LONGEST_POLICY and policy.isascii() and " ".join(policy.split()).isprintable() and "," not in policy


def _directives(policy: str) -> dict[str, list[str]]:
    read: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]  # takes line breaks too, so that none can reach a header
        read.setdefault(name.lower(), sources)  # of two equal directives the first counts (CSP 3, section 2.2.1)
    return {name: sources for name, sources in read.items() if name}


class _PolicyFinder(HTMLParser):
    """Collects the ``<meta http-equiv="Content-Security-Policy">`` of a page's head."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, page: bytes) -> list[str]:
        finder = cls()
        finder.feed(page.partition(b"</head>")[0].decode("utf-8", "replace"))
        return finder.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "meta" and (said.get("http-equiv") or "").lower() == "content-security-policy":
            self.found.append(said.get("content") or "")
