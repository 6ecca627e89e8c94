"""Standard requests once a week: what was accepted before and is asked again is ticked; one press accepts it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Urgency
from qiantou.core.moves import Accept, Offer, Withdraw
from qiantou.desk.models import Standard
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.test_bulk import picks
from tests.desk.town import Office, office

FAR, NEAR = date(2026, 4, 30), date(2026, 3, 6)


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def asked(county: Office, title: str, asker: str = LEAD, **terms: object) -> Stream:
    stream = shell.fresh()
    county.town.do(stream, Offer("task", asker, ROADS, title, **{"due": FAR, **terms}), asker)
    return stream


def marked(county: Office, asker: str = LEAD, on: str = "yes") -> int:
    told = {"desk": ROADS, "asker": asker, "kind": "task", "on": on}
    return county.client("roads").post("/weekly/mark/", told).status_code


def ticked(county: Office) -> list[str]:
    page = county.client("roads", language="en").get("/weekly/").content.decode()
    found = re.findall(r'name="pick" value="(\w+):\d+" checked', page)
    assert len(found) == len(picks(page))
    return found


def test_what_is_asked_again_as_accepted_before_is_ticked_and_accepted_in_one_press(county):
    county.town.do(asked(county, "报送2026年2月招商引资报表"), Accept(), ROADS)
    again = [asked(county, f"报送2026年{month}月招商引资报表") for month in (3, 4)]
    others = [
        asked(county, "报送信访报表"), asked(county, "报送2026年5月招商引资报表", due=NEAR),
        asked(county, "报送2026年6月招商引资报表", WATER),
        asked(county, "报送2026年7月招商引资报表", urgency=Urgency.URGENT),
    ]  # fmt: skip
    assert ticked(county) == []
    assert marked(county) == 302
    assert sorted(ticked(county)) == sorted(again)
    roads = county.client("roads", language="en")
    page = roads.get("/weekly/").content.decode()
    assert "Can wait until" in page
    before = {stream: county.row(stream).reply_at for stream in (*again, *others)}
    hidden = dict(re.findall(r'<input type="hidden" name="(code|desk|command_id|back)" value="([^"]*)"', page))
    answer = roads.post("/bulk/preview/", {**hidden, "desk": ROADS, "pick": picks(page), "confirm": "yes"})
    assert answer["Location"] == "/weekly/"
    assert {county.row(stream).phase for stream in again} == {"underway"}
    assert {county.row(stream).phase for stream in others} == {"offered"}
    assert all(county.row(stream).reply_at == before[stream] for stream in others)


def test_only_what_was_accepted_can_be_marked_and_a_mark_is_taken_off(county):
    taken = asked(county, "报送2026年2月招商引资报表")
    assert marked(county) == 404
    county.town.do(taken, Accept(), ROADS)
    assert marked(county) == 302
    assert marked(county) == 302
    assert Standard.objects.count() == 1
    asked(county, "报送2026年3月招商引资报表")
    assert marked(county, on="no") == 302
    assert ticked(county) == []
    county.town.do(taken, Withdraw("不用了"), LEAD)
    assert marked(county) == 404
    assert county.client("town").post("/weekly/mark/", {"desk": ROADS}).status_code == 404


def test_what_cannot_wait_for_the_day_of_the_list_says_so(county):
    county.town.do(asked(county, "报送2026年2月招商引资报表"), Accept(), ROADS)
    asked(county, "报送2026年3月招商引资报表")
    marked(county)
    roads = county.client("roads", language="en")
    page = roads.get("/weekly/").content.decode()
    with CaptureQueriesContext(connection) as few:
        roads.get("/weekly/")
    for month in (4, 5, 6):
        asked(county, f"报送2026年{month}月招商引资报表")
    with CaptureQueriesContext(connection) as many:
        roads.get("/weekly/")
    assert len(many) == len(few) == 9
    assert "it cannot wait for it" in page  # Monday: three working days to answer end before Friday
