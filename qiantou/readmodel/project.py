"""Writing the rows that lists and pages read, in the transaction that writes the entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from qiantou.core.deciders import NAMING
from qiantou.core.facts import Event
from qiantou.core.kernel import Entry, Stream
from qiantou.core.kinds import Phase
from qiantou.core.loop import Play
from qiantou.core.register import DAYS, HOURS, OUTAGES, InForce, Listed
from qiantou.ledger.writer import insert
from qiantou.readmodel import listing_rows
from qiantou.readmodel.amend import amend
from qiantou.readmodel.matter_rows import Rows, rows_of
from qiantou.readmodel.models import MatterRow, PartyRow, ShareRow, SpanRow, TieRow
from qiantou.readmodel.register_rows import write_listing

TOLD = {"title", "due_text", "opened"}  # set by the offer, or again by a rebuild, never by a later move
COLUMNS = [field.name for field in MatterRow._meta.concrete_fields if not field.primary_key]
LATER = [name for name in COLUMNS if name not in TOLD]
SPAN_COLUMNS = ["holder", "state", "cause", "blocker", "start", "end", "unconfirmed"]


@dataclass(frozen=True)
class Before:
    """What the rows of the matters were made from last: how many entries of each, and which ties stood."""

    counts: Mapping[Stream, int]
    ties: Mapping[Stream, Set[Stream]]


def project(play: Play, locked: Set[Stream]) -> None:
    """Write the rows of every matter that got an entry, and refresh `next_at` of those only looked at.

    Of these only the `locked` ones: what was read beside them may have moved on meanwhile.
    """
    by_stream: dict[Stream, list[Entry[Event]]] = {}
    for entry in play.entries:
        by_stream.setdefault(entry.stream, []).append(entry)
    stored = getattr(play.world, "entries", {})
    histories = {stream: [*stored.get(stream, ()), *fresh] for stream, fresh in by_stream.items()}
    looked = [stream for stream in stored if stream not in by_stream and stream in locked and stored[stream]]
    for stream in looked:
        histories[stream] = stored[stream]
    fresh = {stream for stream, entries in by_stream.items() if entries[0].version == 1}
    counts = {stream: len(stored.get(stream, ())) for stream in histories}
    before = Before(counts, getattr(play.world, "ties", {}))
    write_rows(histories, play.world.register.at(play.now), play.now, fresh=fresh, before=before)


def write_rows(
    histories: dict[Stream, list[Entry[Event]]],
    force: InForce,
    now: datetime,
    *,
    fresh: Set[Stream],
    before: Before | None = None,
) -> None:
    """The rows of these matters and of every open one tied to them, from their whole histories.

    `fresh` ones come with the words of their offer and have no rows yet. Without `before` all rows are looked
    at; with it only those that can have changed.
    """
    counts = before.counts if before is not None else {}
    made = {stream: rows_of(entries, force, now, told=counts.get(stream, 0)) for stream, entries in histories.items()}
    upsert(MatterRow, [made[stream].matter for stream in made if stream in fresh], ["stream"], COLUMNS)
    amend(MatterRow, [made[stream].matter for stream in made if stream not in fresh], LATER)
    upsert(PartyRow, joined(made, "parties"), ["stream", "desk"], ["is_open", "changed", "due_now", "since"])
    _write_ties(made, fresh, before)
    upsert(SpanRow, joined(made, "moved"), ["stream", "ordinal"], SPAN_COLUMNS)
    _drop_spans_past(made, fresh, before)
    ShareRow.objects.bulk_create(joined(made, "shares"), ignore_conflicts=True)


def joined(made: dict[Stream, Rows], part: str) -> list[Any]:
    """The rows of one table over all these matters."""
    return [row for rows in made.values() for row in getattr(rows, part)]


def upsert(model: type[Model], rows: Sequence[Any], unique: list[str], columns: list[str]) -> None:
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    insert(model, rows, unless=f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {changed}")


def _write_ties(made: dict[Stream, Rows], fresh: Set[Stream], before: Before | None) -> None:
    """A tie stands as long as one of the two names the other; all matters of a tie are here together."""
    wanted = {(tie.stream, tie.other) for tie in joined(made, "ties")}
    known = [stream for stream in made if stream not in fresh]
    if before is not None:
        stood = {pair for one in known for two in before.ties.get(one, ()) for pair in ((one, two), (two, one))}
        if stood == wanted:
            return
    present = Q(stream__in=known) | Q(other__in=known)
    found = TieRow.objects.filter(present).values_list("id", "stream", "other") if known else []
    gone = [number for number, stream, other in found if (stream, other) not in wanted]
    if gone:
        TieRow.objects.filter(id__in=gone).delete()
    ties = [TieRow(stream=stream, other=other) for stream, other in sorted(wanted)]
    TieRow.objects.bulk_create(ties, ignore_conflicts=True)


def _drop_spans_past(made: dict[Stream, Rows], fresh: Set[Stream], before: Before | None) -> None:
    """A later entry at the same instant may leave fewer spans than were there."""
    known = [stream for stream in made if stream not in fresh]
    if before is not None:
        known = [stream for stream in known if len(made[stream].past) > len(made[stream].spans)]
    for stream in known:
        SpanRow.objects.filter(stream=stream, ordinal__gte=len(made[stream].spans)).delete()


def project_listings(entries: Iterable[Entry[Listed]], now: datetime) -> None:
    """Rows of the register. A change of the calendar makes the clock look at every open matter again, one of who
    decides at what waits for a decision."""
    moved, told = False, list(entries)
    named = any(entry.event.section in NAMING for entry in told)
    listing_rows.write(told)
    for entry in told:
        write_listing(entry)
        moved = moved or entry.event.section in (DAYS, HOURS, OUTAGES)
    if named and not moved:
        MatterRow.objects.filter(is_open=True, phase=Phase.REFERRED.value).update(next_at=now)
    if moved:
        MatterRow.objects.filter(is_open=True).update(next_at=now)
