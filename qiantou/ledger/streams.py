"""The entries of a log told apart by stream, a share of the streams at a time, so that memory stays bounded.

Within a stream versions count from 1 without a gap and `at` never goes back; whether the moves were legal is
judged by a function handed in (`CheckFold`), which the rules supply and which must not raise.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from os import cpu_count
from typing import Any, Final

from qiantou.core.kernel import Entry
from qiantou.core.matter import Matter
from qiantou.ledger.parallel import SMALL_LOG
from qiantou.ledger.record import Record
from qiantou.ledger.report import Finding


@dataclass(frozen=True, slots=True)
class Folded:
    """A stream as judged: what does not hold, or its entries; of a matter also the state after each.

    `told`: what the streams must be judged by together, where this one has any of it; handed between processes.
    """

    findings: Sequence[Finding] = ()
    entries: Sequence[Entry[Any]] = ()
    states: Sequence[Matter] = ()
    told: Any = None


CheckFold = Callable[[str, Sequence[Record]], Folded]
FoldUnder = Callable[[Sequence[Record], Collection[str]], CheckFold]
"""From the records of the register, and the streams that entries name besides their own, to the check under them."""
Together = Callable[[Sequence[Record], Iterable[Any]], Iterable[Finding]]  # and to what fails between streams

SHARE: Final = 250_000  # entries held at once by one process, about; some 300 MB


def shares_of(size: int) -> int:
    """Into how many shares the streams of a log of `size` entries are divided: every processor has its part."""
    return max(-(-size // SHARE), cpu_count() or 1 if size > SMALL_LOG else 1)


def share_of(stream: str | bytes, shares: int) -> int:
    """The share a stream falls into; stream ids are random, so shares come out even."""
    return int(stream[-8:], 16) % shares


def check_streams(records: Iterable[Record], check_fold: CheckFold | None) -> Iterator[Folded]:
    """Check whole streams given as records in order of position."""
    streams: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        streams[record.header.stream].append(record)
    for stream, entries in streams.items():
        faults = list(_check_order(entries))
        if faults or check_fold is None:
            yield Folded(faults)
        else:
            yield check_fold(stream, entries)


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
