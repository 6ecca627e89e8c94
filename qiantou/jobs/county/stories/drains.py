"""Clearing places that flood: one unit is silent, one gives its reason, one is excused; the office's weekly bulletin.

The clock takes every rung by itself: reminder, chaser, bulletin, and in the end a sheet on the desk of the leader, who
has not decided yet. The bulletin has a public version, and one that was issued is corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qiantou.acts import bulletins, registers, shell
from qiantou.acts.numbering import take_number
from qiantou.core.bulletin import GOOD, OWN_FAULT, Addition, Item, Mark, Order, Sort, last_over, order_key
from qiantou.core.bulletin_stream import letter_of
from qiantou.core.kernel import Stream, derived
from qiantou.core.moves import Chase
from qiantou.core.numbering import AGENCIES, CAPS, Agency, Cap, Form, Number
from qiantou.core.plan import Every
from qiantou.core.register import Listed
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller

LEAD, SPONSOR, HEAD = "chengguan", "chengjian", "xianzhang"
WORD = "县政通"
"""The word of the county government for its numbered papers."""


def story(tell: Teller) -> Scenes:
    yield tell.ago(31, "09:00")
    unit = tell.county.desk(COUNTY)
    cap = Cap(unit, Form.BULLETIN, 12)
    tell.enters(HEAD, Listed(AGENCIES, WORD, Agency(unit), tell.today))
    tell.enters(HEAD, Listed(CAPS, f"{unit}/{Form.BULLETIN}", cap, tell.today))
    tell.charter("城区内涝点整治", lead=LEAD, sponsor=SPONSOR, paper="县政府专题会议纪要第14期")
    assert tell.joint is not None
    order = Order(tell.county.desk(COUNTY), tell.joint, Every.WEEK, public=True)
    bulletins.order(order, tell.joint, by=tell.county.by(COUNTY), command_id=shell.fresh())
    whole = tell.ask(COUNTY, LEAD, "牵头整治城区七处内涝点", due=tell.day(20), place="001")
    yield tell.ago(31, "15:10")
    tell.accept(LEAD, whole)
    own = _asked(tell, whole)
    yield tell.ago(30, "10:00")
    for key in ("zhujian", "shuili", "ziyuan", "qixiang", "jiaotong"):
        tell.accept(key, own[key])
    yield tell.ago(13, "15:20")
    tell.deliver("qixiang", own["qixiang"], "短时强降雨预警已接入值班电话，试发两次")
    yield tell.ago(12, "09:30")
    tell.close(LEAD, own["qixiang"], "比要求的早，试发有效")
    yield from _late(tell, own)


def _asked(tell: Teller, whole: Stream) -> dict[str, Stream]:
    part = {"parent": whole}
    return {
        "zhujian": tell.ask(LEAD, "zhujian", "疏通三处积水点雨水管网", due=tell.day(-13), place="001-01", **part),
        "shuili": tell.ask(LEAD, "shuili", "检修两座排涝泵站", due=tell.day(-6), place="001-02", **part),
        "ziyuan": tell.ask(LEAD, "ziyuan", "提供地下管线图", due=tell.day(-9), place="001-03", **part),
        "qixiang": tell.ask(LEAD, "qixiang", "建立短时强降雨预警通知", due=tell.day(-10), place="001-04", **part),
        "jiaotong": tell.ask(LEAD, "jiaotong", "修复下穿通道排水沟", due=tell.day(-5), place="001-05", **part),
    }


def _late(tell: Teller, own: dict[str, Stream]) -> Scenes:
    """What the clock does is told nowhere here; housing says nothing to any of it."""
    yield tell.ago(10, "09:40")
    tell.does(LEAD, own["zhujian"], Chase("汛期将至，三处积水点还没有动工，请说明安排"))
    yield tell.ago(8, "15:10")
    tell.deliver("jiaotong", own["jiaotong"], "排水沟已修复，附通水照片")
    yield tell.ago(7, "09:00")
    end = _shown(
        tell, blamed=("zhujian", "三处积水点逾期，请说明原因"), praised=("qixiang", "提前建成预警通知，试发有效")
    )
    yield tell.ago(7, "15:30")
    _signature(tell, end)
    tell.close(LEAD, own["jiaotong"], "现场看过")
    excuse = "两条老管线图纸在市城建档案馆，调阅申请排在下周"
    reason = tell.ask("ziyuan", LEAD, excuse, kind="explanation", parent=own["ziyuan"], beside=True)
    yield tell.ago(6, "10:15")
    tell.accept(SPONSOR, _letter(tell, end))
    tell.accept(LEAD, reason)
    yield tell.ago(5, "11:00")
    _issued(tell, end)
    yield tell.ago(4, "10:10")
    _corrected(tell, end)
    yield tell.ago(2, "09:20")
    end = _shown(tell, blamed=("zhujian", "连续两周没有进展"), praised=("jiaotong", "提前完成，一次通过验收"))
    yield tell.ago(2, "14:40")
    flooded = "水泵电机返厂，配件月底到货，先租用两台移动泵车值守"
    tell.ask("shuili", LEAD, flooded, kind="explanation", parent=own["shuili"], beside=True)
    yield tell.ago(1, "09:10")
    _signature(tell, end)
    _answered(tell, end)


def _run(tell: Teller, end: date) -> bulletins.Run:
    """The bulletin of the week that ends on a day."""
    assert tell.joint is not None
    name = order_key(tell.joint)
    return bulletins.run_of(name, bulletins.orders(registers.current().at(tell.clock.now))[name], end)


def _shown(tell: Teller, *, blamed: tuple[str, str], praised: tuple[str, str]) -> date:
    """The draft of the last week that is over goes to the units it names, with a sentence about two of them; its
    last day."""
    end = last_over(Every.WEEK, tell.today)[1]
    run = _run(tell, end)
    items = bulletins.drawn(run, registers.current().at(tell.clock.now)).items
    marks = (*_mark(tell, items, Sort.CRITICISM, *blamed), *_mark(tell, items, Sort.PRAISE, *praised))
    bulletins.show(run, marks, bulletins.seal_of(items), by=tell.county.by(COUNTY), command_id=shell.fresh())
    return end


def _mark(tell: Teller, items: Sequence[Item], sort: Sort, key: str, text: str) -> tuple[Mark, ...]:
    """The sentence beside the unit's own lines that bear it out; none where the week has no such line."""
    unit, codes = tell.county.desk(key), GOOD if sort is Sort.PRAISE else OWN_FAULT
    places = tuple(place for place, item in enumerate(items) if item.unit == unit and item.code in codes)
    return (Mark(unit, sort, places, text),) if places else ()


def _signature(tell: Teller, end: date) -> None:
    title = "通报：城区内涝点整治（周报）"
    bulletins.ask(
        _run(tell, end), title, "已送有关单位阅看，请审签。", by=tell.county.by(COUNTY), command_id=shell.fresh()
    )


def _letter(tell: Teller, end: date) -> Stream:
    run = _run(tell, end)
    letter = letter_of(run.entries, run.key)
    assert letter is not None
    return letter.approval


def _issued(tell: Teller, end: date) -> None:
    """With a number, as the first of the few papers of this form that the year allows."""
    run, office = _run(tell, end), tell.county.by(COUNTY)
    bulletins.issue(run, by=office, command_id=shell.fresh())
    about = derived(run.stream, f"number/{end.isoformat()}")
    asked = Number(tell.county.desk(COUNTY), WORD, Form.BULLETIN, about=(about,))
    take_number(asked, "关于城区内涝点整治进展情况的通报", by=office, command_id=shell.fresh())


def _corrected(tell: Teller, end: date) -> None:
    """What was issued stays as it was; the office adds what was wrong in its own sentence."""
    text = "更正：预警通知系县气象局会同县水利局建成，原文只写了县气象局"
    bulletins.add(_run(tell, end), Addition(None, None, text), by=tell.county.by(COUNTY), command_id=shell.fresh())


def _answered(tell: Teller, end: date) -> None:
    """The unit that is blamed adds its sentence."""
    unit = tell.county.desk("zhujian")
    text = "两处管网在施工围挡内，已与施工方商定夜间清淤"
    bulletins.add(_run(tell, end), Addition(unit, None, text), by=tell.county.by("zhujian"), command_id=shell.fresh())
