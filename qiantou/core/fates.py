"""What became of each point of a letter (docs/rules/consultation.md).

A point settled with the unit keeps its outcome. One still open when the letter ended was let go, where the unit
agreed; overruled or upheld, where the leader decided; unanswered, where the unit was silent in a later round; else it
was set aside. What was overruled, unanswered or set aside stays as dissent: silence lets nothing go, nor does what was
recorded for the unit alone, as long as it has not confirmed it.
"""

from __future__ import annotations

from collections.abc import Sequence

from qiantou.core.facts import Consented, Countered, Event, Ruled, Settled, Unanswered
from qiantou.core.kernel import Entry
from qiantou.core.matter import Matter
from qiantou.core.points import Raised

LET_GO, OVERRULED, UPHELD, SET_ASIDE, UNANSWERED = "let-go", "overruled", "upheld", "set-aside", "unanswered"
UNCONFIRMED = "unconfirmed"
DISSENT = (OVERRULED, SET_ASIDE, UNANSWERED, UNCONFIRMED)


def fates(matter: Matter, entries: Sequence[Entry[Event]]) -> dict[int, str]:
    """Number → "" while it waits for the asker, "adopted", "partly" or "not" as disposed of, or one of the above."""
    ended = next((entry.event for entry in entries if entry.version == matter.ended), None)
    return {one.number: _fate(one, matter, ended, entries) for one in matter.points}


def _fate(one: Raised, matter: Matter, ended: Event | None, entries: Sequence[Entry[Event]]) -> str:
    if one.outcome == "dropped":
        return UNCONFIRMED if _dropped_at(one, entries) in matter.unconfirmed else LET_GO
    if matter.is_open or not one.is_open:
        return one.outcome
    match ended:
        case Settled():
            return UNCONFIRMED if matter.ended in matter.unconfirmed else LET_GO
        case Consented() | Unanswered():
            return UNANSWERED
        case Ruled(granted=granted):
            return OVERRULED if granted else UPHELD
        case _:
            return SET_ASIDE


def _dropped_at(one: Raised, entries: Sequence[Entry[Event]]) -> int | None:
    """The version of the answer that named the point no more; all points are raised in the first answer."""
    answers = [(entry.version, entry.event.points) for entry in entries if isinstance(entry.event, Countered)]
    return next((at for at, told in answers[1:] if one.number not in (point.again for point in told)), None)
