"""Layout 12: tables in Word, Excel and csv, with merged cells, section rows and repeated headings."""

from datetime import date

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qiantou.documents.division import Division, read_division
from qiantou.documents.opening import read_paper

from .papers import part, repacked, word_bytes, word_table, workbook

HEAD = ["序号", "类别", "任务", "指标", "牵头领导", "牵头单位", "配合单位", "时限"]


def read(data: bytes, name: str, year: int | None = None) -> Division:
    return read_division(read_paper(data, name), year=year)


def brief(division: Division) -> list[tuple[object, ...]]:
    return [(row.task, row.lead, row.cooperating, row.due, row.source) for row in division.rows]


def codes(division: Division) -> list[set[str]]:
    return [{doubt.code for doubt in row.doubts} for row in division.rows]


COUNTY = [
    HEAD,
    ["一、产业", "", "", "", "", "", "", ""],
    ["1", "工业", "培育规上企业", "10家", "分管副县长", "县工信局", "县财政局\n县税务局", "年底前"],
    ["2", "工业", "新建标准厂房", "", "分管副县长", "", "各镇", "6月底前"],
    ["3", "农业", "举办产销对接会", "", "", "县供销社、县商务局", "无", "9月中旬"],
]
EXPECTED = [
    ("培育规上企业", ("县工信局",), ("县财政局", "县税务局"), date(2026, 12, 31)),
    ("新建标准厂房", ("县工信局",), ("各镇",), date(2026, 6, 30)),
    ("举办产销对接会", ("县供销社", "县商务局"), (), date(2026, 9, 20)),
]


def test_a_word_table_with_merged_cells_and_a_section_row():
    data = word_table(COUNTY, [((1, 0), (1, 7)), ((2, 5), (3, 5))], ["某县2026年重点工作任务分工表"])
    division = read(data, "分工.docx")
    assert [row[:4] for row in brief(division)] == EXPECTED
    assert [row.source for row in division.rows] == ["table 1 R3C3", "table 1 R4C3", "table 1 R5C3"]
    assert [row.section for row in division.rows] == ["一、产业 · 工业", "一、产业 · 工业", "一、产业 · 农业"]
    assert [row.standard for row in division.rows] == ["10家", "", ""]
    assert [row.leader for row in division.rows] == ["分管副县长", "分管副县长", ""]
    assert codes(division) == [set(), {"collective"}, {"several-leads"}]


def test_an_excel_sheet_with_merged_cells_and_a_title():
    rows = [["某县2026年重点工作任务分工表"], *COUNTY]
    data = workbook({"任务": rows}, {"任务": ["A1:H1", "A3:H3", "F4:F5"]})
    division = read(data, "分工.xlsx")
    assert [row[:4] for row in brief(division)] == EXPECTED
    assert [row.source for row in division.rows] == ["任务!C4", "任务!C5", "任务!C6"]


def test_a_blank_lead_that_is_not_merged_stays_empty():
    division = read(workbook({"Sheet1": COUNTY}, {"Sheet1": ["A2:H2"]}), "a.xlsx", 2026)
    assert division.rows[1].lead == ()
    assert {"blank-below", "no-lead"} <= codes(division)[1]


def test_two_rows_of_headings():
    rows = [
        ["序号", "任务", "责任分工", "责任分工", "完成时限"],
        ["序号", "任务", "牵头单位", "配合单位", "完成时限"],
        ["1", "修编规划", "县发改局", "县财政局", "2026年6月底前"],
    ]
    data = word_table(rows, [((0, 2), (0, 3)), ((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 4), (1, 4))])
    assert [row[:4] for row in brief(read(data, "a.docx"))] == [
        ("修编规划", ("县发改局",), ("县财政局",), date(2026, 6, 30))
    ]


def test_headings_repeated_on_the_next_page_and_a_table_that_goes_on_without_them():
    document = docx.Document()
    for rows in (
        [["任务", "牵头单位"], ["修路", "县交通运输局"], ["任务", "牵头单位"], ["架桥", "县住建局"]],
        [["建站", "县水利局"]],
    ):
        table = document.add_table(rows=len(rows), cols=2)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    division = read(word_bytes(document), "a.docx")
    assert [(row.task, row.lead) for row in division.rows] == [
        ("修路", ("县交通运输局",)),
        ("架桥", ("县住建局",)),
        ("建站", ("县水利局",)),
    ]


def test_several_sheets_in_order_and_a_hidden_one_said():
    head = ["任务", "牵头单位", "完成时限"]
    sheets = {
        "一季度": [head, ["修路", "县交通运输局", date(2026, 3, 31)]],
        "草稿": [head, ["作废", "县财政局", ""]],
        "二季度": [head, ["架桥", "县住建局", "6月底"]],
    }
    division = read(workbook(sheets, hidden=["草稿"]), "a.xlsx", 2026)
    assert brief(division) == [
        ("修路", ("县交通运输局",), (), date(2026, 3, 31), "一季度!A2"),
        ("架桥", ("县住建局",), (), date(2026, 6, 30), "二季度!A2"),
    ]
    assert [(doubt.code, doubt.facts) for doubt in division.doubts] == [("hidden-sheet", {"name": "草稿"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_the_encodings_and_dialects_of_offices(encoding: str, mark: str):
    head = ["序号", "任务", "牵头单位", "配合单位", "完成时限"]
    row = ["1", "落实防汛责任制", "党政办", '"应消站、\r\n国土所"', "2025年4月"]
    text = "".join(mark.join(cells) + "\r\n" for cells in (head, row))
    assert brief(read(text.encode(encoding), "a.csv")) == [
        ("落实防汛责任制", ("党政办",), ("应消站", "国土所"), date(2025, 4, 30), "R2C2")
    ]


def test_a_table_of_headings_and_blanks_is_unreadable():
    division = read(workbook({"Sheet1": [HEAD, ["1"], ["2"]]}), "a.xlsx")
    assert [(row.task, row.lead, row.cooperating, row.due) for row in division.rows] == [("", (), (), None)]
    assert codes(division) == [{"unreadable"}]


def test_a_notice_before_the_table_says_who_leads():
    data = word_table([["任务", "责任单位"], ["建馆", "县文旅局、县财政局"]], before=["责任单位列第一位的为牵头单位。"])
    assert [(row.lead, row.cooperating) for row in read(data, "a.docx").rows] == [(("县文旅局",), ("县财政局",))]


def test_a_statement_inside_the_cell():
    rows = [
        ["任务", "责任分工"],
        ["修路", "县交通运输局牵头，县财政局、各镇配合"],
        ["建校", "县教育局（牵头）、县财政局"],
    ]
    assert [(row.lead, row.cooperating) for row in read(word_table(rows), "a.docx").rows] == [
        (("县交通运输局",), ("县财政局", "各镇")),
        (("县教育局",), ("县财政局",)),
    ]


def test_two_task_columns_the_repeating_one_is_the_section():
    rows = [["重点任务", "具体措施", "牵头单位"], ["强农", "修渠", "县水利局"], ["", "育种", "县农业农村局"]]
    division = read(word_table(rows, [((1, 0), (2, 0))]), "a.docx")
    assert [(row.section, row.task, row.lead) for row in division.rows] == [
        ("强农", "修渠", ("县水利局",)),
        ("强农", "育种", ("县农业农村局",)),
    ]


def test_tracked_changes_keep_insertions_and_drop_deletions():
    document = docx.Document()
    paragraph = document.add_paragraph("1.修编规划。（")
    for tag, words in (("del", "<w:delText>县财政局</w:delText>"), ("ins", "<w:t>县发改局</w:t>")):
        paragraph._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x"><w:r>{words}</w:r></w:{tag}>'))
    paragraph.add_run("牵头负责）")
    division = read(word_bytes(document), "a.docx")
    assert [row.lead for row in division.rows] == [("县发改局",)]
    assert [doubt.code for doubt in division.doubts] == ["tracked-changes"]


def test_numbers_that_word_makes_itself_count_as_numbers():
    document = docx.Document()
    for text in (
        "修编规划。（县发改局牵头负责）",
        "新建学校，没有写明单位。",
        "修路。（县交通运输局牵头负责）",
    ):
        document.add_paragraph(text, style="List Number")
    for paragraph in document.paragraphs:
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        )
    division = read(word_bytes(document), "a.docx")
    assert [(row.task, row.source) for row in division.rows] == [
        ("修编规划", "paragraph 1"),
        ("新建学校，没有写明单位", "paragraph 2"),
        ("修路", "paragraph 3"),
    ]
    assert codes(division)[1] == {"no-lead"}


def test_text_boxes_are_not_read_and_said():
    data = word_table([["任务", "牵头单位"], ["修路", "县交通运输局"]])
    words = "<w:p><w:r><w:t>1.假任务（县财政局牵头负责）</w:t></w:r></w:p>"
    shape = f"<v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>{words}</w:txbxContent></v:textbox>"
    box = f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    xml = part(data, "word/document.xml").replace(b"<w:body>", b"<w:body>" + box.encode())
    division = read(repacked(data, {"word/document.xml": xml}), "a.docx")
    assert [row.task for row in division.rows] == ["修路"]
    assert [doubt.code for doubt in division.doubts] == ["text-boxes"]
