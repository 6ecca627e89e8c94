"""Consequences of entries on other streams: commands that only the rule itself gives. `moves` names them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qiantou.core.kernel import Desk, Stream


@dataclass(frozen=True)
class NoteBlocker:
    blocker: Stream
    holder: Desk | None
    standing: str


@dataclass(frozen=True)
class Vary:
    side: Stream
    due: date | None
    doer: Desk | None


@dataclass(frozen=True)
class Reassign:
    side: Stream
    doer: Desk
    due: date | None = None


@dataclass(frozen=True)
class Inherit:
    """The work this matter stands beside, or is part of, has a new doer, who asks in the former one's place.

    `side`: the passing of the lead by which it came.
    """

    asker: Desk
    side: Stream | None = None


@dataclass(frozen=True)
class Unsign:
    """The signature this matter rests on has fallen."""

    signature: Stream


@dataclass(frozen=True)
class NoteSide:
    """What the doer asked beside the work is in another desk's hand, or no longer; `held_back`: and lies on the list of
    a meeting, so that the work waits for it no longer, though nobody chases its doer."""

    side: Stream
    kind: str
    pending: bool
    held_back: bool = False


@dataclass(frozen=True)
class EndRow:
    """Whether the next period's request, of that name, could still be asked for."""

    later: Stream


@dataclass(frozen=True)
class Excuse:
    """The reason the doer gave is accepted."""

    side: Stream


@dataclass(frozen=True)
class Undo:
    """What that side brought about here is taken back: its end fell, or was decided otherwise."""

    side: Stream


@dataclass(frozen=True)
class Doubt:
    """What that side brought about here rests on an end that nobody confirmed, or that is contested; or no longer."""

    side: Stream
    doubtful: bool


@dataclass(frozen=True)
class TakeUp:
    """A coordination meeting takes the matter up: its chair decides in it."""

    chair: Desk


@dataclass(frozen=True)
class Moot:
    """The matter this one stood beside has ended."""
