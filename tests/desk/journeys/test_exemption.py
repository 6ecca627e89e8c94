"""A work went wrong in good faith: applied for, heard, decided, answered on paper, and the name is cleared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from qiantou.acts import shell
from qiantou.core.exemption import CONDITIONS
from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, Block, Chase, Decline, Report
from tests.core.world import ROADS, WATER
from tests.desk.journeys.serving import arrived

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served
    from tests.desk.town import Office

pytestmark = pytest.mark.browser
WORK = "修桥"


def gone_wrong(county: Office) -> Stream:
    """Reported, blocked, chased, and past its day all the same."""
    town = county.town
    work, pump = town.offered(due=date(2026, 3, 4)), shell.fresh()
    for command in (Accept(), Report("河床比图纸低"), Block("缺水泵", to=WATER, fresh=pump)):
        town.do(work, command, ROADS)
    town.do(pump, Chase("请尽快"), ROADS)
    town.do(pump, Decline("no-means", "没有水泵"), WATER)
    town.later(days=12)
    return work


def found(page: Page, condition: str, reason: str = "") -> None:
    page.locator(f"[name='{condition}-finding'][value=holds]").check()
    if reason:
        page.locator(f"[name='{condition}-reason']").fill(reason)


def test_from_the_application_to_the_cleared_name(served_lightly: Served):
    gone_wrong(served_lightly.county)
    roads, deputy, lead = (served_lightly.page(who) for who in ("roads", "deputy", "lead"))

    roads.goto("/")
    roads.get_by_role("link", name="Exemption").first.click()
    roads.get_by_role("link", name="Look at its check").first.click()
    roads.get_by_text("reported what stopped it").first.wait_for()
    roads.locator("[name=what]").fill("老桥通车晚了八天")
    roads.locator("[name=caused]").fill("2026-03-05")
    roads.get_by_role("button", name="Apply for exemption").click()
    roads.get_by_text("Nobody was heard yet").wait_for()
    address = roads.url

    deputy.goto(address)
    deputy.get_by_role("link", name="Answer it").click()
    deputy.get_by_role("button", name="Take it up").click()
    arrived(deputy).goto(address)
    assert deputy.locator("#decide-h").count() == 0, "nothing is decided before the hearing"
    deputy.locator("[name=present]").fill("县交通局局长")
    deputy.locator("[name=said]").fill("水泵三月中旬才到")
    deputy.get_by_role("button", name="Record the hearing").click()
    arrived(deputy)

    for condition in CONDITIONS:
        found(deputy, condition)
    deputy.locator("[name=outcome][value=exempt]").check()
    deputy.locator("[name=answer]").fill("予以免责")
    deputy.get_by_role("button", name="Decide and answer").click()
    refused = arrived(deputy).locator(".refusal")
    if refused.count():  # the record speaks against a condition: it asks for the reason
        for condition in CONDITIONS:
            found(deputy, condition, "属实")
        deputy.get_by_role("button", name="Decide and answer").click()
    deputy.get_by_role("heading", name="Decision: exempt").wait_for()

    roads.goto(address)
    with roads.expect_download() as paper:
        roads.get_by_role("link", name="Written answer (Word)").click()
    assert paper.value.suggested_filename.endswith(".docx")

    deputy.locator("[name=told]").fill("县发改局")
    deputy.locator("#notice_said").fill("县交通局无责")
    deputy.get_by_role("button", name="Tell them").click()
    deputy.get_by_role("link", name="The clearing of the name").wait_for()
    lead.goto("/exemptions/")
    lead.get_by_text("县交通局无责").wait_for()
    lead.goto(address)
    assert lead.get_by_text("老桥通车晚了八天").count() == 0, "the application itself is for its sides"
