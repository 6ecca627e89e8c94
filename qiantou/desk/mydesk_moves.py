"""Which moves a row of a desk offers: at most three of its phase, and none that its kind does not have."""

from __future__ import annotations

from qiantou.core.contesting import BY_THE_SHEET
from qiantou.core.kind_table import KINDS
from qiantou.desk import labels
from qiantou.readmodel.models import MatterRow

ACTS = {
    "offered": ("accept", "counter", "decline"),
    "countered": ("amend", "insist", "withdraw"),
    "declined": ("offer-to", "drop", "refer"),
    "underway": ("deliver", "block", "report"),
    "delivered": ("accept-delivery", "return"),
    "referred": ("rule", "assign", "pass-up"),
}


def shown_acts(row: MatterRow, settles: bool) -> tuple[str, ...]:
    """At most three moves of the phase, the likely one first; side matters neither report blocks nor hand on."""
    acts = ACTS.get(row.phase, ())
    policy = KINDS.get(row.kind)
    is_answer = row.kind == "options" or (row.kind == "word" and not row.joint)
    if row.phase == "offered" and (is_answer or (policy is not None and policy.replies)):
        acts = ("deliver",)  # the sentence, or the positions, are the answer
    return tuple(code for code in acts if code not in _withheld(row.kind))


def _withheld(kind: str) -> set[str]:
    """Moves of a phase that a kind does not have."""
    policy = KINDS.get(kind)
    withheld = {"offer-to"} if kind in ("variation", "supervision") else set()
    if kind in labels.WHISTLES:
        withheld.add("counter")  # whoever is called comes first, and talks of terms there
    if kind in BY_THE_SHEET:
        withheld.add("deliver")  # what is put out ends it
    if policy is not None and not policy.grounds:
        withheld.add("decline")
    if policy is not None and policy.pointed:
        withheld.add("insist")
    if kind in ("explanation", "supervision"):
        withheld.add("assign")  # decided, or not: nobody else is named for it
    if policy is not None and not policy.stoppable:
        withheld.add("block")
    return withheld
