"""The moves offered to a desk are exactly those the rule would carry out: every kind, phase, desk and move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from qiantou.core.contesting import AMENDING, BY_THE_SHEET
from qiantou.core.context import Context
from qiantou.core.exemption import Outcome
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import ASSESSING, EXEMPTION, Effect, Phase
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Basis,
    Block,
    Chase,
    Command,
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
from qiantou.core.offered_moves import MOVE_PROBES, answerable, possible_moves
from qiantou.core.points import ADOPTED, Disposal, Point, open_points
from qiantou.core.whistle import CLASSES
from qiantou.core.withholding import Withheld
from tests.core.assessing import CONTESTED, amending, assessing
from tests.core.assessing import asked as contested
from tests.core.assessing import ruled as granted
from tests.core.exempted import ASKED, applied, decided, hearing, verdict
from tests.core.gating import REVIEWED
from tests.core.provoking_meetings import item
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ORDERED, ROADS, TOWN, WATER, Town

DESKS = (LEAD, ROADS, WATER, TOWN, DEPUTY, HEAD)
DAY = date(2026, 3, 2)
LATER = date(2026, 3, 31)
LAST = date(2026, 12, 31)  # later than the clock of any of these worlds
SIDES = ("variation", "dispute", "explanation")


def commands(code: str, town: Town, stream: Stream) -> Iterator[Command]:
    """Every sensible way of making a move, the way a person would fill in its form."""
    matter = town.matter(stream)
    assert matter is not None
    fresh = Stream("m" + "e" * 31)
    single: dict[str, Command] = {
        "accept": Accept(), "counter": Counter(LAST, "晚些"), "amend": Amend(LAST), "insist": Insist("按原定"),
        "drop": Drop("不办了"), "deliver": Deliver("已办"), "report": Report("一半"),
        "accept-delivery": AcceptDelivery("好", *((True, "yes") if matter.policy.call else ())),
        "return": Return("缺附件"),
        "rule": Rule(Phase.CLOSED, "定了", granted=matter.policy.effect is not Effect.FIRST),
        "pass-up": PassUp("请上级定"),
        "reopen": Reopen("有原因"), "take-back": TakeBack(), "refer": Refer("请定"), "withdraw": Withdraw("不需要"),
        "remark": Remark("补充"), "chase": Chase("请抓紧"), "lift": Lift("先放一放"),
    }  # fmt: skip
    if matter.policy.pointed and code in ("counter", "amend", "insist"):
        yield from pointed(code, matter)
    elif code == "amend" and matter.stage is Phase.DECLINED:
        return
    elif code in single:
        yield single[code]
    for desk in DESKS:
        match code:
            case "reserve":
                yield Accept(Reservation("缺图纸", desk, DAY), fresh)
            case "decline":
                yield from (Decline(ground, "说明", desk, fresh) for ground in matter.policy.grounds)
            case "withhold":
                yield Decline("confidential", "涉密", withheld=Withheld(desk, "hits", "保密规定"))
            case "take-least" if matter.stage is Phase.DECLINED:
                yield Amend(None, "就这些")
            case "offer-to":
                yield OfferTo(desk)
            case "block":
                yield Block("缺图纸", to=desk, fresh=fresh)
            case "assign":
                ends = Phase.OFFERED if matter.policy.replies else Phase.CLOSED
                yield from (Rule(outcome, "定了", doer=desk) for outcome in (Phase.UNDERWAY, ends))
            case "explain":
                yield Offer(
                    "explanation", matter.doer, desk, "说明", basis=Basis("matter"), joint=matter.joint,
                    parent=stream, beside=True,
                )  # fmt: skip
            case "variation" | "dispute":
                yield Offer(
                    code, matter.doer, desk, "说明", due=LAST if code == "variation" else None,
                    basis=Basis("matter"), joint=matter.joint, parent=stream, beside=True,
                )  # fmt: skip


def pointed(code: str, matter: Matter) -> Iterator[Command]:
    """An answer raises points, or maintains those still open; one form disposes of all that wait."""
    standing = open_points(matter.points)
    if code == "counter" and (standing or not matter.points):
        again = [Point(one.about, again=one.number, reason="另有安排") for one in standing]
        yield Counter(None, "", tuple(again) or (Point("", reason="另有安排"),))
    if code == "amend":
        yield Amend(None, "", tuple(Disposal(one.number, ADOPTED) for one in matter.points if not one.outcome))


def is_possible(town: Town, stream: Stream, code: str, by: Actor) -> bool:
    """Whether the world carries the move out, one way or another."""
    for command in commands(code, town, stream):
        play = Play(town, town.now)
        target = Stream("m" + "d" * 31) if isinstance(command, Offer) else stream
        try:
            play.carry_out(target, command, by)
        except Rejected:
            continue
        return True
    return False


def context_of(town: Town, stream: Stream) -> Context:
    play = Play(town, town.now)
    kinds = frozenset(side.kind for name in play.sides(stream) if (side := play.matter(name)) is not None)
    return Context(town.now, town.register.at(town.now), play.matter, waiting=play.waiting(stream), sides=kinds)


def offered(town: Town, kind: str, *, dispatch: bool = False) -> Stream:
    """A matter of the kind, offered; a side matter beside a task underway."""
    stream = town.fresh()
    if KINDS[kind].effect is Effect.FIRST:
        return which_first(town, stream)
    if kind == "supervision":
        return supervised(town, stream)
    if kind == EXEMPTION:
        vars(town).update(vars(applied().town))
        return ASKED
    if kind == "contest":
        vars(town).update(vars(contested().town))
        return CONTESTED
    if kind == AMENDING:
        vars(town).update(vars(granted().town))
        return amending()
    if kind == ASSESSING:
        case, stream = assessing()
        vars(town).update(vars(case.town))
        return stream
    if kind in REVIEWED:
        made, stream = REVIEWED[kind]()
        vars(town).update(vars(made.town))
        return stream
    if kind not in SIDES:
        cited = KINDS[kind].powers[:1] if KINDS[kind].by_power else ()
        basis = replace(ORDERED, dispatch=dispatch, powers=cited)
        town.do(stream, Offer(kind, LEAD, ROADS, "修桥", due=LATER, basis=basis, joint=JOINT), LEAD)
        return stream
    work = town.fresh()
    town.do(work, Offer("task", LEAD, ROADS, "修桥", due=LATER), LEAD)
    town.do(work, Accept(), ROADS)
    if kind == "explanation":
        town.now += timedelta(30)
    doer = WATER if kind == "dispute" else LEAD
    due = date(2026, 4, 10) if kind == "variation" else None
    terms = {"due": due, "parent": work, "beside": True}
    town.do(stream, Offer(kind, ROADS, doer, "请求", **terms), ROADS)  # type: ignore[arg-type]
    return stream


def which_first(town: Town, stream: Stream) -> Stream:
    """A question which of two works goes first; it is with the leader at once."""
    works = town.fresh(), town.fresh()
    for work, asker in zip(works, (LEAD, WATER), strict=True):
        town.do(work, Offer("task", asker, ROADS, "修桥", due=LATER), asker)
        town.do(work, Accept(), ROADS)
    town.do(stream, Offer("precedence", ROADS, WATER, "请示", parent=works[0], beside=True, about=works), ROADS)
    return stream


def supervised(town: Town, stream: Stream) -> Stream:
    """An item of HEAD on a work of ROADS, which DEPUTY has approved."""
    work = town.fresh()
    town.do(work, Offer("task", LEAD, ROADS, "修桥", due=LATER), LEAD)
    town.do(work, Accept(), ROADS)
    town.do(stream, item(parent=work, due=LATER, asker=HEAD), HEAD)
    town.do(stream, Rule(Phase.OFFERED, "同意立项"), DEPUTY)
    return stream


def brought_to(phase: Phase, kind: str, *, dispatch: bool = False) -> tuple[Town, Stream]:
    """A world in which a matter of the kind stands in the phase."""
    town = Town()
    stream = offered(town, kind, dispatch=dispatch)
    matter = town.matter(stream)
    assert matter is not None
    if kind in BY_THE_SHEET:
        return town, stream
    asker, doer = matter.asker, matter.doer
    match phase:
        case Phase.OFFERED:
            pass
        case Phase.COUNTERED:
            points = (Point("", reason="另有安排"),) if matter.policy.pointed else ()
            town.do(stream, Counter(LAST, "晚些", points), doer)
        case Phase.DECLINED:
            ground = next(one for one in matter.policy.grounds if one not in ("not-ours", "confidential"))
            town.do(stream, Decline(ground, "说明"), doer)
        case Phase.REFERRED if matter.phase is not Phase.REFERRED:
            town.do(stream, Refer("请定"), asker)
        case Phase.REFERRED:
            pass
        case Phase.CLOSED if kind == "hearing":  # the unit's own answer ends it
            town.do(stream, Deliver("已陈述"), doer)
        case Phase.CLOSED:
            town.do(stream, Withdraw("不需要"), asker)
        case Phase.DELIVERED if matter.policy.replies:
            town.do(stream, Deliver("已答复"), doer)
        case _:
            town.do(stream, Accept(), doer)
            if phase is Phase.BLOCKED:
                stone = town.fresh()
                town.do(stream, Block("缺图纸", to=WATER, fresh=stone), doer)
                town.do(stone, Accept(), WATER)
            if phase is Phase.DELIVERED and kind == EXEMPTION:
                town.do(stream, hearing(waived=True), asker)
                town.do(stream, decided(verdict(Outcome.NOT, "no-gain")), doer)
            elif phase is Phase.DELIVERED:
                town.do(stream, Deliver("已办"), doer)
    matter = town.matter(stream)
    assert matter is not None
    assert matter.phase is phase
    return town, stream


def reachable() -> Iterator[tuple[str, Phase]]:
    for kind, policy in KINDS.items():
        if policy.by_rule or kind in CLASSES[1:]:  # calls of every class have the same moves
            continue
        if kind in BY_THE_SHEET:  # the rule puts it in hand, and the sheet ends it
            yield kind, Phase.UNDERWAY
            continue
        missing = {
            Phase.OFFERED: policy.effect is Effect.FIRST, Phase.DELIVERED: policy.settles,
            Phase.UNDERWAY: policy.settles or policy.replies,
            Phase.BLOCKED: policy.settles or not policy.stoppable,
            Phase.COUNTERED: policy.rounds == 0 or policy.effect is Effect.FIRST or kind == EXEMPTION,
            Phase.DECLINED: not policy.grounds or policy.effect is Effect.EXCUSE,
        }  # fmt: skip
        yield from ((kind, phase) for phase in Phase if not missing.get(phase))


@pytest.mark.parametrize(("kind", "phase"), list(reachable()))
@pytest.mark.parametrize("dispatch", [False, True])
def test_what_is_offered_is_what_the_rule_carries_out(kind: str, phase: Phase, dispatch: bool):
    town, stream = brought_to(phase, kind, dispatch=dispatch)
    matter = town.matter(stream)
    assert matter is not None
    for desk in DESKS:
        found = set(possible_moves(matter, desk, context_of(town, stream)))
        wanted = {code for code in MOVE_PROBES if is_possible(town, stream, code, Actor(desk))}
        assert found == wanted, (desk, found ^ wanted)


@pytest.mark.parametrize(("kind", "phase"), list(reachable()))
def test_the_same_holds_for_what_may_be_recorded_for_another(kind: str, phase: Phase):
    town, stream = brought_to(phase, kind)
    matter = town.matter(stream)
    assert matter is not None
    for desk in DESKS:
        for recorder in (LEAD, ROADS, WATER):
            recorded = Recorded(recorder, DAY, "复函")
            found = set(possible_moves(matter, desk, context_of(town, stream), recorded=recorded))
            by = Actor(desk, recorded=recorded)
            assert found == {code for code in MOVE_PROBES if is_possible(town, stream, code, by)}, (desk, recorder)


def test_only_the_named_desk_is_asked_to_confirm_what_was_recorded_for_it():
    town, stream = brought_to(Phase.OFFERED, "task")
    town.do(stream, Accept(), by=Actor(ROADS, recorded=Recorded(LEAD, DAY, "复函")))
    matter = town.matter(stream)
    assert matter is not None
    answers = {desk: answerable(matter, desk, context_of(town, stream)) for desk in DESKS}
    assert answers == {desk: ((2,) if desk == ROADS else ()) for desk in DESKS}


def test_a_desk_without_a_part_is_offered_nothing():
    town, stream = brought_to(Phase.UNDERWAY, "task")
    matter = town.matter(stream)
    assert matter is not None
    assert possible_moves(matter, Desk("u:town"), context_of(town, stream)) == ()


@pytest.mark.parametrize("least", ["hits", "nothing"])
def test_after_a_refusal_as_confidential_the_least_is_taken_where_there_is_any(least: str):
    town = Town()
    stream = offered(town, "data")
    town.do(stream, Decline("confidential", "涉密", withheld=Withheld(HEAD, least, "保密规定", "涉密")), ROADS)
    matter = town.matter(stream)
    assert matter is not None
    found = set(possible_moves(matter, LEAD, context_of(town, stream)))
    assert found == {code for code in MOVE_PROBES if is_possible(town, stream, code, Actor(LEAD))}
    assert ("take-least" in found) is (least == "hits")
