"""Doing the same to many things over all processors, in order, with few of them in memory at a time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from typing import Final, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")

SMALL_LOG: Final = 16_384  # entries up to which starting further processes costs more than it saves
_AHEAD: Final = 8  # tasks handed out before the oldest one's outcome is waited for


class RunAll:
    """Applies a function of a module to many things; outcomes come in the order of the things.

    For a log of few entries everything runs in this process.
    """

    def __init__(self, size: int) -> None:
        many = size > SMALL_LOG
        self._pool = ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) if many else None

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
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
