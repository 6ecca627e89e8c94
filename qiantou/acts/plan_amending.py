"""What the launch of an amendment does to matters launched before: moved, handed over, or withdrawn.

The past stays as it is: a day is granted beside the original, by a variation that signatures settle; a line taken
out is withdrawn with its reason; words alone move nothing, since a matter names its line. Rules: docs/rules/plan.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qiantou.acts import shell
from qiantou.acts.execute import Step
from qiantou.acts.plan_steps import Named, Opening, given, stream_for
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.moves import Accept, Basis, Offer, Withdraw
from qiantou.core.plan import LINES, MEANS, Line, Means
from qiantou.core.plan_diff import Signed
from qiantou.ledger.models import Entry as EntryRow
from qiantou.readmodel.models import MatterRow

_PLACE = ("stream", "version", "position")


@dataclass(frozen=True)
class Amending:
    """The steps on matters launched before, for what changed since the version each was last made to follow."""

    opening: Opening

    def steps(self) -> Iterator[Named]:
        if len(self.opening.history) == 1:
            return
        for stream, row in self.opening.known.items():
            before, after = self._before(row), self._after(row.line)
            if not row.is_open or before is None or before == after:
                continue
            if after is None or self._is_dropped(stream, row, before, after):
                yield from self._withdrawn(stream, row)
            else:
                yield from self._varied(stream, row, before, after)

    def _before(self, row: MatterRow) -> Line | Means | None:
        """The line as of the version this matter was last made to follow."""
        opened = self._positions.get((row.stream, 1), 0)
        since = [number for number, position in self._put_out.items() if position < opened]
        applied = [
            int(one.line[1:])
            for one in self.opening.rows
            if one.beside and one.parent == row.stream and one.line[0] == "v" and one.line[1:].isdecimal()
        ]
        base = max([*applied, *since], default=0)
        told = next((one for one in self.opening.history if one.number == base), self.opening.history[0])
        return self._of(told, row.line)

    @cached_property
    def _positions(self) -> dict[tuple[str, int], int]:
        """Stream and version → place in the record, of the versions and of the first entry of every matter."""
        streams = [row.stream for row in self.opening.known.values()]
        versions = [one.entry for one in self.opening.history]
        firsts = EntryRow.objects.filter(stream__in=streams, version=1)
        stated = EntryRow.objects.filter(stream=self.opening.joint, version__in=versions)
        told = (*firsts.values_list(*_PLACE), *stated.values_list(*_PLACE))
        return {(stream, version): position for stream, version, position in told if position is not None}

    @cached_property
    def _put_out(self) -> dict[int, int]:
        """Number of a version → its place in the record."""
        return {one.number: self._positions[self.opening.joint, one.entry] for one in self.opening.history}

    def _after(self, name: str) -> Line | Means | None:
        return self._of(self.opening.history[-1], name)

    @staticmethod
    def _of(version: Signed, name: str) -> Line | Means | None:
        found = version.content[LINES].get(name) or version.content[MEANS].get(name)
        return found if isinstance(found, Line | Means) else None

    def _is_dropped(self, stream: Stream, row: MatterRow, before: Line | Means, after: Line | Means) -> bool:
        """A period to come that the changed rhythm no longer has."""
        if not isinstance(before, Line) or not isinstance(after, Line) or before.rhythm is None:
            return False
        if row.due is None or row.due <= self.opening.force.day:
            return False
        wanted = {stream_for(self.opening.joint, row.line, day) for day in self.opening.periods(after)}
        return stream not in wanted

    def _withdrawn(self, stream: Stream, row: MatterRow) -> Iterator[Named]:
        """By its asker. What the lead itself owes is withdrawn by whoever asked it, not by the lead."""
        opening, asker = self.opening, Desk(row.asker)
        paper = f"{opening.title} v{opening.number}"
        if asker == opening.by.desk:
            yield row.line, Step(stream, Withdraw(paper), opening.by)
        elif row.doer != opening.by.desk:
            recorded = Recorded(opening.charter.lead, opening.force.day, paper)
            by = Actor(asker, opening.by.post, opening.by.account, recorded)
            yield row.line, Step(stream, Withdraw(paper), by)

    def _varied(self, stream: Stream, row: MatterRow, before: Line | Means, after: Line | Means) -> Iterator[Named]:
        """Another day, another doer: a variation that the asker's signature under the amendment settles."""
        opening, asker = self.opening, Desk(row.asker)
        due = _day(after) if _day(after) != _day(before) and not _repeats(after) else None
        doer = _doer(after) if _doer(after) != _doer(before) and _doer(after) != row.doer else None
        if due is None and doer is None:
            return
        signed = given(opening.letters, asker, "", opening.number)
        side = shell.fresh_for(opening.joint, f"{stream}/v{opening.number}")
        offer = Offer(
            kind="variation", asker=Desk(row.doer), doer=asker, title=row.title, due=due, new_doer=doer,
            basis=Basis("plan"), joint=opening.joint, parent=stream, beside=True, line=f"v{opening.number}",
            signature=signed.matter.stream if signed else None,
        )  # fmt: skip
        yield row.line, Step(side, offer, opening.acting(Desk(row.doer)))
        if signed is None and asker == opening.by.desk:
            yield row.line, Step(side, Accept(), opening.by)
        if doer is not None:
            yield row.line, Step(stream, Accept(), opening.entailed(doer))


def _day(value: Line | Means) -> date | None:
    return value.due or value.outer if isinstance(value, Line) else value.due


def _doer(value: Line | Means) -> Desk:
    return value.unit if isinstance(value, Line) else value.promiser


def _repeats(value: Line | Means) -> bool:
    return isinstance(value, Line) and value.rhythm is not None
