"""Carry out moves in a world of matters: lapses first, then the move, then everything that follows.

The world lends the matters as they stand; what happened is returned as entries, nothing is written here.
The database and the tests use this same function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from qiantou.core.advance import next_lapse
from qiantou.core.carrying_out import carries_out
from qiantou.core.contesting import AMENDING
from qiantou.core.decide import Context, decide
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event, Offered
from qiantou.core.follow import follow
from qiantou.core.forgiving import sheet_of
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import PRECEDENCE, Effect, Policy
from qiantou.core.leading import Left, left_by
from qiantou.core.matter import STANDS, Matter, standing_beside
from qiantou.core.moves import Command, Offer
from qiantou.core.plan_diff import Signed, version_at
from qiantou.core.register import POLICIES, Listed, Register
from qiantou.core.review import Sheet


class World(Protocol):
    """The open matters tied to the ones being moved, as last recorded."""

    @property
    def register(self) -> Register: ...

    def matter(self, stream: Stream) -> Matter | None: ...

    def related(self, stream: Stream) -> Iterable[Stream]:
        """The open matters that the stream waits for, that wait for it, or stand beside it, directly."""
        ...

    def parts(self, stream: Stream) -> Iterable[Stream]:
        """The open matters that are parts of it, directly; asked for only when the whole changes hands."""
        ...

    def joined(self, joint: Stream) -> Iterable[Stream]:
        """The open matters of a joint work; asked for only when its lead passes."""
        ...

    def varied(self, joint: Stream) -> Iterable[Stream]:
        """The closed variations of a joint work; asked for only when a signature falls."""
        ...

    def applied(self, unit: Desk) -> Iterable[Stream]:
        """The applications for exemption of a unit; asked for only where accountability of it is proposed."""
        ...

    def accused(self, unit: Desk) -> Iterable[Stream]:
        """The proposals of accountability of a unit, open and ended; asked for as `applied`."""
        ...

    def title(self, stream: Stream) -> str:
        """What a matter is called; "" where its words were erased. Carried over, never read by a rule."""
        ...

    def issued(self, asker: Desk, since: datetime) -> Mapping[tuple[str, str], int]:
        """How many matters a desk has itself asked for since an instant, by kind and urgency: no sheet, nor what else a
        rule opens. Whoever asks keeps others from adding to them until the transaction ends; asked for only where their
        number is capped, and only what is marked as urgent or of a kind with a quota need be told."""
        ...

    def plan(self, joint: Stream) -> Sequence[Entry[Listed]]:
        """The entries of a joint work's plan in order; asked for only where a signature under it counts."""
        ...


@dataclass
class Play:
    """One transaction's worth of moves: the overlay of states and the entries so far, in order."""

    world: World
    now: datetime
    entries: list[Entry[Event]] = field(default_factory=list)
    _matters: dict[Stream, Matter] = field(default_factory=dict)
    _opened: dict[Stream, list[Stream]] = field(default_factory=dict)
    _versions: dict[tuple[Stream, int], Signed | None] = field(default_factory=dict)

    @property
    def touched(self) -> dict[Stream, Matter]:
        """The state of every matter that got an entry."""
        return {entry.stream: self._matters[entry.stream] for entry in self.entries}

    def matter(self, stream: Stream) -> Matter | None:
        if stream not in self._matters:
            found = self.world.matter(stream)
            if found is not None:
                self._matters[stream] = found
        return self._matters.get(stream)

    def related(self, stream: Stream) -> set[Stream]:
        return {*self.world.related(stream), *self._opened.get(stream, ())}

    def component(self, stream: Stream) -> list[Stream]:
        """The open matters tied to this one, through any number of others, in order of their names."""
        reached, frontier = {stream}, [stream]
        while frontier:
            for other in self.related(frontier.pop()):
                matter = self.matter(other)
                if other not in reached and matter is not None and matter.is_open:
                    reached.add(other)
                    frontier.append(other)
        return sorted(reached)

    def waiters(self, stream: Stream) -> list[Stream]:
        """Open matters with a block, answered or not, that names this one."""
        return [other for other in sorted(self.related(stream)) if self._waits(other, stream)]

    def _waits(self, stream: Stream, blocker: Stream) -> bool:
        matter = self.matter(stream)
        if matter is None or not matter.is_open:
            return False
        return any(block.matter == blocker and block.standing in STANDS for block in matter.blocks)

    def waiting(self, stream: Stream) -> frozenset[Stream]:
        """Every open matter that waits for this one, directly or through others."""
        reached: set[Stream] = set()
        frontier = [stream]
        while frontier:
            fresh = set(self.waiters(frontier.pop())) - reached
            reached |= fresh
            frontier.extend(sorted(fresh))
        return frozenset(reached)

    def sides(self, stream: Stream) -> list[Stream]:
        """Open matters that stand beside this one and end with it."""
        found = []
        for other in sorted(self.related(stream)):
            matter = self.matter(other)
            if matter is not None and matter.is_open and matter.beside and stream in standing_beside(matter):
                found.append(other)
        return found

    def parts(self, stream: Stream) -> list[Stream]:
        """Open matters that are parts of this one, as last recorded: none is opened while the whole changes hands."""
        return sorted(name for name in self.world.parts(stream) if (part := self.matter(name)) and part.is_open)

    def parts_now(self, whole: Stream) -> list[Matter]:
        """Open matters under a name, those of this transaction among them."""
        fresh = [entry.stream for entry in self.entries if isinstance(entry.event, Offered)]
        every = [self.matter(name) for name in dict.fromkeys((*self.parts(whole), *fresh))]
        return [one for one in every if one is not None and one.is_open and (one.parent, one.beside) == (whole, False)]

    def joined(self, joint: Stream) -> list[Stream]:
        """Open matters of a joint work, as last recorded."""
        return sorted(name for name in self.world.joined(joint) if (one := self.matter(name)) and one.is_open)

    def applied(self, unit: Desk) -> list[Matter]:
        """A unit's applications for exemption."""
        told = (self.matter(name) for name in sorted(self.world.applied(unit)))
        return [one for one in told if one is not None]

    def accused(self, unit: Desk) -> list[Matter]:
        """The proposals of accountability of a unit, open and ended."""
        told = (self.matter(name) for name in sorted(self.world.accused(unit)))
        return [one for one in told if one is not None]

    def passings(self, joint: Stream) -> list[Matter]:
        """The open passings of its lead."""
        found = (self.matter(name) for name in self.joined(joint))
        return [one for one in found if one is not None and one.policy.effect is Effect.LEAD]

    def carrying(self, joint: Stream) -> list[Matter]:
        """The open matters of a joint work in which a ruling on a contest, or an exemption, is to be carried out."""
        fresh = [entry.stream for entry in self.entries if isinstance(entry.event, Offered)]
        found = (self.matter(name) for name in dict.fromkeys((*self.joined(joint), *fresh)))
        return [one for one in found if one is not None and one.is_open and (one.kind, one.joint) == (AMENDING, joint)]

    def varied(self, joint: Stream) -> list[Stream]:
        """Closed variations of a joint work, as last recorded."""
        return sorted(self.world.varied(joint))

    def title(self, stream: Stream) -> str:
        """What a matter is called."""
        return self.world.title(stream)

    def day_of(self, at: datetime) -> date:
        """The day that it then is in the county."""
        return self.world.register.at(at).calendar.day_of(at)

    def sheet_of(self, application: Matter) -> Sheet | None:
        """The last sheet of the work that an application for exemption is about."""
        return sheet_of(application, self.world.register.at(self.now), self.matter)

    def carries_out(self, contest: Matter) -> Desk:
        """Who carries out what a ruling grants of a contest."""
        return carries_out(contest, self.world.register.at(self.now))

    def left_by(self, passing: Matter) -> Left:
        """Who leads the joint work once this passing has fallen."""
        return left_by(passing, self.world.register.at(self.now), self.matter)

    def issued(self, asker: Desk, word: str, since: datetime) -> int:
        """How many matters a desk has asked for since then, of a kind, or marked with an urgency that is not the kind's
        own, those of this transaction among them."""
        kept = self.world.register.at(self.now).section(POLICIES)
        told = Counter(self.world.issued(asker, since))
        told.update(asked_by(asker, since, self.entries))
        rows = {kind: kept.get(kind) or KINDS.get(kind) for kind, _ in told}
        fixed = {
            kind for kind, row in rows.items()
            if isinstance(row, Policy) and (row.urgency is not None or row.effect is Effect.UNBLOCK)
        }  # fmt: skip
        return sum(
            count for (kind, urgency), count in told.items() if word == kind or (word == urgency and kind not in fixed)
        )

    def version(self, joint: Stream, entry: int) -> Signed | None:
        """The version that the plan put out at this entry."""
        if (joint, entry) not in self._versions:
            self._versions[joint, entry] = version_at(self.world.plan(joint), entry)
        return self._versions[joint, entry]

    def aside(self) -> Play:
        """A copy in which moves can be tried; nothing of it counts here."""
        opened = {name: list(others) for name, others in self._opened.items()}
        return replace(self, entries=list(self.entries), _matters=dict(self._matters), _opened=opened)

    def carry_out(self, stream: Stream, command: Command, by: Actor) -> None:
        """Lapses due by now, then the command, then what follows. Raises Rejected; then nothing counts."""
        own = self.matter(stream)
        beside = standing_beside(own) if own is not None and not own.is_open else ()
        self.catch_up(stream, *beside, *self._named(command))
        self._perform(stream, command, by, self.now)

    def lapse(self, stream: Stream, lapse: tuple[datetime, Event]) -> None:
        """Record a lapse with the instant it belongs to, and what follows."""
        self._apply(stream, (lapse[1],), RULE, lapse[0])

    def _named(self, command: Command) -> list[Stream]:
        """Matters a command names besides its own: they too must be up to date before it is decided."""
        return [name for name in named_in(command) if self.matter(name) is not None]

    def catch_up(self, *streams: Stream) -> None:
        """Record every lapse due by now among the matters tied to `streams`, in order of their instants."""
        while True:
            tied = {name for stream in streams for name in self.component(stream)}
            lapses = []
            for name in sorted(tied):
                matter = self.matter(name)
                lapse = next_lapse(matter, self.world.register, self.now) if matter is not None else None
                if lapse is not None:
                    lapses.append((lapse[0], name, lapse[1]))
            if not lapses:
                return
            instant, name, event = min(lapses, key=lambda lapse: lapse[:2])
            self.lapse(name, (instant, event))

    def _perform(self, stream: Stream, command: Command, by: Actor, now: datetime) -> None:
        matter = self.matter(stream)
        at = max(now, matter.at) if matter is not None else now
        context = Context(
            now=at,
            force=self.world.register.at(at),
            matter=self.matter,
            waiting=self.waiting(stream),
            sides=frozenset(self._side_kinds(command)),
            stream=stream,
            waiters=self.waiters,
            version=self.version,
            passings=self.passings,
            carrying=self.carrying,
            parts=self.parts_now,
            applied=self.applied,
            accused=self.accused,
            issued=self.issued,
        )
        self._apply(stream, decide(command, matter, by, context), by, at)

    def _side_kinds(self, command: Command) -> list[str]:
        parent = getattr(command, "parent", None)
        if parent is None:
            return []
        return [matter.kind for side in self.sides(parent) if (matter := self.matter(side)) is not None]

    def _apply(self, stream: Stream, events: Sequence[Event], by: Actor, at: datetime) -> None:
        for event in events:
            before = self.matter(stream)
            version = before.version + 1 if before is not None else 1
            instant = max(at, before.at) if before is not None else at
            entry = Entry(stream, version, instant, by, event)
            after = evolve(before, entry)
            self._matters[stream] = after
            self.entries.append(entry)
            self._link(after)
            for target, command in list(follow(entry, before, after, self, self.matter)):
                self._perform(target, command, _entailed(command, by), instant)

    def _link(self, matter: Matter) -> None:
        others = [*(block.matter for block in matter.blocks), *standing_beside(matter)]
        for other in others:
            for one, two in ((matter.stream, other), (other, matter.stream)):
                if two not in self._opened.setdefault(one, []):
                    self._opened[one].append(two)


def asked_by(asker: Desk, since: datetime, entries: Iterable[Entry[Event]]) -> Iterator[tuple[str, str]]:
    """Kind and urgency of each matter that the desk itself asks for among the entries; a rule asks in nobody's name."""
    for entry in entries:
        if isinstance(entry.event, Offered) and entry.at >= since and entry.by.desk == entry.event.asker == asker:
            yield entry.event.policy.kind, entry.event.urgency.value


def named_in(command: Command) -> list[Stream]:
    """The streams that a command names besides its own."""
    names = [getattr(command, "blocker", None), getattr(command, "parent", None)]
    if isinstance(command, Offer) and command.kind == PRECEDENCE:
        names += [Stream(name) for name in command.about]
    return [name for name in names if name is not None]


def _entailed(command: Command, by: Actor) -> Actor:
    """Whose move a consequence is: the rule's, but a matter opened by a move is asked for by its mover; what a ruling
    grants, by the ruling."""
    if not isinstance(command, Offer) or command.cause == "ladder" or command.follows is not None:
        return RULE
    if command.kind == AMENDING:
        return RULE
    return by if by.desk == command.asker else Actor(command.asker)
