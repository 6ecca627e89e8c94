"""A division of labour carried by different units in their own browsers, from offer to acceptance."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow, SpanRow
from tests.desk.journeys.serving import arrived
from tests.support.marks import ON_SQLITE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser


def opened(page: Page, matter: str, code: str = "") -> None:
    """Open a matter at one of its moves; a folded move is unfolded by a click, as a person does."""
    page.goto(f"/m/{matter[:12]}/")
    if not code:
        return
    form = page.locator(f"#move-{code}")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()


def moved(page: Page, matter: str, code: str, **fields: object) -> None:
    """Fill in the form of a move and send it; the page that follows must say that it is recorded."""
    opened(page, matter, code)
    filled(page, code, **fields)
    page.locator(f"#move-{code} button").click()
    page.locator(".message.success").first.wait_for()


def filled(page: Page, code: str, **fields: object) -> None:
    form = page.locator(f"#move-{code}")
    for name, value in fields.items():
        entry = form.locator(f"[name={name}]").first
        if not entry.is_visible():  # what is folded away is opened first
            form.locator(f"details:has([name={name}]) > summary").first.click()
        match value:
            case bool():
                entry.set_checked(value)
            case date():
                entry.fill(value.isoformat())
            case str() if entry.evaluate("(node) => node.tagName") == "SELECT":
                entry.select_option(value)
            case str() if entry.get_attribute("type") == "radio":
                form.locator(f"[name={name}][value={value}]").check()
            case _:
                entry.fill(str(value))


def asked(page: Page, title: str, doer: str, due: date) -> str:
    """Ask a unit for something by the page that does it; the matter's name."""
    page.goto("/ask/")
    page.locator("[name=doers]").fill(doer)
    page.locator("[name=title]").fill(title)
    page.locator("[name=due]").fill(due.isoformat())
    page.locator("main form button.go").click()
    page.locator(".message.success").first.wait_for()
    return MatterRow.objects.get(title=title).stream


def agrees(served: Served, page: Page, matter: str) -> None:
    """What the page draws is what the record holds: spans without gap, a bar and a line for each."""
    spans = list(SpanRow.objects.filter(stream=matter).order_by("ordinal"))
    for one, two in itertools.pairwise(spans):
        assert one.end == two.start
    page.goto(f"/m/{matter[:12]}/")
    rows = page.locator(".strip-sheet details table tbody tr")
    assert rows.count() == len(spans)
    entries = Entry.objects.filter(stream=matter).count()
    assert page.locator(".talk > li[id^=entry-]").count() == entries


@ON_SQLITE
@pytest.mark.slow
def test_offer_counter_accept_block_vary_dispute_deliver_return_accept(served: Served):
    lead, roads, water = served.page("lead"), served.page("roads"), served.page("water")
    town = served.county.town
    task = asked(lead, "修复老桥", "县交通局", date(2026, 3, 20))

    roads.goto("/")
    roads.get_by_role("link", name=re.compile("Propose changes")).click()
    filled(arrived(roads), "counter", due=date(2026, 3, 27), reason="雨季，请宽限一周")
    roads.locator("#move-counter button").click()
    roads.locator(".message.success").first.wait_for()
    town.later(hours=1)
    moved(lead, task, "amend", due=date(2026, 3, 27), reason="同意宽限")
    town.later(hours=1)
    moved(roads, task, "accept")

    town.later(days=1)
    moved(roads, task, "block", reason="缺水下勘察图纸", to="县水利局")
    stone = MatterRow.objects.get(title="缺水下勘察图纸").stream
    moved(water, stone, "accept")
    assert served.county.row(task).phase == "blocked"
    town.later(days=2)
    moved(water, stone, "deliver", reason="图纸已交")
    moved(roads, stone, "accept-delivery")
    assert served.county.row(task).phase == "underway"

    moved(roads, task, "variation", due=date(2026, 4, 10), reason="汛期推迟")
    side = MatterRow.objects.get(title="汛期推迟").stream
    moved(lead, side, "accept")
    moved(roads, task, "dispute", whose="县水利局", reason="桥墩基础属水利设施")
    quarrel = MatterRow.objects.get(title="桥墩基础属水利设施").stream
    moved(water, quarrel, "decline", ground="not-ours", whose="县交通局", reason="依三定方案属交通")
    moved(roads, quarrel, "drop", reason="服从")

    town.later(days=3)
    moved(roads, task, "deliver", reason="已修复")
    town.later(hours=3)
    moved(lead, task, "return", reason="缺检测报告")
    town.later(days=1)
    moved(roads, task, "deliver", reason="已补检测报告")
    moved(lead, task, "accept-delivery")
    row = served.county.row(task)
    assert (row.phase, row.outcome) == ("closed", "accepted")
    for matter in (task, stone, side, quarrel):
        agrees(served, roads, matter)


@ON_SQLITE
@pytest.mark.slow
def test_declined_offered_to_another_and_decided_above(served: Served):
    lead, roads, water, deputy = (served.page(who) for who in ("lead", "roads", "water", "deputy"))
    task = asked(lead, "清理河道", "县交通局", date(2026, 3, 20))
    moved(roads, task, "decline", ground="no-power", reason="没有执法权")
    moved(lead, task, "offer-to", doer="县水利局")
    moved(water, task, "refer", reason="请定牵头单位")
    moved(deputy, task, "rule", outcome="underway", reason="由水利局办", due=date(2026, 3, 31))
    moved(water, task, "deliver", reason="已清理")
    moved(lead, task, "accept-delivery")
    assert served.county.row(task).outcome == "accepted"
    agrees(served, lead, task)


@ON_SQLITE
def test_recorded_for_another_and_confirmed_by_it(served: Served):
    lead, roads = served.page("lead"), served.page("roads")
    task = asked(lead, "报送台账", "县交通局", date(2026, 3, 20))
    lead.goto(f"/m/{task[:12]}/?for=u:roads")
    filled(lead, "accept", paper="复函第2页", said=date(2026, 3, 2))
    lead.locator("#move-accept button").click()
    lead.locator(".message.success").first.wait_for()
    roads.goto(f"/m/{task[:12]}/")
    assert roads.locator(".entry.unconfirmed").count() == 1
    roads.locator("summary", has_text="Confirm").click()
    roads.locator("#move-confirm2 button").click()
    roads.locator(".message.success").first.wait_for()
    assert arrived(roads).locator(".entry.unconfirmed").count() == 0


def test_two_people_at_one_matter_the_second_is_told(served: Served):
    lead, roads, head = served.page("lead"), served.page("roads"), served.page("roads-head")
    task = asked(lead, "报送台账", "县交通局", date(2026, 3, 20))
    opened(roads, task, "counter")
    filled(roads, "counter", reason="想晚一些")
    moved(head, task, "accept")
    roads.locator("#move-counter button").click()
    expect(roads.locator(".refusal").first).to_contain_text("县交通局: accepted")
    expect(roads.locator("#move-counter [name=reason]")).to_have_value("想晚一些")
    assert served.county.row(task).phase == "underway"


def test_without_a_script(served_lightly: Served):
    lead = served_lightly.page("lead", java_script_enabled=False)
    roads = served_lightly.page("roads", java_script_enabled=False)
    task = asked(lead, "报送台账", "县交通局", date(2026, 3, 20))
    moved(roads, task, "accept")
    moved(roads, task, "deliver", reason="已报")
    lead.goto("/bulk/")
    lead.locator("[name=pick]").first.check()
    lead.get_by_role("button", name="Preview").click()
    lead.locator("button[name=confirm]").click()
    lead.locator(".message.success").first.wait_for()
    assert served_lightly.county.row(task).outcome == "accepted"


def test_with_the_keyboard_alone(served_lightly: Served):
    """From my desk to an accepted offer: j to the row, Tab to the move, Enter, Enter."""
    asked(served_lightly.page("lead"), "报送台账", "县交通局", date(2026, 3, 20))
    roads = served_lightly.page("roads")
    roads.goto("/")
    roads.keyboard.press("j")
    roads.keyboard.press("Tab")
    assert "Accept" in roads.evaluate("document.activeElement.textContent")
    roads.keyboard.press("Enter")
    roads.wait_for_url(re.compile("move=accept"))  # waits for the whole page, too
    button = roads.locator("#move-accept button")
    for _ in range(80):
        if button.evaluate("(node) => node === document.activeElement"):
            break
        roads.keyboard.press("Tab")
    roads.keyboard.press("Enter")
    roads.locator(".message.success").first.wait_for()
    assert MatterRow.objects.get(title="报送台账").phase == "underway"


def test_a_joint_work_is_drawn_and_printed(served_lightly: Served):
    county = served_lightly.county
    joint = county.joint("小区充电设施建设")
    for number in range(3):
        county.town.offered(joint=joint, place=f"{number + 1:03}", due=date(2026, 3, 10))
    county.town.later(days=2)
    lead = served_lightly.page("lead")
    lead.goto(f"/j/{joint[:12]}/")
    assert lead.locator(".strip svg .st-bar").count() == 3
    lead.get_by_role("link", name="Who holds what, for paper").click()
    lead.wait_for_url(re.compile("holdings"))
    assert lead.locator("tbody tr").count() == 3
    sheets = lead.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheets)) == 1
