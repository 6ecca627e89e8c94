"""The grid of a plan: pasted from and to a spreadsheet, every cell a value or a fault, nothing lost and nothing run."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.kernel import Rejected
from qiantou.core.plan import Every, Rhythm, Role, TieType
from qiantou.documents.cell_text import line_of, lines_of
from qiantou.documents.clipboard import cells_of, text_of
from qiantou.documents.names import split_names
from qiantou.documents.plan_cells import NONE, read_after, read_day, read_effort, read_key, read_rhythm, read_weight
from qiantou.documents.plan_grid import read_grid
from qiantou.documents.plan_rows import COLUMNS, FAULTS, LEFT_OUT, MAX_ROWS, SIZES, Fault, Grid, GridRow, RowTie
from qiantou.documents.plan_words import CHINESE, ENGLISH, Words, heading_code
from qiantou.documents.plan_writing import grid_text, write_grid
from qiantou.documents.script import fold
from qiantou.documents.tables import names_by_line

from .papers import word_table, workbook

PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "plan.md").read_text(encoding="utf-8")
RULES = PAGE.partition("## The grid\n")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```grid\n(.*?)```\n```lines\n(.*?)```", RULES, re.S)
CELLS = re.findall(r"^\| (day|effort|rhythm|weight|after) \| (.+?) \| (.+?) \|$", RULES, re.M)
FIRST = "事项\t责任单位\t完成时限\t权重\t工作量\t前置\t频次\t角色\t最迟\n"


def told(grid: Grid) -> list[str]:
    lines = []
    for row in grid.rows:
        values = [str(value) for name, value in vars(row).items() if name not in ("row", "after", "rhythm") and value]
        values += [f"after {'、'.join(str(one) for one in row.after)}"] if row.after else []
        values += [f"{row.rhythm.every} {row.rhythm.day}"] if row.rhythm else []
        lines.append(f"{row.row}: " + " | ".join(value.replace("\n", "/") for value in values))
    return lines + [
        f"{one.row} {one.code} {one.column} {one.text}".replace("  ", " ").strip()
        for one in (*grid.left_out, *grid.faults)
    ]


@pytest.mark.parametrize(("text", "lines"), EXAMPLES, ids=[text[:16] for text, _ in EXAMPLES])
def test_a_worked_example(text: str, lines: str):
    """Bars stand for tabs; / breaks a line inside a quoted cell."""
    pasted = re.sub(" *[|] *", "\t", text)
    pasted = re.sub(r'"[^"\t\n]*"', lambda found: found.group().replace("/", "\n"), pasted)
    assert told(read_grid(pasted, year=2026)) == lines.strip().splitlines()


@pytest.mark.parametrize(("sort", "words", "value"), CELLS, ids=str)
def test_a_worked_cell(sort: str, words: str, value: str):
    read = {
        "day": lambda: read_day(words, 2026), "effort": lambda: read_effort(words),
        "weight": lambda: read_weight(words), "rhythm": lambda: read_rhythm(words),
        "after": lambda: " ".join(read_after(words)),
    }[sort]()  # fmt: skip
    assert (f"{read.every} {read.day}" if isinstance(read, Rhythm) else str(read)) == value.strip("`")


def test_the_rules_have_examples_and_every_code():
    assert len(EXAMPLES) >= 3
    assert len(CELLS) >= 30
    assert re.findall(r"^\| `([a-z-]+)` \|", RULES, re.M) == [*LEFT_OUT, *FAULTS]


def test_without_headings_cells_stand_in_the_order_of_the_page():
    grid = read_grid(
        "修路\t县交通局\t6月底前\r\n架桥\t县住建局\t\r\n\t\t\r\n", ("deliverable", "unit", "due"), year=2026
    )
    assert grid.rows == (
        GridRow(1, deliverable="修路", unit="县交通局", due=date(2026, 6, 30)),
        GridRow(2, deliverable="架桥", unit="县住建局"),
    )
    assert (grid.headed, grid.faults, grid.columns) == (False, (), ("deliverable", "unit", "due"))
    assert [row.deliverable for row in read_grid("Build roads, bridges\nMend, paint\n", ("deliverable",)).rows] == [
        "Build roads, bridges", "Mend, paint",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "first", ["落实防汛措施\t县水利局", "落实防汛任务", "牵头\t县水利局\t6月底前", "标准厂房\t县工信局"]
)
def test_a_first_line_that_only_sounds_like_headings_is_a_line(first: str):
    grid = read_grid(first + "\n修路\t县交通局\n", ("deliverable", "unit", "due"), year=2026)
    assert [row.deliverable for row in grid.rows] == [first.partition("\t")[0], "修路"]


def test_a_title_of_one_word_above_the_headings_is_no_heading():
    grid = read_grid("工作任务\t\t\n事项\t单位\t时限\n修路\t县交通局\t\n")
    assert [(row.deliverable, row.unit) for row in grid.rows] == [("修路", "县交通局")]
    assert grid.left_out == (Fault("title", 0, "", "工作任务"),)


def test_cells_as_a_spreadsheet_quotes_them():
    text = '"修路\n一段"\t"说""好"""\r\n"从未关上\t5" 管\r\n"引号"\t""\r\n\r\n'
    assert cells_of(text) == [["修路\n一段", '说"好"'], ['"从未关上', '5" 管'], ['"引号"', ""]]
    assert cells_of('"a","b,""c"""\n', ",") == [["a", 'b,"c"']]
    (row,) = read_grid('修路,县交通局,"6月底前"\n', ("deliverable", "unit", "due"), year=2026).rows
    assert (row.unit, row.due) == ("县交通局", date(2026, 6, 30))
    stream = io.StringIO(newline="")
    csv.writer(stream, "excel").writerows([["事项", "责任单位"], ['铺"油"路,二段', "县交通局\n县住建局"]])
    (row,) = read_grid(stream.getvalue()).rows
    assert (row.deliverable, row.unit) == ('铺"油"路,二段', "县交通局、县住建局")


@pytest.mark.parametrize("evil", ["=1+1", "+86", "-减负", "@x", "＝A1", "'=1", '"=1"\n2'])
def test_what_looks_like_a_formula_stays_text_both_ways(evil: str):
    rows = (GridRow(1, deliverable=evil, unit=evil.replace("\n", "")),)
    text = grid_text(rows)
    assert not re.search('[\t\n]"?[=+@＝-]', text)
    assert read_grid(text).rows == rows
    data = write_grid(rows)
    assert openpyxl.load_workbook(io.BytesIO(data)).active["B2"].data_type == "s"
    assert read_grid(data).rows == rows
    typed = evil.splitlines()[0]
    assert read_grid(f"事项\t责任单位\n{typed}\t县局\n").rows[0].deliverable == typed.removeprefix("'")


def test_each_bad_cell_is_a_fault_with_row_column_words_and_rule():
    bad = [
        ("修路", "县局", "明天", "1.5", "很多", "1", "每月32日前", "帮忙", "2月30日"),
        ("架\x00桥", "县局", "5月、6月", "-1", "0", "", "每季度", "", "30日内"),
        ("", "县局", "每月5日前", "", "", "", "每半年", "", "", "多出"),
        ("x" * 2_001, "县\u202e局", "", "", "", "", "", "", ""),
    ]
    grid = read_grid(FIRST + "\n".join("\t".join(row) for row in bad), year=2026)
    assert [row.deliverable for row in grid.rows] == ["修路"]
    assert [(one.row, one.code, one.column, one.text) for one in grid.faults] == [
        (1, "date-unreadable", "due", "明天"), (1, "date-impossible", "outer", "2月30日"),
        (1, "role-unknown", "role", "帮忙"), (1, "weight-not-whole", "weight", "1.5"),
        (1, "effort-unreadable", "effort", "很多"), (1, "rhythm-day", "rhythm", "每月32日前"),
        (2, "hidden-characters", "deliverable", "架桥"), (2, "date-several", "due", "5月、6月"),
        (2, "date-no-day", "outer", "30日内"), (2, "weight-not-whole", "weight", "-1"),
        (2, "effort-unreadable", "effort", "0"), (2, "rhythm-no-day", "rhythm", "每季度"),
        (3, "date-rhythm", "due", "每月5日前"), (3, "rhythm-unreadable", "rhythm", "每半年"),
        (3, "empty", "deliverable", "县局 每月5日前 每半年"), (3, "extra-cell", "", "多出"),
        (4, "too-long", "deliverable", "x" * 40), (4, "hidden-characters", "unit", "县局"),
        (1, "after-itself", "after", "1"),
    ]  # fmt: skip
    assert [one.code for one in read_grid("事项\t时限\n修路\t6月底前\n").faults] == ["date-no-year"]


def test_what_comes_first_is_a_key_or_the_number_of_a_row():
    text = "编号\t事项\t前置\nA1\t选址\t\n\t设计\t１\nB-2\t施工\t2；A1,Z9\nA1\t验收\t第3行 B-2\n"
    grid = read_grid(text)
    assert [(row.row, row.key, row.after) for row in grid.rows] == [
        (1, "A1", ()), (2, "", ("A1",)), (3, "B-2", (2, "A1", "Z9")), (4, "", ("B-2",)),
    ]  # fmt: skip
    assert grid.faults == (Fault("key-twice", 4, "key", "A1"),)
    assert [row.after for row in read_grid("编号\t事项\t前置\n2\t选址\t\n1\t施工\t2\n").rows] == [(), ("2",)]
    apart = [GridRow(3, deliverable="设计"), GridRow(7, deliverable="施工", after=(3, "Z9"))]
    assert [row.after for row in read_grid(grid_text(apart)).rows] == [(), (1, "Z9")]
    assert read_key("甲、乙") is None


def test_another_order_than_simply_first_is_typed_and_written_as_project_people_do():
    text = "编号\t事项\t前置\nA1\t选址\t\n\t设计\tA1SS+2\nB-2\t施工\t2FF；A1fs - 1 天\nC2SS\t验收\tB-2、C2SS\n"
    grid = read_grid(text)
    assert [row.after for row in grid.rows] == [
        (), (RowTie("A1", TieType.SS, 2),), (RowTie(2, TieType.FF), RowTie("A1", TieType.FS, -1)), ("B-2",),
    ]  # fmt: skip
    assert grid.faults == (Fault("after-itself", 4, "after", "C2SS"),)
    assert read_grid(grid_text(grid.rows)).rows == grid.rows
    assert read_grid("事项\t前置\n选址\t1SS+3\n").faults == (Fault("after-itself", 1, "after", "1"),)
    assert told(read_grid("编号\t事项\n甲、乙\t修路\n"))[1:] == ["1 key-unclear key 甲、乙"]


def test_a_sheet_with_titles_merged_cells_sums_and_formulas():
    rows = [
        ["2026年重点工作分工"],
        ["序号", "任务", "牵头单位", "配合单位", "完成时限", "投资额"],
        ["一、交通"],
        [1, "修路", "县交通局", "县财政局\n各镇", date(2026, 6, 30), 5],
        [2, "架桥", "县住建局", "无", "年底前", 6],
        [3, "=B4", "县水利局"],
        ["合计", 3],
    ]
    sheets = {"任务": rows, "附表": [["x"]], "空": []}
    grid = read_grid(workbook(sheets, {"任务": ["A1:F1", "A3:F3"]}), year=2026)
    assert grid.rows == (
        GridRow(2, "1", "修路", role=Role.LEAD, unit="县交通局", due=date(2026, 6, 30)),
        GridRow(2, "", "修路", role=Role.SUPPORT, unit="县财政局、各镇", due=date(2026, 6, 30)),
        GridRow(3, "2", "架桥", role=Role.LEAD, unit="县住建局", due=date(2026, 12, 31)),
    )
    assert [(one.row, one.code, one.text) for one in grid.left_out] == [
        (0, "title", "2026年重点工作分工"), (1, "section", "一、交通"), (5, "note", "合计 3"),
    ]  # fmt: skip
    assert [(one.row, one.code, one.column, one.text) for one in grid.faults] == [
        (0, "column-unknown", "", "投资额"), (4, "formula-without-value", "deliverable", ""),
        (0, "other-sheet", "", "附表"),
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(workbook({"a": [["事项", "单位", "责任单位"], ["修路", "县交通局"]]})))
    book.active.row_dimensions[2].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    assert [(one.row, one.code) for one in read_grid(buffer.getvalue()).faults] == [
        (0, "column-twice"),
        (1, "hidden-row"),
    ]
    merged = workbook({"a": [["事项", "单位"], ["修路", "县交通局"], ["", "县财政局"]]}, {"a": ["A2:A3"]}, [])
    assert [(row.deliverable, row.unit) for row in read_grid(merged).rows] == [
        ("修路", "县交通局"),
        ("修路", "县财政局"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_division_tables_as_published_are_read(encoding: str):
    text = (
        "序号,任务,牵头单位,配合单位,完成时限\r\n1,增加教育资源供给,教育局,经开区、高新园(邹区镇)、各街道,\r\n"
        "2,明确工作职责和联络员,应消站,,4月\r\n"
    )
    grid = read_grid(text.encode(encoding), year=2025)
    assert [(row.key, row.role, row.unit, row.due) for row in grid.rows] == [
        ("1", Role.LEAD, "教育局", None), ("", Role.SUPPORT, "经开区、高新园(邹区镇)、各街道", None),
        ("2", Role.LEAD, "应消站", date(2025, 4, 30)),
    ]  # fmt: skip
    assert grid.faults == ()
    (line,) = read_grid(word_table([["任务", "责任单位"], ["修路", "县交通局"]])).rows
    assert (line.deliverable, line.role, line.unit) == ("修路", None, "县交通局")


def test_too_much_or_nothing_is_said_and_not_read_in_part():
    assert read_grid("事项\n" + "修路\n" * (MAX_ROWS + 1)).faults == (Fault("too-many-rows", MAX_ROWS + 1, "", "2001"),)
    for content, code in (("", "paper-empty"), (b"\n", "paper-empty"), ("x" * 3_000_001, "paper-long-text"),
                          (b"PK\x03\x04", "paper-broken")):  # fmt: skip
        with pytest.raises(Rejected) as refusal:
            read_grid(content)
        assert refusal.value.code == code
    assert told(read_grid("标准\t单位\n好\t县局\n"))[-1] == "0 column-missing deliverable"


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_heading_written_is_one_that_is_read(words: Words):
    assert [heading_code(words.headings[code]) for code in COLUMNS] == list(COLUMNS)


ODD = st.text(
    st.one_of(st.sampled_from("县局、，=+-@'\"/（）1 \n\t"), st.characters(codec="utf-8")), max_size=10
).filter(lambda drawn: not re.search("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", drawn))
TEXT = ODD.map(lambda drawn: lines_of(drawn.replace("\t", " ")))
UNIT = ODD.map(lambda drawn: line_of(names_by_line(lines_of(drawn))).strip("、，,；; ")).filter(
    lambda drawn: fold(drawn) not in NONE and line_of(names_by_line(drawn)).strip("、，,；; ") == drawn
)
KEY = st.one_of(st.just(""), st.from_regex("[A-Z][A-Z0-9-]{0,3}", fullmatch=True), st.just("甲"))
DAY = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
RHYTHM = st.one_of(
    st.none(), st.builds(Rhythm, st.just(Every.WEEK), st.integers(1, 7)),
    st.builds(Rhythm, st.sampled_from([Every.MONTH, Every.QUARTER, Every.YEAR]), st.integers(1, 31)),
)  # fmt: skip
EFFORT = st.one_of(
    st.sampled_from(["", *SIZES]), st.integers(1, 1_000_000_000).map(lambda part: Fraction(part, 10_000))
)
LINE = st.builds(
    GridRow, st.just(0), KEY, TEXT.map(lambda text: text + "修路"), TEXT, st.one_of(st.none(), st.sampled_from(Role)),
    UNIT, UNIT, TEXT, DAY, DAY, st.one_of(st.none(), st.integers(0, 1_000_000)), EFFORT,
    st.lists(st.one_of(st.integers(1, 5), st.from_regex("[A-Z][0-9]{1,2}", fullmatch=True)), max_size=3).map(tuple),
    RHYTHM, TEXT,
)  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> tuple[GridRow, ...]:
    """Rows as a reader gives them: numbered, each key once, what comes first named by its key where it has one."""
    drawn = draw(st.lists(LINE, max_size=5))
    keys = {row.key: at for at, row in reversed(list(enumerate(drawn, 1))) if row.key}
    rows = [replace(row, row=at, key=row.key if keys.get(row.key) == at else "") for at, row in enumerate(drawn, 1)]
    named = []
    for row in rows:
        after = dict.fromkeys(
            rows[one - 1].key or one if isinstance(one, int) and one <= len(rows) else one for one in row.after
        )
        kept = (
            one for one in after if one not in (row.row, row.key) and not (isinstance(one, int) and one > len(rows))
        )
        named.append(replace(row, after=tuple(kept)))
    return tuple(named)


@settings(max_examples=100, deadline=None)
@given(grids(), st.sampled_from([CHINESE, ENGLISH]))
def test_what_is_written_is_read_back_the_same(rows: tuple[GridRow, ...], words: Words):
    for written in (grid_text(rows, words), write_grid(rows, words)):
        grid = read_grid(written)
        assert (grid.rows, grid.faults, grid.left_out, grid.columns) == (rows, (), (), COLUMNS)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(st.sampled_from("\"'=a\t\n ，"), max_size=6), min_size=1, max_size=4), max_size=4))
def test_the_clipboard_gives_back_every_cell(rows: list[list[str]]):
    read = cells_of(text_of(rows))
    kept = list(rows)
    while kept and not any(kept[-1]):
        kept.pop()
    assert read == kept


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(st.sampled_from('事项\t单位\n",，修路5月=1 底'), max_size=80)))
def test_any_text_is_read_and_no_row_vanishes(text: str):
    pasted = text + "\t县局"
    filled = {at for at, row in enumerate(cells_of(pasted), 1) if any(lines_of(cell) for cell in row)}
    grid = read_grid(pasted, ("deliverable",), year=2026)
    if not grid.headed:
        assert filled <= {one.row for one in (*grid.rows, *grid.faults)}


def test_two_thousand_rows():
    units = ["县交通局、县财政局", "县住建局", "各镇、街道"]
    rows = [
        GridRow(at, f"L{at}", f"第{at}项成果", "验收合格", Role.DO, units[at % 3], due=date(2026, 1 + at % 12, 1),
                weight=at, effort=Fraction(at), after=(f"L{at - 1}",) if at > 1 else (), rhythm=Rhythm(Every.MONTH, 5))
        for at in range(1, MAX_ROWS + 1)
    ]  # fmt: skip
    text = grid_text(rows)
    grid = read_grid(text)
    assert (len(grid.rows), grid.faults) == (MAX_ROWS, ())
    assert all(split_names(row.unit).names for row in grid.rows[:3])
