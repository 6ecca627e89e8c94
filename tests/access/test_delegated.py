"""A delegated desk: the deputy reads and moves for it while the delegation lasts, within its scope, and not after."""

from datetime import timedelta

import pytest
from django.http import Http404

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.register import DELEGATIONS, Listed
from tests.access.people import CULTURE, DEPUTY, HEAD, ROADS, WATER, again, ask, charter, settle

CULTURE_HEAD = Desk("p:culture-clerk")


def lent(begins: int = 0, **scope: object) -> None:
    """The deputy head's desk, lent for five days to a post with no part in anything, from `begins` days ago."""
    today = shell.now().date()
    one = Delegation(DEPUTY, CULTURE_HEAD, today - timedelta(begins - 5), **scope)  # type: ignore[arg-type]
    listed = Listed(DELEGATIONS, f"b:{shell.fresh()}", one, today - timedelta(begins))
    execute_all((), by=Actor(DEPUTY), command_id=shell.fresh(), listings=[listed])


def opens(account, stream) -> bool:
    from qiantou.access.guards import matter_for, visible_matters

    try:
        found = matter_for(again(account), stream[:12]).stream == stream
    except Http404:
        found = False
    assert visible_matters(again(account)).filter(stream=stream).exists() == found
    return found


def test_a_whole_desk_is_read_and_moved_for_by_the_deputy_alone(sqlite_site):
    from qiantou.access.guards import actor, standing

    people = settle()
    asked = ask(ROADS, WATER)
    assert not opens(people["charlie"], asked)

    lent()

    assert opens(people["charlie"], asked)
    assert standing(again(people["charlie"])).desks == (CULTURE, DEPUTY)
    assert actor(again(people["charlie"]), DEPUTY).post == CULTURE_HEAD
    assert standing(again(people["petra"])).desks[0] == DEPUTY, "the leader keeps its own desk"
    with pytest.raises(Rejected, match="not-your-desk"):
        actor(again(people["charlie"]), HEAD)


def test_a_part_of_a_desk_opens_that_part(site):
    from qiantou.access.guards import joint_for, standing

    people = settle()
    joint = charter(ROADS, sponsor=DEPUTY)
    inside, outside = ask(ROADS, DEPUTY, joint=joint), ask(ROADS, DEPUTY)
    lent(joints=(joint,), kinds=("task",))

    assert (opens(people["charlie"], inside), opens(people["charlie"], outside)) == (True, False)
    assert joint_for(again(people["charlie"]), joint[:12]).stream == joint
    seen = standing(again(people["charlie"]))
    assert seen.desks == (CULTURE,), "no list shows the rest of the desk"
    assert (seen.desks_on("task", joint), seen.desks_on("task", None)) == ((CULTURE, DEPUTY), (CULTURE,))


def test_the_office_of_a_leader_is_named(sqlite_site):
    from qiantou.access.guards import standing

    people = settle()

    assert standing(people["olga"]).offices == (HEAD, DEPUTY)
    assert standing(people["petra"]).offices == ()
