"""Moves that may be made in a world, drawn at random: most of them legal, some not."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.kinds import NOT_OURS, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Basis,
    Block,
    Command,
    Confirm,
    Contest,
    Counter,
    Decline,
    Deliver,
    Drop,
    Insist,
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
)
from tests.core.world import FIRM, JOINT, LEAD, ORDERED, ROADS, TOWN, WATER, Town

UNITS = (LEAD, ROADS, WATER, TOWN)
DOERS = (*UNITS, FIRM)
Move = tuple[Stream, Command, Actor]

desks = st.sampled_from(DOERS)
days = st.integers(1, 40)


@st.composite
def offers(draw: st.DrawFn, town: Town) -> Move:
    """A task, or an obstacle of its own, from a unit to another desk; some of the lead's are orders."""
    asker = draw(st.sampled_from(UNITS))
    doer = draw(desks.filter(lambda desk: desk != asker))
    due = draw(st.none() | days.map(lambda n: town.now.date() + timedelta(days=n)))
    ordered = asker == LEAD and doer in UNITS and draw(st.booleans())
    command = Offer(
        kind=draw(st.sampled_from(("task", "task", "obstacle"))), asker=asker, doer=doer, title="w", due=due,
        basis=ORDERED if ordered else Basis(), joint=JOINT if ordered else draw(st.sampled_from((None, JOINT))),
    )  # fmt: skip
    return town.fresh(), command, Actor(asker)


@st.composite
def moves(draw: st.DrawFn, town: Town) -> Move:
    """A move on one of the matters, fit for its phase, now and then by the wrong desk."""
    known = [matter for stream in town.streams() if (matter := town.matter(stream)) is not None]
    open_ones = [matter for matter in known if matter.is_open]
    if not open_ones:
        return draw(offers(town))
    matter = draw(st.sampled_from(known if draw(st.integers(0, 29)) == 0 else open_ones))
    stream = matter.stream
    command, desk = draw(st.sampled_from(fitting(matter, town, draw)))
    if isinstance(command, Offer):
        stream = town.fresh()
    if draw(st.integers(0, 19)) == 0:
        desk = draw(desks)
    return stream, command, _actor(desk, matter, town, draw)


def _actor(desk: Desk | None, matter: Matter, town: Town, draw: st.DrawFn) -> Actor:
    """The desk itself, or the move recorded for it by the other side; outside parties never act themselves."""
    if desk is None:
        return Actor(desk)
    if desk != FIRM and draw(st.integers(0, 4)) > 0:
        return Actor(desk)
    other = WATER if desk == FIRM else draw(st.sampled_from((matter.asker, matter.doer, LEAD)))
    return Actor(desk, recorded=Recorded(other, town.now.date() - timedelta(days=1), "letter"))


def fitting(matter: Matter, town: Town, draw: st.DrawFn) -> list[tuple[Command, Desk | None]]:
    """Every sort of move the phase knows, with the desk whose move it is."""
    doer, asker, arbiter = matter.doer, matter.asker, matter.arbiter
    day: date | None = draw(st.none() | days.map(lambda n: town.now.date() + timedelta(days=n)))
    other = draw(desks)
    ground = draw(st.sampled_from((NOT_OURS, matter.policy.grounds[-1])))
    found: list[tuple[Command, Desk | None]] = [
        (Reopen("late post"), doer) if matter.bound else (Refer("r"), asker),
    ]
    if matter.before is not None and draw(st.booleans()):
        found.append((TakeBack(), matter.mover))
    if draw(st.integers(0, 4)) == 0:
        found += [(Refer("r"), doer), (Withdraw("w"), asker)]
    for version in matter.unconfirmed[:2]:
        named = matter.recorded_for(version)
        found += [(Confirm(version), named and named[0]), (Contest(version, "no"), named and named[0])]
    match matter.phase:
        case Phase.OFFERED:
            lack = Reservation("lack", other, town.now.date())
            found += [
                (Accept(), doer), (Accept(), doer), (Accept(), doer), (Counter(day, "c"), doer),
                (Accept() if matter.policy.settles else Accept(lack, town.fresh()), doer),
                (Decline(ground, "d", other, town.fresh()), doer), (Deliver("early"), doer),
            ]  # fmt: skip
        case Phase.COUNTERED:
            found += [(Amend(day), asker), (Insist("i"), asker)]
        case Phase.DECLINED:
            found += [(OfferTo(other), asker), (Drop("d"), asker)]
        case Phase.UNDERWAY | Phase.BLOCKED:
            found += _beside(matter, town, draw)
            found += [(Report("x"), doer), (Deliver("x"), doer), (Deliver("x"), doer)]
        case Phase.DELIVERED:
            found += [(Return("x", draw(st.booleans())), asker), (AcceptDelivery(), asker)]
        case Phase.REFERRED:
            outcome = draw(st.sampled_from((Phase.OFFERED, Phase.UNDERWAY, Phase.DELIVERED)))
            whom = draw(st.none() | desks)
            ruling = Rule(outcome, "x", day, whom, draw(st.booleans()))
            settling = Rule(Phase.CLOSED, "x", day, whom, draw(st.booleans()))
            found += [(ruling, arbiter), (ruling, arbiter), (settling, arbiter), (PassUp("x"), arbiter)]
        case Phase.CLOSED:
            found = [(Remark("x"), asker)]
    return found


def _beside(matter: Matter, town: Town, draw: st.DrawFn) -> list[tuple[Command, Desk | None]]:
    """Blocks, by a desk or by any matter there is, side matters, and parts."""
    day = draw(st.none() | days.map(lambda n: town.now.date() + timedelta(days=n)))
    other, named = draw(desks), draw(st.sampled_from(town.streams()))
    owed = [name for name in town.streams() if (one := town.matter(name)) and one.asker == matter.doer]
    awaited = draw(st.sampled_from(owed or town.streams()))
    return [
        (Block("lack", to=other, fresh=town.fresh(), outside=draw(st.booleans())), matter.doer),
        (Block("lack", to=other, fresh=town.fresh()), matter.doer),
        (Block("lack", blocker=named), matter.doer),
        (Block("lack", blocker=awaited), matter.doer),
        (
            Offer("variation", matter.doer, matter.asker, "v", due=day, parent=matter.stream, beside=True,
                  new_doer=draw(st.none() | desks)),
            matter.doer,
        ),
        (Offer("dispute", matter.doer, other, "d", parent=matter.stream, beside=True), matter.doer),
        (Offer("task", matter.doer, other, "p", due=day, parent=matter.stream), matter.doer),
    ]  # fmt: skip
