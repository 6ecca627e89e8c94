"""The only place that writes the record.

Within the caller's transaction: `lock` first, `write` last. Positions are given under the lock of the head
row, gapless, by the last statements; nothing is written after them. What is written is durable when the
transaction commits, and is never changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from qiantou.core.kernel import Entry, Stream
from qiantou.ledger.canonical import Header, commit, leaf_bytes, sm3
from qiantou.ledger.codec import decode, encode
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.models import EntryWords, StreamHead

Noise = Callable[[int], bytes]
COLUMNS = "position, stream, version, at, recorded_at, facts, facts_nonce, facts_commitment, words_commitment"


@dataclass(frozen=True)
class Written:
    """Where an entry stands in the record, and its leaf hash."""

    position: int
    stream: str
    version: int
    at: datetime
    leaf: bytes


def lock(streams: Iterable[Stream], *, shared: Iterable[Stream] = ()) -> dict[str, int]:
    """Lock the heads of streams in order of their names; the version of each that exists.

    `shared` streams may be read by others meanwhile but not written. On SQLite the transaction holds the
    whole database already.
    """
    own, read = set(streams), set(shared)
    heads = StreamHead.objects.order_by("stream")
    if connection.vendor != "postgresql":
        return dict(heads.filter(stream__in=own | read).values_list("stream", "version"))
    versions: dict[str, int] = {}
    with connection.cursor() as cursor:
        # One statement would lock all rows alike; runs of one mode keep the order of names.
        for mode, names in _runs(own, read):
            cursor.execute(
                f"SELECT stream, version FROM ledger_streamhead WHERE stream = ANY(%s) ORDER BY stream FOR {mode}",  # noqa: S608 — mode is one of two constants
                [names],
            )
            versions.update(cursor.fetchall())
    return versions


def _runs(own: set[Stream], read: set[Stream]) -> list[tuple[str, list[Stream]]]:
    runs: list[tuple[str, list[Stream]]] = []
    for name in sorted(own | read):
        mode = "UPDATE" if name in own else "SHARE"
        if runs and runs[-1][0] == mode:
            runs[-1][1].append(name)
        else:
            runs.append((mode, [name]))
    return runs


def write(
    entries: Sequence[Entry[Any]], *, recorded_at: datetime, noise: Noise = secrets.token_bytes
) -> list[Written]:
    """Append `entries` in order. Call `prepare` work (rows, deliveries) before this."""
    if not entries:
        return []
    rows, words = [], []
    for entry in entries:
        row, said = _rows(entry, recorded_at, noise)
        rows.append(row)
        words.append(said)
    EntryWords.objects.bulk_create(words)
    _move_heads(entries)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET size = size + %s WHERE id = 1 RETURNING size", [len(rows)])
        (size,) = cursor.fetchone()
    for position, row in enumerate(rows, start=size - len(rows)):
        row.position = position
    EntryRow.objects.bulk_create(rows)
    return [_written(row) for row in rows]


def _rows(entry: Entry[Any], recorded_at: datetime, noise: Noise) -> tuple[EntryRow, EntryWords]:
    facts, words = encode(entry)
    facts_nonce, words_nonce = noise(32), noise(32)
    row = EntryRow(
        stream=entry.stream,
        version=entry.version,
        at=entry.at.astimezone(UTC),
        recorded_at=recorded_at.astimezone(UTC),
        facts=facts,
        facts_nonce=facts_nonce,
        facts_commitment=commit(facts_nonce, facts),
        words_commitment=commit(words_nonce, words),
        facts_sm3=sm3(facts_nonce, facts),
        words_sm3=sm3(words_nonce, words),
    )
    return row, EntryWords(stream=entry.stream, version=entry.version, nonce=words_nonce, body=words)


def _move_heads(entries: Sequence[Entry[Any]]) -> None:
    last = {
        entry.stream: StreamHead(stream=entry.stream, version=entry.version, at=entry.at) for entry in entries
    }
    ordered = [last[name] for name in sorted(last)]
    StreamHead.objects.bulk_create(
        ordered, update_conflicts=True, unique_fields=["stream"], update_fields=["version", "at"]
    )


def header(row: EntryRow) -> Header:
    """The public header of a stored entry."""
    return Header(
        position=row.position,
        stream=row.stream,
        version=row.version,
        at=row.at,
        recorded_at=row.recorded_at,
        facts=bytes(row.facts_commitment),
        words=bytes(row.words_commitment),
        facts_sm3=bytes(row.facts_sm3),
        words_sm3=bytes(row.words_sm3),
    )


def _written(row: EntryRow) -> Written:
    return Written(row.position, row.stream, row.version, row.at, leaf_hash(leaf_bytes(header(row))))


def read(streams: Iterable[Stream], *, words: bool = False) -> dict[Stream, list[Entry[Any]]]:
    """The entries of each stream in order; with `words` their typed text too, empty where erased."""
    names = sorted(set(streams))
    found: dict[Stream, list[Entry[Any]]] = {name: [] for name in names}
    said: dict[tuple[str, int], bytes] = {}
    if words:
        for stream, version, body in EntryWords.objects.filter(stream__in=names).values_list(
            "stream", "version", "body"
        ):
            said[stream, version] = bytes(body)
    rows = EntryRow.objects.filter(stream__in=names).order_by("stream", "version")
    for stream, version, at, facts in rows.values_list("stream", "version", "at", "facts"):
        entry = decode(stream, version, at, bytes(facts), said.get((stream, version)))
        found[Stream(stream)].append(entry)
    return found
