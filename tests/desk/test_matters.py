"""The matter page: the conversation, the moves that are mine now, dates explained, as of a past day."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.core.moves import Accept, Deliver
from tests.core.world import LEAD, ROADS
from tests.desk.town import office, said


def test_the_doer_sees_the_offer_and_accepts_it(site):
    with office() as county:
        task = county.town.offered(due=date(2026, 3, 20), detail="按会议纪要办理")
        roads = county.client("roads")
        page = roads.get(f"/m/{task[:12]}/")
        text = page.content.decode()
        assert page.status_code == 200
        assert "修复老桥" in text and "按会议纪要办理" in text and 'id="move-accept"' in text
        answer = said(roads, task, "accept")
        assert answer.status_code == 302, answer.content.decode()
        assert county.row(task).phase == "underway"
