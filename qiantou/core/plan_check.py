"""What a plan may hold (docs/rules/plan.md): each entry by itself, and the whole with its predecessors and means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from qiantou.core.choosing import chooser
from qiantou.core.door import is_ended
from qiantou.core.duty import DutySort
from qiantou.core.facts import Event, Offered
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.plan import (
    CHOICES,
    LINES,
    LONGEST_LAG,
    MEANS,
    PLAN_SECTIONS,
    VERSIONS,
    Choice,
    Every,
    Line,
    Means,
    PlanValue,
    Purpose,
    Rhythm,
    Role,
    Shares,
    TieType,
    Version,
    circle,
    joint_of,
    name_of,
)  # fmt: skip
from qiantou.core.plan_diff import put_out
from qiantou.core.register import InForce, Listed
from qiantou.core.undertaking import Charter

SIZES = ("small", "medium", "large")
LONGEST = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 31, Every.YEAR: 31}
DISCIPLINE = "discipline"  # the sort of unit that joins a plan by its own duty alone


def section_of(entries: Sequence[Entry[Listed]], section: str, day: date) -> dict[str, PlanValue]:
    """Name → value of one section of a plan, as in force on a day, in the order first entered."""
    chosen: dict[str, Listed] = {}
    for entry in entries:
        listed = entry.event
        if listed.section == section and listed.since <= day:
            known = chosen.get(listed.key)
            if known is None or known.since <= listed.since:
                chosen[listed.key] = listed
    values = ((name_of(key), listed.value) for key, listed in chosen.items())
    return {name: value for name, value in values if isinstance(value, PlanValue)}


def check_entry(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for an entry that makes no sense by itself, or is not this desk's to make."""
    assert listed.section in PLAN_SECTIONS
    joint: Stream = joint_of(listed.key)
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if listed.since > force.day:
        raise Rejected("said-in-future", day=listed.since)
    if not name_of(listed.key):
        raise Rejected("wrong-key", key=listed.key)
    if listed.section == CHOICES:
        _choice(listed, charter, force, by)
    elif by.desk is not None and by.desk not in (charter.lead, charter.keeper, charter.issuer, charter.sponsor):
        raise Rejected("not-your-plan", lead=charter.lead)
    match listed.value:
        case Line() as line:
            _line(line, force)
        case Means(promiser=promiser, duty=duty):
            _reachable(promiser, force)
            _discipline(promiser, duty, force)
        case Shares(coordination, reserve) if min(coordination, reserve) < 0 or coordination + reserve > 100:
            raise Rejected("shares-past-hundred", coordination=coordination, reserve=reserve)
        case Version() if by.desk is not None and by.desk != charter.lead:
            raise Rejected("only-the-lead-asks", lead=charter.lead)
        case None if listed.section == VERSIONS:
            raise Rejected("wrong-value", section=listed.section)


def _choice(listed: Listed, charter: Charter, force: InForce, by: Actor) -> None:
    """A choice is made by the leader who decides, in its own name; what it closed stays closed."""
    leader = chooser(charter, force)
    if by.desk is not None and (by.desk != leader or not _is_own(listed.value, by.desk)):
        raise Rejected("not-your-choice", desk=leader)


def _is_own(value: object, desk: Desk) -> bool:
    return isinstance(value, Choice) and value.by == desk


def _line(line: Line, force: InForce) -> None:
    for desk in (line.unit, line.competent):
        if desk is not None:
            _reachable(desk, force)
    if line.competent == line.unit:
        raise Rejected("accepts-its-own-work", unit=line.unit)
    if line.due is not None and line.outer is not None and line.due > line.outer:
        raise Rejected("past-the-outer-limit", due=line.due, outer=line.outer)
    if line.weight is not None and line.weight < 0:
        raise Rejected("negative-weight")
    if line.role is not Role.COORDINATE and (line.people or line.quarter_days):
        raise Rejected("people-belong-to-coordination")
    if line.quarter_days is not None and not 1 <= line.quarter_days <= 20:
        raise Rejected("days-a-week", least="0.25", most=5)
    _effort(line.effort)
    _rhythm(line.rhythm)
    _discipline(line.unit, line.duty, force)
    if line.competent is not None:
        _discipline(line.competent, "", force)
    if line.duty and line.role is not Role.SUPPORT and line.duty not in force.duties(line.unit):
        raise Rejected("not-its-duty", unit=line.unit)


def _discipline(desk: Desk, cited: str, force: InForce) -> None:
    """A discipline body does or promises what a duty of its own says that holds today; it accepts nobody's work, since
    a line cites a duty of its doer alone."""
    unit, duty = force.unit(desk), force.duties(desk).get(cited)
    if unit is None or unit.sort != DISCIPLINE:
        return
    if duty is None or duty.sort is DutySort.TAKEN_BACK or is_ended(duty, force):
        raise Rejected("discipline-by-its-own-duty", unit=desk)


def _effort(effort: str) -> None:
    if effort in ("", *SIZES):
        return
    try:
        days = Decimal(effort)
    except InvalidOperation:
        days = Decimal(-1)
    if not (days.is_finite() and 0 < days <= 10_000):
        raise Rejected("effort-unreadable", effort=effort)


def _rhythm(rhythm: Rhythm | None) -> None:
    if rhythm is not None and not 1 <= rhythm.day <= LONGEST[rhythm.every]:
        raise Rejected("rhythm-without-such-a-day", day=rhythm.day, most=LONGEST[rhythm.every])


def _reachable(desk: Desk, force: InForce) -> None:
    if not force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
    whole = force.whole(desk)
    if whole is not None and whole != desk:
        raise Rejected("ask-the-unit", unit=whole)


def check_whole(entries: Sequence[Entry[Listed]], day: date) -> None:
    """Raises Rejected where lines wait for each other in a circle, or name a line or means that is not there, or where
    a version is not the one after the last.
    """
    lines: Mapping[str, Line] = {
        name: value for name, value in section_of(entries, LINES, day).items() if isinstance(value, Line)
    }
    means = section_of(entries, MEANS, day)
    for name, line in lines.items():
        strange = [tie.line for tie in line.before if tie.line not in lines or tie.line == name]
        if strange:
            raise Rejected("no-such-predecessor", line=name, missing=strange[0])
        _ties(name, line)
        lacking = [need for need in line.needs if need not in means]
        if lacking:
            raise Rejected("no-such-means", line=name, missing=lacking[0])
    for number, (version, entry) in enumerate(put_out(entries), 1):
        if (version.number, name_of(entry.event.key)) != (number, f"v{number}"):
            raise Rejected("versions-count-on", number=number)
    found = circle(lines)
    if found:
        raise Rejected("waits-in-a-circle", lines=found)


def _ties(name: str, line: Line) -> None:
    """Two lines stand in one order to each other, so many working days apart at most."""
    others = [tie.line for tie in line.before]
    twice = next((other for other in others if others.count(other) > 1), None)
    if twice is not None:
        raise Rejected("tied-twice", line=name, other=twice)
    if any(tie.type is TieType.FS and tie.lag == 0 for tie in line.ties):
        raise Rejected("wrong-value", section=LINES)
    if any(abs(tie.lag) > LONGEST_LAG for tie in line.ties):
        raise Rejected("lag-too-long", line=name, most=LONGEST_LAG)


def check_put_out(listed: Sequence[Entry[Listed]], opened: Sequence[Entry[Event]]) -> None:
    """Raises Rejected for a version put out to nobody: the letters about it are part of the same command."""
    for version, entry in put_out(listed):
        kind = "consultation" if version.purpose is Purpose.CONSULTATION else "signature"
        letters = (one.event for one in opened if isinstance(one.event, Offered) and one.event.policy.kind == kind)
        if not any((one.joint, one.pinned) == (entry.stream, entry.version) for one in letters):
            raise Rejected("version-without-letters", number=version.number)
