"""An excerpt: some entries of the record in full, each with its way to one signed root, in one archive.

    readme.txt                 how to check it, in two languages; as given
    manifest.note              signed note over size, SHA-256 and SM3 of manifest.json
    manifest.json              canonical JSON: origin, size of the tree, positions, every other file with its digests
    log.vkey                   the verifier key in force
    checkpoint                 the signed checkpoint under which every entry is proven
    entries/<position>.json    a receipt: facts, words where they go out, nonces, leaf, proof
    leaves/<position>.json     the leaf alone: the bytes that were hashed into the tree
    proofs/<position>.tlog-proof  the same proof as C2SP tlog-proof, for other tools
    <papers>                   as given, bound by the manifest

Of entries that are not in it, it holds hashes of the tree alone. Positions have twelve digits.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from qiantou.ledger import bundle
from qiantou.ledger.archive import write_archive
from qiantou.ledger.canonical import Json, canonical_json, leaf_bytes, parse_canonical, sm3_digest
from qiantou.ledger.note import SigningKey, VerifierKey, note_text, parse_checkpoint, sign_note
from qiantou.ledger.receipt import write_receipt
from qiantou.ledger.record import Record
from qiantou.ledger.report import Unsound
from qiantou.ledger.tiles import TileTree

FORMAT: Final = "qiantou-excerpt/1"
README: Final = "readme.txt"
PROOF: Final = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of the excerpt; without `words` it is proven that they stand there, and not what they say."""

    record: Record
    words: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """What the proofs rest on: a checkpoint, its tree, and the key that has signed it."""

    checkpoint: bytes
    tree: TileTree
    signer: SigningKey

    @property
    def size(self) -> int:
        return parse_checkpoint(note_text(self.checkpoint)).head.size


@dataclass(frozen=True, slots=True)
class Manifest:
    """`size`: entries of the tree; `positions`: those in the excerpt, in order; `files`: all but the manifest's two."""

    origin: str
    size: int
    positions: tuple[int, ...]
    files: tuple[bundle.Listed, ...]


def write_excerpt(parts: Sequence[Part], papers: Mapping[str, bytes], ground: Ground) -> bytes:
    """The archive. `papers`: name → contents, the readme among them.

    Raises Unsound("not-yet-sealed") for an entry that the checkpoint does not cover.
    """
    size = ground.size
    files: dict[str, bytes] = dict(papers)
    files[bundle.KEYS] = f"{ground.signer.verifier.text}\n".encode()
    files[bundle.CHECKPOINT] = ground.checkpoint
    for part in parts:
        position = part.record.header.position
        if position >= size:
            raise Unsound("not-yet-sealed", position=position)
        proof = ground.tree.inclusion_proof(position, size)
        files[entry_path(position)] = write_receipt(part.record, proof, ground.checkpoint, with_words=part.words)
        files[leaf_path(position)] = leaf_bytes(part.record.header)
        files[proof_path(position)] = tlog_proof(position, proof, ground.checkpoint)
    positions = sorted({part.record.header.position for part in parts})
    origin = parse_checkpoint(note_text(ground.checkpoint)).origin
    manifest = _manifest(origin, size, positions, files)
    files[bundle.MANIFEST] = manifest
    files[bundle.MANIFEST_NOTE] = sign_note(manifest_text(origin, manifest), [ground.signer])
    return write_archive(files)


def tlog_proof(position: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """A proof of inclusion in the form of c2sp.org/tlog-proof, without extra data."""
    hashes = "".join(f"{base64.b64encode(part).decode()}\n" for part in proof)
    return f"{PROOF}\nindex {position}\n{hashes}\n".encode() + checkpoint


def entry_path(position: int) -> str:
    return f"entries/{position:012d}.json"


def leaf_path(position: int) -> str:
    return f"leaves/{position:012d}.json"


def proof_path(position: int) -> str:
    return f"proofs/{position:012d}.tlog-proof"


def manifest_text(origin: str, manifest: bytes) -> str:
    """What is signed about a manifest; no checkpoint can read so, as its second line is no number."""
    sha256, by_sm3 = hashlib.sha256(manifest).hexdigest(), sm3_digest(manifest).hex()
    return f"{FORMAT}\norigin {origin}\nbytes {len(manifest)}\nsha256 {sha256}\nsm3 {by_sm3}\n"


def parse_manifest(data: bytes) -> Manifest:
    """Raises Unsound: "bad-manifest" on any other form, "bad-path" on a name."""
    try:
        value = parse_canonical(data)
    except Unsound as fault:
        raise Unsound("bad-manifest", **fault.facts) from None
    match value:
        case {"entries": list(told), "files": list(rows), "format": str(named), "origin": str(origin), "size": int(size), **more}:  # fmt: skip  # noqa: E501 — one form
            positions = tuple(one for one in told if isinstance(one, int) and not isinstance(one, bool))
            if more or named != FORMAT or size is True or size is False:
                raise Unsound("bad-manifest", reason="another format")
            if list(positions) != told or list(positions) != sorted(set(positions)):
                raise Unsound("bad-manifest", reason="positions")
            files = tuple(bundle.listed(row) for row in rows)
            if [file.path for file in files] != sorted({file.path for file in files}):
                raise Unsound("bad-manifest", reason="files not in order")
            return Manifest(origin, size, positions, files)
        case _:
            raise Unsound("bad-manifest", reason="members missing")


def _manifest(origin: str, size: int, positions: Sequence[int], files: Mapping[str, bytes]) -> bytes:
    rows: list[Json] = [
        {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "sm3": sm3_digest(data).hex()}
        for path, data in sorted(files.items())
    ]
    return canonical_json({"entries": list(positions), "files": rows, "format": FORMAT, "origin": origin, "size": size})


def verifier(files: Mapping[str, bytes]) -> VerifierKey:
    """The key an excerpt brings. Raises Unsound: "file-missing", "bad-key"."""
    if bundle.KEYS not in files:
        raise Unsound("file-missing", path=bundle.KEYS)
    keys = bundle.parse_keys(files[bundle.KEYS])
    if len(keys) != 1:
        raise Unsound("bad-key", reason="one key")
    return keys[0]
