"""Bodies and their alarms on the site; persons lent by their posts; the report of the year asked with one click."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer
from qiantou.core.register import CHARTERS, SECONDMENTS, UNITS, Listed, Unit
from qiantou.core.sunset import seconded_days
from qiantou.core.undertaking import Charter, Tier
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN
from tests.desk.town import Office, office
from tests.support.marks import ON_SQLITE

LEND = {
    "command_id": "a" * 32, "home": "县交通局", "post": "工程科工作人员", "quarters": "2.5", "since": "2026-03-02",
    "until": "2026-04-30",
}  # fmt: skip


@pytest.fixture
def county(site):
    with office() as county:
        yield county


def body(county: Office, title: str = "河道专班", until: date = date(2026, 12, 31)) -> Stream:
    """A working group of LEAD and ROADS, listed on the day the county's clock shows."""
    stream = shell.fresh()
    charter = Charter(
        LEAD, GOV, LEAD, DEPUTY, tier=Tier.WORKING_GROUP, until=until, members=(ROADS,), end_condition="河道通航"
    )
    today = county.town.now.date()
    listing = Listed(CHARTERS, stream, charter, today, name=title)
    execute_all((), by=Actor(account=CLERK), command_id=stream, listings=[listing])
    return stream


def charter_page(county: Office, joint: Stream, who: str = "lead") -> str:
    return county.client(who).get(f"/j/{joint[:12]}/charter/").content.decode()


def test_a_body_rings_for_its_day_its_meetings_and_its_report_and_says_the_figures(county):
    joint = body(county, until=date(2026, 6, 30))
    assert "已过截止日期" not in charter_page(county, joint)
    county.town.later(days=400)
    for page in (charter_page(county, joint), county.client("roads").get("/j/bodies/").content.decode()):
        for words in ("已过截止日期", "无会议记录", "无年度报告记录", "2026年6月30日", "13 个月"):
            assert words in page
    assert "已过截止日期" in county.client("roads").get("/j/").content.decode()
    assert "河道专班" not in county.client("town").get("/j/bodies/").content.decode()


def test_a_meeting_and_a_report_on_record_silence_their_alarms(county):
    joint, town = body(county, until=date(2027, 12, 31)), county.town
    town.later(days=360)
    meeting = shell.fresh()
    town.do(meeting, Offer("meeting", LEAD, ROADS, "调度会", due=town.now.date(), joint=joint), LEAD)
    answer = county.client("deputy").post(f"/j/{joint[:12]}/charter/report/", {"command_id": "b" * 32})
    assert answer.status_code == 302
    asked = Stream(MatterRow.objects.get(joint=joint, kind="task").stream)
    assert f"/m/{asked[:12]}/" in charter_page(county, joint)
    assert county.client("lead").post(f"/j/{joint[:12]}/charter/report/", {"command_id": "c" * 32}).status_code == 404
    for move, desk in ((Accept(), LEAD), (Deliver("本年报告"), LEAD), (AcceptDelivery(), DEPUTY)):
        town.do(asked, move, desk)
    town.later(days=30)
    page = charter_page(county, joint)
    assert "无会议记录" not in page
    town.later(days=200)
    assert f'<a href="/m/{meeting[:12]}/">' in charter_page(county, joint), "the alarm opens the last meeting"
    assert "无年度报告记录" not in page


def lent_days(joint: Stream) -> int:
    force = registers.current().at(shell.now())
    lent, charters = force.section(SECONDMENTS).values(), force.section(CHARTERS)
    return seconded_days(lent, charters, force.day, joint=joint)


def lend(county: Office, joint: Stream, who: str = "lead", **typed: object) -> Any:
    return county.client(who).post(f"/j/{joint[:12]}/charter/lend/", {**LEND, **typed})


def test_a_person_is_lent_once_its_unit_signs_and_the_loan_ends_by_itself(county):
    joint = body(county)
    assert [lend(county, joint, who).status_code for who in ("water", "town")] == [404, 404]
    for _press in range(2):
        assert lend(county, joint).status_code == 302
    asked = MatterRow.objects.get(joint=joint, kind="signature")
    assert (asked.doer, lent_days(joint)) == (ROADS, 0)
    page = charter_page(county, joint, "roads")
    for words in ("工程科工作人员", "已商请派出单位", f"/m/{asked.stream[:12]}/"):
        assert words in page
    county.town.do(Stream(asked.stream), Accept(), ROADS)
    assert lent_days(joint) == 10
    page = charter_page(county, joint, "lead")
    assert "工程科工作人员" in page, "the words stay though a rule entered the day"
    assert "派出单位同意，2026年3月2日" in page
    county.town.later(days=60)
    assert lent_days(joint) == 0
    assert "已结束" in charter_page(county, joint)


def test_the_home_unit_ends_what_it_lent_earlier_and_not_what_was_ordered(county):
    joint, scan = body(county), SimpleUploadedFile("order.pdf", b"%PDF-1.7 order")
    assert lend(county, joint, "roads").status_code == 302
    order = {"command_id": "d" * 32, "order": "分管副县长", "number": "〔2026〕3号", "clause": "抽调一人", "scan": scan}
    assert lend(county, joint, **{**order, "scan": ""}).status_code == 422
    assert lend(county, joint, **order).status_code == 302
    assert lent_days(joint) == 20
    own, ordered = re.findall(r"charter/lent/(\w+)/", charter_page(county, joint))
    end = {"command_id": "e" * 32, "last": "2026-03-06", "reason": "防汛抽回"}
    where = f"/j/{joint[:12]}/charter/lent/"
    assert county.client("roads").post(f"{where}{ordered}/", end).status_code == 404
    assert "/files/" in county.client("roads").get(f"{where}{ordered}/").content.decode()
    assert county.client("roads").post(f"{where}{own}/", {**end, "last": "2026-12-01"}).status_code == 422
    assert county.client("roads").post(f"{where}{own}/", end).status_code == 302
    assert county.client("deputy").post(f"{where}{ordered}/", {**end, "command_id": "f" * 32}).status_code == 302
    assert lent_days(joint) == 20
    county.town.later(days=5)
    assert lent_days(joint) == 0
    told = county.client("lead").get(f"{where}{own}/").content.decode()
    for words in ("防汛抽回", "已结束", "1.8"):
        assert words in told
    assert county.client("town").get(f"{where}{own}/").status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"quarters": "0.3"}, ""), ({"quarters": "5.25"}, "5"), ({"quarters": "nan"}, ""),
        ({"since": "2026-02-01"}, ""),
        ({"until": "2026-03-01"}, ""), ({"home": "桥东镇"}, "不得从乡镇"), ({"home": "分管副县长"}, ""),
    ],
    ids=["no quarter", "six days", "no number", "past", "backwards", "township", "a post"],
)  # fmt: skip
def test_what_cannot_be_lent_is_told(county, typed, words):
    joint = body(county)
    town = Listed(UNITS, TOWN, Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township"), date(2026, 1, 1))
    execute_all((), by=Actor(account=CLERK), command_id="township", listings=[town])
    answer = county.client("lead").post(f"/j/{joint[:12]}/charter/lend/", {**LEND, **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert registers.current().at(shell.now()).section(SECONDMENTS) == {}


def test_the_page_of_bodies_costs_the_same_however_many_there_are(county):
    counts, client = [], county.client("lead")
    for _ in range(2):
        body(county)
        client.get("/j/bodies/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/j/bodies/")
        counts.append(len(asked))
        for number in range(5):
            body(county, f"第{number}专班")
    assert counts[0] == counts[1] <= 12
