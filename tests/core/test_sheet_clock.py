"""A work that is over is owed a sheet by a day, before one post more for each time it is not (assessment.md)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.figures import SHEET_WITHIN, Figure
from qiantou.core.register import CHARTERS, FIGURES
from qiantou.core.review import SHEETS
from qiantou.core.sheet_clock import Owed, owed
from qiantou.core.undertaking import Charter
from tests.core.assessing import MET, OVER, SHEET
from tests.core.steps import Case
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, listed, local

PAGE = Path(__file__).resolve().parents[2] / "docs/rules/assessment.md"
ROW = re.compile(r"\| (2026-\d\d-\d\d) \| (–|2026-\d\d-\d\d) \| (2026-\d\d-\d\d) \| (2026-\d\d-\d\d) \| (\d) \|")
ENDED, DUE = date(2026, 3, 2), date(2026, 3, 30)


def concluded(charter: Charter = OVER, ended: date = ENDED) -> Case:
    case = Case()
    going = replace(charter, ended=None, met=None, ending="")
    case.town.listings.append(listed(CHARTERS, JOINT, going, at=local(f"{ended - timedelta(9)} 09:00")))
    case.town.listings.append(listed(CHARTERS, JOINT, charter, at=local(f"{ended} 09:00")))
    return case


def told(case: Case, day: date, waits: date | None = None) -> Owed | None:
    return owed(JOINT, case.town.register.at(local(f"{day} 12:00")), waits=waits)


def test_the_examples_of_the_page_hold() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(rows) == 5
    for over, line, today, due, before in rows:
        waits = date.fromisoformat(line) if line != "–" else None
        found = told(concluded(replace(OVER, keeper=ROADS), date.fromisoformat(over)), date.fromisoformat(today), waits)
        assert found == Owed(JOINT, ROADS, date.fromisoformat(due), (DEPUTY, HEAD)[: int(before)]), (over, today)


@pytest.mark.parametrize("charter", [OVER, MET])
def test_nothing_is_owed_before_the_end_nor_once_the_sheet_is_out_and_changes_of_the_charter_move_no_day(
    charter: Charter,
) -> None:
    case = concluded(charter)
    assert told(case, ENDED - timedelta(1)) is None
    case.town.listings.append(listed(CHARTERS, JOINT, replace(charter, until=DUE), at=local("2026-03-20 09:00")))
    found = told(case, DUE)
    assert found is not None
    assert found.due == DUE
    case.town.listings.append(listed(SHEETS, JOINT, SHEET, at=local("2026-05-04 09:00")))
    assert told(case, date(2026, 5, 5)) is None


def test_the_number_of_the_day_the_work_was_over_counts() -> None:
    case = concluded()
    case.town.listings.append(listed(FIGURES, SHEET_WITHIN, Figure(60, "a paper"), at=local("2026-03-10 09:00")))
    found = told(case, DUE)
    assert found is not None
    assert found.due == DUE


def test_where_the_lead_keeps_the_record_another_office_owes_it() -> None:
    found = told(concluded(replace(OVER, keeper=LEAD)), DUE)
    assert found is not None
    assert found.holder == GOV


@given(days=st.integers(0, 400), more=st.integers(0, 60), waits=st.integers(0, 200))
def test_it_lies_before_no_fewer_as_days_pass_and_never_before_the_lead(days: int, more: int, waits: int) -> None:
    case, line = concluded(replace(OVER, keeper=ROADS)), ENDED + timedelta(waits)
    now, then = (told(case, ENDED + timedelta(days + late), line) for late in (0, more))
    assert now is not None
    assert then is not None
    assert then.due == now.due > line
    assert then.before[: len(now.before)] == now.before
    assert bool(now.before) == (ENDED + timedelta(days) > now.due)
    assert LEAD not in then.desks
