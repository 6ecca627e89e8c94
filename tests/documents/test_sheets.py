"""Exports hold what was given, as text where it was text."""

import io
from datetime import UTC, date, datetime
from fractions import Fraction

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from qiantou.documents.sheets import Percent, write_sheet

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "http://203.0.113.9/", "{=1}", "\t=1", "1e5", "县财政局"]


def cells(data: bytes) -> tuple[str, list[list[tuple[object, str]]]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return sheet.title, [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def test_text_is_written_as_text():
    _, rows = cells(write_sheet("导出", EVIL, [EVIL]))
    assert rows == [[(text, "s") for text in EVIL]] * 2


def test_numbers_days_and_blanks():
    row = [3, 1.5, date(2026, 3, 5), datetime(2026, 3, 5, 9, 30, tzinfo=UTC), None]
    _, rows = cells(write_sheet("x", list("abcde"), [row]))
    assert [value for value, _ in rows[1]] == [3, 1.5, datetime(2026, 3, 5), datetime(2026, 3, 5, 9, 30), None]  # noqa: DTZ001 - Excel knows no zones


def test_a_percent_is_a_number_that_reads_as_one():
    sheet = openpyxl.load_workbook(io.BytesIO(write_sheet("x", ["a"], [[Percent(Fraction(1, 3))]]))).active
    cell = sheet.cell(2, 1)
    assert (cell.data_type, cell.number_format, round(cell.value, 6)) == ("n", "0.0%", 0.333333)


@given(st.text(max_size=60))
def test_any_title_names_a_sheet(title: str):
    name, _ = cells(write_sheet(title, ["a"], []))
    assert 0 < len(name) <= 31


@given(st.text(max_size=60).filter(lambda text: text.isprintable()))
def test_any_text_comes_back(text: str):
    _, rows = cells(write_sheet("x", ["a"], [[text]]))
    assert rows[1][0][0] in (text, text or None)


@given(st.text(max_size=60))
def test_any_text_can_be_opened(text: str):
    assert len(cells(write_sheet("x", [text or "a"], [[text]]))[1]) == 2
