"""Questions, calls, data requests and which-first of the demonstration county, each in the states people meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.pictures.render import Page

HAPPENED = "桥头村东侧护坡滑塌约二十米，村道已封闭"


def asked() -> Iterator[Page]:
    """As a township that asks and calls, a bureau that is asked, and the leader who decides."""
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.moves import Accept, AcceptDelivery, Amend, Decline, Deliver, Offer, Return
    from qiantou.core.plan import Every, Rhythm
    from qiantou.core.repeating import Repeats
    from qiantou.core.withholding import Withheld, approvers
    from qiantou.readmodel.models import DeskRow

    force = registers.current().at(shell.now())
    today = force.day
    desk = {name: Desk(key) for name, key in DeskRow.objects.values_list("name", "desk")}
    town, roads, water, lead = desk["东河镇"], desk["县交通运输局"], desk["县水利局"], desk["县发展和改革局"]
    safety, civil = desk["县应急管理局"], desk["县民政局"]

    def do(by: Desk, command: Any, on: Stream | None = None) -> Stream:
        stream = on or shell.fresh()
        execute(stream, command, by=Actor(by, account="4" * 32), command_id=uuid4().hex)
        return stream

    def called(kind: str, *units: Desk) -> list[Stream]:
        shared = shell.fresh()
        return [
            do(town, Offer(
                kind, town, unit, HAPPENED, detail="请到场支护并会同研判次生灾害风险", parent=shared,
                several=True, first=units[0],
            ))
            for unit in units
        ]  # fmt: skip

    how = do(town, Offer(
        "guidance", town, water, "新划定的河道管理线与二〇一九年土地确权线不一致，巡查以哪条线为准",
        reading="以二〇一九年确权线为准，新线范围内先登记、不处罚。",
    ))  # fmt: skip
    do(water, Deliver("请你镇按有关规定，结合实际酌情办理。"), how)
    second = do(town, Offer("guidance", town, roads, "村道养护资金能否用于桥梁护栏", reading="可以，按小修保养列支。"))
    do(roads, Deliver("可以，按《农村公路养护办法》第十四条列入小修保养。"), second)
    do(town, AcceptDelivery("清楚了"), second)
    back = do(town, Offer("guidance", town, civil, "临时救助与专项救助能否同时申请"))
    do(civil, Deliver("看着办"), back)
    do(town, Return("到底能不能同时申请"), back)
    one, two, _three = called("whistle-emergency", roads, safety, water)
    do(roads, Accept(), one)
    do(safety, Accept(), two)
    do(safety, Deliver("已研判，无次生风险，留两人值守"), two)
    (done,) = called("whistle-enforcement", roads)
    do(roads, Accept(), done)
    do(roads, Deliver("已拆除占道摊点六处"), done)
    do(town, AcceptDelivery("", True, "partly"), done)
    data = do(lead, Offer(
        "data", lead, civil, "全县低保对象与在押人员比对结果", due=today + timedelta(days=20),
        detail="只需要每人是否在押，不需要案由",
        touches=(town,), repeats=Repeats(Rhythm(Every.MONTH, 20), today + timedelta(days=200)),
    ))  # fmt: skip
    said = Withheld(approvers(civil, force)[0], "hits", "《政务数据共享条例》第二十一条及部门保密清单第3项")
    do(civil, Decline("confidential", "原始名单属部门工作秘密", withheld=said), data)
    taken = do(lead, Offer("data", lead, water, "河道采砂许可台账", due=today + timedelta(days=15)))
    whole = Withheld(approvers(water, force)[0], "yes-no", "部门保密清单第7项")
    do(water, Decline("confidential", "台账含企业商业秘密", withheld=whole), taken)
    do(lead, Amend(None, "逐家答复是否在许可期内即可"), taken)
    works = []
    for asker, title, days in ((lead, "完成三处水源工程改造", 30), (roads, "完成河堤道路护岸", 26)):
        work = do(asker, Offer("task", asker, water, title, due=today + timedelta(days=days)))
        do(water, Accept(), work)
        works.append(work)
    first = do(water, Offer(
        "precedence", water, roads, "两项工程共用一支施工队，只能保一项按期", parent=works[0], beside=True,
        about=tuple(works),
    ))  # fmt: skip
    yield Page("asked-guidance", "/asked/", "township")
    yield Page("asked-answer", f"/m/{how[:12]}/", "township", lies=True)
    yield Page("asked-calls", "/asked/calls/", "township")
    yield Page("asked-call-new", "/asked/calls/new/", "township")
    yield Page("asked-call", f"/asked/calls/{one[:12]}/", "township")
    yield Page("asked-call-rate", f"/m/{two[:12]}/?move=accept-delivery", "township", lies=True)
    yield Page("asked-numbers", "/asked/calls/numbers/", "head")
    yield Page("asked-data", "/asked/data/", "clerk")
    yield Page("asked-data-new", "/asked/data/new/", "clerk")
    yield Page("asked-data-refused", f"/m/{data[:12]}/", "clerk", lies=True)
    yield Page("asked-first-decide", f"/m/{first[:12]}/?move=rule", "head", lies=True)
    yield Page("asked-first", f"/m/{works[0][:12]}/first/", "home")
