"""The gate on the site: what is missing is named, a clue is never stored, the unit is heard; and who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts.execute import execute_all, tick
from qiantou.core.attribution import ATTRIBUTIONS, Attribution, Overtime, Share, Window
from qiantou.core.kernel import Actor, Stream
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer, Report
from qiantou.core.proposing import hearing_of
from qiantou.core.register import MANDATES, Listed
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.acts.whole import check_rows_are_the_fold
from tests.core.world import DEPUTY, LEAD, ROADS, WATER, local
from tests.desk.town import Office, office, said

NEW = "/accountability/new/"


@dataclass
class Late:
    """A work of ROADS in a joint work, late in its own hands; asked about, answered, chased, in the bulletin."""

    county: Office
    joint: Stream
    work: Stream

    @property
    def address(self) -> str:
        return f"{NEW}?joint={self.joint[:12]}&unit=县交通局"

    def propose(self, **said_: object) -> object:
        fields = {
            "command_id": uuid4().hex, "clue": "no", "desk": LEAD, "title": "对修桥迟延提出问责建议",
            "reason": "三分之一以后再无进展", "places": [f"{self.work}/{self.last}"],
        }  # fmt: skip
        return self.county.client("lead").post(self.address, {**fields, **said_})

    @property
    def last(self) -> int:
        """Its report."""
        return self.county.row(self.work).version


def late(county: Office) -> Late:
    town, joint = county.town, county.joint()
    lent = Mandate(joint, LEAD, (Power.APPRAISAL,), (ROADS, WATER), DEPUTY, date(2027, 1, 1))
    execute_all((), by=Actor(DEPUTY, account=CLERK), command_id="lent",
                listings=[Listed(MANDATES, "g:aaaaaaaaaaaa", lent, date(2026, 3, 2))])  # fmt: skip
    work, how = town.offered(due=date(2026, 3, 20), joint=joint), Stream("e" * 32)
    town.do(work, Accept(), ROADS)
    town.do(how, Offer("guidance", ROADS, LEAD, "先修哪座", parent=work, beside=True, joint=joint), ROADS)
    town.later(hours=1)
    town.do(how, Deliver("北桥"), LEAD)
    town.do(how, AcceptDelivery(), ROADS)
    other = Stream("d" * 32)
    town.do(other, Offer("task", LEAD, WATER, "测量", joint=joint), LEAD)
    for instant in ("2026-03-23 09:00", "2026-03-30 10:00"):
        town.now = local(instant)
        tick(work)
    town.do(work, Report("完成三分之一"), ROADS)
    town.now = local("2026-04-10 09:00")
    over = (Overtime(ROADS, work, 15 * 420),)
    made = Attribution(joint, town.now, Window.WEEK, 10_000, 17_200, (Share(ROADS, 7200),), overtime=over)
    by = Actor(LEAD, account=CLERK)
    execute_all((), by=by, command_id="drawn", listings=[Listed(ATTRIBUTIONS, joint, made, date(2026, 4, 10))])
    return Late(county, joint, work)


@pytest.fixture
def case(sqlite_site):
    with office() as county:
        yield late(county)


@pytest.fixture
def case_on_both(site):
    with office() as county:
        yield late(county)


def test_what_is_missing_is_named_then_cured_and_the_unit_is_heard_first(case_on_both):
    case = case_on_both
    lead, roads = case.county.client("lead"), case.county.client("roads")
    refused = case.propose()
    assert refused.status_code == 422
    assert "容错核查表" in refused.content.decode()
    assert not MatterRow.objects.filter(kind="accountability").exists()
    page = lead.get(case.address).content.decode()
    assert "✗" in page
    assert "从记录生成容错核查表" in page

    drawn = {"joint": case.joint[:12], "unit": ROADS, "command_id": "b" * 32}
    assert lead.post("/accountability/check/", drawn).status_code == 302
    assert "✗" not in lead.get(case.address).content.decode()
    assert case.propose().status_code == 302
    proposed = MatterRow.objects.get(kind="accountability")
    heard = MatterRow.objects.get(stream=hearing_of(Stream(proposed.stream)))
    assert (proposed.doer, proposed.joint, heard.doer, heard.phase) == (DEPUTY, "", ROADS, "offered")

    answers = {who: case.county.client(who).get(f"/m/{proposed.stream[:12]}/").status_code
               for who in ("lead", "roads", "roads-head", "deputy", "water", "town")}  # fmt: skip
    assert answers == {"lead": 200, "roads": 200, "roads-head": 200, "deputy": 200, "water": 404, "town": 404}
    assert "对修桥迟延" in roads.get("/accountability/").content.decode()
    assert "对修桥迟延" not in case.county.client("water").get("/accountability/").content.decode()

    own = roads.get(f"/m/{proposed.stream[:12]}/").content.decode()
    assert "在任何人作出决定之前" in own
    assert f'action="/m/{heard.stream[:12]}/move/deliver/"' in own
    assert "陈述申辩内容" in own
    assert "成果说明" not in own, "a hearing hands in no work"
    assert f'action="/m/{heard.stream[:12]}/' not in lead.get(f"/m/{proposed.stream[:12]}/").content.decode()

    deputy = case.county.client("deputy")
    assert 'id="move-accept"' not in deputy.get(f"/m/{proposed.stream[:12]}/").content.decode()
    case.county.town.later(hours=1)
    assert said(roads, Stream(heard.stream), "deliver", reason="北桥三月被洪水封闭").status_code == 302
    case.county.town.later(hours=1)
    assert said(deputy, Stream(proposed.stream), "accept").status_code == 302
    proposed.refresh_from_db()
    assert (proposed.outcome, proposed.is_open) == ("granted", False)
    assert "此前就同一事项提出的问责建议" in lead.get(case.address).content.decode()
    again = case.propose(places=[f"{case.work}/{case.last}"])
    assert (again.status_code, "已有决定" in again.content.decode()) == (422, True)
    check_rows_are_the_fold(case.county.town.now)


def test_a_clue_is_shown_the_lawful_channels_and_leaves_nothing(case):
    before = Entry.objects.count()
    for terms in ({"clue": "yes"}, {"reason": "有人收受 礼金"}, {"title": "涉嫌贪污"}):
        answer = case.propose(**terms)
        assert (answer.status_code, "12388" in answer.content.decode()) == (422, True)
    assert Entry.objects.count() == before


def test_a_proposal_on_no_record_is_refused_as_that(case):
    for places in ([], [f"{case.work}/1"]):
        answer = case.propose(places=places)
        assert answer.status_code == 422
    assert "没有记录不能证明任何事实" in case.propose(places=[]).content.decode()


def test_who_may_not_propose_is_told_and_the_pages_stay_small(case):
    water = case.county.client("water").get(case.address)
    assert water.status_code == 422
    assert case.county.client("town").get(case.address).status_code in (404, 422)
    assert case.county.client("lead").get(NEW).status_code == 200
    lead = case.county.client("lead")
    for address, most in ((case.address, 18), ("/accountability/", 18)):
        lead.get(address)
        with CaptureQueriesContext(connection) as asked:
            lead.get(address)
        assert len(asked) <= most, address


def test_help_is_offered_beside_the_matter(case):
    lead = case.county.client("lead")
    address = f"/accountability/help/{case.work[:12]}/"
    assert lead.get(address).status_code == 200
    assert case.county.client("roads").get(address).status_code == 404
    assert lead.post(address, {"command_id": "c" * 32, "offered": "派两名测量员一周"}).status_code == 302
    row = MatterRow.objects.get(kind="support")
    assert (row.asker, row.doer, row.parent) == (LEAD, ROADS, case.work)


def test_the_check_is_drawn_for_whoever_may_propose_and_of_a_unit_alone(case):
    for who, unit in (("water", ROADS), ("lead", "u:none"), ("lead", ""), ("lead", "p:roads")):
        fields = {"command_id": uuid4().hex, "joint": case.joint[:12], "unit": unit}
        assert case.county.client(who).post("/accountability/check/", fields).status_code == 404, (who, unit)


def test_before_any_entry_is_chosen_each_work_has_its_own_gate(case):
    town = case.county.town
    second = town.offered(due=date(2026, 4, 1), joint=case.joint)
    town.do(second, Accept(), ROADS)
    town.do(second, Report("尚未动工"), ROADS)
    over = (Overtime(ROADS, case.work, 15 * 420), Overtime(ROADS, second, 3 * 420))
    over = tuple(sorted(over, key=lambda one: (one.matter, one.party)))
    made = Attribution(case.joint, town.now, Window.WEEK, 10_000, 17_200, (Share(ROADS, 7200),), overtime=over,
                       reason="另有一项超期")  # fmt: skip
    execute_all((), by=Actor(LEAD, account=CLERK), command_id="more",
                listings=[Listed(ATTRIBUTIONS, case.joint, made, town.now.date())])  # fmt: skip
    lead = case.county.client("lead")
    drawn = {"joint": case.joint[:12], "unit": ROADS, "command_id": "c" * 32}
    assert lead.post("/accountability/check/", drawn).status_code == 302
    gate = lead.get(case.address).content.decode().split('id="gate-h"')[1].split("</section>")[0]
    first, other = (part.split("</table>")[0] for part in gate.split("<h3>")[1:])
    assert ("✗" in first, "✗" in other) == (False, True)
    chosen = case.propose(title="").content.decode().split('id="gate-h"')[1].split("</section>")[0]
    assert ("<h3>" in chosen, "✗" in chosen) == (False, False)


def test_the_gate_names_no_cure_that_there_is_none(case):
    town, lead = case.county.town, case.county.client("lead")
    mine, others = town.offered(due=date(2026, 4, 1), joint=case.joint), Stream("f" * 32)
    town.do(others, Offer("task", WATER, ROADS, "修闸门", joint=case.joint), WATER)
    for work in (mine, others):
        town.do(work, Accept(), ROADS)

    def gate_of(work: Stream) -> str:
        page = case.propose(title="", places=[f"{work}/2"]).content.decode()
        return page.split('id="gate-h"')[1].split("</section>")[0]

    assert f"/accountability/help/{mine[:12]}/" in gate_of(mine)
    assert lead.get(f"/accountability/help/{mine[:12]}/").status_code == 200
    assert "/accountability/help/" not in gate_of(others)
    assert "由交办单位或者承办单位的上级领导主动提出帮扶" in gate_of(others)
    assert lead.get(f"/accountability/help/{others[:12]}/").status_code == 404
    town.do(mine, Deliver("修好"), ROADS)
    town.do(mine, AcceptDelivery(), LEAD)
    assert "/accountability/help/" not in gate_of(mine)
    for words in ("该事项已办结，帮扶为时已晚", "该事项已办结，不再逐级催办"):
        assert words in gate_of(mine)
