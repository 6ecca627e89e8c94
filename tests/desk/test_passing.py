"""Passing the lead on the site, on both databases: told, objected to, accepted, moved; and strangers see nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Recorded, Stream
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Offer
from qiantou.core.register import MANDATES, Listed
from qiantou.desk.charter_read import stages
from qiantou.ledger.models import Entry, StreamHead
from qiantou.readmodel.models import JointRow, MatterRow
from tests.acts.county import CLERK
from tests.acts.whole import check_rows_are_the_fold
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER
from tests.desk.town import Office, office, said
from tests.support.marks import ON_SQLITE

DUE = date(2026, 3, 20)
PASS = {"command_id": "a" * 32, "to": "县水利局", "reason": "河道是他们的职责", "duty": ""}


@pytest.fixture
def county(site):
    with office() as county:
        yield county


def led(county: Office) -> tuple[Stream, Stream, Stream, Stream]:
    """A joint work of LEAD under DEPUTY with a mandate: the whole, a part asked of ROADS, and LEAD's own part."""
    joint, town = county.joint(), county.town
    lent = Mandate(joint, LEAD, (Power.DISPATCH,), (ROADS, WATER), DEPUTY, date(2027, 1, 1))
    listing = Listed(MANDATES, "g:aaaaaaaaaaaa", lent, date(2026, 3, 2))
    alone = Listed(MANDATES, "g:bbbbbbbbbbbb", replace(lent, scope=(WATER,)), date(2026, 3, 2))
    execute_all((), by=Actor(DEPUTY, account=CLERK), command_id="lent", listings=[listing, alone])
    whole, part, own = shell.fresh(), shell.fresh(), shell.fresh()
    town.do(whole, Offer("task", DEPUTY, LEAD, "治河", due=DUE, joint=joint, place="001"), DEPUTY)
    town.do(whole, Accept(), LEAD)
    town.do(part, Offer("task", LEAD, ROADS, "修路", due=DUE, joint=joint, parent=whole), LEAD)
    town.do(part, Accept(), ROADS)
    town.do(own, Offer("task", ROADS, LEAD, "自己的", due=DUE, joint=joint, parent=part), ROADS)
    return joint, whole, part, own


def proposed(county: Office, joint: Stream) -> Stream:
    answer = county.client("lead").post(f"/j/{joint[:12]}/pass/", PASS)
    assert answer.status_code == 302, answer.content.decode()
    return Stream(MatterRow.objects.get(joint=joint, kind="passing").stream)


def test_acceptance_moves_charter_matters_and_mandates_and_leaves_dates_and_history(county):
    joint, whole, part, own = led(county)
    before = dict(Entry.objects.values_list("position", "facts"))
    stream = proposed(county, joint)
    assert county.row(whole).doer == LEAD  # work goes on meanwhile
    assert said(county.client("water"), stream, "accept").status_code == 302
    assert JointRow.objects.get(pk=joint).lead == LEAD  # the leader who assigned the work may still object
    assert (county.row(stream).holder, county.row(stream).cause) == (DEPUTY, "objection")
    county.town.later(days=2)
    at = county.row(stream).next_at
    assert at == county.row(stream).reply_at
    assert at <= shell.now()
    heads = StreamHead.objects.count()
    Clock().run()
    assert StreamHead.objects.count() == heads
    assert (county.row(stream).outcome, county.row(stream).changed) == ("consented", at)
    row = JointRow.objects.get(pk=joint)
    assert (row.lead, row.keeper, row.title) == (WATER, WATER, "修复老桥")
    assert [(county.row(one).asker, county.row(one).doer) for one in (whole, part, own)] == [
        (DEPUTY, WATER), (WATER, ROADS), (ROADS, LEAD),
    ]  # fmt: skip
    assert {county.row(one).due for one in (whole, part, own)} == {DUE}
    assert {position: bytes(facts) for position, facts in before.items()}.items() <= {
        position: bytes(facts) for position, facts in Entry.objects.values_list("position", "facts")
    }.items()
    mandate = registers.current().at(shell.now()).section(MANDATES)["g:aaaaaaaaaaaa"]
    assert (mandate.holder, mandate.scope) == (WATER, (ROADS,))
    last = stages(joint)[-1]
    assert last.is_passing
    shown = county.client("lead").get(f"/j/{joint[:12]}/mandates/").content.decode()
    ended = shown[shown.index('id="m-bbbbbbbbbbbb"') : shown.index('id="m-aaaaaaaaaaaa"')]
    assert "随移交牵头终止" in ended
    assert "县水利局" in ended[: ended.index("授权范围")]
    assert "已不受约束：授权已终止" in ended
    assert "已撤销" not in ended
    page = county.client("lead").get(f"/j/{joint[:12]}/charter/").content.decode()
    assert "移交牵头" in page
    assert county.client("water").get(f"/j/{joint[:12]}/pass/").context["form"] is not None


def test_entered_for_the_unit_it_waits_and_contested_after_it_moved_it_goes_back_from_that_day(county):
    joint, whole, part, own = led(county)
    stream, town = proposed(county, joint), county.town
    paper = Actor(WATER, account=CLERK, recorded=Recorded(GOV, date(2026, 3, 2), "会议纪要第3号"))
    execute(stream, Accept(), by=paper, command_id="entered")
    town.later(days=2)
    Clock().run()
    assert JointRow.objects.get(pk=joint).lead == LEAD
    town.later(days=2)
    Clock().run()
    assert JointRow.objects.get(pk=joint).lead == WATER
    before = dict(Entry.objects.values_list("position", "facts"))
    assert said(county.client("water"), stream, "contest2", reason="我局未曾同意").status_code == 302
    assert said(county.client("deputy"), stream, "rule", outcome="refused", reason="确未同意").status_code == 302
    row = JointRow.objects.get(pk=joint)
    assert (row.lead, row.keeper, row.title) == (LEAD, LEAD, "修复老桥")
    assert [(county.row(one).asker, county.row(one).doer) for one in (whole, part, own)] == [
        (DEPUTY, LEAD), (LEAD, ROADS), (ROADS, LEAD),
    ]  # fmt: skip
    mandate = registers.current().at(shell.now()).section(MANDATES)["g:aaaaaaaaaaaa"]
    assert (mandate.holder, mandate.scope) == (LEAD, (ROADS,))
    assert before.items() <= dict(Entry.objects.values_list("position", "facts")).items()
    assert [stage.charter.lead for stage in stages(joint)] == [LEAD, WATER, LEAD]
    assert check_rows_are_the_fold(shell.now()) >= 4


@ON_SQLITE
def test_the_leader_who_assigned_it_is_told_and_objects_with_one_click(county):
    joint, whole, _part, _own = led(county)
    stream = proposed(county, joint)
    desk = county.client("deputy").get("/").content.decode()
    assert "您可以提出异议" in desk
    assert f"/m/{stream[:12]}/?move=refer" in desk
    assert "您可以提出异议" not in county.client("lead").get("/").content.decode()
    assert said(county.client("deputy"), stream, "refer", reason="不同意，仍由发改局牵头").status_code == 302
    assert county.row(stream).holder == DEPUTY
    assert said(county.client("deputy"), stream, "rule", outcome="refused", reason="不移交").status_code == 302
    assert county.row(stream).outcome == "refused"
    assert county.row(whole).doer == LEAD
    assert JointRow.objects.get(pk=joint).lead == LEAD


@ON_SQLITE
def test_the_note_says_from_whom_to_whom_why_and_who_objected(county):
    joint, _whole, _part, _own = led(county)
    stream = proposed(county, joint)
    assert county.client("town").get(f"/m/{stream[:12]}/passing.docx").status_code == 404
    said(county.client("deputy"), stream, "refer", reason="先不移交")
    answer = county.client("deputy").get(f"/m/{stream[:12]}/passing.docx")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)
    for words in ("县发改局", "县水利局", "河道是他们的职责", "分管副县长", "先不移交"):
        assert words in text


def test_a_refusal_goes_back_and_a_ruling_moves_it(county):
    joint, whole, _part, _own = led(county)
    stream = proposed(county, joint)
    declined = said(county.client("water"), stream, "decline", ground="no-means", reason="没有人")
    assert declined.status_code == 302
    assert county.row(stream).holder == LEAD
    assert said(county.client("lead"), stream, "refer", reason="请定").status_code == 302
    assert said(county.client("deputy"), stream, "rule", outcome="granted", reason="按职责移交").status_code == 302
    assert county.row(whole).doer == WATER


@ON_SQLITE
@pytest.mark.parametrize(
    ("who", "typed", "status"),
    [
        ("roads", {}, 404), ("town", {}, 404), ("lead", {"to": "没有这个局"}, 422), ("lead", {"to": "县发改局"}, 422),
        ("lead", {"reason": " "}, 422), ("lead", {"reason": "xy\x01"}, 400), ("lead", {"to": "分管副县长"}, 422),
        ("lead", {"reason": "字" * 4000}, 302),
    ],
    ids=["no lead", "stranger", "foreign", "itself", "no reason", "control", "a post", "long"],
)  # fmt: skip
def test_what_may_be_proposed_by_whom(county, who, typed, status):
    joint, _whole, _part, _own = led(county)
    assert county.client(who).post(f"/j/{joint[:12]}/pass/", {**PASS, **typed}).status_code == status
    assert MatterRow.objects.filter(kind="passing").count() == (status == 302)


def test_sent_twice_it_is_one_proposal_and_the_page_costs_the_same(county):
    joint, _whole, _part, _own = led(county)
    proposed(county, joint)
    proposed(county, joint)
    counts = []
    client = county.client("lead")
    for number in range(2):
        client.get(f"/j/{joint[:12]}/pass/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/j/{joint[:12]}/pass/")
        counts.append(len(asked))
        client.post(f"/j/{joint[:12]}/pass/", {**PASS, "to": "桥东镇", "command_id": f"{number}" * 32})
    assert MatterRow.objects.filter(kind="passing", doer=TOWN).count() == 1, "not to the same unit while it is open"
    assert counts[0] == counts[1] <= 9
