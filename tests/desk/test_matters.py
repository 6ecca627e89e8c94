"""The matter page: the conversation, dates explained, silence told beforehand, as of a past day, lean."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.acts.erase import erase
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver, Offer, Refer, Withdraw
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import SpanRow
from tests.acts.county import CLERK
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.town import brought, office, said
from tests.support.marks import ON_SQLITE


def text_of(page) -> str:
    return page.content.decode()


def test_the_doer_sees_the_offer_and_accepts_it(site):
    with office() as county:
        task = county.town.offered(due=date(2026, 3, 20), detail="按会议纪要办理")
        roads = county.client("roads")
        page = text_of(roads.get(f"/m/{task[:12]}/"))
        assert "修复老桥" in page
        assert "按会议纪要办理" in page
        assert 'id="move-accept"' in page
        assert said(roads, task, "accept").status_code == 302
        assert county.row(task).phase == "underway"


@ON_SQLITE
def test_a_stranger_is_told_nothing(site):
    with office() as county:
        task = county.town.offered()
        assert county.client("town").get(f"/m/{task[:12]}/").status_code == 404


def test_a_page_costs_ten_questions(site):
    with office() as county:
        task = brought(county, "task", "underway", joint=county.joint(), place="001")
        for who in ("lead", "roads"):
            client = county.client(who)
            client.get(f"/m/{task[:12]}/")
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/m/{task[:12]}/")
            assert len(asked) <= 10


@ON_SQLITE
def test_every_entry_has_its_sentence_and_its_number(site):
    with office() as county:
        task = brought(county, "task", "delivered")
        page = text_of(county.client("lead").get(f"/m/{task[:12]}/"))
        positions = list(Entry.objects.filter(stream=task).order_by("version").values_list("position", flat=True))
        assert [int(found) for found in re.findall(r'id="entry-(\d+)"', page)] == positions


@ON_SQLITE
def test_silence_is_shown_before_it_bites(site):
    with office() as county:
        task = county.town.offered()
        page = text_of(county.client("roads", language="en").get(f"/m/{task[:12]}/"))
        assert "分管副县长" in page  # where the matter goes when nobody answers
        assert "the end of Thu 5 Mar 2026" in page  # the third working day after Monday the 2nd


def test_what_lapsed_is_shown_before_the_clock_records_it(site):
    """A dead worker changes nothing that a page says; nothing is written by looking."""
    with office() as county:
        task = county.town.offered()
        county.town.later(days=30)
        entries = Entry.objects.count()
        page = county.client("deputy").get(f"/m/{task[:12]}/")
        assert 'id="entry-due-2"' in text_of(page)
        assert 'id="move-rule"' in text_of(page)
        assert (Entry.objects.count(), county.row(task).phase) == (entries, "offered")


@ON_SQLITE
def test_a_decision_on_what_lapsed_unrecorded_is_carried_out(site):
    with office() as county:
        task = county.town.offered()
        county.town.later(days=30)
        answer = said(county.client("deputy"), task, "rule", outcome="underway", reason="由交通局办", due="")
        assert answer.status_code == 302, text_of(answer)
        assert county.row(task).phase == "underway"


def test_as_of_a_past_day_shows_what_was_known_then_and_no_moves(site):
    with office() as county:
        task = county.town.offered(due=date(2026, 3, 20))
        county.town.later(days=2)
        county.town.do(task, Accept(), ROADS)
        page = text_of(county.client("roads").get(f"/m/{task[:12]}/?asof=2026-03-02"))
        assert len(re.findall(r'id="entry-', page)) == 1
        assert 'method="post" action="/m/' not in page
        assert county.client("roads").get(f"/m/{task[:12]}/?asof=nonsense").status_code == 404


@ON_SQLITE
def test_the_date_is_explained_and_waiting_for_others_is_in_it(site):
    with office() as county:
        task = brought(county, "task", "underway")
        stone = shell.fresh()
        county.town.do(task, Block("缺图纸", to=WATER, fresh=stone), ROADS)
        county.town.do(stone, Accept(), WATER)
        county.town.later(days=2)
        county.town.do(stone, Deliver("图纸"), WATER)
        county.town.do(stone, AcceptDelivery(), ROADS)
        page = text_of(county.client("roads", language="en").get(f"/m/{task[:12]}/"))
        steps = re.search(r'<ol class="steps">(.*?)</ol>', page, re.S)
        assert steps is not None
        assert steps.group(1).count("<li>") >= 4
        due = county.row(task).due_now
        assert due == date(2026, 3, 24)
        assert "The last day on which it is in time is Tue 24 Mar 2026" in page


@ON_SQLITE
def test_the_strip_of_a_matter_has_a_bar_for_each_span(site):
    with office() as county:
        task = brought(county, "task", "delivered")
        county.town.later(hours=2)
        page = text_of(county.client("lead").get(f"/m/{task[:12]}/"))
        listed = re.findall(r"<tr[^>]*><th scope=\"row\">.*?<time", page, re.S)
        assert len(listed) >= SpanRow.objects.filter(stream=task).count() > 0


def test_erased_words_say_so_and_the_entry_stays(site):
    with office() as county:
        task = county.town.offered(detail="不该写的话")
        erase(task, 1, basis="申请删除", approver="保密办", by=Actor(account=CLERK))
        page = county.client("roads", language="en").get(f"/m/{task[:12]}/").content.decode()
        assert "不该写的话" not in page
        assert "These words were erased" in page
        assert len(re.findall(r'id="entry-', page)) == 1


@ON_SQLITE
def test_related_matters_stand_on_the_page_with_their_holders(site):
    with office() as county:
        dispute = brought(county, "dispute", "offered")
        work = county.row(dispute).parent
        page = text_of(county.client("roads").get(f"/m/{work[:12]}/"))
        assert f"/m/{dispute[:12]}/" in page
        assert "县水利局" in page


@ON_SQLITE
def test_a_demand_of_ones_own_asks_each_unit_by_a_matter_of_its_own(site):
    with office() as county:
        lead = county.client("lead")
        page = text_of(lead.get("/ask/"))
        command = re.search(r'name="command_id" value="([0-9a-f]{32})"', page)
        assert command is not None
        fields = {"command_id": command.group(1), "desk": LEAD, "doers": "县交通局\n县水利局", "title": "报送台账",
                  "due": "2026-03-20", "detail": "", "joint": ""}  # fmt: skip
        answer = lead.post("/ask/", fields)
        assert answer.status_code == 302, text_of(answer)
        assert "报送台账" in text_of(county.client("water").get("/"))
        assert "报送台账" in text_of(county.client("roads").get("/"))
        assert lead.post("/ask/", fields).status_code == 302  # pressed twice
        assert Entry.objects.count() == len(set(Entry.objects.values_list("stream", "version")))
        wrong = lead.post("/ask/", {**fields, "doers": "没有这个局"})
        assert wrong.status_code == 422
        assert "没有这个局" in text_of(wrong)


def test_a_day_far_from_every_record_is_not_found(sqlite_site):
    with office() as county:
        task = county.town.offered()
        assert county.client("roads").get(f"/m/{task[:12]}/?asof=9999-12-31").status_code == 404


def test_whoever_named_what_stops_its_work_is_offered_to_refer_a_later_day_and_not_to_agree(sqlite_site):
    with office() as county:
        town, work, bridge, later = county.town, county.town.offered(due=date(2026, 4, 1)), shell.fresh(), shell.fresh()
        town.do(work, Accept(), ROADS)
        town.do(bridge, Offer("task", ROADS, WATER, "先修便桥", due=date(2026, 3, 20)), ROADS)
        town.do(bridge, Accept(), WATER)
        town.do(work, Block("便桥未通", blocker=bridge), ROADS)
        more = Offer("variation", WATER, ROADS, "汛期延后", due=date(2026, 4, 30), parent=bridge, beside=True)
        town.do(later, more, WATER)
        page = text_of(county.client("roads").get(f"/m/{later[:12]}/"))
        assert 'id="move-accept"' not in page
        assert 'id="move-refer"' in page
        town.do(work, Refer("不等便桥"), ROADS)  # what no longer stops the work may be put off
        town.do(work, Withdraw("不需要"), LEAD)
        assert 'id="move-accept"' in text_of(county.client("roads").get(f"/m/{later[:12]}/"))
