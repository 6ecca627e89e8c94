"""Rows of the record as the database hands them out, and what can be checked of them in another process.

No Django here: a process started for checking alone does not set it up.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from qiantou.ledger.canonical import Header, leaf_bytes
from qiantou.ledger.pack import Item, Outcome, check_pack
from qiantou.ledger.record import Record
from qiantou.ledger.report import Finding, Unsound
from qiantou.ledger.streams import CheckFold, check_streams

# position, stream, version, at, recorded_at, facts, facts_nonce, facts_commitment, words_commitment,
# facts_sm3, words_sm3, nonce and body of the words (None once erased)
Row = tuple[Any, ...]


def record_of(row: Row) -> Record:
    """Raises Unsound("bad-row") where a column cannot be what a header holds."""
    position, stream, version, at, recorded_at, facts, facts_nonce, *rest = row
    by_facts, by_words, facts_sm3, words_sm3, words_nonce, words = rest
    try:
        header = Header(
            position=position,
            stream=stream,
            version=version,
            at=_instant(at),
            recorded_at=_instant(recorded_at),
            facts=bytes(by_facts),
            words=bytes(by_words),
            facts_sm3=bytes(facts_sm3),
            words_sm3=bytes(words_sm3),
        )
        return Record(header, bytes(facts), bytes(facts_nonce), _bytes(words), _bytes(words_nonce))
    except (AttributeError, TypeError, ValueError):
        raise Unsound("bad-row", position=position) from None


def check_rows(task: tuple[int, Sequence[Row], frozenset[int]]) -> Outcome:
    """Check the rows of one pack from a position on, with its cuts."""
    first, rows, cuts = task
    return check_pack(first, _items(rows), cuts=cuts)


def check_stream_rows(check_fold: CheckFold | None, rows: Sequence[Row]) -> tuple[list[Finding], list[Row]]:
    """Check whole streams; also the end of each: (stream, version, at)."""
    records = [record_of(row) for row in rows]
    ends = {record.header.stream: record.header for record in records}
    findings = list(check_streams(records, check_fold))
    return findings, [(header.stream, header.version, header.at) for header in ends.values()]


def _items(rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        try:
            record = record_of(row)
            yield leaf_bytes(record.header), record
        except (Unsound, ValueError):
            yield b"", Unsound("bad-row", position=row[0])


def _instant(value: datetime) -> datetime:
    """SQLite hands instants out without their zone, which is UTC; PostgreSQL with one."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
