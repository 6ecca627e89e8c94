"""What a reader must never do in silence: cut a name, lose a unit, shift a column, guess a day."""

from datetime import date

import pytest

from qiantou.documents.division import read_division
from qiantou.documents.opening import read_paper, read_pasted
from qiantou.documents.rows import Row


def rows(text: str) -> tuple[Row, ...]:
    return read_division(read_pasted(text), year=2026).rows


def one(text: str) -> Row:
    (row,) = rows(text)
    return row


def codes(row: Row) -> set[str]:
    return {doubt.code for doubt in row.doubts}


def unclear(row: Row) -> str:
    return "|".join(doubt.facts.get("text", "") for doubt in row.doubts if doubt.code == "unclear-text")


@pytest.mark.parametrize(
    "office",
    [
        "县人大常委会办公室", "县政协办公室", "县政协办", "县安委会办公室", "县安委会办", "县委办公室",
        "县委编委会办公室",
        "县防汛抗旱指挥部办公室", "县科协办公室", "县科协办", "县协同创新中心", "县会办中心", "县承办中心",
        "县爱国卫生运动委员会办公室", "县国防动员委员会办公室", "县妇联办公室", "县协同办",
    ],
)  # fmt: skip
def test_a_verb_inside_a_name_is_part_of_the_name(office: str):
    row = one(f"1.保供稳价。（{office}牵头，县财政局、{office.replace('县', '市', 1)}配合）")
    assert (row.lead, row.cooperating) == ((office,), ("县财政局", office.replace("县", "市", 1)))
    row = one(f"1.保供稳价。（牵头单位：{office}；责任单位：{office.replace('县', '市', 1)}、县应急局）")
    assert (row.lead, row.cooperating) == ((office,), (office.replace("县", "市", 1), "县应急局"))


@pytest.mark.parametrize("verb", ["会办", "协办", "配合", "参与", "协同", "协助"])
@pytest.mark.parametrize("unit", ["县科协", "县安委会", "县政协", "县妇联", "县政府办", "各镇", "县财政局等"])
def test_a_verb_after_a_finished_name_is_a_verb(unit: str, verb: str):
    row = one(f"1.修路。（县交通局牵头，{unit}{verb}）")
    assert (row.lead, row.cooperating) == (("县交通局",), (unit.rstrip("等"),))


@pytest.mark.parametrize(
    "name", ["和平区政府", "和顺县", "和林格尔县", "和田市", "和平街道办事处", "和龙市公安局", "及第乡", "由义镇"]
)
def test_a_name_keeps_its_first_character(name: str):
    row = one(f"1.修路。（{name}牵头，{name}交通局、县财政局配合）")
    assert (row.lead, row.cooperating[0]) == ((name,), f"{name}交通局")
    row = one(f"1.修路。（牵头单位：{name}；配合单位：县财政局、{name}）")
    assert (row.lead, row.cooperating) == ((name,), ("县财政局",))


def test_a_joining_word_that_may_be_a_place_is_kept_and_asked():
    row = one("1.修路。（县交通局牵头，和县财政局配合）")
    assert (row.cooperating, unclear(row)) == (("和县财政局",), "和县财政局")


def test_peoples_organisations_are_units():
    row = one("1.办节。（县妇联和县工商联牵头，县科协及县残联、县文联与县侨联、团县委和县总工会配合）")
    assert row.lead == ("县妇联", "县工商联")
    assert row.cooperating == ("县科协", "县残联", "县文联", "县侨联", "团县委", "县总工会")


def test_two_units_that_would_not_part_are_asked():
    assert "县足协和县棋协" in unclear(one("1.办赛。（牵头单位：县足协和县棋协）"))


@pytest.mark.parametrize(
    "words",
    [
        "2026年春节前", "2026年国庆节前", "2026年汛期前", "2026年高考前", "2026年两会前", "2026年党代会前", "2026年Q3",
        "2026年中旬", "2026年6月高考前", "2026年9月开学前", "2026年3月15曰前", "2026年第三次调度会前", "汛期前",
        "2026年初",
    ],
)  # fmt: skip
def test_an_occasion_is_no_day(words: str):
    for row in (
        one(f"1.修路。（县交通局牵头，{words}完成）"),
        one(f"1.修路。（牵头单位：县交通局；完成时限：{words}）"),
    ):
        assert (row.lead, row.due) == (("县交通局",), None)
        assert words in row.due_text
        assert "date-unclear" in codes(row)
    table = one(f"任务|牵头单位|完成时限\n修路|县交通局|{words}")
    assert (table.due, table.due_text, codes(table)) == (None, words, {"date-unclear"})


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026年", date(2026, 12, 31)),
        ("2026年完成", date(2026, 12, 31)),
        ("2026年6月", date(2026, 6, 30)),
        ("2026年6月完成", date(2026, 6, 30)),
        ("2026年6月建成投用", date(2026, 6, 30)),
        ("2026年6月、9月", date(2026, 9, 30)),
    ],
)
def test_a_year_or_a_month_by_itself_is_its_end(words: str, day: date):
    assert one(f"1.修路。（县交通局牵头，{words}）").due == day


def test_an_occasion_in_the_task_is_asked():
    row = one("1.新建学校，于2026年9月开学前建成。（县教育局牵头）")
    assert (row.due, row.due_text, codes(row)) == (None, "2026年9月开学前", {"date-unclear"})


def cells(text: str) -> list[tuple[str, str, str]]:
    return [(row.task, "、".join(row.lead), "、".join(row.cooperating)) for row in rows(text)]


BARE, BOXED = "序号|任务|牵头单位|配合单位\n", "|序号|任务|牵头单位|配合单位|\n|---|---|---|---|\n"


@pytest.mark.parametrize("head", [BARE, BOXED])
@pytest.mark.parametrize(("left", "right"), [("", ""), ("|", "|")])
def test_an_empty_first_cell_never_shifts_the_row(head: str, left: str, right: str):
    text = head + f"{left}1|建设学校|县教育局|县财政局{right}\n{left}|培训教师|县人社局|县教育局{right}"
    assert cells(text) == [("建设学校", "县教育局", "县财政局"), ("培训教师", "县人社局", "县教育局")]


def test_a_blank_lead_stays_blank_and_the_next_name_cooperates():
    assert cells(BARE + "1|建设学校|县教育局|县财政局\n|培训教师||县人社局")[1] == ("培训教师", "", "县人社局")
    assert cells("任务|牵头单位|配合单位\n|县教育局|县财政局\n建校|县教育局|") == [
        ("", "县教育局", "县财政局"),
        ("建校", "县教育局", ""),
    ]


def test_a_row_short_of_cells_is_lost_and_said():
    row = rows(BARE + "1|建设学校|县教育局|县财政局\n培训教师|县人社局")[1]
    assert (row.lead, row.cooperating) == ((), ())
    assert "columns-lost" in codes(row)
    assert "县人社局" in next(doubt.facts["text"] for doubt in row.doubts if doubt.code == "columns-lost")


def test_a_broken_cell_is_mended_only_when_it_is_unfinished():
    assert cells(BARE + "1|建设农村\n学校|县教育局|县财政局") == [("建设农村学校", "县教育局", "县财政局")]
    assert [row.lead for row in rows("任务|牵头单位|配合单位\n建站|县教育局\n县财政局|各镇")] == [(), ()]


@pytest.mark.parametrize(
    ("text", "lead", "cooperating"),
    [
        ("1.由县教育局牵头，会同县财政局、县人社局，于2026年9月底前出台办法。", "县教育局", "县财政局、县人社局"),
        ("1.由县教育局牵头负责推进校园建设，县财政局予以配合，2026年9月底前完成。", "县教育局", "县财政局"),
        ("1.请县教育局会同县卫健局、县市场监管局于9月1日前完成检查。", "县教育局", "县卫健局、县市场监管局"),
        ("1.县教育局负责制定方案，县财政局负责保障经费，县人社局配合。", "", "县教育局、县财政局、县人社局"),
        ("1、甲 县教育局牵头 县财政局配合", "县教育局", "县财政局"),
        ("1.修路。（由分管副县长牵头，县住建局、县财政局负责）", "", "县住建局、县财政局"),
        ("（由分管副县长牵头，县住建局、县财政局负责）", "", "县住建局、县财政局"),
        ("1.修路。（县教育局、县财政局…）", "", "县教育局、县财政局"),
    ],
)
def test_no_unit_is_dropped_in_silence(text: str, lead: str, cooperating: str):
    row = one(text)
    named = [*row.lead, *row.cooperating]
    for name in (name for name in (lead + "、" + cooperating).split("、") if name):
        assert name in named or name in unclear(row), name
    assert row.lead in ((), (lead,))


def test_a_post_that_leads_is_the_leader():
    row = one("1.修路。（由分管副县长牵头，县住建局、县财政局负责）")
    assert (row.leader, row.lead, row.cooperating) == ("分管副县长", (), ("县住建局", "县财政局"))
    assert "no-lead" in codes(row)


def test_a_list_that_breaks_off_is_cut_off():
    assert "cut-off" in codes(one("1.修路。（县教育局、县财政局…）"))


def test_words_after_the_date_are_the_task_when_there_is_no_other():
    row = one("5.由县应急管理局牵头，于12月底前完成隐患排查。")
    assert (row.task, row.due_text, row.due, codes(row)) == ("隐患排查", "12月底前", date(2026, 12, 31), set())


def test_marks_never_go_into_names():
    row = one("1.修路。牵头单位：县教育局（2026年9月底前），配合单位：县财政局")
    assert (row.lead, row.cooperating, row.due) == (("县教育局",), ("县财政局",), date(2026, 9, 30))
    assert one("1.修路。（——县教育局牵头）").lead == ("县教育局",)
    row = one("1.修路。（县教育局、县财政局，第一个为牵头单位）")
    assert (row.lead, row.cooperating) == (("县教育局",), ("县财政局",))


def test_numbers_that_are_one_character_stay_out_of_the_task():
    assert [row.task for row in rows("⒈修路（县交通局牵头）\n⒉架桥（县住建局牵头）")] == ["修路", "架桥"]


def test_what_a_unit_answers_for_is_no_unit():
    row = one("1.修路。（县教育局牵头，县财政局负责资金保障）")
    assert (row.lead, row.cooperating, unclear(row)) == (("县教育局",), ("县财政局",), "资金保障")


def test_what_leads_in_the_running_words_is_never_taken_for_a_heading_of_how_to_work():
    row = one("1.加强组织实施，由县应急局牵头抓好演练。")
    assert row.lead == ("县应急局",)


def test_two_units_with_work_of_their_own_keep_their_names_in_the_task():
    row = one("1.县住建局负责城区排涝，县城管局负责清掏雨水井。")
    assert row.task == "县住建局负责城区排涝，县城管局负责清掏雨水井"


def test_a_paper_in_big5_is_read():
    paper = read_paper("1.修路。（縣交通局牽頭，縣財政局配合）\n".encode("big5"), "a.txt")
    assert [row.lead for row in read_division(paper).rows] == [("縣交通局",)]
