"""What is wrong with a network is refused by name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from qiantou.core.kernel import Rejected
from qiantou.insight.delay import attribute
from qiantou.insight.network import FAULTS, Activity, Extension, Link, checked

A, B = Activity("a", "roads", 2, 3), Activity("b", "water", 1, 1)
AB = Link("a", "b")
wrong: Any = replace  # what types forbid is tried all the same

BAD = {
    "network-twice": ([A, A], [], {"activity": "a"}),
    "network-missing": ([wrong(A, actual=None)], [], {"activity": "a", "what": "actual"}),
    "network-not-a-number": ([wrong(A, planned=float("nan"))], [], {"activity": "a", "what": "planned"}),
    "network-negative": ([replace(A, planned=Fraction(-1, 2))], [], {"activity": "a", "value": Fraction(-1, 2)}),
    "network-negative-start": ([replace(A, start=-1)], [], {"activity": "a"}),
    "network-extensions": ([replace(A, extensions=(Extension("x", 0, 3),))], [], {"told": 3, "due": 1}),
    "network-extension-backwards": ([replace(A, extensions=(Extension("x", 3, 2),))], [], {"party": "x"}),
    "network-link-type": ([A, B], [wrong(AB, type="XX")], {"type": "XX"}),
    "network-unknown-activity": ([A], [AB], {"activity": "b", "before": "a"}),
    "network-self-link": ([A], [Link("a", "a")], {"activity": "a"}),
    "network-cycle": ([B, A], [AB, Link("b", "a")], {"activities": ("a", "b")}),
}


@pytest.mark.parametrize("code", BAD)
def test_the_culprit_is_named(code: str) -> None:
    activities, links, facts = BAD[code]
    with pytest.raises(Rejected) as refused:
        attribute(activities, links)
    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()


@pytest.mark.parametrize("value", [True, "2", 1.5, float("inf")])
def test_only_exact_numbers_are_numbers(value: object) -> None:
    for place in ("planned", "actual", "start"):
        with pytest.raises(Rejected, match="network-not-a-number"):
            checked([wrong(A, **{place: value})], [])
    with pytest.raises(Rejected, match="network-not-a-number"):
        checked([A, B], [wrong(AB, lag=value)])


@pytest.mark.parametrize("windows", [[2, 2], [3, 1]])
def test_windows_rise(windows: list[int]) -> None:
    with pytest.raises(Rejected, match="network-windows"):
        attribute([A], [], windows)
    with pytest.raises(Rejected, match="network-windows"):
        attribute([A], [], every=0)


def test_a_circle_is_told_in_the_order_of_its_links() -> None:
    names = "dbca"
    links = [Link("d", "b"), Link("b", "c"), Link("c", "d"), Link("c", "a"), Link("a", "e")]
    activities = [Activity(name, name, 1, 1) for name in [*names, "e"]]
    with pytest.raises(Rejected) as refused:
        checked(activities, links)
    assert refused.value.facts["activities"] == ("b", "c", "d")


def test_each_fault_is_met() -> None:
    assert {*BAD, "network-windows"} == set(FAULTS)
