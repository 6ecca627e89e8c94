"""Units and posts: who stands where, as of a day; sections unseen outside; the roster tried, then applied."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.register import POSTS, UNITS, Listed, Post, Unit
from qiantou.ledger import stored
from tests.core.world import ROADS
from tests.desk.town import LONG_AGO, Office, office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def listed(*listings: Listed) -> None:
    execute_all((), by=Actor(), command_id=shell.fresh(), listings=listings)


def keeper(county: Office, kind: str = "system") -> Client:
    person = Person.objects.create(name=kind)
    county.people[kind] = Account.objects.create_user(kind, None, person=person, admin=kind)
    return county.client(kind, language="en")


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"/units/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_unit_stands_with_its_head_its_leader_and_who_sits_there(county):
    page = shown(county.client("town"))
    row = re.search(r"<tr data-row>(?:(?!</tr>).)*县交通局</bdi>.*?</tr>", page, re.S).group(0)
    for name in ("局长", "分管副县长", "办公室", "roads-head"):
        assert name in row


def test_a_post_nobody_fills_is_vacant(county):
    assert "vacant" in shown(county.client("town", language="en"), "?q=桥东镇镇长")


def test_sections_are_seen_in_their_own_unit_alone(county):
    listed(Listed(UNITS, "u:works", Unit(parent=ROADS, inner=True, sort="section"), LONG_AGO, name="工程股"))
    assert "工程股" in shown(county.client("roads"))
    assert "工程股" not in shown(county.client("town"))
    assert "工程股" not in shown(county.client("deputy"))
    assert "工程股" not in county.client("town").get("/units/export/").content.decode("latin-1")
    assert "工程股" in shown(keeper(county))


def test_a_search_keeps_what_fits(county):
    page = shown(county.client("town"), "?q=水利")
    assert "县水利局" in page
    assert "县交通局" not in page


def test_a_past_day_shows_what_was_in_force_then(county):
    before = shell.now().date()
    county.town.later(days=3)
    listed(Listed(UNITS, "u:new", Unit(parent=Desk("u:gov"), sort="bureau"), shell.now().date(), name="新设局"))
    assert "新设局" in shown(county.client("town"))
    assert "新设局" not in shown(county.client("town"), f"?asof={before.isoformat()}")
    assert shown(county.client("town"), f"?asof={(before + timedelta(days=900)).isoformat()}").count("新设局") > 0


def test_a_day_that_is_none_is_told(county):
    assert 'aria-invalid="true"' in shown(county.client("town"), "?asof=yesterday")


def test_excel_holds_exactly_what_is_shown(county):
    answer = county.client("town").get("/units/export/?q=水利")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert {row[1] for row in rows[1:]} == {"县水利局"}
    assert {row[6] for row in rows[1:]} == {"局长", "办公室"}


def book(**sheets: list[tuple[str, ...]]) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return SimpleUploadedFile("roster.xlsx", buffer.getvalue())


def roster() -> SimpleUploadedFile:
    return book(
        单位=[("单位", "上级单位", "类别", "主要负责人岗位"), ("县林业局", "县政府", "局", "林业局局长")],
        岗位=[("单位", "岗位"), ("县林业局", "林业局局长")],
        人员=[("账号", "姓名", "单位", "岗位"), ("linye", "（姓名）", "县林业局", "林业局局长")],
    )


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(data|command_id)" value="([^"]*)"', page))


def test_a_dry_run_changes_nothing_and_applying_changes_all(county):
    client, size = keeper(county), stored.size()
    page = client.post("/units/import/", {"file": roster()}).content.decode()
    assert "县林业局" in page
    assert (stored.size(), Account.objects.filter(login="linye").exists()) == (size, False)
    done = client.post("/units/import/apply/", hidden(page)).content.decode()
    assert stored.size() == size + 3
    assert "1 new account waits for the security administrator" in done
    made = Account.objects.get(login="linye")
    assert (made.is_active, made.has_usable_password()) == (False, False)
    assert "林业局局长" in shown(county.client("town"), "?q=林业")
    again = client.post("/units/import/apply/", hidden(page))
    assert again.status_code == 200
    assert stored.size() == size + 3


def test_the_dry_run_names_the_office_that_a_post_is_given(county):
    offices = [("单位", "上级单位", "类别"), ("县政府办公室", "县政府", "局")]
    file = book(单位=offices, 岗位=[("单位", "岗位", "办公机构"), ("县政府", "秘书长", "县政府办公室")])
    client = keeper(county)
    page = client.post("/units/import/", {"file": file}).content.decode()
    assert "秘书长, with 县政府办公室 as its office" in page
    client.post("/units/import/apply/", hidden(page))
    assert "works as the office of" in shown(client)


def test_faults_of_rows_are_told_and_nothing_is_applied(county):
    client, size = keeper(county), stored.size()
    file = book(岗位=[("单位", "岗位"), ("没有的局", "局长")])
    answer = client.post("/units/import/", {"file": file})
    assert answer.status_code == 422
    assert "row 2" in answer.content.decode()
    assert 'name="data"' not in answer.content.decode()
    assert stored.size() == size


def test_what_is_no_workbook_is_told_in_a_sentence(county):
    answer = keeper(county).post("/units/import/", {"file": SimpleUploadedFile("a.xlsx", b"no")})
    assert answer.status_code == 422
    assert keeper(county, "audit") is not None


def test_only_the_system_administrator_keeps_the_roster(county):
    for client in (county.client("lead"), keeper(county, "security")):
        assert client.get("/units/import/").status_code == 404
        assert client.post("/units/import/apply/", {}).status_code == 404
        assert client.get("/units/import/template/").status_code == 404
    template = keeper(county).get("/units/import/template/")
    assert openpyxl.load_workbook(io.BytesIO(template.content)).sheetnames[0] == "Units"


def test_the_queries_of_the_page_do_not_grow_with_the_county(county):
    client = county.client("town")
    counts = []
    for number in range(2):
        client.get("/units/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/units/")
        counts.append(len(counted))
        posts = [Listed(POSTS, f"p:{number}-{n}", Post(ROADS), date(2020, 1, 1), name=f"岗{n}") for n in range(20)]
        listed(*posts)
    assert counts[0] == counts[1] == 8, [query["sql"][:80] for query in counted.captured_queries]


def test_no_person_is_sought_by_name_since_what_is_typed_stands_in_the_address(county):
    """The clerk of LEAD is called "lead"; the unit is found by its own name and by its posts."""
    listed = Person.objects.get(name="lead")
    listed.name = "王小明"
    listed.save()
    client = county.client("lead")
    assert "王小明" in shown(client)
    assert "县发改局" in shown(client, "?q=县发改局办公室")
    assert "0 个单位" in shown(client, "?q=王小明")
    assert "姓名" not in shown(client).split("<main")[1]
