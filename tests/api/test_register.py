"""What programs enter in the register and in joint works: as on the pages, by those who may."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.seal import seal
from tests.api.programs import Program, program
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.town import Office, office

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()


@pytest.fixture
def county(sqlite_site):
    make_key_and_witness()
    with office() as found:
        yield found


def done(answer: Any) -> Any:
    assert answer.status_code == 200, answer.json()
    return answer.json()


def begun(lead: Program) -> str:
    told = {
        "desk": LEAD, "title": "整治河道", "lead": LEAD, "sponsor": DEPUTY, "goal": "汛期前完成", "members": [ROADS],
        "asks": [{"doer": ROADS, "title": "清理路边沟渠", "due": "2026-05-01"}],
        "own": {"unit": LEAD, "due": "2026-05-01", "deliverable": "协调与汇总"},
    }  # fmt: skip
    joint, _task = done(lead.post("/api/joints", told))["opened"]
    return f"/api/joints/{joint[:12]}"


def test_a_joint_work_from_its_beginning_to_the_signed_plan(county: Office):
    lead, roads, deputy = (program(county, who) for who in ("lead", "roads", "deputy"))
    work = begun(lead)
    told = done(lead.get(work))
    assert [one["matter"]["title"] for one in told["matters"]] == ["清理路边沟渠"]
    charter = told["charter"]
    changed = {**{name: charter["charter"][name] for name in ("lead", "sponsor", "goal")}, "until": "2026-12-31"}
    done(lead.post(f"{work}/charter", {"desk": LEAD, "title": "整治河道", "seen": charter["version"], **changed}))
    assert done(lead.get(work))["charter"]["charter"]["until"] == "2026-12-31"
    stale = lead.post(f"{work}/charter", {"desk": LEAD, "title": "旧", "seen": charter["version"], **changed})
    assert (stale.status_code, stale.json()["code"]) == (409, "moved-on")
    seen = done(roads.get(f"{work}/plan"))["version"]
    line = {"unit": ROADS, "role": "do", "due": "2026-05-01", "deliverable": "沟渠畅通"}
    key = "one-plan-change"
    once = done(lead.post(f"{work}/plan", {"desk": LEAD, "seen": seen, "changes": [{"line": line}]}, key=key))
    assert once["changed"] == ["L002"]
    again = done(lead.post(f"{work}/plan", {"desk": LEAD, "seen": seen, "changes": [{"line": line}]}, key=key))
    assert (again["repeated"], again["changed"]) == (True, ["L002"])
    seen = done(lead.get(f"{work}/plan"))["version"]
    done(lead.post(f"{work}/signatures", {"desk": LEAD, "seen": seen}))
    letters = done(roads.get(f"{work}/letters"))["letters"]
    assert {one["doer"] for one in letters} == {ROADS, DEPUTY}
    own = next(one["stream"] for one in letters if one["doer"] == ROADS)
    reader = program(county, "roads", scopes=("read", "move"))
    unsigned = reader.post(f"/api/matters/{own}/moves/accept", {"desk": ROADS})
    assert unsigned.json()["facts"] == {"scope": "sign"}
    done(roads.post(f"/api/matters/{own}/moves/accept", {"desk": ROADS}))
    early = lead.post(f"{work}/launch", {"desk": LEAD})
    assert (early.status_code, early.json()["code"]) == (422, "not-all-signed")
    whole = next(one["stream"] for one in letters if one["doer"] == DEPUTY)
    done(deputy.post(f"/api/matters/{whole}/moves/accept", {"desk": DEPUTY}))
    done(lead.post(f"{work}/launch", {"desk": LEAD}))
    lines = [one["matter"]["title"] for one in done(lead.get(work))["matters"]]
    assert "沟渠畅通" in lines


def test_powers_are_lent_from_a_paper_with_its_scan(county: Office):
    lead, deputy, roads = (program(county, who) for who in ("lead", "deputy", "roads"))
    work = begun(lead)
    lent = {"desk": DEPUTY, "powers": ["dispatch"], "scope": [ROADS], "until": "2026-12-31"}
    (key,) = done(deputy.post(f"{work}/mandates", lent))["opened"]
    (held,) = done(lead.get(f"{work}/mandates"))["mandates"]
    assert (held["key"], held["standing"], held["mandate"]["holder"]) == (key, "in-force", LEAD)
    ended = {"desk": DEPUTY, "seen": held["version"], "act": "end", "reason": "完成"}
    place = f"{work}/mandates/{key.removeprefix('g:')}"
    assert roads.post(f"{place}/say", {**ended, "desk": ROADS}).status_code == 404
    done(deputy.post(f"{place}/say", ended))
    assert [one["standing"] for one in done(lead.get(f"{work}/mandates"))["mandates"]] == ["ended"]
    paper = {"desk": LEAD, "received": "2026-03-01", "title": "关于整治的通知", "units": [ROADS, WATER]}
    entering = program(county, "lead", scopes=("read", "register"))
    drawn = {"desk": LEAD, "title": "修渠", "lead": LEAD, "sponsor": DEPUTY, "goal": "通水", "members": [ROADS]}
    asks = {"asks": [{"doer": ROADS, "title": "清理路边沟渠"}]}
    lending = {"desk": LEAD, "home": ROADS, "until": "2026-06-30", "quarter_days": 2}
    for place, told in (
        ("/api/papers", paper),
        ("/api/joints", drawn | asks),
        (f"{work}/launch", {"desk": LEAD}),
        (f"{work}/lendings", lending),
    ):
        assert entering.post(place, told).json()["facts"] == {"scope": "move"}, place
    done(entering.post("/api/joints", drawn))
    bad = lead.post("/api/papers", {**paper, "scans": [{"content": "bm90aGluZw=="}]})
    assert (bad.status_code, bad.json()["code"]) == (422, "scan-unreadable")
    name, *words = done(lead.post("/api/papers", paper))["opened"]
    assert len(words) == 2
    assert done(roads.get(f"/api/papers/{name.removeprefix('r:')}"))["papers"][0]["title"] == "关于整治的通知"


def test_a_scan_goes_up_with_the_words_that_name_it_and_down_to_who_sees_them(county: Office):
    lead, roads = program(county, "lead"), program(county, "roads")
    from hashlib import sha256

    name = sha256(base64.b64decode(PNG)).hexdigest()
    told = {
        "desk": LEAD, "received": "2026-03-01", "title": "通知", "units": [ROADS], "scan": name,
        "scans": [{"content": PNG}],
    }  # fmt: skip
    done(lead.post("/api/papers", told))
    down = roads.get(f"/api/files/{name}")
    assert (down.status_code, down.content) == (200, base64.b64decode(PNG))
    assert program(county, "town").get(f"/api/files/{name}").status_code == 404


def test_the_calendar_and_kinds_are_kept_by_the_system_administrator(county: Office):
    person = Person.objects.create(name="keeper")
    county.people["keeper"] = Account.objects.create_user("keeper", None, person=person, admin="system")
    keeper = program(county, "keeper")
    rest = {"day": "2026-10-01", "rule": {"sessions": [], "name": "国庆节", "source": "国办发明电〔2025〕7号"}}
    done(keeper.post("/api/calendar", rest))
    assert done(program(county, "town").get("/api/calendar"))["days"]["2026-10-01"]["name"] == "国庆节"
    assert keeper.post("/api/calendar", {**rest, "hours": {"zone": "UTC", "sessions": []}}).status_code == 422
    task = next(one for one in done(keeper.get("/api/kinds")) if one["kind"] == "task")
    done(keeper.post("/api/kinds/task", {"returns": task["returns"] + 1, "clocks": task["clocks"]}))
    told = next(one for one in done(keeper.get("/api/kinds")) if one["kind"] == "task")
    assert told == {**task, "returns": task["returns"] + 1}
    assert keeper.post("/api/kinds/task", {"settles": True}).status_code == 422
    figure = next(one for one in done(keeper.get("/api/figures")) if one["name"] == "meeting-notice")
    assert (figure["amount"], figure["basis"], figure["since"]) == (5, "[default]", None)
    done(keeper.post("/api/figures/meeting-notice", {"amount": 3, "basis": "县政办发〔2026〕3号"}))
    told = next(one for one in done(program(county, "town").get("/api/figures")) if one["name"] == "meeting-notice")
    assert told == {**figure, "amount": 3, "basis": "县政办发〔2026〕3号", "since": "2026-03-02"}
    refused = keeper.post("/api/figures/meeting-notice", {"amount": 0})
    assert (refused.status_code, refused.json()["code"]) == (422, "figure-out-of-range")
    assert program(county, "lead").post("/api/figures/meeting-notice", {"amount": 3}).status_code == 404


def test_a_receipt_is_proven_once_it_is_sealed(county: Office):
    lead = program(county, "lead")
    asked = {"desk": LEAD, "kind": "task", "doers": [ROADS, WATER], "title": "报数据"}
    receipt = done(lead.post("/api/asks", asked))
    assert len(receipt["opened"]) == 2
    waiting = lead.get(receipt["proof"])
    assert (waiting.status_code, waiting.json()["code"]) == (404, "not-sealed")
    seal(shell.now())
    file = lead.get(receipt["proof"]).content.decode()
    checked = done(lead.post("/api/record/check", {"receipt": file}))
    assert (checked["holds"], checked["facts"]["position"]) == (True, receipt["position"])
    assert not done(lead.post("/api/record/check", {"receipt": file.replace("1", "2", 1)}))["holds"]
    entry = done(lead.get(f"/api/record/{receipt['position']}"))
    assert (entry["leaf"], entry["words"]["title"]) == (receipt["leaf"], "报数据")
    assert program(county, "town").get(f"/api/record/{receipt['position']}").status_code == 404


def test_pages_of_a_list_join_without_a_gap(county: Office):
    lead = program(county, "lead")
    for number in range(7):
        done(lead.post("/api/asks", {"desk": LEAD, "kind": "task", "doers": [ROADS], "title": f"第{number}件"}))
    for order in ("-changed", "due", "held"):
        titles, cursor = [], ""
        while True:
            page = done(lead.get("/api/matters", sort=order, limit=3, cursor=cursor))
            titles += [one["title"] for one in page["matters"]]
            cursor = page["next"]
            if not cursor:
                break
        assert sorted(titles) == [f"第{number}件" for number in range(7)], order
    assert lead.get("/api/matters", cursor="nonsense!").status_code == 422


def test_a_paper_of_a_page_comes_down_as_the_page_gives_it(county: Office):
    lead = program(county, "lead")
    work = begun(lead).rpartition("/")[2]
    answer = lead.get(f"/api/downloads/j/{work}/plan/plan.xlsx")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert lead.get("/api/downloads/tokens/").status_code == 404
    assert program(county, "town").get(f"/api/downloads/j/{work}/plan/plan.xlsx").status_code == 404
