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
from django.db.models import AutoField, Model

from qiantou.core.kernel import Entry, Stream
from qiantou.ledger.canonical import Header, commit, leaf_bytes, sm3
from qiantou.ledger.codec import decode, encode
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.models import EntryWords, ScanNamed, StreamHead
from qiantou.ledger.plain import among, fetched, instant_of
from qiantou.ledger.record import names_in

Noise = Callable[[int], bytes]
AT_ONCE = 400  # rows in one statement
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
    if connection.vendor != "postgresql":
        condition, names = among("stream", own | read)
        return dict(fetched(f"SELECT stream, version FROM ledger_streamhead WHERE {condition}", names))  # noqa: S608
    versions: dict[str, int] = {}
    with connection.cursor() as cursor:
        # One statement would lock all rows alike; runs of one mode keep the order of names.
        for mode, names in _runs(own, read):
            cursor.execute(
                f"SELECT stream, version FROM ledger_streamhead WHERE stream = ANY(%s) ORDER BY stream FOR {mode}",  # noqa: S608 — mode is one of two constants
                [names],
            )
            versions.update(cursor.fetchall())
    unborn = sorted(read - versions.keys())
    if unborn:
        _begin(unborn)
        return lock(own, shared=read)
    return versions


def _begin(streams: Sequence[Stream]) -> None:
    """Heads of version 0: a row that is not there cannot be locked, and its first writer would be missed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_streamhead (stream, version, at) "
            "SELECT name, 0, to_timestamp(0) FROM unnest(%s::text[]) name ON CONFLICT DO NOTHING",
            [list(streams)],
        )


def _runs(own: set[Stream], read: set[Stream]) -> list[tuple[str, list[Stream]]]:
    runs: list[tuple[str, list[Stream]]] = []
    for name in sorted(own | read):
        mode = "UPDATE" if name in own else "SHARE"
        if runs and runs[-1][0] == mode:
            runs[-1][1].append(name)
        else:
            runs.append((mode, [name]))
    return runs


def write(entries: Sequence[Entry[Any]], *, recorded_at: datetime, noise: Noise = secrets.token_bytes) -> list[Written]:
    """Append `entries` in order. Call `prepare` work (rows, deliveries) before this."""
    if not entries:
        return []
    rows, words = [], []
    for entry in entries:
        row, said = _rows(entry, recorded_at, noise)
        rows.append(row)
        words.append(said)
    insert(EntryWords, words)
    insert(ScanNamed, [ScanNamed(sha256=name, stream=one.stream, version=one.version)
                       for one in words for name in names_in(bytes(one.body))])  # fmt: skip
    _move_heads(entries)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET size = size + %s WHERE id = 1 RETURNING size", [len(rows)])
        (size,) = cursor.fetchone()
    for position, row in enumerate(rows, start=size - len(rows)):
        row.position = position
    insert(EntryRow, rows)
    return [_written(row) for row in rows]


def insert(model: type[Model], rows: Sequence[Any], *, unless: str = "") -> None:
    """Add rows by as few statements as there are hundreds of them. `unless`: what to do on a conflict, as SQL.

    What `bulk_create` does, without the cost of its expressions, which is most of a single row's.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            pack = rows[start : start + AT_ONCE]
            given = [
                field.get_db_prep_save(getattr(row, field.attname), connection) for row in pack for field in fields
            ]
            values = ", ".join([marks] * len(pack))
            sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {values} {unless}'  # noqa: S608 — names
            cursor.execute(sql, given)


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
    last = {entry.stream: StreamHead(stream=entry.stream, version=entry.version, at=entry.at) for entry in entries}
    ordered = [last[name] for name in sorted(last)]
    moved = "ON CONFLICT (stream) DO UPDATE SET version = excluded.version, at = excluded.at"
    insert(StreamHead, ordered, unless=moved)


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


def read(
    streams: Iterable[Stream], *, words: bool = False, after: int = 0, until: int | None = None
) -> dict[Stream, list[Entry[Any]]]:
    """The entries of each stream past version `after`, to `until` where it is given, in order; with `words` their typed
    text, empty where erased."""
    names = sorted(set(streams))
    found: dict[Stream, list[Entry[Any]]] = {name: [] for name in names}
    if not names:
        return found
    condition, values = among("stream", names)
    said: dict[tuple[str, int], bytes] = {}
    if words:
        sql = f"SELECT stream, version, body FROM ledger_entrywords WHERE {condition}"  # noqa: S608 — marks alone
        said = {(stream, version): bytes(body) for stream, version, body in fetched(sql, values)}
    sql = f"SELECT stream, version, at, facts FROM ledger_entry WHERE {condition} AND version > %s"  # noqa: S608
    values.append(after)
    if until is not None:
        sql += " AND version <= %s"
        values.append(until)
    for stream, version, at, facts in fetched(f"{sql} ORDER BY stream, version", values):
        entry = decode(stream, version, instant_of(at), bytes(facts), said.get((stream, version)))
        found[Stream(stream)].append(entry)
    return found
