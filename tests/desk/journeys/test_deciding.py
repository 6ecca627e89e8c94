"""A stuck case decided by the leader on a phone; another late, on paper, entered by the office with its photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.world import ROADS
from tests.desk.before_leaders import INK, LATER, staffed, stuck

if TYPE_CHECKING:
    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}


def test_decided_on_a_phone_and_late_on_paper(served_lightly: Served):
    county = served_lightly.county
    staffed(county)
    first = stuck(county)
    phone = served_lightly.page("deputy", **PHONE)
    phone.goto("/decide/")
    phone.locator(".docket .acts a").first.click()
    phone.get_by_text("桥墩检测须先完成").first.wait_for()
    phone.locator("#answer-proposed > summary").click()
    assert phone.locator("#answer-proposed").get_by_text("goes to").first.is_visible()
    phone.locator("#answer-proposed textarea").fill("阅")
    phone.locator("#answer-proposed").get_by_role("button", name="Decide so").click()
    phone.locator(".refusal").wait_for()
    phone.locator("#answer-proposed textarea").fill("先检测，四月十日前通车")
    phone.locator("#answer-proposed").get_by_role("button", name="Decide so").click()
    phone.locator(".message.success").wait_for()
    row = county.row(first)
    assert (row.holder, row.phase, row.due_now) == (ROADS, "underway", LATER)

    second = stuck(county)
    county.town.later(days=9)
    office = served_lightly.page("office")
    office.goto("/decide/")
    office.get_by_label("A slip came back: its code").fill(f"{second[:4]}-{second[4:8]}-{second[8:12]}".upper())
    office.get_by_role("button", name="Open the case").click()
    with office.expect_download() as slip:
        office.get_by_role("link", name="Approval slip").click()
    assert slip.value.suggested_filename.endswith(".docx")
    office.get_by_role("link", name="Enter the note").click()
    office.get_by_label("Grant the day the doer proposed", exact=False).check()
    office.get_by_label("The note, word by word").fill("同意交通局。照此办理。")
    photo = {"name": "批示.png", "mimeType": "image/png", "buffer": INK}
    office.get_by_label("Photo or scan of the slip", exact=False).set_input_files(files=[photo])
    office.get_by_role("button", name="Enter it").click()
    office.locator(".message.success").wait_for()
    assert (county.row(second).holder, county.row(second).hatched) == (ROADS, True)

    phone.goto("/decide/")
    phone.get_by_role("link", name="Look and confirm", exact=False).click()
    phone.get_by_text("同意交通局。照此办理。").first.wait_for()
    phone.get_by_role("link", name="The paper as it was scanned", exact=False).wait_for()
    phone.locator("summary", has_text="Confirm").click()
    phone.get_by_role("button", name="Confirm", exact=True).click()
    phone.locator(".message.success").wait_for()
    assert not county.row(second).hatched
    assert not served_lightly.faults
