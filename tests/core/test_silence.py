"""Silence: each row of the table, for every kind, at its instant. Source: docs/rules/loop.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qiantou.core.advance import lapse_at
from qiantou.core.facts import Chased
from qiantou.core.kernel import Rejected
from qiantou.core.kind_table import DISPUTE, KINDS, OBSTACLE, TASK, VARIATION
from qiantou.core.kinds import Clock, Phase, Silence, SilenceRow
from qiantou.core.listing import check
from qiantou.core.moves import Accept, Counter, Decline, Insist, Offer, OfferTo, Refer, Reopen, Rule
from qiantou.core.register import DAYS, POLICIES, UNITS, Listed
from qiantou.core.worktime import DayRule, Limit, Unit
from tests.core.steps import OBSTACLE as BLOCKER
from tests.core.steps import WORK, Case, given, order, reached, task, underway
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ROADS, WATER, listed, local

# Kind, phase, order under a mandate to dispatch or not, working days, and what the silence leads to.
ROWS = [
    ("task", Phase.OFFERED, False, 3, "referred"),
    ("task", Phase.OFFERED, True, 3, "offered"),  # a chaser; one working day later it binds
    ("task", Phase.COUNTERED, False, 3, "referred"),
    ("task", Phase.DECLINED, False, 3, "referred"),
    ("task", Phase.DELIVERED, False, 5, "referred"),
    ("task", Phase.REFERRED, False, 5, "referred"),  # on the list of the next meeting
    ("obstacle", Phase.OFFERED, False, 2, "referred"),
    ("obstacle", Phase.OFFERED, True, 2, "offered"),
    ("obstacle", Phase.COUNTERED, False, 2, "referred"),
    ("obstacle", Phase.DECLINED, False, 2, "referred"),
    ("obstacle", Phase.DELIVERED, False, 2, "referred"),
    ("obstacle", Phase.REFERRED, False, 5, "referred"),
    ("variation", Phase.OFFERED, False, 3, "referred"),
    ("variation", Phase.COUNTERED, False, 3, "referred"),
    ("variation", Phase.DECLINED, False, 3, "referred"),
    ("variation", Phase.REFERRED, False, 5, "referred"),
    ("dispute", Phase.OFFERED, False, 5, "referred"),
    ("dispute", Phase.COUNTERED, False, 5, "referred"),
    ("dispute", Phase.DECLINED, False, 5, "referred"),
    ("dispute", Phase.REFERRED, False, 5, "referred"),
]
MIDNIGHT = {2: "2026-03-05 00:00", 3: "2026-03-06 00:00", 5: "2026-03-10 00:00", 10: "2026-03-17 00:00"}


@pytest.mark.parametrize(("kind", "phase", "dispatch", "days", "leads"), ROWS)
def test_silence(kind: str, phase: Phase, dispatch: bool, days: int, leads: str) -> None:
    if dispatch:
        case, on = given(order(kind=kind)), WORK
    else:
        case, on = reached(phase, kind)
    instant = local(MIDNIGHT[days])
    assert lapse_at(case.matter(on), case.town.register.at(case.town.now)) == instant
    told = len(case.told(on))
    case.town.now = instant - timedelta(microseconds=1)
    assert len(case.ticked(on).told(on)) == told
    case.town.now = instant
    case.ticked(on)
    expected = "Chased" if dispatch else "Tabled" if phase is Phase.REFERRED else "Climbed"
    assert case.told(on)[-1] == expected
    case.then(leads, ROADS if dispatch else DEPUTY, on)


def test_the_rows_are_all_there() -> None:
    rows = {(kind, phase, dispatch) for kind, phase, dispatch, *_ in ROWS}
    for kind in ("task", "obstacle", "variation", "dispute"):  # the letters have theirs in test_letter_silence
        policy = KINDS[kind]
        for row in policy.silence:
            reachable = not (policy.settles and row.phase is Phase.DELIVERED)
            assert not reachable or (kind, row.phase, row.dispatch) in rows


def test_an_order_binds_after_one_chaser_to_the_head_and_the_terms_are_those_offered() -> None:
    case = given(order()).at("2026-03-06 09:00").ticked()
    chased = case.town.of(WORK)[-1].event
    assert chased == Chased("p:roads")
    case.then("offered", ROADS).at("2026-03-09 09:00").ticked().then("offered", ROADS)
    case.at("2026-03-10 00:00").ticked().then("underway", ROADS)
    assert case.told()[-1] == "Bound"
    assert case.due() == date(2026, 3, 20)


def test_bound_by_silence_a_desk_may_reopen_once_within_three_working_days_for_cause() -> None:
    case = given(order()).at("2026-03-10 09:00")
    case.refused("reason-missing", Reopen(""), ROADS).refused("not-yours", Reopen("why"), LEAD)
    case.when(Reopen("the letter went to the old office"), ROADS).then("offered", ROADS)
    case.at("2026-03-25 09:00").ticked().then("underway", ROADS)
    case.refused("reopened-once", Reopen("again"), ROADS)


def test_a_reopening_comes_within_three_working_days() -> None:
    given(order()).at("2026-03-13 23:00").when(Reopen("flood"), ROADS).then("offered", ROADS)
    given(order()).at("2026-03-14 00:00").refused("reopening-too-late", Reopen("flood"), ROADS)
    underway().refused("not-bound-by-silence", Reopen("flood"), ROADS)


def test_a_new_round_or_a_new_doer_gets_its_own_chaser() -> None:
    case = given(order()).at("2026-03-06 09:00").ticked().when(Counter(None, "later"), ROADS)
    case.when(Insist("now"), LEAD).at("2026-03-12 09:00").ticked()
    assert case.told()[-1] == "Chased"
    other = given(order()).at("2026-03-06 09:00").ticked().when(Decline("no-means", "why"), ROADS)
    other.when(OfferTo(WATER), LEAD).at("2026-03-12 09:00").ticked()
    assert other.told()[-1] == "Chased"


def test_without_a_mandate_silence_never_binds_even_if_a_row_were_to_say_so() -> None:
    row = replace(TASK, silence=(SilenceRow(Phase.OFFERED, False, Silence.BIND),))
    assert row.meaning(Phase.OFFERED, dispatch=False) is None
    assert row.meaning(Phase.OFFERED, dispatch=True) is Silence.BIND


def test_the_arbiters_silence_climbs_where_the_charter_says_so_and_is_tabled_at_the_top() -> None:
    case = underway(task(joint=JOINT)).when(Refer("help"), LEAD).then("referred", DEPUTY)
    case.at("2026-03-10 09:00").ticked().then("referred", HEAD)
    case.at("2026-03-18 09:00").ticked().then("referred", HEAD)
    assert case.matter().listed
    case.at("2026-05-01 09:00").ticked()
    assert case.told()[-2:] == ["Climbed", "Tabled"]
    case.when(Rule(Phase.UNDERWAY, "at last"), HEAD).then("underway", ROADS)


def test_where_nobody_is_above_any_more_silence_puts_it_on_the_list() -> None:
    case = given()
    case.town.listings.append(listed(UNITS, ROADS, None, at=local("2026-03-03 09:00"), since=date(2026, 3, 3)))
    case.at("2026-03-06 09:00").ticked().then("offered", ROADS)
    assert case.matter().listed
    case.at("2026-04-01 09:00").ticked()
    assert case.told() == ["Offered", "Tabled"]


def test_a_lapse_is_recorded_at_its_instant_however_late_the_clock_wakes() -> None:
    case = given().at("2026-06-01 09:00").ticked()
    assert [entry.at for entry in case.town.of(WORK)[1:]] == [local("2026-03-06 00:00"), local("2026-03-14 00:00")]


def test_an_answer_before_its_instant_stops_the_lapse_and_one_at_it_comes_too_late() -> None:
    given().at("2026-03-05 23:59").when(Accept(), ROADS).then("underway", ROADS)
    given().at("2026-03-06 00:00").refused("wrong-phase", Accept(), ROADS)


def test_a_day_of_rest_entered_meanwhile_gives_another_day_from_when_it_was_known() -> None:
    case = given()
    for day in ("2026-03-04", "2026-03-05"):
        case.town.listings.append(listed(DAYS, day, DayRule(()), at=local("2026-03-03 10:00")))
    case.at("2026-03-08 09:00").ticked().then("offered", ROADS)
    case.at("2026-03-10 00:00").ticked().then("referred", DEPUTY)


CONSENT = replace(
    VARIATION, kind="opinion", beside=False, effect=KINDS["task"].effect,
    silence=(SilenceRow(Phase.OFFERED, False, Silence.CONSENT), SilenceRow(Phase.DECLINED, False, Silence.CLOSE)),
)  # fmt: skip


def asked_opinion() -> Case:
    case = Case()
    case.town.listings.append(listed(POLICIES, "opinion", CONSENT))
    return case.when(Offer("opinion", LEAD, ROADS, "the draft rules"), LEAD)


def test_silence_is_consent_where_the_letter_says_so() -> None:
    case = asked_opinion().at("2026-03-06 09:00").ticked().then("closed", None)
    assert (case.told()[-1], case.matter().outcome) == ("Consented", "consented")


def test_the_askers_silence_may_end_a_matter() -> None:
    case = asked_opinion().when(Decline("too-late", "no time"), ROADS).at("2026-03-06 09:00").ticked()
    assert (case.told()[-1], case.matter().outcome) == ("Expired", "refused")


def test_the_policy_is_pinned_when_the_matter_is_offered() -> None:
    case = given()
    slow = replace(TASK, clocks=(Clock(Phase.OFFERED, Limit(30, Unit.WORKING_DAYS, "[default]")),))
    case.town.listings.append(listed(POLICIES, "task", slow, at=local("2026-03-02 10:00")))
    case.at("2026-03-06 09:00").ticked().then("referred", DEPUTY)
    later = Case(case.town).when(task(), LEAD, on=BLOCKER).at("2026-03-20 09:00").ticked(BLOCKER)
    later.then("offered", ROADS, on=BLOCKER)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (SilenceRow(Phase.OFFERED, False, Silence.BIND), "silence-cannot-mean-that"),
        (SilenceRow(Phase.OFFERED, False, Silence.CONSENT), "silence-cannot-mean-that"),
        (SilenceRow(Phase.DELIVERED, False, Silence.CLOSE), "silence-cannot-mean-that"),
        (SilenceRow(Phase.REFERRED, False, Silence.CONSENT), "silence-cannot-mean-that"),
        (SilenceRow(Phase.DECLINED, True, Silence.BIND), "silence-cannot-mean-that"),
        (SilenceRow(Phase.BLOCKED, False, Silence.CLIMB), "silence-without-clock"),
    ],
)
def test_a_row_that_would_make_nonsense_cannot_be_entered(row: SilenceRow, code: str) -> None:
    force = given().town.register.at(local("2026-03-02 09:00"))
    with pytest.raises(Rejected) as refusal:
        check(Listed(POLICIES, "task", replace(TASK, silence=(row,)), date(2026, 1, 1)), force)
    assert refusal.value.code == code


def test_the_built_in_rows_may_be_entered() -> None:
    force = given().town.register.at(local("2026-03-02 09:00"))
    for policy in (TASK, OBSTACLE, VARIATION, DISPUTE):
        check(Listed(POLICIES, policy.kind, policy, date(2026, 1, 1)), force)
