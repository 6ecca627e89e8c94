"""The rows of one matter: a function of its entries, of the register and of the present instant alone.

So rows written move by move and rows rebuilt from the record are the same. Only `due_now`, `paused` and
`next_at` depend on the instant; `next_at` says when the others would next come out differently by time alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.advance import lapse_at
from qiantou.core.due import current_due
from qiantou.core.facts import Event, Offered
from qiantou.core.kernel import Entry
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce
from qiantou.core.span import Span, cause, spans, states
from qiantou.readmodel.models import MatterRow, PartyRow, ShareRow, SpanRow, TieRow

STANDING = ("pending", "real")  # of a block that ties two matters


@dataclass(frozen=True)
class Rows:
    """`past`: the spans as they were after the entries already told, the first of them alike in `spans`."""

    matter: MatterRow
    parties: list[PartyRow]
    ties: list[TieRow]
    spans: list[SpanRow]
    shares: list[ShareRow]
    past: Sequence[Span] = ()

    @property
    def moved(self) -> list[SpanRow]:
        """The spans that are not as they were."""
        were = dict(enumerate(self.past))
        return [row for row in self.spans if row.ordinal not in were or not _is_row_of(row, were[row.ordinal])]


def rows_of(entries: Sequence[Entry[Event]], force: InForce, now: datetime, *, told: int = 0) -> Rows:
    """The rows of the matter with these entries, all of them in order, as of `now`; `told` of them had rows before."""
    after = states(entries)
    matter, held = after[-1], spans(entries, after)
    row = _matter(matter, entries, held, force, now)
    past = spans(entries[:told], after[:told]) if told else ()
    return Rows(row, _parties(after, held, row), _ties(matter), _spans(held), _shares(after), past)


def _matter(
    matter: Matter, entries: Sequence[Entry[Event]], held: Sequence[Span], force: InForce, now: datetime
) -> MatterRow:
    offered = entries[0].event
    assert isinstance(offered, Offered)
    stops = pauses(matter, force.calendar)
    lapse = lapse_at(matter, force)
    later = [start for start, _ in stops if start > now] if matter.is_open else []
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
        inner=force.register.at(entries[0].at).inner_of(matter.asker, matter.doer) or "",
        hatched=matter.is_hatched,
        is_open=matter.is_open,
        outcome=matter.outcome,
        due=matter.due,
        due_now=current_due(matter.due, matter.grants, stops, force.calendar, now) if matter.is_open else None,
        due_text=offered.due_text,
        paused=matter.is_open and any(start <= now and end is None for start, end in stops),
        since=held[-1].start if held and held[-1].end is None else entries[-1].at,
        opened=entries[0].at,
        changed=matter.at,
        delivered=matter.delivered,
        reply_at=lapse,
        next_at=min([*later, *([lapse] if lapse else [])], default=None),
        version=matter.version,
    )


def _parties(after: Sequence[Matter], held: Sequence[Span], row: MatterRow) -> list[PartyRow]:
    """Whoever ever had a part in it."""
    desks = {span.holder for span in held}
    for state in after:
        desks |= {desk for desk in (state.asker, state.doer, state.arbiter, state.holder) if desk}
    return [
        PartyRow(desk=desk, stream=row.stream, is_open=row.is_open, changed=row.changed, due_now=row.due_now)
        for desk in sorted(desks)
    ]


def _ties(matter: Matter) -> list[TieRow]:
    if not matter.is_open:
        return []
    others = {block.matter for block in matter.blocks if block.standing.value in STANDING and block.matter}
    if matter.parent and matter.beside:
        others.add(matter.parent)
    pairs = [(matter.stream, other) for other in sorted(others)]
    return [TieRow(stream=one, other=two) for pair in pairs for one, two in (pair, pair[::-1])]


def _is_row_of(row: SpanRow, span: Span) -> bool:
    return (row.holder, row.state, row.cause, row.blocker, row.start, row.end, row.unconfirmed) == (
        span.holder, span.state, span.cause, span.blocker or "", span.start, span.end, span.unconfirmed,
    )  # fmt: skip


def _spans(held: Sequence[Span]) -> list[SpanRow]:
    return [
        SpanRow(
            stream=span.matter, ordinal=number, holder=span.holder, state=span.state, cause=span.cause,
            blocker=span.blocker or "", start=span.start, end=span.end, unconfirmed=span.unconfirmed,
        )
        for number, span in enumerate(held)
    ]  # fmt: skip


def _shares(after: Sequence[Matter]) -> list[ShareRow]:
    """Whoever ever asked or did within the joint work."""
    joint = after[-1].joint
    if not joint:
        return []
    desks = {desk for state in after for desk in (state.asker, state.doer)}
    return [ShareRow(joint=joint, desk=desk) for desk in sorted(desks)]
