"""A matter made into a paper: which forms fit whom, the page and the file, numbers under the cap, the list of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from qiantou.access.links import Wish, make
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Basis, Deliver, Offer
from qiantou.core.numbering import AGENCIES, CAPS, Agency, Cap
from qiantou.core.register import MANDATES, Listed
from qiantou.jobs.site import make_key_and_witness
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, FIRM, LEAD, ROADS, WATER
from tests.desk.town import LONG_AGO, Office, brought, office

HEAD = Actor(Desk("p:lead"), account=CLERK)
MOST = 24  # queries of a page of papers


@pytest.fixture
def county(sqlite_site) -> Iterator[Office]:
    make_key_and_witness()
    with office() as found:
        given = [Listed(AGENCIES, "丰发改函", Agency(LEAD), LONG_AGO)]
        execute_all((), by=HEAD, command_id=uuid4().hex, listings=given)
        yield found


def paper_text(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def hidden(page: str) -> dict[str, str]:
    form = re.search(r'<form class="form" method="post" action="/numbers/take/">.*?</form>', page, re.S)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group(0)))


def test_a_request_is_seen_as_a_page_numbered_saved_and_listed(county: Office):
    stream = county.town.offered(due=date(2026, 3, 20))
    url = f"/m/{stream[:12]}/papers/"
    lead = county.client("lead")
    assert f'href="{url}"' in lead.get(f"/m/{stream[:12]}/").content.decode()
    page = lead.get(url).content.decode()
    for part in ("关于商请修复老桥的函", "县交通局：", "希望完成时限：2026年3月20日", "2026年已编0号，未设上限"):
        assert part in page
    plain = paper_text(lead.get(f"{url}request.docx").content)
    assert "关于商请修复老桥的函" in plain
    assert "〔2026〕" not in plain, "no number by default"
    form = {**hidden(page), "agency": "丰发改函"}
    page = lead.post("/numbers/take/", form, follow=True).content.decode()
    assert "已编号：丰发改函〔2026〕1号" in page
    assert "2026年已编1号" in page
    assert "丰发改函〔2026〕1号" in paper_text(lead.get(f"{url}request.docx").content)
    lead.post("/numbers/take/", form)
    listed = lead.get("/numbers/").content.decode()
    assert "丰发改函〔2026〕1号" in listed
    assert "丰发改函〔2026〕2号" not in listed, "the same form sent twice takes one number"
    assert "县交通局" in listed
    entry = re.search(r'href="(/proof/\d+/)"', listed)
    assert entry is not None
    assert "商请函 · 修复老桥" in lead.get(entry[1]).content.decode()
    assert county.client("roads").get(entry[1]).status_code == 404, "another unit's number"
    book = load_workbook(io.BytesIO(lead.get("/numbers/export/").content))
    assert [book.active.cell(2, 1).value, book.active.cell(2, 3).value] == ["丰发改函〔2026〕1号", "商请函"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        lead.get(url)
    assert len(asked) <= MOST, [query["sql"][:120] for query in asked]


def test_the_cap_is_shown_and_refuses_the_next_number_and_the_head_raises_it(county: Office):
    execute_all(
        (),
        by=HEAD,
        command_id=uuid4().hex,
        listings=[Listed(CAPS, f"{LEAD}/request", Cap(LEAD, "request", 1), LONG_AGO)],
    )
    stream = county.town.offered(due=date(2026, 3, 20))
    lead, url = county.client("lead"), f"/m/{stream[:12]}/papers/"
    first = lead.get(url).content.decode()
    assert "2026年已编0号，上限1号" in first
    form = {**hidden(first), "agency": "丰发改函"}
    lead.post("/numbers/take/", form)
    page = lead.get(url).content.decode()
    assert "2026年已编1号，上限1号" in page
    assert "/numbers/take/" not in page, "nothing to press at the cap"
    told = lead.post("/numbers/take/", {**form, "command_id": uuid4().hex}, follow=True).content.decode()
    assert "今年此类文件已编1个号，上限为1个。可由县发改局局长提高上限" in told
    clerk = {"command_id": uuid4().hex, "form": "request", "most": "2"}
    assert lead.post(f"/numbers/cap/?unit={LEAD}", clerk).status_code == 404, "the cap is the head's"
    head = county.client("roads-head")
    assert head.post(f"/numbers/cap/?unit={LEAD}", clerk).status_code == 404
    word = {"command_id": uuid4().hex, "agency": "丰发改函"}
    refused = head.post(f"/numbers/word/?unit={ROADS}", word)
    assert (refused.status_code, "县发改局的机关代字" in refused.content.decode()) == (422, True)
    assert head.post(f"/numbers/word/?unit={ROADS}", {**word, "agency": "丰交函"}).status_code == 302
    assert head.post(f"/numbers/cap/?unit={ROADS}", {**clerk, "command_id": uuid4().hex}).status_code == 302
    assert "上限2件" in head.get("/numbers/").content.decode()


def test_each_form_is_offered_to_whoever_signs_it_and_to_nobody_else(county: Office):
    joint = county.joint()
    value = Mandate(joint, LEAD, (Power.DISPATCH,), (ROADS,), DEPUTY, date(2026, 12, 31))
    execute_all((), by=Actor(DEPUTY), command_id="lent", listings=[Listed(MANDATES, "g:lent", value, LONG_AGO)])
    basis = Basis("mandate", dispatch=True, mandate="g:lent")
    order = county.town.offered(due=date(2026, 3, 20), joint=joint, basis=basis)
    county.town.do(order, Accept(), ROADS)
    lead, roads, town = (county.client(who) for who in ("lead", "roads", "town"))
    page = lead.get(f"/m/{order[:12]}/papers/").content.decode()
    for part in ("交办单", "修复老桥牵头工作授权清单", "承办单位签收"):
        assert part in page
    assert "目前没有应由您方制作的文件" in roads.get(f"/m/{order[:12]}/papers/").content.decode()
    assert roads.get(f"/m/{order[:12]}/papers/order.docx").status_code == 404
    assert lead.get(f"/m/{order[:12]}/papers/?form=minutes").status_code == 404
    assert town.get(f"/m/{order[:12]}/papers/").status_code == 404
    longer = brought(county, "variation", "offered")
    said = paper_text(roads.get(f"/m/{longer[:12]}/papers/extension.docx").content)
    assert "申请延期至2026年4月10日" in said
    referred = brought(county, "task", "referred")
    said = paper_text(lead.get(f"/m/{referred[:12]}/papers/submission.docx").content)
    for part in ("关于修复老桥的请示", "分管副县长：", "以上妥否，请批示。"):
        assert part in said
    english = county.client("lead", language="en").get(f"/m/{referred[:12]}/papers/?form=submission").content.decode()
    assert "Submitted for your decision." in english


def test_what_is_put_to_a_leader_above_is_a_submission_and_no_letter_of_request(county: Office):
    asked = Offer("guidance", LEAD, DEPUTY, "关于老桥先修哪一段的请示", detail="两段都已开裂", reading="先修北段")
    stream = shell.fresh()
    county.town.do(stream, asked, LEAD)
    lead, url = county.client("lead"), f"/m/{stream[:12]}/papers/"
    page = lead.get(url).content.decode()
    said = paper_text(lead.get(f"{url}submission.docx").content)
    for part in ("关于老桥先修哪一段的请示", "分管副县长：", "两段都已开裂", "先修北段", "以上妥否，请批示。"):
        assert part in page
        assert part in said
    for part in ("商请", "贵单位", "的请示的", "有关方面意见"):
        assert part not in said
    assert lead.get(f"{url}request.docx").status_code == 404
    county.town.do(stream, Deliver("先修北段"), DEPUTY)
    assert "以上妥否，请批示。" in paper_text(lead.get(f"{url}submission.docx").content)


def test_a_number_is_taken_by_the_units_own_people_for_what_they_see(county: Office):
    stream = county.town.offered(due=date(2026, 3, 20))
    lead = county.client("lead")
    form = {**hidden(lead.get(f"/m/{stream[:12]}/papers/").content.decode()), "agency": "丰发改函"}
    assert county.client("town").post("/numbers/take/", form).status_code == 404
    assert county.client("roads").post("/numbers/take/", form).status_code == 404
    assert lead.post("/numbers/take/", {**form, "back": "https://other.example/"}).status_code == 404
    assert lead.post("/numbers/take/", {**form, "back": "//other.example/"}).status_code == 404
    assert county.client("town").get(f"/numbers/?unit={LEAD}").status_code == 404
    assert "没有编号的文件" in county.client("town").get("/numbers/").content.decode()


def test_a_number_for_a_paper_made_elsewhere_is_taken_on_the_list_itself(county: Office):
    lead = county.client("lead")
    form = {"command_id": uuid4().hex, "agency": "丰发改函", "form": "minutes", "title": "", "others": "各单位"}
    assert lead.post(f"/numbers/new/?unit={LEAD}", form).status_code == 422
    page = lead.post(f"/numbers/new/?unit={LEAD}", {**form, "title": "第2次会议纪要"}, follow=True).content.decode()
    for part in ("已编号：丰发改函〔2026〕1号", "第2次会议纪要", "会议纪要", "各单位"):
        assert part in page
    assert county.client("town").post(f"/numbers/new/?unit={LEAD}", {**form, "title": "x"}).status_code == 404


def test_a_request_to_a_desk_without_account_brings_the_slip_that_was_made_for_it(county: Office):
    stream = shell.fresh()
    county.town.do(stream, Offer("task", LEAD, FIRM, "修复老桥", due=date(2026, 3, 20)), LEAD)
    lead = county.client("lead")
    url = f"/m/{stream[:12]}/papers/request.docx"
    assert "回执" not in paper_text(lead.get(url).content)
    made = make(county.people["water"], Wish(FIRM, stream, WATER)).link
    said = paper_text(lead.get(url).content)
    for part in ("附件：回执", made.code, "□ "):
        assert part in said
