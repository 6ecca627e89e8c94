"""Honours proposed: the worked examples of docs/rules/honours.md, and laws of who is named."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Desk, Stream
from qiantou.insight.honours import Flag, Honours, propose
from qiantou.insight.year_review import Part, by_sheet, years
from tests.insight.tables import rows
from tests.insight.test_year_review import parts

CELL = re.compile(r"([A-Z]+) (\d+)/(\d+)/(\d+)→(\d+)")
EXAMPLES = rows("honours.md", "Worked examples")[1:]


def proposed(told: list[Part], *, least: int = 1, rate: int = 80) -> Honours:
    return propose(years(told, least=least).values(), by_sheet(told), rate=rate)


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{row[0]}-{row[1]}" for row in EXAMPLES])
def test_the_worked_example_holds(row: list[str]) -> None:
    sheets = [one.split(": ", 1) for one in row[2].split("; ")]
    told = [
        Part(Stream(sheet), Desk(unit), *(Fraction(int(number), 100) for number in numbers))
        for sheet, cells in sheets
        for unit, *numbers in CELL.findall(cells)
    ]
    found = proposed(told)
    assert (", ".join(one.unit for one in found.proposed) or "none") == row[3]
    flags = [
        " ".join(
            [one.unit, flagged.flag, *([flagged.joint] if flagged.joint else []), *(who for who, _ in flagged.others)]
        )
        for one in found.proposed
        for flagged in one.flags
    ]
    assert sorted(flags) == (sorted(row[4].split("; ")) if row[4] != "none" else [])


def test_every_flag_has_an_example() -> None:
    told = {row[0].strip("`") for row in rows("honours.md", "Flags")[1:]}
    assert told == {flag.value for flag in Flag}
    assert all(any(flag in row[4] for row in EXAMPLES) for flag in told)


@given(st.lists(parts()), st.integers(1, 4), st.integers(0, 100))
def test_who_is_named_has_sheets_enough_and_flags_name_others_with_a_share(
    told: list[Part], least: int, rate: int
) -> None:
    found = proposed(told, least=least, rate=rate)
    for one in found.proposed:
        assert one.year.rate is not None
        assert one.year.rate.n >= least
        assert 100 * one.year.rate.value >= rate
        for flagged in one.flags:
            assert all(share > 0 and unit != one.unit for unit, share in flagged.others)
    assert all(year.n < least for year in found.few)


@given(st.lists(parts()))
def test_the_order_is_that_of_the_units_not_of_their_points(told: list[Part]) -> None:
    order = list(years(told, least=1))
    named = [one.unit for one in proposed(told).proposed]
    assert named == [unit for unit in order if unit in named]
