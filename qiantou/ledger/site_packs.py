"""Parts of a site's record that can be checked by themselves: a pack by position, a part of the streams.

Functions of a module over numbers and names, so that they can run in other processes, each of which reads the
database itself. They return findings and never raise on account of what a row holds, but for "bad-row".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from qiantou.ledger import stored
from qiantou.ledger.models import StreamHead
from qiantou.ledger.pack import PACK, Outcome
from qiantou.ledger.report import Finding
from qiantou.ledger.rows import check_rows, folded_of
from qiantou.ledger.stored import Part
from qiantou.ledger.streams import CheckFold, Folded, check_streams


class Comparison(Protocol):
    """Compares rows derived from the record with what they are derived from; handed to other processes."""

    def part(self, part: Part, streams: Iterable[Folded]) -> Any:
        """What can be compared by these streams alone, and what the whole needs of them."""

    def whole(self, parts: Iterable[Any]) -> Iterable[Finding]:
        """Every difference, from what all the parts came to."""


Compare = Callable[[], Comparison]  # called within the snapshot


@dataclass(frozen=True)
class PartCheck:
    """`compared` is None where rows were not compared; `told` as of `Folded`, of every stream that told anything."""

    findings: Sequence[Finding]
    compared: Any = None
    told: Sequence[Any] = ()


def check_pack_from(task: tuple[int, int, frozenset[int]]) -> Outcome:
    """Check the pack that begins at a position, of a record of so many entries, with its cuts."""
    first, size, cuts = task
    return check_rows(first, stored.rows_between(first, min(size, first + PACK)), cuts)


def check_part(check_fold: CheckFold | None, comparison: Comparison | None, part: Part) -> PartCheck:
    """Check the streams of a part: their order, their last versions kept, their moves, the rows they give."""
    records = [folded_of(row) for row in stored.rows_of_part(part)]
    ends = {record.header.stream: (record.header.version, record.header.at) for record in records}
    findings = [Finding("stream-head-differs", {"stream": stream}) for stream in _heads_differing(part, ends)]
    streams = list(check_streams(records, check_fold))
    faults = [finding for folded in streams for finding in folded.findings]
    compared = None if faults or comparison is None else comparison.part(part, streams)
    told = [folded.told for folded in streams if folded.told is not None]
    return PartCheck([*findings, *faults], compared, told)


def _heads_differing(part: Part, ends: dict[str, Any]) -> list[str]:
    heads = StreamHead.objects.exclude(version=0).filter(stream__gte=part.first)
    if part.end is not None:
        heads = heads.filter(stream__lt=part.end)
    kept = {stream: (version, at) for stream, version, at in heads.values_list("stream", "version", "at")}
    return sorted(stream for stream in kept.keys() | ends.keys() if kept.get(stream) != ends.get(stream))
