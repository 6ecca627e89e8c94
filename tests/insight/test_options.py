"""Options: the worked examples of docs/rules/options.md, and laws of any question."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.insight.options import Comparison, Outcome, Question, compare
from tests.insight.tables import examples, rows

EXAMPLES = list(examples("options.md"))


def question(title: str) -> Question:
    (_, *units), *table = rows("options.md", title)
    criteria = [f"c{at}" for at in range(len(table[0][1].split(" ")))]
    grades = {
        (unit, option, criterion): int(grade)
        for option, *cells in table
        for unit, cell in zip(units, cells, strict=True)
        for criterion, grade in zip(criteria, cell.split(" "), strict=True)
        if grade != "–"
    }
    return Question([row[0] for row in table], criteria, units, grades)


def listed(names: tuple[str, ...]) -> str:
    return " ".join(names) or "none"


@pytest.mark.parametrize(("title", "told"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_worked_example_holds(title: str, told: dict[str, str]) -> None:
    found = compare(question(title))
    assert "; ".join(f"{one.option} {listed(one.gains)}" for one in found.outcomes) == told["Gains"]
    assert "; ".join(f"{one.option} {listed(one.loses)}" for one in found.outcomes) == told["Loses"]
    dominated = [f"{one.option} by {listed(one.dominated_by)}" for one in found.outcomes if one.dominated_by]
    assert ("; ".join(dominated) or "none") == told["Dominated"]
    worst = ["–" if one.worst is None else str(one.worst) for one in found.outcomes]
    assert (
        ", ".join(map(" ".join, zip([one.option for one in found.outcomes], worst, strict=True)))
        == told["Worst regret"]
    )
    assert listed(found.smallest) == told["Smallest"]
    assert listed(found.left_out) == told["Left out"]


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_what_is_missing_is_listed_place_by_place() -> None:
    found = compare(question("5 Nobody has said everything"))
    assert found.missing == (("east", "there", "c0"), ("west", "here", "c0"))
    assert [one.unknown for one in found.outcomes] == [("west",), ("east",)]


def test_weights_count_and_are_checked() -> None:
    asked = question("1 The clinic: one loses much, all lose a little, or nobody much")
    heavy = compare(replace(asked, weights={"c0": 3})).outcomes[0]
    assert heavy.scores["finance"] == Fraction(1, 2)
    assert "finance" in heavy.gains
    with pytest.raises(ValueError, match="weights"):
        replace(asked, weights={"c0": 0, "c1": 0})
    with pytest.raises(ValueError, match="weights"):
        replace(asked, weights={"c0": -1})
    with pytest.raises(ValueError, match="grades"):
        replace(asked, grades={("health", "move", "c0"): 3})
    with pytest.raises(ValueError, match="grades"):
        replace(asked, grades={("nobody", "move", "c0"): 1})


@st.composite
def questions(draw: st.DrawFn, complete: bool = False) -> Question:
    options, criteria, units = (names[: draw(st.integers(1, 3))] for names in ("xyz", "cde", "uvw"))
    grade = st.integers(-2, 2) if complete else st.none() | st.integers(-2, 2)
    drawn = {(u, o, c): draw(grade) for u in units for o in options for c in criteria}
    weights = draw(st.dictionaries(st.sampled_from(criteria), st.integers(1, 4)))
    return Question(options, criteria, units, {key: told for key, told in drawn.items() if told is not None}, weights)


def outcome(found: Comparison, option: str) -> Outcome:
    return next(one for one in found.outcomes if one.option == option)


@given(questions(complete=True))
def test_a_dominated_option_never_alone_has_the_smallest_worst_regret(asked: Question) -> None:
    found = compare(asked)
    for one in found.outcomes:
        for other in one.dominated_by:
            assert one.worst is not None
            assert (outcome(found, other).worst or 0) <= one.worst
            assert found.smallest != (one.option,)
            assert one.option not in outcome(found, other).dominated_by


@given(questions())
def test_everyone_is_told_once_and_an_unknown_grade_decides_nothing(asked: Question) -> None:
    found = compare(asked)
    for one in found.outcomes:
        told = (*one.gains, *one.loses, *one.unchanged, *one.unknown)
        assert sorted(told) == sorted(asked.units)
        assert all(regret >= 0 for regret in one.regret.values())
        if any(key[1] == one.option for key in found.missing):
            assert not one.dominated_by
    assert {key[0] for key in found.missing} == set(found.left_out)
    assert bool(found.smallest) is (len(found.left_out) < len(asked.units))


@given(questions())
def test_against_the_mean_adds_up_to_nothing(asked: Question) -> None:
    found = compare(asked)
    for unit in asked.units:
        if unit not in found.left_out:
            assert sum(one.against_mean[unit] for one in found.outcomes) == 0
            assert min(one.regret[unit] for one in found.outcomes) == 0
