"""Shares in tenths of a day that add up to the tenths of their sum: what is left over goes to the largest rests.

Source: docs/rules/attribution.md, "Windows and shares".
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor


def tenths(minutes: Mapping[str, Fraction | int], day_minutes: int) -> dict[str, int]:
    """Each share in tenths of a working day, below nought where regained. Their sum is that of the shares, rounded to
    the nearest tenth, a half up; none is off by a whole tenth. Of equal rests the first name's is filled first."""
    told = {name: Fraction(value) * 10 / day_minutes for name, value in minutes.items()}
    given = {name: floor(value) for name, value in told.items()}
    left = floor(sum(told.values(), Fraction(0)) + Fraction(1, 2)) - sum(given.values())
    for name in sorted(told, key=lambda name: (given[name] - told[name], name))[:left]:
        given[name] += 1
    return given
