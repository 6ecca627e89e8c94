"""What passes inside a unit is unseen outside it, wherever a page of the same work would speak of it."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from qiantou.access import guards
from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.moves import Accept, Block, Offer
from qiantou.core.register import POSTS, TERMS, UNITS, Listed, Post, Term, Unit
from qiantou.desk.forms import DeskField
from qiantou.desk.situation import called
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import header
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.naming import CALLED_SQL, desks_called
from tests.acts.county import CLERK
from tests.core.world import GOV, LEAD, ROADS, WATER
from tests.desk.town import LONG_AGO, office, said

WORKS, LAB, OTHERS, TESTER = Desk("u:works"), Desk("u:lab"), Desk("u:others"), Desk("p:tester")


@pytest.fixture
def county(site):
    make_key_and_witness()
    with office() as county:
        homes = {WORKS: (ROADS, "工程股"), LAB: (ROADS, "综合股"), OTHERS: (WATER, "综合股")}
        sections = [
            Listed(UNITS, desk, Unit(home, inner=True), LONG_AGO, name=name) for desk, (home, name) in homes.items()
        ]
        sections += [
            Listed(POSTS, TESTER, Post(LAB), LONG_AGO, name="试验员"),
            Listed(TERMS, "t:tester", Term("nobody", TESTER), LONG_AGO),
        ]
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


def test_side_matters_of_an_inner_affair_are_seen_from_inside_alone(county):
    stream = shell.fresh()
    county.town.do(stream, Offer("task", ROADS, WORKS, "内部整理", joint=county.joint()), ROADS)
    county.town.do(stream, Accept(), WORKS)
    fresh = {kind: shell.fresh() for kind in ("obstacle", "variation", "dispute")}
    county.town.do(stream, Block("内部障碍", to=LAB, fresh=fresh["obstacle"]), WORKS)
    later = Offer("variation", WORKS, ROADS, "内部延期", due=date(2026, 5, 6), parent=stream, beside=True)
    county.town.do(fresh["variation"], later, WORKS)
    county.town.do(fresh["dispute"], Offer("dispute", WORKS, LAB, "内部争议", parent=stream, beside=True), WORKS)
    for side in fresh.values():
        assert county.row(side).inner == ROADS
        assert county.client("roads").get(f"/m/{side[:12]}/").status_code == 200
        assert [county.client(who).get(f"/m/{side[:12]}/").status_code for who in ("lead", "deputy")] == [404, 404]


def test_whoever_a_section_asks_outside_sees_what_is_asked_and_not_the_inner_work_it_stops(county):
    stream, obstacle = shell.fresh(), shell.fresh()
    county.town.do(stream, Offer("task", ROADS, WORKS, "内部整理"), ROADS)
    county.town.do(stream, Accept(), WORKS)
    county.town.do(stream, Block("缺水位资料", to=WATER, fresh=obstacle), WORKS)
    seen = page(county, "water", obstacle)
    assert "缺水位资料" in seen
    assert "内部整理" not in seen
    assert stream[:12] not in seen
    assert county.client("water").get(f"/m/{stream[:12]}/").status_code == 404


def plainly(desks):
    with connection.cursor() as cursor:
        cursor.execute(CALLED_SQL)
        return {desk: name for desk, name in cursor.fetchall() if desk in desks}


def test_a_section_is_called_with_its_unit_before_it_wherever_names_are_read(county):
    names = {LAB: "县交通局/综合股", OTHERS: "县水利局/综合股", ROADS: "县交通局"}
    assert called(names) == guards.names(names) == names
    assert plainly(names) == names
    stream = county.town.offered(joint=county.joint())
    county.town.do(stream, Accept(), ROADS)
    part = shell.fresh()
    county.town.do(part, Offer("task", ROADS, LAB, "内部试验", joint=county.row(stream).joint, parent=stream), ROADS)
    joint = county.row(stream).joint
    for address in (f"/m/{part[:12]}/", f"/j/{joint[:12]}/", f"/j/{joint[:12]}/holdings/", "/units/", "/ask/"):
        assert "县交通局/综合股" in county.client("roads").get(address).content.decode(), address


def test_a_renamed_unit_renames_its_sections(county):
    listing = Listed(UNITS, ROADS, Unit(parent=GOV), LONG_AGO, name="县交通运输局")
    execute_all((), by=Actor(account=CLERK), command_id="renamed", listings=[listing])
    assert called([LAB]) == plainly([LAB]) == {LAB: "县交通运输局/综合股"}


TYPED = [
    ("县交通局/综合股", {ROADS}, [LAB]), ("县交通局／综合股", {ROADS}, [LAB]), ("工程股", {ROADS}, [WORKS]),
    ("综合股", {ROADS, WATER}, [LAB, OTHERS]), ("综合股", {ROADS}, [LAB]), ("综合股", {LEAD}, []),
    ("县交通局/综合股", {WATER}, []), ("县交通局", {LEAD}, [ROADS]), ("县交通局/财务股", {ROADS}, []),
    ("试验员", {ROADS}, [TESTER]), ("试验员", {LEAD}, []), ("县交通局局长", {LEAD}, ["p:roads"]),
]  # fmt: skip
"""What is typed, by somebody of which units, and the desks that are called so."""


def test_a_name_typed_is_found_with_the_unit_before_it_and_alone_where_it_is_the_only_one(county):
    for typed, homes, desks in TYPED:
        assert sorted(desks_called([typed], homes)[typed]) == desks, (typed, homes)
        field = DeskField()
        field.homes = homes
        if len(desks) == 1:
            assert field.clean(typed) == desks[0]
        else:
            with pytest.raises(ValidationError):
                field.clean(typed)


def refusal(page):
    """What a page refuses, whatever was typed."""
    told = re.search(r'<(ul|p)[^>]*class="errors?".*?</\1>', page, re.S).group(0)
    return re.sub(r"县交通局/..股", "", told)


def test_a_section_named_from_outside_is_answered_as_a_name_nobody_has(county):
    form = {"command_id": "a" * 32, "desk": LEAD, "title": "整理台账", "joint": ""}
    asked = [county.client("lead").post("/ask/", {**form, "doers": f"县交通局/{name}股"}) for name in ("综合", "财务")]
    assert [answer.status_code for answer in asked] == [422, 422]
    assert len({refusal(answer.content.decode()) for answer in asked}) == 1
    stream = county.town.offered()
    county.town.do(stream, Accept(), ROADS)
    county.town.do(stream, Block("缺资料", to=WATER, fresh=shell.fresh()), ROADS)
    stone = MatterRow.objects.get(kind="obstacle").stream
    told = [said(county.client("water"), stone, "decline", ground="not-ours", whose=f"县交通局/{name}股", reason="请核")
            for name in ("综合", "财务")]  # fmt: skip
    assert [answer.status_code for answer in told] == [422, 422]
    assert len({refusal(answer.content.decode()) for answer in told}) == 1


def test_the_register_entry_of_a_section_tells_no_name_outside_its_unit(county):
    person = Person.objects.create(name="adam")
    county.people["adam"] = Account.objects.create_user("adam", None, person=person, admin="system")
    found = {json.loads(bytes(row.facts))["data"].get("key"): row.position for row in Entry.objects.all()}
    for key, name in {WORKS: "工程股", LAB: "综合股", TESTER: "试验员", "t:tester": "试验员"}.items():
        address = f"/proof/{found[key]}/"
        assert name in county.client("roads").get(address).content.decode()
        for who in ("lead", "deputy", "adam"):
            answer = county.client(who).get(address)
            assert answer.status_code == 200
            page = answer.content.decode()
            assert not {name, "县交通局"} & set(re.findall(r"[\u4e00-\u9fff]+", page.split("<main")[1]))
            assert hash_of(found[key]) in page


def hash_of(position):
    row = Entry.objects.get(position=position)
    return leaf_hash(leaf_bytes(header(row))).hex()


def test_a_section_is_asked_by_its_full_name_from_inside(county):
    form = {"command_id": "a" * 32, "desk": ROADS, "doers": "县交通局/综合股", "title": "整理台账", "joint": ""}
    assert county.client("roads").post("/ask/", form).status_code == 302
    assert MatterRow.objects.get(title="整理台账").doer == LAB
