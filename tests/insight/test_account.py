"""The time account of a matter adds up, whatever happened in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as any_given
from hypothesis import strategies as st

from qiantou.core.kernel import Actor, Rejected, Stream
from qiantou.core.moves import Command
from qiantou.core.span import states
from qiantou.core.worktime import working_minutes
from qiantou.insight.account import Account, Why, account
from qiantou.insight.account_pieces import Clock
from qiantou.insight.bulletin_waits import Record
from tests.core.anymoves import moves, offers, works
from tests.core.world import Town

UNDOING = ("TakenBack", "Undone", "Reopened", "Unsigned", "Contested")
"""What makes the days be other than they were known to be."""

GENERATED = (Phase.explicit, Phase.generate)
"""A whole play takes minutes to make smaller, and tells no more for it."""


def accounts(town: Town) -> dict[Stream, Account]:
    known = {name: Record(town.of(name), states(town.of(name))) for name in town.streams()}
    calendar = town.register.at(town.now).calendar
    return {name: account(one, known, calendar, town.now) for name, one in known.items()}


def played(draw: Callable[..., Any]) -> Town:
    """A county after a row of moves, with hours or weeks between them."""
    town = Town()
    for stream, command, by in [*draw(works(town)), draw(offers(town))]:
        _made(town, stream, command, by)
    for _ in range(draw(st.integers(0, 25))):
        town.now += timedelta(hours=draw(st.sampled_from((1, 3, 8, 24, 24, 72, 240))))
        for stream in town.streams():
            town.tick(stream)
        _made(town, *draw(moves(town, wide=True)))
    return town


def _made(town: Town, stream: Stream, command: Command, by: Actor) -> None:
    try:
        town.do(stream, command, by=by)
    except Rejected:
        return


def over(one: Account, clock: Clock | None = None) -> int:
    told = zip(one.pieces, one.minutes, strict=True)
    return sum(minutes for piece, minutes in told if piece.over and clock in (None, piece.clock))


def the_parts_make_the_deviation_to_the_minute(town: Town) -> None:
    calendar = town.register.at(town.now).calendar
    for stream, one in accounts(town).items():
        opened = town.of(stream)[0].at
        assert sum(one.shares.values()) == one.deviation
        if one.agreed is None:
            assert one.deviation == over(one)
            continue
        day = calendar.end_of_day(one.agreed)
        late = working_minutes(calendar, opened, one.finish) - working_minutes(calendar, opened, day)
        late -= working_minutes(calendar, day, opened)
        if one.is_done:
            assert one.deviation == late + over(one, Clock.AFTER)
        else:
            assert one.deviation >= late + over(one, Clock.AFTER)


def every_minute_is_in_one_hand_and_nobody_is_over_by_more_than_it_had(town: Town) -> None:
    calendar = town.register.at(town.now).calendar
    for stream, one in accounts(town).items():
        opened = town.of(stream)[0].at
        assert all(before.end == after.start for before, after in pairwise(one.pieces))
        end = one.pieces[-1].end if one.pieces else opened
        assert sum(one.minutes) == working_minutes(calendar, opened, end)
        for row in one.rows:
            assert 0 <= row.over <= row.actual
            assert 0 <= row.allowed == row.actual - row.net
            assert sum(minutes for _, minutes in row.causes) == row.actual


def waiting_given_back_in_whole_days_adds_less_than_a_day_and_only_where_it_waited(town: Town) -> None:
    for stream, one in accounts(town).items():
        if one.agreed is None or any(type(entry.event).__name__ in UNDOING for entry in town.of(stream)):
            continue
        rounded = sum(part.minutes for part in one.apart if part.why is Why.ROUNDING)
        waited = any(piece.clock is Clock.STANDS for piece in one.pieces)
        assert 0 <= rounded < (one.day_minutes if waited else 1)


@settings(
    max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
@any_given(st.data())
def test_whatever_happened_the_account_adds_up(drawn: st.DataObject) -> None:
    town = played(drawn.draw)
    the_parts_make_the_deviation_to_the_minute(town)
    every_minute_is_in_one_hand_and_nobody_is_over_by_more_than_it_had(town)
    waiting_given_back_in_whole_days_adds_less_than_a_day_and_only_where_it_waited(town)
