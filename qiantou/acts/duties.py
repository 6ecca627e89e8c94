"""Loading duty lists (履职清单): what a published list changes, and entering it in one command.

The lists of a unit that the paper holds are replaced: a row that stands there unchanged stays as it is, one that is
missing ends the day before, and no row of another unit, or of a list the paper does not hold, is touched. A row is
known again by its item; one whose item was reworded by its class and number, where half of its words are the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, execute_all, sent_before
from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.register import DUTIES, Listed
from qiantou.readmodel.listing_rows import InForce, in_force

ALIKE = 0.5  # [default] share of equal words from which a reworded item is taken for the same
_APART = re.compile(r"[\s,，。；;：:、“”\"'（）()]+")


@dataclass(frozen=True)
class Loading:
    """What loading would do to the lists of one unit. `kept`: lists that the paper does not hold."""

    unit: Desk
    added: tuple[Duty, ...] = ()
    changed: tuple[tuple[InForce, Duty], ...] = ()
    ended: tuple[InForce, ...] = ()
    same: int = 0
    kept: tuple[DutySort, ...] = ()

    @property
    def changes(self) -> int:
        return len(self.added) + len(self.changed) + len(self.ended)


def plain(item: str) -> str:
    """An item by which it is known again: without blanks and marks."""
    return _APART.sub("", item).casefold()


def current(found: Mapping[str, InForce], day: date) -> list[InForce]:
    """The rows of duty lists that have not ended by `day`."""
    return [row for row in found.values() if row.value.until is None or row.value.until >= day]


def planned(rows: Sequence[Duty], *, since: date) -> list[Loading]:
    """What these rows change, unit by unit in their order; one query."""
    fresh: dict[Desk, list[Duty]] = defaultdict(list)
    for duty in rows:
        fresh[duty.unit].append(duty)
    only = next(iter(fresh)) if len(fresh) == 1 else None
    day = max(since, registers.current().at(shell.now()).day)
    known: dict[Desk, list[InForce]] = defaultdict(list)
    for row in current(in_force(DUTIES, only, day=day), day):
        known[row.value.unit].append(row)
    return [_loading(unit, own, known[unit]) for unit, own in fresh.items()]


def _loading(unit: Desk, rows: Sequence[Duty], known: Sequence[InForce]) -> Loading:
    held = {row.sort for row in rows}
    kept = tuple(sort for sort in DutySort if sort not in held and any(row.value.sort is sort for row in known))
    left = {row.key: row for row in known if row.value.sort in held}
    pairs: list[tuple[InForce, Duty]] = []
    fresh = list(rows)
    for named in (_by_item, _by_place):
        waiting: dict[tuple[str, ...], list[InForce]] = defaultdict(list)
        for row in left.values():
            waiting[named(row.value)].append(row)
        rest: list[Duty] = []
        for duty in fresh:
            match = _taken(waiting[named(duty)], duty)
            if match is None:
                rest.append(duty)
            else:
                pairs.append((match, duty))
                del left[match.key]
        fresh = rest
    changed = tuple((before, duty) for before, duty in pairs if told(before.value) != told(duty))
    return Loading(unit, tuple(fresh), changed, tuple(left.values()), len(pairs) - len(changed), kept)


def _by_item(duty: Duty) -> tuple[str, ...]:
    return (duty.sort, plain(duty.item))


def _by_place(duty: Duty) -> tuple[str, ...]:
    return (duty.sort, duty.klass, duty.number)


def _taken(waiting: list[InForce], duty: Duty) -> InForce | None:
    """The first row waiting under the name whose item is like enough; it waits no longer."""
    for place, row in enumerate(waiting):
        if SequenceMatcher(None, plain(row.value.item), plain(duty.item), autojunk=False).ratio() >= ALIKE:
            return waiting.pop(place)
    return None


def told(duty: Duty) -> tuple[object, ...]:
    """What a list says of a row; how it came to stand there is no part of it."""
    return (
        duty.sort, duty.number, duty.klass, duty.item, duty.uppers, duty.upper_name, duty.upper_duty, duty.part,
        duty.how,
    )  # fmt: skip


def load(
    rows: Sequence[Duty], *, since: date, paper: str, by: Actor, command_id: str, seen: int | None = None
) -> Receipt:
    """Enter what `planned` says of these rows in one command; `paper`: the number of the publishing paper; `seen`:
    the version of the lists that the person saw. The same sent again with the same id gets the same receipt.

    Raises Rejected: nothing to change, no paper, the lists moved on, the id was used for something else.
    """
    sent = Asked(command_id, ("load", tuple(rows), since, paper))
    before = sent_before(by, sent)
    if before is not None:
        return before
    if not paper.strip():
        raise Rejected("publishing-paper-missing")
    loadings = planned(rows, since=since)
    listings = list(_listings(loadings, since, paper, (by.account, command_id)))
    if not listings:
        raise Rejected("nothing-to-load")
    watched = {registers.DUTY: seen} if seen is not None else {}
    receipt = execute_all((), by=by, command_id=sent, listings=listings, seen=watched)
    assert receipt is not None  # rows were listed
    return receipt


def _listings(loadings: Sequence[Loading], since: date, paper: str, sent: tuple[str, str]) -> Iterator[Listed]:
    number = 0
    for loading in loadings:
        for row in loading.ended:
            yield ending(row, since, paper)
        for before, duty in loading.changed:
            yield Listed(DUTIES, before.key, duty, max(since, before.since), note=paper)
        for duty in loading.added:
            yield Listed(DUTIES, fresh_key(*sent, number), duty, since, note=paper)
            number += 1


def fresh_key(account: str, command_id: str, number: int) -> str:
    """The key of the `number`-th row that a command adds."""
    return f"d:{shell.fresh_for(account, command_id, number)[:12]}"


def ending(row: InForce, since: date, paper: str, **more: object) -> Listed:
    """The row ends the day before `since`; one that was not in force by then never was."""
    last = since - timedelta(days=1)
    if row.since > last:
        return Listed(DUTIES, row.key, None, row.since, note=paper)
    return Listed(DUTIES, row.key, replace(row.value, until=last, **more), last, note=paper)


def lists_version() -> int:
    """The version of the stream in which all duty lists stand."""
    return registers.versions()[registers.STREAMS.index(registers.DUTY)]
