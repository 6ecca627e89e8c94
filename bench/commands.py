"""One command end to end: a form is posted by a signed-in person and answered once it is on the disk.

Several people at once carry matters from the answer to an offer to the accepted delivery, each its own matters,
through the real server (two processes) with the worker beside it; the client runs on the same machine.
"""

from __future__ import annotations

import queue
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from bench.client import CSRF, Client, cookies_of
from bench.figures import Figure
from bench.fill import Cast, offered
from bench.ground import served
from bench.load import rounds
from bench.scene import Scene

PEOPLE = 8
SECONDS, ROUNDS = 5.0, 5
MATTERS = 1500  # each takes four commands
WANTED = 100.0  # commands a second


@dataclass(frozen=True)
class Waiting:
    """A matter that waits for its doer's answer, and the two browsers that will carry it to its end."""

    ref: str
    asker: str
    doer: str


def run(scene: Scene) -> Iterator[Figure]:
    waiting = [Waiting(stream[:12], asker, doer) for stream, asker, doer in offered(scene, matters=MATTERS)]
    with served(scene.site) as port:
        work: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        for one in waiting:
            work.put(one)
        found = rounds([clerk.step for clerk in clerks(port, work, scene.cast, PEOPLE)], seconds=SECONDS, count=ROUNDS)
    rates = tuple(one.rate for one in found)
    yield Figure("commands", "commands end to end", "/s", rates, WANTED, note=f"{PEOPLE} people at once")
    waits = sorted(wait * 1000 for one in found for wait in one.waits)
    at_95 = waits[int(len(waits) * 0.95)]
    yield Figure("commands", "a command's wait, 95th of 100", "ms", (at_95,))


def clerks(port: int, work: queue.SimpleQueue[Waiting], cast: Cast, count: int) -> list[Clerk]:
    """So many people at work on the same queue."""
    return [Clerk(port, work, cast) for _ in range(count)]


class Clerk:
    """One person at work: takes the next matter and makes its four moves one after another."""

    def __init__(self, port: int, work: queue.SimpleQueue[Waiting], cast: Cast) -> None:
        self._port, self._work, self._cast = port, work, cast
        self._browsers: dict[str, Client] = {}
        self._moves = iter(())

    def step(self) -> None:
        move = next(self._moves, None)
        if move is None:
            self._moves = self._of(self._work.get(timeout=1))
            move = next(self._moves)
        login, path, fields = move
        answer = self._browser(login).post(path, fields)
        if answer.status != 302:
            raise RuntimeError(f"{path}: {answer.status}\n{answer.body.decode()[:2000]}")
        self._browser(login).cookies.pop("messages", None)  # what the next page would have shown and forgotten

    def _browser(self, login: str) -> Client:
        if login not in self._browsers:
            self._browsers[login] = Client(self._port, cookies_of(login))
        return self._browsers[login]

    def _of(self, matter: Waiting) -> Iterator[tuple[str, str, dict[str, str]]]:
        said = {"reason": "已办结，材料附后。"}
        moves = [("accept", matter.doer, {}), ("report", matter.doer, said), ("deliver", matter.doer, said)]
        for version, (code, login, words) in enumerate([*moves, ("accept-delivery", matter.asker, {})], start=1):
            fields = {
                "csrfmiddlewaretoken": CSRF,
                "command_id": uuid.uuid4().hex,
                "version": str(version),
                "desk": str(self._cast.desk_of(login)),
                **words,
            }
            yield login, f"/m/{matter.ref}/move/{code}/", fields
