"""Whistles counted: called, come in time, answered, solved, satisfied; and who calls, or is called, far from the rest.

Each share stands with its n and its interval; what is not confirmed or not rated is not in n. Too few and too many are
both shown, against the median of the peers: a unit counts as far from it beyond a factor, once the median is large
enough to say anything. Nothing follows by itself from being far: too few may be a quiet year or fear of calling, too
many may be a load of work or calls that a telephone would have settled. Rules: docs/rules/whistle.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from qiantou.core.kernel import Desk
from qiantou.core.whistle import YES, Called
from qiantou.insight.wilson import wilson

FAR = 2.0
"""[default] Times the median, or the median by this, beyond which a number is far from those of the peers."""
LEAST_MEDIAN = 3.0
"""[default] Below this median no number is called far from it."""
LEAST_PEERS = 3
"""[default] Fewer units have no median worth the name."""


@dataclass(frozen=True)
class Share:
    """`k` of `n`; the interval is that of Wilson, None where n is 0."""

    k: int
    n: int

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.k, self.n) if self.n else None


@dataclass(frozen=True)
class Tally:
    """The calls of one desk, as caller or as called. `far`: "few", "many", or empty for neither."""

    desk: Desk
    count: int
    came: Share
    finished: Share
    solved: Share
    satisfied: Share
    middle: float | None = None
    far: str = ""


def by_department(calls: Iterable[Called], peers: Sequence[Desk] = ()) -> list[Tally]:
    """One row for each department called, and for each of `peers` that was not; in order of their names."""
    return _tallies(calls, lambda call: call.desk, peers)


def by_caller(calls: Iterable[Called], peers: Sequence[Desk] = ()) -> list[Tally]:
    """The same by who called: what it got for its calls."""
    return _tallies(calls, lambda call: call.caller, peers)


def _tallies(calls: Iterable[Called], side: Callable[[Called], Desk], peers: Sequence[Desk]) -> list[Tally]:
    grouped: dict[Desk, list[Called]] = {desk: [] for desk in peers}
    for call in calls:
        grouped.setdefault(side(call), []).append(call)
    counts = {desk: len(own) for desk, own in grouped.items()}
    return [_tally(desk, grouped[desk], counts) for desk in sorted(grouped)]


def _tally(desk: Desk, own: Sequence[Called], counts: Mapping[Desk, int]) -> Tally:
    """A call counts for arrival once made or over, for finishing once finished or over, for a rating once rated."""
    sure = [call for call in own if call.sure]
    arrived = [call for call in sure if call.arrived is not None or not call.is_open]
    finished = [call for call in sure if call.finished is not None or not call.is_open]
    rated = [call for call in sure if call.solved is not None]
    middle, far = _far(desk, counts)
    return Tally(
        desk, len(own),
        came=Share(sum(call.came_in_time for call in arrived), len(arrived)),
        finished=Share(sum(call.finished_in_time for call in finished), len(finished)),
        solved=Share(sum(call.solved is True for call in rated), len(rated)),
        satisfied=Share(sum(call.satisfied == YES for call in rated), len(rated)),
        middle=middle, far=far,
    )  # fmt: skip


def _far(desk: Desk, counts: Mapping[Desk, int]) -> tuple[float | None, str]:
    """The median of the others, and on which side of it the desk is far."""
    others = [count for other, count in counts.items() if other != desk]
    if len(others) < LEAST_PEERS:
        return None, ""
    middle = float(median(others))
    if middle < LEAST_MEDIAN:
        return middle, ""
    if counts[desk] > middle * FAR:
        return middle, "many"
    return middle, "few" if counts[desk] * FAR < middle else ""
