"""Moves about work that stands still, drawn at random: what is asked beside it, what presses it, what decides it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import EXPLANATION, Effect, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Amend, Chase, Command, Decline, Lift, Offer, Refer, Rule
from qiantou.core.withholding import LEAST, Withheld
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, Town

DESKS = (LEAD, ROADS, WATER, TOWN, FIRM, DEPUTY)
Fitting = list[tuple[Command, Desk | None]]


def pressed(matter: Matter, town: Town, draw: st.DrawFn) -> Fitting:
    """What else may be done about a matter as it stands, with the desk whose move it is."""
    found: Fitting = [(Chase("how far?"), draw(st.sampled_from((matter.asker, matter.doer, LEAD))))]
    match matter.phase:
        case Phase.UNDERWAY | Phase.BLOCKED | Phase.DELIVERED if not matter.policy.settles:
            found += _asked(matter, town, draw)
            day = draw(st.none() | st.integers(0, 12).map(lambda n: town.now.date() + timedelta(days=n)))
            found += [(Lift("the bridge is closed", day), desk) for desk in (DEPUTY, HEAD)]
        case Phase.OFFERED if matter.kind == "data":
            least = draw(st.sampled_from(tuple(LEAST)))
            withheld = Withheld(draw(st.sampled_from((DEPUTY, HEAD))), least, "the act, art. 9", "state secret")
            found += 3 * [(Decline("confidential", "as said", withheld=withheld), matter.doer)]
        case Phase.DECLINED if matter.kind == "data":
            found += [(Amend(None), matter.asker), (Refer("they must"), matter.asker)]
        case Phase.REFERRED:
            found += _decided(matter, town, draw)
    return found


def _asked(work: Matter, town: Town, draw: st.DrawFn) -> Fitting:
    """A reason, a question, which first, and an item of supervision."""
    day = town.now.date() + timedelta(days=draw(st.integers(0, 40)))
    beside = {"parent": work.stream, "beside": True, "joint": work.joint}
    others = [one for name in town.streams() if (one := town.matter(name)) and one.doer == work.doer and not one.beside]
    other = draw(st.sampled_from(others)) if others else work
    above = draw(st.sampled_from((DEPUTY, HEAD)))
    asks = draw(st.sampled_from(DESKS))
    return [
        (Offer(EXPLANATION, work.doer, work.asker, "the flood", **beside), work.doer),  # type: ignore[arg-type]
        (Offer("guidance", work.doer, asks, "how", **beside), work.doer),  # type: ignore[arg-type]
        (
            Offer("precedence", work.doer, other.asker, "both", parent=work.stream, beside=True,
                  about=(work.stream, other.stream)),
            work.doer,
        ),
        (
            Offer("supervision", GOV, work.doer, "press", due=day, approver=above, number=f"{town.count}", **beside),  # type: ignore[arg-type]
            GOV,
        ),
    ]  # fmt: skip


def _decided(matter: Matter, town: Town, draw: st.DrawFn) -> Fitting:
    """A ruling that grants, refuses, names a day, a doer or which of two works goes first."""
    day = draw(st.none() | st.integers(0, 60).map(lambda n: town.now.date() + timedelta(days=n)))
    doer = draw(st.none() | st.none() | st.sampled_from(DESKS))
    first = Stream(draw(st.sampled_from(matter.about))) if matter.policy.effect is Effect.FIRST else None
    ends = Rule(Phase.CLOSED, "as heard", day, doer, granted=draw(st.booleans()), first=first)
    plain = Rule(Phase.CLOSED, "as heard", granted=draw(st.booleans()))
    return 2 * [(ends, matter.arbiter), (plain, matter.arbiter)]


def data_asked(town: Town, draw: st.DrawFn, asker: Desk, doer: Desk) -> Offer:
    due = town.now.date() + timedelta(days=draw(st.integers(1, 30)))
    return Offer("data", asker, doer, "who drew pensions", due=due, joint=draw(st.sampled_from((None, JOINT))))
