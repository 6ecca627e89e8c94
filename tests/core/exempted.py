"""An application for exemption, led to where a test wants it: ROADS applies for its part in WORK, GOV decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from qiantou.core.bulletin import ADDITIONS, BULLETINS, Addition, Bulletin, Code, Item
from qiantou.core.clearing import check_corrections
from qiantou.core.exemption import (
    CHECKS,
    CONDITIONS,
    SITE,
    TABLES,
    USUAL_TABLE,
    Check,
    Finding,
    Found,
    Hearing,
    Outcome,
    Shown,
    Stand,
    Table,
    Verdict,
    key_of,
)
from qiantou.core.exemption_drawn import check_places
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.kinds import EXEMPTION, Phase
from qiantou.core.listing import check as enters
from qiantou.core.moves import Accept, Confirm, Counter, Deliver, Offer, Refer, Remark, Report, Rule
from qiantou.core.register import Listed
from tests.core.steps import WORK, Case, task, underway
from tests.core.world import GOV, HEAD, LEAD, ROADS, WATER, listed, local

ASKED = Stream("asked")
ROADS_POST = Desk("p:roads")
THROUGH = local("2026-03-02 08:00")


def check(
    unit: Desk = ROADS, subject: Stream = WORK, *, against: str = "", through: datetime = THROUGH, **more: Any
) -> Check:
    """With one entry against `against`, where one is named."""
    shown = (Shown(subject, 2, "own-silence"),)
    told = {against: shown}
    stands = tuple(Stand(row.name, (), told.get(row.name, ()), row.speaks_for) for row in USUAL_TABLE.conditions)
    return Check(subject, unit, through, stands, **more)


def checked(case: Case | None = None, *, against: str = "") -> Case:
    case = case or underway()
    case.town.listings.append(listed(CHECKS, key_of(WORK, ROADS), check(against=against)))
    return case


def application(**terms: Any) -> Offer:
    told = {"kind": EXEMPTION, "asker": ROADS, "doer": GOV, "title": "the bridge came late", "about": (WORK,)}
    return Offer(**{**told, "caused": date(2026, 3, 2), **terms})


def applied(*, against: str = "") -> Case:
    return checked(against=against).when(application(), ROADS, on=ASKED)


def taken_up(*, against: str = "") -> Case:
    return applied(against=against).when(Accept(), GOV, on=ASKED)


def hearing(**terms: Any) -> Report:
    told: dict[str, Any] = {"day": date(2026, 3, 2), "present": (ROADS_POST,)}
    return Report("they were heard", hearing=Hearing(**{**told, **terms}))


def held(*, against: str = "") -> Case:
    """Who decides says that it heard ROADS."""
    return taken_up(against=against).when(hearing(), GOV, on=ASKED)


def heard(*, against: str = "") -> Case:
    """And ROADS says so too."""
    case = held(against=against)
    return case.when(Confirm(case.matter(ASKED).version), ROADS, on=ASKED)


def verdict(
    outcome: Outcome = Outcome.EXEMPT,
    *fails: str,
    excluded: tuple[str, ...] = (),
    departs: str = "",
    reason: str = "so",
    beyond: str = "",
) -> Verdict:
    """Every condition holds but those that fail, which carry the reason. `beyond`: one more than the table has."""
    found = tuple(
        Found(name, Finding.FAILS if name in fails else Finding.HOLDS, reason if name in fails else "")
        for name in (*CONDITIONS, *filter(None, (beyond,)))
    )
    return Verdict(outcome, found, excluded, departs)


def decided(told: Verdict | None = None) -> Deliver:
    return Deliver("our answer", verdict=told or verdict())


def shape(table: Table) -> None:
    enters(Listed(TABLES, SITE, table, date(2026, 1, 1)), Case().town.register.at(THROUGH))


def gone() -> None:
    force = checked().town.register.at(THROUGH)
    enters(Listed(CHECKS, key_of(WORK, ROADS), None, date(2026, 1, 1)), force)


def drawn_of_work(found: Check | None = None) -> Listed:
    return Listed(CHECKS, key_of(WORK, ROADS), found or check(), date(2026, 3, 2))


def named_by(found: Check) -> None:
    """Nothing of the matter is recorded."""
    case = Case()
    entry = Entry(Stream("register"), 1, THROUGH, Actor(ROADS), drawn_of_work(found))
    check_places([entry], case.town.matter, case.town.register.at(THROUGH))


def corrected(unit: Desk, *, hours: int = 0, again: bool = False) -> None:
    """GOV has cleared the name of ROADS, and corrects a line about that unit: with the notice or hours later, once more
    or for the first time."""
    case = heard().when(decided(), GOV, on=ASKED)
    clearing = cleared_by(case.matter(ASKED))
    case.when(Deliver("cleared", told=(LEAD,)), GOV, on=clearing)
    content = Bulletin(WATER, date(2026, 2, 1), date(2026, 2, 28), (Item(Code.LATE, unit, WORK),))
    key = "orders/2026-02-28"
    plan = [replace(listed(BULLETINS, key, content), by=Actor(WATER))]
    event = Listed(ADDITIONS, f"{key}/1", Addition(None, 0, "cleared", clearing), date(2026, 3, 2))
    entry = Entry(Stream("orders"), 2, case.town.now + timedelta(hours=hours), Actor(GOV), event)
    plan += [replace(entry, version=3)] if again else []
    check_corrections([entry], lambda _stream: plan, case.matter)


def alone() -> Case:
    """The head of the county asked for it: every other leader stands under a side."""
    return checked(underway(task(asker=HEAD)))


def reviewed() -> None:
    judge = Actor(GOV, account="judge")
    case = heard().when(decided(verdict(Outcome.NOT, "no-gain")), judge, on=ASKED).when(Refer("no"), ROADS, on=ASKED)
    case.when(Rule(Phase.CLOSED, "yes", verdict=verdict()), Actor(HEAD, account="judge"), on=ASKED)


EXEMPTED: dict[str, Callable[[], object]] = {
    "exempts-one-work": lambda: checked().when(application(about=()), ROADS, on=ASKED),
    "check-first": lambda: underway().when(application(), ROADS, on=ASKED),
    "check-stays": gone,
    "not-whose-check": lambda: enters(drawn_of_work(), checked().town.register.at(THROUGH), Actor(WATER)),
    "check-of-nothing": lambda: named_by(check(against="diligence")),
    "no-deciding-body": lambda: alone().when(application(), ROADS, on=ASKED),
    "not-the-deciding-body": lambda: checked().when(application(doer=WATER), ROADS, on=ASKED),
    "no-cause-here": lambda: Case().when(task(caused=date(2026, 3, 1)), LEAD),
    "no-hearing-here": lambda: underway().when(hearing(), ROADS),
    "hear-the-applicant": lambda: taken_up().when(hearing(present=()), GOV, on=ASKED),
    "hear-first": lambda: taken_up().when(decided(), GOV, on=ASKED),
    "word-awaited": lambda: held().when(decided(verdict(Outcome.NOT, "no-gain")), GOV, on=ASKED),
    "no-verdict-here": lambda: underway().when(decided(), ROADS),
    "verdict-missing": lambda: heard().when(Deliver("so"), GOV, on=ASKED),
    "reviewed-by-others": reviewed,
    "condition-left-out": lambda: shape(replace(USUAL_TABLE, conditions=())),
    "decided-not-bargained": lambda: applied().when(Counter(None, "other terms"), GOV, on=ASKED),
    "no-such-condition": lambda: heard().when(decided(verdict(Outcome.EXEMPT, beyond="who had a gain")), GOV, on=ASKED),
    "condition-without-reason": lambda: heard().when(
        decided(verdict(Outcome.LIGHTER, "procedure", reason="")), GOV, on=ASKED
    ),
    "never-exempt": lambda: heard().when(decided(verdict(excluded=("corruption",))), GOV, on=ASKED),
    "clears-another-name": lambda: corrected(WATER),
    "cleared-with-the-notice": lambda: corrected(ROADS, hours=1),
    "nothing-to-receive": lambda: heard().when(Remark("", received=True), ROADS, on=ASKED),
    "condition-puts-out": lambda: heard().when(
        decided(verdict(Outcome.LIGHTER, "no-gain", departs="a small one")), GOV, on=ASKED
    ),
    "applied-before": lambda: applied().when(application(), ROADS, on=Stream("again")),
    "departs-without-reason": lambda: heard().when(decided(verdict(Outcome.NOT)), GOV, on=ASKED),
    "below-the-minimum": lambda: shape(replace(USUAL_TABLE, exclusions=())),
    "no-such-sign": lambda: shape(replace(USUAL_TABLE, exclusions=("luck",))),
}
"""Code → the move that meets the refusal."""
