"""Tender governance led by a bureau that nobody obeys: silence climbs, an order binds, deliveries go back."""

from qiantou.core.mandate import Power
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(30, "09:50")
    tell.charter("招投标领域突出问题治理", lead="gonggongziyuan", sponsor="chengjian", paper="县政府办发〔治理〕第3号")
    whole = tell.ask(COUNTY, "gonggongziyuan", "牵头治理招投标领域突出问题", due=tell.day(18), place="001")
    yield tell.ago(30, "15:30")
    tell.accept("gonggongziyuan", whole)
    lead, part = "gonggongziyuan", {"parent": whole}
    works = tell.ask(lead, "zhujian", "房建市政项目自查", due=tell.day(-7), place="001-01", **part)
    roads = tell.ask(lead, "jiaotong", "公路项目自查", due=tell.day(-7), place="001-02", **part)
    tell.ask(lead, "shuili", "水利项目自查", due=tell.day(-7), place="001-03", **part)
    fields = tell.ask(lead, "nongyeju", "高标准农田项目自查", due=tell.day(-7), place="001-04", **part)
    audit = tell.ask(lead, "shenjiju", "提供近两年审计发现问题", due=tell.day(-9), place="001-05", **part)
    tell.ask(lead, "gongan", "会商围标串标线索", due=tell.day(4), place="001-06", **part)
    tell.ask(lead, "jiaoyu", "校园工程项目自查", due=tell.day(-7), place="001-07", **part)
    yield tell.ago(29, "10:10")
    tell.accept("shenjiju", audit)
    tell.counter("nongyeju", fields, "与上级资金检查重复，建议合并", due=tell.day(2))
    yield tell.ago(27, "09:40")
    tell.insist(lead, fields, "治理内容不同，不能合并")
    # Housing, roads, water and schools say nothing; after three working days their silence climbs.
    yield tell.ago(23, "10:20")
    tell.rule("chengjian", works, "自查必须做，五个工作日内启动", due=tell.day(-5))
    tell.rule("chengjian", roads, "自查必须做，五个工作日内启动", due=tell.day(-5))
    yield tell.ago(22, "15:40")
    tell.deliver("shenjiju", audit, "近两年审计发现问题四十一条")
    tell.deliver("zhujian", works, "自查无问题")
    yield tell.ago(21, "09:15")
    tell.close(lead, audit)
    tell.send_back(lead, works, "只有一句结论，没有项目清单")
    yield tell.ago(17, "16:30")
    tell.deliver("zhujian", works, "项目清单十九个，均无问题")
    yield tell.ago(16, "09:20")
    tell.send_back(lead, works, "与审计发现的三个问题项目不符")
    yield tell.ago(15, "10:05")
    # Forestry stands in another portfolio: only the head of the county is above both, and lends the power himself.
    lent = tell.mandate(
        "xianzhang", lead, powers=(Power.DISPATCH, Power.RETURN), scope=("linye", "shuili"), until=tell.day(60)
    )
    order = tell.order(
        lead, "linye", "造林绿化项目自查（按县政府授权调度）", due=tell.day(-3), place="001-08", mandate=lent, **part
    )
    yield tell.ago(9, "11:10")
    tell.report("linye", order, "收到催办后已开始梳理")
    tell.deliver("zhujian", works, "补充三个问题项目说明")
    yield tell.ago(8, "09:30")
    tell.send_back(lead, works, "仍未说明责任和整改时限")
    yield tell.ago(5, "10:30")
    tell.report("jiaotong", roads, "自查表已发到各项目部，收回四成")
    yield tell.ago(2, "15:20")
    tell.ask(lead, "caizhengju", "核对中标价与结算价差额较大的项目", due=tell.day(7), place="001-09", **part)
    tell.ask(lead, "dashuju", "打通交易系统与监管平台数据", due=tell.day(12), place="001-10", **part)
