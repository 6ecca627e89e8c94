"""A division on its way in: rows as read, corrected by a person, until nothing is in doubt. Pure, no database.

Names stay as the paper writes them; which desks a name stands for is said once for the whole draft. A row is
ready when it has a task, a lead that is known, and no doubt left open (see settling); only then may the draft be
confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts.launch import Request
from qiantou.core.kernel import Desk
from qiantou.desk.settling import DAYS, Names, is_day, is_settled
from qiantou.documents.brackets import flat
from qiantou.documents.division import Division
from qiantou.documents.numbering import inline_parts
from qiantou.documents.units import Match, match_units

SEPARATORS = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True)
class DraftRow:
    """One row. `doubts` are {code, facts} and, of a day, the one read ("due"); `settled`: a person has looked at
    them; `parts`: desk → text; `duties`: township → the row of its duty list, or the exception, cited."""

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
    duties: dict[str, str] = field(default_factory=dict)


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
            doubts=[_doubt(doubt.code, doubt.facts, row.due.isoformat() if row.due else "") for doubt in row.doubts],
        )
        for row in division.rows
    ]


def _doubt(code: str, facts: Mapping[str, str], due: str) -> dict[str, Any]:
    return {"code": code, "facts": dict(facts), **({"due": due} if code in DAYS else {})}


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
    """The doubts a person still has to settle."""
    return [] if row.dropped else [doubt for doubt in row.doubts if not is_settled(doubt, row, names)]


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
    elif len(names[row.lead[0]]) > 1 and not row.settled:
        found.append("row-lead-several")
    if any(name not in names for name in (*row.lead[1:], *row.cooperating)):
        found.append("row-unit-unknown")
    if row.due and not is_day(row.due):
        found.append("row-no-such-day")
    if open_doubts(row, names):
        found.append("row-doubts")
    return found


def merged(rows: Sequence[DraftRow], index: int) -> list[DraftRow]:
    """The rows with the one at `index` joined to the one above it. Nothing of either is lost; where they differ in
    lead or day a person is asked, and every doubt of both is asked again."""
    if not 0 < index < len(rows):
        return list(rows)
    above, row = rows[index - 1], rows[index]
    lead = list(dict.fromkeys([*above.lead, *row.lead]))
    doubts = [*above.doubts, *(doubt for doubt in row.doubts if doubt not in above.doubts)]
    if above.lead and row.lead and above.lead != row.lead:
        doubts.append(_doubt("several-leads", {"names": "、".join(lead)}, ""))
    due = above.due or row.due
    doubts = [{**doubt, "due": due} if "due" in doubt else doubt for doubt in doubts]
    if above.due and row.due and above.due != row.due:
        doubts.append(_doubt("two-dates", {"dates": f"{above.due}、{row.due}"}, due))
    joined = replace(
        above,
        task=_both(above.task, row.task, "\n"),
        lead=lead,
        cooperating=[name for name in dict.fromkeys([*above.cooperating, *row.cooperating]) if name not in lead],
        due=due,
        due_text=_both(above.due_text, row.due_text, "；"),
        standard=_both(above.standard, row.standard, "\n"),
        leader=_both(above.leader, row.leader, "、"),
        source=_both(above.source, row.source, "; "),
        parts={
            desk: _both(above.parts.get(desk, ""), row.parts.get(desk, ""), "\n")
            for desk in dict.fromkeys([*above.parts, *row.parts])
        },
        duties={**row.duties, **above.duties},
        doubts=doubts,
        settled=False,
        dropped=above.dropped and row.dropped,
    )
    return [*rows[: index - 1], joined, *rows[index + 1 :]]


def _both(first: str, second: str, between: str) -> str:
    """The two texts, the same one once."""
    return between.join(dict.fromkeys(text for text in (first, second) if text))


def divided(rows: Sequence[DraftRow], index: int) -> list[DraftRow]:
    """The row at `index` as one row for each part of its task; all keep its units and dates, the first the texts
    for single units. The same rows where the task has one part."""
    if not 0 <= index < len(rows):
        return list(rows)
    row = rows[index]
    pieces = parts_of(row.task)
    if len(pieces) < 2:
        return list(rows)
    doubts = [doubt for doubt in row.doubts if doubt["code"] != "several-parts"]
    parted = [
        replace(row, task=piece, doubts=doubts, parts=row.parts if not at else {}) for at, piece in enumerate(pieces)
    ]
    return [*rows[:index], *parted, *rows[index + 1 :]]


def parts_of(task: str) -> list[str]:
    """A task cut at its line breaks; without any, before each (1) (2) (3); else after ； and 。 out of brackets."""
    lines = [line.strip() for line in task.splitlines() if line.strip()]
    if len(lines) > 1:
        return lines
    starts = inline_parts(task)
    ends = starts[1:] if starts else [at + 1 for at, char in enumerate(flat(task)) if char in ";。"]
    pieces = [task[start:end].strip(" 　；;。\n") for start, end in pairwise([0, *ends, len(task)])]
    return [piece for piece in pieces if piece]


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
        detail=_("Leader named in the paper: %(leader)s") % {"leader": row.leader} if row.leader else "",
        source=row.source,
        parts={Desk(desk): text for desk, text in row.parts.items() if text.strip()},
        duties={Desk(desk): key for desk, key in row.duties.items() if key},
    )
