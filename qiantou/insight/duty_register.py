"""What of the register belongs into a duty file: what held in some part of the period, and what was issued then.

A change holds from its first day until the day before the next change of the same key. Rules: docs/rules/duty_file.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.bulletin import BULLETINS, ISSUES, Bulletin, Issue, Item, end_of
from qiantou.core.delegation import Delegation
from qiantou.core.exemption import CHECKS, Check
from qiantou.core.kernel import Desk, Entry
from qiantou.core.mandate import Mandate
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.plan import LINES, VERSIONS, Line
from qiantou.core.register import CHARTERS, DELEGATIONS, MANDATES, Listed
from qiantou.core.review import SHEETS, Sheet
from qiantou.insight.duty_file import Heading, Subject

HEADINGS = {
    CHARTERS: Heading.MANDATES, MANDATES: Heading.MANDATES, DELEGATIONS: Heading.MANDATES, VERSIONS: Heading.PLAN,
    LINES: Heading.PLAN, MEETINGS: Heading.MEETINGS, BULLETINS: Heading.BULLETINS, ATTRIBUTIONS: Heading.REVIEW,
    SHEETS: Heading.REVIEW, CHECKS: Heading.REVIEW,
}  # fmt: skip
"""Section → the heading under which its changes stand."""


@dataclass(frozen=True)
class Held:
    """A change of the register; of a bulletin the places of its `lines` that belong into the file."""

    heading: Heading
    entry: Entry[Listed]
    lines: tuple[int, ...] = ()


def held(entries: Sequence[Entry[Listed]], subject: Subject) -> list[Held]:
    """Of all changes of these keys, in the order recorded: those that held in some part of the period and concern the
    subject. What was superseded on the day it came into force never held."""
    by_key: dict[tuple[str, str], list[Entry[Listed]]] = {}
    for entry in entries:
        by_key.setdefault((entry.event.section, entry.event.key), []).append(entry)
    found = [one for rows in by_key.values() for one in _of_key(rows, subject)]
    issued = _issued(entries)
    told = [_told(entry, subject, issued) for entry in found]
    return sorted((one for one in told if one is not None), key=lambda one: (one.entry.event.since, one.entry.at))


def _of_key(rows: Sequence[Entry[Listed]], subject: Subject) -> Iterator[Entry[Listed]]:
    ordered = sorted(rows, key=lambda entry: entry.event.since)
    for number, entry in enumerate(ordered):
        after = ordered[number + 1].event.since if number + 1 < len(ordered) else None
        begins = entry.event.since
        ends = after - timedelta(1) if after is not None else None
        if isinstance(entry.event.value, Mandate | Delegation):
            ends = min(entry.event.value.until, ends or entry.event.value.until) if entry.event.value.until else ends
        if HEADINGS.get(entry.event.section) is Heading.REVIEW and begins < subject.first:
            continue  # put out on a day, of what was before it: it does not go on holding
        if begins <= subject.last and (ends is None or max(begins, subject.first) <= ends):
            yield entry


def _issued(entries: Iterable[Entry[Listed]]) -> set[tuple[str, int]]:
    """Streams and versions of the contents of bulletins that were issued."""
    issues = ((entry.stream, entry.event.value) for entry in entries if entry.event.section == ISSUES)
    return {(stream, value.version) for stream, value in issues if isinstance(value, Issue)}


def _told(entry: Entry[Listed], subject: Subject, issued: set[tuple[str, int]]) -> Held | None:
    listed = entry.event
    heading = HEADINGS.get(listed.section)
    if heading is None or listed.value is None:
        return None
    match listed.value:
        case Bulletin() as content:
            if (entry.stream, entry.version) not in issued or not _in_period(listed.key, subject):
                return None
            lines = tuple(told_lines(content, subject))
            return Held(heading, entry, lines) if lines else None
        case Meeting(day=day, held=on) as meeting:
            told = subject.first <= (on or day) <= subject.last and _takes_part(meeting, subject)
            return Held(heading, entry) if told else None
        case Line(unit=unit):
            return Held(heading, entry) if subject.desks is None or unit in subject.desks else None
        case Check(unit=unit):
            return Held(heading, entry) if subject.desks is not None and unit in subject.desks else None
        case Attribution() | Sheet():
            return Held(heading, entry) if subject.first <= listed.since <= subject.last else None
        case _:
            return Held(heading, entry)


def told_lines(content: Bulletin, subject: Subject) -> Iterator[int]:
    """The places of the lines that name the subject's desks, what the office left out of what it issued apart."""
    struck = {one.item for one in content.struck}
    for place, item in enumerate(content.items):
        if place not in struck and (subject.desks is None or _desks(item) & subject.desks):
            yield place


def _desks(item: Item) -> set[Desk]:
    return {desk for desk in (item.unit, item.whose, *(one.desk for one in item.waits)) if desk}


def _in_period(key: str, subject: Subject) -> bool:
    end = end_of(key)
    return end is not None and subject.first <= end <= subject.last


def _takes_part(meeting: Meeting, subject: Subject) -> bool:
    if subject.desks is None:
        return True
    doers = {one.doer for one in meeting.decisions}
    return bool(subject.desks & ({meeting.chair, meeting.caller, *meeting.invited, *meeting.attended} | doers))
