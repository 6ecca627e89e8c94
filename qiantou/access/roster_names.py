"""Units that a roster calls by another name than before: the desk stays, with all its record, and only its name moves.

The column of former names says so; without it an unknown name is a new unit. Once moved, the same row says nothing
new, so a second import of one file changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from qiantou.access.roster_sheets import Fault, Row, is_section

if TYPE_CHECKING:
    from qiantou.access.roster import Known

Value = TypeVar("Value")


def path_of(row: Row, column: str = "name") -> str:
    """How a unit is found: its name, or "unit/section"."""
    return f"{row['parent']}/{row[column]}" if is_section(row) else row[column]


def moved(rows: Sequence[Row], known: Known) -> tuple[Known, dict[str, str], list[Fault]]:
    """What is known, under the names of the workbook; new path → former name; what cannot be moved.

    Units before their sections, whose paths hold the unit's name."""
    names: dict[str, str] = {}
    faults: list[Fault] = []
    for row in sorted((row for row in rows if row["former"]), key=is_section):
        former, path = path_of(row, "former"), path_of(row)
        if former == path or (path in known.units and former not in known.units):
            continue  # moved by an earlier import
        if former not in known.units:
            faults.append(row.fault("former", "unknown-former"))
        elif path in known.units or any(path_of(other) == former for other in rows):
            faults.append(row.fault("former", "former-still-there"))
        else:
            known = replace(known, units=_under(known.units, former, path), posts={
                (_path(unit, former, path), title): desk for (unit, title), desk in known.posts.items()
            })  # fmt: skip
            names[path] = row["former"]
    return known, names, faults


def _under(units: Mapping[str, Value], former: str, path: str) -> dict[str, Value]:
    return {_path(unit, former, path): value for unit, value in units.items()}


def _path(unit: str, former: str, path: str) -> str:
    return path + unit[len(former) :] if unit == former or unit.startswith(f"{former}/") else unit
