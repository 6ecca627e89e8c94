"""Advice on the pages: who should lead, parity and its gaps before signing, an even load found and taken over."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Actor
from qiantou.core.plan import LINES, MEANS, Line, Means, Role, Sort
from qiantou.core.register import DUTIES, PAPERS, Listed
from qiantou.core.undertaking import Paper
from qiantou.desk import advice_runs
from qiantou.desk.advice_parity import findings
from qiantou.desk.drafted import plan_of
from qiantou.desk.incoming import paper_url
from qiantou.desk.models import LoadRun, Reckoning
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.lettered import TODAY, Put, put


@pytest.fixture
def plan(sqlite_site) -> Iterator[Put]:
    with put() as found:
        yield found


def sized(plan: Put, **efforts: str) -> None:
    """Efforts for ROADS' lines L001 and L003 and WATER's L002, so that they can be weighed."""
    lines = plan_of(plan.joint).now
    told = {"L001": "6", "L002": "2", "L003": "4", **efforts}
    plan.change(**{name: replace(lines[name], effort=effort) for name, effort in told.items()})


def search(plan: Put, who: str = "lead", **fields: Any) -> Any:
    form = {"most": "1", "days-u-roads": "10", "days-u-water": "10", "days-u-lead": "", **fields}
    return plan.county.client(who).post(f"/j/{plan.ref}/advice/load/", form)


def page(client: Client, plan: Put, where: str = "") -> str:
    return client.get(f"/j/{plan.ref}/advice/{where}").content.decode()


def test_the_page_says_who_stands_above_and_what_is_not_known(plan):
    told = page(plan.county.client("lead"), plan)
    assert "分管副县长" in told, "the lowest post above all doers"
    assert "没有哪个单位" in told
    assert "权责" in told
    assert told.count("未知") > 2, "capacities and records are not known, which is said"
    assert "<svg" in told


def test_the_same_in_english_and_strangers_see_nothing(plan):
    told = page(plan.county.client("lead", language="en"), plan)
    for text in ("Who should lead", "not agreed", "No unit stands above all the others", "In plain words"):
        assert text in told
    for where in ("", "load/", f"load/{'0' * 32}/"):
        assert plan.county.client("town").get(f"/j/{plan.ref}/advice/{where}").status_code == 404
    assert plan.county.client("lead").get(f"/j/{plan.ref}/advice/load/{'0' * 32}/").status_code == 404


def test_a_paper_shows_the_advice_among_the_units_named_on_it(plan):
    named = Paper(LEAD, TODAY, ROADS, DEPUTY, (ROADS, WATER))
    listed = Listed(PAPERS, f"r:{'0' * 12}", named, TODAY, name="来文")
    execute_all((), by=plan.by(), command_id=uuid4().hex, listings=[listed])
    told = plan.county.client("lead").get(paper_url(listed.key)).content.decode()
    lead = told[told.index('id="lead-h"') :]
    assert "分管副县长" in lead, "who stands above both"
    assert "县水利局" in lead


def test_an_empty_plan_and_a_single_unit_are_no_errors(sqlite_site):
    with put() as found:
        empty = found.county.joint("空方案")
        client = found.county.client("lead")
        for where in ("", "load/"):
            assert client.get(f"/j/{empty[:12]}/advice/{where}").status_code == 200
        assert findings(plan_of(empty)) == []
        alone = Listed(LINES, f"{empty}/L001", Line(LEAD, deliverable="自办", effort="5"), TODAY)
        execute_all((), by=found.by(), command_id=uuid4().hex, listings=[alone])
        assert client.get(f"/j/{empty[:12]}/advice/").status_code == 200
        form = {"most": "1", "days-u-lead": "10"}
        answer = client.post(f"/j/{empty[:12]}/advice/load/", form)
        assert answer.status_code == 302
        assert "50%" in client.get(answer.headers["Location"]).content.decode()


def test_a_lead_without_means_is_told_before_anybody_signs_and_the_codes_are_kept(site):
    with put() as plan:
        needs = Line(LEAD, role=Role.COORDINATE, order=4, people=1, quarter_days=4, deliverable="统筹", needs=("M1",))
        means = Listed(MEANS, f"{plan.joint}/M1", Means(Sort.MONEY, WATER, TODAY, what="补助"), TODAY)
        execute_all((), by=plan.by(), command_id=uuid4().hex, listings=[means])
        plan.change(L004=needs)
        Reckoning.objects.create(joint=plan.joint, office_above=True, changed=shell.now())
        codes = [code for code, _sentence in findings(plan_of(plan.joint))]
        assert codes == [f"lacks-powers:{LEAD}", "office-above-lead-below-one"]
        lead = plan.county.client("lead")
        shown = lead.get(f"/j/{plan.ref}/signing/").content.decode()
        assert "0.2 人" in shown
        sent = dict(re.findall(r'name="(version|command_id)" value="(\w+)"', shown[shown.index("signing/send/") :]))
        assert lead.post(f"/j/{plan.ref}/signing/send/", sent).status_code == 302
        assert plan_of(plan.joint).versions[-1][0].gaps_shown == tuple(codes)
        asked = plan.county.client("deputy").get(f"/m/{plan.of(DEPUTY, 'signature').row.stream[:12]}/")
        assert "0.2 人" in asked.content.decode(), "the sponsor sees it beside the button that signs"


def test_an_office_above_is_told_where_the_leads_people_are_not_agreed(plan):
    now = plan_of(plan.joint).now
    name = next(name for name, line in now.items() if isinstance(line, Line) and line.role is Role.COORDINATE)
    plan.change(**{name: replace(now[name], people=None, quarter_days=None)})
    assert "投入多少人未约定" not in page(plan.county.client("lead"), plan)
    Reckoning.objects.create(joint=plan.joint, office_above=True, changed=shell.now())
    assert "投入多少人未约定" in page(plan.county.client("lead"), plan)


def test_an_even_load_is_found_shown_and_taken_over_into_the_draft(site):
    with put() as plan:
        sized(plan)
        answer = search(plan)
        assert answer.status_code == 302, answer.content.decode()
        lead = plan.county.client("lead")
        shown = lead.get(answer.headers["Location"]).content.decode()
        assert "100%" in shown
        assert "60%" in shown
        assert "L003" in shown[shown.index('id="moved-h"') :]
        once = {"command_id": uuid4().hex}
        for _press in range(2):
            assert lead.post(f"{answer.headers['Location']}take/", once).status_code == 302
        assert plan_of(plan.joint).now["L003"].unit == WATER
        again = lead.post(f"{answer.headers['Location']}take/", {"command_id": uuid4().hex})
        assert again.status_code == 422, "the plan has an entry since: a second tab is told"
        assert "方案" in again.content.decode()
        free = page(lead, plan)
        assert "4；" in free, "WATER can give 10 person-days and carries 6"


def test_a_shared_line_gets_a_line_for_each_unit_and_its_days_are_kept(plan):
    sized(plan, L001="9.5", L003="1", L002="1")
    answer = search(plan, most="2")
    run = LoadRun.objects.get()
    assert run.found is not None
    once = {"command_id": uuid4().hex}
    for _press in range(2):
        assert plan.county.client("lead").post(f"{answer.headers['Location']}take/", once).status_code == 302
    lines = {name: one for name, one in plan_of(plan.joint).now.items() if one.deliverable == "修好老桥"}
    assert {one.unit for one in lines.values()} == {ROADS, WATER}
    assert sum(Fraction(one.effort) for one in lines.values()) == Fraction("9.5")


def test_what_is_impossible_or_mistyped_names_the_lines_at_fault(plan):
    sized(plan)
    for fields, text in (
        ({"fixed": "L001", "excluded": "L001：县交通局"}, "L001"),
        ({"excluded": "L003：交通局、水利局"}, "L003"),
    ):
        answer = search(plan, **fields)
        shown = plan.county.client("lead").get(answer.headers["Location"]).content.decode()
        refusal = shown[shown.index('class="refusal') :][:200]
        assert text in refusal
    for fields, text in (
        ({"fixed": "L099"}, "L099"), ({"excluded": "L099：县交通局"}, "第 1 行"),
        ({"excluded": "L001：无此局"}, "第 1 行：没有"), ({"excluded": "L001："}, "第 1 行"),
        ({"days-u-roads": "", "days-u-water": ""}, "人天"), ({"most": "0"}, "most"),
        ({"days-u-roads": "-1"}, "days-u-roads"),
    ):  # fmt: skip
        answer = search(plan, **fields)
        assert answer.status_code == 422, fields
        assert text in answer.content.decode()


@pytest.mark.parametrize(
    ("sort", "stays", "why"),
    [(DutySort.BASIC, ROADS, ""), (DutySort.COOPERATING, WATER, "121%"), (DutySort.TAKEN_BACK, WATER, "职责")],
)
def test_a_cited_row_says_who_may_take_the_line_and_goes_with_its_unit_alone(plan, sort, stays, why):
    row = (
        Duty(ROADS, sort, "1", WATER, item="公路养护") if sort is not DutySort.BASIC else Duty(ROADS, sort, item="养护")
    )
    by = Actor(None, account="a" * 32)
    execute_all((), by=by, command_id=uuid4().hex, listings=[Listed(DUTIES, f"d:{'1' * 12}", row, TODAY)])
    sized(plan, L001="12", L002="0.1", L003="0.1")
    plan.change(L001=replace(plan_of(plan.joint).now["L001"], duty=f"d:{'1' * 12}", competent=None))
    answer = search(plan, fixed="L003", **({"days-u-roads": "100"} if sort is DutySort.TAKEN_BACK else {}))
    lead = plan.county.client("lead")
    shown = lead.get(answer.headers["Location"]).content.decode()
    moved = shown[shown.index('id="moved-h"') :]
    assert ("L001" in moved) is bool(why)
    assert (why or "仍有单位承担的超过其可投入人天") in moved  # that nothing moves does not mean that all is well
    if why:
        assert lead.post(f"{answer.headers['Location']}take/", {"command_id": uuid4().hex}).status_code == 302
    line = plan_of(plan.joint).now["L001"]
    assert (line.unit, bool(line.duty)) == (stays, stays == ROADS)


def test_units_without_a_capacity_are_left_out_and_named(plan):
    sized(plan)
    answer = search(plan, **{"days-u-water": ""})
    shown = plan.county.client("lead").get(answer.headers["Location"]).content.decode()
    assert "L002" in shown[shown.index('class="legend"') : shown.index('id="moved-h"')]


def test_only_who_drafts_may_search_stop_or_take_over(plan):
    sized(plan)
    answer = search(plan)
    where = answer.headers["Location"]
    plan.consult()
    roads = plan.county.client("roads")
    assert search(plan, "roads").status_code == 404
    assert roads.get(where).status_code == 200
    for act in ("take/", "cancel/"):
        assert roads.post(where + act, {"command_id": uuid4().hex}).status_code == 404


def test_a_search_shows_how_far_it_is_stops_when_told_and_is_told_when_it_died(plan):
    sized(plan)
    now = shell.now()
    asked = {"units": [{"unit": ROADS, "capacity": 100, "busy": 0}], "lines": [], "most": 1}
    run = LoadRun.objects.create(joint=plan.joint, plan=3, asked=asked, begun=now, beat=now, expires=now)
    lead = plan.county.client("lead")
    where = f"/j/{plan.ref}/advice/load/{run.id}/"
    waiting = lead.get(where).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "<html" not in lead.get(where, headers={"HX-Request": "true"}).content.decode()
    assert lead.post(f"{where}cancel/").status_code == 302
    assert LoadRun.objects.get(pk=run.id).cancelled
    plan.county.town.later(minutes=5)
    assert "中断" in lead.get(where).content.decode()
    advice_runs.search(run.id, seconds=1)
    assert lead.get(where, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def many(plan: Put, count: int) -> None:
    lines = {number: Line((ROADS, WATER)[number % 2], effort=str(1 + number % 7)) for number in range(5, count)}
    listings = [Listed(LINES, f"{plan.joint}/L{number:03}", line, TODAY) for number, line in lines.items()]
    execute_all((), by=plan.by(), command_id=uuid4().hex, listings=listings)


def test_five_hundred_lines_ask_no_more_of_the_database_than_four(plan):
    sized(plan)
    lead = plan.county.client("lead")
    counts = []
    for _pass in range(2):
        told = {}
        for where in ("", "load/"):
            with CaptureQueriesContext(connection) as counted:
                assert lead.get(f"/j/{plan.ref}/advice/{where}").status_code == 200
            told[where] = len(counted)
        counts.append(told)
        if not counts[1:]:
            many(plan, 505)
    assert counts[0] == counts[1] == {"": 12, "load/": 11}
    answer = search(plan, **{"days-u-roads": "900", "days-u-water": "900", "days-u-lead": "900"})
    assert answer.status_code == 302
    for thread in threading.enumerate():
        if thread.name.startswith("load-"):
            thread.join()
    run = LoadRun.objects.get()
    assert run.failed is None
    assert run.found is not None


def test_a_search_is_of_its_own_joint_work_alone(plan):
    other = plan.county.joint("另一件")
    sized(plan)
    run = search(plan).headers["Location"].rstrip("/").rpartition("/")[2]
    assert plan.county.client("lead").get(f"/j/{other[:12]}/advice/load/{run}/").status_code == 404
