"""Which first: its worked examples, who may ask, and that the works and the question end together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Contest, Deliver, Offer, Rule
from qiantou.core.precedence import other_than
from tests.core.asked_examples import cases, play
from tests.core.examples import Line
from tests.core.steps import SIDE, WORK, Case, recorded, task
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER

EXAMPLES = cases("precedence")
PIPE = Stream("pipe")
QUESTION = Offer("precedence", ROADS, WATER, "both by March", parent=WORK, beside=True, about=(WORK, PIPE))


def both(second: Desk = WATER, **terms: object) -> Case:
    """ROADS has a work of LEAD's and one of another's in hand."""
    case = Case().when(task(), LEAD).when(Accept(), ROADS)
    case.when(task(asker=second, **{"due": date(2026, 3, 18), **terms}), second, on=PIPE)
    return case.when(Accept(), ROADS, on=PIPE)


def put_off(first: Stream = WORK, day: date = date(2026, 3, 27)) -> Rule:
    return Rule(Phase.CLOSED, "the road before the rain", day, first=first)


@pytest.mark.parametrize("lines", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_worked_example_runs(lines: list[Line]) -> None:
    play(lines)


def test_who_may_ask_about_what() -> None:
    case = both()
    case.refused("two-works", replace(QUESTION, about=(WORK, WORK)), ROADS, on=SIDE)
    case.refused("two-works", replace(QUESTION, about=(WORK, Stream("none"))), ROADS, on=SIDE)
    case.refused("two-works", replace(QUESTION, about=(PIPE, Stream("none"))), ROADS, on=SIDE)
    case.refused("not-yours", replace(QUESTION, asker=TOWN), TOWN, on=SIDE)
    both(LEAD).refused("ask-the-asker", replace(QUESTION, doer=LEAD), ROADS, on=SIDE)
    case.refused("ask-the-asker", replace(QUESTION, doer=TOWN), ROADS, on=SIDE)
    both(due=None).refused("no-day-to-compete", QUESTION, ROADS, on=SIDE)
    case.when(QUESTION, ROADS, on=SIDE).refused("already-asked", QUESTION, ROADS, on=Stream("again"))
    turned = replace(QUESTION, parent=PIPE, about=(PIPE, WORK), doer=LEAD)
    case.refused("already-asked", turned, ROADS, on=Stream("again"))


def test_the_decision_names_which_and_a_later_day() -> None:
    case = both().when(QUESTION, ROADS, on=SIDE)
    case.refused("name-which-first", put_off(Stream("none")), DEPUTY, on=SIDE)
    case.refused("name-which-first", replace(put_off(), due=None), DEPUTY, on=SIDE)
    case.refused("put-off-to-a-later-day", put_off(day=date(2026, 3, 18)), DEPUTY, on=SIDE)
    case.refused("no-such-outcome", replace(put_off(), outcome=Phase.OFFERED), DEPUTY, on=SIDE)
    case.when(put_off(PIPE), DEPUTY, on=SIDE)
    assert (case.due(), case.due(PIPE)) == (date(2026, 3, 27), date(2026, 3, 18))
    assert other_than(PIPE, case.matter(SIDE)) == WORK


def test_it_goes_to_whoever_stands_above_both_that_asked() -> None:
    case = both(DEPUTY).when(replace(QUESTION, doer=DEPUTY), ROADS, on=SIDE)
    assert case.matter(SIDE).arbiter == HEAD


def test_both_works_know_that_the_question_waits() -> None:
    case = both().when(QUESTION, ROADS, on=SIDE)
    assert [len(case.matter(work).asking) for work in (WORK, PIPE)] == [1, 1]
    case.when(put_off(), DEPUTY, on=SIDE)
    assert [len(case.matter(work).asking) for work in (WORK, PIPE)] == [0, 0]


def test_silence_of_the_leader_lists_it() -> None:
    case = both().when(QUESTION, ROADS, on=SIDE).at("2026-03-05 00:00").ticked(SIDE)
    assert case.matter(SIDE).listed


def test_a_decision_the_leader_contests_gives_the_day_back() -> None:
    case = both().when(QUESTION, ROADS, on=SIDE).when(put_off(), recorded(DEPUTY, GOV, scan="note"), on=SIDE)
    assert case.due(PIPE) == date(2026, 3, 27)
    case.when(Contest(3, "never said"), DEPUTY, on=SIDE)
    case.when(Rule(Phase.CLOSED, "both stand", granted=False), DEPUTY, on=SIDE)
    assert case.due(PIPE) == date(2026, 3, 18)


def test_what_is_delivered_meanwhile_needs_no_order_any_more() -> None:
    case = both().when(QUESTION, ROADS, on=SIDE).when(Deliver("done"), ROADS, on=PIPE)
    assert case.matter(SIDE).outcome == "moot"
    case.refused("only-beside-work-underway", QUESTION, ROADS, on=Stream("again"))
