"""The order of a plan's days: what has to come first should not be due after what waits for it (docs/rules/plan.md).

A warning, never a refusal: the units may have agreed that a part is enough to begin with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qiantou.core.plan import Line, TieType


@dataclass(frozen=True)
class Reversed:
    """`line`, due on `due`, waits for `first`, which is due on the later day `then`."""

    line: str
    due: date
    first: str
    then: date


def reversed_days(lines: Mapping[str, Line]) -> tuple[Reversed, ...]:
    """Every line with a predecessor due later than itself, in the order of the plan. Lines without a day are none."""
    return tuple(
        Reversed(name, line.due, first, then)
        for name, line in lines.items()
        for first in (tie.line for tie in line.before if tie.type is TieType.FS and tie.lag >= 0)
        if line.due is not None and first in lines and (then := lines[first].due) is not None and then > line.due
    )
