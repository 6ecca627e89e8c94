"""The move that a recorded entry was: what must have been asked for it to come out so.

What a rule reads of a move stands in the entry as a fact; what was typed may be erased, and no rule reads more of it
than whether there is any. So every text is read back as `SAID`, and entries are compared without their words (`bare`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from qiantou.core import facts, moves
from qiantou.core.facts import Event, Lack, Offered
from qiantou.core.kernel import WORDS, Actor, Desk, Entry, Stream
from qiantou.core.kinds import NOT_OURS, Phase, Policy, Silence
from qiantou.core.matter import Matter
from qiantou.core.moves import Command, Offer, Reservation
from qiantou.core.register import InForce

SAID = "…said"
"""Stands for whatever was typed: it says something."""
REASONED = ("accountability", "contest")
"""Kinds whose demand gives its reason beside its title."""
VAGUE = "看着办"
"""Stands for an answer that names nothing to be done."""
Known = Callable[[Stream], Matter | None]


def bare(value: Any) -> Any:
    """What a value says besides words, in a form that can be compared."""
    if isinstance(value, tuple):
        return tuple(bare(part) for part in value)
    if isinstance(value, Policy) or not is_dataclass(value) or isinstance(value, type):
        return value
    return type(value), *(bare(getattr(value, name)) for name in _told(type(value)))


@cache
def _told(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape) if field.name not in _said(shape))


@cache
def _said(shape: type) -> dict[str, bool]:
    """The fields that hold words, and whether one holds several."""
    hints = get_type_hints(shape, include_extras=True)
    return {
        name: get_origin(get_args(hint)[0]) is tuple
        for name, hint in hints.items() if get_origin(hint) is Annotated and WORDS in hint.__metadata__
    }  # fmt: skip


def filled(value: Any) -> Any:
    """The value with something said wherever words may stand."""
    if isinstance(value, tuple):
        return tuple(filled(part) for part in value)
    if isinstance(value, Policy) or not is_dataclass(value) or isinstance(value, type):
        return value
    said = _said(type(value))
    told = {name: (SAID,) if several else SAID for name, several in said.items()}
    for name in _told(type(value)):
        part = getattr(value, name)
        if isinstance(part, tuple) or is_dataclass(part):
            told[name] = filled(part)
    return replace(value, **told)


def mover(entry: Entry[Any]) -> Actor:
    """Who moved, with a paper and a scan where one was recorded."""
    return entry.by if entry.by.recorded is None else replace(entry.by, recorded=filled(entry.by.recorded))


def moves_of(
    event: Event, later: Sequence[Event], matter: Matter | None, waiting: Sequence[Stream]
) -> Iterator[Command]:
    """The moves that may have come out as `event`; none where it can only follow from another entry, or from time.

    `later`: what is recorded next of the same matter. `waiting`: the matters that wait for it.
    """
    match event:
        case facts.Accepted(lack=lack) | facts.Agreed(lack=lack):
            yield _accept(lack)
        case facts.Settled(lack=lack):
            yield _accept(lack)
        case facts.Countered(due, points=points):
            yield moves.Counter(due, SAID, filled(points))
        case facts.Declined(ground, whose, withheld=withheld):
            yield moves.Decline(ground, SAID, whose, withheld=filled(withheld))
        case facts.NotOurs(whose, dispute, duty=duty, off_list=off_list):
            yield moves.Decline(NOT_OURS, SAID, whose, dispute, duty, off_list)
        case facts.Amended(due, disposals=disposals):
            yield moves.Amend(due, SAID, filled(disposals))
        case facts.Insisted(disposals=disposals):
            yield moves.Insist(SAID, filled(disposals))
        case facts.OfferedTo(doer):
            yield moves.OfferTo(doer)
        case facts.Dropped():
            yield moves.Drop(SAID)
        case facts.Reported(attempted=attempted, hearing=hearing):
            yield moves.Report(SAID, attempted, hearing)
        case facts.BlockFiled():
            yield _block(event)
        case facts.Delivered(positions=positions, verdict=verdict, told=told, vague=vague):
            yield moves.Deliver(VAGUE if vague else SAID, (), filled(positions), filled(verdict), told)
        case facts.Returned(lacking, mandate=mandate):
            yield moves.Return(SAID, lacking, mandate)
        case facts.DeliveryAccepted(solved=solved, satisfied=satisfied):
            yield moves.AcceptDelivery(SAID, solved, satisfied)
        case facts.Referred():
            yield from _referring(event, matter, waiting)
        case facts.Ruled(outcome, due, doer, granted, duty=duty, off_list=off_list, first=first, another_post=another):
            verdict = filled(event.verdict)
            yield moves.Rule(outcome, SAID, due, doer, granted, duty, off_list, first, another, verdict)
        case facts.PassedUp(whose=whose):
            yield moves.PassUp(SAID, whose)
        case _:
            yield from _plainly(event)


def _plainly(event: Event) -> Iterator[Command]:
    match event:
        case facts.Withdrawn():
            yield moves.Withdraw(SAID)
        case facts.TakenBack():
            yield moves.TakeBack()
        case facts.Reopened():
            yield moves.Reopen(SAID)
        case facts.Remarked(received=received):
            yield moves.Remark(SAID, received)
        case facts.Confirmed(number):
            yield moves.Confirm(number, SAID)
        case facts.Contested(number):
            yield moves.Contest(number, SAID)
        case facts.Prompted():
            yield moves.Chase(SAID)
        case facts.Lifted(until=until):
            yield moves.Lift(SAID, until)
        case facts.Urged():
            yield moves.Tick()


def _accept(lack: Lack | None) -> moves.Accept:
    if lack is None:
        return moves.Accept()
    return moves.Accept(_reserved(lack), lack.asked_in or Stream("0" * 32))


def _reserved(lack: Lack) -> Reservation:
    return Reservation(SAID, lack.curer, lack.since)


def _block(event: facts.BlockFiled) -> moves.Block:
    to, named, fresh = (event.to, None, event.blocker) if event.opened else (None, event.blocker, None)
    return moves.Block(SAID, to, named, event.outside, fresh, event.duty, event.off_list)


def _referring(event: facts.Referred, matter: Matter | None, waiting: Sequence[Stream]) -> Iterator[Command]:
    """Why it went up says which move it was: also one that the cap on rounds or returns turned into a referral."""
    match event.cause:
        case "asked":
            yield moves.Refer(SAID)
        case "meeting":
            yield moves.TakeUp(event.arbiter)
        case "returns":
            yield moves.Return(SAID)
        case "rounds" if matter is not None and matter.phase is Phase.OFFERED:
            yield moves.Counter(None, SAID)
        case "rounds":
            yield moves.Insist(SAID)
        case "cycle" if matter is not None:
            for name in (matter.stream, *waiting):
                yield moves.Block(SAID, blocker=name)


def offer_of(event: Offered, later: Sequence[Event], force: InForce, known: Known) -> Offer:
    """The demand that came out as this offer. Raises Rejected for a kind that the register does not have."""
    policy, kind = event.policy, force.policy(event.policy.kind)
    limit = policy.limit(Phase.OFFERED)
    stated = limit.amount if limit is not None and limit != kind.limit(Phase.OFFERED) else None
    says = policy.meaning(Phase.OFFERED, dispatch=False) is Silence.CONSENT
    answered = later[0] if later else None
    lack = answered.lack if isinstance(answered, facts.Signed | facts.Settled) else None
    return Offer(
        kind=policy.kind, asker=event.asker, doer=event.doer, title=SAID, due=event.due,
        detail=SAID if policy.kind in REASONED else "", basis=event.basis,
        joint=event.joint, parent=event.parent, beside=event.beside,
        several=event.parent is not None and known(event.parent) is None, new_doer=event.new_doer, cause=event.cause,
        place=event.place, duty=event.duty, off_list=event.off_list, line=event.line, about=event.about,
        after=event.after, signature=event.signature, reservation=_reserved(lack) if lack is not None else None,
        fresh=lack.asked_in if lack is not None else None, reply_days=stated,
        silence_consents=says if policy.pointed and policy.silence != kind.silence else None, pinned=event.pinned,
        urgency=event.urgency, approver=event.approver, number=event.number, instead=event.instead,
        reading=SAID if event.reads else "", touches=event.touches, repeats=event.repeats, follows=event.follows,
        first=event.first, caused=event.caused, blames=event.blames,
    )  # fmt: skip


def is_plain_desk(desk: Desk | None) -> bool:
    """Whether a desk moves for itself and nobody asks by which right: no post, no outside party, not the rule."""
    return desk is not None and not desk.startswith(("p:", "o:"))
