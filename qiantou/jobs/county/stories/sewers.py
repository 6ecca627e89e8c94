"""A year of one work, from its charter to what was made of it afterwards: drains parted from sewers in the town.

Signed and launched; one line stopped by a missing map and helped on, one extended in time, one asked whose duty it is
and handed over, two late; concluded, measured, the delay attributed, assessed, contested, amended by a ruling; and the
unit that was late applies for exemption, is heard and answered.
"""

from __future__ import annotations

from dataclasses import replace

from qiantou.acts import assessing, attributing, exempting, proposing, registers, sheet_clock, shell
from qiantou.core.contest_titles import contest_title
from qiantou.core.contesting import Claim, contest_stream
from qiantou.core.exempting import table_in_force
from qiantou.core.exemption import Finding, Found, Hearing, Outcome, Verdict
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Power
from qiantou.core.moves import Deliver, Drop, Report
from qiantou.core.plan import LINES, SHARES, Line, Role, Shares
from qiantou.core.proposing import hearing_of
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import SERVED, Reading
from qiantou.core.undertaking import Charter, Direction, Measure
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.signing import lines_of, signed_and_launched
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import MatterRow

LEAD, SPONSOR, KEEPER = "zhujian", "chengjian", "zhengfuban"
PIPES, OUTLETS, ROAD, MONEY, WATER = "L002", "L003", "L004", "L005", "L006"
DOERS = {PIPES: "chengguan", OUTLETS: "shuili", ROAD: "jiaotong", MONEY: "caizhengju", WATER: "huanbao"}
TITLE = "城区雨污分流改造"


def story(tell: Teller) -> Scenes:
    yield from _founded(tell)
    yield from _signed(tell)
    matter = lines_of(tell)
    yield from _stopped(tell, matter)
    yield from _whose_duty(tell, matter)
    yield from _handed_in(tell, matter)
    yield from _concluded(tell)
    yield from _assessed(tell, matter)
    yield from _exempted(tell, matter)


def _founded(tell: Teller) -> Scenes:
    """立项书、授权清单."""
    yield tell.ago(225, "09:00")
    tell.joint = shell.fresh()
    _chartered(tell, _charter(tell))
    powers = (Power.CONVENE, Power.DISPATCH, Power.RETURN, Power.APPRAISAL)
    tell.mandate("xianzhang", LEAD, powers=powers, scope=tuple(DOERS.values()), until=tell.day(20))


def _charter(tell: Teller) -> Charter:
    desk = tell.county.desk
    return Charter(
        desk(LEAD), desk(COUNTY), desk(KEEPER), desk(SPONSOR), until=tell.day(20),
        members=tuple(desk(unit) for unit in DOERS.values()),
        measures=(
            Measure(Direction.UP, "52", "80", desk("huanbao"), name="生活污水集中收集率", unit="%"),
            Measure(Direction.DOWN, "64", "20", desk("xinfang"), name="内涝和污水外溢投诉", unit="件"),
        ),
        goal="完成城区四片区雨污分流，雨天不外溢", end_condition="四片区通过验收，两项指标完成测评",
        assessment="县政府绩效办，按年度综合考核办法第九条", replaces=("雨污分流周报表", "雨污分流工作群"),
    )  # fmt: skip


def _chartered(tell: Teller, charter: Charter) -> None:
    assert tell.joint is not None
    note = f"县政府办〔{tell.day(-225).year}〕3号"
    tell.enters(COUNTY, Listed(CHARTERS, tell.joint, charter, tell.today, name=TITLE, note=note))


def _signed(tell: Teller) -> Scenes:
    """分工方案、签署、启动."""
    yield tell.ago(222, "09:30")
    desk = tell.county.desk
    lines = {
        "L001": Line(desk(LEAD), Role.COORDINATE, 1, tell.day(-72), people=2, quarter_days=6, weight=15,
                     deliverable="统筹协调、片区验收组织"),
        PIPES: Line(desk("chengguan"), Role.DO, 2, tell.day(-140), weight=30, effort="large",
                    deliverable="四片区雨污管网改造", standard="闭水试验合格"),
        OUTLETS: Line(desk("shuili"), Role.DO, 3, tell.day(-130), weight=20, effort="medium",
                      deliverable="沿河排口整治", standard="晴天无污水直排"),
        ROAD: Line(desk("jiaotong"), Role.DO, 4, tell.day(-105), weight=15, effort="medium", after=(PIPES,),
                   deliverable="开挖路面恢复", standard="平整度合格"),
        MONEY: Line(desk("caizhengju"), Role.SUPPORT, 5, tell.day(-190), weight=10, effort="small",
                    deliverable="改造资金评审和拨付"),
        WATER: Line(desk("huanbao"), Role.DO, 6, tell.day(-90), weight=10, effort="small", after=(OUTLETS,),
                    deliverable="排口水质监测点建设"),
    }  # fmt: skip
    shares = tell.planned(SHARES, "shares", Shares(coordination=15, reserve=10))
    tell.enters(LEAD, shares, *(tell.planned(LINES, name, line) for name, line in lines.items()))
    yield from signed_and_launched(tell, LEAD, begun=221)


def _stopped(tell: Teller, matter: dict[str, Stream]) -> Scenes:
    """A map is missing and is found; the pipes are late all the same; the outlets ask for more days in time."""
    yield tell.ago(195, "10:20")
    tell.deliver("caizhengju", matter[MONEY], "评审完成，首批资金已拨付")
    yield tell.ago(193, "09:40")
    tell.close(LEAD, matter[MONEY], "按期到位")
    yield tell.ago(180, "09:10")
    lack = tell.block("chengguan", matter[PIPES], "缺北片区地下管线普查图，不能开挖", to="ziyuan")
    yield tell.ago(179, "15:00")
    tell.accept("ziyuan", lack)
    yield tell.ago(175, "16:30")
    tell.deliver("ziyuan", lack, "普查图和坐标成果已交")
    yield tell.ago(174, "09:00")
    tell.close("chengguan", lack, "图件可用")
    yield tell.ago(140, "09:30")
    later = tell.more_time("shuili", LEAD, matter[OUTLETS], due=tell.day(-118), why="汛期水位高，两处排口须待水位回落")
    yield tell.ago(138, "10:10")
    tell.accept(LEAD, later)


def _whose_duty(tell: Teller, matter: dict[str, Stream]) -> Scenes:
    """Who digs, mends: the road is asked about, worked on under reservation, and handed over by decision."""
    yield tell.ago(134, "09:00")
    asked = tell.not_ours("jiaotong", "chengguan", matter[ROAD], "谁开挖谁恢复，路面恢复应由管网施工单位承担")
    yield tell.ago(131, "10:00")
    tell.refer("chengguan", asked, "方案已签署由交通部门承担，请决定")
    yield tell.ago(128, "15:20")
    tell.deliver("chengguan", matter[PIPES], "四片区闭水试验合格")
    tell.pass_up("bianban", asked, "城市道路挖掘修复由挖掘单位负责，建议由管网施工方承担", whose="chengguan")
    yield tell.ago(126, "09:30")
    tell.close(LEAD, matter[PIPES], "验收通过")
    yield tell.ago(125, "11:00")
    ruled = "谁开挖谁恢复，由县城市管理局承担"
    tell.rule(SPONSOR, asked, ruled, outcome=Phase.CLOSED, doer="chengguan", due=tell.day(-100))


def _handed_in(tell: Teller, matter: dict[str, Stream]) -> Scenes:
    """The outlets in time, the road late, the water early; the lead's coordination is accepted last."""
    yield tell.ago(120, "16:00")
    tell.deliver("shuili", matter[OUTLETS], "排口整治完成，晴天无直排")
    yield tell.ago(117, "09:30")
    tell.close(LEAD, matter[OUTLETS])
    yield tell.ago(98, "10:30")
    tell.report("chengguan", matter[ROAD], "沥青供应不足，三条路段未摊铺")
    yield tell.ago(97, "14:00")
    offered = tell.ask(LEAD, "chengguan", "联系邻县沥青厂调剂供应", kind="support", parent=matter[ROAD], beside=True)
    yield tell.ago(96, "09:20")
    tell.accept("chengguan", offered)
    yield tell.ago(93, "17:10")
    tell.deliver("huanbao", matter[WATER], "十二处监测点已并网")
    yield tell.ago(91, "09:20")
    tell.close(LEAD, matter[WATER])
    yield tell.ago(90, "17:00")
    tell.deliver("chengguan", matter[ROAD], "路面全部恢复")
    yield tell.ago(87, "10:00")
    tell.close(LEAD, matter[ROAD], "平整度合格")
    if "L001" in matter:
        yield tell.ago(76, "09:00")
        tell.deliver(LEAD, matter["L001"], "四片区验收全部组织完成")
        yield tell.ago(75, "15:00")
        tell.close(tell.holder(matter["L001"]), matter["L001"], "同意")


def _concluded(tell: Teller) -> Scenes:
    """Closed by its issuer, and measured by whom the charter names."""
    yield tell.ago(70, "09:30")
    assert tell.joint is not None
    over = "四片区通过验收，工作结束"
    _chartered(tell, replace(_charter(tell), met=tell.today, ended=tell.today, ending=over))
    yield tell.ago(70, "09:40")
    sheet_clock.keep_owed()  # as the worker would
    yield tell.ago(68, "10:00")
    read = (
        ("huanbao", Reading(tell.joint, 0, tell.county.desk("huanbao"), tell.today, "77", evidence="年度监测报告")),
        ("xinfang", Reading(tell.joint, 1, tell.county.desk("xinfang"), tell.today, "18", evidence="信访系统统计")),
        (KEEPER, Reading(tell.joint, SERVED, tell.county.desk(KEEPER), tell.today, asked=120, satisfied=102,
                         evidence="四片区入户问卷")),
    )  # fmt: skip
    for who, reading in read:
        assessing.measure(reading, by=tell.county.by(who), command_id=shell.fresh())


def _assessed(tell: Teller, matter: dict[str, Stream]) -> Scenes:
    """时间去向、结项评估、考核复核: attributed, put out, contested, ruled, amended."""
    assert tell.joint is not None
    yield tell.ago(66, "09:30")
    attributing.put_out(tell.joint, by=tell.county.by(KEEPER), command_id=shell.fresh())
    yield tell.ago(65, "10:00")
    assessing.put_out(tell.joint, by=tell.county.by(KEEPER), command_id=shell.fresh())
    yield from _proposed(tell, matter)
    yield tell.ago(63, "15:00")
    claim = Claim(f"time:{matter[ROAD]}", tell.county.desk("chengguan"))
    why = "路面恢复由我局中途接手，接手时沥青已断供，超期不应全部计入"
    by = tell.county.by("chengguan")
    assessing.contest(tell.joint, claim, contest_title("路面恢复"), why, by=by, command_id=shell.fresh())
    contest = contest_stream(tell.joint, tell.county.desk("chengguan"), claim.item)
    yield tell.ago(60, "09:40")
    tell.refer(KEEPER, contest, "涉及中途接手，请领导决定")
    yield tell.ago(57, "16:00")
    ruled = "接手时断供属实，该项超期不计入"
    tell.rule(tell.holder(contest), contest, ruled, outcome=Phase.CLOSED, granted=True)
    yield tell.ago(55, "09:30")
    reason = "按复核决定，不计路面恢复的超期时间"
    assessing.amend(tell.joint, contest, reason, by=tell.county.by(KEEPER), command_id=shell.fresh())


def _proposed(tell: Teller, matter: dict[str, Stream]) -> Scenes:
    """问责建议: of the road, after its check; the unit is heard, and the leader does not adopt it."""
    assert tell.joint is not None
    unit, by = tell.county.desk("chengguan"), tell.county.by(LEAD)
    yield tell.ago(64, "09:20")
    exempting.put_out(tell.joint, unit, by=by, command_id=shell.fresh())
    yield tell.ago(64, "11:00")
    found = proposing.view(tell.joint, unit)
    cited = next(work for work in found.works if work.matter.stream == matter[ROAD])
    places = tuple(f"{matter[ROAD]}/{entry.version}" for entry in cited.entries)
    said = proposing.Said("建议对路面恢复超期提出提醒", "承诺期限后十个工作日方交付，催办两次", places)
    proposing.propose(said, found, by=by, command_id=shell.fresh())
    proposed = Stream(MatterRow.objects.get(kind="accountability", asker=by.desk).stream)
    yield tell.ago(64, "15:30")
    tell.does("chengguan", hearing_of(proposed), Deliver("接手时沥青已断供，邻县调剂到货后五天完成"))
    yield tell.ago(63, "10:10")
    tell.decline(tell.holder(proposed), proposed, "within-its-days", "断供属实，已主动想办法，不采纳")
    yield tell.ago(63, "11:30")
    tell.does(LEAD, proposed, Drop("按领导意见办理"))


def _exempted(tell: Teller, matter: dict[str, Stream]) -> Scenes:
    """容错免责: the unit applies for the pipes that were late, is heard, and answered; the sheet is amended by it."""
    assert tell.joint is not None
    yield tell.ago(52, "09:30")
    what = "北片区无管线图，等待和避让老旧管线延长了工期；已设置临时截流，无污水外溢"
    caused = tell.clock.day(-54)
    told = exempting.Application(matter[PIPES], caused, "四片区管网改造超期", what)
    stream, _receipt = exempting.apply(told, by=tell.county.by("chengguan"), command_id=shell.fresh())
    body = tell.county.key(Desk(MatterRow.objects.get(pk=stream).doer))
    yield tell.ago(50, "10:00")
    tell.accept(body, stream)
    yield tell.ago(46, "15:00")
    present = (tell.county.desk("chengguan"), tell.county.desk(body))
    tell.does(body, stream, Report("申请单位陈述了避让老旧管线的经过", hearing=Hearing(tell.today, present)))
    yield tell.ago(42, "09:20")
    table = table_in_force(registers.current().at(shell.now()))[0]
    why = "查阅记录并听取陈述后认定"
    found = tuple(Found(one.name, Finding.HOLDS, why) for one in table.conditions)
    tell.does(body, stream, Deliver("非主观过错，予以容错，不作负面评价", verdict=Verdict(Outcome.EXEMPT, found)))
    yield tell.ago(40, "09:30")
    reason = "已予容错，管网改造的超期时间不计入"
    assessing.amend(tell.joint, stream, reason, by=tell.county.by(KEEPER), command_id=shell.fresh())
    yield tell.ago(38, "10:00")
    applied = exempting.matter_of(stream)
    assert applied is not None
    clearing = cleared_by(applied)
    heard_of_it = tuple(tell.county.desk(unit) for unit in (LEAD, KEEPER))
    tell.does(body, clearing, Deliver("管网改造超期已予容错，此前评价中的超期不再提及", told=heard_of_it))
    yield tell.ago(36, "09:30")
    tell.close("chengguan", clearing)
