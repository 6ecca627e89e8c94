"""A pack: up to 4,096 consecutive entries, checked by themselves, so that many can be checked at once.

A pack starts at a multiple of 4,096, so the edge of the tree at any size inside it is the edge of the packs
before it followed by the pack's own edge at that size. `Whole` puts the outcomes together again, in order.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qiantou.ledger.keychain import KeyChange
from qiantou.ledger.merkle import CompactRange, Head, leaf_hash, root_of_edge
from qiantou.ledger.naming import names_of
from qiantou.ledger.record import ERASED, KEY_ROTATED, LISTED, Record, check_record, names_in
from qiantou.ledger.report import Finding, Unsound
from qiantou.ledger.tiles import TILE_BYTES, TILE_WIDTH, tile_root

PACK: Final = 4096  # entries
_MOST_FINDINGS: Final = 20  # of one pack; the rest would say the same

Item = tuple[bytes, Record | Unsound]  # the leaf as logged; what stands behind it, or why that cannot be read


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one pack came to. Edges are the pack's own; `hashes` are its leaf hashes, end to end."""

    first: int
    count: int
    hashes: bytes
    edge: tuple[bytes, ...]
    edges: Mapping[int, tuple[bytes, ...]]  # by number of entries of this pack, where a checkpoint fell
    wordless: tuple[int, ...]  # positions without words
    erased: tuple[tuple[int, int], ...]  # (position of the Erased entry, position it names)
    key_changes: tuple[KeyChange, ...]
    listed: tuple[Record, ...]  # what entered the register
    findings: tuple[Finding, ...]
    scans: tuple[tuple[int, str], ...] = ()  # (position, the scan its words name)
    named: frozenset[str] = frozenset()  # the streams that entries name besides their own
    tile_roots: tuple[bytes, ...] = ()  # of the pack's full tiles


def check_pack(first: int, items: Iterable[Item], *, cuts: Collection[int]) -> Outcome:
    """Check entries from position `first` on; keep the edge at each number of entries in `cuts`.

    The caller vouches that a record's header is the one its leaf encodes.
    """
    hashes: list[bytes] = []
    wordless: list[int] = []
    erased: list[tuple[int, int]] = []
    changes: list[KeyChange] = []
    listed: list[Record] = []
    scans: list[tuple[int, str]] = []
    findings: list[Finding] = []
    named: set[str] = set()
    for position, (leaf, behind) in enumerate(items, first):
        hashes.append(leaf_hash(leaf))
        try:
            if isinstance(behind, Unsound):
                raise behind
            if behind.header.position != position:
                raise Unsound("out-of-place", position=position)
            facts = check_record(behind)
            if behind.words is None:
                wordless.append(position)
            else:
                scans += [(position, name) for name in names_in(behind.words)]
            if facts["type"] == ERASED:
                erased.append((position, _erased_position(facts["data"], position)))
            elif facts["type"] == KEY_ROTATED:
                changes.append(KeyChange.of(position, facts["data"]))
            else:
                named.update(names_of(facts))
                if facts["type"] == LISTED:
                    listed.append(behind)
        except Unsound as fault:
            findings.append(Finding(fault.code, {"position": position} | fault.facts))
    told = b"".join(hashes)
    roots = tuple(tile_root(told[at : at + TILE_BYTES]) for at in range(0, len(told) - TILE_BYTES + 1, TILE_BYTES))
    return Outcome(
        first,
        len(hashes),
        told,
        _edge(roots, hashes, len(hashes)),
        {count: _edge(roots, hashes, count) for count in sorted(cuts) if count <= len(hashes)},
        tuple(wordless),
        tuple(erased),
        tuple(changes),
        tuple(listed),
        tuple(findings[:_MOST_FINDINGS]),
        tuple(scans),
        frozenset(named),
        roots,
    )


def _edge(tile_roots: Sequence[bytes], hashes: Sequence[bytes], count: int) -> tuple[bytes, ...]:
    """The edge of the tree of the first `count` leaves, at least one: of its full tiles, then of the leaves behind."""
    full = count // TILE_WIDTH
    tiles, behind = CompactRange(), CompactRange()
    for root in tile_roots[:full]:
        tiles.append(root)
    for leaf in hashes[full * TILE_WIDTH : count]:
        behind.append(leaf)
    return (*tiles.edge, *behind.edge)


class Whole:
    """The log put together from its packs, in order."""

    def __init__(self) -> None:
        self.heads: dict[int, Head] = {}  # by size, where a checkpoint fell
        self.key_changes: list[KeyChange] = []
        self.listed: list[Record] = []
        self.scans: list[tuple[int, str]] = []
        self.named: set[str] = set()
        self.size = 0
        self._packs = CompactRange()
        self._wordless: set[int] = set()
        self._erased: dict[int, int] = {}
        self._tail: tuple[bytes, ...] = ()

    def add(self, outcome: Outcome) -> None:
        """Packs come in order, each full but the last."""
        if outcome.first != self.size or self.size % PACK:
            raise ValueError("packs are added in order, and only the last may be short")
        before = self._packs.edge
        for count, edge in outcome.edges.items():
            size = outcome.first + count
            self.heads[size] = Head(size, root_of_edge((*before, *edge)))
        if outcome.count == PACK:
            self._packs.append(outcome.edge[0])
        else:
            self._tail = outcome.edge
        self.size += outcome.count
        self.key_changes += outcome.key_changes
        self.listed += outcome.listed
        self.scans += outcome.scans
        self.named |= outcome.named
        self._wordless.update(outcome.wordless)
        for at, position in outcome.erased:
            self._erased.setdefault(position, at)

    def head(self) -> Head:
        return Head(self.size, root_of_edge((*self._packs.edge, *self._tail)))

    @property
    def erased_positions(self) -> frozenset[int]:
        return frozenset(self._erased)

    @property
    def wordless_count(self) -> int:
        return len(self._wordless)

    def check_words(self) -> Iterator[Finding]:
        """Words are missing exactly where an Erased entry, recorded later, says so."""
        for position in sorted(self._wordless - self._erased.keys()):
            yield Finding("words-missing", {"position": position})
        for position, at in sorted(self._erased.items()):
            if position >= at:
                yield Finding("erased-too-early", {"position": at, "erased": position})
            elif position not in self._wordless:
                yield Finding("erased-words-present", {"position": position, "erased_by": at})


def _erased_position(data: object, position: int) -> int:
    match data:
        case {"position": int(erased)} if erased is not True and erased is not False:
            return erased
        case _:
            raise Unsound("facts-malformed", position=position)
