"""Scans in an export: `scans/<name>` holds the file whose SHA-256 is the name, once however many words name it.

Which scans an export must hold is read from the words of its entries alone. The name of a scan is a word, so it goes
with erased words: of such a scan neither name nor body is there.
"""

import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Final

from qiantou.ledger import bundle
from qiantou.ledger.report import Finding, Unsound

MAX_SCAN: Final = 1 << 26  # bytes; what a site takes in is far below

Named = tuple[str, bundle.Listed | None]
"""The name of a scan that was found, and what the manifest says of its file."""


def missing_or_extra(
    named: Iterable[tuple[int, str]], found: Set[str], listed: Iterable[bundle.Listed]
) -> Iterator[Finding]:
    """`named`: position and name of each scan that words name. `found`: paths of the scans in the folder.

    `listed`: all files of the manifest, none where it does not hold itself.
    """
    first = {bundle.scan_path(name): at for at, name in sorted(named, reverse=True)}
    for path in sorted(first.keys() - found):
        yield Finding("scan-missing", {"position": first[path], "scan": bundle.scan_name(path) or path})
    for path in sorted(found - first.keys()):
        yield Finding("scan-extra", {"scan": bundle.scan_name(path) or path})
    told = {file.path for file in listed}
    if told and first.keys() != {path for path in told if bundle.scan_name(path)}:
        yield Finding("manifest-changed", {"path": bundle.MANIFEST})


def check_scans_at(folder: Path, scans: Sequence[Named]) -> list[Finding]:
    """A finding for each file that is not what its name or the manifest says; read in blocks, none beyond MAX_SCAN."""
    findings: list[Finding] = []
    for name, listed in scans:
        path = bundle.scan_path(name)
        try:
            _small_enough(folder, path)
            told = bundle.digests_of(folder, path)
        except Unsound as fault:
            findings.append(Finding.of(fault))
            continue
        if told.sha256 != name:
            findings.append(Finding("scan-changed", {"scan": name}))
        if listed is not None and told != listed:
            findings.append(Finding("file-changed", {"path": path}))
    return findings


def _small_enough(folder: Path, path: str) -> None:
    descriptor = bundle.open_plain(folder, path)
    try:
        if os.fstat(descriptor).st_size > MAX_SCAN:
            raise Unsound("file-too-long", path=path)
    finally:
        os.close(descriptor)
