"""A proposal of accountability: refused with every missing thing by name, cured, put, heard, and not adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from qiantou.core.kernel import Stream
from qiantou.readmodel.models import MatterRow
from tests.desk.journeys.serving import arrived, told
from tests.desk.journeys.test_journeys import moved
from tests.desk.test_accountability import late

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.journeys.serving import Served
    from tests.desk.test_accountability import Late

pytestmark = pytest.mark.browser


def put(page: Page, *, reason: str = "a third is laid, and nothing since") -> None:
    page.get_by_label("No", exact=True).check()
    page.get_by_label("reported progress").last.check()
    page.get_by_label("Title of the proposal").fill("The bridge is late")
    page.get_by_label("Why, by these entries").fill(reason)
    page.get_by_role("button", name="Put the proposal").click()


def refused_and_cured(lead: Page, case: Late) -> None:
    """The gate names what lacks; a clue is sent its lawful way; the check is drawn on the spot."""
    lead.goto("/accountability/new/")
    lead.get_by_label("Joint work").select_option(case.joint[:12])
    lead.get_by_label("Unit concerned").fill("县交通局")
    lead.get_by_role("button", name="Look at the gate").click()
    expect(lead.locator("tr", has_text="exemption check is drawn").get_by_text("missing")).to_have_count(1)
    put(lead)
    expect(lead.locator("form .refusal")).to_contain_text("Missing: the exemption check of the unit")
    assert not MatterRow.objects.filter(kind="accountability").exists()
    put(lead, reason="they took a bribe")
    expect(lead.locator("main")).to_contain_text("12388")
    lead.go_back()
    lead.get_by_role("button", name="Draw the exemption check").click()
    assert arrived(lead).get_by_text("✗ missing").count() == 0


def test_a_refused_proposal_names_each_missing_thing_and_one_that_passes_is_heard(served_lightly: Served) -> None:
    served = served_lightly
    case = late(served.county)
    lead = served.page("lead")
    refused_and_cured(lead, case)
    put(lead)
    assert "The bridge is late" in told(lead)
    proposed = Stream(MatterRow.objects.get(kind="accountability").stream)

    served.county.town.later(hours=2)
    roads, deputy = served.page("roads"), served.page("deputy")
    deputy.goto(f"/m/{proposed[:12]}/")
    assert deputy.get_by_role("button", name="Adopt", exact=True).count() == 0
    heard = Stream(MatterRow.objects.get(kind="hearing").stream)
    moved(roads, heard, "deliver", reason="the northern bridge was closed by the flood")
    served.county.town.later(hours=2)
    moved(deputy, proposed, "decline", reason="the flood", ground="within-its-days")
    lead.goto("/accountability/")
    assert "not adopted" in lead.locator("main").inner_text()
    assert not served.faults
