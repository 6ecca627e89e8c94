"""The duty file: who may draw it, what stands in it, and that what is handed on verifies without the site."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qiantou.access.guards import business
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.acts.erase import erase
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, AcceptDelivery, Block, Command, Deliver, Refer, Report, Rule
from qiantou.core.plan import LINES, Line
from qiantou.core.register import MANDATES, TERMS, Listed, Term
from qiantou.desk import dutyfile_page, dutyfile_read, ownrecord_page
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger import stored
from qiantou.ledger.excerpt_check import verify_excerpt
from qiantou.ledger.models import Entry
from qiantou.ledger.report import Verdict
from qiantou.ledger.seal import seal
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.town import Office, office

PERIOD = {"from": "2026-01-01", "to": "2026-12-31"}
ERASED = "这句话要删"


def entered(*listings: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=shell.fresh(), listings=list(listings))


def told(county: Office) -> None:
    """A joint work in which ROADS was asked, was blocked by WATER, delivered; a decision; words that were erased."""
    town, joint = county.town, county.joint("农村客运提质")
    mandate = Mandate(joint, LEAD, (Power.DISPATCH,), (ROADS,), DEPUTY, date(2030, 12, 31), number="授权〔2026〕1号")
    entered(
        Listed(MANDATES, "g:1", mandate, date(2026, 3, 2)),
        Listed(LINES, f"{joint}/L001", Line(ROADS, due=date(2026, 3, 20), deliverable="三个站点"), date(2026, 3, 2)),
        Listed(TERMS, "t:before", Term("f" * 32, Desk("p:roads"), date(2026, 2, 28)), date(2021, 1, 1)),
    )
    work = town.offered(joint=joint, due=date(2026, 3, 20))
    town.later(days=1)
    in_post = Actor(ROADS, post=Desk("p:roads-clerk"), account=county.people["roads"].id)
    moved(work, Accept(), in_post)
    stone = shell.fresh()
    town.do(work, Block("缺图纸", to=WATER, fresh=stone), ROADS)
    town.do(stone, Accept(), WATER)
    town.do(stone, Deliver("图纸已给"), WATER)
    town.do(stone, AcceptDelivery(), ROADS)
    town.do(work, Report(ERASED), ROADS)
    moved(work, Deliver("站点建成"), in_post)
    town.do(work, AcceptDelivery("验收通过"), LEAD)
    other = town.offered(due=date(2026, 3, 20))
    recorded = Actor(ROADS, account=CLERK, recorded=Recorded(LEAD, date(2026, 3, 3), "会议记录"))
    moved(other, Accept(), recorded)
    town.do(other, Refer("请定"), LEAD)
    town.do(other, Rule(Phase.UNDERWAY, "按原定时限"), DEPUTY)
    county.work, county.joined = work, joint  # type: ignore[attr-defined]
    version = Entry.objects.get(stream=work, version=Entry.objects.filter(stream=work).count() - 2).version
    erase(work, version, basis="个人信息保护法第四十七条", approver="县政府办", by=Actor(account=CLERK))


def moved(stream: Stream, command: Command, by: Actor) -> None:
    execute(stream, command, by=by, command_id=shell.fresh())


@contextmanager
def filed(templates, database: str, folder: Path) -> Iterator[Office]:
    with templates.site(database, folder):
        make_key_and_witness()
        with office() as found:
            told(found)
            seal(shell.now())
            yield found


@pytest.fixture(scope="module")
def county(request, templates, tmp_path_factory) -> Iterator[Office]:
    """Read by every test; nothing is written to it."""
    with filed(templates, getattr(request, "param", "sqlite"), tmp_path_factory.mktemp("file")) as found:
        yield found


def opened(county: Office, who: str, language: str = "zh-hans", **asked: str) -> str:
    answer = county.client(who, language=language).get("/duty-file/", {**PERIOD, **asked})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def status(county: Office, who: str, **asked: str) -> int:
    return county.client(who).get("/duty-file/", {**PERIOD, **asked}).status_code


def test_who_may_draw_it(county):
    joint = county.joined[:12]
    allowed = [
        ("roads", {"unit": ROADS}), ("roads", {}), ("deputy", {"unit": ROADS}), ("roads", {"post": "p:roads-clerk"}),
        ("roads-head", {"post": "p:roads"}), ("deputy", {"post": "p:roads"}), ("lead", {"joint": joint}),
        ("roads", {"joint": joint}), ("lead", {"joint": joint, "unit": ROADS}),
    ]  # fmt: skip
    for who, asked in allowed:
        assert status(county, who, **asked) == 200, (who, asked)
    refused = [
        ("lead", {"unit": ROADS}), ("water", {"unit": ROADS}), ("town", {"unit": ROADS}), ("town", {"joint": joint}),
        ("roads", {"unit": LEAD}), ("water", {"joint": joint, "unit": ROADS}), ("lead", {"post": "p:roads"}),
        ("roads", {"unit": "u:none"}), ("roads", {"joint": "zz"}), ("roads", {"part": "none"}),
    ]  # fmt: skip
    for who, asked in refused:
        assert status(county, who, **asked) == 404, (who, asked)
    assert status(county, "roads", **{"from": "2026-12-31", "to": "2026-01-01"}) == 422
    assert county.client("roads").get("/duty-file/").status_code == 200, "one click"
    _far_days(county)


FAR = ("/duty-file/", "/duty-file/file.docx", "/duty-file/file.zip", "/own-record/", "/own-record/paper.docx",
       "/own-record/table.xlsx")  # fmt: skip


def _far_days(county: Office) -> None:
    far = {"from": "9999-12-31", "to": "9999-12-31"}
    for address in FAR:
        for days in ({"from": "0001-01-01", "to": "0001-01-01"}, {"to": "9999-12-31"}, far, {"from": "x", "to": "y"}):
            assert county.client("roads").get(address, days).status_code in (200, 404, 422), (address, days)


def test_what_stands_in_it(county):
    page = opened(county, "roads")
    for text in (
        "农村客运提质", "授权〔2026〕1号", "三个站点", "缺图纸", "图纸已给", "站点建成", "验收通过", "按原定时限",
        "1 个工作日", "个人信息保护法第四十七条", "尚未确认",
    ):  # fmt: skip
        assert text in page, text
    assert ERASED not in page
    positions = set(map(int, re.findall(r"/proof/(\d+)/", page)))
    assert set(Entry.objects.filter(stream=county.work).values_list("position", flat=True)) <= positions
    assert "没有记录不证明任何事情" in page
    assert "No record here" in opened(county, "roads", language="en", **{"from": "2019-01-01", "to": "2019-12-31"})


def test_it_says_who_sat_five_years_back_and_names_nobody_in_an_address(county):
    page = opened(county, "roads", **{"from": "2021-06-01", "to": "2026-12-31"})
    assert "2021年1月1日" in page
    assert "2026年2月28日" in page
    assert "roads-head" in page, "whom the page of units names"
    for address in re.findall(r'(?:href|action)="([^"]*duty-file[^"]*)"', page):
        assert "roads-head" not in unquote(address)
        assert "f" * 32 not in address


def test_a_file_of_one_post_and_of_a_work(county):
    post = opened(county, "deputy", post="p:deputy")
    assert "按原定时限" in post
    assert "站点建成" not in post
    work = opened(county, "lead", joint=county.joined[:12])
    assert "站点建成" in work
    assert "按原定时限" not in work, "a matter outside the work"


def test_a_heading_comes_page_by_page(county, monkeypatch):
    monkeypatch.setattr("qiantou.desk.dutyfile_page.A_PAGE", 1)
    monkeypatch.setattr("qiantou.desk.dutyfile_page.SHOWN", 1)
    assert "part=answers" in opened(county, "roads")
    first = opened(county, "roads", part="answers")
    second = opened(county, "roads", part="answers", page="2")
    assert set(re.findall(r"/proof/(\d+)/", first)) & set(re.findall(r"/proof/(\d+)/", second)) == set()


def test_what_is_too_long_for_one_file_is_refused_not_cut(county, monkeypatch):
    monkeypatch.setattr(dutyfile_read, "MOST", 3)
    answer = county.client("roads", language="en").get("/duty-file/", PERIOD)
    assert answer.status_code == 422
    assert "Choose a shorter" in answer.content.decode()


@pytest.mark.parametrize("asked", [{}, {"joint": "work"}, {"post": "p:roads-clerk"}])
def test_the_queries_of_a_page_are_few_and_do_not_grow(county, asked):
    client = county.client("roads")
    asked = {name: county.joined[:12] if value == "work" else value for name, value in asked.items()}
    client.get("/duty-file/", {**PERIOD, **asked})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/duty-file/", {**PERIOD, **asked})
    assert len(queries) <= 20, [query["sql"][:90] for query in queries]


def test_opening_it_leaves_no_trace(county):
    before = stored.size()
    opened(county, "roads")
    county.client("roads").get("/duty-file/file.zip", PERIOD)
    assert stored.size() == before


def test_the_word_document_holds_every_line_with_its_place(county):
    answer = county.client("roads").get("/duty-file/file.docx", PERIOD)
    document = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    text += "\n".join(paragraph.text for paragraph in document.paragraphs)
    for entry in Entry.objects.filter(stream=county.work):
        assert f"第{entry.position}条" in text, entry.version
    assert "没有记录不等于没有做" in text
    assert "个人信息保护法第四十七条" in text
    assert ERASED not in text


def test_the_archive_verifies_without_the_site(county, tmp_path):
    answer = county.client("roads").get("/duty-file/file.zip", PERIOD)
    path = tmp_path / "file.zip"
    path.write_bytes(answer.content)
    key = stored.keychain().current
    report = verify_excerpt(path, key)
    assert (report.verdict, report.findings) == (Verdict.PROVEN, ())
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        held = {int(name[8:20]) for name in names if name.startswith("entries/")}
        everything = b"".join(archive.read(name) for name in names if name.startswith("entries/"))
        assert "qiantou verify" in archive.read("readme.txt").decode()
    own = set(Entry.objects.filter(stream=county.work).values_list("position", flat=True))
    assert own <= held
    assert ERASED.encode() not in everything
    assert "第四十七条".encode() in everything, "the erasure itself is on record"
    flipped = bytearray(answer.content)
    flipped[len(flipped) // 2] ^= 1
    path.write_bytes(bytes(flipped))
    assert verify_excerpt(path, key).verdict is Verdict.BROKEN


def test_administrators_and_strangers_find_nothing(county):
    for name in ("file.zip", "file.docx"):
        assert county.client("town").get(f"/duty-file/{name}", {"unit": ROADS}).status_code == 404
    for admin in ("system", "security", "audit"):
        county.people[admin] = Account(login=admin, admin=admin, is_active=True)
        with pytest.raises(Http404):
            business(county.people[admin])


def test_an_own_record_is_the_persons_own(county):
    page = county.client("roads", language="en").get("/own-record/", PERIOD).content.decode()
    for text in ("Took on", "Delivered", "accepted on", "农村客运提质", "cooperating", "县交通局办公室"):
        assert text in page, text
    strange = county.client("water", language="en").get("/own-record/", {**PERIOD, "person": county.people["roads"].id})
    assert "No record here" in strange.content.decode()
    assert "accepted on" not in strange.content.decode()
    before = county.client("roads", language="en").get("/own-record/", {"from": "2025-01-01", "to": "2025-12-31"})
    assert "No record here" in before.content.decode()
    assert county.client("roads").get("/own-record/", {"from": "2026-02-01", "to": "2026-01-01"}).status_code == 422


@pytest.mark.parametrize("county", ["postgres"], indirect=True)
def test_postgresql_answers_alike(county, tmp_path):
    assert "个人信息保护法第四十七条" in opened(county, "roads")
    assert "站点建成" in opened(county, "lead", joint=county.joined[:12])
    assert "cooperating" in county.client("roads", language="en").get("/own-record/", PERIOD).content.decode()
    _far_days(county)
    (tmp_path / "file.zip").write_bytes(county.client("roads").get("/duty-file/file.zip", PERIOD).content)
    assert verify_excerpt(tmp_path / "file.zip", stored.keychain().current).verdict is Verdict.PROVEN


def test_no_address_takes_a_person():
    routes = [str(one.pattern) for one in ownrecord_page.urlpatterns]
    assert routes == ["own-record/", "own-record/table.xlsx", "own-record/paper.docx"]
    assert "person" not in {name for one in dutyfile_page.urlpatterns for name in one.pattern.converters}


def test_an_own_record_as_table_and_document(county):
    client = county.client("roads")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/own-record/table.xlsx", PERIOD).content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["提请验收", "承办签署"]
    assert {row[-1] for row in rows[1:]} == {"本人"}
    document = docx.Document(io.BytesIO(client.get("/own-record/paper.docx", PERIOD).content))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "本人调取" in text
    assert "修复老桥" in text


def test_the_queries_of_an_own_record_are_few(county):
    client = county.client("roads")
    client.get("/own-record/", PERIOD)
    with CaptureQueriesContext(connection) as queries:
        client.get("/own-record/", PERIOD)
    assert len(queries) <= 13, [query["sql"][:90] for query in queries]
