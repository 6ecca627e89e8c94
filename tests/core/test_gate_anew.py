"""What the gate asks once more: when a proposal is adopted, and when another is put on the same work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.contesting import DELAYED, Claim, contest_stream
from qiantou.core.context import Context
from qiantou.core.exemption import CHECKS, CONDITIONS, Check, Hearing, Outcome, Shown, Stand, key_of
from qiantou.core.exemption_bodies import bodies
from qiantou.core.gate import Cited, Proposal, is_helped
from qiantou.core.kernel import Actor, Entry, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Basis, Decline, Deliver, Refer, Report, Rule, Withdraw
from qiantou.core.register import Listed
from qiantou.core.review import SHEETS
from tests.core.assessing import SHEET, contest
from tests.core.exempted import application, verdict
from tests.core.gating import AGAIN, HEARD, LATE, PROPOSED, attributed, checked, helped, proposal, put, ready, refuses
from tests.core.steps import DUE, SIDE, WORK, Case, order, underway, variation
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER, listed

APPLIED = Stream("applied")
APPLICATION = application(about=(JOINT,), caused=date(2026, 4, 9))
NOT_IT = Decline("within-its-days", "it waited")


def heard() -> Case:
    return put(ready()).when(Deliver("the flood"), ROADS, on=HEARD)


def applied(case: Case, on: Stream = APPLIED) -> Case:
    return case.when(APPLICATION, ROADS, on=on)


def decided(case: Case, outcome: Outcome, on: Stream = APPLIED) -> Case:
    waived = Report("we need not be heard", hearing=Hearing(date(2026, 4, 10), waived=True))
    case.when(Accept(), GOV, on=on).when(waived, ROADS, on=on)
    fails = {Outcome.NOT: ("no-gain",), Outcome.LIGHTER: ("procedure",)}.get(outcome, ())
    return case.when(Deliver("our answer", verdict=verdict(outcome, *fails)), GOV, on=on)


def contested(case: Case, item: str, told: Listed, *, granted: bool = True) -> Case:
    """GOV puts it out, ROADS contests the item, DEPUTY rules."""
    case.town.listings.append(Entry(Stream("register"), 1, case.town.now, Actor(GOV), told))
    told_before = [one for one in case.town.listings if one.event.section == told.section]
    on = contest_stream(JOINT, ROADS, item, len(told_before))
    case.when(contest(ROADS, Claim(item, None if item == DELAYED else ROADS)), ROADS, on=on)
    case.when(Deliver("no"), GOV, on=on).when(Refer("see"), ROADS, on=on)
    return case.when(Rule(Phase.CLOSED, "as I read it", granted=granted), DEPUTY, on=on)


def struck(case: Case, *, granted: bool = True) -> Case:
    """Its over-run in WORK, on the sheet."""
    sheet = Listed(SHEETS, JOINT, replace(SHEET, through=case.town.now), case.town.now.date())
    return contested(case, f"time:{WORK}", sheet, granted=granted)


def overtaken(case: Case) -> Case:
    """Its share of the delay, put out anew by GOV with less of it."""
    drawn = attributed(case, roads=6000).town.listings.pop().event
    return contested(case, DELAYED, replace(drawn, since=case.town.now.date()))


def adopting(case: Case, *lacks: str) -> None:
    if not lacks:
        case.when(Accept(), DEPUTY, on=PROPOSED).then("closed", None, on=PROPOSED)
        return
    case.refused("gate-not-passed", Accept(), DEPUTY, on=PROPOSED)
    case.when(NOT_IT, DEPUTY, on=PROPOSED)


def test_what_was_exempted_since_is_not_adopted() -> None:
    adopting(decided(applied(heard()), Outcome.EXEMPT), "lack-share")


def test_an_attribution_put_out_since_that_shows_less_stops_it() -> None:
    adopting(attributed(heard(), roads=720), "lack-share")
    adopting(attributed(heard(), overtime=LATE))


@pytest.mark.parametrize("granted", [True, False])
def test_an_over_run_that_a_ruling_has_struck_is_no_part(granted: bool) -> None:
    assert refuses(struck(ready(), granted=granted)) == (("lack-share",) if granted else ())
    adopting(struck(heard(), granted=granted), *(("lack-share",) if granted else ()))


def test_a_ruling_on_the_attribution_is_carried_out_first() -> None:
    assert refuses(overtaken(ready())) == ("lack-attribution",)
    adopting(overtaken(heard()), "lack-attribution")


def test_one_proposal_on_a_work_at_a_time() -> None:
    case = heard()
    case.refused("proposed-before", proposal(case), LEAD, on=AGAIN)
    case.when(Withdraw("not now"), LEAD, on=PROPOSED).when(proposal(case), LEAD, on=AGAIN)


@pytest.mark.parametrize("adopted", [True, False])
def test_what_was_decided_is_proposed_again_on_what_was_done_since_alone(adopted: bool) -> None:
    case = heard()
    case.when(Accept() if adopted else NOT_IT, DEPUTY, on=PROPOSED)
    case.at("2026-04-27 09:00").ticked(PROPOSED)
    case.refused("decided-before", proposal(case), LEAD, on=AGAIN)
    case.when(Report("nothing yet"), ROADS)
    checked(attributed(case.at("2026-04-28 09:00")))
    before = f"{WORK}/{case.matter().version - 1}"
    case.refused("decided-before", proposal(case, cited=(before, "side/1")), LEAD, on=AGAIN)
    case.when(proposal(case), LEAD, on=AGAIN)


def test_a_proposal_of_another_unit_is_no_earlier_one() -> None:
    case = heard()
    case.refused("not-the-units-work", proposal(case, unit=WATER), LEAD, on=AGAIN)


def test_help_that_another_had_before_it_is_none_for_who_does_the_work_now() -> None:
    case = helped(underway(order()))
    moved = variation(new_doer=WATER, due=DUE, joint=JOINT)
    case.when(moved, ROADS, on=AGAIN).when(Accept(), LEAD, on=AGAIN).when(Accept(), WATER)
    work, question = case.matter(), case.matter(SIDE)
    assert work.doer == WATER
    assert not is_helped(work, Proposal(WATER, JOINT, (Cited(work, 1), Cited(question, 1))))
    before = replace(work, doer=ROADS)
    assert is_helped(before, Proposal(ROADS, JOINT, (Cited(before, 1), Cited(question, 1))))


def again(case: Case, on: Stream) -> Case:
    """ROADS applies once more three days later, the check showing an entry that it did not show before."""
    case.at("2026-04-13 09:00")
    found = Check(JOINT, ROADS, case.town.now, (Stand(CONDITIONS[3], (Shown(WORK, 2, "reported"),)),))
    case.town.listings.append(listed(CHECKS, key_of(JOINT, ROADS), found, at=case.town.now))
    return applied(case, on)


def test_what_was_not_granted_holds_nothing_up_when_it_is_applied_for_again() -> None:
    case = decided(applied(heard()), Outcome.NOT)
    case.refused("gate-not-passed", Accept(), DEPUTY, on=PROPOSED)
    case.when(AcceptDelivery(), ROADS, on=APPLIED)
    again(case, Stream("applied2"))
    adopting(case)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_was_decided_is_applied_for_again_with_a_new_entry_alone(outcome: Outcome) -> None:
    case = decided(applied(ready()), outcome)
    if case.matter(APPLIED).is_open:
        case.when(AcceptDelivery(), ROADS, on=APPLIED)
    case.refused("nothing-new-since", APPLICATION, ROADS, on=AGAIN)
    again(case, AGAIN)


def test_who_proposes_accountability_decides_no_exemption_in_that_work() -> None:
    case = put(ready(), asker=GOV, basis=Basis())
    case.refused("not-the-deciding-body", APPLICATION, ROADS, on=APPLIED)
    force = case.town.register.at(case.town.now)
    context = Context(case.town.now, force, case.town.matter, accused=lambda _unit: [case.matter(PROPOSED)])
    assert GOV not in bodies(ROADS, JOINT, force, context)
    case.when(Deliver("the flood"), ROADS, on=HEARD).when(NOT_IT, DEPUTY, on=PROPOSED)
    case.at("2026-05-11 09:00").ticked(PROPOSED)
    case.when(APPLICATION, ROADS, on=APPLIED)
