"""The worked examples of docs/rules/delay.md are what the program answers."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from qiantou.insight.delay import Finding, attribute
from qiantou.insight.network import Activity, Extension, Link, LinkType
from tests.insight.tables import examples

EXAMPLES = list(examples("delay.md"))


def number(told: str) -> Fraction:
    return Fraction(told.replace("−", "-"))


def parts(told: str) -> list[str]:
    return [] if told == "none" else [one.strip() for one in re.split(r";(?![^\[]*\])", told)]


def activity(told: str) -> Activity:
    found = re.fullmatch(r"(\S+) (\S+) (\S+)→(\S+)(?: @(\S+))?(?: \[(.*)\])?", told)
    assert found, told
    name, party, planned, actual, start, extensions = found.groups()
    grown = []
    for one in parts(extensions) if extensions else []:
        sign, who, begin, end = re.fullmatch(r"(–?)(\S+) (\S+)–(\S+)", one).groups()
        grown.append(Extension(who, number(begin), number(end), bool(sign)))
    return Activity(name, party, number(planned), number(actual), number(start) if start else None, tuple(grown))


def link(told: str) -> Link:
    pair, *rest = told.split()
    kind = LinkType(rest[0]) if rest else LinkType.FS
    return Link(*pair.split("-"), kind, number(rest[1]) if len(rest) > 1 else Fraction(0))


def amounts(told: str, between: str = ";") -> dict[str, Fraction]:
    return {who: number(value) for who, value in (one.split() for one in told.split(between))}


def windows(found: Finding) -> str:
    told = []
    for one in found.by_window:
        shares = {who: share for who, share in sorted(one.shares.items()) if share}
        if shares:
            ends = ["" if end is None else str(end) for end in (one.begin, one.end)]
            told.append(f"{'–'.join(ends)} " + ", ".join(f"{who} {share}" for who, share in shares.items()))
    return "; ".join(told).replace("-", "−")


@pytest.mark.parametrize("title", [title for title, _ in EXAMPLES])
def test_the_worked_example_holds(title: str) -> None:
    told = dict(EXAMPLES)[title]
    activities = [activity(one) for one in parts(told["Activities"])]
    cuts = [number(one) for one in parts(told["Windows"])]
    found = attribute(activities, [link(one) for one in parts(told["Links"])], cuts)
    planned, actual = told["Finish"].split(" → ")
    assert (found.planned_finish, found.actual_finish) == (number(planned), number(actual))
    assert found.shares == amounts(told["Shares"])
    for who, value in amounts(told.get("But for", "")).items() if "But for" in told else ():
        assert found.but_for[who] == value
    if "Concurrent" in told:
        assert found.concurrent == number(told["Concurrent"])
    if "Float used" in told:
        assert found.float_used == amounts(told["Float used"])
    if "By window" in told:
        assert windows(found) == told["By window"]


def test_every_kind_of_line_is_read() -> None:
    known = {"Activities", "Links", "Windows", "Finish", "Shares", "But for", "Concurrent", "Float used", "By window"}
    assert {name for _, told in EXAMPLES for name in told} == known
