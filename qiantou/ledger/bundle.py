"""An export as a folder: what lies where, the signed manifest, and reading it without trusting it.

    manifest.note      signed note over size, SHA-256 and SM3 of manifest.json
    manifest.json      canonical JSON: every other file with its size, SHA-256 and SM3
    log.vkey           the log's verifier keys, one a line, oldest first
    checkpoint         the last checkpoint; its size is the number of entries exported
    checkpoints.jsonl  every checkpoint, each a canonical JSON string, sizes rising
    records/…          facts, words and nonces: 4,096 lines a file, as `record.record_line`
    tile/…             C2SP tlog-tiles: the tree, and the leaves in entry bundles
    scans/…            the scans that words name, each under the SHA-256 of its bytes

Names in a manifest are compared with the files found, never opened. Links, devices and folders deeper than
any export has are findings; nothing is followed.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes

from qiantou.ledger import durable
from qiantou.ledger.canonical import canonical_json, parse_canonical, sm3_digest
from qiantou.ledger.note import VerifierKey
from qiantou.ledger.pack import PACK
from qiantou.ledger.report import Finding, Unsound
from qiantou.ledger.tiles import TILE_WIDTH, index_path, tile_path, tiles_of

FORMAT: Final = "qiantou-export/1"
MANIFEST: Final = "manifest.json"
MANIFEST_NOTE: Final = "manifest.note"
KEYS: Final = "log.vkey"
CHECKPOINT: Final = "checkpoint"
CHECKPOINTS: Final = "checkpoints.jsonl"

MAX_DEPTH: Final = 8  # folders below the export's own
MAX_SMALL: Final = 1 << 20  # bytes of a note or a key file
MAX_MANIFEST: Final = 1 << 28  # bytes
_BLOCK: Final = 1 << 20  # bytes hashed at a time
_SCAN: Final = re.compile(r"scans/([0-9a-f]{64})")
_PATH: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest lists it; digests in lower-case hex."""

    path: str
    size: int
    sha256: str
    sm3: str


def record_path(pack: int) -> str:
    return f"records/{index_path(pack)}.jsonl"


def bundle_path(index: int, size: int) -> str:
    """The entry bundle `index` of a log of `size` entries."""
    return tile_path("entries", index, min(TILE_WIDTH, size - index * TILE_WIDTH))


def scan_path(name: str) -> str:
    return f"scans/{name}"


def scan_name(path: str) -> str | None:
    """The name of the scan at this path of an export; None where it is no place of a scan."""
    found = _SCAN.fullmatch(path)
    return found[1] if found else None


def count_of_files(size: int) -> int:
    """How many files an export of `size` entries has, scans and the two manifest files left out."""
    tiles = sum(-(-(size >> 8 * level) // TILE_WIDTH) for level in range(-(-size.bit_length() // 8)))
    return 3 + -(-size // PACK) + -(-size // TILE_WIDTH) + tiles


def paths_of(size: int) -> Iterator[str]:
    """Every file of an export of `size` entries, scans and the two manifest files left out."""
    yield from (KEYS, CHECKPOINT, CHECKPOINTS)
    for pack in range(-(-size // PACK)):
        yield record_path(pack)
    for index in range(-(-size // TILE_WIDTH)):
        yield bundle_path(index, size)
    for level, index, width in tiles_of(size):
        yield tile_path(level, index, width)


def manifest_json(origin: str, size: int, files: list[Listed]) -> bytes:
    listed = sorted(files, key=lambda file: file.path)
    return canonical_json(
        {
            "entries": size,
            "files": [
                {"path": file.path, "sha256": file.sha256, "size": file.size, "sm3": file.sm3} for file in listed
            ],
            "format": FORMAT,
            "origin": origin,
        }
    )


def manifest_text(origin: str, size: int, manifest: bytes) -> str:
    """What is signed about a manifest; no checkpoint can read so, as its second line is no number."""
    sha256, by_sm3 = hashlib.sha256(manifest).hexdigest(), sm3_digest(manifest).hex()
    return f"{FORMAT}\norigin {origin}\nentries {size}\nbytes {len(manifest)}\nsha256 {sha256}\nsm3 {by_sm3}\n"


def parse_manifest(data: bytes) -> tuple[str, int, list[Listed]]:
    """(origin, entries, files). Raises Unsound: "bad-manifest" on any other form, "bad-path" on a name."""
    try:
        value = parse_canonical(data)
    except Unsound as fault:
        raise Unsound("bad-manifest", **fault.facts) from None
    match value:
        case {"entries": int(size), "files": list(rows), "format": str(named), "origin": str(origin), **more}:
            if more or named != FORMAT or size is True or size is False:
                raise Unsound("bad-manifest", reason="another format")
            files = [listed(row) for row in rows]
        case _:
            raise Unsound("bad-manifest", reason="members missing")
    if any(one.path >= two.path for one, two in pairwise(files)):
        raise Unsound("bad-manifest", reason="files not in order")
    return origin, size, files


def parse_keys(data: bytes) -> tuple[VerifierKey, ...]:
    """The verifier keys of a file, one a line. Raises Unsound("bad-key")."""
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise Unsound("bad-key", reason="not UTF-8") from None
    if lines.pop() != "" or not lines:
        raise Unsound("bad-key", reason="one key a line, each ending in a newline")
    return tuple(VerifierKey.parse(line) for line in lines)


def found_files(folder: Path) -> tuple[set[str], list[Finding]]:
    """Every plain file below the folder, and a finding for everything that is neither file nor folder, and for a folder
    in which nothing lies: none is written."""
    files: set[str] = set()
    findings: list[Finding] = []
    pending = [("", 0)]
    while pending:
        prefix, depth = pending.pop()
        is_empty = bool(prefix)
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                is_empty = False
                path = prefix + entry.name
                if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
                    findings.append(Finding("not-a-plain-file", {"path": printable(path)}))
                elif entry.is_file():
                    files.add(path)
                elif depth < MAX_DEPTH:
                    pending.append((path + "/", depth + 1))
                else:
                    findings.append(Finding("too-deep", {"path": printable(path)}))
        if is_empty:
            findings.append(Finding("file-extra", {"path": printable(prefix)}))
    return files, findings


def read_small(folder: Path, path: str, limit: int = MAX_SMALL) -> bytes:
    """A whole file. Raises Unsound: "file-missing", "not-a-plain-file", "file-too-long"."""
    with os.fdopen(open_plain(folder, path), "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unsound("file-too-long", path=printable(path))
    return data


def open_plain(folder: Path, path: str) -> int:
    """A descriptor of a plain file, links not followed. Raises as `read_small`, and "file-unreadable"."""
    try:
        descriptor = os.open(folder / path, durable.READ_PLAIN)
    except FileNotFoundError:
        raise Unsound("file-missing", path=printable(path)) from None
    except OSError:
        raise Unsound("file-unreadable", path=printable(path)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unsound("not-a-plain-file", path=printable(path))
    return descriptor


def digests_of(folder: Path, path: str) -> Listed:
    """Size and digests of a file, read in blocks. Raises as `open_plain`."""
    sha256, by_sm3, size = hashlib.sha256(), _sm3_stream(), 0
    with os.fdopen(open_plain(folder, path), "rb") as file:
        while block := file.read(_BLOCK):
            sha256.update(block)
            by_sm3.update(block)
            size += len(block)
    return Listed(path, size, sha256.hexdigest(), by_sm3.hexdigest())


def printable(path: str) -> str:
    """A name as found on disk, made fit to print."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8", "backslashreplace")[:300]


class _CryptographySm3:
    """SM3 with the shape of a hashlib object, for a Python whose OpenSSL lacks it."""

    def __init__(self) -> None:
        self._state = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._state.update(data)

    def hexdigest(self) -> str:
        return self._state.finalize().hex()


def _sm3_stream() -> "hashlib._Hash | _CryptographySm3":
    return hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else _CryptographySm3()


def listed(row: object) -> Listed:
    """A row of a manifest. Raises Unsound: "bad-manifest", "bad-path"."""
    match row:
        case {"path": str(path), "sha256": str(sha256), "size": int(size), "sm3": str(by_sm3), **more}:
            if more or size is True or size is False:
                raise Unsound("bad-manifest", reason="members of a file")
            if not _PATH.fullmatch(path) or path in (MANIFEST, MANIFEST_NOTE):
                raise Unsound("bad-path", path=printable(path))
            return Listed(path, size, sha256, by_sm3)
        case _:
            raise Unsound("bad-manifest", reason="members of a file")
