"""The light path and the charter in a browser without JavaScript, by one person with no order from above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qiantou.desk.charter_read import stages
from qiantou.readmodel.models import JointRow, MatterRow
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.journeys.serving import arrived

if TYPE_CHECKING:
    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser


def test_what_who_when_then_the_charter_without_javascript(served_lightly: Served):
    page = served_lightly.page("lead", java_script_enabled=False)
    page.goto("/j/")
    page.get_by_role("link", name="New joint work").click()
    page.get_by_label("What is to be done").fill("农民丰收节")
    page.get_by_label("Who does it").fill("县交通局\n没有这个局")
    page.get_by_label("By when").fill("2026-03-20")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("No unit or post is called “没有这个局”").wait_for()
    page.get_by_label("Who does it").fill("县交通局\n县水利局")
    page.get_by_role("button", name="Begin").click()
    page.locator(".message.success").wait_for()
    work = JointRow.objects.get(title="农民丰收节")
    rows = MatterRow.objects.filter(joint=work.stream).values_list("asker", "doer")
    assert sorted(rows) == sorted([(LEAD, ROADS), (LEAD, WATER)])

    page.get_by_role("link", name="Charter", exact=True).click()
    page.get_by_text("adds burden").wait_for()
    assert arrived(page).get_by_text("not agreed").count() > 4
    page.get_by_role("link", name="Change the charter").click()
    page.get_by_label("Form of the work").select_option("working-group")
    page.get_by_role("button", name="Enter the charter").click()
    page.locator(".refusal").first.wait_for()
    page.get_by_label("Last day").fill("2026-12-31")
    page.get_by_label("It ends when").fill("节办完")
    page.get_by_label("Lists, forms and chat groups").fill("报名表")
    page.get_by_label("What is measured").first.fill("游客人次")
    page.get_by_label("Target").first.fill("20000")
    page.get_by_role("button", name="Enter the charter").click()
    page.locator(".message.success").wait_for()
    charter = stages(work.stream)[-1].charter
    assert (charter.tier.value, charter.measures[0].target, charter.replaces) == ("working-group", "20000", ("报名表",))
    assert arrived(page).get_by_text("adds burden").count() == 0
    assert page.get_by_role("heading", name=re.compile("How it came")).is_visible()
    assert not served_lightly.faults
