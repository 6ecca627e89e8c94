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


def paper(title: str, columns: list[str], *rows: list[object]):
    return openpyxl.load_workbook(io.BytesIO(write_sheet(title, columns, rows))).active


def test_what_wraps_is_not_hidden_by_its_row_and_its_column_keeps_to_the_page():
    long = "在“城区雨污分流改造”中没有承担事项，各项由县财政局完成。" * 4
    sheet = paper("评先建议", ["单位", "须一并说明"], ["县财政局", ""], ["县水利局", long])
    assert sheet.column_dimensions["B"].width < 50
    assert (sheet.row_dimensions[2].height or 18) == 18
    assert sheet.row_dimensions[3].height >= 5 * 15


def test_a_heading_wraps_before_it_makes_a_column_wide():
    sheet = paper("x", ["自身无超时的评估单（工作分钟）", "Sheets without own over-run"], [1, 2])
    assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [17, 13]
    assert sheet.row_dimensions[1].height > 18


def test_on_paper_it_has_lines_its_title_and_its_page_numbers():
    sheet = paper("供水 & 排水", ["单位"], ["县水利局"])
    assert sheet.oddHeader.center.text == "供水 && 排水" or "供水" in sheet.oddHeader.center.text
    assert "&P" in sheet.oddFooter.center.text or "Page" in sheet.oddFooter.center.text
    assert sheet.print_options.gridLines
    assert sheet.print_title_rows == "$1:$1"


def test_a_share_shows_two_decimals_at_least_and_no_more_than_four():
    sheet = paper("x", ["a"], [36.6176], [15.0])
    assert {sheet.cell(row, 1).number_format for row in (2, 3)} == {"0.00##"}
