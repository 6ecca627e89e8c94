"""What no request may hold: control characters anywhere, and no value where a kind of matter needs one."""

from __future__ import annotations

import pytest

from qiantou.access.models import Account, Person
from qiantou.api import cursors
from tests.api.programs import program
from tests.core.world import LEAD, ROADS
from tests.desk.town import office


@pytest.fixture
def county(site):
    with office() as found:
        yield found


@pytest.fixture
def quick(sqlite_site):
    with office() as found:
        yield found


def test_what_no_database_can_be_asked_about_is_refused_before_it_is_asked(county):
    lead = program(county, "lead")
    task = {"desk": LEAD, "kind": "task", "doers": [ROADS], "title": "t", "due": "2026-04-01"}
    for strange in ("u:\0", "u:\ud800"):
        for sent in ({**task, "desk": strange}, {**task, "doers": [strange]}, {**task, "title": strange}):
            answer = lead.post("/api/asks", sent)
            assert (answer.status_code, answer.json()["code"]) == (422, "control-characters")
    cursor = cursors.written("\0")
    for path in ("joints", "matters"):
        assert lead.get(f"/api/{path}", cursor=cursor).status_code == 422, path
    name, page = "a" * 32, county.client("lead")
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02T09:00:00", "nonsense"):
        for key in (f"{at}_{name}", f"{at}_x", f"{at}_"):
            assert lead.get("/api/matters", cursor=cursors.written(key)).status_code == 422, key
        assert page.get("/matters/", {"after": f"{at}_{name}"}).status_code == 200, at


def test_no_figure_of_a_kind_is_taken_away(quick):
    person = Person.objects.create(name="keeper")
    quick.people["keeper"] = Account.objects.create_user("keeper", None, person=person, admin="system")
    keeper = program(quick, "keeper")
    described = keeper.get("/api/kinds").json()
    for name in ("lights", "clocks", "silence", "rounds", "returns", "ladder", "grounds"):
        answer = keeper.post("/api/kinds/task", {name: None})
        assert (answer.status_code, answer.json()["code"]) == (422, "unfit"), name
    assert keeper.get("/api/kinds").json() == described
