"""The demonstration county before any story, served to browsers; the clock stands where the test puts it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.jobs.county.establish import County, establish
from tests.desk.journeys.serving import Served, arrived, serving
from tests.support.signing import password_given
from tests.support.written import told_what_pages_say

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine o'clock in China


@dataclass
class Demonstration:
    """`client("shangwu")` is the browser of that unit's clerk; a leader's post is its own login."""

    county: County
    now: datetime = MORNING

    def client(self, who: str, *, language: str = "en") -> Client:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(Account.objects.get(login=who), backend="django.contrib.auth.backends.ModelBackend")
        password_given(client)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@contextmanager
def demonstration(chromium: Browser) -> Iterator[Served]:
    found = Demonstration(County())
    with shell.scripted(lambda: found.now, random.Random(7).randbytes), told_what_pages_say():
        found.county = establish(date(2026, 3, 2))
        with serving(found) as base:  # type: ignore[arg-type]
            made = Served(found, base, chromium)  # type: ignore[arg-type]
            try:
                yield made
            finally:
                made.close()
        assert made.faults == []


def fill(form: Locator, fields: dict[str, Any]) -> None:
    """Every field as a person fills it; what is folded away is opened first."""
    for name, value in fields.items():
        entry = form.locator(f"[name='{name}']").first
        if not entry.is_visible() and entry.get_attribute("type") not in ("file", "radio", "checkbox"):
            form.locator(f"details:has([name='{name}']) > summary").first.click()
        match value:
            case bool():
                entry.set_checked(value)
            case date():
                entry.fill(value.isoformat())
            case {"name": _}:
                entry.set_input_files(value)
            case list():
                for choice in value:
                    form.locator(f"[name='{name}'][value='{choice}']").check()
            case str() if entry.evaluate("(node) => node.tagName") == "SELECT":
                entry.select_option(value)
            case str() if entry.get_attribute("type") == "radio":
                form.locator(f"[name='{name}'][value='{value}']").check()
            case _:
                entry.fill(str(value))


def send(page: Page, address: str, button: str = "", **fields: Any) -> None:
    """Fill in the form at an address that has the first of these fields, and send it; it must be taken."""
    if address:
        page.goto(address)
    first = next(iter(fields), "")
    inside = f"main form:has([name='{first}'])" if first else f"main form:has(button:has-text('{button}'))"
    form = page.locator(inside).last
    fill(form, fields)
    (form.get_by_role("button", name=button) if button else form.locator("button.go")).first.click()
    taken(page)


def taken(page: Page) -> None:
    """What was sent is recorded; else the page's own words say why not."""
    arrived(page).locator(".message, .refusal, .errors").first.wait_for()
    assert page.locator(".message.success").count(), page.locator("main").inner_text()[:3000]
