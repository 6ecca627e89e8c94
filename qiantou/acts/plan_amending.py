"""What the launch of an amendment does to matters launched before: moved, handed over, or withdrawn.

The past stays as it is: a day is granted beside the original, by a variation that signatures settle; a line taken
out is withdrawn with its reason; words alone move nothing, since a matter names its line. What its asker takes over
itself, and what was withdrawn before it was signed again, is opened anew. Rules: docs/rules/plan.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qiantou.acts import shell
from qiantou.acts.execute import Step
from qiantou.acts.plan_steps import Named, Opening, given
from qiantou.core.door import asked_in
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.matter import GRANTED
from qiantou.core.moves import Accept, Basis, Offer, Withdraw
from qiantou.core.plan import LINES, MEANS, Line, Means
from qiantou.core.plan_diff import Signed, versions_to_sign
from qiantou.core.signature import day_of, doer_of
from qiantou.ledger.models import Entry as EntryRow
from qiantou.readmodel.models import MatterRow

_NOT_IN_HAND = ("delivered", "referred")  # what then refuses a hand-over, says why it waits
_VERSION = re.compile(r"v[0-9]+")
_PLACE = ("stream", "version", "position")


@dataclass(frozen=True)
class Amending:
    """The steps on matters launched before, for what changed since the version each was last made to follow."""

    opening: Opening

    def changes(self) -> Iterator[list[Named]]:
        """The steps of each matter that follows the plan anew; they stand or fall together."""
        if len(self._versions) == 1:
            return
        rows = sorted(self.opening.known.items(), key=lambda known: known[1].kind != "means")  # lines wait for means
        for stream, row in rows:
            before, after = self._before(row), self._after(row.line)
            if not row.is_open:
                steps = self._again(stream, row, before, after)
            elif before is None or before == after:
                continue
            elif after is None or self._is_dropped(stream, row, before, after):
                steps = self._withdrawn(stream, row)
            elif doer_of(after) == row.asker != doer_of(before) and row.phase not in _NOT_IN_HAND:
                steps = self._taken_over(stream, row, after)
            else:
                steps = self._varied(stream, row, before, after)
            if told := list(steps):
                yield told

    def _taken_over(self, stream: Stream, row: MatterRow, after: Line | Means) -> Iterator[Named]:
        """By its asker, who can ask nothing of itself: another desk asks for it from now on."""
        yield from self._withdrawn(stream, row)
        yield from self._opened_anew(row, after, self._period(stream, row))

    def _again(
        self, stream: Stream, row: MatterRow, before: Line | Means | None, after: Line | Means | None
    ) -> Iterator[Named]:  # fmt: skip
        """What was withdrawn, and stands otherwise in the plan now than when it was carried out or withdrawn."""
        if row.outcome != "withdrawn" or after is None or before == after == self._ended_under(row):
            return
        period = self._period(stream, row)
        days = self.opening.periods(after) if isinstance(after, Line) else (None,)
        if period in days and self.opening.standing(row.line, period) == stream:
            yield from self._opened_anew(row, after, period)

    def _opened_anew(self, row: MatterRow, after: Line | Means, period: date | None) -> Iterator[Named]:
        yield from self.opening.anew(row.line, after, period)
        if isinstance(after, Means):
            yield from self._waiting_again(row.line, after)

    def _waiting_again(self, name: str, means: Means) -> Iterator[Named]:
        """The lines that need a means wait for the new one."""
        opening = self.opening
        for line, value in opening.lines.items():
            if name not in value.needs or value.unit == means.promiser:
                continue
            for day in opening.periods(value):
                stream = opening.standing(line, day)
                known = opening.known.get(stream)
                if known is None or known.phase in ("underway", "blocked"):
                    yield name, opening.blocked(stream, name, Desk(known.doer) if known else value.unit)

    def _period(self, stream: Stream, row: MatterRow) -> date | None:
        """The period a matter was opened for; None for one of a line that did not repeat."""
        return None if stream == self.opening.standing(row.line) else row.due

    def _ended_under(self, row: MatterRow) -> Line | Means | None:
        """The line as of the version that was out when this matter ended."""
        out = [one for one in self._versions if self.opening.entries[one.entry - 1].at <= row.since]
        return self._of(out[-1], row.line) if out else None

    def _before(self, row: MatterRow) -> Line | Means | None:
        """The line as of the version this matter was last made to follow."""
        opened = self._positions.get((row.stream, 1), 0)
        since = [number for number, position in self._put_out.items() if position < opened]
        base = max([self._applied.get(row.stream, 0), *since], default=0)
        told = next((one for one in self._versions if one.number == base), self._versions[0])
        return self._of(told, row.line)

    @cached_property
    def _applied(self) -> dict[str, int]:
        """Matter → the last version that a variation beside it made it follow, or has asked that it follows."""
        found: dict[str, int] = {}
        for one in self._variations:
            if one.is_open or one.outcome in GRANTED:
                found[one.parent] = max(found.get(one.parent, 0), int(one.line[1:]))
        return found

    @cached_property
    def _variations(self) -> list[MatterRow]:
        """What launches asked for beside matters, each named after its version."""
        return [one for one in self.opening.rows if one.beside and one.parent and _VERSION.fullmatch(one.line)]

    def _side(self, stream: Stream) -> Stream:
        """The variation that makes a matter follow the last version: another one where an earlier one of it fell."""
        number = self.opening.last.number
        fallen = sum((one.parent, one.line) == (stream, f"v{number}") for one in self._variations)
        again = f"/{fallen}" if fallen else ""
        return shell.fresh_for(self.opening.joint, f"{stream}/v{number}{again}")

    @cached_property
    def _versions(self) -> list[Signed]:
        """Every version put out to be signed, also those before the one that was signed anew."""
        return versions_to_sign(self.opening.entries)

    @cached_property
    def _positions(self) -> dict[tuple[str, int], int]:
        """Stream and version → place in the record, of the versions and of the first entry of every matter."""
        streams = [row.stream for row in self.opening.known.values()]
        versions = [one.entry for one in self._versions]
        firsts = EntryRow.objects.filter(stream__in=streams, version=1)
        stated = EntryRow.objects.filter(stream=self.opening.joint, version__in=versions)
        told = (*firsts.values_list(*_PLACE), *stated.values_list(*_PLACE))
        return {(stream, version): position for stream, version, position in told if position is not None}

    @cached_property
    def _put_out(self) -> dict[int, int]:
        """Number of a version → its place in the record."""
        return {one.number: self._positions[self.opening.joint, one.entry] for one in self._versions}

    def _after(self, name: str) -> Line | Means | None:
        return self._of(self.opening.last, name)

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
        wanted = {self.opening.standing(row.line, day) for day in self.opening.periods(after)}
        return stream not in wanted

    def _withdrawn(self, stream: Stream, row: MatterRow) -> Iterator[Named]:
        """By its asker. What the lead itself owes is withdrawn by whoever asked it, not by the lead."""
        opening, asker = self.opening, Desk(row.asker)
        paper = f"{opening.title} v{opening.last.number}"
        if asker == opening.by.desk:
            yield row.line, Step(stream, Withdraw(paper), opening.by)
        elif row.doer != opening.by.desk:
            recorded = Recorded(opening.charter.lead, opening.force.day, paper)
            by = Actor(asker, opening.by.post, opening.by.account, recorded)
            yield row.line, Step(stream, Withdraw(paper), by)

    def _varied(self, stream: Stream, row: MatterRow, before: Line | Means, after: Line | Means) -> Iterator[Named]:
        """Another day, another doer: a variation that states what the asker signed, and that its signature settles.

        What the doer reserved when it signed is asked for beside the work.
        """
        opening, asker, name = self.opening, Desk(row.asker), row.line
        due = day_of(after) if day_of(after) != day_of(before) else None
        doer = doer_of(after) if doer_of(after) not in (doer_of(before), row.doer) else None
        if due is None and doer is None:
            return
        signed = opening.signature(asker, name) or given(opening.letters, asker, "", opening.last, opening.force)
        number, side = opening.last.number, self._side(stream)
        offer = Offer(
            kind="variation", asker=Desk(row.doer), doer=asker, title=row.title, due=due, new_doer=doer,
            basis=Basis("plan"), joint=opening.joint, parent=stream, beside=True, line=f"v{number}",
            duty=after.duty, off_list=after.off_list,
            about=(signed.version if signed else f"v{number}", name),
            pinned=signed.matter.pinned if signed else opening.last.entry,
            signature=signed.matter.stream if signed else None,
        )  # fmt: skip
        yield name, Step(side, offer, opening.acting(Desk(row.doer)))
        if signed is None and asker == opening.by.desk:
            yield name, Step(side, Accept(), opening.by)
        owner = doer or Desk(row.doer)
        reserved, fresh = opening.reservation(opening.signature(owner, name), name)
        if doer is not None:
            yield name, Step(stream, Accept(reserved, fresh), opening.entailed(doer))
        elif reserved is not None and asked_in(fresh, reserved.curer, owner, opening.force) is not None:
            assert fresh is not None
            lack = Offer(
                "obstacle", owner, reserved.curer, reserved.lack, basis=Basis("matter"), joint=opening.joint,
                parent=stream, beside=True, cause="reservation",
            )  # fmt: skip
            yield name, Step(fresh, lack, opening.entailed(owner))
