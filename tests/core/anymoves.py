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
from tests.core.anymoves_beside import data_asked, pressed
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ORDERED, ROADS, TOWN, WATER, Town

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
def works(draw: st.DrawFn, town: Town) -> list[Move]:
    """A piece of work that a unit has in hand, due soon; with some more days or another doer entered for its asker, who
    may contest that."""
    asker, doer = draw(st.sampled_from(((LEAD, ROADS), (WATER, ROADS), (LEAD, TOWN))))
    due = town.now.date() + timedelta(days=draw(st.integers(1, 10)))
    stream, side = town.fresh(), town.fresh()
    joint, new_doer = draw(st.sampled_from((None, JOINT))), draw(st.sampled_from((None, None, WATER, TOWN)))
    found: list[Move] = [
        (stream, Offer("task", asker, doer, "w", due=due, joint=joint), Actor(asker)),
        (stream, Accept(), Actor(doer)),
    ]
    if draw(st.booleans()):
        more = Offer("variation", doer, asker, "v", due=due + timedelta(days=9), parent=stream, beside=True,
                     new_doer=new_doer, joint=joint)  # fmt: skip
        granted = Actor(asker, recorded=Recorded(doer, town.now.date(), "letter"))
        found += [(side, more, Actor(doer)), (side, Accept(), granted)]
        if draw(st.booleans()):
            found.append((side, Contest(2, "never"), Actor(asker)))
    return found


@st.composite
def moves(draw: st.DrawFn, town: Town, *, wide: bool = False) -> Move:
    """A move on one of the matters, fit for its phase, now and then by the wrong desk. `wide`: with what is done about
    work that stands still."""
    known = [matter for stream in town.streams() if (matter := town.matter(stream)) is not None]
    open_ones = [matter for matter in known if matter.is_open]
    if not open_ones:
        return draw(offers(town))
    aside = [one for one in known if one.beside and (one.is_open or one.unconfirmed)]  # drawn twice as often
    if wide and draw(st.integers(0, 9)) == 0:
        asker, doer = draw(st.permutations(UNITS))[:2]
        return town.fresh(), data_asked(town, draw, asker, doer), Actor(asker)
    matter = draw(st.sampled_from(known if draw(st.integers(0, 29)) == 0 else open_ones + (aside if wide else [])))
    stream = matter.stream
    fits = fitting(matter, town, draw) + (pressed(matter, town, draw) if wide else [])
    command, desk = draw(st.sampled_from(fits))
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
    said = town.now.date() - timedelta(days=1)
    if desk in (DEPUTY, HEAD):
        return Actor(desk, recorded=Recorded(GOV, said, "note", "f" * 64))
    other = WATER if desk == FIRM else draw(st.sampled_from((matter.asker, matter.doer, LEAD)))
    return Actor(desk, recorded=Recorded(other, said, "letter"))


def fitting(matter: Matter, town: Town, draw: st.DrawFn) -> list[tuple[Command, Desk | None]]:
    """Every sort of move the phase knows, with the desk whose move it is."""
    doer, asker, arbiter = matter.doer, matter.asker, matter.arbiter
    day: date | None = draw(st.none() | days.map(lambda n: town.now.date() + timedelta(days=n)))
    other = draw(desks)
    ground = draw(st.sampled_from((NOT_OURS, *matter.policy.grounds[-1:])))
    found: list[tuple[Command, Desk | None]] = [
        (Reopen("late post"), doer) if matter.bound else (Refer("why"), asker),
    ]
    if matter.before is not None and draw(st.booleans()):
        found.append((TakeBack(), matter.mover))
    if draw(st.integers(0, 4)) == 0:
        found += [(Refer("why"), doer), (Withdraw("why"), asker)]
    for version in matter.unconfirmed[:2]:
        named = matter.recorded_for(version)
        found += [(Confirm(version), named and named[0]), (Contest(version, "no"), named and named[0])]
    match matter.phase:
        case Phase.OFFERED:
            lack = Reservation("lack", other, town.now.date())
            found += [
                (Accept(), doer), (Accept(), doer), (Accept(), doer), (Counter(day, "why"), doer),
                (Accept() if matter.policy.settles else Accept(lack, town.fresh()), doer),
                (Decline(ground, "why", other, town.fresh()), doer), (Deliver("early"), doer),
            ]  # fmt: skip
        case Phase.COUNTERED:
            found += [(Amend(day), asker), (Insist("why"), asker)]
        case Phase.DECLINED:
            found += [(OfferTo(other), asker), (Drop("why"), asker)]
        case Phase.UNDERWAY | Phase.BLOCKED:
            found += _beside(matter, town, draw)
            found += [(Report("why"), doer), (Deliver("why"), doer), (Deliver("why"), doer)]
        case Phase.DELIVERED:
            found += [(Return("why", draw(st.booleans())), asker), (AcceptDelivery(), asker)]
        case Phase.REFERRED:
            outcome = draw(st.sampled_from((Phase.OFFERED, Phase.UNDERWAY, Phase.DELIVERED)))
            whom = draw(st.none() | desks)
            ruling = Rule(outcome, "why", day, whom, draw(st.booleans()))
            settling = Rule(Phase.CLOSED, "why", day, whom, draw(st.booleans()))
            found += [(ruling, arbiter), (ruling, arbiter), (settling, arbiter), (PassUp("why"), arbiter)]
        case Phase.CLOSED:
            answers = [one for one in found if isinstance(one[0], Confirm | Contest)]
            found = [*answers, (Remark("x"), asker)]
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
