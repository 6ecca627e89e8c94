"""A stuck case decided by the leader on a phone. Late and on paper: test_stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.world import ROADS
from tests.desk.before_leaders import LATER, staffed, stuck

if TYPE_CHECKING:
    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}


def test_decided_on_a_phone(served_lightly: Served):
    county = served_lightly.county
    staffed(county)
    first = stuck(county)
    phone = served_lightly.page("deputy", **PHONE)
    phone.goto("/decide/")
    phone.locator(".docket .acts a").first.click()
    phone.get_by_text("桥墩检测须先完成").first.wait_for()
    phone.locator("#answer-proposed > summary").click()
    phone.locator("#answer-proposed").get_by_text("goes to").first.wait_for()
    phone.locator("#answer-proposed textarea").fill("阅")
    phone.locator("#answer-proposed").get_by_role("button", name="Decide so").click()
    phone.locator(".refusal").wait_for()
    phone.locator("#answer-proposed textarea").fill("先检测，四月十日前通车")
    phone.locator("#answer-proposed").get_by_role("button", name="Decide so").click()
    phone.locator(".message.success").wait_for()
    row = county.row(first)
    assert (row.holder, row.phase, row.due_now) == (ROADS, "underway", LATER)
