"""Consequences of an entry on other streams: the blocked go on, a granted variation reaches the work.

`follow` names commands, it applies nothing; `loop` applies them until nothing follows any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from qiantou.core.bearing import borne
from qiantou.core.contest_titles import ruling_title
from qiantou.core.contesting import AMENDING, amending_of
from qiantou.core.exemption import Outcome
from qiantou.core.facts import (
    Accepted,
    BlockFiled,
    Delivered,
    Event,
    Inherited,
    NotOurs,
    Offered,
    Reassigned,
    Ruled,
    Signed,
    Undone,
    Urged,
    Varied,
)
from qiantou.core.forgiving import reckoned_anew
from qiantou.core.gate import ACCOUNTABILITY
from qiantou.core.guidance import GUIDANCE
from qiantou.core.kernel import Desk, Entry, Stream, derived
from qiantou.core.kinds import CLEARING, DISPUTE, Effect, Phase, Rung
from qiantou.core.leading import Left, led_back, led_by_another
from qiantou.core.matter import STANDS, STOPPED, Matter, Standing, standing_beside
from qiantou.core.moves import (
    Basis,
    Command,
    EndRow,
    Inherit,
    Moot,
    NoteBlocker,
    NoteSide,
    Offer,
    Reassign,
    Unsign,
)  # fmt: skip
from qiantou.core.proposing import hearing, hearing_of
from qiantou.core.repeating import GIVEN, next_due
from qiantou.core.review import Sheet
from qiantou.core.supervision import is_at_rest, resting


class Links(Protocol):
    """How open matters are tied: who waits for one, what stands beside it, is part of it, or of one joint work; the
    closed variations of a joint work; who leads it once a passing has fallen; what a matter is called; the last sheet
    of the work an application is about; who carries out what a contest was granted; and which day of the county an
    instant falls on."""

    def waiters(self, stream: Stream) -> Iterable[Stream]: ...

    def sides(self, stream: Stream) -> Iterable[Stream]: ...

    def parts(self, stream: Stream) -> Iterable[Stream]: ...

    def joined(self, joint: Stream) -> Iterable[Stream]: ...

    def varied(self, joint: Stream) -> Iterable[Stream]: ...

    def left_by(self, passing: Matter) -> Left: ...

    def title(self, stream: Stream) -> str: ...

    def sheet_of(self, application: Matter) -> Sheet | None: ...

    def carries_out(self, contest: Matter) -> Desk: ...

    def day_of(self, at: datetime) -> date: ...


Consequences = Iterator[tuple[Stream, Command]]
Lookup = Callable[[Stream], Matter | None]


def standing(matter: Matter) -> Standing:
    """How a matter stands as a blocker of another.

    Refused, or withdrawn before anybody took it, it never was one; any other end shows that it was.
    """
    if matter.is_open:
        return Standing.REAL if matter.admitted else Standing.PENDING
    unheard = matter.outcome == "withdrawn" and not matter.admitted
    return Standing.UNREAL if matter.outcome == "refused" or unheard else Standing.LIFTED


def follow(entry: Entry[Event], before: Matter | None, after: Matter, links: Links, lookup: Lookup) -> Consequences:
    """The commands that `entry` entails, in order. Matters it opens come first."""
    yield from _openings(entry, after, links)
    yield from _noted_beside(after, lookup)
    yield from _no_more_to_clear(before, after, lookup)
    yield from _to_be_amended(before, after, links, lookup)
    yield from reckoned_anew(before, after, links, lookup)
    if isinstance(entry.event, BlockFiled) and not entry.event.opened:
        named = lookup(entry.event.blocker)
        if named is not None:
            yield entry.stream, NoteBlocker(named.stream, named.holder, standing(named).value)
    if before is None or (before.holder, standing(before)) != (after.holder, standing(after)):
        for waiter in links.waiters(entry.stream):
            yield waiter, NoteBlocker(entry.stream, after.holder, standing(after).value)
    if before is None:
        return
    if after.is_open and not before.is_open:
        yield from _opened_again(after, lookup)
    yield from resting(before, after, links.sides, lookup)
    if before.doer != after.doer:
        yield from _handed_over(before, after, entry.event, links, lookup)
    if before.asker != after.asker:
        yield from _asked_by_another(before, after, entry.event, links, lookup)
    yield from borne(before, after)
    if after.took is not None and before.took is None:
        yield from led_by_another(after, links, lookup)
    if after.took is None and before.took is not None:
        yield from led_back(before, links, lookup)
        yield from _unsigned(before, links, lookup)
    if before.is_open and not after.is_open:
        yield from _next_period(entry, after, links)
        for side in links.sides(entry.stream):
            yield side, Moot()
    elif before.stage is Phase.UNDERWAY:
        yield from _answered_otherwise(before, after, entry.event, links, lookup)


def _opened_again(matter: Matter, lookup: Lookup) -> Consequences:
    """Its end was contested: as an obstacle it stops the work again; and it learns what became meanwhile of what had
    stopped it, and of what it waited for, which mostly ended with it."""
    if matter.policy.effect is Effect.UNBLOCK:
        for stopped in standing_beside(matter):
            yield stopped, NoteBlocker(matter.stream, matter.holder, standing(matter).value)
    for name in [block.matter for block in matter.blocks if block.standing in STANDS]:
        blocker = lookup(name)
        if blocker is not None:
            yield matter.stream, NoteBlocker(name, blocker.holder, standing(blocker).value)
    for rest in (*matter.asking, *(one for one in matter.disputed if one.end is None)):
        other = lookup(rest.side)
        if other is not None:
            stops = is_at_rest(other) if rest.kind == STOPPED else rest.kind == DISPUTE or other.holder != matter.doer
            yield matter.stream, NoteSide(rest.side, rest.kind, other.is_open and stops)


def _openings(entry: Entry[Event], after: Matter, links: Links) -> Consequences:
    match entry.event:
        case Offered(title=title) if after.kind == ACCOUNTABILITY:
            yield hearing_of(after.stream), hearing(after, title)
        case Urged(rung=Rung.SHEET, to=arbiter) if arbiter != after.asker:
            yield derived(after.stream, f"sheet/{entry.version}"), Offer(
                kind="decision", asker=after.asker, doer=after.doer, title=links.title(after.stream),
                basis=Basis("matter"), joint=after.joint, parent=after.stream, beside=True, cause="ladder",
                urgency=after.urgency,
            )  # fmt: skip
        case BlockFiled(blocker=fresh, to=desk, opened=True, outside=outside, lack=lack, asker=lead):
            cause = "outside" if outside else ""
            asked = _citing(entry.event, _asked(after, "obstacle", to=desk, title=lack, cause=cause))
            yield fresh, asked if lead is None else replace(asked, asker=lead, instead=True)
        case Accepted(lack=lack) | Signed(lack=lack) if lack is not None and lack.asked_in is not None:
            yield (
                lack.asked_in,
                _asked(after, "obstacle", to=lack.curer, title=lack.lack, cause="reservation"),
            )
        case Delivered(verdict=verdict) | Ruled(verdict=verdict) if verdict is not None:
            if verdict.outcome is Outcome.EXEMPT:
                yield cleared_by(after), Offer(
                    kind=CLEARING, asker=after.asker, doer=after.doer, title=links.title(after.stream),
                    basis=Basis("matter"), about=(after.stream, *after.about),
                )  # fmt: skip
        case NotOurs(whose=desk, dispute=fresh, reason=reason):
            asked = _asked(after, "dispute", to=desk, title=reason, cause="not-ours", beside=True)
            yield fresh, _citing(entry.event, asked)


def cleared_by(application: Matter) -> Stream:
    """The name of the matter that clears a name by the decision the application has come to."""
    return derived(application.stream, f"clearing/{application.judged}")


def _no_more_to_clear(before: Matter | None, after: Matter, lookup: Lookup) -> Consequences:
    """An exemption that is decided otherwise leaves no name to clear."""
    if before is None or before.verdict is not Outcome.EXEMPT or before.judged == after.judged:
        return
    clearing = lookup(cleared_by(before))
    if clearing is not None and clearing.is_open:
        yield clearing.stream, Moot()


def _to_be_amended(before: Matter | None, after: Matter, links: Links, lookup: Lookup) -> Consequences:
    """What a ruling grants is in the hands of whoever put the sheet or attribution out, or puts it out since; where it
    falls, nothing is."""
    was, now = amending_of(before), amending_of(after)
    if was == now:
        return
    begun = lookup(was) if was is not None else None
    if begun is not None and begun.is_open:
        yield begun.stream, Moot()
    if now is not None:
        doer = links.carries_out(after)
        yield now, Offer(
            kind=AMENDING, asker=after.asker if after.asker != doer else after.doer, doer=doer,
            title=ruling_title(links.title(after.stream) or after.about[0]), basis=Basis("matter"), joint=after.joint,
            about=(after.stream, *after.about),
        )  # fmt: skip


def _next_period(entry: Entry[Event], after: Matter, links: Links) -> Consequences:
    """What was asked for by the period is asked for again once this period's was given, until the last of them."""
    if after.repeats is None or after.due is None or after.outcome not in GIVEN:
        return
    due = next_due(after.repeats, due=after.due, today=links.day_of(entry.at))
    if due is None:
        return
    first = after.follows or after.stream
    later = derived(first, f"due/{due}")
    yield later, Offer(
        kind=after.kind, asker=after.asker, doer=after.doer, title=links.title(after.stream), due=due,
        basis=after.basis, joint=after.joint, duty=after.duty, touches=after.touches, repeats=after.repeats,
        follows=first, urgency=after.urgency,
    )  # fmt: skip
    yield after.stream, EndRow(later)


def _noted_beside(side: Matter, lookup: Lookup) -> Consequences:
    """The work learns whether what stands beside it is in another hand than its doer's, and whether whose duty it is,
    is being asked; a note that says nothing new becomes no entry. What nobody answered until it went on the list of a
    meeting is waited for no longer, but a sheet, which the doer did not ask for; whoever asked how is not chased even
    then."""
    disputes = side.policy.effect is Effect.REASSIGN
    if not (side.policy.rests or disputes):
        return
    given_up = side.listed and not side.policy.by_rule
    for name in standing_beside(side):
        work = lookup(name)
        if work is not None and work.is_open:
            asks_how = side.kind == GUIDANCE
            pending = side.is_open and (disputes or (side.holder != work.doer and (asks_how or not given_up)))
            yield name, NoteSide(side.stream, side.kind, pending, pending and asks_how and given_up)


_MOOT_OTHERWISE = (Effect.EXCUSE, Effect.FIRST)


def _answered_otherwise(before: Matter, after: Matter, event: Event, links: Links, lookup: Lookup) -> Consequences:
    """A sheet of the ladder, a reason for being late and which of two works goes first leave nothing to decide once the
    work has another day or doer by other means. A delivery, which may be taken back, settles which goes first alone."""
    by = event.side if isinstance(event, Varied | Reassigned | Undone) else None
    told = (before.doer, before.due, before.grants) != (after.doer, after.due, after.grants)
    if isinstance(event, Undone):  # with an earlier day there is as much to decide as before
        told = before.doer != after.doer
    left = after.stage is not Phase.UNDERWAY
    for name in links.sides(after.stream):
        side = lookup(name)
        if side is None or name == by:
            continue
        effect = side.policy.effect
        if (told and (side.policy.by_rule or effect in _MOOT_OTHERWISE)) or (left and effect is Effect.FIRST):
            yield name, Moot()


def _citing(event: BlockFiled | NotOurs, offer: Offer) -> Offer:
    """The offer on the row or exception that the move cited."""
    return replace(offer, duty=event.duty, off_list=event.off_list)


def _asked(work: Matter, kind: str, *, to: Desk, title: str, cause: str, beside: bool = False) -> Offer:
    return Offer(
        kind=kind, asker=work.doer, doer=to, title=title, basis=Basis("matter"), joint=work.joint,
        parent=work.stream, beside=beside or kind == "obstacle", cause=cause,
    )  # fmt: skip


def _handed_over(before: Matter, after: Matter, event: Event, links: Links, lookup: Lookup) -> Consequences:
    """What the former doer asked for goes on for the new one: beside the work, and as a part of it. What presses the
    work presses whoever does it.

    What would then be asked of itself ends, if it stood beside the work. The new doer's own part does not:
    it is owed to whoever asked for the whole; once the hand-over falls, again to who asked for it before.
    """
    passing = _passing(event, lookup)
    for name in links.sides(after.stream):
        side = lookup(name)
        if side is not None and side.asker == before.doer:
            yield name, Moot() if side.doer == after.doer else Inherit(after.doer, passing)
        elif side is not None and side.policy.supervises:
            yield name, Reassign(passing or after.stream, after.doer)
    for name in links.parts(after.stream):
        part = lookup(name)
        if part is None:
            continue
        if part.asker == before.doer and part.doer == after.doer:
            yield name, Inherit(after.asker, _brought_by(event))
        elif part.asker == before.doer:
            yield name, Inherit(after.doer, passing)
        elif isinstance(event, Undone) and part.moved == (event.side, part.asker):
            yield name, Inherit(after.doer)


def _asked_by_another(before: Matter, after: Matter, event: Event, links: Links, lookup: Lookup) -> Consequences:
    """Who asks for a work now also answers what was asked of the former asker beside it, and asks what that one asked
    there. What would then be asked of itself ends."""
    came_by = _passing(event, lookup) or after.stream
    for name in links.sides(after.stream):
        side = lookup(name)
        if side is None or before.asker not in (side.asker, side.doer):
            continue
        if side.is_party(after.asker):
            yield name, Moot()
        else:
            asked = side.doer == before.asker
            yield name, Reassign(came_by, after.asker) if asked else Inherit(after.asker, came_by)


def _brought_by(event: Event) -> Stream | None:
    """The matter by which another side came to it; None where an entry of its own brought that."""
    return event.side if isinstance(event, Inherited | Reassigned | Varied) else None


def _passing(event: Event, lookup: Lookup) -> Stream | None:
    """The passing of the lead by which a matter came to another side, if it came so."""
    name = _brought_by(event)
    brought = lookup(name) if name is not None else None
    return name if brought is not None and brought.policy.effect is Effect.LEAD else None


def _unsigned(signed: Matter, links: Links, lookup: Lookup) -> Consequences:
    """A signature falls: what was taken by it alone is asked of its doer, what it granted is granted no more."""
    if signed.kind != "signature" or signed.joint is None:
        return
    for name in (*links.joined(signed.joint), *links.varied(signed.joint)):
        matter = lookup(name)
        if matter is not None and matter.signature == signed.stream:
            yield name, Unsign(signed.stream)
