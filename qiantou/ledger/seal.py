"""Sealing: everything recorded so far is hashed, signed and witnessed, in that order.

Each new entry's commitments and leaf are computed again from the stored bytes; the older part of the tree must
agree with the last witnessed checkpoint. The signed checkpoint is on the disk in the witness file before the
database holds it, so a crash in between loses nothing: the next seal goes on from the witness. Refuses, with
Unsound, whatever would make the log contradict itself; nothing is then signed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from qiantou.ledger import keys, places, stored, witness
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.keychain import Keychain
from qiantou.ledger.merkle import Head, leaf_hash
from qiantou.ledger.models import Checkpoint as CheckpointRow
from qiantou.ledger.models import Tile
from qiantou.ledger.note import Checkpoint, SigningKey, sign_note
from qiantou.ledger.record import check_record
from qiantou.ledger.report import Unsound
from qiantou.ledger.rows import record_of
from qiantou.ledger.tiles import Growth, TileTree, append_leaves, edge_at

_LOCK = 0x5EA1  # of the advisory locks: one seal at a time
_AT_ONCE = 100  # tiles in one statement


def seal(now: datetime) -> int | None:
    """Seal what is recorded; the size sealed, or None when nothing is new or another process is at it.

    Raises Unsound: what `check_record`, `check_log` and the keys raise, "out-of-place" for a gap in positions,
    "tree-differs" when the stored tiles are not those of the last checkpoint.
    """
    with _alone() as mine:
        if not mine:
            return None
        size = stored.size()
        last = CheckpointRow.objects.order_by("-size").first()
        before = last.size if last else 0
        if size == before and last is not None:
            return None
        growth = _grow(before, size)
        tree = TileTree(lambda level, index: growth.tiles.get((level, index)) or stored.read_tile(level, index))
        if last is not None and tree.root_at(before) != bytes(last.root):
            raise Unsound("tree-differs", size=before)
        chain = stored.keychain()
        checkpoint = Checkpoint(chain.first.name, Head(size, tree.root_at(size)))
        published = last.note.encode() if last else None
        witness.check_log(places.witness_file(), checkpoint, node=tree.node, entries=size, published=published)
        note = sign_note(checkpoint.text, _signers(chain, size, before))
        witness.append(places.witness_file(), note)
        _publish(checkpoint, note, growth, now)
        return size


def _grow(before: int, size: int) -> Growth:
    """The tree with the entries from `before` on, each checked against its stored bodies."""
    edge, changed = edge_at(before, stored.read_tile), {}
    position = before
    for pack in stored.packs(before, size):
        hashes: list[bytes] = []
        for record in map(record_of, pack):
            if record.header.position != position:
                raise Unsound("out-of-place", position=position)
            check_record(record)
            hashes.append(leaf_hash(leaf_bytes(record.header)))
            position += 1
        growth = append_leaves(edge, hashes)
        edge = growth.edge
        changed.update(growth.tiles)
    if position != size:
        raise Unsound("out-of-place", position=position)
    return Growth(edge, changed)


def _signers(chain: Keychain, size: int, before: int) -> list[SigningKey]:
    folder = places.keys_folder()
    return [keys.signing_key(folder, key) for key in chain.signers_of(size, after=before)]


def _publish(checkpoint: Checkpoint, note: bytes, growth: Growth, now: datetime) -> None:
    rows = [Tile(level=level, index=index, hashes=hashes) for (level, index), hashes in growth.tiles.items()]
    with transaction.atomic():
        Tile.objects.bulk_create(
            rows,
            batch_size=_AT_ONCE,
            update_conflicts=True,
            unique_fields=["level", "index"],
            update_fields=["hashes"],
        )
        head = checkpoint.head
        CheckpointRow.objects.create(size=head.size, root=head.root, note=note.decode(), at=now)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the one that seals; on SQLite only one process writes anyway."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
