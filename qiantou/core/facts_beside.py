"""The facts by which a matter is reached by what stands beside it, or what it rests on. Only the rule enters them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qiantou.core.kernel import Desk, Stream


@dataclass(frozen=True)
class Varied:
    side: Stream
    due: date | None
    doer: Desk | None


@dataclass(frozen=True)
class Reassigned:
    """`due`: the day that whoever decided whose duty it is has named with it."""

    side: Stream
    doer: Desk
    due: date | None = None


@dataclass(frozen=True)
class RowEnded:
    """The next period's is not asked for: whoever asked may ask it no more."""


@dataclass(frozen=True)
class Succeeded:
    """Somebody else decides now: the charter names another sponsor, or the post before which it lay is no more."""

    arbiter: Desk


@dataclass(frozen=True)
class Inherited:
    """The work has a new doer: what the former one asked for in it is now this desk's to follow.

    `side`: the matter by which it came, where it was a passing of the lead.
    """

    asker: Desk
    side: Stream | None = None


@dataclass(frozen=True)
class Unsigned:
    """The signature that stood for the doer's acceptance has fallen: it is asked of it as if never signed."""

    signature: Stream


@dataclass(frozen=True)
class SideNoted:
    """What the doer asked beside the work is in another desk's hand (`pending`), or no longer.

    `held_back`: time goes on meanwhile, though nobody chases its doer: a question that lies on the list of a meeting,
    or was asked upon another.
    """

    side: Stream
    kind: str
    pending: bool
    held_back: bool = False


@dataclass(frozen=True)
class Excused:
    """The reason the doer gave for being late is accepted."""

    side: Stream


@dataclass(frozen=True)
class Undone:
    """What that side brought about here is taken back: day, doer or excuse are as they were without it."""

    side: Stream


@dataclass(frozen=True)
class Doubted:
    """What that side brought about here is in doubt (`doubtful`): its end waits for its confirmation, or is contested.
    Or it is in doubt no longer."""

    side: Stream
    doubtful: bool
