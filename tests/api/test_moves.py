"""Moves sent by programs: the same rules as on the pages, once per key, and a receipt for each."""

from __future__ import annotations

from datetime import date

import pytest

from qiantou.access.tokens import MOVE, READ
from qiantou.acts import shell
from qiantou.api.moves import OPEN
from qiantou.core.moves import MOVES, Offer
from tests.api.programs import program
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.town import office

DUE = date(2026, 3, 20)


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


@pytest.fixture
def on_both(site):
    with office() as found:
        yield found


def test_a_task_goes_from_offer_to_its_end(on_both):
    county = on_both
    lead, roads = program(county, "lead"), program(county, "roads")
    asked = lead.post(
        "/api/asks", {"desk": LEAD, "kind": "task", "doers": [ROADS], "title": "修桥", "due": "2026-03-20"}
    )
    (stream,) = asked.json()["opened"]
    place = f"/api/matters/{stream[:12]}"
    whole = roads.get(place).json()
    assert {"accept", "counter", "decline"} <= {one["code"] for one in whole["moves"]}
    assert [(one["holder"], one["state"], one["end"]) for one in whole["spans"]] == [(ROADS, "offered", None)]
    for who, code, told in (
        (roads, "accept", {"desk": ROADS}),
        (roads, "deliver", {"desk": ROADS, "note": "已修好", "files": ["验收单"]}),
        (lead, "accept-delivery", {"desk": LEAD, "remark": "好"}),
    ):
        answer = who.post(f"{place}/moves/{code}", {**told, "seen": who.get(place).json()["version"]})
        assert answer.status_code == 200, answer.json()
    whole = lead.get(place).json()
    assert whole["matter"]["outcome"] == "accepted"
    assert [one["what"] for one in whole["entries"]] == ["Offered", "Accepted", "Delivered", "DeliveryAccepted"]
    assert whole["entries"][2]["said"] == "已修好\n验收单"


def test_a_key_is_one_command(county):
    stream = county.town.offered()
    roads, place = program(county, "roads"), f"/api/matters/{stream[:12]}/moves/counter"
    told = {"desk": ROADS, "due": "2026-04-03", "proposal": "晚些", "seen": 1}
    first = roads.post(place, told, key="the-first-key").json()
    again = roads.post(place, told, key="the-first-key").json()
    assert again["repeated"]
    assert (first["position"], first["leaf"]) == (again["position"], again["leaf"])
    other = roads.post(place, {**told, "proposal": "更晚"}, key="the-first-key")
    assert (other.status_code, other.json()["code"]) == (422, "command-id-reused")
    late = roads.post(place, told)
    assert (late.status_code, late.json()["code"]) == (409, "moved-on")


def test_a_refusal_is_the_pages_own_in_the_language_asked_for(county):
    stream = county.town.offered()
    place = f"/api/matters/{stream[:12]}/moves/deliver"
    refused = program(county, "roads").post(place, {"desk": ROADS, "note": "已办"})
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong-phase")
    assert refused.json()["facts"]["phase"] == "offered"
    english = refused.json()["sentence"]
    chinese = program(county, "roads", language="zh-CN,zh;q=0.9,en;q=0.8").post(place, {"desk": ROADS, "note": "已办"})
    assert english.startswith("The matter is")
    assert chinese.json()["sentence"] != english
    assert chinese.headers["Content-Language"] == "zh-hans"


def test_scope_desk_and_stranger_are_told_apart(county):
    stream = county.town.offered()
    place = f"/api/matters/{stream[:12]}/moves/accept"
    reader = program(county, "roads", scopes=(READ,))
    assert reader.post(place, {"desk": ROADS}).json() == {
        "code": "scope", "sentence": "This token has not the scope “move”.", "facts": {"scope": "move"},
    }  # fmt: skip
    assert program(county, "town").post(place, {"desk": ROADS}).status_code == 404
    other = program(county, "lead").post(place, {"desk": ROADS})
    assert (other.status_code, other.json()["code"]) == (403, "not-your-desk")
    assert county.row(stream).phase == "offered"


def test_recording_for_another_needs_its_own_scope_and_its_paper(county):
    stream = county.town.offered()
    place = f"/api/matters/{stream[:12]}/moves/accept"
    told = {"desk": ROADS, "recorded": {"by": LEAD, "said": "2026-03-02", "paper": "回执第3号"}}
    mover = program(county, "lead", scopes=(READ, MOVE))
    assert mover.post(place, told).json()["facts"] == {"scope": "record"}
    recorded = program(county, "lead").post(place, told)
    assert recorded.status_code == 200, recorded.json()
    assert county.row(stream).hatched


def test_what_stands_beside_a_work(county):
    stream = county.town.offered(due=DUE)
    roads, place = program(county, "roads"), f"/api/matters/{stream[:12]}"
    roads.post(f"{place}/moves/accept", {"desk": ROADS})
    more = {"desk": ROADS, "kind": "variation", "doer": LEAD, "title": "汛期，请延期", "due": "2026-04-10"}
    opened = roads.post(f"{place}/beside", more).json()["opened"]
    assert county.row(opened[0]).kind == "variation"
    refused = roads.post(f"{place}/beside", {**more, "kind": "task"})
    assert refused.json()["facts"]["fields"][0]["field"] == "kind"


def test_what_a_command_names_has_to_be_in_sight(county):
    stream, other = county.town.offered(), shell.fresh()
    county.town.do(other, Offer("task", LEAD, WATER, "清淤"), LEAD)
    roads, place = program(county, "roads"), f"/api/matters/{stream[:12]}"
    roads.post(f"{place}/moves/accept", {"desk": ROADS})
    blocked = roads.post(f"{place}/moves/block", {"desk": ROADS, "lack": "等图", "blocker": other})
    assert blocked.status_code == 404


def test_every_move_of_the_rules_is_an_operation():
    assert len(OPEN) == len(MOVES) - 1
