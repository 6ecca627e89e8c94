"""A share as people read it: in percent, half up, the sign behind it."""

from __future__ import annotations

from fractions import Fraction

from qiantou.insight.rounding import half_up


def percent(share: Fraction | None, places: int = 0) -> str:
    """46.8%, with so many places; a dash where there is nothing to share."""
    if share is None:
        return "–"
    whole, rest = divmod(half_up(share * 100 * 10**places), 10**places)
    return f"{whole}.{rest:0{places}}%" if places else f"{whole}%"
