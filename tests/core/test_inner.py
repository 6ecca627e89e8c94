"""What passes inside one unit: between its sections, or between it and a section of its own."""

import pytest

from qiantou.core.kernel import Desk
from qiantou.core.moves import PassUp, Refer
from qiantou.core.register import UNITS, InForce, Unit
from tests.core.steps import Case, task
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ROADS, listed

WORKS, LAB = Desk("u:works"), Desk("u:lab")
SURVEY = Desk("u:survey")  # a section of LEAD
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
