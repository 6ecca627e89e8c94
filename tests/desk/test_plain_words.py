"""Pages say what is true and no more: of clocks and days, of what is closed, of matters with one title."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.translation import override

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.acts.launch import Division, Request, launch
from qiantou.core.calendar import DayRule
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept, AcceptDelivery, Block, Decline
from qiantou.core.register import DAYS, Listed
from qiantou.desk import importing
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import GOV, LEAD, ROADS, TOWN, WATER, local
from tests.desk.town import LONG_AGO, Office, brought, office
from tests.support.catalogue import texts


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def page(county: Office, who: str, address: str) -> str:
    return county.client(who, language="en").get(address).content.decode()


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", markup))


@pytest.mark.parametrize("now", ["2026-03-08 11:36", "2026-03-06 17:20"])
def test_a_block_that_stops_no_clock_says_truly_why(county, now):
    stream = county.town.offered(due=date(2026, 3, 20))
    county.town.do(stream, Accept(), ROADS)
    county.town.now = local(now)
    county.town.do(stream, Block("缺图纸", to=WATER, fresh=shell.fresh()), ROADS)
    told = plain(page(county, "roads", f"/m/{stream[:12]}/"))
    assert "clock: runs on until it is answered" in told
    assert "on a day of rest, or with an hour of work or less left of the day" in told


def test_facts_of_an_entry_stand_apart_from_what_they_are_called(county):
    stream = brought(county, "task", "delivered")
    told = plain(page(county, "lead", f"/m/{stream[:12]}/"))
    assert "asked of: 县交通局 · due: Fri 20 Mar 2026" in told


def test_a_due_day_is_no_riddle(county):
    stream = county.town.offered(due=date(2026, 3, 6))
    county.town.do(stream, Accept(), ROADS)
    county.town.now = local("2026-03-09 10:00")
    told = plain(page(county, "roads", f"/m/{stream[:12]}/"))
    assert "The last day on which it is in time is Fri 6 Mar 2026. It is 1 working day late." in told


def test_no_english_text_says_that_a_clock_stands():
    assert [text for text in texts() if re.search(r"clocks? (stands|stood)|^[Ss]tands$", text)] == []


def test_who_holds_a_matter_is_called_alike_everywhere():
    assert [text for text in texts() if re.search(r"in whose hands", text, re.I)] == []


def test_one_matter_is_one_matter():
    with override("en"):
        assert "1 matter was offered" in importing.opened_words(1, 7)
        assert "2 matters were offered" in importing.opened_words(2, 7)


def test_a_day_of_rest_is_told_with_the_signs_of_the_language(county):
    named = Listed(DAYS, "2026-03-20", DayRule((), "植树节", "通知"), LONG_AGO)
    execute_all((), by=Actor(account=CLERK), command_id="named", listings=[named])
    told = page(county, "lead", "/calendar/?year=2026")
    assert "day of rest: 植树节" in told
    assert "：" not in told


def test_what_is_closed_counts_no_days_and_asks_for_no_records(county):
    stream = brought(county, "task", "delivered")
    county.town.do(stream, AcceptDelivery(), LEAD)
    told = page(county, "lead", f"/m/{stream[:12]}/")
    assert "Fri 20 Mar 2026" in told
    assert "Fri 20 Mar 2026 · in" not in plain(told)
    assert "?for=" not in told


def test_all_are_chosen_by_a_script_alone(county):
    brought(county, "task", "delivered")
    box = re.search(r"<input[^>]*data-all[^>]*>", page(county, "lead", "/bulk/")).group(0)
    assert " hidden" in box


def test_rows_of_a_whole_and_its_parts_are_told_apart(county):
    rows = (Request("产销对接活动", ROADS, (WATER, TOWN)), Request("冷链", WATER))
    launch(Division("农产品促销", "县政办发〔2026〕3号", GOV, rows), by=Actor(GOV, account=CLERK), command_id="go")
    joint = MatterRow.objects.first().joint
    told = page(county, "roads", f"/j/{joint[:12]}/")
    names = [plain(name).strip() for name in re.findall(r"<li[^>]*>(.*?)</li>", told.split('class="strip-names"')[1])]
    assert names[:4] == [
        "001 县交通局 · 产销对接活动", "001-01 县水利局 · 产销对接活动", "001-02 桥东镇 · 产销对接活动",
        "002 县水利局 · 冷链",
    ]  # fmt: skip


def test_a_paper_of_several_leads_names_no_one_of_them(county):
    rows = (Request("产销对接活动", ROADS), Request("冷链", WATER))
    launch(Division("农产品促销", "", GOV, rows), by=Actor(GOV, account=CLERK), command_id="go")
    joint = MatterRow.objects.first().joint
    assert "Leads 县交通局, 县水利局" in plain(page(county, "roads", f"/j/{joint[:12]}/"))
    assert "Lead 县发改局" in plain(page(county, "lead", f"/j/{county_joint(county)[:12]}/"))


def county_joint(county: Office) -> str:
    joint = county.joint()
    county.town.offered(joint=joint, place="001")
    return joint


def test_whose_duty_it_was_said_to_be_is_who_is_asked_next(county):
    stream = county.town.offered()
    county.town.do(stream, Decline("not-ours", "不归我局", WATER), ROADS)
    told = page(county, "lead", f"/m/{stream[:12]}/")
    form = re.search(r'id="move-offer-to".*?</form>', told, re.S).group(0)
    assert 'value="县水利局"' in form
