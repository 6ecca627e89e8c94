"""A year of the demonstration county, day by day: people act or do not, clocks sleep for days, looks of the clock fail.

Seeded: the same year for the same seed. What people do is drawn from what the matter allows; a third of the matters
have a doer who never moves again, so that the ladder is climbed to its end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from unittest import mock

from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute
from qiantou.core.kernel import Actor, Desk, Rejected, Stream, fold
from qiantou.core.kinds import EXPLANATION, Phase, Urgency
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
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
    Refer,
    Report,
    Return,
    Rule,
)
from qiantou.core.register import UNITS
from qiantou.core.worktime import add_working_days

LOOKS = ("00:40", "08:35", "23:10")
"""When the clock runs: at night too."""
ACTS = ("15:20",)


@dataclass
class Year:
    """The county in its year. `now` is the present instant; `slept`, `failed`: days without a clock, failed looks."""

    now: datetime
    chance: random.Random
    bureaus: list[Desk]
    sent: int = 0
    slept: int = 0
    failed: int = 0
    opened: list[Stream] = field(default_factory=list)

    def live(self, days: int) -> None:
        """Let so many calendar days pass."""
        asleep = 0
        for _ in range(days):
            asleep = asleep - 1 if asleep else self.chance.choice((0,) * 30 + (2, 6))
            self.slept += bool(asleep)
            for moment, acts in sorted([*((one, False) for one in LOOKS), *((one, True) for one in ACTS)]):
                self._until(moment)
                if acts:
                    self._act()
                elif not asleep:
                    self._look()
            self._tomorrow()

    def settle(self) -> None:
        """Let every clock run once more in the office hours of the next working day, without a fault."""
        day = add_working_days(self._calendar(), self._today(), 1)
        self.now = datetime.combine(day, time(10), registers.zone())
        while Clock().run():
            pass

    def _tomorrow(self) -> None:
        zone = registers.zone()
        self.now = datetime.combine(self.now.astimezone(zone).date() + timedelta(days=1), time(), zone)

    def _until(self, moment: str) -> None:
        zone = registers.zone()
        local = datetime.combine(self.now.astimezone(zone).date(), time.fromisoformat(moment), zone)
        self.now = max(self.now, local)

    def _look(self) -> None:
        """A look of the clock; now and then the first matter it looks at fails, and is looked at again later."""
        if self.chance.random() < 0.05:
            self.failed += 1
            with mock.patch("qiantou.acts.execute.project", side_effect=RuntimeError("a fault on purpose")):
                Clock().run(1)
        while Clock().run():
            pass

    def _act(self) -> None:
        if not self._calendar().is_working_day(self._today()):
            return
        if self.chance.random() < 0.15:
            self._ask()
        rows = list(_open())
        for stream in self.chance.sample(rows, min(3, len(rows))):
            self._move(stream)

    def _ask(self) -> None:
        asker, doer = self.chance.sample(self.bureaus, 2)
        due = add_working_days(self._calendar(), self._today(), self.chance.randrange(2, 30))
        urgency = self.chance.choice((Urgency.ORDINARY,) * 4 + (Urgency.URGENT,))
        stream = shell.fresh()
        if self._try(stream, Offer("task", asker, doer, "一项任务", due=due, urgency=urgency), asker):
            self.opened.append(stream)

    def _move(self, stream: Stream) -> None:
        matter = matter_of(stream)
        if int(stream[:2], 16) % 3 == 0 and matter.stage is Phase.UNDERWAY:
            return  # a doer who never moves
        moves = list(plausible(matter, self.chance, self._today(), self.bureaus))
        self.chance.shuffle(moves)
        for name, command, desk in moves[:2]:
            if self._try(name, command, desk):
                return

    def _try(self, stream: Stream, command: Command, desk: Desk | None) -> bool:
        self.sent += 1
        try:
            execute(stream, command, by=Actor(desk, account="c" * 32), command_id=f"year-{self.sent}")
        except Rejected:
            return False
        return True

    def _calendar(self):  # type: ignore[no-untyped-def]
        return registers.current().at(self.now).calendar

    def _today(self) -> date:
        return self._calendar().day_of(self.now)


def plausible(
    matter: Matter, chance: random.Random, today: date, bureaus: list[Desk]
) -> Iterator[tuple[Stream, Command, Desk | None]]:
    """What somebody might do next: the stream, the move and whose it is."""
    on, doer, asker = matter.stream, matter.doer, matter.asker
    later, other = today + timedelta(days=chance.randrange(5, 40)), chance.choice(bureaus)
    match matter.phase:
        case Phase.OFFERED:
            yield from ((on, Accept(), doer) for _ in range(3))
            yield on, Counter(later, "请宽限"), doer
            yield on, Deliver("答复"), doer
            yield on, Decline((*matter.policy.grounds, "no-means")[-1], "说明"), doer
        case Phase.COUNTERED:
            yield on, Insist("按原定"), asker
        case Phase.DECLINED:
            yield on, Drop("不办了"), asker
            yield on, Refer("请定"), asker
        case Phase.UNDERWAY:
            yield on, Deliver("已办"), doer
            yield on, Report("一半"), doer
            yield on, Block("缺图纸", to=other, fresh=shell.fresh()), doer
            yield on, Chase("请抓紧"), asker
            yield on, Lift("先放一放"), matter.arbiter or other
            yield shell.fresh(), _beside(matter, "variation", due=later), doer
            yield shell.fresh(), _beside(matter, EXPLANATION), doer
        case Phase.DELIVERED:
            yield from ((on, AcceptDelivery(), asker) for _ in range(2))
            yield on, Return("缺附件"), asker
        case Phase.REFERRED:
            yield on, Rule(Phase.CLOSED, "定了", due=later), matter.arbiter
            yield on, Rule(Phase.UNDERWAY, "照办", due=later), matter.arbiter
            yield on, Rule(Phase.CLOSED, "维持", granted=False), matter.arbiter
        case _:
            return


def _beside(matter: Matter, kind: str, due: date | None = None) -> Offer:
    asker, doer = matter.doer, matter.asker
    return Offer(kind, asker, doer, "说明", due=due, joint=matter.joint, parent=matter.stream, beside=True)


def matter_of(stream: Stream) -> Matter:
    from qiantou.core.evolve import evolve
    from qiantou.ledger.writer import read

    return fold(evolve, None, read([stream])[stream])  # type: ignore[return-value]


def _open() -> Iterator[Stream]:
    from qiantou.readmodel.models import MatterRow

    rows = MatterRow.objects.filter(is_open=True).order_by("stream")
    return (Stream(name) for name in rows.values_list("stream", flat=True))


@contextmanager
def year_of(told: datetime, seed: int) -> Iterator[Year]:
    """The demonstration county as it stands at `told`, and its year from there.

    Three of its stories: a year of more matters takes minutes, and finds no other rungs.
    """
    from qiantou.jobs.county.stories import coop, inspection, relief
    from qiantou.jobs.county.told import tell_all

    chance = random.Random(seed)
    tell_all(told, stories=(coop.story, inspection.story, relief.story), chance=chance.randbytes)
    force = registers.current().at(told)
    bureaus = [Desk(key) for key, unit in force.section(UNITS).items() if getattr(unit, "sort", "") == "bureau"]
    year = Year(told, chance, sorted(bureaus))
    with shell.scripted(lambda: year.now, chance.randbytes):
        yield year
