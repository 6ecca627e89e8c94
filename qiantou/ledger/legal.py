"""Whether the entries of a stream could follow one another: the fold of an export, judged without its rows.

A stream is one matter, one section of the register, or the record about itself. A matter begins with an offer;
each later entry must belong to the phase it was made in and come from the desk whose move it is, or from the
rule itself; what silence did must not have come before its clock ran out, by the register as recorded then.
Not judged here: whether a desk was known, or a mandate covered the move.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, assert_never

from qiantou.core.advance import meaning_of, next_lapse
from qiantou.core.evolve import evolve
from qiantou.core.facts import EVENTS as MOVES
from qiantou.core.facts import (
    Accepted,
    Agreed,
    Amended,
    BlockerMoved,
    BlockFiled,
    Bound,
    Carried,
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
    Excused,
    Expired,
    Inherited,
    Insisted,
    Lifted,
    Mooted,
    NotOurs,
    Offered,
    OfferedTo,
    PassedUp,
    Prompted,
    Reassigned,
    Referred,
    Remarked,
    Reopened,
    Reported,
    Returned,
    Ruled,
    Settled,
    SideNoted,
    Signed,
    Tabled,
    TakenBack,
    Unanswered,
    Unsigned,
    Urged,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.kernel import Desk, Entry
from qiantou.core.kinds import Phase, Rung, Silence
from qiantou.core.ladder import rung_due
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.points import open_points
from qiantou.core.register import Listed, Register
from qiantou.core.withholding import NOTHING
from qiantou.ledger.codec import decode
from qiantou.ledger.events import RECORD, Erased, KeyRotated
from qiantou.ledger.parallel import Sent
from qiantou.ledger.record import Record
from qiantou.ledger.report import Fact, Finding, Unsound
from qiantou.ledger.signatures import Told, check_signatures, told_of
from qiantou.ledger.streams import CheckFold, Folded

Lapse = Chased | Bound | Climbed | Consented | Expired | Tabled | Unanswered
MEETING = "meeting"
"""The cause by which a coordination meeting takes a matter up."""
_CLIMBS = (Silence.CLIMB, Silence.LIST)
_UNDECODABLE = (Unsound, ValueError, KeyError, TypeError, AttributeError, IndexError)


def fold_under(listed: Sequence[Record]) -> CheckFold:
    """The check of a stream under the register that these records hold. What cannot be read is left to its fold."""
    return partial(check_fold, Sent(Known(tuple(_placed(listed)))))


def signatures_under(listed: Sequence[Record], told: Iterable[Told]) -> Iterator[Finding]:
    """The check of all signatures together, under the register and the plans that these records hold."""
    return check_signatures(list(_placed(listed)), told)


def _placed(listed: Iterable[Record]) -> Iterator[tuple[int, Entry[Any]]]:
    for record in listed:
        with suppress(*_UNDECODABLE):
            yield record.header.position, _entry(record.header.stream, record)


class Known:
    """The register as the record tells it, with the position of each entry."""

    def __init__(self, entries: tuple[tuple[int, Entry[Any]], ...]) -> None:
        self.entries = entries
        self.register = Register([entry for _position, entry in entries])

    def before(self, position: int) -> Register:
        """The register as it stood in the record before this position."""
        return Register([entry for at, entry in self.entries if at < position])


def check_fold(known: Sent[Known], stream: str, records: Sequence[Record]) -> Folded:
    """The stream, up to the first entry that cannot stand where it is.

    Findings: "undecodable", "illegal-move", "lapsed-too-early".
    """
    entries: list[Entry[Any]] = []
    states: list[Matter] = []
    for record in records:
        header = record.header
        place: dict[str, Fact] = {"position": header.position, "stream": stream, "version": header.version}
        try:
            entry = _entry(stream, record)
        except _UNDECODABLE:
            return Folded([Finding("undecodable", place)])
        matter = states[-1] if states else None
        try:
            legal = _is_legal(matter, entry)
            if legal and _is_unmet(entry, known):
                legal = False
            elif legal and _is_early(matter, entry, header.position, known):
                return Folded([Finding("lapsed-too-early", place | {"move": type(entry.event).__name__})])
            if legal and isinstance(entry.event, MOVES):
                states.append(evolve(matter, entry))
        except _UNDECODABLE:
            legal = False
        if not legal:
            return Folded([Finding("illegal-move", place | {"move": type(entry.event).__name__})])
        entries.append(entry)
    return Folded((), entries, states, told_of(records, entries, states))


def _entry(stream: str, record: Record) -> Entry[Any]:
    """Only of a stream's first entry are the words read: the title that rows carry. No rule reads words."""
    header = record.header
    words = record.words if header.version == 1 else None
    return decode(stream, header.version, header.at, record.facts, words)


def _is_early(matter: Matter | None, entry: Entry[Any], position: int, known: Sent[Known]) -> bool:
    """Whether silence had not yet lasted as long as it must, by what the register said at each instant till then, or
    whether that rung was not the next, to that desk, at that instant.

    A change recorded after the lapse may carry its instant or an earlier one: whoever recorded the lapse could not
    know of it. So what is early by the whole register is judged once more by what stood in the record before it.
    """
    if matter is None or not isinstance(entry.event, Lapse | Urged):
        return False
    if isinstance(entry.event, Urged):
        if rung_due(matter, known.value.register.at(entry.at), entry.at) == entry.event:
            return False
        return rung_due(matter, known.value.before(position).at(entry.at), entry.at) != entry.event
    if next_lapse(matter, known.value.register, entry.at) is not None:
        return False
    return next_lapse(matter, known.value.before(position), entry.at) is None


def _is_unmet(entry: Entry[Any], known: Sent[Known]) -> bool:
    """Whether a matter was taken up by a meeting that the register does not have: of that chair, held, and with a
    decision of the matter among its own."""
    event = entry.event
    if entry.by.desk is not None or not isinstance(event, Referred) or event.cause != MEETING:
        return False
    kept = known.value.register.at(entry.at).section(MEETINGS).values()
    held = (one for one in kept if isinstance(one, Meeting) and one.held is not None and one.chair == event.arbiter)
    return all(entry.stream != decided.matter for one in held for decided in one.decisions)


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
        case Accepted() if matter.policy.call and matter.referral == "silence" and phase is Phase.REFERRED:
            return by == matter.doer
        case Carried():
            return phase is Phase.OFFERED and by is None and matter.follows is not None and matter.version == 1
        case Accepted() | Countered() | Declined() | NotOurs():
            return phase is Phase.OFFERED and by == matter.doer
        case Settled():
            return _may_settle(matter, by)
        case Signed():
            return phase is Phase.OFFERED and matter.signature is not None and matter.version == 1
        case Amended(least=least) if least:
            given = matter.withheld is not None and matter.withheld[1] == least != NOTHING
            return phase is Phase.DECLINED and by == matter.asker and given
        case Amended() | Insisted():
            return phase is Phase.COUNTERED and by == matter.asker
        case OfferedTo() | Dropped():
            return phase is Phase.DECLINED and by == matter.asker
        case Reported():
            return phase is Phase.UNDERWAY and by == matter.doer
        case BlockFiled():
            return phase in (Phase.UNDERWAY, Phase.BLOCKED) and by == (event.asker or matter.doer)
        case Delivered():
            early = phase is Phase.OFFERED and not matter.policy.receipt
            return (phase is Phase.UNDERWAY or early) and by == matter.doer
        case Returned() | DeliveryAccepted():
            return phase is Phase.DELIVERED and by == matter.asker
        case Agreed():
            return phase is Phase.OFFERED and matter.policy.window is not None and by == matter.doer
        case Referred():
            if by is None:
                return matter.is_open and (event.cause == MEETING or (matter.policy.by_rule and matter.version == 1))
            taken_up = matter.policy.overseen
            if phase is Phase.REFERRED:
                return taken_up and matter.awaits_objection
            return matter.is_open and (matter.is_party(by) or taken_up)
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
        case Chased() | Bound() | Climbed() | Consented() | Expired() | Tabled() | Unanswered():
            return by is None and _may_lapse(matter, event)
        case Unsigned(signature):
            taken = matter.stage is Phase.UNDERWAY or (not matter.is_open and matter.outcome in GRANTED)
            return by is None and taken and signature == matter.signature
        case BlockerMoved() | Varied() | Reassigned() | Inherited() | Mooted():
            return matter.is_open and by is None
        case Urged(rung):
            left = rung in {step.rung for step in matter.policy.ladder} - {taken.rung for taken in matter.rungs}
            answering = (rung is Rung.PROMPT) is (matter.stage is not Phase.UNDERWAY)
            return matter.is_open and by is None and left and answering
        case SideNoted(side, pending=pending):
            return matter.is_open and by is None and pending is not any(rest.side == side for rest in matter.asking)
        case Excused():
            return by is None and matter.stage is Phase.UNDERWAY
        case Prompted(to):
            return matter.is_open and by is not None and by != to and to == matter.holder
        case Lifted():
            return by is not None and matter.stage is Phase.UNDERWAY and bool(matter.rungs)
        case Offered():
            return False
        case _:
            assert_never(event)


def _may_settle(matter: Matter, by: Desk | None) -> bool:
    """By the doer's answer, by the asker's adopting every open point, or by the signature it rests on.

    Where somebody may still object an answer settles nothing.
    """
    if not matter.policy.settles or matter.policy.window is not None:
        return False
    if matter.phase is Phase.DELIVERED:
        return by == matter.doer
    adopted = bool(matter.points) and not open_points(matter.points)
    signed = matter.signature is not None and matter.version == 1
    return matter.phase is Phase.OFFERED and (by == matter.doer or (adopted and by == matter.asker) or signed)


def _may_lapse(matter: Matter, event: Lapse) -> bool:
    """Whether silence in this stage means what the entry says, by the policy pinned when it was offered."""
    if matter.stage in (Phase.CLOSED, Phase.UNDERWAY) or matter.listed:
        return False
    meaning = meaning_of(matter)
    match event:
        case Chased():
            return meaning is Silence.BIND and not matter.chased
        case Bound():
            return meaning is Silence.BIND and matter.chased
        case Consented(lapsed):
            return meaning is Silence.CONSENT and lapsed is matter.stage
        case Expired(lapsed):
            return meaning is Silence.CLOSE and lapsed is matter.stage
        case Unanswered(lapsed):
            return meaning is Silence.NOTE and lapsed is matter.stage
        case Climbed(lapsed):
            return meaning in _CLIMBS and lapsed is matter.stage
        case Tabled():
            return meaning in _CLIMBS
