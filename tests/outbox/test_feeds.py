"""Secret calendar addresses: what they hold, who makes them, how they end; and the form of the file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import icalendar
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.moves import Accept, Block
from qiantou.core.register import TERMS, Listed, Term
from qiantou.desk.ical import Event, calendar
from qiantou.outbox.models import Feed
from tests.acts.county import CLERK
from tests.core.world import ROADS, WATER
from tests.desk.town import Office, office

CHANGED = datetime(2026, 3, 2, 1, tzinfo=UTC)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200), st.integers(0, 9))
def test_another_reader_finds_what_was_written(summary, version):
    made = calendar("牵头", [Event("a@b", date(2026, 3, 20), summary, "https://a.example/m/1/", CHANGED, version)])
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert str(event["SUMMARY"]) == summary
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 20), date(2026, 3, 21))
    assert (str(event["UID"]), event["SEQUENCE"], event["DTSTAMP"].dt) == ("a@b", version, CHANGED)
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert lines[-1] == b""


def test_commas_backslashes_and_new_lines_are_escaped_and_other_control_letters_left_out():
    made = calendar("n", [Event("u", date(2026, 3, 20), "a;b,c\\d\ne\x07f", "https://a.example/", CHANGED, 1)])
    assert b"SUMMARY:a\\;b\\,c\\\\d\\nef\r\n" in made


@pytest.fixture
def county(sqlite_site):
    with override_settings(SITE_URL="https://qiantou.example"), office() as found:
        yield found


def made(county: Office, who: str = "roads", **fields: str) -> str:
    page = county.client(who).post("/messages/feeds/", fields).content.decode()
    address = re.search(r"https://qiantou\.example(/feeds/[\w-]{43}\.ics)", page)
    assert address is not None
    assert address.group(1) not in county.client(who).get("/messages/").content.decode()
    return address.group(1)


def events(address: str) -> list[icalendar.Event]:
    answer = Client(headers={"host": "127.0.0.1"}).get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def status(address: str) -> int:
    return int(Client(headers={"host": "127.0.0.1"}).get(address).status_code)


def test_what_is_in_hand_stands_on_its_day_without_its_title(county):
    task = county.town.offered(due=date(2026, 3, 20))
    county.town.do(task, Accept(), ROADS)
    asked = county.town.offered(due=date(2026, 4, 1))
    address = made(county)
    with CaptureQueriesContext(connection) as queries:
        found = {str(event["UID"]): event for event in events(address)}
    assert len(queries) <= 12
    assert set(found) == {f"{task}@qiantou.example", f"{asked}@qiantou.example"}
    held = found[f"{task}@qiantou.example"]
    assert held["DTSTART"].dt == date(2026, 3, 20)
    assert str(held["SUMMARY"]) == f"时限：任务 {task[:12]}"
    assert str(held["URL"]) == f"https://qiantou.example/m/{task[:12]}/"
    assert found[f"{asked}@qiantou.example"]["DTSTART"].dt < date(2026, 4, 1)  # the day to answer
    assert "修复老桥" not in str(found)


def test_what_stands_still_has_no_day(county):
    task, stone = county.town.offered(due=date(2026, 3, 20)), shell.fresh()
    county.town.do(task, Accept(), ROADS)
    address = made(county)
    assert len(events(address)) == 1
    county.town.do(task, Block("缺图纸", to=WATER, fresh=stone), ROADS)
    county.town.do(stone, Accept(), WATER)
    assert events(address) == []
    assert task not in str(events(made(county, "water")))


def test_an_address_made_for_one_desk_holds_that_desk_alone(county):
    county.town.offered()
    assert len(events(made(county, "roads-head"))) == 1
    assert len(events(made(county, "roads-head", desk=ROADS))) == 1
    assert events(made(county, "roads-head", desk="p:roads")) == []


def test_only_a_digest_of_the_secret_is_kept(county):
    address = made(county)
    token = address.removeprefix("/feeds/").removesuffix(".ics")
    assert token not in repr(list(Feed.objects.values()))


def test_a_revoked_address_finds_nothing_and_leaves_no_line_in_the_log(county, caplog):
    address = made(county)
    assert status(address) == 200
    key = Feed.objects.get().pk
    assert county.client("lead").post(f"/messages/feeds/{key}/revoke/").status_code == 404
    assert county.client("roads").post(f"/messages/feeds/{key}/revoke/").status_code == 302
    caplog.clear()
    assert status(address) == 404
    assert address not in caplog.text


def test_an_address_ends_with_its_owners_account_and_with_its_owners_seat(county):
    mine, desk = made(county), made(county, desk=ROADS)
    account = county.people["roads"]
    account.is_active = False
    account.save()
    assert (status(mine), status(desk)) == (404, 404)
    account.is_active = True
    account.save()
    gone = Term(account.person_id, Desk("p:roads-clerk"), date(2026, 3, 1))
    listed = Listed(TERMS, "t:roads", gone, date(2026, 3, 1))
    execute_all((), by=Actor(account=CLERK), command_id="gone", listings=[listed])
    assert (status(mine), status(desk)) == (404, 404)


def test_nobody_makes_an_address_for_a_desk_of_others_and_administrators_make_none(county):
    assert county.client("roads").post("/messages/feeds/", {"desk": "u:lead"}).status_code == 422
    assert not Feed.objects.exists()
    for _number in range(10):
        made(county)
    assert county.client("roads").post("/messages/feeds/", {}).status_code == 422
