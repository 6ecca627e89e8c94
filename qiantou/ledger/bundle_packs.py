"""Parts of an export that can be checked by themselves: a file, a pack, upper tiles, a share of streams.

Functions of a module over paths and numbers, so that they can run in other processes. They return findings
and never raise on account of what a file holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import fdopen
from pathlib import Path
from typing import Any, BinaryIO, Final

from qiantou.ledger import bundle
from qiantou.ledger.canonical import Header, parse_leaf, place_in, stream_at
from qiantou.ledger.merkle import HASH_SIZE
from qiantou.ledger.pack import PACK, Item, Outcome, check_pack
from qiantou.ledger.record import Record, bodies_of, parse_record
from qiantou.ledger.report import Finding, Unsound
from qiantou.ledger.streams import CheckFold, check_streams, share_of, shares_of
from qiantou.ledger.tiles import (
    TILE_BYTES,
    TILE_WIDTH,
    Edge,
    append_leaves,
    tile_path,
    unpack_entries,
)

MAX_LINE: Final = 1 << 24  # bytes of one record
MAX_BUNDLE: Final = TILE_WIDTH * (2 + 0xFFFF)  # bytes of a full entry bundle


@dataclass(frozen=True, slots=True)
class Place:
    """An export's folder, and how many entries its last checkpoint covers."""

    folder: Path
    size: int

    @property
    def packs(self) -> range:
        return range(-(-self.size // PACK))


def check_pack_at(place: Place, task: tuple[int, frozenset[int]]) -> Outcome:
    """Check a pack (its number, its cuts) and its leaf tiles. A fault that ends it early is a finding."""
    number, cuts = task
    faults: list[Finding] = []
    items: list[Item] = []
    try:
        for item in _items(place, number):
            items.append(item)
    except Unsound as fault:
        faults.append(Finding.of(fault))
    outcome = check_pack(number * PACK, items, cuts=cuts)
    for index in range(-(-outcome.count // TILE_WIDTH)):
        hashes = outcome.hashes[index * TILE_BYTES : (index + 1) * TILE_BYTES]
        faults += _compare_tile(place, 0, number * PACK // TILE_WIDTH + index, hashes)
    return replace(outcome, findings=(*outcome.findings, *faults))


def check_upper_tiles(place: Place, leaf_tile_roots: Sequence[bytes]) -> Iterator[Finding]:
    """Compare every tile above the leaf tiles with what the leaf tiles come to."""
    for (level, index), hashes in sorted(append_leaves(Edge(), leaf_tile_roots).tiles.items()):
        yield from _compare_tile(place, level + 1, index, hashes)


def check_share(place: Place, check_fold: CheckFold | None, share: int) -> tuple[list[Finding], list[Any]]:
    """Check the streams of one share: their order, and by `check_fold` their moves. Findings, and what they told."""
    findings: list[Finding] = []
    told: list[Any] = []
    try:
        for folded in check_streams(_records_of_share(place, share), check_fold):
            findings += folded.findings
            told += [folded.told] if folded.told is not None else []
    except Unsound as fault:
        findings.append(Finding.of(fault))
    return findings, told


def check_files(folder: Path, listed: Sequence[bundle.Listed]) -> list[Finding]:
    """A finding for each file that is not what the manifest says of it."""
    findings: list[Finding] = []
    for file in listed:
        try:
            if bundle.digests_of(folder, file.path) != file:
                raise Unsound("file-changed", path=file.path)
        except Unsound as fault:
            findings.append(Finding.of(fault))
    return findings


def _items(place: Place, number: int) -> Iterator[Item]:
    path = bundle.record_path(number)
    with _open(place, path) as lines:
        for position, leaf in enumerate(_leaves(place, number), number * PACK):
            line = lines.readline(MAX_LINE)
            try:
                header = parse_leaf(leaf)
                if header.position != position:
                    raise Unsound("out-of-place", position=position)
                behind: Record | Unsound = parse_record(header, line)
            except Unsound as fault:
                behind = fault
            yield leaf, behind
        if lines.read(1):
            raise Unsound("bad-record", path=path)


def _records_of_share(place: Place, share: int) -> Iterator[Record]:
    """As much of each record as a fold is judged by; leaves and lines were found to be canonical and committed.

    Every share reads all of the export, so what falls into another must cost next to nothing.
    """
    shares = shares_of(place.size)
    for number in place.packs:
        with _open(place, bundle.record_path(number)) as lines:
            try:
                for position, (leaf, line) in enumerate(zip(_leaves(place, number), lines, strict=True), number * PACK):
                    at = stream_at(position)
                    if shares == 1 or share_of(leaf[at : at + 32], shares) == share:
                        yield _foldable(position, leaf, line)
            except ValueError:  # changed since it was checked
                raise Unsound("bad-record", path=bundle.record_path(number)) from None


def _foldable(position: int, leaf: bytes, line: bytes) -> Record:
    stream, version, at, recorded_at = place_in(leaf)
    header = Header(position, stream, version, at, recorded_at, b"", b"", b"", b"")
    facts, words = bodies_of(position, line)
    return Record(header, facts, b"", words, None)


def _leaves(place: Place, number: int) -> Iterator[bytes]:
    first, end = number * PACK, min((number + 1) * PACK, place.size)
    for start in range(first, end, TILE_WIDTH):
        path = bundle.bundle_path(start // TILE_WIDTH, place.size)
        leaves = unpack_entries(bundle.read_small(place.folder, path, MAX_BUNDLE))
        if len(leaves) != min(TILE_WIDTH, end - start):
            raise Unsound("bad-entry-bundle", path=path)
        yield from leaves


def _open(place: Place, path: str) -> BinaryIO:
    return fdopen(bundle.open_plain(place.folder, path), "rb")


def _compare_tile(place: Place, level: int, index: int, hashes: bytes) -> Iterator[Finding]:
    path = tile_path(level, index, len(hashes) // HASH_SIZE)
    try:
        stored = bundle.read_small(place.folder, path, TILE_BYTES)
    except Unsound as fault:
        yield Finding.of(fault)
        return
    if stored == hashes:
        return
    if level == 0 and len(stored) == len(hashes):
        changed = next(at for at in range(len(hashes)) if stored[at] != hashes[at]) // HASH_SIZE
        yield Finding("leaf-differs", {"position": index * TILE_WIDTH + changed})
    else:
        yield Finding("tile-differs", {"path": path})
