"""Shares in whole numbers that add up to their sum in whole numbers: what is left over goes to the largest rests.

The method of the largest remainder (Hamilton). Half up, so that people can follow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

Name = TypeVar("Name", str, int)


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half up: 2.5 is 3, −2.5 is −2."""
    return floor(value + Fraction(1, 2))


def rounded(shares: Mapping[Name, Fraction]) -> dict[Name, int]:
    """Each share as a whole number, none off by a whole one; together they are their exact sum, half up. Of equal rests
    the first name's is filled first."""
    given = {name: floor(value) for name, value in shares.items()}
    left = half_up(sum(shares.values(), Fraction(0))) - sum(given.values())
    order = sorted(shares, key=lambda name: (given[name] - shares[name], name))
    for name in order[:left]:
        given[name] += 1
    return given
