"""Proofs and receipts from the database, without reading the log: a proof costs a few tiles.

A `Prover` belongs to one thread and one log and remembers what never changes; make one where many are asked for.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass

from qiantou.ledger import stored
from qiantou.ledger.models import Checkpoint as CheckpointRow
from qiantou.ledger.receipt import write_receipt
from qiantou.ledger.report import Unsound
from qiantou.ledger.tiles import TileTree


@dataclass(frozen=True, slots=True)
class Sealed:
    """The first checkpoint that covers an entry, and the proof under it."""

    note: bytes
    size: int
    root: bytes
    proof: tuple[bytes, ...]


class Prover:
    """Inclusion and consistency proofs under stored checkpoints."""

    def __init__(self) -> None:
        self.tree = TileTree(stored.read_tile)
        self._covering: dict[int, tuple[int, CheckpointRow]] = {}  # size: first position known to be covered, row
        self._sizes: list[int] = []  # of the rows in `_covering`, in order

    def sealed(self, position: int, *, size: int | None = None) -> Sealed | None:
        """The proof under the first checkpoint that covers `position`, or the one of `size`; None before one."""
        row = self._first(position) if size is None else self._of(size, position)
        if row is None:
            return None
        proof = self.tree.inclusion_proof(position, row.size)
        return Sealed(row.note.encode(), row.size, bytes(row.root), tuple(proof))

    def _first(self, position: int) -> CheckpointRow | None:
        """The first checkpoint that covers a position. Later ones cover more, so the answer never changes."""
        at = bisect_right(self._sizes, position)
        if at < len(self._sizes):
            first, row = self._covering[self._sizes[at]]
            if first <= position:
                return row
        found = CheckpointRow.objects.filter(size__gt=position).order_by("size").first()
        if found is not None:
            if found.size not in self._covering:
                insort(self._sizes, found.size)
            self._covering[found.size] = (position, found)
        return found

    @staticmethod
    def _of(size: int, position: int) -> CheckpointRow | None:
        return CheckpointRow.objects.filter(size=size, size__gt=position).first()

    def receipt(self, position: int, *, with_words: bool = True) -> bytes:
        """The receipt file of an entry. Raises Unsound("not-yet-sealed" or "no-such-entry")."""
        found = list(stored.records(position, position + 1))
        if not found:
            raise Unsound("no-such-entry", position=position)
        sealed = self.sealed(position)
        if sealed is None:
            raise Unsound("not-yet-sealed", position=position)
        return write_receipt(found[0], sealed.proof, sealed.note, with_words=with_words)
