"""A duty file read from the record: every entry of it with its place and hash, in a number of queries that is fixed.

Only what opens to the reader is read. A file of more entries than one paper holds is refused, never cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from qiantou.access.bulletins import seats_of
from qiantou.access.duty_sight import FileSight
from qiantou.access.guards import visible_joints, visible_matters
from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.bulletin import BULLETINS, ISSUES, Bulletin, stream_of
from qiantou.core.exemption import CHECKS
from qiantou.core.kernel import Entry
from qiantou.core.meeting import MEETINGS
from qiantou.core.plan import LINES, VERSIONS
from qiantou.core.register import CHARTERS, DELEGATIONS, MANDATES, TERMS, Listed
from qiantou.core.review import SHEETS
from qiantou.desk.proof_sight import meeting_seen
from qiantou.insight.duty_file import Heading, Line, Seat, joined, lines, seats
from qiantou.insight.duty_register import Held, held
from qiantou.ledger import stored
from qiantou.ledger.codec import decode
from qiantou.ledger.events import RECORD, Erased
from qiantou.ledger.models import Checkpoint
from qiantou.ledger.record import Record
from qiantou.readmodel.models import JointRow, ListingRow, MatterRow, PartyRow, ShareRow

MOST = 20_000
"""Entries of one file at most: about as much as a Word document of 1,000 pages holds."""
OF_JOINT = (CHARTERS, MANDATES, VERSIONS, LINES, ATTRIBUTIONS, SHEETS)

Place = tuple[str, int]  # stream, version


@dataclass(frozen=True)
class OfMatter:
    """A line of a matter, its entry as stored, and the row of the matter."""

    line: Line
    record: Record
    row: MatterRow

    @property
    def heading(self) -> Heading:
        return self.line.heading


@dataclass(frozen=True)
class OfRegister:
    """A change of the register. `words`: whether the reader reads them; `whole`: whether he may have all of it."""

    held: Held
    record: Record
    words: bool = True
    whole: bool = True

    @property
    def heading(self) -> Heading:
        return self.held.heading


Told = OfMatter | OfRegister


class TooLong(Exception):
    """A shorter period, or one joint work, must be chosen. `count`: entries of all matters that it would read."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True)
class DutyFile:
    """All of it, under each heading in the order of days. `sealed`: entries of the record under a checkpoint."""

    sight: FileSight
    told: Sequence[Told]
    seats: Sequence[Seat]
    joints: Sequence[JointRow]
    sealed: int = 0
    erasures: dict[Place, tuple[Erased, Record]] = field(default_factory=dict)

    @cached_property
    def by_heading(self) -> dict[Heading, list[Told]]:
        found: dict[Heading, list[Told]] = {heading: [] for heading in Heading}
        for one in self.told:
            found[one.heading].append(one)
        return found

    def count(self, heading: Heading) -> int:
        return len(self.seats) if heading is Heading.SEATS else len(self.by_heading[heading])

    @property
    def unsealed(self) -> int:
        return sum(one.record.header.position >= self.sealed for one in self.told)

    def erasure(self, record: Record) -> tuple[Erased, Record] | None:
        """By which entry its words were erased; None where they stand."""
        return self.erasures.get((record.header.stream, record.header.version)) if record.words is None else None


def gathered(sight: FileSight) -> DutyFile:
    """The file as the record holds it now. Raises TooLong."""
    matters = list(_matters(sight))
    count = sum(row.version for row in matters)
    if count > MOST:
        raise TooLong(count)
    works = _joints(sight)
    told: list[Told] = [*_of_matters(matters, sight), *_of_register(sight, works)]
    told.sort(key=lambda one: one.record.header.position)
    last = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    return DutyFile(sight, told, _seats(sight), works, last, _erasures(one.record for one in told))


def _matters(sight: FileSight) -> QuerySet[MatterRow]:
    """Whatever was open in some part of the period; one query."""
    calendar, subject = sight.force.calendar, sight.subject
    rows = visible_matters(sight.account).filter(opened__lt=calendar.end_of_day(subject.last))
    rows = rows.filter(Q(is_open=True) | Q(changed__gte=calendar.start_of_day(subject.first)))
    if sight.joint is not None:
        rows = rows.filter(joint=sight.joint.stream)
    if subject.desks is not None:
        rows = rows.filter(stream__in=PartyRow.objects.filter(desk__in=sorted(subject.desks)).values("stream"))
    return rows.order_by("opened", "stream")


def _of_matters(rows: Sequence[MatterRow], sight: FileSight) -> list[OfMatter]:
    kept: dict[str, list[Record]] = {row.stream: [] for row in rows}
    for record in stored.records_of_all(list(kept)):
        kept[record.header.stream].append(record)
    found: list[OfMatter] = []
    for row in rows:
        records = {record.header.version: record for record in kept[row.stream]}
        entries = [entry_of(record) for record in kept[row.stream]]
        found += [
            OfMatter(line, records[line.entry.version], row)
            for line in lines(entries, sight.subject, sight.force.calendar)
        ]
    return sorted(found, key=lambda one: one.record.header.position)


def entry_of(record: Record) -> Entry[Any]:
    header = record.header
    return decode(header.stream, header.version, header.at, record.facts, record.words)


def _joints(sight: FileSight) -> list[JointRow]:
    """The joint works whose register stands in the file."""
    if sight.joint is not None:
        return [sight.joint]
    shared = ShareRow.objects.filter(desk__in=sorted(sight.desks)).values("joint")
    return list(visible_joints(sight.account).filter(stream__in=shared).order_by("opened", "stream"))


def _of_register(sight: FileSight, works: Sequence[JointRow]) -> list[OfRegister]:
    """Two queries for the register, one for the orders of bulletins, and one for what a meeting decided of."""
    names = [row.stream for row in works]
    desks = sorted(sight.desks)
    bulletins, seats = _bulletins(sight)
    wanted = Q(section__in=OF_JOINT, owner__in=names) | Q(section=DELEGATIONS, owner__in=desks)
    wanted |= Q(section=MEETINGS) | Q(section__in=(BULLETINS, ISSUES), stream__in=bulletins)
    wanted |= Q(section=CHECKS, owner__in=desks)
    places = list(ListingRow.objects.filter(wanted).values_list("stream", "version"))
    records = {(one.header.stream, one.header.version): one for one in stored.records_named(places)}
    entries: list[Entry[Listed]] = [entry_of(record) for record in records.values()]
    found: list[OfRegister] = []
    for one in held(entries, sight.subject):
        if _is_of_work(one.entry.event, sight):
            found += _seen(one, records[one.entry.stream, one.entry.version], sight, seats)
    return found


def _is_of_work(listed: Listed, sight: FileSight) -> bool:
    """A file of one joint work has no meetings, delegations and checks of others."""
    if sight.joint is None:
        return True
    stream = sight.joint.stream
    if listed.section == MEETINGS:
        return getattr(listed.value, "joint", None) == stream
    if listed.section == DELEGATIONS:
        joints = getattr(listed.value, "joints", ())
        return not joints or stream in joints
    return listed.section != CHECKS or getattr(listed.value, "subject", "") == stream


def _seen(one: Held, record: Record, sight: FileSight, seats: dict[str, bool]) -> list[OfRegister]:
    """As much of it as the reader sees: none where the meeting or the bulletin does not open to him."""
    listed = one.entry.event
    if listed.section == MEETINGS:
        try:
            return [OfRegister(one, record, words=meeting_seen(sight.account, listed.key, one.entry.at))]
        except Http404:
            return []
    if isinstance(listed.value, Bulletin):
        whole = seats.get(one.entry.stream, False) or not listed.value.struck
        return [OfRegister(one, record, words=whole, whole=whole)]
    return [OfRegister(one, record)]


def _bulletins(sight: FileSight) -> tuple[list[str], dict[str, bool]]:
    """The streams of the bulletins that the reader may read of, and whether he reads drafts of them too."""
    years = range(sight.subject.first.year, sight.subject.last.year + 1)
    work = sight.joint.stream if sight.joint is not None else None
    seats = [seat for seat in seats_of(sight.account) if work is None or work in seat.joints]
    found = {str(stream_of(seat.name, year)): seat.whole for seat in seats for year in years}
    return list(found), found


def _seats(sight: FileSight) -> list[Seat]:
    """Who sat in the post, or in the unit's posts; none for a whole joint work. No query."""
    posts = {sight.post} if sight.post else sight.desks
    told = sight.force.register.histories(TERMS, sight.force.instant)
    return joined(seats(told, posts, sight.subject.first, sight.subject.last))


def _erasures(records: Iterable[Record]) -> dict[Place, tuple[Erased, Record]]:
    """No query where all words stand."""
    if all(record.words is not None for record in records):
        return {}
    told = [(entry_of(record).event, record) for record in stored.records_of(RECORD)]
    return {(event.stream, event.version): (event, record) for event, record in told if isinstance(event, Erased)}
