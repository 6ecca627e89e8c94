"""Putting a plan out: the version and all its letters or none, whom it concerns, and what a signature says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.acts.letters import send_letters, send_signatures
from qiantou.acts.open_plan import open_plan
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Silence
from qiantou.core.moves import Accept, Counter, Insist, Offer, Withdraw
from qiantou.core.plan import MEANS, Line, Means, Purpose, Sort
from qiantou.core.points import NOT, Disposal, Point
from qiantou.core.register import Listed
from qiantou.desk.drafted import plan_of
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import dissent, letters_of
from tests.core.world import DEPUTY, FIRM, HEAD, LEAD, ROADS, TOWN, WATER
from tests.desk.lettered import TODAY, Put, plan_lines, put

LETTERS = {"reply_days": 5, "silence_consents": False}


@pytest.fixture
def plan(sqlite_site):
    with put() as found:
        yield found


def sent(plan: Put, command_id: str = "1" * 32, by: Actor | None = None, **terms: object) -> object:
    return send_letters(plan.joint, **{**LETTERS, **terms}, by=by or plan.by(), command_id=command_id)


def test_every_unit_concerned_gets_one_letter_about_what_concerns_it(site):
    with put() as plan:
        from qiantou.acts.execute import execute_all

        means = Listed(MEANS, f"{plan.joint}/M1", Means(Sort.MONEY, TOWN, what="经费"), TODAY)
        execute_all((), by=plan.by(), command_id="means", listings=[means])
        receipt = sent(plan, silence_consents=True)
        letters = letters_of(plan.joint)
        assert {one.matter.doer: one.matter.about for one in letters} == {
            ROADS: ("v1", "L001", "L002", "L003"), WATER: ("v1", "L002"), TOWN: ("v1", "M1"),
        }  # fmt: skip
        assert receipt.entries == 4
        assert letters[0].row.title == "修复老桥 · 第1版 · L001、L002、L003", "told apart on a desk"
        assert {one.matter.asker for one in letters} == {LEAD}
        assert all(one.matter.policy.clocks[0].limit.amount == 5 for one in letters)
        assert all(one.matter.policy.silence[0].meaning is Silence.CONSENT for one in letters)
        positions = [one.told[0][1] for one in letters]
        assert positions == sorted(positions), "in the order of the plan"
        again = sent(plan, silence_consents=True)
        assert again.repeated
        assert again.position == receipt.position


def test_where_one_letter_is_refused_nobody_is_asked(site):
    with put() as plan:
        plan.change(L005=Line(Desk("p:roads"), order=5, deliverable="由局长个人承办"))
        plan.change(L006=Line(HEAD, order=6, deliverable="县长"))
        before = Entry.objects.count()
        with pytest.raises(Rejected) as refusal:
            sent(plan, reply_days=61)
        assert refusal.value.code == "reply-out-of-range"
        assert Entry.objects.count() == before
        assert not plan_of(plan.joint).versions


def test_only_the_lead_asks_and_only_once_at_a_time(plan):
    for desk, code in ((ROADS, "not-your-plan"), (DEPUTY, "only-the-lead-asks")):
        with pytest.raises(Rejected) as refusal:
            sent(plan, by=Actor(desk, account="b" * 32))
        assert refusal.value.code == code
    sent(plan)
    with pytest.raises(Rejected) as refusal:
        sent(plan, "2" * 32)
    assert (refusal.value.code, refusal.value.facts["open"]) == ("still-asking", 2)
    for one in letters_of(plan.joint):
        plan.county.town.do(Stream(one.row.stream), Withdraw("重新征求"), LEAD)
    sent(plan, "2" * 32)
    assert plan.of(ROADS).version == "v2"


def test_who_does_not_sign_in_is_asked_like_everybody(plan):
    plan.change(L005=Line(FIRM, order=5, deliverable="施工"))
    sent(plan)
    assert plan.of(FIRM).lines == ("L005",)


def test_a_letter_is_about_the_plan_as_it_was_put_out(plan):
    sent(plan)
    plan.change(L001=replace(plan_lines()["L001"], due=date(2026, 5, 30)))
    told = plan_of(plan.joint)
    assert told.at("v1")["L001"].due == date(2026, 5, 1)
    assert told.now["L001"].due == date(2026, 5, 30)


def test_the_sponsor_signs_for_what_is_overridden_word_for_word_and_the_gaps_shown_are_on_record(site):
    with put() as plan:
        sent(plan)
        letter = Stream(plan.of(ROADS).row.stream)
        plan.county.town.do(letter, Counter(None, "", (Point("", reason="没有人手"),)), ROADS)
        plan.county.town.do(letter, Insist("不变", (Disposal(1, NOT, "已有安排"),)), LEAD)
        terms = {"purpose": Purpose.SIGNATURE, "gaps_shown": ("lacks-powers", "lacks-means")}
        receipt = send_signatures(plan.joint, by=plan.by(), command_id="3" * 32, **terms)
        assert send_signatures(plan.joint, by=plan.by(), command_id="3" * 32, **terms).repeated
        asked = letters_of(plan.joint, "signature")
        assert receipt.entries == len(asked) + 3 == 6, "and the two letters end"
        assert [one.matter.doer for one in asked] == [DEPUTY, ROADS, WATER]
        assert asked[0].matter.about == ("v2",)
        assert asked[0].told[0][0].event.detail == "* · 县交通局 · 没有人手 · 牵头单位答复：已有安排"
        version, _entry = plan_of(plan.joint).versions[-1]
        assert version.gaps_shown == ("lacks-powers", "lacks-means")


def test_putting_out_to_sign_ends_the_letters_still_open_and_nobody_objects_after_the_signature(plan):
    sent(plan)
    roads = Stream(plan.of(ROADS).row.stream)
    plan.county.town.do(roads, Counter(None, "", (Point("L001", reason="没有人手"),)), ROADS)
    plan.sign()
    told = {one.matter.doer: (one.matter.outcome, one.overtaken) for one in letters_of(plan.joint, "consultation")}
    assert told == {ROADS: ("withdrawn", True), WATER: ("withdrawn", True)}
    said = dissent(plan.joint)["L001"][0]
    assert (said.words, said.fate, said.overtaken) == ("没有人手", "set-aside", True), "told as ended, not as overruled"
    with pytest.raises(Rejected) as refusal:
        plan.county.town.do(Stream(plan.of(WATER).row.stream), Counter(None, "", (Point("L002", reason="why"),)), WATER)
    assert refusal.value.code == "closed"


def test_an_amendment_asks_whoever_took_a_line_over_to_sign_its_share(plan):
    """TOWN has L001 of ROADS in hand; the plan still owes it by ROADS. The launch does not wait for it."""
    plan.sign()
    town, side = plan.county.town, Stream("5" * 32)
    for desk in (DEPUTY, ROADS, WATER):
        town.do(Stream(plan.of(desk, "signature").row.stream), Accept(), desk)
    open_plan(plan.joint, by=plan.by(), command_id="7" * 32)
    bridge = Stream(MatterRow.objects.get(joint=plan.joint, line="L001").stream)
    handing = Offer("variation", ROADS, LEAD, "移交", new_doer=TOWN, parent=bridge, beside=True, joint=plan.joint)
    town.do(side, handing, ROADS)
    town.do(side, Accept(), LEAD)
    town.do(bridge, Accept(), TOWN)
    lines = plan_lines()
    plan.change(
        L001=replace(lines["L001"], deliverable="桥面加宽"), L002=replace(lines["L002"], deliverable="清淤二公里")
    )
    sent(plan)
    consulted = {one.matter.doer: one.lines for one in letters_of(plan.joint, "consultation")}
    assert consulted[TOWN] == ("L001",), "by the same letter as the others"
    town.do(Stream(plan.of(TOWN).row.stream), Counter(None, "", (Point("L001", reason="桥宽不够"),)), TOWN)
    plan.sign(Purpose.AMENDMENT)
    asked = {one.matter.doer: one.lines for one in letters_of(plan.joint, "signature") if one.version == "v3"}
    assert asked == {DEPUTY: (), ROADS: ("L001", "L002"), WATER: ("L002",), TOWN: ("L001",)}
    for desk in (DEPUTY, ROADS, WATER):
        town.do(Stream(plan.of(desk, "signature").row.stream), Accept(), desk)
    open_plan(plan.joint, by=plan.by(), command_id="8" * 32)


def test_an_amendment_asks_whoever_owed_it_before_and_whoever_owes_it_now(plan):
    plan.sign()
    for desk in (DEPUTY, ROADS, WATER):
        plan.county.town.do(Stream(plan.of(desk, "signature").row.stream), Accept(), desk)
    with pytest.raises(Rejected, match="nobody-to-ask"):
        plan.sign(Purpose.AMENDMENT)
    plan.change(L003=replace(plan_lines()["L003"], unit=TOWN))
    plan.sign(Purpose.AMENDMENT)
    asked = [one for one in letters_of(plan.joint, "signature") if one.version == "v2"]
    assert {one.matter.doer: one.lines for one in asked} == {DEPUTY: (), TOWN: ("L003",), ROADS: ("L003",)}
    assert MatterRow.objects.filter(joint=plan.joint, kind="signature", is_open=True).count() == 3
