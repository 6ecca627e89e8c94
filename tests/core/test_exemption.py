"""Exemption: the table as the page reads it, who decides, the hearing first, the reasons, the review, the clearing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as any_given
from hypothesis import strategies as st

from qiantou.core.bulletin import Code, Item
from qiantou.core.clearing import is_about
from qiantou.core.exempting import days_late, stands, table_of
from qiantou.core.exemption import (
    CHECKS,
    CONDITIONS,
    DILIGENCE,
    EXCLUSIONS,
    NO_GAIN,
    PROCEDURE,
    SITE,
    TABLES,
    USUAL_TABLE,
    Condition,
    Failing,
    Finding,
    Outcome,
    key_of,
    reads,
)
from qiantou.core.exemption_bodies import is_reviewed
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase, Policy
from qiantou.core.listing import check as enters
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Basis,
    Confirm,
    Contest,
    Decline,
    Deliver,
    Offer,
    OfferTo,
    Refer,
    Remark,
    Return,
    Rule,
    Withdraw,
)
from qiantou.core.offered_moves import possible_moves
from qiantou.core.receiving import answer_due
from qiantou.core.register import POLICIES, Listed
from qiantou.core.worktime import add_working_days
from tests.core.exempted import (
    ASKED,
    THROUGH,
    application,
    applied,
    check,
    checked,
    corrected,
    decided,
    heard,
    hearing,
    held,
    shape,
    taken_up,
    verdict,
)
from tests.core.steps import SIDE, WORK, Case, recorded, staffed, task, underway
from tests.core.test_offered_moves import context_of
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, WATER, listed, local

DOC = Path("docs/rules/exemption.md").read_text()
READINGS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in DOC.split("## Worked examples")[1].splitlines()
    if line.startswith("| ") and not line.startswith("| case")
]


def table_in_words() -> str:
    rows = (f"| {row.name} | {row.failing.value} |" for row in USUAL_TABLE.conditions)
    return "\n".join(rows)


def test_the_page_has_the_table() -> None:
    for line in table_in_words().splitlines():
        assert line.rsplit("|", 2)[0].strip() in DOC
    assert all(f"`{name}`" in DOC for name in EXCLUSIONS)


@pytest.mark.parametrize("row", READINGS, ids=lambda row: row[0])
def test_the_worked_example_reads_as_the_page_says(row: list[str]) -> None:
    _case, fails, unclear, excluded, outcome = row[:5]
    found = dict.fromkeys(CONDITIONS, Finding.HOLDS)
    found |= dict.fromkeys(fails.split(), Finding.FAILS) | dict.fromkeys(unclear.split(), Finding.UNCLEAR)
    assert set(found) == set(CONDITIONS)
    assert reads(USUAL_TABLE, found, excluded.split()) is Outcome(outcome)


def test_every_condition_and_exclusion_has_its_worked_example() -> None:
    told = " ".join(cell for row in READINGS for cell in row)
    assert all(name in told for name in (*CONDITIONS, *EXCLUSIONS))


RANK = (Outcome.NOT, Outcome.LIGHTER, Outcome.EXEMPT)
FINDINGS = st.fixed_dictionaries({name: st.sampled_from(Finding) for name in CONDITIONS})


@any_given(FINDINGS, st.sampled_from(CONDITIONS))
def test_what_nobody_can_tell_never_speaks_against_the_applicant(found: dict[str, Finding], name: str) -> None:
    unclear = reads(USUAL_TABLE, {**found, name: Finding.UNCLEAR})
    assert RANK.index(unclear) >= RANK.index(reads(USUAL_TABLE, {**found, name: Finding.FAILS}))
    assert unclear is reads(USUAL_TABLE, {**found, name: Finding.HOLDS})


@any_given(FINDINGS, st.sampled_from(EXCLUSIONS))
def test_an_exclusion_puts_it_out_whatever_else_holds(found: dict[str, Finding], excluded: str) -> None:
    assert reads(USUAL_TABLE, found, (excluded,)) is Outcome.NOT


def test_the_office_of_the_issuer_decides_and_nobody_else() -> None:
    case = checked()
    case.refused("not-the-deciding-body", application(doer=WATER), ROADS, on=ASKED)
    case.refused("not-the-deciding-body", application(doer=LEAD), ROADS, on=ASKED)
    case.when(application(), ROADS, on=ASKED).then("offered", GOV, on=ASKED)


def test_the_site_names_who_decides_unless_it_is_a_side() -> None:
    case = checked()
    own = case.town.register.at(case.town.now).policy("exemption")
    assert isinstance(own, Policy)
    case.town.listings.append(listed(POLICIES, "exemption", replace(own, assigner=WATER)))
    case.refused("not-the-deciding-body", application(), ROADS, on=ASKED)
    case.when(application(doer=WATER), ROADS, on=ASKED).when(Withdraw("no need"), ROADS, on=ASKED)
    case.town.listings.append(listed(POLICIES, "exemption", replace(own, assigner=LEAD)))
    case.when(application(), ROADS, on=SIDE)


@pytest.mark.parametrize(("asker", "body"), [(GOV, DEPUTY), (DEPUTY, HEAD)])
def test_where_every_office_is_a_side_a_leader_decides_in_person(asker: Desk, body: Desk) -> None:
    case = checked(underway(task(asker=asker))).refused("not-the-deciding-body", application(), ROADS, on=ASKED)
    case.when(application(doer=body), ROADS, on=ASKED).when(Accept(), body, on=ASKED)
    case.when(hearing(), body, on=ASKED).when(decided(), body, on=ASKED)
    assert stands(case.matter(ASKED)) is Outcome.EXEMPT


def test_whose_no_can_be_reviewed_decides_before_whose_cannot() -> None:
    case = checked(underway(task(asker=GOV))).when(application(doer=DEPUTY), ROADS, on=ASKED)
    case.when(Accept(), DEPUTY, on=ASKED).when(hearing(waived=True), ROADS, on=ASKED)
    case.when(decided(verdict(Outcome.NOT, NO_GAIN)), DEPUTY, on=ASKED).when(Refer("no"), ROADS, on=ASKED)
    case.then("referred", HEAD, on=ASKED)


def test_an_application_stands_alone_with_its_check_and_its_cause() -> None:
    case = checked()
    case.refused("exempts-one-work", application(about=()), ROADS, on=ASKED)
    case.refused("check-first", application(about=(SIDE,)), ROADS, on=ASKED)
    case.refused("exempts-one-work", application(caused=None), ROADS, on=ASKED)
    case.refused("said-in-future", application(caused=date(2026, 3, 3)), ROADS, on=ASKED)
    case.refused("no-cause-here", task(caused=date(2026, 3, 1)), LEAD, on=SIDE)


def test_a_late_application_says_so_and_is_heard() -> None:
    case = checked().at("2026-03-18 09:00").when(application(), ROADS, on=ASKED)
    assert days_late(case.matter(ASKED), case.town.register.at(case.town.now)) == 2
    case.then("offered", GOV, on=ASKED)
    assert days_late(applied().matter(ASKED), case.town.register.at(case.town.now)) == 0


def test_nothing_is_decided_before_the_hearing() -> None:
    case = taken_up().refused("hear-first", decided(), GOV, on=ASKED)
    case.refused("hear-the-applicant", hearing(present=(Desk("p:water"),)), GOV, on=ASKED)
    case.refused("said-in-future", hearing(day=date(2026, 3, 3)), GOV, on=ASKED)
    case.refused("not-yours", hearing(), ROADS, on=ASKED)
    case.when(hearing(), GOV, on=ASKED).when(decided(), GOV, on=ASKED).then("closed", None, on=ASKED)


NO = decided(verdict(Outcome.NOT, NO_GAIN))


def contested(case: Case) -> Case:
    return case.when(Contest(case.matter(ASKED).version, "we were never asked"), ROADS, on=ASKED)


def test_the_record_of_a_hearing_waits_for_the_word_of_whoever_was_heard() -> None:
    case = held().refused("word-awaited", NO, GOV, on=ASKED)
    case.refused("not-recorded-for-another", Confirm(case.matter(ASKED).version), GOV, on=ASKED)
    case.refused("not-recorded-for-another", Confirm(case.matter(ASKED).version), WATER, on=ASKED)
    case.at("2026-03-05 18:00").refused("word-awaited", NO, GOV, on=ASKED)
    case.at("2026-03-06 09:00").when(NO, GOV, on=ASKED).then("delivered", ROADS, on=ASKED)
    held().when(decided(), GOV, on=ASKED).then("closed", None, on=ASKED)


def test_a_contested_hearing_is_held_again_and_of_the_second_both_words_stand() -> None:
    case = contested(held()).refused("hear-first", NO, GOV, on=ASKED).then("underway", GOV, on=ASKED)
    assert not case.matter(ASKED).is_hatched
    case.when(hearing(), GOV, on=ASKED).refused("word-awaited", NO, GOV, on=ASKED)
    contested(case).when(NO, GOV, on=ASKED).then("delivered", ROADS, on=ASKED)


def test_the_applicant_alone_says_that_it_need_not_be_heard() -> None:
    case = taken_up().refused("not-yours", hearing(waived=True), GOV, on=ASKED)
    case.when(hearing(waived=True), ROADS, on=ASKED).when(decided(), GOV, on=ASKED)


def test_nobody_waives_the_hearing_for_an_applicant_where_somebody_sits() -> None:
    waived, by = hearing(waived=True), Actor(ROADS, recorded=Recorded(GOV, date(2026, 3, 2), "by telephone"))
    staffed(taken_up(), "p:roads").refused("says-it-itself", waived, by, on=ASKED)
    case = taken_up().when(waived, by, on=ASKED).refused("hear-first", decided(), GOV, on=ASKED)
    case.when(Confirm(case.matter(ASKED).version), ROADS, on=ASKED).when(decided(), GOV, on=ASKED)


def test_what_is_never_exempt_is_not_treated_lighter_either() -> None:
    lighter = verdict(Outcome.LIGHTER, excluded=("corruption",), departs="they did much good")
    heard().refused("never-exempt", decided(lighter), GOV, on=ASKED)


@pytest.mark.parametrize("name", ["no-gain", "not-banned", "no-major-harm", "procedure"])
def test_a_site_is_never_milder_than_the_minimum(name: str) -> None:
    rows = tuple(replace(row, failing=Failing.WEIGHS) if row.name == name else row for row in USUAL_TABLE.conditions)
    for table in (replace(USUAL_TABLE, conditions=rows), replace(USUAL_TABLE, exclusions=EXCLUSIONS[1:])):
        with pytest.raises(Rejected) as refusal:
            shape(table)
        assert refusal.value.code == "below-the-minimum"
    shape(replace(USUAL_TABLE, conditions=tuple(replace(row, failing=Failing.OUT) for row in USUAL_TABLE.conditions)))


def test_a_check_is_of_today_and_names_the_application_it_tells_of() -> None:
    force = checked().town.register.at(THROUGH)
    for code, value in (
        ("said-in-future", check(through=local("2030-01-01 09:00"))),
        ("check-first", check(decided="exempt")),
        ("check-first", check(decided="surely", application=ASKED)),
    ):
        with pytest.raises(Rejected) as refusal:
            enters(Listed(CHECKS, key_of(WORK, ROADS), value, THROUGH.date()), force)
        assert refusal.value.code == code
    enters(Listed(CHECKS, key_of(WORK, ROADS), check(decided="exempt", application=ASKED), THROUGH.date()), force)


def test_a_check_lays_out_what_its_table_has_and_nothing_else() -> None:
    force, whole = checked().town.register.at(THROUGH), check(against=DILIGENCE)
    first, second, third, fourth, *rest = whole.stands
    for laid, more in (
        ((replace(first, missing=("luck",)), second, third, fourth, *rest), {}),
        ((first, second, replace(third, missing=()), fourth, *rest), {}),
        ((replace(first, against=fourth.against), second, third, fourth, *rest), {}),
        (whole.stands, {"table": date(2020, 1, 1)}),
        (whole.stands, {"dissent": fourth.against}),
    ):
        forged = replace(whole, stands=laid, **more)
        with pytest.raises(Rejected, match="check-of-nothing"):
            enters(Listed(CHECKS, key_of(WORK, ROADS), forged, THROUGH.date()), force)
    enters(Listed(CHECKS, key_of(WORK, ROADS), whole, THROUGH.date()), force)


def test_hearings_and_verdicts_belong_to_exemptions() -> None:
    case = checked().refused("no-hearing-here", hearing(), ROADS)
    case.refused("no-verdict-here", decided(), ROADS).refused("no-verdict-here", Deliver("why", told=(WATER,)), ROADS)
    heard().refused("verdict-missing", Deliver("so"), GOV, on=ASKED)


def test_each_condition_is_found_one_way_or_the_other() -> None:
    short = replace(verdict(), found=verdict().found[1:])
    heard().refused("condition-left-out", decided(short), GOV, on=ASKED)


def test_a_condition_that_fails_or_is_spoken_against_has_its_reason() -> None:
    fails = verdict(Outcome.LIGHTER, PROCEDURE, reason=" ")
    heard().refused("condition-without-reason", decided(fails), GOV, on=ASKED)
    case = heard(against=DILIGENCE).refused("condition-without-reason", decided(), GOV, on=ASKED)
    told = (replace(one, reason="it was ill") if one.condition == DILIGENCE else one for one in verdict().found)
    case.when(decided(replace(verdict(), found=tuple(told))), GOV, on=ASKED)


def test_what_is_excluded_is_never_exempt() -> None:
    case = heard().refused("never-exempt", decided(verdict(excluded=("corruption",), departs="…")), GOV, on=ASKED)
    case.refused("never-exempt", decided(verdict(Outcome.LIGHTER, excluded=("repeat",))), GOV, on=ASKED)
    case.when(decided(verdict(Outcome.NOT, excluded=("repeat",))), GOV, on=ASKED).then("delivered", ROADS, on=ASKED)


def test_people_decide_otherwise_than_the_table_reads_and_say_why() -> None:
    case = heard().refused("departs-without-reason", decided(verdict(Outcome.NOT)), GOV, on=ASKED)
    case.when(decided(verdict(Outcome.LIGHTER, departs="it was the second warning")), GOV, on=ASKED)
    assert stands(case.matter(ASKED)) is Outcome.LIGHTER


def test_what_is_not_exempt_is_reviewed_by_others() -> None:
    judge = Actor(GOV, account="judge")
    no = decided(verdict(Outcome.NOT, NO_GAIN))
    case = heard().when(no, judge, on=ASKED).then("delivered", ROADS, on=ASKED)
    assert stands(case.matter(ASKED)) is None
    case.when(Refer("we had no gain"), ROADS, on=ASKED).then("referred", HEAD, on=ASKED)
    yes = Rule(Phase.CLOSED, "they had none", verdict=verdict())
    case.refused("reviewed-by-others", yes, Actor(HEAD, account="judge"), on=ASKED)
    case.refused("verdict-missing", Rule(Phase.CLOSED, "so"), HEAD, on=ASKED)
    case.refused("no-such-outcome", replace(yes, granted=False), HEAD, on=ASKED)
    case.when(yes, Actor(HEAD, account="other"), on=ASKED).then("closed", None, on=ASKED)
    assert stands(case.matter(ASKED)) is Outcome.EXEMPT


def test_the_arbiter_sends_it_back_to_be_looked_into_and_a_return_is_a_review() -> None:
    case = heard().when(decided(verdict(Outcome.LIGHTER, PROCEDURE)), GOV, on=ASKED)
    case.when(Return("look again"), ROADS, on=ASKED).then("referred", HEAD, on=ASKED)
    case.refused("no-such-outcome", Rule(Phase.OFFERED, "again"), HEAD, on=ASKED)
    case.when(Rule(Phase.UNDERWAY, "look into the bridge"), HEAD, on=ASKED).then("underway", GOV, on=ASKED)


def test_silence_decides_nothing_against_the_applicant() -> None:
    case = applied().at("2026-03-09 09:00").ticked(ASKED).then("offered", GOV, on=ASKED)
    case.at("2026-03-10 00:00").ticked(ASKED).then("referred", HEAD, on=ASKED)
    assert stands(case.matter(ASKED)) is None
    other = heard().when(decided(verdict(Outcome.LIGHTER, PROCEDURE)), GOV, on=ASKED)
    other.at("2026-03-17 00:00").ticked(ASKED).then("referred", HEAD, on=ASKED)


def test_the_applicant_does_not_choose_who_decides() -> None:
    case = applied().when(Decline("no-reason-shown", "nothing is said"), GOV, on=ASKED)
    case.refused("refer-to-the-arbiter", OfferTo(WATER), ROADS, on=ASKED)
    case.when(Refer("it is said"), ROADS, on=ASKED).then("referred", HEAD, on=ASKED)


def test_an_exemption_owes_the_clearing_of_the_name() -> None:
    case = heard().when(decided(), GOV, on=ASKED)
    clearing = cleared_by(case.matter(ASKED))
    case.then("offered", GOV, on=clearing)
    assert case.matter(clearing).about == (ASKED, WORK)
    case.refused("nothing-delivered", Deliver(" ", told=(WATER,)), GOV, on=clearing)
    case.refused("unknown-desk", Deliver("cleared", told=(Desk("u:nowhere"),)), GOV, on=clearing)
    case.when(Deliver("ROADS is cleared", told=(WATER, LEAD)), GOV, on=clearing).then("delivered", ROADS, on=clearing)
    case.when(AcceptDelivery(), ROADS, on=clearing).then("closed", None, on=clearing)


def test_a_decision_entered_for_who_gave_it_counts_once_it_is_confirmed_and_falls_with_its_contest() -> None:
    no = decided(verdict(Outcome.NOT, NO_GAIN))
    case = heard().when(no, GOV, on=ASKED).when(Refer("no"), ROADS, on=ASKED)
    case.when(Rule(Phase.CLOSED, "they had none", verdict=verdict()), recorded(HEAD, GOV, scan="scan"), on=ASKED)
    clearing = cleared_by(case.matter(ASKED))
    assert stands(case.matter(ASKED)) is None
    case.then("offered", GOV, on=clearing)
    number = case.matter(ASKED).version
    case.when(Contest(number, "I said no"), HEAD, on=ASKED).then("referred", HEAD, on=ASKED)
    refused = Rule(Phase.CLOSED, "no", granted=False, verdict=verdict(Outcome.NOT, NO_GAIN))
    case.when(refused, HEAD, on=ASKED).then("closed", None, on=clearing)
    assert case.matter(clearing).outcome == "moot"
    assert stands(case.matter(ASKED)) is Outcome.NOT


def test_confirmed_it_stands() -> None:
    case = heard().when(decided(verdict(Outcome.NOT, NO_GAIN)), GOV, on=ASKED).when(Refer("no"), ROADS, on=ASKED)
    case.when(Rule(Phase.CLOSED, "none", verdict=verdict()), recorded(HEAD, GOV, scan="scan"), on=ASKED)
    case.when(Confirm(case.matter(ASKED).version), HEAD, on=ASKED)
    assert stands(case.matter(ASKED)) is Outcome.EXEMPT


def test_an_application_is_read_by_the_table_of_its_day() -> None:
    case = heard()
    rows = tuple(replace(row, failing=Failing.OUT) for row in USUAL_TABLE.conditions)
    own = replace(USUAL_TABLE, conditions=rows)
    entry = listed(TABLES, SITE, own, at=case.town.now, since=date(2026, 3, 2))
    enters(entry.event, case.town.register.at(case.town.now))
    case.town.listings.append(entry)
    force = case.town.register.at(case.town.now)
    assert table_of(case.matter(ASKED), force) in (USUAL_TABLE, own)
    case.at("2026-03-05 09:00").when(Withdraw("applied anew"), ROADS, on=ASKED)
    later = case.town.register.at(case.town.now)
    case.when(application(), ROADS, on=SIDE)
    assert table_of(case.matter(SIDE), later) == own


@pytest.mark.parametrize(
    ("code", "table"),
    [
        ("condition-left-out", replace(USUAL_TABLE, conditions=USUAL_TABLE.conditions[1:])),
        ("no-such-sign", replace(USUAL_TABLE, exclusions=("bad-weather",))),
        (
            "no-such-sign",
            replace(USUAL_TABLE, conditions=(*USUAL_TABLE.conditions, Condition("luck", Failing.OUT))),
        ),
        ("figure-without-basis", replace(USUAL_TABLE, basis=" ")),
    ],
)
def test_a_table_that_makes_no_sense_is_not_entered(code: str, table: object) -> None:
    case = Case()
    with pytest.raises(Rejected) as refusal:
        enters(Listed(TABLES, SITE, table, date(2026, 3, 2)), case.town.register.at(case.town.now))  # type: ignore[arg-type]
    assert refusal.value.code == code


@pytest.mark.parametrize("condition", ["no-gain", "not-banned", "no-major-harm"])
def test_no_reason_passes_a_condition_that_puts_out(condition: str) -> None:
    for outcome in (Outcome.EXEMPT, Outcome.LIGHTER):
        told = decided(verdict(outcome, condition, departs="he meant well"))
        heard().refused("condition-puts-out", told, GOV, on=ASKED)
    heard().when(decided(verdict(Outcome.NOT, condition)), GOV, on=ASKED)
    heard().when(decided(verdict(Outcome.LIGHTER, "diligence", departs="once before")), GOV, on=ASKED)


def test_a_second_application_waits_for_the_first() -> None:
    again = Stream("again")
    case = applied().refused("applied-before", application(), ROADS, on=again)
    case.when(Withdraw("no need"), ROADS, on=ASKED).when(application(), ROADS, on=again)


def test_a_line_about_the_unit_whose_name_is_cleared_is_corrected_whoever_issued_it() -> None:
    corrected(ROADS)
    with pytest.raises(Rejected, match="clears-another-name"):
        corrected(WATER)


@pytest.mark.parametrize("terms", [{"hours": 1}, {"again": True}])
def test_a_clearing_corrects_a_line_once_and_with_its_notice(terms: dict[str, int]) -> None:
    with pytest.raises(Rejected, match="cleared-with-the-notice"):
        corrected(ROADS, **terms)


RECEIVED = Remark("", received=True)


def test_the_written_answer_is_received_once_by_its_applicant_and_the_review_counts_from_then() -> None:
    case = heard().when(decided(verdict(Outcome.NOT, "no-gain")), GOV, on=ASKED)
    case.refused("not-yours", RECEIVED, GOV, on=ASKED)
    case.at("2026-03-06 09:00").when(RECEIVED, ROADS, on=ASKED).refused("nothing-to-receive", RECEIVED, ROADS, on=ASKED)
    assert case.matter(ASKED).stage is Phase.DELIVERED, "to have it is not to agree"
    assert case.at("2026-03-19 09:00").ticked(on=ASKED).matter(ASKED).stage is Phase.DELIVERED
    assert case.at("2026-03-21 09:00").ticked(on=ASKED).matter(ASKED).stage is Phase.REFERRED
    case.when(Rule(Phase.CLOSED, "so", verdict=verdict(), granted=True), HEAD, on=ASKED)
    assert case.matter(ASKED).received is None, "another answer, another receipt"
    assert case.when(RECEIVED, ROADS, on=ASKED).matter(ASKED).received is not None


def test_of_the_head_of_the_county_nobody_on_the_site_reviews_what_was_decided():
    force = Case().town.register.at(Case().town.now)
    assert [is_reviewed(ROADS, body, force) for body in (GOV, DEPUTY, HEAD)] == [True, True, False]


def test_a_part_of_a_part_is_of_the_work_that_is_cleared():
    parts = {Stream("part"): WORK, Stream("of the part"): Stream("part"), Stream("loop"): Stream("loop")}
    one = Case().when(task(), LEAD).matter()
    known = {name: replace(one, stream=name, parent=parent, joint=None) for name, parent in parts.items()}
    line = Item(Code.LATE, ROADS, Stream("of the part"))
    assert is_about(line, WORK, known.get)
    assert is_about(replace(line, matter=Stream("part")), WORK, known.get)
    assert not is_about(replace(line, matter=Stream("loop")), WORK, known.get)


def test_the_written_answer_is_delivered_within_its_days_and_the_receipt_ends_them():
    case = heard()
    assert answer_due(case.matter(ASKED), case.town.register.at(case.town.now)) is None
    case.when(decided(), GOV, on=ASKED)
    force = case.town.register.at(case.town.now)
    assert answer_due(case.matter(ASKED), force) == add_working_days(force.calendar, force.day, 5)
    case.when(Remark("", received=True), ROADS, on=ASKED)
    assert answer_due(case.matter(ASKED), force) is None


BARGAINS = {"counter", "reserve", "block", "variation", "dispute", "offer-to"}


@pytest.mark.parametrize("stage", [applied, taken_up, heard])
def test_who_decides_is_offered_only_what_fits_an_application(stage: Callable[[], Case]) -> None:
    case = stage()
    matter = case.matter(ASKED)
    assert not BARGAINS & set(possible_moves(matter, GOV, context_of(case.town, ASKED)))
    for kind, beside in (("variation", True), ("dispute", True), ("task", False)):
        due = date(2026, 4, 1) if kind == "variation" else None
        doer = ROADS if kind == "variation" else WATER
        part = Offer(kind, GOV, doer, "a part of it", due=due, parent=ASKED, beside=beside, basis=Basis("matter"))
        case.refused("decided-not-bargained", part, GOV, on=SIDE)
