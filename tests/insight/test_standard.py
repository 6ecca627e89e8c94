"""What is asked for again: the examples of docs/rules/outsiders.md, and laws of the pattern of a title."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.calendar import Calendar, DayRule
from qiantou.insight.standard import day_of_list, is_again, pattern
from tests.core.test_linked import RULES

SECTION = RULES.split("## Standard requests")[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in SECTION.splitlines() if line.startswith("| ") and line.rstrip(" |").endswith((" yes", " no"))
]  # fmt: skip


DAYS = re.findall(r"^\| (\S+) \| ([1-7]) \| (\S+) \|$", SECTION, re.MULTILINE)


@pytest.mark.parametrize(("today", "weekday", "then"), DAYS)
def test_the_day_of_the_list_is_a_working_day(today: str, weekday: str, then: str) -> None:
    rest = {date(2026, 10, day): DayRule(()) for day in range(1, 8)}
    calendar = Calendar("Asia/Shanghai", ((time(8, 30), time(18)),), rest)
    assert day_of_list(calendar, date.fromisoformat(today), int(weekday)) == date.fromisoformat(then)


def test_the_page_has_its_examples() -> None:
    assert len(DAYS) == 8
    assert len(ROWS) == 11
    assert {said for *_titles, said in ROWS} == {"yes", "no"}


@pytest.mark.parametrize(("before", "now", "same"), ROWS)
def test_a_worked_example(before: str, now: str, same: str) -> None:
    assert is_again(now, [before]) is (same == "yes")


@given(st.text(max_size=40))
def test_any_title_asks_for_the_same_as_itself(title: str) -> None:
    assert is_again(title, [title]) is bool(pattern(title))
    assert not is_again("", [title])


@pytest.mark.parametrize(("one", "other"), [("三年行动计划", "五年行动计划"), ("检测3号桥", "检测4号桥")])
def test_other_numbers_tell_titles_apart(one: str, other: str) -> None:
    assert not is_again(one, [other])


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(1, 99))
def test_another_period_is_the_same_request(year: int, month: int, issue: int) -> None:
    assert is_again(f"报送{year}年{month}月第{issue}期简报", ["报送2026年3月第1期简报"])
