"""The entries of a log told apart by stream, a share of the streams at a time, so that memory stays bounded.

Within a stream versions count from 1 without a gap and `at` never goes back; whether the moves were legal is
judged by a function handed in (`CheckFold`), which the rules supply and which must not raise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from qiantou.ledger.record import Record
from qiantou.ledger.report import Finding

CheckFold = Callable[[str, Sequence[Record]], Iterable[Finding]]

SHARE: Final = 250_000  # entries held at once by one process, about; some 300 MB


def shares_of(size: int) -> int:
    """Into how many shares the streams of a log of `size` entries are divided."""
    return max(1, -(-size // SHARE))


def share_of(stream: str, shares: int) -> int:
    """The share a stream falls into; stream ids are random, so shares come out even."""
    return int(stream[-8:], 16) % shares


def check_streams(records: Iterable[Record], check_fold: CheckFold | None) -> Iterator[Finding]:
    """Check whole streams given as records in order of position."""
    streams: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        streams[record.header.stream].append(record)
    for stream, entries in streams.items():
        faults = list(_check_order(entries))
        yield from faults
        if check_fold is not None and not faults:
            yield from check_fold(stream, entries)


def _check_order(entries: Sequence[Record]) -> Iterator[Finding]:
    before = None
    for version, record in enumerate(entries, 1):
        header = record.header
        if header.version != version:
            yield Finding("version-gap", {"position": header.position, "expected": version})
            return
        if before is not None and header.at < before:
            yield Finding("time-goes-back", {"position": header.position})
        before = header.at
