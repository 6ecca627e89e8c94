"""The pages of mandates: lending, entering from a paper, countersigning, changing, asking, and what an order cites."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.moves import Accept, Confirm, Deliver
from qiantou.core.register import CHARTERS, MANDATES, POSTS, UNITS, Listed, Post, Unit
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, WATER
from tests.desk.town import LONG_AGO, Office, office, said

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
OTHER, FAR = Desk("p:other"), Desk("u:far")


@pytest.fixture
def county(site) -> Iterator[Office]:
    with office() as found:
        yield found


@pytest.fixture
def quick(sqlite_site) -> Iterator[Office]:
    with office() as found:
        yield found


def paper_text(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def page(joint: str) -> str:
    return f"/j/{joint[:12]}/mandates/"


def lent(county: Office, joint: str, **terms: object) -> Client:
    """The deputy lends dispatch and return over the roads bureau; the browser that did."""
    deputy = county.client("deputy")
    form = {
        "command_id": uuid4().hex, "desk": DEPUTY, "powers": ["dispatch", "return"], "scope": "县交通局",
        "until": "2026-06-30", **terms,
    }  # fmt: skip
    answer = deputy.post(f"{page(joint)}issue/", form)
    assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.content.decode())
    return deputy


def entered_from_paper(county: Office, body: bytes = PDF, **terms: object) -> tuple[str, object]:
    joint = county.joint()
    form = {
        "command_id": uuid4().hex, "desk": LEAD, "issuer": "分管副县长", "source": "minutes",
        "number": "纪要〔2026〕7号", "clause": "由县发改局牵头调度",
        "powers": ["dispatch"], "scope": "县交通局", "until": "2026-06-30",
        "scan": SimpleUploadedFile("scan.pdf", body), **terms,
    }  # fmt: skip
    return joint, county.client("lead").post(f"{page(joint)}paper/", form)


def another_portfolio() -> None:
    """A unit whose portfolio leader is another post."""
    execute_all((), by=Actor(account=CLERK), command_id="far", listings=[
        Listed(POSTS, OTHER, Post(GOV), LONG_AGO, name="另一副县长"),
        Listed(UNITS, FAR, Unit(parent=GOV, leader=OTHER), LONG_AGO, name="县林业局"),
    ])  # fmt: skip


def ask(county: Office, **terms: object):
    form = {"command_id": uuid4().hex, "desk": LEAD, "doers": "县交通局", "title": "报送台账", "joint": "", **terms}
    return county.client("lead").post("/ask/", form)


def key_of(text: str) -> str:
    found = re.search(r'id="m-([0-9a-f]{12})"', text)
    assert found is not None
    return found[1]


def hidden(text: str, act: str) -> dict[str, str]:
    """What the browser sends with one of the acts under a mandate."""
    forms = re.findall(r'<form class="form" method="post" action="[^"]+/say/">.*?</form>', text, re.S)
    form = next(form for form in forms if f'name="act" value="{act}"' in form)
    return dict(re.findall(r'<input type="hidden" name="(command_id|seen|act)" value="([^"]*)"', form))


def test_a_leader_lends_powers_and_everybody_inside_reads_them(county):
    joint = county.joint()
    county.town.offered(joint=joint)
    lent(county, joint)
    reader = county.client("roads")
    reader.get(page(joint))
    with CaptureQueriesContext(connection) as asked:
        shown = reader.get(page(joint)).content.decode()
    assert len(asked) <= 12, [query["sql"][:150] for query in asked]
    for text in ("调度", "退回补正", "县交通局", "分管副县长", "2026年6月30日 星期二", "还剩 121 天", "签发人是其上级"):
        assert text in shown
    assert county.client("town").get(page(joint)).status_code == 404
    assert "/change/" not in shown
    assert county.client("lead").get(f"{page(joint)}issue/").status_code == 404
    assert county.client("roads").get(f"{page(joint)}paper/").status_code == 404


def test_an_order_cites_its_mandate_and_the_page_lists_it(county):
    joint = county.joint()
    lent(county, joint)
    key = f"g:{key_of(county.client('lead').get(page(joint)).content.decode())}"
    assert ask(county, mandate=key).status_code == 302
    row = MatterRow.objects.get(title="报送台账")
    assert (row.joint, row.kind, row.asker) == (joint, "task", LEAD)
    done = county.client("roads").get(page(joint)).content.decode()
    assert f"/m/{row.stream[:12]}/" in done
    assert "除非以所列理由退回" in county.client("roads").get(f"/m/{row.stream[:12]}/").content.decode()


def test_without_the_power_the_refusal_names_who_could_lend_it_and_asks_in_one_click(county):
    joint = county.joint()
    lent(county, joint)
    key = f"g:{key_of(county.client('lead').get(page(joint)).content.decode())}"
    answer = ask(county, mandate=key, kind="meeting", joint=joint)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "召集" in text
    assert "分管副县长" in text
    assert not MatterRow.objects.filter(title="报送台账").exists()
    asked = county.client("lead").post(
        f"{page(joint)}ask/", {"command_id": "b" * 32, "power": "convene", "over": ROADS}
    )
    row = MatterRow.objects.get(kind="word")
    assert asked["Location"] == f"/m/{row.stream[:12]}/"
    assert (row.asker, row.doer, row.joint) == (LEAD, DEPUTY, joint)
    assert "召集" in row.title
    assert (
        county.client("roads").post(f"{page(joint)}ask/", {"command_id": "c" * 32, "power": "convene"}).status_code
        == 404
    )


def test_a_unit_of_another_portfolio_is_bound_once_its_leader_has_signed(county):
    another_portfolio()
    joint = county.joint()
    lent(county, joint, scope="县交通局\n县林业局")
    key = f"g:{key_of(county.client('lead').get(page(joint)).content.decode())}"
    letter = MatterRow.objects.get(kind="signature")
    assert (letter.asker, letter.doer, letter.joint) == (DEPUTY, OTHER, joint)
    assert "2026年3月5日" in county.client("lead").get(page(joint)).content.decode()  # three working days
    refused = ask(county, mandate=key, doers="县林业局").content.decode()
    assert "另一副县长" in refused
    assert ask(county, mandate=key).status_code == 302
    county.town.do(Stream(letter.stream), Accept(), OTHER)
    assert "另一副县长已会签" in county.client("lead").get(page(joint)).content.decode()
    assert ask(county, mandate=key, doers="县林业局").status_code == 302


def change(county: Office, joint: str, **terms: object) -> Client:
    """The deputy changes the one mandate there is."""
    deputy = county.client("deputy")
    url = f"{page(joint)}{key_of(deputy.get(page(joint)).content.decode())}/change/"
    sent = dict(re.findall(r'name="(command_id|seen)" value="([^"]*)"', deputy.get(url).content.decode()))
    form = {"desk": DEPUTY, "powers": ["dispatch"], "scope": "县交通局\n县林业局", "until": "2026-06-30", **sent}
    assert deputy.post(url, {**form, **terms}).status_code == 302
    return deputy


def test_a_longer_term_is_signed_anew_and_a_unit_that_moved_stays_bound(quick):
    another_portfolio()
    joint = quick.joint()
    lent(quick, joint, powers=["dispatch"], scope="县交通局\n县林业局")
    first = MatterRow.objects.get(kind="signature")
    on_paper = Actor(OTHER, account=CLERK, recorded=Recorded(LEAD, quick.town.now.date(), "便条"))
    execute(Stream(first.stream), Accept(), by=on_paper, command_id="on paper")
    assert "尚待其确认" in quick.client("lead").get(page(joint)).content.decode()
    quick.town.do(Stream(first.stream), Confirm(2), OTHER)
    change(quick, joint, scope="县交通局\n县林业局", until="2026-05-31")
    assert MatterRow.objects.filter(kind="signature").count() == 1  # less asks nobody
    shown = change(quick, joint, until="2026-09-30").get(page(joint)).content.decode()
    assert MatterRow.objects.filter(kind="signature", is_open=True, doer=OTHER).count() == 1
    assert "目前仅至2026年5月31日" in shown
    assert "其余正请另一副县长会签" in shown
    key = f"g:{key_of(shown)}"
    assert ask(quick, mandate=key, doers="县林业局").status_code == 302
    change(quick, joint, until="2026-12-31")
    letters = MatterRow.objects.filter(kind="signature")
    assert (letters.filter(is_open=True).count(), letters.filter(outcome="moot").count()) == (1, 1)
    quick.town.later(days=1)
    execute_all((), by=Actor(account=CLERK), command_id="moved", listings=[
        Listed(UNITS, ROADS, Unit(parent=GOV, head=Desk("p:roads"), leader=OTHER), quick.town.now.date()),
    ])  # fmt: skip
    shown = quick.client("lead").get(page(joint)).content.decode()
    assert "该单位现由另一副县长分管" in shown
    assert ask(quick, mandate=key, title="再报").status_code == 302
    ended = quick.client("deputy").get(page(joint)).content.decode()
    quick.client("deputy").post(f"{page(joint)}{key_of(ended)}/say/", {**hidden(ended, "end"), "reason": "办结"})
    assert not letters.filter(is_open=True).exists()


def test_a_party_joins_by_its_own_paper_which_the_lead_does_not_record(quick):
    joint = quick.joint()
    deputy = lent(quick, joint, scope="县交通局\no:firm", powers=["dispatch"])
    shown = quick.client("lead").get(page(joint)).content.decode()
    key = key_of(shown)
    url = f"{page(joint)}{key}/consent/o:firm/"
    assert "正在征求其书面同意" in shown
    assert url not in shown
    assert quick.client("lead").get(url).status_code == 404
    assert ask(quick, mandate=f"g:{key}", doers="o:firm").status_code == 422
    assert url in deputy.get(page(joint)).content.decode()
    form = {"desk": DEPUTY, "paper": "复函〔2026〕4号", "said": "2026-03-02", "command_id": uuid4().hex}
    assert deputy.post(url, form).status_code == 422  # no scan
    assert deputy.post(url, {**form, "said": "2026-03-03", "scan": SimpleUploadedFile("a.pdf", PDF)}).status_code == 422
    for _attempt in range(2):
        assert deputy.post(url, {**form, "scan": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    assert "迟到的答复" not in deputy.get(page(joint)).content.decode()
    late = {**form, "command_id": uuid4().hex, "scan": SimpleUploadedFile("a.pdf", PDF)}
    assert "迟到的答复" in deputy.post(url, late, follow=True).content.decode()
    shown = quick.client("lead").get(page(joint)).content.decode()
    for text in ("是：已书面同意（复函〔2026〕4号", "由分管副县长录入", "/files/"):
        assert text in shown
    assert ask(quick, mandate=f"g:{key}", doers="o:firm").status_code == 302
    assert deputy.get(url).status_code == 404
    scan = re.search(r"/files/[0-9a-f]{64}/", shown)
    assert scan is not None
    assert quick.client("lead").get(scan[0]).status_code == 200
    assert quick.client("town").get(scan[0]).status_code == 404


def test_what_its_issuer_ended_is_not_entered_again_from_the_paper(quick):
    joint, _answer = entered_from_paper(quick)
    deputy = quick.client("deputy")
    shown = deputy.get(page(joint)).content.decode()
    ended = deputy.post(f"{page(joint)}{key_of(shown)}/say/", {**hidden(shown, "end"), "reason": "另行安排"})
    assert ended.status_code == 302
    assert "只有分管副县长、其办公室或上级可以重新授予" in deputy.get(page(joint)).content.decode()
    form = {
        "command_id": uuid4().hex, "desk": LEAD, "issuer": "县长", "source": "paper", "number": "纪要7",
        "clause": "牵头", "powers": ["dispatch"], "scope": "县交通局", "until": "2026-12-31",
        "scan": SimpleUploadedFile("scan.pdf", PDF),
    }  # fmt: skip
    again = quick.client("lead").post(f"{page(joint)}paper/", form)
    assert again.status_code == 422
    assert "分管副县长的授权已于2026年3月2日" in again.content.decode()
    assert "须由分管副县长、其办公室或上级重新授权" in again.content.decode()


def test_a_mandate_is_entered_from_minutes_and_says_so_until_its_issuer_confirms_it(county):
    joint, answer = entered_from_paper(county)
    assert answer.status_code == 302
    shown = county.client("deputy").get(page(joint)).content.decode()
    for text in ("据纪要录入", "县发改局", "纪要〔2026〕7号", "由县发改局牵头调度", "/files/"):
        assert text in shown
    key = key_of(shown)
    confirmed = county.client("deputy").post(f"{page(joint)}{key}/say/", hidden(shown, "confirm"))
    assert confirmed.status_code == 302
    shown = county.client("lead").get(page(joint)).content.decode()
    assert "在本系统签发" in shown
    assert "由县发改局牵头调度" in shown
    assert county.client("lead").post(f"{page(joint)}{key}/say/", {"act": "end"}).status_code == 404


@pytest.mark.parametrize(
    ("terms", "told"),
    [({"number": " "}, "文号"), ({"scan": SimpleUploadedFile("x.html", b"<html>")}, "不是扫描件"),
     ({"scan": SimpleUploadedFile("x.pdf", b"")}, "文件是空的"), ({"issuer": "县水利局"}, "不能给自己或同级授权"),
     ({"until": "2026-03-01"}, "早于"), ({"scope": "县某局"}, "县某局"), ({"powers": []}, "必填")],
    ids=["no number", "no scan", "an empty file", "by a peer", "over already", "nobody", "no power"],
)  # fmt: skip
def test_what_is_lacking_is_said_at_the_form(quick, terms, told):
    _joint, answer = entered_from_paper(quick, **terms)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_second_tab_is_told_and_loses_nothing(quick):
    joint = quick.joint()
    deputy = lent(quick, joint)
    shown = deputy.get(page(joint)).content.decode()
    key = key_of(shown)
    form = dict(re.findall(r'name="(command_id|seen)" value="([^"]*)"',
                           deputy.get(f"{page(joint)}{key}/change/").content.decode()))  # fmt: skip
    suspended = deputy.post(f"{page(joint)}{key}/say/", {**hidden(shown, "suspend"), "reason": "汛期"})
    assert suspended.status_code == 302
    form |= {"desk": DEPUTY, "powers": ["dispatch"], "scope": "县交通局\n县水利局", "until": "2026-09-30"}
    late = deputy.post(f"{page(joint)}{key}/change/", form)
    text = late.content.decode()
    assert late.status_code == 422
    assert "他人已作了改动" in text
    assert "县水利局" in text
    again = dict(re.findall(r'name="(command_id|seen)" value="([^"]*)"', text))
    assert deputy.post(f"{page(joint)}{key}/change/", {**form, **again}).status_code == 302
    shown = deputy.get(page(joint)).content.decode()
    assert "已暂停" in shown  # the change keeps what the other tab did
    assert "只有分管副县长或其上级可以恢复" in shown
    assert "县水利局" in shown
    assert "汛期" in shown


def test_the_same_form_sent_twice_lends_once_and_a_signature_is_asked_once(quick):
    another_portfolio()
    joint = quick.joint()
    for _attempt in range(2):
        lent(quick, joint, scope="县交通局\n县林业局", command_id="d" * 32)
    assert MatterRow.objects.filter(kind="signature").count() == 1
    assert len(re.findall(r'id="m-', quick.client("lead").get(page(joint)).content.decode())) == 1


def test_ended_it_stops_new_orders_old_ones_stand_and_a_past_day_shows_it_in_force(quick):
    joint = quick.joint()
    deputy = lent(quick, joint)
    shown = deputy.get(page(joint)).content.decode()
    key = key_of(shown)
    ask(quick, mandate=f"g:{key}")
    row = MatterRow.objects.get(title="报送台账")
    quick.town.later(days=1)
    silent = deputy.post(f"{page(joint)}{key}/say/", hidden(shown, "end"))
    assert silent.status_code == 422
    assert deputy.post(f"{page(joint)}{key}/say/", {**hidden(shown, "end"), "reason": "办结"}).status_code == 302
    shown = deputy.get(page(joint)).content.decode()
    assert "已撤销" in shown
    assert "办结" in shown
    assert ask(quick, mandate=f"g:{key}", title="再报").status_code == 422
    quick.town.do(Stream(row.stream), Accept(), ROADS)
    past = deputy.get(f"{page(joint)}?asof=2026-03-02").content.decode()
    assert "有效" in past
    assert "已撤销" not in past


def test_what_lacks_nothing_agreed_goes_back_under_the_power_to_return(quick):
    joint = quick.joint()
    work = quick.town.offered(joint=joint)
    for command, desk in ((Accept(), ROADS), (Deliver("已办"), ROADS)):
        quick.town.do(work, command, desk)
    refused = said(quick.client("lead"), work, "return", reason="再细一些")
    assert refused.status_code == 422
    assert "退回补正" in refused.content.decode()
    lent(quick, joint)
    assert said(quick.client("lead"), work, "return", reason="再细一些").status_code == 302
    assert quick.row(work).phase == "underway"
    assert "退回补正" in quick.client("lead").get(page(joint)).content.decode()


def test_a_proposal_needs_its_power_and_names_the_units_it_is_about(quick):
    joint = quick.joint()
    lent(quick, joint, powers=["budget", "appraisal", "oversee", "deadlines"], budget="养护资金", scope="县交通局")
    key = f"g:{key_of(quick.client('lead').get(page(joint)).content.decode())}"
    terms = {"kind": "oversee", "mandate": key, "doers": "分管副县长", "title": "报告监督情况", "blames": "no"}
    nobody = ask(quick, **terms)
    assert nobody.status_code == 422
    assert '<fieldset class="proposing">' in nobody.content.decode()
    assert ask(quick, **terms, about="县水利局").status_code == 422
    for beside in ({"kind": "appraisal"}, {"title": "建议扣2分"}, {"blames": "yes"}, {"blames": ""}):
        assert ask(quick, **{**terms, **beside}, about="县交通局").status_code == 422, "round the gate"
    assert ask(quick, **terms, about="县交通局").status_code == 302
    assert MatterRow.objects.get(kind="proposal").doer == DEPUTY
    assert ask(quick, dated="on", mandate=key).status_code == 422  # no day is named
    assert ask(quick, dated="on", mandate=key, due="2026-03-20").status_code == 302


def test_the_paper_is_of_its_last_entry_and_of_who_holds_the_powers(quick):
    joint = quick.joint()
    lent(quick, joint)
    answer = quick.client("lead").get(f"{page(joint)}paper.docx")
    assert answer.status_code == 200
    quick.town.later(days=3)
    assert quick.client("lead").get(f"{page(joint)}paper.docx").content == answer.content
    assert "2026年3月2日" in paper_text(answer.content)
    force = registers.current().at(shell.now())
    key, value = next(one for one in force.section(MANDATES).items() if one[1].joint == joint)
    charter = Listed(CHARTERS, joint, replace(force.charter(joint), lead=WATER), force.day, name="修复老桥")
    execute_all((), by=Actor(account=CLERK), command_id="passed", listings=[charter])
    handed = Listed(MANDATES, key, replace(value, holder=WATER), force.day)
    execute_all((), by=Actor(DEPUTY, account=CLERK), command_id="handed", listings=[handed])
    told = paper_text(quick.client("lead").get(f"{page(joint)}paper.docx").content)
    assert "授予县水利局以下" in told
    assert "2026年3月5日" in told
    assert "2026年3月2日" not in told, "it has held them since the passing"
    assert quick.client("town").get(f"{page(joint)}paper.docx").status_code == 404


def test_the_sets_fill_the_form_and_a_leader_above_may_lend_too(quick):
    joint = quick.joint()
    form = quick.client("deputy").get(f"{page(joint)}issue/?set=asking").content.decode()
    checked = re.findall(r'value="(\w+)"[^>]* checked', form)
    assert checked == ["convene", "data"]
