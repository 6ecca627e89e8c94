"""The list of matters: filters in the address, paging by key without gap or repeat, totals of what is shown."""

from __future__ import annotations

import html
import io
import re
from datetime import date, timedelta
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept, Deliver, Offer, Report, Withdraw
from qiantou.core.register import UNITS, Listed, Unit
from qiantou.desk import columns, finding, lists
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import LEAD, ROADS
from tests.desk.town import Office, brought, office


def filled(county: Office, count: int = 12) -> list[str]:
    """Matters of LEAD and ROADS with due days in turn, some changed at the same instant."""
    streams = []
    for number in range(count):
        streams.append(county.town.offered(due=date(2026, 3, 10) + timedelta(days=number // 2)))
        if number % 3 == 0:
            county.town.later(minutes=1)
    return streams


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/m/([0-9a-f]{12})/"', page)


def paged(client: Client, query: str) -> list[str]:
    """What the pages of a list show, one after another by their links."""
    address, found = f"/matters/{query}", []
    while address:
        page = client.get(address).content.decode()
        found += titles(page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/matters/" + html.unescape(link.group(1)) if link else ""
    return found


def test_pages_by_key_show_every_matter_once_in_order(site, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 5)
    with office() as county:
        streams = [*filled(county), *(county.town.offered() for _ in range(4))]  # four without a due day
        rows = {row.stream[:12]: row for row in MatterRow.objects.all()}
        for sort in finding.SIDES:
            found = paged(county.client("roads"), f"?sort={sort}")
            assert sorted(found) == sorted(stream[:12] for stream in streams), sort
            values = [getattr(rows[one], finding.COLUMNS[sort]) for one in found]
            dated = sorted((value for value in values if value is not None), reverse=sort.startswith("-"))
            assert values == dated + [None] * (len(values) - len(dated)), sort


def test_pages_of_a_joint_work_show_every_matter_once(site, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 3)
    with office() as county:
        joint = county.joint()
        streams = [county.town.offered(joint=joint, due=due) for due in (date(2026, 3, 10), None) for _ in range(4)]
        for sort in finding.SIDES:
            found = paged(county.client("deputy"), f"?sort={sort}&joint={joint[:12]}")
            assert sorted(found) == sorted(stream[:12] for stream in streams), sort


def test_what_is_held_longest_comes_first(site):
    """Handing in moves the ball, and the time it is held begins anew; a report changes the row alone."""
    with office() as county:
        first = county.town.offered()
        county.town.later(minutes=5)
        second = county.town.offered()
        county.town.later(minutes=5)
        county.town.do(first, Accept(), ROADS)
        county.town.do(first, Deliver("已办"), ROADS)
        roads = county.client("roads")
        page = roads.get("/matters/?sort=held&cols=held").content.decode()
        assert titles(page) == [second[:12], first[:12]]
        assert 'aria-sort="ascending"' in page
        assert titles(roads.get("/matters/?sort=-held").content.decode()) == [first[:12], second[:12]]
        county.town.do(second, Accept(), ROADS)
        county.town.later(minutes=5)
        before = titles(roads.get("/matters/?sort=held").content.decode())
        county.town.do(second, Report("进展"), ROADS)
        assert titles(roads.get("/matters/?sort=held").content.decode()) == before


def test_filters_in_the_address(site):
    with office() as county:
        streams = filled(county, 4)
        county.town.do(streams[0], Accept(), ROADS)
        county.town.do(streams[1], Withdraw("不办了"), LEAD)
        brought(county, "variation", "offered")
        roads = county.client("roads")

        def count(query: str) -> int:
            return len(titles(roads.get(f"/matters/?{query}").content.decode()))

        assert count("") == 5
        assert count("open=no") == 1
        assert count("open=all") == 6
        assert count("kind=variation") == 1
        assert count("phase=underway") == 2
        assert count("q=请求") == 1
        assert count("late=on") == 0
        assert count("sort=nonsense&after=nonsense") == 5
        county.town.later(days=40)
        assert count("late=on") == 4  # the work whose doer asked for more time waits for the answer


def test_a_joint_work_may_be_chosen_and_shows_what_others_do_in_it(site):
    with office() as county:
        joint = county.joint()
        county.town.offered(joint=joint)
        deputy = county.client("deputy")
        assert len(titles(deputy.get(f"/matters/?joint={joint[:12]}").content.decode())) == 1
        assert county.client("town").get(f"/matters/?joint={joint[:12]}").status_code == 404


def test_groups_and_totals_add_up_to_the_rows_shown(site):
    with office() as county:
        streams = filled(county, 5)
        county.town.do(streams[0], Withdraw("不办了"), LEAD)
        answer = county.client("lead").get("/matters/?group=holder&open=all")
        groups, totals = answer.context["groups"], answer.context["totals"]
        assert len(groups) == 2
        assert sum(group["count"] for group in groups) == 5 == sum(len(titles(group["table"])) for group in groups)
        assert int(totals[0]["value"]) == 5 == sum(int(total["value"]) for total in totals[1:])


def test_a_stranger_sees_an_empty_list(site):
    with office() as county:
        filled(county, 3)
        assert titles(county.client("town").get("/matters/?open=all").content.decode()) == []


def test_excel_holds_the_whole_filtered_list(site, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    with office() as county:
        filled(county, 5)
        answer = county.client("roads").get("/matters/export/?q=老桥")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet.max_row == 6


def test_an_export_that_is_cut_says_so(site, monkeypatch):
    monkeypatch.setattr(lists, "EXPORTED", 3)
    with office() as county:
        filled(county, 5)
        answer = county.client("roads", language="en").get("/matters/export/")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet.max_row == 5
        assert "first 3" in sheet.cell(5, 2).value


HOSTILE = "<script>alert('x')</script><b onclick=\"y\">&amp;"


def test_what_people_typed_is_never_markup(site):
    """Title, place in the joint work, name of a desk, title of a joint work, and the search itself."""
    with office() as county:
        joint = county.joint(HOSTILE)
        county.town.do(shell.fresh(), Offer("task", LEAD, ROADS, HOSTILE, joint=joint, place="<i>1"), LEAD)
        renamed = Listed(UNITS, ROADS, Unit(head="p:roads"), date(2020, 1, 1), name=HOSTILE)
        execute_all((), by=Actor(account=CLERK), command_id="renamed", listings=[renamed])
        every = ",".join(columns.COLUMNS)
        for query in (f"cols={every}", f"q={quote('<script>')}", "group=doer", f"joint={joint[:12]}"):
            page = county.client("lead").get(f"/matters/?{query}").content.decode()
            assert html.escape(HOSTILE) in page
            assert not re.search(r"<script(?! src=)|<b onclick|<i>", page), query


def test_chosen_columns_stay_in_the_address_and_are_what_excel_holds(site, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    with office() as county:
        filled(county, 5)
        roads = county.client("roads", language="en")
        page = roads.get("/matters/?cols=due&cols=asker&cols=nonsense").content.decode()
        heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", page)
        assert heads == ["Matter", "Asked by", "Due"]
        links = [html.unescape(link) for link in re.findall(r'href="([^"]*cols=[^"]*)"', page)]
        assert len(links) == 3  # sorting, further rows, Excel
        assert all("cols=asker%2Cdue" in link for link in links)
        export = next(link for link in links if link.startswith("export/"))
        sheet = openpyxl.load_workbook(io.BytesIO(roads.get(f"/matters/{export}").content)).active
        assert [cell.value for cell in sheet[1]] == [
            "Number", "Matter", "Number in the joint work", "Asked by", "Due", "Light",
        ]  # fmt: skip
        assert sheet.cell(2, 4).value == "县发改局"
        usual = "&".join(f"cols={key}" for key in columns.USUAL)
        page = roads.get(f"/matters/?{usual}").content.decode()
        assert not re.findall(r'href="[^"]*cols=', page)  # what a form sends unasked stays out of the address


def test_a_list_costs_eight_questions_however_long(site):
    with office() as county:
        roads = county.client("roads")
        counts = []
        for _ in range(2):
            filled(county, 6)
            with CaptureQueriesContext(connection) as asked:
                roads.get("/matters/")
            counts.append(len(asked))
            assert not any("COUNT(" in query["sql"] and "holder" not in query["sql"] for query in asked)
            assert not any("OFFSET" in query["sql"] for query in asked)
        assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(("sort", "index"), [("-changed", "party_changed"), ("held", "party_since")])
def test_a_page_is_found_by_index_alone(postgres_site, sort: str, index: str):
    """Each desk's keys come from its own index in order: nothing is sorted, nothing else is read."""
    with office() as county:
        filled(county, 30)
        wish = finding.Wish(sort=sort)
        sql, values = finding._walk(ROADS, True, wish, None, 5)
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert index in plan
        assert "Sort" not in plan
