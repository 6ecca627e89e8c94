"""Who held what when: the entries of one matter become spans `[start, end)` without gap or overlap.

The desk, the strip, "as of" and every statistic read these spans. A span ends where the holder, the phase,
the cause or the blocker changes; the last one of an open matter has no end. Closed matters have no holder and no span.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import Desk, Entry, Stream, changed
from qiantou.core.kinds import Phase
from qiantou.core.matter import Block, Matter


@dataclass(frozen=True)
class Span:
    matter: Stream
    holder: Desk
    state: str
    cause: str
    start: datetime
    end: datetime | None
    unconfirmed: bool = False
    blocker: Stream | None = None  # what a blocked matter waits for


CAUSES = {
    Phase.OFFERED: "reply",
    Phase.COUNTERED: "answer",
    Phase.DECLINED: "answer",
    Phase.UNDERWAY: "work",
    Phase.DELIVERED: "review",
    Phase.REFERRED: "decision",
}


def cause(matter: Matter) -> str:
    """Why the holder has the matter: to reply, to work, to review, to decide, or because it blocks."""
    block = _stopped_by(matter)
    if block is not None:
        return "outside" if block.outside else "blocker"
    return "objection" if matter.awaits_objection else CAUSES.get(matter.stage, "")


def _stopped_by(matter: Matter) -> Block | None:
    return matter.active_block if matter.phase is Phase.BLOCKED else None


def states(entries: Iterable[Entry[Event]]) -> list[Matter]:
    """The matter after each of its entries, in order."""
    found: list[Matter] = []
    for entry in entries:
        found.append(evolve(found[-1] if found else None, entry))
    return found


def spans(entries: Sequence[Entry[Event]], after: Sequence[Matter] = ()) -> tuple[Span, ...]:
    """The spans of one matter, in order. Spans of no length are left out. `after`: its `states`, where known.

    A span is unconfirmed when the entry that began it was recorded for another desk and still is.
    """
    after = after or states(entries)
    doubtful = {*after[-1].unconfirmed, *after[-1].contested} if after else set()
    found: list[Span] = []
    for entry, matter in zip(entries, after, strict=True):
        last = found[-1] if found and found[-1].end is None else None
        holder = matter.holder
        if holder is None:
            if last is not None:
                found[-1] = changed(last, end=entry.at)
            continue
        block = _stopped_by(matter)
        span = Span(
            matter.stream, holder, matter.phase.value, cause(matter), entry.at, None,
            unconfirmed=entry.version in doubtful, blocker=block.matter if block is not None else None,
        )  # fmt: skip
        if last is not None and _same(last, span):
            continue
        if last is not None:
            found[-1] = changed(last, end=entry.at)
        found.append(span)
    return tuple(span for span in found if span.start != span.end)


def _same(last: Span, span: Span) -> bool:
    told = last.holder, last.state, last.cause, last.blocker
    return told == (span.holder, span.state, span.cause, span.blocker)
