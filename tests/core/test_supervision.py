"""docs/rules/supervision.md says what the code does, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from qiantou.core.facts import Expired
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.light import light
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Chase,
    Decline,
    Deliver,
    Drop,
    Offer,
    OfferTo,
    Refer,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)
from qiantou.core.supervision import folded
from tests.core.provoking_meetings import capped, item, put
from tests.core.steps import DUE, OBSTACLE, OTHER, SIDE, WORK, Case, blocked, given, recorded, task, underway, variation
from tests.core.test_ladder import explanation
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, WATER, local
from tests.insight.tables import rows

EXAMPLES = rows("supervision.md", "Worked examples")[1:]
NAMES = {DEPUTY: "DEPUTY", ROADS: "ROADS", WATER: "WATER", GOV: "GOV"}
PRESS, INK = Rule(Phase.OFFERED, "press it"), "a" * 64


def approved() -> Case:
    return put().when(Rule(Phase.OFFERED, "press it"), DEPUTY, on=OTHER)


def handed_in() -> Case:
    return approved().when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)


LAST, AFTER = "2026-03-20 09:00", "2026-03-23 09:00"  # its last day is a Friday


def later(case: Case) -> Case:
    """Nobody does anything more until its last day is over."""
    case.at(AFTER).ticked(OTHER)
    return case


def taken() -> Case:
    return approved().when(Accept(), ROADS, on=OTHER)


def delivered() -> Case:
    return taken().at(LAST).when(Deliver("done"), ROADS, on=OTHER)


def handed_on(case: Case, to: Desk = WATER) -> Case:
    """LEAD grants that another does the work."""
    asked = replace(variation(), due=None, new_doer=to)
    return case.when(asked, ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)


def by_turns() -> Case:
    case = Case()
    for number, (asker, approver) in enumerate(((GOV, DEPUTY), (HEAD, DEPUTY), (DEPUTY, HEAD)) * 2):
        work, side = Stream(f"w{number}"), Stream(f"s{number}")
        case.when(task(), LEAD, on=work).when(Accept(), ROADS, on=work)
        case.when(item(parent=work, asker=asker, approver=approver), asker, on=side)
    return case


def pressed_by_a_leader() -> Case:
    """DEPUTY asks for the work himself."""
    case = Case().when(task(asker=DEPUTY), DEPUTY).when(Accept(), ROADS)
    return put(case)


def given_to(doer: Desk) -> Case:
    """A leader who put the item takes the work over."""
    case = underway().when(item(asker=HEAD), HEAD, on=OTHER).when(Rule(Phase.OFFERED, "press it"), DEPUTY, on=OTHER)
    return handed_on(case, doer)


def next_month() -> Case:
    case = Case()
    for number in range(6):
        case.at("2026-04-01 09:00" if number == 5 else "2026-03-02 09:00")
        work, side = Stream(f"w{number}"), Stream(f"s{number}") if number < 5 else OTHER
        case.when(task(), LEAD, on=work).when(Accept(), ROADS, on=work).when(item(parent=work, due=LATE), GOV, on=side)
    return case


def excused() -> Case:
    case = underway().at("2026-03-24 09:00")
    return case.when(explanation(), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)


def left_alone() -> Case:
    """ROADS asked how, and its question came to the list of a meeting."""
    case = underway().when(Offer("guidance", ROADS, DEPUTY, "how", parent=WORK, beside=True), ROADS, on=SIDE)
    while not case.matter(SIDE).listed:
        case.town.now += timedelta(days=1)
        case.ticked(SIDE)
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
    "the sixth, by its leaders in turn": by_turns,
    "the sixth in the next month": next_month,
    "approved by the asker of the work": pressed_by_a_leader,
    "the asker of the work records the approval": lambda: put().when(PRESS, recorded(DEPUTY, LEAD, scan=INK), on=OTHER),
    "a third office records the approval": lambda: put().when(PRESS, recorded(DEPUTY, GOV, scan=INK), on=OTHER),
    "its last day passes unapproved": lambda: later(put().at(LAST)),
    "its last day passes while it is done": lambda: later(taken()),
    "its last day passes after it was handed in": lambda: later(
        taken().at(LAST).when(Deliver("done"), ROADS, on=OTHER)
    ),
    "its last day passes while the work is stopped": lambda: later(stopped()),
    "its last day passes while the work is under review": lambda: later(taken().when(Deliver("done"), ROADS)),
    "the work is delivered": lambda: put(underway().when(Deliver("done"), ROADS)),
    "the work is before the leader": lambda: put(underway().when(Refer("stuck"), ROADS)),
    "the reason for being late was accepted": lambda: put(excused(), due=LATE),
    "guidance was never given": lambda: put(left_alone(), due=LATE),
    "the approver names another doer": lambda: put().when(replace(PRESS, doer=WATER), DEPUTY, on=OTHER),
    "the work goes to another doer": lambda: handed_on(taken()),
    "the work goes to another doer before it is approved": lambda: handed_on(put()),
    "the work goes to whoever put the item": lambda: given_to(HEAD),
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


def test_its_last_day_is_recorded_at_its_own_instant_and_says_where_it_stood() -> None:
    case = later(taken())
    told = case.town.of(OTHER)[-1]
    assert (told.event, told.at) == (Expired(Phase.UNDERWAY), local("2026-03-21 00:00"))
    assert case.matter(OTHER).outcome == "over"
    assert case.matter().phase is Phase.UNDERWAY


def test_an_answer_owed_to_an_item_does_not_lapse_while_the_work_is_stopped() -> None:
    case = approved().when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE)
    case.at("2026-03-12 09:00").ticked(OTHER).then("offered", ROADS, on=OTHER)
    case.when(Withdraw("it is here"), ROADS, on=OBSTACLE)
    case.at("2026-03-16 09:00").ticked(OTHER).then("offered", ROADS, on=OTHER)
    case.at("2026-03-17 09:00").ticked(OTHER).then("referred", HEAD, on=OTHER)


def test_no_side_way_gives_an_item_another_doer() -> None:
    asked = replace(variation(), asker=ROADS, doer=GOV, parent=OTHER, due=None, new_doer=WATER)
    taken().refused("item-for-the-doer", asked, ROADS, on=SIDE)
    declined = approved().when(Decline("no-power", "why"), ROADS, on=OTHER)
    declined.refused("item-for-the-doer", OfferTo(WATER), GOV, on=OTHER)


@pytest.mark.parametrize("written", ["督〔2026〕7号", "督[2026]7号", " 督（２０２６）７号"])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert folded(written) == "督(2026)7号"
    assert folded("督〔2026〕8号") != folded(written)


def test_an_item_is_not_taken_back_past_its_approver() -> None:
    put().refused("nothing-to-take-back", TakeBack(), GOV, on=OTHER)


def test_its_approver_asks_it_of_the_doer_or_ends_it_and_nothing_else() -> None:
    """The doer is heard first: nobody puts into its hands what it was never asked."""
    for outcome in (Phase.UNDERWAY, Phase.DELIVERED):
        put().refused("no-such-outcome", Rule(outcome, "go on"), DEPUTY, on=OTHER)
    assert put().when(Rule(Phase.OFFERED, "press it"), DEPUTY, on=OTHER).matter(OTHER).phase is Phase.OFFERED
    later = taken().when(Refer("we cannot agree"), ROADS, on=OTHER)
    decides = later.matter(OTHER).arbiter
    assert later.when(Rule(Phase.UNDERWAY, "go on"), decides, on=OTHER).matter(OTHER).phase is Phase.UNDERWAY


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


def test_an_item_rests_while_the_work_is_under_review_and_goes_on_when_it_comes_back() -> None:
    case = taken().at("2026-03-04 09:00").when(Deliver("done"), ROADS)
    assert (shining(case), case.due(OTHER)) == ("waiting", None)
    case.at("2026-03-06 09:00").refused("target-awaits-an-answer", Chase("now"), GOV, on=OTHER)
    case.when(Return("no map", lacking=True), LEAD)
    assert (shining(case), case.due(OTHER)) == ("green", date(2026, 3, 24))


def test_an_answer_that_it_is_no_obstacle_ends_the_rest() -> None:
    case = approved().when(Accept(), ROADS, on=OTHER).at("2026-03-04 09:00")
    case.when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    assert shining(case) == "waiting"
    case.at("2026-03-05 09:00").when(Decline("no-power", "why"), WATER, on=OBSTACLE)
    case.when(Drop("why"), ROADS, on=OBSTACLE)
    assert (case.due(OTHER), case.due()) == (date(2026, 3, 23), DUE), "the work gets none of it back"
    assert not case.matter(OTHER).asking


def test_a_second_stop_rests_the_item_again() -> None:
    case = stopped().at("2026-03-05 09:00").when(Withdraw("it is here"), ROADS, on=OBSTACLE)
    case.when(Block("no road", to=WATER, fresh=Stream("second")), ROADS)
    assert shining(case) == "waiting"
