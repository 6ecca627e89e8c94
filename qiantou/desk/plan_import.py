"""What a pasted table would make of a plan: lines added, changed and taken out, and every fault with its row and rule.

A row is the line whose number it bears, else the one line with its deliverable and unit, else a new one. Of a line
that is known only the columns in the table change. Nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms

from qiantou.access.refusals import sentence_for
from qiantou.core.kernel import Actor, Desk, Entry, Rejected
from qiantou.core.plan import LINES, Line, Role, Tie, circle
from qiantou.core.plan_check import check_entry, check_whole
from qiantou.core.plan_order import reversed_days
from qiantou.core.register import Listed
from qiantou.desk import plan_labels
from qiantou.desk.plan_faults import Told, by_row, column_words, told
from qiantou.desk.plan_forms import Duties, effort_text
from qiantou.desk.plan_sheet import Plan, names_in
from qiantou.desk.plan_units import Unknown
from qiantou.documents.plan_rows import Fault, Grid, GridRow, RowTie
from qiantou.documents.plan_ties import apart
from qiantou.readmodel.naming import desks_called

STEP = 10


@dataclass(frozen=True)
class Planned:
    """One line as it stands and as it would stand. `row` is that of the table, 0 for a line the table does not hold."""

    row: int
    name: str
    before: Line | None
    after: Line | None

    @property
    def what(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "same" if self.before == self.after else "changed"


@dataclass
class Reading:
    """One table against one plan."""

    plan: Plan
    grid: Grid
    registered: Sequence[str]
    whole: bool = False
    planned: list[Planned] = field(default_factory=list)
    faults: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults += [told(fault) for fault in self.grid.faults]
        if self.grid.rows and not self.grid.headed:
            order = "、".join(words for code in self.grid.columns if (words := column_words(code)))
            self.faults.append(told(Fault("no-headings", 0, "", order)))
        elif not self.grid.rows and self.is_clean:
            self.faults.append(told(Fault("nothing-read", 0)))
        written = {name for row in self.grid.rows for cell in (row.unit, row.competent) for name in _names(cell)}
        self.desks = desks_called(written, self.plan.seen.homes) if written else {}
        self.duties = Duties(self.plan.force)
        self.unknown = Unknown(self.registered)
        self._read()

    @property
    def is_clean(self) -> bool:
        return all(fault.is_passed_over for fault in self.faults)

    @property
    def changes(self) -> list[Planned]:
        return [one for one in self.planned if one.what != "same"]

    def listings(self) -> list[Listed]:
        """The entries that make the plan so."""
        day = self.plan.force.day
        return [Listed(LINES, f"{self.plan.joint}/{one.name}", one.after, day) for one in self.changes]

    def _read(self) -> None:
        rows = list(self._by_unit())
        names = self._named(rows)
        targets = _targets([row for row, _unit in rows], names)
        last = max((line.order for line in self.plan.lines.values()), default=0)
        for (row, unit), name in zip(rows, names, strict=True):
            known = self.plan.lines.get(name)
            order = known.order if known else (last := last + STEP)
            after = self._line(row, unit, known, order, targets)
            self._doubt(row, after)
            self.planned.append(Planned(row.row, name, known, after))
        if self.whole:
            kept = set(names)
            gone = [name for name in self.plan.lines if name not in kept]
            self.planned += [Planned(0, name, self.plan.lines[name], None) for name in gone]
        is_clean = self.is_clean
        if found := circle(self._lines()):
            self._refuse(Rejected("waits-in-a-circle", lines=found))
        if is_clean:
            self._check()

    def _lines(self) -> dict[str, Line]:
        """The plan as it would stand, as far as the rows could be read: a cell at fault says nothing."""
        lines = {one.name: one.after for one in self.planned if one.after is not None}
        return {**({} if self.whole else self.plan.lines), **lines}

    def _doubt(self, row: GridRow, line: Line) -> None:
        """What is said and hinders nothing: the same twice, a day gone by."""
        alike = [one.row for one in self.planned if one.after is not None and _same(one.after, line)]
        if alike and line.unit:
            self._fault("row-twice", row, "", str(alike[0]))
        if row.due is not None and row.due < self.plan.force.day:
            self._fault("day-past", row, "due", row.due.isoformat())

    def _by_unit(self) -> Iterator[tuple[GridRow, Desk | None]]:
        """Each row once for each unit it names; the first keeps the number."""
        for row in self.grid.rows:
            found = [self._desk(name, row, "unit") for name in _names(row.unit)]
            if not found:
                self._fault("unit-missing", row, "unit", "")
            for number, desk in enumerate(found or [None]):
                yield (row if not number else replace(row, key="")), desk

    def _named(self, rows: Sequence[tuple[GridRow, Desk | None]]) -> list[str]:
        names, used = names_in(self.plan.entries), set[str]()
        fresh = 0
        chosen: list[str] = []
        for row, unit in rows:
            name = row.key.upper() if row.key.upper() in self.plan.lines else self._alike(row, unit)
            if not name or name in used:
                name, fresh = names.line(fresh), fresh + 1
            used.add(name)
            chosen.append(name)
        return chosen

    def _alike(self, row: GridRow, unit: Desk | None) -> str:
        alike = [
            name for name, line in self.plan.lines.items() if (line.deliverable, line.unit) == (row.deliverable, unit)
        ]
        return alike[0] if len(alike) == 1 else ""

    def _line(
        self, row: GridRow, unit: Desk | None, known: Line | None, order: int, targets: Mapping[int | str, str]
    ) -> Line:  # fmt: skip
        base = known or Line(unit or Desk(""), Role.DO, order)
        columns = set(self.grid.columns)
        said: dict[str, Any] = {"unit": unit or base.unit, "deliverable": row.deliverable}
        plain = ("standard", "due", "outer", "weight", "rhythm")
        said |= {name: getattr(row, name) for name in plain if name in columns}
        if row.role is not None:
            said["role"] = row.role
        if "effort" in columns:
            said["effort"] = effort_text(row.effort)
        if "competent" in columns:
            said["competent"] = self._competent(row)
        if "after" in columns:
            said |= self._ordered(row, targets)
        if "means" in columns:
            said["needs"] = self._needs(row)
        if "duty" in columns:
            said |= self._duty(row, unit)
        return replace(base, **said)

    def _desk(self, name: str, row: GridRow, column: str) -> Desk | None:
        found = self.desks.get(name, [])
        if len(found) == 1:
            return Desk(found[0])
        if found:
            self._fault("unit-several", row, column, name)
            return None
        code, perhaps = self.unknown.fault(name)
        if column == "competent" and code.startswith("unit-collective"):
            code = "competent-several"
        self._fault(code, row, column, name, perhaps="、".join(perhaps))
        return None

    def _competent(self, row: GridRow) -> Desk | None:
        names = _names(row.competent)
        if len(names) > 1:
            self._fault("competent-several", row, "competent", row.competent)
            return None
        return self._desk(names[0], row, "competent") if names else None

    def _ordered(self, row: GridRow, targets: Mapping[int | str, str]) -> dict[str, Any]:
        ties = []
        for token in row.after:
            named = token.line if isinstance(token, RowTie) else token
            if name := self._target(named, row, targets):
                ties.append(Tie(name, token.type, token.lag) if isinstance(token, RowTie) else Tie(name))
        after, others = apart(ties)
        return {"after": after, "ties": others}

    def _target(self, token: int | str, row: GridRow, targets: Mapping[int | str, str]) -> str:
        found = targets.get(token) or targets.get(str(token).upper(), "")
        if not found and str(token).upper() in self.plan.lines:
            found = str(token).upper()
        if not found:
            self._fault("after-unknown", row, "after", str(token))
        return found

    def _needs(self, row: GridRow) -> tuple[str, ...]:
        found = []
        for word in _names(row.means):
            named = [
                name for name, means in self.plan.means.items()
                if word.upper() == name or word == plan_labels.title_of(means)
            ]  # fmt: skip
            if len(named) == 1:
                found.append(named[0])
            else:
                self._fault("means-unknown", row, "means", word)
        return tuple(dict.fromkeys(found))

    def _duty(self, row: GridRow, unit: Desk | None) -> dict[str, str]:
        if unit is None or not row.duty:
            return {"duty": "", "off_list": ""}
        try:
            duty, off_list = self.duties.cited(unit, row.duty)
        except forms.ValidationError as error:
            self.faults.append(Told(row.row, column_words("duty"), error.messages[0]))
            return {"duty": "", "off_list": ""}
        return {"duty": duty, "off_list": off_list}

    def _fault(self, code: str, row: GridRow, column: str, text: str, **facts: str) -> None:
        self.faults.append(told(Fault(code, row.row, column, text), **facts))

    def _check(self) -> None:
        """Every rule of the plan, row by row; of the whole what does not hold together."""
        by, day = Actor(self.plan.drafter), self.plan.force.day
        entries = list(self.plan.entries)
        rows = {one.name: one.row for one in self.planned}
        for one, listed in zip(self.changes, self.listings(), strict=True):
            try:
                check_entry(listed, self.plan.force, by)
            except Rejected as refusal:
                self.faults.append(Told(one.row, "", sentence_for(refusal)))
            entries.append(Entry(self.plan.joint, len(entries) + 1, self.plan.force.instant, by, listed))
        for found in reversed_days(self._lines()):
            sentence = plan_labels.reversed_words(found)
            self.faults.append(Told(rows.get(found.line, 0), column_words("after"), sentence, is_passed_over=True))
        try:
            check_whole(entries, day)
        except Rejected as refusal:
            if refusal.code != "waits-in-a-circle":  # told already, whatever else is at fault
                self._refuse(refusal)

    def _refuse(self, refusal: Rejected) -> None:
        """A fault of lines among themselves, told at the first row that has it."""
        rows = {one.name: one.row for one in self.planned}
        at_fault = refusal.facts.get("lines") or (refusal.facts.get("line"),)
        assert isinstance(at_fault, tuple)
        row = min((rows.get(str(name), 0) for name in at_fault), default=0)
        self.faults.append(Told(row, column_words("after"), sentence_for(by_row(refusal, rows))))


def _same(one: Line, other: Line) -> bool:
    return (one.deliverable, one.unit) == (other.deliverable, other.unit)


def _names(cell: str) -> list[str]:
    return [name for part in re.split("[、，,;；]", cell) if (name := part.strip())]


def _targets(rows: Sequence[GridRow], names: Sequence[str]) -> dict[int | str, str]:
    """What a reference means: the number of a row, or its key, to the line it became."""
    found: dict[int | str, str] = {}
    for row, name in zip(rows, names, strict=True):
        found.setdefault(row.row, name)
        if row.key:
            found.setdefault(row.key.upper(), name)
    return found
