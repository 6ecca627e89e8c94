"""The leader's desk: the list, one case on one screen, deciding in one step, the slip, the note the office enters."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import registers, shell
from qiantou.acts.execute import tick
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Stream, fold
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Block, Chase, Decline, Deliver, Offer, Refer, Rule
from qiantou.core.register import DELEGATIONS
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow
from tests.acts.county import Played
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.before_leaders import INK, LATER, staffed, stuck
from tests.desk.town import Office, brought, office, sent


@pytest.fixture
def county(sqlite_site):
    with office() as made:
        staffed(made)
        yield made


def page(made: Office, stream: Stream, who: str = "deputy", tail: str = "", status: int = 200) -> str:
    answer = made.client(who, language="en").get(f"/decide/{stream[:12]}/{tail}")
    assert answer.status_code == status
    return answer.content.decode()


def answered(made: Office, stream: Stream, code: str, who: str = "deputy", **said: object):
    client = made.client(who, language="en")
    shown = client.get(f"/decide/{stream[:12]}/").content.decode()
    return client.post(f"/decide/{stream[:12]}/{code}/", {**sent(shown, code), **said})


def test_what_waits_is_listed_for_the_leader_and_its_office_and_for_nobody_else(county):
    stream = stuck(county)

    assert f"/decide/{stream[:12]}/" in county.client("deputy").get("/decide/").content.decode()
    assert f"/decide/{stream[:12]}/note/" in county.client("office").get("/decide/").content.decode()
    assert stream[:12] not in county.client("second").get("/decide/").content.decode()
    assert '"/decide/"' not in county.client("roads").get("/").content.decode()
    for who in ("town", "roads"):
        assert county.client(who).get(f"/decide/{stream[:12]}/").status_code == 404


def test_the_page_of_the_matter_leads_to_the_case(county):
    stream = stuck(county)

    for who, leads in (("deputy", True), ("office", True), ("lead", False)):
        shown = county.client(who).get(f"/m/{stream[:12]}/").content.decode()
        assert (f'href="/decide/{stream[:12]}/"' in shown) == leads


def test_one_screen_has_both_sides_the_days_and_what_each_answer_sets_in_motion(county):
    stream = stuck(county)

    shown = page(county, stream)

    assert "桥墩检测须先完成" in shown
    assert "汛期之前必须通车" in shown
    proposed = re.search(r'<details id="answer-proposed".*?</details>', shown, re.S)
    assert proposed is not None
    assert "stays with" not in proposed.group(0)
    assert "goes to 县交通局" in proposed.group(0)
    assert "10 Apr 2026" in proposed.group(0)
    assert "goes on the list of the next coordination meeting" in shown


def test_deciding_in_one_step_does_what_the_screen_said(county):
    stream = stuck(county)

    answer = answered(county, stream, "proposed", reason="检测在前，四月十日前修复")

    assert (answer.status_code, answer["Location"]) == (302, "/decide/")
    row = county.row(stream)
    assert (row.holder, row.phase, row.due_now) == (ROADS, "underway", LATER)
    assert county.client("deputy").get(f"/decide/{stream[:12]}/")["Location"] == f"/m/{stream[:12]}/"


def test_read_is_no_decision(county):
    stream = stuck(county)

    answer = answered(county, stream, "keep", reason="阅。")

    assert answer.status_code == 422
    assert "阅。" in answer.content.decode()
    assert county.row(stream).phase == "referred"


def test_means_are_looked_at_before_they_are_ordered_and_opened_in_the_same_command(county):
    stream = stuck(county)
    asked = {"to": "县水利局", "reason": "调拨两台抽水泵", "due": "2026-03-10"}

    looked = answered(county, stream, "means", **asked, look="1")
    assert looked.status_code == 200
    assert "调拨两台抽水泵" in looked.content.decode()
    assert "goes to 县水利局" in looked.content.decode()
    assert "the terms bind" in looked.content.decode(), "an order of whoever stands above"
    assert MatterRow.objects.filter(kind="means").count() == 0

    assert answered(county, stream, "means", **asked).status_code == 302
    means = MatterRow.objects.get(kind="means")
    assert (means.asker, means.doer, means.parent, means.beside) == (DEPUTY, WATER, stream, True)
    assert county.row(stream).phase == "underway"


def test_sent_twice_it_is_decided_once_and_an_old_form_is_shown_what_happened(county):
    stream = stuck(county)
    client = county.client("deputy", language="en")
    form = sent(client.get(f"/decide/{stream[:12]}/").content.decode(), "up")
    other = sent(client.get(f"/decide/{stream[:12]}/").content.decode(), "keep")

    first = client.post(f"/decide/{stream[:12]}/up/", {**form, "reason": "超出权限，请县长定"})

    assert first.status_code == 302
    assert county.row(stream).holder == "p:head"
    late = client.post(f"/decide/{stream[:12]}/keep/", {**other, "reason": "照办"})
    assert late.status_code == 404, "it is before somebody else now"


def test_the_slip_is_one_page_from_the_record_with_the_code_that_opens_the_case(county):
    stream = stuck(county)

    answer = county.client("office").get(f"/decide/{stream[:12]}/slip/")

    assert answer.status_code == 200
    told = zipfile.ZipFile(io.BytesIO(answer.getvalue())).read("word/document.xml").decode()
    code = f"{stream[:4]}-{stream[4:8]}-{stream[8:12]}"
    assert code in told
    assert "桥墩检测须先完成" in told
    found = county.client("office").get(f"/decide/?{urlencode({'code': code.upper()})}")
    assert found["Location"] == f"/decide/{stream[:12]}/"
    assert county.client("town").get(f"/decide/?{urlencode({'code': code})}").status_code == 404


def test_the_office_enters_the_note_with_its_photo_and_the_leader_confirms_or_contests(county):
    stream = stuck(county)
    client = county.client("office", language="en")
    shown = client.get(f"/decide/{stream[:12]}/note/").content.decode()
    written = {"answer": "proposed", "reason": "同意交通局意见。四月十日前通车。", "written": "2026-03-02"}
    form = {**sent(shown, "note"), **written}

    assert client.post(f"/decide/{stream[:12]}/note/", form).status_code == 422, "without the photo"
    photo = SimpleUploadedFile("slip.png", INK)
    answer = client.post(f"/decide/{stream[:12]}/note/", {**form, "photo": photo})

    assert answer.status_code == 302
    row = county.row(stream)
    assert (row.holder, row.due_now, row.hatched) == (ROADS, LATER, True)
    matter = county.client("deputy", language="en").get(f"/m/{stream[:12]}/").content.decode()
    assert "同意交通局意见。四月十日前通车。" in matter
    photo_url = re.search(r'href="(/files/[0-9a-f]{64}/)"', matter)
    assert photo_url is not None
    assert county.client("deputy").get(photo_url.group(1)).content == INK
    waits = county.client("deputy", language="en").get("/decide/").content.decode()
    assert "Entered in your name" in waits


def test_the_note_may_order_means_which_stay_marked_until_the_leader_confirms(county):
    stream = stuck(county)
    client = county.client("office", language="en")
    form = sent(client.get(f"/decide/{stream[:12]}/note/").content.decode(), "note")
    form |= {
        "answer": "means",
        "reason": "同意。请水利局支援两台抽水泵。",
        "written": "2026-03-02",
        "due": "2026-03-10",
    }

    def entered(**said: str):
        photo = SimpleUploadedFile("slip.png", INK)
        return client.post(f"/decide/{stream[:12]}/note/", {**form, **said, "photo": photo})

    lacking = entered().content.decode()
    assert "This answer names a desk" in lacking
    assert "Say in a few words what is to be given" in lacking
    assert entered(doer="县水利局", what="调拨两台抽水泵").status_code == 302
    means = MatterRow.objects.get(kind="means")
    assert (means.asker, means.holder, means.title, means.hatched) == (DEPUTY, WATER, "调拨两台抽水泵", True)
    assert county.row(stream).phase == "underway"
    waits = county.client("deputy", language="en").get("/decide/").content.decode()
    assert "调拨两台抽水泵" in waits


def test_a_deputy_decides_under_a_delegation_and_the_record_names_both(county):
    stream = stuck(county)
    today = registers.current().at(shell.now()).day
    client = county.client("deputy", language="en")
    shown = client.get("/delegations/").content.decode()
    form = {**sent(shown, "delegate"), "deputy": "常务副县长", "since": today.isoformat()}
    assert client.post("/delegations/new/", {**form, "until": date(2027, 1, 1).isoformat()}).status_code == 422
    assert client.post("/delegations/new/", {**form, "until": date(2026, 3, 20).isoformat()}).status_code == 302

    assert "for whom you act" in county.client("second", language="en").get("/decide/").content.decode()
    assert "You decide for" in page(county, stream, "second")
    assert answered(county, stream, "keep", "second", reason="按原方案办理").status_code == 302
    told = county.client("lead", language="en").get(f"/m/{stream[:12]}/").content.decode()
    assert "acting for it" in told
    assert "常务副县长" in told
    key = next(iter(registers.current().at(shell.now()).section(DELEGATIONS)))
    assert county.client("roads").post(f"/delegations/{key[2:]}/over/").status_code == 404
    assert client.post(f"/delegations/{key[2:]}/over/", {"command_id": "c" * 32}).status_code == 302
    assert registers.current().at(shell.now()).section(DELEGATIONS) == {}


def test_the_office_enters_a_delegation_with_its_scan_and_the_leader_sees_it_first(county):
    office = county.client("office", language="en")
    form = {**sent(office.get("/delegations/").content.decode(), "delegate"), "post": DEPUTY, "deputy": "常务副县长"}
    form |= {"since": "2026-03-02", "until": "2026-03-20", "paper": "请假报批单第7号"}
    lacking = office.post("/delegations/new/", form)
    assert (lacking.status_code, "photo or scan of the paper" in lacking.content.decode()) == (422, True)
    own = {**form, "deputy": "县府办秘书科", "scan": SimpleUploadedFile("a.png", INK)}
    mine = office.post("/delegations/new/", own)
    assert (mine.status_code, "entry of their own office" in mine.content.decode()) == (422, True)
    answer = office.post("/delegations/new/", {**form, "scan": SimpleUploadedFile("a.png", INK)})
    assert answer.status_code == 302

    leader = county.client("deputy", language="en")
    shown = leader.get("/decide/").content.decode()
    assert "entered by your office from the paper 请假报批单第7号" in shown
    scan = re.search(r'href="(/files/[0-9a-f]{64}/)"', shown)
    assert scan is not None
    assert leader.get(scan.group(1)).content == INK
    assert county.client("roads").get(scan.group(1)).status_code == 404
    key = next(iter(registers.current().at(shell.now()).section(DELEGATIONS)))
    assert leader.post(f"/delegations/{key[2:]}/over/", {"command_id": "d" * 32}).status_code == 302
    assert "请假报批单" not in leader.get("/decide/").content.decode()


def test_the_pages_ask_the_database_a_bounded_number_of_times(county):
    stream = stuck(county)
    client = county.client("deputy")
    client.get(f"/decide/{stream[:12]}/")

    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(f"/decide/{stream[:12]}/")
    with CaptureQueriesContext(connection) as many:
        client.get("/decide/")

    assert (len(one), len(many)) == (15, 8)


@pytest.mark.parametrize(("kind", "shown"), [("variation", "grant-date"), ("dispute", "name"), ("obstacle", "end")])
def test_every_kind_of_case_has_its_own_answers(county, kind, shown):
    stream = brought(county, kind, "referred")
    who = {DEPUTY: "deputy"}[county.row(stream).holder]

    assert f'id="answer-{shown}"' in page(county, stream, who)


def test_a_delivered_work_can_count_as_done(county):
    stream = county.town.offered(due=date(2026, 3, 20))
    for command, desk in ((Accept(), ROADS), (Deliver("已通车"), ROADS), (Refer("已经达标"), ROADS)):
        county.town.do(stream, command, desk)

    assert answered(county, stream, "done", reason="符合约定").status_code == 302
    assert (county.row(stream).is_open, county.row(stream).outcome) == (False, "granted")


def test_what_another_blocks_is_before_the_leader_too(county):
    stream, stone = county.town.offered(due=date(2026, 3, 20)), shell.fresh()
    county.town.do(stream, Accept(), ROADS)
    county.town.do(stream, Block("缺图纸", to=WATER, fresh=stone), ROADS)
    county.town.do(stone, Refer("不归我们"), WATER)

    shown = page(county, stone)
    assert "It is none: the paused time is given back" in shown


def climbed(town: Played, work: Stream) -> MatterRow:
    """The sheet to which the ladder of a work leads when nothing moves."""
    for _day in range(60):
        town.later(days=1)
        tick(work)
        sheet = MatterRow.objects.filter(kind="decision", parent=work, is_open=True).first()
        if sheet is not None:
            return sheet
    raise AssertionError("no sheet within sixty days")


def test_the_sheet_of_the_ladder_shows_the_work_and_its_rungs_and_lifting_lets_it_rest(county):
    town = county.town
    joint = county.joint()
    stream = town.offered(due=date(2026, 3, 6), joint=joint)
    town.do(stream, Accept(), ROADS)
    sheet = climbed(town, stream)
    assert sheet.holder == DEPUTY

    town.later(days=3)
    strip = county.client("lead").get(f"/j/{joint[:12]}/").content.decode()
    bars = re.findall(r'<g class="st-bar[^"]*hue-above[^"]*"', strip)
    assert bars, "the leader's waiting is drawn in the colour of superiors"
    assert re.search(r"分管副县长.{0,400}?3天", strip, re.S), "and told with its days"
    shown = page(county, Stream(sheet.stream))
    assert "nothing moved" in shown
    assert 'id="answer-lift"' in shown
    assert answered(county, Stream(sheet.stream), "lift", reason="等待省里批复，不再催办").status_code == 302
    assert (county.row(Stream(sheet.stream)).is_open, county.row(stream).phase) == (False, "underway")
    lifted = fold(evolve, None, read([stream])[stream])
    assert lifted is not None
    assert lifted.lifted


def test_a_suggestion_of_another_post_is_a_letter_with_the_steps_taken_and_the_reason(county):
    town = county.town
    work = town.offered(due=date(2026, 3, 6), joint=county.joint())
    town.do(work, Accept(), ROADS)
    sheet = Stream(climbed(town, work).stream)

    answer = answered(county, sheet, "person", reason="经办岗位长期空缺，请另定")

    assert answer["Location"] == f"/m/{sheet[:12]}/papers/"
    for who in ("deputy", "office"):
        letter = county.client(who).get(f"/m/{sheet[:12]}/papers/").content.decode()
        assert "关于建议调整承办岗位的函" in letter
        assert "经办岗位长期空缺，请另定" in letter
        assert "书面催办" in letter, "the steps of the ladder until then"
        assert "请于〔未" not in letter
    assert "关于建议" not in county.client("roads").get(f"/m/{sheet[:12]}/papers/").content.decode()
    told = county.client("lead", language="en").get(f"/m/{sheet[:12]}/").content.decode()
    assert "another post is suggested to the unit" in told
    assert (county.row(work).doer, county.row(work).phase) == (ROADS, "underway")


def test_the_sheet_shows_what_both_sides_said_and_its_slip_every_answer(county):
    town = county.town
    work = town.offered(due=date(2026, 3, 6), joint=county.joint())
    town.do(work, Accept(), ROADS)
    town.later(days=7)
    town.do(work, Chase("汛期将至还没动工"), LEAD)
    reason = shell.fresh()
    town.do(reason, Offer("explanation", ROADS, LEAD, "挖掘许可在交警大队", parent=work, beside=True), ROADS)
    town.do(reason, Decline("no-reason-shown", "许可上月已发"), LEAD)
    town.do(reason, Rule(Phase.CLOSED, "不予认可", granted=False), DEPUTY)
    sheet = Stream(climbed(town, work).stream)

    shown = page(county, sheet)
    answer = county.client("office", language="en").get(f"/decide/{sheet[:12]}/slip/")

    for words in ("汛期将至还没动工", "挖掘许可在交警大队", "许可上月已发"):
        assert words in shown
    told = zipfile.ZipFile(io.BytesIO(answer.getvalue())).read("word/document.xml").decode()
    assert "挖掘许可在交警大队" in told
    assert "许可上月已发" in told
    asked = ("Set another day", "Name another doer", "Order the means", "Put the lead to another unit")
    for label in (*asked, "Suggest that another post", "Let the ladder rest", "Leave it as it is", "Pass it up"):
        assert label in told
    assert "write down the unit" in told


def test_which_of_two_works_goes_first_is_asked_by_their_names(county):
    town = county.town
    one, two, asked = town.offered(due=date(2026, 3, 20)), shell.fresh(), shell.fresh()
    town.do(two, Offer("task", WATER, ROADS, "疏通河道", due=date(2026, 3, 19)), WATER)
    for stream in (one, two):
        town.do(stream, Accept(), ROADS)
    question = Offer("precedence", ROADS, LEAD, "人手只够一件", parent=one, beside=True, about=(one, two))
    town.do(asked, question, ROADS)

    assert "First: 疏通河道" in page(county, asked)
    assert answered(county, asked, "first-2", reason="汛期先疏河道", due="2026-04-10").status_code == 302
    assert (county.row(one).due_now, county.row(two).due_now) == (LATER, date(2026, 3, 19))
