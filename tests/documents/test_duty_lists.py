"""Duty lists: the workbooks of townships read row by row, nothing lost, and written so that they read back the same."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.duty import DutySort
from qiantou.core.kernel import Rejected
from qiantou.documents.cell_text import line_of, lines_of
from qiantou.documents.duty_cells import NONE
from qiantou.documents.duty_lists import read_duty_lists
from qiantou.documents.duty_rows import FAULTS, LEFT_OUT, MAX_ROWS, DutyLists, DutyRow, Finding
from qiantou.documents.duty_words import CHINESE, ENGLISH, heading_code
from qiantou.documents.duty_workbook import write_duty_lists
from qiantou.documents.tables import names_by_line

from .papers import word_table, workbook

PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "duty_lists.md").read_text(encoding="utf-8")
RULES = PAGE.partition("## Reading a workbook\n")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```sheet\n(.*?)```\n```duties\n(.*?)```", RULES, re.S)
B, C, T = DutySort.BASIC, DutySort.COOPERATING, DutySort.TAKEN_BACK
COOPERATING = ["序号", "类别", "事项名称", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"]


def read(rows: Sequence[Sequence[object]], sheet: str = "Sheet1", merges: Sequence[str] = ()) -> DutyLists:
    return read_duty_lists(workbook({sheet: rows}, {sheet: merges}))


def brief(found: Sequence[Finding]) -> list[tuple[str, str, str]]:
    return [(one.code, one.place, one.text) for one in found]


def told(lists: DutyLists) -> list[str]:
    rows = [
        " | ".join(
            (
                row.place.rpartition("!")[2], row.sort, row.unit or "-", row.number or "-", row.klass or "-", row.item,
                row.upper or "-", (row.upper_duty or "-").replace("\n", "/"),
                (row.part or row.how or "-").replace("\n", "/"),
            )
        )
        for row in lists.rows
    ]  # fmt: skip
    return rows + [
        f"{one.place.rpartition('!')[2]} {one.code} {one.text}".strip() for one in (*lists.left_out, *lists.faults)
    ]


@pytest.mark.parametrize(("sheet", "duties"), EXAMPLES, ids=[sheet[:16] for sheet, _ in EXAMPLES])
def test_a_worked_example(sheet: str, duties: str):
    """Cells stand between bars; ^ is merged with the cell above, < with the cell to its left, / breaks a line."""
    rows = [[cell.strip() for cell in line.split("|")] for line in sheet.strip("\n").splitlines()]
    book = openpyxl.Workbook()
    page = book.active
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if text not in ("", "^", "<"):
                page.cell(r, c, text.replace("/", "\n"))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            down = next(
                (n for n, other in enumerate(rows[r + 1 :]) if len(other) <= c or other[c] != "^"), len(rows) - r - 1
            )
            across = next((n for n, other in enumerate([*row[c + 1 :], ""]) if other != "<"), 0)
            if down or across:
                page.merge_cells(start_row=r + 1, start_column=c + 1, end_row=r + 1 + down, end_column=c + 1 + across)
    buffer = io.BytesIO()
    book.save(buffer)
    assert told(read_duty_lists(buffer.getvalue())) == duties.strip().splitlines()


def test_the_rules_have_examples_and_every_code():
    assert len(EXAMPLES) >= 4
    assert re.findall(r"^\| `([a-z-]+)` \|", RULES, re.M) == [*LEFT_OUT, *FAULTS]


def test_three_lists_on_one_sheet_with_classes_merged_and_numbers_that_restart():
    rows = [
        ["某县城关镇履职事项清单"],
        ["一、基本履职事项清单"],
        ["序号", "类别", "事项名称"],
        ["１", "党的建设", "落实“第一议题”\n制度"],
        ["２", "", "做好党员发展工作"],
        [1, "平安法治", "排查化解矛盾纠纷"],
        [],
        ["二、配合履职事项清单"],
        COOPERATING,
        ["1", "民生", "防溺水", "县教育局\n县公安局", "1.制定方案；\n2.督促落实。", "日常巡查"],
        ["三、上级部门收回事项清单"],
        ["序号", "事项名称", "承接部门及工作方式"],
        ["1", "出具无犯罪证明", "承接部门：县公安局\n工作方式：由派出所依申请出具。"],
        ["备注：以上清单自公布之日起施行。"],
    ]
    merges = ["A1:F1", "A2:F2", "B4:B5", "A8:F8", "A11:F11", "A14:F14"]
    lists = read(rows, "清单", merges)
    assert lists.rows == (
        DutyRow(B, "1", "党的建设", "落实“第一议题”制度", place="清单!4", unit="某县城关镇"),
        DutyRow(B, "2", "党的建设", "做好党员发展工作", place="清单!5", unit="某县城关镇"),
        DutyRow(B, "1", "平安法治", "排查化解矛盾纠纷", place="清单!6", unit="某县城关镇"),
        DutyRow(
            C, "1", "民生", "防溺水", "县教育局、县公安局", "1.制定方案；\n2.督促落实。", "日常巡查",
            place="清单!10", unit="某县城关镇",
        ),
        DutyRow(
            T, "1", "", "出具无犯罪证明", "县公安局", how="由派出所依申请出具。", place="清单!13", unit="某县城关镇"
        ),
    )  # fmt: skip
    assert [(one.code, one.place) for one in lists.left_out] == [
        ("title", "清单!1"), ("title", "清单!2"), ("title", "清单!8"), ("title", "清单!11"), ("note", "清单!14"),
    ]  # fmt: skip
    assert lists.faults == ()


def test_a_sheet_for_each_list_and_a_sheet_that_is_none():
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "基本履职": [["序号", "事项"], [1, "防汛抗旱"]],
        "配合履职": [["序号", "事项", "牵头部门", "县级职责", "镇级配合职责"], [1, "禁毒", "县公安局等", "侦", "宣"]],
        "上级收回": [["序号", "事项", "收回部门", "工作方式"], [1, "评比", "县委办公室", "取消"]],
        "填表说明": [["本表由各镇填写"]],
        "统计": [["年份", "项数"], [2025, 3]],
    }  # fmt: skip
    lists = read_duty_lists(workbook(sheets), named="城关镇清单.xlsx")
    assert [(row.sort, row.item, row.upper, row.upper_duty, row.part, row.how, row.unit) for row in lists.rows] == [
        (B, "防汛抗旱", "", "", "", "", "城关镇"),
        (C, "禁毒", "县公安局等", "侦", "宣", "", "城关镇"),
        (T, "评比", "县委办公室", "", "", "取消", "城关镇"),
    ]
    assert brief(lists.left_out) == [("sheet", "填表说明", "本表由各镇填写")]
    assert brief(lists.faults) == [("upper-open", "配合履职!2", "县公安局等"), ("no-headings", "统计!1", "年份")]


def test_several_townships_by_column_and_by_sheet():
    rows = [
        ["乡镇", "清单类型", "序号", "事项名称"],
        ["城关镇", "基本履职", 1, "防汛"],
        ["", "配合履职", 1, "禁毒"],
        ["东河乡", "基本履职", 1, "防汛"],
        ["东河乡", "其他", 2, "不明"],
    ]
    lists = read(rows)
    assert [(row.unit, row.sort, row.item) for row in lists.rows] == [
        ("城关镇", B, "防汛"), ("城关镇", C, "禁毒"), ("东河乡", B, "防汛"),
    ]  # fmt: skip
    assert [(one.code, one.place) for one in lists.faults] == [
        ("unit-carried", "Sheet1!3"), ("no-upper", "Sheet1!3"), ("sort-unknown", "Sheet1!5"),
    ]  # fmt: skip
    head = ["序号", "基本履职事项"]
    lists = read_duty_lists(workbook({"城关镇": [head, [1, "防汛"]], "东河乡": [head, [1, "防汛"]]}))
    assert [(row.unit, row.sort, row.place) for row in lists.rows] == [
        ("城关镇", B, "城关镇!2"),
        ("东河乡", B, "东河乡!2"),
    ]
    assert lists.faults == ()


def test_every_doubt_is_said_with_its_place():
    rows = [
        ["配合履职事项清单"],
        [*COOPERATING, "备注"],
        [1, "民生", "防溺水", "县教育局", "方案", "巡查", "已报"],
        [2, "", "防 溺 水", "", "", "", "", "多出来的字"],
        [3, "", "", "县公安局", "", ""],
        ["共3项"],
        [9],
        ["", "", "", "县水利局"],
        ["（二）生态环保（1项）"],
        [1, "", "=A1&B1", "县水利局", "方案", "巡查"],
        [2, "—", "禁烧", "按职责分工负责的", "方案", "x" * 10_001],
        ["某", "水务", "巡河", "各镇", "方案", "巡查"],
    ]
    lists = read(rows)
    assert [(row.place, row.klass, row.item) for row in lists.rows] == [
        ("Sheet1!3", "民生", "防溺水"), ("Sheet1!4", "民生", "防 溺 水"), ("Sheet1!12", "生态环保 · 水务", "巡河"),
    ]  # fmt: skip
    assert brief(lists.left_out) == [
        ("title", "Sheet1!1", "配合履职事项清单"), ("column", "Sheet1!2", "备注"),
        ("note", "Sheet1!6", "共3项"), ("class", "Sheet1!9", "（二）生态环保（1项）"),
    ]  # fmt: skip
    assert [(one.code, one.place, one.other) for one in lists.faults] == [
        ("column-unnamed", "Sheet1!4", ""), ("class-carried", "Sheet1!4", ""), ("no-upper", "Sheet1!4", ""),
        ("item-twice", "Sheet1!4", "Sheet1!3"), ("no-item", "Sheet1!5", ""), ("no-item", "Sheet1!7", ""),
        ("unplaced", "Sheet1!8", ""), ("formula-without-value", "Sheet1!10", "item"),
        ("too-long", "Sheet1!11", "part"), ("upper-open", "Sheet1!12", ""),
    ]  # fmt: skip


def test_rows_that_tell_their_list_themselves_name_who_is_above_or_are_doubted():
    lists = read(
        [["序号", "清单类型", "事项"], [1, "基本履职", "防汛"], [2, "配合履职", "禁毒"], [3, "上级收回", "执法"]]
    )
    assert [(one.code, one.place) for one in lists.faults] == [("no-upper", "Sheet1!3"), ("no-upper", "Sheet1!4")]


def test_a_list_of_unknown_sort_gives_no_row_and_a_title_against_its_columns_is_said():
    lists = read([["序号", "事项"], [1, "防汛"]])
    assert (lists.rows, brief(lists.faults)) == ((), [("sort-unknown", "Sheet1!2", "1 防汛")])
    lists = read([["基本履职事项清单"], COOPERATING, [1, "", "禁毒", "县公安局", "侦办", "宣传"]])
    assert [(row.sort, row.part) for row in lists.rows] == [(B, "宣传")]
    assert [(one.code, one.text, one.other) for one in lists.faults] == [("sort-conflict", "basic", "cooperating")]


def test_one_duty_of_several_departments_is_no_second_one():
    rows = [
        ["配合履职事项清单"],
        COOPERATING,
        [1, "民生", "防溺水", "县教育局", "制定方案", "巡查"],
        ["", "", "", "县公安局", "出警", ""],
        [2, "民生", "禁毒", "县公安局", "侦办", "宣传"],
    ]
    lists = read(rows, merges=["A3:A4", "B3:B4", "C3:C4", "F3:F4"])
    assert [(row.number, row.item, row.upper, row.part) for row in lists.rows] == [
        ("1", "防溺水", "县教育局", "巡查"), ("1", "防溺水", "县公安局", "巡查"), ("2", "禁毒", "县公安局", "宣传"),
    ]  # fmt: skip
    assert lists.faults == ()


def test_headings_of_two_rows_a_hidden_sheet_and_a_title_of_two_cells():
    rows = [
        ["基本履职事项"],
        ["序号", "事项名称", "备注"],
        [1, "防汛", ""],
        ["配合履职事项清单", "", "单位：城关镇"],
        ["序号", "事项名称", "上级部门", "", "镇级配合职责"],
        ["", "", "部门名称", "职责", ""],
        [1, "禁毒", "县公安局", "侦办", "宣传"],
    ]
    merges = ["A5:A6", "B5:B6", "C5:D5", "E5:E6"]
    lists = read_duty_lists(workbook({"清单": rows, "旧": [["x"]]}, {"清单": merges}, hidden=["旧"]))
    assert [(row.sort, row.unit, row.item, row.upper, row.upper_duty, row.part) for row in lists.rows] == [
        (B, "", "防汛", "", "", ""), (C, "城关镇", "禁毒", "县公安局", "侦办", "宣传"),
    ]  # fmt: skip
    assert lists.left_out[0] == Finding("hidden-sheet", "旧")
    assert lists.faults == ()


@pytest.mark.parametrize(
    ("cell", "upper", "how"),
    [
        ("承接部门：县公安局\n工作方式：依申请出具", "县公安局", "依申请出具"),
        ("承接部门：县公安局 工作方式：依申请出具", "县公安局", "依申请出具"),
        ("县委组织部、县委宣传部：不再开展", "县委组织部、县委宣传部", "不再开展"),
        ("县公安局\n依申请出具：\n当日", "县公安局", "依申请出具：\n当日"),
        ("不再开展：由县里统一安排", "", "不再开展：由县里统一安排"),
    ],
)
def test_the_department_and_the_way_of_working_in_one_cell(cell: str, upper: str, how: str):
    (row,) = read([["序号", "事项", "承接部门及工作方式"], [1, "评比", cell]]).rows
    assert (row.sort, row.upper, row.how) == (T, upper, how)


def test_a_dash_is_no_class_and_nothing_is_carried_past_it():
    lists = read(
        [["序号", "类别", "基本履职事项"], [1, "党建", "甲"], [2, "—", "乙"], [3, "", "丙"], [4, "民生", "丁"]]
    )
    assert [row.klass for row in lists.rows] == ["党建", "", "", "民生"]
    assert lists.faults == ()


def test_a_hidden_row_and_words_for_a_number_are_read_and_said():
    book = openpyxl.Workbook()
    for row in (["序号", "基本履职事项"], ["第一批次，第十一号", "防汛"], [2, "禁毒"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    lists = read_duty_lists(buffer.getvalue())
    assert [row.item for row in lists.rows] == ["防汛", "禁毒"]
    assert brief(lists.faults) == [
        ("number-unclear", "Sheet!2", "第一批次，第十一号"), ("hidden-row", "Sheet!3", ""),
    ]  # fmt: skip


def test_a_table_in_word_and_one_in_csv():
    rows = [["序号", "类别", "基本履职事项"], ["1", "党建", "发展党员"]]
    (row,) = read_duty_lists(word_table(rows, before=["城关镇履职事项清单"]), named="a.docx").rows
    assert (row.sort, row.unit, row.item, row.place) == (B, "城关镇", "发展党员", "table 1 R2")
    (row,) = read_duty_lists(
        "序号,事项,承接部门,工作方式\n1,评比,县委办公室,取消\n".encode("gb18030"), named="a.csv"
    ).rows
    assert (row.sort, row.upper, row.how, row.place) == (T, "县委办公室", "取消", "R2")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "paper-empty"), (b"PK\x03\x04", "paper-broken"), (b"abc", "paper-not-a-document")]
)  # fmt: skip
def test_what_is_no_list_at_all_is_refused(content: bytes, code: str):
    with pytest.raises(Rejected) as refusal:
        read_duty_lists(content, named="a.xlsx" if content[:2] == b"PK" else "a.txt")
    assert refusal.value.code == code


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_heading_written_is_one_that_is_read(words: dict[str, str]):
    codes = [code for code in words if code not in tuple(DutySort)]
    assert [heading_code(words[code]) for code in codes] == codes


ODD = st.text(st.one_of(st.sampled_from("县局、，=+-@'\"/（）1 \n\t\r"), st.characters(codec="utf-8")), max_size=10)
WORD = st.sampled_from(
    ["防汛", "\ufffe", "=1+1", "+86", "-", "@x", "县公安局", "http://203.0.113.9/", "_x000A_", "基本履职"]
)
LINE = st.one_of(ODD, WORD).map(line_of)
KLASS = LINE.filter(lambda drawn: drawn not in NONE)
TEXT = st.one_of(ODD, WORD).map(lines_of)
UPPER = LINE.map(lambda drawn: line_of(names_by_line(drawn)).strip("、，,；; ")).filter(lambda drawn: drawn not in NONE)
ITEM = LINE.map(lambda drawn: "做好" + drawn)
ROWS = st.lists(
    st.one_of(
        st.builds(DutyRow, st.just(B), st.from_regex("[0-9]{0,3}", fullmatch=True), KLASS, ITEM, unit=KLASS),
        st.builds(DutyRow, st.just(C), st.just("1"), KLASS, ITEM, UPPER, TEXT, TEXT, unit=KLASS),
        st.builds(DutyRow, st.just(T), st.just(""), KLASS, ITEM, UPPER, how=TEXT, unit=KLASS),
    ),
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from([CHINESE, ENGLISH]))
def test_what_is_written_is_read_back_the_same(rows: list[DutyRow], words: dict[str, str]):
    lists = read_duty_lists(write_duty_lists(rows, title="某县", headings=words))
    kept = [replace(row, place="") for row in lists.rows]
    assert kept == sorted(rows, key=lambda row: list(DutySort).index(row.sort))
    assert {one.code for one in lists.left_out} <= {"title"}
    assert {one.code for one in lists.faults} <= {"item-twice", "no-upper", "upper-unclear", "upper-open"}


CELLS = st.one_of(
    st.just(""), st.integers(0, 30).map(str), ODD, WORD.filter(lambda word: "_x" not in word),
    st.sampled_from([*COOPERATING, "合计", "一、党的建设", "二、配合履职事项清单", "备注：无", "县水利局"]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS.map(line_of), min_size=1, max_size=7), max_size=8), st.booleans())
def test_no_row_vanishes(rows: list[list[str]], headed: bool):
    every = [*([COOPERATING] if headed else []), *rows]
    filled = {at for at, row in enumerate(every, 1) if any(row)}
    if not filled:
        return
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    for r, row in enumerate(every, 1):
        for c, value in enumerate(row, 1):
            if value:
                cell = book.active.cell(r, c)
                cell.value, cell.data_type = value, "s"
    book.save(buffer)
    lists = read_duty_lists(buffer.getvalue(), named="配合履职.xlsx")
    places = {int(one.place.rpartition("!")[2]) for one in (*lists.rows, *lists.left_out, *lists.faults)}
    whole = [one for one in lists.faults if one.code == "no-headings"]
    if whole:
        assert (int(whole[0].place.partition("!")[2]), int(whole[0].other.partition("!")[2])) == (
            min(filled),
            max(filled),
        )
        return
    heads = {at for at in filled if sum(heading_code(cell) != "" for cell in every[at - 1]) >= 1}
    assert filled - places <= heads


def test_written_for_print_and_nothing_is_a_formula():
    data = write_duty_lists([DutyRow(B, "1", "", "=1+1"), DutyRow(B, "2", "", "+86")], title="某镇", headings=CHINESE)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [CHINESE[sort] for sort in DutySort]
    page = book[CHINESE[B]]
    assert [(cell.value, cell.data_type) for cell in page["C"][2:]] == [("=1+1", "s"), ("+86", "s")]
    assert (page.page_setup.orientation, str(page.page_setup.paperSize), page.freeze_panes) == ("landscape", "9", "A3")
    with pytest.raises(ValueError, match="longer"):
        write_duty_lists([DutyRow(B, item="x" * 10_001)], title="", headings=CHINESE)


def test_twenty_thousand_rows_and_not_one_more():
    rows = [DutyRow(B, str(at), "党建", f"做好第{at}项工作") for at in range(MAX_ROWS)]
    data = write_duty_lists(rows, title="某镇", headings=CHINESE)
    assert len(read_duty_lists(data).rows) == MAX_ROWS
    for cells, count in ((",防汛", MAX_ROWS + 1), ("1,", 2 * MAX_ROWS + 1)):
        with pytest.raises(Rejected) as refusal:
            read_duty_lists(("序号,基本履职事项\n" + f"{cells}\n" * count).encode(), named="a.csv")
        assert (refusal.value.code, refusal.value.facts) == ("paper-too-long", {"limit": MAX_ROWS})
