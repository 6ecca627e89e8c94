"""Where the time of a joint work went, on its page: shares that add up, windows, putting it out; strangers get 404."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from qiantou.access.refusals import sentence_for
from qiantou.acts import attributing, shell
from qiantou.acts.attributing import is_of_the_record, put_out, reading
from qiantou.acts.execute import execute_all
from qiantou.acts.open_plan import open_plan
from qiantou.acts.registers import current
from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, Attribution, Window
from qiantou.core.contesting import CONTEST, DELAYED, Claim, contest_stream
from qiantou.core.figures import DELAY_WINDOW, Figure
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver, Offer, Refer, Rule
from qiantou.core.plan import LINES, Line, Purpose, Tie, TieType
from qiantou.core.register import FIGURES, Listed
from qiantou.desk.delay_out import gate_words
from qiantou.insight import shapley
from qiantou.jobs import verify_site
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.api.programs import program
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER, local
from tests.desk.lettered import Put, plan_lines, put
from tests.support.marks import ON_SQLITE

BY = Actor(LEAD, account=CLERK)


def conclude(plan: Put) -> None:
    """L001 of ROADS is stopped by WATER and late, L002 of WATER is late too, L003 of ROADS comes after both."""
    lines, town, stone = plan_lines(), plan.county.town, Stream("5" * 32)
    plan.change(
        L001=replace(lines["L001"], due=date(2026, 3, 13)),
        L002=replace(lines["L002"], due=date(2026, 3, 13)),
        L003=replace(lines["L003"], due=date(2026, 3, 20), after=("L001",), ties=(Tie("L002", TieType.SS, 2),)),
    )
    plan.sign()
    for desk in (DEPUTY, ROADS, WATER):
        town.do(Stream(plan.of(desk, "signature").row.stream), Accept(), desk)
    open_plan(plan.joint, by=BY, command_id=uuid4().hex)
    matter = {row.line: row for row in MatterRow.objects.filter(joint=plan.joint, line__gt="", beside=False)}
    town.now = local("2026-03-04 09:00")
    town.do(Stream(matter["L001"].stream), Block("缺图纸", to=WATER, fresh=stone), ROADS)
    town.do(stone, Accept(), WATER)
    for when, name, who in (
        ("2026-03-16 10:00", "", WATER), ("2026-03-17 18:00", "L002", WATER), ("2026-03-26 18:00", "L001", ROADS),
        ("2026-04-03 18:00", "L003", ROADS),
    ):  # fmt: skip
        town.now = local(when)
        on = Stream(matter[name].stream) if name else stone
        town.do(on, Deliver("完成"), who)
        town.do(on, AcceptDelivery(), Desk(matter[name].asker) if name else ROADS)
    town.now += timedelta(days=1)


@contextmanager
def concluded() -> Iterator[Put]:
    with put() as plan:
        conclude(plan)
        yield plan


def amended(plan: Put, **lines: Line) -> None:
    """A further version, put out now and signed by everybody two days later."""
    day = current().at(shell.now()).day
    listings = [Listed(LINES, f"{plan.joint}/{name}", line, day) for name, line in lines.items()]
    execute_all((), by=BY, command_id=uuid4().hex, listings=listings)
    plan.sign(Purpose.AMENDMENT)
    plan.county.town.later(days=2)
    for row in MatterRow.objects.filter(joint=plan.joint, kind="signature", is_open=True):
        plan.county.town.do(Stream(row.stream), Accept(), Desk(row.doer))


def signed_later(plan: Put) -> None:
    """A second version, put out now and signed two days later, is the signed one from then on, and not before."""
    put_out_at, town = plan.county.town.now, plan.county.town
    amended(plan, L005=Line(WATER, order=5, due=date(2026, 6, 1), deliverable="移交"))
    numbers = [put_out_at - timedelta(days=1), town.now - timedelta(days=1), town.now]
    read = (reading(plan.joint, current().at(at), at) for at in numbers)
    assert [one and one.plan.number for one in read] == [1, 1, 2]


def command_of(page: str) -> str:
    told = re.search(r'name="command_id" value="(\w+)"', page)
    assert told is not None
    return told[1]


def enter_figure(plan: Put, name: str, amount: int) -> None:
    """By the system administrator, a minute later."""
    plan.county.town.now += timedelta(minutes=1)
    own = Listed(FIGURES, name, Figure(amount, "县政办发〔2026〕3号"), current().at(shell.now()).day)
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[own])
    plan.county.town.now += timedelta(minutes=1)


@pytest.fixture
def plan(sqlite_site):
    with concluded() as found:
        yield found


def test_it_is_put_out_as_the_record_has_it_and_by_nobody_without_a_part_in_it(site):
    make_key_and_witness()
    with concluded() as plan:
        receipt = put_out(plan.joint, by=BY, command_id="a" * 32)
        assert receipt is not None
        assert put_out(plan.joint, by=BY, command_id="a" * 32).repeated
        force = current().at(plan.county.town.now)
        made = force.section(ATTRIBUTIONS)[plan.joint]
        assert isinstance(made, Attribution)
        assert made.is_final
        assert sum(one.minutes for one in made.shares) == made.delay == 10 * 420
        assert made.share(WATER) > 0
        assert made.share(NOBODY) > 0
        one = reading(plan.joint, force, plan.county.town.now)
        assert {share.party: share.minutes for share in made.shares} == {
            party: Fraction(told) for party, told in one.finding(Window.WEEK).shares.items() if told
        }
        plan.county.town.now += timedelta(days=30)
        signed_later(plan)
        assert is_of_the_record(made)
        assert not is_of_the_record(replace(made, window=Window.DAY))
        assert not is_of_the_record(replace(made, shares=made.shares[:1]))
        with pytest.raises(Rejected, match="not-the-attributor"):
            put_out(plan.joint, by=Actor(TOWN, account=CLERK), command_id="b" * 32)
        seal(shell.now())
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [one for one in found if one.facts.get("section") != "charter"] == []  # the town's own, of no desk
        with pytest.raises(Rejected, match="nothing-to-attribute"):
            put_out(plan.county.joint("空"), by=BY, command_id="c" * 32)


def test_the_page_tells_shares_that_add_up_under_each_window_and_puts_it_out(plan):
    lead, water = plan.county.client("lead"), plan.county.client("water")
    url = f"/j/{plan.ref}/delay/"
    for window in Window:
        page = lead.get(f"{url}?window={window}").content.decode()
        assert '<svg xmlns="http://www.w3.org/2000/svg" width="100%"' in page
    sent = {"command_id": command_of(page), "desk": LEAD}
    assert 'name="command_id"' not in water.get(url).content.decode().split('id="out-h"')[1]
    assert water.post(url, sent).status_code == 422
    assert plan.county.client("town").get(url).status_code == 404
    assert plan.county.client("town").post(url, sent).status_code == 404
    assert lead.post(url, {**sent, "command_id": "x"}).status_code == 404
    assert "如有异议" not in page.split('id="out-h"')[1]  # nothing is put out that could be contested
    strip, control = page.split('class="strip"')[1].split('id="control-h"')
    assert strip.count('class="st-chain"') == 3  # two lines, and the legend
    assert re.findall(r'data-label="是否决定完工">(?:<[^>]*>)?(.)', control) == ["是", "否", "是"]
    for _again in range(2):
        assert lead.post(url, {**sent, "window": "day"}).status_code == 302
    assert [one.value.window for one in entries(ATTRIBUTIONS, plan.joint)] == ["week"]
    told = water.get(url).content.decode().split('id="out-h"')[1]
    assert [word for word in ("县发改局", "如有异议") if word not in told] == []
    early = lead.get(f"{url}?asof=2026-03-10").content.decode()
    assert 'id="out-h"' in early
    then = early.split('class="strip"')[1].split('id="control-h"')[0]
    assert 'class="st-now"' in then  # on that day somebody still had it in hand
    assert 'class="st-now"' not in strip
    parties = page.split('id="fall-h"')[1].split("</section>")[0]
    assert re.findall(r"<th[^>]*>(?:<[^>]*>)*([A-Z])\b", parties)[:2] == ["A", "B"]
    assert 'name="command_id"' not in early.split('id="out-h"')[1]
    assert 'name="asof"' in lead.get(f"{url}?asof=2026-02-02").content.decode()
    assert lead.get(f"{url}?asof=never").status_code == 404
    assert lead.get(f"/j/{plan.county.joint('空')[:12]}/delay/").status_code == 200


def test_a_later_one_says_why_and_the_earlier_ones_stay_on_the_page(plan, monkeypatch):
    lead, url = plan.county.client("lead"), f"/j/{plan.ref}/delay/"
    put_out(plan.joint, by=BY, command_id="a" * 32)
    page = lead.get(url).content.decode()
    assert '<textarea name="reason"' in page
    sent = {"command_id": command_of(page), "desk": LEAD}
    again = lead.post(url, {**sent, "reason": "再来一次"})
    assert again.status_code == 422
    assert str(sentence_for(Rejected("nothing-new"))) in again.content.decode()
    enter_figure(plan, DELAY_WINDOW, 3)
    refused = lead.post(url, {**sent, "reason": " "})
    assert refused.status_code == 422
    assert str(sentence_for(Rejected("put-out-before"))) in refused.content.decode()
    assert lead.post(url, {**sent, "reason": "L003 已验收"}).status_code == 302
    assert [one.value.window for one in entries(ATTRIBUTIONS, plan.joint)] == ["week", "month"]
    assert all(is_of_the_record(one.value) for one in entries(ATTRIBUTIONS, plan.joint))
    with monkeypatch.context() as patched:  # a later release computes otherwise
        patched.setattr(attributing, "METHOD", attributing.METHOD + 1)
        assert [*verify_site.by_another_method(ATTRIBUTIONS)] == [(plan.joint, 1), (plan.joint, 2)]
        assert [*verify_site.differing()] == []
    force = current().at(shell.now())
    with override("en"):
        told = gate_words(WATER, plan.joint, force)
    assert re.fullmatch(r"Put out 2 times; .*: 4 Apr 2026, 18:00: \d\.\d of 10\.0\.", told)
    page = lead.get(url).content.decode().split('id="out-h"')[1]
    method = f"方法第 {attributing.METHOD} 版"
    words = ("L003 已验收", f"按月，{method}", "此前公布 1 次", f"按周，{method}")
    assert [word for word in words if word not in page] == []


def test_the_check_of_the_site_finds_one_put_out_anew_with_nothing_new(plan):
    """Entered past the command that puts it out, half an hour later, with a reason and the right figures."""
    put_out(plan.joint, by=BY, command_id="a" * 32)
    plan.county.town.now += timedelta(minutes=30)
    force = current().at(shell.now())
    told = reading(plan.joint, force, shell.now())
    assert told is not None
    again = replace(attributing.attribution_of(told, force), reason="再说一遍")
    execute_all((), by=BY, command_id="b" * 32, listings=[Listed(ATTRIBUTIONS, plan.joint, again, force.day)])
    found = [(one.code, one.facts) for one in verify_site.differing()]
    assert found == [("attribution-differs", {"joint": plan.joint, "number": 2})]


@ON_SQLITE
def test_a_granted_contest_is_told_and_is_the_reason_of_the_next(site):
    make_key_and_witness()
    with concluded() as plan:
        url, town = f"/j/{plan.ref}/delay/", plan.county.town
        put_out(plan.joint, by=BY, command_id="a" * 32)
        stream = contest_stream(plan.joint, WATER, DELAYED)
        terms = {"joint": plan.joint, "about": Claim(DELAYED).about}
        town.do(stream, Offer(CONTEST, WATER, LEAD, "我单位未延误", detail="按期交付", **terms), WATER)
        town.do(stream, Deliver("以记录为准"), LEAD)
        town.do(stream, Refer("请裁定"), WATER)
        town.do(stream, Rule(Phase.CLOSED, "属实", granted=True), DEPUTY)
        lead = plan.county.client("lead")
        page = lead.get(url).content.decode()
        assert f'href="/m/{stream[:12]}/"' in page.split('id="out-h"')[1]
        assert 'name="reason" cols="40" rows="2" maxlength="2000" required' not in page
        assert lead.post(url, {"command_id": command_of(page), "desk": LEAD, "reason": ""}).status_code == 302
        page = lead.get(url).content.decode().split('id="out-h"')[1]
        assert "依据准予复核前一次归因的裁定重新公布" in page
        assert f'href="/m/{stream[:12]}/"' not in page
        assert is_of_the_record(current().at(shell.now()).section(ATTRIBUTIONS)[plan.joint])
        seal(shell.now())
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [one for one in found if one.facts.get("section") != "charter"] == []


def test_it_is_contested_on_its_own_page_in_its_own_time_once(plan):
    put_out(plan.joint, by=BY, command_id="a" * 32)
    address, water = f"/j/{plan.ref}/delay/", plan.county.client("water")
    asked = {"command_id": "b" * 32, "desk": WATER, "reason": "等待的是上道工序"}
    assert f'action="{address}contest/"' in water.get(address).content.decode()
    assert f'action="{address}contest/"' not in plan.county.client("lead").get(address).content.decode()
    assert water.post(f"{address}contest/", {**asked, "desk": LEAD}).status_code == 404
    assert water.post(f"{address}contest/", {**asked, "reason": ""}).status_code == 422
    assert water.post(f"{address}contest/", asked).status_code == 302
    assert MatterRow.objects.get(kind="contest").asker == WATER
    assert f'action="{address}contest/"' not in water.get(address).content.decode()
    plan.county.town.later(days=40)
    assert water.post(f"{address}contest/", {**asked, "command_id": "c" * 32}).status_code == 404


def early(plan: Put) -> None:
    """L001 of ROADS is five days late, L002 of WATER comes after it and takes two days of its ten."""
    lines, town = plan_lines(), plan.county.town
    plan.change(
        L001=replace(lines["L001"], due=date(2026, 3, 13)),
        L002=replace(lines["L002"], due=date(2026, 3, 27), after=("L001",)),
        L003=replace(lines["L003"], due=date(2026, 3, 6)),
    )
    plan.sign()
    for desk in (DEPUTY, ROADS, WATER):
        town.do(Stream(plan.of(desk, "signature").row.stream), Accept(), desk)
    open_plan(plan.joint, by=BY, command_id=uuid4().hex)
    matter = {row.line: row for row in MatterRow.objects.filter(joint=plan.joint, line__gt="", beside=False)}
    for when, name, who in (
        ("2026-03-06 18:00", "L003", ROADS), ("2026-03-20 18:00", "L001", ROADS), ("2026-03-24 18:00", "L002", WATER),
    ):  # fmt: skip
        town.now, on = local(when), Stream(matter[name].stream)
        town.do(on, Deliver("完成"), who)
        town.do(on, AcceptDelivery(), Desk(matter[name].asker))
    town.now += timedelta(days=1)


@ON_SQLITE
def test_who_regained_time_contests_that_it_regained_more_and_what_is_granted_it_has(site):
    make_key_and_witness()
    with put() as plan:
        early(plan)
        put_out(plan.joint, by=BY, command_id="a" * 32)
        url, town, water = f"/j/{plan.ref}/delay/", plan.county.town, plan.county.client("water")
        before = current().at(shell.now()).section(ATTRIBUTIONS)[plan.joint]
        assert before.share(WATER) < 0 < before.share(ROADS)
        assert 'name="more"' in water.get(url).content.decode()
        assert 'name="more"' not in plan.county.client("roads").get(url).content.decode()
        asked = {"command_id": "b" * 32, "desk": WATER, "reason": "夜间加班，提前更多"}
        assert water.post(f"{url}contest/", asked).status_code == 422
        assert water.post(f"{url}contest/", {**asked, "more": "0"}).status_code == 422
        assert water.post(f"{url}contest/", {**asked, "more": "2"}).status_code == 302
        stream = contest_stream(plan.joint, WATER, DELAYED)
        assert "请求再认定其抢回2个工作日" in water.get(f"/m/{stream[:12]}/").content.decode()
        town.do(stream, Deliver("以记录为准"), LEAD)
        town.do(stream, Refer("请裁定"), WATER)
        town.do(stream, Rule(Phase.CLOSED, "属实", granted=True), DEPUTY)
        put_out(plan.joint, by=BY, command_id="c" * 32)
        made = current().at(shell.now()).section(ATTRIBUTIONS)[plan.joint]
        assert made.share(WATER) == before.share(WATER) - 2 * 420
        assert made.share(NOBODY) == before.share(NOBODY) + 2 * 420
        assert made.share(ROADS) == before.share(ROADS)
        seal(shell.now())
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [one for one in found if one.facts.get("section") != "charter"] == []


def test_a_program_reads_the_same_and_puts_it_out(plan):
    url = f"/api/joints/{plan.ref}/delay"
    lead = program(plan.county, "lead")
    told = lead.get(url, window="all").json()
    assert sum(Fraction(one["minutes"]) for one in told["shares"]) == Fraction(told["delay"]) == 10 * 420
    assert (told["final"], told["put_out"], told["left_out"]) == (True, None, {"L004": "coordination"})
    assert [step["line"] for step in told["steps"]] == ["L001", "L002", "L003"]
    assert lead.post(url, {"desk": LEAD, "window": "all"}).status_code == 422
    assert lead.post(url, {"desk": LEAD}).status_code == 200
    assert lead.post(url, {"desk": LEAD, "reason": "又来"}).json()["code"] == "nothing-new"
    enter_figure(plan, DELAY_WINDOW, 3)
    assert lead.post(url, {"desk": LEAD}).json()["code"] == "put-out-before"
    assert lead.post(url, {"desk": LEAD, "reason": "L003 已验收"}).status_code == 200
    told = lead.get(url, window="day").json()
    assert (told["window"], told["counts"]) == ("day", "month")
    assert [one["window"] for one in (*told["before"], told["put_out"])] == ["week", "month"]
    assert [one["reason"] for one in (*told["before"], told["put_out"])] == ["", "L003 已验收"]
    assert lead.get(url, asof="2026-03-10").json()["put_out"] is None
    assert program(plan.county, "water").post(url, {"desk": WATER}).status_code == 422
    assert program(plan.county, "town").get(url).status_code == 404


def test_drawn_shares_are_told_with_their_interval_and_pinned_with_it(plan, monkeypatch):
    monkeypatch.setattr(shapley, "EXACT", 1)
    assert "95% 区间" in plan.county.client("lead").get(f"/j/{plan.ref}/delay/?window=all").content.decode()
    told = program(plan.county, "lead").get(f"/api/joints/{plan.ref}/delay", window="all").json()["shares"]
    bounds = [[Fraction(end) for end in one["interval"]] for one in told if one["interval"]]
    assert bounds
    assert all(low <= high for low, high in bounds)
    put_out(plan.joint, by=BY, command_id=uuid4().hex)
    force = current().at(shell.now())
    made = force.section(ATTRIBUTIONS)[plan.joint]
    assert isinstance(made, Attribution)
    assert made.drawn is not None
    assert (made.drawn.seed, shapley.FEWEST <= made.drawn.orders <= shapley.PAIRS) == (shapley.SEED, True)
    between = {one.party: (one.least, one.most) for one in made.drawn.bounds}
    assert all(between[one.party][0] <= one.minutes <= between[one.party][1] for one in made.shares)
    assert is_of_the_record(made)
    assert not is_of_the_record(replace(made, drawn=replace(made.drawn, orders=made.drawn.orders + 1)))
    page = plan.county.client("lead", language="en").get(f"/j/{plan.ref}/delay/").content.decode()
    out = page.split('id="out-h"')[1]
    assert f"{made.drawn.orders} drawn orders of the parties" in out
    assert "95 % interval" in out, "a row a party, with its interval, not one long sentence"
    told = program(plan.county, "lead").get(f"/api/joints/{plan.ref}/delay").json()["put_out"]["drawn"]
    assert (told["orders"], told["seed"]) == (made.drawn.orders, shapley.SEED)
    with override("en"):
        assert f"Drawn from {made.drawn.orders} orders" in gate_words(WATER, plan.joint, force)


def questions(client: Client, url: str) -> int:
    """Of one page, once its register is known."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_questions_of_the_page_do_not_grow_with_windows_or_lines(plan):
    """One window or twenty-five, three lines or nine, put out once or three times."""
    lead, url = plan.county.client("lead"), f"/j/{plan.ref}/delay/"
    put_out(plan.joint, by=BY, command_id=uuid4().hex)
    counted = {window: questions(lead, f"{url}?window={window}") for window in Window}
    assert max(counted.values()) == min(counted.values()) <= 26, counted
    segment = Line(LEAD, order=9, due=date(2026, 4, 30), deliverable="又一段")
    amended(plan, **{f"L01{number}": replace(segment, order=10 + number) for number in range(6)})
    open_plan(plan.joint, by=BY, command_id=uuid4().hex)
    for number in range(2):
        enter_figure(plan, DELAY_WINDOW, number + 3)
        put_out(plan.joint, by=BY, command_id=uuid4().hex, reason=f"又开工 {number}")
    one = reading(plan.joint, current().at(shell.now()), shell.now())
    assert one is not None
    assert len(one.built.steps) == 9
    assert questions(lead, url) == counted[Window.WEEK]
