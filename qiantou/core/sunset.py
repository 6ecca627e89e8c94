"""When a working or leading group (专班, 领导小组) should end: alarms, each with its rule and its figures.

An alarm says what the record shows and asks the unit; it ends nothing by itself. What is not on record is told as
"none on record here". Days are days of the site's zone. Source: docs/rules/charter.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from qiantou.core.figures import QUIET_MONTHS, REPORT_MONTHS, USUAL
from qiantou.core.kernel import Desk, Stream
from qiantou.core.undertaking import BODIES, Charter, Secondment

YEARLY_REPORT = "yearly-report"
"""The cause of the matter that asks for the report of the year."""


@dataclass(frozen=True)
class Body:
    """A joint work as the record shows it: `meetings` and `reports` are their days, by the matter each stands in.

    `duties`: keys of the duty rows its lines cite. `since`: the day from which its charter is in force.
    """

    joint: Stream
    charter: Charter
    since: date
    meetings: Mapping[Stream, date] = field(default_factory=dict)
    reports: Mapping[Stream, date] = field(default_factory=dict)
    duties: frozenset[str] = frozenset()

    @property
    def desks(self) -> frozenset[Desk]:
        return frozenset((self.charter.lead, *self.charter.members))


@dataclass(frozen=True)
class Alarm:
    """Why a body should end, with its figures. `record`: the matter it counts from; None: the charter itself."""

    code: str
    facts: Mapping[str, object]
    record: Stream | None = None


def alarms(
    body: Body, others: Iterable[Body], day: date, *,
    quiet: int = USUAL[QUIET_MONTHS].amount, reports: int = USUAL[REPORT_MONTHS].amount,
) -> tuple[Alarm, ...]:  # fmt: skip
    """What speaks for ending the body, as known on `day`; nothing for joint works that are no bodies or have ended.

    `quiet`, `reports`: months without a meeting, or without a report, after which it is asked.
    """
    if not stands(body.charter):
        return ()
    found: list[Alarm] = []
    charter = body.charter
    if charter.until is not None and day > charter.until:
        found.append(Alarm("date-passed", {"until": charter.until, "days": (day - charter.until).days}))
    if charter.met is not None:
        found.append(Alarm("condition-met", {"met": charter.met, "days": (day - charter.met).days}))
    for code, told, limit in (("no-meeting", body.meetings, quiet), ("no-report", body.reports, reports)):
        record, since = last_on_record(told, body.since, day)
        passed = months_between(since, day)
        if passed >= limit:
            found.append(Alarm(code, {"since": since, "months": passed, "limit": limit}, record))
    same = [other.joint for other in others if is_same(body, other)]
    if same:
        shared = {"joints": tuple(same), "members": len(body.desks), "duties": len(body.duties)}
        found.append(Alarm("same-as-another", shared))
    return tuple(found)


def stands(charter: Charter) -> bool:
    """Whether it is a body that has not been closed."""
    return charter.tier in BODIES and charter.ended is None


def is_same(body: Body, other: Body) -> bool:
    """Whether members and duties are the same sets (Jaccard 1). Bodies that cite no duty are not compared."""
    if body.joint == other.joint or not stands(other.charter) or not body.duties:
        return False
    return jaccard(body.desks, other.desks) == 1 and jaccard(body.duties, other.duties) == 1


def jaccard(one: frozenset[str] | frozenset[Desk], two: frozenset[str] | frozenset[Desk]) -> float:
    """Shared over all, 0 to 1; 1 for two empty sets. Jaccard, Bull. Soc. Vaud. Sci. Nat. 37 (1901)."""
    every = one | two
    return len(one & two) / len(every) if every else 1.0


def last_on_record(told: Mapping[Stream, date], since: date, day: date) -> tuple[Stream | None, date]:
    """The last matter up to `day` with its day, else none and the day it all began."""
    past = [(on, stream) for stream, on in told.items() if on <= day]
    on, stream = max(past, default=(since, None))
    return stream, on


def months_between(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`; a month is over on the same day of the next, or on its last."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end.day >= start.day or _is_last(end) else months - 1


def _is_last(day: date) -> bool:
    return day.toordinal() + 1 == _next_month(day).toordinal()


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def lent(secondments: Iterable[Secondment], charters: Mapping[Stream, Charter], day: date) -> list[Secondment]:
    """The secondments that hold on `day`: agreed, begun, not past their last day, and what they are lent to goes on."""
    return [one for one in secondments if _holds(one, day) and _goes_on(charters.get(one.joint), day)]


def _holds(one: Secondment, day: date) -> bool:
    return one.agreed is not None and max(one.agreed, one.begins or one.agreed) <= day <= one.until


def _goes_on(charter: Charter | None, day: date) -> bool:
    return charter is not None and (charter.ended is None or day < charter.ended)


def seconded_days(
    secondments: Iterable[Secondment],
    charters: Mapping[Stream, Charter],
    day: date,
    *,
    joint: Stream | None = None,
    home: Desk | None = None,
) -> int:
    """Quarters of a working day a week that persons are lent on `day`: to `joint`, or by `home`, where named."""
    return sum(
        one.quarter_days
        for one in lent(secondments, charters, day)
        if joint in (None, one.joint) and home in (None, one.home)
    )
