"""The page of an assessment: readings, the sheet, a contest and the ruling, as each reader finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.assessing import agrees, put_out
from qiantou.acts.execute import execute_all, tick
from qiantou.acts.exempting import matter_of
from qiantou.acts.sheet_clock import begun_of, keep_owed
from qiantou.core.contesting import amending_of, contest_stream
from qiantou.core.figures import RATING_WEIGHT, Figure
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.moves import Deliver, Refer, Rule
from qiantou.core.plan import LINES
from qiantou.core.register import CHARTERS, FIGURES, POSTS, TERMS, Listed, Post, Term
from qiantou.core.review import Reading
from qiantou.core.undertaking import Charter, Direction, Measure
from qiantou.desk.review_words import hundredths
from qiantou.outbox.models import Notice
from tests.acts.assessed import LINES_OF_IT, OVER, UNREAD, Assessed, begun, worked
from tests.acts.county import CLERK
from tests.acts.forgiven import exempted, heard
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER
from tests.desk.town import LONG_AGO, Office, office


@dataclass
class Assessing:
    county: Office
    work: Assessed

    @property
    def url(self) -> str:
        return f"/j/{self.work.joint[:12]}/review/"

    def get(self, who: str, **more: str):
        return self.county.client(who, **more).get(self.url)

    def post(self, who: str, act: str, **fields: object):
        client = self.county.client(who)
        page = client.get(self.url).content.decode()
        form = re.search(rf'action="{self.url}{act}/".*?</form>', page, re.S)
        hidden = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form.group(0))) if form else {}
        hidden.setdefault("command_id", "0" * 32)
        return client.post(f"{self.url}{act}/", {**hidden, **fields})


def set_up(county: Office, *, concluded: bool = True) -> Assessing:
    """With a clerk of the government's office, which keeps the record."""
    seated(county, "gov", GOV)
    work = worked(begun(county.town))
    return Assessing(county, work.concluded() if concluded else work)


def seated(county: Office, name: str, *units: Desk) -> None:
    """A person in a post of each of the units."""
    person = Person.objects.create(name=name)
    county.people[name] = Account.objects.create_user(name, None, person=person)
    listings = []
    for unit in units:
        post = f"p:{name}-{unit.removeprefix('u:')}"
        listings += [
            Listed(POSTS, post, Post(unit), LONG_AGO, name="办公室"),
            Listed(TERMS, f"t:{name}-{unit}", Term(person.id, Desk(post)), LONG_AGO),
        ]
    execute_all((), by=Actor(account=CLERK), command_id=name, listings=listings)


@contextmanager
def assessing(*, concluded: bool = True) -> Iterator[Assessing]:
    with office() as county:
        yield set_up(county, concluded=concluded)


def said(response) -> str:
    return response.content.decode()


def test_what_nobody_read_is_named_and_put_out_over_with_a_reason_alone(sqlite_site):
    with assessing() as one:
        page = said(one.get("gov"))
        for told in ("以下指标未测定", "资金执行率", f"{one.url}?measure=2#m2_value"):
            assert told in page, told
        assert re.search(r'<details open><summary>[^<]*<span[^>]*>资金执行率|<details open><summary>[^/]*资金执行率',
                         said(one.county.client("gov").get(f"{one.url}?measure=2")))  # fmt: skip
        silent = one.post("gov", "put-out")
        assert silent.status_code == 422
        assert "不待测定即印发的理由" in said(silent)
        by = Actor(GOV, account=CLERK)
        for nothing in (" ", "1", "…"):
            with pytest.raises(Rejected, match="measures-unread"):
                put_out(one.work.joint, by=by, command_id=uuid4().hex, reason=nothing)
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        for who in ("roads", "lead"):
            for told in (UNREAD, "印发时未测定：资金执行率"):
                assert told in said(one.get(who)), told
        paper = one.county.client("roads").get(f"{one.url[:-1]}.docx")
        assert UNREAD in ZipFile(BytesIO(paper.content)).read("word/document.xml").decode()
        assert agrees(one.work.sheet())
        assert "“资金执行率”：未测定，请求以印发后的测定结果计入" in said(one.get("roads"))


def test_who_measures_finds_what_is_to_be_read_on_its_desk_once_the_work_is_over(sqlite_site):
    with assessing(concluded=False) as one:
        assert "待测定的成效指标" not in said(one.county.client("lead").get("/"))
        work = one.work.at(OVER)
        work.enter(CHARTERS, work.joint, replace(work.charter, ended=date(2026, 4, 1), ending="任务完成"), GOV)
        home = said(one.county.client("lead").get("/"))
        assert "待测定的成效指标" in home
        assert f"{one.url}?measure=1#m1_value" in home
        assert "积水点" in home
        assert "贯通里程" not in home  # GOV measures it
        assert "没有待您办理的事项" not in home
        assert "现在没有待您办理的事项" not in home
        assert "待测定的成效指标" not in said(one.county.client("roads").get("/"))
        one.work.measured()
        assert "待测定的成效指标" not in said(one.county.client("lead").get("/"))
        assert "?measure=2#" in said(one.county.client("gov").get("/"))
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        assert "待测定的成效指标" not in said(one.county.client("gov").get("/"))


def test_what_a_desk_outside_of_the_work_measures_is_asked_of_the_keeper(sqlite_site):
    with office() as county:
        seated(county, "gov", GOV)
        joint, day = shell.fresh(), county.town.now.date()
        measured = (Measure(Direction.UP, "0", "100", TOWN, "调查失业率", "%"),)
        charter = Charter(LEAD, GOV, GOV, DEPUTY, measures=measured, met=day, ended=day, ending="办结")
        listed = [Listed(CHARTERS, joint, charter, day, name="稳就业")]
        execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=listed)
        assert "调查失业率" not in said(county.client("town").get("/"))
        home = said(county.client("gov").get("/"))
        assert "请向其索取测定结果并代录" in home
        assert county.client("gov").get(f"/j/{joint[:12]}/review/?measure=0").status_code == 200


def test_a_work_is_read_assessed_contested_and_amended_on_its_page(sqlite_site):
    with assessing() as one:
        draft = said(one.get("gov"))
        assert "评估测算（未印发）" in draft
        assert "未测定" in draft
        assert one.post("lead", "put-out").status_code == 404
        read = one.post("gov", "measure", measure=2, value="much", read_on="2026-04-01", evidence="表")
        assert read.status_code == 422
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302

        with CaptureQueriesContext(connection) as asked:
            page = one.get("roads")
        assert page.status_code == 200
        assert len(asked) <= 48, len(asked)  # of them 22 to sign in
        for told in ("考核评估单第1号", "46.80", "23.40", "100.00", "待生效", "现有记录与本单一致", "县考核办"):
            assert told in said(page), told
        assert "未取得：L004 搬迁临时市场" in said(page)
        assert "assessment" in said(one.get("town", language="en"))
        drafted = replace(LINES_OF_IT["L002"], deliverable="写一份总结")
        one.work.enter(LINES, f"{one.work.joint}/L002", drafted, LEAD)  # signed by nobody
        assert "L002 修好三座桥" in said(one.get("roads"))

        seated(one.county, "both", ROADS, TOWN)
        both = said(one.get("both"))
        assert len(re.findall("代表.*申请复核", both)) == 2, "a form for each of its parties"
        assert len(set(re.findall(r'<select[^>]* id="(\w+)"', both))) == 2
        item = {"desk": TOWN, "item": f"line:L004|{TOWN}"}
        assert one.post("both", "contest", **{**item, "desk": ROADS}, reason="附照片").status_code == 422
        contested = one.post("both", "contest", **item, reason="市场三月底已搬完，附照片")
        assert contested.status_code == 302
        again = one.post("town", "contest", item=f"line:L004|{TOWN}", reason="再说一遍")
        assert again.status_code == 422
        assert "已就此事项提出过复核申请" in said(again)
        stream = contest_stream(one.work.joint, TOWN, "line:L004")
        assert one.county.client("town").get(f"/m/{stream[:12]}/").status_code == 200
        one.work.town.do(stream, Deliver("记录中没有交付"), GOV)
        one.work.town.do(stream, Refer("请裁定"), TOWN)
        one.work.town.do(stream, Rule(Phase.CLOSED, "照片属实", granted=True), DEPUTY)
        assert "执行裁定" in said(one.get("gov"))
        owed = amending_of(matter_of(stream))
        gov = one.county.client("gov")
        assert f"/m/{owed[:12]}/" in said(gov.get("/"))
        page = said(gov.get(f"/m/{owed[:12]}/"))
        assert f'href="{one.url}"' in page
        assert "依裁定承办" in page
        assert f'href="/m/{stream[:12]}/"' in page
        assert 'id="move-deliver"' not in page
        assert one.post("gov", "amend", contest=stream, reason="按裁定，市场已搬迁").status_code == 302
        assert "已按裁定落实" in said(gov.get(f"/m/{owed[:12]}/"))
        amended = said(one.get("water"))
        for told in ("考核评估单第2号", "按裁定，市场已搬迁", "桥东镇：份额 0.00% → 7.80%", "依据裁定"):
            assert told in amended, told
        word = one.county.client("roads").get(f"/j/{one.work.joint[:12]}/review.docx")
        text = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
        assert "联动考核评估单" in text
        assert "46.80" in text
        one.work.town.later(days=40)
        assert '<span class="chip ok">final' in said(one.get("lead", language="en"))


def test_an_exemption_after_the_sheet_stands_beside_the_figure_until_the_sheet_is_amended(sqlite_site):
    with assessing() as one:
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        one.work.at("2026-04-03 10:00")
        asked = heard(one.work, one.work.stream("L003"), WATER)
        one.work.at("2026-05-06 10:00")
        assert "有未办结的容错申请" in said(one.get("roads"))
        exempted(one.work, asked)
        remark, number = "准予容错，本单待更正", asked[:12]
        assert f"准予容错（编号{number}），本单待更正" in said(one.get("water"))
        for who in ("roads", "lead"):
            assert number not in said(one.get(who)), "it does not exist to them"
        assert "按容错决定更正" in said(one.get("gov"))
        for told in (remark, "暂不生效"):
            assert told in said(one.get("roads")), told
        for paper in ("docx", "xlsx"):
            made = one.county.client("roads").get(f"{one.url[:-1]}.{paper}")
            with ZipFile(BytesIO(made.content)) as packed:
                parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
            assert any(remark in part for part in parts), paper
            assert not any(number in part for part in parts), paper
        assert one.post("gov", "amend", reason="已予容错").status_code == 302
        page = said(one.get("gov"))
        assert "本单待更正" not in page
        assert "不计" in page
        page = said(one.get("roads"))
        assert "依据容错免责决定" in page
        assert "依据裁定" not in page
        assert number not in page
        assert f'<a href="/m/{number}/">依据容错免责决定</a>' in said(one.get("water"))
        made = one.county.client("roads").get(f"{one.url[:-1]}.xlsx")
        with ZipFile(BytesIO(made.content)) as packed:
            parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
        assert any("不计（依据容错免责决定）" in part for part in parts)
        assert not any(number in part for part in parts)


def test_a_sheet_that_is_owed_is_a_matter_on_the_desk_of_its_office_until_it_is_put_out(sqlite_site):
    with assessing(concluded=False) as one:
        work, county = one.work, one.county
        kept = replace(work.charter, keeper=ROADS, ended=date(2026, 4, 1), ending="任务完成")
        work.at(OVER).enter(CHARTERS, work.joint, kept, GOV)
        keep_owed()
        [on] = begun_of(work.joint)
        address = f'href="/m/{on[:12]}/"'
        desk = said(county.client("roads").get("/"))
        assert address in desk
        assert f'href="{one.url}">印发评估单' in desk, "the way to what is owed, not a report about it"
        assert "前（含当日）印发。" in said(one.get("town"))
        page = said(county.client("roads").get(f"/m/{on[:12]}/"))
        for told in ("印发考核评估单", "工作已结束，评估单待印发", f'href="{one.url}"'):
            assert told in page, told
        assert "/deliver/" not in page
        by_rule = "按规则（办结后应印发评估单）"
        assert f"{by_rule}，由县交通局办理" in desk
        listed = said(county.client("roads").get("/matters/?cols=asker"))
        for told in (desk, page, said(county.client("lead").get("/")), listed):
            assert by_rule in told
            assert "县发改局请县交通局办理 · 工作已结束" not in told, "the lead has asked for nothing"
        assert "尚未录入放假安排，日期只按周末推算。" in page
        assert "只录到" not in page
        assert "评估单" in said(county.client("lead").get(f"/m/{on[:12]}/"))
        work.at("2026-06-01 10:00")
        assert "应于" in said(one.get("town"))
        tick(on)
        assert "/exemptions/new/" not in said(county.client("roads").get(f"/m/{on[:12]}/")), "it weighs in no sheet"
        assert f"about={on[:12]}" not in said(county.client("roads").get("/exemptions/"))
        told = said(county.client("roads").get(f"/exemptions/new/?about={on[:12]}"))
        assert "无须容错免责" in told
        assert 'name="what"' not in told
        work.measured()
        assert one.post("gov", "put-out", reason=UNREAD).status_code == 302
        assert address not in said(county.client("roads").get("/"))
        assert "已印发，或者不再由本单位印发" in said(county.client("roads").get(f"/m/{on[:12]}/"))


def test_what_the_lead_read_waits_to_be_confirmed_and_a_work_that_goes_on_is_not_assessed(sqlite_site):
    with assessing(concluded=False) as one:
        assert "工作仍在进行" in said(one.get("lead"))
        assert one.post("gov", "measure", measure=0, value="1").status_code == 404
        one.work.at(OVER).enter(FIGURES, RATING_WEIGHT, Figure(20, "县政办发〔2026〕3号"))
        lead, charter = one.county.client("lead"), f"/j/{one.work.joint[:12]}/charter/"
        form = re.search(rf'action="{charter}end/".*?</form>', said(lead.get(charter)), re.S)
        hidden = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form.group(0)))
        assert lead.post(f"{charter}end/", {**hidden, "ending": "任务完成"}).status_code == 302
        raters = Notice.objects.filter(code="rating").values_list("desk", flat=True)
        assert set(raters) == {LEAD, ROADS, WATER, TOWN}
        one.work.measured()
        own = Reading(one.work.joint, 1, Desk("u:lead"), one.work.town.now.date(), "25", evidence="又数了一遍")
        one.work.read(own)
        assert "未经确认，不计入" in said(one.get("roads"))
        assert one.post("roads", "confirm", measure=1).status_code == 404
        assert one.post("gov", "confirm", measure=1).status_code == 302
        assert "未经确认，不计入" not in said(one.get("roads"))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_shares_are_written_so_that_they_add_up_to_a_hundred(weights: list[int]):
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    written = hundredths(shares)
    assert sum(written) == 100 * 100
    assert all(abs(one - 10**4 * share) < 1 for one, share in zip(written, shares, strict=True))
