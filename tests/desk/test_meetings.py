"""Coordination meetings as people meet them: the list, calling one, the agenda from the record, and the minutes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.access.models import Account
from qiantou.acts import registers
from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, Block, Offer, Refer
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.api.programs import program
from tests.core.world import ROADS, WATER, local
from tests.desk.town import Office, office

LIST_QUERIES, PAGE_QUERIES = 17, 17  # however many meetings, points and matters there are


def hidden(page: str) -> str:
    found = re.search(r'name="command_id" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found.group(1)


def written(answer: Any) -> str:
    """What stands in a paper that was sent."""
    return zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()


def two_points(found: Office) -> tuple[Stream, Stream]:
    """A road the two sides do not agree on, and one stopped by a pump that WATER has in hand."""
    road = found.town.offered(due=date(2026, 4, 30))
    found.town.do(road, Accept(), ROADS)
    found.town.do(road, Refer("年底前来不及"), ROADS)
    ditch = found.town.offered(due=date(2026, 4, 30))
    found.town.do(ditch, Accept(), ROADS)
    return road, ditch


def test_a_meeting_from_its_call_to_work_in_hand(site):
    make_key_and_witness()
    with office() as found:
        road, _ditch = two_points(found)
        deputy, roads, town = found.client("deputy"), found.client("roads"), found.client("town")
        page = deputy.get("/meetings/call/p:deputy/").content.decode()
        sent = {"command_id": hidden(page), "day": "2026-03-06", "place": "三楼会议室", "chosen": [road]}
        answer = deputy.post("/meetings/call/p:deputy/", sent)
        assert answer.status_code == 302
        address = answer["Location"]
        assert "年底前来不及" in roads.get(address).content.decode()
        assert town.get(address).status_code == 404
        assert "三楼会议室" in roads.get("/meetings/").content.decode()
        assert "录入纪要" not in deputy.get(address).content.decode()

        found.town.now = local("2026-03-06 15:00")
        page = deputy.get(address).content.decode()
        minutes = {
            "command_id": hidden(page), "held": "2026-03-06", "number": "〔2026〕3号", "attended": [ROADS],
            "t0_title": "备两台水泵", "t0_doer": "县水利局", "t0_due": "2026-03-20",
        }  # fmt: skip
        refused = deputy.post(f"{address}minutes/", minutes)
        assert refused.status_code == 422
        assert "没有结论" in refused.content.decode()
        with CaptureQueriesContext(connection) as counted:
            roads.get(address)
        assert len(counted) <= PAGE_QUERIES
        minutes |= {"m0_outcome": "goes-on", "m0_due": "2026-05-15", "m0_words": "延到五月中旬"}
        assert deputy.post(f"{address}minutes/", minutes).status_code == 302
        row = found.row(road)
        assert (row.phase, row.due_now) == ("underway", date(2026, 5, 15))
        assert MatterRow.objects.get(title="备两台水泵").doer == WATER
        shown = roads.get(address).content.decode()
        assert "延到五月中旬" in shown
        assert "〔2026〕3号" in shown
        assert "备两台水泵" in deputy.get(address).content.decode()
        assert "备两台水泵" not in shown, "given to another unit, and not open to this one"
        papers = [written(client.get(f"{address}minutes.docx")) for client in (roads, deputy)]
        assert [("延到五月中旬" in paper, "备两台水泵" in paper) for paper in papers] == [(True, False), (True, True)]
        (told,) = program(found, "roads").get("/api/meetings").json()["meetings"]
        assert {one["words"] for one in told["meeting"]["decisions"]} == {"延到五月中旬", ""}
        kept = f"/proof/{Entry.objects.filter(stream=registers.JOINTS).latest('position').position}/"
        assert ["延到五月中旬" in client.get(kept).content.decode() for client in (roads, deputy)] == [False, True]
        Account.objects.filter(pk=found.people["water"].pk).update(admin="audit")
        assert [client.get(kept).status_code for client in (town, found.client("water"))] == [404, 404]


def test_a_circle_is_shown_with_who_waits_for_whom(sqlite_site):
    with office() as found:
        road = found.town.offered(due=date(2026, 4, 30))
        found.town.do(road, Accept(), ROADS)
        pump, gate = Stream("b" * 32), Stream("c" * 32)
        found.town.do(road, Block("缺抽水泵", to=WATER, fresh=pump), ROADS)
        found.town.do(gate, Offer("task", WATER, ROADS, "修闸门", after=(road,), due=date(2026, 3, 6)), WATER)
        found.town.do(gate, Accept(), ROADS)
        found.town.do(pump, Accept(), WATER)
        found.town.do(pump, Block("等闸门", blocker=gate), WATER)
        for who in ("roads", "deputy"):
            client = found.client(who)
            with CaptureQueriesContext(connection) as counted:
                page = client.get("/meetings/").content.decode()
            assert len(counted) <= LIST_QUERIES
            assert all(title in page for title in ("修复老桥", "缺抽水泵", "修闸门"))
        assert "修闸门" not in found.client("town").get("/meetings/").content.decode()
