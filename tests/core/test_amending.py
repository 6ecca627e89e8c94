"""A ruling that grants a contest is on the desk of whoever put the sheet out until the sheet is amended."""

from __future__ import annotations

from datetime import date

import pytest

from qiantou.core.contesting import AMENDING, amending_of, carry_out_by
from qiantou.core.kernel import RULE, Rejected
from qiantou.core.kinds import Phase, Rung
from qiantou.core.moves import Block, Contest, Deliver, Moot, Offer, Refer, Report, Rule, Withdraw
from tests.core.assessing import CONTESTED, amending, asked, ruled
from tests.core.steps import OTHER, recorded
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, WATER


def test_what_is_granted_is_in_hand_at_once_with_a_day_and_what_is_refused_is_nobodys() -> None:
    case = ruled()
    work = case.matter(amending(case))
    assert (work.kind, work.holder, work.asker, work.due) == (AMENDING, GOV, WATER, date(2026, 3, 9))
    assert carry_out_by(case.town.now, case.town.register.at(case.town.now)) == work.due
    assert work.about[0] == CONTESTED
    assert amending_of(ruled(granted=False).matter(CONTESTED)) is None
    assert amending_of(None) is None


def test_nothing_but_the_sheet_ends_it_and_whoever_has_it_may_report_on_it() -> None:
    case = ruled()
    on = amending(case)
    for command, desk in (
        (Deliver("done"), GOV), (Refer("no"), GOV), (Refer("no"), WATER), (Withdraw("never mind"), WATER),
        (Block("no time", to=LEAD, fresh=OTHER), GOV),
    ):  # fmt: skip
        case.refused("amended-on-its-page", command, desk, on=on)
    case.when(Report("it is being computed"), GOV, on=on).then("underway", GOV, on=on)
    case.town.do(on, Moot(), by=RULE)
    case.then("closed", None, on=on)
    with pytest.raises(Rejected, match="opened-by-rule"):
        case.town.do(OTHER, Offer(AMENDING, WATER, GOV, "amend it", joint=JOINT), WATER)


def test_left_undone_it_climbs_the_ladder_to_who_stands_above() -> None:
    case = ruled()
    on = amending(case)
    for _day in range(60):
        case.town.later(days=1)
        case.ticked(on=on)
    rungs = [taken.rung for taken in case.matter(on).rungs]
    assert rungs[:2] == [Rung.REMINDER, Rung.CHASER]
    assert rungs[-1] is Rung.SHEET
    assert case.matter(on).holder == GOV


def test_it_falls_with_its_ruling() -> None:
    case = asked().when(Deliver("no"), GOV, on=CONTESTED).when(Refer("please"), WATER, on=CONTESTED)
    case.when(Rule(Phase.CLOSED, "it was delivered", granted=True), recorded(DEPUTY, LEAD, scan="f" * 64), on=CONTESTED)
    on = amending(case)
    case.then("underway", GOV, on=on)
    number = case.matter(CONTESTED).ended
    case.when(Contest(number, "never said"), DEPUTY, on=CONTESTED).then("closed", None, on=on)
    assert amending_of(case.matter(CONTESTED)) is None
