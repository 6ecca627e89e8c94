"""One imported division, carried by its units: every state of the loop is on some page today."""

from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase
from qiantou.jobs.county.division import launch
from qiantou.jobs.county.establish import COUNTY
from qiantou.jobs.county.telling import Scenes, Teller

Matters = dict[str, Stream]  # by place

UNASKED = ("001-04", "002-03", "003-02", "003-03")  # answered in a way of their own
PROMPT = (
    ("fagaiju", "001", "002", "003"), ("caizhengju", "001-01", "002-01", "006"), ("zhujian", "001-02", "003-01", "010"),
    ("shangwu", "001-03", "002-02", "005"), ("tongjiju", "001-05", "002-04"), ("toucu", "001-06"),
    ("gongxin", "004", "009-02"), ("yuanqu", "004-01", "006-02", "007"), ("shijian", "005-01"),
    ("beiguan", "005-02", "008-02", "009-03", "010-03"), ("pingan", "005-03", "008-03", "009-04", "011-03"),
    ("shuiwu", "006-01"), ("xincailiao", "007-01"), ("gaoduan", "007-02"), ("shipin", "007-03"),
    ("shangmao", "007-04"), ("jiaoyu", "008", "009-01"), ("ziyuan", "008-01"), ("renshe", "009"),
    ("chengguan", "010-01"), ("jiaotong", "010-02"), ("minzheng", "011"), ("weijian", "011-01"),
    ("yibao", "011-02"), ("donghe", "011-04"),
)  # fmt: skip
"""Who accepts within the first days, one unit after the other."""


def story(tell: Teller) -> Scenes:
    yield tell.ago(34, "09:05")
    launched = launch(tell.county, tell.clock)
    tell.joint, matter = launched.joint, launched.matters
    yield from _answers(tell, matter)
    yield from _settling(tell, matter)
    yield from _working(tell, matter)
    yield from _lately(tell, matter)


def _answers(tell: Teller, matter: Matters) -> Scenes:
    for number, (who, *places) in enumerate(PROMPT):
        yield tell.ago(33, f"{9 + number // 10:02}:{number % 10 * 6:02}")
        for place in places:
            tell.accept(who, matter[place])
    yield tell.ago(32, "09:20")
    tell.counter("wenlv", matter["001-04"], "文旅消费数据按季度汇总，建议晚两周报送", due=tell.day(32))
    tell.counter("wenlv", matter["002-03"], "旅游收入口径与统计局不一致，建议先统一口径", due=tell.day(40))
    yield tell.ago(32, "15:10")
    tell.decline("jiaotong", matter["003-02"], "no-means", "今年交通项目资金未到位，无可纳统项目")


def _settling(tell: Teller, matter: Matters) -> Scenes:
    yield tell.ago(31, "10:05")
    tell.amend("fagaiju", matter["001-04"], "同意按季度报送", due=tell.day(32))
    tell.insist("fagaiju", matter["002-03"], "口径以统计局为准，时限不变")
    tell.offer_to("fagaiju", matter["003-02"], "chengguan")
    yield tell.ago(30, "09:30")
    tell.accept("wenlv", matter["001-04"])
    tell.accept("chengguan", matter["003-02"])
    tell.counter("wenlv", matter["002-03"], "请统计局先书面明确口径", due=tell.day(35))
    yield tell.ago(28, "16:20")
    tell.insist("fagaiju", matter["002-03"], "口径问题另行协调，不影响报送")
    yield tell.ago(25, "09:40")
    tell.rule("changwu", matter["002-03"], "按统计局现行口径报送，时限适当后延", due=tell.day(28))
    yield tell.ago(24, "11:00")
    tell.rule("changwu", matter["003-03"], "县水利局须按分工落实，逾期未答复不影响承办", outcome=Phase.UNDERWAY)
    tell.report("shuili", matter["003-03"], "已排出年内可纳统的三个项目")


def _working(tell: Teller, matter: Matters) -> Scenes:
    yield tell.ago(22, "10:15")
    missing = tell.block("beiguan", matter["005-02"], "缺辖区新增市场主体名录", to="shijian")
    yield tell.ago(21, "09:10")
    tell.accept("shijian", missing)
    tell.deliver("xincailiao", matter["007-01"], "园区现状图和用地需求表已报")
    yield tell.ago(20, "10:30")
    tell.close("yuanqu", matter["007-01"], "资料齐全")
    yield tell.ago(18, "15:00")
    tell.deliver("shijian", missing, "名录已提供，共三百余户")
    tell.withdraw("minzheng", matter["011-01"], "该项已并入县卫生健康局年度任务，不再重复安排")
    yield tell.ago(17, "09:15")
    tell.close("beiguan", missing)
    tell.deliver("beiguan", matter["010-03"], "两条背街小巷改造完成")
    tell.deliver("beiguan", matter["009-03"], "举办招聘会一场")
    yield tell.ago(16, "10:00")
    tell.close("zhujian", matter["010-03"], "现场看过")
    tell.send_back("renshe", matter["009-03"], "缺达成意向人数和企业名单")
    tell.deliver("jiaoyu", matter["009-01"], "高校毕业生台账已移交")
    yield tell.ago(15, "11:20")
    tell.close("renshe", matter["009-01"])
    tell.deliver("yuanqu", matter["004-01"], "园区规上企业用电、产值月报已对接")
    yield tell.ago(14, "16:00")
    tell.close("gongxin", matter["004-01"])
    tell.deliver("beiguan", matter["009-03"], "补报企业名单")
    tell.deliver("shuiwu", matter["006-01"], "前三季度税收分析已报")
    yield tell.ago(12, "09:50")
    tell.send_back("renshe", matter["009-03"], "仍缺意向人数")
    tell.close("caizhengju", matter["006-01"])
    tell.remark("shuiwu", matter["006-01"], "第四季度数据出来后另行补充")
    tell.deliver("yibao", matter["011-02"], "长期护理险试点方案已拟定")
    yield tell.ago(11, "10:40")
    tell.deliver("gongxin", matter["004"], "指标已分解到企业，月度调度机制已建立")


def _lately(tell: Teller, matter: Matters) -> Scenes:
    yield tell.ago(9, "09:30")
    dispute = tell.not_ours("ziyuan", "zhujian", matter["008-01"], "学校用地的规划条件由县住房和城乡建设局核定")
    tell.deliver("beiguan", matter["009-03"], "补报意向人数一百二十人")
    tell.close(COUNTY, matter["004"], "同意验收")
    yield tell.ago(8, "15:30")
    tell.send_back("renshe", matter["009-03"], "意向人数与企业名单对不上")
    tell.deliver("beiguan", matter["005-02"], "辖区商超促销活动方案和名录")
    yield tell.ago(7, "10:10")
    tell.send_back("shangwu", matter["005-02"], "缺活动效果数据")
    later = tell.more_time("shipin", "yuanqu", matter["007-03"], due=tell.day(15), why="环评材料须补一次监测，申请延期")
    yield tell.ago(6, "09:40")
    tell.decline("zhujian", dispute, "not-ours", "用地规划条件依三定规定由县自然资源局负责", whose="ziyuan")
    lack = tell.block("gaoduan", matter["007-02"], "缺园区控规图电子版", to="ziyuan")
    yield tell.ago(5, "10:20")
    tell.accept("yuanqu", later)
    tell.accept("ziyuan", lack)
    tell.deliver("pingan", matter["009-04"], "社区招聘会三场，达成意向六十五人")
    yield tell.ago(4, "09:25")
    tell.refer("ziyuan", dispute, "双方意见不一致，请常务副县长明确")
    tell.close("renshe", matter["009-04"], "按期完成")
    tell.deliver("pingan", matter["011-03"], "助餐点两处建成")
    yield tell.ago(3, "10:50")
    opinion = "学校用地的规划条件属三定规定中自然资源部门的职责，住建部门提供技术指标"
    tell.pass_up("bianban", dispute, opinion, whose="ziyuan")
    tell.deliver("beiguan", matter["005-02"], "补充活动销售额数据")
    tell.close("minzheng", matter["011-03"])
    tell.block("chengguan", matter["010-01"], "连续降雨，路面无法施工", to="qixiang", outside=True)
    yield tell.ago(2, "09:35")
    tell.more_time("shangmao", "yuanqu", matter["007-04"], due=tell.day(14), why="地块权属正在核对，申请延期五个工作日")
    tell.block("jiaotong", matter["010-02"], "改造资金未下达", to="caizhengju")
    tell.ask("jiaoyu", "zhujian", "核对新建学校工程进度", due=tell.day(8))
    buses = tell.ask("jiaoyu", "jiaotong", "开通新校区公交线路", due=tell.day(9))
    yield tell.ago(1, "10:15")
    extra = tell.ask("renshe", "shangwu", "提供商贸企业用工需求", due=tell.day(6))
    yield tell.ago(1, "16:05")
    tell.decline("jiaotong", buses, "no-means", "年内没有新增车辆计划，建议调整现有线路")
    tell.counter("shangwu", extra, "需逐户摸底，建议延后三个工作日", due=tell.day(9))
