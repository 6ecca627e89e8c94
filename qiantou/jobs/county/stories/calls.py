"""Whistles (吹哨): a town calls the departments; they come, come late, or say it is not theirs, and are rated; one call
is returned twice, and assigned from above."""

from __future__ import annotations

from qiantou.acts import shell
from qiantou.core.kernel import Stream
from qiantou.core.moves import AcceptDelivery
from qiantou.core.whistle import NO, PARTLY, YES
from qiantou.jobs.county.telling import Scenes, Teller

TOWN = "longquan"


def story(tell: Teller) -> Scenes:
    yield from _market_day(tell)
    yield from _landslide(tell)
    yield tell.ago(5, "09:50")
    fields = _called(tell, "key-work", "三百亩撂荒地复耕，请到场核定地类和水源", "nongyeju", "ziyuan")
    yield tell.ago(4, "10:40")
    tell.accept("nongyeju", fields["nongyeju"])
    yield tell.ago(3, "15:00")
    tell.report("nongyeju", fields["nongyeju"], "已实地看过两个村，土样送检")


def returned_twice(tell: Teller) -> Scenes:
    """执法: two departments in turn say that it is not theirs; by the rule the leader above both assigns it."""
    yield tell.ago(7, "08:50")
    culvert = _called(tell, "enforcement", "国道边涵洞堵塞，污水漫上路面", "jiaotong")["jiaotong"]
    yield tell.ago(7, "11:20")
    tell.decline("jiaotong", culvert, "not-ours", "堵的是村里的排水支管，不是公路涵洞", whose="zhujian")
    yield tell.ago(7, "14:30")
    tell.offer_to(TOWN, culvert, "zhujian")
    yield tell.ago(7, "16:40")
    tell.decline("zhujian", culvert, "not-ours", "国道用地范围内的涵洞由交通部门养护", whose="jiaotong")
    yield tell.ago(6, "09:30")
    reason = "涵洞在国道用地范围内，由县交通运输局清淤，县住建局提供支管图"
    tell.rule(tell.holder(culvert), culvert, reason, doer="jiaotong")
    yield tell.ago(4, "16:20")
    tell.deliver("jiaotong", culvert, "涵洞已清淤，路面已冲洗")
    yield tell.ago(3, "09:40")
    _rated(tell, culvert, "推了一天半，定了以后两天办完", solved=True, satisfied=PARTLY)


def _market_day(tell: Teller) -> Scenes:
    """执法: three are called, one comes in time, one late, one names whose it is."""
    yield tell.ago(13, "09:30")
    called = _called(tell, "enforcement", "集镇占道经营和油烟扰民联合整治", "shijian", "chengguan", "jiaotong")
    yield tell.ago(13, "10:50")
    tell.decline("jiaotong", called["jiaotong"], "not-ours", "集镇街道不是公路，由县住建局管理", whose="zhujian")
    yield tell.ago(13, "11:20")
    tell.offer_to(TOWN, called["jiaotong"], "zhujian")
    yield tell.ago(13, "14:10")
    tell.accept("shijian", called["shijian"])
    tell.accept("zhujian", called["jiaotong"])
    yield tell.ago(12, "15:20")
    tell.accept("chengguan", called["chengguan"])  # past the 24 hours, but before the leader decided
    yield tell.ago(11, "16:30")
    tell.deliver("shijian", called["shijian"], "检查餐饮店十四家，九家已加装油烟净化")
    tell.deliver("zhujian", called["jiaotong"], "街面破损两处已列入维修计划")
    yield tell.ago(10, "09:15")
    _rated(tell, called["shijian"], "当天就到，三天办完", solved=True, satisfied=YES)
    _rated(tell, called["jiaotong"], "只列了计划，没有修", solved=False, satisfied=NO)
    yield tell.ago(9, "16:00")
    tell.deliver("chengguan", called["chengguan"], "占道摊位劝离二十六个，划定临时摆卖点")
    yield tell.ago(8, "10:05")
    _rated(tell, called["chengguan"], "来得晚，摆卖点划得合适", solved=True, satisfied=PARTLY)


def _landslide(tell: Teller) -> Scenes:
    """应急: thirty minutes, at any hour."""
    yield tell.ago(6, "20:40")
    called = _called(tell, "emergency", "山体滑坡堵塞进村道路，三户被困", "yingji", "jiaotong")
    yield tell.ago(6, "20:58")
    tell.accept("yingji", called["yingji"])
    yield tell.ago(6, "21:25")
    tell.accept("jiaotong", called["jiaotong"])
    yield tell.ago(6, "22:35")
    tell.deliver("yingji", called["yingji"], "三户九人全部转移到镇中学")
    tell.deliver("jiaotong", called["jiaotong"], "便道抢通，单向放行")
    yield tell.ago(5, "08:40")
    _rated(tell, called["yingji"], "十八分钟到场", solved=True, satisfied=YES)
    _rated(tell, called["jiaotong"], "晚到一刻钟，通得快", solved=True, satisfied=PARTLY)


def _called(tell: Teller, klass: str, title: str, *units: str) -> dict[str, Stream]:
    """A matter for each department under one call; the first of them coordinates."""
    call, first = shell.fresh(), tell.county.desk(units[0])
    return {
        unit: tell.ask(TOWN, unit, title, kind=f"whistle-{klass}", parent=call, several=True, first=first)
        for unit in units
    }


def _rated(tell: Teller, stream: Stream, remark: str, *, solved: bool, satisfied: str) -> None:
    tell.does(TOWN, stream, AcceptDelivery(remark, solved=solved, satisfied=satisfied))
