"""A division on its way in: rows as read, corrected by a person, until nothing is in doubt. Pure, no database.

Names stay as the paper writes them; which desks a name stands for is said once for the whole draft. A row is
ready when it has a task, a lead that is known, and no doubt left open; only then may the draft be confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from qiantou.acts.launch import Request
from qiantou.core.kernel import Desk
from qiantou.documents.division import Division
from qiantou.documents.units import Match, match_units

Names = Mapping[str, list[str]]
SEPARATORS = re.compile(r"[、，,；;\n]+")
ANSWERED_BY_NAMES = {"collective", "unknown-unit", "prefix-elided"}


@dataclass(frozen=True)
class DraftRow:
    """One row. `doubts` are {code, facts}; `settled`: a person has looked at them; `parts`: desk → text."""

    task: str
    lead: list[str]
    cooperating: list[str]
    due: str = ""
    due_text: str = ""
    standard: str = ""
    leader: str = ""
    source: str = ""
    doubts: list[dict[str, Any]] = field(default_factory=list)
    settled: bool = False
    dropped: bool = False
    parts: dict[str, str] = field(default_factory=dict)


def rows_of(division: Division) -> list[DraftRow]:
    """The rows as read, nothing settled yet."""
    return [
        DraftRow(
            task=row.task,
            lead=list(row.lead),
            cooperating=list(row.cooperating),
            due=row.due.isoformat() if row.due else "",
            due_text=row.due_text,
            standard=row.standard,
            leader=row.leader,
            source=row.source,
            doubts=[{"code": doubt.code, "facts": dict(doubt.facts)} for doubt in row.doubts],
        )
        for row in division.rows
    ]


def loaded(rows: Sequence[Mapping[str, Any]]) -> list[DraftRow]:
    return [DraftRow(**row) for row in rows]


def stored(rows: Iterable[DraftRow]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def split_typed(text: str) -> list[str]:
    """Names a person typed into one field, in order, each once."""
    return list(dict.fromkeys(name.strip() for name in SEPARATORS.split(text) if name.strip()))


def written_names(rows: Iterable[DraftRow]) -> list[str]:
    """Every name of the rows that are kept, in order of first use."""
    kept = [row for row in rows if not row.dropped]
    return list(dict.fromkeys(name for row in kept for name in (*row.lead, *row.cooperating)))


def matches(rows: Iterable[DraftRow], units: Mapping[str, str]) -> list[Match]:
    """What each name may stand for. `units`: registered name → desk."""
    return match_units(written_names(rows), list(units))


def with_exact(names: Names, found: Iterable[Match], units: Mapping[str, str]) -> dict[str, list[str]]:
    """`names` and every exact match besides; a person's own choice is never overridden."""
    exact = {match.written: [units[match.taken]] for match in found if match.taken}
    return {**exact, **{name: list(desks) for name, desks in names.items()}}


def desks_of(written: Iterable[str], names: Names) -> list[str]:
    """The desks the written names stand for, each once, in order."""
    return list(dict.fromkeys(desk for name in written for desk in names.get(name, ())))


def open_doubts(row: DraftRow, names: Names) -> list[dict[str, Any]]:
    """The doubts a person still has to settle; those answered by a match or a date count as settled."""
    if row.settled or row.dropped:
        return []
    matched = all(name in names for name in (*row.lead, *row.cooperating))
    return [doubt for doubt in row.doubts if not _is_answered(doubt["code"], row, matched=matched)]


def _is_answered(code: str, row: DraftRow, *, matched: bool) -> bool:
    if code in ANSWERED_BY_NAMES:
        return matched
    if code == "no-task":
        return bool(row.task.strip())
    return False


def problems(row: DraftRow, names: Names) -> list[str]:
    """Codes of what keeps a row from being confirmed; none for a row that was dropped."""
    if row.dropped:
        return []
    found = []
    if not row.task.strip():
        found.append("row-no-task")
    if not row.lead:
        found.append("row-no-lead")
    elif not desks_of(row.lead[:1], names):
        found.append("row-lead-unknown")
    if any(name not in names for name in (*row.lead[1:], *row.cooperating)):
        found.append("row-unit-unknown")
    if row.due and not _is_day(row.due):
        found.append("row-no-such-day")
    if open_doubts(row, names):
        found.append("row-doubts")
    return found


def _is_day(text: str) -> bool:
    try:
        return 1990 <= date.fromisoformat(text).year <= 2100
    except ValueError:
        return False


def merged(rows: Sequence[DraftRow], index: int) -> list[DraftRow]:
    """The rows with the one at `index` joined to the one above it."""
    if not 0 < index < len(rows):
        return list(rows)
    above, row = rows[index - 1], rows[index]
    joined = replace(
        above,
        task="\n".join(text for text in (above.task, row.task) if text),
        lead=list(dict.fromkeys([*above.lead, *row.lead])),
        cooperating=list(dict.fromkeys([*above.cooperating, *row.cooperating])),
        due=above.due or row.due,
        due_text=above.due_text or row.due_text,
        source="; ".join(text for text in (above.source, row.source) if text),
        doubts=[*above.doubts, *row.doubts],
        settled=False,
    )
    return [*rows[: index - 1], joined, *rows[index + 1 :]]


def divided(rows: Sequence[DraftRow], index: int) -> list[DraftRow]:
    """The row at `index` as one row for each line of its task; all keep its units and dates."""
    if not 0 <= index < len(rows):
        return list(rows)
    row = rows[index]
    lines = [line.strip() for line in row.task.splitlines() if line.strip()]
    if len(lines) < 2:
        return list(rows)
    return [*rows[:index], *(replace(row, task=line, parts={}) for line in lines), *rows[index + 1 :]]


def request_of(row: DraftRow, names: Names) -> Request:
    """The row as it will be asked. The first lead leads; the others cooperate."""
    leads = desks_of(row.lead, names)
    helpers = [desk for desk in desks_of([*row.lead, *row.cooperating], names) if desk != leads[0]]
    return Request(
        title=row.task.strip(),
        lead=Desk(leads[0]),
        cooperating=tuple(Desk(desk) for desk in helpers),
        due=date.fromisoformat(row.due) if row.due else None,
        due_text=row.due_text,
        standard=row.standard,
        source=row.source,
        parts={Desk(desk): text for desk, text in row.parts.items() if text.strip()},
    )
