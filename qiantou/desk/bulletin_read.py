"""One bulletin with its words, as far as a reader may see it: content, marks, sentences, corrections, signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qiantou.access.bulletins import Seat
from qiantou.access.guards import readable
from qiantou.acts.bulletins import Run, drawn, run_of
from qiantou.core.bulletin import ADDITIONS, BULLETINS, Addition, Bulletin, Item, Letter, Mark, lines, lines_of, named
from qiantou.core.bulletin_stream import free_from, letter_of, number_of
from qiantou.core.kernel import Desk
from qiantou.core.matter import GRANTED
from qiantou.readmodel.listing_rows import InForce as Listing
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import JointRow, MatterRow

STAGES = ("none", "draft", "shown", "asked", "signed", "issued")


@dataclass(frozen=True)
class Telling:
    """`content`: as it stands, or while it is a draft as the record gives it; None where the reader may not see it.

    `letter`: the signature asked for it and its matter; `free`: whoever is put in a bad light → from when on it has
    had its lines long enough; `number` within its year, 0 until issued.
    """

    seat: Seat
    run: Run
    stage: str
    content: Bulletin
    letter: tuple[Letter, MatterRow] | None
    free: Mapping[Desk, datetime]
    additions: tuple[Listing, ...]
    number: int

    @property
    def issued_at(self) -> datetime | None:
        return self.run.issued.at if self.run.issued is not None else None

    @property
    def is_whole(self) -> bool:
        """Whether the reader sees all that it tells; otherwise the lines that name its desks."""
        return self.stage == "issued" or self.seat.whole

    @property
    def lines(self) -> list[tuple[int, Item]]:
        """What it tells, with the places of its lines."""
        return list(lines(self.content))

    @property
    def struck(self) -> list[tuple[int, Item, str]]:
        """The lines left out, with the reason, as far as they are the reader's: of its desks, or all where it reads
        drafts."""
        told = ((one.item, self.content.items[one.item], one.reason) for one in self.content.struck)
        sight = frozenset(self.seat.seen.sight)
        return [one for one in told if self.seat.whole or not sight.isdisjoint(named(one[1]))]

    @property
    def mine(self) -> list[tuple[int, Item]]:
        """The lines that name a desk in the reader's sight."""
        return list(lines_of(self.content, frozenset(self.seat.seen.sight)))

    def marks(self, desks: frozenset[Desk] | None = None) -> Iterator[Mark]:
        return (mark for mark in self.content.marks if desks is None or mark.unit in desks)

    def sentences(self) -> Iterator[tuple[Addition, Listing]]:
        """What units said of themselves, in the order in which they first did."""
        return self._added(lambda one: one.unit is not None)

    def corrections(self) -> Iterator[tuple[Addition, Listing]]:
        return self._added(lambda one: one.unit is None)

    def _added(self, fits) -> Iterator[tuple[Addition, Listing]]:  # type: ignore[no-untyped-def]
        for one in self.additions:
            if isinstance(one.value, Addition) and fits(one.value):
                yield one.value, one


def telling(seat: Seat, end: date) -> Telling:
    """The bulletin of the period that ends on a day. Raises Rejected for a day that ends none."""
    run = run_of(seat.name, seat.order, end)
    content = run.content
    if content is None:
        return Telling(seat, run, "draft", drawn(run, seat.force), None, {}, (), 0)
    worded = [one for one in entries(BULLETINS, keys=[run.key]) if one.version == content.version]
    letter = letter_of(run.entries, run.key)
    row = MatterRow.objects.filter(pk=letter.approval).first() if letter is not None else None
    free = free_from(run.entries, run.key, seat.order, seat.force)
    added = {one.key: one for one in entries(ADDITIONS, run.stream) if one.key.startswith(f"{run.key}/")}
    asked = (letter, row) if letter is not None and row is not None else None
    stage = _stage(run, asked)
    return Telling(
        seat, run, stage, worded[0].value, asked, free, tuple(added.values()), number_of(run.entries, run.key)
    )


def _stage(run: Run, asked: tuple[Letter, MatterRow] | None) -> str:
    if run.issued is not None:
        return "issued"
    if asked is None:
        return "shown"
    return "signed" if not asked[1].is_open and asked[1].outcome in GRANTED else "asked"


def titles_of(told: Telling) -> dict[str, MatterRow]:
    """The matters of its lines that the reader may open, by name; those of one joint work are open to all in it."""
    wanted = {item.matter for item in told.content.items}
    if told.seat.order.joint is None:
        wanted &= readable(wanted, told.seat.seen)
    return MatterRow.objects.in_bulk(sorted(wanted))


def work_of(seat: Seat, names: Mapping[str, str]) -> str:
    """What the bulletins of an order are about, in words."""
    if seat.order.joint is not None:
        return JointRow.objects.filter(pk=seat.order.joint).values_list("title", flat=True).first() or ""
    return names.get(seat.order.issuer, seat.order.issuer)
