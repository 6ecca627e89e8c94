"""Bulletins in memory: an order, its stream, and what each desk enters; names as in `world`, GOV issues for JOINT."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from qiantou.core.bulletin import (
    ADDITIONS,
    APPROVAL,
    BULLETINS,
    ISSUES,
    LETTERS,
    ORDERS,
    Addition,
    Bulletin,
    Code,
    Issue,
    Item,
    Letter,
    Mark,
    Order,
    Sort,
    key_of,
    order_key,
    stream_of,
)
from qiantou.core.bulletin_check import check_issued, check_own
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.listing import check
from qiantou.core.moves import Accept, Offer
from qiantou.core.plan import Every
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.undertaking import Charter
from tests.core.steps import Case
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER, listed

ORDER = Order(GOV, JOINT, Every.WEEK)
ORDERED = order_key(JOINT)
START, END = date(2026, 3, 2), date(2026, 3, 8)
KEY = key_of(ORDERED, END)
LATE = Item(Code.LATE, ROADS, Stream("work"), days=2, day=date(2026, 3, 5))
STOPPED = Item(Code.BLOCKED, ROADS, Stream("other"), days=3, whose=WATER, day=date(2026, 3, 4))
EARLY = Item(Code.DONE_EARLY, WATER, Stream("third"), days=1, day=date(2026, 3, 6))
CONTENT = Bulletin(GOV, START, END, (LATE, STOPPED, EARLY), joint=JOINT, looked=3, open=2)
PRAISED = Mark(WATER, Sort.PRAISE, (2,), "a day early")
SECTIONS: dict[type, str] = {Bulletin: BULLETINS, Letter: LETTERS, Issue: ISSUES, Addition: ADDITIONS}


def county() -> Case:
    """WATER's neighbour keeps no record here: GOV issued the charter, so its office may issue bulletins."""
    case = Case().at("2026-03-09 09:00")
    case.town.listings.append(listed(CHARTERS, JOINT, Charter(LEAD, GOV, LEAD, DEPUTY)))
    return case


@dataclass
class Press:
    """The stream of one order; every step returns the press, so that steps read as a sentence."""

    case: Case = field(default_factory=county)
    order: Order = ORDER
    entries: list[Entry[Listed]] = field(default_factory=list)
    letters: int = 0

    def __post_init__(self) -> None:
        self.case.town.listings.append(listed(ORDERS, ORDERED, self.order))

    def at(self, text: str) -> Press:
        self.case.at(text)
        return self

    def enter(self, value: object, by: Desk | None = GOV, *, key: str = KEY) -> Press:
        """Raises Rejected, and then nothing is entered."""
        force = self.case.town.register.at(self.case.town.now)
        told = Listed(SECTIONS[type(value)], key, value, force.day)  # type: ignore[arg-type]
        check(told, force, Actor(by))
        check_own(told, self.entries, force, Actor(by))
        entry = Entry(stream_of(ORDERED, END.year), len(self.entries) + 1, self.case.town.now, Actor(by), told)
        check_issued([entry], lambda stream: [*self.entries, entry], self.case.town.matter, force)
        self.entries.append(entry)
        return self

    def show(self, content: Bulletin = CONTENT, **changed: Any) -> Press:
        return self.enter(replace(content, **changed))

    def ask(self, **terms: Any) -> Press:
        """The sponsor is asked to sign the content as it stands."""
        content = max(entry.version for entry in self.entries if entry.event.section == BULLETINS)
        self.letters += 1
        stream = Stream(f"letter{self.letters}")
        offer = Offer(
            "signature", GOV, DEPUTY, "the bulletin", joint=JOINT, cause=APPROVAL, about=(KEY,), pinned=content
        )
        self.case.when(replace(offer, **terms), GOV, on=stream)
        return self.enter(Letter(content, DEPUTY, stream))

    def signed(self) -> Press:
        self.case.when(Accept(), DEPUTY, on=Stream(f"letter{self.letters}"))
        return self

    def issue(self) -> Press:
        content = max(entry.version for entry in self.entries if entry.event.section == BULLETINS)
        return self.enter(Issue(content))


def shown() -> Press:
    """Shown on Monday 9 March 2026 at 09:00, the day after the week was over."""
    return Press().show()


def approved() -> Press:
    return shown().ask().signed()


def out() -> Press:
    """Issued a working day later."""
    return approved().at("2026-03-10 09:00").issue()
