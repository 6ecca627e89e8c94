"""Coordination meetings (调度会): one is held, and its minutes are matters at once; the next comes by rule."""

from __future__ import annotations

from qiantou.acts import shell
from qiantou.acts.meetings import Minutes, Task, call, convene, hold
from qiantou.core.kernel import Stream
from qiantou.core.meeting import Brought, Decided, Item, Meeting, Outcome
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import MatterRow

CHAIR = "minsheng"


def story(tell: Teller) -> Scenes:
    yield tell.ago(22, "09:30")
    drugs = tell.ask("weijian", "yibao", "基层门诊慢特病用药目录衔接", due=tell.day(-9))
    beds = tell.ask("weijian", "minzheng", "敬老院内设医务室备案", due=tell.day(-7))
    yield tell.ago(21, "10:00")
    tell.accept("yibao", drugs)
    tell.accept("minzheng", beds)
    yield tell.ago(14, "16:00")
    tell.report("yibao", drugs, "目录差二十七种药，采购渠道不在本局")
    yield tell.ago(13, "09:20")
    key = _called(tell, drugs, beds)
    yield tell.ago(12, "15:00")
    for unit in ("weijian", "yibao", "minzheng", "renmin"):
        tell.accept(unit, _letter(tell, unit))
    yield tell.ago(7, "16:30")
    _held(tell, key, drugs=drugs, beds=beds)
    yield tell.ago(6, "09:40")
    given = MatterRow.objects.get(title="牵头采购目录内二十七种缺药")
    tell.accept("renmin", Stream(given.stream))
    yield tell.ago(1, "16:50")
    convene()


def _called(tell: Teller, drugs: Stream, beds: Stream) -> str:
    desk = tell.county.desk
    meeting = Meeting(
        desk(CHAIR), tell.day(-7), (Item(Brought.PUT, (drugs,)), Item(Brought.PUT, (beds,))), (desk("renmin"),),
        caller=desk(CHAIR), place="县政府三楼会议室",
    )  # fmt: skip
    return call(meeting, by=tell.county.by(CHAIR), command_id=shell.fresh())


def _letter(tell: Teller, unit: str) -> Stream:
    letter = MatterRow.objects.get(kind="meeting", doer=tell.county.desk(unit), is_open=True)
    return Stream(letter.stream)


def _held(tell: Teller, key: str, *, drugs: Stream, beds: Stream) -> None:
    desk = tell.county.desk
    attended = tuple(desk(unit) for unit in ("weijian", "yibao", "minzheng", "renmin"))
    decisions = (
        Decided(drugs, Outcome.GOES_ON, tell.day(8), words="目录由县医疗保障局按县人民医院采购进度分两批衔接"),
        Decided(beds, Outcome.GOES_ON, tell.day(5), words="备案材料减为三件，县民政局五个工作日内报齐"),
    )
    tasks = (Task("牵头采购目录内二十七种缺药", desk("renmin"), tell.day(10)),)
    told = Minutes(tell.today, "县政府专题会议纪要第19期", attended, decisions, tasks, "先保乡镇卫生院，再补村卫生室。")
    hold(key, told, by=tell.county.by(CHAIR), command_id=shell.fresh())
