"""A deputy decides, asks and enters in the leader's name in nothing in which its own unit is a side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Basis, Confirm, Contest, Offer, Refer, Rule
from qiantou.core.register import CHARTERS, DELEGATIONS, MANDATES, POSTS, UNITS, Listed, Post, Unit
from tests.core.asking import FIRST, both
from tests.core.steps import OTHER, SIDE, WORK, Case, dispute, given, order, recorded, staffed, underway
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

MONDAY = date(2026, 3, 2)
ITEM = Offer(
    "supervision", GOV, ROADS, "press", due=date(2026, 3, 13), joint=JOINT, parent=WORK, beside=True, approver=DEPUTY,
    number="1",
)  # fmt: skip


def deputy(unit: str) -> Actor:
    return Actor(DEPUTY, post=Desk(f"p:{unit}"))


def lent(case: Case, unit: str) -> Case:
    """DEPUTY is away, and the head of that unit acts for it."""
    case.town.listings.append(
        listed(DELEGATIONS, "b:1", Delegation(DEPUTY, Desk(f"p:{unit}"), date(2026, 5, 1)), since=MONDAY)
    )
    return staffed(case, DEPUTY, f"p:{unit}")


def ruled_on_paper(unit: str) -> Case:
    case = lent(underway(order()), unit).when(Refer("why"), ROADS)
    return case.when(Rule(Phase.CLOSED, "done as it is"), recorded(DEPUTY, GOV, said=MONDAY, scan="f" * 64))


@pytest.mark.parametrize("answer", [Confirm, lambda number: Contest(number, "no")])
def test_it_neither_confirms_nor_contests_what_was_recorded_in_its_own_units_matter(answer):
    number = ruled_on_paper("roads").matter().unconfirmed[0]
    ruled_on_paper("roads").refused("deputy-is-a-side", answer(number), deputy("roads"))
    ruled_on_paper("water").when(answer(number), deputy("water"))


def test_it_does_not_say_that_its_own_units_work_goes_first():
    first = Rule(Phase.CLOSED, "WATER's first", date(2026, 6, 1), first=OTHER)
    asked = replace(FIRST, doer=LEAD)
    lent(both(), "water").when(asked, ROADS, on=SIDE).refused("deputy-is-a-side", first, deputy("water"), on=SIDE)
    lent(both(), "town").when(asked, ROADS, on=SIDE).when(first, deputy("town"), on=SIDE)


@pytest.mark.parametrize("unit", ["lead", "roads"])
def test_beside_its_own_units_work_it_approves_no_item_and_decides_no_dispute(unit):
    case = lent(underway(order()), unit).when(ITEM, GOV, on=SIDE)
    case.refused("deputy-is-a-side", Rule(Phase.OFFERED, "ok"), deputy(unit), on=SIDE)
    case = lent(underway(order()), unit).when(dispute(joint=JOINT), ROADS, on=SIDE).when(Refer("why"), ROADS, on=SIDE)
    case.refused("deputy-is-a-side", Rule(Phase.CLOSED, "stays", granted=False), deputy(unit), on=SIDE)


def test_it_gives_its_own_unit_no_work_by_a_ruling():
    case = lent(underway(order()), "water").when(Refer("why"), ROADS)
    case.refused("deputy-is-a-side", Rule(Phase.OFFERED, "to WATER", doer=WATER), deputy("water"))


def test_in_the_leaders_name_it_asks_neither_its_own_unit_nor_for_it():
    own = Offer("task", DEPUTY, ROADS, "a survey", due=date(2026, 4, 1), basis=Basis("post", dispatch=True))
    means = replace(own, kind="means", doer=WATER, joint=JOINT, parent=WORK, beside=True)
    lent(Case(), "roads").refused("deputy-is-a-side", own, deputy("roads"), on=OTHER)
    lent(underway(order()), "roads").refused("deputy-is-a-side", means, deputy("roads"), on=OTHER)
    lent(underway(order()), "town").when(means, deputy("town"), on=OTHER)
    passing = Offer("passing", LEAD, ROADS, "x", joint=JOINT)
    lent(Case(), "roads").refused("deputy-is-a-side", passing, deputy("roads"), on=OTHER)


def test_a_section_of_its_unit_is_its_unit():
    case = lent(given(), "roads")
    section, post = Desk("u:roads.1"), Desk("p:roads.1")
    case.town.listings += [
        listed(UNITS, section, Unit(parent=ROADS, head=post, inner=True)),
        listed(POSTS, post, Post(section)),
    ]
    asked = Offer("task", DEPUTY, section, "a survey", basis=Basis("request"))
    case.refused("deputy-is-a-side", asked, deputy("roads"), on=OTHER)
    case.refused("deputy-is-a-side", replace(asked, doer=post), deputy("roads"), on=OTHER)


def entered(value: object, section: str, key: str, unit: str) -> None:
    force = lent(underway(order()), unit).town.register.at(Case().town.now)
    check(Listed(section, key, value, MONDAY), force, deputy(unit))  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["lead", "roads"])
def test_it_lends_no_powers_to_its_own_unit_nor_over_it(unit):
    mandate = Mandate(JOINT, LEAD, (Power.DISPATCH,), (ROADS, TOWN), DEPUTY, until=date(2026, 12, 31))
    with pytest.raises(Rejected, match="deputy-is-a-side"):
        entered(mandate, MANDATES, "g:new", unit)
    entered(mandate, MANDATES, "g:new", "water")


def test_it_does_not_change_the_charter_of_its_own_lead():
    charter = Case().town.register.at(Case().town.now).charter(JOINT)
    assert charter is not None
    changed = replace(charter, above=False)
    with pytest.raises(Rejected, match="deputy-is-a-side"):
        entered(changed, CHARTERS, JOINT, "lead")
    entered(changed, CHARTERS, JOINT, "water")


def test_in_the_leaders_own_unit_it_is_where_the_leader_is():
    """HEAD acts for DEPUTY of the same unit: what the unit itself asked is his to decide as it was the leader's."""
    case = Case()
    case.town.listings.append(listed(DELEGATIONS, "b:1", Delegation(DEPUTY, HEAD, date(2026, 5, 1)), since=MONDAY))
    asked = Offer("task", DEPUTY, GOV, "a list", basis=Basis("request"))
    staffed(case, DEPUTY, HEAD).when(asked, Actor(DEPUTY, post=HEAD), on=OTHER)
    staffed(case, DEPUTY, HEAD).refused(
        "deputy-is-a-side", replace(asked, doer=HEAD), Actor(DEPUTY, post=HEAD), on=SIDE
    )
