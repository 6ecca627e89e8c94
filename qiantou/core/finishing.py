"""By when work is to be done where its two sides agreed on no day.

Within the time of its kind, from the acceptance on. An emergency never has all the time in the world: where its kind
names no time, it is to be done within two hours, or within what the site said when it was asked for. Any other work
without a day has none, and nothing can be late.
Source: docs/rules/ladder.md.
"""

from __future__ import annotations

from datetime import date, datetime

from qiantou.core.calendar import Calendar
from qiantou.core.facts import Offered
from qiantou.core.figures import EMERGENCY_WORK, USUAL
from qiantou.core.kinds import Urgency
from qiantou.core.matter import Matter
from qiantou.core.worktime import Limit, Unit, last_day

_USUAL = USUAL[EMERGENCY_WORK]
EMERGENCY = Limit(_USUAL.amount, Unit.MINUTES, _USUAL.basis)
"""A site with a number of its own pins that in the offer (`core/offer.py`)."""


def finishing(matter: Matter | Offered) -> Limit | None:
    """How long its doer has from the acceptance on where no day was agreed; None where the work may take any time."""
    if matter.policy.work is None and matter.urgency is Urgency.EMERGENCY:
        return EMERGENCY
    return matter.policy.work


def day_to_finish(matter: Matter | Offered, calendar: Calendar, taken: datetime) -> date | None:
    """The day agreed on; else the day on which its time is over that begins at `taken`; None where it has none."""
    limit = finishing(matter)
    if matter.due is not None or limit is None:
        return matter.due
    return last_day(calendar, taken, limit)
