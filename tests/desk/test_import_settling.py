"""What settles each doubt of a draft's row, and what joining and splitting keep. No database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.desk import drafts, settling
from qiantou.desk.drafts import DraftRow, divided, merged, open_doubts, parts_of
from qiantou.documents.doubts import DOUBTS

KNOWN = {"甲局": ["u:a"], "乙局": ["u:b"], "丙局": ["u:c"]}


def row(code: str, **facts: str) -> DraftRow:
    """A row with one doubt, as the reader leaves it."""
    doubt = {"code": code, "facts": facts, **({"due": ""} if code in settling.DAYS else {})}
    return DraftRow("修路", ["甲局"], ["乙局"], doubts=[doubt])


ASKED = {
    "no-lead": (replace(row("no-lead", names="乙局"), lead=[]), {"lead": ["甲局"]}),
    "no-task": (replace(row("no-task"), task=""), {"task": "修路"}),
    "collective": (replace(row("collective", name="各镇"), cooperating=["各镇"]), {"cooperating": ["乙局"]}),
    "unknown-unit": (replace(row("unknown-unit", name="丁"), cooperating=["丁"]), {"cooperating": ["乙局"]}),
    "prefix-elided": (replace(row("prefix-elided", names="丁、戊", first="甲局"), lead=["丁"]), {"lead": ["甲局"]}),
    "several-leads": (replace(row("several-leads", names="甲局、乙局"), lead=["甲局", "乙局"]), {"lead": ["乙局"]}),
    "lead-not-said": (row("lead-not-said", name="甲局"), {"lead": ["乙局"]}),
    "listed-twice": (row("listed-twice", name="甲局"), {"lead": ["丙局"]}),
    "blank-below": (
        replace(row("blank-below", text="甲局"), lead=[], doubts=[
            {"code": "blank-below", "facts": {"text": "甲局"}}, {"code": "no-lead", "facts": {"names": ""}},
        ]),
        {"lead": ["甲局"]},
    ),
    **{code: (row(code, text="汛期前"), {"due": "2026-06-30"}) for code in settling.DAYS},
}  # fmt: skip
"""Doubt → the row as read, and the correction that answers it."""


def test_every_doubt_of_a_row_has_its_act():
    kinds = [settling.FACTS, settling.LEADS, settling.DAYS, settling.LOOKS, settling.PAPER]
    assert sorted(code for kind in kinds for code in kind) == sorted(DOUBTS)
    assert ASKED.keys() == settling.FACTS | settling.LEADS | settling.DAYS


@pytest.mark.parametrize("code", ASKED)
def test_a_doubt_is_settled_by_what_it_asks_for(code):
    asked, answer = ASKED[code]
    assert code in [doubt["code"] for doubt in open_doubts(asked, KNOWN)]
    assert open_doubts(replace(asked, **answer), KNOWN) == []


@pytest.mark.parametrize("code", ASKED)
def test_the_tick_never_stands_for_a_fact(code):
    asked, _ = ASKED[code]
    ticked = [doubt["code"] for doubt in open_doubts(replace(asked, settled=True), KNOWN)]
    assert (code in ticked) == (code in settling.FACTS)


@pytest.mark.parametrize("code", sorted(settling.LOOKS))
def test_a_reading_is_settled_by_looking_alone(code):
    asked = row(code, text="…")
    corrected = replace(asked, task="架桥", lead=["丙局"], cooperating=[], due="2026-06-30")
    assert open_doubts(corrected, KNOWN) == asked.doubts
    assert open_doubts(replace(asked, settled=True), KNOWN) == []


@pytest.mark.parametrize("code", sorted(ASKED.keys() - {"no-task"}))
def test_another_field_settles_nothing(code):
    asked, answer = ASKED[code]
    assert open_doubts(replace(asked, task="架桥", standard="全部完成", leader="县长"), KNOWN)
    wrong = {"due": "2026-06-31"} if "due" in answer else {"due": "2026-06-30"}
    assert open_doubts(replace(asked, **wrong), KNOWN)


def test_a_day_that_was_read_is_not_settled_by_standing_there():
    asked = replace(row("two-dates", dates="5月底前、6月底前"), due="2026-06-30")
    asked.doubts[0]["due"] = "2026-06-30"
    assert open_doubts(asked, KNOWN)
    assert not open_doubts(replace(asked, due="2026-05-31"), KNOWN)


def test_a_lead_that_stands_for_several_units_is_asked():
    asked = DraftRow("宣传", ["各镇"], [])
    names = {"各镇": ["u:a", "u:b"]}
    assert drafts.problems(asked, names) == ["row-lead-several"]
    assert drafts.problems(replace(asked, settled=True), names) == []


UPPER = DraftRow(
    "甲", ["甲局"], ["乙局"], due="2026-05-31", due_text="5月底前", standard="建成", leader="县长", source="line 1",
    doubts=[{"code": "two-dates", "facts": {"dates": "?"}, "due": "2026-05-31"}], settled=True, parts={"u:b": "出资"},
)  # fmt: skip
LOWER = DraftRow(
    "乙", ["丙局"], ["甲局", "乙局"], due="2026-06-30", due_text="6月底前", standard="验收", leader="副县长",
    source="line 2", doubts=[{"code": "and-others", "facts": {"name": "乙局"}}], parts={"u:b": "供料", "u:a": "施工"},
)  # fmt: skip


def test_joining_two_rows_keeps_all_of_both_and_asks_again():
    (both,) = merged([UPPER, LOWER], 1)
    assert (both.task, both.standard, both.leader) == ("甲\n乙", "建成\n验收", "县长、副县长")
    assert (both.lead, both.cooperating) == (["甲局", "丙局"], ["乙局"])
    assert both.parts == {"u:b": "出资\n供料", "u:a": "施工"}
    assert (both.due, both.due_text, both.source) == ("2026-05-31", "5月底前；6月底前", "line 1; line 2")
    asked = [doubt["code"] for doubt in open_doubts(both, KNOWN)]
    assert asked == ["two-dates", "and-others", "several-leads", "two-dates"]
    assert open_doubts(both, KNOWN)[-1]["facts"] == {"dates": "2026-05-31、2026-06-30"}


def test_a_day_that_comes_by_joining_answers_no_doubt():
    undated = replace(UPPER, due="", doubts=[{"code": "date-unclear", "facts": {"text": "汛期前"}, "due": ""}])
    (both,) = merged([undated, LOWER], 1)
    assert both.due == "2026-06-30"
    assert "date-unclear" in [doubt["code"] for doubt in open_doubts(both, KNOWN)]


def test_a_row_left_out_does_not_take_the_other_with_it():
    (both,) = merged([replace(UPPER, dropped=True), LOWER], 1)
    assert not both.dropped


texts = st.text("甲乙；。（）1", max_size=6)
rows = st.builds(
    DraftRow, task=texts, lead=st.lists(texts, max_size=2), cooperating=st.lists(texts, max_size=3), standard=texts,
    leader=texts, due_text=texts, due=st.sampled_from(["", "2026-05-31", "2026-06-30"]), source=texts,
    parts=st.dictionaries(st.sampled_from(["u:a", "u:b"]), texts),
)  # fmt: skip


@given(rows, rows)
def test_nothing_typed_is_lost_by_joining(above, below):
    (both,) = merged([above, below], 1)
    for one in (above, below):
        assert {*one.lead, *one.cooperating} <= {*both.lead, *both.cooperating}
        for name in ("task", "standard", "leader", "due_text", "source"):
            assert getattr(one, name) in getattr(both, name)
        assert all(text in both.parts[desk] for desk, text in one.parts.items())


@pytest.mark.parametrize(
    ("task", "pieces"),
    [
        ("修路\n架桥", ["修路", "架桥"]),
        ("修路；架桥（含引桥；栏杆）。验收", ["修路", "架桥（含引桥；栏杆）", "验收"]),
        ("修路：（1）铺底；再压实；（2）铺面", ["修路：（1）铺底；再压实", "（2）铺面"]),
        ("修路，架桥", ["修路，架桥"]),
        ("", []),
    ],
)
def test_a_task_is_cut_where_its_parts_end(task, pieces):
    assert parts_of(task) == pieces


def test_split_rows_keep_units_days_and_texts_and_need_no_second_split():
    several = replace(UPPER, task="修路；架桥", doubts=[{"code": "several-parts", "facts": {"count": "2"}}])
    first, second = divided([several], 0)
    assert (first.lead, first.due, first.parts) == (second.lead, second.due, UPPER.parts)
    assert (first.doubts, second.doubts, second.parts) == ([], [], {})
