"""Signals of where somebody is who wants to give: every one alone and together, and what the truth table says to them.

Listed are: RU (giving is a crime), KP (not supported), VE (not supported for cards); KZ (sharing is punished) and NL are not.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulators.gate_running import GIVING
from tamizdat.contributions.rules import Signals, decide
from tamizdat.contributions.terms import read_terms

METHODS = ("card", "paypal", "crypto")
COUNTRIES = ("", "NL", "RU", "KZ", "KP", "VE")
NETWORKS = {"NL": "5.1.0.0/16", "RU": "5.8.0.0/16", "KZ": "5.9.0.0/16", "KP": "5.10.0.0/16", "VE": "5.11.0.0/16"}
RULED, UNRULED = GIVING, GIVING | {"countries": []}
"""Terms with the rules, and without: the control."""

TABLE = read_terms(RULED).countries


def every(*, networks: Iterable[str] = COUNTRIES, countries: Iterable[str] = COUNTRIES) -> Iterator[Signals]:
    """Yield every combination of method, declared bank, declared residence and network."""
    known = tuple(countries)
    for method, bank, residence, network in itertools.product(METHODS, known, known, networks):
        yield Signals(method=method, bank=bank, residence=residence, network=network)


def may(signals: Signals) -> bool:
    """Whether who sends these signals may give, by the rules."""
    return decide(TABLE, signals).may


@dataclass
class Tried:
    """What came of trying: how many combinations, how many of them may give, who came through that may not, who was stopped that may."""

    tried: int = 0
    may: int = 0
    reached: int = 0
    stopped: int = 0

    def add(self, signals_may: bool, passed: bool) -> None:
        """Count one."""
        self.tried += 1
        self.may += signals_may
        self.reached += passed and not signals_may
        self.stopped += signals_may and not passed

    def __add__(self, other: "Tried") -> "Tried":
        """Both together."""
        return Tried(self.tried + other.tried, self.may + other.may, self.reached + other.reached, self.stopped + other.stopped)
