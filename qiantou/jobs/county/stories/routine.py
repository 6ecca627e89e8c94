"""What comes round again: standing requests that an office takes together once a week, and data by the month.

The office of the county government is asked for the same things period after period; it has marked who asks, and what
they asked since waits in its weekly list. The statistics bureau gets power figures by the 20th of each month, each
period's request opened by the rule once the one before was accepted.
"""

from __future__ import annotations

from datetime import date

from django.apps import apps

from qiantou.core.kernel import Stream
from qiantou.core.plan import Every, Rhythm
from qiantou.core.repeating import Repeats
from qiantou.core.rhythm import periods
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import MatterRow

OFFICE = "zhengfuban"
BEFORE, NOW = 48, 1
ASKED = (
    ("tongjiju", "汇总报送第{number}期经济运行分析所需的会议议定事项"),
    ("shenjiju", "提供第{number}批审计整改事项的领导批示办理情况"),
    ("xinfang", "确认第{number}期领导接访安排和包案名单"),
)
"""Who asks the office, and for what; the number is that of the issue."""
STATISTICS, POWER = "tongjiju", "gongxin"
MONTHLY = "规模以上工业企业用电量（按月）"
BY_MONTH = Rhythm(Every.MONTH, 20)


def story(tell: Teller) -> Scenes:
    yield tell.ago(62, "09:20")
    power = _by_month(tell)
    yield tell.ago(61, "10:40")
    tell.accept(POWER, power)
    yield from _before(tell)
    for days in (44, 24, 4):
        yield tell.ago(days, "16:10")
        _given(tell)
    yield tell.ago(NOW, "09:40")
    for number, (asker, title) in enumerate(ASKED, 8):
        tell.ask(asker, OFFICE, title.format(number=number), due=tell.day(14))


def _before(tell: Teller) -> Scenes:
    """Once taken and done; then the office marks who asked."""
    yield tell.ago(BEFORE, "09:10")
    told = [(asker, tell.ask(asker, OFFICE, title.format(number=number), due=tell.day(-36)))
            for number, (asker, title) in enumerate(ASKED, 7)]  # fmt: skip
    yield tell.ago(BEFORE - 1, "15:00")
    for _asker, stream in told:
        tell.accept(OFFICE, stream)
    yield tell.ago(BEFORE - 6, "11:00")
    for asker, stream in told:
        tell.deliver(OFFICE, stream, "已汇总核对，见附件")
        tell.close(asker, stream, "收悉")
    _marked(tell)


def _marked(tell: Teller) -> None:
    """What the page of the weekly list notes at a press: it is no entry of the record."""
    by = tell.county.by(OFFICE)
    for asker, _title in ASKED:
        pair = {"desk": tell.county.desk(OFFICE), "asker": tell.county.desk(asker), "kind": "task"}
        apps.get_model("desk", "Standard").objects.create(**pair, by=by.account, at=tell.clock.now)


def _by_month(tell: Teller) -> Stream:
    """The first of a row that lasts to the end of the year that is twelve months on."""
    first = _next(tell.day(-45))
    repeats = Repeats(BY_MONTH, date(first.year + 1, first.month, 28))
    return tell.ask(STATISTICS, POWER, MONTHLY, kind="data", due=first, repeats=repeats)


def _next(after: date) -> date:
    return next(iter(periods(BY_MONTH, after=after, until=date(after.year + 1, after.month, 28))))


def _given(tell: Teller) -> None:
    """The period that is under way is delivered and accepted; the rule opens the next."""
    row = MatterRow.objects.get(kind="data", title=MONTHLY, is_open=True)
    tell.deliver(POWER, Stream(row.stream), "本期一百一十八户用电量，环比见表")
    tell.close(STATISTICS, Stream(row.stream), "数据齐全")
