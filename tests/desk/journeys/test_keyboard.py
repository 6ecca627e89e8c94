"""The whole way by keyboard alone: tab, enter, j, k, slash and question mark, and the focus is always to be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from qiantou.jobs.site import make_key_and_witness
from tests.desk.journeys.serving import arrived, served_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const box = node.getBoundingClientRect(), style = getComputedStyle(node);
  return {
    text: (node.innerText || node.value || "").trim(), tag: node.tagName, id: node.id,
    href: node.getAttribute("href") || "", name: node.getAttribute("name") || "",
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@pytest.fixture
def kept(sqlite_site: Any, chromium: Browser) -> Iterator[Served]:
    """A county whose record is signed, as its receipts show."""
    make_key_and_witness()
    with served_to(chromium) as made:
        yield made


def tab_to(page: Page, wanted: str, *, key: str = "href", most: int = 120) -> None:
    """Press Tab until what has the focus fits; each stop on the way is to be seen, with a ring around it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            continue
        assert stop["seen"], stop
        assert stop["ringed"], stop
        if re.search(wanted, stop[key]):
            return
    raise AssertionError(f"no stop whose {key} is {wanted} within {most} tabs")


def enter(page: Page, address: str) -> None:
    with page.expect_navigation(url=re.compile(address)):
        page.keyboard.press("Enter")


def test_from_my_desk_to_the_receipt_the_list_and_the_import(kept: Served):
    task = kept.county.town.offered(due=date(2026, 3, 20))
    page = kept.page("roads")
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["href"] == "#main"  # the way past the navigation is the first stop
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")
    enter(page, rf"/m/{task[:12]}/")
    tab_to(page, "Accept", key="text")
    enter(page, rf"/m/{task[:12]}/$")
    assert kept.county.row(task).phase == "underway"
    tab_to(page, r"/proof/\d+/")
    enter(page, r"/proof/\d+/")
    tab_to(page, r"^/matters/$")
    enter(page, "/matters/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED)["name"] == "q"
    page.keyboard.type("修复")
    enter(page, "q=")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED)["href"] == f"/m/{task[:12]}/"
    page.keyboard.press("k")
    tab_to(page, r"^/import/$")
    enter(page, "/import/")
    page.keyboard.press("?")
    page.wait_for_url(re.compile("/help/"))


def test_a_refused_move_puts_the_focus_on_what_is_wrong(kept: Served):
    task = kept.county.town.offered()
    page = kept.page("roads")
    page.goto(f"/m/{task[:12]}/?move=decline#move-decline")
    page.locator("#decline_ground").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(" ")  # a reason of blanks passes the browser and not the rule
    tab_to(page, "Decline with a reason", key="text")
    with page.expect_response(lambda answer: answer.status == 422):
        page.keyboard.press("Enter")
    expect(arrived(page).locator(":focus")).to_have_count(1)
    stop = page.evaluate(FOCUSED)
    assert stop["seen"]
    assert stop["id"] == "decline_reason" or stop["tag"] == "DIV"
    assert page.locator("[aria-invalid=true], .refusal").count() >= 1


def test_a_fold_opens_with_enter_and_its_first_field_is_next(kept: Served):
    task = kept.county.town.offered()
    page = kept.page("roads")
    page.goto(f"/m/{task[:12]}/")
    tab_to(page, "^Propose changes", key="text")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["id"] == "counter_due"
