"""A world of matters in memory: the loop as the database runs it, with nothing between test and rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from qiantou.core.evolve import evolve
from qiantou.core.facts import Event, Offered
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Stream, fold
from qiantou.core.loop import Play, asked_by
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter, standing_beside
from qiantou.core.moves import Basis, Command, Tick
from qiantou.core.register import CHARTERS, MANDATES, PARTIES, POSTS, UNITS, Listed, Party, Post, Register, Unit
from qiantou.core.span import Span, spans
from qiantou.core.undertaking import Charter

LONG_AGO = date(2020, 1, 1)
BEFORE = datetime.fromisoformat("2025-01-01T00:00:00+00:00")

GOV, HEAD, DEPUTY = Desk("u:gov"), Desk("p:head"), Desk("p:deputy")
FIRM, JOINT = Desk("o:firm"), Stream("joint")
LEAD, ROADS, WATER, TOWN = Desk("u:lead"), Desk("u:roads"), Desk("u:water"), Desk("u:town")
LENT = "g:lead"
ORDERED = Basis("mandate", dispatch=True, mandate=LENT)


def listed(section: str, key: str, value: object, *, at: datetime = BEFORE, since: date = LONG_AGO) -> Entry[Listed]:
    return Entry(Stream("register"), 1, at, RULE, Listed(section, key, value, since))  # type: ignore[arg-type]


def county() -> list[Entry[Listed]]:
    """A county: a head, a deputy above four units, a head post in each, an outside firm, one joint work.

    The deputy has lent the lead of the joint work every power over the other three units.
    """
    entries = [
        listed(UNITS, GOV, Unit(head=HEAD)),
        listed(POSTS, HEAD, Post(GOV)),
        listed(POSTS, DEPUTY, Post(GOV)),
    ]
    for unit in (LEAD, ROADS, WATER, TOWN):
        post = Desk(unit.replace("u:", "p:"))
        entries += [
            listed(UNITS, unit, Unit(parent=GOV, head=post, leader=DEPUTY)),
            listed(POSTS, post, Post(unit)),
        ]
    charter = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY, above=True)
    lent = Mandate(
        JOINT, LEAD, tuple(Power), (ROADS, WATER, TOWN), DEPUTY, until=date(2030, 12, 31), budget="the road fund"
    )
    parties = listed(PARTIES, FIRM, Party(contact=WATER))
    return [*entries, parties, listed(CHARTERS, JOINT, charter), listed(MANDATES, LENT, lent)]


def local(text: str) -> datetime:
    """An instant given as local time in China: "2026-03-02 09:00"."""
    return datetime.fromisoformat(text + ":00+08:00")


@dataclass
class Town:
    """The world: every entry in order of recording, and a clock that tests move."""

    now: datetime = field(default_factory=lambda: local("2026-03-02 09:00"))
    listings: list[Entry[Listed]] = field(default_factory=county)
    entries: list[Entry[Event]] = field(default_factory=list)
    count: int = 0
    plans: dict[Stream, list[Entry[Listed]]] = field(default_factory=dict)
    _register: tuple[int, Register] | None = None
    _folded: dict[Stream, Matter] = field(default_factory=dict)
    _own: dict[Stream, list[Entry[Event]]] = field(default_factory=dict, init=False, repr=False)
    _read: int = field(default=0, init=False, repr=False)  # so many entries are in `_own`

    @property
    def register(self) -> Register:
        if self._register is None or self._register[0] != len(self.listings):
            self._register = (len(self.listings), Register(self.listings))
        return self._register[1]

    def matter(self, stream: Stream) -> Matter | None:
        """The fold of the stream's entries, kept as long as there is no new one."""
        own = self._by_stream().get(stream)
        if not own:
            return None
        kept = self._folded.get(stream)
        if kept is None or kept.version != len(own):
            self._folded[stream] = fold(evolve, None, own)
        return self._folded[stream]

    def of(self, stream: Stream) -> list[Entry[Event]]:
        return list(self._by_stream().get(stream, ()))

    def streams(self) -> list[Stream]:
        return list(self._by_stream())

    def _by_stream(self) -> dict[Stream, list[Entry[Event]]]:
        """The entries of each stream, the streams in the order in which they began; each entry is sorted in once."""
        for entry in self.entries[self._read :]:
            self._own.setdefault(entry.stream, []).append(entry)
        self._read = len(self.entries)
        return self._own

    def title(self, stream: Stream) -> str:
        offered = self.of(stream)[0].event
        assert isinstance(offered, Offered)
        return offered.title

    def related(self, stream: Stream) -> set[Stream]:
        tied: set[Stream] = set()
        for other in self.streams():
            matter = self.matter(other)
            assert matter is not None
            names = {block.matter for block in matter.blocks} | set(standing_beside(matter))
            if stream in names:
                tied.add(other)
            if other == stream:
                tied |= {name for name in names if name is not None}
        return tied

    def parts(self, stream: Stream) -> list[Stream]:
        every = ((name, self.matter(name)) for name in self.streams())
        return [name for name, matter in every if matter and matter.parent == stream and not matter.beside]

    def joined(self, joint: Stream) -> list[Stream]:
        every = ((name, self.matter(name)) for name in self.streams())
        return [name for name, matter in every if matter and matter.joint == joint]

    def plan(self, joint: Stream) -> list[Entry[Listed]]:
        return self.plans.get(joint, [])

    def varied(self, joint: Stream) -> list[Stream]:
        every = ((name, self.matter(name)) for name in self.streams())
        return [
            name for name, one in every if one and (one.joint, one.kind) == (joint, "variation") and not one.is_open
        ]

    def applied(self, unit: Desk) -> list[Stream]:
        every = ((name, self.matter(name)) for name in self.streams())
        return [name for name, one in every if one and (one.kind, one.asker) == ("exemption", unit)]

    def accused(self, unit: Desk) -> list[Stream]:
        every = ((name, self.matter(name)) for name in self.streams())
        return [name for name, one in every if one and (one.kind, one.about[:1]) == ("accountability", (unit,))]

    def issued(self, asker: Desk, since: datetime) -> Counter[tuple[str, str]]:
        return Counter(asked_by(asker, since, self.entries))

    def fresh(self) -> Stream:
        self.count += 1
        return Stream(f"m{self.count:03}")

    def do(self, stream: Stream, command: Command, desk: Desk | None = None, *, by: Actor | None = None) -> Play:
        """Carry the command out now; raises Rejected and then records nothing."""
        play = Play(self, self.now)
        play.carry_out(stream, command, by or Actor(desk))
        self.entries.extend(play.entries)
        return play

    def tick(self, stream: Stream) -> None:
        self.do(stream, Tick())

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def spans(self, stream: Stream) -> tuple[Span, ...]:
        return spans(self.of(stream))
