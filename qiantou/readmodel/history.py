"""The whole record, read once in order of streams, as the entries that rows come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from qiantou.core.bulletin import ORDERS, stream_of
from qiantou.core.facts import Event, Offered
from qiantou.core.kernel import Entry, Stream
from qiantou.core.lookup import LOOKUPS
from qiantou.core.lookup import stream_of as stream_of_lookup
from qiantou.core.numbering import Agency, stream_of_unit
from qiantou.core.register import CHARTERS, Listed
from qiantou.ledger import stored
from qiantou.ledger.codec import decode
from qiantou.ledger.rows import Row
from qiantou.ledger.stored import Part
from qiantou.ledger.writer import read


def listings(streams: Sequence[Stream]) -> list[Entry[Listed]]:
    """The entries of the register's streams with their words, each stream in order."""
    found = read(streams, words=True)
    return [entry for stream in streams for entry in found[stream]]


def with_plans(listed: list[Entry[Listed]], now: datetime) -> list[Entry[Listed]]:
    """The common register's entries, those of every plan, of every order's bulletins, of every unit's numbers and of
    every look-up's pages: each in its own stream."""
    joints = sorted({entry.event.key for entry in listed if entry.event.section == CHARTERS})
    ordered = sorted(_of_orders(listed, now))
    values = (entry.event.value for entry in listed)
    numbered = sorted({stream_of_unit(value.unit) for value in values if isinstance(value, Agency)})
    looked = sorted({stream_of_lookup(entry.event.key) for entry in listed if entry.event.section == LOOKUPS})
    own = [*(Stream(joint) for joint in joints), *ordered, *numbered, *looked]
    return [*listed, *listings(own)] if own else listed


def _of_orders(listed: list[Entry[Listed]], now: datetime) -> set[Stream]:
    """The streams of bulletins there may be: of each order, for every year since it was first given."""
    begun: dict[str, int] = {}
    for entry in listed:
        if entry.event.section == ORDERS:
            begun.setdefault(entry.event.key, entry.event.since.year)
            begun[entry.event.key] = min(begun[entry.event.key], entry.event.since.year)
    return {stream_of(key, year) for key, first in begun.items() for year in range(first, now.year + 2)}


def matters() -> Iterator[tuple[Part, dict[Stream, list[Entry[Event]]]]]:
    """Every matter with all its entries and their words, a part of the streams at a time."""
    for part in stored.parts(stored.size()):
        pack: dict[Stream, list[Entry[Event]]] = {}
        for name, own in groupby(stored.rows_of_part(part), key=lambda row: row[1]):
            entries = [_entry(row) for row in own]
            if isinstance(entries[0].event, Offered):
                pack[Stream(name)] = entries
        yield part, pack


def _entry(row: Row) -> Entry[Any]:
    _, stream, version, at, _, facts, *_, body = row
    return decode(stream, version, _instant(at), bytes(facts), None if body is None else bytes(body))


def _instant(value: datetime) -> datetime:
    """SQLite hands instants out without their zone, which is UTC; PostgreSQL with one."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
