"""Rows from entries: what lists and pages read. The same function writes them now and rebuilds them later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import Any

from django.db.models import Model

from qiantou.core.advance import lapse_at
from qiantou.core.due import current_due
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event, Offered
from qiantou.core.kernel import Entry, Stream
from qiantou.core.loop import Play
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import (
    CHARTERS,
    DAYS,
    HOURS,
    OUTAGES,
    PARTIES,
    POSTS,
    TERMS,
    UNITS,
    Charter,
    InForce,
    Listed,
    Party,
    Post,
    Term,
    Unit,
)  # fmt: skip
from qiantou.core.span import cause, spans
from qiantou.readmodel.models import (
    DeskRow,
    JointRow,
    MatterRow,
    PartyRow,
    ShareRow,
    SpanRow,
    TermRow,
    TieRow,
)

TOLD = {"title", "due_text", "opened"}  # set by the offer, or again by a rebuild, never by a later move


def project(play: Play) -> None:
    """Write the rows of every matter that got an entry, and refresh `next_at` of those only looked at."""
    by_stream: dict[Stream, list[Entry[Event]]] = {}
    for entry in play.entries:
        by_stream.setdefault(entry.stream, []).append(entry)
    stored = getattr(play.world, "entries", {})
    histories = {stream: [*stored.get(stream, ()), *fresh] for stream, fresh in by_stream.items()}
    looked = [stream for stream in stored if stream not in by_stream and stored[stream]]
    for stream in looked:
        histories[stream] = stored[stream]
    fresh = {stream for stream, entries in by_stream.items() if entries[0].version == 1}
    write_rows(histories, play.world.register.at(play.now), play.now, fresh=fresh)


def write_rows(
    histories: dict[Stream, list[Entry[Event]]], force: InForce, now: datetime, *, fresh: Set[Stream]
) -> None:
    """The rows of these matters, from their whole histories. `fresh` ones come with the words of their offer."""
    new: list[MatterRow] = []
    old: list[MatterRow] = []
    parties: list[PartyRow] = []
    ties: list[TieRow] = []
    held: list[SpanRow] = []
    shares: list[ShareRow] = []
    for stream, entries in histories.items():
        matter = _folded(entries)
        row = matter_row(matter, entries, force, now)
        (new if stream in fresh else old).append(row)
        parties += _parties(matter, row, entries)
        ties += _ties(matter)
        held += _spans(stream, entries)
        shares += _shares(matter)
    columns = [field.name for field in MatterRow._meta.concrete_fields if not field.primary_key]
    _upsert(MatterRow, new, ["stream"], columns)
    for row in old:
        row.save(update_fields=[name for name in columns if name not in TOLD])
    _upsert(PartyRow, parties, ["stream", "desk"], ["is_open", "changed", "due_now"])
    closed = [stream for stream in histories if not _folded(histories[stream]).is_open]
    if closed:
        TieRow.objects.filter(stream__in=closed).delete()
        TieRow.objects.filter(other__in=closed).delete()
    TieRow.objects.bulk_create(ties, ignore_conflicts=True)
    _upsert(SpanRow, held, ["stream", "ordinal"], ["holder", "state", "cause", "start", "end", "unconfirmed"])
    _drop_spans_past(held)
    ShareRow.objects.bulk_create(shares, ignore_conflicts=True)


def _upsert(model: type[Model], rows: Sequence[Any], unique: list[str], columns: list[str]) -> None:
    if rows:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=unique, update_fields=columns, batch_size=400
        )


def _folded(entries: Sequence[Entry[Event]]) -> Matter:
    matter: Matter | None = None
    for entry in entries:
        matter = evolve(matter, entry)
    assert matter is not None
    return matter


def matter_row(matter: Matter, entries: Sequence[Entry[Event]], force: InForce, now: datetime) -> MatterRow:
    """One matter's row as of `now`."""
    offered = entries[0].event
    assert isinstance(offered, Offered)
    calendar = force.calendar
    stops = pauses(matter, calendar)
    lapse = lapse_at(matter, force)
    return MatterRow(
        stream=matter.stream,
        kind=matter.kind,
        title=offered.title,
        asker=matter.asker,
        doer=matter.doer,
        holder=matter.holder or "",
        arbiter=matter.arbiter or "",
        phase=matter.phase.value,
        cause=cause(matter),
        joint=matter.joint or "",
        parent=matter.parent or "",
        place=offered.place,
        beside=matter.beside,
        inner=_inner(matter, force),
        hatched=matter.is_hatched,
        is_open=matter.is_open,
        outcome=matter.outcome,
        due=matter.due,
        due_now=current_due(matter.due, matter.grants, stops, calendar, now) if matter.is_open else None,
        due_text=offered.due_text,
        paused=matter.is_open and any(end is None for _, end in stops),
        since=_held_since(entries),
        opened=entries[0].at,
        changed=matter.at,
        delivered=matter.delivered,
        reply_at=lapse,
        next_at=lapse,
        version=matter.version,
    )


def _inner(matter: Matter, force: InForce) -> str:
    if not force.is_inner(matter.asker, matter.doer):
        return ""
    unit = force.unit(matter.asker)
    return (unit.parent or "") if unit else ""


def _held_since(entries: Sequence[Entry[Event]]) -> datetime:
    held = spans(entries)
    return held[-1].start if held and held[-1].end is None else entries[-1].at


def _parties(matter: Matter, row: MatterRow, entries: Sequence[Entry[Event]]) -> list[PartyRow]:
    desks = {
        matter.asker,
        matter.doer,
        matter.arbiter,
        matter.holder,
        *(span.holder for span in spans(entries)),
    }
    return [
        PartyRow(desk=desk, stream=matter.stream, is_open=row.is_open, changed=row.changed, due_now=row.due_now)
        for desk in sorted(desk for desk in desks if desk)
    ]


def _ties(matter: Matter) -> list[TieRow]:
    if not matter.is_open:
        return []
    others = {block.matter for block in matter.blocks if block.standing.value in ("pending", "real")}
    if matter.parent and matter.beside:
        others.add(matter.parent)
    pairs = [(matter.stream, other) for other in sorted(others)]
    return [TieRow(stream=one, other=two) for pair in pairs for one, two in (pair, pair[::-1])]


def _spans(stream: Stream, entries: Sequence[Entry[Event]]) -> list[SpanRow]:
    return [
        SpanRow(
            stream=stream, ordinal=number, holder=span.holder, state=span.state, cause=span.cause,
            start=span.start, end=span.end, unconfirmed=span.unconfirmed,
        )
        for number, span in enumerate(spans(entries))
    ]  # fmt: skip


def _drop_spans_past(held: Iterable[SpanRow]) -> None:
    """A later entry at the same instant may leave fewer spans than were there."""
    last: dict[str, int] = {}
    for span in held:
        last[span.stream] = max(span.ordinal, last.get(span.stream, -1))
    for stream, ordinal in last.items():
        if ordinal == 0:
            continue
        SpanRow.objects.filter(stream=stream, ordinal__gt=ordinal).delete()


def _shares(matter: Matter) -> list[ShareRow]:
    if not matter.joint:
        return []
    return [ShareRow(joint=matter.joint, desk=desk) for desk in sorted({matter.asker, matter.doer})]


def project_listings(entries: Sequence[Entry[Listed]], now: datetime) -> None:
    """Rows of the register. A change of the calendar makes the clock look at every open matter again."""
    for entry in entries:
        _listing(entry)
    if any(entry.event.section in (DAYS, HOURS, OUTAGES) for entry in entries):
        MatterRow.objects.filter(is_open=True).update(next_at=now)


def _listing(entry: Entry[Listed]) -> None:
    listed, key = entry.event, entry.event.key
    match listed.value:
        case Unit() as unit:
            _desk(listed, sort=unit.sort or "unit", parent=unit.parent or "", line=unit.line or "",
                  head=unit.head or "", leader=unit.leader or "", inner=unit.inner)  # fmt: skip
        case Post(unit=owner):
            _desk(listed, sort="post", parent=owner)
        case Party(contact):
            _desk(listed, sort="party", parent=contact)
        case Term() as term:
            row = {"person": term.person, "post": term.post, "since": listed.since, "until": term.until}
            TermRow.objects.update_or_create(key=key, defaults=row)
        case Charter() as charter:
            row = {"lead": charter.lead, "issuer": charter.issuer, "keeper": charter.keeper,
                   "sponsor": charter.sponsor or "", "title": listed.name, "paper": listed.note}  # fmt: skip
            JointRow.objects.update_or_create(stream=key, defaults=row, create_defaults={**row, "opened": entry.at})
            desks = [desk for desk in (charter.lead, charter.issuer, charter.keeper, charter.sponsor) if desk]
            shares = [ShareRow(joint=key, desk=desk) for desk in sorted(set(desks))]
            ShareRow.objects.bulk_create(shares, ignore_conflicts=True)
        case None if listed.section in (UNITS, POSTS, PARTIES):
            DeskRow.objects.filter(desk=key).update(ended=listed.since)
        case None if listed.section == TERMS:
            TermRow.objects.filter(key=key).update(until=listed.since)
        case None if listed.section == CHARTERS:
            JointRow.objects.filter(stream=key).delete()


def _desk(listed: Listed, **columns: Any) -> None:
    columns = {"ended": None, **columns}
    if listed.name:
        columns["name"] = listed.name
    DeskRow.objects.update_or_create(
        desk=listed.key,
        defaults=columns,
        create_defaults={"name": "", **columns, "place": DeskRow.objects.count()},
    )
