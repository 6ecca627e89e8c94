"""A year of the demonstration county, day by day: people act or do not, workers sleep, looks fail, servers are away.

Seeded: the same year for the same seed. What people do is drawn from what stands in the record, what was rarely drawn
before the others; a fifth of the doers never move, and an eighth of the leaders never answer, so that the ladder is
climbed to its end.
"""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from unittest import mock

from qiantou.acts import meetings, registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import Step, execute_all
from qiantou.core.kernel import Actor, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.register import InForce, Listed
from qiantou.core.worktime import add_working_days
from qiantou.ledger.seal import seal
from tests.acts.year_cast import Cast, cast_of
from tests.acts.year_draws import Draw, Sight, plausible
from tests.acts.year_offices import daily
from tests.acts.year_post import Post, at_once
from tests.acts.year_record import matter_of, open_names

LOOKS, ACTS, ROUNDS = ("00:40", "08:35", "23:10"), ("10:00", "15:20"), ("08:45", "15:40", "23:15")
"""When the clock runs, people act, and messages are sent: at night too."""
NIGHT = "22:20"
"""When emergencies are answered, or not, on any day."""


class Killed(BaseException):
    """The worker is killed in the middle of a command: no handler of faults sees it."""


@dataclass
class Year:
    """The county in its year. `now` is the present instant; `looks`: when a clock looked at everything that was due;
    `drawn`: how often each sort of thing was done, refused ones not counted; `faults`: what went wrong on purpose."""

    now: datetime
    chance: random.Random
    cast: Cast
    post: Post | None = None
    moves: int = 2  # tried in each of two sittings on a working day
    busy: float = 0.08  # how much is asked: 1.0 is a small county
    workers: int = 1  # clocks, and deliveries, that go round at the same time
    looks: list[datetime] = field(default_factory=list)
    drawn: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    done: Counter[Callable[[Year], None]] = field(default_factory=Counter)  # what offices did of a morning
    mornings: int = 0
    sent: int = 0

    def live(self, days: int) -> None:
        """Let so many calendar days pass."""
        asleep = mute = 0
        for _ in range(days):
            asleep = asleep - 1 if asleep else self.chance.choice((0,) * 30 + (2, 6))
            mute = mute - 1 if mute else self.chance.choice((0,) * 25 + (1, 3))
            self.faults["days without a clock"] += bool(asleep)
            self.faults["days without deliveries"] += bool(mute)
            for moment, what in self._day(asleep=bool(asleep), mute=bool(mute)):
                self._until(moment)
                what()
            self._tomorrow()

    def settle(self) -> None:
        """Let every worker run in the office hours of two working days, and tell what is left on a third."""
        for _ in range(2):
            self._at_ten()
            self._clock()
            self._post()
        self._at_ten()
        self._post()
        seal(self.now)

    def _at_ten(self) -> None:
        day = add_working_days(self.force.calendar, self.force.day, 1)
        self.now = datetime.combine(day, time(10), registers.zone())

    def _post(self) -> None:
        if self.post is not None:
            self.now += timedelta(minutes=5)
            self.post.heal()
            self.post.round(self.now, self.workers)

    @property
    def force(self) -> InForce:
        return registers.current().at(self.now)

    def fresh(self) -> Stream:
        """A name drawn by the year itself: what it draws must not hang on how many random bytes were used up."""
        return Stream(self.chance.randbytes(16).hex())

    def does(
        self, name: str, steps: Sequence[Step], by: Actor, listings: Sequence[Listed] = (), files: Sequence = ()
    ) -> bool:  # fmt: skip
        """Try a command of people; counted under its name where it was not refused."""
        self.sent += 1
        return self.tries(
            name, lambda: execute_all(steps, by=by, command_id=f"year-{self.sent}", listings=listings, files=files)
        )

    def tries(self, name: str, what: Callable[[], object]) -> bool:
        """The same of an act that sends its command itself."""
        try:
            what()
        except Rejected as refusal:
            self.refused[f"{name}: {refusal.code}"] += 1
            return False
        self.drawn[name] += 1
        return True

    def _day(self, *, asleep: bool, mute: bool) -> list[tuple[str, Callable[[], None]]]:
        plan: list[tuple[str, Callable[[], None]]] = [(moment, self._act) for moment in ACTS]
        plan += [(NIGHT, self._at_night), ("09:30", self._offices)]
        if not asleep:
            plan += [(moment, self._look) for moment in LOOKS]
        if self.post is not None and not mute:
            plan += [(moment, self._deliver) for moment in ROUNDS]
        return sorted(plan, key=lambda one: one[0])

    def _tomorrow(self) -> None:
        zone = registers.zone()
        self.now = datetime.combine(self.now.astimezone(zone).date() + timedelta(days=1), time(), zone)

    def _until(self, moment: str) -> None:
        zone = registers.zone()
        local = datetime.combine(self.now.astimezone(zone).date(), time.fromisoformat(moment), zone)
        self.now = max(self.now, local)

    def _look(self) -> None:
        """A look of the clock; now and then it is asleep for hours, fails at the first matter, or is killed there."""
        luck = self.chance.random()
        if luck < 0.05:
            self.faults["hours without a clock"] += 1
            return
        if luck < 0.10:
            self.faults["looks that failed"] += 1
            with mock.patch("qiantou.acts.execute.write", side_effect=RuntimeError("a fault on purpose")):
                Clock().run(1)
        elif luck < 0.15:
            self.faults["looks killed"] += 1
            with mock.patch("qiantou.acts.execute.write", side_effect=Killed):
                try:
                    Clock().run(1)
                except Killed:
                    self.faults["killed in the middle"] += 1
        self._clock()
        if self.force.calendar.is_working_day(self.force.day) and self.chance.random() < 0.02:
            self.drawn["meeting called by rule"] += meetings.convene()

    def _clock(self) -> None:
        at_once(self.workers, _looked)
        self.looks.append(self.now)

    def _deliver(self) -> None:
        assert self.post is not None
        by_day = self.force.calendar.is_working_day(self.force.day)
        if self.chance.random() < (0.1 if by_day else 0.5):
            return
        self.post.trouble(self.chance)
        self.post.round(self.now, self.workers)

    def _offices(self) -> None:
        if self.force.calendar.is_working_day(self.force.day):
            daily(self)

    def _act(self) -> None:
        if not self.force.calendar.is_working_day(self.force.day):
            return
        names = open_names(letters=self.chance.random() < 0.2)
        for stream in self.chance.sample(names, min(self.moves, len(names))):
            self._move(stream)
            self.now += timedelta(minutes=1)

    def _at_night(self) -> None:
        """Emergencies know no office hours."""
        for stream in open_names(urgency="emergency")[:2]:
            if self.chance.random() < 0.4:
                self._move(stream)
                self.now += timedelta(minutes=1)

    def _move(self, stream: Stream) -> None:
        sight = Sight(self.force, self.chance, self.cast, self.fresh)
        matter = matter_of(stream)
        if not is_idle(matter):
            self._draw(list(plausible(matter, sight)), tries=3)

    def _draw(self, found: list[Draw], *, tries: int) -> None:
        for _ in range(min(tries, len(found))):
            weights = [one.weight / (0.3 + self.drawn[one.name]) for one in found]
            chosen = self.chance.choices(found, weights)[0]
            found = [one for one in found if one is not chosen]
            steps = [Step(stream, command) for stream, command in chosen.steps]
            if self.does(chosen.name, steps, chosen.by, files=chosen.files):
                return


def _looked() -> None:
    clock = Clock()
    while clock.run():
        pass


def is_idle(matter: Matter) -> bool:
    """Doers and leaders who never do anything: always the same ones."""
    if matter.stage is Phase.UNDERWAY:
        return int(matter.stream[:2], 16) % 5 == 0
    decides = matter.stage is Phase.REFERRED and matter.arbiter is not None
    return decides and zlib.crc32(f"{matter.stream}{matter.arbiter}".encode()) % 8 == 0


@contextmanager
def year_of(told: datetime, seed: int, post: Post | None = None) -> Iterator[Year]:
    """The demonstration county as it stands at `told`, and its year from there.

    Two of its stories, and a joint work whose lead was lent every power: a year of more matters finds no other rungs.
    """
    from qiantou.jobs.county.stories import coop, relief
    from qiantou.jobs.county.told import tell_all
    from qiantou.jobs.site import prepare_site

    prepare_site()
    chance, noise = random.Random(seed), random.Random(seed + 1)
    county = tell_all(told, stories=(coop.story, relief.story), chance=noise.randbytes)
    year = Year(told, chance, cast_of(county), post)
    with shell.scripted(lambda: year.now, noise.randbytes):
        year.cast.begin(year.force.day, noise.randbytes)
        if post is not None:
            post.reach(year.cast, told)
        yield year
