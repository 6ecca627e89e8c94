"""Exemption (容错纠错): the seven conditions as a table, what is said of each, and how the table reads them.

A condition that is found not to hold puts a case out (OUT), leaves lighter treatment only (LIGHTER), or weighs
(WEIGHS). An exclusion puts it out whatever else holds. What nobody can tell (UNCLEAR) speaks for nobody. The table is a
value of the register: a site puts out its own from a day, and a case is read by the one in force when it was applied
for. It never decides: people do, and say why where they decide otherwise than it reads.
Source: the three distinctions (三个区分开来) and local rules on exemption; docs/rules/exemption.md, examples that run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qiantou.core.figures import DEFAULT
from qiantou.core.kernel import Desk, Rejected, Stream, Words
from qiantou.core.plain import says

CHECKS, TABLES = "check", "exemption-table"
SITE = "site"
"""The key under which a site's own table stands."""


class Failing(StrEnum):
    """What it means that a condition does not hold."""

    OUT = "out"
    LIGHTER = "lighter"
    WEIGHS = "weighs"  # alone it changes nothing; where none of those that weigh holds, lighter only


class Finding(StrEnum):
    """What people find of a condition."""

    HOLDS = "holds"
    FAILS = "fails"
    UNCLEAR = "unclear"


class Outcome(StrEnum):
    EXEMPT = "exempt"
    LIGHTER = "lighter"
    NOT = "not"


NO_GAIN, NOT_BANNED, PROCEDURE, DILIGENCE = "no-gain", "not-banned", "procedure", "diligence"
OUTSIDE_BLOCK, NO_HARM, CORRECTED = "outside-block", "no-major-harm", "corrected"
CONDITIONS = (NO_GAIN, NOT_BANNED, PROCEDURE, DILIGENCE, OUTSIDE_BLOCK, NO_HARM, CORRECTED)
CORRUPTION = "corruption"
EXCLUSIONS = ("production-safety", "mass-incident", "serious-pollution", "repeat", CORRUPTION)
"""What is never exempt: a production-safety liability accident, a mass incident, serious pollution, a repeat after
correction, corruption."""
DISSENT = "dissent"
"""The sign of an objection on record that was overridden."""
PROCEDURAL = ("opinions-asked", "opinions-answered", "signed", "decided-above", "granted", "met")
DILIGENT = ("asked-how", "own-reading", "chased", "reported", "attempted", "asked-in-time", "put-up", "reserved")
BLOCKING = ("blocked", "block-real", "outside-cause", "data-refused", "others-declined", "others-silent", "disputed")
CURING = ("delivered-again", "delivered", "accepted")
AGAINST = (
    "bound-by-silence", "own-silence", "let-chasers-come", "overrode", "returned", "block-unreal", "dispute-lost",
    "against-a-rule", "unsolved", "returned-again",
)  # fmt: skip
SIGNS = (*PROCEDURAL, *DILIGENT, DISSENT, *BLOCKING, *CURING, "solved", *AGAINST)
"""Every kind of entry that the record can show for or against a condition."""


@dataclass(frozen=True)
class Condition:
    """One row: what failing it means, and which signs in the record speak for and against it."""

    name: str
    failing: Failing
    speaks_for: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The conditions in their order, what is never exempt, and the rule they rest on."""

    conditions: tuple[Condition, ...]
    exclusions: tuple[str, ...] = EXCLUSIONS
    basis: str = DEFAULT


USUAL_TABLE = Table(
    (
        Condition(NO_GAIN, Failing.OUT),
        Condition(NOT_BANNED, Failing.OUT, against=("against-a-rule",)),
        Condition(PROCEDURE, Failing.LIGHTER, PROCEDURAL, ("overrode",)),
        Condition(
            DILIGENCE, Failing.WEIGHS, (*DILIGENT, DISSENT), ("bound-by-silence", "own-silence", "let-chasers-come")
        ),
        Condition(OUTSIDE_BLOCK, Failing.WEIGHS, BLOCKING, ("block-unreal", "dispute-lost")),
        Condition(NO_HARM, Failing.OUT, ("solved",), ("unsolved",)),
        Condition(CORRECTED, Failing.WEIGHS, CURING, ("returned", "returned-again")),
    )
)


@dataclass(frozen=True)
class Shown:
    """One entry of the record that shows a sign."""

    stream: Stream
    version: int
    sign: str


@dataclass(frozen=True)
class Stand:
    """What the record holds of one condition. `missing`: signs of which it holds none; that says nothing by itself."""

    condition: str
    speaks_for: tuple[Shown, ...] = ()
    against: tuple[Shown, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """The check of a unit's part in a work (容错核查表), as computed from the record up to `through`.

    `subject`: a joint work or a matter. `table`: from which day the table is that it was read by; None for the usual
    one. `decided`: what an application has come to by then, "" for nothing yet; `application` names it.
    """

    subject: Stream
    unit: Desk
    through: datetime
    stands: tuple[Stand, ...]
    dissent: tuple[Shown, ...] = ()
    table: date | None = None
    application: Stream | None = None
    decided: str = ""

    def of(self, condition: str) -> Stand:
        """What it holds of the condition; nothing for and against where it does not name it."""
        return next((one for one in self.stands if one.condition == condition), Stand(condition))


@dataclass(frozen=True)
class Hearing:
    """That the applicant was heard: when, by and of whom. `waived`: it says in writing that it need not be."""

    day: date
    present: tuple[Desk, ...] = ()
    waived: bool = False


@dataclass(frozen=True)
class Found:
    condition: str
    finding: Finding
    reason: Words = ""


@dataclass(frozen=True)
class Verdict:
    """What people decided. `excluded`: what they found that is never exempt; `departs`: why otherwise than the table
    reads, where it does."""

    outcome: Outcome
    found: tuple[Found, ...]
    excluded: tuple[str, ...] = ()
    departs: Words = ""


def is_laid_out(check: Check, table: Table) -> bool:
    """Whether each sign stands under a condition that it speaks for or against by the table, and each that is told as
    missing is one that nothing shows."""
    laid = all(
        {one.sign for one in stand.speaks_for} <= set(row.speaks_for)
        and {one.sign for one in stand.against} <= set(row.against)
        and stand.missing
        == tuple(sign for sign in row.speaks_for if sign not in {one.sign for one in stand.speaks_for})
        for row, stand in zip(table.conditions, check.stands, strict=True)
    )
    return laid and {one.sign for one in check.dissent} <= {DISSENT, "reserved"}


def key_of(subject: Stream, unit: Desk) -> str:
    return f"{subject}/{unit}"


def reads(table: Table, found: Mapping[str, Finding], excluded: Iterable[str] = ()) -> Outcome:
    """How the table reads what was found; what nothing is said of is unclear."""
    fails = {row.failing for row in table.conditions if found.get(row.name) is Finding.FAILS}
    if any(one in table.exclusions for one in excluded) or Failing.OUT in fails:
        return Outcome.NOT
    weighing = [row.name for row in table.conditions if row.failing is Failing.WEIGHS]
    bare = bool(weighing) and all(found.get(name) is Finding.FAILS for name in weighing)
    return Outcome.LIGHTER if Failing.LIGHTER in fails or bare else Outcome.EXEMPT


def check_table(table: Table) -> None:
    """Raises Rejected for a table that leaves out or repeats a condition, names what the record cannot show, or is
    milder than the usual one."""
    names = [row.name for row in table.conditions]
    for name in CONDITIONS:
        if names.count(name) != 1:
            raise Rejected("condition-left-out", condition=name)
    signs = [sign for row in table.conditions for sign in (*row.speaks_for, *row.against)]
    for sign in (*names, *signs):
        if sign not in (*CONDITIONS, *SIGNS):
            raise Rejected("no-such-sign", sign=sign)
    unknown = next((one for one in table.exclusions if one not in EXCLUSIONS), None)
    if unknown is not None:
        raise Rejected("no-such-sign", sign=unknown)
    if not says(table.basis):
        raise Rejected("figure-without-basis")
    _keeps_the_minimum(table)


def _keeps_the_minimum(table: Table) -> None:
    """A site may be stricter than the usual table, never milder: what puts out there puts out, what leaves lighter
    treatment only does at least that, and nothing is left out of what is never exempt. Raises Rejected."""
    failing = {row.name: row.failing for row in table.conditions}
    strict = tuple(Failing)
    milder = any(strict.index(failing[row.name]) > strict.index(row.failing) for row in USUAL_TABLE.conditions)
    if milder or any(one not in table.exclusions for one in EXCLUSIONS):
        raise Rejected("below-the-minimum")
