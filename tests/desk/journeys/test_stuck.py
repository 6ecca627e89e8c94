"""A stuck task: an obstacle, silence, the ladder by the clock, the leader's late note on paper, and its acceptance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from qiantou.acts import shell
from qiantou.acts.execute import tick
from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, Deliver, Offer
from qiantou.readmodel.models import MatterRow
from tests.core.world import DEPUTY, LEAD, ROADS, WATER, local
from tests.desk.before_leaders import INK, staffed
from tests.desk.journeys.serving import told
from tests.desk.journeys.test_journeys import agrees, moved

if TYPE_CHECKING:
    from datetime import datetime

    from playwright.sync_api import Page

    from tests.acts.county import Played
    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}
NOTE, LATER = "请交通局四月二十四日前通车，逾期说明。", date(2026, 4, 24)


def pass_until(town: Played, instant: datetime) -> None:
    """Nobody does anything up to `instant`; the clock records what comes due, as the worker would."""
    while (due := MatterRow.objects.filter(next_at__lt=instant).order_by("next_at", "stream").first()) is not None:
        assert due.next_at is not None
        town.now = max(town.now, due.next_at + timedelta(seconds=1))
        tick(Stream(due.stream))
    town.now = instant


def ladder(page: Page, matter: str) -> str:
    """What the matter's page says of its ladder."""
    page.goto(f"/m/{matter[:12]}/")
    return page.locator("section:has(#ladder-h)").inner_text()


def blocked_and_freed(served: Served, roads: Page, task: Stream) -> None:
    """While another stops the work its light does not turn and nobody is chased."""
    town = served.county.town
    town.do(task, Accept(), ROADS)
    moved(roads, task, "block", reason="缺水下勘察图纸", to="县水利局")
    stone = Stream(MatterRow.objects.get(title="缺水下勘察图纸").stream)
    town.do(stone, Accept(), WATER)
    pass_until(town, local("2026-03-06 10:00"))
    assert "The ladder rests" in ladder(roads, task)
    assert "waits for others" in roads.locator("main").inner_text()
    town.do(stone, Deliver("图纸已交"), WATER)
    moved(roads, stone, "accept-delivery")


def climbed(served: Served, lead: Page, roads: Page, task: Stream) -> Stream:
    """Silence: each rung is told before it comes and stands as sent by rule; the last opens the leader's sheet."""
    town = served.county.town
    assert "reminder before the due day" in ladder(roads, task)
    pass_until(town, local("2026-03-17 10:00"))
    rungs = ladder(lead, task)
    assert "Sent by rule" in rungs
    assert "written chaser, to 县交通局, copied to 县交通局局长" in rungs
    pass_until(town, local("2026-03-26 10:00"))
    rungs = ladder(lead, task)
    assert "item of the next bulletin" in rungs
    assert "nothing yet" in rungs
    assert "decision sheet for the leader, to 分管副县长" in rungs
    assert "late" in lead.locator("main").inner_text()
    assert lead.locator(".talk li", has_text="By rule sent:").count() >= 3
    pass_until(town, local("2026-04-10 10:00"))
    sheet = MatterRow.objects.get(kind="decision", parent=task)
    assert (sheet.holder, sheet.phase) == (DEPUTY, "referred")
    return Stream(sheet.stream)


def note_entered(served: Served, sheet: Stream) -> None:
    """The slip came back with the leader's handwriting: the office enters it with its photo."""
    office = served.page("office")
    office.goto("/decide/")
    office.get_by_label("A slip came back: its code").fill(f"{sheet[:4]}-{sheet[4:8]}-{sheet[8:12]}".upper())
    office.get_by_role("button", name="Open the case").click()
    assert "nothing moved" in told(office)
    with office.expect_download() as slip:
        office.get_by_role("link", name="Approval slip").click()
    assert slip.value.suggested_filename.endswith(".docx")
    office.get_by_role("link", name="Enter the note").click()
    office.get_by_label("Set another day").check()
    office.get_by_label("The note, word by word").fill(NOTE)
    office.get_by_label("Day it names").fill(LATER.isoformat())
    photo = {"name": "批示.png", "mimeType": "image/png", "buffer": INK}
    office.get_by_label("Photo or scan of the slip", exact=False).set_input_files(files=[photo])
    office.get_by_role("button", name="Enter it").click()
    office.locator(".message.success").wait_for()


@pytest.mark.slow
def test_a_stuck_task_climbs_and_ends_after_the_leaders_late_note(served_lightly: Served):
    served = served_lightly
    county, town = served.county, served.county.town
    staffed(county)
    joint, task = county.joint(), shell.fresh()
    town.do(task, Offer("task", LEAD, ROADS, "修复老桥", due=date(2026, 3, 11), joint=joint, place="1"), LEAD)
    lead, roads = served.page("lead"), served.page("roads")
    blocked_and_freed(served, roads, task)
    sheet = climbed(served, lead, roads, task)

    lead.goto(f"/j/{joint[:12]}/")
    waiting = lead.locator(".strip svg .st-bar.hue-above title")
    assert "分管副县长" in waiting.last.text_content()
    assert lead.locator(".strip svg .st-bar.hue-above.over").count()

    note_entered(served, sheet)
    assert county.row(sheet).hatched
    assert county.row(task).due_now == LATER
    deputy = served.page("deputy", **PHONE)
    deputy.goto("/decide/")
    deputy.get_by_role("link", name="Look and confirm", exact=False).click()
    deputy.get_by_text(NOTE).first.wait_for()
    deputy.get_by_role("link", name="The paper as it was scanned", exact=False).wait_for()
    deputy.locator("summary", has_text="Confirm").click()
    deputy.get_by_role("button", name="Confirm", exact=True).click()
    deputy.locator(".message.success").wait_for()
    assert not county.row(sheet).hatched

    moved(roads, task, "deliver", reason="老桥已通车")
    moved(lead, task, "accept-delivery")
    row = county.row(task)
    assert (row.phase, row.outcome) == ("closed", "accepted")
    agrees(served, lead, task)
