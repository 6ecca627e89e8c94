"""A random life of a small county on a real database: every kind of move, days passing, clocks now and then."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from qiantou.acts import shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kind_table import GROUNDS
from qiantou.core.kinds import Phase
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
    OfferTo,
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
from qiantou.core.register import CHARTERS, DAYS, UNITS, Listed, Unit
from qiantou.core.undertaking import Charter
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
        town.later(minutes=chance.choice((1, 1, 5, 20, 90, 600)))
        _once(town, chance, streams, joint)
    return streams


def enter(*listings: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=shell.noise(8).hex(), listings=listings)


def _once(town: Played, chance: random.Random, streams: list[Stream], joint: Stream) -> None:
    if chance.random() < 0.06:
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
    fitting = _commands(row, chance)
    command = chance.choice(fitting["any" if chance.random() < 0.15 else row.phase])
    holder = Desk(row.holder or row.asker)
    desk = chance.choice((holder, holder, holder, holder, holder, Desk(row.asker), Desk(row.doer), DEPUTY, HEAD))
    by = Actor(desk, account=CLERK)
    if chance.random() < 0.15:
        by = replace(by, recorded=Recorded(LEAD, town.now.date() - timedelta(days=1), "会议记录"))
    try:
        execute(Stream(row.stream), command, by=by, command_id=shell.noise(8).hex())
    except Rejected:
        return


def _commands(row: MatterRow, chance: random.Random) -> dict[str, list[Command]]:
    """Phase → moves that may fit it; "any" fit every phase, or none."""
    some = date(2026, 4, chance.randrange(1, 28))
    other = chance.choice(UNITS_HERE)
    stream, asker, doer = Stream(row.stream), Desk(row.asker), Desk(row.doer)
    accept, ruling = Accept(), Rule(chance.choice((None, Phase.UNDERWAY)), "裁定", some, granted=chance.random() < 0.5)
    blocks = [Block("缺数据", other, fresh=shell.fresh()), Block("等批复", outside=True, fresh=shell.fresh())]
    sides = [
        Offer("variation", doer, asker, "延期", some, parent=stream, beside=True),
        Offer("dispute", doer, other, "归属", parent=stream, beside=True),
    ]
    return {
        "offered": [accept, accept, accept, Counter(some, "几天宽限"),
                    Decline(chance.choice(GROUNDS), "理由", other, shell.fresh())],
        "countered": [Amend(some), Amend(some), Insist("须办"), Drop("不再需要")],
        "declined": [Insist("须办"), Drop("不再需要"), OfferTo(other)],
        "underway": [Deliver("已完成"), Deliver("已完成"), *blocks, *sides, Report("进展")],
        "blocked": [*blocks, Report("进展")],
        "delivered": [AcceptDelivery(), AcceptDelivery(), Return("缺件")],
        "referred": [ruling, ruling, PassUp("上报")],
        "closed": [Reopen("复开")],
        "any": [Refer("请裁定"), Withdraw("撤回"), TakeBack(), Remark("备注"),
                Confirm(chance.randrange(1, row.version + 1)), Contest(chance.randrange(1, row.version + 1), "不属实")],
    }  # fmt: skip
