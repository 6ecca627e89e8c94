"""Numbers of papers in memory: a county whose lead has two words, and a stream of numbers that grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qiantou.core.kernel import RULE, Actor, Desk, Entry
from qiantou.core.listing import check
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS, Agency, Cap, Form, Number, stream_of_unit
from qiantou.core.numbering_check import asking_key, numbered
from qiantou.core.register import InForce, Listed, Register
from tests.core.world import BEFORE, LEAD, ROADS, county, listed, local

WORD, OTHER_WORD = "丰农函", "丰农发"
LEAD_HEAD = Desk("p:lead")
ASKED = Number(LEAD, WORD, Form.ORDER)
GIVEN = (listed(AGENCIES, WORD, Agency(LEAD)), listed(AGENCIES, OTHER_WORD, Agency(LEAD)))
DAY = date(2026, 3, 2)


def force(*more: Entry[Listed], now: datetime | None = None) -> InForce:
    return Register((*county(), *GIVEN, *more)).at(now or local("2026-03-02 09:00"))


def capped(form: str, most: int) -> Entry[Listed]:
    return listed(CAPS, f"{LEAD}/{form}", Cap(LEAD, form, most))


def take(told: list[Entry[Any]], asked: Number = ASKED, *, by: Desk | None = LEAD, at: InForce | None = None) -> Number:
    """Takes a number as the entry after `told`, and puts it there."""
    wish = Listed(NUMBERS, asking_key(asked.unit), asked, DAY, name="order to roads")
    made = numbered(wish, told, at or force(), Actor(by))
    told.append(Entry(stream_of_unit(asked.unit), len(told) + 1, BEFORE, Actor(by), made))
    assert isinstance(made.value, Number)
    assert made.name == "order to roads"
    return made.value


def entered(section: str, key: str, value: object, by: Desk | None) -> None:
    """Raises Rejected where it cannot be entered."""
    check(Listed(section, key, value, DAY), force(), Actor(by) if by else RULE)  # type: ignore[arg-type]


NUMBERED: dict[str, Callable[[], object]] = {
    "number-stays": lambda: take([], replace(ASKED, n=7)),
    "no-such-agency": lambda: take([], replace(ASKED, agency="丰财函")),
    "agency-of-another": lambda: entered(AGENCIES, WORD, Agency(ROADS), None),
    "agency-unclear": lambda: entered(AGENCIES, "丰农 函", Agency(LEAD), None),
    "no-such-form": lambda: take([], replace(ASKED, form="poster")),
    "papers-capped": lambda: take([], at=force(capped(Form.ORDER, 0))),
    "only-the-head": lambda: entered(AGENCIES, "丰农办", Agency(LEAD), LEAD),
}
"""Of numbers of papers."""
