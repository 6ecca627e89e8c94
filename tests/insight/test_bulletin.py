"""What a bulletin draws from the record: the worked examples of docs/rules/bulletin.md, and laws of the lines."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given as any_given
from hypothesis import settings
from hypothesis import strategies as st

from qiantou.core.bulletin import OWN_FAULT, Code, Item, blamed
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Rung
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Confirm,
    Decline,
    Deliver,
    Drop,
    Lift,
    Offer,
    Refer,
    Report,
)  # fmt: skip
from qiantou.core.register import UNITS, Unit
from qiantou.insight.bulletin import Drawn, draw, window
from tests.core.examples import DESKS, command
from tests.core.steps import OBSTACLE, SIDE, WORK, Case, dispute, task, variation
from tests.core.world import DEPUTY, LEAD, ROADS, WATER, listed

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "bulletin.md").read_text(encoding="utf-8")
MONDAY, SUNDAY, NEXT = date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 15)
LATER = "2026-04-20 09:00"  # when the bulletin is drawn makes no difference


def drawn(case: Case, start: date = MONDAY, end: date = SUNDAY, coming: date = NEXT) -> Drawn:
    force = case.town.register.at(case.town.now)
    histories = {stream: case.town.of(stream) for stream in case.town.streams()}
    return draw(histories, window(start, end, coming, force))


def codes(case: Case) -> list[tuple[str, Desk, Stream]]:
    return [(item.code.value, item.unit, item.matter) for item in drawn(case.at(LATER)).items]


def examples() -> dict[str, tuple[list[list[str]], list[list[str]]]]:
    section = RULES.split("\n## Worked examples\n")[1]
    found = {}
    for part in section.split("\n### ")[1:]:
        title, rest = part.split("\n", 1)
        tables = [
            [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
            for table in re.findall(r"(?:^\|.*\n)+", rest, re.MULTILINE)
        ]
        found[title] = (tables[0], tables[1])
    return found


def cells(item: Item, day_minutes: int) -> list[str]:
    names = {desk: name for name, desk in DESKS.items()}
    waits = ", ".join(f"{names[one.desk]} {one.minutes // day_minutes}" for one in item.waits)
    own = item.code in (Code.BLOCKED, Code.DECISION)
    days = f"{item.days} ({waits})" if waits and own else str(item.days)
    beyond = f"{item.beyond} ({waits})" if waits and item.beyond and not own else str(item.beyond)
    day = item.day.strftime("%m-%d") if item.day else ""
    return [item.code.value, names[item.unit], item.matter, days, beyond,
            names.get(item.whose or Desk(""), ""), day]  # fmt: skip


@pytest.mark.parametrize("title", examples())
def test_the_worked_example_holds(title: str) -> None:
    moves, lines = examples()[title]
    case = Case()
    for number, (when, who, matter, move) in sorted(enumerate(moves), key=lambda pair: (pair[1][0], pair[0])):
        desk = DESKS[who]
        case.at(f"2026-{when}").when(command(move, desk, Stream(matter), f"f{number}"), desk, Stream(matter))
    told = drawn(case.at(LATER))
    day_minutes = case.town.register.at(case.town.now).calendar.day_minutes
    assert [cells(item, day_minutes) for item in told.items] == lines


def test_every_code_is_in_the_table_in_its_order() -> None:
    table = RULES.split("\n## What a line may say\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == [code.value for code in Code]


def underway(**terms: object) -> Case:
    """Asked on Monday 23 February and taken; due on Wednesday 4 March."""
    case = Case().at("2026-02-23 09:00").when(task(due=date(2026, 3, 4), **terms), LEAD)
    return case.when(Accept(), ROADS)


def test_it_is_the_same_whenever_it_is_drawn_and_whatever_came_after() -> None:
    case = underway().at("2026-03-08 23:00")
    before = drawn(case)
    after = drawn(case.at("2026-03-09 00:00").when(Deliver("done"), ROADS).at(LATER))
    assert before == after
    assert [item.code for item in before.items] == [Code.LATE]


def test_what_nobody_confirmed_says_nothing_and_is_counted() -> None:
    for_roads = Actor(ROADS, recorded=Recorded(LEAD, date(2026, 2, 23), "minutes"))
    case = Case().at("2026-02-23 09:00").when(task(due=date(2026, 3, 4)), LEAD).when(Accept(), for_roads)
    told = drawn(case.at(LATER))
    assert (told.items, told.looked, told.open, told.left_out) == ((), 1, 1, 1)
    taken = case.matter().unconfirmed[0]
    confirmed = case.at("2026-03-06 09:00").when(Confirm(taken), ROADS)
    assert codes(confirmed) == [("late", ROADS, WORK)]


def test_an_obstacle_that_was_none_gives_neither_warning_nor_pause() -> None:
    case = underway().at("2026-03-02 09:00").when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS)
    assert ("warned", ROADS, WORK) in codes(case)
    case.at("2026-03-03 09:00").when(Decline("no-power", "not needed"), WATER, on=OBSTACLE)
    case.at("2026-03-03 10:00").when(Drop("true"), ROADS, on=OBSTACLE)
    assert codes(case) == [("late", ROADS, WORK)]


def test_who_waits_for_another_day_it_asked_for_is_not_late_meanwhile() -> None:
    case = underway().at("2026-03-04 09:00").when(variation(), ROADS, on=SIDE)
    assert case.matter().asking
    assert [code for code, _, matter in codes(case) if matter == WORK] == ["warned"]


def test_an_obstacle_named_after_the_day_is_no_early_warning() -> None:
    case = underway().at("2026-03-05 09:00").when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS)
    assert not [code for code, _, _ in codes(case) if code == "warned"]


def test_asking_for_another_day_in_time_is_an_early_warning() -> None:
    case = underway().at("2026-03-03 09:00").when(variation(), ROADS, on=SIDE)
    assert ("warned", ROADS, WORK) in codes(case)
    late = underway().at("2026-03-06 09:00").when(variation(), ROADS, on=SIDE)
    assert not [code for code, _, _ in codes(late) if code == "warned"]


def test_what_lapsed_by_then_is_told_though_no_clock_recorded_it() -> None:
    case = Case().at("2026-02-23 09:00").when(task(due=date(2026, 3, 4)), LEAD)
    assert [code for code, _, _ in codes(case)] == ["decision"]
    assert case.matter().phase.value == "offered"


def test_what_passes_inside_a_unit_is_told_nowhere() -> None:
    section = Desk("u:works")
    case = Case().at("2026-02-23 09:00")
    case.town.listings.append(listed(UNITS, section, Unit(parent=ROADS, inner=True)))
    case.when(task(asker=ROADS, doer=section, due=date(2026, 3, 4)), ROADS).when(Accept(), section)
    told = drawn(case.at(LATER))
    assert (told.items, told.looked) == ((), 0)


MOVES = st.lists(
    st.tuples(
        st.integers(0, 9 * 24),
        st.sampled_from([
            (Report("on it"), ROADS, WORK), (Deliver("done"), ROADS, WORK),
            (Block("no key", to=WATER, fresh=OBSTACLE), ROADS, WORK), (Accept(), WATER, OBSTACLE),
            (Decline("no-means", "cannot"), WATER, OBSTACLE), (Deliver("cleared"), WATER, OBSTACLE),
        ]),
    ),
    max_size=8,
)  # fmt: skip


@any_given(MOVES)
@settings(max_examples=60)
def test_no_line_of_own_fault_while_another_has_it_and_whose_days_never_exceed_the_whole(moves) -> None:  # type: ignore[no-untyped-def]
    case = underway()
    begin = case.at("2026-02-27 09:00").town.now
    for hours, (move, by, on) in sorted(moves, key=lambda pair: pair[0]):
        case.town.now = begin + timedelta(hours=hours)
        try:
            case.when(move, by, on)
        except (Rejected, ValueError):
            continue
    told = drawn(case.at(LATER))
    own = [item for item in told.items if item.code in OWN_FAULT]
    stopped = [item for item in told.items if item.code in (Code.BLOCKED, Code.DECISION) and item.matter == WORK]
    assert not [item for item in own if stopped and item.until is None]
    for item in told.items:
        assert item.days >= 0
        assert item.code not in OWN_FAULT or 1 <= item.days <= max(item.beyond, item.days)
        assert all(wait.desk != item.unit and wait.minutes > 0 for wait in item.waits)
    assert len({(item.code, item.unit, item.matter) for item in told.items}) == len(told.items)


def chased(until: str) -> Case:
    """Late since Thursday 5 March; the clock ticks every morning up to a day."""
    case, last = underway(), date.fromisoformat(until)
    day = date(2026, 3, 2)
    while day <= last:
        case.at(f"{day} 09:30").ticked()
        day += timedelta(1)
    return case


SECOND = (date(2026, 3, 9), date(2026, 3, 15), date(2026, 3, 22))


def test_when_the_ladder_comes_to_the_bulletin_it_is_told_as_unexplained() -> None:
    case = chased("2026-03-13")
    assert Rung.BULLETIN in [taken.rung for taken in case.matter().rungs]
    item = drawn(case.at(LATER), *SECOND).items[0]
    assert (item.code, item.unit, item.day) == (Code.UNEXPLAINED, ROADS, date(2026, 3, 12))
    assert drawn(case).items[0].code is Code.LATE  # the week before


def test_lateness_under_reservation_is_told_as_nobodys_fault() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE)
    told = [item for item in drawn(case.at(LATER), *SECOND).items if item.matter == WORK]
    assert [(item.code, item.unit) for item in told] == [(Code.RESERVED, ROADS)]
    assert Code.RESERVED not in OWN_FAULT


def test_a_reason_takes_it_out_while_it_waits_for_an_answer_and_once_it_is_accepted() -> None:
    case = chased("2026-03-12")
    reason = Offer("explanation", ROADS, LEAD, "the bridge was closed", parent=WORK, beside=True)
    case.when(reason, ROADS, on=SIDE)
    told = drawn(case.at(LATER), *SECOND).items
    assert [item.code for item in told if item.matter == WORK] == [Code.REASON]
    case = chased("2026-03-12").when(reason, ROADS, on=SIDE)
    case.at("2026-03-13 10:00").when(Accept(), LEAD, on=SIDE)
    assert case.matter().excused
    told = drawn(case.at(LATER), *SECOND).items
    assert [item.code for item in told if item.matter == WORK] == [Code.EXCUSED]
    case.at("2026-03-13 16:00").when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    told = drawn(case.at(LATER), *SECOND).items
    assert [item.code for item in told if item.matter == WORK] == [Code.DONE]


LAST = "2026-03-06 17:20"  # the last evening of the period that is worked


@pytest.mark.parametrize(
    "act",
    [
        lambda case: case.when(Deliver("done"), ROADS),
        lambda case: case.when(Refer("stuck"), ROADS),
        lambda case: case.when(variation(), ROADS, on=SIDE),
        lambda case: case.when(Offer("guidance", ROADS, LEAD, "how", parent=WORK, beside=True), ROADS, on=SIDE),
        lambda case: case.when(dispute(), ROADS, on=SIDE),
        lambda case: case.when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE),
    ],
)
def test_nothing_done_on_the_last_evening_takes_the_days_before_it_off(act) -> None:  # type: ignore[no-untyped-def]
    case = underway().at(LAST)
    act(case)

    (line,) = [item for item in drawn(case.at(LATER)).items if item.code in OWN_FAULT]

    assert (line.code, line.unit, line.days, line.until) == (Code.LATE, ROADS, 2, date(2026, 3, 6))


def test_what_left_its_hands_before_the_period_was_told_then() -> None:
    case = underway().at(LAST).when(Deliver("done"), ROADS)

    assert not [item for item in drawn(case.at(LATER), *SECOND).items if item.code in OWN_FAULT]


def test_an_obstacle_cleared_after_its_own_day_is_no_help() -> None:
    case = underway().when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE)
    due = case.matter(OBSTACLE).due
    case.at("2026-04-13 16:00").when(Deliver("here"), WATER, on=OBSTACLE).when(AcceptDelivery(), ROADS, on=OBSTACLE)

    april = date(2026, 4, 13), date(2026, 4, 19), date(2026, 4, 26)
    told = {item.code: item for item in drawn(case.at(LATER), *april).items if item.matter == OBSTACLE}

    assert Code.HELPED not in told
    assert (told[Code.DONE_LATE].unit, told[Code.DONE_LATE].day) == (WATER, due)


def test_work_done_under_reservation_or_while_its_ladder_was_lifted_is_nobodys_fault() -> None:
    reserved = underway().when(dispute(), ROADS, on=SIDE)
    lifted = chased("2026-03-05").when(Lift("flood", None), DEPUTY)
    assert Code.LIFTED in [item.code for item in drawn(lifted.at(LATER)).items]

    assert {item.whose for item in drawn(lifted.at(LATER)).items if item.code is Code.LIFTED} == {DEPUTY}
    for case, code in ((reserved, Code.RESERVED), (lifted, Code.LIFTED)):
        case.at("2026-03-06 10:00").when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
        (line,) = [item for item in drawn(case.at(LATER)).items if item.matter == WORK]
        assert (line.code, line.days) == (code, 2)
        assert not blamed(line)
