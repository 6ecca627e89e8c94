"""Who reads an application for exemption, at every address, and what it opens to who decides it: what it rests on.

TOWN decides here, as an office of the county would: neither the government, nor a leader above a side, decides."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.acts.registers import current
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.moves import Accept, Refer, Report, Withdraw
from qiantou.core.register import DELEGATIONS, POLICIES, Listed
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK
from tests.api.programs import program
from tests.core.world import DEPUTY, ROADS, TOWN
from tests.desk.test_addresses import routes
from tests.desk.test_exemption import applied, decide, gone_wrong, page, post, seated
from tests.desk.town import LONG_AGO, Office, office

WORDS = "老桥通车晚了八天"
STRANGERS = ("deputy", "head", "gov", "lead", "water")


@pytest.fixture
def quick(sqlite_site):
    make_key_and_witness()
    with office() as made:
        seated(made)
        policy = replace(current().at(shell.now()).policy(EXEMPTION), assigner=TOWN)
        entered(Listed(POLICIES, EXEMPTION, policy, LONG_AGO))
        yield made


def entered(listing: Listed) -> None:
    execute_all((), by=Actor(account=CLERK), command_id=shell.fresh(), listings=[listing])


def own_addresses(stream: Stream) -> list[str]:
    """Every address of the site with one gap, filled with the matter's name."""
    one = (route for route in routes() if route.count("<") == 1 and not route.startswith("static"))
    return ["/" + re.sub(r"<\w+>", stream[:12], route) for route in one]


def places(stream: Stream) -> list[int]:
    return [one.position for one in Entry.objects.filter(stream=stream) if one.position is not None]


def operations(stream: Stream) -> list[str]:
    """Every address to read for programs with one gap, filled with the matter's name or the place of its entry."""
    described = json.loads(program_text())
    one = (path for path, ways in described["paths"].items() if "get" in ways and path.count("{") == 1)
    return [re.sub(r"{\w+}", stream[:12], path) for path in one]


def program_text() -> str:
    return Client(headers={"host": "127.0.0.1"}).get("/api/openapi.json").content.decode()


def test_no_address_and_no_program_shows_an_application_to_who_stands_above_a_side(quick):
    stream = applied(quick, gone_wrong(quick))
    assert page(quick, "roads", stream)
    assert page(quick, "town", stream)
    addresses = [*own_addresses(stream), *(f"/proof/{place}/" for place in places(stream))]
    assert f"/m/{stream[:12]}/" in addresses
    for who in STRANGERS:
        client, reader = quick.client(who), program(quick, who)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code != 200, (who, address)
        asked = [*operations(stream), *(f"/api/record/{place}" for place in places(stream))]
        assert f"/api/matters/{stream[:12]}" in asked
        for address in asked:
            assert reader.get(address).status_code != 200, (who, address)
        for shown in ("/matters/?open=all", "/exemptions/", "/"):
            assert WORDS not in client.get(shown).content.decode(), (who, shown)
        assert stream not in reader.get("/api/matters", open="all").content.decode(), who


def opened(county: Office, who: str, *streams: Stream) -> list[bool]:
    """Whether the page, its proof and its answer to programs open, which is all the same."""
    client, reader = county.client(who), program(county, who)
    found = []
    for stream in streams:
        addresses = [f"/m/{stream[:12]}/", *(f"/proof/{place}/" for place in places(stream))]
        told = {client.get(address).status_code == 200 for address in addresses}
        told.add(reader.get(f"/api/matters/{stream[:12]}").status_code == 200)
        told.add(reader.get(f"/api/record/{places(stream)[0]}").status_code == 200)
        assert len(told) == 1, (who, stream)
        found.append(told.pop())
    return found


def test_who_decides_reads_what_the_application_rests_on_and_nothing_else(quick):
    work = gone_wrong(quick)
    pump = Stream(MatterRow.objects.get(kind="obstacle").stream)
    other = quick.town.offered(due=date(2026, 4, 1))
    quick.town.do(other, Accept(), ROADS)
    assert opened(quick, "town", work, pump, other) == [False, False, False]
    stream = applied(quick, work)
    assert opened(quick, "town", work, pump, other) == [True, True, False]
    shown = page(quick, "town", stream)
    assert "一件您无权查看的事项" not in shown
    assert f'href="/m/{work[:12]}/"' in shown
    assert 'id="move-' not in quick.client("town").get(f"/m/{work[:12]}/").content.decode(), "it moves nothing"
    assert program(quick, "town").get(f"/api/matters/{work[:12]}").json()["moves"] == []
    assert work[:12] not in quick.client("town").get("/matters/?open=all").content.decode(), "no list shows it"
    quick.town.do(stream, Accept(), TOWN)
    assert post(quick, "roads", f"/exemptions/{stream[:12]}/waive/", said="已经写明").status_code == 302
    fails = {"no-gain-finding": "fails", "no-gain-reason": "关联企业承揽"}
    assert decide(quick, stream, "not", who="town", **fails).status_code == 302
    assert opened(quick, "town", work, pump, other) == [True, True, False], "after it decided too"
    assert opened(quick, "deputy", stream, work, pump) == [False, True, True], "above the sides, not yet who reviews"
    quick.town.later(minutes=1)
    quick.town.do(stream, Refer("并无关联"), ROADS)
    assert quick.row(stream).arbiter == DEPUTY
    assert opened(quick, "deputy", stream, work, pump) == [True, True, True]
    assert opened(quick, "water", stream) == [False]
    assert opened(quick, "head", stream, work) == [False, True]
    lent = Delegation(DEPUTY, Desk("p:water-clerk"), date(2026, 3, 31), kinds=(EXEMPTION,))
    entered(Listed(DELEGATIONS, "b:deputy", lent, date(2026, 3, 14)))
    assert opened(quick, "water", stream) == [True], "to whom these matters of the reviewer are delegated"


def test_what_nobody_decided_opens_nothing_any_more(quick):
    work = gone_wrong(quick)
    stream = applied(quick, work)
    assert opened(quick, "town", work) == [True]
    quick.town.later(minutes=1)
    quick.town.do(stream, Withdraw("不再申请"), ROADS)
    assert opened(quick, "town", work) == [False]


def test_of_a_joint_work_it_opens_what_the_check_cites_and_not_the_work(quick):
    joint = quick.joint()
    work, quiet = (quick.town.offered(due=date(2026, 3, 4), joint=joint) for _one in range(2))
    quick.town.do(work, Accept(), ROADS)
    quick.town.later(minutes=1)
    quick.town.do(work, Report("过半"), ROADS)
    quick.town.later(days=10)
    stream = applied(quick, joint)
    assert opened(quick, "town", work, quiet) == [True, False]
    assert quick.client("town").get(f"/j/{joint[:12]}/").status_code == 404
    shown = page(quick, "town", stream)
    assert "修复老桥" in shown, "it reads which work it is of"
    assert f"/j/{joint[:12]}/" not in shown, "a link that opens nothing is none"
    assert f"/j/{joint[:12]}/" in page(quick, "roads", stream)
