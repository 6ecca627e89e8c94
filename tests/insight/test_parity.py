"""Parity: the worked examples of docs/rules/parity.md, and laws of the three shares."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.insight.parity import Bar, Degrees, Finding, Part, State, office_above, parity
from tests.insight.tables import rows

WHOLE = 20
EXAMPLES = rows("parity.md", "Worked examples")[1:]


def number(cell: str) -> Fraction | None:
    return None if cell == "–" else Fraction(cell)


def degrees(cell: str) -> Degrees | None:
    if cell in ("not agreed", "none"):
        return None if cell == "not agreed" else {}
    return {name: number(degree) for name, degree in (needed.split(" ") for needed in cell.split(", "))}


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{row[0]}-{row[1]}" for row in EXAMPLES])
def test_the_worked_example_holds(row: list[str]) -> None:
    weight = number(row[2])
    rest = Part("the rest", None if weight is None else WHOLE - weight)
    told = parity([Part("a", weight, degrees(row[3]), degrees(row[4])), rest])[0]
    shares = (told.responsibility.share, told.powers.share, told.means.share, told.uncovered)
    assert shares == tuple(number(cell) for cell in row[5:9])
    assert told.finding == row[9]
    assert (told.powers.state is State.NONE_NEEDED) is (row[3] == "none")


def test_every_finding_has_an_example() -> None:
    assert (
        {row[9] for row in EXAMPLES}
        == set(Finding)
        == {row[0].strip("`") for row in rows("parity.md", "The findings")[1:]}
    )


@pytest.mark.parametrize("row", rows("parity.md", "An office above, and nobody below")[1:], ids=" ".join)
def test_an_office_above_and_less_than_one_person_below(row: list[str]) -> None:
    warning = office_above(office={"yes": True, "no": False, "–": None}[row[0]], people=number(row[1]))
    assert (warning.code if warning else "none") == row[2]
    assert warning is None or warning.people == number(row[1])


def test_what_is_lacking_and_what_is_not_known_is_named() -> None:
    told = parity([Part("a", Fraction(1), {"data": Fraction(0), "convene": Fraction(1), "dispatch": None})])[0]
    assert told.powers == Bar(Fraction(1, 2), State.MEASURED, lacking=("data",), unknown=("dispatch",))
    assert told.means == Bar(None, State.NOT_AGREED)


def test_nothing_agreed_is_told_and_no_error() -> None:
    assert parity([]) == ()
    assert [told.finding for told in parity([Part("a", None), Part("b", Fraction(3))])] == [Finding.NOT_AGREED] * 2
    assert parity([Part("a", Fraction(0)), Part("b", Fraction(0))])[0].responsibility.state is State.NOT_AGREED


SHARES = st.none() | st.integers(0, 6).map(lambda sixths: Fraction(sixths, 6))
NEEDS = st.none() | st.dictionaries(st.sampled_from(["convene", "dispatch", "data", "money"]), SHARES)
PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from("abc"),
        st.none() | st.integers(0, 36).map(lambda quarters: Fraction(quarters, 4)),
        NEEDS,
        NEEDS,
    ),
    max_size=5,
)


@settings(max_examples=50)
@given(PARTS)
def test_shares_lie_between_nothing_and_all_and_responsibility_adds_up(parts: list[Part]) -> None:
    told = parity(parts)
    shares = [bar.share for one in told for bar in (one.responsibility, one.powers, one.means)]
    shares += [one.uncovered for one in told]
    assert all(share is None or 0 <= share <= 1 for share in shares)
    held = [one.responsibility.share for one in told if one.responsibility.share is not None]
    assert not held or (len(held) == len(parts) and sum(held) == 1)


@settings(max_examples=50)
@given(PARTS, st.sampled_from(["convene", "data"]))
def test_one_power_more_never_lowers_a_share(parts: list[Part], power: str) -> None:
    given_more = [
        Part(
            part.unit, part.weight, {**part.powers, power: Fraction(1)} if power in (part.powers or {}) else part.powers
        )
        for part in parts
        if (part.powers or {}).get(power, Fraction(0)) is not None
    ]
    before = [part for part in parts if (part.powers or {}).get(power, Fraction(0)) is not None]
    for one, other in zip(parity(before), parity(given_more), strict=True):
        assert other.powers.share is one.powers.share or (other.powers.share or 0) >= (one.powers.share or 0)
