"""Consequences of an entry on other streams: the blocked go on, a granted variation reaches the work.

`follow` names commands, it applies nothing; `loop` applies them until nothing follows any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from qiantou.core.facts import Accepted, BlockFiled, Event, NotOurs, Signed
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import Effect
from qiantou.core.matter import Matter, Standing
from qiantou.core.moves import Basis, Command, Inherit, Moot, NoteBlocker, Offer, Reassign, Vary


class Links(Protocol):
    """How open matters are tied: who waits for one, what stands beside it, is part of it, or of one joint work."""

    def waiters(self, stream: Stream) -> Iterable[Stream]: ...

    def sides(self, stream: Stream) -> Iterable[Stream]: ...

    def parts(self, stream: Stream) -> Iterable[Stream]: ...

    def joined(self, joint: Stream) -> Iterable[Stream]: ...


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
    yield from _openings(entry, after)
    if isinstance(entry.event, BlockFiled) and not entry.event.opened:
        named = lookup(entry.event.blocker)
        if named is not None:
            yield entry.stream, NoteBlocker(named.stream, named.holder, standing(named).value)
    if before is None or (before.holder, standing(before)) != (after.holder, standing(after)):
        for waiter in links.waiters(entry.stream):
            yield waiter, NoteBlocker(entry.stream, after.holder, standing(after).value)
    if before is not None and before.doer != after.doer:
        yield from _handed_over(before, after, links, lookup)
    if before is None or not before.is_open or after.is_open:
        return
    yield from _effect(after)
    yield from _led_by_another(after, links, lookup)
    if before.outcome == "granted" and after.outcome == "refused":
        yield from _undone(after, lookup)
    for side in links.sides(entry.stream):
        yield side, Moot()


def _openings(entry: Entry[Event], after: Matter) -> Consequences:
    match entry.event:
        case BlockFiled(blocker=fresh, to=desk, opened=True, outside=outside, lack=lack):
            cause = "outside" if outside else ""
            yield fresh, _asked(after, "obstacle", to=desk, title=lack, cause=cause)
        case Accepted(lack=lack) | Signed(lack=lack) if lack is not None and lack.asked_in is not None:
            yield (
                lack.asked_in,
                _asked(after, "obstacle", to=lack.curer, title=lack.lack, cause="reservation"),
            )
        case NotOurs(whose=desk, dispute=fresh, reason=reason):
            yield fresh, _asked(after, "dispute", to=desk, title=reason, cause="not-ours", beside=True)


def _asked(work: Matter, kind: str, *, to: Desk, title: str, cause: str, beside: bool = False) -> Offer:
    return Offer(
        kind=kind, asker=work.doer, doer=to, title=title, basis=Basis("matter"), joint=work.joint,
        parent=work.stream, beside=beside or kind == "obstacle", cause=cause,
    )  # fmt: skip


def _handed_over(before: Matter, after: Matter, links: Links, lookup: Lookup) -> Consequences:
    """What the former doer asked for goes on for the new one: beside the work, and as a part of it.

    What would then be asked of itself ends, if it stood beside the work. The new doer's own part does not:
    it is owed to whoever asked for the whole.
    """
    for name in links.sides(after.stream):
        side = lookup(name)
        if side is not None and side.asker == before.doer:
            yield name, Moot() if side.doer == after.doer else Inherit(after.doer)
    for name in links.parts(after.stream):
        part = lookup(name)
        if part is not None and part.asker == before.doer:
            yield name, Inherit(after.asker if part.doer == after.doer else after.doer)


def _effect(side: Matter) -> Consequences:
    """What the granted end of a matter does to the one it stands beside."""
    if side.parent is None or not side.beside or side.outcome not in ("granted", "consented"):
        return
    match side.policy.effect:
        case Effect.VARY:
            yield side.parent, Vary(side.stream, side.due, side.new_doer)
        case Effect.REASSIGN:
            yield side.parent, Reassign(side.stream, side.new_doer or side.doer)
        case Effect.UNBLOCK | Effect.NONE:
            return


def _led_by_another(passing: Matter, links: Links, lookup: Lookup) -> Consequences:
    """The lead has passed: the wholes go over with their dates and history, and what the former lead asked for.

    Parts of a whole follow it by themselves; the former lead's own part stays its own. What the former lead had
    proposed to another unit ends: it has no lead left to pass.
    """
    if passing.policy.effect is not Effect.LEAD or passing.outcome not in ("granted", "consented"):
        return
    former, lead = passing.asker, passing.doer
    for name in links.joined(passing.joint) if passing.joint else ():
        matter = lookup(name)
        if matter is None or matter.beside or matter.parent is not None or name == passing.stream:
            continue
        if matter.policy.effect is Effect.LEAD and matter.asker == former:
            yield name, Moot()
        elif matter.doer == former:
            yield name, Reassign(passing.stream, lead)
        elif matter.asker == former and matter.doer != lead:
            yield name, Inherit(lead)


def _undone(side: Matter, lookup: Lookup) -> Consequences:
    """A day was granted in the name of a desk that contested it, and the ruling refuses it: the day before holds.

    Unless another day has been granted since.
    """
    work = lookup(side.parent) if side.parent is not None else None
    if work is None or side.policy.effect is not Effect.VARY or not work.grants or work.grants[-1].due != side.due:
        return
    earlier = work.grants[-2].due if len(work.grants) > 1 else work.due
    if earlier is not None:
        yield work.stream, Vary(side.stream, earlier, None)
