"""Which moves are open to a desk now: found by trying each on the rule itself, so that it cannot disagree.

A probe carries whatever text the rule wants to see; a move is possible when some sensible way of making it
is not refused. What a person then types may still be refused: a date, a ground, a desk that cannot be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from qiantou.core.context import Context
from qiantou.core.decide import decide
from qiantou.core.kernel import Actor, Desk, Linked, Recorded, Rejected, Stream
from qiantou.core.kinds import EXPLANATION, NOT_OURS, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Basis,
    Block,
    Chase,
    Command,
    Confirm,
    Counter,
    Decline,
    Deliver,
    Drop,
    Insist,
    Lift,
    Offer,
    OfferTo,
    PassUp,
    Refer,
    Remark,
    Reopen,
    Report,
    Reservation,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)  # fmt: skip
from qiantou.core.points import ADOPTED, Disposal, Point, open_points
from qiantou.core.register import POSTS, UNITS
from qiantou.core.whistle import YES
from qiantou.core.withholding import CONFIDENTIAL, YES_NO, Withheld, approvers

SAID = "…said"
NAMELESS = Stream("f" * 32)
TRY_ANOTHER = frozenset({
    "asks-itself", "hand-over-to-another", "no-arbiter", "refer-to-the-arbiter", "blocks-itself", "whose-is-it",
    "lack-needs-another-desk", "unknown-desk", "ask-the-unit", "stays-inside",
    "needs-power", "only-by-consent", "outside-the-mandate", "not-countersigned", "mandate-ended", "mandate-suspended",
    "not-on-the-duty-list", "duty-taken-back", "duty-ended", "passes-by-consent", "decided-above-both",
})  # fmt: skip
"""Refusals that another desk would not meet."""

Probes = Iterator[Command]


def possible_moves(
    matter: Matter, desk: Desk, context: Context, *, recorded: Recorded | None = None, through: Linked | None = None
) -> tuple[str, ...]:
    """The codes of `MOVE_PROBES` open to `desk` now, or to who records for it, in the order of the table."""
    by = Actor(desk, recorded=recorded, through=through)
    return tuple(code for code, probes in MOVE_PROBES.items() if _is_open(probes(matter, context), matter, by, context))


def answerable(matter: Matter, desk: Desk, context: Context, *, through: Linked | None = None) -> tuple[int, ...]:
    """The entries recorded for another desk that `desk` may confirm or contest now."""
    by = Actor(desk, through=through)
    return tuple(version for version in matter.unconfirmed if _is_open([Confirm(version)], matter, by, context))


def _is_open(probes: Iterable[Command], matter: Matter, by: Actor, context: Context) -> bool:
    for probe in probes:
        try:
            decide(probe, None if isinstance(probe, Offer) else matter, by, context)
        except Rejected as refusal:
            if refusal.code not in TRY_ANOTHER:
                return False
        else:
            return True
    return False


def _others(matter: Matter, context: Context) -> Iterator[Desk]:
    """Desks that might be asked instead: units first, then posts."""
    for section in (UNITS, POSTS):
        for key in context.force.section(section):
            if key not in (matter.asker, matter.doer):
                yield Desk(key)


def _reserve(matter: Matter, context: Context) -> Probes:
    for desk in _others(matter, context):
        yield Accept(Reservation(SAID, desk, context.force.day), NAMELESS)


def _decline(matter: Matter, context: Context) -> Probes:
    for ground in matter.policy.grounds:
        if ground not in (NOT_OURS, CONFIDENTIAL):
            yield Decline(ground, SAID)
            return
    for desk in _others(matter, context):
        yield Decline(NOT_OURS, SAID, desk, NAMELESS)


def _withhold(matter: Matter, context: Context) -> Probes:
    if CONFIDENTIAL not in matter.policy.grounds:
        return
    for desk in approvers(matter.doer, context.force):
        yield Decline(CONFIDENTIAL, SAID, withheld=Withheld(desk, YES_NO, SAID))


def _take_least(matter: Matter, context: Context) -> Probes:
    if matter.stage is Phase.DECLINED:
        yield Amend(None, SAID)


def _block(matter: Matter, context: Context) -> Probes:
    for desk in _others(matter, context):
        yield Block(SAID, to=desk, fresh=NAMELESS)


def _offer_to(matter: Matter, context: Context) -> Probes:
    for desk in _others(matter, context):
        yield OfferTo(desk)


def _assign(matter: Matter, context: Context) -> Probes:
    for desk in _others(matter, context):
        yield Rule(assigning(matter), SAID, doer=desk)


def assigning(matter: Matter) -> Phase:
    """Where a ruling that names the doer leaves the matter: with that desk, or ended where an answer ends it."""
    if matter.policy.replies:
        return Phase.OFFERED
    return Phase.CLOSED if matter.policy.settles else Phase.UNDERWAY


def _accept_delivery(matter: Matter, context: Context) -> Probes:
    yield AcceptDelivery(SAID, solved=True, satisfied=YES) if matter.policy.call else AcceptDelivery()


def _variation(matter: Matter, context: Context) -> Probes:
    yield _beside(matter, "variation", matter.asker, context)


def _explain(matter: Matter, context: Context) -> Probes:
    yield _beside(matter, EXPLANATION, matter.asker, context)


def _dispute(matter: Matter, context: Context) -> Probes:
    for desk in _others(matter, context):
        yield _beside(matter, "dispute", desk, context)


def _beside(matter: Matter, kind: str, doer: Desk, context: Context) -> Offer:
    due = context.force.day + timedelta(days=1) if kind == "variation" else None
    return Offer(
        kind, matter.doer, doer, SAID, due=due, basis=Basis("matter"), joint=matter.joint,
        parent=matter.stream, beside=True,
    )  # fmt: skip


def _one(command: Command) -> Callable[[Matter, Context], Probes]:
    return lambda matter, context: iter((command,))


def _counter(matter: Matter, context: Context) -> Probes:
    """Where points are raised, on what the letter asks about, or on those still open."""
    if not matter.policy.pointed:
        yield Counter(None, SAID)
        return
    standing = open_points(matter.points)
    if not matter.points:
        yield Counter(None, "", (Point("", reason=SAID),))
    elif standing:
        yield Counter(None, "", tuple(Point(one.about, again=one.number, reason=SAID) for one in standing))


def _amend(matter: Matter, context: Context) -> Probes:
    """Where points wait, the disposal of each: whether that amends or insists follows from the outcomes."""
    if not matter.policy.pointed:
        if matter.stage is not Phase.DECLINED:
            yield Amend(context.force.day, SAID)
        return
    yield Amend(None, "", tuple(Disposal(one.number, ADOPTED) for one in matter.points if one.outcome == ""))


def _insist(matter: Matter, context: Context) -> Probes:
    if not matter.policy.pointed:
        yield Insist(SAID)


MOVE_PROBES: dict[str, Callable[[Matter, Context], Probes]] = {
    "accept": _one(Accept()),
    "counter": _counter,
    "reserve": _reserve,
    "decline": _decline,
    "withhold": _withhold,
    "take-least": _take_least,
    "amend": _amend,
    "insist": _insist,
    "offer-to": _offer_to,
    "drop": _one(Drop(SAID)),
    "deliver": _one(Deliver(SAID)),
    "report": _one(Report(SAID)),
    "block": _block,
    "variation": _variation,
    "dispute": _dispute,
    "explain": _explain,
    "chase": _one(Chase(SAID)),
    "accept-delivery": _accept_delivery,
    "return": _one(Return(SAID)),
    "rule": _one(Rule(Phase.CLOSED, SAID, granted=False)),
    "assign": _assign,
    "pass-up": _one(PassUp(SAID)),
    "lift": _one(Lift(SAID)),
    "reopen": _one(Reopen(SAID)),
    "take-back": _one(TakeBack()),
    "refer": _one(Refer(SAID)),
    "withdraw": _one(Withdraw(SAID)),
    "remark": _one(Remark(SAID)),
}
