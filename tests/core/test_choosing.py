"""docs/rules/choosing.md says what the code does: when the sponsor may choose, row by row."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from qiantou.core.choosing import awaited, chooser, concerned, may_choose
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.matter import Matter
from qiantou.core.moves import Deliver, Offer, Withdraw
from qiantou.core.register import POSTS, UNITS, Post, Unit
from qiantou.core.undertaking import Charter
from tests.core.steps import Case
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, WATER, listed

DOC = Path(__file__).parents[2] / "docs" / "rules" / "choosing.md"
OTHER = Desk("p:other")
DESKS = {"DEPUTY": DEPUTY, "OTHER": OTHER, "ROADS": ROADS}


def rows() -> list[tuple[str, str, str]]:
    cells = (re.split(r"\s*\|\s*", line.strip("| ")) for line in DOC.read_text(encoding="utf-8").splitlines())
    told = [(row[0], row[1], row[2]) for row in cells if len(row) == 3]
    assert len(told) == 10, "eight cases, their heading and the rule below it"
    return told[2:]


def letters(text: str) -> tuple[Case, list[Matter]]:
    case = Case()
    case.town.listings += [
        listed(POSTS, OTHER, Post(GOV)), listed(UNITS, WATER, Unit(parent=GOV, leader=OTHER)),
    ]  # fmt: skip
    told = [] if text == "none" else [one.split() for one in text.split(";")]
    told.sort(key=lambda one: one[-1] != "silent")  # asked first of all, so that its clock alone has run out
    names = []
    for number, (desk, *about, fate) in enumerate(told):
        stream, doer = Stream(f"letter{number}"), DESKS[desk]
        case.when(Offer("options", LEAD, doer, "which one", about=tuple(about)), LEAD, on=stream)
        names.append(stream)
        match fate:
            case "answered":
                case.when(Deliver("the first"), doer, on=stream)
            case "withdrawn":
                case.when(Withdraw("no longer"), LEAD, on=stream)
            case "silent":
                case.town.now += timedelta(days=30)
    return case, [case.matter(name) for name in names]


@pytest.mark.parametrize(("name", "text", "expected"), rows())
def test_the_sponsor_chooses_once_every_leader_concerned_has_spoken(name, text, expected):
    case, told = letters(text)
    force = case.town.register.at(case.town.now)
    leaders = concerned([ROADS, WATER], HEAD, force)
    waiting = awaited(leaders, told, ("A", "B"), force)
    if expected == "yes":
        may_choose("A", options=("A", "B"), by=HEAD, sponsor=HEAD, waiting=waiting)
        return
    code, *names = expected.split()
    with pytest.raises(Rejected) as refusal:
        may_choose("A", options=("A", "B"), by=HEAD, sponsor=HEAD, waiting=waiting)
    assert refusal.value.code == code
    assert refusal.value.facts["leaders"] == tuple(DESKS[one] for one in names)


def test_without_a_sponsor_the_first_above_the_lead_chooses_and_a_leader_who_chooses_is_not_waited_for():
    force = Case().town.register.at(Case().town.now)
    assert chooser(Charter(LEAD, GOV, LEAD), force) == DEPUTY
    assert chooser(Charter(LEAD, GOV, LEAD, sponsor=HEAD), force) == HEAD
    assert concerned([ROADS, LEAD], DEPUTY, force) == ()
