"""What the record held when something was drawn from it: of each stream what came before a place, up to an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from qiantou.core.kernel import Entry, Stream
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.writer import read


@dataclass(frozen=True)
class AsOf:
    """`place`: stream and version of the entry that says what was drawn; nothing recorded after it counts."""

    through: datetime
    place: tuple[Stream, int]

    def of(self, told: Mapping[Stream, Sequence[Entry[Any]]]) -> dict[Stream, list[Entry[Any]]]:
        """Of these entries those that were there; two queries."""
        stream, version = self.place
        position = EntryRow.objects.values_list("position", flat=True).get(stream=stream, version=version)
        rows = EntryRow.objects.filter(stream__in=list(told), position__lt=position)
        last = dict(rows.values_list("stream").annotate(Max("version")))
        return {
            name: [one for one in entries if one.version <= last.get(name, 0) and one.at <= self.through]
            for name, entries in told.items()
        }


def held(streams: Iterable[Stream], then: AsOf | None = None) -> dict[Stream, list[Entry[Any]]]:
    """The entries of these streams now, or as they were then; one query, or three."""
    told = read(list(streams))
    return then.of(told) if then is not None and told else told
