"""Papers that ask, tell and decide: what each must say, that they fit, and that the schema of .docx takes them."""

from __future__ import annotations

import io
import string
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from qiantou.documents.papers.approval import WRITING_MM, Consequence, Position, write_approval
from qiantou.documents.papers.asked import Past
from qiantou.documents.papers.english import ENGLISH
from qiantou.documents.papers.fitting import Part, fitted, height_of, lines_of, shortened
from qiantou.documents.papers.layout import CELL_SMALL
from qiantou.documents.papers.screen import Screen
from qiantou.documents.papers.wording import CHINESE
from tests.documents.outgoing import EMPTY, FULL


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def text(data: bytes) -> str:
    body = opened(data).element.body
    return "\n".join("".join(run.text for run in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def said(name: str, **changes) -> str:
    made = FULL[name]
    return text(made.write(replace(made.paper, **changes)))


def in_order(told: str, *parts: str) -> bool:
    """Whether each part stands after the one before it."""
    place = 0
    for part in parts:
        place = told.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


@pytest.mark.parametrize("name", FULL)
def test_the_schema_of_wordprocessing_documents_takes_it(name: str, tmp_path: Path):
    made, file = FULL[name], tmp_path / "paper.docx"
    file.write_bytes(made.write(made.paper))
    faults = [fault.description for fault in OpenXmlValidator().validate(file).errors]
    assert [fault for fault in faults if "theme" not in fault] == [], "a theme is optional (ECMA-376-1, 14.2.7)"


@pytest.mark.parametrize("name", ["chaser", "minutes", "bulletin"])
def test_no_page_holds_the_line_of_copies_alone(name: str):
    made = FULL[name]
    *_above, before, copied = opened(made.write(made.paper)).paragraphs
    assert copied.text.startswith("抄送：")
    assert before.paragraph_format.keep_with_next, f"“{before.text}” would leave it behind"


@pytest.mark.parametrize("name", FULL)
def test_the_screen_says_what_the_paper_says_in_its_order_and_the_bytes_are_steady(name: str):
    made = FULL[name]
    for wording in (CHINESE, ENGLISH):
        screen = Screen(wording)
        made.lay(made.paper, screen)
        paper = text(made.write(made.paper, wording)).replace("\n", "")
        place = 0
        for block in screen.blocks:
            cells = [*block.heads, *(cell for row in block.rows for cell in row)]
            cells += [cell for label, value, _hand in block.form for cell in (label, value)]
            for told in (block.text, block.below, *cells):
                for line in told.splitlines():
                    found = paper.find(line, place) if block.sort != "grid" else paper.find(line)
                    assert found >= 0, line
                    place = max(place, found)
    assert made.write(made.paper) == made.write(made.paper)


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_fails_where_nothing_is_known(name: str):
    told = text(FULL[name].write(EMPTY[name]))
    assert "未约定" in told or name == "bulletin"
    assert "None" not in told
    assert "（文号待编）" not in told or name == "letter", "a paper that takes no number leaves no gap for it"


def test_an_order_cites_its_mandate_and_says_how_to_say_no():
    told = said("order")
    assert in_order(
        told,
        "丰农函〔2026〕12号",
        "交办单",
        "县府办〔2026〕3号",
        "县财政局",
        "2026年3月31日",
        "2026年3月10日",
        "视为接受",
        "签收人",
        "不计入办理时限",
        "县农业农村局",
        "2026年3月5日",
    )


def test_a_request_says_what_may_be_answered_and_brings_its_slip():
    told = said("request")
    assert in_order(
        told,
        "关于商请落实专项经费的函",
        "县财政局：",
        "履职清单第12项",
        "请于2026年3月16日前",
        "说明理由退回",
        "不视为同意",
        "附件：回执",
        "附件",
        "7F3A-21C9",
        "□ 同意承办",
        "□ 退回",
        "单位公章",
    )
    bare = said("request", slip=None, answer_by=None, silence="")
    assert "回执" not in bare
    assert "请及时答复" in bare
    assert "逾期未答复" not in bare, "nothing is said of silence where nothing follows from it"


def test_a_chaser_by_rule_says_so_and_one_of_a_person_gives_its_words():
    told = said("chaser")
    assert in_order(
        told,
        "已超过4个工作日",
        "2026年3月31日",
        "2026年4月2日",
        "2个工作日",
        "书面催办",
        "列入通报",
        "催办规则",
        "抄送",
    )
    own = said("chaser", text="请尽快答复。", late=0)
    assert "请尽快答复。" in own
    assert "催办规则" not in own
    assert "已超过" not in own


def test_an_extension_names_both_days_the_reason_and_leaves_room_to_sign():
    told = said("extension")
    assert in_order(
        told, "申请延期至2026年4月30日", "原定时限", "预算未批复", "已完成审核", "主要负责人意见", "审批意见"
    )
    high = [row.trHeight_val for row in opened(FULL["extension"].write(FULL["extension"].paper)).tables[0]._tbl.tr_lst]
    assert sum(value is not None for value in high) == 2


def test_a_submission_gives_each_side_its_words_and_a_suggestion_names_no_person():
    told = said("submission")
    assert in_order(
        told,
        "关于经费由谁承担的请示",
        "县人民政府：",
        "意见不一致",
        "1.县财政局：没有依据",
        "预算法",
        "由县财政统筹",
        "请批示",
    )
    assert "（由制文单位填写）" in said("submission", proposal="")
    assert "不是对任何人的评价" in said("replacing")


def test_a_bulletin_is_a_draft_until_it_is_approved_and_corrections_are_appended():
    told = said("bulletin")
    assert in_order(
        told,
        "关于丰收节筹备工作进展情况的通报",
        "（第3期）",
        "2026年3月1日至2026年3月31日",
        "一、已完成",
        "落实专项经费",
        "没有受阻事项。",
        "更正",
        "2026年4月3日更正：应为3月6日。",
        "经分管副县长于2026年4月1日审定",
        "抄送",
    )
    assert "尚未审定" in said("bulletin", approved="")


def test_minutes_tell_decisions_who_and_when_dissent_and_who_was_absent_why():
    told = said("minutes")
    assert in_order(
        told,
        "第2次调度会议纪要",
        "丰农函〔2026〕12号",
        "分管副县长在县政府会议室主持召开",
        "县财政局：没有依据。",
        "会议议定：从预备费中列支",
        "承办单位：县财政局；完成时限：2026年3月31日。",
        "保留的不同意见",
        "本项没有形成决定",
        "议定事项清单",
        "出席：县财政局",
        "缺席：县水利局（防汛）、县公安局",
        "印发",
    )
    assert "没有议定事项" in said("minutes", items=())


def test_an_approval_shows_code_question_both_sides_record_waiting_consequences_and_room_to_write():
    told = said("approval", past=(Past(date(2026, 4, 1), "先"), Past(date(2026, 4, 8), "后")))
    assert in_order(
        told,
        "呈批编号：7F3A-21C9",
        "分管副县长（县农业农村局",
        "经费由谁承担？（请于2026年4月20日前批示）",
        "没有依据",
        "2026年4月8日　后",
        "2026年4月1日　先",
        "自2026年4月16日起待决定",
        "县财政局12个工作日",
        "由县财政局承担：时限顺延",
        "由县财政统筹",
        "批　　示",
        "只圈阅的，不视为作出决定",
        "qt.example/c",
    )


LONG = st.text(st.sampled_from("甲乙丙丁，。ab 1\n"), max_size=1500)


@settings(max_examples=40)
@given(st.lists(st.tuples(LONG, st.integers(1, 6)), min_size=1, max_size=11), st.integers(200, 600))
def test_whatever_the_texts_the_parts_fit_the_page_and_only_the_cut_ones_say_so(told: list[tuple[str, int]], room: int):
    parts = [Part("意见", value, least) for value, least in told]
    made, style = fitted(parts, room, "…（略）")
    least = height_of([Part("意见", "") for _ in parts], CELL_SMALL)
    assert height_of(made, style) <= max(room, least)
    for before, after in zip(parts, made, strict=True):
        assert after.value == before.value or after.value.endswith("…（略）")
        if after.value != before.value:
            assert before.value.startswith(after.value.removesuffix("…（略）"))


@settings(max_examples=40)
@given(LONG, st.integers(1, 9))
def test_a_shortened_text_takes_no_more_lines_than_it_was_given(told: str, lines: int):
    assert lines_of(shortened(told, lines, "…（略）", width_mm=120), 120) <= lines


def test_a_long_case_keeps_its_question_and_what_follows_and_the_hand_its_room():
    long = FULL["approval"].paper
    made = replace(
        long,
        positions=(Position("县财政局", "没有预算依据，" * 60), Position("县农业农村局", "应当统筹，" * 60)),
        past=tuple(Past(date(2026, 4, day), "书面催办，未见进展") for day in range(1, 29)),
        consequences=tuple(Consequence(f"第{n}种", "时限顺延") for n in range(1, 6)),
        proposal="建议统筹。" * 30,
    )
    told = text(write_approval(made))
    for kept in ("经费由谁承担？（请于2026年4月20日前批示）", "第1种：时限顺延", "第5种：时限顺延", "2026年4月28日"):
        assert kept in told
    assert "2026年4月1日　" not in told, "the oldest steps are left out first"
    assert told.count("……（略）") >= 3
    writing = opened(write_approval(made)).tables[0]._tbl.tr_lst[-1].trHeight_val
    assert writing >= WRITING_MM * 36000 - 1000


@pytest.mark.parametrize("part", ["asking", "telling", "appraisal", "assessment"])
def test_the_english_wording_of_each_part_says_all_and_fills_the_same_places(part: str):
    chinese, english = getattr(CHINESE, part), getattr(ENGLISH, part)
    for field in fields(chinese):
        own, other = getattr(chinese, field.name), getattr(english, field.name)
        assert not any("\u4e00" <= char <= "\u9fff" for char in other), field.name
        assert _places(own) == _places(other), field.name


def _places(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
