"""Several units asked in one go: a matter each, under one reference, which only the asker can follow."""

from datetime import date

import pytest

from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Stream
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Basis
from qiantou.core.register import MANDATES, Listed
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import placed
from tests.acts.county import CLERK
from tests.api.programs import program
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER
from tests.desk.town import office


@pytest.fixture
def county(site):
    with office() as county:
        yield county


def asked(county, *names, part=""):
    form = {"command_id": "a" * 32, "desk": LEAD, "doers": "\n".join(names), "title": "报送台账", "joint": ""}
    assert county.client("lead").post(f"/ask/{part}", form).status_code == 302
    return {row.doer: row for row in MatterRow.objects.filter(title="报送台账")}


def page(county, who, row):
    return county.client(who).get(f"/m/{row.stream[:12]}/").content.decode()


def test_they_share_a_parent_reference_that_is_no_matter(county):
    rows = asked(county, "县交通局", "县水利局", "桥东镇")
    assert rows.keys() == {ROADS, WATER, TOWN}
    (parent,) = {row.parent for row in rows.values()}
    assert parent
    assert not MatterRow.objects.filter(stream=parent).exists()


def test_the_asker_is_led_from_one_to_the_others_and_they_are_not(county):
    rows = asked(county, "县交通局", "县水利局")
    links = {desk: f"/m/{row.stream[:12]}/" for desk, row in rows.items()}
    assert links[WATER] in page(county, "lead", rows[ROADS])
    assert "一并交办" in page(county, "lead", rows[ROADS])
    assert links[WATER] not in page(county, "roads", rows[ROADS])


def test_under_a_whole_they_are_its_parts(county):
    whole = county.town.offered()
    county.town.do(whole, Accept(), ROADS)
    rows = asked(county, "县水利局", "桥东镇", part=f"?part={whole[:12]}")
    assert {row.parent for row in rows.values()} == {whole}


def test_one_alone_needs_no_reference(county):
    assert asked(county, "县交通局")[ROADS].parent == ""


def test_a_leader_orders_by_post_whoever_stands_below_and_nobody_else(sqlite_site):
    with office() as county:
        form = {
            "command_id": "b" * 32,
            "desk": DEPUTY,
            "kind": "task",
            "title": "排查桥梁",
            "mandate": "post",
            "joint": "",
        }
        assert 'value="post"' not in county.client("lead").get("/ask/").content.decode(), "a unit holds no post"
        deputy = county.client("deputy")
        assert 'value="post"' in deputy.get("/ask/").content.decode()
        assert deputy.post("/ask/", {**form, "doers": "县交通局"}).status_code == 302
        row = MatterRow.objects.get(title="排查桥梁")
        offered = placed([row.stream])[Stream(row.stream)][0][0].event
        assert offered.basis == Basis("post", dispatch=True)
        above = deputy.post("/ask/", {**form, "command_id": "c" * 32, "doers": "县人民政府"})
        assert above.status_code == 422
        assert not MatterRow.objects.filter(title="排查桥梁").exclude(pk=row.stream).exists()


def ask(county, **said):
    form = {"command_id": "c" * 32, "desk": LEAD, "doers": "分管副县长", "title": "请协调台账", "joint": ""}
    return county.client("lead").post("/ask/", {**form, **said})


def test_a_leader_is_asked_once_it_is_said_that_nobody_is_to_be_blamed(county):
    unsaid = ask(county)
    assert unsaid.status_code == 422
    assert "请先说明" in unsaid.content.decode()
    assert ask(county, blames="yes").status_code == 422
    for clue in ({"blames": "clue"}, {"blames": "no", "title": "局长涉嫌受贿"}):
        shown = ask(county, **clue)
        assert (shown.status_code, "12388" in shown.content.decode()) == (422, True)
        assert "受贿" not in shown.content.decode()
    assert not MatterRow.objects.filter(doer=DEPUTY).exists()
    assert ask(county, blames="no").status_code == 302
    assert MatterRow.objects.get(doer=DEPUTY).title == "请协调台账"


def test_a_program_says_so_too_of_a_leader_and_of_a_proposal_about_units(county):
    lead = program(county, "lead")
    sent = {"desk": LEAD, "doers": [DEPUTY], "kind": "task", "title": "请协调台账"}
    answers = [lead.post("/api/asks", {**sent, **more}) for more in ({}, {"blames": True}, {"clue": True})]
    assert [one.json()["code"] for one in answers] == ["say-if-it-blames", "through-the-gate", "lawful-channel"]
    assert not MatterRow.objects.filter(doer=DEPUTY).exists()
    assert lead.post("/api/asks", {**sent, "blames": False}).status_code == 200

    joint = county.joint()
    lent = Mandate(joint, LEAD, (Power.OVERSEE,), (ROADS, WATER), DEPUTY, date(2027, 1, 1))
    execute_all((), by=Actor(DEPUTY, account=CLERK), command_id="lent",
                listings=[Listed(MANDATES, "g:bbbbbbbbbbbb", lent, date(2026, 3, 2))])  # fmt: skip
    terms = {"kind": "oversee", "basis": "mandate", "mandate": "g:bbbbbbbbbbbb", "joint": joint, "about": [ROADS]}
    assert lead.post("/api/asks", {**sent, **terms}).json()["code"] == "say-if-it-blames"
    put = lead.post("/api/asks", {**sent, **terms, "blames": False})
    assert put.status_code == 200, put.json()
    assert MatterRow.objects.get(kind="proposal").title == "请协调台账"
