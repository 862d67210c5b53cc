"""A provider from the line that the settings have for it.

    smtp://user:password@relay.example          STARTTLS on port 587; without verified TLS nothing is sent
    smtps://user:password@relay.example         TLS from the first byte, port 465
    smtp://127.0.0.1:25?tls=none                this machine's own mail server
    outbox:  outbox:/some/folder                files, by default in var/mail
    null:                                       nothing is sent

Options follow a question mark: ``weight=2``, ``rate=50/s`` (or /m, /h), ``domain_rate=5/s``, ``domain_rate=mail.ru:2/s`` (several),
``connections=8``, ``messages=500`` (a connection), ``timeout=60`` (seconds a step), ``ca=/path/to.pem``, ``hello=letters.example``. What is
not understood is refused with its name; a password never stands in an error.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from tamizdat.newsletters.providers.interfaces import Limits, Provider
from tamizdat.newsletters.providers.null import Null
from tamizdat.newsletters.providers.outbox import Outbox
from tamizdat.newsletters.providers.smtp import OUR_PORT, Patience, SmtpRelay

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
N = TypeVar("N", int, float)
_PER = {"s": 1.0, "m": 60.0, "h": 3600.0}
_LIMITS = {"weight", "connections", "messages", "rate", "domain_rate"}
_SMTP = _LIMITS | {"timeout", "ca", "hello", "tls"}


class BadRelay(ValueError):
    """A settings line that names no relay. Says what is wrong with it, without its password."""


def relay_from_url(url: str, *, mail_folder: Path) -> Provider:
    """Return the provider that *url* names; *mail_folder* is where ``outbox:`` writes by default. Raises ``BadRelay``."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise BadRelay("not the address of a relay; write it as smtp://user:password@relay.example") from None
    if parts.scheme in ("smtp", "smtps"):
        return _smtp(parts)
    options = _options(parts, _LIMITS)
    if parts.scheme == "outbox":
        return Outbox(Path(unquote(parts.path)) if parts.path else mail_folder, _limits(options))
    if parts.scheme == "null":
        return Null(_limits(options))
    raise BadRelay(f"a relay's address begins with smtp://, smtps://, outbox: or null:, not with {parts.scheme or 'nothing'}:")


def relays_from_urls(urls: str, *, mail_folder: Path) -> tuple[Provider, ...]:
    """Return the providers in a settings line of several, by spaces. Raises ``BadRelay`` for a bad or a missing one."""
    relays = tuple(relay_from_url(url, mail_folder=mail_folder) for url in urls.split())
    if not relays:
        raise BadRelay("no relay is named: without one no letter can go out")
    return relays


def _smtp(parts: SplitResult) -> SmtpRelay:
    options = _options(parts, _SMTP)
    host, single = parts.hostname or "", dict(options)
    try:
        port = parts.port
    except ValueError:
        raise BadRelay(f"{host}: the port is no number below 65536") from None
    if not host:
        raise BadRelay("the relay's address has no host; write it as smtp://user:password@relay.example")
    if single.get("tls", "none") != "none" or ("tls" in single and (host not in LOOPBACK or parts.scheme == "smtps")):
        raise BadRelay(f"{host}: tls=none is for this machine alone; smtp:// and smtps:// both secure the way")
    tls = "none" if "tls" in single else "implicit" if parts.scheme == "smtps" else "starttls"
    relay = SmtpRelay(
        host=host,
        port=port or OUR_PORT[tls],
        tls=tls,  # type: ignore[arg-type]
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ca=single.get("ca", ""),
        hello=single.get("hello", "localhost"),
        limits=_limits(options),
    )
    return replace(relay, patience=Patience.of(_number(single["timeout"], "timeout", float))) if "timeout" in single else relay


def _options(parts: SplitResult, known: set[str]) -> list[tuple[str, str]]:
    options = parse_qsl(parts.query, keep_blank_values=True)
    for name, _ in options:
        if name not in known:
            raise BadRelay(f"{parts.hostname or parts.scheme}: no such option as {name}; there are {', '.join(sorted(known))}")
    return options


def _limits(options: list[tuple[str, str]]) -> Limits:
    single = dict(options)
    counts = {name: _number(single[name], name, int) for name in ("weight", "connections", "messages") if name in single}
    by_domain = [value.rpartition(":") for name, value in options if name == "domain_rate"]
    return Limits(
        **counts,
        rate=_rate(single["rate"], "rate") if "rate" in single else None,
        domain_rate=next((_rate(rate, "domain_rate") for domain, _, rate in by_domain if not domain), None),
        domain_rates=tuple((domain.lower(), _rate(rate, "domain_rate")) for domain, _, rate in by_domain if domain),
    )


def _rate(text: str, name: str) -> float:
    count, _, unit = text.partition("/")
    if unit not in _PER:
        raise BadRelay(f"{name}={text}: write a rate as 50/s, 600/m or 10000/h")
    return _number(count, name, float) / _PER[unit]


def _number(text: str, name: str, kind: Callable[[str], N]) -> N:
    try:
        number = kind(text)
    except ValueError:
        raise BadRelay(f"{name}={text}: not a number") from None
    if not 0 < number < 1e9:
        raise BadRelay(f"{name}={text}: must be above zero")
    return number
