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
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.acts.attributing import is_of_the_record, put_out, reading
from qiantou.acts.open_plan import open_plan
from qiantou.acts.registers import current
from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, Attribution, Window
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver
from qiantou.core.plan import Tie, TieType
from qiantou.insight import shapley
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.api.programs import program
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER, local
from tests.desk.lettered import Put, plan_lines, put

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


@pytest.fixture
def plan(sqlite_site):
    with concluded() as found:
        yield found


def test_it_is_put_out_as_the_record_has_it_and_by_nobody_without_a_part_in_it(site):
    make_key_and_witness()
    with concluded() as plan:
        receipt = put_out(plan.joint, Window.DAY, by=BY, command_id="a" * 32)
        assert receipt is not None
        assert put_out(plan.joint, Window.DAY, by=BY, command_id="a" * 32).repeated
        force = current().at(plan.county.town.now)
        made = force.section(ATTRIBUTIONS)[plan.joint]
        assert isinstance(made, Attribution)
        assert made.is_final
        assert sum(one.minutes for one in made.shares) == made.delay == 10 * 420
        assert made.share(WATER) > 0
        assert made.share(NOBODY) > 0
        one = reading(plan.joint, force, plan.county.town.now)
        assert {share.party: share.minutes for share in made.shares} == {
            party: Fraction(told) for party, told in one.finding(Window.DAY).shares.items() if told
        }
        plan.county.town.now += timedelta(days=30)
        assert is_of_the_record(made)
        assert not is_of_the_record(replace(made, shares=made.shares[:1]))
        with pytest.raises(Rejected, match="not-the-attributor"):
            put_out(plan.joint, Window.DAY, by=Actor(TOWN, account=CLERK), command_id="b" * 32)
        seal(shell.now())
        found = verify_live(fold_under=fold_under, together=together_under).findings
        assert [one for one in found if one.facts.get("section") != "charter"] == []  # the town's own, of no desk
        with pytest.raises(Rejected, match="nothing-to-attribute"):
            put_out(plan.county.joint("空"), Window.DAY, by=BY, command_id="c" * 32)


def test_the_page_tells_shares_that_add_up_under_each_window_and_puts_it_out(plan):
    lead, water = plan.county.client("lead"), plan.county.client("water")
    url = f"/j/{plan.ref}/delay/"
    for window in Window:
        page = lead.get(f"{url}?window={window}").content.decode()
        assert '<svg xmlns="http://www.w3.org/2000/svg" width="100%"' in page
    told = re.search(r'name="command_id" value="(\w+)"><input type="hidden" name="window" value="(\w+)"', page)
    assert told is not None
    sent = {"command_id": told[1], "window": told[2], "desk": LEAD}
    assert 'name="command_id"' not in water.get(url).content.decode().split('id="out-h"')[1]
    assert water.post(url, sent).status_code == 422
    assert plan.county.client("town").get(url).status_code == 404
    assert plan.county.client("town").post(url, sent).status_code == 404
    assert lead.post(url, {**sent, "window": "year"}).status_code == 404
    assert lead.post(url, sent).status_code == 302
    assert "县发改局" in water.get(url).content.decode().split('id="out-h"')[1]
    early = lead.get(f"{url}?asof=2026-03-10").content.decode()
    assert 'id="out-h"' in early
    assert 'name="command_id"' not in early.split('id="out-h"')[1]
    assert 'name="asof"' in lead.get(f"{url}?asof=2026-02-02").content.decode()
    assert lead.get(f"{url}?asof=never").status_code == 404
    assert lead.get(f"/j/{plan.county.joint('空')[:12]}/delay/").status_code == 200


def test_a_program_reads_the_same_and_puts_it_out(plan):
    url = f"/api/joints/{plan.ref}/delay"
    lead = program(plan.county, "lead")
    told = lead.get(url, window="all").json()
    assert sum(Fraction(one["minutes"]) for one in told["shares"]) == Fraction(told["delay"]) == 10 * 420
    assert (told["final"], told["put_out"], told["left_out"]) == (True, None, {"L004": "coordination"})
    assert [step["line"] for step in told["steps"]] == ["L001", "L002", "L003"]
    assert lead.post(url, {"desk": LEAD, "window": "all"}).status_code == 200
    assert lead.get(url, window="day").json()["put_out"]["window"] == "all"
    assert lead.get(url, asof="2026-03-10").json()["put_out"] is None
    assert program(plan.county, "water").post(url, {"desk": WATER, "window": "all"}).status_code == 422
    assert program(plan.county, "town").get(url).status_code == 404


def test_drawn_shares_are_told_with_their_interval(plan, monkeypatch):
    monkeypatch.setattr(shapley, "EXACT", 1)
    assert "95% 区间" in plan.county.client("lead").get(f"/j/{plan.ref}/delay/?window=all").content.decode()
    told = program(plan.county, "lead").get(f"/api/joints/{plan.ref}/delay", window="all").json()["shares"]
    bounds = [[Fraction(end) for end in one["interval"]] for one in told if one["interval"]]
    assert bounds
    assert all(low <= high for low, high in bounds)


def test_the_questions_of_the_page_do_not_grow_with_windows_or_lines(plan):
    lead = plan.county.client("lead")
    url = f"/j/{plan.ref}/delay/"
    lead.get(url)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        lead.get(url)
    assert len(counted) <= 26, [query["sql"][:120] for query in counted.captured_queries]
