"""The pages of bulletins: ordered, drawn by itself, shown, approved, issued, corrected, in four forms."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from python_calamine import CalamineWorkbook

from qiantou.access.bulletins import ref_of
from qiantou.access.models import Account, Person
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.bulletin import order_key, stream_of
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Block, Counter, Deliver
from qiantou.core.register import POSTS, TERMS, Listed, Post, Term
from qiantou.jobs.drafting import draft
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.models import Entry
from qiantou.outbox.models import Notice
from qiantou.readmodel.compare import differences
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import GOV, LEAD, ROADS, WATER, local
from tests.desk.town import LONG_AGO, Office, office

OFFICE = Desk("p:gov-clerk")
WEEK = "2026-03-08"


@pytest.fixture
def county(site) -> Iterator[Office]:
    make_key_and_witness()
    with office() as found:
        yield told(found)


@pytest.fixture
def quick(sqlite_site) -> Iterator[Office]:
    with office() as found:
        yield told(found)


def told(county: Office) -> Office:
    """A clerk in the government's office."""
    person = Person.objects.create(name="office")
    county.people["office"] = Account.objects.create_user("office", None, person=person)
    execute_all((), by=Actor(account=CLERK), command_id="office", listings=[
        Listed(POSTS, OFFICE, Post(GOV), LONG_AGO, name="县政府办公室"),
        Listed(TERMS, "t:office", Term(person.id, OFFICE), LONG_AGO),
    ])  # fmt: skip
    return county


def worked(county: Office) -> Stream:
    """A joint work of one week: ROADS late with one, done early with another, stopped by WATER in a third."""
    joint, town = county.joint(), county.town
    terms = {"joint": joint, "due": local("2026-03-04 09:00").date()}
    late, early, stopped = (town.offered(**terms) for _ in range(3))
    for stream in (late, early, stopped):
        town.do(stream, Accept(), ROADS)
    town.do(early, Deliver("done"), ROADS)
    town.do(early, AcceptDelivery(), LEAD)
    obstacle = shell.fresh()
    town.do(stopped, Block("no key", to=WATER, fresh=obstacle), ROADS)
    town.do(obstacle, Accept(), WATER)
    return joint


def ordered(county: Office, joint: Stream, **terms: object) -> str:
    """GOV's office orders weekly bulletins; the address of the week's."""
    form = {"command_id": uuid4().hex, "issuer": GOV, "every": "week", "ahead": 1, **terms}
    answer = county.client("office").post(f"/j/{joint[:12]}/bulletins/", form)
    assert answer.status_code == 302, answer.content.decode()
    return f"/bulletins/{ref_of(order_key(joint))}/{WEEK}/"


def pressed(client: Client, url: str, act: str, **more: object) -> object:
    """Press the button of an act on the page, with what the page's form carries."""
    page = client.get(f"{url}?form=table").content.decode()
    form = re.search(rf'action="[^"]*/{act}/".*?</form>', page, re.S)
    assert form is not None, f"no form for {act}"
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?', form.group(0)))
    return client.post(f"{url}{act}/", {**hidden, **more})


def issued(county: Office, url: str) -> None:
    """Shown, approved and, a working day later, issued."""
    clerk = county.client("office")
    assert pressed(clerk, url, "show").status_code == 302
    assert pressed(clerk, url, "ask").status_code == 302
    letter = MatterRow.objects.get(kind="signature", is_open=True)
    county.town.do(Stream(letter.stream), Accept(), Desk("p:deputy"))
    county.town.later(days=1)
    assert pressed(clerk, url, "issue").status_code == 302


def test_a_bulletin_from_its_order_to_its_correction(county: Office) -> None:
    joint = worked(county)
    url = ordered(county, joint)
    county.town.now = local("2026-03-09 09:00")
    clerk, roads = county.client("office"), county.client("roads")
    draft = clerk.get(url).content.decode()
    assert "草稿" in draft
    assert "受阻于县水利局" in draft
    assert roads.get(url).status_code == 404  # a draft is the office's
    late = re.search(r"<bdi>(\d+)</bdi></th>(?:(?!<tr).)*?县交通局(?:(?!<tr).)*?逾期 2 个工作日", draft, re.S)
    assert late is not None
    marks = {"marks-TOTAL_FORMS": "2", "marks-0-lines": late[1], "marks-0-sort": "criticism", "marks-0-said": ""}
    refused = pressed(clerk, url, "show", **marks)
    assert refused.status_code == 422
    assert "请用一句话说明" in refused.content.decode()
    for words, told in (("两项工作拖后，其局长涉嫌受贿", "12388"), ("建议对该单位问责，扣5分", "问责建议")):
        refused = pressed(clerk, url, "show", **marks | {"marks-0-said": words})
        assert refused.status_code == 422
        assert told in refused.content.decode()
        assert words in refused.content.decode(), "the form keeps what was typed"
    marks |= {"marks-0-said": "两项工作拖后", "marks-1-lines": "99", "marks-1-sort": "praise", "marks-1-said": "好"}
    assert pressed(clerk, url, "show", **marks).status_code == 422
    assert pressed(clerk, url, "show", **marks | {"marks-1-lines": "", "marks-1-said": ""}).status_code == 302
    own = roads.get(url).content.decode()
    assert "两项工作拖后" in own
    assert pressed_own(roads, url, "say", said="桥面封闭").status_code == 302
    assert county.client("town").get(url).status_code == 404
    told = Entry.objects.filter(stream=stream_of(order_key(joint), 2026)).order_by("version")
    shown, own_words = (f"/proof/{one.position}/" for one in told)
    assert [one.get(shown).status_code for one in (clerk, roads, county.client("town"))] == [200, 404, 404]
    assert "桥面封闭" in roads.get(own_words).content.decode()
    assert pressed(clerk, url, "ask").status_code == 302
    letter = MatterRow.objects.get(kind="signature")
    assert "issue/" not in clerk.get(url).content.decode()
    county.town.do(Stream(letter.stream), Accept(), Desk("p:deputy"))
    assert "issue/" not in clerk.get(url).content.decode()  # not a working day yet
    early = clerk.post(f"{url}issue/", {"command_id": uuid4().hex})
    assert early.status_code == 422
    assert "尚不满一个工作日" in early.content.decode()
    county.town.later(days=1)
    assert pressed(clerk, url, "issue").status_code == 302
    page = roads.get(f"{url}?form=table").content.decode()
    assert "桥面封闭" in page
    assert "2026 年第 1 期" in page
    assert [one.get(shown).status_code for one in (clerk, roads, county.client("town"))] == [200, 200, 404]
    assert pressed(clerk, url, "correct", line=1, said="应为一天").status_code == 302
    assert "应为一天" in roads.get(url).content.decode()
    now = county.town.now
    assert not list(differences(registers.STREAMS, now))


def pressed_own(client: Client, url: str, act: str, **more: object) -> object:
    page = client.get(url).content.decode()
    form = re.search(rf'action="[^"]*/{act}/".*?</form>', page, re.S)
    assert form is not None
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?', form.group(0)))
    return client.post(f"{url}{act}/", {**hidden, **more})


def test_the_forms_say_the_same_facts_and_the_public_one_names_nobody_late(quick: Office) -> None:
    joint = worked(quick)
    url = ordered(quick, joint, public="on")
    quick.town.now = local("2026-03-09 09:00")
    public = url.replace("/bulletins/", "/public/bulletins/")
    stranger = Client(headers={"host": "127.0.0.1"})
    assert stranger.get(public).status_code == 404
    issued(quick, url)
    roads, town = quick.client("roads"), quick.client("town")
    blocked, late, done = "受阻于县水利局", "逾期 2 个工作日", "本期完成 1 件"
    for form, words in (("page", blocked), ("table", blocked), ("own", late), ("public", done)):
        assert words in roads.get(f"{url}?form={form}").content.decode(), form
    assert town.get(url).status_code == 404
    open_to_all = stranger.get(public).content.decode()
    assert "本期完成 1 件" in open_to_all
    assert "逾期" not in open_to_all
    assert "水利局" not in open_to_all
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(roads.get(f"{url}table.xlsx").content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert any("县交通局" in row and "逾期" in row for row in rows)
    for form, words in (("", blocked), ("?form=page", blocked), ("?form=own", late), ("?form=public", done)):
        paper = Document(io.BytesIO(roads.get(f"{url}paper.docx{form}").content))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        assert any(words in text for text in (*cells, *(part.text for part in paper.paragraphs))), form
    assert town.get(f"{url}table.xlsx").status_code == 404


def previews() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(code="preview").order_by("desk").values_list("desk", "path"))


def test_the_worker_drafts_and_what_waits_stands_on_the_list_of_each(quick: Office) -> None:
    joint = worked(quick)
    url = ordered(quick, joint)
    assert url not in quick.client("office").get("/bulletins/").content.decode()  # the week is not over
    for early in ("2026-03-06 10:00", "2026-03-09 00:30"):  # nor at night, once it is
        quick.town.now = local(early)
        assert draft() == 0
    quick.town.now = local("2026-03-09 09:00")
    clerk = quick.client("office")
    waits = clerk.get("/bulletins/").content.decode()
    assert "待送阅" in waits
    assert "工作时间内由系统据记录起草并送所涉单位" in waits, "nothing is stored yet, and it does not say so"
    assert (draft(), draft()) == (1, 0)
    assert previews() == [(ROADS, url), (WATER, url)]
    assert "请送签" in clerk.get("/bulletins/").content.decode()
    assert "条涉及您单位" in quick.client("roads").get("/bulletins/").content.decode()
    pressed(clerk, url, "ask")
    deputy = quick.client("deputy")
    assert "待签批" in deputy.get("/bulletins/").content.decode()
    letter = MatterRow.objects.get(kind="signature")
    link = rf'href="{url}">(?:<bdi[^>]*>)?阅读通报'
    assert re.search(link, deputy.get(f"/m/{letter.stream[:12]}/").content.decode())
    mine = deputy.get("/").content.decode()
    docket = re.search(rf'<li class="docket(?:(?!</li>).)*/m/{letter.stream[:12]}/.*?</li>', mine, re.S)
    assert docket is not None
    assert re.search(link, docket.group(0)), "in one press, beside the signature itself"
    assert url not in quick.client("town").get("/bulletins/").content.decode()


def test_what_whoever_approves_wants_changed_is_shown_anew_and_asked_anew(quick: Office) -> None:
    joint = worked(quick)
    url = ordered(quick, joint)
    quick.town.now = local("2026-03-09 09:00")
    clerk = quick.client("office")
    pressed(clerk, url, "show")
    pressed(clerk, url, "ask")
    first = MatterRow.objects.get(kind="signature")
    quick.town.do(Stream(first.stream), Counter(None, "请写明原因"), Desk("p:deputy"))
    assert "提出修改意见" in clerk.get(url).content.decode()
    assert "待签批" not in quick.client("deputy").get("/").content.decode()
    without = {"struck-0-line": "1", "struck-0-reason": ""}
    assert "请用一句话说明理由" in pressed(clerk, url, "show", **without).content.decode()
    without["struck-0-reason"] = "涉诉，待判决"
    assert pressed(clerk, url, "show", **without).status_code == 302
    assert MatterRow.objects.get(pk=first.stream).outcome == "moot"
    roads, deputy = quick.client("roads"), quick.client("deputy")
    assert "涉诉，待判决" in deputy.get(url).content.decode()
    assert "涉诉，待判决" in roads.get(url).content.decode()
    pressed(clerk, url, "ask")
    second = MatterRow.objects.get(kind="signature", is_open=True)
    quick.town.do(Stream(second.stream), Accept(), Desk("p:deputy"))
    assert "待印发" in clerk.get("/").content.decode()
    quick.town.later(days=1)
    assert pressed(clerk, url, "issue").status_code == 302
    water = quick.client("water").get(f"{url}?form=table").content.decode()
    assert "1 条未予刊发" in water
    assert "涉诉，待判决" not in water
    assert "逾期 2 个工作日" not in water
    assert "涉诉，待判决" in roads.get(url).content.decode()


def test_an_area_has_one_bulletin_of_all_its_works(quick: Office) -> None:
    worked(quick)
    clerk = quick.client("office")
    form = {"command_id": uuid4().hex, "issuer": GOV, "every": "week", "ahead": 1}
    assert clerk.post("/bulletins/area/", form).status_code == 302
    quick.town.now = local("2026-03-09 09:00")
    url = f"/bulletins/{ref_of(order_key(GOV))}/{WEEK}/"
    assert "受阻于县水利局" in clerk.get(url).content.decode()
    assert quick.client("roads").get(url).status_code == 404
    assert quick.client("town").get("/bulletins/area/").status_code == 404


def test_the_lead_orders_but_is_nobody_to_issue(quick: Office) -> None:
    joint = worked(quick)
    page = f"/j/{joint[:12]}/bulletins/"
    assert "县政府" in quick.client("lead").get(page).content.decode()
    form = {"command_id": uuid4().hex, "issuer": LEAD, "every": "week", "ahead": 1}
    assert quick.client("lead").post(page, form).status_code == 422
    assert quick.client("roads").post(page, form).status_code == 404
    assert quick.client("lead").post(page, {**form, "issuer": GOV}).status_code == 302
    assert "show/" not in quick.client("lead").get(page).content.decode()


def test_a_draft_that_changed_meanwhile_is_not_shown(quick: Office) -> None:
    joint = worked(quick)
    url = ordered(quick, joint)
    quick.town.now = local("2026-03-09 09:00")
    answer = pressed(quick.client("office"), url, "show", seal="0" * 16)
    assert answer.status_code == 422
    assert "他人已作了改动" in answer.content.decode()


def test_a_bulletin_takes_few_questions(quick: Office) -> None:
    joint = worked(quick)
    url = ordered(quick, joint)
    quick.town.now = local("2026-03-09 09:00")
    clerk = quick.client("office")
    clerk.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        clerk.get(f"{url}?form=table")
    assert len(asked) <= 14, [one["sql"][:90] for one in asked]
