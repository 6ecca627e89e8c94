"""Ways round the hearing and the grounds of a proposal of accountability: each is shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from qiantou.core.chartering import check_charter
from qiantou.core.exemption import CORRUPTION, Outcome
from qiantou.core.facts import Delivered, Offered
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    Amend,
    Basis,
    Chase,
    Confirm,
    Counter,
    Decline,
    Deliver,
    Insist,
    Offer,
    Refer,
    Report,
    Return,
    Rule,
    Withdraw,
)
from qiantou.core.register import CHARTERS
from tests.core import exempted
from tests.core.gating import DRAWN, HEARD, PROPOSED, attributed, checked, climbed, helped, plain, put, ready, refuses
from tests.core.steps import OTHER, SIDE, WORK, Case, order, staffed, task, underway
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, WATER, listed


def told_by(desk: Desk, by: Desk) -> Actor:
    return Actor(desk, recorded=Recorded(by, date(2026, 4, 10), "by telephone"))


def put_higher() -> Case:
    return put(ready()).when(Counter(None, "hear us at the site"), ROADS, on=HEARD)


def test_who_decides_cannot_end_the_hearing_by_withdrawing_it() -> None:
    case = put(ready()).refused("opened-by-rule", Withdraw("no need"), DEPUTY, on=HEARD)
    case.refused("not-heard-yet", Accept(), DEPUTY, on=PROPOSED)


def test_the_leader_above_cannot_end_the_hearing_nor_give_it_to_another() -> None:
    case = put_higher().refused("not-heard-yet", Rule(Phase.CLOSED, "no need", granted=False), HEAD, on=HEARD)
    case.refused("not-heard-yet", Rule(Phase.CLOSED, "no need"), HEAD, on=HEARD)
    case.refused("not-heard-yet", Rule(Phase.OFFERED, "LEAD tells it", doer=LEAD), HEAD, on=HEARD)
    case.when(Rule(Phase.OFFERED, "at the site"), HEAD, on=HEARD).when(Deliver("the flood"), ROADS, on=HEARD)
    case.when(Accept(), DEPUTY, on=PROPOSED).then("closed", None, on=PROPOSED)


@pytest.mark.parametrize("recorder", [LEAD, GOV, DEPUTY])
def test_nobody_answers_the_hearing_for_a_unit_where_somebody_sits(recorder: Desk) -> None:
    case, by = staffed(put(ready()), "p:roads"), told_by(ROADS, recorder)
    case.refused("says-it-itself", Deliver("we did wrong"), by, on=HEARD)
    case.refused("says-it-itself", Counter(None, "higher"), by, on=HEARD)


def test_what_was_recorded_for_a_unit_is_not_heard_before_it_confirms_it() -> None:
    case = put(ready()).when(Deliver("we did wrong"), told_by(ROADS, GOV), on=HEARD)
    case.refused("not-heard-yet", Accept(), DEPUTY, on=PROPOSED)
    for version in staffed(case, "p:roads").matter(HEARD).unconfirmed:
        case.when(Confirm(version), ROADS, on=HEARD)
    case.when(Accept(), DEPUTY, on=PROPOSED).then("closed", None, on=PROPOSED)


def test_the_proposer_records_no_decision_of_its_proposal() -> None:
    case = put(ready()).when(Deliver("the flood"), ROADS, on=HEARD)
    case.refused("may-not-record", Accept(), told_by(DEPUTY, LEAD), on=PROPOSED)
    case.refused("may-not-record", Decline("within-its-days", "it waited"), told_by(DEPUTY, LEAD), on=PROPOSED)


def reviewed() -> Case:
    """Chased by the proposer; handed in, sent back by the proposer, and put before the leader, who said: go on."""
    case = climbed(helped(underway(order()))).when(Chase("nothing has come"), LEAD).at(DRAWN)
    case.when(Deliver("a third"), ROADS).when(Return("not all"), LEAD).when(Refer("enough"), ROADS)
    return checked(attributed(case.when(Rule(Phase.UNDERWAY, "go on"), DEPUTY)))


def test_a_proposal_rests_on_what_the_unit_did_or_others_found() -> None:
    found: dict[str, list[bool]] = {}
    for entry in reviewed().town.of(WORK):
        passes = refuses(reviewed(), cited=(f"{WORK}/{entry.version}", f"{SIDE}/1")) == ()
        found.setdefault(type(entry.event).__name__, []).append(passes)
    assert {name for name, passes in found.items() if any(passes)} == {
        "Accepted", "Delivered", "Referred", "Ruled",
    }  # fmt: skip
    assert {"Offered", "Prompted", "Urged", "SideNoted", "Returned"} <= set(found)


def test_the_office_above_may_rest_on_what_the_asker_found() -> None:
    case = reviewed()
    back = next(one.version for one in case.town.of(WORK) if type(one.event).__name__ == "Returned")
    terms: dict[str, Any] = {"asker": GOV, "basis": Basis(), "doer": DEPUTY}
    assert refuses(case, cited=(f"{WORK}/{back}", f"{SIDE}/1"), **terms) == ()


def test_a_plain_proposal_is_no_way_round_the_gate() -> None:
    for power, title in (("appraisal", "praise"), ("oversee", "对县交通局扣2分"), ("oversee", "hold accountable")):
        with pytest.raises(Rejected, match="through-the-gate"):
            plain(power, title)
    assert plain("oversee", "how the bridge stands").matter(PROPOSED).is_open


CLUE = "局长收受施工方礼金，涉嫌受\u200b贿"


def test_no_text_of_blame_hearing_exemption_or_clearing_names_a_clue() -> None:
    case = put(ready())
    case.refused("lawful-channel", Deliver(CLUE), ROADS, on=HEARD)
    case.when(Deliver("the flood"), ROADS, on=HEARD)
    case.refused("lawful-channel", Decline("within-its-days", CLUE), DEPUTY, on=PROPOSED)
    taken = exempted.heard()
    case.refused("lawful-channel", exempted.application(detail=CLUE), ROADS, on=OTHER)
    taken.refused("lawful-channel", exempted.decided(exempted.verdict(Outcome.NOT, "no-gain", reason=CLUE)), GOV,
                  on=exempted.ASKED)  # fmt: skip
    taken.when(exempted.decided(), GOV, on=exempted.ASKED)
    taken.refused("lawful-channel", Deliver(CLUE), GOV, on=cleared_by(taken.matter(exempted.ASKED)))
    with pytest.raises(Rejected, match="lawful-channel"):
        plain("oversee", CLUE)


def test_what_is_proposed_of_a_unit_says_whether_it_asks_for_blame() -> None:
    for blames, code in ((None, "say-if-it-blames"), (True, "through-the-gate")):
        with pytest.raises(Rejected, match=code):
            plain("oversee", "how the bridge stands", blames=blames)
    offered = plain("oversee", "how the bridge stands").town.of(PROPOSED)[0].event
    assert isinstance(offered, Offered)
    assert offered.blames is False


@pytest.mark.parametrize("kind", ["task", "word"])
def test_no_leader_above_is_asked_for_blame_in_another_kind(kind: str) -> None:
    case = Case()
    case.refused("through-the-gate", task(kind=kind, doer=DEPUTY, title="对县交通局扣2分并追责"), LEAD)
    case.refused("through-the-gate", task(kind=kind, doer=DEPUTY, title="see to it", blames=True), LEAD)
    assert task(kind=kind, doer=DEPUTY, title="see to it").blames is None


APPRAISES = Desk("u:water")


def named_for_the_use() -> Case:
    """The charter of another work names WATER for the use of its assessment."""
    case = Case()
    used = replace(case.town.register.at(case.town.now).charter(JOINT), appraiser=APPRAISES)
    case.town.listings.append(listed(CHARTERS, JOINT, used))
    return case


def request(doer: Desk, **terms: Any) -> Offer:
    return task(doer=doer, basis=Basis("request"), joint=None, **terms)


@pytest.mark.parametrize("doer", [DEPUTY, GOV, APPRAISES])
def test_what_is_asked_of_who_can_make_others_answer_says_whether_it_asks_for_that(doer: Desk) -> None:
    case = named_for_the_use()
    case.refused("say-if-it-blames", request(doer, title="as was done to the others last year"), LEAD)
    case.refused("through-the-gate", request(doer, title="as was done last year", blames=True), LEAD)
    case.refused("through-the-gate", request(doer, title="对县交通局扣2分", blames=False), LEAD)
    case.refused("lawful-channel", request(doer, title=CLUE, blames=False), LEAD)
    offered = case.when(request(doer, title="the list of roads", blames=False), LEAD).town.of(WORK)[0].event
    assert isinstance(offered, Offered)
    assert offered.blames is False


def test_a_peer_whom_no_charter_names_is_asked_as_ever() -> None:
    assert Case().when(request(APPRAISES, title="the list of roads"), LEAD).matter().is_open


def test_a_charter_names_a_whole_unit_of_the_site_for_the_use_of_its_assessment() -> None:
    force = Case().town.register.at(Case().town.now)
    charter = force.charter(JOINT)
    assert charter is not None
    for desk in (DEPUTY, Desk("u:none")):
        with pytest.raises(Rejected, match="unknown-desk"):
            check_charter(replace(charter, appraiser=desk), listed(CHARTERS, JOINT, charter).event, force, Actor(LEAD))


def test_a_verdict_that_finds_corruption_keeps_its_tick_and_no_words() -> None:
    told = exempted.verdict(Outcome.NOT, "no-gain", excluded=(CORRUPTION,), reason="as they say in town", departs="so")
    case = exempted.heard().when(exempted.decided(told), GOV, on=exempted.ASKED)
    delivered = case.town.of(exempted.ASKED)[-1].event
    assert isinstance(delivered, Delivered)
    assert delivered.verdict is not None
    assert (delivered.verdict.excluded, delivered.verdict.departs) == ((CORRUPTION,), "")
    assert {one.reason for one in delivered.verdict.found} == {""}


BLAME = "建议对县交通局问责，年度考核扣5分"


def test_a_proposal_put_clean_is_not_amended_into_blame() -> None:
    case = plain("oversee", "how the bridge stands").when(Counter(None, "say what you want"), DEPUTY, on=PROPOSED)
    for words in (BLAME, "扣5分"):
        case.refused("through-the-gate", Amend(None, words), LEAD, on=PROPOSED)
        case.refused("through-the-gate", Insist(words), LEAD, on=PROPOSED)
    case.when(Amend(None, "it stands still"), LEAD, on=PROPOSED).when(Accept(), DEPUTY, on=PROPOSED)
    case.then("closed", None, on=PROPOSED)


@pytest.mark.parametrize("kind", ["guidance", "obstacle", "data", "meeting", "whistle-key-work", "task", "word"])
@pytest.mark.parametrize("doer", [DEPUTY, WATER])
def test_no_kind_carries_blame_whoever_is_asked(kind: str, doer: Desk) -> None:
    Case().refused("through-the-gate", Offer(kind, LEAD, doer, "how it stands", detail=BLAME), LEAD)


def countered() -> Case:
    return Case().when(task(doer=DEPUTY, blames=False), LEAD).when(Counter(None, "say what you want"), DEPUTY)


def test_no_move_of_a_work_carries_blame() -> None:
    countered().refused("through-the-gate", Amend(None, BLAME), LEAD)
    countered().refused("through-the-gate", Insist(BLAME), LEAD)
    countered().refused("through-the-gate", Refer(BLAME), LEAD)
    countered().refused("through-the-gate", Chase(BLAME), LEAD)
    Case().when(task(doer=DEPUTY, blames=False), LEAD).refused("through-the-gate", Counter(None, BLAME), DEPUTY)
    work = underway(order())
    for move, by in ((Report(BLAME), ROADS), (Deliver(BLAME), ROADS), (Chase(BLAME), LEAD), (Refer(BLAME), LEAD)):
        work.refused("through-the-gate", move, by)
    work.when(Refer("it stands still"), LEAD)
    work.refused("through-the-gate", Rule(Phase.UNDERWAY, "同意。对县交通局问责，扣5分"), DEPUTY)
    work.when(Rule(Phase.UNDERWAY, "不予问责，按期完成扣分项整改"), DEPUTY).then("underway", ROADS)


def test_an_accusation_is_no_text_of_any_work() -> None:
    clue = "县交通局局长涉嫌受贿"
    for kind in ("task", "guidance", "obstacle", "word"):
        Case().refused("lawful-channel", Offer(kind, LEAD, WATER, "how it stands", detail=clue), LEAD)
    work = underway(order())
    for move, by in ((Report(clue), ROADS), (Deliver(clue), ROADS), (Chase(clue), LEAD), (Refer(clue), LEAD)):
        work.refused("lawful-channel", move, by)
    work.when(Report("开展受贿案例警示教育"), ROADS).then("underway", ROADS)


def test_what_a_signed_plan_puts_is_not_shut_by_a_word() -> None:
    offer = replace(order(), line="L001", detail=BLAME)
    assert Case().when(offer, LEAD).matter().is_open
    for terms in ({"place": "row 3"}, {"follows": WORK}):  # a paper, and several asked at once: nobody signed them
        Case().refused("through-the-gate", replace(order(), detail=BLAME, **terms), LEAD)
        Case().refused("lawful-channel", replace(order(), detail=CLUE, **terms), LEAD)


def test_whoever_is_heard_or_asks_for_exemption_may_say_that_there_was_no_such_thing() -> None:
    case = put(ready()).when(Deliver("未收受礼金，不存在利益输送"), ROADS, on=HEARD)
    case.then("closed", None, on=HEARD)
    asked = exempted.application(detail="医药领域腐败问题集中整治迟报，涉嫌违法占地图斑核查晚了八天")
    exempted.heard().refused("applied-before", asked, ROADS, on=OTHER)


def test_what_is_made_for_blame_speaks_of_it() -> None:
    case = put(ready(), detail=BLAME).when(Deliver("不应对我局问责，请免予扣分"), ROADS, on=HEARD)
    case.when(Decline("within-its-days", "不同意对县交通局问责"), DEPUTY, on=PROPOSED)
