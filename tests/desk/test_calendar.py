"""The calendar and the kinds: what is shown, what a change would move, who may enter it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiantou.access.models import Account, Person
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.calendar import DayRule
from qiantou.core.kernel import Actor
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase, Silence
from qiantou.core.moves import Accept
from qiantou.core.register import DAYS, HOURS, OUTAGES, Hours, Listed, Outage
from qiantou.core.worktime import OFFICE_HOURS
from qiantou.desk.calendar_change import sessions_of
from qiantou.desk.calendar_moves import COMPUTED
from qiantou.desk.calendar_year import sort_of
from qiantou.ledger import stored
from qiantou.readmodel.models import MatterRow
from tests.core.world import ROADS, local
from tests.desk.town import LONG_AGO, Office, office

FRIDAY = date(2026, 3, 20)
NOTICE = "县政办发〔2026〕3号"


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def listed(*listings: Listed) -> None:
    execute_all((), by=Actor(), command_id=shell.fresh(), listings=listings)


def keeper(county: Office) -> Client:
    person = Person.objects.create(name="adam")
    county.people["adam"] = Account.objects.create_user("adam", None, person=person, admin="system")
    return county.client("adam", language="en")


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"/calendar/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def calendar():
    return registers.current().at(shell.now()).calendar


def cell(page: str, number: int, month: int) -> str:
    table = page.split('<table class="month">')[month]
    return re.search(rf"<td class=\"([^\"]*)\" title=\"[^\"]*\">{number}(?:<sup|</td)", table).group(1)


def test_every_sort_of_day_is_told_apart(county):
    listed(
        Listed(DAYS, "2026-03-04", DayRule((), "春假", NOTICE), LONG_AGO),
        Listed(DAYS, "2026-03-07", DayRule(OFFICE_HOURS, "春假", NOTICE), LONG_AGO),
        Listed(DAYS, "2026-03-05", DayRule(OFFICE_HOURS[:1], "", NOTICE), LONG_AGO),
        Listed(DAYS, "2026-03-06", DayRule(((time(10), time(16)),), "", NOTICE), LONG_AGO),
        Listed(OUTAGES, "o", Outage(local("2026-03-09 00:00"), local("2026-03-10 00:00")), LONG_AGO),
    )
    sorts = {day: sort_of(calendar(), date(2026, 3, day)) for day in (2, 4, 5, 6, 7, 8, 9)}
    assert sorts == {2: "work", 4: "holiday", 5: "half", 6: "half", 7: "shift", 8: "weekend", 9: "closed"}
    page = shown(county.client("town"))
    assert "d-holiday" in cell(page, 4, 3)
    assert "today" in cell(page, 2, 3)
    assert page.count("春假") >= 2
    assert NOTICE in page


def test_where_the_data_run_out_a_warning_says_what_that_means(county):
    listed(Listed(HOURS, "site", Hours("Asia/Shanghai", OFFICE_HOURS, date(2026, 12, 31)), LONG_AGO))
    client = county.client("town", language="en")
    assert "only Monday to Friday is used" not in shown(client)
    assert "only Monday to Friday is used" in shown(client, "?year=2027")
    assert "unknown" in cell(shown(client, "?year=2027"), 4, 1)


@pytest.mark.parametrize("year", ["next", "0", "99999", "２０２６"])
def test_what_is_no_year_is_not_found(county, year: str):
    assert county.client("town").get(f"/calendar/?year={year}").status_code == 404


def rest(**changed: str) -> dict[str, str]:
    return {"day": FRIDAY.isoformat(), "holds": "rest", "name": "植树节", "source": NOTICE, "hours": "", **changed}


def test_a_change_says_first_which_dates_would_move_and_enters_nothing(county):
    stream = county.town.offered(due=FRIDAY)
    county.town.do(stream, Accept(), ROADS)
    county.town.offered(due=date(2026, 3, 25))
    client, size = keeper(county), stored.size()
    page = client.post("/calendar/change/day/", rest()).content.decode()
    assert "1 date would move. The change can touch 1 of 2 open matters." in page
    assert stream[:12] in page
    assert "修复老桥" not in page
    assert stored.size() == size
    assert sort_of(calendar(), FRIDAY) == "work"


def reply_of(county: Office, day: str, **typed: str) -> str:
    return keeper(county).post("/calendar/change/day/", rest(day=day, **typed)).content.decode()


def test_a_change_moves_reply_clocks_too(county):
    stream = county.town.offered()  # Monday 2 March: the doer has three working days
    page = reply_of(county, "2026-03-04")
    assert "1 date would move" in page
    assert "reply clock" in page
    assert stream[:12] in page
    assert "the end of Fri 6 Mar 2026" in page
    assert county.row(stream).reply_at == local("2026-03-06 00:00")


def test_what_a_change_cannot_touch_is_not_folded(county):
    stream = county.town.offered(due=FRIDAY)
    county.town.do(stream, Accept(), ROADS)
    row = county.row(stream)
    MatterRow.objects.bulk_create(
        [MatterRow(**(row_values(row) | {"stream": f"{number:032x}", "due_now": date(2026, 12, 1)}))
         for number in range(10_000)]
    )  # fmt: skip
    client = keeper(county)
    with CaptureQueriesContext(connection) as counted:
        page = client.post("/calendar/change/day/", rest()).content.decode()
    assert "The change can touch 1 of 10001 open matters" in page
    assert len(counted) < 12
    assert max(len(query["sql"]) for query in counted.captured_queries) < 3000


def test_of_very_many_the_most_urgent_are_computed_and_the_rest_is_said(county):
    stream = county.town.offered(due=FRIDAY)
    county.town.do(stream, Accept(), ROADS)
    row = county.row(stream)
    MatterRow.objects.bulk_create(
        [MatterRow(**(row_values(row) | {"stream": f"f{number:031x}"})) for number in range(COMPUTED + 9)]
    )
    page = reply_of(county, FRIDAY.isoformat())
    assert f"Only the {COMPUTED} most urgent were computed; the other 10 may move too." in page


def row_values(row: MatterRow) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in MatterRow._meta.concrete_fields}


def test_before_the_days_run_out_the_calendar_and_its_keeper_are_warned(county):
    client = keeper(county)
    known = Hours("Asia/Shanghai", OFFICE_HOURS, date(2026, 4, 30))
    listed(Listed(HOURS, "site", known, LONG_AGO))
    for page in (shown(client), client.get("/").content.decode()):
        assert "Days of rest are known up to Thu 30 Apr 2026, 59 days from now" in page
    assert "59 days" not in county.client("lead", language="en").get("/").content.decode()
    listed(Listed(HOURS, "site", replace(known, known_through=date(2026, 12, 31)), LONG_AGO))
    assert "days from now" not in shown(client)
    county.town.offered(due=date(2027, 1, 8))
    assert "Open matters are due as late as Fri 8 Jan 2027" in shown(client)


def test_the_zone_of_the_register_is_that_of_every_page(county):
    stream = county.town.offered(due=FRIDAY)
    client, lead = keeper(county), county.client("lead", language="en")
    assert "2 Mar 2026, 09:00" in lead.get(f"/m/{stream[:12]}/").content.decode()
    typed = {"hours": "10:00-14:00 16:00-20:00", "zone": "Asia/Urumqi"}
    assert client.post("/calendar/change/hours/", typed | {"zone": "Mars/Base"}).status_code == 422
    assert "Asia/Urumqi" in client.post("/calendar/change/hours/", typed).content.decode()
    assert client.post("/calendar/change/hours/", {**typed, "confirm": "yes"}).status_code == 302
    assert calendar().zone == "Asia/Urumqi"
    assert "2 Mar 2026, 07:00" in lead.get(f"/m/{stream[:12]}/").content.decode()
    assert "Asia/Urumqi" in shown(client)
    assert "10:00–14:00" in shown(client)


def test_confirming_is_one_entry_and_moves_the_dates(county):
    county.town.offered(due=FRIDAY)
    client, size = keeper(county), stored.size()
    page = client.post("/calendar/change/day/", rest()).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    for _ in range(2):  # a second press changes nothing
        answer = client.post("/calendar/change/day/", {**hidden, "confirm": "yes"})
        assert answer.headers["Location"] == "/calendar/?year=2026"
    assert stored.size() == size + 1
    assert sort_of(calendar(), FRIDAY) == "holiday"
    after = shown(client)
    assert "植树节" in after
    assert "System administrator" in after


def test_a_day_can_follow_the_week_again(county):
    listed(Listed(DAYS, "2026-03-20", DayRule((), "植树节", NOTICE), LONG_AGO))
    client = keeper(county)
    client.post("/calendar/change/day/", {**rest(holds="week"), "confirm": "yes", "command_id": "1" * 32})
    assert sort_of(calendar(), FRIDAY) == "work"


def test_an_outage_is_typed_on_the_sites_clock(county):
    typed = {"start": "2026-03-03T09:00", "end": "2026-03-03T11:00", "confirm": "yes", "command_id": "2" * 32}
    keeper(county).post("/calendar/change/outage/", typed)
    assert calendar().closed == ((local("2026-03-03 09:00"), local("2026-03-03 11:00")),)


def test_how_far_days_are_known_can_be_said(county):
    keeper(county).post("/calendar/change/known/", {"through": "2027-12-31", "confirm": "yes"})
    assert calendar().known_through == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("what", "typed", "sentence"),
    [
        ("day", rest(source=""), "Name the notice"),
        ("day", rest(holds="hours", hours="nine to five"), "Write sessions"),
        ("day", rest(holds="hours", hours="13:00-17:00 09:00-12:00"), "Write sessions"),
        ("outage", {"start": "2026-03-03T11:00", "end": "2026-03-03T09:00"}, "must end after it begins"),
    ],
)
def test_what_makes_no_sense_is_told_at_the_field(county, what: str, typed: dict[str, str], sentence: str):
    answer = keeper(county).post(f"/calendar/change/{what}/", {**typed, "confirm": "yes"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_hours_are_read_as_people_write_them():
    assert sessions_of("9:00-12:00，13:30～17:00".replace("～", "~")) == (
        (time(9), time(12)),
        (time(13, 30), time(17)),
    )
    assert sessions_of("18:00至24:00") == ((time(18), time(0)),)


def test_only_the_system_administrator_keeps_the_calendar(county):
    client = county.client("lead")
    assert client.post("/calendar/change/day/", {**rest(), "confirm": "yes"}).status_code == 404
    assert client.get("/kinds/task/").status_code == 404
    assert "calendar/change" not in shown(client)
    assert keeper(county).post("/calendar/change/other/", {}).status_code == 404


def test_the_kinds_say_their_limits_and_on_what_they_rest(county):
    page = county.client("town", language="en").get("/kinds/").content.decode()
    assert "3 working days" in page
    assert "from a published local rule" in page
    assert "default of this program" in page
    assert "binds the doer" in page
    assert "past it a chaser is refused · default of this program" in page
    assert "of one chair; past it on its own word alone" in page
    assert "of one government; past it refused" in page
    assert "the head of the doer&#x27;s unit" in page
    assert "What this site changed" not in page


def test_changed_limits_hold_for_later_offers_alone(county):
    before = county.town.offered()
    client = keeper(county)
    page = client.get("/kinds/task/").content.decode()
    typed = filled(page) | {"offered_amount": "1", "offered_basis": NOTICE, "command_id": "3" * 32}
    size = stored.size()
    preview = client.post("/kinds/task/", typed).content.decode()
    assert "1 working day · " + NOTICE in preview
    assert stored.size() == size
    assert client.post("/kinds/task/", {**typed, "confirm": "yes"}).status_code == 302
    assert stored.size() == size + 1
    after = county.town.offered()
    from qiantou.desk.situation import situation

    limits = [situation(county.row(stream)).matter.policy.limit(Phase.OFFERED).amount for stream in (before, after)]
    assert limits == [3, 1]
    page = client.get("/kinds/").content.decode()
    assert NOTICE in page
    assert "changed by this site" in page
    differs = page[page.index("What this site changed") :].partition("</table>")[0]
    assert differs.count("<tr>") == 1
    assert "3 working days" in differs
    assert "1 working day" in differs


def filled(page: str) -> dict[str, object]:
    """The form of a kind as a browser would send it, untouched."""
    form = page[page.index('action="/kinds/') :]
    typed: dict[str, object] = dict(re.findall(r'<input type="(?:number|text)" name="(\w+)" value="([^"]*)"', form))
    typed |= dict.fromkeys(re.findall(r'<input type="text" name="(\w+)"(?! value)', form), "")
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        typed[name] = chosen.group(1) if chosen else ""
    typed["grounds"] = re.findall(r'name="grounds" value="([^"]+)"[^>]*checked', form)
    typed["others"] = ""
    return typed


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_left_as_it_is_changes_nothing(county, kind: str):
    client = keeper(county)
    page = client.get(f"/kinds/{kind}/").content.decode()
    assert "The rules say this already." in client.post(f"/kinds/{kind}/", filled(page)).content.decode()


def test_silence_caps_and_grounds_are_data(county):
    client = keeper(county)
    typed = filled(client.get("/kinds/task/").content.decode())
    typed |= {
        "offered_request": "close", "offered_order": "climb", "delivered_request": "consent", "rounds": "1",
        "chaser_amount": "2", "grounds": ["not-ours", "no-means"], "others": "须经上级批准",
    }  # fmt: skip
    preview = client.post("/kinds/task/", typed).content.decode()
    assert "the demand ends" in preview
    assert "须经上级批准" in preview
    assert client.post("/kinds/task/", {**typed, "confirm": "yes", "command_id": "5" * 32}).status_code == 302
    policy = registers.current().at(shell.now()).policy("task")
    assert policy.meaning(Phase.OFFERED, dispatch=False) is Silence.CLOSE
    assert policy.meaning(Phase.OFFERED, dispatch=True) is Silence.CLIMB
    assert policy.meaning(Phase.DELIVERED, dispatch=True) is Silence.CONSENT
    assert (policy.rounds, policy.chaser.amount, policy.grounds) == (1, 2, ("not-ours", "no-means", "须经上级批准"))
    task = county.town.offered()
    assert "须经上级批准" in county.client("roads").get(f"/m/{task[:12]}/").content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"offered_request": "bind"}, "Silence while"),
        ({"referred_request": "consent"}, "Silence while"),
        ({"grounds": [], "others": ""}, "Leave at least one ground"),
        ({"others": "x" * 61}, "at most 60 characters"),
        ({"rounds": "-1"}, 'aria-invalid="true"'),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_a_sentence(county, changed: dict[str, object], sentence: str):
    client, size = keeper(county), stored.size()
    typed = filled(client.get("/kinds/task/").content.decode()) | changed
    for confirm in ({}, {"confirm": "yes"}):
        answer = client.post("/kinds/task/", {**typed, **confirm})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert stored.size() == size


def test_the_queries_of_the_page_do_not_grow_with_its_rules(county):
    client = county.client("town")
    counts = []
    for number in range(2):
        client.get("/calendar/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/calendar/")
        counts.append(len(counted))
        days = (f"2026-0{number + 4}-{day:02}" for day in range(1, 20))
        listed(*(Listed(DAYS, day, DayRule((), "", NOTICE), LONG_AGO) for day in days))
    assert counts[0] == counts[1] == 7, [query["sql"][:80] for query in counted.captured_queries]
