"""The lead passes: docs/rules/passing.md says what follows, and its worked examples are played here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qiantou.core.arbiter import overseers
from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.led_plan import leads, read_by_its_lead
from qiantou.core.listing import check
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    Block,
    Command,
    Confirm,
    Contest,
    Decline,
    Deliver,
    Offer,
    PassUp,
    Refer,
    Report,
    Rule,
    TakeBack,
    Tick,
    Withdraw,
)  # fmt: skip
from qiantou.core.passing import entailed
from qiantou.core.plan import LINES, Line, Role
from qiantou.core.register import CHARTERS, DUTIES, MANDATES, UNITS, Listed, Unit
from qiantou.core.undertaking import Charter, Tier
from tests.core.steps import Case, recorded, task, variation
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, LENT, ROADS, TOWN, WATER, listed, local

WHOLE, PART, ASKED, OWN, PASS, TWO = (Stream(name) for name in ("whole", "part", "asked", "own", "pass", "two"))
DUE = date(2026, 3, 20)
OPEN_UNTIL = "2026-03-04 00:00"  # an acceptance of Monday: one working day to object
AGREED = Rule(Phase.CLOSED, "no objection", granted=True)


def passing(doer: Desk = WATER, *, asker: Desk = LEAD) -> Offer:
    return Offer("passing", asker, doer, "theirs by duty", joint=JOINT)


def led() -> Case:
    """LEAD owes the whole to DEPUTY and has asked ROADS for a part of it and TOWN for something besides; ROADS asked
    LEAD for a part of its own."""
    case = Case()
    case.when(task(asker=DEPUTY, doer=LEAD, joint=JOINT, due=DUE), DEPUTY, WHOLE).when(Accept(), LEAD, WHOLE)
    case.when(task(joint=JOINT, parent=WHOLE, due=DUE), LEAD, PART).when(Accept(), ROADS, PART)
    case.when(task(doer=TOWN, joint=JOINT, due=DUE), LEAD, ASKED)
    case.when(task(asker=ROADS, doer=LEAD, joint=JOINT, parent=PART, due=DUE), ROADS, OWN)
    return case.when(passing(), LEAD, PASS)


def sides(case: Case, on: Stream) -> tuple[Desk, Desk]:
    matter = case.matter(on)
    return matter.asker, matter.doer


def told(case: Case, on: Stream, command: Command, by: Desk | Actor | None = None) -> Case:
    """The move, and the entries of the register that it entails, as a site records both."""
    play = case.town.do(on, command, by=by if isinstance(by, Actor) else Actor(by))
    for change in entailed(play, case.town.register.at(play.now)):
        case.town.listings.append(listed(change.section, change.key, change.value, at=play.now, since=change.since))
    return case


def charter(case: Case) -> Charter:
    found = case.town.register.at(case.town.now).charter(JOINT)
    assert found is not None
    return found


def passed(case: Case | None = None) -> Case:
    """WATER has accepted, and the leader who is told agrees at once."""
    return told((case or led()).when(Accept(), WATER, PASS), PASS, AGREED, DEPUTY)


def test_acceptance_moves_wholes_and_what_the_lead_asked_with_their_dates_and_history() -> None:
    case = led()
    before = {name: case.told(name) for name in (WHOLE, PART, ASKED, OWN)}
    passed(case)
    assert (sides(case, WHOLE), sides(case, PART)) == ((DEPUTY, WATER), (WATER, ROADS))
    assert (sides(case, ASKED), sides(case, OWN)) == ((WATER, TOWN), (ROADS, LEAD))
    for name, told in before.items():
        assert case.told(name)[: len(told)] == told
        assert case.due(name) == DUE
    case.then("underway", WATER, WHOLE).then("underway", ROADS, PART).then("offered", TOWN, ASKED)


def test_work_goes_on_meanwhile_and_a_refusal_changes_nothing() -> None:
    case = led().when(Report("half done"), LEAD, WHOLE).when(Deliver("done"), ROADS, PART)
    case.when(Decline("not-ours", "not in our list", LEAD, Stream("x")), WATER, PASS)
    assert case.matter(WHOLE).doer == LEAD
    assert case.matter(PASS).holder == LEAD


def test_who_assigned_it_may_object_and_rules() -> None:
    case = led()
    force = case.town.register.at(case.town.now)
    assert overseers(case.matter(PASS), force) == (DEPUTY, HEAD)
    assert overseers(case.matter(WHOLE), force) == ()
    case.refused("not-a-party", Refer("no"), ROADS, PASS)
    case.when(Refer("I object"), DEPUTY, PASS).then("referred", DEPUTY, PASS)
    case.refused("wrong-phase", Accept(), WATER, PASS)
    assert case.matter(WHOLE).doer == LEAD
    ruled = Rule(Phase.CLOSED, "it is theirs by the list", granted=True)
    assert case.when(ruled, DEPUTY, PASS).matter(WHOLE).doer == WATER


def test_a_ruling_against_it_leaves_the_lead() -> None:
    case = led().when(Refer("I object"), DEPUTY, PASS)
    case.when(Rule(Phase.CLOSED, "it stays", granted=False), DEPUTY, PASS)
    assert case.matter(PASS).outcome == "refused"
    assert case.matter(WHOLE).doer == LEAD


def test_two_proposals_at_once_the_first_answer_moves_it_and_ends_the_other() -> None:
    case = led().when(passing(TOWN), LEAD, TWO).when(Accept(), TOWN, TWO).when(AGREED, DEPUTY, TWO)
    assert not case.matter(PASS).is_open
    case.refused("closed", Accept(), WATER, PASS)
    assert case.matter(WHOLE).doer == TOWN


def test_the_charter_and_the_mandates_follow() -> None:
    case = led()
    play = case.when(Accept(), WATER, PASS).town.do(PASS, AGREED, Desk(DEPUTY))
    changes = {listed.section: listed for listed in entailed(play, case.town.register.at(case.town.now))}
    charter, mandate = changes[CHARTERS].value, changes[MANDATES].value
    assert (charter.lead, charter.keeper, charter.passed, charter.sponsor) == (WATER, WATER, PASS, DEPUTY)
    assert mandate.holder == WATER
    assert WATER not in mandate.scope


def test_the_former_lead_takes_the_seat_of_the_new_one_and_gives_it_back_when_the_passing_falls() -> None:
    before = led()
    seated = replace(charter(before), members=(WATER, TOWN))
    before.town.listings.append(listed(CHARTERS, JOINT, seated, since=date(2026, 1, 1)))
    case = told(taken_for(before).at("2026-03-06 00:00"), PASS, Tick())
    assert charter(case).members == (LEAD, TOWN)
    case.at("2026-03-09 09:00").when(Contest(2, "we never said so"), WATER, PASS)
    told(case, PASS, UNDOING[0], DEPUTY)
    assert (charter(case).lead, charter(case).members) == (LEAD, (WATER, TOWN))


def test_a_group_is_never_passed_to_a_township() -> None:
    case = Case()
    case.town.listings.append(listed(UNITS, TOWN, Unit(GOV, leader=DEPUTY, sort="township")))
    group = replace(charter(case), tier=Tier.WORKING_GROUP)
    case.when(passing(TOWN), LEAD, TWO)  # a plain joint work may
    case.town.listings.append(listed(CHARTERS, JOINT, group, at=case.town.now))
    case.refused("no-body-in-a-township", passing(TOWN), LEAD, PASS)
    case.when(passing(), LEAD, PASS).when(Refer("decide"), LEAD, PASS)
    case.refused("no-body-in-a-township", replace(AGREED, doer=TOWN), DEPUTY, PASS)


def test_a_charter_taken_out_is_entered_anew_with_the_lead_and_the_leader_it_had() -> None:
    case = Case()
    before = charter(case)
    case.town.listings.append(listed(CHARTERS, JOINT, None, at=case.town.now))

    def enter(value: Charter, by: Desk | None) -> None:
        check(Listed(CHARTERS, JOINT, value, date(2026, 3, 2)), case.town.register.at(case.town.now), Actor(by))

    own = replace(before, sponsor=Desk("p:lead"))
    for value, code in ((replace(before, lead=WATER), "lead-is-passed"), (own, "sponsor-stands-above")):
        with pytest.raises(Rejected, match=code):
            enter(value, LEAD)
    with pytest.raises(Rejected, match="not-your-charter"):
        enter(replace(before, lead=WATER), WATER)
    enter(before, LEAD)


@pytest.mark.parametrize(
    ("code", "offer"),
    [
        ("only-the-lead-passes", passing(asker=ROADS)),
        ("a-unit-leads", passing(DEPUTY)),
        ("no-such-joint-work", Offer("passing", LEAD, WATER, "x")),
        ("asks-itself", passing(LEAD)),
    ],
)
def test_who_may_propose_whom(code: str, offer: Offer) -> None:
    Case().refused(code, offer, offer.asker, PASS)


def test_it_may_be_taken_back_and_proposed_to_another() -> None:
    case = led().when(Withdraw("they have no people"), LEAD, PASS)
    assert case.matter(WHOLE).doer == LEAD
    case.when(passing(ROADS), LEAD, TWO).when(Accept(), ROADS, TWO).when(AGREED, DEPUTY, TWO)
    assert case.matter(WHOLE).doer == ROADS


def test_who_is_told_has_one_working_day_to_object_before_an_acceptance_moves_anything() -> None:
    case = led().when(Accept(), WATER, PASS).then("referred", DEPUTY, PASS)
    assert case.matter(WHOLE).doer == LEAD  # work goes on meanwhile, under the lead there is
    case.when(Report("half done"), LEAD, WHOLE)
    case.town.now = local(OPEN_UNTIL) - timedelta(microseconds=1)
    assert told(case, PASS, Tick()).matter(WHOLE).doer == LEAD
    case.town.now = local(OPEN_UNTIL)
    assert told(case, PASS, Tick()).matter(PASS).outcome == "consented"
    assert (case.matter(WHOLE).doer, charter(case).lead) == (WATER, WATER)
    assert case.matter(PASS).at == local(OPEN_UNTIL)


@pytest.mark.parametrize("objects", [DEPUTY, HEAD])
def test_an_objection_in_the_window_takes_it_up_and_silence_passes_nothing_then(objects: Desk) -> None:
    case = led().when(Accept(), WATER, PASS).when(Refer("I object"), objects, PASS).then("referred", DEPUTY, PASS)
    case.refused("already-referred", Refer("once more"), objects, PASS)
    case.at("2026-03-20 09:00")
    assert told(case, PASS, Tick()).matter(WHOLE).doer == LEAD
    assert charter(case).lead == LEAD


def test_in_the_window_the_leader_refuses_passes_up_or_asks_again_and_the_two_units_step_back() -> None:
    agreed = led().when(Accept(), WATER, PASS)
    assert agreed.when(Rule(Phase.CLOSED, "no", granted=False), DEPUTY, PASS).matter(PASS).outcome == "refused"
    up = led().when(Accept(), WATER, PASS).when(PassUp("above me"), DEPUTY, PASS).at("2026-03-09 09:00").ticked(PASS)
    assert (up.matter(PASS).phase, up.matter(WHOLE).doer) == (Phase.REFERRED, LEAD)
    again = led().when(Accept(), WATER, PASS).when(Rule(Phase.OFFERED, "think again"), DEPUTY, PASS)
    assert again.when(Accept(), WATER, PASS).then("referred", DEPUTY, PASS).matter(PASS).awaits_objection
    assert led().when(Accept(), WATER, PASS).when(TakeBack(), WATER, PASS).matter(PASS).phase is Phase.OFFERED
    assert led().when(Accept(), WATER, PASS).when(Withdraw("no"), LEAD, PASS).matter(PASS).outcome == "withdrawn"
    led().when(Accept(), WATER, PASS).refused("already-referred", Refer("hurry"), LEAD, PASS)


def taken_for(case: Case | None = None) -> Case:
    """The acceptance of WATER as GOV entered it from a paper."""
    return (case or led()).when(Accept(), recorded(WATER, by=GOV), PASS)


def test_an_acceptance_entered_for_the_unit_takes_effect_no_sooner_than_it_would_have_had_to_answer() -> None:
    case = taken_for().at(OPEN_UNTIL)
    assert told(case, PASS, Tick()).matter(WHOLE).doer == LEAD
    assert told(case.at("2026-03-06 00:00"), PASS, Tick()).matter(WHOLE).doer == WATER


def test_confirmed_it_takes_effect_when_the_leaders_time_is_out() -> None:
    early = taken_for().when(Confirm(2), WATER, PASS).at("2026-03-03 23:59")
    assert told(early, PASS, Tick()).matter(WHOLE).doer == LEAD
    assert told(early.at(OPEN_UNTIL), PASS, Tick()).matter(WHOLE).doer == WATER
    late = taken_for().at("2026-03-05 10:00").when(Confirm(2), WATER, PASS)
    assert told(late, PASS, Tick()).matter(PASS).at == local("2026-03-05 10:00")
    assert late.matter(WHOLE).doer == WATER


def test_a_mandate_over_a_unit_that_has_moved_since_is_lent_on_and_binds_as_much_as_before() -> None:
    case = led()
    moved = Unit(Desk("u:elsewhere"), leader=Desk("p:elsewhere"))
    case.town.listings.append(listed(UNITS, TOWN, moved, at=local("2026-03-02 08:00"), since=date(2026, 3, 2)))
    play = case.when(Accept(), WATER, PASS).town.do(PASS, AGREED, Desk(DEPUTY))
    for change in entailed(play, case.town.register.at(play.now)):
        check(change, case.town.register.at(play.now))  # as a site does, one on top of the other
        case.town.listings.append(listed(change.section, change.key, change.value, at=play.now, since=change.since))
    assert case.town.register.at(play.now).section(MANDATES)[LENT].holder == WATER


def test_what_became_of_the_work_in_the_meantime_does_not_stop_the_clock() -> None:
    today = date(2026, 3, 3)
    case = led().when(passing(TOWN), LEAD, TWO).when(Accept(), TOWN, TWO)
    body = replace(charter(case), tier=Tier.WORKING_GROUP)
    case.town.listings += [
        listed(CHARTERS, JOINT, body, at=local("2026-03-03 09:00"), since=today),
        listed(
            CHARTERS, JOINT, replace(body, ended=date(2026, 3, 3)), at=local("2026-03-03 10:00"), since=date(2026, 3, 3)
        ),
        listed(UNITS, TOWN, Unit(GOV, head=Desk("p:town"), leader=DEPUTY, sort="township")),
    ]
    case.at(OPEN_UNTIL)
    play = case.town.do(TWO, Tick())
    force = case.town.register.at(case.town.now)
    changes = list(entailed(play, force))
    assert [one.value.lead for one in changes if one.section == CHARTERS] == [TOWN]
    check(changes[0], force)


def test_contested_before_it_took_effect_it_waits_for_a_ruling() -> None:
    case = taken_for().when(Contest(2, "we never said so"), WATER, PASS).at("2026-03-06 09:00")
    assert told(case, PASS, Tick()).matter(WHOLE).doer == LEAD
    told(case, PASS, Rule(Phase.CLOSED, "they did not", granted=False), DEPUTY)
    assert (charter(case).lead, case.matter(WHOLE).doer) == (LEAD, LEAD)


def fallen() -> Case:
    """It took effect, the unit contests it, and the ruling is against it."""
    case = told(taken_for().at("2026-03-06 00:00"), PASS, Tick())
    case.at("2026-03-09 09:00").when(Contest(2, "we never said so"), WATER, PASS)
    return told(case, PASS, Rule(Phase.CLOSED, "they did not", granted=False), DEPUTY)


OTHERS, FRESH, LETTER, THEIRS = (Stream(name) for name in ("others", "fresh", "letter", "theirs"))
UNDOING = [
    Rule(Phase.CLOSED, "they did not", granted=False),
    Rule(Phase.OFFERED, "ask them"),
]


@pytest.mark.parametrize("ruling", UNDOING, ids=["refused", "asked again"])
def test_contested_after_it_took_effect_a_ruling_against_it_brings_the_lead_back_from_that_day(ruling: Rule) -> None:
    before = led().when(task(asker=GOV, doer=WATER, joint=JOINT, due=DUE), GOV, OTHERS)
    before.when(task(asker=WATER, doer=TOWN, joint=JOINT, due=DUE), WATER, THEIRS)
    case = told(taken_for(before).at("2026-03-06 00:00"), PASS, Tick())
    case.at("2026-03-06 09:00").when(task(asker=WATER, doer=TOWN, joint=JOINT, due=DUE), WATER, FRESH)
    past = list(case.town.entries)
    case.at("2026-03-09 09:00").when(Contest(2, "we never said so"), WATER, PASS).then("referred", DEPUTY, PASS)
    assert (charter(case).lead, case.matter(WHOLE).doer) == (WATER, WATER)  # until the ruling
    told(case.at("2026-03-10 09:00"), PASS, ruling, DEPUTY)
    now = charter(case)
    assert (now.lead, now.keeper, now.passed) == (LEAD, LEAD, None)
    assert (sides(case, WHOLE), sides(case, PART)) == ((DEPUTY, LEAD), (LEAD, ROADS))
    assert (sides(case, ASKED), sides(case, OWN)) == ((LEAD, TOWN), (ROADS, LEAD))
    assert (sides(case, OTHERS), sides(case, THEIRS)) == ((GOV, WATER), (WATER, TOWN))
    assert sides(case, FRESH) == (LEAD, TOWN)
    assert case.town.entries[: len(past)] == past
    then = case.town.register.at(local("2026-03-09 09:00")).charter(JOINT)
    assert then is not None
    assert then.lead == WATER  # the past stays as it was
    mandate = case.town.register.at(case.town.now).section(MANDATES)[LENT]
    assert (mandate.holder, mandate.scope) == (LEAD, (ROADS, TOWN))
    case.refused("nothing-to-take-back", TakeBack(), DEPUTY, PASS) if ruling.outcome is Phase.OFFERED else None


ANY = st.sampled_from((LEAD, ROADS, WATER, TOWN))
KINDS = st.sampled_from(("task", "task", "data", "consultation", "obstacle"))
OFFERS = st.tuples(ANY, ANY, KINDS, st.booleans(), st.booleans()).filter(lambda one: one[0] != one[1])


@settings(max_examples=60, deadline=None)
@given(st.lists(OFFERS, max_size=6))
def test_what_a_passing_brought_its_fall_takes_back_to_the_last_matter(offers: list[Any]) -> None:
    """Whoever asks whom for what, as a part or besides, taken or not, with more time asked beside it or none."""
    case = led()
    for number, (asker, doer, kind, in_hand, longer) in enumerate(offers):
        name, kind_of = Stream(f"any{number}"), Offer(kind, asker, doer, "x", joint=JOINT, due=DUE, about=("v1", "L1"))
        case.when(kind_of, asker, name)
        if in_hand and kind != "consultation":
            case.when(Accept(), doer, name)
            if longer:
                case.when(variation(asker=doer, doer=asker, parent=name, joint=JOINT), doer, Stream(f"side{number}"))
    before = {name: sides(case, name) for name in case.town.streams()}
    case = told(taken_for(case).at("2026-03-06 00:00"), PASS, Tick())
    assert all(matter.asker != LEAD for matter in led_matters(case))
    case.when(Contest(2, "we never said so"), WATER, PASS)
    told(case, PASS, Rule(Phase.CLOSED, "they did not", granted=False), DEPUTY)
    still = [name for name in before if case.matter(name).is_open]
    assert {name: sides(case, name) for name in still} == {name: before[name] for name in still}


def led_matters(case: Case) -> list[Matter]:
    """What stands by itself in the joint work and is open."""
    found = [case.matter(name) for name in case.town.streams()]
    return [one for one in found if one.is_open and one.parent is None and one.joint == JOINT]


def test_the_same_unit_is_not_proposed_twice_and_another_may_be() -> None:
    case = led()
    case.refused("passing-open-already", passing(), LEAD, TWO)
    case.when(passing(TOWN), LEAD, TWO)
    case.when(Withdraw("not yet"), LEAD, PASS).when(passing(), LEAD, FRESH)
    assert case.matter(FRESH).is_open


def test_a_ruling_that_it_stands_moves_nothing_twice() -> None:
    case = told(taken_for().at("2026-03-06 00:00"), PASS, Tick())
    case.when(task(asker=GOV, doer=LEAD, joint=JOINT, due=DUE), GOV, OTHERS)
    case.when(Contest(2, "we never said so"), WATER, PASS)
    told(case, PASS, AGREED, DEPUTY)
    assert (sides(case, OTHERS), charter(case).lead) == ((GOV, LEAD), WATER)


def test_a_lead_that_has_passed_on_meanwhile_does_not_come_back() -> None:
    case = told(taken_for().at("2026-03-06 00:00"), PASS, Tick())
    case.when(passing(TOWN, asker=WATER), WATER, TWO).when(Accept(), TOWN, TWO)
    told(case, TWO, AGREED, DEPUTY)
    case.when(Contest(2, "we never said so"), WATER, PASS)
    told(case, PASS, Rule(Phase.CLOSED, "they did not", granted=False), DEPUTY)
    assert (charter(case).lead, case.matter(WHOLE).doer) == (TOWN, TOWN)


@pytest.mark.parametrize("first", [PASS, TWO])
def test_of_two_passings_that_fall_nothing_stays_with_a_unit_whose_own_passing_fell(first: Stream) -> None:
    case = told(taken_for().at("2026-03-06 00:00"), PASS, Tick())
    case.when(task(asker=WATER, doer=LEAD, joint=JOINT, due=DUE), WATER, FRESH)
    told(case.when(passing(TOWN, asker=WATER), WATER, TWO), TWO, Accept(), recorded(TOWN, by=GOV))
    told(case, TWO, AGREED, DEPUTY)
    case.when(task(asker=WATER, doer=ROADS, joint=JOINT, due=DUE), WATER, OTHERS)
    for name in (first, TWO if first == PASS else PASS):
        case.town.later(hours=1)
        case.when(Contest(2, "we never said so"), WATER if name == PASS else TOWN, name)
        told(case, name, Rule(Phase.CLOSED, "they did not", granted=False), DEPUTY)
    now = charter(case)
    assert (now.lead, now.keeper, now.passed) == (LEAD, LEAD, None)
    assert (sides(case, WHOLE), sides(case, PART)) == ((DEPUTY, LEAD), (LEAD, ROADS))
    assert (sides(case, ASKED), sides(case, OWN)) == ((LEAD, TOWN), (ROADS, LEAD))
    assert sides(case, FRESH) == (DEPUTY, LEAD)  # nobody asks itself
    if first == PASS:
        assert sides(case, OTHERS) == (WATER, ROADS)  # asked as itself, another led
    assert case.town.register.at(case.town.now).section(MANDATES)[LENT].holder == LEAD


@settings(max_examples=60, deadline=None)
@example([(True, 0), (True, 0), (True, 0), (False, 1), (False, 1), (False, 0)])  # twice to the same unit
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=2, max_size=10))
def test_the_lead_stands_by_no_passing_that_fell_and_the_whole_and_what_it_asks_are_with_it(steps: list[Any]) -> None:
    """Passed on by one acceptance entered for a unit after another, each of which may fall at any time."""
    case, made = led().when(Withdraw("not yet"), LEAD, PASS), dict[Stream, Desk]()
    for number, (passes, pick) in enumerate(steps):
        case.town.later(minutes=1)
        now = charter(case).lead
        if passes:
            name, doer = Stream(f"pass{number}"), [unit for unit in (LEAD, ROADS, WATER, TOWN) if unit != now][pick % 3]
            case.when(passing(doer, asker=now), now, name).when(Accept(), recorded(doer, by=GOV), name)
            told(case, name, AGREED, DEPUTY)
            made[name] = doer
        elif made:
            name = list(made)[pick % len(made)]
            case.when(Contest(2, "we never said so"), made.pop(name), name)
            told(case, name, Rule(Phase.CLOSED, "they did not", granted=False), DEPUTY)
        now = charter(case).lead
        assert case.matter(WHOLE).doer == now
        assert charter(case).passed is None or charter(case).passed in made
        assert case.matter(ASKED).asker in (now, DEPUTY)
    if not made:
        assert (charter(case).lead, charter(case).keeper) == (LEAD, LEAD)


def test_a_ruling_passes_the_lead_to_a_township_by_a_row_of_its_list_alone_unless_it_agreed_itself() -> None:
    def proposed() -> Case:
        case = led()
        case.town.listings += [
            listed(UNITS, TOWN, Unit(GOV, head=Desk("p:town"), leader=DEPUTY, sort="township")),
            listed(DUTIES, "d:row", Duty(TOWN, DutySort.BASIC, item="drains")),
        ]
        return case.when(passing(TOWN), LEAD, TWO)

    theirs = Rule(Phase.CLOSED, "it is theirs", granted=True)
    case = proposed().when(Refer("decide"), LEAD, TWO).refused("not-on-the-duty-list", theirs, DEPUTY, TWO)
    assert case.when(replace(theirs, duty="d:row"), DEPUTY, TWO).matter(WHOLE).doer == TOWN
    named = proposed().when(Refer("decide"), LEAD, PASS)
    named.refused("not-on-the-duty-list", replace(theirs, doer=TOWN), DEPUTY, PASS)
    cited = proposed().when(Withdraw("with the row"), LEAD, TWO)
    cited.when(replace(passing(TOWN), duty="d:row"), LEAD, OTHERS).when(Refer("decide"), LEAD, OTHERS)
    assert cited.when(theirs, DEPUTY, OTHERS).matter(WHOLE).doer == TOWN
    assert proposed().when(Accept(), TOWN, TWO).when(theirs, DEPUTY, TWO).matter(WHOLE).doer == TOWN
    proposed().refused("not-on-the-duty-list", Accept(), recorded(TOWN, by=GOV), TWO)
    entered = proposed().when(Withdraw("with the row"), LEAD, TWO)
    entered.when(replace(passing(TOWN), duty="d:row"), LEAD, OTHERS).when(Accept(), recorded(TOWN, by=GOV), OTHERS)


def test_a_ruling_passes_the_lead_to_a_unit_beside_who_rules_only_once_it_has_agreed() -> None:
    def far() -> Case:
        case = led()
        case.town.listings.append(listed(UNITS, TOWN, Unit(GOV, head=Desk("p:town"), leader=HEAD)))
        return case.when(passing(TOWN), LEAD, TWO)

    case = far().when(Refer("decide"), LEAD, TWO).refused("passes-by-consent", AGREED, DEPUTY, TWO)
    case.when(PassUp("not mine"), DEPUTY, TWO)
    assert case.when(AGREED, HEAD, TWO).matter(WHOLE).doer == TOWN
    far().when(Accept(), recorded(TOWN, by=GOV), TWO).refused("passes-by-consent", AGREED, DEPUTY, TWO)
    agreed = far().when(Accept(), TOWN, TWO)
    assert agreed.when(Refer("I object"), HEAD, TWO).when(AGREED, DEPUTY, TWO).matter(WHOLE).doer == TOWN
    again = far().when(Accept(), TOWN, TWO).when(Rule(Phase.OFFERED, "think again"), DEPUTY, TWO)
    again.when(Refer("decide"), LEAD, TWO).refused("passes-by-consent", AGREED, DEPUTY, TWO)


def test_a_ruling_recorded_for_the_leader_who_contests_it_falls_too() -> None:
    case = told(led().when(Refer("I object"), DEPUTY, PASS), PASS, AGREED, recorded(DEPUTY, by=GOV, scan="note"))
    assert charter(case).lead == WATER
    case.when(Contest(3, "I said nothing"), DEPUTY, PASS).then("referred", DEPUTY, PASS)
    told(case, PASS, Rule(Phase.CLOSED, "it stays", granted=False), DEPUTY)
    assert (charter(case).lead, case.matter(WHOLE).doer) == (LEAD, LEAD)


THEIR = Line(ROADS, Role.COORDINATE, 20)
SIDE, BLOCKER, OWING, DATA = (Stream(name) for name in ("side", "blocker", "owing", "data"))


def test_what_the_former_lead_was_asked_beside_a_part_is_asked_of_the_new_one() -> None:
    case = led().when(variation(parent=PART), ROADS, SIDE)
    case.when(Block("no plan to work by", to=LEAD, fresh=BLOCKER), ROADS, PART).when(Accept(), LEAD, BLOCKER)
    before = {name: case.town.of(name) for name in (SIDE, BLOCKER)}
    case.then("blocked", LEAD, PART)
    case.at("2026-03-03 09:00")
    passed(case)
    assert (sides(case, SIDE), sides(case, BLOCKER)) == ((ROADS, WATER), (ROADS, WATER))
    case.then("blocked", WATER, PART)
    assert case.matter(SIDE).since == case.town.now  # its clock begins anew for who now has it
    for name, told_before in before.items():
        assert case.town.of(name)[: len(told_before)] == told_before
    held = [span.holder for span in case.town.spans(SIDE)]
    assert held == [LEAD, WATER]
    case.when(Accept(), WATER, SIDE)
    assert case.due(PART) == date(2026, 4, 3) or case.matter(PART).grants[-1].due == date(2026, 4, 3)


def test_beside_a_part_what_the_new_lead_asked_of_the_former_one_ends() -> None:
    case = Case().when(task(doer=WATER, joint=JOINT, due=DUE), LEAD, PART).when(Accept(), WATER, PART)
    case.when(variation(asker=WATER, parent=PART), WATER, SIDE).when(passing(), LEAD, PASS)
    passed(case)
    assert sides(case, PART) == (DEPUTY, WATER)  # what the new lead owes is owed to the leader who assigned the work
    assert sides(case, SIDE) == (WATER, DEPUTY)


def test_letters_data_and_lines_of_its_own_stay_with_the_former_lead() -> None:
    case = led().when(
        Offer("consultation", LEAD, ROADS, "what do you say", joint=JOINT, about=("v1", "L1")), LEAD, LETTER
    )
    case.when(Offer("consultation", LEAD, WATER, "and you", joint=JOINT, about=("v1", "L1")), LEAD, THEIRS)
    case.when(Offer("data", ROADS, LEAD, "your figures", joint=JOINT), ROADS, DATA)
    case.when(task(asker=DEPUTY, doer=LEAD, joint=JOINT, line="L007", due=DUE), DEPUTY, OWING)
    passed(case)
    assert (sides(case, LETTER), sides(case, DATA)) == ((WATER, ROADS), (ROADS, LEAD))
    assert sides(case, OWING) == (DEPUTY, LEAD)
    assert case.matter(THEIRS).outcome == "moot"  # nobody consults itself


def test_coordination_is_read_as_the_present_leads_whoever_drafted_it() -> None:
    mine = Line(LEAD, Role.COORDINATE, 10, duty="d:aaaaaaaaaaaa")
    written = [
        listed(LINES, f"{JOINT}/{name}", one) for name, one in {"L1": mine, "L2": Line(LEAD), "L3": THEIR}.items()
    ]
    before = led()
    assert read_by_its_lead(written, JOINT, before.town.register.at(before.town.now)) == written
    case = passed(before)
    force = case.town.register.at(case.town.now)
    assert leads(JOINT, force) == (LEAD, WATER)
    read = [entry.event.value for entry in read_by_its_lead(written, JOINT, force)]
    assert read == [replace(mine, unit=WATER, duty=""), Line(LEAD), THEIR]


def test_a_hand_over_granted_in_a_name_that_contests_it_goes_back_while_nobody_has_taken_it() -> None:
    case = led().when(variation(parent=PART, due=None, new_doer=TOWN), ROADS, SIDE)
    case.when(Accept(), recorded(LEAD, by=ROADS), SIDE)
    assert case.matter(PART).doer == TOWN
    case.when(Contest(2, "we granted nothing"), LEAD, SIDE)
    case.when(Rule(Phase.CLOSED, "nor did they", granted=False), DEPUTY, SIDE)
    assert case.matter(PART).doer == ROADS


PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "passing.md").read_text(encoding="utf-8")
DESKS = {"GOV": GOV, "LEAD": LEAD, "ROADS": ROADS, "WATER": WATER, "TOWN": TOWN, "DEPUTY": DEPUTY, "HEAD": HEAD}
MOVES = {
    "accepts": Accept(),
    "agrees": AGREED,
    "contests": Contest(2, "we never said so"),
    "objects": Refer("I object"),
    "rules that it passes": Rule(Phase.CLOSED, "as heard", granted=True),
    "rules that it stays": Rule(Phase.CLOSED, "as heard", granted=False),
    "declines": Decline("no-means", "no people"),
    "withdraws": Withdraw("over"),
}
WHO = r" ([A-Z]+) \|"
EXAMPLES = re.findall(rf"^\| ([A-Z][^|]+?) \|{WHO * 5}$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("steps", "whole", "part", "asked", "own", "led_by"), EXAMPLES)
def test_the_worked_example_runs(steps: str, whole: str, part: str, asked: str, own: str, led_by: str) -> None:
    """Each step is "WHO does what"; then who does the whole, who asks for the part and besides, who does its own."""
    case = led()
    for step in steps.split("; "):
        who, said = step.split(" ", 1)
        for_whom = re.fullmatch(r"enters that ([A-Z]+) accepts", said)
        by = recorded(DESKS[for_whom[1]], by=DESKS[who]) if for_whom else Actor(DESKS[who])
        days = re.fullmatch(r"lets (\w+) days? run out", said)
        if days:
            case.town.now += timedelta(days={"one": 2, "three": 4}[days[1]])
            told(case, PASS, Tick())
        else:
            told(case, PASS, MOVES["accepts" if for_whom else said], by)
    found = (
        case.matter(WHOLE).doer, case.matter(PART).asker, case.matter(ASKED).asker, case.matter(OWN).doer,
        charter(case).lead,
    )  # fmt: skip
    assert found == tuple(DESKS[name] for name in (whole, part, asked, own, led_by))


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) >= 5
