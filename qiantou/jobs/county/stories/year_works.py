"""The other works that the county concludes in the year, as data: who owed what, when it came, what held it up.

All days are working days ago. What befalls a part is told, not judged: over-runs, protections and help are computed
from the record like anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qiantou.core.undertaking import Direction


@dataclass(frozen=True)
class Lack:
    """What stopped a part, from `since` to `until`, and who cleared it."""

    text: str
    to: str
    since: int
    until: int
    cleared: str


@dataclass(frozen=True)
class Part:
    """One line: what `unit` owes, its weight, by when, and when it was handed in.

    `after`: the places of the lines that come first. `returned`: sent back with these words and handed in again three
    days later. `warned`: what the unit said five days before its day was over. `later`: the day that was agreed on
    application, and why.
    """

    unit: str
    text: str
    weight: int
    due: int
    done: int
    after: tuple[int, ...] = ()
    lack: Lack | None = None
    returned: str = ""
    warned: str = ""
    later: tuple[int, str] | None = None


@dataclass(frozen=True)
class Measured:
    """One outcome: from what, to what, and what it came to; percent or a count."""

    by: str
    name: str
    unit: str
    baseline: str
    target: str
    value: str
    direction: Direction = Direction.UP


@dataclass(frozen=True)
class Work:
    """One concluded work. `own`: weight of the lead's line of coordination; `coordination`, `reserve`: as signed, in
    percent; `over`: the day it was closed; `served`: asked and satisfied of those served."""

    title: str
    lead: str
    sponsor: str
    begun: int
    over: int
    own: int
    coordination: int
    reserve: int
    measures: tuple[Measured, ...]
    served: tuple[int, int]
    parts: tuple[Part, ...] = field(default=())


WORKS = (
    Work(
        "农村供水管网延伸", "shuili", "nongye", 205, 78, own=10, coordination=12, reserve=8,
        measures=(
            Measured("weijian", "水质抽检合格率", "%", "88", "98", "89"),
            Measured("xinfang", "停水和水压投诉", "件", "90", "30", "78", Direction.DOWN),
        ),
        served=(160, 72),
        parts=(
            Part("caizhengju", "管网延伸资金评审和拨付", 15, due=185, done=189),
            Part("ziyuan", "取水口和泵站用地选址", 15, due=172, done=174),
            Part("shuili", "二十六公里主管网敷设", 35, due=128, done=104, after=(2,)),
            Part("zhujian", "镇区支管接入和路面恢复", 25, due=112, done=86, after=(3,)),
        ),
    ),
    Work(
        "滨河便民广场和停车场建设", "zhujian", "chengjian", 200, 80, own=20, coordination=20, reserve=6,
        measures=(Measured("chengguan", "新增公共停车位", "个", "0", "420", "418"),),
        served=(110, 101),
        parts=(
            Part("caizhengju", "建设资金评审和拨付", 20, due=180, done=184),
            Part("ziyuan", "用地报批和规划条件", 20, due=165, done=165),
            Part("shuili", "河道岸线占用审查", 10, due=160, done=146),
            Part("chengguan", "泊位施划和日常管理", 30, due=105, done=100, after=(2, 3),
                 warned="标线材料到货推迟，预计晚五个工作日"),
        ),
    ),
    Work(
        "高标准农田和灌溉渠系改造", "nongyeju", "nongye", 198, 79, own=15, coordination=15, reserve=10,
        measures=(
            Measured("tongjiju", "新增高标准农田", "万亩", "0", "2.4", "2.4"),
            Measured("nongyeju", "渠系水利用系数", "", "0.48", "0.60", "0.59"),
        ),
        served=(90, 81),
        parts=(
            Part("caizhengju", "项目资金评审和拨付", 15, due=178, done=180),
            Part("shuili", "四十二公里干支渠衬砌", 40, due=118, done=112,
                 lack=Lack("缺地块权属界线，渠线无法放样", "ziyuan", 160, 154, "界线坐标和宗地图已交")),
            Part("ziyuan", "耕地质量等级变更", 15, due=98, done=90, after=(2,)),
            Part("zhujian", "泵房施工质量监督", 15, due=96, done=93, after=(2,),
                 later=(92, "两台水泵到货推迟，泵房不能试运行")),
        ),
    ),
    Work(
        "中小学校舍安全改造", "jiaoyu", "minsheng", 195, 78, own=20, coordination=18, reserve=8,
        measures=(
            Measured("yingji", "校舍安全隐患", "处", "57", "0", "2", Direction.DOWN),
            Measured("jiaoyu", "开学前投入使用", "所", "0", "14", "14"),
        ),
        served=(210, 196),
        parts=(
            Part("caizhengju", "改造资金评审和拨付", 15, due=175, done=179),
            Part("zhujian", "十四所校舍加固", 40, due=110, done=106, returned="三所学校缺结构检测报告",
                 lack=Lack("校舍不动产权属不清，不能办理施工许可", "ziyuan", 158, 153, "十四所校舍权属证明已出具")),
            Part("ziyuan", "校园用地界址核定", 15, due=150, done=152),
            Part("shuili", "校园排涝沟渠疏通", 10, due=132, done=114),
        ),
    ),
)  # fmt: skip
