"""An .xlsx: every visible sheet as a table, merged cells filled, cells named Sheet1!B3."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, time

import python_calamine
from defusedxml import ElementTree
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
        parts = _parts(package)
        for sheet in book.sheets_metadata:
            if sheet.visible is not SheetVisibleEnum.Visible:
                doubts.append(Doubt("hidden-sheet", {"name": sheet.name}))
                continue
            part = parts.get(sheet.name, "")
            xml = package.read(part) if part in package.namelist() else b""
            table = _sheet(book.get_sheet_by_name(sheet.name), _hidden_rows(xml))
            blocks.append(_marked(table, _unvalued(xml)))
    except (CalamineError, SyntaxError, ValueError, OSError, python_calamine.PasswordError) as error:
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


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LINKS = "xl/_rels/workbook.xml.rels"


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part that holds its cells; empty for a workbook that names them otherwise."""
    if _LINKS not in package.namelist():
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(package.read(_LINKS))}
    sheets = ElementTree.fromstring(package.read("xl/workbook.xml")).iter(_MAIN + "sheet")
    found = {sheet.get("name", ""): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    return {name: target[1:] if target.startswith("/") else f"xl/{target}" for name, target in found.items()}


def _hidden_rows(xml: bytes) -> set[int]:
    """The numbers of the rows a sheet hides, from 1."""
    rows = re.findall(rb"<(?:\w+:)?row\s([^>]*)>", xml)
    hidden = [row for row in rows if re.search(rb'\bhidden="(?:1|true)"', row)]
    return {int(number[1]) for row in hidden if (number := re.search(rb'\br="(\d{1,7})"', row))}


_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)(?<!/)>\s*<(?:\w+:)?f\b([^<]*+(?:<(?!/?(?:\w+:)?c[\s>])[^<]*+)*+)</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'<(?:\w+:)?c\s([^<>]*\bt="e"[^<>]*)>')


def _unvalued(xml: bytes) -> set[bytes]:
    """The cells whose formula was saved without a value, as some programs write them, and those that hold an error."""
    names = [found[1] for found in _ERROR.finditer(xml)]
    names += [
        found[1]
        for found in _FORMULA.finditer(xml)
        if b't="str"' not in found[1] and not re.search(rb"<(?:\w+:)?v[^>/]*>[^<]", found[2])
    ]
    return {name[1] for attributes in names if (name := re.search(rb'\br="([A-Z]{1,3}\d{1,7})"', attributes))}


def _marked(table: Table, unvalued: set[bytes]) -> Table:
    if not unvalued:
        return table
    marked = {f"{table.source}!{name.decode()}" for name in unvalued}
    return Table(
        tuple(
            tuple(replace(cell, unvalued=True) if cell.source in marked else cell for cell in row) for row in table.rows
        ),
        table.source,
    )


def _sheet(sheet: python_calamine.CalamineSheet, hidden: set[int]) -> Table:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise Rejected("paper-too-long", limit=MAX_CELLS)
    values = sheet.to_python(skip_empty_area=False)
    width = max((len(row) for row in values), default=0)
    grid = [
        [
            Cell(_shown(row[c]) if c < len(row) else "", f"{sheet.name}!{_letters(c)}{r + 1}", hidden=r + 1 in hidden)
            for c in range(width)
        ]
        for r, row in enumerate(values)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for r in range(top, min(bottom, len(grid) - 1) + 1):
            for c in range(left, min(right, width - 1) + 1):
                if (r, c) != (top, left):
                    grid[r][c] = replace(grid[r][c], text=grid[top][left].text, above=r > top, left=c > left)
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
