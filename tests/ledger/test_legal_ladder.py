"""Rungs, notes and chasers as a verifier folds them: what was played stands, forgeries do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from qiantou.core.facts import Excused, Lifted, Prompted, SideNoted, Urged
from qiantou.core.kernel import RULE, Actor, Entry
from qiantou.core.kinds import Rung
from qiantou.core.moves import Chase, Lift
from tests.core.steps import WORK, Case, underway
from tests.core.test_ladder import CASES, climb, explained
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.ledger.test_legal import faults, stands


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_worked_example_stands(case):
    assert stands(climb(case(), "2026-04-13 12:00")) == []


def forged(case: Case, sort: type, **other: object) -> list[str]:
    """What is found where the last entry of this sort is changed and nothing stands after it."""
    told = case.town.of(WORK)
    last = max(number for number, entry in enumerate(told) if isinstance(entry.event, sort))
    return faults([*told[:last], replace(told[last], **other)], case.town.listings)


def test_a_rung_is_the_next_one_of_the_rule_at_its_instant_to_that_desk():
    case = climb(underway(), "2026-03-24 12:00")
    chaser = next(entry for entry in case.town.of(WORK) if entry.event == Urged(Rung.CHASER, ROADS, "p:roads"))
    assert forged(case, Urged, at=chaser.at - timedelta(days=1)) == ["lapsed-too-early"]
    assert forged(case, Urged, event=Urged(Rung.CHASER, WATER, None)) == ["illegal-move"]
    assert forged(case, Urged, event=Urged(Rung.SHEET, DEPUTY, None)) == ["illegal-move"]
    assert forged(case, Urged, event=Urged(Rung.REMINDER, ROADS, None)) == ["illegal-move"]
    assert forged(case, Urged, by=Actor(LEAD)) == ["illegal-move"]


def test_a_chaser_goes_to_whoever_had_it_and_comes_from_another():
    case = underway().when(Chase("how far?"), LEAD)
    assert forged(case, Prompted, event=Prompted(WATER, "how far?")) == ["illegal-move"]
    assert forged(case, Prompted, by=Actor(ROADS)) == ["illegal-move"]


def test_the_ladder_is_lifted_by_somebody_and_only_where_it_was_climbed():
    case = climb(underway(), "2026-03-24 12:00").when(Lift("the bridge is closed"), DEPUTY)
    assert forged(case, Lifted, by=RULE) == ["illegal-move"]
    told = underway().town.of(WORK)
    early = Entry(WORK, len(told) + 1, told[-1].at, Actor(DEPUTY), Lifted("no"))
    assert faults([*told, early], case.town.listings) == ["illegal-move"]


def test_notes_of_what_stands_beside_are_the_rules_alone():
    case = explained()
    assert forged(case, Excused, by=Actor(ROADS)) == ["illegal-move"]
    assert forged(case, SideNoted, by=Actor(ROADS)) == ["illegal-move"]
