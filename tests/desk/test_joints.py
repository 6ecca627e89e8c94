"""A joint work: its matters in the order of the paper, figures that add up, filters, paper and Excel."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Recorded, Stream
from qiantou.core.kind_table import TASK
from qiantou.core.kinds import Clock
from qiantou.core.moves import Accept, Deliver
from qiantou.core.register import POLICIES, Listed
from qiantou.core.worktime import Limit
from qiantou.desk.joint_page import in_tree, leads_of
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.core.world import LEAD, ROADS
from tests.desk.town import Office, office
from tests.support.marks import ON_SQLITE


def divided(county: Office) -> tuple[Stream, list[Stream]]:
    """A joint work of three wholes, the first with a part; the third is accepted, the second delivered."""
    joint = county.joint("小区充电设施建设")
    wholes = [county.town.offered(joint=joint, place=f"{n:03}", due=date(2026, 3, 10)) for n in (1, 2, 3)]
    part = county.town.offered(joint=joint, place="001-01", parent=wholes[0], due=date(2026, 3, 6))
    for stream in wholes[1:]:
        county.town.do(stream, Accept(), ROADS)
    county.town.do(wholes[1], Deliver("已办"), ROADS)
    return joint, [*wholes, part]


@ON_SQLITE
def test_the_list_names_lead_and_arbiter(site):
    with office() as county:
        joint, _matters = divided(county)
        page = county.client("roads").get("/j/").content.decode()
        assert f"/j/{joint[:12]}/" in page
        assert "县发改局" in page
        assert "分管副县长" in page
        assert f"/j/{joint[:12]}/" not in county.client("town").get("/j/").content.decode()


@ON_SQLITE
def test_the_list_asks_no_more_of_the_database_for_more_works(site):
    with office() as county:
        lead, counts = county.client("lead"), []
        for more in (2, 6):
            for number in range(more):
                county.joint(f"工作{number}")
            lead.get("/j/")
            with CaptureQueriesContext(connection) as asked:
                assert lead.get("/j/").content.decode().count("工作") >= more
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 11


@ON_SQLITE
def test_a_joint_work_is_closed_to_those_without_a_part(site):
    with office() as county:
        joint, _matters = divided(county)
        for address in ("", "holdings/", "export/"):
            assert county.client("town").get(f"/j/{joint[:12]}/{address}").status_code == 404


@ON_SQLITE
def test_parts_stand_under_their_whole(site):
    with office() as county:
        joint, matters = divided(county)
        rows = list(MatterRow.objects.filter(joint=joint).order_by("-place"))
        assert [row.place for row in in_tree(rows)] == ["001", "001-01", "002", "003"]
        page = county.client("lead").get(f"/j/{joint[:12]}/").content.decode()
        assert re.findall(r'class="strip-names".*?</ol>', page, re.S)[0].count("/m/") == len(matters)


@ON_SQLITE
def test_a_line_accepted_by_its_competent_unit_makes_nobody_a_lead(site):
    line = MatterRow(place="L004", line="L004", asker="u:roads", doer="u:water")
    whole = MatterRow(place="001", asker="u:gov", doer="u:town")
    assert leads_of([line], "u:lead", {"u:lead": "县发改局"}) == ["县发改局"]
    assert leads_of([line, whole], "u:gov", {}) == ["u:gov"]
    assert leads_of([line, whole], "u:lead", {}) == ["u:town"]


def test_the_strip_and_its_table_speak_of_the_same_spans(site):
    """Every line's cells add up to its total, and the lines to the foot."""
    with office() as county:
        joint, _matters = divided(county)
        county.town.later(days=3)
        answer = county.client("lead").get(f"/j/{joint[:12]}/")
        strip = answer.context["strip"]
        assert len(strip.lines) == 4
        for line in strip.lines:
            assert sum(minutes or 0 for minutes in line.minutes) == line.total_minutes > 0
        assert strip.total.total_minutes == sum(line.total_minutes for line in strip.lines)


@ON_SQLITE
def test_the_chain_runs_through_the_part_still_open_and_stays_when_rows_are_filtered_away(site):
    with office() as county:
        joint, matters = divided(county)
        county.town.later(days=3)
        county.town.do(matters[3], Accept(), ROADS)
        county.town.later(days=3)
        answer = county.client("lead").get(f"/j/{joint[:12]}/?phase=delivered")
        assert [line.deciding for line in answer.context["strip"].lines] == [""]
        links = [[cell["text"] for cell in row["cells"]] for row in answer.context["chain"]["rows"]]
        whole = county.client("lead").get(f"/j/{joint[:12]}/").context["strip"]
        assert len(links) >= 1
        assert whole.total.deciding_minutes == max(line.total_minutes for line in whole.lines)
        assert "st-chain" in whole.svg
        assert "决定完工的链" in answer.content.decode()


@ON_SQLITE
def test_overtime_is_told_by_the_policy_pinned_at_the_offer(site):
    with office() as county:
        joint, _matters = divided(county)
        county.town.later(days=1)
        strict = replace(
            TASK, clocks=tuple(Clock(clock.phase, Limit(0, clock.limit.unit, "")) for clock in TASK.clocks)
        )
        listing = Listed(POLICIES, "task", strict, date(2026, 3, 3))
        execute_all((), by=Actor(account="c" * 32), command_id="strict", listings=[listing])
        county.town.later(hours=4)
        strip = county.client("lead").get(f"/j/{joint[:12]}/").context["strip"]
        assert {span.overtime for span in strip.listed} == {""}


def test_filters_leave_what_they_say(site):
    with office() as county:
        joint, matters = divided(county)
        lead = county.client("lead")

        def shown(query: str) -> int:
            strip = lead.get(f"/j/{joint[:12]}/?{query}").context["strip"]
            return len(strip.lines) if strip else 0

        assert shown("phase=delivered") == 1
        assert shown(f"unit={LEAD}") == 4
        assert shown("q=没有") == 0
        assert shown("q=老桥") == 4
        assert shown("late=on") == 0
        county.town.later(days=20)
        assert shown("late=on") == 4
        assert shown("phase=open") == len(matters)


@ON_SQLITE
def test_figures_count_rows_that_can_be_shown(site):
    with office() as county:
        joint, _matters = divided(county)
        county.town.later(days=20)
        facts = county.client("lead").get(f"/j/{joint[:12]}/").context["facts"]
        assert [fact["value"] for fact in facts][:2] == ["4", "4"]


def test_excel_holds_exactly_what_is_shown(site):
    with office() as county:
        joint, _matters = divided(county)
        answer = county.client("lead").get(f"/j/{joint[:12]}/export/?phase=underway")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) == 2
        assert rows[1][0] == "003"
        assert rows[1][1] == "修复老桥"
        assert "attachment" in answer["Content-Disposition"]


@ON_SQLITE
def test_the_paper_gives_each_claim_its_entry_and_says_what_is_unconfirmed(site):
    with office() as county:
        joint, matters = divided(county)
        by = Actor(ROADS, account="x", recorded=Recorded(LEAD, date(2026, 3, 2), "电话记录"))
        execute(matters[0], Accept(), by=by, command_id="recorded")
        answer = county.client("lead").get(f"/j/{joint[:12]}/holdings/")
        claims = [claim for group in answer.context["holdings"] for claim in group["claims"]]
        positions = {
            str(number) for number in Entry.objects.filter(stream__in=matters).values_list("position", flat=True)
        }
        assert len(claims) == 4
        assert all(re.search(r"(\d+)\D*$", claim["source"]).group(1) in positions for claim in claims)
        # one was recorded for another desk, one is only offered: neither unit has said anything yet
        assert [claim["confirmed"] for claim in claims].count(False) == 2


def test_a_joint_work_costs_twelve_questions_however_many_matters(site):
    with office() as county:
        joint, _matters = divided(county)
        lead = county.client("lead")
        counts = []
        for _ in range(2):
            lead.get(f"/j/{joint[:12]}/")
            with CaptureQueriesContext(connection) as asked:
                lead.get(f"/j/{joint[:12]}/")
            counts.append(len(asked))
            for n in range(10, 20):
                county.town.offered(joint=joint, place=f"{n:03}")
        assert counts[0] == counts[1] <= 12


def test_a_work_of_more_matters_than_the_page_looks_at_says_so_and_names_the_list(site, monkeypatch):
    with office() as county:
        joint, _matters = divided(county)
        client = county.client("lead", language="en")
        assert "more than" not in client.get(f"/j/{joint[:12]}/").content.decode()
        monkeypatch.setattr("qiantou.desk.joint_page.MOST", 3)
        monkeypatch.setattr("qiantou.desk.joints.MOST", 3)
        page = client.get(f"/j/{joint[:12]}/").content.decode()
        assert "There are more than 3 matters: this page speaks of the first 3." in page
        assert f'href="/matters/?joint={joint[:12]}&amp;open=all"' in page
        assert client.get(f"/matters/?joint={joint[:12]}&open=all").content.decode().count("<tr data-row") == 4
