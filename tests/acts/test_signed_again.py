"""A plan is signed anew, or by whoever alone is lacking: no launch is left without a way to its signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from qiantou.acts import choosing, shell
from qiantou.acts.execute import execute, execute_all
from qiantou.acts.letters import purpose_now
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Contest, Counter, Deliver, Offer, Refer, Return, Rule, Withdraw
from qiantou.core.plan import (
    CHOICES,
    OPTIONS,
    Choice,
    Every,
    Line,
    Means,
    Option,
    Purpose,
    Rhythm,
    Role,
    Sort,
)  # fmt: skip
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.undertaking import Charter
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, played
from tests.acts.test_open_plan import BRIDGE, DAY, DRAINS, WHOLE, Work, enter, work
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER

LATER = date(2026, 7, 31)


def request(plan: Work, desk: Desk) -> Stream:
    """The desk's open request to sign."""
    return Stream(MatterRow.objects.get(joint=plan.joint, kind="signature", doer=desk, is_open=True).stream)


def asked_again(plan: Work) -> list[str]:
    """Whoever is asked to sign when the plan is put out once more."""
    plan.put_out(purpose_now(plan.joint))
    return list(
        MatterRow.objects.filter(joint=plan.joint, kind="signature", is_open=True).values_list("doer", flat=True)
    )


@pytest.mark.parametrize("why", ["refused", "withdrawn", "replaced"])
def test_where_the_leaders_signature_alone_is_lacking_the_leader_alone_is_asked(sqlite_site, why):
    with played() as town:
        plan = Work(town, L001=WHOLE, L002=BRIDGE)
        plan.put_out()
        plan.sign(but=DEPUTY)
        match why:
            case "refused":
                town.do(request(plan, DEPUTY), Counter(None, "先不签"), DEPUTY)
                town.do(Stream(MatterRow.objects.get(is_open=True, phase="referred").stream), _not_now(), HEAD)
            case "withdrawn":
                town.do(request(plan, DEPUTY), Withdraw("看错了"), LEAD)
            case "replaced":
                town.do(request(plan, DEPUTY), Accept(), DEPUTY)
                enter(Listed(CHARTERS, plan.joint, Charter(LEAD, GOV, LEAD, sponsor=HEAD), DAY))
        with pytest.raises(Rejected, match="not-all-signed"):
            plan.launch()
        assert asked_again(plan) == [HEAD if why == "replaced" else DEPUTY]
        plan.sign()
        plan.launch()
        assert plan.opened() == [
            ("L001", HEAD if why == "replaced" else DEPUTY, LEAD, "underway"),
            ("L002", LEAD, ROADS, "underway"),
        ]
        with pytest.raises(Rejected, match="nobody-to-ask"):
            plan.put_out(purpose_now(plan.joint))


def _not_now() -> Rule:
    return Rule(Phase.CLOSED, "以后再签", granted=False)


def test_a_change_of_the_leads_own_lines_alone_is_signed_by_the_leader(sqlite_site):
    with work(L001=WHOLE) as plan:
        plan.launch()
        plan.draft(L001=replace(WHOLE, due=LATER))
        assert asked_again(plan) == [DEPUTY]
        plan.sign()
        plan.launch()
        assert plan.row("L001").due_now == LATER


def test_a_request_that_is_not_about_the_plan_holds_up_none_of_its_signatures(sqlite_site):
    with played() as town:
        plan = Work(town, L001=WHOLE, L002=BRIDGE)
        asked = Offer("signature", LEAD, ROADS, "抽调一人", joint=plan.joint, cause="lend", about=("s:one",))
        town.do(shell.fresh(), asked, LEAD)
        plan.put_out()
        with pytest.raises(Rejected, match="still-asking") as refused:
            plan.put_out()
        assert refused.value.facts["open"] == 2


def test_a_day_whose_signature_fell_follows_the_plan_once_it_is_signed_again(site):
    with work(L001=WHOLE, L002=BRIDGE, L003=replace(DRAINS, after=())) as plan:
        plan.launch()
        plan.draft(L003=replace(DRAINS, after=(), due=LATER))
        plan.put_out(Purpose.AMENDMENT)
        plan.sign(but=TOWN)
        signed = request(plan, TOWN)
        paper = Actor(TOWN, account=CLERK, recorded=Recorded(GOV, DAY, "会议纪要"))
        execute(signed, Accept(), by=paper, command_id=uuid4().hex)
        plan.launch()
        assert plan.row("L003").due_now == LATER
        plan.town.do(signed, Contest(2, "没有签过"), TOWN)
        plan.town.do(signed, _not_now(), DEPUTY)
        assert plan.row("L003").due_now == DRAINS.due
        assert TOWN in asked_again(plan)
        plan.sign()
        plan.launch()
        assert plan.row("L003").due_now == LATER
        assert plan.waiting() == {}


def test_without_a_named_sponsor_the_first_above_the_lead_closes_the_comparison(site):
    with played():
        joint, by = shell.fresh(), Actor(LEAD, account=CLERK)
        enter(Listed(CHARTERS, joint, Charter(LEAD, GOV, LEAD), DAY, name="诊所"))
        for seen, name in enumerate("AB"):
            option = Option(seen, f"方案{name}")
            choosing.enter(joint, name, option, by=by, command_id=uuid4().hex, seen=seen, section=OPTIONS)
        choosing.ask(joint, [ROADS], title="选址", by=by, command_id=uuid4().hex)
        for desk in (LEAD, GOV):
            own = Listed(CHOICES, f"{joint}/choice", Choice("A", desk, "离得近"), DAY)
            with pytest.raises(Rejected, match="not-your-choice"):
                execute_all((), by=Actor(desk, account=CLERK), command_id=uuid4().hex, listings=[own])
        choosing.choose(joint, "A", "离得近", by=Actor(DEPUTY, account=CLERK), command_id=uuid4().hex)
        assert choosing.comparing(joint).chosen == Choice("A", DEPUTY, "")
        assert not MatterRow.objects.filter(joint=joint, is_open=True).exists()
        for desk in (LEAD, DEPUTY):
            gone = Listed(CHOICES, f"{joint}/choice", None, DAY)
            with pytest.raises(Rejected, match="not-your-choice"):
                execute_all((), by=Actor(desk, account=CLERK), command_id=uuid4().hex, listings=[gone])


def test_what_its_asker_takes_over_is_withdrawn_and_opened_anew(site):
    make_key_and_witness()
    money = Means(Sort.MONEY, WATER, date(2026, 3, 20), 10, "专项资金")
    rails = replace(BRIDGE, order=40, deliverable="修护栏", needs=("M1",))
    with work(L001=WHOLE, L002=BRIDGE, L003=replace(DRAINS, after=()), L004=rails, M1=money) as plan:
        plan.launch()
        plan.draft(
            L002=replace(BRIDGE, unit=LEAD), L003=Line(TOWN, Role.DO, 30, due=LATER), M1=replace(money, promiser=LEAD)
        )  # fmt: skip
        plan.put_out(Purpose.AMENDMENT)
        plan.sign()
        plan.launch()
        assert plan.waiting() == {}
        assert plan.opened(is_open=True) == [
            ("L001", DEPUTY, LEAD, "underway"), ("L002", DEPUTY, LEAD, "underway"), ("L003", LEAD, TOWN, "underway"),
            ("L004", LEAD, ROADS, "blocked"), ("M1", DEPUTY, LEAD, "underway"),
        ]  # fmt: skip
        former = MatterRow.objects.filter(joint=plan.joint, is_open=False, line__gt="")
        assert {(row.line, row.doer, row.outcome) for row in former} == {
            ("L002", ROADS, "withdrawn"), ("L003", WATER, "withdrawn"), ("M1", WATER, "withdrawn"),
        }  # fmt: skip
        assert MatterRow.objects.get(line="L004", joint=plan.joint).holder == LEAD
        count = MatterRow.objects.count()
        plan.launch()
        assert MatterRow.objects.count() == count
        seal(shell.now())
        assert verify_live(fold_under=fold_under, together=together_under).findings == ()


def test_what_lies_with_the_leader_or_delivered_is_not_taken_over_before_it_is_in_hand_again(sqlite_site):
    with work(L001=WHOLE, L002=BRIDGE, L003=replace(DRAINS, after=(), competent=None)) as plan:
        plan.launch()
        bridge, drains = (Stream(plan.row(name).stream) for name in ("L002", "L003"))
        plan.town.do(bridge, Deliver("修好了"), ROADS)
        plan.town.do(drains, Refer("谈不拢"), WATER)
        plan.draft(L002=replace(BRIDGE, unit=LEAD), L003=replace(DRAINS, after=(), competent=None, unit=LEAD))
        plan.put_out(Purpose.AMENDMENT)
        plan.sign()
        waits = {"L002": "work-moved-on", "L003": "only-beside-work-underway"}
        assert {name: why.code for name, why in plan.waiting().items()} == waits
        plan.town.do(bridge, Return("补齐资料"), LEAD)
        plan.launch()
        taken = ("L002", DEPUTY, LEAD, "underway")
        assert plan.opened(is_open=True) == [
            ("L001", DEPUTY, LEAD, "underway"),
            taken,
            ("L003", LEAD, WATER, "referred"),
        ]


def test_what_was_withdrawn_is_opened_anew_once_a_change_of_it_is_signed(sqlite_site):
    monthly = replace(BRIDGE, order=40, due=date(2026, 4, 30), rhythm=Rhythm(Every.MONTH, 31), deliverable="月报")
    with work(L001=WHOLE, L002=BRIDGE, L003=replace(DRAINS, after=()), L004=monthly) as plan:
        plan.launch()

        def amended(**lines: Line | None) -> list[tuple[str, str, str, str]]:
            plan.town.later(hours=1)
            plan.draft(**lines)
            plan.put_out(Purpose.AMENDMENT)
            plan.sign()
            plan.town.later(hours=1)
            plan.launch()
            return plan.opened(is_open=True)

        plan.town.do(Stream(plan.row("L002").stream), Withdraw("撤错了"), LEAD)
        own, roads = ("L001", DEPUTY, LEAD, "underway"), ("L002", LEAD, ROADS, "underway")
        drains, report = ("L003", TOWN, WATER, "underway"), ("L004", LEAD, ROADS, "underway")
        assert amended(L003=None, L004=replace(monthly, rhythm=Rhythm(Every.MONTH, 15))) == [own, report, report]
        assert amended(L002=replace(BRIDGE, due=LATER), L003=replace(DRAINS, after=())) == [
            own, roads, drains, report, report,
        ]  # fmt: skip
        assert amended(L004=monthly) == [own, roads, drains, report, report]
        months = MatterRow.objects.filter(line="L004", is_open=True).order_by("due").values_list("due", flat=True)
        assert list(months) == [date(2026, 3, 31), date(2026, 4, 30)]
