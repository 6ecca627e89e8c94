"""What the page of an assessment reads: the charter, its readings, the sheets put out, the contests, and who reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qiantou.access.guards import Standing
from qiantou.acts import finality
from qiantou.acts.assessing import Reckoning, again, bears_out, by_another_method, readings_of, reckoned
from qiantou.core.contesting import CONTEST, contested_until, is_party_of
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import ASSESSING
from qiantou.core.plan import LINES, Line
from qiantou.core.register import InForce, Known
from qiantou.core.review import READINGS, SERVED, SHEETS, Reading, Sheet
from qiantou.core.review_check import assessors, confirmers, measurer
from qiantou.core.review_terms import is_concluded
from qiantou.core.undertaking import Charter
from qiantou.core.unread import unread
from qiantou.desk.charter_read import Stage, stood_at
from qiantou.desk.review_exempt import Pending, exemptions_in, pending_of
from qiantou.readmodel.listing_rows import InForce as Worded
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import MatterRow


@dataclass(frozen=True)
class Read:
    """One outcome measure and the reading that stands, if any; `words`: the entry with its evidence.

    `later`: a later reading, which nobody confirmed; it displaces nothing.
    """

    measure: int
    by: Desk
    reading: Reading | None = None
    known: Known | None = None
    words: Worded | None = None
    counts: bool = False
    later: Known | None = None


@dataclass(frozen=True)
class Review:
    """The assessment of one joint work, as one reader finds it. `desks`: whom he may move for."""

    joint: Stream
    stage: Stage
    force: InForce
    seen: Standing
    every: Sequence[Stage] = ()

    @property
    def charter(self) -> Charter:
        return self.stage.charter

    @property
    def terms(self) -> Charter:
        """The charter with the measures and the user that the sheet speaks of; while none is out, of now."""
        if self.last is None or not self.every:
            return self.charter
        return stood_at(self.every, self.last[1].through)

    @property
    def is_concluded(self) -> bool:
        return is_concluded(self.charter)

    @cached_property
    def sheets(self) -> list[tuple[Known, Sheet]]:
        """Every version that was put out, the last last."""
        told = self.force.history(SHEETS, self.joint)
        return [(row, row.value) for row in told if isinstance(row.value, Sheet)]

    @property
    def last(self) -> tuple[Known, Sheet] | None:
        return self.sheets[-1] if self.sheets else None

    @cached_property
    def owed(self) -> MatterRow | None:
        """The matter by which the sheet is to be put out; None once it is out, or while the work goes on."""
        if self.last is not None or not self.is_concluded:
            return None
        return MatterRow.objects.filter(joint=self.joint, kind=ASSESSING, is_open=True).first()

    @cached_property
    def reckoning(self) -> Reckoning | None:
        """The sheet computed from the record: that of the last one put out, else of now; None where it cannot be."""
        try:
            if self.last is not None:
                return again(self.last[1])
            return reckoned(self.joint, self.force.instant, by=self.charter.keeper) if self.is_concluded else None
        except Rejected:
            return None

    @property
    def pinned(self) -> Mapping[int, str]:
        """Measure → the value the sheet was put out with."""
        return {one.measure: one.value for one in self.last[1].measures} if self.last is not None else {}

    @cached_property
    def reads(self) -> list[Read]:
        """Every measure, and the satisfaction of those served; one query."""
        told = readings_of(self.joint, self.terms, self.force)
        worded = entries(READINGS, self.joint) if told else []
        by_place = {one.value.measure: one for one in worded
                    if isinstance(one.value, Reading) and one.value.evidence}  # fmt: skip
        found = []
        for place in (*range(len(self.terms.measures)), SERVED):
            stands, waits = told.get(place, (None, None))
            row = stands or waits
            reading = row.value if row is not None and isinstance(row.value, Reading) else None
            by, later = measurer(self.terms, place), waits if stands is not None else None
            found.append(Read(place, by, reading, row, by_place.get(place), stands is not None, later))
        return found

    @cached_property
    def asked(self) -> list[MatterRow]:
        """The contests, what an exemption has in hand, and the open applications that could change the sheet; one
        query, two more where any application is open."""
        return finality.asked_of({self.joint: self.last[1] if self.last is not None else None}).get(self.joint, [])

    @cached_property
    def exemptions(self) -> dict[Stream, bool]:
        """The applications that the sheets rest on or wait for → whether they open to the reader."""
        return exemptions_in((sheet for _known, sheet in self.sheets), self.pending, self.seen)

    @property
    def contests(self) -> list[MatterRow]:
        return [row for row in self.asked if row.kind == CONTEST]

    @cached_property
    def reasons(self) -> dict[int, str]:
        """Number of a sheet → its reason in words: of an amended one, and of one put out without a reading."""
        told = entries(SHEETS, self.joint) if any(one.number > 1 or unread(one) for _row, one in self.sheets) else []
        return {one.value.number: one.value.reason for one in told if isinstance(one.value, Sheet)}

    @cached_property
    def lines(self) -> dict[str, str]:
        """Name of a line → what it is to deliver, in the words of the version whose shares count: no later draft says
        otherwise of what was earned. One query."""
        reckoning = self.reckoning
        signed = reckoning.terms.entry if reckoning is not None and reckoning.terms is not None else 0
        told = [one for one in entries(LINES, self.joint) if one.version <= signed]
        named = {one.key.partition("/")[2]: one.value for one in told}
        return {name: value.deliverable for name, value in named.items() if isinstance(value, Line)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Matter → what it is called, of those the sheet names; one query."""
        sheet = self.sheet
        if sheet is None:
            return {}
        told = {one.matter for one in sheet.earnings} | {one.matter for one in sheet.unearned}
        told |= {one.matter for one in (*sheet.overruns, *sheet.waits)}
        named = sorted(str(name) for name in told if name is not None)
        return dict(MatterRow.objects.filter(stream__in=named).values_list("stream", "title")) if named else {}

    @property
    def sheet(self) -> Sheet | None:
        """What the page shows: the sheet that stands, else what the record would give now."""
        if self.last is not None:
            return self.last[1]
        return self.reckoning.sheet if self.reckoning is not None else None

    @property
    def agrees(self) -> bool | None:
        """Whether the record still says what the sheet says; None where none was put out, or another method's."""
        if self.last is None or self.reckoning is None or by_another_method(self.last[1]):
            return None
        return bears_out(self.reckoning.sheet, self.last[1])

    @property
    def until(self) -> date | None:
        return contested_until(self.last[0].at, self.force) if self.last is not None else None

    @property
    def waiting(self) -> list[MatterRow]:
        """What the sheet waits for: contests that are open, or granted and not carried out yet, and exemptions."""
        return finality.waiting_of(self.asked, self.last[1], self.force) if self.last is not None else []

    @cached_property
    def pending(self) -> list[Pending]:
        """What exemptions have still to change of the sheet; one query, none for none."""
        return pending_of(self.waiting, self.force)

    @property
    def is_final(self) -> bool:
        return self.last is not None and finality.is_final(self.last[0], self.waiting, self.force)

    def assessor(self) -> Desk | None:
        """The reader's desk that may put the sheet out."""
        return self._mine(assessors(self.joint, self.force))

    def reader_of(self, read: Read) -> Desk | None:
        """The reader's desk that may enter that measure."""
        return self._mine((read.by, self.charter.keeper, self.charter.issuer))

    def confirmer_of(self, read: Read) -> Desk | None:
        waits = read.later if read.counts else read.known
        if waits is None or not isinstance(waits.value, Reading):
            return None
        return self._mine(confirmers(self.charter, waits.value, self.force, entered=waits.by))

    def parties(self) -> list[Desk]:
        """The reader's desks that may contest something here now."""
        if self.last is None or self.until is None or self.force.day > self.until:
            return []
        return [desk for desk in self.seen.desks if is_party_of(desk, self.last[1]) and desk != self.last[1].by]

    def _mine(self, desks: tuple[Desk | None, ...]) -> Desk | None:
        return next((desk for desk in desks if desk is not None and desk in self.seen.desks), None)
