"""The steps of a work as planned and as they went, and the network that is made of them.

Source: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qiantou.core.attribution import NOBODY, Overtime
from qiantou.core.kernel import Stream
from qiantou.core.plan import Tie
from qiantou.core.worktime import add_working_minutes
from qiantou.insight.account_shields import Waiting
from qiantou.insight.as_built_parts import LATE_LAUNCH, LAUNCHING, UNLAUNCHED, Axis, Part
from qiantou.insight.network import Activity, Extension, Link, LinkType

LAUNCH = ""
"""The activity from which lines begin that were asked for only later."""
LEFT_OUT = ("coordination", "repeats", "no-day", "not-opened", "withdrawn", "otherwise")
"""Why a line or means is no step: it goes along with the rest or falls due again and again, and nothing waits for its
end; it has no day, no matter, was taken out, or ended without a delivery."""


@dataclass(frozen=True)
class Step:
    """A line or means as planned and as it went, `(start, finish)` in working minutes; open: as expected.

    `lasts`: its planned duration. `added`: of one that a later version added, the minute at which that was signed, and
    the one from which the network counts it: in the first plan it lasts no time, and all of its days are known at once.
    `due`: its day as first signed. `ties`: the links of the network; `later`: what a later version put before it, each
    with the minute from which it counts. `unheld`: the ties that the record shows it did not wait for;
    `unlaunched`: those to what was not launched. `overtime`: by
    party, the minutes beyond what each was allowed, whatever came of them; the doer's as in the account of the matter.
    """

    name: str
    party: str
    matter: Stream
    due: date
    lasts: int
    planned: tuple[int, int]
    actual: tuple[int, int]
    is_open: bool
    parts: tuple[Part, ...]
    ties: tuple[Tie, ...]
    unheld: tuple[Tie, ...]
    overtime: Mapping[str, int]
    added: tuple[int, int] | None = None
    later: tuple[tuple[Tie, int], ...] = ()
    unlaunched: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class AsBuilt:
    """The steps in an order in which each comes after what it hangs on. `left_out`: name → a code of LEFT_OUT.

    `waited`: of the matter of a line with ties, when these and its planned duration let it last. `overruns`: what
    is each unit's own of any matter of the work until that was over, as in its account; `apart`: those of them in
    matters of lines that are no step's. `over`: when the work was, and with it whatever is told here; None: it goes on.
    """

    axis: Axis
    through: datetime
    steps: tuple[Step, ...]
    activities: tuple[Activity, ...]
    links: tuple[Link, ...]
    left_out: Mapping[str, str]
    waited: Mapping[Stream, Waiting]
    overruns: tuple[Overtime, ...]
    apart: tuple[Overtime, ...] = ()
    over: datetime | None = None

    @property
    def overtime(self) -> dict[str, int]:
        """By party, the minutes beyond what each was allowed, in the steps and in what is left out of the network."""
        found: dict[str, int] = {}
        told = [item for step in self.steps for item in step.overtime.items()]
        for party, minutes in (*told, *((one.party, one.minutes) for one in self.apart)):
            found[party] = found.get(party, 0) + minutes
        return found

    @property
    def is_final(self) -> bool:
        return bool(self.steps) and not any(step.is_open for step in self.steps)

    def instant(self, minutes: int) -> datetime:
        """When so many working minutes had passed since the launch."""
        return add_working_minutes(self.axis.force.calendar, self.axis.origin, minutes) if minutes else self.axis.origin


def based(done: Mapping[str, Step], ties: Iterable[tuple[Tie, int]]) -> int:
    """From which minute the network counts a line that a later version added, by its ties, each with its lag in
    minutes: there none holds it back longer than what it names lasts, and what was added as well and comes before it
    begins where the network has that begin."""
    held = [0]
    for tie, lag in ties:
        step, kind = done[tie.line], LinkType(tie.type)
        start = step.actual[0] if step.added is None else step.added[1]
        if not kind.to_finish:
            held.append((step.actual[1] if kind.from_finish else start) + min(0, lag))
    return max(held)


def activity_of(step: Step) -> Activity:
    grown = tuple(Extension(part.party, part.start, part.end, part.regained) for part in step.parts)
    parts = sum(part.minutes for part in step.parts)
    if step.added is None:
        return Activity(step.name, step.party, step.lasts, step.lasts + parts, None, grown)
    at, base = step.added
    scope = max(0, step.actual[1] - parts - base)
    grown = (Extension(NOBODY, base, base + scope, at=at), *grown)
    return Activity(step.name, step.party, 0, scope + parts, None, grown)


def late_launches(built: AsBuilt) -> dict[str, tuple[datetime, datetime]]:
    """What a later version added and was launched late, or not launched though a line waits for it: from when until
    when it was the lead's."""
    found: dict[str, tuple[datetime, datetime]] = {}
    for step in built.steps:
        for part in step.parts:
            if part.cause == LATE_LAUNCH and step.added is not None:
                begins = min(one.start for one in step.parts if one.cause in (LAUNCHING, LATE_LAUNCH))
                found[step.name] = built.instant(begins), built.instant(part.end)
            if part.cause == UNLAUNCHED:
                begin = built.instant(part.start)
                told = [tie.line for tie in step.unlaunched]
                found |= {name: (min(begin, found.get(name, (begin,))[0]), built.through) for name in told}
    return found
