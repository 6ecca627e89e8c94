"""The tier and the sponsor proposed: the worked examples of docs/rules/lead.md, and what holds of every proposal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.undertaking import BODIES, Tier
from qiantou.insight.tier import Ground, Sides, propose
from tests.insight.tables import rows

EXAMPLES = rows("lead.md", "Which tier, and who decides in it")[1:]
LEAD = "housing"


def chains(cell: str) -> dict[str, tuple[str, ...]]:
    told = (part.split(":") for part in cell.split(";"))
    return {unit.strip(): tuple(post.strip() for post in posts.split(",") if post.strip()) for unit, posts in told}


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_the_worked_example_holds(row: list[str]) -> None:
    _case, lead, above, below, people, lent, *expected = row
    sides = Sides(
        lead, chains(above), frozenset(below.split()), None if people == "–" else float(people), lent == "yes",
        lead_is_township=lead == "town",
    )  # fmt: skip
    told = propose(sides)
    assert [told.tier.value, " ".join(told.grounds), " ".join(told.sponsors), " ".join(told.asked)] == expected


def test_every_ground_and_every_tier_has_an_example() -> None:
    assert {ground for row in EXAMPLES for ground in row[7].split()} == {ground.value for ground in Ground}
    assert {row[6] for row in EXAMPLES} == {tier.value for tier in Tier}


POSTS = st.sampled_from([("a", "head"), ("b", "head"), ("c", "head"), ("a", "exec", "head"), ("city",), ()])
SIDES = st.builds(
    lambda lead, others, below, people, lent, town: Sides(
        LEAD, {LEAD: lead, **others}, frozenset(below & others.keys()), people, lent, town
    ),
    POSTS, st.dictionaries(st.sampled_from("uvwxyz"), POSTS), st.sets(st.sampled_from("uvwxyz")),
    st.none() | st.floats(0, 4), st.booleans(), st.booleans(),
)  # fmt: skip


@given(SIDES)
def test_the_sponsor_stands_above_the_lead_and_whoever_is_bound_and_a_body_has_people(sides: Sides) -> None:
    told = propose(sides)
    bound = [unit for unit in sides.above if unit not in {*sides.below, *told.asked}]
    for post in told.sponsors:
        assert all(post in sides.above[unit] for unit in (LEAD, *bound))
    if told.tier in BODIES:
        assert sides.lent or (sides.people or 0) >= 2
        assert not sides.lead_is_township
    if told.asked and told.tier is not Tier.PLAIN:
        assert set(told.grounds) & {Ground.ASKED_ONLY}
    assert not (told.asked and told.tier is Tier.PLAIN)
