"""An accepted reason for being late holds until another day or doer, whatever else becomes of the work meanwhile."""

from __future__ import annotations

from datetime import timedelta

from qiantou.core.kinds import Phase
from qiantou.core.light import Light, light
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer, Refer, Return, Rule
from tests.core.steps import OTHER, SIDE, WORK, Case, order, underway
from tests.core.world import DEPUTY, JOINT, LEAD, ROADS, TOWN


def explained() -> Case:
    """Late by two days, with its reason before LEAD."""
    case = underway(order()).at("2026-03-24 09:00")
    reason = Offer("explanation", ROADS, LEAD, "the river was up", parent=WORK, beside=True)
    return case.when(reason, ROADS, on=SIDE)


def shows(case: Case) -> Light:
    return light(case.matter(), case.town.register.at(case.town.now), case.town.now).light


def test_accepted_after_the_delivery_it_holds_when_the_work_comes_back() -> None:
    case = explained().when(Deliver("done"), ROADS).when(Accept(), LEAD, on=SIDE)
    assert case.matter().excused == SIDE

    case.when(Return("no", True), LEAD)

    assert (case.matter().stage, shows(case)) == (Phase.UNDERWAY, Light.EXCUSED)


def test_accepted_after_the_delivery_it_stands_when_the_work_is_done() -> None:
    case = explained().when(Deliver("done"), ROADS).when(Accept(), LEAD, on=SIDE).when(AcceptDelivery(), LEAD)

    assert (case.matter().is_open, case.matter().excused) == (False, SIDE)


def test_it_holds_through_a_referral() -> None:
    case = explained().when(Accept(), LEAD, on=SIDE).when(Refer("as it is"), LEAD)
    case.when(Rule(Phase.UNDERWAY, "go on"), DEPUTY)

    assert shows(case) is Light.EXCUSED


def test_it_holds_through_a_passing_of_the_lead() -> None:
    case = explained().when(Accept(), LEAD, on=SIDE)
    case.when(Offer("passing", LEAD, TOWN, "take the lead", joint=JOINT), LEAD, on=OTHER).when(Accept(), TOWN, on=OTHER)
    for _day in range(6):
        case.town.now += timedelta(days=1)
        for stream in (OTHER, WORK):
            case.ticked(stream)

    assert case.matter().asker == TOWN
    assert shows(case) is Light.EXCUSED
