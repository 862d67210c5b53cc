"""Variants of an appeal compared: what each has brought, how sure that is, and whether there is enough to tell. Pure.

Promises: no rate is claimed, for nobody is counted who did not give. What is said holds on the condition that each variant was shown with
equal odds; gifts without script carry no variant and are left out by the caller. Method: with equal odds the numbers of gifts are Poisson
with one common exposure, so that each variant's strength is Gamma(gifts + 1/2) (Jeffreys); what one gift is worth is drawn by the Bayesian
bootstrap (Rubin 1981) over the gifts of all variants together with the variant's own. The draws are seeded: the same gifts say the same.
Gifts of one worth are drawn together, which changes nothing: sums of Dirichlet weights are Dirichlet. Checked in the tests against
integrals and moments that are known.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

DRAWS = 2_000
ENOUGH_GIFTS = 20
"""Fewer gifts than this for any variant tell nothing, whatever the draws say."""

SURE = 0.95
MOST_GROUPS = 100
"""Of more different worths than this, neighbours are drawn together by their mean, so that no page waits for a hundred thousand gifts."""

_INSIDE = (0.025, 0.975)
_PSEUDO = 0.5


@dataclass(frozen=True, slots=True)
class Compared:
    """One variant: its gifts and their value (minor units of one currency), 95 % credible intervals of both had it been asked again as
    often, and the probability that it is the best by value.
    """

    variant: str
    gifts: int
    value: int
    gifts_between: tuple[float, float]
    value_between: tuple[float, float]
    best: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All variants of an appeal, and whether one may believe in the first: ``winner`` is "" while there is not enough to tell."""

    variants: tuple[Compared, ...]
    winner: str
    why: str  # "few_gifts", "too_close", "" with a winner


def compare(values: Mapping[str, Sequence[int]], *, seed: int = 1) -> Comparison:
    """Compare variants by *values*: variant -> what each of its gifts is worth (minor units; refunded ones left out)."""
    if len(values) < 2:
        return Comparison(tuple(_compared(name, gifts, [], []) for name, gifts in values.items()), "", "few_gifts")
    rng = Random(seed)  # noqa: S311 - a simulation, not a secret
    names = sorted(values)
    common = _mean([gift for gifts in values.values() for gift in gifts])
    samples = [[*_grouped(values[name]), (common, 1)] for name in names]
    drawn = [[_draw(rng, sample) for sample in samples] for _ in range(DRAWS)]
    wins = [0] * len(names)
    for draw in drawn:
        wins[max(range(len(names)), key=lambda place: draw[place][1])] += 1
    found = tuple(_compared(name, values[name], [draw[place] for draw in drawn], [wins[place] / DRAWS]) for place, name in enumerate(names))
    return _judged(found)


_Sample = Sequence[tuple[float, int]]
"""Worths, each with how many gifts had it; the last is the mean of all variants' gifts, which weighs as one more gift."""


def _draw(rng: Random, sample: _Sample) -> tuple[float, float]:
    gifts = sum(count for _, count in sample) - 1
    strength = rng.gammavariate(gifts + _PSEUDO, 1.0)
    weights = [rng.gammavariate(count, 1.0) for _, count in sample]
    worth = sum(weight * worth for weight, (worth, _) in zip(weights, sample, strict=True)) / sum(weights)
    return strength, strength * worth


def _grouped(gifts: Sequence[int]) -> list[tuple[float, int]]:
    """Return each worth and how many gifts have it; of very many worths, neighbours together by their mean."""
    counted = sorted(Counter(gifts).items())
    if len(counted) <= MOST_GROUPS:
        return [(float(worth), count) for worth, count in counted]
    size = -(-len(gifts) // MOST_GROUPS)
    ordered = sorted(gifts)
    return [(_mean(part), len(part)) for part in (ordered[start : start + size] for start in range(0, len(ordered), size))]


def _mean(gifts: Sequence[int]) -> float:
    return sum(gifts) / len(gifts) if gifts else 0.0


def _compared(name: str, gifts: Sequence[int], draws: Sequence[tuple[float, float]], best: Sequence[float]) -> Compared:
    numbers, sums = sorted(draw[0] for draw in draws), sorted(draw[1] for draw in draws)
    return Compared(name, len(gifts), sum(gifts), _between(numbers), _between(sums), best[0] if best else 1.0)


def _between(ordered: Sequence[float]) -> tuple[float, float]:
    if not ordered:
        return (0.0, 0.0)
    low, high = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in _INSIDE)
    return (low, high)


def _judged(found: tuple[Compared, ...]) -> Comparison:
    if min(one.gifts for one in found) < ENOUGH_GIFTS:
        return Comparison(found, "", "few_gifts")
    first = max(found, key=lambda one: one.best)
    return Comparison(found, first.variant, "") if first.best >= SURE else Comparison(found, "", "too_close")
