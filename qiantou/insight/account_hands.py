"""Through whose hands a matter went and back, how soon those asked began, and minutes counted from its offer on.

Source: docs/rules/account.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.calendar import MINUTE, Calendar, microseconds, united
from qiantou.core.facts import Bound, Carried, Signed
from qiantou.core.kernel import Desk
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.matter import Matter
from qiantou.core.span import spans
from qiantou.core.worktime import deadline, working_minutes
from qiantou.insight.account_pieces import Read
from qiantou.insight.bulletin_waits import Record


@dataclass(frozen=True)
class Bounce:
    """It went from one desk to another and back; `entries`: by which it came back each time."""

    desk: Desk
    through: Desk
    entries: tuple[int, ...]


@dataclass(frozen=True)
class Response:
    """From being asked to the first move of its own; `entry` None where it made none. `allowed` None: no clock."""

    desk: Desk
    asked: int
    minutes: int
    allowed: int | None
    entry: int | None


def minutes_of(read: Read) -> Callable[[datetime], int]:
    """A function: whole minutes from the offer to an instant; below nought before it. Differences add up over any
    cut."""
    count = _round_the_clock if read.matter.urgency is Urgency.EMERGENCY else working_minutes
    opened, calendar = read.one.entries[0].at, read.calendar

    def at(instant: datetime) -> int:
        if instant < opened:
            return -count(calendar, instant, opened)
        return count(calendar, opened, instant)

    return at


def bounces(one: Record) -> tuple[Bounce, ...]:
    """In the matter's own hands; what stops it counts as the hand of whoever has that."""
    told = spans(one.entries, one.after)
    hands = [span for n, span in enumerate(told) if n == 0 or span.holder != told[n - 1].holder]
    found = defaultdict[tuple[Desk, Desk], list[int]](list)
    for first, second, third in zip(hands, hands[1:], hands[2:], strict=False):
        if first.holder == third.holder:
            back = next(entry.version for entry in reversed(one.entries) if entry.at <= third.start)
            found[first.holder, second.holder].append(back)
    return tuple(Bounce(desk, through, tuple(entries)) for (desk, through), entries in found.items())


def responses(read: Read) -> tuple[Response, ...]:
    """One for each doer that was asked, in order; what is not answered yet is told through now."""
    one = read.one
    found: list[Response] = []
    for number, state in enumerate(one.after):
        before = one.after[number - 1] if number else None
        if state.stage is Phase.OFFERED and (before is None or before.doer != state.doer):
            found.append(_response(read, number, state))
    return tuple(found)


def _response(read: Read, number: int, state: Matter) -> Response:
    at = minutes_of(read)
    asked, end, entry = read.one.entries[number], read.closed, None
    for later, after in zip(read.one.entries[number + 1 :], read.one.after[number + 1 :], strict=True):
        is_answer = later.by.desk == state.doer or isinstance(later.event, Signed | Carried)
        if is_answer or isinstance(later.event, Bound) or after.doer != state.doer or not after.is_open:
            end, entry = later.at, later.version if is_answer else None
            break
    limit = state.policy.limit(Phase.OFFERED)
    told = deadline(read.calendar, asked.at, limit) if limit is not None else None
    begun = at(asked.at)
    allowed = at(told) - begun if told is not None else None
    return Response(state.doer, asked.version, at(end) - begun, allowed, entry)


def _round_the_clock(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Whole minutes, the time left out in which the site was closed."""
    first, last = microseconds(start), microseconds(end)
    shut: Sequence[tuple[int, int]] = united((max(a, first), min(b, last)) for a, b in calendar.sums.closed)
    return max(0, last - first - sum(b - a for a, b in shut)) // MINUTE
