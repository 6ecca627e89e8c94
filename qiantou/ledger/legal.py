"""Whether the entries of a stream could follow one another: the fold of an export, judged without its rows.

A stream is one matter, one section of the register, or the record about itself. A matter begins with an offer;
each later entry must belong to the phase it was made in and come from the desk whose move it is, or from the
rule itself. Not judged here, since it needs the register of the day: whether a desk was known, a mandate
covered the move, or a silence had lasted long enough.
"""

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from qiantou.core.evolve import evolve
from qiantou.core.facts import EVENTS as MOVES
from qiantou.core.facts import (
    Accepted,
    Amended,
    BlockerMoved,
    BlockFiled,
    Bound,
    Chased,
    Climbed,
    Confirmed,
    Consented,
    Contested,
    Countered,
    Declined,
    Delivered,
    DeliveryAccepted,
    Dropped,
    Event,
    Expired,
    Inherited,
    Insisted,
    Mooted,
    NotOurs,
    Offered,
    OfferedTo,
    PassedUp,
    Reassigned,
    Referred,
    Remarked,
    Reopened,
    Reported,
    Returned,
    Ruled,
    Settled,
    Tabled,
    TakenBack,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.kernel import Entry
from qiantou.core.kinds import Phase, Silence
from qiantou.core.matter import Matter
from qiantou.core.register import Listed
from qiantou.ledger.codec import decode
from qiantou.ledger.events import RECORD, Erased, KeyRotated
from qiantou.ledger.record import Record
from qiantou.ledger.report import Fact, Finding, Unsound

Lapse = Chased | Bound | Climbed | Consented | Expired | Tabled
_CLIMBS = (Silence.CLIMB, Silence.LIST)
_UNDECODABLE = (Unsound, ValueError, KeyError, TypeError, AttributeError, IndexError)


def check_fold(stream: str, records: Sequence[Record]) -> Iterator[Finding]:
    """The first entry of a stream that cannot stand where it is: "undecodable" or "illegal-move"."""
    matter: Matter | None = None
    for record in records:
        header = record.header
        place: dict[str, Fact] = {"position": header.position, "stream": stream, "version": header.version}
        try:
            entry = decode(stream, header.version, header.at, record.facts, record.words)
        except _UNDECODABLE:
            yield Finding("undecodable", place)
            return
        try:
            legal = _is_legal(matter, entry)
            matter = evolve(matter, entry) if legal and isinstance(entry.event, MOVES) else matter
        except _UNDECODABLE:
            legal = False
        if not legal:
            yield Finding("illegal-move", place | {"move": type(entry.event).__name__})
            return


def _is_legal(matter: Matter | None, entry: Entry[Any]) -> bool:
    event = entry.event
    if isinstance(event, Erased | KeyRotated):
        return entry.stream == RECORD
    if isinstance(event, Listed):
        return matter is None and entry.stream != RECORD
    if matter is None:
        return isinstance(event, Offered) and entry.version == 1 and entry.by.desk in (None, event.asker)
    return _may_follow(matter, event, entry)


def _may_follow(matter: Matter, event: Event, entry: Entry[Any]) -> bool:
    phase, by = matter.phase, entry.by.desk
    match event:
        case Accepted() | Settled() | Countered() | Declined() | NotOurs():
            return phase is Phase.OFFERED and by == matter.doer
        case Amended() | Insisted():
            return phase is Phase.COUNTERED and by == matter.asker
        case OfferedTo() | Dropped():
            return phase is Phase.DECLINED and by == matter.asker
        case Reported():
            return phase is Phase.UNDERWAY and by == matter.doer
        case BlockFiled():
            return phase in (Phase.UNDERWAY, Phase.BLOCKED) and by == matter.doer
        case Delivered():
            early = phase is Phase.OFFERED and not matter.policy.receipt
            return (phase is Phase.UNDERWAY or early) and by == matter.doer
        case Returned() | DeliveryAccepted():
            return phase is Phase.DELIVERED and by == matter.asker
        case Referred():
            return matter.is_open and phase is not Phase.REFERRED and matter.is_party(by)
        case Ruled() | PassedUp():
            return phase is Phase.REFERRED and by is not None and by == matter.arbiter
        case Withdrawn():
            return matter.is_open and by == matter.asker
        case TakenBack():
            return matter.is_open and matter.before is not None and by is not None and by == matter.mover
        case Reopened():
            bound = matter.bound is not None and not matter.reopened
            return phase is Phase.UNDERWAY and bound and by == matter.doer
        case Remarked():
            return phase is Phase.CLOSED and matter.is_party(by)
        case Confirmed(number) | Contested(number):
            return by is not None and number in matter.unconfirmed
        case Chased() | Bound() | Climbed() | Consented() | Expired() | Tabled():
            return by is None and _may_lapse(matter, event)
        case BlockerMoved() | Varied() | Reassigned() | Inherited() | Mooted():
            return matter.is_open and by is None
        case Offered():
            return False
        case _:
            assert_never(event)


def _may_lapse(matter: Matter, event: Lapse) -> bool:
    """Whether silence in this stage means what the entry says, by the policy pinned when it was offered."""
    if matter.stage in (Phase.CLOSED, Phase.UNDERWAY) or matter.listed:
        return False
    meaning = matter.policy.meaning(matter.stage, dispatch=matter.basis.dispatch)
    match event:
        case Chased():
            return meaning is Silence.BIND and not matter.chased
        case Bound():
            return meaning is Silence.BIND and matter.chased
        case Consented(lapsed):
            return meaning is Silence.CONSENT and lapsed is matter.stage
        case Expired(lapsed):
            return meaning is Silence.CLOSE and lapsed is matter.stage
        case Climbed(lapsed):
            return meaning in _CLIMBS and lapsed is matter.stage
        case Tabled():
            return meaning in _CLIMBS
