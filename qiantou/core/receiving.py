"""The receipt of the written answer on an exemption: that its applicant has it in hand is an entry of its own.

The decision with its reasons is one step, its receipt (签收) another: the applicant says that it has the paper, on the
day on which it says so. What it may ask for a review in counts from then. It says nothing about agreeing. Where nobody
of the applicant sits, it is recorded from the signed slip, as any move. Who decided delivers it within the days of the
site; the receipt alone ends them. Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from datetime import date

from qiantou.core.context import Context
from qiantou.core.figures import EXEMPTION_ANSWER
from qiantou.core.guard import only
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.kinds import EXEMPTION
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.core.worktime import add_working_days


def answer_due(matter: Matter, force: InForce) -> date | None:
    """The last day on which the written answer is delivered in time; None where nothing was decided or it was received.

    Read from the record and no stage of the matter: what exempts holds at once and ends it, and a decision that may be
    reviewed is in its applicant's hands; neither waits for a paper."""
    if matter.kind != EXEMPTION or matter.verdict is None or matter.received is not None:
        return None
    at = next((at for version, _desk, _judges, at in matter.spoken if version == matter.judged), None)
    if at is None:
        return None
    return add_working_days(force.calendar, force.calendar.day_of(at), force.number(EXEMPTION_ANSWER))


def check_receipt(matter: Matter, by: Actor, context: Context) -> None:
    """Raises Rejected for a receipt of what was not answered, of another's, or a second of the same answer."""
    if matter.kind != EXEMPTION or matter.verdict is None or matter.received is not None:
        raise Rejected("nothing-to-receive")
    only(matter.asker, by)
    if by.recorded is not None and context.force.is_staffed(by.desk):
        raise Rejected("says-it-itself", desk=matter.asker)
