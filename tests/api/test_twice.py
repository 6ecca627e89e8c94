"""The same request twice: one entry and one receipt, though what it was about is gone when it comes again."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from qiantou.core.moves import Accept, Refer
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.api.programs import program
from tests.core.world import DEPUTY, ROADS
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def twice(sender, path: str, sent: dict, status: int = 200) -> dict:
    """What was answered; asserts that the second answer is the first, and that other content under the key is not."""
    key = uuid4().hex
    first = sender.post(path, sent, key=key)
    assert first.status_code == status, first.content
    entries = Entry.objects.count()
    second = sender.post(path, sent, key=key)
    assert (second.status_code, second.json()["position"]) == (status, first.json()["position"]), second.content
    assert second.json()["repeated"] is True
    other = sender.post(path, {**sent, "scans": [{"content": "AAAA"}]}, key=key)
    assert other.json()["code"] == "command-id-reused"
    assert Entry.objects.count() == entries
    return first.json()


def referred(county):
    stream = county.town.offered(due=date(2026, 4, 30))
    county.town.do(stream, Accept(), ROADS)
    county.town.do(stream, Refer("why"), ROADS)
    return stream


def mandate(leader, works: str) -> tuple[str, dict]:
    one = leader.get(works).json()["mandates"][-1]
    return f"{works}/{one['key'].removeprefix('g:')}", one


def test_what_takes_its_own_ground_away_is_answered_the_same_again(county):
    leader, joint = program(county, "deputy"), county.joint()
    case = referred(county)
    seen = leader.get(f"/api/decisions/{case[:12]}").json()["version"]
    twice(leader, f"/api/decisions/{case[:12]}/keep", {"desk": DEPUTY, "seen": seen, "reason": "按原定办"})
    given = {"desk": DEPUTY, "deputy": "p:town-clerk", "since": "2026-03-02", "until": "2026-04-01"}
    name = leader.post("/api/delegations", given).json()["opened"][0].removeprefix("b:")
    twice(leader, f"/api/delegations/{name}/over", {"desk": DEPUTY})
    works = f"/api/joints/{joint[:12]}/mandates"
    lent = {"desk": DEPUTY, "powers": ["dispatch"], "scope": [ROADS], "until": "2026-06-30"}
    assert leader.post(works, lent).status_code == 200
    url, one = mandate(leader, works)
    twice(leader, url, {**lent, "seen": one["version"], "until": "2026-05-30"})
    url, one = mandate(leader, works)
    twice(leader, f"{url}/say", {"desk": DEPUTY, "seen": one["version"], "act": "end", "reason": "why"})


def test_a_meeting_called_off_ends_its_invitations_once(county):
    leader, case = program(county, "deputy"), referred(county)
    agenda = [{"brought": "put", "matters": [case]}]
    met = twice(leader, "/api/meetings", {"desk": DEPUTY, "chair": DEPUTY, "day": "2026-03-16", "agenda": agenda})
    invited = MatterRow.objects.filter(kind="meeting", is_open=True)
    assert invited.exists()
    twice(leader, f"/api/meetings/{met['opened'][0].removeprefix('e:')[:12]}/off", {"desk": DEPUTY})
    assert not invited.exists()
