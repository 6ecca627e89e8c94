"""Rebuilding a farmers' market: a paper becomes a charter, powers are lent, a plan is answered, signed and launched.

The longest road: two sentences before the charter, a mandate countersigned across portfolios and one entered from
minutes, two rounds with a point that goes up, a comparison of sites, signatures with a reservation, and in the end
the lead passes to the unit whose duty it is.
"""

from __future__ import annotations

from dataclasses import replace

from qiantou.acts import shell
from qiantou.acts.files import read_scan
from qiantou.acts.letters import send_letters, send_signatures
from qiantou.acts.open_plan import open_plan
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.moves import Accept, Amend, Basis, Counter, Deliver, Insist, Reservation, Rule
from qiantou.core.plan import (
    CHOICES,
    CRITERIA,
    LINES,
    MEANS,
    OPTIONS,
    Choice,
    Criterion,
    Line,
    Means,
    Option,
    Purpose,
    Role,
    Sort,
)  # fmt: skip
from qiantou.core.points import Disposal, Point, Position
from qiantou.core.register import CHARTERS, MANDATES, PAPERS, Listed
from qiantou.core.undertaking import Charter, Direction, Measure, Paper, Tier
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import MatterRow

MINUTES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""The scan of the minutes: one empty page."""
LEAD, SPONSOR = "shangwu", "gongshang"
DOERS = ("zhujian", "chengguan", "shijian", "caizhengju")


def story(tell: Teller) -> Scenes:
    yield from _paper(tell)
    yield from _mandates(tell)
    yield from _rounds(tell)
    yield from _options(tell)
    yield from _signed(tell)
    yield from _under_way(tell)


def _paper(tell: Teller) -> Scenes:
    """来文登记、一句话意见、立项书."""
    yield tell.ago(38, "09:00")
    desk, key = tell.county.desk, f"r:{shell.noise(6).hex()}"
    asked = {unit: shell.fresh() for unit in (LEAD, "zhujian", "chengguan")}
    paper = Paper(
        desk("zhengfuban"), tell.today, desk(LEAD), desk(SPONSOR), tuple(desk(unit) for unit in asked),
        number="市政办函〔2026〕41号", issuer="市人民政府办公室", opinion="拟请县商务局牵头，城建、市场监管等单位配合",
    )  # fmt: skip
    tell.enters("zhengfuban", Listed(PAPERS, key, paper, tell.today, name="关于推进农贸市场标准化改造的函"))
    for unit, stream in asked.items():
        tell.ask("zhengfuban", unit, "农贸市场改造由谁牵头，一句话意见", stream=stream, kind="word", about=(key,))
    yield tell.ago(38, "15:30")
    tell.does(LEAD, asked[LEAD], Deliver("可以牵头，但规划和摊位安置不在本单位职责内"))
    tell.does("zhujian", asked["zhujian"], Deliver("改造属于商务部门职责，我局负责工程质量"))
    yield tell.ago(36, "09:10")
    charter = Charter(
        desk(LEAD), desk(COUNTY), desk(LEAD), desk(SPONSOR), tier=Tier.WORKING_GROUP, until=tell.day(90),
        members=tuple(desk(unit) for unit in DOERS), paper=key,
        measures=(
            Measure(Direction.UP, "38", "90", desk("shijian"), name="抽检合格率", unit="%"),
            Measure(Direction.DOWN, "126", "20", desk("chengguan"), name="占道摊位", unit="个"),
        ),
        goal="一年内完成城区三处农贸市场标准化改造", end_condition="三处市场全部通过验收并恢复营业",
        replaces=("市场改造周报表", "农贸市场改造工作群"),
    )  # fmt: skip
    tell.joint = shell.fresh()
    listed = Listed(CHARTERS, tell.joint, charter, tell.today, name="农贸市场标准化改造", note="县政府办〔2026〕17号")
    tell.enters(COUNTY, listed)


def _mandates(tell: Teller) -> Scenes:
    """授权清单: one countersigned across portfolios, one entered from minutes."""
    yield tell.ago(35, "10:00")
    desk, joint = tell.county.desk, tell.joint
    assert joint is not None
    signers = {leader: shell.fresh() for leader in ("chengjian", "changwu")}
    mandate = Mandate(
        joint, desk(LEAD), (Power.CONVENE, Power.DISPATCH, Power.RETURN), tuple(desk(unit) for unit in DOERS),
        desk(SPONSOR), tell.day(90), countersigns=tuple(signers.values()),
    )  # fmt: skip
    key = f"g:{shell.noise(6).hex()}"
    tell.enters(SPONSOR, Listed(MANDATES, key, mandate, tell.today))
    for leader, stream in signers.items():
        tell.ask(
            SPONSOR, leader, "会签农贸市场改造授权清单", kind="signature", stream=stream, cause="countersign",
            about=(key,),
        )  # fmt: skip
    yield tell.ago(34, "09:40")
    tell.accept("chengjian", signers["chengjian"])
    yield tell.ago(33, "16:00")
    tell.accept("changwu", signers["changwu"])
    scan = read_scan(MINUTES)
    minutes = replace(
        mandate, powers=(Power.DATA, Power.BUDGET), scope=(desk("shijian"),), source=Source.MINUTES, countersigns=(),
        number="县政府专题会议纪要第11期", clause="市场监管局应当向牵头单位提供在营摊位数据", scan=scan.name,
        budget="农贸市场改造专项补助",
    )  # fmt: skip
    tell.data = f"g:{shell.noise(6).hex()}"
    tell.enters(LEAD, Listed(MANDATES, tell.data, minutes, tell.today), files=[scan])


def _lines(tell: Teller) -> dict[str, Line]:
    desk = tell.county.desk
    return {
        "L001": Line(desk(LEAD), Role.COORDINATE, 1, tell.day(60), people=2, quarter_days=8, weight=20,
                     deliverable="统筹协调、月度通报和验收组织"),
        "L002": Line(desk("zhujian"), Role.DO, 2, tell.day(20), tell.day(40), weight=30, effort="large",
                     needs=("M1",), deliverable="三处市场改造工程施工图审查和质量监督", standard="一次验收合格"),
        "L003": Line(desk("chengguan"), Role.DO, 3, tell.day(10), tell.day(15), weight=20, effort="medium",
                     deliverable="改造期间摊位临时安置和占道整治", standard="安置率不低于95%"),
        "L004": Line(desk("shijian"), Role.DO, 4, tell.day(15), weight=20, effort="medium", competent=desk("weijian"),
                     deliverable="摊位登记、抽检和快检室建设", standard="每处一室"),
        "L005": Line(desk("caizhengju"), Role.SUPPORT, 5, tell.day(-2), weight=10, effort="small",
                     deliverable="改造补助资金评审和拨付"),
        "L006": Line(desk("shijian"), Role.SUPPORT, 6, tell.day(50), after=("L003", "L004"), effort="small",
                     deliverable="复市前食品安全检查"),
    }  # fmt: skip


def _rounds(tell: Teller) -> Scenes:
    """分工方案 and 征求意见: two rounds, a point that goes up to the sponsor."""
    yield tell.ago(32, "09:20")
    desk = tell.county.desk
    means = Means(Sort.MONEY, desk("caizhengju"), tell.day(-8), what="改造补助资金", amount="320万元",
                  source="县政府专题会议纪要第11期")  # fmt: skip
    lines = (tell.planned(LINES, name, line) for name, line in _lines(tell).items())
    tell.enters(LEAD, tell.planned(MEANS, "M1", means), *lines)
    assert tell.joint is not None
    send_letters(tell.joint, reply_days=3, silence_consents=True, by=tell.county.by(LEAD), command_id=shell.fresh())
    letters = _of(tell, "consultation")
    yield tell.ago(31, "10:10")
    for unit in ("shijian", "weijian"):
        tell.accept(unit, letters[desk(unit)])
    works = letters[desk("zhujian")]
    early = Point("L002", due=tell.day(30), proposal="完成时限改到月底", reason="雨季不能浇筑")
    whose = Point("L002", "object", proposal="质量监督由市场产权单位委托", reason="市场不是政府投资工程")
    tell.does("zhujian", works, Counter(None, "两条意见", (early, whose)))
    lack = Reservation("改造补助尚未列入预算", desk("zhengfuban"), tell.today)
    tell.does("caizhengju", letters[desk("caizhengju")], Accept(lack))
    yield tell.ago(30, "09:30")
    disposals = (Disposal(1, "adopted"), Disposal(2, "not", "三处市场均由县级财政补助，属于政府投资"))
    moved = replace(_lines(tell)["L002"], due=tell.day(30))
    tell.does(LEAD, works, Amend(None, "时限按意见调整", disposals), tell.planned(LINES, "L002", moved))
    yield tell.ago(29, "15:00")
    again = Point("L002", "object", again=2, proposal="由产权单位委托监理", reason="其中一处为集体产权")
    tell.does("zhujian", works, Counter(None, "坚持第二条", (again,)))
    yield tell.ago(28, "09:10")
    tell.does(LEAD, works, Insist("质量监督不能缺位", (Disposal(2, "not", "集体产权的一处由镇街配合"),)))
    yield tell.ago(26, "16:20")
    ruled = "三处均由住建局监督，集体产权的一处由产权单位委托监理"
    tell.does(SPONSOR, works, Rule(Phase.CLOSED, ruled, granted=True))


def _options(tell: Teller) -> Scenes:
    """方案比选: where the stalls go meanwhile."""
    yield tell.ago(25, "09:00")
    desk = tell.county.desk
    tell.enters(
        LEAD,
        tell.planned(OPTIONS, "A", Option(1, "临时安置在北关停车场", "距离近，占用停车位一百二十个")),
        tell.planned(OPTIONS, "B", Option(2, "分散安置到两处空置厂房", "不占道，离居民区较远")),
        tell.planned(CRITERIA, "C1", Criterion(1, 2, "群众方便")),
        tell.planned(CRITERIA, "C2", Criterion(2, 1, "交通秩序")),
    )
    grades = {"chengguan": (-1, -2, 1, 1), "shijian": (1, 0, 1, 0), "beiguan": (2, -1, -1, 1)}
    asked = {unit: shell.fresh() for unit in (*grades, "chengjian", SPONSOR)}
    for unit, stream in asked.items():
        tell.ask(LEAD, unit, "临时安置方案比选", stream=stream, kind="options", about=("A", "B"))
    yield tell.ago(24, "10:20")
    for unit, given in grades.items():
        places = (("A", "C1"), ("A", "C2"), ("B", "C1"), ("B", "C2"))
        positions = tuple(
            Position(option, criterion, grade, "按本单位职责评估")
            for (option, criterion), grade in zip(places, given, strict=True)
        )
        tell.does(unit, asked[unit], Deliver("", (), positions))
    tell.does("chengjian", asked["chengjian"], Deliver("同意方案二，请交通部门加开公交"))
    yield tell.ago(23, "09:50")
    tell.does(SPONSOR, asked[SPONSOR], Deliver("倾向方案二"))
    tell.enters(SPONSOR, tell.planned(CHOICES, "choice", Choice("B", desk(SPONSOR), "不占道路，秩序可控")))


def _signed(tell: Teller) -> Scenes:
    """签署 and launch."""
    yield tell.ago(22, "09:30")
    assert tell.joint is not None
    by = tell.county.by(LEAD)
    send_signatures(tell.joint, purpose=Purpose.SIGNATURE, by=by, command_id=shell.fresh())
    signatures = _of(tell, "signature")
    yield tell.ago(21, "10:00")
    desk = tell.county.desk
    for unit in ("zhujian", "chengguan", "shijian", "weijian"):
        tell.accept(unit, signatures[desk(unit)])
    lack = Reservation("补助资金须待预算调整", desk("zhengfuban"), tell.today)
    tell.does("caizhengju", signatures[desk("caizhengju")], Accept(lack))
    yield tell.ago(20, "09:15")
    tell.accept(SPONSOR, signatures[desk(SPONSOR)])
    yield tell.ago(20, "11:00")
    open_plan(tell.joint, by=by, command_id=shell.fresh())


def _under_way(tell: Teller) -> Scenes:
    """Work, what is asked under the mandate, and the passing of the lead."""
    yield tell.ago(18, "09:20")
    data = Basis("mandate", dispatch=True, mandate=tell.data)
    stalls = tell.ask(LEAD, "shijian", "三处市场在营摊位名册", kind="data", due=tell.day(-12), basis=data)
    tell.ask(LEAD, "chengguan", "摊位安置协调会", kind="meeting", due=tell.day(-15), basis=Basis("request"))
    budget = Basis("mandate", mandate=tell.data, powers=("budget",))
    tell.ask(LEAD, SPONSOR, "建议从专项补助中先列支临时安置费用八万元", kind="proposal", basis=budget)
    yield tell.ago(16, "10:40")
    tell.accept("shijian", stalls)
    tell.deliver("shijian", stalls, "名册三百一十二户，附登记编号")
    yield tell.ago(15, "09:05")
    tell.close(LEAD, stalls)
    yield tell.ago(9, "09:30")
    passing = tell.ask(LEAD, "shijian", "市场登记、抽检和复市检查均属市场监管职责，建议改由其牵头", kind="passing")
    yield tell.ago(7, "10:00")
    tell.accept("shijian", passing)
    yield tell.ago(7, "15:20")
    tell.rule(SPONSOR, passing, "职责清楚，同意移交", outcome=Phase.CLOSED)


def _of(tell: Teller, kind: str) -> dict[Desk, Stream]:
    """The open matters of a kind in this joint work, by their doers."""
    rows = MatterRow.objects.filter(joint=tell.joint, kind=kind, is_open=True).values_list("doer", "stream")
    return {Desk(doer): Stream(stream) for doer, stream in rows}
