"""A review: a reading entered, the sheet put out, contested by a unit, ruled by the leader, amended, final."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qiantou.core.contesting import contest_stream
from tests.core.world import TOWN
from tests.desk.journeys.serving import arrived, told
from tests.desk.journeys.test_journeys import moved, opened
from tests.desk.test_review import set_up

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}


def main(page: Page, url: str) -> str:
    page.goto(url)
    return page.locator("main").inner_text()


def unfolded(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).click()


def test_a_review_is_contested_and_amended_by_a_ruling_alone(served_lightly: Served) -> None:
    served = served_lightly
    one = set_up(served.county)
    office, roads, town = served.page("gov"), served.page("roads"), served.page("town", **PHONE)

    assert "not put out" in main(office, one.url)
    unfolded(office, "Enter the reading: 资金执行率")
    form = office.locator("details", has=office.locator("summary", has_text="资金执行率"))
    form.get_by_label("What was measured").fill("76")
    form.get_by_label("What it rests on").fill("决算表第2页")
    form.get_by_role("button", name="Enter it").click()
    office.locator(".message.success").wait_for()
    assert "80.00 %" in told(office)  # 76 of 95
    office.get_by_role("button", name="Put the sheet out").click()
    office.locator(".message.success").wait_for()

    seen = main(roads, one.url)
    assert "Assessment sheet no. 1" in seen
    assert "46.80" in seen
    assert "The record says the same as this sheet." in seen
    unfolded(roads, "县交通局")
    assert "修好三座桥" in roads.locator("details[open]").inner_text()
    assert roads.get_by_role("button", name="Put the sheet out").count() == 0

    main(town, one.url)
    unfolded(town, "Contest an item")
    town.get_by_label("What is contested").select_option(label="“L004 搬迁临时市场”: we delivered it")
    town.get_by_label("Why, and what it rests on").fill("市场三月底已搬完，附照片。")
    town.get_by_role("button", name="Contest it").click()
    arrived(town)
    assert "under contest" in main(town, one.url)

    contest = contest_stream(one.work.joint, TOWN, "line:L004")
    moved(office, contest, "deliver", reason="记录中没有这一项的交付。")
    opened(town, contest, "refer")
    town.locator("#move-refer textarea").first.fill("请领导裁定。")
    town.locator("#move-refer button").click()
    arrived(town)
    deputy = served.page("deputy")
    opened(deputy, contest, "rule")
    ruling = deputy.locator("#move-rule")
    ruling.get_by_text("granted: what was put out is mended as asked").click()
    ruling.locator("textarea").first.fill("照片属实，市场已按期搬迁。")
    ruling.locator("button").click()
    deputy.locator(".message.success").wait_for()

    main(office, one.url)
    office.get_by_label("The ruling in a sentence").fill("市场已按期搬迁，该项份额归桥东镇。")
    office.get_by_role("button", name="Put the amended sheet out").click()
    office.locator(".message.success").wait_for()
    amended = main(town, one.url)
    assert "Assessment sheet no. 2" in amended
    assert "share 0.00 % → 7.80 %" in amended
    assert "Not earned" not in amended
    with roads.expect_download() as paper:
        main(roads, one.url)
        roads.get_by_role("link", name="Sheet as Word").click()
    assert paper.value.suggested_filename.endswith(".docx")

    served.county.town.later(days=40)
    assert "final" in main(roads, one.url)
    assert roads.get_by_text("Contest an item").count() == 0
