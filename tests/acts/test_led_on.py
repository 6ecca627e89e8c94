"""After the lead has passed, an amendment is put out, signed and launched under the new lead; the former one signs
what it owes itself, as any unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute
from qiantou.acts.world import Stored
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.moves import Accept, Contest, Offer, Rule
from qiantou.core.plan import Line, Purpose, Role
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import letters_of
from tests.acts.county import CLERK, played
from tests.acts.test_open_plan import BRIDGE, DRAINS, WHOLE, Work, work
from tests.acts.whole import check_rows_are_the_fold
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER

OWN = Line(LEAD, Role.DO, 40, due=date(2026, 6, 12), deliverable="发布公告")


class LedOn(Work):
    @property
    def by(self) -> Actor:
        return Actor(WATER, account=CLERK)


def passed(plan: Work) -> LedOn:
    plan.launch()
    passing = shell.fresh()
    plan.town.do(passing, Offer("passing", LEAD, WATER, "移交牵头", joint=plan.joint), LEAD)
    plan.town.do(passing, Accept(), WATER)
    plan.town.do(passing, Rule(Phase.CLOSED, "同意"), DEPUTY)
    plan.__class__ = LedOn
    assert isinstance(plan, LedOn)
    return plan


def asked(plan: Work) -> dict[Desk, tuple[str, ...]]:
    return {one.matter.doer: one.lines for one in letters_of(plan.joint, "signature") if one.matter.is_open}


def test_an_amendment_asks_those_it_touches_and_the_former_lead_for_nothing_it_led_by(site):
    with work(L001=WHOLE, L002=BRIDGE, L003=DRAINS, L004=OWN) as plan:
        led = passed(plan)
        assert led.opened()[0] == ("L001", DEPUTY, WATER, "underway")
        assert (led.row("L003").asker, led.row("L004").doer) == (TOWN, LEAD)
        led.draft(L001=replace(WHOLE, people=3), L002=replace(BRIDGE, due=date(2026, 7, 31)),
                  L005=Line(TOWN, Role.DO, 50, due=date(2026, 7, 1), deliverable="清淤"))  # fmt: skip
        led.put_out(Purpose.AMENDMENT)
        assert asked(led) == {ROADS: ("L002",), TOWN: ("L005",), DEPUTY: ()}
        led.sign()
        led.launch()
        assert led.row("L002").due_now == date(2026, 7, 31)
        assert ("L005", WATER, TOWN, "underway") in led.opened()
        assert led.row("L005").parent == led.row("L001").stream


@pytest.mark.parametrize("clock", [True, False], ids=["clock", "no-clock"])
def test_who_leads_does_not_depend_on_a_clock_that_runs(sqlite_site, clock):
    with work(L001=WHOLE, L002=BRIDGE) as plan:
        one = shell.fresh()
        plan.town.do(one, Offer("passing", LEAD, WATER, "移交牵头", joint=plan.joint), LEAD)
        plan.town.do(one, Accept(), WATER)
        plan.town.later(days=5)
        if clock:
            Clock().run()
        with pytest.raises(Rejected, match="only-the-lead-launches") as refusal:
            plan.launch()
        assert refusal.value.facts["lead"] == WATER
        assert MatterRow.objects.get(pk=one).outcome == "consented"
        plan.__class__ = LedOn
        plan.launch()
        assert plan.opened()[0][2] == WATER


def test_a_move_meets_the_lead_that_time_has_made(sqlite_site):
    with work(L001=WHOLE, L002=BRIDGE) as plan:
        one, letter = shell.fresh(), Offer("passing", LEAD, WATER, "移交牵头", joint=plan.joint)
        marked, begun = shell.fresh(), shell.now()
        plan.town.do(marked, Offer("task", LEAD, ROADS, "抢修", joint=plan.joint, urgency=Urgency.URGENT), LEAD)
        plan.town.do(one, letter, LEAD)
        plan.town.do(one, Accept(), WATER)
        plan.town.later(days=5)
        with pytest.raises(Rejected, match="only-the-lead-passes"):
            plan.town.do(shell.fresh(), replace(letter, doer=TOWN), LEAD)
        Clock().run()
        assert MatterRow.objects.get(pk=marked).asker == WATER
        counted = Stored(registers.current())  # the mark stays with the desk that gave it
        assert (counted.issued(LEAD, begun), counted.issued(WATER, begun)) == ({("task", "urgent"): 1}, {})


def test_what_the_former_lead_owes_itself_it_signs_from_then_on_and_what_it_launched_stands(site):
    with work(L001=WHOLE, L002=BRIDGE, L004=OWN) as plan:
        led = passed(plan)
        led.draft(L004=replace(OWN, due=date(2026, 7, 10)), L001=replace(WHOLE, unit=WATER))
        led.put_out(Purpose.AMENDMENT)
        assert asked(led) == {LEAD: ("L004",), DEPUTY: ()}
        led.sign()
        led.launch()
        assert (led.row("L004").doer, led.row("L004").due_now) == (LEAD, date(2026, 7, 10))
        assert led.row("L001").doer == WATER


def test_a_line_launched_on_a_signature_that_falls_is_asked_of_its_unit_again(site):
    with played() as town:
        plan = Work(town, L001=WHOLE, L002=BRIDGE, L003=DRAINS)
        plan.put_out()
        town.later(hours=1)
        plan.sign(but=ROADS)
        stream = next(one.matter.stream for one in letters_of(plan.joint, "signature") if one.matter.doer == ROADS)
        paper = Recorded(GOV, date(2026, 3, 2), "会议纪要第3号")
        execute(stream, Accept(), by=Actor(ROADS, account=CLERK, recorded=paper), command_id="entered")
        plan.launch()
        assert plan.row("L002").phase == "underway"
        plan.town.do(stream, Contest(2, "没有签过"), ROADS)
        plan.town.do(stream, Rule(Phase.CLOSED, "未签", granted=False), DEPUTY)
        assert [(row.phase, row.holder) for row in (plan.row("L002"), plan.row("L003"))] == [
            ("offered", ROADS), ("underway", WATER),
        ]  # fmt: skip
        check_rows_are_the_fold(shell.now())
