"""The receipt of the written answer on an exemption: that its applicant has it in hand is an entry of its own.

The decision with its reasons is one step, its receipt (签收) another: the applicant says that it has the paper, on the
day on which it says so. What it may ask for a review in counts from then. It says nothing about agreeing. Where nobody
of the applicant sits, it is recorded from the signed slip, as any move. Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from qiantou.core.context import Context
from qiantou.core.guard import only
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.kinds import EXEMPTION
from qiantou.core.matter import Matter


def check_receipt(matter: Matter, by: Actor, context: Context) -> None:
    """Raises Rejected for a receipt of what was not answered, of another's, or a second of the same answer."""
    if matter.kind != EXEMPTION or matter.verdict is None or matter.received is not None:
        raise Rejected("nothing-to-receive")
    only(matter.asker, by)
    if by.recorded is not None and context.force.is_staffed(by.desk):
        raise Rejected("says-it-itself", desk=matter.asker)
