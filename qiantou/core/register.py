"""The register (在册): what is in force from a day, as recorded by an instant.

One kind of entry lists a value under a section and a key from a day on (a value of None ends it). Of two
entries for one key the later `since` wins, and of equal days the later recorded. What was recorded after
an instant did not exist for a rule applied at that instant: `Register.at` answers with what was known
then, so a clock that caught up late decides as one that was on time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from qiantou.core.attribution import Attribution
from qiantou.core.bulletin import Addition, Bulletin, Issue, Letter, Order
from qiantou.core.delegation import Delegation
from qiantou.core.duty import Duty, OffList
from qiantou.core.exemption import Check, Table
from qiantou.core.figures import USUAL, Figure
from qiantou.core.kernel import Desk, Entry, Rejected, Stream, Words
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Policy
from qiantou.core.lookup import Looked, Lookup
from qiantou.core.mandate import Mandate
from qiantou.core.meeting import Meeting
from qiantou.core.numbering import Agency, Cap, Number
from qiantou.core.plan import Choice, Criterion, Line, Means, Option, Shares, Version
from qiantou.core.review import Reading, Sheet
from qiantou.core.undertaking import Charter, Paper, Secondment
from qiantou.core.worktime import OFFICE_HOURS, Calendar, DayRule, Session

UNITS, POSTS, TERMS, PARTIES = "unit", "post", "term", "party"
DAYS, HOURS, OUTAGES = "day", "hours", "outage"
POLICIES, FIGURES, CHARTERS = "policy", "figure", "charter"
DUTIES, OFF_LISTS = "duty", "off-list"
MANDATES, SECONDMENTS, PAPERS = "mandate", "secondment", "paper"
DELEGATIONS = "delegation"


@dataclass(frozen=True)
class Unit:
    """A unit, or with `inner` a section (股室) of its parent; `line` is above it in its line of business (条)."""

    parent: Desk | None = None
    line: Desk | None = None
    inner: bool = False
    head: Desk | None = None
    leader: Desk | None = None
    sort: str = ""  # county, bureau, township, section …: what a collective name such as 各镇 expands to


@dataclass(frozen=True)
class Post:
    """A post of a unit. `office`: the unit that works for it beside its own (`core/office.py`)."""

    unit: Desk
    office: Desk | None = None


@dataclass(frozen=True)
class Term:
    """A person, named only by an opaque id, in a post; `until` is the last day, None while it lasts."""

    person: str
    post: Desk
    until: date | None = None


@dataclass(frozen=True)
class Party:
    """An outside party without accounts, and the inside unit answerable for contact with it."""

    contact: Desk


@dataclass(frozen=True)
class Hours:
    """The site's zone, its working sessions, and the last day for which the days of rest are known."""

    zone: str
    sessions: tuple[Session, ...]
    known_through: date | None = None


@dataclass(frozen=True)
class Outage:
    start: datetime
    end: datetime


Value = (
    Unit | Post | Term | Party | Hours | Outage | Charter | Policy | DayRule | Duty | OffList | Mandate | Paper
    | Secondment | Meeting | Delegation | Line | Means | Option | Criterion | Choice | Version | Shares
    | Lookup | Looked | Check | Table | Attribution | Order | Bulletin | Letter | Issue | Addition | Agency | Cap
    | Number | Figure | Reading | Sheet
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A value is in force from `since` on; None ends it. Names and titles are words."""

    section: str
    key: str
    value: Value | None
    since: date
    name: Words = ""
    note: Words = ""


@dataclass(frozen=True)
class Known:
    at: datetime
    since: date
    key: str
    value: Value | None
    by: Desk | None = None  # who entered it; None: a rule, or the site itself


class Register:
    """The history of every section. Immutable once built; snapshots are kept for reuse."""

    def __init__(self, entries: Iterable[Entry[Listed]] = ()) -> None:
        sections: dict[str, list[Known]] = {}
        for entry in sorted(entries, key=lambda entry: entry.at):
            listed = entry.event
            sections.setdefault(listed.section, []).append(
                Known(entry.at, listed.since, listed.key, listed.value, entry.by.desk)
            )
        self._sections: Mapping[str, list[Known]] = sections
        self._instants = {name: [known.at for known in rows] for name, rows in sections.items()}
        self._changes = sorted({known.at for rows in sections.values() for known in rows})
        self._turns: dict[tuple[str, ...], list[datetime]] = {}
        self._snapshots: dict[tuple[object, ...], dict[str, Value]] = {}
        self._calendars: dict[tuple[int, ...], Calendar] = {}
        self._duties: dict[tuple[int, date], dict[Desk, dict[str, Duty]]] = {}
        self._histories: dict[tuple[str, int], dict[str, list[Known]]] = {}
        self._offices: dict[tuple[int, date], frozenset[tuple[Desk, Desk]]] = {}

    def at(self, instant: datetime) -> InForce:
        """What is in force at `instant`, as recorded by then."""
        return InForce(self, instant)

    def changes(self, after: datetime, until: datetime) -> list[datetime]:
        """The instants in (after, until] at which something was recorded, in order."""
        return self._changes[bisect_right(self._changes, after) : bisect_right(self._changes, until)]

    def turns(self, sections: tuple[str, ...], after: datetime, until: datetime | None) -> list[datetime]:
        """The instants in (after, until] at which something of these sections came into force or ceased, in order; with
        no `until` those still to come too."""
        if sections not in self._turns:
            rows = (known for name in sections for known in self._sections.get(name, ()))
            told = {max(known.at, self.calendar(known.at).start_of_day(known.since)) for known in rows}
            self._turns[sections] = sorted(told)
        told_in_order = self._turns[sections]
        end = len(told_in_order) if until is None else bisect_right(told_in_order, until)
        return told_in_order[bisect_right(told_in_order, after) : end]

    def known(self, section: str, instant: datetime) -> int:
        return bisect_right(self._instants.get(section, []), instant)

    def in_force(self, section: str, day: date, instant: datetime) -> dict[str, Value]:
        """Key → value in force on `day`, from what was recorded by `instant`."""
        count = self.known(section, instant)
        key = (section, count, day)
        if key not in self._snapshots:
            self._snapshots[key] = _latest(self._sections.get(section, [])[:count], day)
        return self._snapshots[key]

    def histories(self, section: str, instant: datetime) -> dict[str, list[Known]]:
        """Key → its changes recorded by `instant`, in the order in which they hold: the last is the latest."""
        count = self.known(section, instant)
        key = (section, count)
        if key not in self._histories:
            found: dict[str, list[Known]] = {}
            for row in sorted(self._sections.get(section, [])[:count], key=lambda row: row.since):
                found.setdefault(row.key, []).append(row)
            self._histories[key] = found
        return self._histories[key]

    def duties(self, day: date, instant: datetime) -> dict[Desk, dict[str, Duty]]:
        """Unit → key → row in force on `day`, from what was recorded by `instant`."""
        key = (self.known(DUTIES, instant), day)
        if key not in self._duties:
            by_unit: dict[Desk, dict[str, Duty]] = {}
            for name, value in self.in_force(DUTIES, day, instant).items():
                if isinstance(value, Duty):
                    by_unit.setdefault(value.unit, {})[name] = value
            self._duties = {key: by_unit}  # one day is asked about at a time
        return self._duties[key]

    def offices(self, day: date, instant: datetime) -> frozenset[tuple[Desk, Desk]]:
        """The units of posts in force on `day`, each with the unit that the row of such a post names as its office."""
        key = (self.known(POSTS, instant), day)
        if key not in self._offices:
            rows = (row for row in self.in_force(POSTS, day, instant).values() if isinstance(row, Post))
            self._offices[key] = frozenset((row.unit, row.office) for row in rows if row.office is not None)
        return self._offices[key]

    def calendar(self, instant: datetime) -> Calendar:
        """The calendar as recorded by `instant`; a day's rule holds for that day whenever it was recorded."""
        key = tuple(self.known(section, instant) for section in (DAYS, HOURS, OUTAGES))
        if key not in self._calendars:
            self._calendars[key] = self._built(instant)
        return self._calendars[key]

    def _built(self, instant: datetime) -> Calendar:
        hours = self.in_force(HOURS, date.max, instant).get("site", DEFAULT_HOURS)
        days = self.in_force(DAYS, date.max, instant)
        outages = self.in_force(OUTAGES, date.max, instant).values()
        assert isinstance(hours, Hours)
        return Calendar(
            zone=hours.zone,
            hours=hours.sessions,
            days={date.fromisoformat(day): rule for day, rule in days.items() if isinstance(rule, DayRule)},
            closed=tuple((outage.start, outage.end) for outage in outages if isinstance(outage, Outage)),
            known_through=hours.known_through,
        )


def _latest(rows: Iterable[Known], day: date) -> dict[str, Value]:
    chosen: dict[str, Known] = {}
    for row in rows:
        if row.since <= day and (row.key not in chosen or chosen[row.key].since <= row.since):
            chosen[row.key] = row
    return {key: row.value for key, row in chosen.items() if row.value is not None}


DEFAULT_HOURS = Hours("Asia/Shanghai", OFFICE_HOURS)
"""[default] Office hours where a site has entered none."""


class InForce:
    """The register at one instant: who stands above whom, which calendar and which policy hold."""

    def __init__(self, register: Register, instant: datetime) -> None:
        self.register = register
        self.instant = instant

    @cached_property
    def calendar(self) -> Calendar:
        return self.register.calendar(self.instant)

    @cached_property
    def day(self) -> date:
        return self.instant.astimezone(ZoneInfo(self.calendar.zone)).date()

    def section(self, name: str) -> dict[str, Value]:
        return self.register.in_force(name, self.day, self.instant)

    def histories(self, name: str) -> dict[str, list[Known]]:
        """Key → its changes in force by today, the latest last."""
        told = self.register.histories(name, self.instant)
        held = {key: [row for row in rows if row.since <= self.day] for key, rows in told.items()}
        return {key: rows for key, rows in held.items() if rows}

    def history(self, name: str, key: str) -> list[Known]:
        """The changes of one key in force by today, the latest last."""
        rows = self.register.histories(name, self.instant).get(key, [])
        return [row for row in rows if row.since <= self.day]

    def unit(self, desk: Desk | None) -> Unit | None:
        value = self.section(UNITS).get(desk or "")
        return value if isinstance(value, Unit) else None

    def duties(self, unit: Desk) -> dict[str, Duty]:
        """The rows of a unit's duty lists by their keys, in force or with a last day; empty while none is loaded."""
        return self.register.duties(self.day, self.instant).get(unit, {})

    def charter(self, joint: Stream | None) -> Charter | None:
        value = self.section(CHARTERS).get(joint or "")
        return value if isinstance(value, Charter) else None

    def policy(self, kind: str) -> Policy:
        """The row of `kind`; Rejected("unknown-kind") where neither the site nor the box has one."""
        value = self.section(POLICIES).get(kind) or KINDS.get(kind)
        if not isinstance(value, Policy):
            raise Rejected("unknown-kind", kind=kind)
        return value

    def figure(self, name: str) -> Figure:
        """The site's own number of that name with its basis, else the usual one."""
        value = self.section(FIGURES).get(name)
        return value if isinstance(value, Figure) else USUAL[name].figure

    def number(self, name: str) -> int:
        return self.figure(name).amount

    def is_known(self, desk: Desk) -> bool:
        return any(desk in self.section(name) for name in (UNITS, POSTS, PARTIES))

    def unit_of(self, desk: Desk | None) -> Desk | None:
        """The unit a desk belongs to: itself, the unit of a post, or the contact unit of an outside party."""
        value = self.section(POSTS).get(desk or "") or self.section(PARTIES).get(desk or "")
        if isinstance(value, Post):
            return value.unit
        if isinstance(value, Party):
            return value.contact
        return desk if self.unit(desk) is not None else None

    def is_staffed(self, desk: Desk | None) -> bool:
        """Whether a person is in the post, or in one of the unit's: somebody here can answer for the desk."""
        terms = [term for term in self.section(TERMS).values() if isinstance(term, Term)]
        sitting = [term.post for term in terms if term.until is None or self.day <= term.until]
        return any(desk in (post, self.unit_of(post)) for post in sitting)

    def head(self, desk: Desk | None) -> Desk | None:
        """The head post of the desk's unit."""
        unit = self.unit(self.unit_of(desk))
        return unit.head if unit else None

    def superiors(self, desk: Desk) -> tuple[Desk, ...]:
        """The posts above a desk, nearest first, along the tree of territory; each once.

        Above the unit at the root stands its own head.
        """
        return tuple(dict.fromkeys(self._climb(desk)))

    def stands_over(self, desk: Desk, other: Desk) -> bool:
        """Whether a post, or a unit by its head, is above another desk, by territory or by line of business."""
        above = self.superiors(other)
        unit = self.unit(self.unit_of(other))
        in_line = unit is not None and unit.line is not None and unit.line == desk
        return desk in above or (self.unit(desk) is not None and self.head(desk) in above) or in_line

    def _climb(self, desk: Desk) -> Iterator[Desk]:
        unit_id = self.unit_of(desk)
        unit = self.unit(unit_id)
        if unit is None or unit_id is None:
            return
        is_post = desk in self.section(POSTS)
        if is_post and unit.head is not None and unit.head != desk:
            yield unit.head
        seen: set[Desk] = set()
        while unit is not None and unit_id is not None and unit_id not in seen:
            seen.add(unit_id)
            if unit.leader is not None and unit.leader != desk:
                yield unit.leader
            parent = self.unit(unit.parent)
            if parent is not None and parent.head is not None and parent.head != desk:
                yield parent.head
            if unit.parent is None and unit.head is not None and unit.head != desk:
                yield unit.head
            unit_id, unit = unit.parent, parent

    def whole(self, desk: Desk | None) -> Desk | None:
        """The unit a section is part of; any other unit is whole itself. None for what is no unit."""
        unit = self.unit(desk)
        return unit.parent if unit is not None and unit.inner else desk if unit is not None else None

    def inner_of(self, asker: Desk, doer: Desk) -> Desk | None:
        """The whole unit inside which both desks are, one of them at least a section of it; None for others.

        What passes between them is unseen outside that unit.
        """
        home = self.whole(asker)
        return home if home is not None and home == self.whole(doer) and (asker, doer) != (home, home) else None

    def arbiters(self, asker: Desk, doer: Desk, joint: Stream | None = None) -> tuple[Desk, ...]:
        """Who decides between two desks, lowest first: the joint work's sponsor, else the posts above both.

        Between sections of one unit, or the unit and a section of it, it is that unit's head alone. Nobody
        decides in its own matter, except the post above which nobody stands. Raises Rejected("no-arbiter").
        """
        charter = self.charter(joint)
        home = self.inner_of(asker, doer)
        if home is not None:
            head = self.head(home)
            chain: tuple[Desk, ...] = (head,) if head else ()
        else:
            above_doer = self.superiors(doer) if doer not in self.section(POSTS) else (doer, *self.superiors(doer))
            above_asker = (asker, *self.superiors(asker)) if asker in self.section(POSTS) else self.superiors(asker)
            chain = tuple(desk for desk in above_asker if desk in above_doer)
            if charter is not None and charter.sponsor is not None and self.is_known(charter.sponsor):
                above = self.superiors(charter.sponsor)
                chain = (charter.sponsor, *above)
        others = tuple(desk for desk in dict.fromkeys(chain) if desk not in (asker, doer))
        if not (others or chain):
            raise Rejected("no-arbiter", asker=asker, doer=doer)
        return others or chain
