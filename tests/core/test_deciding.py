"""The answers to a case before a leader: what each is as moves, and that what is foreseen is what happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.deciding import Case as Decided
from qiantou.core.deciding import Terms, answers, case_of, foreseen, steps
from qiantou.core.facts import Ruled
from qiantou.core.kernel import RULE, Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.loop import Play
from qiantou.core.moves import Accept, Basis, Counter, Decline, Deliver, Offer, Refer, Rule
from tests.core.provoking_meetings import put
from tests.core.steps import OTHER, SIDE, WORK, Case, given, order, recorded, underway, variation
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER

LATER = date(2026, 4, 10)
DECIDES = Actor(DEPUTY)
ANY = Terms("so it is", LATER, WATER, "two lorries")


def brought(case: Case, on: Stream = WORK) -> Decided:
    matter = case.matter(on)
    return case_of(matter, case.town.matter(matter.parent) if matter.parent else None)


def carried(case: Case, code: str, terms: Terms = ANY, on: Stream = WORK, by: Actor = DECIDES):
    """What the answer was foreseen to do, once it has been given; both agree, or the test fails."""
    decided = brought(case, on)
    charter = case.town.register.at(case.town.now).charter(decided.work.joint)
    moves = steps(code, terms, decided, fresh=OTHER, charter=charter)
    seen = foreseen(Play(case.town, case.town.now), moves, by)
    before = len(case.town.entries)
    play = Play(case.town, case.town.now)
    for stream, command in moves:
        play.carry_out(stream, command, by)
    assert case.town.entries[before:] == [], "foreseeing writes nothing"
    case.town.entries.extend(play.entries)
    assert {turn.after.stream: turn.after for turn in seen.turns} == play.touched
    return {turn.after.stream: turn for turn in seen.turns}


def rounds() -> Case:
    """LEAD and ROADS could not agree on the date: ROADS proposed a day, LEAD insisted, twice."""
    return given(order()).when(Counter(LATER, "the bridge first"), ROADS).when(Refer("we need the road"), LEAD)


def work() -> Case:
    return underway(order()).when(Refer("no money for it"), ROADS)


def test_each_answer_to_a_stuck_work_is_a_ruling_and_says_who_has_it_next():
    turned = carried(rounds(), "keep")[WORK]
    assert (turned.after.holder, turned.after.phase, turned.due) == (ROADS, Phase.UNDERWAY, date(2026, 3, 20))
    assert carried(rounds(), "proposed")[WORK].due == LATER
    assert carried(work(), "date")[WORK].due == LATER
    assert carried(work(), "doer")[WORK].after.doer == WATER
    ended = carried(work(), "end")[WORK].after
    assert (ended.holder, ended.outcome) == (None, "refused")
    passed = carried(work(), "up")[WORK]
    assert (passed.after.holder, passed.lapse is not None) == (HEAD, True)


def test_means_are_asked_of_a_named_desk_beside_the_work_which_goes_on():
    turned = carried(work(), "means")

    assert turned[OTHER].is_opened
    opened = turned[OTHER].after
    assert (opened.kind, opened.asker, opened.doer, opened.parent) == ("means", DEPUTY, WATER, WORK)
    assert turned[OTHER].title == "two lorries"
    assert turned[WORK].after.phase is Phase.UNDERWAY


def test_an_item_before_its_approver_is_approved_ended_or_passed_up_and_nothing_else():
    item = put().town.matter(OTHER)
    shown = case_of(item, put().town.matter(WORK))
    assert answers(shown) == ("again", "end", "up")
    ((stream, approval),) = steps("again", Terms("press it"), shown, fresh=SIDE)
    asked = put().when(approval, DEPUTY, on=stream).town.matter(OTHER)
    assert (asked.phase, asked.holder) == (Phase.OFFERED, ROADS), "approved, it is its doer's to answer"


def test_the_lead_is_put_to_another_unit_which_still_answers():
    turned = carried(work(), "lead")

    passing = turned[OTHER].after
    assert (passing.kind, passing.asker, passing.holder, passing.joint) == ("passing", LEAD, WATER, JOINT)
    assert turned[WORK].after.holder == ROADS


def test_only_who_stands_above_the_lead_puts_the_lead_to_another():
    case = work()
    moves = steps("lead", ANY, brought(case), fresh=OTHER, charter=case.town.register.at(case.town.now).charter(JOINT))
    case.refused("not-your-demand", moves[0][1], Actor(WATER), on=OTHER)


def test_what_was_delivered_goes_back_to_review_or_counts_as_done():
    def case() -> Case:
        return underway(order()).when(Deliver("done"), ROADS).when(Refer("it is enough"), ROADS)

    assert "review" in answers(brought(case()))
    assert carried(case(), "review")[WORK].after.holder == LEAD
    assert carried(case(), "done")[WORK].after.outcome == "granted"
    assert "review" not in answers(brought(work()))


def test_a_request_beside_the_work_is_granted_or_not_and_the_work_follows():
    def case() -> Case:
        return given(variation()).when(Decline("too-late", "too late"), LEAD, SIDE).when(Refer("no"), ROADS, SIDE)

    turned = carried(case(), "grant", on=SIDE)
    assert turned[SIDE].after.outcome == "granted"
    assert turned[WORK].due == date(2026, 4, 3)
    assert carried(case(), "grant-date", on=SIDE)[WORK].due == LATER
    refused = carried(case(), "refuse", on=SIDE)
    assert (refused[SIDE].is_felt, WORK in refused and refused[WORK].is_felt) == (True, False)


def test_what_the_rule_refuses_is_refused_when_foreseen():
    case = work()
    for code, terms, refusal in (
        ("keep", Terms("已阅。"), "seen-is-no-decision"),
        ("keep", Terms(""), "seen-is-no-decision"),
        ("doer", replace(ANY, desk=LEAD), "asks-itself"),
        ("means", replace(ANY, what=" "), "title-missing"),
    ):
        with pytest.raises(Rejected, match=refusal):
            foreseen(Play(case.town, case.town.now), steps(code, terms, brought(case), fresh=OTHER), DECIDES)


def test_there_is_no_answer_by_another_name():
    with pytest.raises(KeyError):
        steps("seen", ANY, brought(work()), fresh=OTHER)


def test_nobody_but_who_decides_or_a_side_asks_for_something_beside_the_work():
    case = work()
    means = steps("means", ANY, brought(case), fresh=OTHER)[0][1]
    case.refused("not-a-party", replace(means, asker=TOWN), Actor(TOWN), on=OTHER)
    case.when(means, DECIDES, on=OTHER).when(Accept(), Desk(WATER), on=OTHER).then(Phase.UNDERWAY, WATER, on=OTHER)


def test_a_suggestion_of_another_post_is_on_the_record_and_changes_no_term():
    opened = Offer("decision", LEAD, ROADS, "", basis=Basis("matter"), joint=JOINT, parent=WORK, beside=True)

    def sheet() -> Case:
        return underway(order()).when(opened, RULE, SIDE)

    case = sheet()
    turned = carried(case, "person", on=SIDE)
    ruled = next(one.event for one in case.town.entries if one.stream == SIDE and isinstance(one.event, Ruled))
    assert (ruled.another_post, ruled.granted) == (True, False)
    assert (turned[WORK].after.doer, turned[WORK].due) == (ROADS, date(2026, 3, 20))
    kept = sheet().when(Rule(Phase.CLOSED, "as it is", granted=False), DECIDES, SIDE)
    assert not any(one.event.another_post for one in kept.town.entries if isinstance(one.event, Ruled))
    suggested = Rule(Phase.CLOSED, "so it is", LATER, another_post=True)
    sheet().refused("no-such-outcome", suggested, DECIDES, on=SIDE)
    work().refused("no-such-outcome", replace(suggested, granted=False), DECIDES)


@pytest.mark.parametrize("code", ["means", "lead"])
def test_what_the_leader_wrote_opens_is_entered_by_the_leaders_office_alone(code):
    case = work()
    charter = case.town.register.at(case.town.now).charter(JOINT)
    moves = steps(code, ANY, brought(case), fresh=OTHER, charter=charter)

    case.refused("may-not-record", moves[0][1], recorded(DEPUTY, WATER, scan="f" * 64), on=OTHER)
    for stream, command in moves:
        case.when(command, recorded(DEPUTY, GOV, scan="f" * 64), on=stream)
    opened = case.matter(OTHER)
    assert (opened.holder, opened.unconfirmed) == (WATER, (1,))
