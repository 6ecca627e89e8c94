"""Which open matter waits for which, over the whole site: two queries, whatever the number of matters.

Inner affairs of a unit are left out: no meeting outside it may speak of them.
"""

from __future__ import annotations

from qiantou.core.kernel import Stream
from qiantou.readmodel.models import MatterRow

Edge = tuple[Stream, Stream, str]
"""The one that waits, the one it waits for, and why: block, after or part."""


def edges() -> list[Edge]:
    """What open matters wait for. An edge may name a matter that has ended: that one waits for nothing, and is in no
    circle."""
    plain = MatterRow.objects.filter(is_open=True, inner="")
    found: list[Edge] = []
    for stream, awaits in plain.exclude(awaits="").values_list("stream", "awaits"):
        for told in awaits.split():
            why, _, other = told.partition(":")
            found.append((Stream(stream), Stream(other), why))
    wholes = plain.exclude(parent="").filter(beside=False).values_list("parent", "stream")
    return [*found, *((Stream(whole), Stream(part), "part") for whole, part in wholes)]
