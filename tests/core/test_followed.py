"""What goes along with a work whose doer or asker changes: it carries no name, and comes back as the work does.

Rules: docs/rules/undone.md, 9.
"""

from __future__ import annotations

from datetime import date

from qiantou.core.kernel import Actor, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import carries
from qiantou.core.moves import Accept, Contest, Offer, Rule
from tests.core.steps import SIDE, WORK, Case, dispute, order, recorded, task, variation
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, TOWN, WATER

PART, MORE, ITEM = Stream("part"), Stream("more"), Stream("item")


def disputed_away() -> Case:
    """ROADS has asked WATER for a part of its work, WATER more time for that; then ROADS enters that WATER agrees: the
    whole is WATER's duty."""
    case = Case().when(order(), LEAD).when(Accept(), ROADS)
    case.when(task(asker=ROADS, doer=WATER, parent=WORK), ROADS, PART).when(Accept(), WATER, PART)
    more = variation(asker=WATER, doer=ROADS, parent=PART, due=date(2026, 4, 3))
    case.when(more, WATER, MORE).when(dispute(joint=JOINT), ROADS, SIDE)
    return case.when(Accept(), recorded(WATER, ROADS), SIDE)


def pressed() -> Case:
    """ROADS has a work in hand that the office presses."""
    item = Offer(
        "supervision", GOV, ROADS, "press it", due=date(2026, 3, 20), parent=WORK, beside=True, joint=JOINT,
        approver=DEPUTY, number="1",
    )  # fmt: skip
    case = Case().when(order(), LEAD).when(Accept(), ROADS).when(item, GOV, ITEM)
    return case.when(Rule(Phase.OFFERED, "press them"), DEPUTY, ITEM)


def test_what_is_asked_beside_a_part_goes_along_and_is_in_doubt_with_nothing() -> None:
    case = disputed_away()
    assert (case.matter().doer, case.matter(PART).asker, case.matter(MORE).doer) == (WATER, LEAD, LEAD)
    assert (case.matter().is_hatched, carries(case.matter(MORE), SIDE)) == (True, False)


def test_where_the_hand_over_falls_whoever_asked_for_the_part_asks_for_it_again() -> None:
    case = disputed_away()
    case.when(Contest(case.matter(SIDE).unconfirmed[0], "never"), WATER, SIDE)
    case.when(Rule(Phase.CLOSED, "it is ROADS's", granted=False), DEPUTY, SIDE)
    assert (case.matter().doer, case.matter(PART).asker, case.matter(MORE).doer) == (ROADS, ROADS, ROADS)


def test_what_presses_a_work_goes_along_by_no_name() -> None:
    case = pressed().when(variation(due=None, new_doer=TOWN, joint=JOINT), ROADS, SIDE)
    case.when(Accept(), Actor(LEAD), SIDE)
    assert (case.matter().doer, case.matter(ITEM).doer, carries(case.matter(ITEM), WORK)) == (TOWN, TOWN, False)
