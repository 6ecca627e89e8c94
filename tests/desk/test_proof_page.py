"""The proof computed in a real browser: it agrees with the server, sees a changed receipt, says what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import expect

from qiantou.acts import shell
from qiantou.core.moves import Accept
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.models import Entry
from qiantou.ledger.seal import seal
from tests.core.world import ROADS
from tests.desk.town import office
from tests.support.server import served

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def proven(templates, tmp_path_factory) -> Iterator[tuple[str, str, dict[str, str]]]:
    """A served site with an entry under a tree of some size: its address, the page's, and LEAD's clerk's cookies."""
    with templates.site("sqlite", tmp_path_factory.mktemp("proven")) as site:
        make_key_and_witness()
        with office() as county:
            stream = county.town.offered()
            for _ in range(5):
                county.town.offered()
            county.town.do(stream, Accept(), ROADS)
            seal(shell.now())
            cookies = county.client("lead", language="en").cookies
        position = Entry.objects.get(stream=stream, version=1).position
        (site.data / "secret-key").write_text(settings.SECRET_KEY)  # the server knows the session made here
        with served(site) as running:
            wanted = ("qiantou_session", "qiantou_language")
            yield running.base, f"{running.base}/proof/{position}/", {name: cookies[name].value for name in wanted}


@pytest.fixture
def opened(proven, page: Page) -> tuple[Page, str]:
    """A browser signed in as LEAD's clerk, and the address of the entry's page, from which nothing is written."""
    base, address, cookies = proven
    page.set_default_timeout(8000)
    page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    return page, address


def verdict(page: Page, address: str) -> str:
    page.goto(address)
    expect(page.locator("[data-says=waiting]")).to_be_hidden()
    return page.locator("[data-says]:visible").get_attribute("data-says") or ""


def states(page: Page) -> dict[str, str]:
    shown = "(step) => step.querySelector('[data-state]:not([hidden])').dataset.state"
    steps = page.locator("[data-step]").all()
    return {step.get_attribute("data-step") or "": step.evaluate(shown) for step in steps}


def tampered(page: Page, old: str, new: str) -> None:
    """Between server and browser somebody changes the receipt."""

    def change(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        assert old in text
        route.fulfill(response=answer, body=text.replace(old, new, 1))

    page.route("**/receipt/", change)


def test_the_page_comes_to_the_same_result_by_itself(opened):
    page, address = opened
    assert verdict(page, address) == "holds"
    assert set(states(page).values()) == {"done"}
    leaf, root = (page.locator(f"[data-step={name}] [data-numbers]").inner_text() for name in ("leaf", "root"))
    shown = page.locator("section[aria-labelledby=receipt-h]").inner_text()
    assert leaf in shown
    assert root.split(" ")[2] in shown


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("修复老桥", "拆除老桥", "words"),
        ('\\"type\\":\\"matter.offered\\"', '\\"type\\":\\"matter.accepted\\"', "facts"),
        ('\\"version\\":1', '\\"version\\":2', "root"),
        ('\\"recorded_at\\":\\"2026', '\\"recorded_at\\":\\"2025', "root"),
        ("qiantou.site/", "qiantou.size/", "signature"),
        ('"format":"qiantou-receipt/1"', '"format":"qiantou-receipt/2"', "form"),
    ],
)
def test_a_changed_receipt_is_shown_as_failed(opened, old: str, new: str, step: str):
    page, address = opened
    tampered(page, old, new)
    assert verdict(page, address) == "failed"
    assert [name for name, state in states(page).items() if state == "failed"] == [step]


def test_a_changed_signature_is_shown_as_failed(opened):
    page, address = opened

    def change(route: Route) -> None:
        answer = route.fetch()
        head, tail = answer.text().split("— ", 1)
        at = tail.index(" ") + 20
        route.fulfill(response=answer, body=f"{head}— {tail[:at]}{'A' if tail[at] != 'A' else 'B'}{tail[at + 1 :]}")

    page.route("**/receipt/", change)
    assert verdict(page, address) == "failed"
    assert states(page)["signature"] == "failed"


def test_plain_http_is_said_in_a_sentence(opened):
    page, address = opened
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    assert verdict(page, address) == "cannot"
    assert set(states(page).values()) == {"cannot"}
    expect(page.get_by_text("this page came over plain http")).to_be_visible()
    expect(page.get_by_text("qiantou verify --receipt FILE --key FILE")).to_be_visible()


def test_a_browser_without_ed25519_says_so_and_does_the_rest(opened):
    page, address = opened
    page.add_init_script("""
        const real = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (form, data, kind, ...rest) {
            if (kind === "Ed25519") return Promise.reject(new DOMException("unknown", "NotSupportedError"));
            return real.call(this, form, data, kind, ...rest);
        };
    """)
    assert verdict(page, address) == "partly"
    assert states(page) == dict.fromkeys(("form", "facts", "words", "leaf", "root"), "done") | {"signature": "cannot"}
    expect(page.get_by_text("does not know Ed25519")).to_be_visible()


def test_without_a_script_the_server_says_what_it_checked(opened, chromium):
    page, address = opened
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(address)
    expect(plain.get_by_text("Checked by this server")).to_be_visible()
    expect(plain.locator("[data-proof]")).to_be_hidden()
    context.close()
