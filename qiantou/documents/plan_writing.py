"""Writes the lines of a plan for a spreadsheet: an .xlsx, or the text of the clipboard. Both read back the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from qiantou.core.plan import Every, Rhythm, Tie
from qiantou.documents.clipboard import text_of
from qiantou.documents.plan_cells import decimal
from qiantou.documents.plan_rows import COLUMNS, GridRow, RowTie
from qiantou.documents.plan_ties import tie_text
from qiantou.documents.plan_words import CHINESE, Words
from qiantou.documents.sheets import CellValue, write_sheet


def write_grid(rows: Sequence[GridRow], words: Words = CHINESE, *, columns: Sequence[str] = COLUMNS) -> bytes:
    """The bytes of an .xlsx with the headings and rows; days are days, weights are numbers, all else is text."""
    headings = [words.headings[column] for column in columns]
    return write_sheet(words.title, headings, _table(rows, words, columns))


def grid_text(rows: Sequence[GridRow], words: Words = CHINESE, *, columns: Sequence[str] = COLUMNS) -> str:
    """The headings and rows as a spreadsheet puts them on the clipboard."""
    headings = [words.headings[column] for column in columns]
    table = [["" if value is None else str(value) for value in row] for row in _table(rows, words, columns)]
    return text_of([headings, *table])


def _table(rows: Sequence[GridRow], words: Words, columns: Sequence[str]) -> list[list[CellValue]]:
    """The cells. A reference to a row by its number follows the row to where it is written now."""
    places: dict[int, int] = {}
    for place, row in enumerate(rows, 1):
        places.setdefault(row.row, place)
    return [[_cell(row, column, words, places) for column in columns] for row in rows]


def _cell(row: GridRow, column: str, words: Words, places: Mapping[int, int]) -> CellValue:
    match column:
        case "role":
            return words.roles[row.role] if row.role else None
        case "effort":
            return decimal(row.effort) if isinstance(row.effort, Fraction) else words.sizes.get(row.effort)
        case "after":
            return words.comma.join(_after(one, places) for one in row.after)
        case "rhythm":
            return _rhythm(row.rhythm, words) if row.rhythm else None
        case _:
            value: str | int | date | None = getattr(row, column)
            return value


def _after(one: int | str | RowTie, places: Mapping[int, int]) -> str:
    if isinstance(one, RowTie):
        return tie_text(Tie(_after(one.line, places), one.type, one.lag))
    return str(places.get(one, one) if isinstance(one, int) else one)


def _rhythm(rhythm: Rhythm, words: Words) -> str:
    if rhythm.every is Every.MONTH and rhythm.day == 31:
        return words.last_day
    day = words.weekdays[rhythm.day - 1] if rhythm.every is Every.WEEK else rhythm.day
    return words.rhythms[rhythm.every] % {"day": day}
