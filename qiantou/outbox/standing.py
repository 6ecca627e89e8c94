"""Whether a line of a message still holds at the moment it is sent: asked of the record, not of what was queued.

Nobody is told of a matter that has ended, that somebody else has in hand now, or whose clock stands still; nobody who
has left the desk is told anything; and people hear of one matter no more than CAP times a day, emergencies excepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from qiantou.core.due import current_due
from qiantou.core.evolve import evolve
from qiantou.core.facts import Offered
from qiantou.core.kernel import Stream, fold
from qiantou.core.ladder import is_resting
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce
from qiantou.ledger.writer import read
from qiantou.outbox.codes import CODES
from qiantou.outbox.models import Line, Message
from qiantou.outbox.surroundings import Surroundings

CAP = 2  # [default] lines about one matter to one address within a day of the site

Matters = Mapping[str, Matter]


def matters_of(lines: Sequence[Line]) -> dict[str, Matter]:
    """The matters that lines speak of, as recorded now; one query. What is no matter is not among them."""
    wanted = sorted({Stream(line.notice.stream) for line in lines if line.notice.stream})
    histories = read(wanted) if wanted else {}
    found: dict[str, Matter] = {}
    for stream, entries in histories.items():
        if entries and isinstance(entries[0].event, Offered):
            matter = fold(evolve, None, entries)
            assert matter is not None
            found[stream] = matter
    return found


def judge(message: Message, lines: Sequence[Line], matters: Matters, site: Surroundings) -> list[Line]:
    """Give each line its fate; those to be told, the weightiest of each matter, in the order they came."""
    now = site.now()
    force = site.force(now)
    seated = _seated(message, lines, site)
    said = _said_today(message, force.calendar.start_of_day(force.calendar.day_of(now)))
    best: dict[str, Line] = {}
    for line in lines:
        notice = line.notice
        line.fate = "left" if notice.desk not in seated else fate(line, matters.get(notice.stream))
        if not line.fate and notice.stream and said[notice.stream] >= CAP:
            line.fate = "cap"
        if line.fate:
            continue
        line.fate = "told"
        other = best.get(notice.stream) if notice.stream else None
        if other is not None:
            weaker = line if CODES[notice.code].rank < CODES[other.notice.code].rank else other
            weaker.fate = "merged"
            line = other if weaker is line else line
        best[notice.stream or f"n{notice.pk}"] = line
    return [line for line in lines if line.fate == "told"]


def fate(line: Line, matter: Matter | None) -> str:
    """Why a line is left out; "" when it holds."""
    notice, code = line.notice, CODES[line.notice.code]
    if matter is None:
        return ""
    if notice.code == "ended":
        return "moved" if matter.is_open else ""
    if not matter.is_open:
        return "" if notice.code == "row" else "ended"
    if notice.holder and matter.holder != notice.holder:
        return "moved"
    if code.chases and is_resting(matter):
        return "resting"
    return ""


def due_of(matter: Matter, force: InForce, now: datetime) -> date | None:
    """The day that is in force; None while the clock stands still, or where no day was agreed."""
    calendar = force.calendar
    return current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, now)


def _seated(message: Message, lines: Sequence[Line], site: Surroundings) -> set[str]:
    """Those of the desks whose news the target may still have."""
    desks = {line.notice.desk for line in lines}
    if message.channel != "mail":
        return desks
    people = site.people(desks)
    return {desk for desk in desks if any(person.account == message.target for person in people.get(desk, ()))}


def _said_today(message: Message, midnight: datetime) -> Counter[str]:
    if message.urgent or message.channel == "hook":  # a program misses nothing by hearing of it three times
        return Counter()
    rows = Line.objects.filter(
        message__channel=message.channel, message__target=message.target, fate="told", message__done__gte=midnight
    )
    return Counter(rows.values_list("notice__stream", flat=True))
