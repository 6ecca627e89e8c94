"""A work that is over is owed a sheet by a day: a matter that the rule opens and the sheet ends (assessment.md)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.contesting import carry_out_by
from qiantou.core.facts import Urged
from qiantou.core.figures import SHEET_WITHIN, Figure
from qiantou.core.kernel import RULE, Rejected, Stream
from qiantou.core.kinds import ASSESSING, EXEMPTION, Phase, Rung
from qiantou.core.moves import Accept, Block, Deliver, Moot, Offer, Refer, Report, Rule, Withdraw
from qiantou.core.plan import Purpose, Version
from qiantou.core.register import CHARTERS, FIGURES, UNITS
from qiantou.core.review import SHEETS
from qiantou.core.sheet_clock import Owed, is_owed_by, opening, owed
from qiantou.core.undertaking import Charter
from tests.core.assessing import MET, OVER, SHEET, assessing
from tests.core.steps import OTHER, WORK, Case
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER, listed, local

PAGE = Path(__file__).resolve().parents[2] / "docs/rules/assessment.md"
ROW = re.compile(r"\| (2026-\d\d-\d\d) \| (–|2026-\d\d-\d\d) \| (2026-\d\d-\d\d) \| (2026-\d\d-\d\d) \|")
ENDED, DUE = date(2026, 3, 2), date(2026, 3, 30)
KEPT = replace(OVER, keeper=ROADS)


def concluded(charter: Charter = OVER, ended: date = ENDED, line: date | None = None) -> Case:
    """`line`: the day of a task of WATER, taken before the work was over."""
    case = Case().at(f"{ended - timedelta(7)} 10:00")
    going = replace(charter, ended=None, met=None, ending="")
    case.town.listings.append(listed(CHARTERS, JOINT, going, at=local(f"{ended - timedelta(9)} 09:00")))
    if line is not None:
        case.when(Offer("task", LEAD, WATER, "drains", due=line, joint=JOINT), LEAD).when(Accept(), WATER)
    case.town.listings.append(listed(CHARTERS, JOINT, charter, at=local(f"{ended} 09:00")))
    return case.at(f"{ended} 10:00")


def told(case: Case, day: date) -> Owed | None:
    matters = [case.matter(name) for name in case.town.joined(JOINT)]
    return owed(JOINT, case.town.register.at(local(f"{day} 12:00")), matters, case.town.plan(JOINT))


def due(case: Case, day: date) -> date:
    found = told(case, day)
    assert found is not None
    return found.due


def test_the_examples_of_the_page_hold() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(rows) == 5
    for over, line, opened, last in rows:
        day = date.fromisoformat(line) if line != "–" else None
        found = told(concluded(KEPT, date.fromisoformat(over), day), date.fromisoformat(opened))
        names = (WORK,) if day is not None else ()
        assert found == Owed(JOINT, ROADS, LEAD, date.fromisoformat(last), names), (over, line, opened)


@pytest.mark.parametrize("charter", [OVER, MET])
def test_nothing_is_owed_before_the_end_nor_once_the_sheet_is_out_and_changes_of_the_charter_move_no_day(
    charter: Charter,
) -> None:
    case = concluded(charter)
    assert told(case, ENDED - timedelta(1)) is None
    case.town.listings.append(listed(CHARTERS, JOINT, replace(charter, until=DUE), at=local("2026-03-20 09:00")))
    assert due(case, DUE) == DUE
    case.town.listings.append(listed(SHEETS, JOINT, SHEET, at=local("2026-05-04 09:00")))
    assert told(case, date(2026, 5, 5)) is None


def test_the_number_of_the_day_the_work_was_over_counts() -> None:
    case = concluded()
    case.town.listings.append(listed(FIGURES, SHEET_WITHIN, Figure(60, "a paper"), at=local("2026-03-10 09:00")))
    assert due(case, DUE) == DUE


def test_where_the_lead_keeps_the_record_another_office_owes_it() -> None:
    found = told(concluded(replace(OVER, keeper=LEAD)), DUE)
    assert found is not None
    assert (found.holder, found.asker) == (GOV, LEAD)


def test_of_a_signed_plan_its_lines_alone_hold_it() -> None:
    case = concluded(KEPT, line=date(2026, 3, 13))
    assert due(case, ENDED) == date(2026, 4, 10)
    case.town.plans[JOINT] = [listed("version", f"{JOINT}/1", Version(1, Purpose.CONSULTATION))]
    assert due(case, ENDED) == date(2026, 4, 10)
    case.town.plans[JOINT] = [listed("version", f"{JOINT}/1", Version(1, Purpose.SIGNATURE))]
    assert due(case, ENDED) == DUE


def test_it_is_in_hand_at_once_and_nothing_but_the_sheet_ends_it() -> None:
    case, on = assessing(concluded(KEPT))
    work = case.matter(on)
    assert (work.kind, work.holder, work.asker, work.due, work.stage) == (ASSESSING, ROADS, LEAD, DUE, Phase.UNDERWAY)
    for command, desk in (
        (Deliver("done"), ROADS), (Refer("no"), ROADS), (Refer("no"), LEAD), (Withdraw("never mind"), LEAD),
        (Block("no time", to=WATER, fresh=OTHER), ROADS),
    ):  # fmt: skip
        case.refused("amended-on-its-page", command, desk, on=on)
    side = {"title": "later", "parent": on, "beside": True}
    for offer in (
        Offer("variation", ROADS, LEAD, due=date(2026, 6, 1), **side),  # type: ignore[arg-type]
        Offer("variation", ROADS, LEAD, new_doer=WATER, **side),  # type: ignore[arg-type]
        Offer("task", ROADS, WATER, "the half of it", parent=on),
        Offer("consultation", LEAD, WATER, "what do you say", parent=on),
    ):
        case.refused("amended-on-its-page", offer, offer.asker, on=OTHER)
    with pytest.raises(Rejected, match="opened-by-rule"):
        case.town.do(OTHER, Offer(ASSESSING, LEAD, ROADS, "the sheet", joint=JOINT), LEAD)
    case.when(Report("it is being computed"), ROADS, on=on).then("underway", ROADS, on=on)
    assert is_owed_by(case.matter(on), case.town.register.at(case.town.now))
    case.town.do(on, Moot(), by=RULE)
    case.then("closed", None, on=on)


def test_there_is_nothing_to_be_exempt_from_in_a_sheet_that_came_late() -> None:
    case, on = assessing(concluded(KEPT).at("2026-04-10 09:00"))
    for asker in (ROADS, GOV):
        told = Offer(EXEMPTION, asker, DEPUTY, "it came late", about=(on,), caused=DUE)
        case.refused("nothing-to-exempt", told, asker, on=OTHER)


def test_left_undone_it_climbs_the_ladder_to_who_decides_in_the_work_who_names_no_other_desk_for_it() -> None:
    case, on = assessing(concluded(KEPT))
    for _day in range(100):
        case.town.later(days=1)
        case.ticked(on=on)
    assert [taken.rung for taken in case.matter(on).rungs][:2] == [Rung.REMINDER, Rung.CHASER]
    urged = next(entry for entry in case.town.of(on) if getattr(entry.event, "rung", None) is Rung.SHEET)
    assert isinstance(urged.event, Urged)
    assert urged.event.to == DEPUTY
    sheet = next(name for name in case.town.streams() if case.matter(name).kind == "decision")
    later = case.town.now.date() + timedelta(30)
    given = Rule(Phase.CLOSED, "do it", granted=True, doer=WATER, due=later)
    case.refused("amended-on-its-page", given, DEPUTY, on=sheet)
    case.when(Rule(Phase.CLOSED, "by then", granted=True, due=later), DEPUTY, on=sheet)
    assert case.matter(on).holder == ROADS


@pytest.mark.parametrize("changed", [
    replace(KEPT, ended=None, ending=""), replace(KEPT, keeper=LEAD), replace(KEPT, keeper=GOV),
])  # fmt: skip
def test_it_is_owed_no_more_by_who_has_it_once_the_work_goes_on_or_another_keeps_the_record(changed: Charter) -> None:
    case, on = assessing(concluded(KEPT))
    case.town.listings.append(listed(CHARTERS, JOINT, changed, at=local("2026-03-20 09:00")))
    force = case.town.register.at(local("2026-03-20 09:00"))
    assert not is_owed_by(case.matter(on), force)
    found = owed(JOINT, force)
    assert (found.holder if found is not None else None) == (GOV if changed.ended else None)


def test_where_its_desk_is_no_more_another_owes_it() -> None:
    case, on = assessing(concluded(KEPT))
    case.town.listings.append(listed(UNITS, ROADS, None, at=local("2026-03-20 09:00"), since=date(2026, 3, 20)))
    force = case.town.register.at(local("2026-03-20 09:00"))
    assert not is_owed_by(case.matter(on), force)
    found = owed(JOINT, force)
    assert found is not None
    assert found.holder == GOV


def test_each_that_is_opened_has_its_own_name() -> None:
    found = told(concluded(), ENDED)
    assert found is not None
    assert len({opening(found, number)[0] for number in (1, 2, 3)} | {Stream(JOINT)}) == 4


@given(days=st.integers(0, 400), waits=st.integers(0, 200))
def test_whoever_is_asked_late_is_not_late_when_asked(days: int, waits: int) -> None:
    case, opened = concluded(KEPT, line=ENDED + timedelta(waits)), ENDED + timedelta(days)
    last, first = due(case, opened), due(case, ENDED)
    assert last >= opened
    late = carry_out_by(local(f"{opened} 12:00"), case.town.register.at(local(f"{opened} 12:00")))
    assert last == (first if first >= opened else late)
    assert first > ENDED + timedelta(waits)
