"""The rows of one matter: a function of its entries, of the register and of the present instant alone.

So rows written move by move and rows rebuilt from the record are the same. Only `due_now`, `paused` and
`next_at` depend on the instant; `next_at` says when the others would next come out differently by time alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiantou.core.advance import lapse_at
from qiantou.core.deciders import next_turn
from qiantou.core.due import current_due
from qiantou.core.facts import Event, Offered
from qiantou.core.kernel import Desk, Entry
from qiantou.core.ladder import coming, minutes_end
from qiantou.core.light import ease
from qiantou.core.matter import Matter, pauses, standing_beside
from qiantou.core.proposing import PRIVATE
from qiantou.core.register import InForce
from qiantou.core.span import Span, cause, spans, states
from qiantou.readmodel.models import MatterRow, PartyRow, ShareRow, SpanRow, TieRow

Columns = dict[str, Any]

STANDING = ("pending", "real")  # of a block that ties two matters
MATTER = tuple(field.name for field in MatterRow._meta.concrete_fields)
PARTY = ("desk", "stream", "is_open", "changed", "due_now", "since")
SPAN = ("stream", "ordinal", "holder", "state", "cause", "blocker", "start", "end", "unconfirmed")


@dataclass(frozen=True)
class Told:
    """The rows of one matter as plain values, each in the order of the columns named beside it."""

    matter: Columns
    parties: list[tuple[Any, ...]]  # PARTY
    ties: list[tuple[str, str]]
    spans: tuple[Span, ...]
    shares: list[tuple[str, str]]

    @property
    def span_rows(self) -> list[tuple[Any, ...]]:  # SPAN
        return [
            (
                span.matter, number, span.holder, span.state, span.cause, span.blocker or "",
                span.start, span.end, span.unconfirmed,
            )
            for number, span in enumerate(self.spans)
        ]  # fmt: skip


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
    made = told_of(entries, after, force, now)
    past = made.spans if told == len(entries) else spans(entries[:told], after[:told]) if told else ()
    return Rows(
        MatterRow(**made.matter),
        [PartyRow(**dict(zip(PARTY, values, strict=True))) for values in made.parties],
        [TieRow(stream=one, other=two) for one, two in made.ties],
        [SpanRow(**dict(zip(SPAN, values, strict=True))) for values in made.span_rows],
        [ShareRow(joint=joint, desk=desk) for joint, desk in made.shares],
        past,
    )


def told_of(entries: Sequence[Entry[Event]], after: Sequence[Matter], force: InForce, now: datetime) -> Told:
    """As `rows_of`; `after`: the `states` of the entries."""
    matter, held = after[-1], spans(entries, after)
    row = _matter(matter, entries, held, force, now)
    told = _overseers(after[0], force)
    return Told(row, _parties(after, held, row, told), _ties(matter), held, _shares(after))


def _matter(
    matter: Matter, entries: Sequence[Entry[Event]], held: Sequence[Span], force: InForce, now: datetime
) -> Columns:
    offered = entries[0].event
    assert isinstance(offered, Offered)
    stops = pauses(matter, force.calendar) if matter.is_open else ()
    lapse = lapse_at(matter, force) if matter.is_open else None
    rung = coming(matter, force, now)
    later = [start for start, _ in stops if start > now]
    turn = next_turn(matter, force.register, now)
    return {
        "stream": matter.stream,
        "kind": matter.kind,
        "title": offered.title,
        "asker": matter.asker,
        "doer": matter.doer,
        "holder": matter.holder or "",
        "arbiter": matter.arbiter or "",
        "phase": matter.phase.value,
        "cause": cause(matter),
        "joint": "" if matter.kind in PRIVATE else matter.joint or "",
        "parent": matter.parent or "",
        "place": offered.place,
        "line": matter.line,
        "beside": matter.beside,
        "inner": force.register.at(entries[0].at).inner_of(matter.asker, matter.doer) or "",
        "hatched": matter.is_hatched,
        "is_open": matter.is_open,
        "outcome": matter.outcome,
        "due": matter.due,
        "due_now": current_due(matter.due, matter.grants, stops, force.calendar, now) if matter.is_open else None,
        "due_text": offered.due_text,
        "paused": any(start <= now and end is None for start, end in stops),
        "since": held[-1].start if held and held[-1].end is None else entries[-1].at,
        "opened": entries[0].at,
        "changed": matter.at,
        "delivered": matter.delivered,
        "reply_at": minutes_end(matter, force, now) or lapse,
        "next_at": min([*later, *(at for at in (lapse, rung.at if rung else None, turn) if at)], default=None),
        "urgency": matter.urgency.value,
        "rung": matter.rungs[-1].rung.value if matter.rungs else "",
        "listed": matter.listed,
        "ease": ease(matter).value if matter.is_open else "",
        "awaits": _awaits(matter, offered) if matter.is_open else "",
        "near": matter.policy.lights.near,
        "red": matter.policy.lights.red,
        "version": matter.version,
    }


def _overseers(offered: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who may take up a matter of this kind, and is told of it: its arbiter as it was offered."""
    if not offered.policy.overseen:
        return ()
    return force.register.at(offered.at).arbiters(offered.asker, offered.doer, offered.joint)[:1]


def _parties(
    after: Sequence[Matter], held: Sequence[Span], row: Columns, told: Sequence[Desk] = ()
) -> list[tuple[Any, ...]]:
    """Whoever ever had a part in it, or is told of it."""
    desks = {*told, *(span.holder for span in held), *after[0].between, *after[0].touches}
    desks |= {desk for desk in (after[0].first,) if desk}  # who coordinates a call follows who has come
    for state in after:
        desks |= {desk for desk in (state.asker, state.doer, state.arbiter, state.holder) if desk}
    shown = [row[name] for name in PARTY[1:]]
    return [(desk, *shown) for desk in sorted(desks)]


def _awaits(matter: Matter, offered: Offered) -> str:
    """What it waits for by the record: "block:STREAM after:STREAM", in order; see readmodel.waits."""
    blocks = (f"block:{block.matter}" for block in matter.blocks if block.standing.value in STANDING and block.matter)
    return " ".join(dict.fromkeys((*blocks, *(f"after:{stream}" for stream in offered.after))))


def _ties(matter: Matter) -> list[tuple[str, str]]:
    if not matter.is_open:
        return []
    others = {block.matter for block in matter.blocks if block.standing.value in STANDING and block.matter}
    others |= set(standing_beside(matter))
    return [pair for other in sorted(others) for pair in ((matter.stream, other), (other, matter.stream))]


def _is_row_of(row: SpanRow, span: Span) -> bool:
    return (row.holder, row.state, row.cause, row.blocker, row.start, row.end, row.unconfirmed) == (
        span.holder, span.state, span.cause, span.blocker or "", span.start, span.end, span.unconfirmed,
    )  # fmt: skip


def _shares(after: Sequence[Matter]) -> list[tuple[str, str]]:
    """Whoever ever asked or did within the joint work."""
    joint = after[-1].joint
    if not joint or after[-1].kind in PRIVATE:
        return []
    return [(joint, desk) for desk in sorted({desk for state in after for desk in (state.asker, state.doer)})]
