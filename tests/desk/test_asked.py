"""Guidance, calls, data requests and which-first as people meet them; strangers see nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.core.figures import URGENT_MARKS, USUAL
from qiantou.core.kernel import Rejected, Stream
from qiantou.core.kinds import Urgency
from qiantou.core.moves import Accept, Offer
from qiantou.readmodel.models import MatterRow
from tests.acts.whole import check_rows_are_the_fold
from tests.api.programs import program
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER
from tests.desk.town import Office, office, said

DUE = date(2026, 3, 20)


@pytest.fixture
def county(site):
    with office() as county:
        yield county


@pytest.fixture
def quick(sqlite_site):
    with office() as county:
        yield county


def sent(county: Office, who: str, url: str, **fields: object) -> Stream:
    """What the form opened, by where it leads."""
    answer = county.client(who).post(url, {"command_id": "a" * 32, **fields})
    assert answer.status_code == 302, answer.content.decode()
    ref = re.search(r"/([0-9a-f]{12})/$", answer.url)
    assert ref is not None
    return Stream(MatterRow.objects.get(stream__startswith=ref[1]).stream)


def moved(county: Office, who: str, stream: Stream, code: str, **fields: object) -> None:
    """A move a minute later."""
    county.town.later(minutes=1)
    answer = said(county.client(who), stream, code, **fields)
    assert answer.status_code == 302, answer.content.decode()


def work(county: Office, asker=LEAD, doer=ROADS) -> Stream:
    stream = shell.fresh()
    county.town.do(stream, Offer("task", asker, doer, "修路", due=DUE), asker)
    county.town.later(minutes=1)
    county.town.do(stream, Accept(), doer)
    return stream


def test_a_question_beside_the_work_is_answered_sent_back_and_decided(county):
    beside = work(county)
    page = county.client("roads").get(f"/m/{beside[:12]}/")
    assert f"/asked/?beside={beside[:12]}" in page.content.decode()
    how = sent(
        county, "roads", "/asked/", beside=beside, desk=ROADS, question="新线怎么定\n旧线还算不算", doer="县发改局",
        reading="按旧线办理",
    )  # fmt: skip
    row = county.row(how)
    assert (row.kind, row.title, row.doer, row.parent) == ("guidance", "新线怎么定", LEAD, beside)
    moved(county, "lead", how, "deliver", reason="请你局按有关规定酌情办理", papers="")
    shown = county.client("roads").get(f"/m/{how[:12]}/").content.decode()
    assert "这份答复未写明怎么办" in shown
    assert "按旧线办理" in shown
    moved(county, "roads", how, "return", reason="到底按哪条线")
    assert county.row(how).holder == LEAD
    moved(county, "lead", how, "deliver", reason="看着办", papers="")
    moved(county, "roads", how, "return", reason="还是没写明")
    assert (county.row(how).phase, county.row(how).holder) == ("referred", DEPUTY)
    listed = county.client("roads").get("/asked/").content.decode()
    assert "起作为尽职依据" in listed
    assert county.client("town").get(f"/m/{how[:12]}/").status_code == 404
    check_rows_are_the_fold(county.town.now)


def test_a_call_is_three_fields_and_its_page_shows_who_has_come(county):
    call = sent(
        county, "town", "/asked/calls/new/", desk=TOWN, kind="whistle-emergency", units="交通局、水利局",
        what="桥东村护坡滑塌，已封路",
    )  # fmt: skip
    rows = {row.doer: row for row in MatterRow.objects.filter(kind="whistle-emergency")}
    assert set(rows) == {ROADS, WATER}
    assert {row.urgency for row in rows.values()} == {"emergency"}
    moved(county, "roads", Stream(rows[ROADS].stream), "accept")
    page = county.client("town").get(f"/asked/calls/{call[:12]}/").content.decode()
    assert "2 个部门中已有 1 个报到" in page
    assert 'hx-trigger="every 20s"' in page
    assert "县水利局" in county.client("roads").get(f"/asked/calls/{rows[ROADS].stream[:12]}/").content.decode()
    others = county.client("water").get(f"/asked/calls/{rows[WATER].stream[:12]}/").content.decode()
    assert "县交通局" in others.split('id="live"')[0]  # who coordinates
    assert "县交通局" not in others.split('id="live"')[1]
    assert county.client("lead").get(f"/asked/calls/{call[:12]}/").status_code == 404
    roads = Stream(rows[ROADS].stream)
    moved(county, "roads", roads, "deliver", reason="已支护", papers="")
    rated = {"solved": "yes", "satisfied": "partly", "reason": ""}
    moved(county, "town", roads, "accept-delivery", **rated)
    assert county.row(roads).outcome == "accepted"
    numbers = county.client("deputy").get("/asked/calls/numbers/").content.decode()
    assert "1 / 1" in numbers
    told = {one["desk"]: one for one in program(county, "deputy").get("/api/calls/numbers").json()["departments"]}
    assert (told.keys(), told[ROADS]["came"]["k"], told[ROADS]["came"]["n"]) == ({ROADS, WATER}, 1, 1)
    assert program(county, "roads").get("/api/calls/numbers").json()["departments"] == [told[ROADS]]
    check_rows_are_the_fold(county.town.now)


def test_data_refused_as_confidential_shows_where_it_concerns(county):
    data = sent(
        county, "lead", "/asked/data/new/", desk=LEAD, title="低保对象中的服刑人员", doer="县水利局", due="2026-03-20",
        detail="只要是否", until="2026-12-31", touches="桥东镇",
    )  # fmt: skip
    bare = said(county.client("water"), data, "withhold", rule="", approver="县长", least="hits", reason="")
    assert bare.status_code == 422
    full = {"rule": "保密规定第九条", "approver": "县长", "least": "hits", "reason": ""}
    moved(county, "water", data, "withhold", **full)
    for who in ("lead", "water", "town"):
        assert "保密规定第九条" in county.client(who).get("/asked/data/").content.decode()
    assert "保密规定第九条" not in county.client("roads").get("/asked/data/").content.decode()
    moved(county, "lead", data, "take-least", reason="命中名单即可")
    moved(county, "water", data, "accept")
    moved(county, "water", data, "deliver", reason="命中三人", papers="")
    moved(county, "lead", data, "accept-delivery", reason="")
    later = MatterRow.objects.get(kind="data", is_open=True)
    assert (later.due, later.phase, later.title) == (date(2026, 4, 20), "underway", "低保对象中的服刑人员")
    check_rows_are_the_fold(county.town.now)


def test_which_first_is_asked_and_decided(county):
    first, second = work(county), work(county, asker=WATER)
    page = county.client("roads").get(f"/m/{first[:12]}/first/")
    assert "县水利局" in page.content.decode()
    asked = sent(county, "roads", f"/m/{first[:12]}/first/", other=second, reason="两件都在三月，人手不够")
    assert (county.row(asked).phase, county.row(asked).holder) == ("referred", DEPUTY)
    assert county.client("water").get(f"/m/{asked[:12]}/").status_code == 200
    chosen = {"first": first, "due": "2026-03-31", "reason": "先修路"}
    moved(county, "deputy", asked, "rule", **chosen)
    assert county.row(second).due_now == date(2026, 3, 31)
    assert county.row(first).due_now == DUE
    assert county.client("lead").get(f"/m/{first[:12]}/first/").status_code == 404
    check_rows_are_the_fold(county.town.now)


def test_urgent_marks_are_counted_in_the_record(county):
    for _number in range(USUAL[URGENT_MARKS].amount):
        offer = Offer("task", LEAD, ROADS, "急件", due=DUE, urgency=Urgency.URGENT)
        county.town.do(shell.fresh(), offer, LEAD)
    with pytest.raises(Rejected, match="urgent-capped"):
        county.town.do(shell.fresh(), Offer("task", LEAD, WATER, "急件", urgency=Urgency.URGENT), LEAD)
    undated = shell.fresh()
    county.town.do(undated, Offer("task", TOWN, WATER, "急件", urgency=Urgency.URGENT), TOWN)
    county.town.do(undated, Accept(), WATER)
    assert "未约定时限" in county.client("town").get(f"/m/{undated[:12]}/").content.decode()


def test_an_emergency_is_late_by_the_minute(county):
    stream, listed = shell.fresh(), "/matters/?q=决口&late=on"
    county.town.do(stream, Offer("task", TOWN, WATER, "决口", urgency=Urgency.EMERGENCY), TOWN)
    county.town.do(stream, Accept(), WATER)
    town = county.client("town")
    told = []
    for minutes in (119, 1):
        county.town.later(minutes=minutes)
        page, late = (town.get(url).content.decode() for url in (f"/m/{stream[:12]}/", listed))
        told.append(("已超时" in page, "已超时" in late))
    assert told == [(False, False), (True, True)]
    check_rows_are_the_fold(county.town.now)


@pytest.mark.parametrize(
    ("url", "queries"), [("/asked/", 12), ("/asked/calls/", 10), ("/asked/calls/numbers/", 10), ("/asked/data/", 10)]
)
def test_a_page_costs_the_same_however_much_is_on_it(quick, url, queries):
    def cost() -> int:
        client = quick.client("lead")
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    def more() -> None:
        for kind in ("guidance", "whistle-key-work", "data"):
            quick.town.do(shell.fresh(), Offer(kind, LEAD, WATER, "问"), LEAD)

    more()
    few = cost()
    more()
    more()
    assert cost() == few
    assert few <= queries
