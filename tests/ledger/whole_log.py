"""Check a whole log after any step, sharing nothing with the code that wrote it but the hashes.

For tests of every area: give it the leaves in order and whatever the log claims about itself.
"""

from tlog_scales import tlog as outside

from qiantou.ledger import merkle
from qiantou.ledger.canonical import parse_leaf
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.note import open_checkpoint
from qiantou.ledger.tiles import TileTree


def verify_whole_log(leaves, *, notes=(), keys=(), read_tile=None):
    """Positions and versions gapless, each checkpoint signed and true, proofs holding outside."""
    versions, last_at = {}, {}
    edge = merkle.CompactRange()
    roots = [edge.root()]
    hashes = []
    for position, leaf in enumerate(leaves):
        header = parse_leaf(leaf)
        assert header.position == position
        assert header.version == versions.get(header.stream, 0) + 1
        assert header.at >= last_at.get(header.stream, header.at)
        versions[header.stream], last_at[header.stream] = header.version, header.at
        hashes.append(leaf_hash(leaf))
        edge.append(hashes[-1])
        roots.append(edge.root())
    sizes = [0]
    for note in notes:
        checkpoint, _ = open_checkpoint(note, keys)
        size = checkpoint.head.size
        assert size >= sizes[-1], "checkpoints never go back"
        assert checkpoint.head.root == roots[size]
        if read_tile is not None:
            proof = TileTree(read_tile).consistency_proof(sizes[-1], size)
            outside.ConsistencyProof(sizes[-1], size, proof).check(roots[sizes[-1]], roots[size])
        sizes.append(size)
    if read_tile is not None:
        tree, size = TileTree(read_tile), sizes[-1]
        for index in range(size):
            outside.InclusionProof(index, size, tree.inclusion_proof(index, size)).check(hashes[index], roots[size])
