"""Duty lists of the demonstration: two townships, and two bureaus that claim one duty both. Invented after the form
of published lists; a row is class, item, and where a department stands above it: department, its duty, the part.
"""

from __future__ import annotations

from collections.abc import Iterator

from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Desk
from qiantou.jobs.county.establish import County
from qiantou.jobs.county.offices import UNITS

PAPER = "县委编办发〔{year}〕3号"

BASIC = (
    ("党的建设", "落实党组织“三会一课”制度，开展党员教育管理"),
    ("党的建设", "做好发展党员、党费收缴和党内关怀帮扶"),
    ("经济发展", "开展项目谋划、申报和落地服务"),
    ("经济发展", "做好统计调查和经济普查的组织工作"),
    ("民生服务", "办理城乡居民基本养老保险、医疗保险参保登记"),
    ("民生服务", "开展低保、特困人员和临时救助的受理、初审、公示"),
    ("民生服务", "做好农民工返乡就业创业服务"),
    ("平安法治", "排查化解矛盾纠纷，做好人民调解"),
    ("乡村振兴", "落实粮食生产任务，防止耕地撂荒"),
    ("乡村振兴", "组织村庄清洁和生活垃圾收集"),
    ("生态环保", "落实河长制，开展日常巡河"),
    ("综合政务", "办理便民服务中心政务服务事项"),
)
COOPERATING = (
    ("防灾减灾", "防溺水", "jiaoyu", "制定防溺水方案，指导学校开展教育", "日常巡查水域，设置警示标志，开展宣传"),
    ("防灾减灾", "防汛抗旱", "shuili", "编制预案，调度水利工程，发布预警", "排查隐患点，转移安置群众，上报灾情"),
    ("防灾减灾", "森林防火", "linye", "编制规划，组织火情监测和扑救", "开展巡护和宣传，组织早期处置"),
    ("自然资源", "农村宅基地审批管理", "nongyeju", "制定管理制度，指导宅基地分配使用", "受理申请，现场核查，审核上报"),
    ("自然资源", "违法占用耕地整治", "ziyuan", "立案查处，组织复耕验收", "巡查发现，劝阻制止，及时报告"),
    ("城乡建设", "农村自建房安全排查", "zhujian", "组织鉴定，制定整治措施", "入户排查登记，督促停用危房"),
    ("市场监管", "农村集体聚餐食品安全", "shijian", "监督检查，查处违法行为", "备案登记，现场提醒"),
    ("文化旅游", "文物点日常看护", "wenlv", "认定保护对象，组织修缮", "聘请看护员，发现损毁及时报告"),
)
TAKEN_BACK = (
    ("卫生健康", "对无证行医的处罚", "weijian", "由县卫生健康局组织执法队伍直接查处"),
    ("应急管理", "对小微企业安全生产的行政处罚", "yingji", "由县应急管理局按计划检查并处罚"),
    ("市场监管", "出具食品小作坊经营证明", "shijian", "由县市场监督管理局依申请核发登记证"),
    ("民政", "创建达标评比的组织申报", "minzheng", "取消，不再要求乡镇申报"),
)
TOWNS = {"longquan": BASIC, "hongtu": (*BASIC[:10], ("特色产业", "做好茶叶产业发展服务"), BASIC[11])}
"""The townships whose lists are loaded, with their basic rows."""
BUREAUS = {
    "shuili": (("水利管理", "河道采砂监督管理"), ("水利管理", "农村饮水工程建设管理")),
    "ziyuan": (("资源管理", "河道采砂监督管理"), ("资源管理", "耕地保护监督检查")),
}
"""Bureaus with some basic rows of their own; both claim the sand in the rivers."""


def rows(county: County) -> list[Duty]:
    """Every row of the demonstration, town by town."""
    return [duty for unit in (*TOWNS, *BUREAUS) for duty in _unit(unit, county)]


def _unit(key: str, county: County) -> Iterator[Duty]:
    unit = county.desk(key)
    for number, (klass, item) in enumerate(TOWNS.get(key) or BUREAUS[key], 1):
        yield Duty(unit, DutySort.BASIC, str(number), klass=klass, item=item)
    if key not in TOWNS:
        return
    names = {row[0]: row[1] for row in UNITS}
    for number, (klass, item, above, theirs, part) in enumerate(COOPERATING, 1):
        yield Duty(
            unit, DutySort.COOPERATING, str(number), Desk(county.desk(above)), klass=klass, item=item,
            upper_name=names[above], upper_duty=theirs, part=part,
        )  # fmt: skip
    for number, (klass, item, above, how) in enumerate(TAKEN_BACK, 1):
        yield Duty(
            unit, DutySort.TAKEN_BACK, str(number), Desk(county.desk(above)), klass=klass, item=item,
            upper_name=names[above], how=how,
        )  # fmt: skip
