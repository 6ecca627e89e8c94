"""A proposal of accountability and a look-up as a verifier decides them once more, from what stood in the record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.exemption import CHECKS
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.lookup import LOOKED, LOOKUPS, stream_of
from qiantou.core.moves import Accept, Deliver
from qiantou.core.plan import joint_of
from qiantou.core.register import Listed, Value
from tests.core.gating import HEARD, PROPOSED, put, ready
from tests.core.looking import CASE, DIS, KEY, PAGE, TODAY, county
from tests.core.steps import WORK
from tests.core.world import DEPUTY, ROADS, WATER, local
from tests.ledger.judging import judged, records_of
from tests.ledger.test_legal import faults


def test_a_proposal_stands_by_what_was_there_and_falls_without_it():
    case = put(ready()).when(Deliver("the flood"), ROADS, on=HEARD).when(Accept(), DEPUTY, on=PROPOSED)
    told, listings = list(case.town.entries), list(case.town.listings)
    assert faults(told, listings) == []
    for section in (ATTRIBUTIONS, CHECKS):
        assert faults(told, [entry for entry in listings if entry.event.section != section]) == ["illegal-move"]
    offered = next(entry for entry in told if entry.stream == PROPOSED)
    bare = replace(offered, event=replace(offered.event, about=(ROADS, f"{WORK}/1")))
    assert faults([bare if entry is offered else entry for entry in told], listings) == ["illegal-move"]


def test_a_decision_before_the_hearing_does_not_stand():
    case = put(ready()).when(Deliver("the flood"), ROADS, on=HEARD).when(Accept(), DEPUTY, on=PROPOSED)
    told = [entry for entry in case.town.entries if not (entry.stream == HEARD and entry.version > 1)]
    assert faults(told, case.town.listings) == ["illegal-move"]


def recorded(*later: Entry[Listed]) -> list[str]:
    """What a verifier finds in a register that began with the county, its discipline body among it, and these."""
    versions: defaultdict[str, int] = defaultdict(int)
    told = []
    for entry in (*county().town.listings, *later):
        section = entry.event.section
        stream = joint_of(entry.event.key) if section == LOOKED else Stream(section.encode().hex().ljust(32, "0"))
        versions[stream] += 1
        told.append(replace(entry, stream=stream, version=versions[stream]))
    return [finding.code for finding in judged(records_of(told))]


def entered(section: str, key: str, value: Value, *, by: Desk = DIS) -> Entry[Listed]:
    event = Listed(section, key, value, TODAY)
    return Entry(Stream("0" * 32), 1, local("2026-03-02 09:00"), Actor(by, account="a" * 32), event)


def test_a_page_opened_stands_by_its_look_up_alone():
    lookup, page = entered(LOOKUPS, KEY, CASE), entered(LOOKED, f"{stream_of(KEY)}/a", PAGE)
    assert recorded(lookup, page) == []
    assert recorded(page) == ["illegal-entry"]
    assert recorded(replace(lookup, by=Actor(WATER, account="a" * 32))) == ["illegal-entry"]
    assert recorded(lookup, entered(LOOKED, f"{stream_of(KEY)}/a", replace(PAGE, units=(WATER,)))) == ["illegal-entry"]
