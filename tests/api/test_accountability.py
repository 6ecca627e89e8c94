"""A program proposes accountability as a person does: the same gate, the same refusals, and no way round it."""

from __future__ import annotations

import pytest

from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.api.programs import program
from tests.core.world import DEPUTY, LEAD, ROADS
from tests.desk.test_accountability import late
from tests.desk.town import office


@pytest.fixture
def case(sqlite_site):
    with office() as county:
        yield late(county)


def test_a_program_proposes_by_the_same_gate_and_cannot_go_round_it(case):
    lead, water = program(case.county, "lead"), program(case.county, "water")
    address = f"/api/joints/{case.joint[:12]}/accountability"
    gate = lead.get(address, unit=ROADS).json()
    assert (gate["may"], [one["lacks"] for one in gate["works"]]) == (True, [["lack-check"]])
    place = f"{case.work}/{case.last}"
    assert place in [one["place"] for one in gate["entries"]]
    told = {"desk": LEAD, "unit": ROADS, "clue": False, "title": "问责建议", "reason": "再无进展", "places": [place]}
    refused = lead.post(address, told)
    assert (refused.status_code, refused.json()["code"]) == (422, "gate-not-passed")

    before = Entry.objects.count()
    for clue in ({"clue": True}, {"reason": "有人收受礼金"}):
        assert lead.post(address, told | clue).json()["code"] == "lawful-channel"
    round_it = {"desk": LEAD, "doers": [DEPUTY], "kind": "accountability", "title": "问责建议", "about": [ROADS, place]}
    assert lead.post("/api/asks", round_it).status_code == 422
    assert lead.post(address, told | {"places": [f"{case.work}/99"]}).status_code == 422
    assert not water.get(address, unit=ROADS).json().get("entries")
    assert Entry.objects.count() == before

    drawn = lead.post(f"{address}/check", {"desk": LEAD, "unit": ROADS})
    assert drawn.status_code == 200, drawn.content
    put = lead.post(address, told, key="k" * 16)
    assert put.status_code == 200, put.content
    assert put.json()["opened"] == [MatterRow.objects.get(kind="accountability").stream]
    assert lead.post(address, told, key="k" * 16).json()["position"] == put.json()["position"]
    assert MatterRow.objects.filter(kind="accountability").count() == 1
