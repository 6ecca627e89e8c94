"""The pages of duty lists: who sees them, loading in two steps, citing a row, exceptions, a change, gaps, queries."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.duties import lists_version, load
from qiantou.acts.execute import execute_all
from qiantou.core.duty import Duty, DutySort, OffList
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, Offer, Refer
from qiantou.core.plan import LINES, Line
from qiantou.core.register import DUTIES, OFF_LISTS, POSTS, TERMS, UNITS, Listed, Post, Term, Unit
from qiantou.desk.duty_words import headings
from qiantou.documents.duty_lists import read_duty_lists
from qiantou.documents.duty_rows import MAX_ROWS, DutyRow
from qiantou.documents.duty_workbook import write_duty_lists
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER
from tests.desk.lettered import Put
from tests.desk.town import LONG_AGO, Office, office
from tests.desk.town import said as sent_by

B, C, T = DutySort
OFFICE = Desk("u:office")
TODAY = date(2026, 3, 2)
LIST = (
    Duty(TOWN, B, "1", klass="党建", item="落实“三会一课”制度"),
    Duty(TOWN, B, "2", klass="民生", item="办理参保登记"),
    Duty(TOWN, C, "1", WATER, klass="防灾", item="防汛抗旱", upper_name="县水利局", upper_duty="编制预案", part="巡查"),
    Duty(TOWN, T, "1", ROADS, item="对货车超限的处罚", upper_name="县交通局", how="由县局处罚"),
)  # fmt: skip


@pytest.fixture
def county(sqlite_site):
    with office() as county:
        yield kept(county)


@pytest.fixture
def any_county(site):
    with office() as county:
        yield kept(county)


def kept(county: Office) -> Office:
    """With an establishment office and its clerk, TOWN a township, and the system administrator."""
    listings = [
        Listed(UNITS, OFFICE, Unit(parent=GOV, leader=DEPUTY, sort="establishment"), LONG_AGO, name="县委编办"),
        Listed(POSTS, "p:office-clerk", Post(OFFICE), LONG_AGO, name="县委编办文员"),
        Listed(UNITS, TOWN, Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township"), LONG_AGO, "桥东镇"),
    ]
    person = Person.objects.create(name="office")
    county.people["office"] = Account.objects.create_user("office", None, person=person)
    county.people["keeper"] = Account.objects.create_user("keeper", None, person=Person.objects.create(name="keeper"))
    Account.objects.filter(login="keeper").update(admin="system")
    county.people["keeper"].refresh_from_db()
    listings.append(Listed(TERMS, "t:office", Term(person.id, Desk("p:office-clerk")), LONG_AGO))
    execute_all((), by=Actor(account=CLERK), command_id="kept", listings=listings)
    return county


def loaded(rows=LIST, command_id: str = "load") -> None:
    load(rows, since=TODAY, paper="编发1号", by=Actor(OFFICE, account=CLERK), command_id=command_id)


def workbook(rows=LIST, unit: str = "桥东镇") -> bytes:
    told = [
        DutyRow(row.sort, row.number, row.klass, row.item, row.upper_name, row.upper_duty, row.part, row.how, unit=unit)
        for row in rows
    ]
    return write_duty_lists(told, title="", headings=headings())


def text(answer) -> str:
    return answer.content.decode()


def test_everybody_with_a_post_reads_them_and_administrators_do_not(county):
    loaded()
    client = county.client("water")
    page = text(client.get("/duties/"))
    assert "桥东镇" in page
    assert "已载入" in page
    found = text(client.get("/duties/?q=防汛"))
    assert "防汛抗旱" in found
    assert "参保" not in found
    key = re.search(r"/duties/row/([0-9a-f]{12})/", found).group(1)
    assert "编发1号" in text(client.get(f"/duties/row/{key}/"))
    assert "防汛抗旱" not in text(client.get(f"/duties/?unit={TOWN}&sort=basic"))
    for address in ("/duties/", f"/duties/row/{key}/", "/duties/export/?q=x", "/duties/gaps/", "/duties/exceptions/"):
        assert county.client("keeper").get(address).status_code == 404
    for address in ("/duties/row/ffffffffffff/", "/duties/exceptions/?month=2026-13", "/duties/changes/ffffffffffff/"):
        assert client.get(address).status_code == 404


def test_a_list_not_loaded_says_that_nothing_is_refused_and_a_past_day_shows_what_was(county):
    client = county.client("lead")
    assert "不作拦截" in text(client.get(f"/duties/?unit={TOWN}"))
    loaded()
    county.town.later(days=8)
    execute_all((), by=Actor(OFFICE, account=CLERK), command_id="end", listings=[
        Listed(DUTIES, key, None, date(2026, 3, 10)) for key in in_force(DUTIES, TOWN, day=TODAY, text="防汛")
    ])  # fmt: skip
    assert "防汛抗旱" not in text(client.get("/duties/?q=防汛"))
    assert "防汛抗旱" in text(client.get("/duties/?q=防汛&asof=2026-03-09"))


def test_excel_out_of_what_is_shown_reads_back_as_the_same(county):
    loaded()
    data = county.client("lead").get(f"/duties/export/?unit={TOWN}&sort=cooperating").content
    (row,) = read_duty_lists(data).rows
    assert (row.sort, row.unit, row.item, row.part) == (C, "桥东镇", "防汛抗旱", "巡查")


def handed(client, data: bytes, **said):
    file = SimpleUploadedFile("lists.xlsx" if data.startswith(b"PK") else "lists.csv", data)
    return client.post("/duties/load/", {"file": file, "paper": "编发1号", "since": "2026-03-02", **said})


def applied(client, answer, **said):
    """What the button under the dry run sends."""
    context = answer.context
    typed = {"data": context["data"], "named": context["named"], "seen": context["seen"], "paper": "编发1号",
             "since": "2026-03-02", "command_id": context["command_id"], "apply": "yes"}  # fmt: skip
    return client.post("/duties/load/", {**typed, **said})


def test_loading_is_shown_first_and_then_entered_once(any_county):
    before = Entry.objects.count()
    client = any_county.client("office")
    shown = handed(client, workbook())
    assert (shown.status_code, shown.context["count"]) == (200, 4)
    assert Entry.objects.count() == before
    second_tab = handed(client, workbook(LIST[:1]))
    assert applied(client, shown).status_code == 302
    assert applied(client, shown).status_code == 302  # the same press twice
    assert Entry.objects.count() == before + 4
    late = applied(client, second_tab)
    assert late.status_code == 422
    assert "他人已作了改动" in text(late)
    again = handed(client, workbook((replace(LIST[0], klass="组织建设"), *LIST[1:])))
    assert again.context["count"] == 1
    assert "类别原为：党建" in text(again)
    keeper = any_county.client("keeper")
    assert applied(keeper, handed(keeper, workbook(LIST[1:]))).status_code == 302
    for who in ("lead", "town"):
        assert any_county.client(who).get("/duties/load/").status_code == 404


def test_what_cannot_be_loaded_is_told_row_by_row(county):
    before, client = Entry.objects.count(), county.client("office")
    long = "序号,基本履职事项\n".encode() + "1,防汛\n".encode() * (MAX_ROWS + 1)
    for data, words in (
        (workbook(unit="没有这个镇"), "没有这个名称的在册单位"), (workbook(unit=""), "未写明单位"),
        ("序号,事项名称\n1,防汛".encode(), "无法判断"), (b"PK\x03\x04 not a workbook", "损坏"), (long, "20000"),
        (b"", "文件是空的"),
    ):  # fmt: skip
        answer = handed(client, data)
        assert answer.status_code == 422
        assert words in text(answer)
        forced = {"data": base64.b64encode(data).decode(), "named": "a.csv", "seen": lists_version(), "apply": "yes"}
        sent = {**forced, "paper": "号", "since": "2026-03-02", "command_id": "f" * 32}
        assert client.post("/duties/load/", sent).status_code == 422
    for said in ({"since": "1200-01-01"}, {"since": ""}, {"paper": ""}, {"paper": "x" * 500}):
        assert handed(client, workbook(), **said).status_code == 422
    shown = handed(client, workbook())
    assert applied(client, shown, seen="x").status_code == 404
    assert applied(client, shown, data="§").status_code == 422
    assert Entry.objects.count() == before


ASK = {"desk": LEAD, "doers": "桥东镇", "title": "上报灾情", "kind": "task", "due": "", "detail": "", "joint": ""}


def test_who_asks_a_township_cites_a_row_and_is_led_to_it(county):
    loaded()
    client, field = county.client("lead"), f"duty-{TOWN}"
    assert "的履职清单已载入" in text(client.get("/ask/"))
    bare = client.post("/ask/", {**ASK, "command_id": "a" * 32})
    assert bare.status_code == 422
    assert "没有这一事项" in text(bare)
    assert f'name="{field}"' in text(bare)
    assert "基本履职 2 办理参保登记" in text(bare)
    assert "配合履职 1 防汛抗旱" not in text(bare), "offered is what this asker may cite"
    vague = client.post("/ask/", {**ASK, "command_id": "b" * 32, field: "没有的事"})
    assert vague.status_code == 422
    taken = client.post("/ask/", {**ASK, "command_id": "c" * 32, field: "对货车超限的处罚"})
    assert "收回" in text(taken)
    foreign = client.post("/ask/", {**ASK, "command_id": "9" * 32, field: "防汛"})
    assert "只是配合，由县水利局牵头" in text(foreign)
    assert MatterRow.objects.count() == 0
    assert client.post("/ask/", {**ASK, "command_id": "d" * 32, field: "参保"}).status_code == 302
    letter = client.post("/ask/", {**ASK, "doers": "县交通局", "command_id": "e" * 32})
    assert letter.status_code == 302


def test_a_meeting_gives_a_township_a_task_with_the_row_of_its_list(county):
    loaded()
    road = county.town.offered(due=date(2026, 4, 30))
    county.town.do(road, Accept(), ROADS)
    county.town.do(road, Refer("意见不一"), ROADS)
    deputy = county.client("deputy")
    said = {"command_id": "a" * 32, "day": TODAY.isoformat(), "place": "", "chosen": [road]}
    address = deputy.post("/meetings/call/p:deputy/", said)["Location"]
    minutes = {
        "command_id": "b" * 32, "held": TODAY.isoformat(), "number": "〔2026〕3号", "attended": [ROADS],
        "m0_outcome": "goes-on", "t0_title": "帮助受灾户参保", "t0_doer": "桥东镇", "t0_due": "2026-03-20",
    }  # fmt: skip
    assert "的履职清单已载入" in text(deputy.get(address))
    asked = deputy.post(f"{address}minutes/", minutes)
    assert asked.status_code == 422
    assert f'name="duty-{TOWN}"' in text(asked)
    assert not MatterRow.objects.filter(title="帮助受灾户参保").exists()
    assert deputy.post(f"{address}minutes/", {**minutes, f"duty-{TOWN}": "参保"}).status_code == 302
    task = MatterRow.objects.get(title="帮助受灾户参保")
    assert "基本履职 2 办理参保登记" in text(county.client("town").get(f"/m/{task.stream[:12]}/"))


def test_the_row_cited_for_one_township_is_offered_for_the_others(county):
    other = Desk("u:west")
    execute_all((), by=Actor(account=CLERK), command_id="west", listings=[
        Listed(UNITS, other, Unit(parent=GOV, leader=DEPUTY, sort="township"), LONG_AGO, name="桥西镇"),
    ])  # fmt: skip
    loaded((*LIST, replace(LIST[1], unit=other, number="7", item="办理、参保登记")))
    both = {**ASK, "doers": "桥东镇\n桥西镇", f"duty-{TOWN}": "办理参保登记"}
    offered = county.client("lead").post("/ask/", {**both, "command_id": "a" * 32})
    assert offered.status_code == 422
    assert 'value="基本履职 7 办理、参保登记"' in text(offered)
    sent = {**both, f"duty-{other}": "基本履职 7 办理、参保登记", "command_id": "b" * 32}
    assert county.client("lead").post("/ask/", sent).status_code == 302
    assert MatterRow.objects.count() == 2


def test_an_obstacle_and_a_ruling_on_a_township_are_led_to_the_row_they_rest_on(county):
    loaded()
    work = county.town.offered(due=date(2026, 3, 20))
    county.town.do(work, Accept(), ROADS)
    roads, deputy = county.client("roads"), county.client("deputy")
    assert 'name="row"' not in text(roads.get(f"/m/{work[:12]}/")), "nothing to fill in before a township is named"
    bare = sent_by(roads, work, "block", reason="未清场", to="桥东镇")
    assert bare.status_code == 422
    form = text(bare).split('id="move-block"')[1].split("</form>")[0]
    rows = dict(re.findall(r'<option value="(d:\w+)">([^<]+)', form))
    assert list(rows.values()) == ["基本履职 1 落实“三会一课”制度", "基本履职 2 办理参保登记"], "what ROADS may cite"
    key = next(key for key, words in rows.items() if "参保" in words)
    assert sent_by(roads, work, "block", reason="未清场", to="桥东镇", row=key).status_code == 302
    asked = MatterRow.objects.get(kind="obstacle", doer=TOWN)
    assert "基本履职 2 办理参保登记" in text(county.client("town").get(f"/m/{asked.stream[:12]}/")), (
        "who is asked sees it"
    )
    other = county.town.offered()
    county.town.do(other, Refer("谁来办"), LEAD)
    assert sent_by(deputy, other, "assign", doer="桥东镇", reason="就近").status_code == 422
    assert sent_by(deputy, other, "assign", doer="桥东镇", reason="就近", row=key).status_code == 302
    assert county.row(other).doer == TOWN
    assert "基本履职 2 办理参保登记" in text(deputy.get(f"/m/{other[:12]}/"))
    lead = shell.fresh()
    county.town.do(lead, Offer("passing", LEAD, TOWN, "移交牵头", joint=county.joint()), LEAD)
    county.town.do(lead, Refer("请定"), LEAD)
    refused = sent_by(deputy, lead, "rule", outcome="granted", reason="由其牵头")
    assert "桥东镇的履职清单中没有这一事项" in text(refused)
    assert 'name="row"' in text(sent_by(deputy, lead, "assign", doer="桥东镇", reason="由其牵头"))
    assert sent_by(deputy, lead, "assign", doer="桥东镇", reason="由其牵头", row=key).status_code == 302


def test_a_plan_a_township_is_not_listed_for_does_not_go_out(county):
    loaded()
    plan = Put(county, county.joint())
    plan.change(L001=Line(TOWN, order=1, due=date(2026, 5, 1), deliverable="排查险工险段"))
    lead = county.client("lead")
    page = text(lead.get(f"/j/{plan.ref}/letters/"))
    hidden = dict(re.findall(r'name="(version|command_id)" value="(\w+)"', page[page.index("letters/send/") :]))
    refused = lead.post(f"/j/{plan.ref}/letters/send/", {**hidden, "reply_days": "5", "silence": "note"})
    assert refused.status_code == 422
    assert "L001" in text(refused)
    assert "桥东镇的履职清单中没有这一事项" in text(refused)
    assert not MatterRow.objects.filter(joint=plan.joint, kind="consultation").exists()
    key = next(key for key, row in in_force(DUTIES, TOWN, day=TODAY).items() if "参保" in row.value.item)
    plan.change(L001=Line(TOWN, order=1, due=date(2026, 5, 1), deliverable="排查险工险段", duty=key))
    plan.consult()
    letter = plan.of(TOWN)
    address = f"/m/{letter.row.stream[:12]}/"
    assert "基本履职 2 办理参保登记" in text(lead.get(address)), "the letter says which row each line rests on"
    paper = Document(io.BytesIO(lead.get(f"{address}letter.docx").content))
    assert "办理参保登记" in "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)


def test_an_import_names_its_row_and_is_settled_on_the_page(county):
    loaded()
    client = county.client("lead")
    paper = "关于防汛的分工\n1. 排查险工险段。（牵头单位：县水利局；配合单位：桥东镇；完成时限：2026年6月30日）"
    address = client.post("/import/", {"text": paper}).headers["Location"]
    page = text(client.get(address))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    typed = {**hidden, "title": "防汛分工", "paper": "号", "issuer": LEAD, "act": "confirm"}
    typed |= {"r0-task": "排查险工险段", "r0-lead": "县水利局", "r0-cooperating": "桥东镇", "r0-due": "2026-06-30"}
    refused = client.post(f"{address}change", {**typed, "r0-settled": "on"})
    assert refused.status_code == 422
    assert "桥东镇" in text(refused)
    assert "没有这一事项" in text(refused)
    row = text(client.get(f"{address}rows/1"))
    version = re.search(r'name="version" value="(\d+)"', row).group(1)
    said = {"task": "排查险工险段", "due": "2026-06-30", "version": version, f"duty-{TOWN}": "防汛抗旱"}
    assert client.post(f"{address}rows/1", said).status_code == 302
    typed["version"] = str(int(version) + 1)
    done = client.post(f"{address}change", {**typed, "r0-settled": "on"})
    assert done.status_code == 302, text(done)
    assert MatterRow.objects.filter(doer=TOWN).count() == 1


EXCEPTION = {"command_id": "a" * 32, "approver": DEPUTY, "unit": TOWN, "item": "普查试点", "until": "2026-04-30",
             "reason": "省里定的"}  # fmt: skip


def test_an_exception_is_entered_by_its_approver_and_counted_by_month(any_county):
    county = any_county
    loaded()
    deputy = county.client("deputy")
    url = "/duties/exceptions/"
    for said in ({"until": "2026-03-01"}, {"unit": ROADS}, {"approver": "p:head"}, {"item": ""}, {"reason": " "}):
        assert deputy.post(url, {**EXCEPTION, **said}).status_code == 422
    assert deputy.post(url, {**EXCEPTION, "item": "x\x00"}).status_code == 400
    assert county.client("lead").post(url, EXCEPTION).status_code == 404
    assert deputy.post(url, EXCEPTION).status_code == 302
    assert deputy.post(url, EXCEPTION).status_code == 302
    assert len(in_force(OFF_LISTS, TOWN, day=TODAY)) == 1
    page = text(county.client("lead").get(url))
    assert "1 项清单外事项" in page
    assert "分管副县长" in page
    assert "本月没有" in text(county.client("lead").get(f"{url}?month=2026-02"))
    assert county.client("lead").get(f"{url}export/?month=2026-03").status_code == 200
    asked = {**ASK, "command_id": "b" * 32, f"duty-{TOWN}": "普查试点"}
    assert county.client("lead").post("/ask/", asked).status_code == 302
    told = {login: text(county.client(login).get(url)) for login in ("lead", "deputy", "water")}
    assert ASK["title"] in told["lead"]
    assert ASK["title"] not in told["water"]
    assert "另有 1 项您无权查看" in told["water"]
    assert ASK["title"] in told["deputy"] or "另有 1 项" in told["deputy"]


def change_form(**said) -> dict[str, str]:
    return {
        "command_id": "a" * 32, "desk": TOWN, "cause": "机构改革", "caused": "2026-02-10", "ground": "rule",
        "source": "某条例", "r-TOTAL_FORMS": "1", "r-INITIAL_FORMS": "1", "r-0-act": "change", "r-0-unit": "桥东镇",
        "r-0-sort": "cooperating", "r-0-row": "防汛抗旱", "r-0-part": "巡查并上报", **said,
    }  # fmt: skip


def test_a_change_is_applied_for_answered_and_published_with_the_difference_shown(any_county):
    loaded()
    town, office_ = any_county.client("town"), any_county.client("office")
    assert "不能作为职责依据" in text(town.post("/duties/changes/new/", change_form(ground="temporary")))
    for said in ({"r-0-row": "没有的事"}, {"r-0-unit": "没有"}, {"caused": "2026-03-03"}, {"desk": LEAD}):
        assert town.post("/duties/changes/new/", change_form(**said)).status_code == 422
    url = town.post("/duties/changes/new/", change_form()).headers["Location"]
    assert town.post("/duties/changes/new/", change_form()).headers["Location"] == url
    change = MatterRow.objects.get(kind="duty-change")
    page = text(town.get(url))
    assert "第 14 个工作日申请" in page
    assert "县水利局" in page
    assert any_county.client("roads").get(url).status_code == 404
    any_county.town.do(change.stream, Accept(), OFFICE)
    shown = office_.get(url)
    hidden = {name: value for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', text(shown))
              if name != "csrfmiddlewaretoken"}  # fmt: skip
    sent = {**hidden, "paper": "编发2号", "publish": "yes", "p-0-part": "只管上报"}
    difference = office_.post(url, sent)
    assert difference.status_code == 422
    assert 'role="alert" tabindex' not in text(difference)  # shown, not tried
    assert "本单位配合职责" in text(difference)
    assert "巡查并上报" in text(difference)
    sent["looked"] = difference.context["form"]["looked"].value()
    early = office_.post(url, sent)
    assert "尚待：县水利局" in text(early)
    letter = MatterRow.objects.get(kind="consultation")
    any_county.town.do(letter.stream, Accept(), WATER)
    assert town.post(url, sent).status_code == 302  # not the office: nothing is published
    assert MatterRow.objects.get(pk=change.stream).phase == "underway"
    assert office_.post(url, sent).status_code == 302
    assert office_.post(url, sent).status_code == 302
    assert MatterRow.objects.get(pk=change.stream).phase == "delivered"
    (row,) = in_force(DUTIES, TOWN, day=date(2026, 3, 5), text="防汛").values()
    assert (row.value.part, row.value.change, row.note) == ("只管上报", change.stream, "编发2号")


def test_who_is_asked_reads_what_a_change_strikes_and_adds_and_no_storage_text(county):
    """The unit asked and the office read the same rows; the other unit asked has its own letter alone."""
    loaded()
    roads = {"r-TOTAL_FORMS": "2", "r-1-act": "end", "r-1-unit": "桥东镇", "r-1-sort": "taken-back",
             "r-1-row": "对货车超限的处罚"}  # fmt: skip
    url = county.client("town").post("/duties/changes/new/", change_form(**roads)).headers["Location"]
    change = MatterRow.objects.get(kind="duty-change")
    letters = {row.doer: f"/m/{row.stream[:12]}/" for row in MatterRow.objects.filter(kind="consultation")}
    own = f"/m/{change.stream[:12]}/"
    county.town.do(Stream(MatterRow.objects.get(doer=WATER).stream), Accept(), WATER)
    for who, address in (("water", letters[WATER]), ("water", own), ("office", own), ("office", letters[ROADS]),
                         ("roads", letters[ROADS])):  # fmt: skip
        page = text(county.client(who).get(address))
        assert not re.search(r"｜|document｜|d:[0-9a-f]{12}", page), (who, address)
        for words in ("巡查并上报", "配合职责原为：巡查", "整条取消", "县交通局、县水利局", url):
            assert words in page, (who, address, words)
    water = county.client("water")
    seen = text(water.get(url))
    assert letters[WATER] in seen
    assert letters[ROADS] not in seen
    assert "仅申请单位和审核部门可见" in seen
    assert "仅申请单位和审核部门可见" not in text(county.client("office").get(url))
    assert url in text(water.get("/duties/changes/"))
    for address in re.findall(r'href="(/m/[0-9a-f]{12}/)"', text(water.get(own)) + seen):
        assert water.get(address).status_code == 200, address
    assert water.get(letters[ROADS]).status_code == 404
    assert water.get(f"{letters[WATER]}letter.docx").status_code == 404
    assert county.client("lead").get(url).status_code == 404


def test_gaps_of_plans_and_claims_of_two_units(county):
    other = Desk("u:west")
    execute_all((), by=Actor(account=CLERK), command_id="west", listings=[
        Listed(UNITS, other, Unit(parent=GOV, leader=DEPUTY, sort="township"), LONG_AGO, name="桥西镇"),
    ])  # fmt: skip
    sand = Duty(WATER, B, "1", item="河道采砂管理")
    loaded((*LIST, sand, replace(sand, unit=ROADS, item="河道采砂 管理。"), replace(LIST[0], unit=other)))
    joint = county.joint()
    (duty,) = in_force(DUTIES, WATER, day=TODAY)
    lines = {"L001": Line(WATER, deliverable="清障"), "L002": Line(WATER, duty=duty, deliverable="采砂"),
             "L003": Line(LEAD, deliverable="汇总")}  # fmt: skip
    flood = next(key for key, row in in_force(DUTIES, TOWN, day=TODAY).items() if row.value.item == "防汛抗旱")
    once = OffList(TOWN, DEPUTY, date(2026, 3, 10), "普查", "应急")
    execute_all((), by=Actor(DEPUTY, account=CLERK), command_id="x", listings=[Listed(OFF_LISTS, "x:1", once, TODAY)])
    lines |= {"L004": Line(TOWN, duty=flood), "L005": Line(TOWN, competent=WATER, duty=flood),
              "L006": Line(TOWN, off_list="x:1")}  # fmt: skip
    listings = [Listed(LINES, f"{joint}/{name}", line, TODAY) for name, line in lines.items()]
    execute_all((), by=Actor(LEAD, account=CLERK), command_id="plan", listings=listings)
    page = county.client("lead").get("/duties/gaps/")
    assert [row["cells"][0]["text"] for row in page.context["gaps"]["rows"]] == ["L001", "L004"]
    county.town.later(days=10)
    page = county.client("lead").get("/duties/gaps/")
    assert [row["cells"][0]["text"] for row in page.context["gaps"]["rows"]] == ["L001", "L004", "L006"]
    assert [row["cells"][1]["text"] for row in page.context["overlaps"]["rows"]] == ["县水利局", "县交通局"]
    assert county.client("town").get("/duties/gaps/").context["gaps"]["rows"] == []


def test_no_page_asks_more_of_the_database_for_more_rows(county):
    loaded([Duty(TOWN, B, str(number), item=f"事项{number}") for number in range(220)])
    client = county.client("lead")
    key = next(iter(in_force(DUTIES, TOWN, day=TODAY)))
    most = {f"/duties/?unit={TOWN}": 7, "/duties/?q=事项": 7, "/duties/": 6, f"/duties/row/{key[2:]}/": 7,
            f"/duties/export/?unit={TOWN}": 6, "/duties/exceptions/": 7, "/duties/gaps/": 8}  # fmt: skip
    for address, queries in most.items():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= queries, (address, len(asked))


def test_an_exception_already_over_does_not_open_the_door(county):
    loaded()
    value = OffList(TOWN, DEPUTY, TODAY, "一日事项", "应急")
    listed = Listed(OFF_LISTS, "x:0123456789ab", value, TODAY)
    execute_all((), by=Actor(DEPUTY, account=CLERK), command_id="x", listings=[listed])
    county.town.later(days=1)
    asked = {**ASK, "command_id": "b" * 32, f"duty-{TOWN}": "一日事项"}
    assert county.client("lead").post("/ask/", asked).status_code == 422
