"""docs/rules/deciding.md says what the code does: its worked examples are played, as foreseen and as it happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.deciding import Terms, answers, case_of, foreseen, steps
from qiantou.core.due import current_due
from qiantou.core.figures import DELEGATION_TERM, USUAL
from qiantou.core.kernel import RULE, Actor, Desk
from qiantou.core.kinds import Phase
from qiantou.core.loop import Play
from qiantou.core.matter import Matter, pauses
from qiantou.core.moves import Basis, Counter, Decline, Deliver, Offer, Refer
from tests.core.standing_in import AWAY, GOES_ON, LEADS_HEAD, SECOND, away, referred
from tests.core.steps import OTHER, SIDE, WORK, Case, given, order, underway, variation
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ROADS, WATER

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "deciding.md").read_text(encoding="utf-8")
DESKS = {LEAD: "LEAD", ROADS: "ROADS", WATER: "WATER", DEPUTY: "DEPUTY", HEAD: "HEAD", SECOND: "SECOND"}
NAMED = Terms("so it is", date(2026, 4, 10), WATER, "two lorries")


def rows(heading: str) -> list[list[str]]:
    table = RULES.split(heading)[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[1:]]


def sheet() -> Case:
    opened = Offer("decision", LEAD, ROADS, "", basis=Basis("matter"), joint=JOINT, parent=WORK, beside=True)
    return underway(order()).when(opened, RULE, SIDE)


CASES = {
    "rounds": lambda: given(order()).when(Counter(date(2026, 4, 10), "later"), ROADS).when(Refer("no"), LEAD),
    "stuck": lambda: underway(order()).when(Refer("no money"), ROADS),
    "delivered": lambda: underway(order()).when(Deliver("done"), ROADS).when(Refer("it is enough"), ROADS),
    "more time": lambda: (
        given(variation()).when(Decline("too-late", "too late"), LEAD, SIDE).when(Refer("we need it"), ROADS, SIDE)
    ),
    "sheet": sheet,
}


def shown(matter: Matter | None) -> str:
    assert matter is not None
    return DESKS.get(matter.holder or Desk(""), "") if matter.is_open else matter.outcome


@pytest.mark.parametrize("row", rows("| case | answer | case held by | work held by | due | opened |\n"))
def test_the_answer_leaves_what_the_page_says(row: list[str]) -> None:
    name, code, held, work_held, due, opened = row
    town = CASES[name]().town
    matter = town.matter(SIDE if name in ("more time", "sheet") else WORK)
    assert matter is not None
    case = case_of(matter, town.matter(matter.parent) if matter.parent else None)
    assert code in answers(case)
    terms = replace(NAMED, due=None) if code in ("doer", "lead", "means") else NAMED
    charter = town.register.at(town.now).charter(case.work.joint)
    moves = steps(code, terms, case, fresh=OTHER, charter=charter)
    seen = foreseen(Play(town, town.now), moves, Actor(DEPUTY))
    play = Play(town, town.now)
    for stream, command in moves:
        play.carry_out(stream, command, Actor(DEPUTY))
    town.entries.extend(play.entries)

    ended, work = town.matter(matter.stream), town.matter(case.work.stream)
    made = town.matter(OTHER)
    told = [shown(ended), shown(work), day(work, town), f"{made.kind}: {shown(made)}" if made else ""]
    assert told == [held, work_held, due, opened]
    assert {turn.after.stream: turn.after for turn in seen.turns} == play.touched


def day(work: Matter | None, town: object) -> str:
    """Its day while it is with a doer."""
    if work is None or not work.is_open or work.stage.value not in ("underway", "offered"):
        return ""
    calendar = town.register.at(town.now).calendar  # type: ignore[attr-defined]
    due = current_due(work.due, work.grants, pauses(work, calendar), calendar, town.now)  # type: ignore[attr-defined]
    return due.strftime("%m-%d") if due else ""


LENT = {
    "whole": AWAY,
    "tasks": replace(AWAY, kinds=("task",)),
    "disputes": replace(AWAY, kinds=("dispute",)),
    "to LEAD's head": replace(AWAY, deputy=LEADS_HEAD),
}


@pytest.mark.parametrize("row", rows("| delegated | who decides | on | it is |\n"))
def test_a_delegation_lends_what_the_page_says(row: list[str]) -> None:
    lent, who, when, told = row
    post = next((desk for desk, name in DESKS.items() if name == who), Desk(who))
    case = away(referred(), LENT[lent]).at(f"2026-{when}")
    by = Actor(DEPUTY, post=post)
    if told == "decided":
        case.when(GOES_ON, by).then(Phase.UNDERWAY, ROADS)
    else:
        case.refused(told.removeprefix("refused: "), GOES_ON, by)


def test_the_longest_delegation_and_the_time_a_password_counts_are_those_of_the_code() -> None:
    confirming = (Path(__file__).parents[2] / "qiantou" / "access" / "confirming.py").read_text(encoding="utf-8")
    assert f"{USUAL[DELEGATION_TERM].amount} days at most" in RULES
    assert "MINUTES = 10" in confirming
    assert "within ten minutes [default]" in RULES
