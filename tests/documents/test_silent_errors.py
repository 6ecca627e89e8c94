"""What a reader must never do in silence: cut a name, lose a unit, shift a column, guess a day."""

from datetime import date

import pytest

from qiantou.documents.division import read_division
from qiantou.documents.opening import read_pasted
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
        "县人大常委会办公室", "县政协办公室", "县政协办", "县安委会办公室", "县安委会办", "县委办公室", "县委编委会办公室",
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
