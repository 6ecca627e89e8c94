"""Urgent marks are few: a desk marks so many matters urgent in a calendar month, and no more; how many, the site says.

A kind that is urgent by itself, such as a call in an emergency, is not counted: nobody is kept from calling for help.
Nor is an obstacle, which is as urgent as the work it stops.
Rules: docs/rules/precedence.md, "Urgent marks".
"""

from __future__ import annotations

from datetime import datetime

from qiantou.core.context import Context
from qiantou.core.figures import URGENT_MARKS
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import Effect, Policy, Urgency
from qiantou.core.moves import Offer
from qiantou.core.register import InForce

MARKS = (Urgency.URGENT, Urgency.EMERGENCY)


def check_marks(command: Offer, policy: Policy, context: Context) -> None:
    """Raises Rejected for one urgent mark too many."""
    if (
        policy.urgency is not None
        or policy.effect is Effect.UNBLOCK
        or policy.by_rule
        or command.urgency not in MARKS
        or command.follows is not None
    ):
        return
    since = month_begin(context.force)
    given = sum(context.issued(command.asker, mark.value, since) for mark in MARKS)
    most = context.force.number(URGENT_MARKS)
    if given >= most:
        raise Rejected("urgent-capped", most=most)


def month_begin(force: InForce) -> datetime:
    """The first instant of this calendar month at the site."""
    return force.calendar.start_of_day(force.day.replace(day=1))
