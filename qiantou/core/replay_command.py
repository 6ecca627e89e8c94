"""One command of a record judged again: what it entered in the register, the moves it made, and what these entailed.

A command enters the register first and moves then; what its moves entail in the register (the lead passes, a person
is lent) is recorded before them and was not known to them. Each entry must be one that its desk may make, by what
stood before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from qiantou.core.bulletin import BULLETINS, LETTERS
from qiantou.core.bulletin_check import check_issued
from qiantou.core.carrying_out import check_amended
from qiantou.core.clearing import check_corrections
from qiantou.core.contesting import AMENDING, rulings_of
from qiantou.core.entered_by import is_backdated
from qiantou.core.exemption_drawn import check_places
from qiantou.core.facts import Event, Offered, Ruled
from qiantou.core.kernel import RULE, Entry, Stream
from qiantou.core.kinds import ASSESSING, Effect
from qiantou.core.lending import LENT
from qiantou.core.lookup_check import check_pages
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.meeting import MEETINGS, RULINGS, Meeting
from qiantou.core.passing import entailed
from qiantou.core.plan import CHOICES, LINES, MEANS, PLAN_SECTIONS, Line, Means
from qiantou.core.plan_check import check_put_out, check_whole
from qiantou.core.reading_back import SAID, bare, filled, mover, offer_of
from qiantou.core.register import MANDATES, InForce, Listed
from qiantou.core.replay import BEGINNING, LEFT_OUT, OTHER_STREAM, OTHER_TIME, UNASKED, Allowed, Course, Unlawful
from qiantou.core.replay_listed import ENTAILED, check_listed, lawful
from qiantou.core.replay_world import APART, Recorded
from qiantou.core.review import SHEETS
from qiantou.core.review_terms import check_terms
from qiantou.core.seconding import LENDING, agreed
from qiantou.core.sheet_clock import is_owed_by, opening, owed
from qiantou.core.unsaid import NOTHING, Unsaid


@dataclass
class Command:
    """The entries that were recorded together: of the register first, then of matters, in their order."""

    recorded: datetime
    listed: list[Entry[Listed]] = field(default_factory=list)
    moved: list[Entry[Event]] = field(default_factory=list)
    erased: set[tuple[Stream, int]] = field(default_factory=set)  # entries of the register whose words are gone
    unsaid: dict[tuple[Stream, int], Unsaid] = field(default_factory=dict)  # of matters, where there is any such

    def judge(self, world: Recorded) -> None:
        """Then the world stands as after it. Raises Unlawful."""
        if world.latest is not None and self.recorded < world.latest:
            raise Unlawful([*self.listed, *self.moved][0], OTHER_TIME)
        given, handed = self._told_apart(world)
        self._enter(given, world)
        play = self._moves(given, world)
        self._follows(given, handed, world, play)
        for entry in handed:
            world.enter(entry)

    def _told_apart(self, world: Recorded) -> tuple[list[Entry[Listed]], list[Entry[Listed]]]:
        """What was entered, and at its end what the moves entailed."""
        offers = (entry.event for entry in self.moved if isinstance(entry.event, Offered))
        known = (world.matter(entry.stream) for entry in self.moved)
        hands = any(one.policy.effect is Effect.LEAD or one.cause == LENDING for one in offers)
        hands = hands or any(one and (one.policy.effect is Effect.LEAD or one.cause == LENDING) for one in known)
        end = len(self.listed)
        while hands and end and self.listed[end - 1].by == RULE and self.listed[end - 1].event.section in ENTAILED:
            end -= 1
        return self.listed[:end], self.listed[end:]

    def _enter(self, given: Sequence[Entry[Listed]], world: Recorded) -> None:
        """Units and posts are checked by what stood before the command, since they come before the heads they name;
        two commands of one instant look like one, so what came before an entry is asked too."""
        apart = (*LENT, *APART)
        sure = {id(entry) for entry in given if entry.event.section not in apart and self._stands(entry, world)}
        for entry in given:
            if id(entry) not in sure:
                self._judge(entry, world)
            world.enter(entry)
        for stream in dict.fromkeys(entry.stream for entry in given if entry.event.section in PLAN_SECTIONS):
            last = next(entry for entry in reversed(given) if entry.stream == stream)
            with lawful(last):
                check_whole(world.plan(stream), world.register.at(last.at).day)

    def _stands(self, entry: Entry[Listed], world: Recorded) -> bool:
        try:
            self._judge(entry, world)
        except Unlawful:
            return False
        return True

    def _judge(self, entry: Entry[Listed], world: Recorded) -> None:
        """As its words stand; once they are erased, as if something had been said wherever words may stand."""
        gone = (entry.stream, entry.version) in self.erased
        listed = replace(entry.event, value=filled(entry.event.value)) if gone else entry.event
        by = mover(entry) if gone else entry.by
        self._in_time(entry, world)
        if entry.stream != world.home(entry):
            raise Unlawful(entry, OTHER_STREAM)
        with lawful(entry):
            check_listed(listed, entry, by, world)
        if not world.began(entry.at) and is_backdated(listed, world.register.at(self.recorded).day):
            raise Unlawful(entry, "day-has-passed", {"day": listed.since})

    def _in_time(self, entry: Entry[Listed], world: Recorded) -> None:
        if entry.at != max(self.recorded, world.last.get(entry.stream, self.recorded)):
            raise Unlawful(entry, OTHER_TIME)

    def _moves(self, given: Sequence[Entry[Listed]], world: Recorded) -> Play:
        """All that was moved, as one play."""
        whole = _Whole(world)
        course = Course(world, whole.keep, _allowed(given, self.moved, world))
        for number, entry in enumerate(self.moved):
            if isinstance(entry.event, Offered) and world.is_taken(entry.event, world.register.at(self.recorded)):
                raise Unlawful(entry, "item-number-taken", {"number": entry.event.number})
            later = [other.event for other in self.moved[number + 1 : number + 3] if other.stream == entry.stream]
            unsaid = self.unsaid.get((entry.stream, entry.version), NOTHING)
            course.take(entry, later, recorded=self.recorded, unsaid=unsaid)
        if self.moved:
            course.end(self.moved[-1])
        return whole.played()

    def _follows(
        self, given: Sequence[Entry[Listed]], handed: Sequence[Entry[Listed]], world: Recorded, play: Play
    ) -> None:
        """What the moves entail in the register is there and nothing else; what was put out or issued has its letters
        and its signature; what a meeting decided has become matters."""
        entries = play.entries
        at = max(entry.at for entry in (*given, *handed, *entries))
        force = world.register.at(at)
        wanted = [*entailed(play, force), *agreed(play, force)] if handed or _hands(play) else []
        for number, entry in enumerate(handed):
            if number >= len(wanted) or bare(entry.event) != bare(wanted[number]):
                raise Unlawful(entry, UNASKED)
            self._in_time(entry, world)
        if len(wanted) > len(handed):
            raise Unlawful(self.moved[-1], LEFT_OUT)
        if not given:
            return
        with lawful(given[-1]):
            check_put_out(given, entries)
            check_issued(given, world.plan, play.matter, force)
            check_amended(given, play.matter, force)
            check_terms(given, world.plan, force)
            check_places(given, play.matter, force)
            check_corrections(given, world.plan, play.matter)
            check_pages(given, play.matter, force)
        for entry in given:
            if isinstance(entry.event.value, Meeting):
                _is_carried_out(entry, entry.event.value, entries)
            if entry.event.section == SHEETS and any(one.is_open for one in _owing(Stream(entry.event.key), world)):
                raise Unlawful(entry, LEFT_OUT)


class _Whole:
    """The moves of a command, put together again as they were played."""

    def __init__(self, world: Recorded) -> None:
        self.world, self.play = world, Play(world, BEGINNING)

    def keep(self, play: Play) -> None:
        self.world.keep(play)
        self.play.now = play.now
        self.play.entries += play.entries

    def played(self) -> Play:
        """With every matter as it stands at the end."""
        for entry in self.play.entries:
            self.play.matter(entry.stream)
        return self.play


def _hands(play: Play) -> bool:
    return any(one.policy.effect is Effect.LEAD or one.cause == LENDING for one in play.touched.values())


def _allowed(given: Sequence[Entry[Listed]], moved: Sequence[Entry[Event]], world: Recorded) -> Allowed:
    """What the rule may offer and end here by itself."""
    offers = {entry.stream for entry in moved if entry.by.desk is None and _by_rule(entry, given, world)}
    return Allowed(offers, frozenset(_ended(given, moved, world)))


def _by_rule(entry: Entry[Event], given: Sequence[Entry[Listed]], world: Recorded) -> bool:
    """A line or means of a plan that was signed, or that the lead itself owes; an invitation to a meeting called; the
    sheet of a work that is over."""
    event = entry.event
    if not isinstance(event, Offered):
        return False
    if event.policy.kind == ASSESSING:
        return _is_owed(entry.stream, event, world, world.register.at(entry.at))
    if event.signature is not None:
        return True
    meetings = (one.event.value for one in given if isinstance(one.event.value, Meeting))
    if event.policy.kind == "meeting":
        return any(one.letters == event.parent and event.doer in one.invited for one in meetings)
    charter = world.register.at(entry.at).charter(event.joint)
    named = event.about[1] if event.policy.kind == "variation" and len(event.about) == 2 else event.line
    if charter is None or event.joint is None or event.doer != charter.lead:
        return False
    plan = (one.event for one in world.plan(event.joint) if one.event.section in (LINES, MEANS))
    told = [one.value for one in plan if one.key == f"{event.joint}/{named}"]
    return any(isinstance(value, Line | Means) for value in told)


def _owing(joint: Stream, world: Recorded) -> list[Matter]:
    """The matters, open and ended, by which the sheet of a work was owed."""
    told = (world.matter(name) for name in world.joined(joint))
    return [one for one in told if one is not None and one.kind == ASSESSING]


def _is_owed(stream: Stream, event: Offered, world: Recorded, force: InForce) -> bool:
    """Whether the sheet of its work is owed by whom, to whom and by which day the offer says, and is asked of nobody
    yet. What was asked of that work by itself and is not named by the offer is not told here."""
    if event.joint is None:
        return False
    matters = [one for name in world.joined(event.joint) if (one := world.matter(name)) is not None]
    before, found = _owing(event.joint, world), owed(event.joint, force, matters, world.plan(event.joint))
    if found is None or any(one.is_open and is_owed_by(one, force) for one in before):
        return False
    name, offer = opening(found, len(before) + 1)
    return name == stream and offer_of(event, (), force, world.matter) == replace(offer, title=SAID)


def _ended(given: Sequence[Entry[Listed]], moved: Sequence[Entry[Event]], world: Recorded) -> Iterator[Stream]:
    """Letters that nobody need answer any more: of a bulletin drawn anew, a meeting called off, a comparison decided, a
    mandate changed or put out anew; the carrying out of a ruling by what is put out by it; a sheet that is owed no more
    by who had it in hand."""
    for entry in moved:
        matter = world.matter(entry.stream)
        if matter is None:
            continue
        if matter.kind == ASSESSING and not is_owed_by(matter, world.register.at(entry.at)):
            yield entry.stream
        for one in given:
            listed = one.event
            own = matter.kind == "meeting" and listed.section == MEETINGS and listed.value is None
            chosen = listed.section == CHOICES and matter.joint == one.stream and matter.kind == "options"
            lent = listed.section == MANDATES and listed.key in matter.about
            drawn = listed.section in (BULLETINS, LETTERS) and listed.key in matter.about
            ruled = matter.kind == AMENDING and matter.about[0] in rulings_of(listed.value)
            if (own and listed.key in matter.about) or chosen or lent or drawn or ruled:
                yield entry.stream


def _is_carried_out(entry: Entry[Listed], meeting: Meeting, made: Sequence[Entry[Event]]) -> None:
    """What a meeting that was held decided is ruled at once by its chair, and what it gave out is asked for by it."""
    if meeting.held is None:
        return
    ruled = {one.stream for one in made if isinstance(one.event, Ruled) and one.by.desk == meeting.chair}
    asked = {one.stream for one in made if isinstance(one.event, Offered) and one.event.asker == meeting.chair}
    for decided in meeting.decisions:
        missing = decided.matter is not None and decided.outcome in RULINGS and decided.matter not in ruled
        if missing or (decided.opened is not None and decided.opened not in asked):
            raise Unlawful(entry, LEFT_OUT)
