"""Guards are the only way to an object: a stranger's request meets nothing."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from qiantou.access.guards import readable, standing
from qiantou.core.kernel import Recorded, Rejected, Stream
from tests.access import people
from tests.access.people import (
    CULTURE,
    DEPUTY,
    FIRM,
    HEAD,
    LAB,
    ROADS,
    SINCE,
    WATER,
    WORKS,
    again,
    ask,
    charter,
    settle,
)


def sees(account, stream: Stream) -> bool:
    from qiantou.access.guards import matter_for, visible_matters

    listed = visible_matters(again(account)).filter(stream=stream).exists()
    try:
        found = matter_for(again(account), stream[:12]).stream == stream
    except Http404:
        found = False
    assert listed == found, "the list and the page disagree"
    return found


def who_sees(accounts, stream: Stream) -> set[str]:
    return {name for name, account in accounts.items() if sees(account, stream)}


def test_a_matter_is_seen_by_its_sides_and_those_above_them(site):
    accounts = settle()

    asked = ask(ROADS, WATER)

    assert who_sees(accounts, asked) == {"alice", "rosa", "dora", "eli", "bob", "petra", "hana"}


def test_a_matter_between_sections_is_unseen_outside_their_unit(site):
    accounts = settle()

    inner = ask(WORKS, LAB)

    assert who_sees(accounts, inner) == {"alice", "rosa", "dora", "eli"}


@pytest.mark.parametrize(("asker", "doer"), [(ROADS, WORKS), (WORKS, ROADS)])
def test_a_matter_between_a_unit_and_its_own_section_is_unseen_outside(site, asker, doer):
    accounts = settle()

    joint = charter(ROADS)
    ask(ROADS, WATER, joint=joint)

    assert who_sees(accounts, ask(asker, doer, joint=joint)) == {"alice", "rosa", "dora", "eli"}


def test_inside_a_joint_work_everything_is_open_to_those_who_take_part(site):
    accounts = settle()
    joint = charter(WATER)
    own = ask(ROADS, WATER, joint=joint)
    assert "charlie" not in who_sees(accounts, own)

    ask(WATER, CULTURE, joint=joint)

    assert "charlie" in who_sees(accounts, own)


def test_who_is_asked_of_a_change_of_duty_lists_reads_it_and_who_reviews_it_reads_the_answers(site):
    """Asked and reviewing units meet in the application; one unit's letter stays closed to the others asked."""
    accounts = settle()
    plain = ask(ROADS, FIRM)
    change = ask(ROADS, WATER, kind="duty-change")
    letter = ask(ROADS, CULTURE, kind="consultation", parent=change)
    other = ask(ROADS, FIRM, kind="consultation", parent=change)
    part = ask(CULTURE, FIRM, parent=letter)

    assert "charlie" in who_sees(accounts, change)
    assert "bob" in who_sees(accounts, letter)
    assert "charlie" not in who_sees(accounts, other)
    assert "charlie" not in who_sees(accounts, plain)
    assert "alice" not in who_sees(accounts, part), "a letter opens what it is about, not what stands under it"
    seen = standing(again(accounts["charlie"]))
    with CaptureQueriesContext(connection) as asked:
        assert readable([plain, change, letter, other, part], seen) == {change, letter, part}
    assert len(asked) == 2, "one for the matters, one for what applications lay before who decides them"


def test_a_joint_work_is_seen_by_its_desks_and_no_others(site):
    from qiantou.access.guards import joint_for, visible_joints

    accounts = settle()
    joint = charter(WATER, sponsor=DEPUTY)

    assert joint_for(accounts["bob"], joint[:12]).stream == joint
    assert [row.stream for row in visible_joints(accounts["petra"])] == [joint]
    with pytest.raises(Http404):
        joint_for(accounts["charlie"], joint[:12])
    assert not visible_joints(accounts["charlie"]).exists()


def test_who_decides_sees_the_matter_and_so_does_the_office(site):
    from qiantou.acts.execute import execute
    from qiantou.core.kernel import Actor
    from qiantou.core.moves import Refer

    accounts = settle()
    asked = ask(ROADS, CULTURE)
    assert "olga" not in who_sees(accounts, asked)

    execute(asked, Refer("two readings"), by=Actor(desk=CULTURE), command_id="refer")

    assert {"hana", "olga"} <= who_sees(accounts, asked)


def test_the_contact_unit_sees_what_its_outside_party_holds(site):
    accounts = settle()

    asked = ask(ROADS, FIRM)

    assert "bob" in who_sees(accounts, asked)
    assert "charlie" not in who_sees(accounts, asked)


def test_an_administrator_sees_no_business(site):
    from qiantou.access.guards import standing, visible_joints, visible_matters

    accounts = settle()
    ask(ROADS, WATER, joint=charter(WATER))

    assert standing(accounts["adam"]).sight == frozenset()
    assert not visible_matters(accounts["adam"]).exists()
    assert not visible_joints(accounts["adam"]).exists()


def test_a_person_whose_term_ended_sees_nothing(site):
    from qiantou.acts.execute import execute_all
    from qiantou.core.register import TERMS, Listed

    accounts = settle()
    asked = ask(ROADS, WATER)
    assert sees(accounts["bob"], asked)

    execute_all((), by=people.SITE, command_id="end", listings=[Listed(TERMS, "t:bob", None, SINCE)])

    assert not sees(accounts["bob"], asked)


def test_a_person_moves_for_its_posts_and_units_only(site):
    from qiantou.access.guards import actor, standing

    accounts = settle()

    assert set(standing(accounts["petra"]).desks) == {DEPUTY, people.COUNTY}
    assert set(standing(accounts["alice"]).desks) == {ROADS}
    assert actor(accounts["alice"], ROADS).post == "p:roads-clerk"
    with pytest.raises(Rejected, match="not-your-desk"):
        actor(accounts["alice"], WATER)
    with pytest.raises(Rejected, match="not-your-desk"):
        actor(accounts["alice"], HEAD)


def test_a_recorder_needs_its_own_desk_not_the_one_it_records_for(site):
    from qiantou.access.guards import actor

    accounts = settle()
    said = Recorded(by=WATER, said=SINCE, paper="letter 7")

    by = actor(accounts["bob"], FIRM, recorded=said)

    assert (by.desk, by.post, by.account) == (FIRM, "p:water-head", accounts["bob"].id)
    with pytest.raises(Rejected, match="not-your-desk"):
        actor(accounts["charlie"], FIRM, recorded=said)


@pytest.mark.parametrize("ref", ["", "abc", "ABCDEF012345", "0" * 11, "0" * 33, "../../etc/pa"])
def test_no_other_reference_finds_a_matter(sqlite_site, ref):
    from qiantou.access.guards import matter_for

    with pytest.raises(Http404):
        matter_for(settle()["hana"], ref)


def test_a_guard_asks_little_of_the_database(site):
    from qiantou.access.guards import matter_for, standing, visible_matters

    accounts = settle()
    asked = ask(ROADS, WATER)
    standing(again(accounts["bob"]))  # the register is folded once a process
    account = again(accounts["bob"])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        matter_for(account, asked[:12])
    assert len(queries) == 3
    with CaptureQueriesContext(connection) as queries:
        list(visible_matters(account))
    assert len(queries) == 1


def test_a_desk_is_shown_to_those_who_may_read_its_matters(site):
    from qiantou.access.guards import desk_for, names

    accounts = settle()

    assert desk_for(accounts["petra"], ROADS).name == "u:roads"
    with pytest.raises(Http404):
        desk_for(accounts["charlie"], ROADS)
    assert names([ROADS, "u:nowhere", None]) == {ROADS: "u:roads"}


def test_a_government_office_of_its_own_works_for_the_leaders_whose_rows_name_it(sqlite_site):
    from qiantou.access.models import Account, Person
    from qiantou.acts import shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.register import POSTS, TERMS, UNITS, Listed, Post, Term, Unit
    from tests.access.people import COUNTY, SITE

    accounts = settle()
    office, chief, day = "u:office", "p:office-head", shell.now().date()
    person = Person.objects.create(name="ofra")
    ofra = Account.objects.create_user("ofra", None, person=person)
    listings = [
        Listed(UNITS, office, Unit(parent=COUNTY, head=chief, leader=DEPUTY, sort="bureau"), SINCE, name="办公室"),
        Listed(POSTS, chief, Post(office), SINCE, name="主任"), Listed(TERMS, "t:ofra", Term(person.id, chief), SINCE),
    ]  # fmt: skip
    execute_all((), by=SITE, command_id=shell.fresh(), listings=listings)
    before = ask(ROADS, WATER)

    assert (standing(again(ofra)).offices, sees(ofra, before)) == ((), False)
    execute_all((), by=SITE, command_id=shell.fresh(), listings=[Listed(POSTS, DEPUTY, Post(COUNTY, office), day)])

    seen = standing(again(ofra))
    assert (seen.offices, DEPUTY in seen.sight, HEAD in seen.sight) == ((DEPUTY,), True, False)
    assert DEPUTY not in seen.desks
    assert ROADS not in seen.sight
    assert not sees(ofra, before)  # the leader's desk, and not what is below it
    assert standing(again(accounts["olga"])).offices == (HEAD, DEPUTY)  # the own unit's people as before
