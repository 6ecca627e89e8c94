"""Tables: fixed columns in mm, a heading row that repeats on every page, rows that are not torn apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.table import Table

from qiantou.core.plain import without_hidden
from qiantou.documents.papers.layout import CELL, CELL_CENTRED, CELL_HEAD, Style, twips
from qiantou.documents.papers.stylesheet import CELL_SIDE_TWIPS

LONG_ROW = 10
"""Lines from which a row may run over the page's end: kept whole it could leave half a page empty."""


@dataclass(frozen=True)
class Column:
    """A column's heading and its share of the width; short things such as numbers and days stand centred."""

    heading: str
    share: float
    style: Style = CELL


def centred(heading: str, share: float) -> Column:
    return Column(heading, share, CELL_CENTRED)


@dataclass(frozen=True)
class Grid:
    """The columns, the rows below their headings, and what a table without rows says instead."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    empty: str


def add_grid(document: Document, grid: Grid, width_mm: float) -> Table:
    """A table over the whole width of the type area, at the document's end."""
    shown = [[column.heading for column in grid.columns], *(grid.rows or [[""] * len(grid.columns)])]
    widths = _widths(grid.columns, width_mm)
    table = _blank(document, rows=len(shown), widths=widths)
    for index, (row, texts) in enumerate(zip(table._tbl.tr_lst, shown, strict=True)):
        styles = [CELL_HEAD] * len(texts) if index == 0 else [column.style for column in grid.columns]
        for cell, text, style in zip(row.tc_lst, texts, styles, strict=True):
            write(cell, text, style)
        _whole(row, texts, widths)
    _repeat(table._tbl.tr_lst[0])
    if not grid.rows:
        first, last = table.cell(1, 0), table.cell(1, len(grid.columns) - 1)
        write(first.merge(last)._tc, grid.empty, CELL_CENTRED)
    return table


def add_facts(document: Document, facts: Sequence[tuple[str, str]], width_mm: float, style: Style = CELL) -> Table:
    """Label and value, a row each: the form a clerk fills."""
    widths = _widths((Column("", 1), Column("", 3.6)), width_mm)
    table = _blank(document, rows=len(facts), widths=widths)
    for row, (label, value) in zip(table._tbl.tr_lst, facts, strict=True):
        write(row.tc_lst[0], label, CELL_HEAD)
        write(row.tc_lst[1], value, style)
        _whole(row, (label, value), widths)
    return table


def write(cell: Any, text: str, style: Style) -> None:
    """Puts the text into the cell, a paragraph per line, in the middle of the cell's height."""
    for paragraph in cell.p_lst:
        cell.remove(paragraph)
    for line in without_hidden(text).strip("\r\n").splitlines() or [""]:
        paragraph = cell.add_p()
        paragraph.style = style.id
        run = paragraph.add_r()
        run.text = line
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    properties = cell.get_or_add_tcPr()
    for old in properties.findall(qn("w:vAlign")):
        properties.remove(old)
    properties.append(middle)


def height(row: Any, mm: float) -> None:
    """The row is at least so high: room for handwriting."""
    row.trHeight_val = twips(mm) * 635
    row.trHeight_hRule = None


def _blank(document: Document, *, rows: int, widths: Sequence[int]) -> Table:
    table: Table = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            size = cell.get_or_add_tcPr().get_or_add_tcW()
            size.set(qn("w:w"), str(width))
            size.set(qn("w:type"), "dxa")
    total = table._tbl.tblPr.find(qn("w:tblW"))
    total.set(qn("w:w"), str(sum(widths)))
    total.set(qn("w:type"), "dxa")
    return table


def _widths(columns: Sequence[Column], width_mm: float) -> list[int]:
    """Twips per column in proportion to their shares; the last takes what rounding left."""
    whole = twips(width_mm)
    shares = sum(column.share for column in columns)
    widths = [round(whole * column.share / shares) for column in columns]
    widths[-1] += whole - sum(widths)
    return widths


def _repeat(row: Any) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any, texts: Sequence[str], widths: Sequence[int]) -> None:
    if max(map(_lines, texts, widths), default=0) < LONG_ROW:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _lines(text: str, width: int) -> int:
    """At most so many lines the text takes in a cell so many twips wide."""
    room = max(1, (width - 2 * CELL_SIDE_TWIPS) // round(CELL.size * 20))
    return sum(math.ceil(len(line) / room) or 1 for line in text.splitlines())
