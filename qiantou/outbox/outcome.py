"""How one try to send ended, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from qiantou.outbox.networks import Networks, Refused
from qiantou.outbox.posting import Answer, post

OK, LAST_OK = 200, 299
UNFIT, TOO_MANY = 400, 429
PASSING = (408, 425, 429)
FIRST_FAULT = 500
FOR_GOOD = ("address-form", "redirect", "no-address", "not-set-up", "not-listed")
"""Refusals of our own that another try would only repeat."""


@dataclass(frozen=True)
class Outcome:
    """`code`: see codes.OUTCOMES. `again`: another try may succeed, not before `wait` if that is given.

    `detail` is a number the other side answered with, never its words: they may repeat an address or a secret.
    """

    code: str
    again: bool = False
    detail: str = ""
    wait: timedelta | None = None

    @property
    def is_sent(self) -> bool:
        return self.code == "ok"


SENT = Outcome("ok")


def refused(refusal: Refused) -> Outcome:
    return Outcome(refusal.code, again=refusal.code not in FOR_GOOD)


def posted(
    url: str, body: bytes, headers: Mapping[str, str], networks: Networks, read: Callable[[Answer], Outcome]
) -> Outcome:
    """The outcome of a POST: of the network, of the status, else what `read` makes of the answer.

    A service that limits how often it is called may say so under 400 too, in its own words alone.
    """
    try:
        answer = post(url, body, headers, networks)
    except Refused as refusal:
        return refused(refusal)
    if OK <= answer.status <= LAST_OK:
        return read(answer)
    if answer.status == UNFIT and (told := read(answer)).code == "too-fast":
        return told
    passing = answer.status in PASSING or answer.status >= FIRST_FAULT
    code = "too-fast" if answer.status == TOO_MANY else "busy" if passing else "refused"
    wait = timedelta(seconds=answer.rest) if passing and answer.rest else None
    return Outcome(code, again=passing, detail=f"HTTP {answer.status}", wait=wait)


def field(answer: Answer, *names: str) -> int | None:
    """The first of the numbers that an answer in JSON holds; None where it holds none."""
    told = fields(answer)
    numbers = (value for name in names if isinstance(value := told.get(name), int) and not isinstance(value, bool))
    return next(numbers, None)


def fields(answer: Answer) -> Mapping[str, object]:
    """What an answer in JSON holds; nothing where it is none."""
    try:
        told = json.loads(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
