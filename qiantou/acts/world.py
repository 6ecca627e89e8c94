"""The matters of one command, read from the record, and the ties between open ones, from the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from qiantou.acts.registers import plan_entries
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.gate import HEARING
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import EXEMPTION, Urgency
from qiantou.core.matter import Matter
from qiantou.core.register import Listed, Register
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow, PartyRow


class Stored:
    """What is recorded now. Matters are folded from their entries; nothing else is believed but the ties."""

    def __init__(
        self, register: Register, streams: Iterable[Stream] = (), ties: Ties | None = None,
        plan: Callable[[Stream], Sequence[Entry[Any]]] = plan_entries,
    ) -> None:  # fmt: skip
        self.register, self.plan = register, plan
        self.entries: dict[Stream, list[Entry[Event]]] = {}
        self.ties: Ties = ties if ties is not None else {}
        self._matters: dict[Stream, Matter | None] = {}
        self.load(streams)

    def load(self, streams: Iterable[Stream]) -> None:
        """Read several streams, and the ties of those whose ties are not known, at once."""
        wanted = set(streams) - self.entries.keys()
        if not wanted:
            return
        self.entries.update(read(wanted))
        untold = wanted - self.ties.keys()
        if untold:
            self.ties.update(ties_of(untold))

    def matter(self, stream: Stream) -> Matter | None:
        """None for a stream of the register, such as a joint work with its plan."""
        if stream not in self._matters:
            self.load([stream])
            entries = self.entries[stream]
            is_matter = bool(entries) and not isinstance(entries[0].event, Listed)
            self._matters[stream] = fold(evolve, None, entries) if is_matter else None
        return self._matters[stream]

    def title(self, stream: Stream) -> str:
        """As its row says: a rule's own entries are read without their words."""
        return MatterRow.objects.filter(stream=stream).values_list("title", flat=True).first() or ""

    def related(self, stream: Stream) -> set[Stream]:
        self.load([stream])
        return self.ties[stream]

    def parts(self, stream: Stream) -> list[Stream]:
        """The open parts of a whole; one query. They are locked only once an entry follows for them."""
        return self._loaded(MatterRow.objects.filter(parent=stream, beside=False, is_open=True))

    def joined(self, joint: Stream) -> list[Stream]:
        """The open matters of a joint work; one query. They are locked only once an entry follows for them."""
        return self._loaded(MatterRow.objects.filter(joint=joint, is_open=True))

    def varied(self, joint: Stream) -> list[Stream]:
        """The closed variations of a joint work, as `joined`."""
        return self._loaded(MatterRow.objects.filter(joint=joint, kind="variation", is_open=False))

    def applied(self, unit: Desk) -> list[Stream]:
        """The applications for exemption of a unit; one query. They are not locked."""
        return self._loaded(MatterRow.objects.filter(kind=EXEMPTION, asker=unit))

    def accused(self, unit: Desk) -> list[Stream]:
        """The proposals of accountability of a unit, by the hearing that each opened; one query, as `applied`."""
        heard = MatterRow.objects.filter(kind=HEARING, doer=unit).exclude(parent=None).values("parent")
        return self._loaded(MatterRow.objects.filter(stream__in=heard))

    def issued(self, asker: Desk, since: datetime) -> dict[tuple[str, str], int]:
        """How many matters the desk itself has asked for since then, by kind and urgency: those with an urgent mark and
        those of a kind with a quota, which alone are counted. Whoever asks for them now, it is the entry that says who
        asked; what a rule opened nobody asked for.

        Two commands of one desk that both count are told apart by a lock held until the transaction ends; on SQLite
        the transaction holds the whole database already.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"issued by {asker}"])
        theirs = PartyRow.objects.filter(desk=asker, is_open__in=(True, False), changed__gte=since).values("stream")
        marked = Q(kind__in=[kind for kind, row in KINDS.items() if row.quota]) | ~Q(urgency=Urgency.ORDINARY.value)
        rows = MatterRow.objects.filter(marked, opened__gte=since, stream__in=theirs)
        names = [Stream(name) for name in rows.values_list("stream", flat=True)]
        opened = [entries[0] for entries in read(names, until=1).values()]
        return Counter(
            (entry.event.policy.kind, entry.event.urgency.value)
            for entry in opened if entry.by.desk == entry.event.asker == asker
        )  # fmt: skip

    def _loaded(self, rows: QuerySet[MatterRow]) -> list[Stream]:
        """Their names; their entries are read at once, not one matter at a time."""
        names = [Stream(name) for name in rows.values_list("stream", flat=True)]
        self.load(names)
        return names


Ties = dict[Stream, set[Stream]]


def ties_of(streams: Iterable[Stream]) -> Ties:
    """The streams directly tied to each of these; one query."""
    found: Ties = {stream: set() for stream in streams}
    marks = ", ".join(["%s"] * len(found))
    if not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT stream, other FROM readmodel_tierow WHERE stream IN ({marks})",  # noqa: S608 — only marks
            sorted(found),
        )
        for stream, other in cursor.fetchall():
            found[Stream(stream)].add(Stream(other))
    return found


def tied(streams: Iterable[Stream]) -> Ties:
    """The ties of the streams and of every open matter tied to them, through any number of others."""
    reached: Ties = {}
    frontier = set(streams)
    while frontier:
        found = ties_of(frontier)
        reached |= found
        frontier = {other for others in found.values() for other in others} - reached.keys()
    return reached
