"""A planned network and what became of it: activities, the links between them, and who lengthened which.

Every number is an int or a Fraction of one unit of the caller's choice (working minutes inside the product, whatever a
file says outside), counted from the beginning of the plan. An activity lasts `planned` in the plan and `actual` in
fact; the difference is told by its extensions, each with the party it is put down to. What is malformed is refused by
name: see FAULTS. Source: docs/rules/delay.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NoReturn

from qiantou.insight.malformed import Malformed

Number = int | Fraction

FAULTS = (
    "network-twice",
    "network-missing",
    "network-not-a-number",
    "network-negative",
    "network-negative-start",
    "network-extensions",
    "network-extension-backwards",
    "network-link-type",
    "network-unknown-activity",
    "network-self-link",
    "network-cycle",
    "network-windows",
)


class LinkType(StrEnum):
    """Which end of `before` holds back which end of `after`: finish–start, start–start, finish–finish, start–finish."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"

    @property
    def from_finish(self) -> bool:
        return self in (LinkType.FS, LinkType.FF)

    @property
    def to_finish(self) -> bool:
        return self in (LinkType.FF, LinkType.SF)


@dataclass(frozen=True)
class Extension:
    """From `start` to `end` the activity grew by as much as passed; `regained`: it shrank instead. `at`: the instant at
    which all of it was known at once, such as a later version of the plan."""

    party: str
    start: Number
    end: Number
    regained: bool = False
    at: Number | None = None

    @property
    def signed(self) -> Number:
        return self.start - self.end if self.regained else self.end - self.start


@dataclass(frozen=True)
class Activity:
    """`start`: when it really began; None for as soon as its links let it, by what really happened.

    Without extensions its whole difference is put down to `party`: lost time as it passes after `start` + `planned`,
    regained time at the instant it finished.
    """

    id: str
    party: str
    planned: Number
    actual: Number
    start: Number | None = None
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True)
class Link:
    """`lag`: the least time from the named end of `before` to that of `after`; negative for a lead."""

    before: str
    after: str
    type: LinkType = LinkType.FS
    lag: Number = 0


def checked(activities: Sequence[Activity], links: Sequence[Link]) -> tuple[int, ...]:
    """The places of the activities in an order in which every link leads on.

    Raises Malformed with one of FAULTS, naming the activity or link at fault.
    """
    place: dict[str, int] = {}
    for number, activity in enumerate(activities):
        if activity.id in place:
            raise Malformed("network-twice", activity=activity.id)
        place[activity.id] = number
        _check(activity)
    for link in links:
        _check_link(link, place)
    return _in_order(activities, [(place[link.before], place[link.after]) for link in links])


def _check(activity: Activity) -> None:
    name = activity.id
    for what, value in (("planned", activity.planned), ("actual", activity.actual)):
        if value is None:
            raise Malformed("network-missing", activity=name, what=what)
        number(value, activity=name, what=what)
        if value < 0:
            raise Malformed("network-negative", activity=name, what=what, value=value)
    if activity.start is not None and number(activity.start, activity=name, what="start") < 0:
        raise Malformed("network-negative-start", activity=name, value=activity.start)
    for extension in activity.extensions:
        for what, value in (("extension", extension.start), ("extension", extension.end)):
            number(value, activity=name, what=what)
        if extension.end < extension.start:
            raise Malformed("network-extension-backwards", activity=name, party=extension.party)
    if activity.extensions:
        told, due = sum(one.signed for one in activity.extensions), activity.actual - activity.planned
        if told != due:
            raise Malformed("network-extensions", activity=name, told=told, due=due)


def _check_link(link: Link, known: dict[str, int]) -> None:
    ends = {"before": link.before, "after": link.after}
    if not isinstance(link.type, LinkType):
        raise Malformed("network-link-type", **ends, type=str(link.type))
    for end in (link.before, link.after):
        if end not in known:
            raise Malformed("network-unknown-activity", **ends, activity=end)
    if link.before == link.after:
        raise Malformed("network-self-link", activity=link.before)
    number(link.lag, activity=f"{link.before} → {link.after}", what="lag")


def number(value: object, *, activity: str, what: str) -> Number:
    """The value where it is an exact number. Raises Malformed for text, truth values and floating-point numbers."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise Malformed("network-not-a-number", activity=activity, what=what, value=str(value))
    return value


def _in_order(activities: Sequence[Activity], arrows: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Kahn, Topological sorting of large networks, 1962."""
    after: list[list[int]] = [[] for _ in activities]
    waits = [0] * len(activities)
    for one, other in arrows:
        after[one].append(other)
        waits[other] += 1
    ready = deque(one for one, count in enumerate(waits) if not count)
    order: list[int] = []
    while ready:
        one = ready.popleft()
        order.append(one)
        for other in after[one]:
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    if len(order) < len(activities):
        _refuse_cycle(activities, arrows, {one for one, count in enumerate(waits) if count})
    return tuple(order)


def _refuse_cycle(activities: Sequence[Activity], arrows: Sequence[tuple[int, int]], left: set[int]) -> NoReturn:
    """Every activity left over waits for another one left over: going back from any of them ends in a cycle."""
    came = {other: one for one, other in arrows if one in left and other in left}
    seen: dict[int, int] = {}
    one = min(left)
    while one not in seen:
        seen[one] = len(seen)
        one = came[one]
    back = [name for name, number in seen.items() if number >= seen[one]]
    names = [activities[number].id for number in reversed(back)]
    first = names.index(min(names))
    raise Malformed("network-cycle", activities=tuple(names[first:] + names[:first]))
