"""Reads the lines of a plan (分工方案) pasted from a spreadsheet, from .csv text, or in an .xlsx.

The first row may name the columns, in Chinese or English and in any order; else they stand in the page's order. Each
cell is a value or a fault that names row, column, words and rule. Rules: docs/rules/plan.md, "The grid".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qiantou.core.kernel import Rejected
from qiantou.core.plan import Tie
from qiantou.documents.clipboard import cells_of
from qiantou.documents.container import OLE, refuse_by_size
from qiantou.documents.opening import MAX_TEXT as MAX_PASTED
from qiantou.documents.opening import read_paper
from qiantou.documents.paper import Cell, Table
from qiantou.documents.plain import decode
from qiantou.documents.plan_line import read_line
from qiantou.documents.plan_rows import COLUMNS, MAX_ROWS, Fault, Grid, GridRow, RowTie
from qiantou.documents.plan_ties import read_tie
from qiantou.documents.plan_words import heading_code
from qiantou.documents.script import fold
from qiantou.documents.tables import is_below

_ABOVE = 10
"""Rows of titles that may stand above the headings."""


def read_grid(content: str | bytes, columns: Sequence[str] = COLUMNS, *, year: int | None = None) -> Grid:
    """The lines in a pasted text, or in the bytes of an .xlsx, a Word table or a .csv.

    `columns`: the page's own order, codes of COLUMNS, for cells without headings. `year`: that of days without one.

    Raises:
        Rejected: with a code of `container.REFUSALS`, where it is no table this product opens.
    """
    if isinstance(content, bytes):
        refuse_by_size(content)
        if content.startswith((b"PK", OLE)):
            return _read_package(content, columns, year)
        content, doubts = decode(content)
        grid = read_grid(content, columns, year=year)
        return replace(grid, left_out=(*grid.left_out, *(Fault(doubt.code, 0) for doubt in doubts)))
    if not content.strip():
        raise Rejected("paper-empty")
    if len(content) > MAX_PASTED:
        raise Rejected("paper-long-text", limit=MAX_PASTED)
    rows = [[Cell(text, "") for text in row] for row in _split(content)]
    return _read(rows, columns, year)


def _read_package(content: bytes, columns: Sequence[str], year: int | None) -> Grid:
    """The first table or sheet that holds anything; the others are said."""
    paper = read_paper(content, "plan.xlsx" if b"word/document.xml" not in content else "plan.docx")
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    filled = [table for table in tables if any(cell.text or cell.unvalued for row in table.rows for cell in row)]
    if not filled:
        raise Rejected("paper-empty")
    grid = _read([list(row) for row in filled[0].rows], columns, year)
    others = [Fault("other-sheet", 0, "", table.source) for table in filled[1:]]
    doubts = (Fault(doubt.code, 0, "", doubt.facts.get("name", "")) for doubt in paper.doubts)
    return replace(grid, faults=(*grid.faults, *others), left_out=(*grid.left_out, *doubts))


def _split(text: str) -> list[list[str]]:
    """The cells of a pasted text. Commas separate only below headings, or where three or more cells stand in every row:
    elsewhere they belong to what is written."""
    if "\t" not in text:
        for mark in ",;，":
            rows = cells_of(text, mark)
            widths = {len(row) for row in rows if any(row)}
            if _headings([[Cell(cell, "") for cell in row] for row in rows[:_ABOVE]]):
                return rows
            if mark != "，" and len(widths) == 1 and max(widths) >= 3:
                return rows
    return cells_of(text)


@dataclass(frozen=True)
class _Headings:
    at: int
    codes: dict[int, str]
    faults: tuple[Fault, ...] = ()


def _headings(rows: Sequence[Sequence[Cell]]) -> _Headings | None:
    """The row that names the columns, among the first: half of its words are known, or it is the one word that is."""
    for at, row in enumerate(rows[:_ABOVE]):
        words = {column: cell.text for column, cell in enumerate(row) if cell.text.strip() and not cell.left}
        known = {column: code for column, text in words.items() if (code := heading_code(text))}
        every = len(known) == len(words)
        whole = "deliverable" in known.values()
        if not known or len(known) * 2 < len(words) or not (whole or (every and len(known) > 1)):
            continue
        if len(words) == 1 and len(row) > 1 and any(cell.text for other in rows[at + 1 :] for cell in other[1:]):
            continue  # a title of one word above the headings
        codes: dict[int, str] = {}
        faults = [Fault("column-unknown", 0, "", text) for column, text in words.items() if column not in known]
        for column, code in known.items():
            if code in codes.values():
                faults.append(Fault("column-twice", 0, code, words[column]))
            else:
                codes[column] = code
        if not whole:
            faults.append(Fault("column-missing", 0, "deliverable"))
        return _Headings(at, codes, tuple(faults))
    return None


def _read(rows: list[list[Cell]], columns: Sequence[str], year: int | None) -> Grid:
    found = _headings(rows)
    codes = found.codes if found else dict(enumerate(columns))
    below = rows[found.at + 1 :] if found else rows
    count = sum(any(cell.text.strip() for cell in row) for row in below)
    if count > MAX_ROWS:
        return Grid(faults=(Fault("too-many-rows", MAX_ROWS + 1, "", str(count)),))
    lines: list[GridRow] = []
    faults = list(found.faults) if found else []
    above = rows[: found.at] if found else []
    left_out = [Fault("title", 0, "", text) for row in above if (text := _words(row))]
    ignored = {column for column, cell in enumerate(rows[found.at]) if cell.text} - set(codes) if found else set[int]()
    for number, row in enumerate(below, 1):
        own = [cell for cell in row if cell.text.strip() and not cell.left and not cell.above]
        if not own and not any(cell.unvalued for cell in row):
            continue
        if told := _no_line(row, codes):
            left_out.append(Fault(told, number, "", _words(row)))
            continue
        said = {code: row[column] for column, code in codes.items() if column < len(row)}
        read, more = read_line(number, said, year)
        faults += more
        faults += [
            Fault("extra-cell", number, "", cell.text)
            for column, cell in enumerate(row)
            if column not in codes and column not in ignored and not cell.left and cell.text.strip()
        ]
        lines += read
    lines, more = _linked(lines)
    order = tuple(dict.fromkeys(part for code in codes.values() for part in _parts(code)))
    return Grid(tuple(lines), (*faults, *more), tuple(left_out), order, found is not None)


def _parts(code: str) -> tuple[str, ...]:
    return ("role", "unit") if ":" in code else (code,)


def _words(row: Sequence[Cell]) -> str:
    return " ".join(cell.text.strip() for cell in row if cell.text.strip() and not cell.left)


def _no_line(row: Sequence[Cell], codes: dict[int, str]) -> str:
    """ "section" for a title alone in its row, "note" for a sum or who filled it in; "" for a line."""
    filled = [(column, cell) for column, cell in enumerate(row) if cell.text.strip() and not cell.left]
    column, first = filled[0] if filled else (0, row[0])
    if is_below(first.text) and codes.get(column) != "deliverable":
        return "note"
    if any(codes.get(column) == "deliverable" for column, _cell in filled) and not any(cell.left for cell in row):
        return ""
    alone = len(filled) == 1 and (any(cell.left for cell in row) or codes.get(column) == "key")
    return "section" if alone and not re.fullmatch(r"[\d.、()\s]*", fold(first.text)) else ""


def _linked(lines: list[GridRow]) -> tuple[list[GridRow], list[Fault]]:
    """The lines with what comes first looked up: a key as it is, the number of a row as its key or as a number."""
    keys: dict[str, int] = {}
    faults: list[Fault] = []
    for at, line in enumerate(lines):
        if line.key and line.key in keys:
            faults.append(Fault("key-twice", line.row, "key", line.key))
            lines[at] = replace(line, key="")
        elif line.key:
            keys[line.key] = line.row
    rows: dict[int, str] = {}
    for line in lines:
        rows.setdefault(line.row, line.key)
    linked = []
    for line in lines:
        after = tuple(dict.fromkeys(_after(str(token), keys, rows) for token in line.after))
        own = [token for token in after if _named(token) in (line.row, line.key or line.row)]
        faults += [Fault("after-itself", line.row, "after", str(_named(token))) for token in own]
        linked.append(replace(line, after=tuple(token for token in after if token not in own)))
    return linked, faults


def _after(token: str, keys: dict[str, int], rows: dict[int, str]) -> int | str | RowTie:
    """A key may look like a tie: it is one only where no line has it."""
    tie = read_tie(token) if token not in keys else Tie(token)
    target = _target(tie.line, keys, rows)
    return target if tie == Tie(tie.line) else RowTie(target, tie.type, tie.lag)


def _named(token: int | str | RowTie) -> int | str:
    return token.line if isinstance(token, RowTie) else token


def _target(token: str, keys: dict[str, int], rows: dict[int, str]) -> int | str:
    if token in keys or not re.fullmatch(r"\d{1,5}", token) or int(token) not in rows:
        return token
    return rows[int(token)] or int(token)
