"""The plan on its page: entered by three fields, pasted from Excel after a dry run, compared, launched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import unescape
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiantou.acts.execute import execute_all
from qiantou.acts.letters import send_letters, send_signatures
from qiantou.acts.registers import plan_entries
from qiantou.core.kernel import Actor, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Counter, Insist, Reservation, Rule
from qiantou.core.plan import LINES, MEANS, Every, Line, Means, Purpose, Rhythm, Role, Sort, Tie, TieType
from qiantou.core.plan_diff import content
from qiantou.core.points import Disposal, Point
from qiantou.core.register import Listed
from qiantou.readmodel.models import DeskRow, MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER
from tests.desk.town import LONG_AGO, Office, office

LINES_PLACED = (
    Line(LEAD, Role.COORDINATE, 10, people=2, quarter_days=4, deliverable="统筹协调"),
    Line(ROADS, Role.DO, 20, due=date(2026, 6, 30), outer=date(2026, 7, 31), competent=TOWN, weight=3,
         effort="medium", deliverable="修好三座桥", standard="验收合格"),
    Line(WATER, Role.SUPPORT, 30, after=("L002",), rhythm=Rhythm(Every.MONTH, 5), deliverable="报送水位"),
)  # fmt: skip


@dataclass
class Drafted:
    """A joint work with a plan, at its page."""

    county: Office
    joint: Stream

    @property
    def base(self) -> str:
        return f"/j/{self.joint[:12]}/plan/"

    def lines(self) -> dict[str, Line]:
        """The lines as they stand, without their words."""
        return content(plan_entries(self.joint))[LINES]  # type: ignore[return-value]

    def draft(self, **values: Line | Means | None) -> None:
        listings = [
            Listed(MEANS if name[0] == "M" else LINES, f"{self.joint}/{name}", value, LONG_AGO)
            for name, value in values.items()
        ]
        execute_all((), by=Actor(LEAD, account=CLERK), command_id=uuid4().hex, listings=listings)


@contextmanager
def drafted(*lines: Line) -> Iterator[Drafted]:
    with office() as county:
        found = Drafted(county, county.joint())
        if lines:
            found.draft(**{f"L{number:03}": line for number, line in enumerate(lines, 1)})
        yield found


def page_of(client: Client, url: str) -> str:
    return unescape(client.get(url).content.decode())


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def errors_of(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", "", one) for one in re.findall(r'class="errors"[^>]*>(.*?)</ul>', page, re.S))


def test_a_line_is_entered_by_what_who_and_when_and_everything_else_reads_not_agreed(site):
    with drafted() as plan:
        lead = plan.county.client("lead")
        fields = hidden(page_of(lead, f"{plan.base}new/"))
        typed = {"deliverable": "修好三座桥", "unit": "县交通局", "due": "2026-06-30"}
        answer = lead.post(f"{plan.base}new/", {**fields, **typed})
        assert (answer.status_code, answer.url) == (302, f"{plan.base}#L001")
        assert plan.lines() == {"L001": Line(ROADS, Role.DO, 10, due=date(2026, 6, 30))}
        page = page_of(lead, plan.base)
        assert "修好三座桥" in page
        assert "未约定" in page


def test_lines_in_other_orders_are_typed_shown_copied_out_and_refused_in_a_sentence(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead = plan.county.client("lead")
        fields = hidden(page_of(lead, f"{plan.base}L003/"))
        typed = {"deliverable": "报送水位", "unit": "县水利局", "role": "support"}
        answer = lead.post(f"{plan.base}L003/", {**fields, **typed, "after": "l002ss+2 天"})
        assert answer.status_code == 302
        assert plan.lines()["L003"].ties == (Tie("L002", TieType.SS, 2),)
        assert "L002SS+2" in page_of(lead, plan.base)
        assert "L002SS+2" in page_of(lead, f"{plan.base}copy/")
        fields = hidden(page_of(lead, f"{plan.base}L003/"))
        answer = lead.post(f"{plan.base}L003/", {**fields, **typed, "after": "L002SS+2 L002"})
        assert answer.status_code == 422
        assert "两次列出前置项" in answer.content.decode()
        status, page = pasted(lead, plan, "编号\t事项\t单位\t前置\nL003\t报送水位\t县水利局\tL002FF-600\n")
        assert (status, "500" in page) == (422, True)


def test_a_second_tab_is_refused_and_what_it_typed_is_kept(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead = plan.county.client("lead")
        one, two = (hidden(page_of(lead, f"{plan.base}L002/")) for _tab in "ab")
        typed = {"deliverable": "修好四座桥", "unit": "县交通局", "due": "2026-06-30"}
        assert lead.post(f"{plan.base}L002/", {**one, **typed}).status_code == 302
        answer = lead.post(f"{plan.base}L002/", {**two, **typed, "deliverable": "修好五座桥"})
        page = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert "他人已作了改动" in errors_of(page)
        assert "修好五座桥" in page
        again = lead.post(f"{plan.base}L002/", {**hidden(page), **typed, "deliverable": "修好五座桥"})
        assert again.status_code == 302


def test_a_rule_broken_is_told_in_a_sentence_and_nothing_is_entered(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead, before = plan.county.client("lead"), plan.lines()
        fields = hidden(page_of(lead, f"{plan.base}new/"))
        typed = {"deliverable": "清淤", "unit": "县水利局", "due": "2026-08-31", "outer": "2026-06-30"}
        for change, word in (
            ({}, "最迟"), ({"outer": "", "competent": "县水利局"}, "验收"),
            ({"outer": "", "after": "L009"}, "本行 的前置项 L009"), ({"due": "2199-01-01"}, "请核对年份"),
            ({"outer": "", "unit": "县交桶局"}, "名称"), ({"outer": "", "duty": "没有的职责"}, "履职清单"),
            ({"outer": "", "every": "month"}, "周期"),
        ):  # fmt: skip
            answer = lead.post(f"{plan.base}new/", {**fields, **typed, **change})
            assert answer.status_code == 422, change
            assert word in errors_of(unescape(answer.content.decode())), change
        assert plan.lines() == before


def test_a_line_is_taken_out_and_its_number_is_never_given_again(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead = plan.county.client("lead")
        fields = hidden(page_of(lead, f"{plan.base}L003/"))
        assert lead.post(f"{plan.base}L003/", {**fields, "remove": "1"}).status_code == 302
        fields = hidden(page_of(lead, f"{plan.base}new/"))
        lead.post(f"{plan.base}new/", {**fields, "deliverable": "清淤", "unit": "县水利局", "due": ""})
        assert list(plan.lines()) == ["L001", "L002", "L004"]


def test_whoever_takes_part_reads_and_does_not_draft_and_a_stranger_finds_nothing(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        send_signatures(
            plan.joint, purpose=Purpose.SIGNATURE, by=Actor(LEAD, account=CLERK), command_id=uuid4().hex
        )  # fmt: skip
        roads = plan.county.client("roads")
        page = page_of(roads, plan.base)
        assert "修好三座桥" in page
        assert "plan/new/" not in page
        assert "验收合格" in page_of(roads, f"{plan.base}L002/")
        fields = hidden(page_of(plan.county.client("lead"), f"{plan.base}L002/"))
        assert roads.post(f"{plan.base}L002/", {**fields, "remove": "1"}).status_code == 404
        with office_stranger(plan) as stranger:
            for where in ("", "new/", "L001/", "paste/", "copy/", "versions/", "plan.xlsx", "plan.docx"):
                assert stranger.get(f"{plan.base}{where}").status_code == 404, where


@contextmanager
def office_stranger(plan: Drafted) -> Iterator[Client]:
    """TOWN has no part in a work whose plan names nobody of it."""
    other = Drafted(plan.county, plan.county.joint("别的工作"))
    plan.joint, kept = other.joint, plan.joint
    yield plan.county.client("town")
    plan.joint = kept


FIGURES = r"<dd[^>]*>(?:<bdi[^>]*>)?(\d+)"
HEAD = "编号\t事项/成果\t责任单位\t业务主管单位\t完成时限\t权重\t工作量\t前置\t频次\t要素保障\n"


def pasted(client: Client, plan: Drafted, text: str, **fields: str) -> tuple[int, str]:
    sent = hidden(page_of(client, f"{plan.base}paste/"))
    answer = client.post(f"{plan.base}paste/", {**sent, "text": text, **fields})
    return answer.status_code, unescape(answer.content.decode())


def test_a_pasted_table_is_first_shown_then_entered(site):
    with drafted(*LINES_PLACED) as plan:
        lead, before = plan.county.client("lead"), plan.lines()
        text = HEAD + (
            "L002\t修好三座桥\t县交通局\t桥东镇\t2026-06-15\t5\t大\t\t\t\n"
            "x1\t清淤\t县水利局、县交通局\t\t2026年8月31日\t\t12\tL002、L003\t\t\n"
            "\t报送简报\t县发改局\t\t\t\t\tx1\t每月5日前\t\n"
        )
        status, page = pasted(lead, plan, text, whole="on")
        assert status == 422  # L003 is taken out, and a row still comes after it
        text = text.replace("、L003", "")
        status, page = pasted(lead, plan, text, whole="on")
        assert status == 200
        assert plan.lines() == before
        assert re.findall(FIGURES, page)[:4] == ["3", "1", "2", "0"]
        named = set(re.findall(r"(?:<small>| · )([^<：]+)：", page[page.index("<tbody>") :]))
        assert named == {"完成时限", "权重", "工作量", "前置", "频次"}
        answer = lead.post(f"{plan.base}paste/", {**hidden(page), "text": text, "whole": "on", "apply": "1"})
        assert answer.status_code == 302
        lines = plan.lines()
        assert list(lines) == ["L002", "L004", "L005", "L006"]
        assert (lines["L002"].due, lines["L002"].weight, lines["L002"].effort) == (date(2026, 6, 15), 5, "large")
        assert lines["L002"].outer == date(2026, 7, 31)  # a column that the table does not have stays
        assert (lines["L004"].unit, lines["L005"].unit, lines["L004"].effort) == (WATER, ROADS, "12")
        assert (lines["L006"].after, lines["L006"].rhythm) == (("L004",), Rhythm(Every.MONTH, 5))


def test_every_fault_names_its_row_and_column_and_nothing_can_be_entered(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead, before = plan.county.client("lead"), plan.lines()
        text = HEAD + (
            "a\t甲\t县交桶局\t\t2026-02-30\t\t\t\t\t\n"
            "b\t乙\t县水利局\t县水利局\t\t1.5\t很多\tc\t\tM7\n"
            "c\t丙\t县交通局\t\t\t\t\tz\t每月\t\n"
        )
        status, page = pasted(lead, plan, text)
        assert status == 422
        rows = re.findall(r'<th scope="row">第 (\d) 行</th><td data-label="[^"]*">([^<]*)</td>', page)
        assert set(rows) == {
            ("1", "责任单位"), ("1", "完成时限"), ("2", "要素保障"), ("2", "权重"), ("2", "工作量"),
            ("3", "前置"), ("3", "频次"),
        }  # fmt: skip
        assert "apply" not in page
        assert "县交通局" in page  # what was meant, perhaps
        lead.post(f"{plan.base}paste/", {**hidden(page), "text": text, "apply": "1"})
        assert plan.lines() == before


def test_rules_of_the_plan_are_told_in_the_dry_run_with_their_row(sqlite_site):
    with drafted() as plan:
        lead = plan.county.client("lead")
        circle = HEAD + "a\t甲\t县交通局\t\t\t\t\tb\t\t\nb\t乙\t县水利局\t\t\t\t\ta\t\t\n"
        accepts = HEAD + "a\t甲\t县交通局\t县交通局\t\t\t\t\t\t\n"
        for text in (circle, accepts):
            status, page = pasted(lead, plan, text)
            assert (status, "第 1 行" in page, "apply" in page) == (422, True, False)


CLUMSY = {
    "事项\t责任单位\n修桥\t县交通局\n修路\t\n": ("合并单元格", 422),
    "事项\t责任单位\t完成时限\n修桥\t县交通局\t46356\n": ("指2026-11-30", 422),
    "编号\t事项\t责任单位\t前置\na\t甲\t县交通局\tb\nb\t乙\t县水利局\ta\n": ("形成循环：第 2 行、第 1 行", 422),
    "编号\t事项\t责任单位\t前置\na\t甲\t县交桶局\tb\nb\t乙\t县水利局\ta\n": (
        "形成循环：第 2 行、第 1 行",
        422,
    ),
    "事项\t责任单位\t工作量\n甲\t县交通局\t很多\n": (
        "列的顺序不限：编号、事项/成果、完成标准",
        422,
    ),
    "责任单位\t完成时限\n县交通局\t2026-06-30\n": ("列名写“事项/成果”", 422),
    "事项\t责任单位\n修桥\t各镇\n": ("“各镇”是几个单位的统称：请逐一写明单位，一个单位一行。可以是：桥东镇", 422),
    "事项\t责任单位\n修桥\t各村\n": ("“各村”是几个单位的统称：请逐一写明单位，一个单位一行。", 422),
    "事项\t责任单位\t业务主管单位\n修桥\t县交通局\t各乡镇\n": ("一项只有一个业务主管单位，这里有几个：各乡镇", 422),
    "事项    责任单位\n修桥    县交通局\n": ("没有读到任何事项", 422),
    "1\t修桥\t\t\t县交通局\n": ("各列按以下顺序读取：编号、事项/成果", 200),
    "事项\t责任单位\n修桥\t县交通局\n修桥\t县交通局\n": ("第 1 行已有相同的事项/成果和责任单位", 200),
    "事项\t责任单位\t完成时限\n修桥\t县交通局\t2020年6月1日\n": ("这一天已经过去", 200),
    "事项\t责任单位\t最迟期限\n修桥\t县交通局,县水利局\t2026-07-01\n": ("2026年7月1日", 200),
}


def test_a_clumsy_paste_is_answered_in_words_that_help(sqlite_site):
    with drafted() as plan:
        lead = plan.county.client("lead")
        DeskRow.objects.filter(desk=TOWN).update(sort="township")
        for text, (words, expected) in CLUMSY.items():
            status, page = pasted(lead, plan, text)
            assert (status, words in page) == (expected, True), text
            assert ("apply" in page) is (expected == 200), text


def test_merged_cells_of_a_workbook_hold_for_every_row_they_cover(sqlite_site):
    book = openpyxl.Workbook()
    rows = (
        ("事项", "责任单位", "完成时限"),
        ("修桥", "县交通局", date(2026, 11, 30)),
        ("修路", "", ""),
        ("清淤", "县水利局", ""),
    )
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.active.merge_cells("C2:C4")
    told = io.BytesIO()
    book.save(told)
    with drafted() as plan:
        lead = plan.county.client("lead")
        sent = hidden(page_of(lead, f"{plan.base}paste/"))
        page = unescape(
            lead.post(
                f"{plan.base}paste/", {**sent, "file": SimpleUploadedFile("a.xlsx", told.getvalue())}
            ).content.decode()
        )
        text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
        assert text is not None
        lead.post(f"{plan.base}paste/", {**hidden(page), "text": text.group(1), "apply": "1"})
        assert [(line.unit, line.due) for line in plan.lines().values()] == [
            (ROADS, date(2026, 11, 30)), (ROADS, date(2026, 11, 30)), (WATER, date(2026, 11, 30)),
        ]  # fmt: skip


def test_what_is_copied_out_changes_nothing_when_pasted_back(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead = plan.county.client("lead")
        text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page_of(lead, f"{plan.base}copy/"), re.S)
        assert text is not None
        status, page = pasted(lead, plan, text.group(1), whole="on")
        assert status == 200
        assert re.findall(FIGURES, page)[:4] == ["0", "0", "0", "3"]
        book = lead.get(f"{plan.base}plan.xlsx").content
        sheet = openpyxl.load_workbook(io.BytesIO(book)).active
        assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["统筹协调", "修好三座桥", "报送水位"]
        sent = hidden(page_of(lead, f"{plan.base}paste/"))
        answer = lead.post(f"{plan.base}paste/", {**sent, "file": SimpleUploadedFile("a.xlsx", book), "whole": "on"})
        assert re.findall(FIGURES, answer.content.decode())[:4] == ["0", "0", "0", "3"]


def test_versions_are_told_apart_field_by_field(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        send_signatures(
            plan.joint, purpose=Purpose.SIGNATURE, by=Actor(LEAD, account=CLERK), command_id=uuid4().hex
        )  # fmt: skip
        lead = plan.county.client("lead")
        page = page_of(lead, f"{plan.base}versions/")
        assert page.count("新增") >= 3, "the draft is the version still: what the version changed is shown"
        plan.draft(L002=None, L003=Line(WATER, Role.DO, 30, due=date(2026, 9, 1), deliverable="报送水位"))
        page = page_of(lead, f"{plan.base}versions/")
        differs = re.sub(r"<[^>]+>", " ", page[page.index('id="differences"') :])
        assert "移出" in differs
        assert re.search(r"承诺完成日：\s*未约定\s+→\s+2026年9月1日", differs)
        first = page_of(lead, f"{plan.base}versions/?earlier=&later=v1")
        assert first.count("新增") >= 3


def test_signatures_reservations_and_dissent_stand_beside_the_line(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        town, by = plan.county.town, Actor(LEAD, account=CLERK)
        send_letters(plan.joint, reply_days=None, silence_consents=None, by=by, command_id=uuid4().hex)
        letter = Stream(MatterRow.objects.get(joint=plan.joint, kind="consultation", doer=ROADS).stream)
        town.do(letter, Counter(None, "", (Point("L002", "object", reason="汛期不能施工"),)), ROADS)
        town.do(letter, Insist("工期已经论证", (Disposal(1, "not", "工期已经论证"),)), LEAD)
        for row in MatterRow.objects.filter(joint=plan.joint, kind="consultation", is_open=True).exclude(doer=ROADS):
            town.do(Stream(row.stream), Accept(), row.doer)
        town.do(letter, Counter(None, "", (Point("L002", "object", again=1, reason="汛期不能施工"),)), ROADS)
        page = page_of(plan.county.client("lead"), plan.base)
        assert "dissent" not in page
        town.do(letter, Insist("仍按原定", (Disposal(1, "not", "仍按原定"),)), LEAD)
        town.do(letter, Rule(Phase.CLOSED, "按原定工期", granted=True), DEPUTY)
        send_signatures(plan.joint, purpose=Purpose.SIGNATURE, by=by, command_id=uuid4().hex)
        signed = Stream(MatterRow.objects.get(joint=plan.joint, kind="signature", doer=ROADS).stream)
        town.do(signed, Accept(Reservation("缺少图纸", WATER, date(2026, 3, 2))), ROADS)
        page = page_of(plan.county.client("lead"), plan.base)
        line = page[page.index('id="L002"') : page.index('id="L003"')]
        assert "汛期不能施工" in line
        assert "缺少图纸" in line
        assert "已签 v2" in line


def test_the_page_of_the_plan_says_who_has_still_to_sign_and_leads_to_the_one_button(sqlite_site):
    with drafted(*LINES_PLACED) as plan:
        lead, town = plan.county.client("lead"), plan.county.town
        send_signatures(
            plan.joint, purpose=Purpose.SIGNATURE, by=Actor(LEAD, account=CLERK), command_id=uuid4().hex
        )  # fmt: skip
        assert "尚待签署" in page_of(lead, plan.base)
        signing = plan.base.replace("/plan/", "/signing/")
        early = lead.post(f"{signing}launch/", {"command_id": uuid4().hex})
        assert early.status_code == 422
        assert "县水利局" in errors_of(unescape(early.content.decode()))
        for row in MatterRow.objects.filter(joint=plan.joint, kind="signature"):
            town.do(Stream(row.stream), Accept(), row.doer)
        assert f"{signing}#launch-h" in page_of(lead, plan.base)
        assert "#launch-h" not in page_of(plan.county.client("deputy"), plan.base), "the lead alone launches"
        page = page_of(lead, signing)
        form = page[page.index('action="' + signing + "launch/") :]
        assert lead.post(f"{signing}launch/", hidden(form)).status_code == 302
        assert "继续启动" in page_of(lead, signing)


@pytest.mark.parametrize("count", [5, 500])
def test_the_page_of_a_plan_asks_the_database_as_often_for_five_hundred_lines_as_for_five(sqlite_site, count):
    units = (ROADS, WATER, TOWN)
    many = [Line(units[number % 3], Role.DO, number, deliverable=f"事项{number}") for number in range(count)]
    with drafted(*many) as plan:
        plan.draft(M1=Means(Sort.MONEY, WATER, date(2026, 4, 1), 10, "资金"))
        lead = plan.county.client("lead")
        lead.get(plan.base)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(plan.base).status_code == 200
        assert len(queries) == 11, [one["sql"][:120] for one in queries]
