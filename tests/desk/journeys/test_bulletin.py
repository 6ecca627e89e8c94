"""A bulletin: drafted by the worker, read and answered a day ahead, signed with the password, issued, corrected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from qiantou.access.confirming import KEY
from qiantou.access.sessions import SessionStore
from qiantou.jobs.drafting import draft
from qiantou.readmodel.models import MatterRow
from tests.core.world import local
from tests.desk.journeys.serving import told
from tests.desk.journeys.test_journeys import opened
from tests.desk.test_bulletins import ordered, worked
from tests.desk.test_bulletins import told as county_told

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}
PASSWORD, SENTENCE, WRONG = "correct horse 9 battery", "桥面封闭，已于周四补报。", "所列等待天数有误，应为 1 个工作日。"


def ahead(roads: Page, url: str) -> None:
    """The unit has its lines without anybody at the office having pressed, and adds its sentence."""
    roads.goto("/bulletins/")
    roads.get_by_text(re.compile("names? you")).first.wait_for()
    roads.goto(url)
    assert "2 working days late" in roads.locator("main").inner_text()
    assert "issued from" in roads.locator("main").inner_text()
    roads.get_by_label("Our sentence").fill(SENTENCE)
    roads.get_by_role("button", name="Add it").click()
    roads.locator(".message.success").wait_for()


def left_open(page: Page) -> None:
    """The person went away from the desk: what is signed now asks for the password."""
    cookie = next(one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    session = SessionStore(cookie["value"])
    session.pop(KEY)
    session.save()


def signed(served: Served) -> None:
    """On a telephone, without JavaScript: from the signature to the bulletin, and back to sign it with the password."""
    leader = served.county.people["deputy"]
    leader.set_password(PASSWORD)
    leader.save()
    phone = served.page("deputy", **PHONE)
    left_open(phone)
    letter = MatterRow.objects.get(kind="signature", is_open=True)
    phone.goto(f"/m/{letter.stream[:12]}/")
    phone.get_by_role("link", name="Read the bulletin").first.click()
    assert "stopped" in told(phone)
    opened(phone, letter.stream, "accept")
    phone.locator("#move-accept button").click()
    phone.locator("input[type=password]").fill(PASSWORD)
    phone.locator("main form button").first.click()
    phone.locator(".message.success").first.wait_for()
    assert served.county.row(letter.stream).outcome == "granted"


def read_in_each_form(reader: Page, url: str) -> None:
    """The same facts on each page, and as a Word document of each."""
    for form, words in (
        ("page", "Stopped, and by whom"),
        ("table", SENTENCE),
        ("own", SENTENCE),
        ("public", "1 thing"),
    ):
        reader.goto(f"{url}?form={form}")
        assert words in reader.locator("main").inner_text(), form
        assert WRONG in reader.locator("main").inner_text(), form
        with reader.expect_download() as paper:
            reader.get_by_role("link", name="Text (Word)").click()
        assert paper.value.suggested_filename.endswith(".docx")


def test_a_bulletin_runs_by_itself_until_it_is_issued(served_lightly: Served) -> None:
    served = served_lightly
    town = county_told(served.county).town
    url = ordered(served.county, worked(served.county), public="on")
    town.now = local("2026-03-09 09:00")
    assert draft() == 1
    roads, office = served.page("roads"), served.page("office")
    ahead(roads, url)
    office.goto(url)
    office.get_by_role("button", name=re.compile("Put it before")).click()
    office.locator(".message.success").wait_for()
    signed(served)
    office.goto(url)
    assert not office.get_by_role("button", name="Issue it").count(), "not a full working day yet"
    town.later(days=1)
    office.goto(url)
    office.get_by_role("button", name="Issue it").click()
    office.locator(".message.success").wait_for()
    office.locator("#correct-h").click()
    office.get_by_label("Correction", exact=True).fill(WRONG)
    office.get_by_role("button", name="Add the correction").click()
    office.locator(".message.success").wait_for()
    read_in_each_form(roads, url)
    stranger = served.chromium.new_context(base_url=served.base)
    served.contexts.append(stranger)
    shared = stranger.new_page()
    shared.goto(url.replace("/bulletins/", "/public/bulletins/"))
    assert "逾期" not in shared.locator("main").inner_text()
