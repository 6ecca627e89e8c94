"""An incoming paper: registered with one sentence asked of each, read by those with a part in it, made a charter."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute_all
from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Actor, Stream
from qiantou.core.register import DUTIES, Listed
from qiantou.desk.charter_read import stages
from qiantou.readmodel.models import JointRow, MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.test_charters import MEASURES_SENT
from tests.desk.town import Office, office, said

PAPER = {
    "command_id": "a" * 32, "desk": LEAD, "title": "关于治理河道的通知", "number": "市政办发〔2026〕3号",
    "issuer": "市政府办公室", "received": "2026-03-01", "opinion": "拟请交通局牵头", "proposed": "县交通局",
    "units": "县水利局", "sponsor": "分管副县长",
}  # fmt: skip


@pytest.fixture
def county(site):
    with office() as county:
        yield county


def registered(county: Office, **typed: object) -> str:
    answer = county.client("lead").post("/papers/new/", {**PAPER, **typed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_registering_asks_the_proposed_lead_and_the_owners_for_one_sentence_each(county):
    url = registered(county)
    rows = {row.doer: row for row in MatterRow.objects.filter(kind="word")}
    assert rows.keys() == {ROADS, WATER}
    assert {(row.asker, row.phase, row.joint) for row in rows.values()} == {(LEAD, "offered", "")}
    county.town.later(hours=2)
    moves = county.client("roads").get(f"/m/{rows[ROADS].stream[:12]}/").context["moves"]
    assert [card.move for card in moves if card.likely] == ["deliver"]
    assert not {"accept", "counter", "reserve"} & {card.move for card in moves}
    answer = said(county.client("roads"), Stream(rows[ROADS].stream), "deliver", reason="我局只管桥梁，河道归水利局")
    assert answer.status_code == 302
    county.town.later(days=3)
    page = county.client("deputy").get(url).content.decode()
    assert "我局只管桥梁，河道归水利局" in page
    assert "逾期未答复" in page  # silence is shown before the clock has written it down
    Clock().run()
    assert MatterRow.objects.get(pk=rows[WATER].stream).outcome == "silent"
    assert "逾期未答复" in county.client("deputy").get(url).content.decode()


def test_those_with_a_part_see_it_and_strangers_do_not(county):
    url = registered(county)
    for who in ("lead", "roads", "water", "deputy"):
        assert county.client(who).get(url).status_code == 200, who
        assert url in county.client(who).get("/papers/").content.decode()
    for address in (url, f"{url}charter/"):
        assert county.client("town").get(address).status_code == 404
    assert url not in county.client("town").get("/papers/").content.decode()
    assert county.client("roads").get(f"{url}charter/").status_code == 404


def test_the_charter_is_filled_in_from_the_paper(county):
    url = registered(county)
    form = county.client("lead").get(f"{url}charter/").context["form"]
    sent = {
        field.html_name: field.value() for field in form if field.value() is not None and field.value() is not False
    }
    answer = county.client("lead").post(f"{url}charter/", {**sent, **MEASURES_SENT})
    assert answer.status_code == 302, answer.content.decode()
    work = JointRow.objects.get(title="关于治理河道的通知")
    charter = stages(work.stream)[-1].charter
    assert (charter.lead, charter.sponsor, charter.members, charter.issuer) == (ROADS, DEPUTY, (WATER,), LEAD)
    assert url.strip("/").endswith(charter.paper.removeprefix("r:"))
    assert "〔2026〕3号" in work.paper
    page = county.client("deputy").get(url).content.decode()
    assert f"/j/{work.stream[:12]}/" in page
    assert url in county.client("deputy").get(f"/j/{work.stream[:12]}/charter/").content.decode()


def test_the_scan_is_kept_and_opened_by_those_with_a_part_alone(county):
    scan = SimpleUploadedFile("notice.pdf", b"%PDF-1.7 a notice", content_type="application/pdf")
    url = registered(county, scan=scan)
    found = re.search(r'href="(/files/[0-9a-f]{64}/)"', county.client("roads").get(url).content.decode())
    assert found is not None
    assert county.client("roads").get(found[1]).content == b"%PDF-1.7 a notice"
    assert county.client("town").get(found[1]).status_code == 404
    wrong = SimpleUploadedFile("x.pdf", b"no such thing", content_type="application/pdf")
    typed = {**PAPER, "command_id": "d" * 32, "scan": wrong}
    assert county.client("lead").post("/papers/new/", typed).status_code == 422


def test_units_are_suggested_by_their_duty_lists_and_nothing_is_recorded(county):
    duty = Duty(WATER, DutySort.BASIC, item="负责全县河道治理和管护")
    listing = Listed(DUTIES, "d:aaaaaaaaaaaa", duty, date(2026, 1, 1))
    execute_all((), by=Actor(account=CLERK), command_id="duty", listings=[listing])
    answer = county.client("lead").post("/papers/new/", {**PAPER, "suggest": "yes"})
    assert answer.status_code == 200
    assert [one["one"].desk for one in answer.context["suggested"]] == [WATER]
    assert MatterRow.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"received": "2026-03-09"}, 422), ({"title": " "}, 422), ({"units": "没有这个局"}, 422),
        ({"desk": ROADS}, 422), ({"opinion": "字" * 4000}, 302), ({"opinion": "x\x01"}, 400),
        ({"proposed": "", "units": "", "sponsor": ""}, 302),
    ],
    ids=["future", "no title", "foreign", "not mine", "long", "control", "nothing proposed"],
)  # fmt: skip
def test_what_is_typed_stands_or_is_refused_in_a_sentence(county, typed, status):
    answer = county.client("lead").post("/papers/new/", {**PAPER, **typed})
    assert answer.status_code == status
    if status != 302:
        assert MatterRow.objects.count() == 0


def test_sent_twice_it_is_registered_once_and_the_page_costs_the_same(county):
    url = registered(county)
    assert registered(county) == url
    assert MatterRow.objects.filter(kind="word").count() == 2
    more = registered(county, command_id="b" * 32, units="县水利局\n桥东镇")
    client = county.client("lead")
    counts = []
    for address in (url, more):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9
