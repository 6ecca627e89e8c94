"""A firm without account: a link in a chat group, a code on its phone, an answer; then a slip on paper, and its yes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from qiantou.acts import shell
from qiantou.core.moves import Offer
from qiantou.ledger.models import Entry
from tests.core.world import FIRM, LEAD
from tests.desk.journeys.serving import arrived, told
from tests.desk.test_outsiders import PNG, gateway

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
NUMBER = "13800001234"


def stranger(served: Served) -> Page:
    """An old phone: small, without script, with no cookie of the site."""
    context = served.chromium.new_context(
        locale="zh-CN", base_url=served.base, java_script_enabled=False, viewport={"width": 360, "height": 640}
    )
    served.contexts.append(context)
    return context.new_page()


def linked(lead: Page, matter: str) -> str:
    """The address that the lead copies into the chat group."""
    lead.goto(f"/m/{matter[:12]}/")
    lead.get_by_role("link", name=FIRM).last.click()
    lead.get_by_role("button", name=re.compile("Make a")).click()
    text = arrived(lead).locator("#group-text").input_value()
    assert "管线图纸" not in text
    return re.search(r"http://\S+/l/[\w-]{32}/", text).group(0)


def confirmed(served: Served, address: str, taken: list[dict[str, str]]) -> Page:
    """The firm's phone, once it has typed the code that came."""
    firm = stranger(served)
    firm.goto(address)
    assert "管线图纸" not in firm.content()
    firm.get_by_role("button", name="发送核验码到登记手机").click()
    arrived(firm).locator("#code").fill(taken[-1]["text"].removeprefix("核验码"))
    firm.get_by_role("button", name="下一步").click()
    expect(firm.locator("h1")).to_have_text("提供管线图纸")
    return firm


@pytest.mark.slow
def test_a_firm_answers_by_link_then_on_a_slip_which_it_confirms(served_lightly: Served):
    served = served_lightly
    town = served.county.town
    matter = shell.fresh()
    town.do(matter, Offer("task", LEAD, FIRM, "提供管线图纸"), LEAD)
    lead, water = served.page("lead"), served.page("water")

    water.goto("/outside/")
    water.locator("summary", has_text=FIRM).click()
    water.locator("[name=number]:visible").fill(NUMBER)
    water.locator("button:visible", has_text="Register this phone").click()
    assert "ending in 1234" in told(water)

    with gateway() as taken:
        address = linked(lead, matter)
        served.chromium.new_context().request.get(address)  # as a chat program does, to show a preview
        entries = Entry.objects.count()
        firm = confirmed(served, address, taken)
        assert Entry.objects.count() == entries
        assert taken[-1]["mobile"] == NUMBER
        firm.get_by_role("button", name="同意承办").click()
        expect(firm.locator("h1")).to_contain_text("您的答复已存证")
        assert served.county.row(matter).phase == "underway"
        assert firm.goto(address).status == 404
        lead.goto(f"/m/{matter[:12]}/")
        assert "the code was sent to the phone that 县水利局 registered for it" in lead.locator(".talk").inner_text()

        town.later(days=1)
        address = linked(lead, matter)
        with lead.expect_download() as download:
            lead.get_by_role("link", name="Reply slip to print").click()
        assert download.value.path().read_bytes()[:2] == b"PK"
        code = lead.locator("dd.mono").first.inner_text()
        lead.goto("/outside/")
        lead.locator("#slip-code").fill(code.replace("-", "").lower())
        lead.get_by_role("button", name="Enter the slip").click()
        arrived(lead).locator("summary", has_text="It is done").click()
        form = lead.locator("#move-deliver")
        form.locator("[name=reason]").fill("竣工图一套")
        form.locator("[name=scan]").set_input_files(
            {"name": "slip.png", "mimeType": "image/png", "buffer": PNG}
        )  # fmt: skip
        form.locator("button").click()
        lead.locator(".message.success").first.wait_for()
        assert served.county.row(matter).hatched
        expect(arrived(lead).locator(".entry.unconfirmed")).to_have_count(1)

        firm = confirmed(served, address, taken)
        firm.get_by_role("button", name="确认，是本单位的意见").click()
        expect(firm.locator("h1")).to_contain_text("您的答复已存证")
    row = served.county.row(matter)
    assert (row.phase, row.hatched) == ("delivered", False)
