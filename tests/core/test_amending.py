"""A ruling that grants a contest is on the desk of whoever put the sheet out until the sheet is amended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, Attribution, Bounds, Share
from qiantou.core.carrying_out import check_amended
from qiantou.core.contesting import AMENDING, DELAYED, Claim, amending_of, carry_out_by, contest_stream, rulings_of
from qiantou.core.kernel import RULE, Actor, Entry, Rejected, Stream
from qiantou.core.kinds import Phase, Rung
from qiantou.core.listing import check
from qiantou.core.moves import Block, Contest, Deliver, Moot, Offer, Refer, Report, Rule, Withdraw
from qiantou.core.register import Listed
from qiantou.core.ruled_delay import Taken, left_to_nobody, taken_by
from qiantou.core.ruled_delay import ruled as ruled_delay
from tests.core.assessing import CONTESTED, TODAY, amending, asked, contest, entry, ruled
from tests.core.steps import OTHER, Case, recorded
from tests.core.test_attribution import DRAWN, PUT_OUT
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, TOWN, WATER, local

OF_DELAY = contest_stream(JOINT, WATER, DELAYED)
LATE = replace(PUT_OUT, shares=(Share(NOBODY, 240), Share(ROADS, 900), Share(WATER, 300)))


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


def test_nothing_beside_it_hands_it_on_or_puts_it_off_but_why_it_is_late_may_be_said() -> None:
    case = ruled()
    on = amending(case)
    told: dict[str, Any] = {"title": "not we", "parent": on, "beside": True}
    for side in (
        Offer("variation", GOV, WATER, due=date(2026, 6, 1), **told), Offer("dispute", GOV, TOWN, **told),
        Offer("variation", GOV, WATER, new_doer=LEAD, **told), Offer("guidance", GOV, DEPUTY, **told),
    ):  # fmt: skip
        case.refused("amended-on-its-page", side, GOV, on=OTHER)
    case.at("2026-03-20 09:00").ticked(on=on)
    case.when(Offer("explanation", GOV, WATER, **told), GOV, on=OTHER).then("offered", WATER, on=OTHER)


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


def delay_ruled(put: Attribution = LATE, item: str = DELAYED) -> Case:
    """LEAD put the attribution out on 9 March; WATER contests its share, and the deputy grants it."""
    case = Case().at("2026-03-09 09:00")
    case.town.listings.append(entry(ATTRIBUTIONS, JOINT, put, LEAD, case.town.now))
    case.when(contest(claim=Claim(item), doer=LEAD), WATER, on=OF_DELAY)
    case.when(Deliver("as the record has it"), LEAD, on=OF_DELAY).when(Refer("no"), WATER, on=OF_DELAY)
    return case.when(Rule(Phase.CLOSED, "as it says", granted=True), DEPUTY, on=OF_DELAY)


def put_out_anew(case: Case, made: Attribution) -> None:
    """As the act enters it."""
    one = Entry(Stream("register"), 2, case.town.now, Actor(LEAD), Listed(ATTRIBUTIONS, JOINT, made, TODAY))
    force = case.town.register.at(case.town.now)
    check(one.event, force, one.by)
    check_amended([one], case.town.matter, force)
    case.town.listings.append(one)


def test_what_is_granted_of_the_delay_is_with_whoever_put_it_out_and_ends_by_one_put_out_for_that_ruling() -> None:
    case = delay_ruled()
    on = amending_of(case.matter(OF_DELAY))
    assert on is not None
    assert (case.matter(on).kind, case.matter(on).holder, case.matter(on).due) == (AMENDING, LEAD, date(2026, 3, 16))
    case.refused("amended-on-its-page", Deliver("done"), LEAD, on=on)
    anew = replace(LATE, rulings=(OF_DELAY,), shares=(Share(NOBODY, 540), Share(ROADS, 900)))
    for forged, code in (
        (replace(anew, rulings=(CONTESTED,)), "contest-not-granted"), (replace(anew, rulings=()), "put-out-before"),
        (replace(anew, through=local("2026-03-09 08:30")), "wrong-value"), (replace(anew, plan=2), "wrong-value"),
        (replace(anew, shares=LATE.shares), "contest-not-granted"),
        (replace(anew, shares=(Share(NOBODY, 1440),)), "contest-not-granted"),
    ):  # fmt: skip
        with pytest.raises(Rejected, match=code):
            put_out_anew(case, forged)
    assert anew == ruled_delay(LATE, [(WATER, 0)], [OF_DELAY], case.town.register.at(case.town.now))
    put_out_anew(case, anew)
    assert taken_by([LATE, anew]) == Taken({WATER: Fraction(300)})
    longer = replace(LATE, actual=7000, shares=(Share(ROADS, 1700), Share(WATER, 500)))
    assert left_to_nobody(longer, Taken({WATER: Fraction(300)})).shares == (
        Share(NOBODY, 300), Share(ROADS, 1700), Share(WATER, 200),
    )  # fmt: skip
    assert left_to_nobody(PUT_OUT, Taken({WATER: Fraction(300)})) == PUT_OUT  # what it regained stays its own
    drawn = left_to_nobody(replace(PUT_OUT, drawn=DRAWN), Taken({ROADS: Fraction(2401, 2)})).drawn
    assert drawn is not None
    assert drawn.bounds == (Bounds(NOBODY, 1400, 1481), Bounds(ROADS, -11, 1), Bounds(WATER, -1, 0))
    assert rulings_of(anew) == {OF_DELAY}
    with pytest.raises(Rejected, match="contest-not-granted"):
        put_out_anew(case, anew)


def test_who_regained_time_contests_that_it_regained_more_and_by_a_ruling_it_did() -> None:
    early = replace(LATE, shares=(Share(NOBODY, 240), Share(ROADS, 2220), Share(WATER, -1020)))
    asked = Case().at("2026-03-09 09:00")
    asked.town.listings.append(entry(ATTRIBUTIONS, JOINT, early, LEAD, asked.town.now))
    for item in (DELAYED, f"{DELAYED}0", f"{DELAYED}100", f"{DELAYED}-1", f"{DELAYED}many"):
        asked.refused("nothing-to-contest", contest(claim=Claim(item), doer=LEAD), WATER, on=OF_DELAY)
    case = delay_ruled(early, f"{DELAYED}2")
    day = case.town.register.at(case.town.now).calendar.day_minutes
    more = (Share(NOBODY, 240 + 2 * day), Share(ROADS, 2220), Share(WATER, -1020 - 2 * day))
    anew = replace(early, rulings=(OF_DELAY,), shares=more)
    for forged in (early.shares, (Share(NOBODY, 240 + day), Share(ROADS, 2220), Share(WATER, -1020 - day))):
        with pytest.raises(Rejected, match="contest-not-granted"):
            put_out_anew(case, replace(anew, shares=forged))
    put_out_anew(case, anew)
    longer = replace(LATE, actual=7000, shares=(Share(ROADS, 2020), Share(WATER, 180)))
    assert left_to_nobody(longer, taken_by([early, anew])).shares == (
        Share(NOBODY, 2 * day), Share(ROADS, 2020), Share(WATER, 180 - 2 * day),
    )  # fmt: skip


def test_who_lost_days_asks_for_no_number_of_them() -> None:
    case = Case().at("2026-03-09 09:00")
    case.town.listings.append(entry(ATTRIBUTIONS, JOINT, LATE, LEAD, case.town.now))
    case.refused("nothing-to-contest", contest(claim=Claim(f"{DELAYED}2"), doer=LEAD), WATER, on=OF_DELAY)


def test_it_falls_with_its_ruling() -> None:
    case = asked().when(Deliver("no"), GOV, on=CONTESTED).when(Refer("please"), WATER, on=CONTESTED)
    case.when(Rule(Phase.CLOSED, "it was delivered", granted=True), recorded(DEPUTY, LEAD, scan="f" * 64), on=CONTESTED)
    on = amending(case)
    case.then("underway", GOV, on=on)
    number = case.matter(CONTESTED).ended
    case.when(Contest(number, "never said"), DEPUTY, on=CONTESTED).then("closed", None, on=on)
    assert amending_of(case.matter(CONTESTED)) is None
