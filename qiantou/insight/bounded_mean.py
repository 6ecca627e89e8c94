"""How sure a mean is of values that lie between 0 and 1: Anderson's interval, exact for any distribution and any n.

The empirical distribution errs by more than ε on one side with a chance of at most exp(−2nε²), whatever it is drawn
from; the largest and the smallest mean that a distribution within that band can have are the ends. Nothing is assumed
of its form, so few values give a wide interval. Sources: T. W. Anderson, Confidence limits for the value of an
arbitrary bounded random variable, Bulletin of the ISI 43, 1969; P. Massart, The tight constant in the
Dvoretzky–Kiefer–Wolfowitz inequality, Annals of Probability 18, 1990.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log, sqrt

from qiantou.insight.wilson import CONFIDENCE


@dataclass(frozen=True)
class Mean:
    """The exact mean of `n` values, and the interval that holds the true one at the confidence level."""

    n: int
    value: Fraction
    low: float
    high: float


def bounded_mean(values: Sequence[Fraction], confidence: float = CONFIDENCE) -> Mean:
    """The mean of one or more values within 0..1, with its interval. Raises ValueError for none, or one outside."""
    if not values or not all(0 <= value <= 1 for value in values) or not 0 < confidence < 1:
        raise ValueError(f"{len(values)} values at {confidence}")
    n = len(values)
    band = sqrt(log(2 / (1 - confidence)) / (2 * n))
    low = _least(sorted(values), band)
    high = 1 - _least(sorted(1 - value for value in values), band)
    return Mean(n, sum(values, Fraction(0)) / n, low, high)


def _least(ascending: Sequence[Fraction], band: float) -> float:
    """The smallest mean within the band: `band` of the weight moves from the largest values down to 0."""
    n, left, total = len(ascending), max(0.0, 1 - band), 0.0
    for value in ascending:
        taken = min(1 / n, left)
        total += taken * float(value)
        left -= taken
    return total
