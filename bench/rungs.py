"""The clock under load: ten thousand rungs due at once, taken by three workers of which one is killed; and how late a
lapse is recorded while eight people work.

The rungs are written chasers of emergencies whose day has passed: they mind no office hours, so all are due when the
workers start. A matter has its chaser once or the measure fails. Lateness is `recorded_at` less `at`: a lapse stands in
the record at its scheduled instant, whoever records it.
"""

from __future__ import annotations

import queue
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from bench.commands import PEOPLE, Waiting, clerks
from bench.figures import Figure
from bench.fill import InMemory, offered, write_matters
from bench.ground import running, served
from bench.load import rounds
from bench.scene import Scene
from qiantou.core.kernel import Entry, Stream
from qiantou.core.kinds import Urgency
from qiantou.core.loop import Play
from qiantou.core.moves import Accept, Command, Offer
from qiantou.core.register import UNITS, Unit

WORKERS = 3
WANTED = 60.0  # seconds for all rungs
LAPSES, SPREAD = 600, 60  # so many lapses over so many seconds
LATEST = 5.0  # seconds
BATCH = 2000


def run(scene: Scene, count: int) -> Iterator[Figure]:
    yield Figure("rungs", f"{count:,} rungs due at once, three workers, one killed", "s", (_taken(scene, count),),
                 WANTED, at_most=True)  # fmt: skip
    late = sorted(_lateness(scene))
    at_99 = late[int(len(late) * 0.99)]
    yield Figure("rungs", f"lateness of {len(late)} lapses under load, 99th of 100", "s", (at_99,), LATEST,
                 at_most=True)  # fmt: skip


def _taken(scene: Scene, count: int) -> float:
    """Seconds from the start of the workers until every rung was taken."""
    from qiantou.readmodel.models import MatterRow

    overdue(scene, count)
    due = MatterRow.objects.filter(urgency="emergency", rung="")
    begun = time.perf_counter()
    with ExitStack() as stack:
        workers = [stack.enter_context(running(["worker"], scene.site.environment)) for _ in range(WORKERS)]
        while (left := due.count()) > 0:
            if workers and left < count * 2 / 3:
                workers.pop().kill()
                workers = []
            if time.perf_counter() - begun > 20 * WANTED:
                raise RuntimeError(f"{left} rungs were not taken")
            time.sleep(0.2)
        passed = time.perf_counter() - begun
    _check_once(count)
    return passed


def _check_once(count: int) -> None:
    """Raises unless each of the emergencies has one chaser and no other rung."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT e.stream) FROM ledger_entry e JOIN readmodel_matterrow m "
            "ON m.stream = e.stream WHERE m.urgency = 'emergency' AND e.version = 3"
        )
        entries, streams = cursor.fetchone()
        cursor.execute("SELECT max(version), min(rung) FROM readmodel_matterrow WHERE urgency = 'emergency'")
        most, rung = cursor.fetchone()
    if (entries, streams, most, rung) != (count, count, 3, "chaser"):
        raise RuntimeError(f"{entries} chasers of {streams} matters, up to entry {most}")


def overdue(scene: Scene, count: int) -> None:
    """Add so many emergencies underway whose day was the day before yesterday."""
    opened = scene.now - timedelta(days=3)
    day = (scene.now - timedelta(days=2)).date()
    _add(scene, count, "emergency", opened, lambda ask: Offer(
        "task", ask[0], ask[1], "排除险情", due=day, urgency=Urgency.EMERGENCY), accepted=True)  # fmt: skip


def _lateness(scene: Scene) -> list[float]:
    """Seconds between the instant of each lapse and its record, with people at work beside the worker."""
    from qiantou.acts import shell
    from qiantou.ledger.models import Entry as EntryRow

    waiting = [Waiting(stream[:12], asker, doer) for stream, asker, doer in offered(scene, matters=4000)]
    with served(scene.site) as port:
        first = shell.now() + timedelta(seconds=5)
        called = _called(scene, first)
        work: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        for one in waiting:
            work.put(one)
        rounds([clerk.step for clerk in clerks(port, work, scene.cast, PEOPLE)], seconds=SPREAD + 10.0, count=1)
        time.sleep(LATEST)
    rows = EntryRow.objects.filter(stream__in=called, version=2)
    found = [(row.recorded_at - row.at).total_seconds() for row in rows]
    if len(found) != LAPSES:
        raise RuntimeError(f"{len(found)} of {LAPSES} lapses were recorded")
    return found


def _called(scene: Scene, first: Any) -> list[Stream]:
    """Calls for help whose 30 minutes to arrive run out one after another from `first` on."""
    from django.db import transaction

    chance, batch = random.Random("called"), {}
    units = scene.register.at(scene.now).section(UNITS)
    bureaus = [
        number for number, (desk, _post, _account) in enumerate(scene.cast.clerks)
        if isinstance(unit := units.get(desk), Unit) and unit.sort == "bureau"
    ]  # fmt: skip
    for number in range(LAPSES):
        opened = first + timedelta(seconds=SPREAD * number / LAPSES) - timedelta(minutes=30)
        asker, doer = chance.sample(bureaus, 2)
        offer = Offer("whistle-emergency", scene.cast.clerks[asker][0], scene.cast.clerks[doer][0], "请到场处置")
        play = Play(InMemory(scene.register), opened)
        stream = Stream(chance.randbytes(16).hex())
        play.carry_out(stream, offer, scene.cast.by(asker))
        batch[stream] = play.entries
    with transaction.atomic():
        write_matters(batch, scene.register, scene.now)
    return list(batch)


def _add(scene: Scene, count: int, seed: str, opened: Any, offer: Any, *, accepted: bool) -> None:
    chance = random.Random(seed)
    batch: dict[Stream, list[Entry[Any]]] = {}
    for _ in range(count):
        asker, doer = chance.sample(range(len(scene.cast.clerks)), 2)
        stream = Stream(chance.randbytes(16).hex())
        play = Play(InMemory(scene.register), opened)
        steps: list[tuple[Command, int]] = [
            (offer((scene.cast.clerks[asker][0], scene.cast.clerks[doer][0])), asker), (Accept(), doer),
        ]  # fmt: skip
        for command, who in steps[: 2 if accepted else 1]:
            play.carry_out(stream, command, scene.cast.by(who))
        batch[stream] = play.entries
        if len(batch) >= BATCH:
            write_matters(batch, scene.register, scene.now)
            batch = {}
    if batch:
        write_matters(batch, scene.register, scene.now)
