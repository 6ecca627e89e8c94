"""What somebody might do next with a matter: each sort of move under its name, by the desk whose move it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from qiantou.acts.files import Scan
from qiantou.core.arbiter import arbiters_of
from qiantou.core.deciding import Terms, answers, case_of, steps
from qiantou.core.dispute import is_for_opinion
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import EXPLANATION, NOT_OURS, PRECEDENCE, Effect, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Chase,
    Command,
    Confirm,
    Contest,
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
    Reopen,
    Report,
    Return,
    TakeBack,
    Withdraw,
)  # fmt: skip
from qiantou.core.powers import is_above
from qiantou.core.register import InForce
from qiantou.core.supervision import offices
from qiantou.core.withholding import LEAST, NOTHING, Withheld, approvers
from qiantou.readmodel.models import MatterRow
from tests.acts.year_cast import Cast
from tests.acts.year_record import matter_of

Moves = tuple[tuple[Stream, Command], ...]


@dataclass(frozen=True)
class Draw:
    """One thing that may be done: its name, its moves, who makes them, and how likely it is among others."""

    name: str
    steps: Moves
    by: Actor
    weight: float = 1.0
    files: tuple[Scan, ...] = ()


@dataclass(frozen=True)
class Sight:
    """What whoever draws sees of the county at this moment."""

    force: InForce
    chance: random.Random
    cast: Cast
    fresh: Callable[[], Stream]

    @property
    def today(self) -> date:
        return self.force.day

    def later(self, least: int = 5, most: int = 40) -> date:
        return self.today + timedelta(days=self.chance.randrange(least, most))

    def other(self, *sides: Desk) -> Desk:
        return self.chance.choice([desk for desk in self.cast.bureaus if desk not in sides])

    def draw(self, name: str, on: Stream, command: Command, desk: Desk | None, weight: float = 1.0) -> Draw:
        assert desk is not None
        return Draw(name, ((on, command),), self.cast.by(desk), weight)


def plausible(matter: Matter, sight: Sight) -> Iterator[Draw]:
    """Every sort of move that fits the matter as it stands. Some of them the rules refuse all the same."""
    match matter.phase:
        case Phase.OFFERED:
            yield from _offered(matter, sight)
        case Phase.COUNTERED:
            yield sight.draw("terms changed", matter.stream, Amend(sight.later()), matter.asker)
            firm = 8.0 if matter.policy.effect is Effect.REASSIGN else 1.0  # both rounds of a dispute are used
            yield sight.draw("insisted", matter.stream, Insist("按原定"), matter.asker, firm)
        case Phase.DECLINED:
            yield from _declined(matter, sight)
        case Phase.UNDERWAY | Phase.BLOCKED:
            yield from _underway(matter, sight)
            yield from _beside(matter, sight)
        case Phase.DELIVERED:
            yield from _delivered(matter, sight)
        case Phase.REFERRED:
            yield from _referred(matter, sight)
    yield from _at_any_time(matter, sight)


def _offered(matter: Matter, sight: Sight) -> Iterator[Draw]:
    on, doer, policy = matter.stream, matter.doer, matter.policy
    if policy.replies:
        yield sight.draw("answer that says nothing", on, Deliver("请按有关规定酌情处理"), doer)
        yield sight.draw("answer", on, Deliver("按丙类登记，十五日内委托鉴定"), doer, 2)
    elif policy.pointed:
        return
    elif not policy.receipt:
        yield sight.draw("a word given", on, Deliver("可行"), doer, 2)
    elif policy.effect is Effect.EXCUSE:
        yield sight.draw("reason accepted", on, Accept(), doer, 2)
        yield sight.draw("reason not accepted", on, Decline(policy.grounds[0], "没有说明原因"), doer, 2)
    else:
        what = f"arrived at {matter.kind}" if policy.call else f"accepted: {matter.kind}"
        yield sight.draw(what, on, Accept(), doer, 4)
    if policy.rounds and not policy.pointed:
        likely = 8.0 if policy.effect is Effect.REASSIGN else 0.5  # a dispute is argued in writing, twice
        yield sight.draw(f"countered: {matter.kind}", on, Counter(sight.later(), "请宽限"), doer, likely)
    if policy.kind == "data":
        least = sight.chance.choice(LEAST)
        held = Withheld(
            approvers(doer, sight.force)[0], least, "查询审批办法第八条", "涉密" if least == NOTHING else ""
        )
        yield sight.draw("data refused by rule", on, Decline("confidential", "不能整库提供", withheld=held), doer, 6)
    if NOT_OURS in policy.grounds:
        whose = sight.other(doer, matter.asker)
        yield sight.draw("not ours", on, Decline(NOT_OURS, "不属我单位", whose, sight.fresh()), doer, 0.7)
    elif policy.grounds and policy.effect is not Effect.EXCUSE:
        yield sight.draw("declined", on, Decline(policy.grounds[-1], "说明"), doer, 0.5)


def _declined(matter: Matter, sight: Sight) -> Iterator[Draw]:
    on, asker = matter.stream, matter.asker
    yield sight.draw("dropped", on, Drop("不办了"), asker, 0.5)
    yield sight.draw("offered to another", on, OfferTo(sight.other(matter.doer, asker)), asker)
    if matter.withheld is not None and matter.withheld[1] != NOTHING:
        yield sight.draw("the least that can be given", on, Amend(None), asker, 2)


def _underway(matter: Matter, sight: Sight) -> Iterator[Draw]:
    on, doer, asker = matter.stream, matter.doer, matter.asker
    if matter.phase is Phase.UNDERWAY:
        yield sight.draw("delivered", on, Deliver("已办"), doer, 6)
        yield sight.draw("reported", on, Report("办了一半", attempted=sight.chance.random() < 0.3), doer)
        yield sight.draw("chased by the asker", on, Chase("请抓紧"), asker, 0.7)
    if matter.policy.stoppable:
        stops = Block("缺图纸", to=sight.other(doer, asker), fresh=sight.fresh(), outside=sight.chance.random() < 0.1)
        yield sight.draw("blocked", on, stops, doer)
    if matter.rungs:
        yield from _lifting(matter, sight)
    if matter.bound is not None:
        yield sight.draw("reopened", on, Reopen("文件未送达"), doer, 3)


def _lifting(matter: Matter, sight: Sight) -> Iterator[Draw]:
    """The arbiter, or who stands in, lets the ladder rest for good or through a day; and ends that with today."""
    arbiter = _arbiter(matter, sight)
    if arbiter is None:
        return
    by = sight.cast.deciding(arbiter, sight.force, deputised=True)
    if matter.lifted is not None:
        yield Draw("lifting ended", ((matter.stream, Lift("不再缓催", sight.today)),), by, 2)
        return
    yield Draw("lifted", ((matter.stream, Lift("汛期过后再催")),), by)
    yield Draw("lifted through a day", ((matter.stream, Lift("秋收后再催", sight.later(3, 15))),), by, 2)


def _beside(matter: Matter, sight: Sight) -> Iterator[Draw]:
    """What the doer asks beside its work, and what others put beside it."""
    doer, asker, policy = matter.doer, matter.asker, matter.policy
    if policy.settles or policy.beside or policy.supervises:
        return
    about = {"joint": matter.joint, "parent": matter.stream, "beside": True}
    other = sight.other(doer, asker)

    def asked(name: str, kind: str, to: Desk, weight: float = 1.0, **terms: object) -> Draw:
        offer = Offer(kind, doer, to, "说明", **{**about, **terms})  # type: ignore[arg-type]
        return sight.draw(name, sight.fresh(), offer, doer, weight)

    yield asked("more time asked", "variation", asker, due=sight.later())
    yield asked("hand-over asked", "variation", asker, new_doer=other)
    yield asked("dispute", "dispute", other, 1.5)
    yield asked("guidance asked", "guidance", other, 0.7, reading="先按丙类登记")
    if matter.rungs:
        yield asked("reason given", EXPLANATION, asker, 2)
    yield from _supervised(matter, sight, about)
    rival = next((one for one in _works_of(doer) if one.stream != matter.stream and one.asker != asker), None)
    if rival is not None:
        both = (str(matter.stream), str(rival.stream))
        yield asked("which first", PRECEDENCE, asker, 2, about=both)


def _supervised(matter: Matter, sight: Sight, about: dict[str, object]) -> Iterator[Draw]:
    issuers = [desk for desk in offices(matter, sight.force) if desk == sight.cast.office]
    above = [desk for desk in sight.force.superiors(matter.doer) if desk in sight.cast.leaders]
    if not issuers or not above:
        return
    item = Offer(
        "supervision", issuers[0], matter.doer, "限期办结", due=sight.later(), approver=above[0],
        number=f"县政督〔{sight.chance.randrange(10**6)}〕号", **about,  # type: ignore[arg-type]
    )  # fmt: skip
    yield sight.draw("supervision item", sight.fresh(), item, issuers[0])


def _works_of(doer: Desk) -> list[Matter]:
    rows = MatterRow.objects.filter(doer=doer, phase="underway", kind="task", due__isnull=False).order_by("stream")
    return [matter_of(Stream(name)) for name in rows.values_list("stream", flat=True)[:2]]


def _delivered(matter: Matter, sight: Sight) -> Iterator[Draw]:
    on, asker = matter.stream, matter.asker
    if matter.policy.call:
        solved = sight.chance.random() < 0.7
        rated = AcceptDelivery("到场处置", solved=solved, satisfied=sight.chance.choice(("yes", "partly", "no")))
        yield sight.draw(f"rated: {matter.kind}", on, rated, asker, 3)
    else:
        yield sight.draw("delivery accepted", on, AcceptDelivery(), asker, 8)
    what = "empty answer sent back" if matter.policy.replies else "returned"
    name = f"{what}: call" if matter.policy.call else what
    yield sight.draw(name, on, Return("缺附件"), asker, 6 if matter.policy.call else 1)


def _referred(matter: Matter, sight: Sight) -> Iterator[Draw]:
    """The answers that the leader's desk shows; an office gives its opinion; what a leader wrote may be entered."""
    arbiter = matter.arbiter
    if arbiter is None or arbiter not in sight.cast.accounts:
        return
    if is_for_opinion(matter):
        yield sight.draw("opinion given", matter.stream, PassUp("应由其主管", matter.doer), arbiter, 3)
        return
    case = case_of(matter, matter_of(matter.parent) if matter.parent is not None and matter.beside else None)
    other = sight.other(case.work.doer, case.work.asker)
    terms = Terms("按此办理", sight.later(), other, "调剂两万元", ordered=is_above(arbiter, other, sight.force))
    charter = sight.force.charter(case.work.joint)
    for code in answers(case):
        made = steps(code, terms, case, fresh=sight.fresh(), charter=charter)
        name = f"ruled on {'sheet' if case.is_sheet else matter.referral or matter.kind}: {code}"
        yield Draw(name, made, sight.cast.deciding(arbiter, sight.force, deputised=sight.chance.random() < 0.9))
    unit = sight.force.unit_of(arbiter)
    if unit in sight.cast.accounts and not matter.unconfirmed:
        by, photo = sight.cast.noted(arbiter, sight.today, sight.force)
        code = sight.chance.choice([code for code in answers(case) if code not in ("up", "lead", "means")])
        made = steps(code, terms, case, fresh=sight.fresh(), charter=charter)
        yield Draw("ruling entered by the office", made, by, files=(photo,))


def _at_any_time(matter: Matter, sight: Sight) -> Iterator[Draw]:
    on, mover = matter.stream, matter.mover
    if matter.before is not None and mover in sight.cast.accounts:
        yield sight.draw(f"taken back: {matter.phase.value}", on, TakeBack(), mover)
    if matter.stage is not Phase.REFERRED:
        yield sight.draw("referred", on, Refer("请定"), matter.doer, 0.2)
    if matter.asker in sight.cast.accounts:
        yield sight.draw("withdrawn", on, Withdraw("情况有变"), matter.asker, 0.1)
    yield from answered(matter, sight)


def answered(matter: Matter, sight: Sight) -> Iterator[Draw]:
    """Whoever a move was entered for says that it is so, or that it is not."""
    for version in matter.unconfirmed:
        told = matter.recorded_for(version)
        if told is not None and told[0] in sight.cast.accounts:
            yield sight.draw("confirmed", matter.stream, Confirm(version), told[0], 1.5)
            yield sight.draw("contested", matter.stream, Contest(version, "本人没有这样批示"), told[0], 3)


def _arbiter(matter: Matter, sight: Sight) -> Desk | None:
    try:
        return next((desk for desk in arbiters_of(matter, sight.force) if desk in sight.cast.accounts), None)
    except Rejected:
        return None


def ordered(offer: Offer, sight: Sight) -> Offer:
    """The same as an order under the mandate, in its joint work."""
    return replace(offer, basis=sight.cast.order(), joint=sight.cast.joint)
