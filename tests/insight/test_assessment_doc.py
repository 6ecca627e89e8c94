"""docs/rules/assessment.md says what the code does: its tables are computed."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from qiantou.core.kernel import Stream
from qiantou.core.plan import Shares
from qiantou.core.review import SERVED, Attained, Lack, Overrun, Rates, Ratio, Reading, Unmeasured
from qiantou.core.undertaking import Charter, Direction, Measure
from qiantou.insight.attainment import attained, attainment
from qiantou.insight.credit import Delivery, Help, Work, assess
from tests.core.world import LEAD, ROADS, TOWN, WATER

DOC = (Path(__file__).parents[2] / "docs" / "rules" / "assessment.md").read_text(encoding="utf-8")
READ = re.compile(r"^\| (up|down|hold) \| ?(.*?) ?\| ?(.*?) ?\| (.*?) \| (.*?) \|$", re.M)
ROW = re.compile(r"^\| (LEAD|ROADS|WATER) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", re.M)
NAMES = {"LEAD": LEAD, "ROADS": ROADS, "WATER": WATER}


def test_there_are_examples() -> None:
    assert len(READ.findall(DOC)) == 10
    assert len(ROW.findall(DOC)) == 3


@pytest.mark.parametrize(("direction", "baseline", "target", "value", "met"), READ.findall(DOC))
def test_how_far_a_target_was_met(direction: str, baseline: str, target: str, value: str, met: str) -> None:
    measure = Measure(Direction(direction), baseline.strip(), target.strip())
    wanted = None if met == "not measured" else Fraction(met)
    assert attainment(measure, Fraction(value)) == wanted


def test_the_worked_example() -> None:
    bridge, drains = Stream("bridge"), Stream("drains")
    work = Work(
        weights={"A": 60, "B": 30, "C": 10}, shares=Shares(20, 10),
        deliveries=(
            Delivery("A", bridge, ROADS, ((ROADS, 900),)), Delivery("B", drains, WATER, ((WATER, 300),)),
            Delivery("C", None, TOWN, lacks=Lack.OPEN),
        ),
        helps=(Help(Stream("cleared"), WATER),), leads=((LEAD, 1),), overruns=(Overrun(ROADS, bridge, 480),),
        parties=(LEAD, ROADS, WATER), ratings={},
    )  # fmt: skip
    earned = assess(work, (Attained(0, "3", Ratio(3, 4)),), Rates(70, 2, 50, 2, 0, 480))
    rows = {
        part.unit: (part.lines, part.coordination, part.help, part.total, part.process, part.points)
        for part in earned.parts
    }
    for name, *told in ROW.findall(DOC):
        found = [getattr(one, "exact", one) for one in rows[NAMES[name]]]
        assert found == [Fraction(cell) for cell in told], name
    assert [one.share for one in earned.unearned] == [Ratio(39, 500)]


def test_too_few_of_those_served_say_nothing() -> None:
    charter = Charter(lead=LEAD, issuer=WATER, keeper=WATER)
    for asked, wanted in ((1, (None, Unmeasured.TOO_FEW)), (30, (Ratio(1, 30), None))):
        reading = Reading(Stream("joint"), SERVED, WATER, date(2026, 4, 1), asked=asked, satisfied=1)
        (told,) = attained(charter, {SERVED: (reading, True)}, served_least=30)
        assert (told.attained, told.lacks) == wanted
