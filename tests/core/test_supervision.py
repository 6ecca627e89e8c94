"""docs/rules/supervision.md says what the code does, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.light import light
from qiantou.core.moves import Accept, AcceptDelivery, Block, Chase, Decline, Deliver, Drop, Rule, TakeBack, Withdraw
from tests.core.provoking_meetings import capped, item, put
from tests.core.steps import DUE, OBSTACLE, OTHER, Case, blocked, given, task, underway, variation
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, WATER
from tests.insight.tables import rows

EXAMPLES = rows("supervision.md", "Worked examples")[1:]
NAMES = {DEPUTY: "DEPUTY", ROADS: "ROADS"}


def approved() -> Case:
    return put().when(Rule(Phase.OFFERED, "press it"), DEPUTY, on=OTHER)


def handed_in() -> Case:
    return approved().when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)


def next_month() -> Case:
    case = Case()
    for number in range(6):
        case.at("2026-04-01 09:00" if number == 5 else "2026-03-02 09:00")
        work, side = Stream(f"w{number}"), Stream(f"s{number}") if number < 5 else OTHER
        case.when(task(), LEAD, on=work).when(Accept(), ROADS, on=work).when(item(parent=work, due=LATE), GOV, on=side)
    return case


LATE = task().due and task().due.replace(month=5)  # type: ignore[union-attr]
PLAYED: dict[str, Callable[[], Any]] = {
    "as it should be": put,
    "approved": approved,
    "refused by the approver": lambda: put().when(Rule(Phase.CLOSED, "no", granted=False), DEPUTY, on=OTHER),
    "the work is handed in and accepted": handed_in,
    "by a peer": lambda: put(asker=WATER),
    "by the asker of the work": lambda: put(asker=LEAD),
    "of another unit than the doer": lambda: put(doer=WATER),
    "approved by a post that is not above": lambda: put(approver=Desk("p:water")),
    "without an end date": lambda: put(due=None),
    "the doer is blocked": lambda: put(blocked()),
    "the doer waits for a variation": lambda: put(given(variation())),
    "a second one for the same work": lambda: put().when(item(), GOV, on=Stream("second")),
    "the sixth of the month": capped,
    "the sixth in the next month": next_month,
}


def outcome(played: Callable[[], Any]) -> str:
    try:
        matter = played().matter(OTHER)
    except Rejected as refusal:
        return refusal.code
    return f"{matter.phase.value} {NAMES.get(matter.holder, '–')}"


@pytest.mark.parametrize(("name", "expected"), EXAMPLES)
def test_the_worked_example_plays(name: str, expected: str) -> None:
    assert outcome(PLAYED[name]) == expected


def test_every_case_has_an_example() -> None:
    assert {name for name, _ in EXAMPLES} == set(PLAYED)


def test_an_item_is_not_taken_back_past_its_approver() -> None:
    put().refused("nothing-to-take-back", TakeBack(), GOV, on=OTHER)


def test_it_moves_no_date_and_no_ball_of_the_work() -> None:
    before = underway().matter()
    after = approved().matter()
    assert (after.phase, after.holder, after.due, after.grants) == (before.phase, before.holder, before.due, ())


def stopped() -> Case:
    """An item that ROADS has taken, due on Friday 20 March, and WATER has in hand since the 4th what stops the work."""
    case = approved().when(Accept(), ROADS, on=OTHER).at("2026-03-04 09:00")
    return case.when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE)


def shining(case: Case) -> str:
    force = case.town.register.at(case.town.now)
    return light(case.matter(OTHER), force, case.town.now).light.value


def test_an_item_rests_while_its_work_is_stopped_and_its_day_moves_by_as_much() -> None:
    case = stopped().at("2026-04-20 09:00")
    assert (shining(case), case.due(OTHER)) == ("waiting", None)
    case.refused("target-awaits-an-answer", Chase("now"), GOV, on=OTHER)
    case.when(Withdraw("it is here"), ROADS, on=OBSTACLE).at("2026-04-20 10:00")
    assert case.due(OTHER) == date(2026, 5, 6), "33 working days on"
    assert shining(case) == "green"
    assert case.told(OTHER).count("SideNoted") == 2


def test_an_answer_that_it_is_no_obstacle_ends_the_rest() -> None:
    case = approved().when(Accept(), ROADS, on=OTHER).at("2026-03-04 09:00")
    case.when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    assert shining(case) == "waiting"
    case.at("2026-03-05 09:00").when(Decline("no-power", "x"), WATER, on=OBSTACLE)
    case.when(Drop("x"), ROADS, on=OBSTACLE)
    assert (case.due(OTHER), case.due()) == (date(2026, 3, 23), DUE), "the work gets none of it back"
    assert not case.matter(OTHER).asking


def test_a_second_stop_rests_the_item_again() -> None:
    case = stopped().at("2026-03-05 09:00").when(Withdraw("it is here"), ROADS, on=OBSTACLE)
    case.when(Block("no road", to=WATER, fresh=Stream("second")), ROADS)
    assert shining(case) == "waiting"
