"""Forms of acts that take away what they are done to, sent twice: done once, and the second press is told so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest

from qiantou.access.confirming import KEY
from qiantou.core.moves import Accept, Refer
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.api.programs import program
from tests.core.world import DEPUTY, GOV, ROADS, local
from tests.desk.lettered import put
from tests.desk.test_bulletins import issued, ordered, told, worked
from tests.desk.test_mandates import hidden, key_of, lent, page
from tests.desk.town import Office, office


@pytest.fixture
def county(sqlite_site) -> Iterator[Office]:
    with office() as found:
        yield told(found)


def stale(client):
    """The browser of somebody who gave the password long ago."""
    session = client.session
    session[KEY] = "2020-01-01T00:00:00+00:00"
    session.save()
    return client


def twice(client, url: str, sent: dict) -> str:
    """What is told after the second press; asserts that only the first recorded anything."""
    assert client.post(url, sent).status_code == 302
    entries = Entry.objects.count()
    client.get("/delegations/")  # what the first was told is read
    again = client.post(url, sent, follow=True)
    assert again.redirect_chain
    assert Entry.objects.count() == entries
    return again.content.decode()


def test_a_second_press_is_told_what_the_first_one_did(county):
    leader = county.client("deputy", language="en")
    stream = county.town.offered(due=date(2026, 4, 30))
    county.town.do(stream, Accept(), ROADS)
    county.town.do(stream, Refer("why"), ROADS)
    sent = {"command_id": uuid4().hex, "version": county.row(stream).version, "desk": DEPUTY, "reason": "按原定办"}
    assert "Decided: " in twice(leader, f"/decide/{stream[:12]}/keep/", sent)
    other = leader.post(f"/decide/{stream[:12]}/keep/", {**sent, "reason": "另说"}, follow=True)
    assert "Nothing you sent was recorded" in other.content.decode()
    posting = {"desk": DEPUTY, "deputy": "p:town-clerk", "since": "2026-03-02", "until": "2026-04-01"}
    name = program(county, "deputy").post("/api/delegations", posting).json()["opened"][0].removeprefix("b:")
    assert "has ended" in twice(leader, f"/delegations/{name}/over/", {"command_id": uuid4().hex})
    joint = county.joint()
    lent(county, joint)
    shown = leader.get(page(joint)).content.decode()
    sent = {**hidden(shown, "end"), "reason": "why"}
    assert "It is entered" in twice(leader, f"{page(joint)}{key_of(shown)}/say/", sent)


def test_a_meeting_is_called_off_once_and_a_correction_stands_once(county):
    stream = county.town.offered(due=date(2026, 4, 30))
    county.town.do(stream, Accept(), ROADS)
    county.town.do(stream, Refer("why"), ROADS)
    meeting = {
        "desk": DEPUTY,
        "chair": DEPUTY,
        "day": "2026-03-16",
        "agenda": [{"brought": "put", "matters": [stream]}],
    }
    called = program(county, "deputy").post("/api/meetings", meeting).json()["opened"][0]
    url = f"/meetings/{called.removeprefix('e:')[:12]}/off/"
    assert "is called off" in twice(county.client("deputy", language="en"), url, {"command_id": uuid4().hex})
    url = ordered(county, worked(county))
    county.town.now = local("2026-03-09 09:00")
    issued(county, url)
    sent = {"command_id": uuid4().hex, "line": 1, "said": "更正"}
    assert "correction stands" in twice(county.client("office", language="en"), f"{url}correct/", sent)
    again = program(county, "office")
    key = uuid4().hex
    said = [again.post(f"/api{url}say", {"desk": GOV, "said": "再更正", "line": 1}, key=key).json() for _ in range(2)]
    assert said[0]["position"] == said[1]["position"]
    assert said[1]["repeated"]


def test_nothing_that_binds_goes_past_the_password(sqlite_site):
    with put() as plan:
        plan.sign()
        row = plan.of(DEPUTY, "signature").row
        leader = stale(plan.county.client("deputy"))
        sent = {"code": "accept", "desk": DEPUTY, "confirm": "1", "pick": f"{row.stream}:{row.version}"}
        for more in ({}, {"command_id": ""}, {"command_id": uuid4().hex}):
            assert b"confirming_password" in leader.post("/bulk/preview/", {**sent, **more}).content
        fresh = plan.county.client("deputy")
        assert fresh.post("/bulk/preview/", sent).status_code == 404, "without a command's id there is no receipt"
        assert MatterRow.objects.get(pk=row.stream).is_open
        today = plan.county.town.now.date().isoformat()
        lent_on = {"desk": DEPUTY, "deputy": "p:town-clerk", "since": today, "until": today}
        name = program(plan.county, "deputy").post("/api/delegations", lent_on).json()["opened"][0].removeprefix("b:")
        over = f"/delegations/{name}/over/"
        for url in (f"{page(plan.joint)}0123456789ab/say/", f"/j/{plan.ref}/options/choose/", over):
            assert b"confirming_password" in leader.post(url, {"act": "end"}).content, url
        unsigned = program(plan.county, "deputy", scopes=("read", "move", "register"))
        said = {"desk": DEPUTY, "seen": 1, "act": "end"}
        chosen = {"desk": DEPUTY, "option": "A", "reason": "why"}
        for path, body in (("mandates/0123456789ab/say", said), ("options/choose", chosen)):
            assert unsigned.post(f"/api/joints/{plan.ref}/{path}", body).json()["code"] == "scope", path


def test_nobody_records_for_a_desk_of_its_own(county):
    stream = county.town.offered(due=date(2026, 4, 30))
    county.town.do(stream, Accept(), ROADS)
    county.town.do(stream, Refer("why"), ROADS)
    recorder = program(county, "deputy", scopes=("read", "move", "record"))
    said = {"by": GOV, "said": "2026-03-02", "paper": "自批"}
    ruled = {"desk": DEPUTY, "outcome": "underway", "reason": "why", "recorded": said}
    answer = recorder.post(f"/api/matters/{stream[:12]}/moves/rule", ruled)
    assert (answer.status_code, answer.json()["code"]) == (422, "may-not-record")
