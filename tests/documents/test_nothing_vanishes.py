"""No line of a paper that names work may vanish: it is in a row, or a doubt says that it was left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.documents.division import Division, read_division
from qiantou.documents.opening import read_paper, read_pasted

from .papers import workbook

HEAD = "序号 重点任务 牵头单位 配合单位 完成时限"
FIRST = "1 修桥 县交通局 县财政局 6月底"


def read(*lines: str, year: int | None = 2026) -> Division:
    return read_division(read_pasted("\n".join(lines)), year=year)


def told(division: Division) -> list[tuple[str, str, str]]:
    return [(row.task, "、".join(row.lead), "、".join(row.cooperating)) for row in division.rows]


def codes(division: Division, at: int = 0) -> set[str]:
    return {doubt.code for doubt in division.rows[at].doubts}


BRIDGE, ROAD, CANAL = (
    ("修桥", "县交通局", "县财政局"),
    ("修路", "县住建局", "县财政局"),
    ("修渠", "县水利局", "县财政局"),
)


@pytest.mark.parametrize(
    "between",
    [
        "合计",
        "小计",
        "（续表）",
        "第 1 页 共 3 页",
        "—— 第 1 页 ——",
        "- 1 -",
        "注：以上任务由县政府督查室督办。",
        "\n\n\n\n",
    ],
)
@pytest.mark.parametrize("mark", [" ", "|", "\t"])
def test_a_table_goes_on_behind_a_line_that_is_no_row(between: str, mark: str):
    lines = [HEAD, FIRST, between, "2 修路 县住建局 县财政局 7月底", "3 修渠 县水利局 县财政局 8月底"]
    cut = [line.replace(" ", mark) if line != between else line for line in lines]
    assert [row for row in told(read(*cut)) if row[1] or row[2]] == [BRIDGE, ROAD, CANAL]


def test_a_number_without_a_row_is_a_row_to_be_looked_at():
    division = read(HEAD, FIRST, "2", "3 修渠 县水利局 县财政局 8月底")
    assert told(division) == [BRIDGE, ("", "", ""), CANAL]
    assert codes(division, 1) == {"unreadable"}


@pytest.mark.parametrize("page", ["—— 第 1 页 ——", "第 1 页 共 3 页", "第1页", "- 3 -", "Page 2"])
@pytest.mark.parametrize("mark", [" ", "|", "\t"])
def test_the_number_of_a_page_is_no_row(page: str, mark: str):
    lines = [
        HEAD.replace(" ", mark),
        FIRST.replace(" ", mark),
        page,
        "2 修路 县住建局 县财政局 7月底".replace(" ", mark),
    ]
    assert told(read(*lines)) == [BRIDGE, ROAD]


def test_running_text_behind_a_table_ends_it():
    division = read(HEAD, FIRST, "二、其他工作", "1.修路。（县住建局牵头）")
    assert told(division) == [BRIDGE, ("修路", "县住建局", "")]


def test_rows_above_the_headings_are_said_to_be_left_out():
    division = read("1.修校舍｜县教育局｜县财政局｜8月底前", "序号 任务 牵头 配合 时限", FIRST)
    assert [row[0] for row in told(division)] in (["修桥"], ["修校舍", "修桥"])
    if len(division.rows) == 1:
        assert "lines-left-out" in codes(division)


@pytest.mark.parametrize(
    "said", ["（市财政局负责）", "（市财政局、市住建局分别负责，年内持续推进）", "(牵头单位：市财政局)"]
)
@pytest.mark.parametrize("number", ["（{}）", "{}、", "（{}）、"])
def test_an_item_without_words_gives_nothing_to_the_one_before(number: str, said: str):
    lines = [f"{number.format('十三')}推进征收。（市自然资源局牵头，6月底前）", f"{number.format('十四')}{said}"]
    division = read(*lines, f"{number.format('十五')}推进丙事。（市教育局牵头）")
    assert told(division)[0] == ("推进征收", "市自然资源局", "")
    assert division.rows[0].due_text == "6月底前"
    assert "no-task" in codes(division, 1)
    assert len(division.rows) == 3


@pytest.mark.parametrize(
    "title",
    [
        ["青山县优化营商环境任务分工（2026年）"],
        ["青山县优化营商环境任务分工（2026年度）"],
        ["青山县优化营商环境任务分工〔2026〕"],
        ["青山县优化营商环境任务分工", "（2026年）"],
        ["青山县优化营商环境任务分工", "（2026年度）"],
        ["青山县优化营商环境任务分工", "2026年度"],
    ],
)
def test_the_year_of_a_title_may_stand_behind_or_below_it(title: list[str]):
    division = read(*title, "1.推进甲事。（县水利局牵头，6月底前）", year=None)
    assert [str(row.due) for row in division.rows] == ["2026-06-30"]
    assert codes(division) == set()


def test_the_year_in_the_title_of_a_sheet_is_taken():
    title = "青山县任务分工（2026年）"
    rows = [[title, None, None], ["任务", "牵头单位", "时限"], ["修桥", "县交通局", "6月底前"]]
    division = read_division(read_paper(workbook({"分工": rows}), "a.xlsx"))
    assert [str(row.due) for row in division.rows] == ["2026-06-30"]


@pytest.mark.parametrize(
    "head",
    [
        ["青山县2025年工作总结和2026年任务分工"],
        ["关于印发2025年工作要点任务分工的通知", "青政办〔2026〕3号"],
        ["青政办〔2026〕3号", "关于印发2025年工作要点任务分工的通知"],
    ],
)
def test_two_years_are_asked_about(head: list[str]):
    lines = [*head, "1.推进甲事。（县水利局牵头，6月底前）", "2.推进乙事。（县水利局牵头，2026年9月底前）"]
    division = read(*lines, year=None)
    assert "two-years" in codes(division, 0)
    assert "two-years" not in codes(division, 1)
    given_one = read(*lines, year=2026)
    assert "two-years" not in codes(given_one, 0)


OFFICES = st.sampled_from(["县交通局", "县住建局", "县水利局", "县教育局", "县民政局", "县林业局"])
WORK = st.permutations(["修桥", "铺设管网", "植树造林", "清淤疏浚", "改造校舍", "救助家庭", "开办食堂", "整治市容"])
NOISE = st.sampled_from(
    [
        "合计", "小计", "2", "12", "— 3 —", "第 1 页", "第 2 页 共 9 页", "（续表）", "注：表中日期为办结日期。", "",
        "\n\n\n", "---", "续", "青山县任务分工", "二、民生工作", "备注", "此页无正文", "填报单位：县政府办", "（空白）",
        "以上任务按季调度。", "序号", "说明", "……", "●", "第一部分 交通",
    ]
)  # fmt: skip
STACKED = "{n}\n{task}\n{lead}\n{help}\n6月底"
LAYOUTS = st.sampled_from(
    [
        "{n} {task} {lead} {help} 6月底",
        "{n}|{task}|{lead}|{help}|6月底",
        "{n}\t{task}\t{lead}\t{help}\t6月底",
        "|{n}|{task}|{lead}|{help}|6月底|",
        "{n}  {task}  {lead}  {help}  6月底",
        STACKED,
    ]
)
LOST = st.sampled_from(["\0", "\0", "\0", "6月底", "|6月底", "\t6月底", " 6月底", "|", "\t", "。", "牵头"])
"""What a row may lack; mostly nothing."""
PROSE = st.sampled_from(["{n}.{task}。（{lead}牵头，{help}配合）", "{n}.{task}。\n牵头单位：{lead}\n配合单位：{help}"])


@st.composite
def papers(draw) -> tuple[str, list[tuple[str, str, str]]]:
    """A paper and its work; between its lines stand lines that are none."""
    tabular = draw(st.booleans())
    layout = draw(LAYOUTS if tabular else PROSE)
    facts = [(task, draw(OFFICES), draw(OFFICES)) for task in draw(WORK)[: draw(st.integers(2, 8))]]
    head = (
        HEAD.replace(" ", "\n" if layout == STACKED else layout[3])
        if layout[0] == "{"
        else f"|{HEAD.replace(' ', '|')}|"
    )
    lines = [head] if tabular else ["青山县2026年任务分工"]
    for at, (task, lead, helper) in enumerate(facts, 1):
        lines += draw(st.lists(NOISE, max_size=2)) if at > 1 else []
        line = layout.format(n=at, task=task, lead=lead, help=helper)
        lines.append(line.replace(draw(LOST), "", 1) if layout != STACKED else line)
    return "\n".join(lines), facts


def _words_of(division: Division) -> str:
    """Every word a person is shown: of the rows, and of the doubts."""
    shown = [fact for row in division.rows for doubt in row.doubts for fact in doubt.facts.values()]
    shown += [fact for doubt in division.doubts for fact in doubt.facts.values()]
    for row in division.rows:
        shown += [row.task, *row.lead, *row.cooperating]
    return "\n".join(shown)


@given(papers())
@settings(max_examples=400, deadline=None)
def test_every_task_and_its_lead_is_in_a_row_or_a_doubt(paper):
    text, facts = paper
    division = read_division(read_pasted(text), year=2026)
    shown = _words_of(division)
    rows = {row.task: row for row in division.rows}
    for task, lead, helper in facts:
        assert task in shown, task
        assert lead in shown, lead
        row = rows.get(task)
        if row is not None and row.lead:
            assert row.lead[0] == lead or row.doubts, (task, row)
            assert lead == helper or helper in row.cooperating or row.doubts, (task, row)


def test_a_row_of_tabs_whose_cells_slipped_is_put_right_or_asked_about():
    head = [HEAD.replace(" ", "\t"), FIRST.replace(" ", "\t")]
    assert told(read(*head, "2铺设管网\t县水利局\t县财政局\t6月底"))[1] == ("铺设管网", "县水利局", "县财政局")
    lost = read(*head, "铺设管网\t县水利局\t6月底")
    assert lost.rows[1].lead == ()
    assert "columns-lost" in codes(lost, 1)


def test_blank_cells_at_the_end_of_a_row_of_tabs_may_be_missing():
    assert told(read(HEAD.replace(" ", "\t"), "1\t修桥\t县交通局")) == [("修桥", "县交通局", "")]
