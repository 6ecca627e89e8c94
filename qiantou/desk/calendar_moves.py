"""What a change of the calendar would do to open dates: due days and reply clocks, each before and after.

Only matters that the change can touch are folded, found by their rows: those due on a changed day or on the one it
would roll to, those whose clock ever stood, those whose reply clock ends after it. Of very many the most urgent
are computed, and how many were not is said. Whoever keeps the calendar sees no business content, so a moved date
is shown with its matter's number and kind, without title or units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from qiantou.acts import registers, shell
from qiantou.core.advance import lapse_at
from qiantou.core.calendar import Calendar
from qiantou.core.due import current_due
from qiantou.core.evolve import evolve
from qiantou.core.kernel import RULE, Entry, Stream, fold
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce, Listed, Register
from qiantou.core.worktime import add_working_days
from qiantou.desk import labels
from qiantou.desk.addresses import ref
from qiantou.desk.clocks import deadline_words
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow, SpanRow

COMPUTED = 300  # matters folded for one look
LISTED = 20
STOPPING = ("blocked", "delivered", "referred")  # states after which a clock may have stood


@dataclass(frozen=True)
class Moved:
    """One date of an open matter that the change moves, in words."""

    number: str
    kind: str
    what: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Consequences:
    """`touched`: open matters the change can touch; `computed` of them were looked at. `moved`: dates that move."""

    open: int
    touched: int
    computed: int
    moved: int
    first: tuple[Moved, ...]

    @property
    def left(self) -> int:
        return self.touched - self.computed


def consequences(listed: Listed) -> Consequences:
    """What entering `listed` now would do to open dates. Nothing is written."""
    folded, now = registers.folded(), shell.now()
    before = folded.register.at(now)
    entry = Entry(registers.CALENDAR, len(folded.entries) + 1, now, RULE, listed)
    after = Register((*folded.entries, entry)).at(now)
    is_open = MatterRow.objects.filter(is_open=True)
    days = changed_days(before.calendar, after.calendar)
    if days is None:
        return Consequences(is_open.count(), 0, 0, 0, ())
    rows = is_open.filter(_touched(days, before.calendar, now))
    looked = list(rows.order_by("due_now", "stream").only("stream", "kind", "due")[:COMPUTED])
    told = read([Stream(row.stream) for row in looked])
    moved: list[Moved] = []
    for row in looked:
        matter = fold(evolve, None, told[Stream(row.stream)])
        if matter is not None:
            moved.extend(_moved(row, matter, before, after))
    return Consequences(is_open.count(), rows.count(), len(looked), len(moved), tuple(moved[:LISTED]))


def changed_days(before: Calendar, after: Calendar) -> tuple[date, date] | None:
    """The first and last day on which the two differ; every day where hours or zone do; None where none does."""
    if (before.zone, before.hours) != (after.zone, after.hours):
        return date.min, date.max
    days = {day for day in {*before.days, *after.days} if before.days.get(day) != after.days.get(day)}
    for start, end in set(before.closed) ^ set(after.closed):
        days |= {after.day_of(start), after.day_of(end)}
    return (min(days), max(days)) if days else None


def _touched(days: tuple[date, date], before: Calendar, now: datetime) -> Q:
    first, last = days
    if first == date.min:
        return Q(due_now__isnull=False) | Q(reply_at__isnull=False)
    due = Q(due_now__gte=first, due_now__lte=add_working_days(before, last, 1))
    stood = Q(stream__in=SpanRow.objects.filter(state__in=STOPPING, end__isnull=False).values("stream"))
    if first > before.day_of(now):
        stood &= Q(due_now__gte=first)
    reply = Q(reply_at__gte=before.start_of_day(first), since__lt=before.end_of_day(last))
    return due | (stood & Q(due_now__isnull=False)) | reply


def _moved(row: MatterRow, matter: Matter, before: InForce, after: InForce) -> Iterator[Moved]:
    number, kind, now = ref(row.stream), labels.kind(row.kind), before.instant
    old, new = (
        current_due(matter.due, matter.grants, pauses(matter, force.calendar), force.calendar, now)
        for force in (before, after)
    )
    if old != new:
        why = _why(before.calendar, after.calendar, old, row)
        yield Moved(number, kind, _("due day"), in_words(old), in_words(new), why)
    lapse, then = lapse_at(matter, before), lapse_at(matter, after)
    if lapse is not None and then is not None and lapse != then:
        words = deadline_words(lapse, before.calendar), deadline_words(then, after.calendar)
        is_later = then > lapse
        why = (
            _("the days between count otherwise: later") if is_later else _("the days between count otherwise: earlier")
        )
        yield Moved(number, kind, _("reply clock"), words[0], words[1], why)


def _why(before: Calendar, after: Calendar, old: date | None, row: MatterRow) -> str:
    if old is not None and before.is_working_day(old) and not after.is_working_day(old):
        return _("its last day becomes a day of rest and rolls forward")
    if row.due is not None and not before.is_working_day(row.due) and after.is_working_day(row.due):
        return _("its last day is worked now and rolls no longer")
    return _("its paused time makes another number of working days")
