"""Scans that words name: a word of exactly 64 hexadecimal digits is the SHA-256 of a file kept beside the record.

The record holds the name alone, committed like any other word; the body stands in a table of its own, so that it
can go with the last words that name it. An export holds names, no bodies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from qiantou.ledger.models import Entry, Scan, ScanNamed
from qiantou.ledger.report import Finding


def check_scans(named: Iterable[tuple[int, str]]) -> Iterator[Finding]:
    """Every scan that words name (position, name) is there and is what its name says; no other is kept."""
    wanted = set(named)
    positions = dict(Entry.objects.filter(pk__in={at for at, _ in wanted}).values_list("position", "stream"))
    versions = dict(Entry.objects.filter(pk__in={at for at, _ in wanted}).values_list("position", "version"))
    listed = set(ScanNamed.objects.values_list("stream", "version", "sha256"))
    told = {(positions[at], versions[at], name) for at, name in wanted}
    for stream, version, name in sorted(listed ^ told):
        yield Finding("scan-index-differs", {"stream": stream, "version": version, "scan": name})
    kept: set[str] = set()
    for name, size, body in (
        Scan.objects.order_by("sha256").values_list("sha256", "size", "body").iterator(chunk_size=1)
    ):
        kept.add(name)
        if hashlib.sha256(body).hexdigest() != name or len(body) != size:
            yield Finding("scan-changed", {"scan": name})
    first = {name: at for at, name in sorted(wanted, reverse=True)}
    for name in sorted(first.keys() - kept):
        yield Finding("scan-missing", {"position": first[name], "scan": name})
    for name in sorted(kept - first.keys()):
        yield Finding("scan-extra", {"scan": name})
