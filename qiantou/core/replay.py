"""Whether entries are what the rules make of the moves in them: each move is decided once more, from the state before.

A record is read in its order. A move that a desk made is decided again by the rules it was once decided by, under the
register as it stood; everything that followed from it must come next, and nothing else may. A lapse and a rung must be
those that time alone brings about. So there is no second list of what is allowed: what the writer cannot have written
does not stand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from qiantou.core.advance import meaning_of, next_lapse
from qiantou.core.facts import (
    Bound,
    Chased,
    Climbed,
    Consented,
    Event,
    Expired,
    Mooted,
    Offered,
    Referred,
    Succeeded,
    Tabled,
    Unanswered,
    Urged,
)
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Rejected, Stream
from qiantou.core.loop import Play, World
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.moves import Command, Moot
from qiantou.core.reading_back import bare, mover, moves_of, offer_of
from qiantou.core.seat import check_filled
from qiantou.core.unsaid import MOVE, NOTHING, Unsaid, hushed, on_record

BEGINNING = datetime.min.replace(tzinfo=UTC)
Lapse = Chased | Bound | Climbed | Consented | Expired | Succeeded | Tabled | Unanswered
OVERLOOKED, OTHERWISE, LEFT_OUT, UNASKED = "lapse-overlooked", "decided-otherwise", "left-out", "follows-from-nothing"
"""Why an entry does not stand, where no rule refuses it: what time had done before it is missing; the rules make
something else of that move; what follows from the entry before is missing; nothing it could follow from is there."""
MEETING = "meeting"
"""The cause by which a coordination meeting takes a matter up."""
OTHER_STREAM = "other-stream"
"""Recorded where nobody looks for such an entry."""
OTHER_TIME = "other-time"
"""Said to have happened at another time than when it was recorded."""
NOT_ITS_OWN = "not-its-own"
"""An entry of the register in a desk's name that only an administrator makes."""
NOT_YET = "not-yet"
"""What time alone does, recorded before its time."""


class Unlawful(Exception):
    """An entry that the rules do not make. `rule`: the refusal, with its facts, or one of the reasons above."""

    def __init__(self, entry: Entry[Any], rule: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(rule)
        self.entry, self.rule, self.facts = entry, rule, facts or {}


@dataclass(frozen=True)
class Allowed:
    """What the rule itself may begin here, by what else the same command entered: the offers it makes in the name of
    others, and the matters it ends. `listed`: the register's entries of the command."""

    offers: Collection[Stream] = ()
    ends: Collection[Stream] = ()


class Course:
    """Entries of matters, one after the other. `keep` is handed each move with what followed, once all of it has come:
    the world stands so from then on."""

    def __init__(self, world: World, keep: Callable[[Play], None], allowed: Allowed = Allowed()) -> None:
        self.world, self.allowed = world, allowed
        self._keep, self._play = keep, Play(world, BEGINNING)
        self._awaited: deque[Entry[Event]] = deque()

    @property
    def is_settled(self) -> bool:
        """Whether everything that followed so far has been met."""
        return not self._awaited

    def take(
        self, entry: Entry[Event], later: Sequence[Event] = (), *, recorded: datetime, unsaid: Unsaid = NOTHING
    ) -> None:
        """`later`: what is recorded next of the same matter; `recorded`: when the entry was; `unsaid`: what its words
        do not hold though they were not erased. Raises Unlawful."""
        if not self._awaited:
            self._at_its_instant(entry, recorded)
            self._begin(entry, later, unsaid)
        if not self._awaited:
            raise Unlawful(entry, NOT_YET if isinstance(entry.event, Urged) else OTHERWISE)
        wanted = self._awaited.popleft()
        if _what(wanted) != _what(entry):
            raise Unlawful(entry, self._reason(wanted, entry))
        if not self._awaited:
            self._keep(self._play)

    def _at_its_instant(self, entry: Entry[Event], recorded: datetime) -> None:
        """A move happens when it is recorded, or where the clock was set back at the instant of the entry before."""
        before = self.world.matter(entry.stream)
        at = max(recorded, before.at) if before is not None else recorded
        if (entry.at > recorded and entry.at != at) or (entry.at < at and not isinstance(entry.event, Lapse)):
            raise Unlawful(entry, OTHER_TIME)

    def end(self, last: Entry[Event]) -> None:
        """Raises Unlawful where what follows from the last entry is missing."""
        if self._awaited:
            raise Unlawful(last, LEFT_OUT)

    def _reason(self, wanted: Entry[Event], entry: Entry[Event]) -> str:
        if isinstance(wanted.event, Lapse) and not isinstance(entry.event, Lapse):
            return OVERLOOKED
        return LEFT_OUT if wanted.stream != entry.stream else OTHERWISE

    def _begin(self, entry: Entry[Event], later: Sequence[Event], unsaid: Unsaid) -> None:
        play = self._play = Play(self.world, entry.at)
        try:
            if isinstance(entry.event, Lapse):
                self._lapse(play, entry)
            else:
                self._move(play, entry, self._commands(play, entry, later), unsaid)
                check_filled(entry.by, self.world.register.at(entry.at))
        except Rejected as refusal:
            raise Unlawful(entry, refusal.code, refusal.facts) from None
        except (ValueError, AssertionError) as fault:
            raise Unlawful(entry, OTHERWISE) from fault
        self._awaited.extend(self._play.entries)

    def _lapse(self, play: Play, entry: Entry[Event]) -> None:
        matter = play.matter(entry.stream)
        if matter is None or entry.by != RULE or meaning_of(matter) is None:
            raise Unlawful(entry, UNASKED)
        found = next_lapse(matter, self.world.register, entry.at)
        if found is None:
            raise Unlawful(entry, NOT_YET)
        play.lapse(entry.stream, found)

    def _move(self, play: Play, entry: Entry[Event], read: Sequence[Command], unsaid: Unsaid) -> None:
        """Where an entry leaves open which move it was, the first that comes out as it stands."""
        told, matter = [hushed(one) for one in read] if MOVE in unsaid else read, play.matter(entry.stream)
        if not told:
            raise Unlawful(entry, UNASKED)
        if matter is not None and next_lapse(matter, self.world.register, entry.at) is not None:
            raise Unlawful(entry, OVERLOOKED)
        by = on_record(mover(entry), unsaid)
        for command in told[:-1]:
            aside = play.aside()
            try:
                aside.carry_out(entry.stream, command, by)
            except Rejected:
                continue
            if aside.entries and _what(aside.entries[0]) == _what(entry):
                self._play = aside
                return
        play.carry_out(entry.stream, told[-1], by)

    def _commands(self, play: Play, entry: Entry[Event], later: Sequence[Event]) -> Sequence[Command]:
        event, matter = entry.event, play.matter(entry.stream)
        if isinstance(event, Offered):
            by_rule = entry.by.desk is None and entry.by.recorded is None  # else by a paper, and who entered it
            if by_rule and entry.stream not in self.allowed.offers:
                return ()
            force = self.world.register.at(entry.at)
            return (offer_of(event, later, force, play.matter),) if matter is None else ()
        if isinstance(event, Mooted):
            return (Moot(),) if entry.by == RULE and entry.stream in self.allowed.ends else ()
        taken_up = isinstance(event, Referred) and event.cause == MEETING
        if (isinstance(event, Urged) or taken_up) is not (entry.by == RULE):
            return ()
        if isinstance(event, Referred) and taken_up and not self._is_met(entry, event.arbiter):
            return ()
        return tuple(moves_of(event, later, matter, sorted(play.waiting(entry.stream))))

    def _is_met(self, entry: Entry[Event], chair: Desk) -> bool:
        """Whether minutes recorded at that instant say that the chair's meeting decided the matter."""
        told = self.world.register.at(entry.at).histories(MEETINGS).values()
        held = (row.value for rows in told for row in rows if row.at == entry.at and isinstance(row.value, Meeting))
        mine = (one for one in held if one.held is not None and one.chair == chair)
        return any(decided.matter == entry.stream for one in mine for decided in one.decisions)


def _what(entry: Entry[Event]) -> object:
    return entry.stream, entry.version, entry.at, _who(entry.by), bare(entry.event)


def _who(by: Actor) -> object:
    return bare(by)


def is_lapse(event: object) -> bool:
    return isinstance(event, Lapse)
