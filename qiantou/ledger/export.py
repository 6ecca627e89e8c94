"""Writing an export: one pass over the records, bounded memory, whole or not there at all.

The folder is built beside its final place and renamed at the end, manifest last, so an export that stopped
half-way is never taken for a whole one.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from qiantou.ledger import bundle
from qiantou.ledger.canonical import canonical_json, leaf_bytes, sm3_digest
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.note import SigningKey, VerifierKey, note_text, parse_checkpoint, sign_note
from qiantou.ledger.pack import PACK
from qiantou.ledger.record import Record, names_in, record_line
from qiantou.ledger.report import Unsound
from qiantou.ledger.tiles import TILE_BYTES, TILE_WIDTH, Edge, append_leaves, pack_entries, tile_path


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: records in order of position, every checkpoint in order of size, the log's keys.

    `records` may go on past the last checkpoint; what is not yet sealed is left out. `keys` are oldest first,
    `signer` is the private half of the last. `scan` gives the body of a scan by its name, None where there is none.
    """

    records: Iterable[Record]
    checkpoints: Iterable[bytes]
    keys: Sequence[VerifierKey]
    signer: SigningKey
    scan: Callable[[str], bytes | None] = lambda _name: None


def write_bundle(folder: Path, source: Source) -> int:
    """Write an export and return how many entries it holds.

    Raises Unsound: "export-in-the-way" when something is there already, "never-sealed" without a checkpoint,
    "entries-missing" when the records end before the last checkpoint, "scan-missing" or "scan-changed" for a scan
    that words name and that is not there, or not as named.
    """
    draft = folder.with_name(f".{folder.name}.unfinished")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unsound("export-in-the-way", path=str(folder))
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        size = _write(_Writer(draft), source)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return size


class _Writer:
    """Writes files below a folder and remembers what the manifest must say of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.listed: list[bundle.Listed] = []

    def write(self, path: str, data: bytes) -> None:
        self._place(path).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        self.listed.append(bundle.Listed(path, len(data), digest, sm3_digest(data).hex()))

    def write_lines(self, path: str, lines: Iterable[bytes]) -> None:
        with self._place(path).open("wb") as file:
            file.writelines(lines)
        self.listed.append(bundle.digests_of(self.folder, path))

    def _place(self, path: str) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def _write(writer: _Writer, source: Source) -> int:
    last = b""

    def lines() -> Iterator[bytes]:
        nonlocal last
        for last in source.checkpoints:
            yield canonical_json(last.decode()) + b"\n"

    writer.write_lines(bundle.CHECKPOINTS, lines())
    if not last:
        raise Unsound("never-sealed")
    checkpoint = parse_checkpoint(note_text(last))
    size = checkpoint.head.size
    writer.write(bundle.CHECKPOINT, last)
    writer.write(bundle.KEYS, "".join(f"{key.text}\n" for key in source.keys).encode())
    named = _write_records(writer, source.records, size)
    _write_scans(writer, source.scan, named)
    manifest = bundle.manifest_json(checkpoint.origin, size, writer.listed)
    note = sign_note(bundle.manifest_text(checkpoint.origin, size, manifest), [source.signer])
    (writer.folder / bundle.MANIFEST).write_bytes(manifest)
    (writer.folder / bundle.MANIFEST_NOTE).write_bytes(note)
    return size


def _write_records(writer: _Writer, records: Iterable[Record], size: int) -> dict[str, int]:
    """The scans that the words name, each with the first position that does."""
    rest, edge, lines = iter(records), Edge(), []
    named: dict[str, int] = {}
    for index in range(-(-size // TILE_WIDTH)):
        wanted = min(TILE_WIDTH, size - index * TILE_WIDTH)
        batch = list(islice(rest, wanted))
        if len(batch) < wanted:
            raise Unsound("entries-missing", sealed=size, found=index * TILE_WIDTH + len(batch))
        leaves = [leaf_bytes(record.header) for record in batch]
        lines += [record_line(record) for record in batch]
        for record in batch:
            for name in names_in(record.words or b""):
                named.setdefault(name, record.header.position)
        writer.write(bundle.bundle_path(index, size), pack_entries(leaves))
        growth = append_leaves(edge, map(leaf_hash, leaves))
        edge = growth.edge
        for (level, number), tile in growth.tiles.items():
            if len(tile) == TILE_BYTES:
                writer.write(tile_path(level, number), tile)
        if len(lines) == PACK or edge.size == size:
            writer.write(bundle.record_path((edge.size - 1) // PACK), b"".join(lines))
            lines = []
    for level, tile in enumerate(edge.tiles):
        if tile:
            number = size >> 8 * (level + 1)
            writer.write(tile_path(level, number, len(tile) // 32), tile)
    return named


def _write_scans(writer: _Writer, scan: Callable[[str], bytes | None], named: dict[str, int]) -> None:
    """One body in memory at a time."""
    for name, position in sorted(named.items()):
        body = scan(name)
        if body is None:
            raise Unsound("scan-missing", position=position, scan=name)
        if hashlib.sha256(body).hexdigest() != name:
            raise Unsound("scan-changed", scan=name)
        writer.write(bundle.scan_path(name), body)
