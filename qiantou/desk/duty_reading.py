"""What a workbook of duty lists says, as rows of the register: units and departments found by their names.

A row whose list, item or unit is not known is not taken, and then nothing is loaded: it would count as ended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiantou.core.duty import Duty
from qiantou.core.kernel import Desk
from qiantou.desk.duty_words import keeps_from_loading
from qiantou.documents.duty_lists import read_duty_lists
from qiantou.documents.duty_rows import DutyRow, Finding
from qiantou.readmodel.naming import desks_called

_BETWEEN = re.compile(r"[、,，；;]")


@dataclass(frozen=True)
class Workbook:
    """`needs_unit`: some of its rows name no unit. `faults`: in the order of the file, those that hinder first."""

    rows: tuple[Duty, ...]
    faults: tuple[Finding, ...]
    left_out: tuple[Finding, ...]
    needs_unit: bool

    @property
    def hindered(self) -> bool:
        return any(keeps_from_loading(fault) for fault in self.faults)


def read(content: bytes, *, named: str, unit: Desk | None) -> Workbook:
    """`unit`: whose lists they are, for rows that name none. One query. Raises Rejected for what is no such file."""
    found = read_duty_lists(content, named=named)
    uppers = {name for row in found.rows for name in _names(row.upper)}
    known = desks_called({row.unit for row in found.rows if row.unit} | uppers, ())
    faults = list(found.faults)
    rows = []
    for row in found.rows:
        owner = unit if not row.unit else _only(known[row.unit])
        above = _known(_names(row.upper), known, owner)
        if owner is None:
            faults.append(Finding("unit-unknown" if row.unit else "unit-missing", row.place, row.unit or row.item))
            continue
        if row.upper and not above:
            faults.append(Finding("upper-unknown", row.place, row.upper))
        rows.append(_duty(row, owner).under(above))
    ranked = sorted(faults, key=lambda fault: not keeps_from_loading(fault))
    return Workbook(tuple(rows), tuple(ranked), found.left_out, any(not row.unit for row in found.rows))


def uppers_in(words: str, unit: Desk) -> tuple[Desk, ...]:
    """The registered units among the departments named, other than the unit itself; one query."""
    return _known(_names(words), desks_called(_names(words), ()), unit) if words else ()


def _known(names: Sequence[str], known: Mapping[str, Sequence[str]], unit: Desk | None) -> tuple[Desk, ...]:
    found = (_only(known[name]) for name in names)
    return tuple(dict.fromkeys(desk for desk in found if desk is not None and desk != unit))


def _names(upper: str) -> Sequence[str]:
    return [name.strip() for name in _BETWEEN.split(upper) if name.strip()]


def _only(found: Sequence[str]) -> Desk | None:
    """The unit of that name; None where it names a post, an outside party, or several."""
    units = [desk for desk in found if desk.startswith("u:")]
    return Desk(units[0]) if len(units) == 1 else None


def _duty(row: DutyRow, unit: Desk) -> Duty:
    return Duty(
        unit, row.sort, row.number, klass=row.klass, item=row.item, upper_name=row.upper, upper_duty=row.upper_duty,
        part=row.part, how=row.how,
    )  # fmt: skip
