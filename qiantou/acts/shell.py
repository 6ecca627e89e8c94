"""The outside world of a command: the clock and chance. Rules get both as arguments.

A scripted run replaces them (`with scripted(...)`), so that the same script gives the same bytes.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from qiantou.core.kernel import Stream


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Shell:
    now: Callable[[], datetime] = _wall_clock
    noise: Callable[[int], bytes] = secrets.token_bytes


_REAL = Shell()
_shell: ContextVar[Shell] = ContextVar("shell")


def now() -> datetime:
    """The present instant, aware UTC."""
    return _shell.get(_REAL).now()


def noise(size: int) -> bytes:
    """`size` random bytes."""
    return _shell.get(_REAL).noise(size)


def fresh() -> Stream:
    """A random name for a new stream."""
    return Stream(noise(16).hex())


def fresh_for(account: str, command_id: str, number: int = 0) -> Stream:
    """The name of the `number`-th stream a command opens: the same when the same command is sent again.

    Command ids are random, so the names are too.
    """
    return Stream(hashlib.sha256(f"{account}/{command_id}/{number}".encode()).hexdigest()[:32])


@contextmanager
def scripted(clock: Callable[[], datetime], chance: Callable[[int], bytes] = secrets.token_bytes) -> Iterator[None]:
    """Run with another clock and other chance."""
    token = _shell.set(Shell(clock, chance))
    try:
        yield
    finally:
        _shell.reset(token)
