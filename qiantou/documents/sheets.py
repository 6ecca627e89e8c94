"""Tables out: an .xlsx of exactly what is shown. Every text is written as text, never as a formula or link."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Percent:
    """A part of one, written as a number that a reader sees in percent, with one decimal."""

    part: Fraction | float

    def __str__(self) -> str:
        return f"{float(self.part):.1%}"


WIDEST, WIDEST_HEADING = 44, 16
"""Of a column, and of one that its heading alone makes wide; in half-width characters. What is longer wraps."""
ROW, LINE = 18, 15
"""Heights in points of a row of one line, and of each further line: programs differ in whether they grow a row that
wraps, and one that does not hides what was written."""
HIGHEST = 400

CellValue = str | int | float | date | datetime | Percent | None

Table = tuple[str, Sequence[str], Iterable[Sequence[CellValue]]]
"""The name of a sheet, its headings and its rows."""


def write_sheet(title: str, columns: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """The bytes of a workbook with one sheet: a bold, frozen heading row, then the rows.

    Instants must already be in the zone they are to be read in; Excel knows no zones.
    """
    return write_book([(title, columns, rows)])


def write_book(tables: Iterable[Table], about: str = "") -> bytes:
    """The bytes of a workbook with a sheet for each table, as `write_sheet` has it; their names must differ. `about`:
    what stands before the name of each sheet on paper."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    for title, columns, rows in tables:
        sheet = _write(book, title, columns, rows)
        _on_paper(sheet, " · ".join(part for part in (about, title) if part))
    book.close()
    return buffer.getvalue()


def _write(book: xlsxwriter.Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> Any:
    sheet = book.add_worksheet(_sheet_name(title))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
    percent = book.add_format({"num_format": "0.0%", "valign": "top"})
    number = book.add_format({"num_format": "0.00##", "valign": "top"})
    table = [list(row) for row in rows]
    widths = _widths(columns, table)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, _writable(name), heading)
    sheet.set_default_row(ROW)
    sheet.set_row(0, _height(columns, widths))
    for last, row in enumerate(table, 1):
        for column, value in enumerate(row):
            match value:
                case None:
                    continue
                case datetime():
                    sheet.write_datetime(last, column, value.replace(tzinfo=None), instant)
                case date():
                    sheet.write_datetime(last, column, value, day)
                case Percent(part):
                    sheet.write_number(last, column, float(part), percent)
                case int():
                    sheet.write_number(last, column, value, text)
                case float():
                    sheet.write_number(last, column, value, number)
                case _:
                    sheet.write_string(last, column, _writable(value), text)
        if (height := _height(row, widths)) > ROW:
            sheet.set_row(last, height)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(table), len(columns) - 1)
    return sheet


def _on_paper(sheet: Any, title: str) -> None:
    """A4 across, as wide as one page, with lines; on each page the title, the heading row and the page's number."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)
    if said := " ".join(_writable(title).split())[:100]:
        sheet.set_header("&C" + said.replace("&", "&&"))
    sheet.set_footer("&C&P / &N")


def _writable(text: str) -> str:
    """The text without what XML cannot hold, cut to what a cell holds."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)[:32_767]


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters, none of []:*?/\\ and no apostrophe at either end."""
    plain = "".join(" " if char in "[]:*?/\\" or not char.isprintable() or char > "\uffff" else char for char in title)
    plain = plain.strip(" '")[:31].strip(" '")
    return "1" if plain.lower() in ("", "history") else plain


def _widths(columns: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> list[int]:
    """As wide as what stands in it, up to a limit; a heading wraps before it makes its column wide."""
    widths = [min(_width(column), max(WIDEST_HEADING, _longest_word(column))) for column in columns]
    for row in rows:
        for column, value in enumerate(row[: len(widths)]):
            if value is not None:
                widths[column] = max(widths[column], min(_width(_shown(value)), WIDEST))
    return widths


def _height(row: Sequence[CellValue], widths: Sequence[int]) -> int:
    """For the cell of the most lines, each as many as its words take in the width of its column."""
    lines = (
        sum(max(1, ceil(_length(line) / max(1, width - 2))) for line in _shown(value).split("\n"))
        for value, width in zip(row, widths, strict=False)
        if value is not None
    )
    return min(HIGHEST, ROW + LINE * (max(lines, default=1) - 1))


def _shown(value: CellValue) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _width(text: str) -> int:
    return 2 + max(map(_length, text.split("\n")), default=0)


def _length(line: str) -> int:
    """In half-width characters."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in line)


def _longest_word(text: str) -> int:
    """That of the words that no line breaks within, with room at its side: Chinese breaks anywhere."""
    return 2 + max((_length(word) for word in re.findall(r"[!-⺀]+", text)), default=0)
