"""Reading the record from the database: exactly the stored bytes, in order, from one snapshot.

Nothing here judges or changes anything. Entries are read in packs by position, so memory does not grow with
the log, and what was written after the snapshot began is not seen.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from django.db import connection, transaction

from qiantou.ledger import keys, places
from qiantou.ledger.events import RECORD
from qiantou.ledger.export import Source
from qiantou.ledger.keychain import Keychain, KeyChange
from qiantou.ledger.models import Checkpoint, Head, Scan
from qiantou.ledger.note import VerifierKey
from qiantou.ledger.pack import PACK
from qiantou.ledger.record import KEY_ROTATED, Record, check_record
from qiantou.ledger.report import Unsound
from qiantou.ledger.rows import Row, record_of

AT_ONCE: Final = 400  # names in one statement
PART: Final = 8192  # entries read at once by stream, about: names of streams are random, so parts come out even

_AT_ONE_GO: Final = "LEFT JOIN ledger_entrywords w ON w.stream = e.stream AND w.version = e.version "
_JOINED: Final = " FROM ledger_entry e " + _AT_ONE_GO
_COLUMNS: Final = (
    "SELECT e.position, e.stream, e.version, e.at, e.recorded_at, e.facts, e.facts_nonce, e.facts_commitment,"
    " e.words_commitment, e.facts_sm3, e.words_sm3, w.nonce, w.body" + _JOINED
)
_FOLDED: Final = "SELECT e.position, e.stream, e.version, e.at, e.recorded_at, e.facts, w.body" + _JOINED
_BY_POSITION: Final = _COLUMNS + "WHERE e.position >= %s AND e.position < %s ORDER BY e.position"
_ONE_BY_ONE: Final = (
    "LEFT JOIN LATERAL (SELECT one.nonce, one.body FROM ledger_entrywords one"
    " WHERE one.stream = e.stream AND one.version = e.version LIMIT 1) w ON true "
)
"""The words of each entry looked up by themselves: left to itself PostgreSQL reads those of the whole record for each
pack of a record of some size."""
_BY_STREAM: Final = _COLUMNS + "WHERE e.stream = %s ORDER BY e.version"
_FROM: Final = _FOLDED + "AND w.stream >= %s WHERE e.stream >= %s ORDER BY e.stream, e.version"
_BETWEEN: Final = (
    _FOLDED + "AND w.stream >= %s AND w.stream < %s WHERE e.stream >= %s AND e.stream < %s ORDER BY e.stream, e.version"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The streams whose names are `first` or later and before `end` (None: to the last), as the database sorts."""

    first: str
    end: str | None


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is one state of the database; nothing may be written, and no writer is kept waiting."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def size() -> int:
    """How many entries the record has."""
    return Head.objects.get(id=1).size


def packs(first: int, end: int) -> Iterator[list[Row]]:
    """Rows from position `first` up to `end`, up to the next multiple of 4,096 at a time."""
    while first < end:
        until = min(end, (first // PACK + 1) * PACK)
        yield rows_between(first, until)
        first = until


def rows_between(first: int, end: int) -> list[Row]:
    """Rows from position `first` up to `end`, in order."""
    query = _BY_POSITION if connection.vendor == "sqlite" else _BY_POSITION.replace(_AT_ONE_GO, _ONE_BY_ONE)
    return rows(query, [first, end])


def records(first: int, end: int) -> Iterator[Record]:
    for pack in packs(first, end):
        yield from map(record_of, pack)


def records_of(stream: str) -> list[Record]:
    """The records of one stream, in order of version."""
    return [record_of(row) for row in rows(_BY_STREAM, [stream])]


def records_of_all(streams: Sequence[str]) -> list[Record]:
    """The records of these streams, in order of stream and version; a query for each few hundred streams."""
    found: list[Record] = []
    for start in range(0, len(streams), AT_ONCE):
        some = streams[start : start + AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        found += map(record_of, rows(f"{_COLUMNS}WHERE e.stream IN ({marks}) ORDER BY e.stream, e.version", some))
    return found


def records_named(places: Sequence[tuple[str, int]]) -> list[Record]:
    """The records at these streams and versions, in order of position."""
    found: list[Record] = []
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        marks = ", ".join(["(%s, %s)"] * len(some))
        values = [part for place in some for part in place]
        found += map(record_of, rows(f"{_COLUMNS}WHERE (e.stream, e.version) IN ({marks})", values))
    return sorted(found, key=lambda record: record.header.position)


def parts(entries: int) -> list[Part]:
    """All streams of a log of so many entries."""
    count = max(1, -(-entries // PART))
    names = ["", *(f"{number * 0x10000 // count:04x}" for number in range(1, count))]
    return [Part(first, end) for first, end in zip_longest(names, names[1:])]


def rows_of_part(part: Part) -> list[Row]:
    """What a fold asks of every entry of the streams of a part, whole streams together, in order of version: position,
    stream, version, at, recorded_at, facts, and words (None once erased)."""
    if part.end is None:
        return rows(_FROM, [part.first, part.first])
    return rows(_BETWEEN, [part.first, part.end, part.first, part.end])


def keychain() -> Keychain:
    """The log's keys: the site's first, and every change on record. Raises Unsound as the keys do."""
    changes: list[KeyChange] = []
    for record in records_of(RECORD):
        facts = check_record(record)
        if facts["type"] == KEY_ROTATED:
            changes.append(KeyChange.of(record.header.position, facts["data"]))
    return Keychain(changes[0].old if changes else first_key(), tuple(changes))


def first_key() -> VerifierKey:
    known = keys.known_keys(places.keys_folder())
    if not known:
        raise Unsound("key-missing", path=str(places.keys_folder()))
    return known[0]


def notes() -> Iterator[bytes]:
    """Every checkpoint stored, in order of size."""
    for note in Checkpoint.objects.order_by("size").values_list("note", flat=True).iterator():
        yield note.encode()


def read_tile(level: int, index: int) -> bytes:
    """The hashes of a stored tile; none if there is no such tile."""
    found = rows('SELECT hashes FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
    return bytes(found[0][0]) if found else b""


def source() -> Source:
    """What an export takes. Read it inside one `snapshot`."""
    chain = keychain()
    signer = keys.signing_key(places.keys_folder(), chain.current)
    return Source(records(0, size()), notes(), chain.keys, signer, scan)


def scan(name: str) -> bytes | None:
    """The body of a scan."""
    body = Scan.objects.filter(pk=name).values_list("body", flat=True).first()
    return None if body is None else bytes(body)


def rows(query: str, values: Sequence[Any]) -> list[Row]:
    """All rows at once; from PostgreSQL in binary form, at a fifth of the price of text."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            plain: list[Row] = cursor.fetchall()
            return plain
    from psycopg import Cursor

    connection.ensure_connection()
    with Cursor(connection.connection) as binary:
        found: list[Row] = binary.execute(query, values, binary=True).fetchall()
        return found
