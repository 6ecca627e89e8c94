"""A government office that is a unit of its own does at its desk what the leader's own unit does.

It decides nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.register import DELEGATIONS, POSTS, TERMS, UNITS, Listed, Post, Term, Unit
from tests.acts.county import CLERK
from tests.api.programs import program
from tests.core.world import DEPUTY, GOV, HEAD, ROADS
from tests.desk.before_leaders import INK, LATER, staffed, stuck
from tests.desk.town import LONG_AGO, Office, office, sent

BUREAU, CHIEF, NAME = Desk("u:office"), Desk("p:chief"), "县政府办公室"


@pytest.fixture
def county(sqlite_site):
    with office() as made:
        staffed(made)
        named(made)
        yield made


def named(made: Office) -> None:
    """The row of the deputy's post names the office; its head alone sits there."""
    from qiantou.access.models import Account, Person

    person = Person.objects.create(name="chief")
    made.people["chief"] = Account.objects.create_user("chief", None, person=person)
    listings = [
        Listed(UNITS, BUREAU, Unit(parent=GOV, head=CHIEF, leader=Desk("p:deputy2")), LONG_AGO, name=NAME),
        Listed(POSTS, CHIEF, Post(BUREAU), LONG_AGO, name=f"{NAME} 主任"),
        Listed(TERMS, "t:chief", Term(person.id, CHIEF), LONG_AGO),
        Listed(POSTS, DEPUTY, Post(GOV, BUREAU), LONG_AGO),
    ]
    execute_all((), by=Actor(account=CLERK), command_id=shell.fresh(), listings=listings)


def test_it_prepares_the_case_prints_the_slip_and_enters_the_note_but_never_answers(county):
    stream = stuck(county)
    chief = county.client("chief", language="en")
    at = f"/decide/{stream[:12]}"

    listed = chief.get("/decide/").content.decode()
    assert f"{at}/note/" in listed
    assert "1 case waits for the decision of the leaders you work for" in chief.get("/").content.decode()
    slip = zipfile.ZipFile(io.BytesIO(chief.get(f"{at}/slip/").getvalue())).read("word/document.xml").decode()
    assert NAME in slip

    form = sent(chief.get(f"{at}/note/").content.decode(), "note")
    for code in ("keep", "proposed"):
        assert chief.post(f"{at}/{code}/", {**form, "reason": "同意"}).status_code in (403, 404)
    written = {"answer": "proposed", "reason": "同意交通局意见。", "written": "2026-03-02"}
    photo = SimpleUploadedFile("slip.png", INK)
    assert chief.post(f"{at}/note/", {**form, **written, "photo": photo}).status_code == 302
    row = county.row(stream)
    assert (row.holder, row.due_now, row.hatched) == (ROADS, LATER, True)
    assert NAME in county.client("lead", language="en").get(f"/m/{stream[:12]}/").content.decode()


def test_it_calls_the_leaders_meeting_and_enters_a_delegation_to_none_of_its_own(county):
    stuck(county)
    chief = county.client("chief", language="en")
    assert chief.get(f"/meetings/call/{DEPUTY}/").status_code == 200
    assert chief.get(f"/meetings/call/{HEAD}/").status_code == 404

    form = {**sent(chief.get("/delegations/").content.decode(), "delegate"), "post": DEPUTY, "deputy": "常务副县长"}
    form |= {"since": "2026-03-02", "until": "2026-03-20", "paper": "请假报批单第7号"}
    own = {**form, "deputy": f"{NAME} 主任", "scan": SimpleUploadedFile("a.png", INK)}
    assert "entry of their own office" in chief.post("/delegations/new/", own).content.decode()
    assert chief.post("/delegations/new/", {**form, "scan": SimpleUploadedFile("a.png", INK)}).status_code == 302
    assert len(registers.current().at(shell.now()).section(DELEGATIONS)) == 1


def test_the_pages_say_whose_office_it_is(county):
    assert NAME in county.client("deputy", language="en").get("/decide/").content.decode()
    units = county.client("lead", language="en").get("/units/").content.decode()
    assert "works as the office of" in units
    told = {one["desk"]: one for one in program(county, "lead").get("/api/units").json()}
    assert [post["office"] for post in told[GOV]["posts"] if post["office"]] == [NAME]
    assert len(told[BUREAU]["serves"]) == 1


def test_the_news_of_a_leaders_empty_post_goes_to_the_office_too(county):
    from qiantou.access.recipients import recipients

    execute_all(
        (), by=Actor(account=CLERK), command_id=shell.fresh(), listings=[Listed(TERMS, "t:deputy", None, LONG_AGO)]
    )
    told = {person.account for person in recipients([DEPUTY])[DEPUTY]}
    assert {county.people["chief"].id, county.people["office"].id} <= told
