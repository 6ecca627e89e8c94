"""A random life of a small county on a real database: every kind of move, days passing, clocks now and then."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from qiantou.acts import shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Recorded, Rejected, Stream
from qiantou.core.kinds import GROUNDS, Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
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
    PassUp,
    Refer,
    Remark,
    Reopen,
    Report,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)
from qiantou.core.register import CHARTERS, DAYS, UNITS, Charter, Listed, Unit
from qiantou.core.worktime import DayRule
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, Played
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER

UNITS_HERE = (LEAD, ROADS, WATER, TOWN)


def live(town: Played, chance: random.Random, moves: int) -> list[Stream]:
    """Try this many random moves; refused ones change nothing. The streams of the matters asked for outright."""
    joint = shell.fresh()
    charter = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY)
    enter(Listed(CHARTERS, joint, charter, date(2026, 1, 5), name="通村公路", note="县政办〔2026〕3号"))
    streams = [town.offered(due=date(2026, 3, 20), joint=joint, place="001")]
    for _ in range(moves):
        if chance.random() < 0.3:
            town.later(hours=chance.choice((1, 5, 26, 100)))
        _once(town, chance, streams, joint)
    return streams


def enter(*listings: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=shell.noise(8).hex(), listings=listings)


def _once(town: Played, chance: random.Random, streams: list[Stream], joint: Stream) -> None:
    if chance.random() < 0.12:
        town.later(minutes=1)
        streams.append(town.offered(due=date(2026, 4, chance.randrange(1, 28)), joint=chance.choice((None, joint))))
        return
    if chance.random() < 0.05:
        Clock().run()
        return
    if chance.random() < 0.04:
        day = date(2026, 3, chance.randrange(3, 31))
        enter(Listed(DAYS, day.isoformat(), DayRule((), "停电"), day))
        return
    if chance.random() < 0.03:
        unit = Unit(parent=GOV, head=ROADS.replace("u:", "p:"), leader=DEPUTY, line=chance.choice(("", "交通")) or None)
        enter(Listed(UNITS, ROADS, unit, date(2026, 3, 1), name=f"交通局{chance.randrange(9)}"))
        return
    row = chance.choice(list(MatterRow.objects.order_by("stream")))
    command = chance.choice(_commands(row, chance))
    holder = row.holder or row.asker
    desk = chance.choice((holder, holder, row.asker, row.doer, DEPUTY, HEAD))
    by = Actor(desk, account=CLERK)
    if chance.random() < 0.15:
        by = replace(by, recorded=Recorded(LEAD, town.now.date() - timedelta(days=1), "会议记录"))
    try:
        execute(Stream(row.stream), command, by=by, command_id=shell.noise(8).hex())
    except Rejected:
        return


def _commands(row: MatterRow, chance: random.Random) -> list[Command]:
    some = date(2026, 4, chance.randrange(1, 28))
    other = chance.choice(UNITS_HERE)
    fresh: Callable[[], Stream] = shell.fresh
    return [
        Accept(), Accept(), Counter(some, "几天宽限"), Decline(chance.choice(GROUNDS), "理由", other, fresh()),
        Amend(some), Insist("须办"), Drop("不再需要"), Report("进展"), Block("缺数据", other, fresh=fresh()),
        Block("等批复", outside=True, fresh=fresh()), Deliver("已完成"), Deliver("已完成"), Return("缺件"),
        AcceptDelivery(), Refer("请裁定"), Rule(chance.choice((None, Phase.UNDERWAY)), "裁定", some), PassUp("上报"),
        Withdraw("撤回"), TakeBack(), Reopen("复开"), Remark("备注"), Confirm(chance.randrange(1, row.version + 1)),
        Contest(chance.randrange(1, row.version + 1), "不属实"),
        Offer("variation", row.doer, row.asker, "延期", some, parent=Stream(row.stream), beside=True),
        Offer("dispute", row.doer, other, "归属", parent=Stream(row.stream), beside=True),
    ]  # fmt: skip
