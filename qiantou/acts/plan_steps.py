"""The steps of a launch: the whole, the means, then each line and its waiting for the means it needs.

A matter is named after its joint work, line and period, so that two launches at one moment open none of them twice;
one that is opened anew also after the version that has it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from qiantou.acts import shell
from qiantou.acts.execute import Step
from qiantou.core import rhythm
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.moves import Accept, Basis, Block, Offer, Reservation
from qiantou.core.plan import LINES, MEANS, Line, Means, Role, TieType
from qiantou.core.plan_diff import Signed, demanded, signed_versions, versions_to_sign
from qiantou.core.register import InForce
from qiantou.core.signature import is_given
from qiantou.core.undertaking import Charter
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Letter

Named = tuple[str, Step]
"""A step and the name of the line or means it belongs to."""
LONGEST_TITLE = 200


def given(letters: Sequence[Letter], desk: Desk, name: str, put: Signed, force: InForce) -> Letter | None:
    """The desk's signature under a line as this version put it out; under the whole of it for ""."""
    for one in letters:
        under = name in one.lines if name else not one.lines
        if under and (one.matter.doer, one.matter.pinned) == (desk, put.entry) and is_given(one.matter, force):
            return one
    return None


def stream_for(joint: Stream, name: str, period: date | None = None) -> Stream:
    """The name of the matter of a line, or of one of its periods."""
    return shell.fresh_for(joint, f"{name}@{period.isoformat() if period else ''}")


@dataclass(frozen=True)
class Opening:
    """One launch: what is signed, what was opened before, and who asks."""

    joint: Stream
    charter: Charter
    force: InForce
    by: Actor
    title: str
    entries: Sequence[Entry[Any]]
    letters: tuple[Letter, ...]
    rows: tuple[MatterRow, ...]

    @cached_property
    def history(self) -> list[Signed]:
        return signed_versions(self.entries)

    @property
    def last(self) -> Signed:
        return self.history[-1]

    @cached_property
    def lines(self) -> dict[str, Line]:
        found = {name: one for name, one in self.last.content[LINES].items() if isinstance(one, Line)}
        return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))

    @cached_property
    def means(self) -> dict[str, Means]:
        found = {name: one for name, one in self.last.content[MEANS].items() if isinstance(one, Means)}
        return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))

    @cached_property
    def known(self) -> dict[Stream, MatterRow]:
        return {Stream(row.stream): row for row in self.rows if not row.beside}

    @cached_property
    def whole(self) -> Stream | None:
        """The lead's coordination, of which every line is a part; None where the plan has none."""
        return self.standing(self._coordination) if self._coordination else None

    def standing(self, name: str, period: date | None = None) -> Stream:
        """The matter of a line or means, or of a period of it: the last one where it was opened anew."""
        first = found = stream_for(self.joint, name, period)
        for number in self._numbers:
            again = shell.fresh_for(self.joint, f"{first}@v{number}")
            found = again if again in self.known or again in self._anew else found
        return found

    def anew(self, name: str, value: Line | Means, period: date | None = None) -> Iterator[Named]:
        """What was withdrawn, or is by the same launch, is opened once more as the last version has it."""
        stream = shell.fresh_for(self.joint, f"{stream_for(self.joint, name, period)}@v{self.last.number}")
        self._anew.add(stream)
        if isinstance(value, Line):
            yield from self._opened(name, value, stream, period)
        else:
            yield from self._promised(name, value, stream)

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(one.number for one in versions_to_sign(self.entries))

    @cached_property
    def _anew(self) -> set[Stream]:
        """The matters that this launch opens anew."""
        return set()

    @cached_property
    def places(self) -> dict[str, str]:
        return {name: f"{number:03}" for number, name in enumerate((*self.lines, *self.means), 1)}

    def steps(self) -> Iterator[Named]:
        """In order: the whole, means, lines."""
        first = self._coordination
        if first:
            yield from self._line(first, self.lines[first])
        for name, means in self.means.items():
            yield from self._means(name, means)
        for name, line in self.lines.items():
            if name != first:
                yield from self._line(name, line)

    @cached_property
    def _coordination(self) -> str:
        """The first line of coordination that does not repeat; "" where the plan has none."""
        return next((name for name, line in self.lines.items() if self._coordinates(line)), "")

    def _coordinates(self, line: Line) -> bool:
        return line.role is Role.COORDINATE and line.unit == self.charter.lead and line.rhythm is None

    def periods(self, line: Line) -> tuple[date | None, ...]:
        """The due days of its periods from today on; one without a day for a line that does not repeat."""
        if line.rhythm is None:
            return (None,)
        today = self.force.day
        until = rhythm.end_of(line, after=today, until=self.charter.until)
        return rhythm.periods(line.rhythm, after=today, until=until)

    def asker(self, doer: Desk, competent: Desk | None = None) -> Desk:
        """The competent unit, else the lead; of the lead itself whoever decides above it."""
        if competent is not None and competent != doer:
            return competent
        if doer != self.charter.lead:
            return self.charter.lead
        above = (self.charter.sponsor, self.charter.issuer, *self.force.superiors(doer))
        return next((desk for desk in above if desk is not None and desk != doer), doer)

    def acting(self, asker: Desk) -> Actor:
        """The lead where it asks; in another's name the rule, on the strength of that desk's signature."""
        return self.by if asker == self.by.desk else Actor(None, self.by.post, self.by.account)

    @cached_property
    def _demanded(self) -> dict[Desk, dict[str, int]]:
        return demanded(self.history)

    def signature(self, desk: Desk, name: str) -> Letter | None:
        """The desk's signature under a line or means, in the version that last touched it."""
        number = self._demanded.get(desk, {}).get(name, self.last.number)
        return given(self.letters, desk, name, self.version(number), self.force)

    def version(self, number: int) -> Signed:
        return next(one for one in self.history if one.number == number)

    def _line(self, name: str, line: Line) -> Iterator[Named]:
        days = self.periods(line)
        fresh = [day for day in days if stream_for(self.joint, name, day) not in self.known]
        if line.rhythm is None and name in self._launched:
            return  # launched before it stopped repeating
        for day in fresh:
            yield from self._opened(name, line, stream_for(self.joint, name, day), day)

    def _opened(self, name: str, line: Line, stream: Stream, day: date | None) -> Iterator[Named]:
        doer = line.unit
        signed = self.signature(doer, name)
        asker = self.asker(doer, line.competent)
        offer = self._offer(name, line, asker, day, signed)
        yield name, Step(stream, offer, self.acting(asker))
        if signed is None and doer == self.by.desk:
            yield name, Step(stream, Accept(), self.by)
        if signed is not None or doer == self.by.desk:
            yield from self._waits(name, stream, line)

    def _offer(self, name: str, line: Line, asker: Desk, day: date | None, signed: Letter | None) -> Offer:
        title, detail = titled(line.deliverable, name)
        reserved, fresh = self.reservation(signed, name)
        return Offer(
            kind="task", asker=asker, doer=line.unit, title=f"{title} · {day.isoformat()}" if day else title,
            due=day or line.due or line.outer, detail=detail, standard=line.standard, basis=Basis("plan"),
            joint=self.joint, parent=self.whole if name != self._coordination else None,
            place=self._place(name, day), duty=line.duty, off_list=line.off_list, line=name,
            after=self._after(line), signature=signed.matter.stream if signed else None, reservation=reserved,
            fresh=fresh,
        )  # fmt: skip

    def _place(self, name: str, day: date | None) -> str:
        return f"{self.places[name]}-{day:%y%m%d}" if day else self.places[name]

    def _after(self, line: Line) -> tuple[Stream, ...]:
        """The matters of the lines that come first; of one that repeats, its last period."""
        found = []
        for name in (tie.line for tie in line.before if tie.type is TieType.FS):
            days = self.periods(self.lines[name]) if name in self.lines else ()
            if days:
                found.append(self.standing(name, days[-1]))
        return tuple(found)

    def reservation(self, signed: Letter | None, name: str) -> tuple[Reservation | None, Stream | None]:
        """What was reserved at signing, as it was said there, and the matter that asks for it: once for a signature,
        with the first of its lines that is put into force."""
        lack = signed.lack if signed is not None else None
        if lack is None or signed is None:
            return None, None
        fresh = stream_for(self.joint, f"{signed.matter.stream}/lack")
        if fresh in self._asked_for:
            return None, None
        self._asked_for.add(fresh)
        return Reservation(lack.lack or name, lack.curer, lack.since), fresh

    @cached_property
    def _asked_for(self) -> set[Stream]:
        """The matters that ask for what was reserved: recorded before, and those of this launch."""
        before = MatterRow.objects.filter(joint=self.joint, kind="obstacle", opened__lte=self.force.instant)
        asked = before.values_list("stream", flat=True)
        return {Stream(name) for name in asked}

    @cached_property
    def _launched(self) -> set[str]:
        """Names of lines and means that have a matter."""
        return {row.line for row in self.known.values()}

    def _means(self, name: str, means: Means) -> Iterator[Named]:
        stream = stream_for(self.joint, name)
        if stream not in self.known:
            yield from self._promised(name, means, stream)

    def _promised(self, name: str, means: Means, stream: Stream) -> Iterator[Named]:
        doer = means.promiser
        signed, asker = self.signature(doer, name), self.asker(doer)
        title, detail = titled(means.what, name)
        offer = Offer(
            kind="means", asker=asker, doer=doer, title=title, due=means.due,
            detail="\n".join(text for text in (detail, means.amount) if text), source=means.source,
            basis=Basis("plan"), joint=self.joint, parent=self.whole, place=self.places[name], line=name,
            duty=means.duty, off_list=means.off_list,
            signature=signed.matter.stream if signed else None,
        )  # fmt: skip
        yield name, Step(stream, offer, self.acting(asker))
        if signed is None and doer == self.by.desk:
            yield name, Step(stream, Accept(), self.by)

    def _waits(self, name: str, stream: Stream, line: Line) -> Iterator[Named]:
        """The clock of a line starts once what it needs has arrived: it is blocked by each means, entailed by its
        doer's signature."""
        for need in line.needs:
            means, blocker = self.means.get(need), self.standing(need)
            known = self.known.get(blocker)
            if means is None or means.promiser == line.unit or (known is not None and not known.is_open):
                continue
            yield name, self.blocked(stream, need, line.unit)

    def blocked(self, stream: Stream, need: str, doer: Desk) -> Step:
        """A line that waits for a means."""
        lack, _rest = titled(self.means[need].what, need)
        return Step(stream, Block(lack, blocker=self.standing(need)), self.entailed(doer))

    def entailed(self, desk: Desk) -> Actor:
        """A desk's move that its signature entails; the lead's own is its own."""
        return self.by if desk == self.by.desk else Actor(desk)


def titled(text: str, name: str) -> tuple[str, str]:
    """The title of a matter, and the whole text as its detail where the title does not hold all of it."""
    first = text.partition("\n")[0].strip()[:LONGEST_TITLE] or name
    return first, text if text.strip() != first else ""
