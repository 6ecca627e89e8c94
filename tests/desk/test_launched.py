"""A part of an imported division says who asked for it, in whose name, and by which paper."""

from __future__ import annotations

import re

import pytest

from qiantou.acts.launch import Division, Request, launch
from qiantou.core.kernel import Actor
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, WATER
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        (GOV, "县政府 依据县政办发〔2026〕3号，以县交通局的名义提出本件"),
        (LEAD, "由县发改局代录"),
    ],
)  # fmt: skip
def test_the_page_of_a_part_names_who_imported_it(county, issuer, told):
    rows = (Request("产销对接活动", ROADS, (WATER,)),)
    division = Division("农产品促销", "县政办发〔2026〕3号", issuer, rows, sponsor=DEPUTY)
    launch(division, by=Actor(issuer, account=CLERK), command_id="go")
    part = MatterRow.objects.get(place="001-01").stream
    page = county.client("water").get(f"/m/{part[:12]}/").content.decode()
    first = re.sub("<[^>]+>", "", page[page.index('<ol class="talk">') :].split("</li>")[0])
    assert told in first
    assert "按规则" not in first
