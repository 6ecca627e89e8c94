"""The review of a delay: whose days were lost in a concluded work, by another window, put out; nothing for others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qiantou.acts.registers import current
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from tests.desk.journeys.serving import arrived, told
from tests.desk.lettered import Put, plan_lines
from tests.desk.test_delay import conclude

if TYPE_CHECKING:
    from tests.desk.journeys.serving import Served

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}


def test_whose_days_were_lost_is_read_by_every_side_and_put_out_by_the_lead(served_lightly: Served) -> None:
    served = served_lightly
    plan = Put(served.county, served.county.joint())
    plan.change(**plan_lines())
    conclude(plan)
    lead = served.page("lead")
    lead.goto(f"/j/{plan.ref}/")
    lead.get_by_role("link", name="Where the time went").click()
    assert "10.0" in told(lead)
    assert lead.locator(".chart svg .st-bar").count() == 3
    lead.get_by_label("Look through", exact=True).select_option("day")
    lead.get_by_role("button", name="Show").click()
    assert "shared day by day" in told(lead)
    assert lead.url.endswith("window=day&asof=")
    lead.get_by_role("button", name="Put this out").click()
    lead.locator(".message.success").wait_for()
    force = current().at(served.county.town.now)
    made = force.section(ATTRIBUTIONS)[plan.joint]
    assert isinstance(made, Attribution)
    assert (made.window, made.is_final) == ("week", True)
    water = served.page("water", **PHONE)
    water.goto(f"/j/{plan.ref}/delay/")
    said = r"By 县发改局, .* shared week by week, method \d+: 10\.0 working days"
    assert re.search(said, water.locator("main").inner_text())
    assert not water.get_by_role("button", name="Put this out").count()
    water.get_by_role("link", name="the entry").first.click()
    assert "/m/" in arrived(water).url
    town = served.page("town")
    answer = town.goto(f"/j/{plan.ref}/delay/")
    assert answer is not None
    assert answer.status == 404
    assert not served.faults
