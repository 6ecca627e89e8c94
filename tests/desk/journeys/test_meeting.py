"""A circle of waiting becomes a meeting: called, its agenda from the record, minuted, and the work in hand at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from qiantou.acts import registers, shell
from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, Block, Offer
from qiantou.readmodel.models import MatterRow
from tests.core.world import ROADS, WATER

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served
    from tests.desk.town import Office

pytestmark = pytest.mark.browser
ROAD, GATE, PUMP = "修复老桥", "修闸门", "缺抽水泵"


def circle(county: Office) -> dict[str, Stream]:
    """The road waits for a pump, the pump for the gate, and the gate comes after the road."""
    town = county.town
    road, gate, pump = town.offered(due=date(2026, 4, 30)), shell.fresh(), shell.fresh()
    town.do(road, Accept(), ROADS)
    town.do(road, Block(PUMP, to=WATER, fresh=pump), ROADS)
    town.do(gate, Offer("task", WATER, ROADS, GATE, after=(road,), due=date(2026, 3, 6)), WATER)
    town.do(gate, Accept(), ROADS)
    town.do(pump, Accept(), WATER)
    town.do(pump, Block("等闸门", blocker=gate), WATER)
    return {ROAD: road, GATE: gate, PUMP: pump}


def decided(page: Page, title: str, outcome: str, words: str) -> None:
    """The fields of one matter of the agenda: those that follow its name."""
    step = page.locator("h3", has=page.get_by_text(title, exact=True)).locator(
        "xpath=following::div[@class='form grid'][1]"
    )
    step.locator("select").select_option(outcome)
    step.locator("textarea").fill(words)


def test_a_circle_is_called_together_and_what_is_decided_is_in_hand_at_once(served_lightly: Served):
    county = served_lightly.county
    found = circle(county)
    today = registers.current().at(shell.now()).day
    deputy, roads, water = (served_lightly.page(who) for who in ("deputy", "roads", "water"))

    deputy.goto("/")
    deputy.get_by_role("link", name="Meetings").first.click()
    for title in found:
        expect(deputy.locator("#circles").get_by_text(title).first).to_be_visible()
    deputy.get_by_role("link", name="Call the meeting").click()
    deputy.locator("[name=day]").fill(today.isoformat())
    deputy.locator("[name=place]").fill("三楼会议室")
    deputy.get_by_role("button", name="Call the meeting").click()
    deputy.locator(".message.success").wait_for()

    roads.goto("/")
    roads.get_by_text("三楼会议室").first.wait_for()

    decided(deputy, GATE, "refused", "闸门并入老桥工程，不再单独办理")
    for title in (ROAD, PUMP):
        decided(deputy, title, "none", "")
    deputy.locator("[name=t0_title]").fill("备两台水泵")
    deputy.locator("[name=t0_doer]").fill("县水利局")
    deputy.locator("[name=t0_due]").fill("2026-03-20")
    deputy.locator("[name=number]").fill("〔2026〕3号")
    deputy.get_by_label("县交通局", exact=True).check()
    deputy.get_by_role("button", name="Enter the minutes").click()
    deputy.locator(".message.success").wait_for()
    deputy.locator("#decided-h").wait_for()

    water.goto("/")
    water.get_by_role("link", name="备两台水泵").first.click()
    water.get_by_role("button", name="Accept").first.click()
    water.locator(".message.success").wait_for()
    row = MatterRow.objects.get(title="备两台水泵")
    assert (row.holder, row.phase, row.due) == (WATER, "underway", date(2026, 3, 20))
    assert not county.row(found[GATE]).is_open
    roads.goto("/meetings/")
    assert roads.locator("#circles").count() == 0
