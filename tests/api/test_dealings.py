"""Whole dealings by the interface alone, from the first request to the end, and the pages that show the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Stream
from qiantou.core.moves import Accept, Refer
from qiantou.core.numbering import AGENCIES, Agency
from qiantou.core.register import Listed
from qiantou.jobs.site import make_key_and_witness
from tests.acts.county import CLERK
from tests.api.programs import Program, program
from tests.core.world import DEPUTY, GOV, HEAD, ROADS, TOWN, WATER, local
from tests.desk.test_bulletins import WEEK, told, worked
from tests.desk.test_duties import OFFICE, kept, loaded
from tests.desk.town import LONG_AGO, Office, office


@pytest.fixture
def county(sqlite_site) -> Iterator[Office]:
    make_key_and_witness()
    with office() as found:
        yield found


def done(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def signed(program: Program, kind: str, desk: str) -> None:
    """Accept the one matter of that kind that lies on the desk, by the move that the matter itself names."""
    (mine,) = [one for one in done(program.get("/api/desk"))["mine"] if one["kind"] == kind]
    whole = done(program.get(f"/api/matters/{mine['ref']}"))
    (move,) = [one for one in whole["moves"] if (one["code"], one["desk"]) == ("accept", desk)]
    done(program.post(move["send_to"], {"desk": desk, "seen": whole["version"]}))


def test_a_bulletin_with_its_number_from_its_order_to_its_correction(county: Office) -> None:
    joint = worked(told(county))
    head = Actor(HEAD, account=CLERK)
    execute_all((), by=head, command_id=uuid4().hex, listings=[Listed(AGENCIES, "丰府办通报", Agency(GOV), LONG_AGO)])
    clerk, roads, deputy = (program(county, who) for who in ("office", "roads", "deputy"))
    weekly = {"joint": joint, "issuer": GOV, "every": "week", "ahead": 1}
    done(clerk.post("/api/bulletins", {"desk": GOV, "order": weekly}))
    county.town.now = local("2026-03-09 09:00")
    listed = done(clerk.get("/api/bulletins"))
    assert [(one["end"], one["why"]) for one in listed["waiting"]] == [(WEEK, "draft")]
    assert done(roads.get("/api/bulletins"))["waiting"] == []
    ref = listed["orders"][0]["ref"]
    place, page = f"/api/bulletins/{ref}/{WEEK}", f"/bulletins/{ref}/{WEEK}/?form=table"
    draft = done(clerk.get(place))
    assert roads.get(place).status_code == 404
    late = next(at for at, one in enumerate(draft["content"]["items"]) if (one["unit"], one["code"]) == (ROADS, "late"))
    marks = [{"unit": ROADS, "sort": "criticism", "items": [late], "text": "两项工作拖后"}]
    done(clerk.post(f"{place}/show", {"desk": GOV, "seal": draft["seal"], "marks": marks}))
    own = done(roads.get(place))["content"]
    assert all(ROADS in (one["unit"], one["whose"]) for one in own["items"])
    assert own["items"][own["marks"][0]["items"][0]] == draft["content"]["items"][late]
    assert done(program(county, "water").get(place))["content"]["marks"] == []
    done(roads.post(f"{place}/say", {"desk": ROADS, "said": "桥面封闭"}))
    done(clerk.post(f"{place}/ask", {"desk": GOV, "title": "修复老桥周报"}))
    signed(deputy, "signature", DEPUTY)
    early = clerk.post(f"{place}/issue", {"desk": GOV})
    assert early.json()["code"] == "shown-too-late"
    county.town.later(days=1)
    asked = {"agency": "丰府办通报", "form": "bulletin", "about": f"bulletin/{ref}/{WEEK}", "title": "修复老桥周报"}
    assert roads.post("/api/numbers", {"desk": ROADS, **asked}).status_code == 404
    number = done(clerk.post("/api/numbers", {"desk": GOV, **asked}))["number"]
    done(clerk.post(f"{place}/issue", {"desk": GOV}))
    done(clerk.post(f"{place}/say", {"desk": GOV, "line": 1, "said": "应为一天"}))
    assert [one["end"] for one in done(roads.get("/api/bulletins"))["issued"]] == [WEEK]
    shown = county.client("roads").get(page).content.decode()
    assert [words in shown for words in ("两项工作拖后", "桥面封闭", "应为一天")] == [True] * 3
    assert number == "丰府办通报〔2026〕1号"
    assert number in county.client("office").get(page).content.decode()


def test_a_meeting_from_its_points_to_the_work_it_gives(county: Office) -> None:
    road = county.town.offered(due=date(2026, 4, 30))
    county.town.do(road, Accept(), ROADS)
    county.town.do(road, Refer("年底前来不及"), ROADS)
    deputy, roads, water = (program(county, who) for who in ("deputy", "roads", "water"))
    (case,) = done(deputy.get("/api/decisions"))["decisions"]
    assert (case["matter"]["stream"], case["own"]) == (road, True)
    waits = done(deputy.get("/api/meetings/points", chair=DEPUTY))
    assert waits == {"by": DEPUTY, "points": [{"brought": "put", "matters": [road]}]}
    assert roads.get("/api/meetings/points", chair=DEPUTY).status_code == 404
    call = {"desk": DEPUTY, "chair": DEPUTY, "day": "2026-03-06", "agenda": waits["points"], "place": "三楼"}
    (name,) = done(deputy.post("/api/meetings", call))["opened"]
    ref = name.removeprefix("e:")[:12]
    assert [one["key"] for one in done(roads.get("/api/meetings"))["meetings"]] == [name]
    county.town.now = local("2026-03-06 15:00")
    minutes = {
        "desk": DEPUTY, "held": "2026-03-06", "number": "〔2026〕3号", "attended": [ROADS], "decisions": [],
        "tasks": [{"title": "备两台水泵", "doer": WATER, "due": "2026-03-20"}],
    }  # fmt: skip
    refused = deputy.post(f"/api/meetings/{ref}/minutes", minutes)
    assert (refused.status_code, refused.json()["code"]) == (422, "points-without-answer")
    decided = {"matter": road, "outcome": "goes-on", "due": "2026-05-15", "doer": None, "opened": None, "words": "延期"}
    done(deputy.post(f"/api/meetings/{ref}/minutes", {**minutes, "decisions": [decided]}))
    assert done(deputy.get("/api/decisions"))["decisions"] == []
    matter = done(roads.get(f"/api/matters/{road[:12]}"))["matter"]
    assert (matter["phase"], matter["due_now"]) == ("underway", "2026-05-15")
    assert "备两台水泵" in [one["title"] for one in done(water.get("/api/desk"))["mine"]]
    page = county.client("roads").get(f"/meetings/{ref}/").content.decode()
    assert ("〔2026〕3号" in page, "延期" in page) == (True, True)


def test_a_desk_is_given_away_and_back_and_a_unit_counts_its_papers(county: Office) -> None:
    leader, clerk, head = (program(county, who) for who in ("deputy", "town", "roads-head"))
    given = {"desk": DEPUTY, "deputy": "p:town-clerk", "since": "2026-03-02", "until": "2026-04-01"}
    unsigned = program(county, "deputy", scopes=("read", "move", "register"))
    assert unsigned.post("/api/delegations", given).json()["facts"] == {"scope": "sign"}
    (name,) = done(leader.post("/api/delegations", given))["opened"]
    assert DEPUTY in done(clerk.get("/api/desk"))["desks"]
    (held,) = done(clerk.get("/api/delegations"))["delegations"]
    assert (held["key"], held["delegation"]["deputy"]) == (name, "p:town-clerk")
    pages = county.client("town"), county.client("deputy")
    assert ["分管副县长" in page.get("/delegations/").content.decode() for page in pages] == [True, True]
    done(clerk.post(f"/api/delegations/{name.removeprefix('b:')}/over", {"desk": "p:town-clerk"}))
    assert DEPUTY not in done(clerk.get("/api/desk"))["desks"]

    done(head.post("/api/numbers/words", {"desk": "p:roads", "unit": ROADS, "word": "丰交函"}))
    done(head.post("/api/numbers/caps", {"desk": "p:roads", "unit": ROADS, "form": "request", "most": 1}))
    roads, stream = program(county, "roads"), county.town.offered()
    asked = {"desk": ROADS, "agency": "丰交函", "form": "request", "about": stream[:12], "title": "商请提供图纸"}
    assert done(roads.post("/api/numbers", asked))["number"] == "丰交函〔2026〕1号"
    assert roads.post("/api/numbers", asked).json()["code"] == "papers-capped"
    year = {one["form"]: one for one in done(roads.get("/api/numbers", unit=ROADS))["year"]}
    assert year["request"] == {"form": "request", "count": 1, "most": 1}
    assert "商请提供图纸" in county.client("roads").get("/numbers/").content.decode()


def test_a_change_of_duty_lists_from_its_application_to_its_publication(county: Office) -> None:
    kept(county)
    loaded()
    town, keeper, water = (program(county, who) for who in ("town", "office", "water"))
    rows = {one["duty"]["item"]: one for one in done(town.get("/api/duties", unit=TOWN))["duties"]}
    flood = rows["防汛抗旱"]
    duty = {name: value for name, value in flood["duty"].items() if name not in ("change", "until")}
    sent = {
        "desk": TOWN, "cause": "机构改革", "caused": "2026-02-10", "ground": "rule", "source": "某条例",
        "rows": [{"act": "change", "key": flood["key"], "duty": {**duty, "part": "巡查并上报"}}],
    }  # fmt: skip
    (change,) = done(town.post("/api/duties/changes", sent))["opened"]
    signed(keeper, "duty-change", OFFICE)
    place = f"/api/duties/changes/{change[:12]}/publish"
    published = {"desk": OFFICE, "paper": "编发2号"}
    assert keeper.post(place, published).json()["code"] == "opinions-first"
    signed(water, "consultation", WATER)
    assert town.post(place, {**published, "desk": TOWN}).status_code == 404
    done(keeper.post(place, published))
    county.town.now = local("2026-03-05 09:00")
    rows = {one["duty"]["item"]: one["duty"] for one in done(town.get("/api/duties", unit=TOWN))["duties"]}
    assert (rows["防汛抗旱"]["part"], rows["防汛抗旱"]["change"]) == ("巡查并上报", change)
    assert "巡查并上报" in county.client("town").get(f"/duties/?unit={TOWN}").content.decode()
    assert county.row(Stream(change)).phase == "delivered"
