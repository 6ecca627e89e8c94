"""What passes inside a unit is unseen outside it, wherever a page of the same work would speak of it."""

from __future__ import annotations

import pytest

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.moves import Accept, Offer
from qiantou.core.register import UNITS, Listed, Unit
from tests.acts.county import CLERK
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.town import LONG_AGO, office

WORKS, LAB = Desk("u:works"), Desk("u:lab")


@pytest.fixture
def county(site):
    with office() as county:
        sections = [Listed(UNITS, desk, Unit(ROADS, inner=True), LONG_AGO, name=desk) for desk in (WORKS, LAB)]
        execute_all((), by=Actor(account=CLERK), command_id="sections", listings=sections)
        yield county


def page(county, who, stream, query=""):
    return county.client(who).get(f"/m/{stream[:12]}/{query}").content.decode()


def test_a_part_between_sections_is_named_to_their_own_unit_alone(county):
    whole = county.town.offered(joint=county.joint())
    county.town.do(whole, Accept(), ROADS)
    inner = Offer("task", WORKS, LAB, "内部试验", joint=county.row(whole).joint, parent=whole)
    county.town.do(shell.fresh(), inner, None)
    assert "内部试验" in page(county, "roads", whole)
    assert "内部试验" not in page(county, "lead", whole)
    assert "内部试验" not in page(county, "deputy", whole)


def test_an_inner_obstacle_of_the_joint_work_is_offered_to_nobody_outside(county):
    joint = county.joint()
    whole = county.town.offered(joint=joint)
    county.town.do(whole, Accept(), ROADS)
    county.town.do(shell.fresh(), Offer("obstacle", WORKS, LAB, "内部障碍", joint=joint), None)
    assert "内部障碍" in page(county, "roads", whole, "?move=block-by")
    assert "内部障碍" not in page(county, "lead", whole, f"?move=block-by&for={ROADS}")


def test_only_a_side_of_the_whole_asks_for_its_parts(county):
    joint = county.joint()
    whole = county.town.offered(joint=joint)
    county.town.do(whole, Accept(), ROADS)
    county.town.do(shell.fresh(), Offer("task", LEAD, WATER, "另一项", joint=joint), LEAD)
    asked = f"/ask/?part={whole[:12]}"
    assert county.client("water").get(f"/m/{whole[:12]}/").status_code == 200
    assert [county.client(who).get(asked).status_code for who in ("lead", "roads", "water")] == [200, 200, 404]
