"""The Merkle tree of RFC 6962, section 2.1, with SHA-256.

A leaf hash is SHA-256(0x00 ‖ leaf), an inner node SHA-256(0x01 ‖ left ‖ right), the root of nothing
SHA-256(""). A tree of n leaves splits at the largest power of two below n. Node (h, i) is the root of the
full subtree over leaves [i·2^h, (i+1)·2^h); proofs are lists of 32-byte hashes, lowest first.

Verification follows RFC 9162, sections 2.1.3.2 and 2.1.4.2 (the same trees, written as loops).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HASH_SIZE: Final = 32  # bytes
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]  # (height, index) -> root of that full subtree


@dataclass(frozen=True, slots=True)
class Head:
    """A tree of `size` leaves and its root."""

    size: int
    root: bytes


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The right edge of a growing tree: one hash per set bit of its size, so a root costs O(log n).

    Appending is amortised O(1); nothing but the edge is kept.
    """

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """`edge` holds the roots of the full subtrees of `size` leaves, largest first."""
        if size.bit_count() != len(edge):
            raise ValueError("one hash for each set bit of the size")
        self.size = size
        self._edge = list(edge)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        merges = self.size
        while merges & 1:
            leaf = node_hash(self._edge.pop(), leaf)
            merges >>= 1
        self._edge.append(leaf)
        self.size += 1

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The roots of the full subtrees, largest first."""
        return tuple(self._edge)

    def root(self) -> bytes:
        return root_of_edge(self._edge)

    def head(self) -> Head:
        return Head(self.size, self.root())


def root_of_edge(parts: Sequence[bytes]) -> bytes:
    """The root over neighbouring full subtrees, largest first; of none, the root of the empty tree."""
    if not parts:
        return EMPTY_ROOT
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    edge = CompactRange()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def root_at(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves, from full subtrees only."""
    return _range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]). Raises ValueError unless 0 ≤ index < size."""
    if not 0 <= index < size:
        raise ValueError("the entry is not in a tree of that size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    path.reverse()
    return path


def consistency_proof(old: int, size: int, node: Node) -> list[bytes]:
    """PROOF(old, D[size]); empty when old is 0 or equals size. Raises ValueError unless 0 ≤ old ≤ size."""
    if not 0 <= old <= size:
        raise ValueError("the older tree is the smaller one")
    if old in (0, size):
        return []
    path: list[bytes] = []
    start, end, stem_is_old_root = 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start, stem_is_old_root = middle, False
    if not stem_is_old_root:
        path.append(_range_root(start, end, node))
    path.reverse()
    return path


def is_included(leaf: bytes, index: int, head: Head, proof: Sequence[bytes]) -> bool:
    """Whether `proof` leads from the leaf hash at `index` to the head's root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < head.size or not _are_hashes(proof):
        return False
    at, last, root = index, head.size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            root = node_hash(other, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, other)
        at, last = at >> 1, last >> 1
    return last == 0 and root == head.root


def is_consistent(old: Head, new: Head, proof: Sequence[bytes]) -> bool:
    """Whether the new tree only adds leaves to the old one (RFC 9162, 2.1.4.2).

    The RFC leaves out two cases that are plain: a tree agrees with itself, and the empty tree with all.
    """
    if not 0 <= old.size <= new.size or not _are_hashes(proof):
        return False
    if old.size == new.size:
        return not proof and old.root == new.root
    if old.size == 0:
        return not proof and old.root == EMPTY_ROOT
    path = list(proof) if old.size & (old.size - 1) else [old.root, *proof]
    if not path:
        return False
    at, last = old.size - 1, new.size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_root = new_root = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_root, new_root = node_hash(other, old_root), node_hash(other, new_root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_root = node_hash(new_root, other)
        at, last = at >> 1, last >> 1
    return last == 0 and old_root == old.root and new_root == new.root


def _range_root(start: int, end: int, node: Node) -> bytes:
    """The root over leaves [start, end), where start is a multiple of every full subtree in it."""
    parts: list[bytes] = []
    while start < end:
        height = (end - start).bit_length() - 1
        parts.append(node(height, start >> height))
        start += 1 << height
    return root_of_edge(parts)


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _are_hashes(proof: Sequence[bytes]) -> bool:
    return all(len(part) == HASH_SIZE for part in proof)
