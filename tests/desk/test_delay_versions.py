"""Where the time went, when the plan is launched late or amended: the network of what was signed, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from qiantou.acts import shell
from qiantou.acts.assessing import reckoned
from qiantou.acts.attributing import Reading, attribution_of, reading
from qiantou.acts.execute import execute_all
from qiantou.acts.open_plan import open_plan
from qiantou.acts.registers import current
from qiantou.core.attribution import NOBODY, Window
from qiantou.core.duty import Duty, DutySort
from qiantou.core.figures import Figure
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Confirm, Deliver
from qiantou.core.plan import LINES, Line, Purpose
from qiantou.core.register import CHARTERS, DUTIES, FIGURES, UNITS, Listed, Unit
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.ledger.writer import read as read_entries
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import LEAD, ROADS, TOWN, WATER, local
from tests.desk.lettered import Put, plan_lines, put

DAY = 420


@pytest.fixture
def plan(sqlite_site) -> Iterator[Put]:
    with put() as found:
        lines = plan_lines()
        dated = {name: replace(lines[name], due=date(2026, 3, 13)) for name in ("L001", "L002", "L003")}
        found.change(**dated)
        found.sign()
        sign_all(found)
        yield found


def sign_all(plan: Put) -> None:
    for row in MatterRow.objects.filter(joint=plan.joint, kind="signature", is_open=True):
        plan.county.town.do(Stream(row.stream), Accept(), Desk(row.doer))


def launch(plan: Put) -> None:
    open_plan(plan.joint, by=Actor(LEAD, account=CLERK), command_id=uuid4().hex)


def amend(plan: Put, **lines: Line) -> None:
    plan.change(**lines)
    plan.sign(Purpose.AMENDMENT)
    sign_all(plan)


def deliver(plan: Put, name: str, when: str) -> None:
    plan.county.town.now = local(when)
    row = MatterRow.objects.get(joint=plan.joint, line=name, beside=False)
    plan.county.town.do(Stream(row.stream), Deliver("done"), Desk(row.doer))
    plan.county.town.do(Stream(row.stream), AcceptDelivery(), Desk(row.asker))


def read(plan: Put, when: str) -> Reading:
    plan.county.town.now = local(when)
    found = reading(plan.joint, current().at(local(when)), local(when))
    assert found is not None
    return found


def shares(one: Reading, window: Window = Window.WEEK) -> dict[str, float]:
    """In working days, to the hundredth."""
    return {party: round(float(many) / DAY, 2) for party, many in one.finding(window).shares.items() if many}


def own(one: Reading) -> dict[str, float]:
    """What the gate reads of it: the same as the sheet, and as the page."""
    through = one.built.through
    pinned = attribution_of(one, current().at(through)).overtime
    sheet = reckoned(one.joint, through, by=LEAD).sheet.overruns
    assert {(told.unit, told.matter): told.minutes for told in sheet} == {
        (told.party, told.matter): told.minutes for told in pinned
    }
    found: dict[str, int] = {}
    for told in pinned:
        found[told.party] = found.get(told.party, 0) + told.minutes
    assert found == one.built.overtime
    return {party: round(many / DAY, 2) for party, many in found.items()}


def told_words(page: str) -> str:
    return re.sub(r"<[^>]*>|[\u2066-\u2069]", "", page)


def test_a_plan_launched_late_is_its_leads_delay_and_the_unit_has_its_planned_days(plan):
    """Signed on 2 March for the 13th, launched three weeks later, of which the first two days are allowed for it; done
    within the days that were agreed on."""
    signed = plan.county.town.now
    plan.county.town.now = local("2026-03-23 08:30")
    launch(plan)
    for name in ("L001", "L002", "L003"):
        deliver(plan, name, "2026-03-27 18:00")
    one = read(plan, "2026-04-01 09:00")
    assert one.built.axis.origin == signed
    assert own(one) == {}
    assert one.finding(Window.WEEK).delay == 10 * DAY
    assert shares(one) == {LEAD: 13.0, NOBODY: 1.93, ROADS: -2.46, WATER: -2.46}


def test_what_is_launched_within_the_time_for_it_is_nobodys_and_the_page_says_so(plan):
    """Signed on a Monday morning, launched on Tuesday evening; each unit takes its planned days and one more hour."""
    plan.county.town.now = local("2026-03-03 17:00")
    launch(plan)
    one = read(plan, "2026-03-03 17:30")
    late = [part for step in one.built.steps for part in step.parts if part.holder == LEAD]
    assert late
    assert {(part.party, part.cause, part.over) for part in late} == {(NOBODY, "launching", False)}
    page = told_words(plan.county.client("lead").get(f"/j/{plan.ref}/delay/").content.decode())
    assert "启动较晚" not in page
    assert "已签署，待启动" in page
    put_number(plan, "launch-within", 0)
    assert {part.cause for step in read(plan, "2026-03-03 18:00").built.steps for part in step.parts} == {"launching"}


def put_number(plan: Put, name: str, amount: int) -> None:
    own = Listed(FIGURES, name, Figure(amount, "县政办发〔2026〕3号"), current().at(shell.now()).day)
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[own])


def test_an_added_line_launched_late_is_its_leads_delay_too(plan):
    launch(plan)
    for name in ("L001", "L002", "L003"):
        deliver(plan, name, "2026-03-06 11:00")
    amend(plan, L005=Line(WATER, order=5, due=date(2026, 3, 13), deliverable="移交"))
    plan.county.town.now = local("2026-03-23 08:30")
    launch(plan)
    deliver(plan, "L005", "2026-03-26 18:00")
    one = read(plan, "2026-04-01 09:00")
    assert own(one) == {}
    assert shares(one) == {LEAD: 9.0, WATER: -4.46, ROADS: -2.82, NOBODY: 7.28}


def late_in_part(plan: Put) -> None:
    """L001 and L003 of ROADS in time, L002 of WATER open four weeks after its day."""
    launch(plan)
    for name in ("L001", "L003"):
        deliver(plan, name, "2026-03-13 11:00")
    plan.county.town.now = local("2026-04-10 09:00")


def test_a_line_put_before_a_late_one_takes_back_nothing_that_stood_and_what_it_waits_from_then_on_is_nobodys(plan):
    late_in_part(plan)
    before = read(plan, "2026-04-10 09:00")
    amend(plan, L005=Line(ROADS, order=5, due=date(2026, 4, 30), deliverable="又一段"),
          L002=replace(plan_lines()["L002"], due=date(2026, 3, 13), after=("L005",)))  # fmt: skip
    signed = read(plan, "2026-04-10 09:00")
    launch(plan)
    launched = read(plan, "2026-04-10 09:00")
    for one in (before, signed, launched):
        assert own(one) == {WATER: 19.07}
        for window in Window:
            assert shares(one, window)[WATER] == 19.07
        assert one.finding(Window.ALL).planned_finish == before.finding(Window.ALL).planned_finish
    page = plan.county.client("lead", language="en").get(f"/j/{plan.ref}/delay/").content.decode()
    assert "L005 since Fri 10 Apr 2026" in told_words(page)
    deliver(plan, "L005", "2026-04-30 18:00")
    deliver(plan, "L002", "2026-04-30 18:00")
    done = read(plan, "2026-05-06 18:00")
    assert own(done) == {WATER: 19.07}
    assert shares(done) == {WATER: 19.07, NOBODY: 14.93}


def test_a_tie_between_two_lines_under_way_counts_from_its_signature_and_stands_on_the_page(plan):
    """Signed on 10 April, when L002 was four weeks late; L001, done in May, was in time by its new day."""
    launch(plan)
    deliver(plan, "L003", "2026-03-13 11:00")
    before = read(plan, "2026-04-10 09:00")
    assert own(before) == {ROADS: 19.07, WATER: 19.07}
    amend(plan, L002=replace(plan_lines()["L002"], due=date(2026, 3, 13), after=("L001",)))
    one = read(plan, "2026-04-10 09:00")
    assert (shares(one), own(one)) == (shares(before), own(before))
    page = plan.county.client("lead", language="en").get(f"/j/{plan.ref}/delay/").content.decode()
    assert "L001 since Fri 10 Apr 2026" in told_words(page)
    deliver(plan, "L001", "2026-04-17 18:00")
    deliver(plan, "L002", "2026-04-20 18:00")
    done = read(plan, "2026-04-20 18:00")
    assert own(done) == {ROADS: 25.0, WATER: 20.07}
    assert sum(shares(done).values()) == 26.0
    waited = [part for step in done.built.steps for part in step.parts if part.cause == "ordered-later"]
    assert [(part.party, round(part.minutes / DAY, 2)) for part in waited] == [(ROADS, 5.93)]


def test_a_line_added_far_ahead_makes_no_delay_undone(plan):
    launch(plan)
    before = read(plan, "2026-04-10 09:00")
    assert before.finding(Window.WEEK).delay > 19 * DAY
    amend(plan, L005=Line(LEAD, order=5, due=date(2026, 12, 31), deliverable="又一段"))
    launch(plan)
    after = read(plan, "2026-04-10 09:00")
    for window in Window:
        told, was = shares(after, window), shares(before, window)
        assert {party: told[party] for party in was} == was
        assert told[NOBODY] > 150
    assert after.finding(Window.ALL).planned_finish == before.finding(Window.ALL).planned_finish
    assert own(after) == own(before)
    page = plan.county.client("lead", language="en").get(f"/j/{plan.ref}/delay/").content.decode()
    assert page.count("A later version added it") == 1


def put_before_the_late_one(plan: Put) -> None:
    """TOWN is to do L005 first, by a version that everybody signs on 6 March and nobody launches."""
    launch(plan)
    for name in ("L001", "L003"):
        deliver(plan, name, "2026-03-06 11:00")
    amend(plan, L005=Line(TOWN, order=5, due=date(2026, 3, 13), deliverable="又一段"),
          L002=replace(plan_lines()["L002"], due=date(2026, 3, 13), after=("L005",)))  # fmt: skip


def enter_unit(plan: Put, unit: Unit | None, when: str) -> None:
    plan.county.town.now = local(when)
    listed = Listed(UNITS, TOWN, unit, current().at(shell.now()).day)
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[listed])


def test_what_cannot_be_launched_because_its_unit_is_no_more_is_nobodys_from_then_on(plan):
    put_before_the_late_one(plan)
    before = read(plan, "2026-04-03 18:00")
    assert shares(before) == {LEAD: 15.0}
    enter_unit(plan, None, "2026-04-03 18:30")
    for when, nobodys in (("2026-04-03 19:00", 0), ("2026-04-10 18:00", 5)):
        one = read(plan, when)
        assert shares(one) == {party: days for party, days in ((LEAD, 15.0), (NOBODY, nobodys)) if days}
        assert own(one) == {}


def test_what_the_list_of_a_township_does_not_hold_any_more_is_not_launched_late(plan):
    """Refused as the launch refuses it: the list of TOWN, loaded on 13 March, does not hold the line it signed for."""
    put_before_the_late_one(plan)
    town = current().at(shell.now()).unit(TOWN)
    assert town is not None
    enter_unit(plan, replace(town, sort="township"), "2026-03-13 18:30")
    row = Duty(TOWN, DutySort.BASIC, "1", item="防汛")
    load = [Listed(DUTIES, f"d:{'1' * 12}", row, current().at(shell.now()).day)]
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=load)
    plan.county.town.now = local("2026-03-20 18:00")
    with pytest.raises(Rejected) as refusal:
        launch(plan)
    assert refusal.value.facts["line"] == "L005"
    assert shares(read(plan, "2026-03-20 18:00")) == {NOBODY: 5}


def test_a_launch_is_late_while_it_could_be_made_and_not_while_it_is_refused(plan):
    """TOWN is out of the register from the evening of 13 March until the morning of the 23rd; launched on the 27th."""
    put_before_the_late_one(plan)
    town = current().at(shell.now()).unit(TOWN)
    enter_unit(plan, None, "2026-03-13 18:30")
    enter_unit(plan, town, "2026-03-23 08:00")
    plan.county.town.now = local("2026-03-27 18:30")
    launch(plan)
    one = read(plan, "2026-03-27 18:30")
    step = next(step for step in one.built.steps if step.name == "L005")
    told = [(part.party, part.cause, round(part.minutes / DAY, 2)) for part in step.parts]
    assert told == [
        (NOBODY, "launching", 1.64), (LEAD, "launched-late", 4), (NOBODY, "hindered", 5),
        (NOBODY, "launching", 2), (LEAD, "launched-late", 3),
    ]  # fmt: skip


def test_a_line_dropped_when_it_was_late_clears_nobody(plan):
    """ROADS asks WATER for L002; the version without it takes it from WATER four weeks after its day."""
    late_in_part(plan)
    before = read(plan, "2026-04-10 09:00")
    dropped = Listed(LINES, f"{plan.joint}/L002", None, current().at(shell.now()).day)
    execute_all((), by=plan.by(), command_id=uuid4().hex, listings=[dropped])
    amend(plan)
    launch(plan)
    assert not MatterRow.objects.get(joint=plan.joint, line="L002", beside=False).is_open
    for one in (before, read(plan, "2026-04-10 09:00"), read(plan, "2026-06-10 09:00")):
        assert own(one) == {WATER: 19.07}
        assert shares(one) == {WATER: 19.07}
    row, lead = MatterRow.objects.get(joint=plan.joint, line="L002", beside=False), plan.county.client("lead")
    told = f"自{in_words(date(2026, 4, 10))}起依据尚未确认的代录，此前部分不受影响"
    assert told in lead.get(f"/m/{row.stream[:12]}/").content.decode()
    plan.county.town.do(Stream(row.stream), Confirm(_withdrawal(row)), Desk(row.asker))
    assert "依据尚未确认的代录" not in lead.get(f"/m/{row.stream[:12]}/").content.decode()


def _withdrawal(row: MatterRow) -> int:
    return read_entries([Stream(row.stream)])[Stream(row.stream)][-1].version


def test_the_leads_own_coordination_that_nothing_waits_for_is_on_the_page_with_its_overtime(plan):
    plan.change(L004=replace(plan_lines()["L004"], due=date(2026, 3, 13)))
    plan.sign(Purpose.AMENDMENT)
    sign_all(plan)
    launch(plan)
    for name in ("L001", "L002", "L003"):
        deliver(plan, name, "2026-03-13 11:00")
    one = read(plan, "2026-03-20 18:00")
    assert one.built.left_out == {"L004": "coordination"}
    assert own(one) == {LEAD: 5.0}
    page = plan.county.client("lead", language="en").get(f"/j/{plan.ref}/delay/").content.decode()
    assert 'data-label="Own overtime"><bdi>5.0</bdi>' in page


def test_the_page_says_when_the_work_was_over_and_the_delay_grows_no_more(plan):
    late_in_part(plan)
    at = read(plan, "2026-04-10 09:00")
    charter = current().at(shell.now()).charter(plan.joint)
    ended = replace(charter, ended=date(2026, 4, 10), ending="done")
    listed = Listed(CHARTERS, plan.joint, ended, current().at(shell.now()).day)
    execute_all((), by=Actor(charter.sponsor, account=CLERK), command_id=uuid4().hex, listings=[listed])
    later = read(plan, "2026-06-10 09:00")
    assert shares(later) == shares(at) == own(later) == {WATER: 19.07}
    page = plan.county.client("lead", language="en").get(f"/j/{plan.ref}/delay/").content.decode()
    assert "2 of 3 steps; the work was over on Fri 10 Apr 2026, and nothing since counts" in page


def test_the_lead_that_says_the_end_is_met_does_not_end_its_own_overtime_in_sheet_or_gate(plan):
    """The same number for both: its own line goes on, and ends by the word of who decides in the work."""
    plan.change(L004=replace(plan_lines()["L004"], due=date(2026, 3, 13)))
    plan.sign(Purpose.AMENDMENT)
    sign_all(plan)
    launch(plan)
    for name in ("L001", "L003"):
        deliver(plan, name, "2026-03-13 11:00")
    charter = current().at(shell.now()).charter(plan.joint)

    def said(by: Desk, when: str, **words: date | str) -> None:
        plan.county.town.now = local(when)
        told = replace(charter, met=date(2026, 3, 20), **words)
        listed = Listed(CHARTERS, plan.joint, told, current().at(shell.now()).day)
        execute_all((), by=Actor(by, account=CLERK), command_id=uuid4().hex, listings=[listed])

    said(LEAD, "2026-03-20 18:00")
    assert own(read(plan, "2026-04-03 18:00")) == {LEAD: 15.0, WATER: 5.0}
    said(charter.sponsor, "2026-04-03 18:00", ended=date(2026, 4, 3), ending="done")
    assert own(read(plan, "2026-06-10 09:00")) == {LEAD: 15.0, WATER: 5.0}
