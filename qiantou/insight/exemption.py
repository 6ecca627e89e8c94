"""What the record shows of each condition of an exemption: entries for, entries against, and what it does not hold.

For one unit, from the matters of a joint work or from one matter and what is tied to it. An entry shows a sign; which
signs speak for and against a condition the table says. What was entered for another and is not confirmed, what is
contested, and what was taken back shows nothing. A missing record is told as missing and speaks against nobody.
Rules: docs/rules/exemption.md, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qiantou.core.evolve import evolve
from qiantou.core.exemption import DISSENT, Shown, Stand, Table
from qiantou.core.facts import (
    Accepted,
    Agreed,
    Amended,
    BlockerMoved,
    BlockFiled,
    Bound,
    Climbed,
    Consented,
    Countered,
    Declined,
    Delivered,
    DeliveryAccepted,
    Event,
    Insisted,
    NotOurs,
    Offered,
    Prompted,
    Referred,
    Reported,
    Returned,
    Ruled,
    Settled,
    Signed,
    TakenBack,
    Unanswered,
    Urged,
)  # fmt: skip
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import BEFORE, DISPUTE, EXPLANATION, Phase
from qiantou.core.matter import Matter
from qiantou.core.points import NOT
from qiantou.core.withholding import CONFIDENTIAL

Own = Callable[[Desk | None], bool]
VARIATION, SIGNATURE = "variation", "signature"


@dataclass(frozen=True)
class Case:
    """One matter with its entries in order."""

    matter: Matter
    entries: Sequence[Entry[Event]]


@dataclass(frozen=True)
class View:
    """By whose eyes the record is read: `own` says whether a desk is of the unit, `day_of` which day an instant is."""

    own: Own
    day_of: Callable[[datetime], date]
    works: Mapping[Stream, Matter]


def shown(cases: Iterable[Case], own: Own, day_of: Callable[[datetime], date]) -> tuple[Shown, ...]:
    """Every sign that the record shows of the unit, in the order of the matters and their entries."""
    told = tuple(cases)
    view = View(own, day_of, {case.matter.stream: case.matter for case in told})
    return tuple(one for case in told for one in _of_case(case, view))


def conditions(signs: Iterable[Shown], table: Table) -> tuple[Stand, ...]:
    """What is shown for and against each condition of the table, and which of its signs nothing shows."""
    found = tuple(signs)
    have = {one.sign for one in found}
    return tuple(
        Stand(
            row.name,
            tuple(one for one in found if one.sign in row.speaks_for),
            tuple(one for one in found if one.sign in row.against),
            tuple(sign for sign in row.speaks_for if sign not in have),
        )
        for row in table.conditions
    )


def dissent(signs: Iterable[Shown]) -> tuple[Shown, ...]:
    """What it objected to and was overridden in, or did under reservation."""
    return tuple(one for one in signs if one.sign in (DISSENT, "reserved"))


def _of_case(case: Case, view: View) -> Iterator[Shown]:
    doubtful = {*case.matter.unconfirmed, *case.matter.contested}
    before: Matter | None = None
    for number, entry in enumerate(case.entries):
        after = evolve(before, entry)
        later = case.entries[number + 1] if number + 1 < len(case.entries) else None
        undone = later is not None and isinstance(later.event, TakenBack)
        if entry.version not in doubtful and not undone:
            for sign in dict.fromkeys(_signs(entry, before, after, view)):
                yield Shown(entry.stream, entry.version, sign)
        before = after


def _signs(entry: Entry[Event], before: Matter | None, after: Matter, view: View) -> Iterator[str]:
    if before is None:
        if isinstance(entry.event, Offered) and view.own(after.asker):
            yield from _asked(entry, after, view)
        return
    if view.own(entry.by.desk):
        yield from _did(entry.event, before)
    if view.own(before.doer):
        yield from _befell_doer(entry.event, before)
    if view.own(before.asker):
        yield from _befell_asker(entry.event, before)
    if isinstance(entry.event, Urged) and view.own(entry.event.to) and view.own(before.doer):
        yield from () if entry.event.rung in BEFORE or entry.event.reserved else ("let-chasers-come",)


def _asked(entry: Entry[Event], asked: Matter, view: View) -> Iterator[str]:
    """What the unit asked of others."""
    match asked.kind:
        case "consultation":
            yield "opinions-asked"
        case "meeting":
            yield "met"
        case "guidance":
            yield "asked-how"
            if asked.reads:
                yield "own-reading"
        case "dispute":
            yield "disputed"
        case "variation" | "explanation":
            work = view.works.get(asked.parent) if asked.parent is not None else None
            if work is not None and work.due is not None and view.day_of(entry.at) <= work.due:
                yield "asked-in-time"


def _did(event: Event, before: Matter) -> Iterator[str]:
    """What the unit itself did in a matter."""
    match event:
        case Prompted():
            yield "chased"
        case Reported(attempted=attempted, hearing=None):
            yield "attempted" if attempted else "reported"
        case Referred(cause="asked"):
            yield "put-up"
        case Accepted(lack=lack) | Signed(lack=lack) | Settled(lack=lack) | Agreed(lack=lack):
            if lack is not None:
                yield "reserved"
            if isinstance(event, Signed) or before.kind == SIGNATURE:
                yield "signed"
        case NotOurs():
            yield "disputed"
        case BlockFiled(outside=outside):
            yield "blocked"
            if outside:
                yield "outside-cause"
        case Delivered():
            yield "delivered-again" if before.returned else "delivered"
        case Countered() | Declined() if before.kind == SIGNATURE:
            yield DISSENT
        case Amended(disposals=disposals) | Insisted(disposals=disposals):
            if disposals:
                yield "opinions-answered"
            if isinstance(event, Insisted) or any(one.outcome == NOT for one in disposals):
                yield "overrode"


def _befell_doer(event: Event, before: Matter) -> Iterator[str]:
    """What others did, or time did, in a matter the unit had to do."""
    match event:
        case BlockerMoved(standing="real"):
            yield "block-real"
        case BlockerMoved(standing="unreal"):
            yield "block-unreal"
        case Insisted(disposals=disposals) | Amended(disposals=disposals):
            overridden = any(one.outcome == NOT for one in disposals)
            if overridden or (isinstance(event, Insisted) and not disposals):
                yield DISSENT
        case Returned():
            yield "returned-again" if before.returned else "returned"
        case DeliveryAccepted(solved=solved):
            yield "accepted"
            if solved is not None:
                yield "solved" if solved else "unsolved"
        case Bound():
            yield "bound-by-silence"
        case Unanswered() | Climbed(phase=Phase.OFFERED):
            yield "own-silence"
        case Climbed():
            yield "others-silent"
        case Ruled():
            yield "decided-above"


def _befell_asker(event: Event, before: Matter) -> Iterator[str]:
    """What others did, or time did, in a matter the unit had asked for."""
    match event:
        case Settled() | Consented() if before.kind in (VARIATION, EXPLANATION):
            yield "granted"
        case Settled() if before.kind == SIGNATURE:
            yield "signed"
        case Declined(ground=ground):
            told = {CONFIDENTIAL: "data-refused", "conflicts-with-rule": "against-a-rule"}
            yield told.get(ground, "others-declined")
        case Unanswered() | Climbed(phase=Phase.OFFERED):
            yield "others-silent"
        case Climbed():
            yield "own-silence"
        case Ruled(granted=granted, outcome=outcome):
            lost = outcome is Phase.CLOSED and not granted
            yield "dispute-lost" if lost and before.kind == DISPUTE else "decided-above"
            if granted and outcome is Phase.CLOSED and before.kind == VARIATION:
                yield "granted"
