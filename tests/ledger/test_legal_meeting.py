"""What a coordination meeting takes up, and what a lead files for a township, as a verifier folds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qiantou.core.facts import BlockFiled, Referred
from qiantou.core.kernel import RULE, Actor
from qiantou.core.kinds import Phase
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Accept, Block, Offer, Rule, TakeUp
from qiantou.core.register import UNITS, Unit
from tests.core.steps import WORK, Case, underway
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, TOWN, listed
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


def test_a_lead_files_in_a_townships_stead():
    case = Case()
    case.town.listings.append(listed(UNITS, TOWN, Unit(parent=GOV, head="p:town", leader=DEPUTY, sort="township")))
    case = case.when(Offer("task", LEAD, TOWN, "clear the ditch", joint=JOINT), LEAD).when(Accept(), TOWN)
    case = case.when(Block("no licence", to=DEPUTY, fresh="stone"), LEAD)
    told = case.town.of(WORK)
    assert isinstance(told[-1].event, BlockFiled)
    assert faults(case.town.entries, case.town.listings) == []
    assert faults([*told[:-1], replace(told[-1], by=Actor(STRANGER))], case.town.listings) == ["illegal-move"]
