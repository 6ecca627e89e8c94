"""Charging piles: a resident is refused a certificate, ten units are concerned, buyers give up.

The power supplier, the fire brigade, the operator and the residents' committee have no accounts: what they say is
entered for them with its paper. Some of it is confirmed, one entry is contested, some still stands unconfirmed.
"""

from qiantou.core.moves import Accept, Decline, Deliver, Report
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(28, "09:20")
    tell.charter("居民小区充电桩报装难专项", lead="fagaiju", sponsor="changwu", paper="县政府专题会议纪要第11期")
    whole = tell.ask(COUNTY, "fagaiju", "牵头解决居民小区充电桩报装难", due=tell.day(15), place="001")
    yield tell.ago(28, "16:00")
    tell.accept("fagaiju", whole)
    part = {"parent": whole}
    proof = tell.ask("fagaiju", "yeweihui", "对居民安装充电桩出具同意证明", due=tell.day(-10), place="001-01", **part)
    power = tell.ask(
        "fagaiju", "gongdian", "公布小区可报装容量并受理个人报装", due=tell.day(-4), place="001-02", **part
    )
    fire = tell.ask("fagaiju", "xiaofang", "明确地下车库安装的消防要求", due=tell.day(-5), place="001-03", **part)
    piles = tell.ask("fagaiju", "chongdian", "在三个老小区建公共充电点", due=tell.day(10), place="001-04", **part)
    rules = tell.ask(
        "fagaiju", "zhujian", "明确物业和业委会不得设置的前置证明", due=tell.day(-3), place="001-05", **part
    )
    parking = tell.ask("fagaiju", "ziyuan", "新建小区车位预留条件写入规划", due=tell.day(9), place="001-06", **part)
    streets = tell.ask("fagaiju", "chengguan", "公共停车场施划充电专用车位", due=tell.day(3), place="001-07", **part)
    prices = tell.ask("fagaiju", "shijian", "检查转供电加价", due=tell.day(-2), place="001-08", **part)
    beiguan = tell.ask("fagaiju", "beiguan", "摸清辖区报装需求", due=tell.day(-8), place="001-09", **part)
    pingan = tell.ask("fagaiju", "pingan", "摸清辖区报装需求", due=tell.day(-8), place="001-10", **part)
    yield tell.ago(27, "09:40")
    own = {
        "zhujian": rules,
        "ziyuan": parking,
        "chengguan": streets,
        "shijian": prices,
        "beiguan": beiguan,
        "pingan": pingan,
    }
    for who, stream in own.items():
        tell.accept(who, stream)
    yield tell.ago(26, "10:30")
    said = tell.records("fagaiju", "gongdian", power, Accept(), paper="供电公司复函第17号")
    tell.records("fagaiju", "xiaofang", fire, Accept(), paper="消防救援大队复函第6号")
    tell.records("fagaiju", "chongdian", piles, Accept(), paper="运营公司承诺书")
    refusal = Decline("no-power", "业主大会没有表决过，业委会不能出具证明")
    tell.records("zhujian", "yeweihui", proof, refusal, paper="业委会书面答复")
    yield tell.ago(25, "15:10")
    tell.confirm("gongxin", power, said.version, "与供电公司电话核实，复函属实")
    yield tell.ago(24, "09:15")
    tell.refer("fagaiju", proof, "居民报装卡在证明上，已有购车人放弃安装，请常务副县长明确")
    yield tell.ago(20, "10:40")
    tell.rule(
        "changwu", proof, "个人产权车位报装不得以业委会证明为前提，业委会只作告知登记", doer="zhujian", due=tell.day(-6)
    )
    yield tell.ago(19, "16:20")
    tell.deliver("beiguan", beiguan, "有需求二百一十四户，其中四十七户已放弃")
    tell.deliver("pingan", pingan, "有需求一百六十户")
    yield tell.ago(18, "09:30")
    tell.close("fagaiju", beiguan)
    tell.close("fagaiju", pingan)
    wires = tell.block("zhujian", rules, "缺各小区配电容量数据", to="gongdian")
    yield tell.ago(17, "10:00")
    tell.records("gongxin", "gongdian", wires, Accept(), paper="供电公司来函第22号")
    yield tell.ago(13, "15:40")
    tell.records("gongxin", "gongdian", wires, Deliver("八十一个小区容量表"), paper="供电公司来函第25号")
    yield tell.ago(12, "09:20")
    tell.close("zhujian", wires)
    wrong = tell.records("fagaiju", "xiaofang", fire, Deliver("地下车库一律不得安装"), paper="现场会口头意见记录")
    yield tell.ago(11, "10:50")
    tell.contest("yingji", fire, wrong.version, "消防救援大队说的是须分区设防，不是一律不得安装")
    yield tell.ago(9, "09:10")
    tell.deliver("zhujian", proof, "已发文取消业委会证明，改为告知登记")
    tell.deliver("zhujian", rules, "前置证明清单：保留两项，取消五项")
    yield tell.ago(8, "10:25")
    tell.close("fagaiju", proof, "居民可以直接报装")
    tell.close("fagaiju", rules)
    yield tell.ago(5, "14:50")
    tell.records("fagaiju", "chongdian", piles, Report("两个点已开工，第三个点业主有不同意见"), paper="施工周报第3期")
    tell.report("shijian", prices, "查了二十三个小区，两处加价已责令退还")
    yield tell.ago(3, "09:35")
    tell.records("fagaiju", "gongdian", power, Deliver("八十一个小区可报装容量已公布"), paper="供电公司复函第31号")
