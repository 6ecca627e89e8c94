"""RFC 6962 trees: published vectors, and every proof of sizes 1–300 against an outside implementation.

The outside implementation is `tlog-scales` (PyPI, Apache-2.0), used in tests only: its readers take the tiles
this package writes, its proof checks and proof makers stand against ours.
"""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales import tlog as outside
from tlog_scales.reader import TilesReader

from qiantou.ledger import merkle
from qiantou.ledger.merkle import CompactRange, Head, is_consistent, is_included, leaf_hash, node_hash
from qiantou.ledger.tiles import Edge, append_leaves, tile_path

# The reference inputs and results of the certificate-transparency log, after RFC 6962.
RFC_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
RFC_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
SIZES = 300
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(SIZES)]


@cache
def node(height, index):
    """A full subtree, straight from the definition."""
    if height == 0:
        return LEAVES[index]
    return node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1))


ROOTS = [merkle.root_at(size, node) for size in range(SIZES + 1)]


def recursive_root(leaves):
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


class StoredTiles:
    """Our tiles as the outside reader asks for them: path elements in, bytes out."""

    def __init__(self, size):
        self.files = {}
        edge = Edge()
        for leaf in LEAVES[:size]:
            growth = append_leaves(edge, [leaf])
            edge = growth.edge
            for (level, index), tile in growth.tiles.items():
                self.files[tile_path(level, index, len(tile) // 32)] = tile

    def get(self, *path):
        return self.files.get("/".join(path))


@pytest.mark.parametrize(("size", "root"), RFC_ROOTS.items())
def test_roots_are_the_published_ones(size, root):
    assert merkle.root_of(map(leaf_hash, RFC_LEAVES[:size])).hex() == root


def test_every_way_to_a_root_agrees():
    edge = CompactRange()
    for size in range(SIZES + 1):
        assert edge.head() == Head(size, ROOTS[size])
        assert recursive_root(LEAVES[:size]) == ROOTS[size]
        if size < SIZES:
            edge.append(LEAVES[size])


def test_every_proof_up_to_300_is_the_outside_implementations():
    store = StoredTiles(SIZES)
    reader = TilesReader(store)
    reader.set_size(SIZES)
    reader.mth = cache(reader.mth)  # its own results, remembered: five times faster
    for size in range(1, SIZES + 1):
        head = Head(size, ROOTS[size])
        for index in range(size):
            ours = merkle.inclusion_proof(index, size, node)
            assert ours == reader.get_inclusion_proof(index, size).node_hashes
            outside.InclusionProof(index, size, ours).check(LEAVES[index], head.root)
            assert is_included(LEAVES[index], index, head, ours)
        for old in range(size + 1):
            ours = merkle.consistency_proof(old, size, node)
            if old:  # the outside maker has no proof from the empty tree
                assert ours == reader.get_consistency_proof(old, size).node_hashes
            outside.ConsistencyProof(old, size, ours).check(ROOTS[old], head.root)
            assert is_consistent(Head(old, ROOTS[old]), head, ours)


sizes = st.integers(1, SIZES)


@st.composite
def included(draw):
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


@given(included(), st.data())
def test_a_changed_inclusion_proof_never_holds(place, data):
    index, size = place
    head, leaf = Head(size, ROOTS[size]), LEAVES[index]
    proof = merkle.inclusion_proof(index, size, node)
    assert not is_included(leaf, index, head, [*proof, bytes(32)])
    assert not is_included(leaf, index, Head(size, ROOTS[size - 1]), proof)
    assert not is_included(leaf_hash(b"another"), index, head, proof)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    assert not is_included(leaf, other, head, proof)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not is_included(leaf, index, head, [*proof[:at], bytes(32), *proof[at + 1 :]])
        assert not is_included(leaf, index, head, [*proof[:at], *proof[at + 1 :]])
        assert not is_included(leaf, index, head, [*proof[:at], proof[at][:31], *proof[at + 1 :]])


@given(sizes, sizes, st.data())
def test_a_changed_consistency_proof_never_holds(one, other, data):
    old, new = (Head(size, ROOTS[size]) for size in sorted((one, other)))
    proof = merkle.consistency_proof(old.size, new.size, node)
    assert not is_consistent(old, new, [*proof, bytes(32)])
    assert not is_consistent(Head(old.size, bytes(32)), new, proof)
    assert not is_consistent(old, Head(new.size, bytes(32)), proof)
    if old.size < new.size:
        assert not is_consistent(new, old, proof)
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not is_consistent(old, new, [*proof[:at], bytes(32), *proof[at + 1 :]])
        assert not is_consistent(old, new, proof[:at])


def test_what_no_tree_holds_has_no_proof():
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(ValueError, match="tree of that size"):
            merkle.inclusion_proof(index, size, node)
    for old, size in ((6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="older tree"):
            merkle.consistency_proof(old, size, node)
    assert not is_included(LEAVES[0], 0, Head(0, merkle.EMPTY_ROOT), [])
    assert is_consistent(Head(0, merkle.EMPTY_ROOT), Head(5, ROOTS[5]), [])
    assert not is_consistent(Head(0, bytes(32)), Head(5, ROOTS[5]), [])
