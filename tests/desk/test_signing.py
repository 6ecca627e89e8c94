"""Signature on the pages: what stands is shown first, who signs what, refusals go up, launch once all have signed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from qiantou.acts.execute import execute_all, tick
from qiantou.acts.letters import purpose_now
from qiantou.core.credit import credit
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Counter, Insist, Refer, Reservation, Rule, Withdraw
from qiantou.core.plan import Line, Purpose, Shares
from qiantou.core.points import NOT, OBJECT, Disposal, Point
from qiantou.core.register import MANDATES, Listed
from qiantou.desk.drafted import plan_of
from qiantou.desk.shares import percent
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import dissent, letters_of
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.desk.lettered import TODAY, Put, page_of, plan_lines, put
from tests.desk.town import said

SIGNERS = {"deputy": DEPUTY, "roads": ROADS, "water": WATER}


@pytest.fixture
def plan(sqlite_site):
    with put() as found:
        yield found


def signing(client: Client, plan: Put) -> str:
    return client.get(f"/j/{plan.ref}/signing/").content.decode()


def pressed(client: Client, plan: Put, what: str, **fields: object) -> object:
    """Press the button of the page that posts to `what`, with the hidden fields the page gave it."""
    page = signing(client, plan)
    found = re.search(rf'action="(/j/\w+/signing/{what}/)".*?name="command_id" value="(\w+)"', page, re.S)
    assert found is not None, f"no button for {what}"
    version = re.search(r'name="version" value="(\d+)"', page[found.start() :])
    seen = {"version": version[1]} if version is not None else {}
    return client.post(found[1], {"command_id": found[2], **seen, **fields})


def signed(plan: Put, *who: str) -> None:
    for name in who or SIGNERS:
        plan.county.town.do(Stream(plan.of(SIGNERS[name], "signature").row.stream), Accept(), SIGNERS[name])


def consulted(plan: Put) -> None:
    """ROADS objects twice and is overruled; WATER is silent, and the letter said that this is no objection."""
    plan.consult(silence_consents=True)
    letter, do = Stream(plan.of(ROADS).row.stream), plan.county.town.do
    for again, why in ((None, "汛期不能施工"), (1, "主体工程需九十天")):
        do(letter, Counter(None, "", (Point("L001", OBJECT, again=again, reason=why),)), ROADS)
        do(letter, Insist("资金年内支付", (Disposal(1, NOT, "资金年内支付"),)), LEAD)
    do(letter, Rule(Phase.CLOSED, "汛前必须完工"), DEPUTY)
    plan.county.town.later(days=10)
    tick(Stream(plan.of(WATER).row.stream))


def test_what_stands_is_shown_before_anybody_signs_and_the_sponsor_signs_for_what_is_overridden(plan):
    consulted(plan)
    lead, deputy = plan.county.client("lead"), plan.county.client("deputy")
    before = signing(lead, plan)
    assert pressed(lead, plan, "send").status_code == 302
    request = plan.of(DEPUTY, "signature")
    assert (
        request.told[0][0].event.detail
        == "L001 · 县交通局 · (1) 汛期不能施工 (2) 主体工程需九十天 · 牵头单位答复：资金年内支付"
    )
    page = page_of(deputy, request.row.stream)
    for told in (before, signing(deputy, plan), page):
        assert "汛期不能施工" in told
        assert "逾期视为无不同意见" in told
        assert "26.7%" in told
        assert "统筹协调（归牵头单位）" in told
    assert page.index("汛期不能施工") < page.index('id="move-accept"')
    assert "签署" in page


def test_letters_that_still_run_are_told_apart_from_silence_and_sending_to_sign_ends_them_with_a_warning(plan):
    plan.consult()
    lead, deputy = plan.county.client("lead"), plan.county.client("deputy")
    before = signing(lead, plan)
    running = before[before.index('id="running-h"') :]
    assert "县交通局" in running
    assert "截至 2026年3月9日 星期一" in running
    assert "现在送签，这些函即告终结" in before
    assert pressed(lead, plan, "send").status_code == 302
    shown = plan_of(plan.joint).versions[-1][0].gaps_shown
    assert {one for one in shown if one.startswith("letter-open:")} == {f"letter-open:{ROADS}", f"letter-open:{WATER}"}
    request = page_of(deputy, plan.of(DEPUTY, "signature").row.stream)
    assert "方案送签，函终结" in request[request.index('id="running-h"') : request.index('id="move-accept"')]
    assert "已终结：方案已送签" in lead.get(f"/j/{plan.ref}/letters/").content.decode()


def test_everybody_signs_and_the_launch_opens_every_matter_once(site):
    with put() as plan:
        lead = plan.county.client("lead")
        assert pressed(lead, plan, "send").status_code == 302
        assert "signing/launch/" not in signing(lead, plan)
        for name, desk in SIGNERS.items():
            client, request = plan.county.client(name), plan.of(desk, "signature").row.stream
            assert f"/m/{request[:12]}/?move=accept" in signing(client, plan), name
            assert said(client, request, "accept").status_code == 302
        page = signing(lead, plan)
        found = re.search(r'signing/launch/".*?name="command_id" value="(\w+)"', page, re.S)
        assert found is not None
        for _press in range(2):
            answer = lead.post(f"/j/{plan.ref}/signing/launch/", {"command_id": found[1]}, follow=True)
            assert "存证凭据" in answer.content.decode()
        opened = MatterRow.objects.filter(joint=plan.joint, kind="task")
        assert {row.line: row.doer for row in opened} == {
            "L001": ROADS, "L002": WATER, "L003": ROADS, "L004": LEAD,
        }  # fmt: skip
        assert not opened.filter(phase="offered", doer__in=[ROADS, WATER]).exists(), "a signature is the acceptance"


def test_a_launch_before_everybody_signed_is_refused(plan):
    plan.sign()
    signed(plan, "roads", "water")
    lead = plan.county.client("lead")
    answer = lead.post(f"/j/{plan.ref}/signing/launch/", {"command_id": "e" * 32})
    assert answer.status_code == 422
    assert "尚未全部签署" in answer.content.decode()
    assert not MatterRow.objects.filter(joint=plan.joint, kind="task").exists()


def test_a_plan_changed_in_another_tab_is_not_put_out_unseen(plan):
    lead = plan.county.client("lead")
    for where in ("signing", "letters"):
        page = lead.get(f"/j/{plan.ref}/{where}/").content.decode()
        form = page[page.index("/send/") :]
        told = dict(re.findall(r'name="(version|command_id|reply_days)"[^>]*value="(\w+)"', form))
        plan.change(L003=replace(plan_lines()["L003"], deliverable=f"设置标志 {where}"))
        late = lead.post(f"/j/{plan.ref}/{where}/send/", {**told, "silence": "note"})
        assert late.status_code == 422
        fresh = late.content.decode()
        assert fresh.count('class="refusal"') == 1
        anew = re.findall(r'/send/".*?name="version" value="(\d+)"', fresh, re.S)
        assert anew == [str(int(told["version"]) + 1)], "the same form, for the plan as it stands"
    assert not plan_of(plan.joint).versions


def test_a_refusal_goes_to_the_leader_and_what_he_overrules_stays_beside_the_lines(plan):
    plan.sign()
    request = plan.of(ROADS, "signature").row.stream
    roads, deputy = plan.county.client("roads"), plan.county.client("deputy")
    assert said(roads, request, "counter", reason="").status_code == 422
    assert plan.of(ROADS, "signature").matter.version == 1, "refusing needs a reason"
    assert said(roads, request, "counter", reason="没有人手").status_code == 302
    assert plan.county.row(request).holder == DEPUTY
    assert "没有人手" in page_of(deputy, request)
    assert said(deputy, request, "rule", outcome="granted", reason="年内必须完成").status_code == 302
    assert {line: [one.words for one in told] for line, told in dissent(plan.joint).items()} == {
        "L001": ["没有人手"], "L002": ["没有人手"], "L003": ["没有人手"],
    }  # fmt: skip
    signed(plan, "deputy", "water")
    assert pressed(plan.county.client("lead"), plan, "launch").status_code == 302, "it stands as if signed"
    paper = Document(io.BytesIO(plan.county.client("lead").get(f"/j/{plan.ref}/plan/plan.docx").content))
    assert "未同意签署，经领导决定执行" in [cell.text for row in paper.tables[-1].rows for cell in row.cells]


def test_dissent_on_the_whole_stands_on_the_page_of_the_plan_and_in_its_paper(plan):
    plan.consult()
    letter = Stream(plan.of(WATER).row.stream)
    plan.county.town.do(letter, Counter(None, "", (Point("", OBJECT, reason="没有资金来源"),)), WATER)
    plan.county.town.do(letter, Withdraw("另行安排"), LEAD)
    lead = plan.county.client("lead")
    page = lead.get(f"/j/{plan.ref}/plan/").content.decode()
    assert "没有资金来源" in page[page.index('id="apart-h"') :]
    paper = Document(io.BytesIO(lead.get(f"/j/{plan.ref}/plan/plan.docx").content))
    assert any("整体 县水利局：没有资金来源" in one.text for one in paper.paragraphs)


def test_a_unit_complies_with_one_lack_reserved(plan):
    plan.sign()
    request, water = plan.of(WATER, "signature").row.stream, plan.county.client("water")
    fields = {"lack": "缺少设备", "curer": "县交通局", "since": TODAY}
    assert said(water, request, "reserve", **fields).status_code == 302
    page = signing(plan.county.client("lead"), plan)
    assert "缺少设备" in page
    assert "执行，保留一项意见" in page


def test_signed_twice_from_two_tabs_by_a_foreign_unit_by_a_stranger_or_without_a_session(plan):
    plan.sign()
    request, roads = plan.of(ROADS, "signature").row.stream, plan.county.client("roads")
    page = page_of(roads, request)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page[page.index("move-accept") :]))
    fields = {name: hidden[name] for name in ("command_id", "version", "desk")}
    address = f"/m/{request[:12]}/move/accept/"
    foreign = plan.county.client("water").post(address, {**fields, "command_id": "d" * 32})
    assert foreign.status_code == 422
    assert plan.county.client("town").post(address, fields).status_code == 404
    assert Client(headers={"host": "127.0.0.1"}).post(address, fields).status_code in (302, 403)
    assert plan.of(ROADS, "signature").matter.is_open
    assert roads.post(address, fields).status_code == 302
    assert roads.post(address, fields).status_code == 302, "the same press again: the same receipt"
    late = roads.post(address, {**fields, "command_id": "e" * 32})
    assert late.status_code == 409, "from another tab: what happened meanwhile"
    end = re.sub("</?bdi[^>]*>", "", late.content.decode())
    assert "该事项已经办结：县交通局：签署" in end
    assert "move-accept" not in end, "nothing to press a second time"
    assert "同意所请" not in end
    assert plan.of(ROADS, "signature").matter.version == 2
    for where in ("signing/", "signing/send/", "signing/launch/", "signing/shares/"):
        asked = plan.county.client("town").get if where == "signing/" else plan.county.client("town").post
        assert asked(f"/j/{plan.ref}/{where}").status_code == 404, where
    for where in ("send", "shares", "launch"):
        sent = {"command_id": "c" * 32, "version": "5", "coordination": "5", "reserve": "5"}
        assert plan.county.client("roads").post(f"/j/{plan.ref}/signing/{where}/", sent).status_code == 422, where


def test_a_change_is_signed_again_by_those_it_touches_alone(plan):
    plan.sign()
    signed(plan)
    assert purpose_now(plan.joint) is Purpose.AMENDMENT
    nothing = pressed(plan.county.client("lead"), plan, "send")
    assert nothing.status_code == 422, "nothing changed"
    plan.change(L003=replace(plan_lines()["L003"], deliverable="设置十处标志"))
    assert pressed(plan.county.client("lead"), plan, "send").status_code == 302
    version, _entry = plan_of(plan.joint).versions[-1]
    asked = [one for one in letters_of(plan.joint, "signature") if one.version == "v2"]
    assert version.purpose is Purpose.AMENDMENT
    assert {one.matter.doer: one.lines for one in asked} == {DEPUTY: (), ROADS: ("L003",)}


def test_a_line_that_cannot_follow_its_change_yet_is_told_with_why_and_the_rest_is_put_into_force(plan):
    plan.sign()
    signed(plan, "deputy", "roads", "water")
    lead = plan.county.client("lead")
    assert pressed(lead, plan, "launch").status_code == 302
    bridge = MatterRow.objects.get(joint=plan.joint, line="L001", beside=False)
    plan.county.town.do(Stream(bridge.stream), Refer("谈不拢"), ROADS)
    plan.change(**{name: replace(plan_lines()[name], due=date(2026, 5, 20)) for name in ("L001", "L002")})
    plan.sign(Purpose.AMENDMENT)
    signed(plan, "deputy", "roads", "water")
    assert pressed(lead, plan, "launch").status_code == 302
    due = MatterRow.objects.filter(joint=plan.joint, line__in=("L001", "L002"), beside=False).values_list("due_now")
    assert set(due) == {(None,), (date(2026, 5, 20),)}
    page = re.sub("</?bdi[^>]*>", "", signing(lead, plan))
    assert "L001 修好老桥</a> · 该事项当前为“待决策”" in page
    assert "L002 疏浚河道</a> ·" not in page
    again = pressed(lead, plan, "launch")
    assert again.status_code == 422
    assert "L001" in again.content.decode()


def test_where_somebody_untouched_has_not_signed_everybody_signs_anew(plan):
    plan.sign()
    water = Stream(plan.of(WATER, "signature").row.stream)
    plan.county.town.do(water, Counter(None, "没有资金"), WATER)
    plan.county.town.do(water, Rule(Phase.CLOSED, "同意", granted=False), DEPUTY)
    signed(plan, "deputy", "roads")
    plan.change(L003=replace(plan_lines()["L003"], deliverable="设置十处标志"))
    assert purpose_now(plan.joint) is Purpose.SIGNATURE
    plan.change(L002=replace(plan_lines()["L002"], deliverable="疏浚一段"))
    assert purpose_now(plan.joint) is Purpose.AMENDMENT


def test_gaps_are_told_before_anybody_signs_and_recorded_and_a_mandate_closes_them(plan):
    lead, told = plan.county.client("lead"), "缺少权限：召集"
    assert told in signing(lead, plan)
    assert pressed(lead, plan, "send").status_code == 302
    assert plan_of(plan.joint).versions[-1][0].gaps_shown == (f"lacks-powers:{LEAD}",)
    request = page_of(plan.county.client("deputy"), plan.of(DEPUTY, "signature").row.stream)
    assert request.index(told) < request.index('id="move-accept"')
    powers = (Power.CONVENE, Power.DISPATCH, Power.RETURN, Power.DEADLINES)
    mandate = Mandate(plan.joint, LEAD, powers, (ROADS, WATER), DEPUTY, date(2026, 12, 31))
    listed = Listed(MANDATES, "g:plan", mandate, TODAY)
    execute_all((), by=plan.by(DEPUTY), command_id="lend", listings=[listed])
    assert told not in signing(lead, plan)
    execute_all(
        (), by=plan.by(DEPUTY), command_id="less", listings=[replace(listed, value=replace(mandate, scope=(ROADS,)))]
    )
    page = re.sub("</?bdi[^>]*>", "", signing(lead, plan))
    assert "缺少权限：对县水利局的召集、" in page, "not over whom it holds them"


def test_a_line_due_before_what_has_to_come_first_is_told_on_the_plan_and_before_signing_and_holds_nothing_up(plan):
    plan.change(L001=replace(plan_lines()["L001"], due=date(2026, 3, 20), after=("L002",)))
    lead, told = (
        plan.county.client("lead"),
        "L001 的完成时限为2026年3月20日 星期五，而须先完成的 L002 到2026年4月1日 星期三才完成",
    )
    assert told in re.sub("</?bdi[^>]*>", "", signing(lead, plan))
    assert told in re.sub("</?bdi[^>]*>", "", lead.get(f"/j/{plan.ref}/plan/").content.decode())
    assert pressed(lead, plan, "send").status_code == 302
    assert "due-before:L001:L002" in plan_of(plan.joint).versions[-1][0].gaps_shown


def test_the_shares_are_set_by_the_lead_and_lie_within_a_hundred(plan):
    lead = plan.county.client("lead")
    assert pressed(lead, plan, "shares", coordination="30", reserve="5").status_code == 302
    assert plan_of(plan.joint).shares == Shares(30, 5)
    past = pressed(lead, plan, "shares", coordination="80", reserve="30")
    assert past.status_code == 422
    assert "80" in past.content.decode()
    assert "21.7%" in signing(lead, plan)


def test_the_shares_of_the_page_of_rules_are_those_computed():
    text = (Path(__file__).parents[2] / "docs" / "rules" / "signature.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\d– ]+) \| (\d+) \| (\d+) \| ([\d.% ]+) \| ([\d.]+%) \|$", text, re.MULTILINE)
    assert len(rows) == 5
    for weights, coordination, reserve, shares, total in rows:
        told = [None if weight == "–" else int(weight) for weight in weights.split()]
        lines = {f"L{number:03}": Line(ROADS, weight=weight) for number, weight in enumerate(told)}
        found = credit(lines, Shares(int(coordination), int(reserve)))
        assert " ".join(percent(Fraction(share, 1000), 1) for share in found.values()) == shares
        assert percent(Fraction(sum(found.values()), 1000), 1) == total


def test_the_questions_of_the_page_do_not_grow_with_signatures(plan):
    lead, counts = plan.county.client("lead"), []
    plan.consult()
    for desk in (ROADS, WATER):
        plan.county.town.do(Stream(plan.of(desk).row.stream), Accept(Reservation("缺设备", LEAD, TODAY)), desk)
    plan.sign()
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            signing(lead, plan)
        counts.append(len(asked))
        signed(plan, "roads") if not _round else None
    assert counts[0] == counts[1] <= 19, [query["sql"][:90] for query in asked.captured_queries]
