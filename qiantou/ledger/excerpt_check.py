"""Checking an excerpt with nothing but the file and, at best, a key brought along.

Every file is compared with the signed manifest, every entry led to the root of the signed checkpoint, and the archive
written once more from its files. It says nothing of entries that are not in it: an excerpt is never the whole record.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from qiantou.ledger import bundle, excerpt
from qiantou.ledger.archive import MAX_ARCHIVE, MAX_FILES, check_archive, read_archive
from qiantou.ledger.canonical import sm3_digest
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.note import VerifierKey, open_checkpoint, open_note
from qiantou.ledger.receipt import read_receipt, verify_receipt
from qiantou.ledger.report import Fact, Finding, Report, Unsound, Verdict

_MOST_FINDINGS: Final = 200


def is_excerpt(path: Path) -> bool:
    """Whether it is to be read as an archive, which any file is, or is the folder of one that was unpacked."""
    return path.is_file() or ((path / "entries").is_dir() and not (path / bundle.CHECKPOINTS).exists())


def verify_excerpt(path: Path, key: VerifierKey | None = None) -> Report:
    """Check an archive or its unpacked folder. With `key`, a sound one is proven, else intact. Never raises on account
    of what is in it; every fault is a finding."""
    facts: dict[str, Fact] = {}
    findings: list[Finding] = []
    try:
        if path.is_dir():
            files, strange = _of_folder(path)
            findings += strange
        else:
            data = path.read_bytes()
            files = read_archive(data)
        findings += list(_check(files, key, facts))
        if not path.is_dir() and not findings:
            check_archive(data, files)
    except Unsound as fault:
        findings.append(Finding.of(fault))
    except OSError as fault:
        findings.append(Finding("file-unreadable", {"path": bundle.printable(str(fault.filename or path))}))
    verdict = Verdict.PROVEN if key is not None else Verdict.INTACT
    return Report(Verdict.BROKEN if findings else verdict, tuple(findings[:_MOST_FINDINGS]), facts)


def _of_folder(folder: Path) -> tuple[dict[str, bytes], list[Finding]]:
    found, strange = bundle.found_files(folder)
    if len(found) > MAX_FILES:
        raise Unsound("archive-broken")
    return {path: bundle.read_small(folder, path, MAX_ARCHIVE) for path in sorted(found)}, strange


def _check(files: Mapping[str, bytes], brought: VerifierKey | None, facts: dict[str, Fact]) -> Iterator[Finding]:
    key = excerpt.verifier(files)
    facts |= {"key": key.text, "fingerprint": key.fingerprint}
    if brought is not None and brought != key:
        yield Finding("another-key", {"fingerprint": key.fingerprint})
    manifest = _manifest(files, key)
    checkpoint, _ = open_checkpoint(_file(files, bundle.CHECKPOINT), [key])
    facts |= {
        "origin": checkpoint.origin, "excerpt": len(manifest.positions), "entries": checkpoint.head.size,
        "root": checkpoint.head.root.hex(),
    }  # fmt: skip
    if (manifest.origin, manifest.size) != (checkpoint.origin, checkpoint.head.size):
        yield Finding("manifest-changed", {"path": bundle.MANIFEST})
    changed = list(_compare(files, manifest))
    yield from changed
    told = {finding.facts.get("path") for finding in changed}
    for position in manifest.positions:
        if not told & {excerpt.entry_path(position), excerpt.leaf_path(position), excerpt.proof_path(position)}:
            yield from _entry(files, position, key)


def _manifest(files: Mapping[str, bytes], key: VerifierKey) -> excerpt.Manifest:
    """The manifest as signed. Raises Unsound."""
    note = open_note(_file(files, bundle.MANIFEST_NOTE), [key])
    data = _file(files, bundle.MANIFEST)
    manifest = excerpt.parse_manifest(data)
    if note.text != excerpt.manifest_text(manifest.origin, data):
        raise Unsound("manifest-changed", path=bundle.MANIFEST)
    return manifest


def _compare(files: Mapping[str, bytes], manifest: excerpt.Manifest) -> Iterator[Finding]:
    """Every file there is must be listed, exactly as listed, and every entry must have its three files."""
    listed = {file.path: file for file in manifest.files}
    for path in sorted(files.keys() - listed.keys() - {bundle.MANIFEST, bundle.MANIFEST_NOTE}):
        yield Finding("file-extra", {"path": bundle.printable(path)})
    for path, file in listed.items():
        data = files.get(path)
        if data is None:
            yield Finding("file-missing", {"path": path})
        elif (len(data), hashlib.sha256(data).hexdigest(), sm3_digest(data).hex()) != (
            file.size,
            file.sha256,
            file.sm3,
        ):
            yield Finding("file-changed", {"path": path})
    places = (excerpt.entry_path, excerpt.leaf_path, excerpt.proof_path)
    wanted = {place(position) for position in manifest.positions for place in places}
    held = {path for path in listed if path.split("/")[0] in ("entries", "leaves", "proofs")}
    for path in sorted(wanted ^ held):
        yield Finding("manifest-changed", {"path": path})


def _entry(files: Mapping[str, bytes], position: int, key: VerifierKey) -> Iterator[Finding]:
    """The entry leads to the root, and its leaf and proof lie beside it as they stand in it."""
    path = excerpt.entry_path(position)
    data = _file(files, path)
    report = verify_receipt(data, [key])
    for finding in report.findings:
        where: dict[str, Fact] = {"path": path, "position": position}
        yield Finding(finding.code, where | dict(finding.facts))
    if report.findings:
        return
    receipt = read_receipt(data)
    if receipt.header.position != position or receipt.note != files[bundle.CHECKPOINT]:
        yield Finding("out-of-place", {"position": position})
    if _file(files, excerpt.leaf_path(position)) != receipt.leaf:
        yield Finding("leaf-differs", {"position": position, "leaf": leaf_hash(receipt.leaf).hex()})
    if _file(files, excerpt.proof_path(position)) != excerpt.tlog_proof(position, receipt.proof, receipt.note):
        yield Finding("not-included", {"position": position, "path": excerpt.proof_path(position)})


def _file(files: Mapping[str, bytes], path: str) -> bytes:
    if path not in files:
        raise Unsound("file-missing", path=path)
    return files[path]
