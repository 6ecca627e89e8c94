"""The relief roll, led by civil affairs: data is refused as confidential, and it is ruled how to share it."""

from qiantou.core.kinds import Phase
from qiantou.core.moves import Amend, Decline
from qiantou.core.withholding import HITS, Withheld
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(38, "09:15")
    tell.charter("社会救助对象精准核查", lead="minzheng", sponsor="minsheng", paper="县政府常务会议纪要第21期")
    whole = tell.ask(
        COUNTY, "minzheng", "牵头核查低保和特困供养名册，做到应保尽保、应退尽退", due=tell.day(12), place="001"
    )
    yield tell.ago(37, "09:00")
    tell.accept("minzheng", whole)
    part = {"parent": whole}
    jail = tell.ask("minzheng", "jianyu", "提供在押人员名单用于比对", due=tell.day(-15), place="001-01", **part)
    deaths = tell.ask("minzheng", "gongan", "提供死亡注销户口信息", due=tell.day(-18), place="001-02", **part)
    wages = tell.ask("minzheng", "renshe", "提供养老金领取和就业登记信息", due=tell.day(-12), place="001-03", **part)
    bills = tell.ask("minzheng", "yibao", "提供大额医疗支出人员信息", due=tell.day(-10), place="001-04", **part)
    taxes = tell.ask("minzheng", "shuiwu", "提供经营纳税信息", due=tell.day(4), place="001-05", **part)
    visits = tell.ask("minzheng", "nanping", "对疑似退出的二十六户入户核实", due=tell.day(-1), place="001-06", **part)
    yield tell.ago(36, "10:20")
    for who, stream in (
        ("gongan", deaths),
        ("renshe", wages),
        ("yibao", bills),
        ("shuiwu", taxes),
        ("nanping", visits),
    ):
        tell.accept(who, stream)
    tell.decline("jianyu", jail, "conflicts-with-rule", "在押人员信息涉密，不能对外提供")
    yield tell.ago(35, "09:40")
    tell.refer("minzheng", jail, "不掌握在押情况就无法停发，请分管副县长明确提供方式")
    yield tell.ago(32, "10:30")
    tell.rule("minsheng", jail, "名单不出所：由县看守所在所内比对，只反馈比中的救助对象编号", due=tell.day(-14))
    yield tell.ago(30, "15:00")
    tell.deliver("gongan", deaths, "本年度死亡注销信息，比中九人")
    lines = tell.block("yibao", bills, "医保系统导出需要数据共享接口", to="dashuju")
    yield tell.ago(29, "09:10")
    tell.close("minzheng", deaths, "九人已停发")
    tell.decline("dashuju", lines, "no-power", "医保数据归集需上级授权，本局无权开通")
    yield tell.ago(28, "10:45")
    tell.refer("yibao", lines, "没有接口只能手工摘录，请明确")
    yield tell.ago(26, "09:30")
    tell.rule("minsheng", lines, "由县大数据管理局向上申请临时接口，期间先手工提供重点人员", due=tell.day(-20))
    yield tell.ago(22, "16:10")
    tell.deliver("dashuju", lines, "临时接口已开通，有效期三十天")
    yield tell.ago(21, "09:05")
    tell.close("yibao", lines)
    yield tell.ago(20, "09:30")
    cars = tell.ask(
        "minzheng", "gongan", "提供救助对象名下机动车登记信息", kind="data", touches=(tell.county.desk("nanping"),)
    )
    yield tell.ago(19, "15:20")
    rule = "县公安局信息查询审批办法第八条：登记信息不得批量提供"
    withheld = Withheld(tell.county.desk("zhengfa"), HITS, rule)
    refusal = Decline("confidential", "车主信息属个人信息，不能整库提供", withheld=withheld)
    tell.does("gongan", cars, refusal)
    yield tell.ago(18, "10:00")
    tell.does("minzheng", cars, Amend(None))
    tell.deliver("jianyu", jail, "所内比对完成，比中四人，编号附后")
    yield tell.ago(17, "09:50")
    tell.close("minzheng", jail, "四人已暂停救助")
    tell.deliver("renshe", wages, "养老金领取名单")
    tell.accept("gongan", cars)
    yield tell.ago(15, "11:20")
    tell.send_back("minzheng", wages, "缺灵活就业登记信息")
    yield tell.ago(11, "14:50")
    tell.deliver("renshe", wages, "补充灵活就业登记信息")
    tell.deliver("gongan", cars, "按名单比对，命中七人，其余不反馈")
    tell.deliver("yibao", bills, "大额支出一百三十二人")
    yield tell.ago(10, "10:15")
    tell.close("minzheng", wages)
    tell.close("minzheng", bills)
    tell.close("minzheng", cars, "七人转入户核实")
    yield tell.ago(6, "15:30")
    tell.report("nanping", visits, "已入户十七户，九户外出未见到本人")
    yield tell.ago(4, "09:20")
    item = tell.ask(
        COUNTY, "nanping", "疑似退出户入户核实限期完成", due=tell.day(6), kind="supervision", parent=visits,
        beside=True, approver=tell.county.desk("xianzhang"), number=f"县政督〔{tell.day(0).year}〕6号",
    )  # fmt: skip
    yield tell.ago(3, "09:00")
    tell.rule("xianzhang", item, "同意立项督办，帮助解决外出户联系问题", outcome=Phase.OFFERED)
    yield tell.ago(2, "10:00")
    tell.accept("nanping", item)
    yield tell.ago(1, "09:45")
    tell.more_time("nanping", "minzheng", visits, due=tell.day(5), why="外出户约在周末返乡，申请延期")
