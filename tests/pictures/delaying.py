"""A work of so many units that its shares are drawn, its plan amended on the way; and one late by one unit alone.

Told with the other stories: of the first the attribution and the sheet are out and open to contest, an exemption waits
to reach the sheet; of the second the unit is asked to be heard on a proposal; two works are over without a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.pictures.render import Page

LEAD, KEEPER, HEAD, LATE = "fagaiju", "zhengfuban", "xianzhang", "shuili"
DOERS = ("shuili", "zhujian", "jiaotong", "chengguan", "huanbao", "ziyuan", "nongyeju", "linye", "gongxin", "shangwu",
         "jiaoyu", "weijian", "wenlv", "yuanqu", "beiguan", "gonggongziyuan")  # fmt: skip
CHARGED = "全县公共机构、产业园区、乡镇集镇及旅游景区电动汽车充换电设施全覆盖三年行动（第一年度）"
SLUICE = "北干渠节制闸更新改造"
OWED, LONG_OWED = "城乡客运班线公交化改造", "校园周边交通秩序整治"
ASKED = (("[name=kind]", "oversee"), ("[name=doers]", "县长"), ("[name=mandate] >> nth=1", ""),
         ("[name=about]", "县水利局"), ("[name=title]", "报告北干渠节制闸更新改造监督情况"))  # fmt: skip
"""A proposal of which it is not said whether it asks for blame."""
MADE: dict[str, str] = {}
"""What the stories made, for the pages: name → stream."""


def many(tell):  # type: ignore[no-untyped-def]
    """Sixteen units within one plan, every one of them late in the same week; a line is added on the way."""
    from qiantou.acts import assessing, attributing, exempting, shell
    from qiantou.acts.letters import send_signatures
    from qiantou.acts.open_plan import open_plan
    from qiantou.core.kernel import Desk, Stream
    from qiantou.core.plan import LINES, SHARES, Line, Purpose, Role, Shares
    from qiantou.core.review import Reading
    from qiantou.core.undertaking import Direction, Measure
    from qiantou.jobs.county.signing import lines_of, signed_and_launched
    from qiantou.readmodel.models import MatterRow

    yield tell.ago(90, "09:00")
    tell.joint = MADE["many"] = shell.fresh()
    desk = tell.county.desk
    measure = Measure(Direction.UP, "120", "480", desk(KEEPER), name="公共充电桩", unit="个")
    charter = _charter(tell, CHARGED, members=tuple(desk(one) for one in DOERS), measures=(measure,))
    lines = {"L001": Line(desk(LEAD), Role.COORDINATE, 1, tell.day(-40), people=2, quarter_days=4, weight=10,
                          deliverable="统筹协调和验收组织")}  # fmt: skip
    for place, who in enumerate(DOERS, 2):
        lines[f"L{place:03}"] = Line(desk(who), Role.DO, place, tell.day(-58), weight=5, effort="medium",
                                     deliverable="完成本单位管理场所的充电设施建设并接入统一平台")  # fmt: skip
    after = tuple(name for name in lines if name != "L001")
    lines["L018"] = Line(desk("dashuju"), Role.DO, 18, tell.day(-50), weight=5, effort="small", after=after,
                         deliverable="统一平台联调试运行")  # fmt: skip
    shares = tell.planned(SHARES, "shares", Shares(coordination=10, reserve=5))
    tell.enters(LEAD, shares, *(tell.planned(LINES, name, line) for name, line in lines.items()))
    yield from signed_and_launched(tell, LEAD, begun=88)
    yield tell.ago(62, "10:00")
    added = Line(desk("gongan"), Role.SUPPORT, 19, tell.day(-48), weight=5, effort="small",
                 deliverable="充电场站周边停车秩序管理")  # fmt: skip
    tell.enters(LEAD, tell.planned(LINES, "L019", added))
    by = tell.county.by(LEAD)
    send_signatures(tell.joint, purpose=Purpose.AMENDMENT, by=by, command_id=shell.fresh())
    for at, is_leader in ((61, False), (60, True)):
        yield tell.ago(at, "09:20")
        for row in MatterRow.objects.filter(joint=tell.joint, kind="signature", is_open=True).order_by("stream"):
            key = tell.county.key(Desk(row.doer))
            if tell.county.is_leader(key) is is_leader:
                tell.accept(key, Stream(row.stream))
    yield tell.ago(59, "09:00")
    open_plan(tell.joint, by=by, command_id=shell.fresh())
    matter = lines_of(tell)
    for place, who in enumerate(DOERS, 2):
        yield tell.ago(55, f"{9 + place % 8:02}:{place:02}")
        tell.deliver(who, matter[f"L{place:03}"], "已建成并接入平台")
    yield tell.ago(54, "09:30")
    for place in range(2, 2 + len(DOERS)):
        tell.close(LEAD, matter[f"L{place:03}"], "接入正常")
    for at, who, name in ((45, "dashuju", "L018"), (44, "gongan", "L019"), (42, LEAD, "L001")):
        yield tell.ago(at, "10:00")
        tell.deliver(who, matter[name], "已完成")
        yield tell.ago(at - 1, "15:00")
        tell.close(tell.holder(matter[name]), matter[name], "同意")
    yield tell.ago(10, "09:30")
    _ended(tell, CHARGED, charter)
    keeper = tell.county.by(KEEPER)
    read = Reading(tell.joint, 0, desk(KEEPER), tell.today, "456", evidence="统一平台统计")
    assessing.measure(read, by=keeper, command_id=shell.fresh())
    yield tell.ago(5, "09:10")
    attributing.put_out(tell.joint, by=keeper, command_id=shell.fresh())
    yield tell.ago(4, "09:20")
    assessing.put_out(tell.joint, by=keeper, command_id=shell.fresh())
    yield tell.ago(3, "09:00")
    told = exempting.Application(
        matter["L002"], tell.today, "渠系管理所充电桩晚建成三天", "箱变基础遇岩石，改线后三天内补齐，未影响联调"
    )
    stream, _receipt = exempting.apply(told, by=tell.county.by(LATE), command_id=shell.fresh())
    MADE["exempt"] = stream
    yield from _exempted(tell, stream)


def _exempted(tell, stream):  # type: ignore[no-untyped-def]
    """Taken up, heard, and granted; the sheet is not amended yet."""
    from qiantou.acts import registers, shell
    from qiantou.core.exempting import table_in_force
    from qiantou.core.exemption import Finding, Found, Hearing, Outcome, Verdict
    from qiantou.core.kernel import Desk
    from qiantou.core.moves import Confirm, Deliver, Report
    from qiantou.readmodel.models import MatterRow

    body = tell.county.key(Desk(MatterRow.objects.get(pk=stream).doer))
    tell.accept(body, stream)
    present = (tell.county.desk(LATE), tell.county.desk(body))
    tell.does(body, stream, Report("申请单位说明了改线经过", hearing=Hearing(tell.today, present)))
    yield tell.ago(2, "10:00")
    tell.does(LATE, stream, Confirm(MatterRow.objects.get(pk=stream).version))
    yield tell.ago(2, "15:00")
    table = table_in_force(registers.current().at(shell.now()))[0]
    found = tuple(Found(one.name, Finding.HOLDS, "查阅记录并听取陈述后认定") for one in table.conditions)
    tell.does(body, stream, Deliver("改线属客观原因，予以容错", verdict=Verdict(Outcome.EXEMPT, found)))


def one(tell):  # type: ignore[no-untyped-def]
    """One unit is late in its own hands; asked about, helped, chased by the ladder up to who decides; proposed of."""
    from qiantou.acts import attributing, exempting, proposing, shell
    from qiantou.core.mandate import Power
    from qiantou.core.plan import LINES, SHARES, Line, Role, Shares
    from qiantou.jobs.county.signing import lines_of, signed_and_launched

    yield tell.ago(70, "09:00")
    tell.joint = MADE["one"] = shell.fresh()
    desk = tell.county.desk
    _charter(tell, SLUICE, members=(desk(LATE),))
    tell.mandate(HEAD, LEAD, powers=(Power.APPRAISAL, Power.OVERSEE), scope=(LATE,), until=tell.day(60))
    lines = {
        "L001": Line(desk(LEAD), Role.COORDINATE, 1, tell.day(30), people=1, quarter_days=4, weight=10,
                     deliverable="统筹协调"),
        "L002": Line(desk(LATE), Role.DO, 2, tell.day(-35), weight=85, effort="large",
                     deliverable="更新改造北干渠节制闸"),
    }  # fmt: skip
    shares = tell.planned(SHARES, "shares", Shares(coordination=10, reserve=5))
    tell.enters(LEAD, shares, *(tell.planned(LINES, name, line) for name, line in lines.items()))
    yield from signed_and_launched(tell, LEAD, begun=69)
    work = MADE["late"] = lines_of(tell)["L002"]
    yield tell.ago(50, "09:30")
    how = tell.ask(LATE, LEAD, "闸室是否一并加固", kind="guidance", parent=work, beside=True)
    yield tell.ago(49, "10:00")
    tell.deliver(LEAD, how, "一并加固，经费从预备费中列支")
    yield tell.ago(48, "09:00")
    tell.close(LATE, how)
    yield tell.ago(20, "10:00")
    tell.report(LATE, work, "完成三分之一")
    yield tell.ago(12, "09:30")
    helped = tell.ask(LEAD, LATE, "协调市水利设计院派两名工程师驻场", kind="support", parent=work, beside=True)
    yield tell.ago(11, "09:30")
    tell.accept(LATE, helped)
    by, unit = tell.county.by(LEAD), desk(LATE)
    yield tell.ago(1, "09:10")
    attributing.put_out(tell.joint, by=tell.county.by(KEEPER), command_id=shell.fresh())
    exempting.put_out(tell.joint, unit, by=by, command_id=shell.fresh())
    yield tell.ago(1, "14:00")
    found = proposing.view(tell.joint, unit)
    cited = next(told for told in found.works if told.matter.stream == work)
    places = tuple(f"{work}/{entry.version}" for entry in cited.entries)
    said = proposing.Said("建议对节制闸更新改造长期无进展予以提醒", "三分之一以后再无进展，多次催办未说明原因", places)
    receipt = proposing.propose(said, found, by=by, command_id=shell.fresh())
    MADE["proposal"] = receipt.stream


def owed(tell):  # type: ignore[no-untyped-def]
    """Two works are over and nobody has put their sheet out: one within its days, one past them."""
    from qiantou.acts import shell

    for title, days in ((LONG_OWED, 50), (OWED, 15)):
        yield tell.ago(days, "16:00")
        tell.joint = shell.fresh()
        _ended(tell, title, _charter(tell, title))


STORIES = (many, one, owed)


def delayed() -> Iterator[Page]:
    """As who has a share in it, who leads it, who keeps the record, and the leader above."""
    many_, one_ = MADE["many"][:12], MADE["one"][:12]
    yield Page("delay-contest", f"/j/{many_}/delay/", "home", lies=True)
    yield Page("delay-contest-lead", f"/j/{many_}/delay/", "clerk", lies=True)
    yield Page("delay-one", f"/j/{one_}/delay/", "clerk", lies=True)
    yield Page("assessment-unlinked", f"/j/{many_}/review/", "home")
    yield Page("review-letter-unlinked", f"/j/{many_}/review/letter/", "clerk")
    yield Page("exemption-waits", f"/exemptions/{MADE['exempt'][:12]}/", "home")
    yield Page("exemption-helped", f"/exemptions/new/?about={MADE['late'][:12]}", "home")
    yield Page("accountability-hearing", f"/m/{MADE['proposal'][:12]}/", "home", lies=True)
    yield Page("accountability-put", f"/m/{MADE['proposal'][:12]}/", "clerk", lies=True)
    yield Page("accountability-list", "/accountability/", "home")
    yield Page("ask-blames", f"/ask/?joint={MADE['one']}", "clerk", 422, fill=ASKED, press="form .btn.go")
    yield Page("desk-sheets", "/", "chief-office")
    yield Page("desk-sheets-above", "/", "deputy")


def _charter(tell, title, **more):  # type: ignore[no-untyped-def]
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter
    from qiantou.jobs.county.establish import COUNTY

    desk = tell.county.desk
    charter = Charter(desk(LEAD), desk(COUNTY), desk(KEEPER), desk(HEAD), until=tell.day(60), goal=title,
                      end_condition="各项任务验收通过", **more)  # fmt: skip
    tell.enters(COUNTY, Listed(CHARTERS, tell.joint, charter, tell.today, name=title))
    return charter


def _ended(tell, title, charter):  # type: ignore[no-untyped-def]
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.jobs.county.establish import COUNTY

    over = replace(charter, met=tell.today, ended=tell.today, ending="各项任务完成，工作结束")
    tell.enters(COUNTY, Listed(CHARTERS, tell.joint, over, tell.today, name=title))
