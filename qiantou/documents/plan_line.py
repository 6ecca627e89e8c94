"""One row of a plan's grid: every cell to its value or its fault, one line for each column of units it fills."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from qiantou.core.plain import HIDDEN
from qiantou.core.plan import Rhythm, Role
from qiantou.documents.cell_text import line_of, lines_of
from qiantou.documents.paper import Cell
from qiantou.documents.plan_cells import NONE, read_after, read_day, read_effort, read_key, read_rhythm, read_weight
from qiantou.documents.plan_rows import MAX_TEXT, Fault, GridRow
from qiantou.documents.plan_words import ROLES
from qiantou.documents.script import fold
from qiantou.documents.tables import names_by_line

_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the order of what is read."""
_OF_ROLE = {"unit": None, "unit:lead": Role.LEAD, "unit:support": Role.SUPPORT}


def read_line(row: int, cells: Mapping[str, Cell], year: int | None) -> tuple[list[GridRow], list[Fault]]:
    """The lines of one row, and its faults; none where it names no deliverable. A table with a column of leads and one
    of cooperating units gives a line for each that is filled; the first bears the key."""
    read = _Row(row, cells)
    if any(cell.hidden for cell in cells.values()):
        read.fault("hidden-row", "")
    deliverable = lines_of(read.text("deliverable"))
    key, due, outer = read.key(), read.day("due", year), read.day("outer", year)
    role, units = read.role(), [(code, text) for code in _OF_ROLE if (text := read.names(code))]
    line = GridRow(
        row, key, deliverable, lines_of(read.text("standard")), role, "", read.names("competent"),
        lines_of(read.text("duty")), due, outer, read.weight(), read.effort(), read_after(read.text("after")),
        read.rhythm(), lines_of(read.text("means")),
    )  # fmt: skip
    if not deliverable and "deliverable" in cells:
        if not any(fault.column == "deliverable" for fault in read.faults):
            words = " ".join(line_of(cell.text) for cell in cells.values() if cell.text.strip())
            read.fault("empty", "deliverable", words)
        return [], read.faults
    lines = [_given(line, code, text, first=not at) for at, (code, text) in enumerate(units)]
    return lines or [line], read.faults


def _given(line: GridRow, code: str, unit: str, *, first: bool) -> GridRow:
    said = vars(line) | {"unit": unit, "key": line.key if first else ""}
    return GridRow(**said | {"role": _OF_ROLE[code] or line.role})


@dataclass
class _Row:
    """The row under reading; a cell at fault reads as empty."""

    row: int
    cells: Mapping[str, Cell]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, column: str, text: str = "") -> None:
        self.faults.append(Fault(code, self.row, column, line_of(text)))

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        if cell is None or not (cell.text or cell.unvalued):
            return ""
        told = "unit" if ":" in column else column
        if cell.unvalued:
            self.fault("formula-without-value", told)
        elif len(cell.text) > MAX_TEXT:
            self.fault("too-long", told, cell.text[:40])
        elif HIDDEN.search(cell.text) or _TURNED.search(cell.text):
            self.fault("hidden-characters", told, _TURNED.sub("", cell.text))
        else:
            return cell.text
        return ""

    def names(self, column: str) -> str:
        names = line_of(names_by_line(lines_of(self.text(column)))).strip("、，,；; ")
        return "" if fold(names) in NONE else names

    def key(self) -> str:
        text = line_of(self.text("key"))
        key = read_key(text) if text else ""
        if key is None:
            self.fault("key-unclear", "key", text)
        return key or ""

    def role(self) -> Role | None:
        text = line_of(self.text("role"))
        role = ROLES.get(re.sub(r"\s", "", fold(text)).lower())
        if text and role is None:
            self.fault("role-unknown", "role", text)
        return role

    def day(self, column: str, year: int | None) -> date | None:
        text = line_of(self.text(column))
        day = read_day(text, year) if text else None
        if isinstance(day, str):
            self.fault(day, column, text)
            return None
        return day

    def weight(self) -> int | None:
        text = line_of(self.text("weight"))
        weight = read_weight(text) if text else None
        if isinstance(weight, str):
            self.fault(weight, "weight", text)
            return None
        return weight

    def effort(self) -> Fraction | str:
        text = line_of(self.text("effort"))
        effort = read_effort(text) if text else ""
        if effort == "effort-unreadable":
            self.fault("effort-unreadable", "effort", text)
            return ""
        return effort

    def rhythm(self) -> Rhythm | None:
        text = line_of(self.text("rhythm"))
        rhythm = read_rhythm(text) if text else None
        if isinstance(rhythm, str):
            self.fault(rhythm, "rhythm", text)
            return None
        return rhythm
