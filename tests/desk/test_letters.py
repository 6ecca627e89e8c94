"""Consultation on the pages: a letter read and answered, points disposed of, what is open, silence told as silence."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from python_calamine import CalamineWorkbook

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all, tick
from qiantou.core.kernel import Actor, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Counter, Insist, Reservation, Rule, Withdraw
from qiantou.core.plan import LINES, Line
from qiantou.core.points import NOT, OBJECT, Disposal, Point
from qiantou.core.register import CHARTERS, Listed
from qiantou.desk.drafted import plan_of
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import dissent
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.lettered import BRIDGE, RIVER, SIGNS, TODAY, Put, answered, page_of, plan_lines, put
from tests.desk.town import said

BOTH = "(1) 汛期不能施工0 (2) 汛期不能施工1"


@pytest.fixture
def plan(sqlite_site):
    with put() as found:
        yield found


def letters_page(client: Client, plan: Put, where: str = "") -> str:
    return client.get(f"/j/{plan.ref}/letters/{where}").content.decode()


def objected(plan: Put, rounds: int = 2) -> Stream:
    """ROADS objects to L001; the lead refuses it, as often as the two sides went round."""
    letter = Stream(plan.of(ROADS).row.stream)
    for number in range(rounds):
        point = Point("L001", OBJECT, date(2026, 5, 20), 1 if number else None, "", f"汛期不能施工{number}")
        plan.county.town.do(letter, Counter(None, "", (point,)), ROADS)
        plan.county.town.do(letter, Insist("资金年内支付", (Disposal(1, NOT, f"资金年内支付{number}"),)), LEAD)
    return letter


def test_the_lead_sends_every_letter_in_one_act_and_twice_is_once(site):
    with put() as plan:
        lead = plan.county.client("lead")
        page = letters_page(lead, plan)
        hidden = dict(re.findall(r'name="(version|command_id)" value="(\w+)"', page[page.index("letters/send/") :]))
        form = {**hidden, "reply_days": "5", "silence": "note"}
        for _press in range(2):
            assert lead.post(f"/j/{plan.ref}/letters/send/", form).status_code == 302
        assert len(plan_of(plan.joint).versions) == 1
        assert plan.of(ROADS).matter.about == ("v1", "L001", "L002", "L003")
        assert plan.of(WATER).matter.about == ("v1", "L002")
        refused = lead.post(f"/j/{plan.ref}/letters/send/", {**form, "command_id": "f" * 32})
        assert refused.status_code == 422
        assert "2 件没有办结" in refused.content.decode()


def test_a_letter_shows_its_own_lines_first_the_reply_day_and_what_silence_means(plan):
    plan.consult(silence_consents=True)
    page = page_of(plan.county.client("roads"), plan.of(ROADS).row.stream)
    lines = page[page.index('id="letter-h"') :]
    assert lines.index(BRIDGE) < lines.index(SIGNS) < lines.index(RIVER), "what it does, before what it accepts"
    assert "请于2026年3月9日 星期一前（含当日）答复" in page
    assert "视为无不同意见" in page
    assert "水深二米" in page
    assert 'id="move-counter"' in page
    assert 'id="move-accept"' in page


def test_an_objection_without_a_reason_is_refused_at_its_field_and_nothing_is_recorded(plan):
    plan.consult()
    roads, letter = plan.county.client("roads"), plan.of(ROADS).row.stream
    answer = answered(roads, letter, "counter", L001_answer="object", L001_proposal="改为便桥", L003_answer="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="counter_L001-reason_error">\s*<li>[^<]*不说明理由的不同意见', page), "said at the field"
    assert "改为便桥" in page, "what was typed stays"
    assert plan.of(ROADS).matter.version == 1


def test_a_day_past_the_outer_limit_and_a_form_that_says_nothing_are_refused(plan):
    plan.consult()
    roads, letter = plan.county.client("roads"), plan.of(ROADS).row.stream
    late = answered(roads, letter, "counter", L001_answer="change", L001_due="2026-06-02", L001_reason="汛期")
    assert late.status_code == 422
    assert "counter_L001-due_error" in late.content.decode()
    assert answered(roads, letter, "counter").status_code == 422
    half = answered(roads, letter, "counter", L001_reason="汛期")
    assert "counter_L001-answer_error" in half.content.decode()


def test_points_are_answered_disposed_of_and_carried_into_the_plan(site):
    with put() as plan:
        plan.consult()
        lead, roads = plan.county.client("lead"), plan.county.client("roads")
        letter = plan.of(ROADS).row.stream
        fields = {"L001_answer": "object", "L001_due": "2026-05-20", "L001_reason": "汛期", "L003_answer": "change"}
        fields |= {"L003_proposal": "设置十处标志", "L003_reason": "三处不够"}
        assert answered(roads, letter, "counter", **fields).status_code == 302
        bare = answered(lead, letter, "amend", p1_outcome="not", p2_outcome="adopted", p2_carry="on")
        assert bare.status_code == 422
        assert "amend_p1-reason_error" in bare.content.decode(), "rejecting without a reason is impossible"
        fields = {"p1_outcome": "not", "p1_reason": "资金年内支付", "p2_outcome": "adopted", "p2_carry": "on"}
        assert answered(lead, letter, "amend", **fields).status_code == 302
        line = in_force(LINES, plan.joint, day=TODAY)[f"{plan.joint}/L003"].value
        assert line.deliverable == "设置十处标志"
        assert [one.fate for one in plan.of(ROADS).opinions] == ["not", "adopted"]
        page = page_of(roads, letter)
        form = page[page.index('id="move-counter"') :]
        assert "资金年内支付" in form
        assert "p1-answer" in form
        assert "p2-answer" not in form, "the next round shows only what is open"
        assert answered(roads, letter, "counter", p1_answer="keep", p1_reason="").status_code == 422
        assert answered(roads, letter, "counter", p1_answer="drop").status_code == 302
        assert plan.county.row(letter).outcome == "granted"


def test_past_the_cap_the_leader_sees_both_positions_and_what_he_decides_stays_beside_the_line(plan):
    plan.consult()
    letter = objected(plan)
    deputy = plan.county.client("deputy")
    page = page_of(deputy, letter)
    assert 0 < page.index("汛期不能施工1") < page.index('id="move-rule"')
    assert "资金年内支付1" in page
    assert "按牵头单位方案" in page, "the outcomes are told in words of the letter"
    assert said(deputy, letter, "rule", outcome="granted", reason="汛前必须完工").status_code == 302
    assert [(line, one.unit, one.words) for line, told in dissent(plan.joint).items() for one in told] == [
        ("L001", ROADS, BOTH)
    ]


@pytest.mark.parametrize(
    ("ends", "stays"),
    [(Rule(Phase.CLOSED, "不合理", granted=False), 0), (Withdraw("另行安排"), 1), (Rule(Phase.CLOSED, "照办"), 1)],
)
def test_dissent_stays_unless_the_unit_is_given_right_and_the_line_is_changed(plan, ends, stays):
    plan.consult()
    letter = objected(plan)
    plan.county.town.do(letter, ends, LEAD if isinstance(ends, Withdraw) else DEPUTY)
    assert dissent(plan.joint)["L001"], "whoever decided what, the line stands as it was"
    page = plan.county.client("lead").get(f"/j/{plan.ref}/plan/").content.decode()
    assert ("领导已裁定采纳该单位意见，方案仍为原内容" in page) is (stays == 0)
    other = plan_lines()
    plan.change(L002=replace(other["L002"], deliverable="疏浚一段"), L001=replace(other["L001"], order=9))
    assert dissent(plan.joint)["L001"], "another line is no answer, nor is another place"
    plan.change(L001=replace(other["L001"], due=date(2026, 5, 20)))
    assert sum(map(len, dissent(plan.joint).values())) == stays


@pytest.mark.parametrize("silence_consents", [True, False])
def test_silence_on_a_second_letter_takes_no_objection_back(plan, silence_consents):
    plan.consult()
    plan.county.town.do(objected(plan), Withdraw("重新征求"), LEAD)
    plan.county.town.do(Stream(plan.of(WATER).row.stream), Accept(), WATER)
    plan.county.town.later(days=1)
    plan.consult(silence_consents=silence_consents)
    plan.county.town.later(days=10)
    for row in MatterRow.objects.filter(joint=plan.joint, is_open=True):
        tick(Stream(row.stream))
    (one,) = dissent(plan.joint)["L001"]
    assert (one.words, one.withdrawn is not None, one.silent is not None) == (BOTH, True, True)
    assert plan.of(ROADS).is_silent
    plan.sign()
    sponsor = plan.of(DEPUTY, "signature")
    page = page_of(plan.county.client("deputy"), sponsor.row.stream)
    assert "汛期不能施工1" in page
    assert re.search("征求意见函于2026年3月2日[^<]*撤回", page), "with the day, and what became of the letter"
    plan.county.town.do(Stream(plan.of(ROADS, "signature").row.stream), Accept(), ROADS)
    assert dissent(plan.joint)["L001"], "who signs what was ordered has not taken back what it said"


def test_a_later_letter_that_is_agreed_to_takes_the_dissent_away(plan):
    plan.consult()
    plan.county.town.do(objected(plan), Withdraw("重新征求"), LEAD)
    plan.county.town.do(Stream(plan.of(WATER).row.stream), Accept(), WATER)
    plan.consult()
    assert dissent(plan.joint), "until the second letter is answered"
    plan.county.town.do(Stream(plan.of(ROADS).row.stream), Accept(), ROADS)
    assert not dissent(plan.joint, signing=True)
    page = letters_page(plan.county.client("lead"), plan)
    assert "v2" in page
    assert "汛期不能施工" not in page
    assert "汛期不能施工" in letters_page(plan.county.client("lead"), plan, "?v=1")


def test_the_answer_of_who_does_not_sign_in_is_recorded_with_its_paper(plan):
    plan.consult()
    letter, lead = plan.of(WATER).row.stream, plan.county.client("lead")
    where = f"?for={WATER}"
    fields = {"L002_answer": "object", "L002_reason": "枯水期未到", "said": "2026-03-02"}
    assert answered(lead, letter, "counter", where=where, **fields).status_code == 422, "the paper is missing"
    assert answered(lead, letter, "counter", where=where, paper="复函第3号", **fields).status_code == 302
    assert plan.county.row(letter).hatched
    assert "枯水期未到" in letters_page(lead, plan)
    water = plan.county.client("water")
    assert "复函第3号" in page_of(water, letter)
    assert said(water, letter, "confirm2").status_code == 302
    assert not plan.county.row(letter).hatched


@pytest.mark.parametrize(("consents", "told"), [(True, "函中已写明逾期视为无不同意见"), (False, "未答复")])
def test_silence_is_told_as_silence_whatever_the_letter_says(plan, consents, told):
    plan.consult(silence_consents=consents)
    plan.county.town.do(Stream(plan.of(ROADS).row.stream), Accept(), ROADS)
    plan.county.town.later(days=10)
    tick(Stream(plan.of(WATER).row.stream))
    assert plan.of(WATER).is_silent
    page = letters_page(plan.county.client("lead"), plan)
    assert told in page
    assert re.search(r"<dt>未答复</dt><dd>1", re.sub(r"</?bdi[^>]*>", "", page))
    assert page_of(plan.county.client("lead"), plan.of(WATER).row.stream).count("未答复")


def test_a_second_tab_is_told_what_happened_and_keeps_what_was_typed(plan):
    plan.consult()
    roads, letter = plan.county.client("roads"), plan.of(ROADS).row.stream
    page = page_of(roads, letter)
    form = re.search(r'id="move-counter" method="post" action="([^"]+)".*?</form>', page, re.S)
    assert form is not None
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form.group(0)))
    plan.county.town.do(letter, Counter(None, "", (Point("L001", reason="另一页"),)), ROADS)
    answer = roads.post(form.group(1), {**hidden, "L003-answer": "object", "L003-reason": "这一页"})
    assert answer.status_code in (409, 422)
    assert plan.of(ROADS).matter.version == 2


def test_strangers_foreign_units_and_ended_sessions_are_answered_clearly(plan):
    plan.consult()
    letter = plan.of(ROADS).row.stream
    town, water = plan.county.client("town"), plan.county.client("water")
    for where in (f"/m/{letter[:12]}/", f"/j/{plan.ref}/letters/", f"/m/{letter[:12]}/letter.docx"):
        assert town.get(where).status_code == 404, where
        assert Client(headers={"host": "127.0.0.1"}).get(where).status_code == 302, where
    assert town.post(f"/j/{plan.ref}/letters/send/", {}).status_code == 404
    page = page_of(water, letter)
    assert 'id="move-counter"' not in page, "inside the joint work it reads, and does not answer for another"
    sent = {"command_id": "e" * 32, "reply_days": "5", "silence": "note"}
    assert water.post(f"/j/{plan.ref}/letters/send/", sent).status_code == 422
    assert len(plan_of(plan.joint).versions) == 1


def test_a_plan_without_lines_for_others_is_not_sent(plan):
    alone = plan.county.joint("独自")
    Put(plan.county, alone).change(L001=Line(LEAD, deliverable="自办"))
    sent = {"command_id": "e" * 32, "version": "1", "reply_days": "5", "silence": "note"}
    answer = plan.county.client("lead").post(f"/j/{alone[:12]}/letters/send/", sent)
    assert answer.status_code == 422
    assert "没有可以征求意见" in answer.content.decode()


def test_the_papers_hold_the_letter_the_table_and_the_disagreements(plan):
    plan.consult()
    letter = objected(plan)
    plan.county.town.do(Stream(plan.of(WATER).row.stream), Accept(Reservation("缺资金", ROADS, TODAY)), WATER)
    lead = plan.county.client("lead")

    def text(where: str) -> str:
        answer = lead.get(where)
        assert answer.status_code == 200, where
        document = Document(io.BytesIO(answer.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

    paper = text(f"/m/{letter[:12]}/letter.docx")
    assert "回执" in paper
    assert BRIDGE in paper
    table = text(f"/j/{plan.ref}/letters/dispositions.docx")
    assert "收到意见1条" in table
    assert "资金年内支付1" in table
    assert "同意，保留意见：缺资金" in table
    assert "无意见的单位" not in table, "what was reserved is not no opinion"
    assert "(1) 资金年内支付0 (2) 资金年内支付1" in table
    assert "缺资金" in letters_page(lead, plan)
    apart = text(f"/j/{plan.ref}/letters/disagreements.docx")
    assert "县交通局：不同意；建议时限 2026年5月20日" in apart
    assert apart.count("汛期不能施工1") == 1, "the reason once, below what it asks for"
    assert "县发改局：未采纳" in apart
    assert apart.count("(1) 资金年内支付0 (2) 资金年内支付1") == 1
    assert f"方案所列：{BRIDGE}；2026年5月1日 星期五。县交通局：不同意；建议时限 2026年5月20日" in apart
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(lead.get(f"/j/{plan.ref}/letters/dispositions.xlsx").content))
    rows = sheet.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["序号", "单位", "事项"]
    assert rows[1][1] == "县交通局"


def paper_text(client: Client, where: str) -> str:
    document = Document(io.BytesIO(client.get(where).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_letter_keeps_its_day_its_points_and_its_lead_whatever_happened_since(plan):
    plan.consult(silence_consents=True)
    letter, town, lead = Stream(plan.of(ROADS).row.stream), plan.county.town, plan.county.client("lead")
    where = f"/m/{letter[:12]}/letter.docx"
    first = paper_text(lead, where)
    assert "请于2026年3月9日（星期一）前" in first
    assert "来函：关于征求修复老桥分工方案意见的函（文号待编），第1轮。请于" in first
    point = Point("L001", OBJECT, date(2026, 5, 20), None, "", "汛期不能施工")
    town.do(letter, Counter(None, "", (point,)), ROADS)
    assert paper_text(lead, where) == first, "an answer changes nothing in the letter answered"
    town.later(days=1)
    town.do(letter, Insist("资金年内支付", (Disposal(1, NOT, "资金年内支付"),)), LEAD)
    second = paper_text(lead, where)
    for words in ("请于2026年3月10日（星期二）前", "再次征求", "第2轮", "汛期不能施工", "未采纳", "视为无不同意见"):
        assert words in second
    town.later(days=1)
    town.do(letter, Counter(None, "", (replace(point, again=1),)), ROADS)
    town.do(letter, Insist("仍不采纳", (Disposal(1, NOT, "仍不采纳"),)), LEAD)
    disagreements = f"/j/{plan.ref}/letters/disagreements.docx"
    assert "请予审定" in paper_text(lead, disagreements)
    town.later(days=1)
    town.do(letter, Rule(Phase.CLOSED, "汛前必须完工"), DEPUTY)
    _passed(plan)
    assert paper_text(lead, where) == second
    told = paper_text(lead, disagreements)
    assert "请予审定" not in told
    assert told.count("2026年3月5日") == 2, "dated by the ruling, the last thing it tells"
    for where in (disagreements, f"/j/{plan.ref}/letters/dispositions.docx", f"/j/{plan.ref}/plan/plan.docx"):
        told = paper_text(lead, where)
        assert "县发改局" in told, where
        assert not re.search("(^|填报单位：)县水利局(　|$)(?!\n河道)", told.partition("序号")[0], re.M), where


def _passed(plan: Put) -> None:
    """From tomorrow on WATER leads."""
    plan.county.town.later(days=1)
    now = registers.current().at(shell.now())
    charter = replace(now.charter(plan.joint), lead=WATER)
    listed = Listed(CHARTERS, plan.joint, charter, now.day, name="修复老桥")
    execute_all((), by=Actor(account="a" * 32), command_id=uuid4().hex, listings=[listed])


def test_a_letter_taken_back_was_not_answered(plan):
    plan.consult()
    plan.county.town.do(Stream(plan.of(ROADS).row.stream), Accept(), ROADS)
    plan.county.town.do(Stream(plan.of(WATER).row.stream), Withdraw("另行安排"), LEAD)
    answer = plan.county.client("lead").get(f"/j/{plan.ref}/letters/dispositions.docx")
    told = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert "县交通局" in told, "it had no opinion"
    assert "县水利局" not in told


def test_letters_stand_on_my_desk_in_words_of_their_own(plan):
    plan.consult()
    page = plan.county.client("roads").get("/").content.decode()
    assert "征求意见" in page
    assert "无意见" in page
    assert "提出意见" in page
    assert "退回" not in page, "a letter is not declined"


def test_the_questions_of_the_pages_do_not_grow_with_letters_and_points(plan):
    plan.consult()
    lead, counts = plan.county.client("lead"), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(f"/j/{plan.ref}/letters/").status_code == 200
        counts.append(len(asked))
        objected(plan) if _round == 0 else None
    assert counts == [12, 12]
    with CaptureQueriesContext(connection) as asked:
        page_of(lead, plan.of(ROADS).row.stream)
    assert len(asked) <= 18, [query["sql"][:90] for query in asked.captured_queries]
