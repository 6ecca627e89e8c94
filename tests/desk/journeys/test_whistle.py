"""A township whistles from a telephone: the call, who comes, the end of it, and the township's word on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qiantou.readmodel.models import MatterRow
from tests.core.world import ROADS, TOWN, WATER
from tests.desk.journeys.serving import arrived, told

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}
WHAT = "桥头村东侧护坡滑塌约二十米，村道已封闭"


def pressed(phone: Page, name: str) -> None:
    """A button of the page that opened, pressed; it must be taken, and must be wide enough for a finger."""
    button = arrived(phone).get_by_role("button", name=name, exact=True).first
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    phone.locator(".message.success").first.wait_for()


def test_a_call_from_a_telephone_to_its_rating(served_lightly: Served):
    county = served_lightly.county
    town, roads = served_lightly.page("town", **PHONE), served_lightly.page("roads", **PHONE)

    town.goto("/asked/calls/")
    town.locator("main a.btn.go").click()
    names = arrived(town).locator("[name=units]")
    names.nth(0).fill("县交通局")
    names.nth(1).fill("县水利局")
    town.locator("[name=what]").fill(WHAT)
    pressed(town, "Call now")
    assert "0 of 2 have come" in told(town)
    call = town.url

    roads.goto("/")
    docket = roads.locator(".docket", has_text=WHAT).first
    assert re.search(r"\d\d:\d\d", docket.locator(".when").inner_text()), "an emergency is told by the minute"
    docket.locator(".acts a").first.click()
    pressed(roads, "We are here")
    town.goto(call)
    assert "1 of 2 have come" in town.locator("main").inner_text()

    roads.goto("/")
    roads.locator(".docket", has_text=WHAT).locator(".acts a").first.click()
    roads.locator("#move-deliver textarea").first.fill("已支护，留两人值守")
    pressed(roads, "It is done")

    town.goto(call)
    town.locator("tr", has_text="县交通局").locator("td a").click()
    town.locator("[name=solved][value=yes]").check()
    town.locator("[name=satisfied]").first.check()
    pressed(town, "Rate and close")
    rows = {row.doer: row for row in MatterRow.objects.filter(kind="whistle-emergency")}
    assert (rows[ROADS].outcome, rows[ROADS].asker) == ("accepted", TOWN)
    assert (rows[WATER].phase, rows[WATER].holder) == ("offered", WATER)
    town.goto(call)
    assert "solved" in town.locator("tr", has_text="县交通局").inner_text()
    assert not county.row(rows[ROADS].stream).is_open
