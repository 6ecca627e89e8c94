"""docs/rules/meeting.md says what the code does: which points come to whose meeting, and when it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.convening import Pending, called, to_bring
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Refer, Rule, TakeUp
from qiantou.core.register import POSTS, UNITS, Post, Unit
from tests.core.steps import Case, blocked, underway
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, WATER, listed
from tests.insight.tables import rows

EXAMPLES = rows("meeting.md", "Worked examples")[1:]
FAR = Desk("u:far")
DESKS = {"LEAD": LEAD, "ROADS": ROADS, "WATER": WATER, "FAR": FAR, "DEPUTY": DEPUTY, "MAYOR": HEAD}
NAMES = {desk: name for name, desk in DESKS.items()}


def county() -> Case:
    case = Case()
    case.town.listings += [
        listed(POSTS, "p:other", Post(GOV)), listed(UNITS, FAR, Unit(parent=GOV, leader=Desk("p:other"))),
    ]  # fmt: skip
    return case


def pending(told: str, case: Case) -> list[list[Pending]]:
    """Points apart by semicolons; the matters of a circle by spaces."""
    points: list[list[Pending]] = []
    for point in told.split(";") if told != "–" else []:
        sides = [pair.split("–") for pair in point.split()]
        points.append([
            Pending(Stream(f"m{len(points)}{number}"), DESKS[one], DESKS[other], None, case.town.now)
            for number, (one, other) in enumerate(sides)
        ])  # fmt: skip
    return points


def known(told: str) -> Meeting | None:
    found = re.fullmatch(r"(\w+) (\d\d)-(\d\d)(: 1| held)", told)
    if found is None:
        return None
    day = date(2026, int(found[2]), int(found[3]))
    meeting = Meeting(DESKS[found[1]], day, (Item(Brought.PUT, (Stream("before"),)),))
    return replace(meeting, held=day) if "held" in told else meeting


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_the_worked_example_holds(row: list[str]) -> None:
    _case, told, before, expected = row
    case = county()
    if (standing := known(before)) is not None:
        case.town.listings.append(listed(MEETINGS, "e:before", standing))
    force = case.town.register.at(case.town.now)
    points = pending(told, case)
    listed_ = [point[0] for point in points if len(point) == 1]
    found = to_bring(listed_, [point for point in points if len(point) > 1], force)
    meetings = [called(chair, items, force, invited=())[1] for chair, items in found.items()]
    shown = [f"{NAMES[one.chair]} {one.day:%m-%d}: {len(one.agenda)}" for one in meetings]
    assert ("; ".join(shown) or "–") == expected


def test_a_point_on_an_agenda_comes_nowhere_else_and_one_undecided_not_again_that_month() -> None:
    case = county()
    (point,) = pending("LEAD–ROADS", case)[0]
    agenda = Meeting(DEPUTY, date(2026, 3, 9), (Item(Brought.LISTED, (point.stream,)),))
    for meeting in (
        agenda, replace(agenda, held=date(2026, 3, 9), decisions=(Decided(point.stream, Outcome.NONE),)),
    ):  # fmt: skip
        case = county().at("2026-03-10 09:00")
        case.town.listings.append(listed(MEETINGS, "e:one", meeting))
        assert to_bring([point], [], case.town.register.at(case.town.now)) == {}
        case = county().at("2026-04-01 09:00")  # still before whoever decides: the next month's speaks of it again
        case.town.listings.append(listed(MEETINGS, "e:one", meeting))
        brought = to_bring([point], [], case.town.register.at(case.town.now))
        assert (DEPUTY in brought) is (meeting.held is not None)
    left = replace(agenda, held=date(2026, 3, 9), decisions=(Decided(point.stream, Outcome.NEXT),))
    case = county().at("2026-03-10 09:00")
    case.town.listings.append(listed(MEETINGS, "e:one", left))
    assert DEPUTY in to_bring([point], [], case.town.register.at(case.town.now))


def test_a_chair_takes_a_matter_up_from_whoever_has_it_and_rules() -> None:
    for case in (underway(), blocked(), underway().when(Refer("why"), ROADS)):
        case.when(TakeUp(HEAD)).then("referred", HEAD).when(Rule(Phase.CLOSED, "ended"), HEAD).then("closed", None)


def test_taking_up_what_the_chair_has_already_records_nothing() -> None:
    case = underway().when(Refer("why"), ROADS)
    before = len(case.town.entries)
    case.when(TakeUp(DEPUTY))
    assert len(case.town.entries) == before
