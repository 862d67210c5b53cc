"""A newsroom that a gate hands every wish to, as one would that lies about where they came from, or that somebody has gone around.

python -m simulators.listed_newsroom HOME [--unruled]     in a process of its own; prints what came of it, as JSON
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from simulators import giving
from simulators.listed import COUNTRIES, RULED, TABLE, UNRULED, Tried, every, may
from tamizdat.contributions.terms import read_terms
from tamizdat.sealed.doors import GIVE, may_give

if TYPE_CHECKING:
    from contributions.till.kit import Scene  # needs Django to be set up


def try_all(scene: "Scene", countries: tuple[str, ...] = COUNTRIES, doors: tuple[str, ...] = tuple(GIVE.values())) -> Tried:
    """Hand over every wish by every door of the gate; passed is what the provider made a page for."""
    found = Tried()
    for signals in every(networks=("",), countries=countries):
        for door in doors:
            before = pages(scene)
            scene.wish(method=signals.method, bank=signals.bank, residence=signals.residence, currency="EUR", door=door)
            scene.turn()
            found.add(may(signals) and may_give(door, signals.method), pages(scene) > before)
    return found


def pages(scene: "Scene") -> int:
    """How many pages for paying the provider made."""
    return int(scene.pretend.store.rows("SELECT count(*) FROM thing WHERE kind = 'checkout'")[0][0])


def prepare(scene: "Scene", *, ruled: bool) -> None:
    """Give the newsroom its terms, with or without the rules, and a provider whose own rule is recorded, so that every method is open."""
    giving.said = read_terms(RULED if ruled else UNRULED)
    scene.record_rule(countries=sorted({rule.country for rule in TABLE}))


def main() -> None:
    """Try all in a newsroom of its own."""
    from simulators import counting_house

    home = Path(sys.argv[1])
    counting_house.configure(home)
    from django.conf import settings

    settings.TAMIZDAT_TERMS, settings.TAMIZDAT_GIVING_PAGES = "simulators.giving.terms", "simulators.giving.pages"
    counting_house.make(home)
    from contributions.till.kit import Scene
    from tamizdat.contributions import methods

    scene = Scene()
    methods.providers = lambda: {"local": scene.pretend.client}
    prepare(scene, ruled="--unruled" not in sys.argv)
    print(json.dumps(asdict(try_all(scene))))


if __name__ == "__main__":
    main()
