"""Tables: fixed columns in mm, a heading row that repeats on every page, rows that are not torn apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
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
    widths = _widths(grid.columns, width_mm)
    styles = [column.style for column in grid.columns]
    heads = [column.heading for column in grid.columns]
    rows = [_row(heads, [CELL_HEAD] * len(heads), widths, repeated=True)]
    rows += [_row(texts, styles, widths) for texts in grid.rows or [[""] * len(heads)]]
    table = _table(document, rows, widths)
    if not grid.rows:
        first, last = table.cell(1, 0), table.cell(1, len(heads) - 1)
        write(first.merge(last)._tc, grid.empty, CELL_CENTRED)
    return table


def add_facts(document: Document, facts: Sequence[tuple[str, str]], width_mm: float, style: Style = CELL) -> Table:
    """Label and value, a row each: the form a clerk fills."""
    widths = _widths((Column("", 1), Column("", 3.6)), width_mm)
    return _table(document, [_row(fact, (CELL_HEAD, style), widths) for fact in facts], widths)


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


def _table(document: Document, rows: Sequence[str], widths: Sequence[int]) -> Table:
    """The table of these rows; they are written as text and read at once, since a long table has a row a matter and
    the library's own way takes a millisecond a cell."""
    table: Table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    total = table._tbl.tblPr.find(qn("w:tblW"))
    total.set(qn("w:w"), str(sum(widths)))
    total.set(qn("w:type"), "dxa")
    read = parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>")
    table._tbl.extend(list(read))
    return table


def _row(texts: Sequence[str], styles: Sequence[Style], widths: Sequence[int], *, repeated: bool = False) -> str:
    whole = max(map(_lines, texts, widths), default=0) < LONG_ROW
    kept = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if repeated else "")
    cells = "".join(map(_cell, texts, styles, widths))
    return f"<w:tr>{f'<w:trPr>{kept}</w:trPr>' if kept else ''}{cells}</w:tr>"


def _cell(text: str, style: Style, width: int) -> str:
    """A paragraph per line, in the middle of the cell's height."""
    lines = without_hidden(text).strip("\r\n").splitlines() or [""]
    paragraphs = "".join(f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/></w:pPr>{_run(line)}</w:p>' for line in lines)
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f'<w:tc><w:tcPr>{size}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'


def _run(line: str) -> str:
    if not line:
        return ""
    told = escape(line).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r><w:t xml:space="preserve">{told}</w:t></w:r>'


def _widths(columns: Sequence[Column], width_mm: float) -> list[int]:
    """Twips per column in proportion to their shares; the last takes what rounding left."""
    whole = twips(width_mm)
    shares = sum(column.share for column in columns)
    widths = [round(whole * column.share / shares) for column in columns]
    widths[-1] += whole - sum(widths)
    return widths


def _lines(text: str, width: int) -> int:
    """At most so many lines the text takes in a cell so many twips wide."""
    room = max(1, (width - 2 * CELL_SIDE_TWIPS) // round(CELL.size * 20))
    return sum(math.ceil(len(line) / room) or 1 for line in text.splitlines())
