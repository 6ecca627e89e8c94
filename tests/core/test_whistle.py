"""Whistles: the classes and worked examples of their page, what a call counts for, and who calls far from the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.moves import Accept, AcceptDelivery, Confirm, Decline, Deliver, Offer, OfferTo, TakeBack
from qiantou.core.register import UNITS, Unit
from qiantou.core.whistle import CLASSES, Called, called
from qiantou.core.worktime import Unit as Counted
from qiantou.insight.whistles import Share, by_caller, by_department
from tests.core.asked_examples import cases, play, table
from tests.core.examples import Line
from tests.core.steps import OTHER, SIDE, WORK, Case, recorded, task
from tests.core.test_loop_doc import shown
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER, listed, local

EXAMPLES = cases("whistle")
SPELT = {Counted.MINUTES: "minutes", Counted.CALENDAR_DAYS: "calendar days", Counted.WORKING_DAYS: "working days"}


def call(doer: Desk = ROADS, kind: str = "whistle-emergency", **terms: object) -> Offer:
    return Offer(kind, TOWN, doer, "a bank has slipped", **terms)  # type: ignore[arg-type]


def told(case: Case, on: Stream = WORK) -> Called:
    return called(case.matter(on), case.town.of(on), case.town.register.at(case.town.now).calendar)


def done(case: Case, *, solved: bool = True, satisfied: str = "yes") -> Case:
    return case.when(Deliver("propped up"), ROADS).when(AcceptDelivery("", solved, satisfied), TOWN)


@pytest.mark.parametrize("lines", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_worked_example_runs(lines: list[Line]) -> None:
    play(lines)


def test_the_table_of_classes_is_that_of_the_kinds() -> None:
    rows = {row[0]: row for row in table("whistle", "class")}
    assert set(rows) == set(CLASSES)
    for kind, (_, _, arrive, finish, ruling) in rows.items():
        policy = KINDS[kind]
        for cell, limit in (
            (arrive, policy.limit(Phase.OFFERED)), (finish, policy.work), (ruling, policy.limit(Phase.REFERRED)),
        ):  # fmt: skip
            assert limit is not None
            number, unit = cell.split(",")[0].split("`")[0].strip().split(" ", 1)
            hours = 60 if unit == "hours" else 1
            assert (int(number) * hours, "minutes" if unit == "hours" else unit) == (limit.amount, SPELT[limit.unit])
            assert ("[default]" in cell) is shown(limit).endswith("[default]"), cell


def test_an_emergency_is_one_whatever_its_caller_says_and_another_class_is_not() -> None:
    assert Case().when(call(urgency=Urgency.ORDINARY), TOWN).matter().urgency is Urgency.EMERGENCY
    assert Case().when(call(kind="whistle-key-work"), TOWN).matter().urgency is Urgency.ORDINARY


def test_a_call_of_several_names_one_of_them_to_coordinate_and_calls_it_first() -> None:
    both: dict[str, Any] = {"parent": Stream("call"), "several": True}
    case = Case().refused("who-coordinates", call(**both), TOWN)
    case.refused("who-coordinates", call(**both, first=WATER), TOWN)  # not called, or not called first
    case.when(call(WATER, **both, first=WATER), TOWN).when(call(**both, first=WATER), TOWN, on=OTHER)
    case.refused("who-coordinates", call(LEAD, **both, first=LEAD), TOWN, on=SIDE)
    assert (told(case).coordinates, told(case, OTHER).coordinates) == (True, False)
    case.when(Decline("not-ours", "theirs", LEAD), WATER).when(OfferTo(LEAD), TOWN)
    assert (told(case).first, told(case).coordinates) == (LEAD, True)
    Case().refused("nobody-coordinates-here", task(first=WATER), LEAD)
    Case().refused("who-coordinates", call(first=WATER), TOWN)


def test_a_township_is_not_called_from_outside() -> None:
    case = Case()
    case.town.listings.append(listed(UNITS, TOWN, Unit(parent=GOV, leader=DEPUTY, sort="township")))
    case.refused("asked-downward", replace(call(TOWN), asker=ROADS), ROADS).when(call(), TOWN)


def test_nobody_rates_what_was_no_call() -> None:
    case = Case().when(task(), LEAD).when(Accept(), ROADS).when(Deliver("done"), ROADS)
    case.refused("not-rated-here", AcceptDelivery("", True, "yes"), LEAD).when(AcceptDelivery(), LEAD)


def test_a_call_is_told_by_its_minutes() -> None:
    case = Case().when(call(), TOWN)
    at = local("2026-03-02 09:00")
    assert told(case).arrive_by == at + timedelta(minutes=30)
    case.at("2026-03-02 09:20").when(Accept(), ROADS)
    assert told(case).finish_by == local("2026-03-02 11:20")
    found = told(done(case.at("2026-03-02 11:19"), satisfied="partly"))
    assert (found.came_in_time, found.finished_in_time, found.solved, found.satisfied) == (True, True, True, "partly")


def test_an_emergency_that_nobody_decides_climbs_from_leader_to_leader_before_it_waits_for_a_meeting() -> None:
    case = Case().when(call(), TOWN).at("2026-03-02 09:30").ticked().then("referred", DEPUTY)
    case.at("2026-03-02 10:30").ticked().then("referred", HEAD)
    assert not case.matter().listed
    case.at("2026-03-02 11:30").ticked()
    assert case.matter().listed


def test_late_is_late_even_where_they_still_came() -> None:
    case = Case().when(call(), TOWN).at("2026-03-02 09:30").when(Accept(), ROADS)
    assert case.matter().phase is Phase.UNDERWAY
    assert not told(case).came_in_time


def test_what_was_taken_back_did_not_happen() -> None:
    case = Case().when(call(), TOWN).at("2026-03-02 09:05").when(Accept(), ROADS).when(TakeBack(), ROADS)
    assert (told(case).arrived, told(case).finish_by) == (None, None)
    case.at("2026-03-02 09:20").when(Accept(), ROADS).at("2026-03-02 10:00").when(Deliver("propped up"), ROADS)
    assert told(case).finished == local("2026-03-02 10:00")
    case.when(TakeBack(), ROADS)
    assert (told(case).arrived, told(case).finished) == (local("2026-03-02 09:20"), None)
    assert not told(done(case.at("2026-03-02 11:30"))).finished_in_time


def test_only_who_has_it_now_is_counted() -> None:
    case = Case().when(call(kind="whistle-enforcement"), TOWN).when(Decline("not-ours", "theirs", WATER), ROADS)
    case.at("2026-03-02 12:00").when(OfferTo(WATER), TOWN).when(Accept(), WATER)
    found = told(case)
    assert (found.desk, found.at, found.came_in_time) == (WATER, local("2026-03-02 12:00"), True)


def test_what_is_not_confirmed_counts_for_nothing() -> None:
    case = Case().when(call(), TOWN).at("2026-03-02 09:10").when(Accept(), recorded(ROADS, TOWN))
    assert by_department([told(case)])[0].came == Share(0, 0)
    case.when(Confirm(2), ROADS)
    assert by_department([told(case)])[0].came == Share(1, 1)


def test_shares_have_their_own_n() -> None:
    rated = done(Case().when(call(), TOWN).at("2026-03-02 09:10").when(Accept(), ROADS), solved=False, satisfied="no")
    silent = Case().when(call(), TOWN).at("2026-03-02 09:50").when(Accept(), ROADS).when(Deliver("done"), ROADS)
    open_one = Case().when(call(), TOWN)
    (row,) = by_department([told(rated), told(silent), told(open_one)])
    assert (row.desk, row.count, row.came, row.finished) == (ROADS, 3, Share(1, 2), Share(2, 2))
    assert (row.solved, row.satisfied) == (Share(0, 1), Share(0, 1))
    assert (row.came.interval, Share(0, 0).interval) == (pytest.approx((0.095, 0.905), abs=1e-3), None)
    assert by_caller([told(rated)])[0].desk == TOWN


@pytest.mark.parametrize(("own", "peers", "middle", "word"), table("whistle", "calls of the unit"))
def test_too_few_and_too_many(own: str, peers: str, middle: str, word: str) -> None:
    one = told(Case().when(call(), TOWN))
    counts = {ROADS: int(own)} | {Desk(f"u:{n}"): int(count) for n, count in enumerate(peers.split(", "))}
    calls = [replace(one, desk=desk) for desk, count in counts.items() for _ in range(count)]
    row = next(row for row in by_department(calls) if row.desk == ROADS)
    assert row.far == word
    assert row.middle == (float(middle) if middle else None)


def test_a_peer_that_was_never_called_is_counted_with_the_rest() -> None:
    one = told(Case().when(call(), TOWN))
    found = by_department([one] * 6, peers=(ROADS, WATER, LEAD, TOWN))
    assert [(row.desk, row.count) for row in found] == [(LEAD, 0), (ROADS, 6), (TOWN, 0), (WATER, 0)]


def test_whoever_has_the_coordinators_part_now_is_named_by_later_calls() -> None:
    both: dict[str, Any] = {"parent": Stream("call"), "several": True}
    case = Case().when(call(**both, first=ROADS), TOWN).when(Decline("not-ours", "not here", whose=WATER), ROADS)
    case.when(OfferTo(WATER), TOWN)
    later = call(LEAD, **both, first=ROADS)
    case.refused("who-coordinates", later, TOWN, on=SIDE).when(replace(later, first=WATER), TOWN, on=SIDE)
    case.refused("who-coordinates", call(LEAD, **both, first=LEAD), TOWN, on=OTHER)
