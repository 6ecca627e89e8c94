"""The tree cut into tiles, as C2SP tlog-tiles: height 8, so a full tile holds 256 hashes (8,192 bytes).

Tile (level, index) holds the roots of the full subtrees of height 8·level at positions
[256·index, 256·index + 256) of that height. Only the rightmost tile of a level may be partial, and a partial
tile is not hashed into the level above. A stored tile that has grown since serves older sizes too: its
beginning never changes.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from qiantou.ledger import merkle
from qiantou.ledger.merkle import HASH_SIZE
from qiantou.ledger.report import Unsound

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT  # hashes
TILE_BYTES: Final = TILE_WIDTH * HASH_SIZE
MAX_LEAF: Final = 0xFFFF  # bytes: the length prefix of an entry bundle has 16 bits

ReadTile = Callable[[int, int], bytes]  # (level, index) -> the hashes stored so far, end to end


@dataclass(frozen=True, slots=True)
class Edge:
    """The partial tiles of a tree of `size` leaves, by level from 0; a level without one holds b""."""

    size: int = 0
    tiles: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """An edge after appending, and every tile that was made or grew on the way, latest form only."""

    edge: Edge
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)


def append_leaves(edge: Edge, leaf_hashes: Iterable[bytes]) -> Growth:
    """Grow the tree by leaf hashes. Pure; the caller stores `tiles`, replacing what a key held before."""
    levels = [bytearray(tile) for tile in edge.tiles]
    changed: dict[tuple[int, int], bytes] = {}
    touched: set[int] = set()
    size = edge.size
    for leaf in leaf_hashes:
        size += 1
        level, carried = 0, leaf
        while True:
            if level == len(levels):
                levels.append(bytearray())
            tile = levels[level]
            tile += carried
            touched.add(level)
            if len(tile) < TILE_BYTES:
                break
            changed[level, (size >> TILE_HEIGHT * (level + 1)) - 1] = bytes(tile)
            carried = tile_root(bytes(tile))
            tile.clear()
            level += 1
    for level in touched:
        if levels[level]:
            changed[level, size >> TILE_HEIGHT * (level + 1)] = bytes(levels[level])
    return Growth(Edge(size, tuple(bytes(tile) for tile in levels)), changed)


def edge_at(size: int, read_tile: ReadTile) -> Edge:
    """The edge of the first `size` leaves, from stored tiles that may have grown since."""
    tiles: list[bytes] = []
    level = 0
    while hashes := size >> TILE_HEIGHT * level:
        index, width = divmod(hashes, TILE_WIDTH)
        tile = _read(read_tile, level, index)[: width * HASH_SIZE] if width else b""
        if len(tile) != width * HASH_SIZE:
            raise Unsound("bad-tile", level=level, index=index)
        tiles.append(tile)
        level += 1
    return Edge(size, tuple(tiles))


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Every (level, index, width) of a tree of `size` leaves, width in hashes; partial tiles last."""
    level = 0
    while hashes := size >> TILE_HEIGHT * level:
        for index in range(hashes >> TILE_HEIGHT):
            yield level, index, TILE_WIDTH
        if partial := hashes % TILE_WIDTH:
            yield level, hashes >> TILE_HEIGHT, partial
        level += 1


def tile_path(level: int | str, index: int, width: int = TILE_WIDTH) -> str:
    """`tile/<L>/<N>[.p/<W>]`; level "entries" names an entry bundle."""
    path = f"tile/{level}/{index_path(index)}"
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def index_path(index: int) -> str:
    """An index in groups of three digits, all but the last marked x: 1234067 is x001/x234/067."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def pack_entries(leaves: Iterable[bytes]) -> bytes:
    """An entry bundle: each leaf after its length as a big-endian 16-bit number."""
    parts: list[bytes] = []
    for leaf in leaves:
        if len(leaf) > MAX_LEAF:
            raise ValueError("a leaf of an entry bundle has at most 65,535 bytes")
        parts += (len(leaf).to_bytes(2, "big"), leaf)
    return b"".join(parts)


def unpack_entries(bundle: bytes) -> list[bytes]:
    """The leaves of an entry bundle. Raises Unsound("bad-entry-bundle") when a length runs past the end."""
    leaves: list[bytes] = []
    at, end = 0, len(bundle)
    while at < end:
        after = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if at + 2 > end or after > end:
            raise Unsound("bad-entry-bundle", offset=at)
        leaves.append(bundle[at + 2 : after])
        at = after
    return leaves


def tile_root(tile: bytes) -> bytes:
    """The root of a full tile."""
    return _inner_nodes(tile)[-HASH_SIZE:]


class TileTree:
    """Nodes and proofs of a tree kept as tiles.

    `read_tile` may return more hashes than an older size needs, never fewer. The root of a full subtree never
    changes, so what was computed is kept: all nodes of a full tile (16 kB), single nodes of partial ones; of
    both the least recently used are dropped beyond `keep`. One tree belongs to one thread. Raises
    Unsound("bad-tile") when a stored tile is too short.
    """

    def __init__(self, read_tile: ReadTile, *, keep: int = 1024) -> None:
        self._read_tile = read_tile
        self._keep = keep
        self._full: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._single: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    def node(self, height: int, index: int) -> bytes:
        """The root of the full subtree `index` of 2^height leaves."""
        level, inner = divmod(height, TILE_HEIGHT)
        first = index << inner  # the subtree's first hash, counted along its tile level
        tile, within = first >> TILE_HEIGHT, first % TILE_WIDTH
        nodes = self._full.get((level, tile))
        if nodes is None:
            known = self._single.get((height, index))
            if known is not None:
                return known
            hashes = _read(self._read_tile, level, tile)
            if len(hashes) < (within + (1 << inner)) * HASH_SIZE:
                raise Unsound("bad-tile", level=level, index=tile)
            if len(hashes) != TILE_BYTES:
                return self._remember(self._single, (height, index), _root_within(hashes, within, 1 << inner))
            nodes = self._remember(self._full, (level, tile), _inner_nodes(hashes))
        else:
            self._full.move_to_end((level, tile))
        at = (2 * TILE_WIDTH - (2 * TILE_WIDTH >> inner) + (within >> inner)) * HASH_SIZE
        return nodes[at : at + HASH_SIZE]

    def _remember(self, kept: OrderedDict[tuple[int, int], bytes], key: tuple[int, int], nodes: bytes) -> bytes:
        kept[key] = nodes
        if len(kept) > self._keep:
            kept.popitem(last=False)
        return nodes

    def root_at(self, size: int) -> bytes:
        return merkle.root_at(size, self.node)

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        return merkle.inclusion_proof(index, size, self.node)

    def consistency_proof(self, old: int, size: int) -> list[bytes]:
        return merkle.consistency_proof(old, size, self.node)


def inclusion_proof(index: int, size: int, read_tile: ReadTile) -> list[bytes]:
    """One inclusion proof; keep a `TileTree` instead where many are asked for."""
    return TileTree(read_tile).inclusion_proof(index, size)


def consistency_proof(old: int, size: int, read_tile: ReadTile) -> list[bytes]:
    return TileTree(read_tile).consistency_proof(old, size)


def _read(read_tile: ReadTile, level: int, index: int) -> bytes:
    hashes = read_tile(level, index)
    if len(hashes) % HASH_SIZE or len(hashes) > TILE_BYTES:
        raise Unsound("bad-tile", level=level, index=index)
    return hashes


def _inner_nodes(hashes: bytes) -> bytes:
    """All 511 nodes of a full tile, lowest level first, each 32 bytes; the root comes last."""
    sha256 = hashlib.sha256
    pair = 2 * HASH_SIZE
    nodes = [hashes]
    while len(hashes) > HASH_SIZE:
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + pair]).digest() for at in range(0, len(hashes), pair)])
        nodes.append(hashes)
    return b"".join(nodes)


def _root_within(hashes: bytes, first: int, count: int) -> bytes:
    return _inner_nodes(hashes[first * HASH_SIZE : (first + count) * HASH_SIZE])[-HASH_SIZE:]


def split_hashes(tile: bytes) -> Sequence[bytes]:
    """A tile as a list of hashes."""
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]
