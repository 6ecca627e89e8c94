"""Tables out: an .xlsx of exactly what is shown. Every text is written as text, never as a formula or link."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Percent:
    """A part of one, written as a number that a reader sees in percent, with one decimal."""

    part: Fraction | float

    def __str__(self) -> str:
        return f"{float(self.part):.1%}"


CellValue = str | int | float | date | datetime | Percent | None

Table = tuple[str, Sequence[str], Iterable[Sequence[CellValue]]]
"""The name of a sheet, its headings and its rows."""


def write_sheet(title: str, columns: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """The bytes of a workbook with one sheet: a bold, frozen heading row, then the rows.

    Instants must already be in the zone they are to be read in; Excel knows no zones.
    """
    return write_book([(title, columns, rows)])


def write_book(tables: Iterable[Table]) -> bytes:
    """The bytes of a workbook with a sheet for each table, as `write_sheet` has it; their names must differ."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    for title, columns, rows in tables:
        _write(book, title, columns, rows)
    book.close()
    return buffer.getvalue()


def _write(book: xlsxwriter.Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> None:
    sheet = book.add_worksheet(_sheet_name(title))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
    percent = book.add_format({"num_format": "0.0%", "valign": "top"})
    widths = [_width(column) for column in columns]
    for column, name in enumerate(columns):
        sheet.write_string(0, column, _writable(name), heading)
    last = 0
    for last, row in enumerate(rows, 1):
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
                case int() | float():
                    sheet.write_number(last, column, value, text)
                case _:
                    sheet.write_string(last, column, _writable(value), text)
            if column < len(widths):
                widths[column] = max(widths[column], min(_width(str(value)), 60))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    _on_paper(sheet)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _on_paper(sheet: Any) -> None:
    """A4 across, as wide as one page, the heading row on each."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _writable(text: str) -> str:
    """The text without what XML cannot hold, cut to what a cell holds."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)[:32_767]


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters, none of []:*?/\\ and no apostrophe at either end."""
    plain = "".join(" " if char in "[]:*?/\\" or not char.isprintable() or char > "\uffff" else char for char in title)
    plain = plain.strip(" '")[:31].strip(" '")
    return "1" if plain.lower() in ("", "history") else plain


def _width(text: str) -> int:
    return 2 + sum(2 if ord(char) > 0x2E80 else 1 for char in max(text.split("\n"), key=len, default=""))
