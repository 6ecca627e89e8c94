"""What the script adds in a real browser: keys, one press one post, the first error in view."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.pictures.gallery import open_gallery

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with open_gallery() as (address, _pages, _cookies):
        yield address


def posts(page: "Page") -> list[str]:
    """The posts the page sends from now on; each is answered with "nothing to show", so the page stays."""
    sent: list[str] = []

    def answer(route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/*", answer)
    return sent


def test_j_and_k_walk_the_list(page: "Page", base: str):
    page.goto(f"{base}/desk")
    focused = []
    for key in "jjk":
        page.keyboard.press(key)
        focused.append(page.evaluate("document.activeElement.closest('[data-row]').querySelector('.when b').innerText"))
    assert focused == ["今天", "2 个工作日", "今天"]


def test_a_slash_goes_to_the_search_and_is_not_typed_twice(page: "Page", base: str):
    page.goto(f"{base}/list")
    page.keyboard.press("/")
    page.keyboard.type("/j")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") in (
        ["q", "发改/j"],
        ["q", "/j发改"],
    )


def test_keys_are_silent_for_those_who_turned_them_off(page: "Page", base: str):
    page.goto(f"{base}/desk")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_a_button_pressed_twice_posts_once(page: "Page", base: str):
    page.goto(f"{base}/matter")
    sent = posts(page)
    button = page.locator("#move-deliver button")
    page.locator("#deliver_said").fill("已办结")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    button.press("Enter")
    assert len(sent) == 1


def test_a_refused_form_opens_with_the_first_error_in_focus(page: "Page", base: str):
    page.goto(f"{base}/form")
    assert page.evaluate("document.activeElement.id") == "wrong_said"


def test_one_box_chooses_all_rows(page: "Page", base: str):
    page.goto(f"{base}/list")
    page.locator("[data-all]").check()
    assert page.evaluate("[...document.querySelectorAll('input[name=row]')].every((box) => box.checked)")


def test_choosing_all_chooses_its_own_group_alone(page: "Page", base: str):
    page.goto(f"{base}/list")
    page.evaluate(
        """() => {
          const box = (attribute) => `<input type="checkbox" ${attribute}="pick">`;
          const group = (name) => `<form id="${name}">${box("data-all")}${box("name")}</form>`;
          document.querySelector("main").insertAdjacentHTML("beforeend", group("one") + group("other"));
        }"""
    )
    page.locator("#one [data-all]").check()
    boxes = "[...document.querySelectorAll('form [name=pick]')].map((box) => box.checked)"
    assert page.evaluate(boxes) == [True, False]
