"""A request that repeats (按期报送): when one period's is accepted, the next one's is opened by the rule, and is taken.

The doer agreed to the rhythm with the first. The next falls due in the first period after both its day and today: a
period that passed while the one before was open is not asked for again. Withdrawn, refused or let drop, the row of them
ends, as it does once its asker may no longer ask: its mandate has ended, or the joint work. That stands on record with
the last request, and its asker is told. Rules: docs/rules/data.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qiantou.core.kernel import Rejected
from qiantou.core.plan import Rhythm
from qiantou.core.rhythm import periods

GIVEN = ("accepted", "consented")
"""How a period's request ends where the next is asked for."""


@dataclass(frozen=True)
class Repeats:
    """Each period until its last day."""

    rhythm: Rhythm
    until: date


def next_due(repeats: Repeats, *, due: date, today: date) -> date | None:
    """The due day of the next period; None once its last day has passed."""
    return next(iter(periods(repeats.rhythm, after=max(due, today), until=repeats.until)), None)


def check_repeats(repeats: Repeats | None, due: date | None) -> None:
    """Raises Rejected for a row of requests without a first day, or that ends before it."""
    if repeats is not None and (due is None or repeats.until <= due):
        raise Rejected("repeats-until-later", day=due)
