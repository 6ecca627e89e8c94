"""Shares in tenths of a day that add up to the tenths of their sum: what is left over goes to the largest rests.

Source: docs/rules/attribution.md, "Windows and shares".
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from qiantou.insight.rounding import rounded


def tenths(minutes: Mapping[str, Fraction | int], day_minutes: int) -> dict[str, int]:
    """Each share in tenths of a working day, below nought where regained. Their sum is that of the shares, rounded to
    the nearest tenth, a half up; none is off by a whole tenth. Of equal rests the first name's is filled first."""
    return rounded({name: Fraction(value) * 10 / day_minutes for name, value in minutes.items()})
