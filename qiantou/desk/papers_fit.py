"""Which papers a matter may be made into, and whose paper each is: the desk that signs it.

No paper is made by default. What stands here is offered where the record has something for the paper to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from qiantou.access.guards import Standing
from qiantou.core.facts import Event, Prompted, Ruled
from qiantou.core.kernel import Desk, Entry
from qiantou.core.kind_table import CONSULTATION, VARIATION
from qiantou.core.kinds import Phase, Rung
from qiantou.core.ladder import STILL, stood_still
from qiantou.core.numbering import Form
from qiantou.desk.situation import Situation

ASKED = ("task", "data", "obstacle", "means", "meeting", "guidance", "supervision")
"""Kinds by which one asks another for something; whistles go by telephone and have no letter."""


def papers_of(found: Situation, seen: Standing) -> dict[Form, Desk]:
    """Each form that fits now, with the reader's desk that signs it, in the order pages show them."""
    mine = seen.desks_on(found.row.kind, found.row.joint)
    prepared = {Form.REPLACING: seen.offices}
    return {form: desk for form, desk in _fitting(found) if desk in (*mine, *prepared.get(form, ()))}


def _fitting(found: Situation) -> Iterator[tuple[Form, Desk]]:
    matter = found.matter
    if matter.kind in ASKED:
        yield _asking(found), matter.asker
    if matter.kind == CONSULTATION.kind and found.letter.is_of_plan:
        yield Form.CONSULTATION, matter.asker
    if (suggests := suggested(found)) is not None and suggests.by.desk is not None:
        yield Form.REPLACING, suggests.by.desk
    if not matter.is_open:
        return
    if matter.kind == VARIATION.kind and matter.due:
        yield Form.EXTENSION, matter.asker
    if was_chased(found) and matter.stage is Phase.UNDERWAY:
        yield Form.CHASER, matter.asker
    if stood_still(matter) >= STILL and matter.stage is Phase.UNDERWAY:
        yield Form.REPLACING, matter.asker
    if matter.stage is Phase.REFERRED:
        yield from ((Form.SUBMISSION, desk) for desk in (matter.doer, matter.asker))


def _asking(found: Situation) -> Form:
    """An order; a request between peers; or what is put to a leader above, of whom nothing is requested by letter."""
    if found.matter.basis.dispatch:
        return Form.ORDER
    above = found.force.superiors(found.matter.asker)
    return Form.SUBMISSION if found.matter.doer in above else Form.REQUEST


def suggested(found: Situation) -> Entry[Event] | None:
    """The ruling on a sheet of the ladder by which the leader suggests another post for the work; None for none."""
    rulings = [one for one in found.entries if isinstance(one.event, Ruled) and one.event.another_post]
    return rulings[-1] if rulings and found.parent is not None else None


def was_chased(found: Situation) -> bool:
    """Whether a written chaser was sent by rule, or a person chased it."""
    by_rule = any(taken.rung is not Rung.REMINDER for taken in found.matter.rungs)
    return by_rule or any(isinstance(entry.event, Prompted) for entry in found.entries)
