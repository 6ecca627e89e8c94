"""Rows of the record as the database hands them out, and what can be checked of them without it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from qiantou.ledger.canonical import Header, leaf_bytes
from qiantou.ledger.pack import Item, Outcome, check_pack
from qiantou.ledger.record import Record
from qiantou.ledger.report import Unsound

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
            at=(instant := _instant(at)),
            recorded_at=instant if recorded_at == at else _instant(recorded_at),
            facts=bytes(by_facts),
            words=bytes(by_words),
            facts_sm3=bytes(facts_sm3),
            words_sm3=bytes(words_sm3),
        )
        return Record(header, bytes(facts), bytes(facts_nonce), _bytes(words), _bytes(words_nonce))
    except (AttributeError, TypeError, ValueError):
        raise Unsound("bad-row", position=position) from None


def folded_of(row: Row) -> Record:
    """As much of the record as a fold is judged by, from a row of `stored.rows_of_part`; that the whole is what it was
    committed as, is checked by position. Raises as `record_of`."""
    position, stream, version, at, recorded_at, facts, words = row
    try:
        instant = _instant(at)
        recorded = instant if recorded_at == at else _instant(recorded_at)
        header = Header(position, stream, version, instant, recorded, b"", b"", b"", b"")
        return Record(header, bytes(facts), b"", _bytes(words), None)
    except (AttributeError, TypeError, ValueError):
        raise Unsound("bad-row", position=position) from None


def check_rows(first: int, rows: Iterable[Row], cuts: Collection[int]) -> Outcome:
    """Check the rows of one pack from a position on, with its cuts."""
    return check_pack(first, _items(rows), cuts=cuts)


def _items(rows: Iterable[Row]) -> Iterator[Item]:
    for row in rows:
        try:
            record = record_of(row)
            yield leaf_bytes(record.header), record
        except (Unsound, ValueError):
            yield b"", Unsound("bad-row", position=row[0])


def _instant(value: datetime) -> datetime:
    """SQLite hands instants out without their zone, which is UTC; PostgreSQL with one."""
    if value.tzinfo is UTC:
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
