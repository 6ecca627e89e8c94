"""A simulated year: at its end every rung was taken once, or rightly not.

Each rung of the record is judged by the state before it, from the entries alone and without asking the ladder.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from qiantou.core.due import current_due
from qiantou.core.facts import Event, Urged
from qiantou.core.kernel import Entry
from qiantou.core.kinds import Phase, Rung, Urgency
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce, Register
from qiantou.core.worktime import working_days_between, working_time

TOLD, SEED = datetime(2026, 1, 15, 4, tzinfo=UTC), 20260115
BEFORE_THE_DAY = (Rung.PROMPT, Rung.REMINDER)


@pytest.mark.slow
def test_every_rung_of_a_year_was_taken_once_or_rightly_not(sqlite_site):
    from qiantou.acts import registers
    from qiantou.core.span import states
    from qiantou.ledger.writer import read
    from qiantou.readmodel.models import MatterRow
    from tests.acts.whole import check_rows_are_the_fold
    from tests.acts.year import year_of

    with year_of(TOLD, SEED) as year:
        year.live(365)
        year.settle()
        now, register = year.now, registers.current()
        streams = list(MatterRow.objects.values_list("stream", flat=True))
        histories = read(streams)
        taken = dict.fromkeys(Rung, 0)
        for stream in streams:
            entries = histories[stream]
            for rung in judged(entries, states(entries), register):
                taken[rung] += 1
            last = states(entries)[-1]
            assert not overlooked(last, register.at(now), now), (stream, last.rungs)
        assert all(taken.values()), taken
        assert min(year.slept, year.failed, len(year.opened)) > 5
        assert check_rows_are_the_fold(now) == len(streams)


def judged(entries: Sequence[Entry[Event]], after: Sequence[Matter], register: Register) -> list[Rung]:
    """The rungs of one matter, each found right. They begin anew with another day, doer, asker or stage."""
    found: list[Rung] = []
    ladders: list[list[tuple[Rung, datetime]]] = []
    sheets, belonging = 0, None
    for before, entry in zip(after, entries[1:], strict=False):
        if type(entry.event).__name__ == "SideNoted" and entry.event.kind == "decision" and not entry.event.pending:
            sheets += 1
        episode = (before.stage, before.asker, before.doer, before.arbiter, before.due, before.grants, sheets)
        if episode != belonging:
            belonging = episode
            ladders.append([])
        if not isinstance(entry.event, Urged):
            continue
        force, event = register.at(entry.at), entry.event
        assert before.is_open
        assert force.calendar.sums.open_on(force.day.toordinal()), "taken on a day of rest"
        if before.urgency is not Urgency.EMERGENCY:
            assert working_time(force.calendar, entry.at, entry.at + timedelta(minutes=1)), "taken outside office hours"
        check_addressee(before, event, force, entry.at)
        earlier = ladders[-1]
        assert event.rung not in {rung for rung, _ in earlier}, "taken twice"
        assert all(force.calendar.day_of(at) < force.day for _, at in earlier), "two on one day"
        earlier.append((event.rung, entry.at))
        found.append(event.rung)
    for climbed in ladders:
        order = [list(Rung).index(rung) for rung, _ in climbed]
        assert all(one < two for one, two in pairwise(order)), "out of order"
    return found


def check_addressee(before: Matter, event: Urged, force: InForce, at: datetime) -> None:
    """Told is who has it in hand, of work past its day or near it, and is neither stopped nor waiting."""
    if event.rung is Rung.PROMPT:
        assert event.to == before.holder
        assert before.stage is not Phase.UNDERWAY
        return
    assert before.stage is Phase.UNDERWAY
    assert before.holder == before.doer, "chased while blocked"
    assert not before.asking, "chased while waiting for what it asked"
    assert not before.excused
    assert not before.lifted
    due = current_due(before.due, before.grants, pauses(before, force.calendar), force.calendar, at)
    assert due is not None
    assert (force.day <= due) is (event.rung in BEFORE_THE_DAY)
    assert (event.to == before.doer) is (event.rung is not Rung.SHEET)
    assert event.copied in (None, force.head(before.doer))


def overlooked(matter: Matter, force: InForce, now: datetime) -> bool:
    """Whether a work long past its day, whose doer nobody stops, was not chased."""
    chased = any(step.rung not in BEFORE_THE_DAY for step in matter.policy.ladder)
    if matter.stage is not Phase.UNDERWAY or matter.holder != matter.doer or not chased:
        return False
    stopped = any(block.standing.value == "pending" and block.holder != matter.doer for block in matter.blocks)
    if stopped or matter.asking or matter.excused or matter.lifted:
        return False
    if len(matter.prompted) + len(matter.rungs) >= matter.policy.chasers:  # people's chasers count
        return False
    calendar = force.calendar
    due = current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, now)
    if due is None:
        return False
    since = max(due, calendar.day_of(matter.entered), *(calendar.day_of(rest.end) for rest in matter.rests if rest.end))
    late = working_days_between(calendar, since, calendar.day_of(now))
    pressing = [taken for taken in matter.rungs if taken.rung not in BEFORE_THE_DAY]
    return late >= 2 and not pressing
