"""The form a work needs and who should decide, on the page of advice; and the tasks behind a past record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Deliver, Offer
from qiantou.core.register import CHARTERS, PAPERS, POSTS, UNITS, Listed, Post, Unit
from qiantou.core.undertaking import Charter, Paper, Tier
from qiantou.desk.incoming import paper_url
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER
from tests.desk.lettered import TODAY, Put, put

SECOND = Desk("p:second")


@pytest.fixture
def plan(sqlite_site) -> Iterator[Put]:
    with put() as found:
        yield found


def advice(plan: Put, who: str = "lead") -> str:
    told = plan.county.client(who, language="en").get(f"/j/{plan.ref}/advice/").content.decode()
    return told[told.index('id="lead-h"') : told.index('id="parity-h"')]


def enter(*listings: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=listings)


def test_the_form_and_the_leader_are_proposed_with_their_reasons(plan):
    told = advice(plan)
    assert "plain: one unit leads" in told
    assert "分管副县长 looks after all of them" in told
    assert "the charter says" not in told
    water = Unit(parent=GOV, head=Desk("p:water"), leader=SECOND)
    enter(Listed(POSTS, SECOND, Post(GOV), TODAY, name="副县长二"), Listed(UNITS, WATER, water, TODAY, name="县水利局"))
    told = advice(plan)
    assert "joint meeting" in told
    assert "2 leaders look after them" in told
    assert "副县长二" in told
    assert "the charter says: plain" in told
    assert "the charter says: 分管副县长" in told[told.index("Who should decide") :], "县长 stands above both"


def test_a_standing_body_of_the_same_units_comes_before_a_new_one(plan):
    assert "comes before any new one" not in advice(plan)
    body = Charter(
        TOWN, GOV, TOWN, DEPUTY, tier=Tier.WORKING_GROUP, until=date(2027, 1, 1), members=(LEAD, ROADS, WATER),
        end_condition="河道通航",
    )  # fmt: skip
    enter(Listed(CHARTERS, Stream("b" * 32), body, TODAY, name="河道专班"))
    assert "河道专班" in advice(plan)


def test_a_paper_has_the_form_and_the_leader_too(plan):
    paper = Listed(PAPERS, f"r:{'0' * 12}", Paper(LEAD, TODAY, ROADS, DEPUTY, (ROADS, WATER)), TODAY, name="来文")
    enter(paper)
    told = plan.county.client("lead", language="en").get(paper_url(paper.key)).content.decode()
    assert "plain: one unit leads" in told[told.index("Form it needs") :]
    assert plan.county.client("lead").get(f"{paper_url(paper.key)}past/{WATER}/").status_code == 200
    for stranger, unit in (("town", WATER), ("lead", TOWN)):
        assert plan.county.client(stranger).get(f"{paper_url(paper.key)}past/{unit}/").status_code == 404


def done(plan: Put, *, late: int) -> Stream:
    """A task that ROADS asks of WATER outside the joint work, handed in so many days after its day."""
    stream, town = shell.fresh(), plan.county.town
    due = town.now.date() + timedelta(days=7)
    town.do(stream, Offer("task", ROADS, WATER, f"清淤{late}", due=due), ROADS)
    town.do(stream, Accept(), WATER)
    town.later(days=7 + late)
    town.do(stream, Deliver("已清"), WATER)
    town.do(stream, AcceptDelivery(), ROADS)
    return stream


def test_the_past_record_opens_the_tasks_it_counts_and_says_how_many_others_see(plan):
    plan.consult()
    streams = [done(plan, late=late) for late in (0, 3)]
    told = advice(plan, "water")
    url = f"/j/{plan.ref}/advice/past/{WATER}/"
    assert f'href="{url}"' in told
    mine = plan.county.client("water").get(url).content.decode()
    for stream in streams:
        assert f"/m/{stream[:12]}/" in mine
    assert [mine.count(word) for word in (">是<", ">否<")] == [1, 1]
    others = plan.county.client("lead").get(url).content.decode()
    assert "/m/" not in others[others.index('class="facts"') :], "they are between two other units"
    assert "未在此列出" in others
    assert plan.county.client("town").get(url).status_code == 404
    assert plan.county.client("lead").get(f"/j/{plan.ref}/advice/past/{TOWN}/").status_code == 404
