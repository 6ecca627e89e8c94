"""Scans (扫描件): read once, kept beside the entry whose words name them, gone with the last such words.

    scan = read_scan(content)                        refuses what is no PDF, JPEG or PNG, or larger than MOST_BYTES
    value = Mandate(…, scan=scan.name)               the name, 64 hexadecimal digits, stands in the words
    execute_all(steps, …, files=[scan])              kept in the same transaction; what no words name is not kept
    kept(name)                                       the body again, or None

The bytes alone say what a file is: neither its name nor what a browser says of it is believed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qiantou.core.kernel import Rejected
from qiantou.ledger.models import Scan as ScanRow
from qiantou.ledger.models import ScanNamed

MOST_MB = 10
MOST_BYTES = MOST_MB * 1024 * 1024  # [default]
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
BEGINNINGS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
SUFFIXES = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
_NAMED = re.compile(r"""['"]([0-9a-f]{64})['"]""")


@dataclass(frozen=True)
class Scan:
    """A file as it was read."""

    media_type: str
    content: bytes = field(repr=False)

    @cached_property
    def name(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_scan(content: bytes) -> Scan:
    """Raises Rejected: "scan-empty", "scan-too-large", "scan-unreadable"."""
    if not content:
        raise Rejected("scan-empty")
    if len(content) > MOST_BYTES:
        raise Rejected("scan-too-large", limit=MOST_MB)
    media_type = next((kind for beginning, kind in BEGINNINGS if content.startswith(beginning)), None)
    if media_type is None:
        raise Rejected("scan-unreadable")
    return Scan(media_type, content)


def kept(name: str) -> Scan | None:
    """The scan of this name."""
    row = ScanRow.objects.filter(pk=name).values_list("media_type", "body").first()
    return Scan(row[0], bytes(row[1])) if row is not None else None


def named_in(written: str) -> set[str]:
    """The names of scans in a command as Python writes it."""
    return set(_NAMED.findall(written))


def keep(named: set[str], files: Sequence[Scan]) -> None:
    """Inside the command's transaction: every scan it names is there, and stays at least until it is committed.

    Raises Rejected("no-such-scan") for a name without a body, sent along or kept before.
    """
    if not named:
        return
    given = {scan.name: scan for scan in files}
    there = set(ScanRow.objects.select_for_update().filter(pk__in=named).values_list("sha256", flat=True))
    for name in sorted(named - there):
        if name not in given:
            raise Rejected("no-such-scan")
        scan = given[name]
        ScanRow.objects.create(sha256=name, media_type=scan.media_type, size=len(scan.content), body=scan.content)


def forget(stream: str, version: int) -> None:
    """After the words of an entry were removed: the scans that no other words name go too."""
    names = list(ScanNamed.objects.filter(stream=stream, version=version).values_list("sha256", flat=True))
    rows = ScanRow.objects.select_for_update().filter(pk__in=names)
    held = list(rows.values_list("sha256", flat=True))  # nobody names them anew until this is committed
    ScanNamed.objects.filter(stream=stream, version=version).delete()
    others = set(ScanNamed.objects.filter(sha256__in=held).values_list("sha256", flat=True))
    ScanRow.objects.filter(pk__in=set(held) - others).delete()
