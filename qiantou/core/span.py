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
from qiantou.core.kernel import Desk, Entry, Stream
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
    held: _Told | None = None
    start, unsure = None, False
    for entry, matter in zip(entries, after, strict=True):
        told = _told(matter)
        if told == held:
            continue
        if held is not None and start is not None and start != entry.at:
            found.append(Span(matter.stream, *held[:3], start, entry.at, unsure, held[3]))
        held, start, unsure = told, entry.at, entry.version in doubtful
    if held is not None and start is not None:
        found.append(Span(after[-1].stream, *held[:3], start, None, unsure, held[3]))
    return tuple(found)


_Told = tuple[Desk, str, str, Stream | None]


def _told(matter: Matter) -> _Told | None:
    """Holder, state, cause and blocker; None once nobody holds it."""
    holder = matter.holder
    if holder is None:
        return None
    block = _stopped_by(matter)
    return holder, matter.phase.value, cause(matter), block.matter if block is not None else None
