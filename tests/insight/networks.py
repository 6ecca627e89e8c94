"""Networks for tests: the one of The R Journal, and drawn ones."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hypothesis import strategies as st

from qiantou.insight.network import Activity, Extension, Link, LinkType

NUMBERS = st.fractions(min_value=0, max_value=6, max_denominator=4)
LAGS = st.fractions(min_value=-2, max_value=3, max_denominator=2)
PARTIES = st.sampled_from(["roads", "water", "land", "nobody"])


@st.composite
def activity(draw: st.DrawFn, name: str) -> Activity:
    planned = draw(NUMBERS)
    party = draw(PARTIES)
    if draw(st.booleans()):
        return Activity(name, party, planned, draw(NUMBERS), draw(st.none() | NUMBERS))
    told = tuple(
        Extension(draw(PARTIES), begin, begin + draw(NUMBERS), draw(st.booleans()))
        for begin in draw(st.lists(NUMBERS, min_size=1, max_size=3))
    )
    difference = sum((one.signed for one in told), Fraction(0))
    if planned + difference < 0:
        planned -= planned + difference
    return Activity(name, party, planned, planned + difference, None, told)


@st.composite
def networks(draw: st.DrawFn, most: int = 6) -> tuple[list[Activity], list[Link]]:
    """Up to `most` activities; every link leads from an earlier to a later one."""
    count = draw(st.integers(1, most))
    activities = [draw(activity(f"a{number}")) for number in range(count)]
    pairs = [(one, other) for other in range(count) for one in range(other)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=10)) if pairs else []
    links = [Link(f"a{one}", f"a{other}", draw(st.sampled_from(list(LinkType))), draw(LAGS)) for one, other in chosen]
    return activities, links


CUTS = st.lists(st.fractions(min_value=0, max_value=20, max_denominator=2), max_size=6, unique=True).map(sorted)


def fractions(told: str) -> list[Fraction]:
    return [Fraction(one) for one in told.split()]


def changed(one: Activity, *, id: str = "", party: Callable[[str], str] = str, times: int = 1) -> Activity:
    """Under another name, of other parties, or so many times as long."""
    extensions = tuple(
        Extension(party(told.party), told.start * times, told.end * times, told.regained) for told in one.extensions
    )
    start = None if one.start is None else one.start * times
    return Activity(id or one.id, party(one.party), one.planned * times, one.actual * times, start, extensions)


def journal() -> tuple[list[Activity], list[Link]]:
    """ProjectManagement: an R package for managing projects, The R Journal 2020-009."""
    planned = fractions("2 1.5 1 1.5 2 2.5 3 4 2 5")
    actual = fractions("2.5 1.5 2 2 2 6 4 6 3 5.5")
    activities = [
        Activity(str(number), str(number), plan, fact)
        for number, (plan, fact) in enumerate(zip(planned, actual, strict=True), start=1)
    ]
    told = "1-7 2-4 2-8 3-5 3-6 4-7 5-9 6-10 8-9 4-5:SS 8-6:FF 9-7:SF"
    links = []
    for link in told.split():
        pair, _, kind = link.partition(":")
        before, after = pair.split("-")
        links.append(Link(before, after, LinkType(kind or "FS")))
    return activities, links
