"""Several at once: a preview first, then all are recorded by one command, or none."""

from __future__ import annotations

import re
from datetime import date

from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, Decline, Deliver, Offer, Report
from qiantou.desk import bulk
from qiantou.ledger.models import Entry, Sent
from tests.core.world import LEAD, ROADS
from tests.desk.town import Office, brought, office
from tests.support.marks import ON_SQLITE


def picks(page: str) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', page)


def previewed(client, code: str, desk: str, chosen: list[str]):
    return client.post("/bulk/preview/", {"code": code, "desk": desk, "pick": chosen})


def confirmed(client, page: str):
    hidden = dict(re.findall(r'<input type="hidden" name="(code|desk|command_id)" value="([^"]*)"', page))
    return client.post("/bulk/preview/", {**hidden, "pick": picks(page), "confirm": "yes"})


def delivered(county: Office, count: int = 3) -> list[str]:
    return [brought(county, "task", "delivered") for _ in range(count)]


def test_a_preview_records_nothing_and_one_command_accepts_all(site):
    with office() as county:
        tasks = delivered(county)
        lead = county.client("lead")
        chosen = picks(lead.get("/bulk/").content.decode())
        assert len(chosen) == 3
        before = Entry.objects.count()
        preview = previewed(lead, "accept-delivery", LEAD, chosen[:2])
        assert Entry.objects.count() == before
        assert len(picks(preview.content.decode())) == 2
        sent = Sent.objects.count()
        assert confirmed(lead, preview.content.decode()).status_code == 302
        assert sum(county.row(task).outcome == "accepted" for task in tasks) == 2
        assert Sent.objects.count() == sent + 1


@ON_SQLITE
def test_what_does_not_fit_is_said_and_follows(site, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    with office() as county:
        delivered(county, 3)
        lead = county.client("lead", language="en")
        page = lead.get("/bulk/").content.decode()
        assert len(picks(page)) == 2
        assert "2 of 3 are shown; the next ones follow when these are done." in page
        confirmed(lead, previewed(lead, "accept-delivery", LEAD, picks(page)).content.decode())
        page = lead.get("/bulk/").content.decode()
        assert len(picks(page)) == 1
        assert "are shown" not in page


@ON_SQLITE
def test_the_doer_accepts_several_offers(site):
    with office() as county:
        tasks = [county.town.offered() for _ in range(3)]
        roads = county.client("roads")
        chosen = picks(roads.get("/bulk/").content.decode())
        preview = previewed(roads, "accept", ROADS, chosen)
        confirmed(roads, preview.content.decode())
        assert {county.row(task).phase for task in tasks} == {"underway"}


def test_pressed_twice_is_once(site):
    with office() as county:
        delivered(county, 2)
        lead = county.client("lead")
        preview = previewed(lead, "accept-delivery", LEAD, picks(lead.get("/bulk/").content.decode())).content.decode()
        assert confirmed(lead, preview).status_code == 302
        entries = Entry.objects.count()
        assert confirmed(lead, preview).status_code == 302
        assert Entry.objects.count() == entries


def test_one_that_moved_meanwhile_stops_all_and_is_named(site):
    with office() as county:
        tasks = [county.town.offered() for _ in range(2)]
        roads = county.client("roads")
        preview = previewed(roads, "accept", ROADS, picks(roads.get("/bulk/").content.decode())).content.decode()
        county.town.do(tasks[0], Accept(), ROADS)
        county.town.do(tasks[0], Report("已开始"), ROADS)
        answer = confirmed(roads, preview)
        assert answer.status_code == 409
        assert "修复老桥" in answer.content.decode()
        assert county.row(tasks[1]).phase == "offered"


def test_one_that_is_refused_undoes_all_with_a_sentence(site):
    with office() as county:
        tasks = [county.town.offered() for _ in range(2)]
        county.town.do(tasks[0], Accept(), ROADS)
        county.town.do(tasks[0], Deliver("已办"), ROADS)
        roads = county.client("roads")
        chosen = [f"{task}:{county.row(task).version}" for task in tasks]
        preview = previewed(roads, "accept", ROADS, chosen).content.decode()
        answer = confirmed(roads, preview)
        assert answer.status_code == 422
        assert county.row(tasks[1]).phase == "offered"


@ON_SQLITE
def test_another_desks_matters_cannot_be_chosen(site):
    with office() as county:
        (task,) = delivered(county, 1)
        roads = county.client("roads")
        assert previewed(roads, "accept-delivery", LEAD, [f"{task}:3"]).status_code == 404
        assert picks(previewed(roads, "accept-delivery", ROADS, [f"{task}:3"]).content.decode()) == []


def test_a_reason_that_nobody_answered_is_told_before_the_delivery_is_accepted(sqlite_site):
    """On the form of the move and on the preview of several; not once it was refused."""
    with office() as county:
        work = county.town.offered(due=date(2026, 3, 3))
        county.town.do(work, Accept(), ROADS)
        county.town.later(days=3)
        reason, lead = Stream("e" * 32), county.client("lead", language="en")
        county.town.do(reason, Offer("explanation", ROADS, LEAD, "连日大雨", parent=work, beside=True), ROADS)
        county.town.do(work, Deliver("已办"), ROADS)
        page = lead.get(f"/m/{work[:12]}/").content.decode()
        told = page.split('id="move-accept-delivery"')[1].split("</form>")[0]
        assert "nobody has answered it" in told
        assert f'href="/m/{reason[:12]}/"' in page
        chosen = picks(lead.get("/bulk/").content.decode())
        assert (
            "its reason for being late is unanswered"
            in previewed(lead, "accept-delivery", LEAD, chosen[:1]).content.decode()
        )
        county.town.do(reason, Decline("within-its-power", "早有预报"), LEAD)
        assert "nobody has answered it" not in lead.get(f"/m/{work[:12]}/").content.decode()
