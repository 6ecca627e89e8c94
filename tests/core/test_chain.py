"""The controlling chain: the worked examples of docs/rules/chain.md, and what holds of any chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.chain import Link, Thread, chain
from qiantou.core.kernel import Desk, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver
from qiantou.core.span import Span
from tests.core.steps import OBSTACLE, WORK, underway
from tests.core.world import ROADS, WATER

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "chain.md").read_text(encoding="utf-8")
FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number - 1)


NOW = day(31)


def examples() -> Iterator[tuple[str, list[Thread], tuple[Link, ...]]]:
    for part in RULES.split("\n## Worked examples\n")[1].split("\n### ")[1:]:
        title = part.split("\n", 1)[0]
        rows = re.findall(r"^\| ([a-z]+) \| (.*?) ?\| (.*?) ?\| (.+) \|$", part, re.MULTILINE)
        threads = [thread(*row) for row in rows if row[0] != "matter"]
        told = re.search(r"^Chain: (.+)$", part, re.MULTILINE)
        assert told
        links = [re.fullmatch(r"(\w+) (\d+)–(\d+)", link.strip()) for link in told[1].split(",")]
        named = [Link(None if m[1] == "nothing" else Stream(m[1]), day(int(m[2])), day(int(m[3]))) for m in links if m]
        assert len(named) == len(links)
        yield title, threads, tuple(named)


def thread(name: str, of: str, due: str, spans: str) -> Thread:
    made = []
    for text in spans.split(","):
        found = re.fullmatch(r"(\w+)(?: by (\w+))? (\d+)–(\d+|…)", text.strip())
        assert found, text
        state, blocker, start, end = found.groups()
        over = None if end == "…" else day(int(end))
        named = Stream(blocker) if blocker else None
        made.append(Span(Stream(name), Desk("u:x"), state, "", day(int(start)), over, blocker=named))
    parent = Stream(of.split()[-1]) if of else None
    return Thread(Stream(name), made, parent, beside=of.startswith("beside"), due=day(int(due)) if due else None)


EXAMPLES = list(examples())


@pytest.mark.parametrize(("threads", "links"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES])
def test_the_worked_example_holds(threads: list[Thread], links: tuple[Link, ...]) -> None:
    assert chain(threads, NOW) == links
    assert chain(threads[::-1], NOW) == links


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) >= 7


def test_the_spans_of_a_real_block_say_what_it_waited_for() -> None:
    case = underway().at("2026-03-03 09:00").when(Block("no pump", to=WATER, fresh=OBSTACLE), ROADS)
    case.at("2026-03-04 09:00").when(Accept(), WATER, on=OBSTACLE)
    case.at("2026-03-05 09:00").when(Deliver("here"), WATER, on=OBSTACLE)
    case.at("2026-03-06 09:00").when(AcceptDelivery(), ROADS, on=OBSTACLE)
    case.at("2026-03-09 09:00")
    town = case.town
    blocked = [span.blocker for span in town.spans(WORK) if span.state == "blocked"]
    assert set(blocked) == {OBSTACLE}
    threads = [Thread(WORK, town.spans(WORK)), Thread(OBSTACLE, town.spans(OBSTACLE), WORK, beside=True)]
    assert [link.matter for link in chain(threads, town.now)] == [WORK, OBSTACLE, WORK]


def test_nothing_in_hand_is_no_chain() -> None:
    assert chain([], NOW) == ()
    assert chain([Thread(Stream("later"), [Span(Stream("later"), Desk("u:x"), "offered", "", NOW, None)])], NOW) == ()


NAMES = [Stream(name) for name in "abcdef"]


@st.composite
def joint_works(draw: st.DrawFn) -> list[Thread]:
    """Up to six matters with spans of any state, blocked by, part of or beside any of the others."""
    threads = []
    for name in NAMES[: draw(st.integers(1, 6))]:
        cuts = sorted(draw(st.sets(st.integers(1, 30), min_size=2, max_size=6)))
        edges = list(pairwise(cuts))
        is_open = draw(st.booleans())
        states = st.sampled_from(["offered", "underway", "blocked", "delivered", "referred"])
        spans = [
            Span(
                name, Desk("u:x"), draw(states), "", day(begin), None if is_open and end == cuts[-1] else day(end),
                blocker=draw(st.sampled_from([None, *NAMES])),
            )
            for begin, end in edges
        ]  # fmt: skip
        due = draw(st.none() | st.integers(1, 60).map(day))
        threads.append(Thread(name, spans, draw(st.sampled_from([None, *NAMES])), draw(st.booleans()), due))
    return threads


@given(joint_works())
def test_a_chain_is_without_gap_and_overlap_and_covers_the_whole_work(threads: list[Thread]) -> None:
    links = chain(threads, NOW)
    held = [span for thread in threads for span in thread.spans]
    assert links[0].start == min(span.start for span in held)
    assert links[-1].end == max(span.end or NOW for span in held)
    assert all(one.end == other.start and one.matter != other.matter for one, other in pairwise(links))
    assert all(link.start < link.end for link in links)


@given(joint_works())
def test_a_link_lies_within_the_time_its_matter_was_in_hand(threads: list[Thread]) -> None:
    lives = {thread.matter: (thread.spans[0].start, thread.spans[-1].end or NOW) for thread in threads}
    for link in chain(threads, NOW):
        if link.matter is None:
            assert not any(start < link.end and link.start < end for start, end in lives.values())
        else:
            start, end = lives[link.matter]
            assert start <= link.start < link.end <= end
