"""Assessment sheets of small joint works, put out on a real database for tests of what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from uuid import uuid4

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import (
    SHEETS,
    Attained,
    Earning,
    Lack,
    Overrun,
    Part,
    Rates,
    Ratio,
    Sheet,
    Source,
    Unearned,
    outcome_of,
    points_of,
    process_of,
    ratio,
)
from qiantou.core.undertaking import Charter, Direction, Measure
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD
from tests.desk.town import Office

RATES = Rates(70, 2, 50, 10, 20, 480)
Shares = Mapping[Desk, tuple[int, int, int, int]]
"""Unit → its percents from lines, coordination and help, and its own over-run in minutes."""


def sheet_of(joint: Stream, shares: Shares, *, by: Desk = GOV, raters: int = 0) -> Sheet:
    """A sheet that adds up: nine tenths of its one measure attained, what is left of the shares earned by nobody."""
    force = registers.current().at(shell.now())
    measures = (Attained(0, "90", Ratio(9, 10)),)
    earnings, parts, overruns = [], [], []
    for unit, (*percents, minutes) in shares.items():
        exact = [Fraction(percent, 100) for percent in percents]
        earnings += [Earning(source, unit, ratio(share), line=f"{unit}-{source}")
                     for source, share in zip(Source, exact, strict=True) if share]  # fmt: skip
        overruns += [Overrun(unit, joint, minutes)] if minutes else []
        part = Part(unit, *map(ratio, exact), minutes, rating=Ratio(3, 4) if raters else None, raters=raters)
        process = process_of(minutes, part.rating.exact if part.rating else None, RATES)
        points = points_of(part.total, outcome_of(measures), process, RATES)
        parts.append(replace(part, process=ratio(process), points=ratio(points)))
    left = 1 - sum((part.total for part in parts), Fraction(0))
    unearned = (Unearned(ratio(left), Lack.OPEN, "L9"),) if left else ()
    return Sheet(
        joint, 1, force.instant, by, 1, 20, 10, RATES, Ratio(9, 10), measures, tuple(parts), tuple(earnings), unearned,
        tuple(overruns), waits=(Overrun(DEPUTY, joint, 120),),
    )  # fmt: skip


def concluded(county: Office, title: str, *, assessment: str = "", issuer: Desk = GOV, is_met: bool = False) -> Stream:
    """A joint work of LEAD that has ended, or only met its end, with one outcome measure."""
    joint, day = shell.fresh(), county.town.now.date()
    charter = Charter(
        LEAD, issuer, GOV, DEPUTY, measures=(Measure(Direction.UP, "0", "100", GOV, "修复桥梁", "座"),),
        assessment=assessment, met=day, ended=None if is_met else day, ending="" if is_met else "办结",
    )  # fmt: skip
    enter(Actor(account=CLERK), Listed(CHARTERS, joint, charter, day, name=title))
    return joint


def put_out(county: Office, joint: Stream, shares: Shares, *, raters: int = 0) -> Stream:
    sheet = sheet_of(joint, shares, raters=raters)
    enter(Actor(GOV, account=CLERK), Listed(SHEETS, joint, sheet, county.town.now.date()))
    return joint


def enter(by: Actor, *listings: Listed) -> None:
    execute_all((), by=by, command_id=uuid4().hex, listings=listings)
