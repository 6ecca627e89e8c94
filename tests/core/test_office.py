"""A unit of its own that works for a leader: it does what the office of the leader's own unit does, and never more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.bulletin_check import issuers_of
from qiantou.core.context import Context
from qiantou.core.exemption_bodies import bodies
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected
from qiantou.core.kinds import EXEMPTION, Phase
from qiantou.core.listing import check
from qiantou.core.meeting_check import holders
from qiantou.core.moves import Accept, Basis, Deliver, Refer, Report, Rule
from qiantou.core.office import offices_of, together
from qiantou.core.register import POLICIES, POSTS, UNITS, Listed, Post, Unit
from qiantou.core.review_check import assessors
from qiantou.core.supervision import government
from tests.core.gating import HEARD, PROPOSED, put, ready, refuses
from tests.core.provoking_meetings import item
from tests.core.standing_in import AWAY, MONDAY, county, entered
from tests.core.steps import OTHER, WORK, Case, staffed, task, underway
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, ROADS, WATER, listed, local

BUREAU, CHIEF, CLERK = Desk("u:office"), Desk("p:chief"), Desk("p:clerk")
ON = Rule(Phase.UNDERWAY, "go on")
NAMED = Post(GOV, BUREAU)


def town(case: Case, *, since: date = date(2020, 1, 1), ends: date | None = None) -> Case:
    """The government office is a unit of its own, and the row of the deputy's post names it."""
    case.town.listings += [
        listed(UNITS, BUREAU, Unit(parent=GOV, head=CHIEF, leader=DEPUTY)),
        *(listed(POSTS, post, Post(BUREAU)) for post in (CHIEF, CLERK)),
        listed(POSTS, DEPUTY, NAMED, since=since),
        *([listed(POSTS, DEPUTY, Post(GOV), at=local("2026-02-01 09:00"), since=ends)] if ends else []),
    ]
    return case


def written(desk: Desk = DEPUTY, by: Desk = BUREAU, scan: str = "f" * 64, **known: Desk) -> Actor:
    return Actor(desk, recorded=Recorded(by, date(2026, 3, 2), "note", scan), **known)


def referred() -> Case:
    return underway(task(joint=JOINT)).when(Refer("why"), ROADS)


def test_it_enters_the_leaders_decision_with_its_photo():
    town(referred()).when(ON, written()).then("underway", ROADS)
    town(referred()).refused("decision-needs-its-photo", ON, written(scan=""))
    town(referred()).when(ON, written(by=GOV)).then("underway", ROADS)  # so does the leader's own unit, as before


def test_it_works_for_nobody_whose_row_does_not_name_it():
    referred().refused("may-not-record", ON, written())
    case = town(underway(task(joint=JOINT)))
    case.refused("may-not-record", Report("half"), written(ROADS))
    assert offices_of(HEAD, case.town.register.at(case.town.now)) == (GOV,)


@pytest.mark.parametrize(
    ("since", "ends"), [(date(2026, 3, 3), None), (date(2026, 1, 1), date(2026, 3, 1))], ids=["not yet", "no more"]
)
def test_it_works_for_the_leader_from_the_day_of_the_row_until_another(since, ends):
    town(referred(), since=since, ends=ends).refused("may-not-record", ON, written())


def test_an_office_that_is_no_more_in_the_register_is_none():
    case = town(referred())
    case.town.listings.append(listed(UNITS, BUREAU, None, at=local("2026-02-01 09:00")))
    case.refused("may-not-record", ON, written())


def test_it_decides_nothing_itself():
    for by in (BUREAU, CHIEF):
        town(referred()).refused("not-yours", ON, Actor(by))


def test_it_enters_no_decision_that_eases_itself_or_the_unit_it_works_with():
    for asker, entering in ((BUREAU, BUREAU), (GOV, BUREAU), (BUREAU, GOV)):
        case = town(Case())
        case.town.listings.append(listed(POSTS, HEAD, NAMED))
        case.when(replace(task(), asker=asker), asker).when(Accept(), ROADS).when(Refer("why"), ROADS)
        arbiter = case.matter().arbiter
        assert arbiter is not None
        staffed(case, arbiter).refused("relieves-the-recorder", ON, written(arbiter, by=entering))


def test_it_holds_the_leaders_meetings_and_puts_out_what_offices_put_out():
    case = town(Case())
    force = case.town.register.at(case.town.now)
    assert holders(DEPUTY, force) == (DEPUTY, BUREAU, GOV)
    assert issuers_of(JOINT, force) == assessors(JOINT, force) == (GOV, BUREAU)


def test_its_supervision_items_are_counted_with_those_of_the_government_it_works_for():
    case = town(underway()).when(item(asker=BUREAU), BUREAU, on=OTHER)
    assert case.matter(OTHER).arbiter == DEPUTY
    force = case.town.register.at(case.town.now)
    assert government(BUREAU, force) == government(GOV, force)
    assert {BUREAU, GOV, CHIEF, DEPUTY} <= {*government(DEPUTY, force)}
    assert together(ROADS, force) == {ROADS}


def test_it_enters_a_delegation_from_a_paper_and_never_to_its_own_people():
    case = staffed(town(county(Case())), CHIEF, CLERK)
    by = written(post=CLERK)
    entered(replace(AWAY, deputy=HEAD), by, case)
    for one in (written(post=CLERK), written(by=GOV, post=Desk("p:gov-clerk"))):
        for deputy in (CHIEF, CLERK):
            with pytest.raises(Rejected) as refusal:
                entered(replace(AWAY, deputy=deputy), one, case)
            assert refusal.value.code == "deputy-of-the-office"


def test_an_office_is_a_unit():
    force = Case().town.register.at(local("2026-03-02 09:00"))
    check(Listed(POSTS, DEPUTY, NAMED, MONDAY), force)
    with pytest.raises(Rejected) as refusal:
        check(Listed(POSTS, DEPUTY, Post(GOV, CLERK), MONDAY), force)
    assert refusal.value.code == "wrong-value"


def test_it_proposes_accountability_as_an_office_and_enters_no_answer_to_its_own_or_its_governments():
    for asker, doer, entering in ((BUREAU, DEPUTY, GOV), (GOV, HEAD, BUREAU), (BUREAU, DEPUTY, BUREAU)):
        case = town(ready())
        case.town.listings.append(listed(POSTS, HEAD, NAMED))
        put(case, asker=asker, doer=doer, basis=Basis("plain")).when(Deliver("the flood"), ROADS, on=HEARD)
        case.refused("may-not-record", Accept(), written(doer, by=entering), on=PROPOSED)
    assert refuses(ready(), asker=BUREAU, basis=Basis("plain"))  # where no row names it


def test_the_unit_of_the_leader_decides_an_exemption_and_never_the_office_of_a_side():
    case = town(underway(task(joint=JOINT)))
    force = case.town.register.at(case.town.now)
    assert bodies(ROADS, WORK, force, Context(case.town.now, force, case.town.matter)) == (GOV,)
    mine = replace(force.policy(EXEMPTION), assigner=BUREAU)
    case.town.listings.append(listed(POLICIES, EXEMPTION, mine))
    case.when(task(asker=DEPUTY, doer=WATER), DEPUTY, on=OTHER)
    force = case.town.register.at(case.town.now)
    context = Context(case.town.now, force, case.town.matter)
    assert bodies(ROADS, WORK, force, context)[0] == BUREAU
    assert BUREAU not in bodies(WATER, OTHER, force, context)
