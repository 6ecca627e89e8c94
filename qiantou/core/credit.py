"""Shares of the credit: what is set aside comes first, the rest is divided by weight (docs/rules/signature.md).

Lines of coordination have no weight: what is set aside for the lead is their share. Weights are equal unless every
line has one; equal weights are nobody's agreed term, so that a line more or less then changes nobody's, until
deliveries have begun: from then on whatever share is another is.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from qiantou.core.plan import LINES, SHARES, Line, PlanValue, Role, Shares

TENTHS = 1000  # tenths of a percent in the whole


def weighed(values: Mapping[str, PlanValue]) -> dict[str, Line]:
    """The lines that share in the credit by weight: all but coordination."""
    lines = {name: value for name, value in values.items() if isinstance(value, Line)}
    return {name: line for name, line in lines.items() if line.role is not Role.COORDINATE}


def is_agreed(lines: Mapping[str, Line]) -> bool:
    """Whether the lines are weighed one against another; else all count the same."""
    return bool(lines) and all(line.weight is not None for line in lines.values())


def set_aside(content: Mapping[str, Mapping[str, PlanValue]]) -> Shares:
    """What a plan sets aside of the credit; the default where nobody said otherwise."""
    found = (value for value in content.get(SHARES, {}).values() if isinstance(value, Shares))
    return next(found, Shares())


def exact(lines: Mapping[str, Line], shares: Shares) -> dict[str, Fraction]:
    """Line → its part of the whole credit, 0 … 1; nothing where no line weighs anything."""
    agreed = is_agreed(lines)
    weights = {name: (line.weight or 0) if agreed else 1 for name, line in lines.items()}
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(lines, Fraction(0))
    rest = 100 - shares.coordination - shares.reserve
    return {name: Fraction(rest * weight, 100 * total) for name, weight in weights.items()}


def credit(lines: Mapping[str, Line], shares: Shares) -> dict[str, int]:
    """Line → tenths of a percent. What is left over goes to the largest rest.

    Their sum is exactly what coordination and reserve leave, or 0 where there is no line or no weight.
    """
    told = {name: share * TENTHS for name, share in exact(lines, shares).items()}
    given = {name: int(share) for name, share in told.items()}
    left = int(sum(told.values(), Fraction(0))) - sum(given.values())
    for name in sorted(told, key=lambda name: (given[name] - told[name], name))[:left]:
        given[name] += 1
    return given


def reshared(
    before: Mapping[str, Mapping[str, PlanValue]], after: Mapping[str, Mapping[str, PlanValue]], *, begun: bool = False
) -> frozenset[str]:
    """The lines that stand in both plans and whose share of the credit is another in the second.

    All are, where coordination or reserve is another: what is left of the reserve goes back over the lines. While
    weights are equal in both, nothing else changes it, unless deliveries have `begun`.
    """
    old, new = weighed(before.get(LINES, {})), weighed(after.get(LINES, {}))
    was, now = set_aside(before), set_aside(after)
    if was != now:
        return frozenset(old.keys() & new.keys())
    if not begun and not is_agreed(old) and not is_agreed(new):
        return frozenset()
    shares, others = exact(old, was), exact(new, now)
    return frozenset(name for name in old.keys() & new.keys() if shares[name] != others[name])
