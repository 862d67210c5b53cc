"""The gate's settings door: what the environment may say to it, read once, checked, and named.

Promises: a setting that is garbled stops the start with its name and an example. The gate shares no setting with the newsroom but where
the home lies. Refuses to guess.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tamizdat.sealed.hooks import is_name

NETWORKS = "networks.mmdb"
"""Where ``tamizdat networks install`` puts the table, in the gate's home."""

CLEAN_MEMORY = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_PERTURB_": "165",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165",
}
"""What a process must be started with so that freed memory is overwritten: Python's own pools would keep it, and so would glibc's
cache of small blocks, which is not overwritten. Measured: docs/adr/0009."""


class BadSetting(ValueError):
    """A setting that makes no sense; the sentence names it and gives an example."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        super().__init__(f"{name} {problem}. Example: {name}={example}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of everything; docs/spec/gate.md, sections 1, 4 and 5."""

    posts: int = 100  # that a door takes before it ends
    idle: int = 20  # seconds after a door's last connection until it ends
    age: int = 45  # seconds after a door's first connection until it ends
    drain: int = 35  # seconds that an ending door gives to what is under way
    connections: int = 2_000  # that a door holds at once
    rows: int = 50_000  # in the queue, for strangers
    calm: int = 600  # posts a minute in all, above which is an attack
    address_day: int = 3
    domain_hour: int = 3_000
    reference_day: int = 30
    total_hour: int = 20_000
    hook_hour: int = 3_000  # of each name
    gift_calm: int = 10  # posts a minute at the form for giving, above which cards are being tried
    gift_calm_hour: int = 100
    gift_hour: int = 600  # attempts that reach the newsroom
    gift_plain_hour: int = 6  # of these without script, while cards are being tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Conf:
    """What the operator has said about this gate."""

    home: Path
    host: str
    port: int
    url: str  # where readers reach it; no slash at the end
    database: str  # PostgreSQL URL of the role that may only INSERT; "": a SQLite file in the home
    hatch_database: str  # PostgreSQL URL of the role that reads and erases
    certificate: str  # files in PEM; "": TLS ends in front of the gate
    certificate_key: str
    doors: int
    hooks: dict[str, str]  # what follows /hooks/ -> the hook's name; they differ where the address is a secret
    limits: Limits
    countries: Path  # table of networks, in MaxMind's format; none there: of no network the country is known
    client_header: str = ""  # of a trusted proxy in front: the header with the reader's network address; "": none


def load(environ: Mapping[str, str] | None = None) -> Conf:
    """Return the settings in *environ* (by default the process's own). Raises ``BadSetting``."""
    env = os.environ if environ is None else environ
    port = _number(env, "GATE_PORT", 8002, most=65_535)
    home = Path(env.get("TAMIZDAT_GATE_HOME") or Path(env.get("TAMIZDAT_HOME") or "var") / "gate").resolve()
    conf = Conf(
        home=home,
        host=env.get("TAMIZDAT_GATE_HOST") or "127.0.0.1",
        port=port,
        url=_url(env, "TAMIZDAT_GATE_URL", f"http://127.0.0.1:{port}"),
        database=_database(env, "TAMIZDAT_GATE_DATABASE"),
        hatch_database=_database(env, "TAMIZDAT_GATE_HATCH_DATABASE"),
        certificate=_file(env, "TAMIZDAT_GATE_CERTIFICATE"),
        certificate_key=_file(env, "TAMIZDAT_GATE_CERTIFICATE_KEY"),
        doors=_number(env, "TAMIZDAT_GATE_DOORS", max(2, os.cpu_count() or 2), most=64),
        hooks=_hooks(env),
        limits=_limits(env),
        countries=Path(_file(env, "TAMIZDAT_GATE_COUNTRIES", _TABLE) or home / NETWORKS).resolve(),
        client_header=_header(env, "TAMIZDAT_GATE_CLIENT_HEADER"),
    )
    _refuse_halves(conf)
    return conf


def environment_for_clean_memory(environ: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """Return the environment that the gate must be started again with, or None if it has it already."""
    env = os.environ if environ is None else environ
    return None if all(env.get(name) == value for name, value in CLEAN_MEMORY.items()) else {**env, **CLEAN_MEMORY}


def _limits(env: Mapping[str, str]) -> Limits:
    defaults = Limits()
    names = {name: f"TAMIZDAT_GATE_{name.upper()}" for name in Limits.__dataclass_fields__}
    return Limits(**{name: _number(env, variable, getattr(defaults, name), most=10**9) for name, variable in names.items()})


def _refuse_halves(conf: Conf) -> None:
    if bool(conf.database) != bool(conf.hatch_database):
        raise BadSetting(
            "TAMIZDAT_GATE_HATCH_DATABASE",
            "and TAMIZDAT_GATE_DATABASE go together: one role reads and erases, the other may only INSERT",
            "postgres://hatch:password@host:5432/gate",
        )
    if bool(conf.certificate) != bool(conf.certificate_key):
        raise BadSetting("TAMIZDAT_GATE_CERTIFICATE_KEY", "and TAMIZDAT_GATE_CERTIFICATE go together", "/etc/gate/key.pem")


def _hooks(env: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for address in env.get("TAMIZDAT_GATE_HOOKS", "").split():
        name, _, secret = address.partition(".")
        if not is_name(name) or not (re.fullmatch(r"[A-Za-z0-9_-]{8,64}", secret) or "." not in address):
            problem = f"lists hooks with spaces between them, each a name or name.secret (8 to 64 letters and digits), not {address!r}"
            raise BadSetting("TAMIZDAT_GATE_HOOKS", problem, "bounces stripe.dGhlIGFkZHJlc3M")
        found[address] = name
    return found


def _number(env: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise BadSetting(name, f"is a whole number from 1 to {most}, not {text!r}", str(default))
    return int(text)


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    text = (env.get(name) or default).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+", text):
        raise BadSetting(name, f"is the address at which readers reach the gate, not {text!r}", "https://gate.example.org")
    return text


def _database(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "")
    if text and (urlsplit(text).scheme not in ("postgres", "postgresql") or not urlsplit(text).path.strip("/")):
        raise BadSetting(name, "is the URL of a PostgreSQL database, or unset for SQLite", "postgres://door:password@host:5432/gate")
    return text


_TABLE = ("a table of networks (mmdb)", "/var/lib/gate/geo-whois-asn-country.mmdb")


def _file(env: Mapping[str, str], name: str, what: tuple[str, str] = ("a file in PEM", "/etc/gate/certificate.pem")) -> str:
    text = env.get(name, "")
    if text and not Path(text).is_file():
        raise BadSetting(name, f"names {what[0]}, and there is none at {text!r}", what[1])
    return text


def _header(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "").lower()
    if text and not re.fullmatch(r"[a-z0-9-]{1,60}", text):
        raise BadSetting(name, f"names a header that a trusted proxy in front of the gate sets, not {text!r}", "x-real-ip")
    return text
