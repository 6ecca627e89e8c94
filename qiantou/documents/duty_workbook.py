"""Writes duty lists as a workbook: a sheet a list, ready to print on A4 across, every text as text.

What is written is read back by `duty_lists` as the same rows. A dash says that a class or unit is none, where a
blank would be read as the one above.
"""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from qiantou.core.duty import DutySort
from qiantou.documents.duty_rows import MAX_TEXT, DutyRow

_LAYOUT: Mapping[DutySort, tuple[str, ...]] = {
    DutySort.BASIC: ("number", "klass", "item"),
    DutySort.COOPERATING: ("number", "klass", "item", "upper", "upper_duty", "part"),
    DutySort.TAKEN_BACK: ("number", "klass", "item", "upper", "how"),
}
_OPTIONAL = ("upper", "upper_duty", "part", "how")
_WIDTHS = {"unit": 14, "number": 6, "klass": 14, "item": 40, "upper": 22, "upper_duty": 38, "part": 38, "how": 48}
"""In characters of Latin script; a Chinese character takes two."""
_DASH = "—"


def write_duty_lists(rows: Sequence[DutyRow], *, title: str, headings: Mapping[str, str]) -> bytes:
    """The bytes of an .xlsx: the rows of each list in their order, under `title` and the words of `headings`, which
    are `duty_words.CHINESE` or `ENGLISH`. A row without unit is read back with the unit the title names, if any.

    Raises:
        ValueError: a text longer than MAX_TEXT characters, which a reader would not take back.
    """
    if any(len(str(getattr(row, field))) > MAX_TEXT for row in rows for field in _WIDTHS):
        raise ValueError("a text is longer than a cell of a duty list")
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    for sort in DutySort:
        _write_list(book, sort, [row for row in rows if row.sort == sort], (title, headings))
    book.close()
    return buffer.getvalue()


def _write_list(
    book: xlsxwriter.Workbook, sort: DutySort, rows: Sequence[DutyRow], words: tuple[str, Mapping[str, str]]
) -> None:
    title, headings = words
    columns = _columns(sort, rows)
    sheet = book.add_worksheet(headings[sort][:31])
    large = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True})
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    sheet.merge_range(0, 0, 0, len(columns) - 1, "", large)
    sheet.write_string(0, 0, f"{title} {headings[sort]}", large)
    sheet.set_row(0, 30)
    for at, field in enumerate(columns):
        word = headings["taking" if field == "upper" and sort is DutySort.TAKEN_BACK else field]
        sheet.write_string(1, at, word, bold)
        sheet.set_column(at, at, _WIDTHS[field])
    for line, values in enumerate(_values(rows, columns), 2):
        for at, value in enumerate(values):
            sheet.write_string(line, at, value, text)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_footer("&C&P / &N")


def _columns(sort: DutySort, rows: Sequence[DutyRow]) -> tuple[str, ...]:
    """The columns of a list, and any other that one of its rows fills."""
    layout = _LAYOUT[sort]
    more = tuple(field for field in _OPTIONAL if field not in layout and any(getattr(row, field) for row in rows))
    return ("unit",) * any(row.unit for row in rows) + layout + more


def _values(rows: Sequence[DutyRow], columns: Sequence[str]) -> list[list[str]]:
    """The texts of the rows, with a dash for a class or unit that is none below one that is."""
    filled = {field for field in ("unit", "klass") if any(getattr(row, field) for row in rows)}
    return [[getattr(row, field) or (_DASH if field in filled else "") for field in columns] for row in rows]
