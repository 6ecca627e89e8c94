"""How a story is told: a generator that yields the instant of its next scene and then makes its moves.

    def story(tell):
        yield tell.ago(30, "09:12")
        venue = tell.ask("gongxiao", "donghe", "提供展销场地", due=tell.day(-4))
        yield tell.ago(28, "10:40")
        tell.decline("donghe", venue, "no-means", "没有可用场地")

Moves go through `acts.execute` alone, so a story can do nothing that a person could not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qiantou.acts import shell
from qiantou.acts.execute import Receipt, Step, execute, execute_all
from qiantou.acts.files import Scan
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Mandate, Power
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
    Insist,
    Offer,
    OfferTo,
    PassUp,
    Refer,
    Remark,
    Report,
    Return,
    Rule,
    Withdraw,
)  # fmt: skip
from qiantou.core.plan import PlanValue
from qiantou.core.register import CHARTERS, MANDATES, Listed
from qiantou.core.undertaking import Charter
from qiantou.jobs.county.clock import StoryClock
from qiantou.jobs.county.establish import COUNTY, County
from qiantou.readmodel.models import MatterRow

Scenes = Iterator[datetime]


@dataclass
class Teller:
    """The moves of a story in the words of the pages. Desks are named by their key in the county's papers."""

    county: County
    clock: StoryClock
    joint: Stream | None = None
    told: dict[str, Stream] = field(default_factory=dict)
    data: str = ""  # the mandate that a story cites more than once

    @property
    def today(self) -> date:
        """The day of the scene."""
        return self.clock.calendar.day_of(self.clock.now)

    def ago(self, days: int, clock_time: str) -> datetime:
        return self.clock.ago(days, clock_time)

    def day(self, offset: int) -> date:
        return self.clock.day(offset)

    def charter(self, title: str, *, lead: str, sponsor: str, paper: str) -> Stream:
        """A joint work (牵头工作), issued by the county government; what is asked next belongs to it."""
        desk, stream = self.county.desk, shell.fresh()
        value = Charter(desk(lead), desk(COUNTY), desk(lead), desk(sponsor))
        listed = Listed(CHARTERS, stream, value, self.clock.calendar.day_of(self.clock.now), name=title, note=paper)
        execute_all((), by=self.county.by(COUNTY), command_id=shell.fresh(), listings=[listed])
        self.joint = stream
        return stream

    def mandate(self, issuer: str, lead: str, *, powers: Sequence[Power], scope: Sequence[str], until: date) -> str:
        """The powers that a post above all of them lends the lead of the joint work (授权清单): the mandate's key."""
        desk, key = self.county.desk, f"g:{shell.noise(6).hex()}"
        assert self.joint is not None
        over = tuple(desk(unit) for unit in scope)
        value = Mandate(self.joint, desk(lead), tuple(powers), over, desk(issuer), until)
        listed = Listed(MANDATES, key, value, self.clock.calendar.day_of(self.clock.now))
        execute_all((), by=self.county.by(issuer), command_id=shell.fresh(), listings=[listed])
        return key

    def order(self, asker: str, doer: str, title: str, *, mandate: str, **more: Any) -> Stream:
        """Asked as an order (调度) under a mandate: the terms stand unless refused on a listed ground."""
        return self.ask(asker, doer, title, basis=Basis("mandate", dispatch=True, mandate=mandate), **more)

    def holder(self, stream: Stream) -> str:
        """Who has a matter in hand."""
        return self.county.key(Desk(MatterRow.objects.values_list("holder", flat=True).get(pk=stream)))

    def enters(self, who: str, *listed: Listed, files: Sequence[Scan] = ()) -> None:
        """Changes of the register by a desk, in one command."""
        execute_all((), by=self.county.by(who), command_id=shell.fresh(), listings=listed, files=files)

    def planned(self, section: str, name: str, value: PlanValue) -> Listed:
        """A part of the plan of the joint work."""
        return Listed(section, f"{self.joint}/{name}", value, self.today)

    def ask(
        self, asker: str, doer: str, title: str, *, due: date | None = None, kind: str = "task", **more: Any
    ) -> Stream:
        stream = more.pop("stream", None) or shell.fresh()
        joint = self.joint if not _within(asker, doer) else None
        offer = Offer(
            kind=kind, asker=self.county.desk(asker), doer=self.county.desk(doer), title=title, due=due,
            **{"joint": joint, **more},
        )  # fmt: skip
        self.does(asker, stream, offer)
        return stream

    def does(self, who: str, stream: Stream, command: Command, *listed: Listed) -> Receipt:
        steps = (Step(stream, command),)
        receipt = execute_all(steps, by=self.county.by(who), command_id=shell.fresh(), listings=listed)
        assert receipt is not None
        return receipt

    def records(self, recorder: str, who: str, stream: Stream, command: Command, *, paper: str) -> Receipt:
        """A move of an outside party, or of somebody who spoke on paper, entered for them (代录)."""
        typed = self.county.by(recorder)
        recorded = Recorded(by=self.county.desk(recorder), said=self.clock.calendar.day_of(self.clock.now), paper=paper)
        by = Actor(self.county.desk(who), typed.post, typed.account, recorded)
        receipt = execute(stream, command, by=by, command_id=shell.fresh())
        assert receipt is not None
        return receipt

    def accept(self, who: str, stream: Stream) -> None:
        self.does(who, stream, Accept())

    def counter(self, who: str, stream: Stream, proposal: str, *, due: date | None = None) -> None:
        self.does(who, stream, Counter(due, proposal))

    def amend(self, who: str, stream: Stream, detail: str, *, due: date | None = None) -> None:
        self.does(who, stream, Amend(due, detail))

    def insist(self, who: str, stream: Stream, reason: str) -> None:
        self.does(who, stream, Insist(reason))

    def decline(self, who: str, stream: Stream, ground: str, reason: str, *, whose: str = "") -> Stream:
        """Declined; under a mandate to dispatch the dispute that this opened."""
        fresh = shell.fresh()
        named = self.county.desk(whose) if whose else None
        self.does(who, stream, Decline(ground, reason, named, fresh))
        return fresh

    def offer_to(self, who: str, stream: Stream, doer: str) -> None:
        self.does(who, stream, OfferTo(self.county.desk(doer)))

    def report(self, who: str, stream: Stream, text: str) -> None:
        self.does(who, stream, Report(text))

    def block(self, who: str, stream: Stream, lack: str, *, to: str, outside: bool = False) -> Stream:
        """The obstacle that the block opened."""
        fresh = shell.fresh()
        self.does(who, stream, Block(lack, self.county.desk(to), None, outside, fresh))
        return fresh

    def more_time(self, who: str, asker: str, stream: Stream, *, due: date, why: str) -> Stream:
        """A variation: the doer asks for another date."""
        return self.ask(who, asker, why, kind="variation", due=due, parent=stream, beside=True)

    def not_ours(self, who: str, other: str, stream: Stream, why: str) -> Stream:
        """A dispute over duty beside the work."""
        return self.ask(who, other, why, kind="dispute", parent=stream, beside=True)

    def deliver(self, who: str, stream: Stream, note: str) -> None:
        self.does(who, stream, Deliver(note))

    def send_back(self, who: str, stream: Stream, reasons: str, *, lacking: bool = True) -> None:
        self.does(who, stream, Return(reasons, lacking))

    def close(self, who: str, stream: Stream, remark: str = "") -> None:
        self.does(who, stream, AcceptDelivery(remark))

    def refer(self, who: str, stream: Stream, reason: str) -> None:
        self.does(who, stream, Refer(reason))

    def rule(self, who: str, stream: Stream, reason: str, *, outcome: Phase = Phase.UNDERWAY, **more: Any) -> None:
        if "doer" in more:
            more["doer"] = self.county.desk(str(more["doer"]))
        self.does(who, stream, Rule(outcome, reason, **more))

    def pass_up(self, who: str, stream: Stream, reason: str, *, whose: str = "") -> None:
        """`whose`: where an opinion is given on a dispute, whose duty it is taken to be."""
        self.does(who, stream, PassUp(reason, self.county.desk(whose) if whose else None))

    def withdraw(self, who: str, stream: Stream, reason: str) -> None:
        self.does(who, stream, Withdraw(reason))

    def remark(self, who: str, stream: Stream, text: str) -> None:
        self.does(who, stream, Remark(text))

    def confirm(self, who: str, stream: Stream, version: int, paper: str = "") -> None:
        self.does(who, stream, Confirm(version, paper))

    def contest(self, who: str, stream: Stream, version: int, reason: str) -> None:
        self.does(who, stream, Contest(version, reason))


def _within(asker: str, doer: str) -> bool:
    """Between two sections of one unit, whose dealings belong to no joint work."""
    return "." in asker and "." in doer
