"""The part of the settings door that is about mail and the gate: who sends, through whom, signed with what, and where forms go.

Promises: a setting that is garbled is named with an example. No password of a relay is ever in a sentence: it is said which entry is
wrong by its number. Leaves to the rooms what a relay or a mailbox is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from tamizdat.site.errors import BadSetting

RELAY = "smtps://user:password@relay.example.org?weight=2"
"""An example of a relay, as every sentence about relays shows it."""

_ADDRESS = re.compile(r"[^\s@<>\"]{1,64}@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]{2,63}")
_SELECTOR = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A key that signs mail from one domain: its selector in the DNS and the file with its private half (PEM)."""

    domain: str
    selector: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """What the operator has said about letters."""

    relays: tuple[str, ...]  # URLs; "outbox:" is a folder that the newsroom shows
    mail_from: str  # "The Courier <letter@courier.example>"; without a name: the newspaper's own
    mail_domain: str  # of Message-IDs and of the addresses to which bounces come
    discreet_from: str  # sender of discreet delivery; see ``discreet`` for whether it is
    bounces: str  # where they are fetched: maildir:/path or imaps://user:password@host/folder; "": nowhere
    bounces_secret: str = field(repr=False)  # that signs bounces which come by hook; "": none do
    dkim_keys: tuple[DkimKey, ...]
    gate_url: str  # where readers reach the gate; no slash at the end
    gate_poll_url: str  # where the newsroom reaches it
    gate_proxy: str  # socks5://host:port, or ""
    gate_here: bool  # whether the gate runs on this machine, with everything else

    @property
    def discreet(self) -> bool:
        """Whether there is a sender whose domain does not tell of the newspaper: neither its own nor one above or below it."""
        neutral, own = f".{_domain_of(self.discreet_from)}", (f".{_domain_of(self.mail_from)}", f".{self.mail_domain}")
        return not any(neutral.endswith(domain) or domain.endswith(neutral) for domain in own)


def mail_settings(env: Mapping[str, str], gate_port: int) -> MailSettings:
    """Return the mail and gate settings in *env*. Raises ``BadSetting``."""
    sender = _sender(env, "TAMIZDAT_MAIL_FROM", "letter@newspaper.invalid")
    neutral = parseaddr(sender)[1] if env.get("TAMIZDAT_MAIL_FROM") else "reading@letters.invalid"  # invented beside what is invented
    here = f"http://127.0.0.1:{gate_port}"
    public = _gate(env, "TAMIZDAT_GATE_URL", here)
    return MailSettings(
        relays=_relays(env),
        mail_from=sender,
        mail_domain=_domain(env, "TAMIZDAT_MAIL_DOMAIN", _domain_of(sender)),
        discreet_from=_sender(env, "TAMIZDAT_DISCREET_FROM", neutral),
        bounces=_bounces(env),
        bounces_secret=_secret(env, "TAMIZDAT_BOUNCES_SECRET"),
        dkim_keys=_dkim(env),
        gate_url=public,
        gate_poll_url=_gate(env, "TAMIZDAT_GATE_POLL_URL", here),
        gate_proxy=_proxy(env),
        gate_here=not env.get("TAMIZDAT_GATE_POLL_URL"),
    )


def _relays(env: Mapping[str, str]) -> tuple[str, ...]:
    named = tuple(env.get("TAMIZDAT_RELAYS", "").split()) or ("outbox:",)
    for number, url in enumerate(named, 1):
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps", "outbox", "null") or (parts.scheme.startswith("smtp") and not parts.hostname):
            raise BadSetting("TAMIZDAT_RELAYS", f"lists relays with spaces between them, and number {number} is none", RELAY)
    return named


def _bounces(env: Mapping[str, str]) -> str:
    text = env.get("TAMIZDAT_BOUNCES", "")
    parts = urlsplit(text)
    if text and not ((parts.scheme == "maildir" and parts.path.startswith("/")) or (parts.scheme == "imaps" and parts.hostname)):
        example = "maildir:/var/mail/bounces, or imaps://user:password@mail.example.org/INBOX"
        raise BadSetting("TAMIZDAT_BOUNCES", "is the mailbox to which bounces come, a Maildir or IMAP over TLS", example)
    return text


def _secret(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "").strip()
    if text and len(text) < 32:
        raise BadSetting(name, "is a secret of at least 32 characters; make one with: openssl rand -hex 32", "(64 hexadecimal digits)")
    return text


def _dkim(env: Mapping[str, str]) -> tuple[DkimKey, ...]:
    name, example = (
        "TAMIZDAT_DKIM_KEYS",
        "courier.example:2026a:/etc/tamizdat/dkim-rsa.pem courier.example:2026b:/etc/tamizdat/dkim-ed25519.pem",
    )
    keys = []
    for entry in env.get(name, "").split():
        domain, _, rest = entry.partition(":")
        selector, _, file = rest.partition(":")
        if not DOMAIN.fullmatch(domain) or not _SELECTOR.fullmatch(selector) or not file:
            raise BadSetting(name, f"lists keys as domain:selector:file with spaces between them, not {entry!r}", example)
        if not Path(file).is_file():
            raise BadSetting(name, f"names a key file, and there is none at {file}", example)
        keys.append(DkimKey(domain, selector, Path(file)))
    return tuple(keys)


def _sender(env: Mapping[str, str], name: str, default: str) -> str:
    text = env.get(name) or default
    if not _ADDRESS.fullmatch(parseaddr(text)[1]) or "\n" in text or "\r" in text:
        raise BadSetting(name, "is a sender: a mail address, with a name before it if you like", "The Courier <letter@courier.example>")
    return text


def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2].lower()


def _domain(env: Mapping[str, str], name: str, default: str) -> str:
    text = (env.get(name) or default).lower()
    if not DOMAIN.fullmatch(text):
        raise BadSetting(name, f"is a domain, not {text!r}", "courier.example")
    return text


def _gate(env: Mapping[str, str], name: str, default: str) -> str:
    text = (env.get(name) or default).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+", text):
        raise BadSetting(name, f"is the address of the gate, not {text!r}", "https://letters.courier.example")
    return text


def _proxy(env: Mapping[str, str]) -> str:
    text = env.get("TAMIZDAT_GATE_PROXY", "")
    if text and not re.fullmatch(r"socks5h?://(?:[^\s/?#@]+@)?[^\s/?#@:]+:\d{1,5}", text):
        raise BadSetting("TAMIZDAT_GATE_PROXY", "is the address of a SOCKS proxy, such as Tor's", "socks5://127.0.0.1:9050")
    return text
