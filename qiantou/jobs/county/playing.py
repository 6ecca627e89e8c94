"""Scenes of all stories are played in the order of their instants; between two of them the clock records what
lapsed, as the worker would.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from qiantou.acts.execute import tick
from qiantou.core.kernel import Stream
from qiantou.jobs.county.clock import StoryClock
from qiantou.jobs.county.establish import County
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import MatterRow

Story = Callable[[Teller], Scenes]


def tell(stories: Iterable[Story], county: County, clock: StoryClock) -> None:
    """Play every scene that lies before `clock.told`, in the order of instants. Run inside `shell.scripted`."""
    waiting: list[tuple[datetime, int, Scenes]] = []
    for number, story in enumerate(stories):
        _next(waiting, number, story(Teller(county, clock)))
    while waiting and waiting[0][0] < clock.told:
        instant, number, scenes = heapq.heappop(waiting)
        catch_up(clock, instant)
        clock.forward(instant)
        _next(waiting, number, scenes)
    catch_up(clock, clock.told)


def _next(waiting: list[tuple[datetime, int, Scenes]], number: int, scenes: Scenes) -> None:
    instant = next(scenes, None)
    if instant is not None:
        heapq.heappush(waiting, (instant, number, scenes))


def catch_up(clock: StoryClock, until: datetime) -> None:
    """What time alone changes by `until`, recorded as the worker would have: shortly after each instant."""
    while True:
        due = MatterRow.objects.filter(next_at__lt=until).order_by("next_at", "stream").first()
        if due is None or due.next_at is None:
            return
        clock.forward(due.next_at + timedelta(seconds=2))
        tick(Stream(due.stream))
