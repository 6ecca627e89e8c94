"""What passes inside one unit: between its sections, or between it and a section of its own."""

import pytest

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import NOT_OURS, Phase
from qiantou.core.moves import (
    Accept,
    Block,
    Command,
    Decline,
    Offer,
    OfferTo,
    PassUp,
    Refer,
    Reservation,
    Rule,
)
from qiantou.core.register import UNITS, InForce, Unit
from tests.core.steps import OBSTACLE, OTHER, SIDE, WORK, Case, dispute, order, recorded, task, variation
from tests.core.world import DEPUTY, FIRM, HEAD, JOINT, LEAD, LONG_AGO, ROADS, WATER, listed

WORKS, LAB = Desk("u:works"), Desk("u:lab")
SURVEY = Desk("u:survey")  # a section of LEAD
PART = Stream("part")
ROADS_HEAD = Desk("p:roads")


@pytest.fixture
def case() -> Case:
    case = Case()
    homes = {WORKS: ROADS, LAB: ROADS, SURVEY: LEAD}
    case.town.listings += [listed(UNITS, desk, Unit(home, inner=True)) for desk, home in homes.items()]
    return case


def force(case: Case) -> InForce:
    return case.town.register.at(case.town.now)


@pytest.mark.parametrize(("asker", "doer"), [(WORKS, LAB), (ROADS, WORKS), (LAB, ROADS)])
def test_inside_a_unit_its_head_alone_decides(case: Case, asker: Desk, doer: Desk) -> None:
    assert force(case).inner_of(asker, doer) == ROADS
    assert force(case).arbiters(asker, doer, JOINT) == (ROADS_HEAD,)
    case.when(task(asker=asker, doer=doer), asker).when(Refer("we cannot agree"), doer).then("referred", ROADS_HEAD)
    case.refused("no-one-above", PassUp("not mine"), ROADS_HEAD)


@pytest.mark.parametrize(("asker", "doer"), [(WORKS, SURVEY), (LEAD, ROADS), (ROADS_HEAD, WORKS), (LEAD, LEAD)])
def test_other_dealings_are_nobodys_inner_affair(case: Case, asker: Desk, doer: Desk) -> None:
    assert force(case).inner_of(asker, doer) is None
    assert force(case).inner_of(doer, asker) is None


def test_sections_of_two_units_go_to_those_above_both(case: Case) -> None:
    assert force(case).arbiters(WORKS, SURVEY) == (DEPUTY, HEAD)


def at_work(case: Case, offer: Offer) -> Case:
    return case.when(offer, offer.asker).when(Accept(), offer.doer)


STRANGERS: dict[str, tuple[Command, Desk]] = {
    "a block": (Block("no survey", to=SURVEY, fresh=OBSTACLE), ROADS),
    "a dispute": (dispute(doer=SURVEY), ROADS),
    "a dispute that would give the work to a section of one's own": (dispute(doer=LAB), ROADS),
    "a hand-over to a section of one's own": (variation(new_doer=LAB), ROADS),
}


@pytest.mark.parametrize(("command", "by"), STRANGERS.values(), ids=STRANGERS.keys())
def test_a_section_of_another_unit_is_asked_through_its_unit(case: Case, command: Command, by: Desk) -> None:
    at_work(case, task())
    case.refused("ask-the-unit", command, by, on=SIDE if isinstance(command, Offer) else WORK)


def test_neither_a_refusal_nor_a_ruling_names_a_section_of_another_unit(case: Case) -> None:
    case.when(task(), LEAD).refused("ask-the-unit", Decline(NOT_OURS, "theirs", whose=LAB), ROADS)
    lack = Reservation("no survey", SURVEY, LONG_AGO)
    case.refused("ask-the-unit", Accept(lack, fresh=OTHER), ROADS)
    case.when(Decline("no-means", "no digger"), ROADS).refused("ask-the-unit", OfferTo(LAB), LEAD)
    case.when(Refer("nobody will"), LEAD)
    case.refused("ask-the-unit", Rule(Phase.UNDERWAY, "let them", doer=LAB), DEPUTY)


def test_who_keeps_contact_with_a_firm_does_not_let_it_into_the_house(case: Case) -> None:
    case.town.listings.append(listed(UNITS, OTHER, Unit(WATER, inner=True)))
    asked = task(asker=FIRM, doer=OTHER)
    case.refused("ask-the-unit", asked, recorded(FIRM, by=WATER), on=WORK)


@pytest.mark.parametrize(
    ("command", "by"),
    [(dispute(asker=WORKS, doer=LAB), WORKS), (variation(asker=WORKS, doer=ROADS), WORKS)],
    ids=["dispute", "variation"],
)
def test_what_stands_beside_an_inner_affair_is_inner_too(case: Case, command: Offer, by: Desk) -> None:
    at_work(case, task(asker=ROADS, doer=WORKS)).when(command, by, on=SIDE)
    side = case.matter(SIDE)
    assert force(case).inner_of(side.asker, side.doer) == ROADS
    case.when(Refer("rule please"), by, on=SIDE).then("referred", ROADS_HEAD, on=SIDE)
    case.refused("no-one-above", PassUp("not mine"), ROADS_HEAD, on=SIDE)


def test_an_inner_obstacle_climbs_to_the_head_and_no_higher(case: Case) -> None:
    at_work(case, task(asker=ROADS, doer=WORKS)).when(Block("no test", to=LAB, fresh=OBSTACLE), WORKS)
    case.at("2026-03-05 09:00").ticked(OBSTACLE).then("referred", ROADS_HEAD, on=OBSTACLE)
    case.at("2026-04-05 09:00").ticked(OBSTACLE).then("referred", ROADS_HEAD, on=OBSTACLE)


LEAVING: dict[str, tuple[Command, Desk]] = {
    "dispute": (dispute(asker=WORKS, doer=WATER), WORKS),
    "hand-over": (variation(asker=WORKS, doer=ROADS, new_doer=WATER), WORKS),
}


@pytest.mark.parametrize(("command", "by"), LEAVING.values(), ids=LEAVING.keys())
def test_an_inner_affair_does_not_go_to_another_unit(case: Case, command: Command, by: Desk) -> None:
    at_work(case, task(asker=ROADS, doer=WORKS)).refused("stays-inside", command, by, on=SIDE)


def test_no_answer_and_no_ruling_takes_an_inner_affair_outside(case: Case) -> None:
    case.when(order(asker=ROADS, doer=WORKS), ROADS)
    case.refused("stays-inside", Decline(NOT_OURS, "theirs", whose=WATER, fresh=OTHER), WORKS)
    case.when(Decline("no-means", "no digger"), WORKS).refused("stays-inside", OfferTo(WATER), ROADS)
    case.when(Refer("nobody will"), ROADS)
    case.refused("stays-inside", Rule(Phase.UNDERWAY, "let them", doer=WATER), ROADS_HEAD)
    case.when(Rule(Phase.UNDERWAY, "let them", doer=LAB), ROADS_HEAD).then("underway", LAB)


def test_what_a_unit_asked_of_its_own_sections_ends_when_the_work_goes_to_another(case: Case) -> None:
    at_work(case, task()).when(task(asker=ROADS, doer=WORKS, parent=WORK), ROADS, on=PART)
    case.when(task(asker=ROADS, doer=LAB, title="no test", parent=WORK), ROADS, on=OTHER)
    case.when(Refer("too big"), ROADS).when(Rule(Phase.UNDERWAY, "they", doer=WATER), DEPUTY)
    for on in (PART, OTHER):
        assert (case.matter(on).outcome, case.matter(on).asker) == ("moot", ROADS)
