"""In which order the tests go to the workers: whatever takes long is begun first, and by all workers alike.

pytest-xdist cuts the list into one run of neighbours a worker, of equal length, and lets whoever is done take from
the end of the longest. What takes long would otherwise all lie in the first run.
"""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def dealt(slow: Sequence[Item], rest: Sequence[Item], *, hands: int) -> list[Item]:
    """All of them, so that each of the `hands` equal runs begins with its share of the slow ones."""
    order: list[Item] = []
    given, whole = 0, len(slow) + len(rest)
    for hand in range(hands):
        own = slow[hand::hands]
        more = max(0, (whole - len(order)) // (hands - hand) - len(own))
        order += [*own, *rest[given : given + more]]
        given += more
    return order
