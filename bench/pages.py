"""Requests a second of the list and of a matter's page, for a clerk and for the head of the county.

The clerk of a unit sees that unit's matters; the head of the county sees everybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.client import Client, cookies_of
from bench.fill import SEED
from bench.load import Ask

PEOPLE = 6
SECONDS, ROUNDS = 4.0, 5
KNOWN = 500  # matters whose pages are asked for, at random


@dataclass(frozen=True)
class Reader:
    """Somebody signed in, and matters that this person may see."""

    cookies: Mapping[str, str]
    refs: tuple[str, ...]


def reader(login: str, desk: str) -> Reader:
    """Made while Django is connected to the site. Raises RuntimeError on a site without matters."""
    from qiantou.readmodel.models import PartyRow

    streams = list(PartyRow.objects.filter(desk=desk).values_list("stream", flat=True))
    if not streams:
        raise RuntimeError(f"{login} has no matters")
    chosen = random.Random(SEED).sample(streams, min(KNOWN, len(streams)))
    return Reader(cookies_of(login), tuple(stream[:12] for stream in chosen))


def asks(port: int, path: str, cookies: Mapping[str, str], refs: tuple[str, ...] = ()) -> list[Ask]:
    """So many people who ask for `path`, "{}" in it filled with one of `refs` in turn."""
    return [_asker(Client(port, dict(cookies)), path, refs, number) for number in range(PEOPLE)]


def _asker(client: Client, path: str, refs: tuple[str, ...], number: int) -> Ask:
    turns = _endless(refs, number)

    def ask() -> None:
        where = path.format(next(turns)) if refs else path
        answer = client.get(where)
        if answer.status != 200 or len(answer.body) < 2000:
            raise RuntimeError(f"{where}: {answer.status}\n{answer.body.decode()[:1000]}")

    return ask


def _endless(refs: tuple[str, ...], number: int) -> Iterator[str]:
    chance = random.Random(number)
    while True:
        yield chance.choice(refs)
