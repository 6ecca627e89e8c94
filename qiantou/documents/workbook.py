"""An .xlsx: every visible sheet as a table, merged cells filled, cells named Sheet1!B3."""

import io
import re
from datetime import date, datetime, time

import python_calamine
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from qiantou.core.kernel import Rejected
from qiantou.documents.container import open_package, remote_targets
from qiantou.documents.doubts import Doubt
from qiantou.documents.paper import Block, Cell, Table

MAX_CELLS = 400_000


def read_workbook(data: bytes) -> tuple[tuple[Block, ...], tuple[Doubt, ...]]:
    """One table per visible sheet, and what was left out."""
    package = open_package(data)
    if "xl/workbook.xml" not in package.namelist():
        raise Rejected("paper-not-a-document")
    for name in package.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _refuse_far_cells(package.read(name))
    doubts = [Doubt("remote-parts")] if remote_targets(package) else []
    blocks: list[Block] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.visible is not SheetVisibleEnum.Visible:
                doubts.append(Doubt("hidden-sheet", {"name": sheet.name}))
                continue
            blocks.append(_sheet(book.get_sheet_by_name(sheet.name)))
    except (CalamineError, ValueError, OSError, python_calamine.PasswordError) as error:
        raise Rejected(
            "paper-encrypted" if isinstance(error, python_calamine.PasswordError) else "paper-broken"
        ) from error
    return tuple(blocks), tuple(doubts)


_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Za-z]{1,8})(\d{1,12})"[^>]*(?<!/)>')

_ROW_OF_UNNAMED = re.compile(
    rb'<(?:\w+:)?row\s(?:[^>]*?\s)?r="(\d{1,12})"[^>]*>\s*<(?:\w+:)?c(?![^>]*\sr=)[^>]*(?<!/)>'
)


def _refuse_far_cells(xml: bytes) -> None:
    """One cell far away would make the parser lay out every cell before it; raises paper-too-long first."""
    rows = columns = 0
    for found in _CELL.finditer(xml):
        column = 0
        for letter in found[1].upper():
            column = column * 26 + letter - 64
        rows, columns = max(rows, int(found[2])), max(columns, column)
    for found in _ROW_OF_UNNAMED.finditer(xml):
        rows = max(rows, int(found[1]))
    if rows * columns > MAX_CELLS:
        raise Rejected("paper-too-long", limit=MAX_CELLS)


def _sheet(sheet: python_calamine.CalamineSheet) -> Table:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise Rejected("paper-too-long", limit=MAX_CELLS)
    values = sheet.to_python(skip_empty_area=False)
    width = max((len(row) for row in values), default=0)
    grid = [
        [Cell(_shown(row[c]) if c < len(row) else "", f"{sheet.name}!{_letters(c)}{r + 1}") for c in range(width)]
        for r, row in enumerate(values)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for r in range(top, min(bottom, len(grid) - 1) + 1):
            for c in range(left, min(right, width - 1) + 1):
                if (r, c) != (top, left):
                    grid[r][c] = Cell(grid[top][left].text, grid[r][c].source, above=r > top, left=c > left)
    return Table(tuple(tuple(row) for row in grid), sheet.name)


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
