"""A proposal of accountability and a look-up as a verifier decides them once more, from what stood in the record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.exemption import CHECKS, Check, Shown, key_of
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.lookup import LOOKED, LOOKUPS, Looked, Lookup, Page, stream_of
from qiantou.core.moves import Accept, Deliver
from qiantou.core.plan import joint_of
from qiantou.core.register import Listed, Value
from tests.core.exempted import check
from tests.core.gating import HEARD, PROPOSED, put, ready
from tests.core.looking import CASE, DIS, KEY, PAGE, TODAY, county
from tests.core.steps import WORK, Case, given, underway
from tests.core.world import DEPUTY, GOV, JOINT, ROADS, WATER, local
from tests.ledger.judging import judged, judged_after, records_of
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


def opened(page: Looked, *, told: Case | None = None, case: Lookup = CASE) -> list[str]:
    """What a verifier finds where the page is noted under the look-up, after these matters."""
    told = told or given()
    late = local("2026-03-02 10:00")
    lookup, looked = entered(LOOKUPS, KEY, case), entered(LOOKED, f"{stream_of(KEY)}/a", page)
    looked = replace(looked, stream=stream_of(KEY), version=1, at=late)
    lookup = replace(lookup, stream=Stream("1" * 32), version=1, at=late)
    return [one.code for one in judged_after(told.town.listings, [*told.town.entries, lookup, looked])]


OWN_DAY = replace(CASE, through=date(2026, 3, 2))


def body(case: Case | None = None) -> Case:
    case = case or given()
    case.town.listings += county().town.listings[-2:]
    return case


def test_a_page_opened_stands_by_its_look_up_alone():
    lookup, page = entered(LOOKUPS, KEY, CASE), entered(LOOKED, f"{stream_of(KEY)}/a", PAGE)
    listed = replace(PAGE, page=Page.LIST, matter=None)
    assert recorded(lookup, entered(LOOKED, f"{stream_of(KEY)}/a", listed)) == []
    assert opened(PAGE, told=body(), case=OWN_DAY) == []
    assert recorded(page) == ["illegal-entry"]
    assert recorded(replace(lookup, by=Actor(WATER, account="a" * 32))) == ["illegal-entry"]
    assert recorded(lookup, entered(LOOKED, f"{stream_of(KEY)}/a", replace(PAGE, units=(WATER,)))) == ["illegal-entry"]


def test_a_page_of_no_matter_or_of_one_outside_the_range_does_not_stand():
    assert opened(replace(PAGE, matter=Stream("f" * 32)), told=body(), case=OWN_DAY) == ["illegal-entry"]
    assert opened(PAGE, told=body()) == ["illegal-entry"], "nothing was recorded of it on those days"
    elsewhere = replace(OWN_DAY, joint=JOINT)
    assert opened(PAGE, told=body(), case=elsewhere) == ["illegal-entry"], "it is not of that joint work"


def test_a_closing_says_no_words_of_its_own():
    lookup, closed = entered(LOOKUPS, KEY, CASE), replace(CASE, closed=TODAY, number="", approval="")
    assert recorded(lookup, entered(LOOKUPS, KEY, closed)) == []
    for other in (replace(closed, number="another case"), replace(closed, approval="nobody"), closed_wider()):
        assert recorded(lookup, entered(LOOKUPS, KEY, other)) == ["illegal-entry"]


def closed_wider() -> Lookup:
    return replace(CASE, closed=TODAY, number="", approval="", units=(ROADS, WATER))


def drawn(found: Check, by: Desk = ROADS) -> list[str]:
    case = underway()
    at = local("2026-03-02 11:00")
    event = Listed(CHECKS, key_of(found.subject, found.unit), replace(found, through=at), TODAY)
    entry = Entry(Stream("2" * 32), 1, at, Actor(by, account="a" * 32), event)
    return [one.code for one in judged_after(case.town.listings, [*case.town.entries, entry])]


def test_a_check_stands_by_whom_it_concerns_and_of_entries_there_are():
    found = check(against="diligence")
    assert drawn(found) == []
    assert drawn(found, WATER) == ["illegal-entry"]
    assert drawn(found, GOV) == [], "the office of a leader above may propose"
    for place in (Shown(Stream("nowhere"), 1, "reported"), Shown(WORK, 3, "reported"), Shown(WORK, 0, "reported")):
        assert drawn(replace(found, dissent=(place,))) == ["illegal-entry"]
    assert drawn(replace(found, application=WORK)) == ["illegal-entry"]
    assert drawn(check(subject=JOINT, against="diligence")) == ["illegal-entry"], "an entry of another work"
