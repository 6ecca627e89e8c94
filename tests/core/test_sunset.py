"""docs/rules/charter.md says when a body should end: its examples are run, and what holds of every body."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Desk, Stream
from qiantou.core.sunset import Body, alarms, is_same, jaccard, months_between, seconded_days
from qiantou.core.undertaking import Charter, Secondment, Tier
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER

PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "charter.md").read_text(encoding="utf-8")
SINCE, LAST = date(2026, 1, 15), date(2026, 6, 30)
GROUP = Charter(
    LEAD, GOV, LEAD, DEPUTY, tier=Tier.WORKING_GROUP, until=LAST, members=(ROADS, WATER), end_condition="all is done"
)
BODY = Body(Stream("one"), GROUP, SINCE, meetings={Stream("met"): date(2026, 6, 20)}, duties=frozenset({"d:1", "d:2"}))
OTHER = replace(BODY, joint=Stream("two"))
DAY = date(2026, 6, 25)
AS_DAY = r"(\d{4}-\d\d-\d\d)"
EXAMPLES = re.findall(rf"^\| {AS_DAY} \| (\S+) \| (\S+) \| (\S+) \| ([a-z –-]+) \|$", PAGE, re.MULTILINE)
MONTHS = re.findall(rf"^\| {AS_DAY} \| {AS_DAY} \| (\d+) \|$", PAGE, re.MULTILINE)


def days(cell: str) -> dict[Stream, date]:
    return {} if cell == "–" else {Stream(cell): date.fromisoformat(cell)}


def codes(body: Body, *others: Body, day: date = DAY) -> list[str]:
    return [alarm.code for alarm in alarms(body, others, day)]


@pytest.mark.parametrize(("today", "met", "meetings", "reports", "told"), EXAMPLES)
def test_the_worked_example_runs(today: str, met: str, meetings: str, reports: str, told: str) -> None:
    charter = replace(GROUP, met=next(iter(days(met).values()), None))
    body = Body(Stream("one"), charter, SINCE, days(meetings), days(reports))
    assert codes(body, day=date.fromisoformat(today)) == ([] if told == "–" else told.split())


@pytest.mark.parametrize(("start", "end", "months"), MONTHS)
def test_months_are_whole(start: str, end: str, months: str) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == int(months)


def test_there_are_worked_examples() -> None:
    assert (len(EXAMPLES), len(MONTHS)) == (11, 6)


def test_an_alarm_carries_its_figures() -> None:
    (alarm,) = alarms(BODY, (), LAST + timedelta(days=5))
    assert (alarm.code, dict(alarm.facts)) == ("date-passed", {"until": LAST, "days": 5})


def test_an_alarm_names_the_last_matter_it_counts_from_or_none_for_the_charter() -> None:
    met = {Stream("early"): date(2026, 2, 1), Stream("late"): date(2026, 2, 20), Stream("to come"): date(2027, 1, 1)}
    told = {one.code: one.record for one in alarms(replace(BODY, meetings=met), (), date(2026, 6, 1))}
    assert told == {"no-meeting": Stream("late")}
    assert [one.record for one in alarms(replace(BODY, meetings={}), (), date(2026, 6, 1))] == [None]


def test_the_same_members_and_duties_as_another() -> None:
    (alarm,) = alarms(BODY, (BODY, OTHER), DAY)
    assert (alarm.code, dict(alarm.facts)) == ("same-as-another", {"joints": ("two",), "members": 3, "duties": 2})
    assert is_same(OTHER, BODY)


@pytest.mark.parametrize(
    "other",
    [
        replace(OTHER, duties=frozenset({"d:1"})),
        replace(OTHER, charter=replace(GROUP, members=(ROADS,))),
        replace(OTHER, charter=replace(GROUP, members=(ROADS, TOWN))),
        replace(OTHER, charter=replace(GROUP, ended=DAY)),
        replace(OTHER, charter=replace(GROUP, tier=Tier.PLAIN)),
    ],
)
def test_what_differs_is_not_the_same(other: Body) -> None:
    assert codes(BODY, other) == []


def test_bodies_that_cite_no_duty_are_not_compared() -> None:
    assert codes(replace(BODY, duties=frozenset()), replace(OTHER, duties=frozenset())) == []


def test_what_is_no_body_or_has_ended_rings_for_nothing() -> None:
    late = date(2030, 1, 1)
    for charter in (replace(GROUP, tier=Tier.PLAIN), replace(GROUP, ended=LAST, ending="done")):
        assert codes(replace(BODY, charter=charter), OTHER, day=late) == []
    assert codes(BODY, day=late) != []


sets = st.frozensets(st.sampled_from("abcdef"))


@given(sets, sets)
def test_likeness_is_one_for_equal_sets_alone(one: frozenset[str], two: frozenset[str]) -> None:
    assert 0 <= jaccard(one, two) <= 1
    assert jaccard(one, two) == jaccard(two, one)
    assert (jaccard(one, two) == 1) is (one == two)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.integers(0, 60))
def test_months_grow_with_time_and_never_run_ahead(start: date, far: int, more: int) -> None:
    end, later = start + timedelta(days=far), start + timedelta(days=far + more)
    assert 0 <= months_between(start, end) <= far // 28
    assert months_between(start, end) <= months_between(start, later)


HOMES = (ROADS, WATER)
lent = st.builds(
    Secondment, st.sampled_from([Stream("one"), Stream("two")]), st.sampled_from(HOMES), st.integers(1, 20),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)), agreed=st.just(date(2026, 1, 1)),
)  # fmt: skip


@given(st.lists(lent), st.dates(date(2026, 1, 1), date(2027, 1, 31)))
def test_days_lent_add_up_over_homes_and_over_works_and_end_by_themselves(found: list[Secondment], day: date) -> None:
    charters = {Stream("one"): GROUP, Stream("two"): replace(GROUP, ended=date(2026, 6, 1), ending="done")}
    whole = seconded_days(found, charters, day)
    assert whole == sum(seconded_days(found, charters, day, home=Desk(home)) for home in HOMES)
    assert whole == sum(seconded_days(found, charters, day, joint=joint) for joint in charters)
    if day >= date(2026, 6, 1):
        assert seconded_days(found, charters, day, joint=Stream("two")) == 0
    assert seconded_days(found, charters, date(2027, 1, 1)) == 0
