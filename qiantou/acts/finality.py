"""When an assessment sheet is final, told in one way to its page, the year, the honours and the letter.

It is final once the time to contest it has passed and no contest of it is open or waits to be carried out, no exemption
waits to reach it, and none that was applied for in that time and is about an over-run of it is open. A contest of the
attribution of the delay is none of the sheet: the attribution is put out anew. Rules: docs/rules/assessment.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from django.db.models import Q

from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.contesting import (
    AMENDING,
    CONTEST,
    DELAYED,
    GRANTED,
    carry_out_by,
    contest_stream,
    contested_until,
)
from qiantou.core.forgiving import BY_RULE, exempting, touched
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.register import InForce, Known
from qiantou.core.review import SHEETS, Sheet
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


def asked_of(sheets: Mapping[Stream, Sheet | None]) -> dict[Stream, list[MatterRow]]:
    """Undertaking → the contests of its sheet, what an exemption has in hand there, and the open applications about an
    over-run of it, in the order in which they were opened; one query, none for none, two more where an application or
    what is to be carried out is open."""
    wanted = sorted(sheets)
    every = Q(joint__in=wanted) & (Q(kind=CONTEST) | Q(kind=AMENDING, is_open=True)) | Q(kind=EXEMPTION, is_open=True)
    rows = list(MatterRow.objects.filter(every).order_by("opened", "stream")) if wanted else []
    works = _works_of([row for row in rows if row.kind != CONTEST], sheets)
    found: dict[Stream, list[MatterRow]] = defaultdict(list)
    for row in rows:
        if row.kind == CONTEST or row.stream in works:
            found[Stream(works.get(row.stream, row.joint))].append(row)
    return found


def waiting(sheets: Mapping[Stream, Sheet], force: InForce) -> dict[Stream, list[MatterRow]]:
    """Undertaking → what its sheet waits for."""
    found = asked_of(sheets)
    return {joint: waiting_of(found.get(joint, ()), sheet, force) for joint, sheet in sheets.items()}


def waiting_of(rows: Iterable[MatterRow], sheet: Sheet, force: InForce) -> list[MatterRow]:
    """Of what was asked in one undertaking what its sheet waits for."""
    used = {one.contest for one in sheet.amended}
    told = force.history(SHEETS, sheet.joint)
    until = contested_until(told[-1].at if told else sheet.through, force)

    def holds(row: MatterRow) -> bool:
        if row.kind == EXEMPTION:  # one made later keeps nobody from resting on the sheet until it is decided
            return force.calendar.day_of(row.opened) <= until
        if row.kind == AMENDING:
            return row.is_open
        granted = row.outcome == GRANTED and row.stream not in used
        return (row.is_open or granted) and not is_of_delay(row, force)

    return [row for row in rows if holds(row)]


def is_of_delay(row: MatterRow, force: InForce) -> bool:
    """Whether it contests the attribution of the delay."""
    joint, asker = Stream(row.joint), Desk(row.asker)
    numbers = range(1, len(force.history(ATTRIBUTIONS, joint)) + 1)
    return row.stream in {contest_stream(joint, asker, DELAYED, number) for number in numbers}


class Wait(StrEnum):
    """Why a sheet is not final though its time to be contested has passed."""

    CONTEST = "contest"  # one of it is open
    RULING = "ruling"  # a granted one waits to be carried out
    APPLICATION = "application"  # an exemption was applied for in that time, and is not decided
    EXEMPTION = "exemption"  # a decision on one has still to reach it


def why(waits: Iterable[MatterRow]) -> tuple[Wait, ...]:
    """What a sheet waits for, each once."""
    sorts = {EXEMPTION: Wait.APPLICATION, AMENDING: Wait.EXEMPTION}
    told = (sorts.get(row.kind, Wait.CONTEST if row.is_open else Wait.RULING) for row in waits)
    return tuple(sorted(set(told)))


def is_final(known: Known, waits: Iterable[MatterRow], force: InForce) -> bool:
    """Of the sheet of that entry, with the contests it waits for."""
    return force.day > contested_until(known.at, force) and not any(True for _row in waits)


def carried_out_by(row: MatterRow, force: InForce) -> date | None:
    """The last day for carrying out the ruling that granted a contest; None while it is open or where none did."""
    if row.is_open or row.outcome != GRANTED:
        return None
    return carry_out_by(row.changed, force)


def _works_of(rows: Sequence[MatterRow], sheets: Mapping[Stream, Sheet | None]) -> dict[str, str]:
    """Application, or what an exemption has in hand → its undertaking; left out are what a ruling has in hand, and an
    application that is about no over-run of the sheet."""
    told = read([Stream(row.stream) for row in rows], until=1) if rows else {}
    events = {name: entries[0].event for name, entries in told.items() if entries}
    about = {row.stream: events[Stream(row.stream)].about[0] for row in rows if row.kind == EXEMPTION}
    subjects = MatterRow.objects.filter(stream__in=sorted(about.values()))
    works = dict(subjects.values_list("stream", "joint")) if about else {}
    begun = (row for row in rows if row.kind == AMENDING and events[Stream(row.stream)].cause == BY_RULE)
    owed = {row.stream: row.joint for row in begun}
    asked = {row.stream: (Desk(row.asker), Stream(about[row.stream])) for row in rows if row.kind == EXEMPTION}
    named = {name: (Stream(works.get(subject, subject)), unit, subject) for name, (unit, subject) in asked.items()}
    return owed | {name: one[0] for name, one in named.items() if _could_change(sheets.get(one[0]), *one)}


def _could_change(sheet: Sheet | None, joint: Stream, unit: Desk, subject: Stream) -> bool:
    """Whether the sheet tells of an over-run that an exemption of that unit would be about."""
    return sheet is not None and bool(touched(exempting(unit, subject, joint), sheet.overruns))
