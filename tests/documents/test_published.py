"""Facts of published division documents (five, 2019-2025), each written in several layouts: every one reads alike."""

import pytest

from qiantou.documents.division import read_division
from qiantou.documents.opening import read_paper, read_pasted

Fact = tuple[str, str, str, str]

FACTS: list[Fact] = [
    ("地区生产总值增长6%", "县发展和改革局", "", ""),
    ("城乡居民人均可支配收入分别增长6%、6.5%", "县发展和改革局", "", ""),
    (
        "修编经济开发区整体规划",
        "县政府园区发展服务中心",
        "新材料产业园、高端装备产业园、食品产业园、商贸物流园",
        "",
    ),
    ("地区生产总值增长6.2%左右", "区发改局", "立山经济开发区、全区经济运行各专班", ""),
    ("固定资产投资增长15%左右", "区发改局", "立山经济开发区、各街道、区直各部门", ""),
    ("社会消费品零售总额增长9%左右", "区商务局", "各街道、区市场局", ""),
    ("一般公共预算收入增长8%左右", "区财政局", "立山经济开发区、各街道、税务局", ""),
    ("居民收入增长与经济增长基本同步", "区发改局", "各街道、各相关单位", ""),
    ("增加教育资源供给", "教育局", "经开区、高新园(邹区镇)、各街道、市国有公司", ""),
    ("老城厢复兴发展", "文体旅局", "晋陵公司、轨道公司", ""),
    ("老城厢复兴发展:大庙弄改造及道路整治", "住建局", "五星街道、南大街街道、荷花池街道", ""),
    ("优化养老服务", "民政局", "高新园(邹区镇)、各街道", ""),
    (
        "地区生产总值增长5.5%",
        "区发改经信局",
        "区财政局、区住房和城建局、区商务局、区文化和广电旅游体育局、区统计局、区投促局、区电子机械功能区管委会、各街道办事处",
        "",
    ),
    ("落实防汛防台行政首长负责制和岗位责任制", "党政办", "应消站", "4月"),
    ("明确应消站防汛工作职责和防汛联络员", "应消站", "", "4月"),
    ("明确村级应急工作组和应急工作小组", "村(社区)", "", "4月"),
    ("明确乡、村全科网格员防汛相关职责", "综治办", "应消站", "4月"),
    ("补充设置村(社区)网格责任人", "农村办", "规划建设办、国土所、村(社区)", "4月"),
]
"""(task, lead, cooperating, due). Source: published division documents."""


def label_lines(facts: list[Fact]) -> str:
    lines = []
    for at, (task, lead, cooperating, due) in enumerate(facts, 1):
        lines += [f"{at}.{task}。", f"牵头单位：{lead}"]
        lines += [f"责任单位：{cooperating}"] if cooperating else []
        lines += [f"完成时限：{due}"] if due else []
    return "\n".join(lines)


def brackets(facts: list[Fact]) -> str:
    lines = []
    for at, (task, lead, cooperating, due) in enumerate(facts, 1):
        said = [f"牵头单位：{lead}"] + ([f"配合单位：{cooperating}"] if cooperating else [])
        said += [f"完成时限：{due}"] if due else []
        lines.append(f"{at}.{task}。（{'；'.join(said)}）")
    return "\n".join(lines)


def verbs(facts: list[Fact]) -> str:
    lines = []
    for at, (task, lead, cooperating, due) in enumerate(facts, 1):
        said = f"{lead}牵头" + (f"，{cooperating}按职责分工负责" if cooperating else "")
        lines.append(f"（{'一二三四五六七八九十'[at % 10]}）{task}。〔{said}{'，' + due + '底前完成' if due else ''}〕")
    return "\n".join(lines)


def pipes(facts: list[Fact]) -> str:
    rows = [
        ("序号", "任务", "牵头单位", "配合单位", "完成时限"),
        *((str(at), *fact) for at, fact in enumerate(facts, 1)),
    ]
    return "\n".join(" | ".join(row) for row in rows)


def traditional(facts: list[Fact]) -> str:
    return brackets(facts).replace("牵头单位", "牽頭單位").replace("完成时限", "完成時限")


@pytest.mark.parametrize("layout", [label_lines, brackets, verbs, pipes, traditional])
def test_the_facts_come_back_from_every_layout(layout):
    division = read_division(read_pasted(layout(FACTS)), year=2025)
    read = [(row.task, "、".join(row.lead), "、".join(row.cooperating), str(row.due or "")) for row in division.rows]
    assert read == [(task, lead, cooperating, "2025-04-30" if due else "") for task, lead, cooperating, due in FACTS]


def test_the_facts_come_back_from_csv():
    head = "序号,任务,牵头单位,配合单位,完成时限\n"
    text = head + "\n".join(f"{at},{','.join(fact)}" for at, fact in enumerate(FACTS, 1))
    division = read_division(read_paper(text.encode("gb18030"), "分工.csv"), year=2025)
    assert [(row.task, "、".join(row.lead), "、".join(row.cooperating)) for row in division.rows] == [
        f[:3] for f in FACTS
    ]
