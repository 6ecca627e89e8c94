"""Recording for another desk (代录): with its paper, in at most three fields, unconfirmed until it is confirmed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qiantou.acts import shell
from qiantou.acts.execute import execute
from qiantou.core.kernel import Actor, Recorded
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Offer, Refer
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.test_moves import forms_on
from tests.desk.town import Office, brought, office, said

PAPER = "复函第2页"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def test_recording_for_another_needs_its_paper_and_stays_unconfirmed_until_confirmed(site):
    with office() as county:
        task = county.town.offered()
        lead, roads = county.client("lead"), county.client("roads")
        url = f"/m/{task[:12]}/?for={ROADS}"
        fields = {"paper": "复函第2页", "said": date(2026, 3, 2)}
        assert said(lead, task, "accept", url=url, paper="", said=date(2026, 3, 2)).status_code == 422
        answer = said(lead, task, "accept", url=url, **fields)
        assert answer.status_code == 302, answer.content.decode()
        assert county.row(task).hatched
        page = roads.get(f"/m/{task[:12]}/").content.decode()
        assert "复函第2页" in page
        assert 'id="move-confirm2"' in page
        assert 'id="move-contest2"' in page
        assert said(roads, task, "confirm2").status_code == 302
        assert not county.row(task).hatched


def test_what_was_recorded_for_a_desk_may_be_contested(site):
    with office() as county:
        task = county.town.offered()
        by = Actor(ROADS, account="x", recorded=Recorded(LEAD, date(2026, 3, 2), "电话记录"))
        execute(task, Accept(), by=by, command_id="recorded")
        assert said(county.client("roads"), task, "contest2", reason="没有说过").status_code == 302
        assert county.row(task).phase == "referred"


def recorded(county: Office, stream: str, code: str, desk: str = ROADS, **fields: object) -> object:
    """The lead records the move for `desk`, typing only what stands in sight."""
    client, url = county.client("lead"), f"/m/{stream[:12]}/?for={desk}"
    shape = forms_on(client.get(url).content.decode())[code]
    fields = {"paper": PAPER, **fields}
    assert set(fields) <= shape.sight, shape
    assert len(shape.sight) <= 3
    return said(client, stream, code, url=url, **shape.shut, **fields)


@pytest.mark.parametrize(
    ("code", "fields", "phase"),
    [
        ("accept", {}, "underway"),
        ("counter", {"due": date(2026, 4, 1), "reason": "晚些"}, "countered"),
        ("decline", {"ground": "no-means", "reason": "无经费"}, "declined"),
        ("not-ours", {"whose": "县水利局", "reason": "属水利"}, "declined"),
        ("reserve", {"lack": "缺图纸", "curer": "县水利局"}, "underway"),
    ],
)
def test_an_answer_on_paper_is_recorded_in_three_fields(county, code: str, fields: dict[str, object], phase: str):
    task = county.town.offered(due=date(2026, 3, 20))
    assert recorded(county, task, code, **fields).status_code == 302
    row = county.row(task)
    assert (row.phase, row.hatched) == (phase, True)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("block", {"reason": "缺图纸", "to": "县水利局"}),
        ("block-outside", {"reason": "汛期", "to": "县水利局"}),
        ("variation", {"due": date(2026, 4, 3), "reason": "雨季"}),
        ("hand-over", {"new_doer": "县水利局", "reason": "属水利"}),
        ("dispute", {"whose": "县水利局", "reason": "属水利"}),
        ("deliver", {"reason": "已办", "papers": "验收单"}),
    ],
)
def test_work_told_on_paper_is_recorded_in_three_fields(county, code: str, fields: dict[str, object]):
    task = brought(county, "task", "underway")
    assert recorded(county, task, code, **fields).status_code == 302


def test_the_paper_of_a_ruling_stands_for_its_reason(county):
    task = shell.fresh()
    county.town.do(task, Offer("task", ROADS, WATER, "修复老桥", joint=county.joint()), ROADS)
    county.town.do(task, Refer("请定"), ROADS)
    lead, url = county.client("lead"), f"/m/{task[:12]}/?for={DEPUTY}"
    shape = forms_on(lead.get(url).content.decode())["rule"]
    assert len(shape.sight) <= 3, shape
    told = {"outcome": "underway", "due": date(2026, 4, 3), "paper": PAPER, "said": date(2026, 3, 2), "url": url}
    assert said(lead, task, "rule", **told).status_code == 422  # without its photo
    assert said(lead, task, "rule", photo=SimpleUploadedFile("note.png", PNG), **told).status_code == 302
    assert county.row(task).phase == Phase.UNDERWAY
    page = county.client("lead").get(f"/m/{task[:12]}/").content.decode()
    assert page.count(PAPER) >= 2


def test_what_is_wrong_in_the_fold_opens_it(county):
    task = county.town.offered()
    client, url = county.client("lead"), f"/m/{task[:12]}/?for={ROADS}"
    assert "said" in forms_on(client.get(url).content.decode())["accept"].shut
    answer = said(client, task, "accept", url=url, paper=PAPER, said="no day")
    assert answer.status_code == 422
    assert "said" in forms_on(answer.content.decode())["accept"].sight


def test_the_paper_last_used_in_a_joint_work_is_there_already(county):
    joint = county.joint()
    streams = [shell.fresh() for _ in range(3)]
    for stream, of in zip(streams, (joint, joint, None), strict=True):
        county.town.do(stream, Offer("task", LEAD, ROADS, "修桥", joint=of), LEAD)
    assert recorded(county, streams[0], "accept").status_code == 302
    client = county.client("lead")
    assert PAPER not in client.get(f"/m/{streams[1][:12]}/?for={ROADS}").content.decode()  # another sitting
    url = f"/m/{streams[1][:12]}/?for={ROADS}"
    assert said(client, streams[1], "accept", url=url, paper="电话记录", said=date(2026, 3, 2)).status_code == 302
    again = client.get(f"/m/{streams[0][:12]}/?for={ROADS}").content.decode()
    assert 'value="电话记录"' in again
    assert "电话记录" not in client.get(f"/m/{streams[2][:12]}/?for={ROADS}").content.decode()


@pytest.mark.parametrize("named", ["u:nope", "u:town", "<script>", "p:roads"])
def test_a_desk_without_a_part_is_not_found_and_not_told(county, named: str):
    task = county.town.offered()
    answer = county.client("lead").get(f"/m/{task[:12]}/", {"for": named})
    assert answer.status_code == 404
    assert named not in answer.content.decode()
