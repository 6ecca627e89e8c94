"""Which units' duty lists speak of a matter (职责相近的单位): by shared pairs of characters, an offer to a person.

A row counts by how many pairs of neighbouring characters of the title it holds; a unit by its rows. Nothing is
decided here: where no list is loaded nothing is offered.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from qiantou.core.kernel import Desk
from qiantou.core.register import DUTIES, InForce
from qiantou.readmodel.models import ListingRow

LEAST = 2  # pairs a row shares before it counts [default]
MOST_ROWS = 2000
OFFERED = 5
PAIRS = 40  # of a title looked for


@dataclass(frozen=True)
class Owner:
    """A unit with rows that speak of it: how many, and the nearest of them."""

    desk: Desk
    rows: int
    nearest: str


def owners(title: str, force: InForce) -> list[Owner]:
    """The units owning most of it, the nearest first; one query."""
    pairs = _pairs(title)
    if not pairs:
        return []
    wanted = Q()
    for pair in pairs:
        wanted |= Q(text__contains=pair)
    found = ListingRow.objects.filter(wanted, section=DUTIES).values_list("owner", "key", "text")[:MOST_ROWS]
    shared: defaultdict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for owner, key, text in found:
        count = sum(pair in text for pair in pairs)
        if count >= LEAST and key in force.duties(Desk(owner)):
            shared[owner][key] = (count, text)
    ranked = sorted(shared.items(), key=lambda item: (-sum(count for count, _text in item[1].values()), item[0]))
    return [Owner(Desk(desk), len(rows), _nearest(rows)) for desk, rows in ranked[:OFFERED]]


def _pairs(title: str) -> list[str]:
    """Pairs of neighbouring letters, each once, in order."""
    pairs = (one + two for one, two in pairwise(title) if (one + two).isalnum())
    return list(dict.fromkeys(pairs))[:PAIRS]


def _nearest(rows: dict[str, tuple[int, str]]) -> str:
    _count, text = max(rows.values(), key=lambda row: (row[0], row[1]))
    return text[:120]
