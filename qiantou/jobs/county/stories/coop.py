"""The supply co-op sells farm produce: one unit wants a few more days, a township has no means for a venue."""

from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(36, "08:50")
    tell.charter("秋冬农产品展销行动", lead="gongxiao", sponsor="nongye", paper="县政府专题会议纪要第8期")
    whole = tell.ask(COUNTY, "gongxiao", "牵头办好秋冬农产品展销", due=tell.day(6), place="001")
    yield tell.ago(36, "15:20")
    tell.accept("gongxiao", whole)
    part = {"parent": whole}
    venue = tell.ask("gongxiao", "donghe", "提供展销场地", due=tell.day(-6), place="001-01", **part)
    goods = tell.ask("gongxiao", "nongyeju", "组织合作社备货并出具产品清单", due=tell.day(-9), place="001-02", **part)
    shops = tell.ask("gongxiao", "shangwu", "组织商超和单位食堂对接", due=tell.day(-3), place="001-03", **part)
    roads = tell.ask("gongxiao", "jiaotong", "展销期间的停车和交通保障", due=tell.day(5), place="001-04", **part)
    check = tell.ask("gongxiao", "shijian", "产品抽检和标签指导", due=tell.day(2), place="001-05", **part)
    yield tell.ago(35, "09:30")
    for who, stream in (("nongyeju", goods), ("shangwu", shops), ("jiaotong", roads), ("shijian", check)):
        tell.accept(who, stream)
    tell.decline("donghe", venue, "no-means", "镇里没有可用的室内场地，也没有搭棚经费")
    yield tell.ago(34, "10:10")
    tell.offer_to("gongxiao", venue, "xiling")
    yield tell.ago(33, "09:40")
    tell.accept("xiling", venue)
    yield tell.ago(30, "11:00")
    money = tell.block("xiling", venue, "搭棚和用电需要三万元，镇里没有这笔钱", to="caizhengju")
    yield tell.ago(29, "10:20")
    tell.accept("caizhengju", money)
    yield tell.ago(26, "16:10")
    tell.deliver("caizhengju", money, "从产销对接专项中列支，指标已下达")
    yield tell.ago(25, "09:20")
    tell.close("xiling", money)
    yield tell.ago(16, "14:50")
    days = tell.more_time("nongyeju", "gongxiao", goods, due=tell.day(-4), why="连阴雨影响采收，再给几天")
    yield tell.ago(15, "09:10")
    tell.accept("gongxiao", days)
    yield tell.ago(8, "10:30")
    tell.deliver("nongyeju", goods, "十二家合作社、四十六个品种，清单附后")
    tell.report("shangwu", shops, "已对接三家商超，单位食堂正在逐家联系")
    yield tell.ago(7, "09:35")
    tell.close("gongxiao", goods, "清单清楚，可以用")
    yield tell.ago(3, "15:40")
    tell.deliver("xiling", venue, "场地搭建完成，水电已通")
    yield tell.ago(2, "10:05")
    tell.more_time("shangwu", "gongxiao", shops, due=tell.day(3), why="还有四家食堂未答复，再给几天")
