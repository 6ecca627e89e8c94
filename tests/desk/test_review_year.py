"""The year in sheets, honours, mutual rating and 考核建议函 as pages: who sees what, what is too few, what is said."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.access.guards import Standing
from qiantou.acts import assessing, rating, registers, shell
from qiantou.acts.models import Grade
from qiantou.core.contesting import Claim
from qiantou.core.figures import RATERS_LEAST, RATING_WEIGHT, SHEETS_LEAST, Figure
from qiantou.core.kernel import Actor, Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Offer, Rule
from qiantou.core.register import CHARTERS, FIGURES, MANDATES, UNITS, Listed
from qiantou.core.review import SHEETS
from qiantou.core.undertaking import Charter
from qiantou.desk.review_year_read import year_for
from qiantou.jobs.site import make_key_and_witness
from tests.acts.assessed import UNREAD, begun, worked
from tests.acts.county import CLERK
from tests.acts.forgiven import exempted, heard
from tests.acts.test_rivals import asked as before_a_ruling
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER
from tests.desk.reviewing import concluded, enter, put_out, sheet_of
from tests.desk.town import Office, office
from tests.support.marks import ON_SQLITE

EVIL = '=HYPERLINK("http://example.org","x")'
NEW_YEAR = "2026"


@contextmanager
def reviewed() -> Iterator[tuple[Office, list[Stream]]]:
    """Three sheets of one year, all final: LEAD has a part in each, ROADS in each, WATER in one, TOWN in none."""
    with office() as county:
        enter(Actor(account=CLERK), Listed(FIGURES, SHEETS_LEAST, Figure(3, "文件"), county.town.now.date()))
        works = [concluded(county, title, assessment="县考核办，按年度考核办法") for title in ("一", "二", EVIL)]
        put_out(county, works[0], {LEAD: (0, 20, 0, 0), ROADS: (60, 0, 0, 480), WATER: (10, 0, 5, 0)})
        put_out(county, works[1], {LEAD: (30, 20, 0, 0), ROADS: (50, 0, 0, 0)}, raters=6)
        put_out(county, works[2], {LEAD: (30, 20, 0, 0), ROADS: (40, 0, 0, 0)})
        county.town.later(days=30)
        yield county, works


def text(answer) -> str:
    """What a page says, without its marks and without white space."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


@ON_SQLITE
def test_a_unit_and_its_superiors_see_its_year_and_nobody_else_does(site):
    make_key_and_witness()
    with reviewed() as (county, _works):
        page = county.client("roads").get(f"/review/units/{ROADS}/?year=2026")
        said = text(page)
        assert page.status_code == 200
        assert "生效评估单3得分占应得份额" in said
        assert "2026年3月2日" in said
        entries = re.findall(r'href="(/proof/\d+/)"', page.content.decode())
        assert len(entries) == 3
        assert county.client("roads").get(entries[0]).status_code == 200
        for who, status in (("deputy", 200), ("water", 404), ("town", 404)):
            assert county.client(who).get(f"/review/units/{ROADS}/").status_code == status
            assert county.client(who).get(f"/review/units/{ROADS}/export/").status_code == status
        listed = text(county.client("water").get("/review/units/"))
        assert "县水利局" in listed
        assert "县交通局" not in listed.split("年度各单位评估汇总")[-1]
        assert "样本过少" in listed  # one sheet only
        assert county.client("roads").get("/review/units/?year=20x6").status_code == 404
        empty = text(county.client("roads").get("/review/units/?year=2019"))
        assert "2019年没有首次印发的评估单：牵头工作结束后才印发评估单。" in empty
        apart = text(county.client("town").get("/review/units/"))
        assert "本年度没有您可查看的评估单：2026年首次印发的评估单中，没有对您开放的行" in apart
        own = text(county.client("town").get(f"/review/units/{TOWN}/"))
        assert "2026年首次印发的评估单中没有列入该单位" in own


@ON_SQLITE
def test_who_keeps_the_record_sees_every_part_of_its_sheets_and_a_stranger_none(site):
    with reviewed() as (_county, works):
        force = registers.current().at(shell.now())
        kept = year_for(Standing(desks=(GOV,)), force, 2026)
        assert {(part.joint, part.unit) for part in kept.parts} >= {(works[0], WATER), (works[2], ROADS)}
        assert kept.whole == set(works)
        assert year_for(Standing(desks=(TOWN,), sight=frozenset({TOWN})), force, 2026).parts == ()
        own = year_for(Standing(sight=frozenset({WATER})), force, 2026)
        assert ({part.unit for part in own.parts}, own.whole) == ({WATER}, frozenset())


@ON_SQLITE
def test_what_may_still_be_contested_is_shown_and_not_counted(site):
    with reviewed() as (county, _works):
        put_out(county, concluded(county, "四"), {ROADS: (50, 0, 0, 0), LEAD: (0, 20, 0, 0)})
        said = text(county.client("roads").get(f"/review/units/{ROADS}/"))
        assert "生效评估单3另有1份未生效" in said
        assert "前可申请复核" in said
        joint = put_out(county, concluded(county, "五"), {ROADS: (50, 0, 0, 60), LEAD: (0, 20, 0, 0)})
        claim = Claim(f"time:{joint}", ROADS)
        assessing.contest(joint, claim, "复核", "等水利局供图", by=Actor(ROADS, account=CLERK), command_id="contest")
        county.town.later(days=30)
        said = text(county.client("roads").get(f"/review/units/{ROADS}/"))
        assert "生效评估单4另有1份未生效" in said
        assert "未生效：有复核申请未办结" in said


@ON_SQLITE
def test_a_sheet_that_is_not_final_says_what_it_waits_for(site):
    with office() as county:
        work = worked(begun(county.town)).concluded()
        keeper = Actor(GOV, account=CLERK)
        assessing.put_out(work.joint, by=keeper, command_id="sheet", reason=UNREAD)

        def stands() -> str:
            return text(county.client("water").get(f"/review/units/{WATER}/"))

        work.at("2026-04-03 10:00")
        asked = heard(work, work.stream("L003"), WATER)
        assert "前可申请复核、有容错申请未办结" in stands()
        exempted(work, asked)
        assert "前可申请复核、有容错决定待在本单落实" in stands()
        contested = before_a_ruling(work, Claim("line:L004", TOWN), TOWN)
        work.at("2026-05-06 10:00")
        assert "未生效：有复核申请未办结、有容错决定待在本单落实" in stands()
        assessing.amend(work.joint, asked, "已予容错", by=keeper, command_id="amended")
        work.town.do(contested, Rule(Phase.CLOSED, "属实", granted=True), DEPUTY)
        work.at("2026-06-06 10:00")
        assert "未生效：有复核裁定待落实" in stands()


@ON_SQLITE
def test_of_too_few_raters_the_page_says_which_number_asks_for_more(site):
    with office() as county:
        enter(Actor(account=CLERK), Listed(FIGURES, RATERS_LEAST, Figure(4, "考核办法"), county.town.now.date()))
        joint = concluded(county, "一")
        sheet = sheet_of(joint, {LEAD: (0, 20, 0, 0), ROADS: (60, 0, 0, 0)})
        parts = (replace(sheet.parts[0], raters=2), *sheet.parts[1:])
        enter(Actor(GOV, account=CLERK), Listed(SHEETS, joint, replace(sheet, parts=parts), county.town.now.date()))
        page = text(county.client("lead").get(f"/j/{joint[:12]}/review/"))
        told = "互评：评价单位过少，不足4个，不计入。该数值由本县设定：“"
        assert told in page
        assert "不足4个单位评价" in text(county.client("lead").get(f"/review/units/{LEAD}/"))


@ON_SQLITE
def test_the_pages_ask_no_more_of_the_database_for_more_sheets(site):
    with reviewed() as (county, _works):
        client, counts = county.client("deputy"), []
        for number in range(2):
            for address in ("/review/units/", f"/review/units/{ROADS}/", "/review/honours/"):
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    client.get(address)
                counts.append(len(asked))
            put_out(county, concluded(county, f"更多{number}"), {ROADS: (50, 0, 0, 0), LEAD: (0, 20, 0, 0)})
            county.town.later(days=30)
        assert counts[:3] == counts[3:]
        assert max(counts) <= 12


@ON_SQLITE
def test_no_page_and_no_workbook_ranks_and_no_cell_is_a_formula(site):
    with reviewed() as (county, _works):
        client = county.client("deputy")
        page = client.get("/review/units/").content.decode()
        assert "aria-sort" not in page
        order = [page.index(name) for name in ("县发改局", "县交通局", "县水利局")]
        assert order == sorted(order)
        for address in ("/review/units/export/", f"/review/units/{ROADS}/export/", "/review/honours/export/"):
            book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
            cells = [cell for row in book.active.iter_rows() for cell in row]
            assert all(cell.data_type != "f" for cell in cells)
        row = next(book.active.iter_rows(min_row=2))
        assert [cell.number_format for cell in row[2:5]] == ["0.0%"] * 3
        assert all(0 <= cell.value <= 1 for cell in (*row[2:5], *row[7:10]))
        assert EVIL in {
            cell.value
            for row in openpyxl.load_workbook(
                io.BytesIO(client.get(f"/review/units/{ROADS}/export/").content)
            ).active.iter_rows()
            for cell in row
        }


@ON_SQLITE
def test_honours_say_on_whose_work_they_rest_and_name_no_one_to_who_may_not_read(site):
    with reviewed() as (county, _works):
        whole = text(county.client("deputy").get("/review/honours/"))
        assert "在“一”中没有承担事项，各项由县交通局（60%）、县水利局（10%）完成。" in whole
        own = text(county.client("lead").get("/review/honours/"))
        assert "县发改局" in own
        assert "其他单位" in own
        assert "县交通局" not in own.split("评先建议")[-1]
        assert whole.count("不在本名单内") == 3
        assert (
            own.count("不在本名单内") == 2
        )  # of its own row the same two: a unit it does not see is proposed all the same


def _rating(county: Office, joint: Stream, *, weight: int = 20) -> None:
    force = registers.current().at(shell.now())
    day = county.town.now.date()
    enter(
        Actor(account=CLERK),
        Listed(FIGURES, RATING_WEIGHT, Figure(weight, "文件"), day),
        Listed(UNITS, TOWN, replace(force.unit(TOWN), sort="township"), day, name="桥东镇"),
    )
    for asker, doer in ((LEAD, ROADS), (TOWN, WATER)):
        stream = shell.fresh()
        county.town.do(stream, Offer("task", asker, doer, "修桥", joint=joint), asker)
        county.town.do(stream, Accept(), doer)


@ON_SQLITE
def test_a_unit_rates_whom_it_worked_with_and_nobody_learns_what_it_gave(site, caplog):
    with office() as county:
        joint = county.joint()
        address = f"/j/{joint[:12]}/rating/"
        county.town.offered(joint=joint)
        assert county.client("roads").get(address).status_code == 404  # off by default
        _rating(county, joint)
        client = county.client("roads")
        name = f"{ROADS}/{LEAD}"
        assert f'name="{name}"' in client.get(address).content.decode()
        before = _record()
        assert client.post(address, {name: "2"}).status_code == 302
        assert client.post(address, {name: "9"}).status_code == 422
        assert _record() == before
        assert '<option value="2" selected>' in client.get(address).content.decode()
        for who in ("lead", "water", "deputy"):
            for path in (address, f"/j/{joint[:12]}/", "/matters/"):
                assert name not in county.client(who).get(path).content.decode()
        assert name not in caplog.text
        assert rating.grades_by(joint, [(ROADS, LEAD)]) == {(ROADS, LEAD): 2}
        assert client.post(address, {name: ""}).status_code == 302
        assert not Grade.objects.exists()


def _record() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, version, facts FROM ledger_entry ORDER BY position")
        return cursor.fetchall()


def _lends(county: Office, joint: Stream) -> None:
    until = county.town.now.date().replace(month=12)
    power = Mandate(joint, LEAD, (Power.APPRAISAL,), (ROADS,), DEPUTY, until)
    enter(Actor(DEPUTY, account=CLERK), Listed(MANDATES, f"g:{joint[:8]}", power, county.town.now.date()))


def _strike(joint: Stream, county: Office) -> None:
    """Whoever keeps the record strikes what was measured, and who uses it, once the sheet is out."""
    county.town.later(days=1)
    day = county.town.now.date()
    bare = Charter(LEAD, DEPUTY, GOV, DEPUTY, ended=day, ending="办结")
    enter(Actor(account=CLERK), Listed(CHARTERS, joint, bare, day, name="修桥"))


@ON_SQLITE
@pytest.mark.parametrize("ready", [True, False])
def test_the_letter_goes_from_the_issuer_to_whom_the_charter_names_once_the_sheet_is_final(site, ready):
    with office() as county:
        joint = concluded(
            county, "修桥", assessment="县考核办，按年度考核办法" if ready else "", issuer=DEPUTY, is_met=True
        )
        page, paper = f"/j/{joint[:12]}/review/letter/", f"/j/{joint[:12]}/review/letter.docx"
        client = county.client("deputy")
        assert client.get(paper).status_code == 404
        put_out(county, joint, {LEAD: (20, 20, 0, 0), ROADS: (50, 0, 0, 960)})
        assert ("可以申请复核" in text(client.get(page))) is ready
        county.town.later(days=30)
        assert ("未与考核挂钩" in text(client.get(page))) is not ready
        assert county.client("lead").get(paper).status_code == 404
        _lends(county, joint)
        assert county.client("lead").get(paper).status_code == (200 if ready else 404)
        answer = client.get(paper)
        assert answer.status_code == (200 if ready else 404)
        if ready:
            made = docx.Document(io.BytesIO(answer.content))
            said = "\n".join(one.text for one in made.paragraphs)
            assert "县考核办：" in said
            assert "不是名次" in said
            rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
            assert rows[1:] == [
                ["县发改局", "20%", "20%", "0%", "无", "37.2"],
                ["县交通局", "50%", "0%", "0%", "2天 0:00", "45.9"],
            ]
            _strike(joint, county)
            assert client.get(paper).status_code == 200
            assert "修复桥梁" in text(client.get(f"/j/{joint[:12]}/review/"))


@ON_SQLITE
def test_the_workbook_of_a_sheet_has_every_share_and_they_are_the_whole(site):
    with reviewed() as (county, works):
        client = county.client("lead")
        page = client.get(f"/j/{works[0][:12]}/review/").content.decode()
        assert f"/j/{works[0][:12]}/review.xlsx" in page
        assert f"/j/{works[0][:12]}/review/letter/" in page
        assert f"/j/{works[0][:12]}/rating/" not in page  # off
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/j/{works[0][:12]}/review.xlsx").content))
        assert book.sheetnames == ["单位", "计算过程", "自身超时", "其他方超时"]
        rows = list(book["计算过程"].iter_rows(min_row=2, values_only=True))
        assert sum(Fraction(row[5]) for row in rows) == 1
        assert [row[3] for row in book["自身超时"].iter_rows(min_row=2, values_only=True)] == [480]
        waits = list(book["其他方超时"].iter_rows(min_row=2, values_only=True))
        assert [(row[0], row[3], row[4]) for row in waits] == [("分管副县长", 120, "仅列示，不计分")]
        paper = docx.Document(io.BytesIO(client.get(f"/j/{works[0][:12]}/review.docx").content))
        said = [one.text for one in paper.paragraphs]
        assert "分管副县长 · 2 小时" in said
        assert county.client("town").get(f"/j/{works[0][:12]}/review.xlsx").status_code == 404
