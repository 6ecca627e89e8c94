"""Recording for others (代录): who may, until when it is doubtful, and how the named desk answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qiantou.core.kernel import Actor, Desk, Linked, Recorded
from qiantou.core.kinds import Phase
from qiantou.core.light import Light, light
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Command,
    Confirm,
    Contest,
    Counter,
    Decline,
    Deliver,
    Drop,
    OfferTo,
    PassUp,
    Refer,
    Remark,
    Report,
    Rule,
    TakeBack,
    Withdraw,
)  # fmt: skip
from tests.core.steps import DUE, OBSTACLE, OTHER, SIDE, WORK, Case, given, recorded, staffed, task, underway, variation
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

LATER = date(2026, 4, 3)


SAID = date(2026, 3, 2)


def written(desk: Desk, by: Desk) -> Actor:
    """A decision that somebody enters for the desk, with its photo."""
    return Actor(desk, recorded=Recorded(by, SAID, "note", "f" * 64))


def test_what_is_recorded_counts_at_once_and_is_hatched_until_confirmed() -> None:
    case = given().when(Accept(), recorded(ROADS, by=LEAD)).then("underway", ROADS)
    assert case.matter().is_hatched
    case.at("2026-03-03 09:00").when(Report("begun"), ROADS)
    assert [span.unconfirmed for span in case.at("2026-03-04 09:00").town.spans(WORK)] == [True]
    case.when(Confirm(2), ROADS).then("underway", ROADS)
    assert not case.matter().is_hatched
    assert [span.unconfirmed for span in case.town.spans(WORK)] == [False]
    case.refused("already-answered", Confirm(2), ROADS).refused("not-recorded-for-another", Confirm(1), ROADS)


@pytest.mark.parametrize("told", [Report("half"), Report("asked the bank", attempted=True)])
def test_what_was_only_told_puts_no_light_in_doubt(told: Report) -> None:
    case = underway().at("2026-03-24 09:00").when(told, recorded(ROADS, by=LEAD))
    assert light(case.matter(), case.town.register.at(case.town.now), case.town.now).light is Light.YELLOW
    assert not case.matter().is_hatched
    case.when(Confirm(case.matter().version), ROADS)
    taken = given().when(Accept(), recorded(ROADS, by=LEAD)).when(told, recorded(ROADS, by=LEAD))
    assert taken.when(Confirm(3), ROADS).matter().is_hatched  # that it took the work is still to be confirmed


def test_a_remark_recorded_on_what_is_over_leaves_its_end_as_it_was() -> None:
    over = underway().when(Withdraw("over"), LEAD).when(Remark("well done"), recorded(ROADS, by=LEAD))
    assert (over.matter().is_hatched, over.matter().unconfirmed) == (False, (over.matter().version,))


def test_contested_it_goes_to_the_arbiter() -> None:
    case = given().when(Accept(), recorded(ROADS, by=LEAD)).refused("reason-missing", Contest(2, ""), ROADS)
    case.when(Contest(2, "we never said so"), ROADS).then("referred", DEPUTY)
    assert case.matter().is_hatched
    case.when(Rule(Phase.OFFERED, "ask them"), DEPUTY).then("offered", ROADS)
    assert not case.matter().is_hatched
    assert case.matter().contested == (2,)


def test_contested_after_the_end_it_stays_closed_with_the_contest_on_record() -> None:
    case = given().when(Accept(), recorded(ROADS, by=LEAD)).when(Withdraw("over"), LEAD)
    case.when(Contest(2, "we never said so"), ROADS).then("closed", None)
    assert case.matter().contested == (2,)
    assert case.matter().is_hatched


def test_contested_while_referred_the_arbiter_stays() -> None:
    case = given().when(Accept(), recorded(ROADS, by=LEAD)).when(Refer("help"), LEAD)
    case.when(PassUp("higher"), DEPUTY).when(Contest(2, "no"), ROADS).then("referred", HEAD)


def test_only_the_named_desk_confirms() -> None:
    case = given().when(Accept(), recorded(ROADS, by=LEAD))
    for desk in (LEAD, TOWN, DEPUTY):
        case.refused("only-the-named-desk", Confirm(2), desk)
        case.refused("only-the-named-desk", Contest(2, "no"), desk)
    case.refused("only-the-named-desk", Confirm(2), recorded(ROADS, by=LEAD))


def test_both_sides_the_keeper_the_lead_and_the_issuer_may_record_and_nobody_else() -> None:
    for recorder in (LEAD, GOV):
        given(task(asker=TOWN, joint=JOINT)).when(Accept(), recorded(ROADS, by=recorder))
    delivered = underway().when(Deliver("done"), ROADS)
    delivered.when(AcceptDelivery(), recorded(LEAD, by=ROADS)).then("closed", None)
    for recorder in (TOWN, WATER, GOV, DEPUTY):
        given().refused("may-not-record", Accept(), recorded(ROADS, by=recorder))
    given().refused("may-not-record", Accept(), recorded(ROADS, by=ROADS))


def test_a_decision_is_recorded_by_the_leaders_office_or_the_keeper_of_the_joint_work() -> None:
    rule = Rule(Phase.UNDERWAY, "go on")
    underway().when(Refer("why"), LEAD).when(rule, written(DEPUTY, by=GOV)).then("underway", ROADS)
    underway(task(joint=JOINT)).when(Refer("why"), LEAD).when(rule, written(DEPUTY, by=LEAD))
    for recorder in (LEAD, ROADS, TOWN):
        underway().when(Refer("why"), LEAD).refused("may-not-record", rule, recorded(DEPUTY, by=recorder))
    underway(task(joint=JOINT)).when(Refer("why"), LEAD).refused("may-not-record", rule, recorded(DEPUTY, by=ROADS))


def test_a_record_has_a_paper_and_a_day_that_has_come() -> None:
    case = given().refused("said-in-future", Accept(), recorded(ROADS, by=LEAD, said=date(2026, 3, 3)))
    case.refused("paper-missing", Accept(), recorded(ROADS, by=LEAD, paper=" "))
    case.when(Accept(), recorded(ROADS, by=LEAD, said=date(2026, 1, 5)))


def test_an_outside_party_speaks_on_paper_through_its_contact_unit() -> None:
    case = given(task(doer=FIRM)).refused("outside-speaks-on-paper", Accept(), FIRM)
    case.when(Accept(), recorded(FIRM, by=WATER)).then("underway", FIRM)
    case.refused("only-the-named-desk", Confirm(2), WATER)  # it recorded this itself
    case.refused("outside-speaks-on-paper", Confirm(2), FIRM)
    case.when(Confirm(2), Actor(FIRM, through=Linked()))
    case.when(Deliver("done"), recorded(FIRM, by=LEAD)).when(Confirm(4), WATER)  # by a reply slip


def test_an_outside_party_asks_on_paper_too() -> None:
    case = given()
    case.refused("outside-speaks-on-paper", task(asker=FIRM), FIRM, on=OTHER)
    case.when(task(asker=FIRM), recorded(FIRM, by=WATER), on=OTHER)
    assert case.matter(OTHER).is_hatched


def test_a_demand_is_recorded_only_for_a_joint_work_or_by_the_office() -> None:
    case = given()
    case.refused("may-not-record", task(), recorded(LEAD, by=TOWN), on=OTHER)
    case.refused("not-your-demand", task(), TOWN, on=OTHER)
    case.when(task(asker=GOV, joint=JOINT), recorded(GOV, by=LEAD), on=OTHER)


def test_a_recorded_move_is_taken_back_by_the_same_desk() -> None:
    case = given().when(Accept(), recorded(ROADS, by=LEAD)).when(TakeBack(), ROADS).then("offered", ROADS)
    assert case.matter().unconfirmed == ()


def test_a_recorded_remark_keeps_the_same_rule() -> None:
    case = given().when(Withdraw("over"), LEAD)
    case.refused("may-not-record", Remark("late answer"), recorded(ROADS, by=TOWN))
    case.when(Remark("late answer"), recorded(ROADS, by=LEAD)).then("closed", None)


def test_a_desk_without_a_turn_is_refused_before_anything_is_asked_of_its_paper() -> None:
    case = given().refused("not-yours", Counter(None, "why"), TOWN)
    case.refused("not-yours", Accept(), recorded(TOWN, by=LEAD))


@pytest.mark.parametrize(
    ("case", "command"),
    [
        (lambda: underway().when(Deliver("done"), ROADS), AcceptDelivery()),
        (underway, Withdraw("not needed")),
        (lambda: given().when(Counter(LATER, "more time"), ROADS), Amend(LATER)),
        (lambda: given().when(Decline("no-means", "nobody free"), ROADS), Drop("never mind")),
        (lambda: given().when(Decline("no-means", "nobody free"), ROADS), OfferTo(TOWN)),
        (underway, Refer("let it be decided")),
    ],
)
def test_nobody_records_what_relieves_them_for_a_desk_where_somebody_sits(case, command: Command) -> None:
    staffed(case(), "p:lead").refused("relieves-the-recorder", command, recorded(LEAD, by=ROADS))
    case().when(command, recorded(LEAD, by=ROADS))  # nobody sits there: on paper alone, and hatched
    staffed(case(), "p:lead", until=date(2026, 3, 1)).when(command, recorded(LEAD, by=ROADS))


def test_a_ruling_is_recorded_by_neither_side_where_the_arbiter_sits() -> None:
    rule = Rule(Phase.UNDERWAY, "go on")
    case = staffed(underway(task(joint=JOINT)).when(Refer("why"), ROADS), DEPUTY)
    case.refused("relieves-the-recorder", rule, written(DEPUTY, by=LEAD))
    case.when(rule, written(DEPUTY, by=GOV)).then("underway", ROADS)


def test_a_decision_is_entered_with_the_photo_of_what_was_written() -> None:
    for command in (Rule(Phase.UNDERWAY, "go on"), PassUp("higher")):
        underway().when(Refer("why"), LEAD).refused("decision-needs-its-photo", command, recorded(DEPUTY, by=GOV))


def test_the_minutes_of_a_meeting_held_that_day_stand_for_the_photo_of_what_they_say() -> None:
    on = Decided(WORK, Outcome.GOES_ON, LATER)
    held = Meeting(DEPUTY, SAID, (Item(Brought.PUT, (WORK,)),), held=SAID, decisions=(on,), number="3")
    said, entered = Rule(Phase.UNDERWAY, "why", LATER), recorded(DEPUTY, by=GOV)
    minuted(held).when(said, entered).then("underway", ROADS)
    for other in (
        {"held": None, "decisions": ()},  # only on the list of a coming one
        {"held": None},
        {"chair": HEAD},
        {"held": SAID - timedelta(1)},
        {"decisions": ()},
        {"decisions": (replace(on, matter=OTHER),)},
        {"decisions": (replace(on, outcome=Outcome.NEXT),)},
        {"decisions": (replace(on, due=None),)},
    ):
        minuted(replace(held, **other)).refused("decision-needs-its-photo", said, entered)
    for other in (replace(said, doer=WATER), Rule(Phase.CLOSED, "why"), PassUp("higher")):
        minuted(held).refused("decision-needs-its-photo", other, entered)
    endless = minuted(replace(held, decisions=(replace(on, due=None),)))
    endless.when(replace(said, due=None), entered).then("underway", ROADS)
    later = minuted(held).at("2026-03-02 16:00")
    later.refused("decision-needs-its-photo", said, entered)  # not with them


def minuted(meeting: Meeting) -> Case:
    """A matter before the deputy, and what was entered of a meeting just now."""
    case = underway().when(Refer("why"), LEAD)
    case.town.listings.append(listed(MEETINGS, "e:one", meeting, at=case.town.now))
    return case


def test_nobody_grants_themselves_more_time_or_calls_their_own_obstacle_real() -> None:
    case = staffed(underway().when(variation(), ROADS, on=SIDE), "p:lead")
    case.refused("relieves-the-recorder", Accept(), recorded(LEAD, by=ROADS), on=SIDE)
    case.when(Accept(), LEAD, on=SIDE)
    assert case.due() == LATER
    stuck = staffed(given(), "p:water").when(Accept(), ROADS)
    stuck.when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    stuck.refused("relieves-the-recorder", Accept(), recorded(WATER, by=ROADS), on=OBSTACLE)


def test_what_burdens_another_may_be_recorded_and_contested_as_ever() -> None:
    case = staffed(given(), "p:roads").when(Accept(), recorded(ROADS, by=LEAD)).then("underway", ROADS)
    case.when(Contest(2, "we never said so"), ROADS).then("referred", DEPUTY)


def test_an_end_recorded_for_a_desk_that_contests_it_is_open_again_before_the_arbiter() -> None:
    case = underway().when(Deliver("done"), ROADS).when(AcceptDelivery(), recorded(LEAD, by=ROADS))
    case.then("closed", None)
    assert case.matter().is_hatched
    case.at("2026-03-05 09:00").when(Contest(4, "we never saw it"), LEAD).then("referred", DEPUTY)
    assert case.matter().is_hatched
    case.when(Rule(Phase.UNDERWAY, "do it first"), DEPUTY).then("underway", ROADS)
    assert not case.matter().is_hatched


def test_a_date_granted_in_the_name_of_a_desk_that_contests_it_goes_back_when_the_ruling_refuses_it() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).when(Accept(), recorded(LEAD, by=ROADS), on=SIDE)
    assert case.due() == LATER
    case.when(Contest(2, "we granted nothing"), LEAD, on=SIDE).then("referred", DEPUTY, on=SIDE)
    case.when(Rule(Phase.CLOSED, "no more time", granted=False), DEPUTY, on=SIDE).then("closed", None, on=SIDE)
    assert case.due() == DUE


def test_a_date_granted_since_is_not_taken_back_with_the_contested_one() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).when(Accept(), recorded(LEAD, by=ROADS), on=SIDE)
    case.when(variation(due=date(2026, 4, 10)), ROADS, on=OTHER).when(Accept(), LEAD, on=OTHER)
    case.when(Contest(2, "we granted nothing"), LEAD, on=SIDE)
    case.when(Rule(Phase.CLOSED, "no more time", granted=False), DEPUTY, on=SIDE)
    assert case.due() == date(2026, 4, 10)
