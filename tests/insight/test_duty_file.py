"""What stands in a duty file: the worked examples of docs/rules/duty_file.md, and laws of the lines."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.exemption import CHECKS, Check
from qiantou.core.facts import EVENTS
from qiantou.core.kernel import Actor, Desk, Entry, Recorded, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Confirm, Deliver, Refer, Report, Rule
from qiantou.core.register import POSTS, TERMS, Listed, Post, Register, Term
from qiantou.insight import duty_file
from qiantou.insight.duty_file import Heading, Line, Seat, Subject, joined, lines, seats, shared
from qiantou.insight.duty_register import held
from tests.core.examples import DESKS, command
from tests.core.steps import WORK, Case, task
from tests.core.world import DEPUTY, LEAD, ROADS, WATER, listed

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "duty_file.md").read_text(encoding="utf-8")
WEEK = Subject(date(2026, 3, 2), date(2026, 3, 6))
POST = Desk("p:roads")


def examples() -> dict[str, tuple[list[list[str]], list[list[str]]]]:
    found = {}
    for part in RULES.split("\n## Worked examples\n")[1].split("\n### ")[1:]:
        title, rest = part.split("\n", 1)
        tables = [
            [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
            for table in re.findall(r"(?:^\|.*\n)+", rest, re.MULTILINE)
        ]
        found[title] = (tables[0], tables[1])
    return found


def told(case: Case, subject: Subject = WEEK) -> list[Line]:
    calendar = case.town.register.at(case.town.now).calendar
    return [line for stream in case.town.streams() for line in lines(case.town.of(stream), subject, calendar)]


def cells(line: Line) -> list[str]:
    waited = "" if line.waited is None else str(line.waited)
    return [line.heading.value, line.entry.stream, type(line.entry.event).__name__, waited]


@pytest.mark.parametrize("title", examples())
def test_the_worked_example_holds(title: str) -> None:
    moves, wanted = examples()[title]
    case = Case()
    for number, (when, who, matter, move) in enumerate(moves):
        desk = DESKS[who]
        case.at(f"2026-{when}").when(command(move, desk, Stream(matter), f"f{number}"), desk, Stream(matter))
    assert [cells(line) for line in told(case)] == wanted


def test_every_heading_is_in_the_table_in_its_order() -> None:
    table = RULES.split("\n## Headings\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == [one.value for one in Heading]


def test_every_entry_stands_under_one_heading_of_a_matter() -> None:
    own = {Heading.REQUESTS, Heading.ANSWERS, Heading.RULINGS, Heading.OBSTACLES, Heading.DELIVERIES, Heading.PROGRESS}
    for made in EVENTS:
        assert duty_file.heading_of(object.__new__(made), "task") in own
    groups = (duty_file.ASKS, duty_file.ANSWERS, duty_file.RULES, duty_file.BLOCKS, duty_file.DELIVERS)
    named = [one for group in groups for one in group]
    assert len(named) == len(set(named)), "no entry under two headings"


def test_nothing_is_left_out_or_told_twice_over_all_periods() -> None:
    case = Case().at("2026-02-23 09:00").when(task(), LEAD).at("2026-02-24 09:00").when(Accept(), ROADS)
    case.at("2026-03-02 00:00").when(Report("half"), ROADS).at("2026-03-06 23:59").when(Deliver("done"), ROADS)
    parts = [Subject(date(2026, 2, 1), date(2026, 3, 1)), WEEK, Subject(date(2026, 3, 7), date(2026, 3, 31))]
    assert [line.entry for part in parts for line in told(case, part)] == case.town.of(WORK)
    assert [len(told(case, part)) for part in parts] == [2, 2, 0]


def test_what_nobody_confirmed_says_so_and_its_wait_is_not_told() -> None:
    for_roads = Actor(ROADS, recorded=Recorded(LEAD, date(2026, 3, 2), "minutes"))
    case = Case().at("2026-03-02 09:00").when(task(), LEAD).at("2026-03-03 09:00").when(Accept(), for_roads)
    (_, taken) = told(case)
    assert (taken.doubt, taken.waited) == ("unconfirmed", None)
    case.when(Confirm(taken.entry.version), ROADS)
    assert (told(case)[1].doubt, told(case)[1].waited) == ("", 420)


def test_the_file_of_a_post_has_what_it_did_what_was_put_to_it_and_its_answers() -> None:
    by_post = Actor(ROADS, post=POST)
    case = Case()
    case.town.listings.append(listed(POSTS, "p:other", Post(ROADS)))
    case.at("2026-03-02 09:00").when(task(), LEAD).when(Accept(), by_post)
    case.when(Report("by another post"), Actor(ROADS, post=Desk("p:other"))).when(Refer("we cannot agree"), by_post)
    case.when(Rule(Phase.UNDERWAY, "goes on"), DEPUTY)
    found = told(case, Subject(WEEK.first, WEEK.last, post=POST))
    assert [type(line.entry.event).__name__ for line in found] == ["Accepted", "Referred", "Ruled"]
    leader = told(case, Subject(WEEK.first, WEEK.last, post=DEPUTY))
    assert [type(line.entry.event).__name__ for line in leader] == ["Referred", "Ruled"]


def test_a_period_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Subject(date(2026, 3, 2), date(2026, 3, 1))


def term(key: str, person: str, since: date, until: date | None = None, *, ends: bool = False) -> object:
    return listed(TERMS, key, None if ends else Term(person, POST, until), since=since)


def sat(*terms: object, first: date = date(2021, 1, 1), last: date = date(2026, 12, 31)) -> list[Seat]:
    register = Register(terms)  # type: ignore[arg-type]
    return seats(register.histories(TERMS, listed(TERMS, "", None).at), [POST], first, last)


def test_who_sat_when_five_years_back() -> None:
    spring, autumn = date(2021, 3, 1), date(2023, 9, 1)
    terms = (term("t1", "a", spring), term("t1", "", autumn, ends=True), term("t2", "b", autumn))
    assert sat(*terms) == [Seat(POST, "a", spring, date(2023, 8, 31)), Seat(POST, "b", autumn)]
    assert sat(*terms, first=date(2022, 1, 1), last=date(2022, 12, 31)) == [Seat(POST, "a", spring, date(2023, 8, 31))]
    assert sat(*terms, last=date(2021, 2, 28)) == []


def test_a_term_entered_again_goes_on_and_a_gap_is_a_gap() -> None:
    day = date(2024, 1, 1)
    again = (term("t1", "a", day), term("t1", "a", date(2024, 6, 1), date(2024, 12, 31)))
    assert joined(sat(*again)) == [Seat(POST, "a", day, date(2024, 12, 31))]
    later = (*again, term("t2", "a", date(2025, 2, 1)))
    assert len(joined(sat(*later))) == 2


def test_two_at_one_time_are_told_of_each_other() -> None:
    one, two = Seat(POST, "a", date(2024, 1, 1), date(2024, 6, 30)), Seat(POST, "b", date(2024, 6, 30))
    assert shared(one, [one, two]) == [two]
    assert shared(one, [one, Seat(POST, "b", date(2024, 7, 1)), Seat(WATER, "b", date(2024, 1, 1))]) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(0, 20)), max_size=8))
def test_joined_seats_hold_the_same_days(drawn: list[tuple[str, int, int]]) -> None:
    day = date(2024, 1, 1)
    given_seats = [Seat(POST, who, day + timedelta(at), day + timedelta(at + long)) for who, at, long in drawn]

    def days(held: list[Seat]) -> set[tuple[str, date]]:
        return {
            (seat.person, seat.since + timedelta(n))
            for seat in held for n in range(((seat.until or seat.since) - seat.since).days + 1)
        }  # fmt: skip

    made = joined(given_seats)
    assert days(made) == days(given_seats)
    assert sum(((seat.until or seat.since) - seat.since).days + 1 for seat in made) == len(days(made))


def test_what_was_put_out_on_a_day_stands_in_the_file_of_that_day_alone() -> None:
    """An exemption check of March is none of April's, though no later one took its place; nor of February's."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    check = Check(Stream("work"), ROADS, at, ())
    entry = Entry(Stream("register"), 1, at, Actor(ROADS), Listed(CHECKS, "work/u:roads", check, date(2026, 3, 2)))
    told = [
        bool(held([entry], Subject(date(2026, month, 1), date(2026, month, 28), desks=frozenset({ROADS}))))
        for month in (2, 3, 4)
    ]
    assert told == [False, True, False]
