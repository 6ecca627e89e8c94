"""Reads duty lists (履职清单) from a workbook: one sheet a list, three lists below each other, several townships.

Nothing vanishes: every row that is not blank becomes a duty, is reported as left out, or is at fault with its place.
Papers in Word and .csv files with the same tables are read too. Rules: docs/rules/duty_lists.md, "Reading a workbook".
"""

import re
from dataclasses import replace

from qiantou.core.duty import DutySort
from qiantou.core.kernel import Rejected
from qiantou.documents.cell_text import line_of
from qiantou.documents.duty_cells import Carried, place_of, read_cells
from qiantou.documents.duty_rows import MAX_ROWS, DutyLists, DutyRow, Finding
from qiantou.documents.duty_words import Headings, headings_at, is_list_title, is_note, sort_in, unit_in
from qiantou.documents.numbering import number_of
from qiantou.documents.opening import read_paper
from qiantou.documents.paper import Cell, Line, Table
from qiantou.documents.script import fold

_EXPLAINS = re.compile(r"说明|须知|封面|目录|notes?", re.I)
_COUNT = re.compile(r"[(（]\s*共?\s*\d+\s*[项条类]\s*[)）]\s*$")
_NEEDED = {DutySort.BASIC: (), DutySort.COOPERATING: ("upper", "part"), DutySort.TAKEN_BACK: ("upper",)}


def read_duty_lists(content: bytes, *, named: str = "") -> DutyLists:
    """The rows of all lists in the order of the file; `named` is the file's name, which may tell list and township.

    Raises:
        Rejected: with a code of `container.REFUSALS`: no file this product opens, no table in it, over MAX_ROWS.
    """
    paper = read_paper(content, named)
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    if not tables:
        raise Rejected("paper-not-a-document")
    lines = sum(any(cell.text for cell in row) for table in tables for row in table.rows)
    if lines > 2 * MAX_ROWS:  # titles and classes stand among the duties
        raise Rejected("paper-too-long", limit=MAX_ROWS)
    walk = _Walk(sort_in(named), unit_in(named))
    walk.left_out += [Finding(doubt.code, doubt.facts.get("name", "")) for doubt in paper.doubts]
    for block in paper.blocks:
        if isinstance(block, Line):
            walk.read_line(block)
        else:
            walk.read_table(block)
    return DutyLists(tuple(walk.rows), tuple(walk.left_out), tuple(walk.faults))


class _Walk:
    """Goes down the file once and remembers what the lines above said."""

    def __init__(self, sort: DutySort | None, unit: str) -> None:
        self.named, self.named_unit = sort, unit
        self.sort, self.unit = sort, unit
        self.sheet_sort: DutySort | None = None
        self.titled: DutySort | None = None
        self.headings: Headings | None = None
        self.carried = Carried()
        self.rows: list[DutyRow] = []
        self.left_out: list[Finding] = []
        self.faults: list[Finding] = []
        self.seen: dict[tuple[str, DutySort, str], str] = {}

    def read_line(self, line: Line) -> None:
        """A paragraph between the tables of a paper."""
        if text := line_of(line.text):
            self.take_title(text, line.source)

    def read_table(self, table: Table) -> None:
        filled = [row for row in table.rows if any(cell.text.strip() or cell.unvalued for cell in row)]
        if not filled:
            return
        if not any(headings_at(table.rows, at) for at in range(len(table.rows))):
            first, last = place_of(filled[0]), place_of(filled[-1])
            words = line_of(next((cell.text for cell in filled[0] if cell.text.strip()), ""))
            if _EXPLAINS.search(table.source):
                self.left_out.append(Finding("sheet", table.source, words))
            else:
                self.faults.append(Finding("no-headings", first, words, last))
            return
        named = _is_sheet(table)
        self.sheet_sort = sort_in(table.source) if named else None
        if named:
            self.sort, self.unit = self.named, unit_in(table.source) or self.named_unit
            self.titled = None
        self.headings, self.carried = None, Carried()
        at = 0
        while at < len(table.rows):
            found = headings_at(table.rows, at)
            if found:
                self.take_headings(found, table.rows[at])
            else:
                self.take_row(table.rows[at])
            at += found.size if found else 1

    def take_headings(self, found: Headings, row: tuple[Cell, ...]) -> None:
        place, before = place_of(row), self.headings
        if before is None or before.columns != found.columns or self.titled:
            said = self.titled or self.sheet_sort
            if said and found.implied and said is not found.implied:
                self.faults.append(Finding("sort-conflict", place, said, found.implied))
            self.sort = said or found.implied or self.sort
            self.left_out += [Finding("column", place, line_of(text)) for _column, text in found.unknown]
            present = {"upper" if field == "joined" else field for field in found.columns.values()}
            missing = [field for field in _NEEDED.get(self.sort, ()) if field not in present] if self.sort else []
            self.faults += [Finding("column-missing", place, field) for field in missing]
            self.carried = Carried()
        self.headings, self.titled = found, None

    def take_row(self, row: tuple[Cell, ...]) -> None:
        own = [(column, cell) for column, cell in enumerate(row) if cell.text.strip() and not cell.left]
        if not any(not cell.above for _column, cell in own) and not any(cell.unvalued for cell in row):
            return
        if self.headings is None:
            text = " ".join(line_of(cell.text) for _column, cell in own)
            self.take_title(text, place_of(row))
        elif len(own) != 1 or not self.take_alone(row, *own[0]):
            self.take_duty(row)

    def take_title(self, text: str, place: str) -> None:
        """A line above a table: it may name the list and the township."""
        self.unit = unit_in(text) or self.unit
        if is_list_title(text):
            self.titled = sort_in(text)
            self.sort = self.titled or self.sort
        self.left_out.append(Finding("note" if is_note(text) else "title", place, text))

    def take_alone(self, row: tuple[Cell, ...], column: int, cell: Cell) -> bool:
        """A row of one cell below the headings: a note, the title of the next list, the heading of a class. False
        where it may be a duty without more."""
        assert self.headings is not None
        text, place = line_of(cell.text), place_of(row)
        merged, field = any(other.left for other in row), self.headings.columns.get(column)
        number = number_of(text)
        if is_note(text):
            self.left_out.append(Finding("note", place, text))
        elif is_list_title(text) and (merged or field != "item"):
            self.take_title(text, place)
            self.carried = Carried()
        elif field == "item" and not merged and not (number and number.rank <= 2):
            return False
        elif re.fullmatch(r"[\d.、()\s]+", fold(text)):
            self.faults.append(Finding("no-item", place, text))
        elif not (merged or column == 0 or field in ("number", "klass", "item")):
            self.faults.append(Finding("unplaced", place, text))
        elif len(text) > 60 or re.search(r"[。；;]", text):
            self.left_out.append(Finding("note", place, text))
        else:
            bare = text[number.end :] if number and number.rank <= 2 else text
            self.carried = Carried(section=_COUNT.sub("", bare).strip())
            self.left_out.append(Finding("class", place, text))
        return True

    def take_duty(self, row: tuple[Cell, ...]) -> None:
        assert self.headings is not None
        filled = [cell.text for cell in row if cell.text.strip() and not cell.left]
        item = next(row[column].text for column, name in self.headings.columns.items() if name == "item")
        if filled and not item.strip() and is_list_title(filled[0]):
            self.take_title(" ".join(line_of(text) for text in filled), place_of(row))
            self.carried = Carried()
            return
        if 0 < len(filled) < 4 and is_note(filled[0]):
            self.left_out.append(Finding("note", place_of(row), " ".join(line_of(text) for text in filled)))
            return
        read = read_cells(row, self.headings, self.carried, self.sort)
        self.faults += read.faults
        self.carried = read.carried
        if read.row is None:
            return
        duty = replace(read.row, unit=read.row.unit or self.unit)
        key = (duty.unit, duty.sort, re.sub(r"\s", "", fold(duty.item)))
        if key in self.seen and not read.goes_on:
            self.faults.append(Finding("item-twice", duty.place, duty.item, self.seen[key]))
        self.seen.setdefault(key, duty.place)
        self.rows.append(duty)
        if len(self.rows) > MAX_ROWS:
            raise Rejected("paper-too-long", limit=MAX_ROWS)


def _is_sheet(table: Table) -> bool:
    """Whether the table is a sheet of a workbook: its name may say something, the one of a table in Word does not."""
    return table.rows[0][0].source.startswith(f"{table.source}!")
