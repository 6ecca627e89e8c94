"""One forged entry in an honest record: what no rule makes is told, with its place and the rule, in both languages.

The forger holds the key: hashes, tree and signatures are made anew and hold. What is left to tell it by are the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from qiantou.core import facts
from qiantou.core.calendar import DayRule
from qiantou.core.delegation import Delegation
from qiantou.core.figures import Figure
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Recorded, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase, Rung, Urgency
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Chase, Confirm, Counter, Deliver, Lift, Offer, Refer, Report, Rule, Withdraw
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS, Agency, Cap, Number, key_of, stream_of_unit
from qiantou.core.register import (
    CHARTERS,
    DAYS,
    DELEGATIONS,
    FIGURES,
    MANDATES,
    POLICIES,
    POSTS,
    TERMS,
    UNITS,
    Listed,
    Post,
    Term,
    Unit,
)  # fmt: skip
from qiantou.core.undertaking import Charter
from qiantou.jobs.findings import RULES, rule_of, sentence_of
from tests.core.provoking_meetings import item
from tests.core.steps import (
    OBSTACLE,
    OTHER,
    SIDE,
    WORK,
    Case,
    blocked,
    given,
    recorded,
    staffed,
    task,
    underway,
    variation,
)
from tests.core.test_ladder import CASES, climb, explained
from tests.core.test_supervision import approved
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, Town, county, listed, local
from tests.ledger.judging import judged_after, judged_entries, judged_under

DAY = date(2026, 5, 1)


def varied() -> Case:
    return underway().when(variation(), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)


def excused() -> Case:
    return explained()


def lifted() -> Case:
    return climb(underway(), "2026-03-24 12:00").when(Lift("the bridge is closed"), DEPUTY)


def climbed() -> Case:
    return given().at("2026-04-13 09:00").ticked()


def told_for() -> Case:
    return given().when(Accept(), recorded(ROADS, LEAD)).when(Confirm(2), ROADS)


def two_items() -> Case:
    case = approved().when(task(), LEAD, on=Stream("second")).when(Accept(), ROADS, on=Stream("second"))
    return case.when(item(parent=Stream("second"), number="no. 8"), Desk("u:gov"), on=Stream("second item"))


def last(case: Case, sort: type) -> int:
    return max(number for number, entry in enumerate(case.town.entries) if isinstance(entry.event, sort))


Forge = Callable[[Case], list[Entry[Any]]]


def changed(sort: type, **other: Any) -> Forge:
    """The last entry of this sort says something else, or comes from another."""

    def forge(case: Case) -> list[Entry[Any]]:
        at, entries = last(case, sort), list(case.town.entries)
        event = {name: value for name, value in other.items() if name not in ("by", "later")}
        entry = replace(entries[at], event=replace(entries[at].event, **event))
        entry = replace(entry, by=other.get("by", entry.by), at=entry.at + other.get("later", timedelta()))
        return [*entries[:at], entry, *entries[at + 1 :]]

    return forge


def added(event: Any, by: Actor = RULE, on: Stream = WORK) -> Forge:
    """One entry more at the end."""

    def forge(case: Case) -> list[Entry[Any]]:
        told = case.town.of(on)
        return [*case.town.entries, Entry(on, len(told) + 1, max(told[-1].at, case.town.now), by, event)]

    return forge


def gone(sort: type) -> Forge:
    """The last entry of this sort is missing; what follows on its matter is counted anew."""

    def forge(case: Case) -> list[Entry[Any]]:
        at = last(case, sort)
        stream, rest = case.town.entries[at].stream, case.town.entries[at + 1 :]
        counted = [replace(one, version=one.version - 1) if one.stream == stream else one for one in rest]
        return [*case.town.entries[:at], *counted]

    return forge


MOVED: dict[str, tuple[Callable[[], Case], Forge, str]] = {
    "the doer lifts its ladder": (lifted, changed(facts.Lifted, by=Actor(ROADS)), "not-yours"),
    "excused by a side that is none": (excused, changed(facts.Excused, side=OTHER), "decided-otherwise"),
    "excused by nothing": (underway, added(facts.Excused(SIDE)), "follows-from-nothing"),
    "excused by the asker's own hand": (underway, added(facts.Excused(SIDE), Actor(LEAD)), "follows-from-nothing"),
    "another day than was granted": (varied, changed(facts.Varied, due=DAY), "decided-otherwise"),
    "what was granted is left out": (varied, gone(facts.Varied), "left-out"),
    "granted by the doer itself": (varied, changed(facts.Settled, by=Actor(ROADS)), "not-yours"),
    "another doer by no side": (underway, added(facts.Reassigned(SIDE, WATER)), "follows-from-nothing"),
    "another asker by no side": (underway, added(facts.Inherited(WATER, SIDE)), "follows-from-nothing"),
    "the rule ends it": (underway, added(facts.Mooted()), "follows-from-nothing"),
    "a grant undone by nothing": (varied, added(facts.Undone(SIDE)), "follows-from-nothing"),
    "in doubt by nothing": (varied, added(facts.Doubted(SIDE, True)), "follows-from-nothing"),
    "stopped no more, by nothing": (
        blocked, added(facts.BlockerMoved(OBSTACLE, WATER, "unreal")), "follows-from-nothing",
    ),
    "waited for by nothing": (underway, added(facts.SideNoted(SIDE, "guidance", True)), "follows-from-nothing"),
    "chased by a stranger": (underway, added(facts.Prompted(ROADS, "how far?"), Actor(WATER)), "not-a-party"),
    "chased though blocked": (blocked, added(facts.Prompted(WATER, "how far?"), Actor(LEAD)), "blocked-not-late"),
    "chased twice a day": (
        lambda: underway().when(Chase("how far?"), LEAD), added(facts.Prompted(ROADS, "how far?"), Actor(LEAD)),
        "chased-just-now",
    ),
    "chased past the cap": (
        lambda: CASES["LEAD chases on 4, 9 and 12 March"]().at("2026-03-16 09:00"),
        added(facts.Prompted(ROADS, "how far?"), Actor(LEAD)), "chased-enough",
    ),
    "a rung before its time": (underway, added(facts.Urged(Rung.CHASER, ROADS, Desk("p:roads"))), "not-yet"),
    "a rung to another": (
        lambda: climb(underway(), "2026-03-24 12:00"), changed(facts.Urged, to=WATER), "decided-otherwise",
    ),
    "to another leader": (climbed, changed(facts.Climbed, arbiter=HEAD), "decided-otherwise"),
    "a lapse out of its time": (climbed, changed(facts.Climbed, later=timedelta(hours=1)), "decided-otherwise"),
    "taken after silence was over, as if it were not": (
        lambda: given().at("2026-04-13 09:00"), added(facts.Accepted(date(2026, 3, 20)), Actor(ROADS)),
        "lapse-overlooked",
    ),
    "another day than was asked": (underway, changed(facts.Accepted, due=DAY), "decided-otherwise"),
    "past the cap of rounds": (
        lambda: given().when(Counter(DAY, "later"), ROADS), added(facts.Ruled(Phase.CLOSED, None, None, True),
        Actor(DEPUTY)), "wrong-phase",
    ),
    "ruled by who does not decide": (
        climbed, added(facts.Ruled(Phase.CLOSED, None, None, False), Actor(HEAD)), "not-yours",
    ),
    "passed up past the next": (
        climbed, added(facts.PassedUp(Desk("p:lead"), "not mine"), Actor(DEPUTY)), "decided-otherwise",
    ),
    "confirmed by who recorded it": (told_for, changed(facts.Confirmed, by=Actor(LEAD)), "only-the-named-desk"),
    "a supervision item approved by its issuer": (
        approved, changed(facts.Ruled, by=Actor(Desk("u:gov"))), "not-yours",
    ),
    "referred without a word": (
        lambda: underway().when(Refer("too slow"), LEAD), changed(facts.Referred, reason=""), "reason-missing",
    ),
    "asked without a title": (underway, changed(facts.Offered, title=""), "title-missing"),
    "beside it, ruled without a reason": (
        lambda: underway().when(variation(), ROADS, on=SIDE).when(Refer("too long"), LEAD, on=SIDE)
        .when(Rule(Phase.CLOSED, "no", granted=False), DEPUTY, on=SIDE),
        changed(facts.Ruled, reason=""), "seen-is-no-decision",
    ),
    "reported without a word": (
        lambda: underway().when(Report("half"), ROADS), changed(facts.Reported, text=""), "reason-missing",
    ),
    "delivered nothing": (
        lambda: underway().when(Deliver("done"), ROADS), changed(facts.Delivered, note=""), "nothing-delivered",
    ),
    "recorded for another without its paper": (
        lambda: given().when(Accept(), recorded(ROADS, LEAD)),
        changed(facts.Accepted, by=Actor(ROADS, recorded=Recorded(LEAD, date(2026, 3, 2)))), "paper-missing",
    ),
    "a ruling entered without its photo": (
        lambda: given().when(Refer("who"), LEAD).when(
            Rule(Phase.CLOSED, "no", granted=False), recorded(DEPUTY, Desk("u:gov"), scan="f" * 64)),
        changed(facts.Ruled, by=Actor(DEPUTY, recorded=Recorded(Desk("u:gov"), date(2026, 3, 2), "note"))),
        "decision-needs-its-photo",
    ),
    "two supervision items under one number": (two_items, changed(facts.Offered, number="No.7"), "item-number-taken"),
    "the rule asks": (underway, changed(facts.Offered, by=RULE), "follows-from-nothing"),
    "asked in another's name": (underway, changed(facts.Offered, by=Actor(WATER)), "not-your-demand"),
    "recorded by who may not": (
        lambda: given().when(Accept(), recorded(ROADS, LEAD)),
        changed(facts.Accepted, by=Actor(ROADS, recorded=Recorded(WATER, date(2026, 3, 2)))), "may-not-record",
    ),
    "in a post in which nobody sat": (
        lambda: staffed(Case(), HEAD).when(task(), LEAD).when(Accept(), ROADS),
        changed(facts.Accepted, by=Actor(ROADS, Desk("p:roads"))), "nobody-in-post",
    ),
    "asked in a post in which nobody sat": (
        lambda: staffed(Case(), HEAD).when(task(), LEAD),
        changed(facts.Offered, by=Actor(LEAD, Desk("p:lead"))), "nobody-in-post",
    ),
    "beside another work, in a post in which nobody sat": (
        lambda: staffed(Case(), HEAD).when(task(), LEAD).when(Accept(), ROADS).when(variation(), ROADS, on=SIDE)
        .when(Accept(), LEAD, on=SIDE),
        changed(facts.Settled, by=Actor(LEAD, Desk("p:lead"))), "nobody-in-post",
    ),
    "in a stranger's post": (
        underway, added(facts.Delivered("done"), Actor(ROADS, post=Desk("p:water"))), "not-your-desk",
    ),
    "asked in a leader's post": (underway, changed(facts.Offered, by=Actor(LEAD, post=DEPUTY)), "not-your-desk"),
    "after its end": (
        lambda: underway().when(Withdraw("no money"), LEAD), added(facts.Reported(), Actor(ROADS)), "closed",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "forge", "rule"), MOVED.values(), ids=MOVED.keys())
def test_a_forged_move_is_told_by_its_place_and_its_rule(make: Callable[[], Case], forge: Forge, rule: str) -> None:
    case = make()
    assert judged_under(case.town.listings, case.town.entries) == []
    [found] = judged_under(case.town.listings, forge(case))
    assert (found.facts["rule"], found.code) == (rule, "lapsed-too-early" if rule == "not-yet" else "illegal-move")
    assert found.facts["position"] >= len(case.town.listings)
    for language in ("en", "zh-hans"):
        with override(language):
            assert sentence_of(found.code)
            assert rule_of(found.facts)


NEWS = listed(TERMS, "t9", Term("z", HEAD), at=local("2026-04-01 09:00"))


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.ORDINARY], ids=["among others", "by itself"])
def test_what_is_dated_back_behind_a_change_of_the_register_is_told(urgency: Urgency) -> None:
    """Delivered in time, by an entry that stands after one of April."""
    town = Town()
    made = town.fresh()
    town.do(made, Offer("task", LEAD, ROADS, "the bridge", date(2026, 3, 13), urgency=urgency), by=Actor(LEAD))
    town.later(hours=2)
    town.do(made, Accept(), by=Actor(ROADS))
    for day, wanted in (("2026-03-10", ["other-time"]), ("2026-04-02", [])):
        done = Entry(made, 3, local(f"{day} 10:00"), Actor(ROADS), facts.Delivered("done"))
        found = judged_after(town.listings, [*town.entries, NEWS, done])
        assert [one.facts["rule"] for one in found] == wanted, day


def entered(section: str, key: str, value: Any, by: Desk | None, *, stream: str = "register", version: int = 1) -> Any:
    now = local("2026-03-02 09:00")
    listing = Listed(section, key, value, date(2026, 3, 2))
    return Entry(Stream(stream), version, now, Actor(by, account="a"), listing)


def of_two_days_before(entry: Entry[Listed]) -> Entry[Listed]:
    return replace(entry, event=replace(entry.event, since=date(2026, 2, 28)))


LENT = Mandate(JOINT, LEAD, (Power.CONVENE,), (ROADS,), DEPUTY, until=date(2026, 12, 31))
AWAY = Delegation(DEPUTY, HEAD, date(2026, 3, 20))
CHARTER = Charter(lead=LEAD, issuer=Desk("u:gov"), keeper=LEAD, sponsor=DEPUTY, above=True)
NUMBER = Number(LEAD, "发改", "order", year=2026, n=1)
OWN = stream_of_unit(LEAD)
ROADS_UNIT = Unit(parent=Desk("u:gov"), head=Desk("p:roads"), leader=HEAD)
REST, MARKS = DayRule((), "the office's notice"), Figure(4)

LISTED: dict[str, tuple[Any, Any, str]] = {
    "lent by who is not above": (
        entered(MANDATES, "g:2", LENT, DEPUTY),
        entered(MANDATES, "g:2", replace(LENT, issuer=Desk("p:roads")), Desk("p:roads")), "nobody-lends-itself",
    ),
    "lent from two days before": (
        entered(MANDATES, "g:2", LENT, DEPUTY),
        of_two_days_before(entered(MANDATES, "g:2", LENT, DEPUTY)), "day-has-passed",
    ),
    "delegated by another": (
        entered(DELEGATIONS, "b:1", AWAY, DEPUTY), entered(DELEGATIONS, "b:1", AWAY, ROADS), "delegated-by-its-post",
    ),
    "the lead changes by itself": (
        entered(CHARTERS, JOINT, replace(CHARTER, members=(ROADS,)), LEAD),
        entered(CHARTERS, JOINT, replace(CHARTER, lead=WATER), LEAD), "lead-is-passed",
    ),
    "the lead changes by the rule": (
        entered(CHARTERS, JOINT, replace(CHARTER, members=(ROADS,)), LEAD),
        entered(CHARTERS, JOINT, replace(CHARTER, lead=WATER, passed=SIDE), None), "follows-from-nothing",
    ),
    "a number out of its turn": (
        entered(NUMBERS, key_of(NUMBER), NUMBER, LEAD, stream=OWN),
        entered(NUMBERS, key_of(replace(NUMBER, n=2)), replace(NUMBER, n=2), LEAD, stream=OWN), "decided-otherwise",
    ),
    "where nobody looks for it": (
        entered(DELEGATIONS, "b:1", AWAY, DEPUTY), entered(MANDATES, "g:2", LENT, DEPUTY, stream="hidden"),
        "other-stream",
    ),
    "a post filled by a township": (
        entered(TERMS, "t2", Term("y", HEAD), None), entered(TERMS, "t2", Term("y", HEAD), TOWN), "not-its-own",
    ),
    "a head given by a township": (
        entered(UNITS, ROADS, ROADS_UNIT, None), entered(UNITS, ROADS, ROADS_UNIT, TOWN), "not-its-own",
    ),
    "a day of rest by a township": (
        entered(DAYS, "2026-04-02", REST, None), entered(DAYS, "2026-04-02", REST, TOWN), "not-its-own",
    ),
    "a row of the kinds by a township": (
        entered(POLICIES, "task", KINDS["task"], None), entered(POLICIES, "task", KINDS["task"], TOWN), "not-its-own",
    ),
    "a number of the site by a township": (
        entered(FIGURES, "urgent-marks", MARKS, None), entered(FIGURES, "urgent-marks", MARKS, TOWN), "not-its-own",
    ),
    "another sponsor by nobody": (
        entered(CHARTERS, JOINT, replace(CHARTER, members=(ROADS,)), LEAD),
        entered(CHARTERS, JOINT, replace(CHARTER, sponsor=HEAD), None), "follows-from-nothing",
    ),
    "lent by nobody": (
        entered(MANDATES, "g:2", LENT, DEPUTY), entered(MANDATES, "g:2", LENT, None), "follows-from-nothing",
    ),
    "delegated by nobody": (
        entered(DELEGATIONS, "b:1", AWAY, DEPUTY), entered(DELEGATIONS, "b:1", AWAY, None), "follows-from-nothing",
    ),
    "a cap on papers by nobody": (
        entered(CAPS, f"{LEAD}/order", Cap(LEAD, "order", 1), HEAD),
        entered(CAPS, f"{LEAD}/order", Cap(LEAD, "order", 1), None), "follows-from-nothing",
    ),
    "another's number": (
        entered(NUMBERS, key_of(NUMBER), NUMBER, LEAD, stream=OWN),
        entered(NUMBERS, key_of(NUMBER), NUMBER, TOWN, stream=OWN), "not-your-desk",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("honest", "forged", "rule"), LISTED.values(), ids=LISTED.keys())
def test_a_forged_entry_of_the_register_is_told_by_its_rule(honest: Any, forged: Any, rule: str) -> None:
    given_before = [
        *county(), listed(AGENCIES, "发改", Agency(LEAD)), listed(POSTS, "p:spare", Post(LEAD)),
        listed(TERMS, "t1", Term("x", HEAD)),
    ]  # fmt: skip
    assert judged_entries(given_before, [honest]) == []
    [found] = judged_entries(given_before, [forged])
    assert (found.code, found.facts["rule"]) == ("illegal-entry", rule)


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    for rule in RULES:
        with override("en"):
            told = rule_of({"rule": rule})
        with override("zh-hans"):
            assert rule_of({"rule": rule}) not in ("", told), rule
