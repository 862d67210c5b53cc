"""What ``init`` does beside the newsroom's own set-up: keys, and the newsroom and the gate told of each other. May be run again.

Promises: no key is ever made anew over one that is there; an address that an editor wrote stays.
"""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from tamizdat.sealed.keyring import Keyring, introduce
from tamizdat.site.conf import Conf


def make_keys(settings: Conf) -> list[str]:
    """Make the keys that are missing; return their names. Lets the gate and the newsroom know each other if the gate runs here."""
    keyring = Keyring(settings.home / "keys")
    made = keyring.make_missing()
    if settings.mail.gate_here:
        introduce(keyring, settings.gate_home)
    return made


def tell_newsroom(settings: Conf) -> None:
    """Tell the newsroom what its readers' forms need: the queue key and, unless an editor named gates, this installation's own."""
    from tamizdat.newsroom.models import NewspaperSettings
    from tamizdat.newsroom.setup import refresh_queue_key

    refresh_queue_key(Keyring(settings.home / "keys").queue_public().raw)
    newspaper = NewspaperSettings.load()
    if all(_is_loopback(gate) for gate in newspaper.gates.split()) and newspaper.gates != settings.mail.gate_url:
        newspaper.gates = settings.mail.gate_url
        newspaper.save()


def open_demo_cards(settings: Conf) -> bool:
    """Have the demo's pretend provider refuse cards from listed countries, try it, and record that; return whether cards are open."""
    from tamizdat.contributions import methods
    from tamizdat.contributions.providers.local.from_settings import refuses
    from tamizdat.contributions.rules import THROUGH_BANKS
    from tamizdat.newsroom import giving
    from tamizdat.site.doors import terms

    said = terms()
    if said is None or "local" not in settings.giving.names:
        return False
    if not methods.card_is_open("local", said):
        countries = set[str]().union(*(methods.blocked_countries(said, method) for method in THROUGH_BANKS))
        if refuses(settings, countries):
            what, now = "The pretend provider refuses cards issued in these countries.", datetime.now(UTC)
            methods.record_card_rule("local", by="demo", what=what, countries=sorted(countries), test_card_refused_at=now, now=now)
            giving.refresh(now)
    return methods.card_is_open("local", said)


def make_up_networks(settings: Conf) -> None:
    """Give the demo's gate a made-up table of networks, so that all that looks at one is done. One that is there stays."""
    from tamizdat.gate.conf import NETWORKS
    from tamizdat.site.made_up_networks import write_table

    table = settings.gate_home / NETWORKS
    if settings.mail.gate_here and not table.exists():
        write_table(table)


def _is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in ("127.0.0.1", "localhost")
