"""Doing the same to many things over all processors, in order, with few of them in memory at a time."""

import gc
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache, partial
from multiprocessing import get_context
from os import cpu_count
from typing import Any, Final, Generic, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
Value = TypeVar("Value")

SMALL_LOG: Final = 16_384  # entries up to which starting further processes costs more than it saves
_AHEAD: Final = 8  # tasks handed out before the oldest one's outcome is waited for


class Sent(Generic[Value]):
    """A value that many tasks carry: packed once, unpacked once in each process."""

    def __init__(self, value: Value) -> None:
        self._packed = pickle.dumps(value)

    @property
    def value(self) -> Value:
        value: Value = _unpacked(self._packed)
        return value


@lru_cache(maxsize=8)
def _unpacked(packed: bytes) -> Any:
    return pickle.loads(packed)  # noqa: S301 - packed by the process that started this one


def _begin(begin: Callable[[], None] | None) -> None:
    if begin is not None:
        begin()
    gc.disable()


class RunAll:
    """Applies a function of a module to many things; outcomes come in the order of the things.

    For a log of few entries everything runs in this process. `begin` is called once in each other process.
    Meanwhile no process looks for cycles, which records and matters never form: looking through all that is held
    took more than half of the time.
    """

    def __init__(self, size: int, begin: Callable[[], None] | None = None) -> None:
        many = size > SMALL_LOG
        spawn = get_context("spawn")
        start = partial(_begin, begin)
        self._pool = ProcessPoolExecutor(cpu_count(), mp_context=spawn, initializer=start) if many else None
        self._collects = gc.isenabled()

    def __call__(self, act: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        if self._pool is None:
            yield from map(act, tasks)
            return
        waiting: deque[Future[Done]] = deque()
        for task in tasks:
            waiting.append(self._pool.submit(act, task))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def __enter__(self) -> "RunAll":
        gc.disable()
        return self

    def __exit__(self, *_: object) -> None:
        if self._collects:
            gc.enable()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
