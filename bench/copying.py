"""Many matters alike written by PostgreSQL's COPY: the bytes and rows that the writers of the product make."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import AutoField, Model

from qiantou.core.kernel import Entry, Stream
from qiantou.core.register import InForce
from qiantou.ledger.canonical import commit, sm3
from qiantou.ledger.codec import encode
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.models import EntryWords, StreamHead
from qiantou.readmodel.matter_rows import rows_of
from qiantou.readmodel.models import MatterRow, PartyRow, SpanRow

Values = dict[str, Any]


class Batch:
    """Matters gathered until `write`; positions are given last, under the lock of the head, as always."""

    def __init__(self, force: InForce, now: datetime) -> None:
        self.force, self.now = force, now
        self._rows: dict[type[Model], list[Values]] = {}
        self._matters = 0

    def __len__(self) -> int:
        return self._matters

    def add(self, entries: Sequence[Entry[Any]], streams: Sequence[Stream]) -> None:
        """The matter of these entries, once under each name."""
        rows = rows_of(entries, self.force, self.now)
        alike: list[tuple[type[Model], Values]] = [(MatterRow, _values(rows.matter))]
        alike += [(PartyRow, _values(row)) for row in rows.parties]
        alike += [(SpanRow, _values(row)) for row in rows.spans]
        alike.append((StreamHead, {"version": entries[-1].version, "at": entries[-1].at}))
        encoded = [(entry, *encode(entry)) for entry in entries]
        for stream in streams:
            for model, values in alike:
                self._rows.setdefault(model, []).append({**values, "stream": stream})
            for entry, facts, words in encoded:
                self._add_entry(entry, stream, facts, words)
        self._matters += len(streams)

    def _add_entry(self, entry: Entry[Any], stream: Stream, facts: bytes, words: bytes) -> None:
        facts_nonce, words_nonce = secrets.token_bytes(32), secrets.token_bytes(32)
        name = {"stream": stream, "version": entry.version}
        said = {**name, "nonce": words_nonce, "body": words}
        told = {
            **name,
            "at": entry.at,
            "recorded_at": entry.at,
            "facts": facts,
            "facts_nonce": facts_nonce,
            "facts_commitment": commit(facts_nonce, facts),
            "words_commitment": commit(words_nonce, words),
            "facts_sm3": sm3(facts_nonce, facts),
            "words_sm3": sm3(words_nonce, words),
        }
        self._rows.setdefault(EntryWords, []).append(said)
        self._rows.setdefault(EntryRow, []).append(told)

    def write(self) -> None:
        if not self._matters:
            return
        entries = self._rows.pop(EntryRow)
        with transaction.atomic(), connection.cursor() as cursor:
            for model, rows in self._rows.items():
                _copy(cursor, model, rows)
            cursor.execute("UPDATE ledger_head SET size = size + %s WHERE id = 1 RETURNING size", [len(entries)])
            first = cursor.fetchone()[0] - len(entries)
            for position, row in enumerate(entries, first):
                row["position"] = position
            _copy(cursor, EntryRow, entries)
        self._rows.clear()
        self._matters = 0


def _values(row: Model) -> Values:
    return {field.attname: getattr(row, field.attname) for field in _fields(type(row))}


def _fields(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


def _copy(cursor: Any, model: type[Model], rows: Sequence[Values]) -> None:
    fields = _fields(model)
    names = [field.attname for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
