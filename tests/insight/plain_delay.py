"""The delay of a network by the book: fractions, every order of the parties, nothing left out. For small networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, permutations

from qiantou.insight.network import Activity, Link, LinkType


def starts(activities: Sequence[Activity], links: Sequence[Link], lasts: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """By naive repetition: as often as there are activities, every link is obeyed once more."""
    found = {one.id: Fraction(0) for one in activities}
    for _ in activities:
        for link in links:
            one, other = link.before, link.after
            found[other] = max(
                found[other],
                {
                    LinkType.FS: found[one] + lasts[one] + link.lag,
                    LinkType.SS: found[one] + link.lag,
                    LinkType.FF: found[one] + lasts[one] + link.lag - lasts[other],
                    LinkType.SF: found[one] + link.lag - lasts[other],
                }[link.type],
            )
    return found


def finish(activities: Sequence[Activity], links: Sequence[Link], lasts: Mapping[str, Fraction]) -> Fraction:
    begun = starts(activities, links, lasts)
    return max((begun[name] + last for name, last in lasts.items()), default=Fraction(0))


def grown(one: Activity, start: Fraction, until: Fraction | None) -> dict[str, Fraction]:
    """By party, what the activity had grown by `until`; None: in all."""
    found: dict[str, Fraction] = {}
    difference = Fraction(one.actual - one.planned)
    if not one.extensions:
        begin = start + one.planned
        if until is None:
            return {one.party: difference}
        if difference < 0:
            return {one.party: difference if until >= start + one.actual else Fraction(0)}
        return {one.party: min(max(until - begin, Fraction(0)), difference)}
    for told in one.extensions:
        length = Fraction(told.end - told.start)
        amount = length if until is None else min(max(until - told.start, Fraction(0)), length)
        found[told.party] = found.get(told.party, Fraction(0)) + (-amount if told.regained else amount)
    return found


def shares(
    activities: Sequence[Activity], links: Sequence[Link], cuts: Sequence[Fraction]
) -> tuple[dict[str, Fraction], Fraction]:
    """What each party adds to the delay, and what was concurrent."""
    actual = {one.id: Fraction(one.actual) for one in activities}
    really = starts(activities, links, actual)
    begun = {one.id: really[one.id] if one.start is None else Fraction(one.start) for one in activities}
    states: list[dict[str, dict[str, Fraction]]] = [{one.id: {} for one in activities}]
    states += [{one.id: grown(one, begun[one.id], cut) for one in activities} for cut in [*cuts, None]]
    total: dict[str, Fraction] = {}
    concurrent = Fraction(0)
    for before, after in pairwise(states):

        def value(some: frozenset[str], before=before, after=after) -> Fraction:
            lasts = {}
            for one in activities:
                parts = {**dict.fromkeys(after[one.id], Fraction(0)), **before[one.id]}
                parts |= {party: amount for party, amount in after[one.id].items() if party in some}
                lasts[one.id] = max(Fraction(0), one.planned + sum(parts.values(), Fraction(0)))
            return finish(activities, links, lasts)

        players = sorted({party for state in after.values() for party in state})
        known = {}
        orders = list(permutations(players))
        for order in orders:
            here: frozenset[str] = frozenset()
            for party in order:
                there = here | {party}
                for one in (here, there):
                    if one not in known:
                        known[one] = value(one)
                total[party] = total.get(party, Fraction(0)) + (known[there] - known[here]) / len(orders)
                here = there
        everyone = frozenset(players)
        change = value(everyone) - value(frozenset())
        spared = sum(max(Fraction(0), value(everyone) - value(everyone - {one})) for one in players)
        concurrent += max(Fraction(0), change - spared) if change > 0 else 0
    return total, concurrent
