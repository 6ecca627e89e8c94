"""Urgent marks: five a desk and calendar month; calls in an emergency are never counted."""

from __future__ import annotations

import pytest

from qiantou.core.figures import URGENT_MARKS, USUAL
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Urgency
from qiantou.core.moves import Accept, Offer
from tests.core.asked_examples import page
from tests.core.steps import Case, task
from tests.core.world import LEAD, ROADS, WATER

MOST = USUAL[URGENT_MARKS].amount
URGENT = task(urgency=Urgency.URGENT)


def marked(count: int) -> Case:
    case = Case()
    for number in range(count):
        case.when(URGENT, LEAD, on=Stream(f"m{number}"))
    return case


def test_the_sixth_mark_of_a_month_is_refused_and_an_ordinary_demand_is_not() -> None:
    case = marked(MOST).refused("urgent-capped", URGENT, LEAD).when(task(), LEAD)
    case.refused("urgent-capped", task(urgency=Urgency.EMERGENCY), LEAD, on=Stream("one more"))
    assert f"at most {MOST} matters urgent" in page("precedence")


def test_another_desk_and_another_month_have_marks_of_their_own() -> None:
    marked(MOST).when(task(asker=WATER, urgency=Urgency.URGENT), WATER)
    marked(MOST).at("2026-03-31 23:59").refused("urgent-capped", URGENT, LEAD).at("2026-04-01 00:00").when(URGENT, LEAD)


@pytest.mark.parametrize("kind", ["whistle-emergency"])
def test_a_call_for_help_is_neither_counted_nor_refused(kind: str) -> None:
    case = marked(MOST - 1)
    for number in range(MOST):
        case.when(Offer(kind, LEAD, ROADS, "a bank has slipped"), LEAD, on=Stream(f"c{number}"))
    case.when(URGENT, LEAD).refused("urgent-capped", URGENT, LEAD, on=Stream("last"))


def test_a_sheet_that_the_ladder_opens_is_no_mark_of_the_asker() -> None:
    case = marked(MOST - 1).when(Accept(), ROADS, on=Stream("m0"))
    for day in ("2026-03-23", "2026-03-26", "2026-03-30"):
        case.at(f"{day} 09:00").ticked(on=Stream("m0"))
    assert {"decision"} < {case.matter(name).kind for name in case.town.streams()}
    case.when(URGENT, LEAD).refused("urgent-capped", URGENT, LEAD, on=Stream("last"))
