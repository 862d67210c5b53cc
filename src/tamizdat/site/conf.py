"""The settings door: everything that the environment may say, read once, checked, and named.

Promises: a setting that is missing or garbled stops the start with its name and an example. Nothing else in the project reads the
environment. Refuses to guess. Leaves to Django's ``settings`` what to do with the values.

The newsroom's secret key lies in ``keys/newsroom-secret`` under the home, readable by its owner alone; it is made when first needed.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.site.errors import BadSetting as BadSetting
from tamizdat.site.giving_settings import giving_settings
from tamizdat.site.mail_settings import MailSettings, mail_settings

ZONES = ("newsroom", "readers", "ledger")
"""The databases, apart from each other: what is written, who reads, who gave."""

FOLDERS = (*ZONES, "newsroom/photos", "keys", "press", "mail", "logs", "backups")
"""What the newsroom side keeps under the home, a zone a folder. Nothing of one zone lies in another's."""

AGENT_SOCKET = "keys/agent.sock"
"""Where the key agent listens, under the home."""

_SOCKET_CHARACTERS = 107  # unix(7): sun_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Conf:
    """What the operator has said about this installation."""

    home: Path
    site_port: int
    newsroom_port: int
    gate_port: int
    local_port: int  # of the pretend payment provider
    newsroom_url: str  # where editors open the newsroom; no slash at the end
    allowed_hosts: tuple[str, ...]
    databases: dict[str, str]  # zone -> URL, or "" for the SQLite file in the zone's folder
    gate_home: Path  # the gate's own folder, if it runs on this machine
    controller: str  # who answers for readers' data, as the law wants it named: GDPR Art. 4(7)
    assessed: date | None  # when the data protection impact assessment was last gone through: GDPR Art. 35
    mail: MailSettings
    giving: GivingSettings

    @property
    def https(self) -> bool:
        """Whether editors reach the newsroom encrypted, so that cookies may insist on it."""
        return self.newsroom_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Conf:
    """Return the settings in *environ* (by default the process's own). Raises ``BadSetting``."""
    env = os.environ if environ is None else environ
    newsroom_port = _port(env, "NEWSROOM_PORT", 8001)
    newsroom_url = _url(env, "TAMIZDAT_NEWSROOM_URL", f"http://127.0.0.1:{newsroom_port}")
    gate_port = _port(env, "GATE_PORT", 8002)
    home = _home(env)
    return Conf(
        home=home,
        site_port=_port(env, "SITE_PORT", 8000),
        newsroom_port=newsroom_port,
        gate_port=gate_port,
        local_port=_port(env, "LOCAL_PORT", gate_port + 1 if gate_port < 65_535 else gate_port - 1),
        newsroom_url=newsroom_url,
        allowed_hosts=_hosts(env, newsroom_url),
        databases={zone: _database_url(env, f"TAMIZDAT_DATABASE_{zone.upper()}") for zone in ZONES},
        gate_home=Path(env.get("TAMIZDAT_GATE_HOME") or home / "gate").resolve(),
        controller=env.get("TAMIZDAT_CONTROLLER", "").strip(),
        assessed=_day(env, "TAMIZDAT_ASSESSED"),
        mail=mail_settings(env, gate_port),
        giving=giving_settings(env),
    )


def make_folders(home: Path) -> None:
    """Make the folders of the newsroom side, closed to other users of the machine."""
    for folder in FOLDERS:
        (home / folder).mkdir(mode=0o700, parents=True, exist_ok=True)


def secret_key(home: Path) -> str:
    """Return the newsroom's secret key, made on the first call: 64 characters in a file of mode 0600."""
    path = home / "keys" / "newsroom-secret"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text().strip()
    if len(key) < 50:
        raise BadSetting(str(path), "is cut short: remove it, and all editors log in again", "(made anew at the next start)")
    return key


def database(conf: Conf, zone: str) -> dict[str, Any]:
    """Return Django's description of one zone's database."""
    url = conf.databases[zone]
    return _postgres(url) if url else _sqlite(conf.home / zone / f"{zone}.sqlite3", zone)


def _sqlite(path: Path, zone: str) -> dict[str, Any]:
    # A lost draft is a nuisance, a lost reader or payment is a harm: these two wait for the disk at each commit.
    synchronous = "NORMAL" if zone == "newsroom" else "FULL"
    # In memory: a savepoint's old pages would go to a file under /tmp, with whatever stands in them.
    pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
    }


def _home(env: Mapping[str, str]) -> Path:
    home = Path(env.get("TAMIZDAT_HOME") or "var").resolve()
    if len(str(home / AGENT_SOCKET)) > _SOCKET_CHARACTERS:
        raise BadSetting(
            "TAMIZDAT_HOME", f"is too long for the key agent's socket: at most {_SOCKET_CHARACTERS - 16} characters", "/srv/news"
        )
    return home


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise BadSetting(name, f"is a port from 1 to 65535, not {text!r}", str(default))
    return int(text)


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    text = env.get(name, default).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+", text):
        raise BadSetting(name, f"is the address at which editors open the newsroom, not {text!r}", "https://newsroom.example.org")
    return text


def _hosts(env: Mapping[str, str], newsroom_url: str) -> tuple[str, ...]:
    named = tuple(host.strip() for host in env.get("TAMIZDAT_ALLOWED_HOSTS", "").split(",") if host.strip())
    if "*" in named:
        raise BadSetting("TAMIZDAT_ALLOWED_HOSTS", "names hosts; * would let any site pose as the newsroom", "newsroom.example.org")
    own = urlsplit(newsroom_url).hostname or ""
    return tuple(dict.fromkeys([own, "127.0.0.1", "localhost", *named]))


def _day(env: Mapping[str, str], name: str) -> date | None:
    text = env.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadSetting(name, f"is the day of the last impact assessment, not {text!r}", "2026-11-20") from None


def _database_url(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "")
    if text and (urlsplit(text).scheme not in ("postgres", "postgresql") or not urlsplit(text).path.strip("/")):
        raise BadSetting(name, "is the URL of a PostgreSQL database, or unset for SQLite", "postgres://user:password@host:5432/newsroom")
    return text
