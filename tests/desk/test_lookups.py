"""A discipline body sees nothing of any matter but by a look-up, in its range and days, and each page is an entry."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import Client

from qiantou.access.guards import standing, visible_joints, visible_matters
from qiantou.access.models import Account, Person
from qiantou.acts.execute import Step, execute_all
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.lookup import DISCIPLINE, LOOKED, Looked, Page, stream_of
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer, Report
from qiantou.core.register import POSTS, TERMS, UNITS, Listed, Post, Term, Unit
from qiantou.desk.frame import PAGES
from qiantou.desk.proof_entry import record_for
from qiantou.jobs.verify_site import differing
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import DeskRow, JointRow, ListingRow, MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER, local
from tests.desk.town import LONG_AGO, Office, office

DIS, POST = Desk("u:dis"), Desk("p:dis")
FORM = {"number": "纪调〔2026〕7号", "approval": "县纪委常委会", "units": "县交通局", "joint": "",
        "since": "2026-03-01", "through": "2026-03-10", "until": "2026-04-10"}  # fmt: skip


@dataclass
class Watched:
    county: Office
    body: Client
    joint: Stream
    work: Stream
    other: Stream

    def entered(self, **terms: str) -> str:
        """The address of a look-up that the body enters."""
        answer = self.body.post("/lookups/", {**FORM, "command_id": uuid4().hex, **terms})
        assert answer.status_code == 302, answer.content.decode()
        return re.findall(r'href="(/lookups/[0-9a-f]{12}/)"', self.body.get("/lookups/").content.decode())[0]


def opened() -> list[Looked]:
    return [one.value for one in entries(LOOKED)]


@pytest.fixture
def watched(sqlite_site):
    with office() as county:
        yield _watched(county)


@pytest.fixture
def watched_on_both(site):
    with office() as county:
        yield _watched(county)


def _watched(county: Office) -> Watched:
    person = Person.objects.create(name="dis")
    county.people["dis"] = Account.objects.create_user("dis", None, person=person)
    head = Desk("p:dis-head")
    listings = [
        Listed(UNITS, DIS, Unit(parent=GOV, head=head, sort=DISCIPLINE), LONG_AGO, name="县纪委监委"),
        Listed(POSTS, POST, Post(DIS), LONG_AGO, name="县纪委办公室"),
        Listed(POSTS, head, Post(DIS), LONG_AGO, name="县纪委书记"),
        Listed(TERMS, "t:dis", Term(person.id, POST), LONG_AGO),
    ]
    execute_all((), by=Actor(account=CLERK), command_id="dis", listings=listings)
    town, joint = county.town, county.joint()
    work = town.offered(due=date(2026, 3, 20), joint=joint)
    town.do(work, Accept(), ROADS)
    other = Stream("d" * 32)
    town.do(other, Offer("task", LEAD, WATER, "测量河道", joint=joint), LEAD)
    town.now = local("2026-03-12 09:00")
    town.do(work, Report("三月十二日的进展"), ROADS)
    return Watched(county, county.client("dis"), joint, work, other)


def test_without_a_look_up_every_list_and_page_is_empty_or_not_there(watched):
    account = Account.objects.get(login="dis")
    seen = standing(account)
    assert (seen.desks, seen.sight, seen.homes) == ((), frozenset(), frozenset())
    assert not visible_matters(account).exists()
    assert not visible_joints(account).exists()
    words = [*MatterRow.objects.values_list("title", flat=True), *JointRow.objects.values_list("title", flat=True)]
    for _name, _label, address in PAGES:
        page = watched.body.get(address).content.decode()
        assert not [word for word in words if word and word in page], address
    shown = watched.body.get("/lookups/").content.decode()
    assert [address in shown for address in ('href="/own-record/"', 'href="/matters/"', 'href="/review/units/"')] == [
        True, False, False]  # fmt: skip
    pages = [f"/m/{watched.work[:12]}/", f"/j/{watched.joint[:12]}/", f"/j/{watched.joint[:12]}/plan/"]
    assert [watched.body.get(page).status_code for page in pages] == [404] * len(pages)
    refused = watched.body.get(f"/duty-file/?post={POST}")
    assert (refused.status_code, "调阅" in refused.content.decode()) == (403, True)
    assert watched.body.get(f"/duty-file/file.docx?post={POST}").status_code == 404
    asked = watched.body.post("/ask/", {"command_id": "a" * 32})
    assert asked.status_code in (404, 422)


def test_a_look_up_opens_its_range_and_days_and_each_page_is_an_entry_first(watched_on_both):
    it = watched_on_both
    address = it.entered()
    assert opened() == []
    page = it.body.get(address).content.decode()
    assert "修复老桥" in page
    assert "测量河道" not in page
    assert [one.page for one in opened()] == [Page.LIST]
    matter = it.body.get(f"{address}m/{it.work[:12]}/").content.decode()
    assert "承办确认" in matter or "修复老桥" in matter
    assert "三月十二日的进展" not in matter
    assert [(one.page, one.matter) for one in opened()][1:] == [(Page.MATTER, it.work)]
    assert it.body.get(f"{address}m/{it.other[:12]}/").status_code == 404
    assert it.body.get(f"/m/{it.work[:12]}/").status_code == 404
    assert len(opened()) == 2

    it.county.town.later(minutes=5)
    assert list(differing()) == []
    case = opened()[0].case
    wrong = Looked(case, Page.MATTER, (ROADS, WATER), it.work)
    listing = Listed(LOOKED, f"{stream_of(case)}/wrong", wrong, it.county.town.now.date())
    execute_all((), by=Actor(DIS, POST, it.county.people["dis"].id), command_id="wrong", listings=[listing])
    assert [one.code for one in differing()] == ["page-differs"]

    told = it.county.client("roads").get("/lookups/").content.decode()
    assert "纪调〔2026〕7号" in told
    assert "县纪委监委" in told
    assert "纪调〔2026〕7号" not in it.county.client("town").get("/lookups/").content.decode()
    assert it.county.client("roads").get(address).status_code == 404


def test_a_confidential_case_is_told_once_it_is_closed_and_then_opens_nothing(watched):
    address = watched.entered(confidential="on")
    watched.body.get(address)
    roads = watched.county.client("roads")
    assert "纪调〔2026〕7号" not in roads.get("/lookups/").content.decode()
    unsure = watched.body.post(f"{address}close/", {"command_id": "b" * 32})
    assert (unsure.status_code, "不能再次打开" in unsure.content.decode()) == (422, True)
    assert "纪调〔2026〕7号" not in roads.get("/lookups/").content.decode()
    assert watched.body.post(f"{address}close/", {"command_id": "b" * 32, "sure": "on"}).status_code == 302
    assert "纪调〔2026〕7号" in roads.get("/lookups/").content.decode()
    assert "修复老桥" not in watched.body.get(address).content.decode()
    assert watched.body.get(f"{address}m/{watched.work[:12]}/").status_code == 404


def test_a_closing_says_no_words_and_is_told_under_the_number_it_was_entered_with(watched):
    key = "l:" + watched.entered().split("/")[2]
    watched.body.get(f"/lookups/{key[2:]}/")
    watched.county.town.later(minutes=1)
    found = next(one for one in entries("lookup") if one.key == key)
    by = Actor(DIS, POST, watched.county.people["dis"].id)
    day = watched.county.town.now.date()
    listing = Listed("lookup", key, replace(found.value, closed=day, number="another case"), day)
    with pytest.raises(Rejected, match="lookup-stays"):
        execute_all((), by=by, command_id="closed-otherwise", listings=[listing])
    assert watched.body.post(f"/lookups/{key[2:]}/close/", {"command_id": "b" * 32, "sure": "on"}).status_code == 302
    told = watched.county.client("roads").get("/lookups/").content.decode()
    assert "another case" not in told
    assert FORM["number"] in told


def test_its_entries_are_shown_to_nobody_before(watched):
    watched.body.get(watched.entered(confidential="on"))
    named = ListingRow.objects.filter(section__in=("lookup", "looked")).values_list("stream", "version")
    positions = [Entry.objects.get(stream=stream, version=version).position for stream, version in named]
    for who in ("dis", "roads", "lead", "deputy"):
        for position in positions:
            account = Account.objects.get(login=who)
            if who == "dis":
                assert record_for(account, position)[1].words
            else:
                with pytest.raises(Http404):
                    record_for(account, position)


def test_no_look_up_without_a_number_a_range_or_after_its_last_day(watched):
    for missing in ({"number": ""}, {"units": ""}, {"approval": " "}, {"until": "2027-04-10"}):
        answer = watched.body.post("/lookups/", {**FORM, "command_id": uuid4().hex, **missing})
        assert answer.status_code == 422, missing
    assert watched.county.client("roads").post("/lookups/", {**FORM, "command_id": uuid4().hex}).status_code == 404
    address = watched.entered(joint=watched.joint[:12])
    watched.county.town.now = local("2026-04-13 09:00")
    assert watched.work[:12] not in watched.body.get(address).content.decode()
    assert watched.body.get(f"{address}m/{watched.work[:12]}/").status_code == 404
    assert opened() == []


def test_a_long_list_goes_on_page_by_page_and_each_is_computed_once_more(watched, monkeypatch):
    monkeypatch.setattr("qiantou.access.lookups.MOST", 1)
    it, town = watched, watched.county.town
    town.later(minutes=1)
    town.do(Stream("e" * 32), Offer("task", LEAD, WATER, "清淤", joint=it.joint), LEAD)
    town.later(minutes=1)
    address = it.entered(units="", joint="修复老桥", through="2026-03-12")
    first = it.body.get(address)
    assert "牵头工作“修复老桥”" in first.content.decode()
    second = it.body.get(f"{address}?{urlencode({'before': first.context['more']})}")
    titles = [[line["cells"][0]["text"] for line in one.context["table"]["rows"]] for one in (first, second)]
    assert titles[0] == ["清淤"]
    assert sorted(titles[1]) == ["修复老桥", "测量河道"], "opened in one instant"
    assert second.context["more"] == ""
    assert it.body.get(f"{address}?before=x").status_code == 404
    town.later(minutes=5)
    assert list(differing()) == []
    page = opened()[-1]
    wrong = replace(page, units=(TOWN,))
    listing = Listed(LOOKED, f"{stream_of(page.case)}/wrong", wrong, town.now.date())
    execute_all((), by=Actor(DIS, POST, it.county.people["dis"].id), command_id="wrong", listings=[listing])
    assert [one.code for one in differing()] == ["page-differs"]


def test_what_cannot_be_written_is_not_shown(watched, monkeypatch):
    from qiantou.access import lookups

    address = watched.entered()

    def fails(*_steps: object, **_terms: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(lookups, "execute_all", fails)
    with pytest.raises(OSError, match="disk is full"):
        watched.body.get(f"{address}m/{watched.work[:12]}/")


def test_the_body_stands_in_the_register_like_any_unit(watched):
    assert DeskRow.objects.filter(desk=DIS).exists()
    assert DEPUTY not in standing(Account.objects.get(login="dis")).sight


def test_a_work_that_changed_hands_is_told_to_whose_entries_are_shown(watched):
    """ROADS reported on the 6th, the work went over to WATER on the 11th: a look-up of either tells ROADS."""
    it, town, work, asked = watched, watched.county.town, Stream("c" * 32), Stream("b" * 32)
    town.now = local("2026-03-05 09:00")
    town.do(work, Offer("task", LEAD, ROADS, "a work that moves", joint=it.joint), LEAD)
    town.do(work, Accept(), ROADS)
    town.do(work, Report("a crack in the pier"), ROADS)
    town.now = local("2026-03-11 09:00")
    moves = Offer("variation", ROADS, LEAD, "to WATER", due=date(2026, 4, 10), parent=work, beside=True,
                  new_doer=WATER, joint=it.joint)  # fmt: skip
    town.do(asked, moves, ROADS)
    town.do(asked, Accept(), LEAD)
    town.later(minutes=3)
    for units, days in (("县水利局", "2026-03-11"), ("县交通局", "2026-03-10")):
        town.later(minutes=1)
        address = it.entered(units=units, since="2026-03-01", through=days)
        assert "a work that moves" in it.body.get(address).content.decode()
        assert it.body.get(f"{address}m/{work[:12]}/").status_code == 200
        assert all(ROADS in one.units for one in opened())
    town.later(minutes=1)
    told = it.body.get(it.entered(units="县交通局", since="2026-03-01", through="2026-03-10")).content.decode()
    assert "县水利局" not in told[told.index("a work that moves") :].split("</tr>")[0], "whose it became later"
    town.later(minutes=1)
    address = it.entered(units="县水利局", since="2026-03-01", through="2026-03-10")
    assert "a work that moves" not in it.body.get(address).content.decode()
    assert it.body.get(f"{address}m/{work[:12]}/").status_code == 404


def test_a_matter_without_an_entry_on_its_days_is_not_listed(watched):
    address = watched.entered(since="2026-03-09", through="2026-03-10")
    assert watched.work[:12] not in watched.body.get(address).content.decode()
    assert watched.body.get(f"{address}m/{watched.work[:12]}/").status_code == 404


def test_a_crash_after_the_entry_leaves_the_entry(watched, monkeypatch):
    """Whatever is shown was entered before: the entry is kept when the page is never finished."""
    address = watched.entered()

    def killed(*_found: object) -> None:
        assert [one.page for one in opened()] == [Page.MATTER], "it is there before anything is read for the page"
        raise KeyboardInterrupt

    monkeypatch.setattr("qiantou.desk.lookup_pages.read_matter", killed)
    with pytest.raises(KeyboardInterrupt):
        watched.body.get(f"{address}m/{watched.work[:12]}/")
    assert [(one.page, one.matter) for one in opened()] == [(Page.MATTER, watched.work)]


def test_an_own_record_tells_a_discipline_body_nothing_of_after_the_post_was_left(watched):
    """Who came from ROADS delivered there, and left before it was accepted."""
    it, town, person = watched, watched.county.town, watched.county.people["dis"]
    clerk = Desk("p:roads-clerk")
    term = Listed(TERMS, "t:was", Term(person.person_id, clerk, date(2026, 3, 12)), LONG_AGO)
    execute_all((), by=Actor(account=CLERK), command_id="was", listings=[term])
    execute_all((Step(it.work, Deliver("桥已修好")),), by=Actor(ROADS, clerk, person.id), command_id="did")
    town.now = local("2026-03-13 09:00")
    town.do(it.work, AcceptDelivery("验收通过"), LEAD)
    page = it.body.get("/own-record/", {"from": "2026-01-01", "to": "2026-12-31"}).content.decode()
    assert "修复老桥" in page
    assert "2026年3月13日验收" not in page.replace(" ", "")
    assert page.count("2026年3月13日") == 1, "the day of printing"
    assert f"/m/{it.work[:12]}/" not in page
    assert "您现在任职于纪检监察机关" in page


def test_what_only_asks_whether_a_page_is_there_is_shown_nothing_and_enters_nothing(watched):
    address = watched.entered()
    before = len(opened())
    assert watched.body.head(address).status_code == 405
    assert len(opened()) == before
    assert watched.body.get(address).status_code == 200
    assert len(opened()) == before + 1


def test_days_that_have_not_come_are_not_looked_up(watched):
    today = watched.county.town.now.date()
    sent = {**FORM, "command_id": uuid4().hex, "through": (today + timedelta(1)).isoformat()}
    refused = watched.body.post("/lookups/", sent)
    assert refused.status_code == 422
    assert "尚未发生的记录不得调阅" in refused.content.decode()
