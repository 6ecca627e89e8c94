"""Tiles follow C2SP tlog-tiles, grow the same however they are fed, and serve proofs of every older size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.ledger import merkle, tiles
from qiantou.ledger.merkle import CompactRange, Head, is_consistent, is_included, leaf_hash, root_of
from qiantou.ledger.report import Unsound
from qiantou.ledger.tiles import Edge, TileTree, append_leaves, edge_at, tile_path

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]


def grown(size, step=None):
    edge, stored = Edge(), {}
    for start in range(0, size, step or max(size, 1)):
        growth = append_leaves(edge, LEAVES[start : min(size, start + (step or size))])
        edge = growth.edge
        stored |= growth.tiles
    return edge, stored


EDGE, STORED = grown(70_000)


def read(level, index):
    return STORED[level, index]


def test_the_tiles_of_the_specifications_example():
    widths = {key: len(tile) // 32 for key, tile in STORED.items()}
    assert [widths[key] for key in ((0, 272), (0, 273), (1, 0), (1, 1), (2, 0))] == [256, 112, 256, 17, 1]
    assert len(widths) == 273 + 1 + 1 + 1 + 1
    assert list(tiles.tiles_of(70_000)) == sorted((*key, width) for key, width in widths.items())
    assert {key: len(tile) // 32 for key, tile in grown(256)[1].items()} == {(0, 0): 256, (1, 0): 1}


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((0, 0), "tile/0/000"),
        ((1, 1234067), "tile/1/x001/x234/067"),
        ((0, 273, 112), "tile/0/273.p/112"),
        (("entries", 1000, 1), "tile/entries/x001/000.p/1"),
    ],
)
def test_paths_are_the_specifications(path, written):
    assert tile_path(*path) == written


@given(st.integers(0, 1500), st.integers(1, 600))
def test_feeding_in_other_steps_gives_the_same_tiles(size, step):
    assert grown(size, step) == grown(size)
    assert edge_at(size, read) == grown(size)[0]


def test_a_tiles_hashes_are_roots_of_full_subtrees():
    assert STORED[1, 0][:32] == root_of(LEAVES[:256])
    assert STORED[1, 1][32:64] == root_of(LEAVES[257 * 256 : 258 * 256])
    assert STORED[2, 0] == root_of(LEAVES[:65_536])
    assert STORED[0, 273] == b"".join(LEAVES[273 * 256 :])


@given(st.integers(0, 70_000), st.integers(0, 70_000), st.integers(0, 2**32))
def test_proofs_from_tiles_hold_at_every_older_size(one, other, seed):
    old, size = sorted((one, other))
    tree = TileTree(read)
    head, older = Head(size, tree.root_at(size)), Head(old, tree.root_at(old))
    assert is_consistent(older, head, tiles.consistency_proof(old, size, read))
    if size:
        index = seed % size
        assert is_included(LEAVES[index], index, head, tiles.inclusion_proof(index, size, read))


def test_roots_from_tiles_are_roots_of_leaves():
    edge, tree = CompactRange(), TileTree(read, keep=2)
    for leaf in LEAVES:
        edge.append(leaf)
        if edge.size % 977 == 0 or edge.size in (256, 65_536, 70_000):
            assert tree.root_at(edge.size) == edge.root()
    assert tree.root_at(0) == merkle.EMPTY_ROOT


def test_a_proof_reads_few_tiles():
    asked = []

    def counted(level, index):
        asked.append((level, index))
        return read(level, index)

    tree = TileTree(counted)
    tree.inclusion_proof(12_345, 70_000)
    assert len(asked) <= 8
    asked.clear()
    tree.inclusion_proof(12_346, 70_000)
    assert asked == []


@pytest.mark.parametrize("damage", [lambda tile: tile[:-32], lambda tile: tile + b"x", lambda tile: b""])
def test_a_damaged_tile_is_named(damage):
    def damaged(level, index):
        return damage(read(level, index)) if (level, index) == (0, 273) else read(level, index)

    for act in (lambda: TileTree(damaged).root_at(70_000), lambda: edge_at(70_000, damaged)):
        with pytest.raises(Unsound, match=r"bad-tile.*level=0.*index=273"):
            act()


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entry_bundles_read_back(leaves):
    assert tiles.unpack_entries(tiles.pack_entries(leaves)) == leaves


def test_an_entry_bundle_is_length_prefixed_big_endian():
    assert tiles.pack_entries([b"ab", b"", b"c" * 258]) == b"\0\x02ab\0\0\x01\x02" + b"c" * 258
    with pytest.raises(ValueError, match="65,535"):
        tiles.pack_entries([bytes(65_536)])


@pytest.mark.parametrize("bundle", [b"\0", b"\0\x02a", b"\0\x01ab"])
def test_a_cut_entry_bundle_is_refused(bundle):
    with pytest.raises(Unsound, match="bad-entry-bundle"):
        tiles.unpack_entries(bundle)
