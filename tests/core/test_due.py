"""The worked examples of docs/rules/due.md, and laws of the due day on any history of pauses and grants."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.due import (
    Grant,
    current_due,
    days_late,
    due_instant,
    explain,
    paused_minutes,
    paused_since,
)
from qiantou.core.worktime import (
    OFFICE_HOURS,
    Calendar,
    DayRule,
    add_working_days,
    roll_forward,
    working_minutes,
)
from qiantou.jobs.holidays import known_days

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "due.md").read_text(encoding="utf-8")
COUNTY = Calendar("Asia/Shanghai", OFFICE_HOURS, known_days(2025, 2026), known_through=date(2026, 12, 31))
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def rows(heading: str) -> list[dict[str, str]]:
    """The table under `heading`, each row by its column names."""
    section = RULES.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    names, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(names, cells, strict=True)) for cells in body]


def at(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def day(text: str) -> date | None:
    return None if text == "–" else date.fromisoformat(text.strip())


def parts(cell: str) -> list[str]:
    return [part for part in cell.split("; ") if part]


def pause(text: str) -> tuple[datetime, datetime | None]:
    start, end = text.split(" – ")
    return at(start), None if end == "…" else at(end)


def grant(text: str) -> Grant:
    instant, due = text.split(" → ")
    return Grant(at(instant), date.fromisoformat(due))


def calendar(cell: str) -> Calendar:
    """COUNTY with the one thing the cell says: `closed start – end`, or a day and its session."""
    days, closed = dict(COUNTY.days), ()
    if cell.startswith("closed "):
        closed = (pause(cell.removeprefix("closed ")),)
    elif cell:
        on, opening, closing = re.fullmatch(r"(\S+) (\S+)–(\S+)", cell).groups()
        days[date.fromisoformat(on)] = DayRule(((time.fromisoformat(opening), time.fromisoformat(closing)),))
    return Calendar(COUNTY.zone, COUNTY.hours, days, closed, COUNTY.known_through)


EXAMPLES = rows("Worked examples")


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{row['no.']}-{row['case'][:40]}" for row in EXAMPLES])
def test_the_worked_examples_hold(row):
    cal, now = calendar(row["calendar"]), at(row["now"])
    grants = [grant(text) for text in parts(row["grants"])]
    pauses = [pause(text) for text in parts(row["pauses"])]
    case = (day(row["original"]), grants, pauses, cal, now)
    due = current_due(*case)
    assert due == day(row["due"])
    assert days_late(*case) == int(row["days late"])
    assert due_instant(*case) == (due and cal.end_of_day(due))
    last = explain(*case)[-1]
    assert last.facts.get("day") == due
    assert last.facts.get("days_late", 0) == int(row["days late"])


def test_there_are_enough_examples_and_each_is_numbered():
    assert [row["no."] for row in EXAMPLES] == [str(number + 1) for number in range(len(EXAMPLES))]
    assert len(EXAMPLES) >= 10


def codes(*case) -> list[str]:
    return [step.code for step in explain(*case)]


def test_a_moved_date_is_explained_number_by_number():
    first = (at("2026-09-29 08:30"), at("2026-09-29 18:00"))
    second = (at("2026-09-29 14:30"), at("2026-09-30 09:30"))
    steps = explain(date(2026, 10, 1), [], [second, first], COUNTY, at("2026-10-08 10:00"))
    assert [(step.code, dict(step.facts)) for step in steps] == [
        ("original", {"day": date(2026, 10, 1)}),
        ("rolled-over-rest", {"day": date(2026, 10, 1), "to": date(2026, 10, 8), "name": "国庆节"}),
        ("paused", {"start": first[0], "end": first[1], "counted_from": first[0], "minutes": 420}),
        ("paused", {"start": second[0], "end": second[1], "counted_from": second[0], "minutes": 270}),
        ("united", {"minutes": 480, "stretches": 1}),
        ("rounded-up", {"minutes": 480, "day_minutes": 420, "days": 2}),
        ("moved", {"day": date(2026, 10, 8), "days": 2, "to": date(2026, 10, 10)}),
        ("due", {"day": date(2026, 10, 10), "until": COUNTY.end_of_day(date(2026, 10, 10)), "days_late": 0}),
    ]


def test_each_step_is_explained_in_the_rules_and_none_besides():
    before, after = pause("2026-03-02 08:30 – 2026-03-03 18:00"), pause("2026-03-06 08:30 – 2026-03-06 18:00")
    granted, now = [grant("2026-03-05 10:00 → 2026-03-21")], at("2026-03-09 09:00")
    seen = {
        *codes(None, [], [], COUNTY, now),
        *codes(date(2026, 3, 6), granted, [before, after], COUNTY, now),
        *codes(date(2026, 3, 6), [], [pause("2026-03-06 08:30 – …")], COUNTY, now),
        *codes(date(2027, 1, 4), [], [], COUNTY, now),
    }
    assert {f"`{code}`" for code in seen} == {row["code"] for row in rows('The steps of "explain this date"')}


def test_a_day_no_source_covers_is_said_to_be_uncertain():
    assert "beyond-calendar" in codes(date(2027, 1, 4), [], [], COUNTY, MONDAY)
    assert "beyond-calendar" not in codes(date(2026, 12, 31), [], [], COUNTY, MONDAY)


def test_a_grant_or_pause_of_the_future_is_not_known_yet():
    now, original = at("2026-03-05 09:59"), date(2026, 3, 6)
    later = [grant("2026-03-05 10:00 → 2026-03-20")], [pause("2026-03-05 10:00 – 2026-03-05 12:00")]
    assert current_due(original, *later, COUNTY, now) == original
    assert current_due(original, *later, COUNTY, now + timedelta(minutes=1)) is None


def test_a_pause_is_open_from_its_start_until_just_before_its_end():
    pauses = [pause("2026-03-05 10:00 – 2026-03-05 12:00"), pause("2026-03-05 12:00 – 2026-03-05 15:00")]
    assert paused_since(pauses, at("2026-03-05 09:59")) is None
    assert paused_since(pauses, at("2026-03-05 10:00")) == at("2026-03-05 10:00")
    assert paused_since(pauses, at("2026-03-05 14:59")) == at("2026-03-05 10:00")
    assert paused_since(pauses, at("2026-03-05 15:00")) is None


def test_an_extension_granted_while_blocked_ends_the_lateness():
    original, blocked = date(2026, 3, 4), [pause("2026-03-06 10:00 – …")]
    now = at("2026-03-12 10:00")
    assert days_late(original, [], blocked, COUNTY, now) == 2
    assert days_late(original, [grant("2026-03-11 10:00 → 2026-03-20")], blocked, COUNTY, now) == 0


# Laws over histories of a fortnight, in whole minutes.

INSTANTS = st.integers(0, 14 * 1440).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
LENGTHS = st.integers(0, 4 * 1440).map(lambda minutes: timedelta(minutes=minutes))
PAUSES = st.lists(st.tuples(INSTANTS, LENGTHS).map(lambda found: (found[0], found[0] + found[1])), max_size=5)
DAYS = st.dates(date(2026, 3, 2), date(2026, 3, 22))
GRANTS = st.lists(st.builds(Grant, INSTANTS, DAYS), max_size=2)
END = MONDAY + timedelta(days=20)


@given(PAUSES, INSTANTS, INSTANTS, st.randoms())
def test_the_union_of_pauses_is_the_minutes_paused_by_any_and_knows_no_order(pauses, since, until, random):
    minutes = paused_minutes(pauses, calendar=COUNTY, since=since, until=until)
    cuts = sorted({since, until, *(edge for found in pauses for edge in found)})
    counted = sum(
        working_minutes(COUNTY, a, b)
        for a, b in pairwise(cuts)
        if since <= a and b <= until and any(start <= a and b <= end for start, end in pauses)
    )
    assert minutes == counted
    random.shuffle(pauses)
    assert paused_minutes([*pauses, *pauses], calendar=COUNTY, since=since, until=until) == minutes


@given(DAYS, GRANTS, PAUSES, INSTANTS)
def test_the_due_day_is_worked_and_never_before_its_base(original, grants, pauses, now):
    due = current_due(original, grants, pauses, COUNTY, now)
    assert (due is None) is any(start <= now < end for start, end in pauses)
    if due is not None:
        known = [found for found in grants if found.at <= now]
        base = max(known, key=lambda found: found.at).due if known else original
        assert COUNTY.is_working_day(due)
        if len({found.at for found in known}) == len(known):
            assert due >= roll_forward(COUNTY, base)


@given(DAYS, PAUSES, INSTANTS, LENGTHS)
def test_one_pause_more_never_makes_the_due_day_earlier_and_rounds_once(original, pauses, start, length):
    before = current_due(original, [], pauses, COUNTY, END)
    after = current_due(original, [], [*pauses, (start, start + length)], COUNTY, END)
    assert after >= before
    minutes = paused_minutes(pauses, calendar=COUNTY, since=None, until=END)
    assert before == add_working_days(COUNTY, roll_forward(COUNTY, original), (minutes + 419) // 420)


@given(DAYS, PAUSES, INSTANTS, LENGTHS, LENGTHS)
def test_lateness_stands_still_while_paused(original, pauses, start, first, second):
    held = [*pauses, (start, None)]
    early, late = (days_late(original, [], held, COUNTY, now) for now in (start + first, start + first + second))
    assert early == late


@given(DAYS, PAUSES, INSTANTS)
def test_a_pause_given_back_leaves_the_day_as_it_was(original, pauses, start):
    assert current_due(original, [], [*pauses, (start, start)], COUNTY, END) == current_due(
        original, [], pauses, COUNTY, END
    )


@given(DAYS, GRANTS, PAUSES, INSTANTS)
def test_every_explanation_ends_with_the_day_itself(original, grants, pauses, now):
    steps = explain(original, grants, pauses, COUNTY, now)
    due = current_due(original, grants, pauses, COUNTY, now)
    assert (steps[-1].code, steps[-1].facts.get("day")) == ("still-paused" if due is None else "due", due)
    moved = [step.facts["to"] for step in steps if step.code == "moved"]
    assert not moved or moved == [due]
