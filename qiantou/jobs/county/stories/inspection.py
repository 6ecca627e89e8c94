"""A visit of inspection inside one bureau: the heavy parts come back to the general section.

Matters between a unit and its sections: the unit's head decides, and nobody outside sees them. What two sections
hand on to each other ends, by the head's ruling, with the general section, which then waits for both of them.
"""

from qiantou.core.kinds import Phase
from qiantou.jobs.county.telling import Scenes, Teller

BUREAU, GENERAL, SAFETY, HOUSES, ESTATES = (
    "zhujian",
    "zhujian.zonghe",
    "zhujian.zhian",
    "zhujian.fangguan",
    "zhujian.wuye",
)


def story(tell: Teller) -> Scenes:
    yield tell.ago(27, "09:00")
    visit = tell.ask("zhengfuban", "zhujian", "迎接省级城镇燃气和房屋安全督查，提交自查材料", due=tell.day(-8))
    yield tell.ago(27, "14:40")
    tell.accept("zhujian", visit)
    sites = tell.ask(BUREAU, SAFETY, "提供在建工地检查台账", due=tell.day(-14))
    records = tell.ask(BUREAU, HOUSES, "整理近三年老旧房屋鉴定档案", due=tell.day(-14))
    lifts = tell.ask(BUREAU, ESTATES, "汇总小区电梯和燃气隐患清单", due=tell.day(-14))
    yield tell.ago(26, "10:15")
    tell.accept(SAFETY, sites)
    tell.accept(ESTATES, lifts)
    tell.decline(HOUSES, records, "not-ours", "鉴定由质量安全股委托，档案不在我股", whose=SAFETY)
    yield tell.ago(25, "09:30")
    tell.offer_to(BUREAU, records, SAFETY)
    yield tell.ago(24, "16:00")
    tell.decline(SAFETY, records, "not-ours", "档案汇总历来由综合股负责", whose=GENERAL)
    yield tell.ago(23, "09:10")
    tell.rule(
        "zhujian.head", records, "两股各执一词，时间紧，先由综合股整理，两股提供材料", doer=GENERAL, due=tell.day(-13)
    )
    yield tell.ago(22, "15:20")
    dispute = tell.not_ours(ESTATES, SAFETY, lifts, "燃气隐患由质量安全股掌握，应由其汇总")
    yield tell.ago(21, "10:00")
    tell.decline(SAFETY, dispute, "no-power", "小区内燃气隐患由物业报送，我股无台账")
    yield tell.ago(20, "11:10")
    tell.refer(ESTATES, dispute, "两股意见不一，请局长明确")
    yield tell.ago(19, "09:25")
    tell.rule(
        "zhujian.head",
        dispute,
        "电梯和燃气都由物业股汇总，质量安全股补充",
        outcome=Phase.CLOSED,
        granted=False,
    )
    yield tell.ago(16, "15:00")
    tell.deliver(SAFETY, sites, "三十一个工地台账")
    tell.deliver(GENERAL, records, "鉴定报告一百零四份目录")
    yield tell.ago(15, "10:20")
    tell.close(BUREAU, sites)
    tell.send_back(BUREAU, records, "缺两个街道的鉴定报告")
    yield tell.ago(13, "16:30")
    tell.deliver(GENERAL, records, "补齐")
    tell.deliver(ESTATES, lifts, "隐患清单一百八十六条")
    yield tell.ago(12, "09:15")
    tell.close(BUREAU, records)
    tell.close(BUREAU, lifts)
    yield tell.ago(10, "10:40")
    tell.deliver("zhujian", visit, "自查报告和三册台账")
    yield tell.ago(8, "09:50")
    tell.send_back("zhengfuban", visit, "整改时限没有落到责任人")
    yield tell.ago(7, "14:45")
    more = tell.ask(BUREAU, SAFETY, "逐条填写整改时限和责任岗位", due=tell.day(1))
    yield tell.ago(6, "09:20")
    tell.counter(SAFETY, more, "条目太多，建议只填重大隐患", due=tell.day(3))
    yield tell.ago(5, "10:10")
    tell.insist(BUREAU, more, "督查组要求逐条填写")
    yield tell.ago(4, "09:05")
    tell.accept(SAFETY, more)
    yield tell.ago(2, "11:15")
    tell.block(SAFETY, more, "缺物业股的隐患位置编号", to=ESTATES)
