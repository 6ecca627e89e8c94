"""Who reads a measure, who puts the sheet out, and that only a ruling amends it (docs/rules/assessment.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from qiantou.core.contesting import Claim, claim_of, contest_number, contest_stream, contested_until
from qiantou.core.figures import CONTEST_WITHIN, Counted, Figure
from qiantou.core.kernel import Actor, Desk, Entry, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Refer, Rule
from qiantou.core.plan import VERSIONS, Purpose, Version
from qiantou.core.register import FIGURES, POSTS, Listed, Post
from qiantou.core.review import SERVED, SHEETS, Amendment, Ratio, Reading, part_of, points_of, process_of, ratio
from qiantou.core.review_check import adds_up, assessors, confirmers, counts, last_sheet, stands_of
from qiantou.core.undertaking import Charter
from tests.core.assessing import (
    AMENDED,
    CLAIM,
    CONTESTED,
    OVER,
    OWN,
    RATES,
    READ,
    SHEET,
    asked,
    contest,
    enter,
    over,
    put_out,
    ruled,
    total,
)
from tests.core.steps import WORK, Case
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, WATER, listed

READ_AT = SHEET.through.replace(hour=7)


def refused(code: str, act: object) -> None:
    with pytest.raises(Rejected) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.code == code


def test_a_measure_is_read_by_whom_the_charter_names_and_what_the_lead_reads_waits_to_be_confirmed() -> None:
    case = enter(enter(over(), READ, GOV), OWN, LEAD)
    force = case.town.register.at(case.town.now)
    assert counts(READ, OVER, force, entered=GOV)
    assert not counts(OWN, OVER, force, entered=LEAD)
    assert confirmers(OVER, OWN, force, entered=LEAD) == (GOV, DEPUTY, HEAD)
    confirmed = replace(OWN, confirmed=GOV)
    enter(case, confirmed, GOV)
    assert counts(confirmed, OVER, force, entered=GOV)
    refused("moved-on", lambda: enter(case, replace(confirmed, value="21"), GOV))


HEADS = Desk("lead-head")
RUNS = replace(OVER, ended=None, ending="")
LOWER = tuple(replace(one, target=target) for one, target in zip(OVER.measures, ("80", "49"), strict=True))


def signed(purpose: Purpose) -> list[Entry[Listed]]:
    return [Entry(JOINT, 1, READ_AT, Actor(LEAD), Listed(VERSIONS, f"{JOINT}/v1", Version(1, purpose), READ.day))]


def headed(charter: Charter = OVER) -> Case:
    """LEAD has a head, a post of its own."""
    case = over(charter)
    case.town.listings.append(listed(POSTS, HEADS, Post(LEAD)))
    return case


def test_the_lead_changes_no_target_once_others_rest_on_it() -> None:
    enter(over(RUNS), replace(RUNS, measures=LOWER), LEAD)
    enter(over(RUNS), replace(RUNS, measures=LOWER), LEAD, plan=signed(Purpose.CONSULTATION))
    for change in (
        replace(RUNS, measures=LOWER), replace(RUNS, measures=()), replace(RUNS, keeper=LEAD),
        replace(RUNS, office=ROADS), replace(RUNS, measures=(replace(RUNS.measures[0], by=ROADS), RUNS.measures[1])),
    ):  # fmt: skip
        plan = signed(Purpose.SIGNATURE)
        refused("terms-stand", lambda change=change, plan=plan: enter(over(RUNS), change, LEAD, plan=plan))
    head = replace(RUNS, issuer=HEADS)
    refused("terms-stand", lambda: enter(headed(head), replace(head, measures=LOWER), HEADS, plan=plan))
    enter(over(RUNS), replace(RUNS, met=READ.day), LEAD, plan=signed(Purpose.SIGNATURE))
    enter(over(RUNS), replace(RUNS, measures=LOWER), GOV, plan=signed(Purpose.SIGNATURE))
    met = replace(RUNS, met=READ.day)
    refused("terms-stand", lambda: enter(over(met), replace(met, measures=LOWER), LEAD))


def test_no_desk_of_the_lead_measures_for_good_confirms_or_puts_the_sheet_out() -> None:
    named = replace(OVER, measures=(replace(OVER.measures[0], by=HEADS),), office=HEADS, keeper=HEADS)
    case = headed(named)
    force = case.town.register.at(case.town.now)
    own = replace(READ, by=HEADS)
    assert not counts(own, named, force, entered=HEADS)
    assert HEADS not in confirmers(named, own, force, entered=LEAD)
    assert assessors(JOINT, force) == (GOV,)
    refused("not-the-assessor", lambda: enter(headed(named), replace(SHEET, by=HEADS), HEADS))


def test_a_later_reading_that_nobody_confirmed_displaces_none_that_counts() -> None:
    case = enter(enter(over(), OWN, LEAD), replace(OWN, confirmed=GOV), GOV)
    enter(case, replace(OWN, value="11"), LEAD)
    stands, waits = stands_of(JOINT, 1, OVER, case.town.register.at(case.town.now))
    assert stands is not None
    assert waits is not None
    assert (stands.value, waits.value) == (replace(OWN, confirmed=GOV), replace(OWN, value="11"))
    enter(case, replace(OWN, value="11", confirmed=GOV), GOV)
    stands, waits = stands_of(JOINT, 1, OVER, case.town.register.at(case.town.now))
    assert (stands and stands.value, waits) == (replace(OWN, value="11", confirmed=GOV), None)


def test_a_reading_says_what_it_rests_on_and_is_a_figure() -> None:
    refused("reason-missing", lambda: enter(over(), replace(READ, evidence=" "), GOV))
    for value in ("much", "NaN", "", "1" * 16, "1e9", "1."):
        refused("figure-unreadable", lambda value=value: enter(over(), replace(READ, value=value), GOV))
    refused("said-in-future", lambda: enter(over(), replace(READ, day=date(2026, 3, 3)), GOV))
    enter(over(), Reading(JOINT, SERVED, GOV, READ.day, asked=40, satisfied=31, evidence="by telephone"), GOV)


def test_the_sheet_is_put_out_by_an_office_and_never_by_the_lead() -> None:
    case = over()
    assert assessors(JOINT, case.town.register.at(case.town.now)) == (GOV,)
    for desk in (LEAD, ROADS, DEPUTY, None):
        refused("not-the-assessor", lambda desk=desk: enter(over(), SHEET, desk))
    alone = over(Charter(LEAD, LEAD, LEAD, ended=OVER.ended, ending="done"))
    assert assessors(JOINT, alone.town.register.at(alone.town.now)) == (GOV,)  # the office of the posts above


def test_every_figure_follows_from_the_rows_it_rests_on() -> None:
    assert total(SHEET) == total(AMENDED) == 1
    assert adds_up(SHEET)
    assert adds_up(AMENDED)
    lead, roads, water = SHEET.parts
    for wrong in (
        replace(SHEET, parts=(lead, replace(roads, points=Ratio(43)), water)),
        replace(SHEET, parts=(lead, replace(roads, process=Ratio(1)), water)),
        replace(SHEET, unearned=()),
        replace(SHEET, outcome=Ratio(9, 10)),
    ):
        assert not adds_up(wrong)
        refused("wrong-value", lambda wrong=wrong: enter(over(), wrong, GOV))


def test_only_a_ruling_amends_it_and_in_nothing_but_what_was_asked() -> None:
    case = enter(ruled(), AMENDED, GOV)
    standing = last_sheet(JOINT, case.town.register.at(case.town.now))
    assert standing is not None
    assert part_of(standing, WATER) == AMENDED.parts[2]
    refused("only-a-ruling-amends", lambda: enter(case, replace(AMENDED, number=3), GOV))
    twice = replace(AMENDED, number=3, amended=(*AMENDED.amended, *AMENDED.amended))
    refused("contest-not-granted", lambda: enter(case, twice, GOV))
    other = replace(AMENDED, amended=(Amendment(CONTESTED, "line:L001", WATER),))
    refused("contest-not-granted", lambda: enter(ruled(), other, GOV))
    refused("only-a-ruling-amends", lambda: enter(put_out(), None, GOV))
    for other in (replace(AMENDED, plan=2), replace(AMENDED, coordination=30), replace(AMENDED, through=READ_AT)):
        refused("only-a-ruling-amends", lambda other=other: enter(ruled(), other, GOV))


def test_what_its_doer_agrees_to_is_an_answer_and_amends_nothing() -> None:
    case = asked().when(Deliver("you are right"), GOV, on=CONTESTED).when(AcceptDelivery(), WATER, on=CONTESTED)
    case.then("closed", None, on=CONTESTED)
    refused("contest-not-granted", lambda: enter(case, AMENDED, GOV))
    asked().refused("reply-to-it", Accept(), GOV, on=CONTESTED)


def test_silence_of_either_side_takes_a_contest_to_who_decides() -> None:
    asked().at("2026-03-10 09:00").ticked(on=CONTESTED).then("referred", DEPUTY, on=CONTESTED)
    answered = asked().when(Deliver("no"), GOV, on=CONTESTED).at("2026-03-10 09:00").ticked(on=CONTESTED)
    answered.then("referred", DEPUTY, on=CONTESTED)


def test_a_contest_is_asked_once_for_each_item_and_while_there_is_time() -> None:
    case = asked()
    assert contested_until(case.town.now, case.town.register.at(case.town.now)) == date(2026, 3, 16)
    case.refused("already-offered", contest(), WATER, on=CONTESTED)
    asked(put_out().at("2026-03-16 17:00"))
    time = Claim(f"time:{WORK}", ROADS)
    case.when(contest(ROADS, time), ROADS, on=contest_stream(JOINT, ROADS, time.item))
    for claim in (Claim("line:L009", WATER), Claim(f"time:{WORK}", WATER), Claim("measure:3"), Claim("help:none")):
        name = contest_stream(JOINT, WATER, claim.item)
        case.refused("nothing-to-contest", contest(claim=claim), WATER, on=name)


def test_the_time_to_contest_is_that_of_the_day_on_which_it_was_put_out() -> None:
    case = put_out()
    at = case.town.now
    for amount in (1, 60):
        case.town.later(days=1)
        later = case.town.now
        number = listed(FIGURES, CONTEST_WITHIN, Figure(amount, Counted.WORKING_DAYS), at=later, since=later.date())
        case.town.listings.append(number)
        assert contested_until(at, case.town.register.at(later)) == date(2026, 3, 16)


def test_who_has_a_row_in_the_sheet_decides_no_contest_about_it() -> None:
    lead, roads, water = SHEET.parts
    row = replace(SHEET, parts=(lead, roads, replace(water, unit=DEPUTY), water))
    case = asked(enter(over(), row, GOV)).at("2026-03-10 09:00").ticked(on=CONTESTED)
    case.then("referred", HEAD, on=CONTESTED)


def test_a_unit_contests_its_own_mean_and_no_others() -> None:
    rated = process_of(0, Fraction(1, 4), RATES)
    points = points_of(Fraction(1, 5), Fraction(4, 5), rated, RATES)
    lead = replace(SHEET.parts[0], rating=Ratio(1, 4), raters=5, process=ratio(rated), points=ratio(points))
    case = enter(over(), replace(SHEET, parts=(lead, *SHEET.parts[1:])), GOV)
    own, other = Claim(f"rating:{LEAD}", LEAD), Claim(f"rating:{LEAD}", WATER)
    assert claim_of(own.about) == own
    case.refused("nothing-to-contest", contest(WATER, other), WATER, on=contest_stream(JOINT, WATER, other.item))
    mine = Claim(f"rating:{WATER}", WATER)  # which nobody rated
    case.refused("nothing-to-contest", contest(WATER, mine), WATER, on=contest_stream(JOINT, WATER, mine.item))
    on = contest_stream(JOINT, LEAD, own.item)
    case.when(contest(LEAD, own), LEAD, on=on).when(Deliver("no"), GOV, on=on).when(Refer("please"), LEAD, on=on)
    case.when(Rule(Phase.CLOSED, "they had agreed on it", granted=True), DEPUTY, on=on)
    without = replace(SHEET.parts[0], raters=5)
    told = replace(SHEET, number=2, amended=(Amendment(on, own.item, LEAD),), reason="as ruled")
    refused(
        "only-a-ruling-amends",
        lambda: enter(case, replace(told, parts=AMENDED.parts, earnings=AMENDED.earnings, unearned=()), GOV),
    )
    enter(case, replace(told, parts=(without, *SHEET.parts[1:])), GOV)


def test_what_a_ruling_changed_may_be_contested_anew_and_nothing_else() -> None:
    case = enter(ruled(), AMENDED, GOV)
    told = case.town.register.at(case.town.now).history(SHEETS, JOINT)
    assert contest_number(CLAIM, ROADS, told) == 2
    for kept in (Claim("line:L001", WATER), Claim("measure:0"), Claim(f"time:{WORK}", ROADS)):
        assert contest_number(kept, ROADS, told) == 1
    anew = contest(ROADS, replace(CLAIM, unit=ROADS))
    case.refused("nothing-to-contest", contest(), WATER, on=contest_stream(JOINT, WATER, CLAIM.item, 2))
    case.refused("contested-on-its-page", anew, ROADS, on=contest_stream(JOINT, ROADS, CLAIM.item))
    case.when(anew, ROADS, on=contest_stream(JOINT, ROADS, CLAIM.item, 2))


def test_a_contest_is_asked_though_the_work_has_ended_and_is_decided_by_no_side() -> None:
    case = asked().when(Refer("no"), WATER, on=CONTESTED)
    case.refused("not-yours", Rule(Phase.CLOSED, "yes", granted=True), GOV, on=CONTESTED)
    case.refused("not-yours", Rule(Phase.CLOSED, "yes", granted=True), Actor(WATER), on=CONTESTED)


def test_a_claim_is_read_back_as_it_was_asked() -> None:
    assert claim_of(CLAIM.about) == CLAIM
    assert claim_of(Claim("measure:0").about) == Claim("measure:0")
    for strange in ((), ("line:L1",), ("wish:1", ""), ("v1", "L1")):
        assert claim_of(strange) is None
