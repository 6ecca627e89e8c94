"""Mutual rating 互评: who may rate whom in one undertaking, and what of the ratings may be told.

A lead and a cooperating unit rate each other, a township the departments: only where they dealt with each other in that
undertaking. Grades are whole numbers from 1 to 5. Fewer raters than the site's least are too few: nothing is told of
them and they weigh nothing. Rules: docs/rules/rating.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from qiantou.core.kernel import Desk

LOWEST, HIGHEST = 1, 5

Pair = tuple[Desk, Desk]
"""Who rates, and who is rated."""


@dataclass(frozen=True)
class Rated:
    """`n` raters; their mean grade, 1 … 5, or None where they are too few."""

    n: int
    mean: Fraction | None = None

    @property
    def part(self) -> Fraction | None:
        """The mean as a part of the best possible, 0 … 1, as the sheet has it; None where the raters are too few."""
        return None if self.mean is None else scaled(self.mean)


def may_rate(dealings: Iterable[Pair], lead: Desk, grass_roots: Collection[Desk]) -> frozenset[Pair]:
    """Who rates whom, of those who dealt with each other: `dealings` are pairs of whole units, in any order.

    `grass_roots`: the townships; they rate whoever is none, and are rated as leads or by the lead alone.
    """
    pairs: set[Pair] = set()
    for one, other in dealings:
        if one == other:
            continue
        for rater, rated in ((one, other), (other, one)):
            beside_lead = lead in (rater, rated)
            upward = rater in grass_roots and rated not in grass_roots
            if beside_lead or upward:
                pairs.add((rater, rated))
    return frozenset(pairs)


def rated(grades: Iterable[int], least: int) -> Rated:
    """Raises ValueError for a grade outside LOWEST..HIGHEST."""
    told = list(grades)
    if any(not LOWEST <= grade <= HIGHEST for grade in told):
        raise ValueError(told)
    if len(told) < max(least, 1):
        return Rated(len(told))
    return Rated(len(told), Fraction(sum(told), len(told)))


def scaled(mean: Fraction) -> Fraction:
    """A mean grade as a part of the best possible: 1 is 0, 5 is 1."""
    return (mean - LOWEST) / (HIGHEST - LOWEST)
