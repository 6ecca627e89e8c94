"""docs/rules/dispute.md, played: an opinion first, the work with its doer, a superior named by the lead."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.duty import Duty, DutySort
from qiantou.core.facts import Urged
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import DISPUTE
from qiantou.core.kinds import Phase, Rung
from qiantou.core.light import Light, light
from qiantou.core.moves import (
    Accept,
    Block,
    Command,
    Counter,
    Decline,
    Insist,
    PassUp,
    Refer,
    Report,
    Rule,
    Tick,
    Withdraw,
)  # fmt: skip
from qiantou.core.offered_moves import possible_moves
from qiantou.core.register import DUTIES, POLICIES, UNITS, Unit
from tests.core.provoking_meetings import OFFICE, advised, township_work
from tests.core.steps import OBSTACLE, OTHER, SIDE, WORK, Case, dispute, given, order, underway
from tests.core.test_ladder import climb
from tests.core.test_offered_moves import context_of
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER, listed

DOC = (Path(__file__).parents[2] / "docs" / "rules" / "dispute.md").read_text(encoding="utf-8")
DESKS = {"LEAD": LEAD, "ROADS": ROADS, "WATER": WATER, "DEPUTY": DEPUTY, "OFFICE": OFFICE}
MOVES: dict[str, Command] = {
    "accept": Accept(), "counter": Counter(None, "not all of it"), "insist": Insist("as asked"),
    "refer": Refer("we cannot agree"), "rule closed": Rule(Phase.CLOSED, "as heard"),
    "pass up, of WATER": PassUp("theirs by the duty list", WATER), "time passes": Tick(),
}  # fmt: skip


def examples() -> dict[str, list[list[str]]]:
    parts = DOC.split("\n## Worked examples\n")[1].split("\n### ")[1:]
    cells = {part.split("\n")[0]: re.findall(r"^\| (\d\d-\d\d) \|(.*)\|$", part, re.MULTILINE) for part in parts}
    return {
        title: [[day, *(cell.strip() for cell in rest.split("|"))] for day, rest in rows]
        for title, rows in cells.items()
    }


def disputed() -> Case:
    """The work of ROADS under an order, and the dispute it has just opened; OFFICE gives opinions."""
    case = Case()
    case.town.listings += [
        listed(UNITS, OFFICE, Unit(parent=GOV)), listed(POLICIES, "dispute", replace(DISPUTE, opinion=OFFICE)),
    ]  # fmt: skip
    case.when(order(), LEAD).when(Accept(), ROADS)
    return case.when(replace(dispute(), joint=order().joint), ROADS, on=SIDE)


@pytest.mark.parametrize("title", examples())
def test_the_worked_example_plays(title: str) -> None:
    case = disputed()
    names = {desk: name for name, desk in DESKS.items()}
    for day, who, matter, move, phase, holder in examples()[title]:
        on = Stream(matter)
        case.at(f"2026-{day} 09:00")
        told = ""
        try:
            case.when(MOVES[move], DESKS.get(who), on)
        except Rejected as refusal:
            told = f"refused: {refusal.code}"
        seen = case.matter(on)
        assert (told or seen.phase.value, names.get(seen.holder or Desk(""), "")) == (phase, holder), (day, move)


def test_an_adviser_is_offered_an_opinion_and_no_decision() -> None:
    case = advised()
    found = possible_moves(case.matter(SIDE), OFFICE, context_of(case.town, SIDE))
    assert "pass-up" in found
    assert not {"rule", "assign"} & set(found)


def test_no_opinion_is_asked_of_a_side() -> None:
    case = Case()
    case.town.listings.append(listed(POLICIES, "dispute", replace(DISPUTE, opinion=WATER)))
    case.when(order(), LEAD).when(Accept(), ROADS).when(replace(dispute(), joint=order().joint), ROADS, on=SIDE)
    case.when(Refer("why"), ROADS, on=SIDE).then("referred", DEPUTY, on=SIDE)


def test_what_was_tried_is_on_record_and_changes_nothing_else() -> None:
    case = Case().when(order(), LEAD).when(Accept(), ROADS)
    before = case.matter()
    case.when(Report("asked three times, nobody came", attempted=True), ROADS)
    after = case.matter()
    assert after.attempts == (case.town.now,)
    assert (after.phase, after.holder, case.due()) == (before.phase, before.holder, before.due)
    case.when(Report("half done"), ROADS)
    assert len(case.matter().attempts) == 1


def test_the_lead_names_a_superior_in_the_townships_stead_and_asks_for_the_cure() -> None:
    case = township_work().when(Block("no permit", to=DEPUTY, fresh=OBSTACLE), LEAD)
    stone = case.matter(OBSTACLE)
    assert (stone.asker, stone.doer, stone.parent) == (LEAD, DEPUTY, WORK)
    assert case.due() is None, "its clock stands as by its own block"
    case.when(Accept(), DEPUTY, on=OBSTACLE).then("blocked", DEPUTY)
    case = township_work()
    case.town.listings.append(listed(DUTIES, "d:1", Duty(TOWN, DutySort.COOPERATING, item="drains", upper=WATER)))
    case.when(Block("no plan", to=WATER, fresh=OBSTACLE), LEAD)
    assert case.matter(OBSTACLE).asker == LEAD


def test_nobody_else_and_for_nobody_else_is_it_filed() -> None:
    township_work().refused("not-yours", Block("x", to=DEPUTY, fresh=OBSTACLE), WATER)
    case = Case().when(order(due=date(2026, 3, 20)), LEAD).when(Accept(), ROADS)
    case.refused("not-yours", Block("x", to=DEPUTY, fresh=OBSTACLE), LEAD)


def test_the_interim_holder_is_held_to_the_days_under_reservation() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE)
    assert case.matter().is_reserved
    assert not case.matter().asking
    climb(case, "2026-03-24 12:00")
    told = [entry.event for entry in case.town.of(WORK) if isinstance(entry.event, Urged)]
    assert [(one.rung, one.reserved) for one in told] == [(Rung.REMINDER, True), (Rung.CHASER, True)]
    assert light(case.matter(), case.town.register.at(case.town.now), case.town.now).light is Light.YELLOW
    case.when(Withdraw("ours after all"), ROADS, on=SIDE)
    assert not case.matter().is_reserved
    last = climb(case, "2026-04-03 12:00").town.of(WORK)[-1].event
    assert isinstance(last, Urged)
    assert (last.rung, last.reserved) == (Rung.BULLETIN, False)


def test_a_dispute_opened_by_not_ours_is_known_to_the_work() -> None:
    case = given(order()).when(Decline("not-ours", "theirs", WATER, SIDE), ROADS)
    assert case.matter().is_reserved
    case.when(Accept(), WATER, on=SIDE)
    assert (case.matter().doer, case.matter().is_reserved) == (WATER, False)


@pytest.mark.parametrize(
    ("ends", "by"),
    [(Withdraw("so be it"), ROADS), (Rule(Phase.CLOSED, "yours", granted=False), DEPUTY)],
    ids=["withdrawn", "refused"],
)
def test_what_ended_is_not_asked_again_of_the_same_desk_by_the_same_side(ends: Command, by: Desk) -> None:
    case = underway().when(dispute(), ROADS, on=SIDE).when(Refer("no"), ROADS, on=SIDE).when(ends, by, on=SIDE)
    case.refused("disputed-before", dispute(), ROADS, on=OTHER)
    case.when(dispute(doer=TOWN), ROADS, on=OTHER)  # another ground: another desk's duty


@pytest.mark.parametrize(
    ("agreed", "day"),
    [("2026-03-20 09:00", date(2026, 3, 20)), ("2026-03-24 09:00", date(2026, 4, 13))],
)
def test_whoever_agrees_takes_over_late_work_with_as_many_days_again(agreed: str, day: date) -> None:
    case = underway(order()).at("2026-03-19 09:00").when(dispute(), ROADS, on=SIDE).at(agreed)
    case.when(Accept(), WATER, on=SIDE).then("underway", WATER)
    assert case.due() == day
