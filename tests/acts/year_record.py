"""Reading the record of the year: one matter as it stands, the open ones, every history."""

from __future__ import annotations

from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import Entry, Stream, fold
from qiantou.core.matter import Matter
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


def matter_of(stream: Stream) -> Matter:
    matter: Matter | None = fold(evolve, None, read([stream])[stream])
    assert matter is not None
    return matter


def open_names(*, letters: bool = True, **wanted: object) -> list[Stream]:
    """`letters`: also the invitations to meetings, of which there are many."""
    rows = MatterRow.objects.filter(is_open=True, **wanted).order_by("stream")
    if not letters:
        rows = rows.exclude(kind="meeting")
    return [Stream(name) for name in rows.values_list("stream", flat=True)]


def histories() -> dict[Stream, list[Entry[Event]]]:
    """Every matter's entries, in the order in which the matters were opened."""
    rows = MatterRow.objects.order_by("opened", "stream")
    return read([Stream(name) for name in rows.values_list("stream", flat=True)])
