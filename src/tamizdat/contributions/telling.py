"""What of the ledger's sums is told to the public, and how coarsely. Pure: one place that knows the rule.

Promises: no figure is made of fewer than ``FEW`` gifts, and none is exact, so that who reads along every hour cannot tell one gift from it.
Rounding is always down: nothing is claimed that did not come.
"""

FEW = 10
"""Fewer gifts, or givers, than this are not told: who knows of one would learn something of the others."""

DIGITS = 2
"""So many digits of a sum are told; the rest are noughts."""


def coarse(number: int) -> int:
    """Return *number* (0 or more) rounded down to its first ``DIGITS`` digits: 12,345 is told as 12,000."""
    step: int = 10 ** max(0, len(str(number)) - DIGITS)
    return number // step * step


def banded(givers: int) -> int:
    """Return a number of givers (``FEW`` or more) as it is told: to the full ten, from a hundred on to two digits."""
    return givers // 10 * 10 if givers < 100 else coarse(givers)
