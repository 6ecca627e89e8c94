"""Ways of writing that real papers use beside the twenty layouts. Each row: task | lead | cooperating | due."""

import pytest

from qiantou.documents.division import read_division
from qiantou.documents.opening import read_pasted

VARIANTS = {
    "labels without colons": (
        "1.建馆 牵头单位 县教育局 配合单位 县财政局",
        ["建馆 | 县教育局 | 县财政局 | -"],
    ),
    "one statement behind several items": (
        "1.修路；\n2.架桥。\n（以上由县交通局牵头，县林业局配合）",
        ["修路 | 县交通局 | 县林业局 | -", "架桥 | 县交通局 | 县林业局 | -"],
    ),
    "several brackets in one sentence": (
        "1.修复水库（县水利局牵头）；清淤河道（县住建局牵头）。",
        ["修复水库 | 县水利局 | - | -", "清淤河道 | 县住建局 | - | -"],
    ),
    "a unit, a colon, its task": (
        "1.县发改局：修编规划，6月底前完成。",
        ["修编规划，6月底前完成 | 县发改局 | - | 2026-06-30"],
    ),
    "headings that are units": (
        "一、县发改局\n1.修编规划。\n二、县财政局\n1.压减支出。",
        ["修编规划 | 县发改局 | - | -", "压减支出 | 县财政局 | - | -"],
    ),
    "a statement under the title": (
        "某县重点工作分工\n（牵头单位：县政府办；配合单位：各镇）\n1.修路\n2.架桥（县住建局牵头）",
        ["修路 | 县政府办 | 各镇 | -", "架桥 | 县住建局 | - | -"],
    ),
    "two kinds of cooperating": (
        "1.架桥\n主办单位：县住建局\n会办单位：县水利局\n参与单位：各镇",
        ["架桥 | 县住建局 | 县水利局、各镇 | -"],
    ),
    "an empty lead label": (
        "1.架桥\n牵头单位：\n责任单位：县水利局",
        ["架桥 | - | 县水利局 | -"],
    ),
    "会同": ("1.造林（由县林业局会同有关乡镇实施）。", ["造林 | 县林业局 | 有关乡镇 | -"]),
    "a wrapped date": (
        "1.发展光伏。（牵头单位：县发改局；责任单位：县财政局、\n县住建局；完成时限：6月底\n前）",
        ["发展光伏 | 县发改局 | 县财政局、县住建局 | 2026-06-30"],
    ),
    "a broken cell": (
        "序号│任务│牵头单位│配合单位\n1│架桥，\n 全长三公里│县住建局│各镇",
        ["架桥，全长三公里 | 县住建局 | 各镇 | -"],
    ),
    "blanks inside a list in a table of blanks": (
        "序号 重点任务 牵头单位 完成时限\n1 建设 食堂 县机关事务中心 县财政局 6月底",
        ["建设食堂 | 县机关事务中心、县财政局 | - | 2026-06-30"],
    ),
    "bullets": (
        "● 绿化（县林业局 牵头）\n- 造林（牵头：县林业局；配合：各镇）",
        ["绿化 | 县林业局 | - | -", "造林 | 县林业局 | 各镇 | -"],
    ),
    "a remark is no assignment": (
        "1.落实《通知》（某政〔2025〕3号）要求（试行），支持高新园(邹区镇)发展。（牵头单位：县财政局）",
        ["落实《通知》（某政〔2025〕3号）要求（试行），支持高新园(邹区镇)发展 | 县财政局 | - | -"],
    ),
    "labels as boxes": ("1.改造管网【牵头单位】县住建局【时限】年底前", ["改造管网 | 县住建局 | - | 2026-12-31"]),
    "labels as sentences": (
        "1.修路，牵头单位为县交通局，配合单位为县财政局，6月底前完成。",
        ["修路 | 县交通局 | 县财政局 | 2026-06-30"],
    ),
    "a head and its tasks": (
        "重点工作：强农\n主要任务：修渠\n牵头单位：县水利局\n重点工作：助学\n主要任务：建校\n牵头单位：县教育局",
        ["修渠 | 县水利局 | - | -", "建校 | 县教育局 | - | -"],
    ),
    "a title with its year": (
        "重点工作任务分工方案（2026年）\n1.修路。（牵头单位：县交通局，6月底前完成）",
        ["修路 | 县交通局 | - | 2026-06-30"],
    ),
    "urging is no task": (
        "1.修路。（县交通局牵头）\n2.各责任单位要高度重视，切实负责。\n3.架桥。（县住建局牵头）",
        ["修路 | 县交通局 | - | -", "架桥 | 县住建局 | - | -"],
    ),
}


@pytest.mark.parametrize("case", VARIANTS, ids=str)
def test_a_variant(case: str):
    text, rows = VARIANTS[case]
    shown = [
        " | ".join((row.task, "、".join(row.lead) or "-", "、".join(row.cooperating) or "-", str(row.due or "-")))
        for row in read_division(read_pasted(text), year=2026).rows
    ]
    assert shown == rows
