"""Whether the entries of a record are those that the rules make: the fold of an export, judged without its rows.

A stream is one matter, one section of the register, or the record about itself. Each entry is decided once more
by the rules that decided it (`core/replay.py`), from what stood in the record before it. A matter that touches no other
is judged by itself (`ledger/alone.py`); all others, and the register, are told, and judged together in the order of the
record (`ledger/together.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from qiantou.core.evolve import evolve
from qiantou.core.facts import EVENTS as MOVES
from qiantou.core.kernel import Entry
from qiantou.core.matter import Matter
from qiantou.core.register import Listed
from qiantou.core.replay import Unlawful
from qiantou.core.unsaid import Unsaid
from qiantou.ledger.alone import Known, check_alone, is_alone
from qiantou.ledger.canonical import parse_checked
from qiantou.ledger.codec import decode
from qiantou.ledger.events import RECORD, Erased, KeyRotated
from qiantou.ledger.parallel import Sent
from qiantou.ledger.record import Record
from qiantou.ledger.report import Fact, Finding, Unsound
from qiantou.ledger.signatures import check_signatures, told_of
from qiantou.ledger.streams import CheckFold, Folded
from qiantou.ledger.together import Placed, Tied, check_together, fault_of
from qiantou.ledger.unsaid import unsaid_in

UNDECODABLE = (Unsound, ValueError, KeyError, TypeError, AttributeError, IndexError)


def fold_under(listed: Sequence[Record], named: Collection[str] = ()) -> CheckFold:
    """The check of a stream under the register that these records hold. `named`: the streams that others name."""
    return partial(check_fold, Sent(Known(tuple(_placed(listed)), frozenset(named))))


def together_under(listed: Sequence[Record], told: Iterable[Tied]) -> Iterator[Finding]:
    """The check of what cannot be judged stream by stream: signatures, matters that touch each other, the register."""
    every = list(told)
    faults = list(signatures_under(listed, every))
    yield from faults
    if not faults:
        yield from check_together(_listed(listed), every)


def signatures_under(listed: Sequence[Record], told: Iterable[Tied]) -> Iterator[Finding]:
    """The check of all signatures together, under the register and the plans that these records hold."""
    signed = (one.signed for one in told)
    return check_signatures(list(_placed(listed)), [one for one in signed if one is not None])


def _placed(listed: Iterable[Record]) -> Iterator[tuple[int, Entry[Any]]]:
    """Without words, which no rule of a matter reads. What cannot be read is left to its fold."""
    for record in listed:
        with suppress(*UNDECODABLE):
            yield record.header.position, _entry(record.header.stream, record)


def _listed(listed: Iterable[Record]) -> Iterator[Placed]:
    """With their words: a paper's number, a quoted clause, a measure's figures."""
    for record in listed:
        header = record.header
        entry = decode(header.stream, header.version, header.at, record.facts, record.words)
        yield Placed(header.position, header.recorded_at, entry, gone=record.words is None)


def check_fold(known: Sent[Known], stream: str, records: Sequence[Record]) -> Folded:
    """The stream, up to the first entry that cannot stand where it is.

    Findings: "undecodable", "illegal-move", "lapsed-too-early".
    """
    entries: list[Entry[Any]] = []
    for record in records:
        try:
            entries.append(_entry(stream, record))
        except UNDECODABLE:
            header = record.header
            place: dict[str, Fact] = {"position": header.position, "stream": stream, "version": header.version}
            return Folded([Finding("undecodable", place)])
    strange = next((number for number, entry in enumerate(entries) if not _belongs(entry, entries[0])), None)
    if strange is not None:
        return Folded([fault_of(records[strange].header.position, Unlawful(entries[strange], "other-stream"))])
    if not isinstance(entries[0].event, MOVES):
        return Folded((), entries)
    return _matter(known.value, records, entries)


def _matter(known: Known, records: Sequence[Record], entries: Sequence[Entry[Any]]) -> Folded:
    if is_alone(entries, known.named):
        return check_alone(known, records, entries)
    states: list[Matter] = []
    for record, entry in zip(records, entries, strict=True):
        try:
            states.append(evolve(states[-1] if states else None, entry))
        except (*UNDECODABLE, AssertionError):
            return Folded([fault_of(record.header.position, Unlawful(entry, "cannot-follow"))])
    placed = tuple(
        Placed(record.header.position, record.header.recorded_at, entry, unsaid=_unsaid(record))
        for record, entry in zip(records, entries, strict=True)
    )
    return Folded((), entries, states, Tied(placed, told_of(records, entries, states)))


def _unsaid(record: Record) -> Unsaid:
    return unsaid_in(record.words, offers=record.header.version == 1)


def _belongs(entry: Entry[Any], first: Entry[Any]) -> bool:
    """Whether the entry is of the same sort as its stream: moves of a matter, entries of the register, or of the record
    about itself."""
    if isinstance(entry.event, Erased | KeyRotated):
        return entry.stream == RECORD
    if isinstance(entry.event, Listed):
        return isinstance(first.event, Listed) and entry.stream != RECORD
    return isinstance(first.event, MOVES)


def _entry(stream: str, record: Record) -> Entry[Any]:
    """Only of a stream's first entry are the words read: the title that rows carry. No rule reads words."""
    header = record.header
    words = record.words if header.version == 1 else None
    return decode(stream, header.version, header.at, record.facts, words, read=parse_checked)
