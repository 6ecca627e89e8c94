"""Bulletins shown by rule: on the day after a period the draft is stored as the record gives it, in office hours.

So whoever it puts in a bad light has its lines from that morning on, whether or not anybody at the office looks; the
office adds praise and criticism, asks for approval, and issues. A worker that was away makes up for what it missed.
"""

from __future__ import annotations

from datetime import date, timedelta

from qiantou.acts import registers, shell
from qiantou.acts.bulletins import Run, drawn, enter, orders, run_of
from qiantou.core.bulletin import BULLETINS, ORDERS, Bulletin, Order, key_of, last_over, period
from qiantou.core.bulletin_check import may_issue
from qiantou.core.kernel import RULE, Rejected
from qiantou.core.register import InForce
from qiantou.core.worktime import next_worked
from qiantou.readmodel.models import ListingRow

MISSED = 8
"""Periods of one order that are made up for, the last of them first."""


def due_runs() -> list[Run]:
    """The bulletins that are due and not drafted yet, oldest first; none outside office hours. Two queries, and one for
    each that is due."""
    force = registers.current().at(shell.now())
    if next_worked(force.calendar, force.instant) > force.instant:
        return []
    wanted = {
        key_of(name, last): (name, order, last)
        for name, order in orders(force).items() if may_issue(order, force)
        for last in _ends(name, order, force)
    }  # fmt: skip
    told = ListingRow.objects.filter(section=BULLETINS, key__in=sorted(wanted)).values_list("key", flat=True)
    for key in told:
        del wanted[key]
    return [run_of(name, order, last) for name, order, last in sorted(wanted.values(), key=lambda one: one[2])]


def _ends(name: str, order: Order, force: InForce) -> list[date]:
    """The last days of the periods that are over and ended since the order was given; none begun after its joint work
    had ended."""
    given = min((force.calendar.day_of(known.at) for known in force.history(ORDERS, name)), default=force.day)
    charter = force.charter(order.joint)
    start, last = last_over(order.every, force.day)
    found: list[date] = []
    while last >= given and len(found) < MISSED:
        if charter is None or charter.ended is None or start <= charter.ended:
            found.append(last)
        start, last = period(order.every, start - timedelta(days=1))
    return found


def show_by_rule(run: Run) -> Bulletin | None:
    """Store the draft; None where somebody was faster."""
    content = drawn(run, registers.current().at(shell.now()))
    try:
        enter(run, BULLETINS, content, by=RULE, command_id="")
    except Rejected as refusal:
        if refusal.code in ("moved-on", "not-the-office"):
            return None
        raise
    return content
