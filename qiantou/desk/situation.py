"""One matter as it stands at an instant, whether or not the clock has recorded what lapsed by then.

Entries come from the record with their words; lapses due and not yet recorded are played forward in memory
and shown as such. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from qiantou.access.guards import NOBODY, Standing, readable
from qiantou.acts import registers, shell
from qiantou.core.context import Context
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.register import InForce, Listed, Register
from qiantou.core.span import Span, spans
from qiantou.desk.drafted import Plan, plan_of
from qiantou.ledger.codec import decode
from qiantou.readmodel.models import JointRow, MatterRow, TieRow
from qiantou.readmodel.naming import named
from qiantou.readmodel.opinions import Letter, Opinion, letter


@dataclass(frozen=True)
class Told:
    """An entry with its place in the record; `position` is None for a lapse that is not recorded yet."""

    entry: Entry[Event]
    position: int | None
    erased: bool = False


@dataclass
class Loaded:
    """The world of one page: entries already read, ties between open matters."""

    register: Register
    told: dict[Stream, list[Told]]
    ties: dict[Stream, set[Stream]] = field(default_factory=dict)
    _matters: dict[Stream, Matter | None] = field(default_factory=dict)

    def matter(self, stream: Stream) -> Matter | None:
        if stream not in self._matters:
            if stream not in self.told:
                self.told.update(read_told([stream]))
            entries = [told.entry for told in self.told[stream]]
            self._matters[stream] = fold(evolve, None, entries) if entries else None
        return self._matters[stream]

    def title(self, stream: Stream) -> str:
        """None, as `parts`."""
        return ""

    def related(self, stream: Stream) -> set[Stream]:
        return self.ties.get(stream, set())

    def parts(self, stream: Stream) -> tuple[Stream, ...]:
        """None: a page plays forward what time alone does, and shows of it what happens to its own matter."""
        return ()

    def joined(self, joint: Stream) -> tuple[Stream, ...]:
        """None, as `parts`."""
        return ()

    def varied(self, joint: Stream) -> tuple[Stream, ...]:
        """None, as `parts`."""
        return ()

    def applied(self, unit: Desk) -> tuple[Stream, ...]:
        """None, as `parts`."""
        return ()

    accused = applied

    def issued(self, asker: Desk, since: datetime) -> dict[tuple[str, str], int]:
        """None, as `parts`: time alone asks for nothing whose number is capped."""
        return {}

    def plan(self, joint: Stream) -> tuple[Entry[Listed], ...]:
        """None, as `parts`: time alone opens nothing that was signed."""
        return ()


@dataclass(frozen=True)
class Situation:
    """A matter at `now`, its whole conversation by then, and what else the page speaks of to a reader.

    `relatives`: the related matters whose own page opens to the reader.
    """

    row: MatterRow
    now: datetime
    told: Sequence[Told]
    matter: Matter
    force: InForce
    context: Context
    relatives: Sequence[MatterRow]
    version: int  # of the last recorded entry: what a form was made for
    seen: Standing = NOBODY

    @property
    def entries(self) -> list[Entry[Event]]:
        return [told.entry for told in self.told]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        return spans(self.entries)

    @cached_property
    def plan(self) -> Plan:
        """The plan of its joint work, with its words."""
        return plan_of(self.row.joint)

    @cached_property
    def letter(self) -> Letter:
        """A letter or signature with what was said of each line."""
        return letter(self.row, [(told.entry, told.position) for told in self.told])

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        return self.letter.opinions

    @property
    def sides(self) -> list[MatterRow]:
        return [row for row in self.relatives if row.parent == self.row.stream and row.beside]

    @property
    def parts(self) -> list[MatterRow]:
        return [row for row in self.relatives if row.parent == self.row.stream and not row.beside]

    @property
    def parent(self) -> MatterRow | None:
        return next((row for row in self.relatives if row.stream == self.row.parent), None)

    @property
    def siblings(self) -> list[MatterRow]:
        """What was asked of others in the same go: told to whoever asked."""
        if not self.row.parent or self.parent is not None:
            return []
        return [row for row in self.relatives if row.parent == self.row.parent]

    @property
    def tied(self) -> list[MatterRow]:
        """Open matters this one waits for, or that wait for it."""
        apart = {self.row.parent, *(row.stream for row in (*self.sides, *self.parts, *self.siblings))}
        return [row for row in self.relatives if row.stream not in apart]


def situation(row: MatterRow, seen: Standing = NOBODY, *, asof: date | None = None) -> Situation:
    """The matter as it stands now, or as it stood at the end of the day `asof`, to a reader standing as `seen`."""
    register, present = registers.current(), shell.now()
    own = Stream(row.stream)
    relatives = _relatives(row, is_asker=row.asker in seen.sight)
    streams = {own}
    ties: dict[Stream, set[Stream]] = {}
    if row.is_open and any(other.is_open for other in relatives):
        ties = _ties(own)
        streams |= ties.keys()
    told = read_told(streams)
    play = Play(Loaded(register, told, ties), present)
    play.catch_up(own)
    whole = [*told[own], *(Told(entry, None) for entry in play.entries if entry.stream == own)]
    version = told[own][-1].entry.version
    if asof is not None:
        end = register.at(present).calendar.end_of_day(asof)
        whole = [one for one in whole if one.entry.at < end] or whole[:1]
        present = min(present, end)
    matter = fold(evolve, None, [one.entry for one in whole])
    assert matter is not None
    force = register.at(present)
    kinds = frozenset(side.kind for name in play.sides(own) if (side := play.matter(name)) is not None)
    context = Context(present, force, play.matter, waiting=play.waiting(own), sides=kinds, waiters=play.waiters)
    opened = readable((other.stream for other in relatives), seen)
    shown = [other for other in relatives if other.stream in opened]
    return Situation(row, present, whole, matter, force, context, shown, version, seen)


def read_told(streams: Iterable[Stream]) -> dict[Stream, list[Told]]:
    """The entries of each stream in order with words and position; one query."""
    names = sorted(set(streams))
    found: dict[Stream, list[Told]] = {name: [] for name in names}
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.stream, e.version, e.at, e.facts, e.position, w.body FROM ledger_entry e "  # noqa: S608 — only marks
            "LEFT JOIN ledger_entrywords w ON w.stream = e.stream AND w.version = e.version "
            f"WHERE e.stream IN ({marks}) ORDER BY e.stream, e.version",
            names,
        )
        rows = cursor.fetchall()
    for stream, version, at, facts, position, body in rows:
        words = bytes(body) if body is not None else None
        entry = decode(stream, version, _aware(at), bytes(facts), words)
        found[Stream(stream)].append(Told(entry, position, erased=body is None))
    return found


def _aware(given: str | datetime) -> datetime:
    """SQLite gives text to a cursor, PostgreSQL an instant."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _relatives(row: MatterRow, *, is_asker: bool) -> list[MatterRow]:
    """The matters tied to this one, standing beside it or part of it, and the one it stands under; one query.

    To the asker also what was asked of several at once, under a name that is no matter's.

    A union of names, each found by its own index: a condition with "or" would read the whole table.
    """
    names = TieRow.objects.filter(stream=row.stream).values_list("other")
    names = names.union(MatterRow.objects.filter(parent=row.stream).values_list("stream"))
    if row.parent:
        names = names.union(MatterRow.objects.filter(stream=row.parent).values_list("stream"))
    if row.parent and is_asker:
        nameless = ~Exists(MatterRow.objects.filter(stream=OuterRef("parent")))
        others = MatterRow.objects.filter(nameless, parent=row.parent).exclude(stream=row.stream)
        names = names.union(others.values_list("stream"))
    return list(MatterRow.objects.filter(stream__in=names).order_by("opened", "place")[:200])


def _ties(stream: Stream) -> dict[Stream, set[Stream]]:
    """The ties among the open matters that hang together with this one, through any number of others."""
    found: dict[Stream, set[Stream]] = {}
    frontier = {stream}
    while frontier:
        pairs = TieRow.objects.filter(stream__in=sorted(frontier)).values_list("stream", "other")
        for one, other in pairs:
            found.setdefault(Stream(one), set()).add(Stream(other))
        frontier = {other for name in frontier for other in found.get(name, ())} - found.keys()
    return found


def called(desks: Iterable[str | None], works: QuerySet[JointRow] | None = None) -> dict[str, str]:
    """What desks are called and the titles of joint works, by key; one query."""
    told: QuerySet[Any, tuple[str, str]] = named(sorted({desk for desk in desks if desk}))
    if works is not None:
        told = told.union(works.values_list("stream", "title"))
    return {key: name for key, name in told if name}


def titled(joints: Iterable[str]) -> QuerySet[JointRow] | None:
    """The joint works of these names; None for none."""
    keys = sorted({joint for joint in joints if joint})
    return JointRow.objects.filter(stream__in=keys) if keys else None
