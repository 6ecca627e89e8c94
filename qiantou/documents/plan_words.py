"""The words of a plan's grid in both languages: headings, roles, sizes and rhythms, as written and as read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qiantou.core.plan import Every, Role
from qiantou.documents.script import INVISIBLE, fold
from qiantou.documents.vocabulary import LABELS
from qiantou.documents.vocabulary import Role as Said


@dataclass(frozen=True)
class Words:
    """What a grid is written with. `rhythms` hold %(day)s; `last_day` is a month's 31st, which is its last."""

    title: str
    headings: Mapping[str, str]
    roles: Mapping[Role, str]
    sizes: Mapping[str, str]
    rhythms: Mapping[Every, str]
    weekdays: Sequence[str]
    last_day: str
    comma: str


CHINESE = Words(
    title="分工方案",
    headings={
        "key": "编号", "deliverable": "事项/成果", "standard": "完成标准", "role": "角色", "unit": "责任单位",
        "competent": "业务主管单位", "duty": "履职依据", "due": "完成时限", "outer": "最迟不超过", "weight": "权重",
        "effort": "工作量", "after": "前置", "rhythm": "频次", "means": "要素保障",
    },
    roles={Role.LEAD: "牵头", Role.DO: "承办", Role.SUPPORT: "配合", Role.COORDINATE: "统筹"},
    sizes={"small": "小", "medium": "中", "large": "大"},
    rhythms={
        Every.WEEK: "每周%(day)s前", Every.MONTH: "每月%(day)s日前", Every.QUARTER: "每季度首月%(day)s日前",
        Every.YEAR: "每年1月%(day)s日前",
    },
    weekdays=("一", "二", "三", "四", "五", "六", "日"),
    last_day="每月底前",
    comma="、",
)  # fmt: skip
ENGLISH = Words(
    title="Plan",
    headings={
        "key": "Key", "deliverable": "Deliverable", "standard": "Standard", "role": "Role", "unit": "Unit",
        "competent": "Competent unit", "duty": "Duty", "due": "Due", "outer": "Outer limit", "weight": "Weight",
        "effort": "Effort", "after": "After", "rhythm": "Rhythm", "means": "Means",
    },
    roles={Role.LEAD: "lead", Role.DO: "do", Role.SUPPORT: "support", Role.COORDINATE: "coordinate"},
    sizes={"small": "small", "medium": "medium", "large": "large"},
    rhythms={
        Every.WEEK: "weekly by %(day)s", Every.MONTH: "monthly by day %(day)s",
        Every.QUARTER: "quarterly by day %(day)s", Every.YEAR: "yearly by day %(day)s",
    },
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    last_day="monthly by its last day",
    comma=", ",
)  # fmt: skip

_HEADINGS = {
    "key": "编号 序号 号 行号 键 标识 no. no number id",
    "deliverable": "事项 成果 事项成果 任务 工作任务 交付成果 deliverables task item",
    "standard": "标准 完成标准 验收标准 成果标准 standards",
    "role": "角色 分工角色 roles",
    "unit": "单位 责任单位 承办单位 doer",
    "competent": "业务主管单位 主管单位 业务主管部门 业务主管 验收单位 competent competentunits",
    "duty": "履职依据 职责依据 引用职责 依据 履职事项 dutycited basis",
    "due": "完成时限 时限 完成时间 完成日期 承诺完成日 duedate deadline",
    "outer": "最迟不超过 最迟期限 最迟 最晚 最迟时限 外限 最迟完成时限 outer latest",
    "weight": "权重 分值 weights",
    "effort": "工作量 人天 人日 工作量人天 persondays person-days",
    "after": "前置 前置任务 前置事项 前置行 前置条件 紧前 predecessors predecessor",
    "rhythm": "频次 频率 周期 报送频次 frequency",
    "means": "要素保障 保障 所需要素 要素 resources",
}
_KNOWN = {word: code for code, words in _HEADINGS.items() for word in words.split()}
_SAID = {
    Said.TASK: "deliverable", Said.STANDARD: "standard", Said.NUMBER: "key", Said.DUE: "due", Said.RESPONSIBLE: "unit",
    Said.LISTED: "unit", Said.LEAD: "unit:lead", Said.COOPERATING: "unit:support",
}  # fmt: skip
_UNITS = (
    ("unit:lead", re.compile(r"(?:牵头|主办|主责).{0,4}(?:单位|部门)")),
    ("unit:support", re.compile(r"(?:配合|协办|参与|协同).{0,4}(?:单位|部门)")),
    ("unit", re.compile(r"(?:责任|承办|落实).{0,4}(?:单位|部门)")),
)
_ROLES = {
    Role.LEAD: "牵头 牵头单位 主办 主办单位 主责 lead leading",
    Role.DO: "承办 承办单位 责任 责任单位 负责 do doer responsible",
    Role.SUPPORT: "配合 配合单位 协办 协办单位 参与 协同 会办 support supporting cooperating cooperate",
    Role.COORDINATE: "统筹 统筹协调 协调 coordinate coordination coordinating",
}
ROLES: Mapping[str, Role] = {word: role for role, words in _ROLES.items() for word in words.split()}
SIZES: Mapping[str, str] = {
    word: size
    for size, words in {"small": "小 small s", "medium": "中 medium m", "large": "大 large l"}.items()
    for word in words.split()
}


def _plain(text: str) -> str:
    return re.sub(r"\(.*?\)|[\s*:/、]", "", fold(INVISIBLE.sub("", text))).lower()


for _words in (CHINESE, ENGLISH):
    _KNOWN |= {_plain(word): code for code, word in _words.headings.items()}


@lru_cache(maxsize=1024)
def heading_code(text: str) -> str:
    """The column a heading names: a code of COLUMNS, "unit:lead" or "unit:support" where it says the role of the units
    below it, or "" where it names none. Only whole words count: 落实防汛措施 is work, no heading."""
    plain = _plain(text)
    if not plain or len(plain) > 16:
        return ""
    if plain in _KNOWN:
        return _KNOWN[plain]
    if said := LABELS.get(plain):
        return _SAID.get(said, "")
    return next((code for code, pattern in _UNITS if pattern.fullmatch(plain)), "")
