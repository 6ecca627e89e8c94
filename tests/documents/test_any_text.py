"""Whatever the text, the reader answers, in order, and never with words the paper does not hold."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.documents.division import read_division
from qiantou.documents.opening import read_pasted
from qiantou.documents.paper import Paper
from qiantou.documents.plain import lines_of

TOKENS = st.sampled_from(
    [
        "牵头单位：", "责任单位：", "配合单位：", "责任领导：", "完成时限：", "牵头单位", "配合单位",
        "【牵头单位】", "牵头", "配合", "按职责分工负责", "负责", "会同", "由", "由县发改局牵头", "县发改局",
        "县财政局", "县发展和改革局", "各镇", "各县（市、区）", "街道(功能区)", "开发区、县", "住建局",
        "县教育局（牵头）", "市直相关单位", "县发", "（", "）", "〔", "〕", "(", ")", "【", "】", "、", "，", "；",
        "。", "：", "|", "\t", "  ", "\n", "\n\n", "和", "及", "等", "以及", "/", "6月底前", "2026年6月30日前",
        "年内持续推进", "每月5日前", "长期坚持", "l2月底", "二〇二六年", "2月30日", "一季度", "30个工作日内",
        "2026", "〔2026〕12号", "1.", "2.", "（1）", "（2）", "①", "一、", "（一）", "序号", "任务", "修编规划",
        "修复水库", "加强水利建设", "第一责任单位为牵头单位，下同", "— 3 —", "附件：", "\u3000", "\u200b",
        "牽頭單位：",
    ]
)  # fmt: skip
MIXTURES = st.lists(TOKENS, max_size=120).map("".join)
ANY_TEXT = st.text(max_size=5_000)


def without_blanks(text: str) -> str:
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\x00-\x1f]", "", text)


def check(text: str) -> None:
    division = read_division(Paper("", lines_of(text)), year=2026)
    plain = without_blanks(text)
    seen = []
    for row in division.rows:
        for words in (*row.lead, *row.cooperating, row.leader):
            assert without_blanks(words) in plain, words
        for words in row.due_text.split("；"):
            assert without_blanks(words) in plain, words
        assert not row.due or row.due_text
        assert len(set(row.lead)) == len(row.lead)
        assert not set(row.lead) & set(row.cooperating)
        seen.append(int(row.source.removeprefix("line ")))
    assert seen == sorted(seen)


@given(MIXTURES)
@settings(max_examples=400, deadline=None)
def test_mixtures_of_the_grammar_are_never_added_to(text: str):
    check(text)


@given(ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str):
    check(text)


def test_pasted_text_reads_like_a_file():
    division = read_division(read_pasted("1.修编规划。（县发改局牵头负责）"))
    assert [(row.task, row.lead) for row in division.rows] == [("修编规划", ("县发改局",))]
