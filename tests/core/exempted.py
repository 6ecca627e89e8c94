"""An application for exemption, led to where a test wants it: ROADS applies for its part in WORK, GOV decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from qiantou.core.exemption import (
    CHECKS,
    CONDITIONS,
    USUAL_TABLE,
    Check,
    Finding,
    Found,
    Hearing,
    Outcome,
    Shown,
    Stand,
    Verdict,
    key_of,
)
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.moves import Accept, Deliver, Offer, Report
from tests.core.steps import WORK, Case, underway
from tests.core.world import GOV, ROADS, listed, local

ASKED = Stream("asked")
ROADS_POST = Desk("p:roads")
THROUGH = local("2026-03-02 08:00")


def check(
    unit: Desk = ROADS, subject: Stream = WORK, *, against: str = "", through: datetime = THROUGH, **more: Any
) -> Check:
    """With one entry against `against`, where one is named."""
    shown = (Shown(subject, 2, "own-silence"),)
    stands = tuple(Stand(row.name, (), shown if row.name == against else ()) for row in USUAL_TABLE.conditions)
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


def heard(*, against: str = "") -> Case:
    return taken_up(against=against).when(hearing(), GOV, on=ASKED)


def verdict(
    outcome: Outcome = Outcome.EXEMPT, *fails: str, excluded: tuple[str, ...] = (), departs: str = "", reason: str = "…"
) -> Verdict:
    """Every condition holds but those that fail, which carry the reason."""
    found = tuple(
        Found(name, Finding.FAILS if name in fails else Finding.HOLDS, reason if name in fails else "")
        for name in CONDITIONS
    )
    return Verdict(outcome, found, excluded, departs)


def decided(told: Verdict | None = None) -> Deliver:
    return Deliver("our answer", verdict=told or verdict())
