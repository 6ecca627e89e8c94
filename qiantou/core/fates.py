"""What became of each point of a letter (docs/rules/consultation.md).

A point settled with the unit keeps its outcome. One still open when the letter ended was let go, where the unit
agreed; overruled or upheld, where the leader decided; unanswered, where the unit was silent in a later round; else it
was set aside. What was overruled, unanswered or set aside stays as dissent: silence lets nothing go.
"""

from __future__ import annotations

from collections.abc import Sequence

from qiantou.core.facts import Consented, Event, Ruled, Settled, Unanswered
from qiantou.core.kernel import Entry
from qiantou.core.matter import Matter
from qiantou.core.points import Raised

LET_GO, OVERRULED, UPHELD, SET_ASIDE, UNANSWERED = "let-go", "overruled", "upheld", "set-aside", "unanswered"
DISSENT = (OVERRULED, SET_ASIDE, UNANSWERED)


def fates(matter: Matter, entries: Sequence[Entry[Event]]) -> dict[int, str]:
    """Number → "" while it waits for the asker, "adopted", "partly" or "not" as disposed of, or one of the above."""
    ended = next((entry.event for entry in entries if entry.version == matter.ended), None)
    return {one.number: _fate(one, matter, ended) for one in matter.points}


def _fate(one: Raised, matter: Matter, ended: Event | None) -> str:
    if matter.is_open or not one.is_open:
        return LET_GO if one.outcome == "dropped" else one.outcome
    match ended:
        case Settled():
            return LET_GO
        case Consented() | Unanswered():
            return UNANSWERED
        case Ruled(granted=granted):
            return OVERRULED if granted else UPHELD
        case _:
            return SET_ASIDE
