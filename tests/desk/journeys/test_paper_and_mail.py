"""A letter to a peer with its number, and the news of a morning: what leaves the site, as a clerk sees it happen."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings
from docx import Document

from qiantou.acts import shell
from qiantou.core.moves import Offer
from tests.core.world import ROADS, WATER
from tests.desk.journeys.serving import arrived
from tests.outbox.reached import reached

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
WORD = "丰交函"


def asked(served: Served, title: str) -> str:
    stream = shell.fresh()
    served.county.town.do(stream, Offer("task", ROADS, WATER, title), ROADS)
    return f"/m/{stream[:12]}/papers/?form=request"


def numbered(clerk: Page, letter: str) -> str:
    """The letter on the screen once the next number was taken for it."""
    clerk.goto(letter)
    clerk.get_by_role("button", name=WORD).click()
    clerk.locator(".message.success").wait_for()
    return arrived(clerk).locator("section.paper").inner_text()


def test_letters_of_a_unit_are_numbered_without_a_gap_up_to_the_cap_its_head_set(served_lightly: Served):
    served = served_lightly
    first, second, third = (asked(served, title) for title in ("改移水管", "提供图纸", "派人到场"))
    head, clerk = served.page("roads-head"), served.page("roads")
    head.goto(f"/numbers/?unit={ROADS}")
    head.locator("summary", has_text="Set words and caps").click()
    head.locator("#word_agency").fill(WORD)
    head.get_by_role("button", name="Add the word").click()
    arrived(head).locator("summary", has_text="Set words and caps").click()
    head.locator("#cap_form").select_option("request")
    head.locator("#cap_most").fill("2")
    head.get_by_role("button", name="Set the cap").click()
    head.get_by_text("of at most 2").first.wait_for()

    assert f"{WORD}〔2026〕1号" in numbered(clerk, first)
    assert f"{WORD}〔2026〕2号" in numbered(clerk, second)
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="Save as Word").click()
    letter = Document(io.BytesIO(download.value.path().read_bytes()))
    assert f"{WORD}〔2026〕2号" in [paragraph.text for paragraph in letter.paragraphs]

    clerk.goto(third)
    clerk.get_by_text("The cap is reached").wait_for()
    assert clerk.get_by_role("button", name=WORD).count() == 0
    assert WORD not in clerk.locator("section.paper").inner_text()
    clerk.goto("/numbers/")
    rows = clerk.locator("tbody tr").all_inner_texts()
    assert [re.search(r"〔2026〕\d+号", row)[0] for row in sorted(rows)] == ["〔2026〕1号", "〔2026〕2号"]


@pytest.fixture
def served_with_mail(sqlite_site: Any, chromium: Browser):
    from tests.desk.journeys.serving import Served, serving

    with reached() as town, serving(town.county) as base, override_settings(SITE_URL=base):
        served = Served(town.county, base, chromium)
        yield town, served
        served.close()
        assert served.faults == []


def test_an_address_is_confirmed_and_the_morning_s_one_letter_leads_to_the_matter(served_with_mail):
    town, served = served_with_mail
    roads = served.page("roads")
    roads.goto("/messages/")
    roads.locator("[name=mail]").fill("roads@example.gov.cn")
    roads.get_by_role("button", name="Send me a code").click()
    arrived(roads)
    town.go_round()
    roads.locator("[name=code]").fill(re.search(r"\b\d{8}\b", town.text())[0])
    roads.get_by_role("button", name="Confirm the address").click()
    roads.locator(".message.success").wait_for()

    tasks = [served.county.town.offered() for _task in range(2)]
    assert town.at("2026-03-02 22:00") == []
    assert town.at("2026-03-03 08:30") == ["roads"]
    text = town.text()
    assert "修复老桥" not in text
    links = re.findall(r"http://\S+", text)
    assert {link.rstrip("/").rsplit("/", 1)[1] for link in links} >= {task[:12] for task in tasks}
    roads.goto(next(link for link in links if tasks[0][:12] in link))
    roads.get_by_role("button", name="Accept").first.wait_for()
    roads.goto("/messages/")
    assert "told in the message × 2" in roads.locator("section[aria-labelledby=sent-h]").inner_text()
