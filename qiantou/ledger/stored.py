"""Reading the record from the database: exactly the stored bytes, in order, from one snapshot.

Nothing here judges or changes anything. Entries are read in packs by position, so memory does not grow with
the log, and what was written after the snapshot began is not seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction

from qiantou.ledger import keys, places
from qiantou.ledger.events import RECORD
from qiantou.ledger.export import Source
from qiantou.ledger.keychain import Keychain, KeyChange
from qiantou.ledger.models import Checkpoint, Head
from qiantou.ledger.note import VerifierKey
from qiantou.ledger.pack import PACK
from qiantou.ledger.record import KEY_ROTATED, Record, check_record
from qiantou.ledger.report import Unsound
from qiantou.ledger.rows import Row, record_of

_COLUMNS: Final = (
    "SELECT e.position, e.stream, e.version, e.at, e.recorded_at, e.facts, e.facts_nonce, e.facts_commitment,"
    " e.words_commitment, e.facts_sm3, e.words_sm3, w.nonce, w.body FROM ledger_entry e"
    " LEFT JOIN ledger_entrywords w ON w.stream = e.stream AND w.version = e.version "
)
_BY_POSITION: Final = _COLUMNS + "WHERE e.position >= %s AND e.position < %s ORDER BY e.position"
_BY_STREAM: Final = _COLUMNS + "WHERE e.stream = %s ORDER BY e.version"
_ONWARD: Final = _COLUMNS + "WHERE (e.stream, e.version) > (%s, %s) ORDER BY e.stream, e.version LIMIT %s"


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
        yield _rows(_BY_POSITION, [first, until])
        first = until


def records(first: int, end: int) -> Iterator[Record]:
    for pack in packs(first, end):
        yield from map(record_of, pack)


def records_of(stream: str) -> list[Record]:
    """The records of one stream, in order of version."""
    return [record_of(row) for row in _rows(_BY_STREAM, [stream])]


def streams() -> Iterator[list[Row]]:
    """Every row again, whole streams together, some 4,096 rows at a time."""
    held: list[Row] = []
    last, version = "", 0
    while page := _rows(_ONWARD, [last, version, PACK]):
        last, version = page[-1][1], page[-1][2]
        whole = [row for row in page if row[1] != last]
        if whole:
            yield held + whole
            held = []
        held += page[len(whole) :]
    if held:
        yield held


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
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
        row = cursor.fetchone()
    return b"" if row is None else bytes(row[0])


def source() -> Source:
    """What an export takes. Read it inside one `snapshot`."""
    chain = keychain()
    return Source(records(0, size()), notes(), chain.keys, keys.signing_key(places.keys_folder(), chain.current))


def _rows(query: str, values: list[Any]) -> list[Row]:
    """Binary columns as bytes: what PostgreSQL hands out as memoryview goes to no other process."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in cursor.fetchall()
        ]
