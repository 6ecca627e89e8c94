"""A share as people read it: in percent, half up, the sign behind it."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def percent(share: Fraction | None, places: int = 0) -> str:
    """46.8%, with so many places; a dash where there is nothing to share."""
    if share is None:
        return "–"
    whole, rest = divmod(floor(share * 100 * 10**places + Fraction(1, 2)), 10**places)
    return f"{whole}.{rest:0{places}}%" if places else f"{whole}%"
