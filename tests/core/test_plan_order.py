"""What has to come first and is due later is found, and nothing else is."""

from __future__ import annotations

from datetime import date

from qiantou.core.plan import Line
from qiantou.core.plan_order import Reversed, reversed_days
from tests.core.world import ROADS

MAY, JUNE = date(2027, 5, 20), date(2027, 6, 10)


def test_a_predecessor_due_after_its_successor_is_named_with_both_days() -> None:
    late = {"L002": Line(ROADS, due=MAY, after=("L003",)), "L003": Line(ROADS, due=JUNE)}
    assert reversed_days(late) == (Reversed("L002", MAY, "L003", JUNE),)


def test_the_same_day_no_day_and_a_line_that_is_gone_are_none() -> None:
    lines = {
        "L001": Line(ROADS, due=MAY, after=("L002", "L003", "L009")),
        "L002": Line(ROADS, due=MAY),
        "L003": Line(ROADS),
        "L004": Line(ROADS, after=("L005",)),
        "L005": Line(ROADS, due=JUNE),
    }
    assert reversed_days(lines) == ()
