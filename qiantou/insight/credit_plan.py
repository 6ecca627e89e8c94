"""Which terms of a plan share the credit: those that everybody they touch has signed (docs/rules/assessment.md).

A later version counts once the leader who decides and whoever it touches have signed it: whose lines it changes, whose
share it changes, and who has delivered a line it changes, or has it in hand. Another coordination or reserve touches
every unit with a line; once deliveries have begun so does whatever lessens a share, agreed weights or not. So nobody
holds the fruit of others by drafting: what was tried is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from qiantou.core.credit import exact, reshared, set_aside, weighed
from qiantou.core.kernel import Desk
from qiantou.core.plan import LINES, Line, Shares
from qiantou.core.plan_diff import Content, Signed, differences, touched
from qiantou.core.review import Held, Refused, ratio


@dataclass(frozen=True)
class Put:
    """A version put out to be signed, when, and the desks whose signature under it stands.

    `decided`: whether the leader who decides signed the whole of it; so it is where nobody decides. `held`: line → the
    unit that had it in hand then, whether or not the plan says so.
    """

    version: Signed
    at: datetime
    signed: frozenset[Desk]
    decided: bool
    held: Mapping[str, Desk] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """A line that was delivered: by whom, and when first."""

    unit: Desk
    at: datetime


@dataclass(frozen=True)
class Terms:
    """The plan whose shares count: `number` of its version, and the changes that do not count.

    `earlier`: the versions put out before it, oldest first. `entry`: of the plan, by which it was put out; `put`: of
    each of them all, with when.
    """

    number: int
    content: Content
    refused: tuple[Refused, ...] = ()
    earlier: tuple[Content, ...] = ()
    entry: int = 0
    put: tuple[tuple[int, datetime], ...] = ()

    @property
    def lines(self) -> dict[str, Line]:
        return weighed(self.content.get(LINES, {}))

    @property
    def shares(self) -> Shares:
        return set_aside(self.content)


def agreed(history: Sequence[Put], done: Mapping[str, Done], drafted: Content) -> Terms | None:
    """The last version that counts; None where none was signed by all it touches. `drafted`: the plan as it stands."""
    told: Put | None = None
    since: list[Put] = []
    refused: list[Refused] = []
    for put in history:
        since.append(put)
        if _is_signed(told, since, done):
            told, since = put, []
        elif told is not None:
            refused += _tried(told.version.content, put.version.content, put.version.number, done, put.at)
    if told is None:
        return None
    last = history[-1].version.content
    if differences(last, drafted):
        refused += _tried(told.version.content, drafted, 0, done, None)
    through = history[: history.index(told) + 1]
    earlier = tuple(put.version.content for put in through[:-1])
    when = tuple((put.version.entry, put.at) for put in through)
    refusals = tuple(_each_once(refused))
    return Terms(told.version.number, told.version.content, refusals, earlier, told.version.entry, when)


def _is_signed(before: Put | None, since: Sequence[Put], done: Mapping[str, Done]) -> bool:
    """Whether all whom the last of `since` touches signed it, or an earlier one that is the same to them."""
    put = since[-1]
    if not put.decided:
        return False
    old = before.version.content if before is not None else {}
    begun = any(one.at < put.at for one in done.values())
    wanted = {desk: set(names) for desk, names in touched(old, put.version.content, begun=begun).items()}
    if before is not None:
        for name in _changed(old, put.version.content, begun=begun):
            one = done.get(name)
            if one is not None and one.at < put.at:
                wanted.setdefault(one.unit, set()).add(name)
            if name in put.held:
                wanted.setdefault(put.held[name], set()).add(name)
    wanted.pop(put.version.by or Desk(""), None)
    return all(_has_signed(desk, names, since, begun=begun) for desk, names in wanted.items())


def _has_signed(desk: Desk, names: Collection[str], since: Sequence[Put], *, begun: bool) -> bool:
    last = since[-1].version.content
    return any(
        desk in put.signed and not _changed(put.version.content, last, begun=begun) & set(names) for put in since
    )


def _changed(before: Content, after: Content, *, begun: bool) -> set[str]:
    """The lines that are others, or weigh otherwise."""
    lines = {one.name for one in differences(before, after) if one.section == LINES and set(one.fields) != {"order"}}
    return lines | set(reshared(before, after, begun=begun))


def _tried(
    before: Content, after: Content, number: int, done: Mapping[str, Done], at: datetime | None
) -> Iterator[Refused]:
    """What a version that does not count would have taken from whoever delivered."""
    old, new = exact(weighed(before.get(LINES, {})), set_aside(before)), exact(_lines(after), set_aside(after))
    for name, one in done.items():
        line = _lines(after).get(name)
        if name not in old or (at is not None and one.at >= at):
            continue
        was, would = old[name], new.get(name, Fraction(0))
        told = (number, name, one.unit, ratio(was))
        if line is None:
            yield Refused(Held.DROPPED, *told)
        elif line.unit not in (one.unit, _lines(before)[name].unit):
            yield Refused(Held.MOVED, *told, would=ratio(would))
        elif would < was:
            yield Refused(Held.LESSENED, *told, would=ratio(would))
    was_set, now_set = set_aside(before), set_aside(after)
    for held, was_part, would_part in (
        (Held.SET_ASIDE, was_set.coordination, now_set.coordination),
        (Held.RESERVE, was_set.reserve, now_set.reserve),
    ):
        if was_part != would_part:
            percents = (ratio(Fraction(part, 100)) for part in (was_part, would_part))
            yield Refused(held, number, was=next(percents), would=next(percents))


def _lines(content: Content) -> dict[str, Line]:
    return weighed(content.get(LINES, {}))


def _each_once(told: Sequence[Refused]) -> Iterator[Refused]:
    """A later version that still tries the same is not told twice."""
    known: set[tuple[Held, str]] = set()
    for one in told:
        what = (one.held, one.line)
        if what not in known:
            known.add(what)
            yield one
