"""What a coordination meeting takes up, and what a lead files for a township, as a verifier folds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qiantou.core.convening import called
from qiantou.core.facts import BlockFiled, Referred
from qiantou.core.kernel import RULE, Actor, Entry, Stream
from qiantou.core.kinds import Phase
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Accept, Block, Offer, Refer, Rule, TakeUp
from qiantou.core.register import UNITS, Listed, Unit
from tests.core.steps import WORK, Case, given, underway
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, TOWN, listed
from tests.ledger.judging import judged_after
from tests.ledger.test_legal import STRANGER, faults

DAY = date(2026, 3, 2)


def met(case: Case, **other: object) -> Case:
    """A meeting of the deputy decides that the work goes on."""
    decided = Decided(WORK, Outcome.GOES_ON, date(2026, 4, 10))
    meeting = Meeting(DEPUTY, DAY, (Item(Brought.PUT, (WORK,)),), held=DAY, decisions=(decided,), number="3")
    case.town.listings.append(listed(MEETINGS, "e:1", replace(meeting, **other), at=case.town.now))
    return case


def test_a_meeting_takes_up_what_it_decided_of():
    case = met(underway()).when(TakeUp(DEPUTY), RULE.desk).when(Rule(Phase.UNDERWAY, "go on"), DEPUTY)
    told = case.town.of(WORK)
    assert isinstance(told[-2].event, Referred)
    assert faults(told, case.town.listings) == []
    others = [entry for entry in case.town.listings if entry.event.section != MEETINGS]
    assert faults(told, others) == ["illegal-move"]
    for other in ({"held": None}, {"chair": HEAD}, {"decisions": ()}):
        kept = met(Case(), **other).town.listings[-1]
        assert faults(told, [*others, replace(kept, at=told[-2].at)]) == ["illegal-move"]


def tabled() -> Case:
    """A matter of which its arbiter said nothing, until it went on the list of the next meeting."""
    case = given().when(Refer("who decides?"), LEAD).at("2026-03-16 09:00").ticked()
    assert case.matter().listed
    return case


def by_rule(case: Case, **other: object) -> Entry[Listed]:
    force = case.town.register.at(case.town.now)
    point = Item(Brought.LISTED, (WORK,))
    key, meeting = called(DEPUTY, [point], force, invited=())
    value = replace(meeting, **other)
    return Entry(Stream("register"), 1, case.town.now, RULE, Listed(MEETINGS, key, value, force.day))


def found_in(case: Case, *entries: Entry[Listed]) -> list[object]:
    return [one.facts["rule"] for one in judged_after(case.town.listings, [*case.town.entries, *entries])]


def test_a_meeting_by_rule_has_the_points_the_chair_and_the_day_that_the_record_gives():
    case = tabled()
    case.town.later(minutes=1)
    assert found_in(case, by_rule(case)) == []
    for other in (
        {"day": date(2026, 4, 30)}, {"agenda": (Item(Brought.PUT, (WORK,)),)}, {"chair": HEAD}, {"joint": JOINT},
        {"agenda": (Item(Brought.LISTED, (WORK,)), Item(Brought.LISTED, (Stream("another"),)))},
    ):  # fmt: skip
        assert found_in(case, by_rule(case, **other)) == ["decided-otherwise"], other


def test_what_nobody_left_lying_comes_on_no_agenda_by_rule():
    case = given().at("2026-03-02 10:00")
    assert found_in(case, by_rule(case)) == ["decided-otherwise"]


def test_a_lead_files_in_a_townships_stead():
    case = Case()
    case.town.listings.append(listed(UNITS, TOWN, Unit(parent=GOV, head="p:town", leader=DEPUTY, sort="township")))
    case = case.when(Offer("task", LEAD, TOWN, "clear the ditch", joint=JOINT), LEAD).when(Accept(), TOWN)
    case = case.when(Block("no licence", to=DEPUTY, fresh="stone"), LEAD)
    told = case.town.of(WORK)
    assert isinstance(told[-1].event, BlockFiled)
    assert faults(case.town.entries, case.town.listings) == []
    assert faults([*told[:-1], replace(told[-1], by=Actor(STRANGER))], case.town.listings) == ["illegal-move"]
