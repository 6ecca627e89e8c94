"""The controlling chain (决定完工的链): which matter decided, at each instant, when a joint work would be done.

Read backwards from the end, as one reads a finished schedule: the matter that ends last controls; where it
waited for another, that other does; so down to the beginning. Until a plan with its network stands in the
register, the record alone is asked; nothing is guessed from what people intended.
Source: docs/rules/chain.md, whose worked examples the tests run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase
from qiantou.core.span import Span

GATHERING = (Phase.UNDERWAY.value, Phase.DELIVERED.value)
"""The states in which a whole waits for its parts: its doer works on it, or its asker has it under review."""


@dataclass(frozen=True)
class Thread:
    """One matter: its holding spans in order, without gap or overlap; what it is part of or stands beside.

    `due`: the end of its due day, as last known. A thread without spans never held anybody up.
    """

    matter: Stream
    spans: Sequence[Span]
    parent: Stream | None = None
    beside: bool = False
    due: datetime | None = None


@dataclass(frozen=True)
class Link:
    """`[start, end)` in which `matter` decided; None: nothing was in hand, the work had stopped."""

    matter: Stream | None
    start: datetime
    end: datetime


def chain(threads: Iterable[Thread], now: datetime) -> tuple[Link, ...]:
    """The links in order of time, from the first span to the last end, `now` for what is open; no gap, no overlap."""
    held = [thread for thread in threads if thread.spans and thread.spans[0].start < now]
    if not held:
        return ()
    return tuple(_joined(reversed(list(_Walk(held, now).backwards()))))


def _joined(links: Iterable[Link]) -> Iterator[Link]:
    last: Link | None = None
    for link in links:
        if last is not None and last.matter == link.matter:
            last = Link(link.matter, last.start, link.end)
            continue
        if last is not None:
            yield last
        last = link
    if last is not None:
        yield last


class _Walk:
    """One walk from the end to the beginning. `path`: the matters the walk is inside of, each waiting for the next."""

    def __init__(self, threads: Sequence[Thread], now: datetime) -> None:
        self.now = now
        self.threads = {thread.matter: thread for thread in threads}
        self.parts: dict[Stream, list[Thread]] = defaultdict(list)
        for thread in threads:
            if thread.parent is not None and not thread.beside:
                self.parts[thread.parent].append(thread)
        self.starts = {thread.matter: [span.start for span in thread.spans] for thread in threads}
        self.begin = min(thread.spans[0].start for thread in threads)
        self.path: list[Thread] = []

    def backwards(self) -> Iterator[Link]:
        """The links, latest first."""
        at = max(self._end(thread) for thread in self.threads.values())
        while at > self.begin:
            if not self.path:
                found = self._last_by(at)
                if self._end(found) < at:
                    yield Link(None, self._end(found), at)
                    at = self._end(found)
                self.path = [found]
            thread = self.path[-1]
            span = self._before(thread, at)
            if span is None:  # its beginning is reached: on in what waited for it, else in what it hung under
                self.path.pop()
                above = self.threads.get(thread.parent) if thread.parent is not None else None
                if not self.path and above is not None and self._before(above, at) is not None:
                    self.path = [above]
                continue
            cut, inner = self._waited_for(thread, span, at)
            if cut < at:
                yield Link(thread.matter, cut, at)
            if inner is not None:
                self.path.append(inner)
            at = cut

    def _waited_for(self, thread: Thread, span: Span, at: datetime) -> tuple[datetime, Thread | None]:
        """Down to which instant the thread itself decided within `span`, and what it waited for before that."""
        blocker = self.threads.get(span.blocker) if span.blocker is not None else None
        if blocker is not None and blocker not in self.path and self._before(blocker, at) is not None:
            return at, blocker
        if span.state not in GATHERING:
            return span.start, None
        ended = [part for part in self.parts[thread.matter] if span.start < self._end(part) <= at]
        last = max((part for part in ended if part not in self.path), key=self._rank, default=None)
        return (self._end(last), last) if last is not None else (span.start, None)

    def _last_by(self, at: datetime) -> Thread:
        """The matter that ended last by then; what went on counts as ending then."""
        begun = [thread for thread in self.threads.values() if thread.spans[0].start < at]
        return max(begun, key=lambda thread: (min(self._end(thread), at), self._rank(thread)))

    def _rank(self, thread: Thread) -> tuple[datetime, bool, datetime, bool, timedelta, Stream]:
        """Of several that end at once: work before what stands beside it, the latest due, the whole, the longest."""
        end = self._end(thread)
        due, lasted = max(thread.due or end, end), end - thread.spans[0].start
        return end, not thread.beside, due, thread.parent is None, lasted, thread.matter

    def _end(self, thread: Thread) -> datetime:
        return thread.spans[-1].end or self.now

    def _before(self, thread: Thread, at: datetime) -> Span | None:
        """The span that held just before `at`; None where the thread had not begun or was over."""
        place = bisect_left(self.starts[thread.matter], at) - 1
        span = thread.spans[place] if place >= 0 else None
        return span if span is not None and at <= (span.end or self.now) else None
