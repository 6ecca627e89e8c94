"""Starting alone: one signed-in person, no order from above, nobody else in the system.

The person imports an issued plan, records what the others said from their papers, and prints one sheet of who
holds what, on which each claim carries its source and whether the unit has confirmed it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from qiantou.readmodel.models import JointRow, MatterRow
from tests.desk.journeys.serving import arrived
from tests.desk.journeys.test_journeys import filled, moved

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser

PAPER = """修复老桥工作分工方案
一、修复老桥。（牵头单位：县交通局；配合单位：县水利局；完成时限：2026年6月30日）
二、疏浚桥下河道。（牵头单位：县水利局；完成时限：2026年5月29日）
三、做好群众出行保障。（牵头单位：桥东镇；完成时限：2026年4月30日）
"""
PAPERS = {"u:roads": "交通局复函〔2026〕3号第1页", "u:water": "3月2日电话记录", "u:town": "桥东镇请示件第2页"}


def imported(page: Page) -> JointRow:
    page.goto("/import/")
    page.locator("[name=text]").fill(PAPER)
    page.get_by_role("button", name="Read the paper").click()
    page.locator("#title").fill("修复老桥")
    page.locator("#paper").fill("县发改〔2026〕9号")
    page.get_by_role("button", name="Confirm and offer to the units").click()
    page.locator(".message.success").first.wait_for()
    return JointRow.objects.get(title="修复老桥")


def recorded(page: Page, matter: str, desk: str, code: str, **fields: object) -> None:
    """Enter what another desk said, with the paper it said it on."""
    page.goto(f"/m/{matter[:12]}/?for={desk}&move={code}")
    form = page.locator(f"#move-{code}")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    filled(page, code, **fields, paper=PAPERS[desk], said=date(2026, 3, 2))
    form.locator("button").click()
    page.locator(".message.success").first.wait_for()


def test_one_person_imports_keeps_everyones_moves_and_prints_who_holds_what(served_lightly: Served):
    page, town = served_lightly.page("lead"), served_lightly.county.town
    joint = imported(page)
    places = dict(MatterRow.objects.filter(joint=joint.stream).values_list("place", "stream"))
    assert len(places) == 4  # three wholes, and the water bureau's part in the first

    town.later(hours=1)
    bridge = next(stream for place, stream in sorted(places.items()) if place.endswith("001"))
    river = next(stream for place, stream in sorted(places.items()) if place.endswith("002"))
    people = next(stream for place, stream in sorted(places.items()) if place.endswith("003"))
    recorded(page, bridge, "u:roads", "accept")
    recorded(page, river, "u:water", "counter", due=date(2026, 6, 12), reason="汛前水位高")
    moved(page, river, "amend", due=date(2026, 6, 12), reason="同意")
    recorded(page, river, "u:water", "accept")
    recorded(page, people, "u:town", "accept")
    recorded(page, people, "u:town", "block", reason="缺临时便桥", to="县交通局")
    town.later(days=1)
    recorded(page, bridge, "u:roads", "deliver", reason="已通车")
    moved(page, bridge, "accept-delivery")
    assert served_lightly.county.row(bridge).outcome == "accepted"
    assert served_lightly.county.row(river).hatched

    page.goto(f"/j/{joint.stream[:12]}/")
    page.get_by_role("link", name="Who holds what, for paper").click()
    rows = arrived(page).locator(".held tbody tr")
    told = {row.inner_text().replace("\n", " ") for row in rows.all()}
    unconfirmed = [line for line in told if "not yet" in line]
    assert any("疏浚桥下河道" in line for line in unconfirmed)
    assert any("3月2日电话记录" in line for line in told), "a claim recorded for a unit carries its paper"
    assert all("县发改〔2026〕9号" in line or "电话记录" in line or "请示件" in line for line in told)
    assert not any("已通车" in line for line in told)

    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, "one sheet of paper"
