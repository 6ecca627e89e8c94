"""The matters of one command, read from the record, and the ties between open ones, from the rows."""

from __future__ import annotations

from collections.abc import Iterable

from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import Entry, Stream, fold
from qiantou.core.matter import Matter
from qiantou.core.register import Register
from qiantou.ledger.writer import read
from qiantou.readmodel.models import TieRow


class Stored:
    """What is recorded now. Matters are folded from their entries; nothing else is believed but the ties."""

    def __init__(self, register: Register, streams: Iterable[Stream] = ()) -> None:
        self.register = register
        self.entries: dict[Stream, list[Entry[Event]]] = {}
        self._ties: dict[Stream, set[Stream]] = {}
        self.load(streams)

    def load(self, streams: Iterable[Stream]) -> None:
        """Read several streams and their ties at once."""
        wanted = sorted(set(streams) - self.entries.keys())
        if not wanted:
            return
        self.entries.update(read(wanted))
        for name in wanted:
            self._ties.setdefault(name, set())
        for stream, other in TieRow.objects.filter(stream__in=wanted).values_list("stream", "other"):
            self._ties[Stream(stream)].add(Stream(other))

    def matter(self, stream: Stream) -> Matter | None:
        self.load([stream])
        return fold(evolve, None, self.entries[stream]) if self.entries[stream] else None

    def related(self, stream: Stream) -> set[Stream]:
        self.load([stream])
        return self._ties[stream]


def tied(streams: Iterable[Stream]) -> set[Stream]:
    """The streams and every open matter tied to them, through any number of others."""
    reached = set(streams)
    frontier = reached
    while frontier:
        found = TieRow.objects.filter(stream__in=sorted(frontier)).values_list("other", flat=True)
        frontier = {Stream(other) for other in found} - reached
        reached |= frontier
    return reached
