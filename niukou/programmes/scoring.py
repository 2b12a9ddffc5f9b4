"""How points become a mean and a mean a rank: exact to the last step, rounded once.

A review's score is the weighted share of the points it could have given, on a scale of 0 to 100:
``100 × Σ weight × points / most ÷ Σ weight``. A site's mean is the plain mean of its reviews,
each reviewer counting alike. Fractions carry it; two decimals, half up, are what is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

FULL = 100
TWO_DECIMALS = Decimal("0.01")

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Given:
    """The points given by one criterion, of the most it has, and its weight."""

    points: int
    most: int
    weight: int


def score_of(given: Iterable[Given]) -> Fraction:
    """Return what one review gives, 0 to 100.

    Raises:
        ValueError: no criterion was scored; or points beyond the most, or a weight below 1.
    """
    parts = list(given)
    if not parts:
        message = "a review without a criterion has no score"
        raise ValueError(message)
    for part in parts:
        if part.weight < 1 or not 0 <= part.points <= part.most:
            message = f"{part} is no score"
            raise ValueError(message)
    weights = sum(part.weight for part in parts)
    weighted = sum((Fraction(one.weight * one.points, one.most) for one in parts), Fraction(0))
    return FULL * weighted / weights


def mean_of(scores: Iterable[Fraction]) -> Fraction | None:
    """Return the mean of the reviews of one site; None without a review: it is not 0."""
    known = list(scores)
    return sum(known, Fraction(0)) / len(known) if known else None


def rounded(mean: Fraction) -> Decimal:
    """Return a mean as it is shown and kept: two decimals, half up."""
    # Decimal's own division would round a first time; the whole hundredths round once.
    hundredths = int(mean * FULL + Fraction(1, 2))
    return Decimal(hundredths).scaleb(-2).quantize(TWO_DECIMALS, rounding=ROUND_HALF_UP)


def ranks_of(means: Mapping[Key, Fraction | None]) -> dict[Key, int]:
    """Return the place of each that has a mean, the highest first; equals share the better place.

    Two that are equal only when rounded are not equal: the exact means decide.
    """
    known = [mean for mean in means.values() if mean is not None]
    return {
        key: 1 + sum(other > mean for other in known)
        for key, mean in means.items()
        if mean is not None
    }
