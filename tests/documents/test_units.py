"""Proposals for names of units: exact is taken, everything else waits for a person with its reason."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.documents.unit_words import SAME_OFFICE
from qiantou.documents.units import Reason, match_units, surely

REGISTER = [
    "县发展和改革局",
    "县财政局",
    "县住房和城乡建设局",
    "县水利局",
    "城关镇人民政府",
    "县供销合作社联合社",
    "县政府办公室",
]


@pytest.mark.parametrize(
    ("written", "name", "reason"),
    [
        ("县发改局", "县发展和改革局", Reason.SHORT),
        ("发改委", "县发展和改革局", Reason.SHORT),
        ("财政局", "县财政局", Reason.PREFIX),
        ("某某县水利局", "县水利局", Reason.PREFIX),
        ("住建局", "县住房和城乡建设局", Reason.SHORT),
        ("縣水利局", "县水利局", Reason.SPELLING),
        ("城关镇", "城关镇人民政府", Reason.PART),
        ("县供销社", "县供销合作社联合社", Reason.SHORT),
        ("政府办", "县政府办公室", Reason.SHORT),
    ],
)
def test_a_likeness_is_proposed_and_never_taken(written: str, name: str, reason: Reason):
    (match,) = match_units([written], REGISTER)
    assert match.taken == ""
    assert [(one.name, one.reason) for one in match.candidates] == [(name, reason)]


@pytest.mark.parametrize(
    ("written", "sure"),
    [
        ("县发改局", ["县发展和改革局"]), ("财政局", ["县财政局"]), ("住建局", ["县住房和城乡建设局"]),
        ("縣水利局", ["县水利局"]),
        ("某某县水利局", []), ("市发改局", []), ("城关镇", []), ("县财政", []),
    ],
)  # fmt: skip
def test_the_same_office_is_sure_only_in_the_same_territory_or_one_left_out(written: str, sure: list[str]):
    (match,) = match_units([written], REGISTER)
    assert surely(match) == sure


def test_an_exact_name_is_taken():
    (match,) = match_units(["县财政局"], REGISTER)
    assert match.taken == "县财政局"


def test_an_unknown_unit_has_no_candidate():
    (match,) = match_units(["县教育局"], REGISTER)
    assert (match.taken, match.candidates) == ("", ())


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("各镇", "townships"),
        ("各街道", "townships"),
        ("村(社区)", "villages"),
        ("各县（市、区）", "counties"),
        ("县直相关单位", "departments"),
    ],
)
def test_a_collective_name_says_what_it_expands_to(written: str, kind: str):
    (match,) = match_units([written], REGISTER)
    assert (match.taken, match.candidates, match.expands) == ("", (), kind)


@given(st.lists(st.text(min_size=1, max_size=12)), st.lists(st.text(min_size=1, max_size=12)))
def test_only_an_exact_name_is_ever_taken(names: list[str], register: list[str]):
    for name, match in zip(names, match_units(names, register), strict=True):
        assert match.written == name
        assert match.taken in ("", name)
        assert bool(match.taken) == (name in register)
        assert {one.name for one in match.candidates} <= set(register)


def test_no_short_form_stands_for_two_offices():
    assert [word for word, count in Counter(word for row in SAME_OFFICE for word in row).items() if count > 1] == []
