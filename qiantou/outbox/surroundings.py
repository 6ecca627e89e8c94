"""What the sending half asks of the program above it: the time, the calendar, who sits where, what kinds are called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from qiantou.core.register import InForce


@dataclass(frozen=True)
class Person:
    """An account that may act for a desk, and its language."""

    account: str
    language: str


@dataclass(frozen=True)
class Surroundings:
    now: Callable[[], datetime]
    force: Callable[[datetime], InForce]
    people: Callable[[Collection[str]], Mapping[str, Sequence[Person]]]  # desks → who is to be told, today
    kinds: Mapping[str, str | Promise]
