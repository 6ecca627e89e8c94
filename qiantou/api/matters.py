"""Matters: my desk, lists by the pages' own filters, and one matter with its conversation, spans, dates and moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qiantou.access.guards import matter_for, register_for, standing
from qiantou.acts import shell
from qiantou.api import cursors
from qiantou.api.moves import possible
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, business_of
from qiantou.api.shapes import Unfit, plain
from qiantou.desk import mydesk
from qiantou.desk.clocks import Light, due_day, light, silence
from qiantou.desk.clocks import arbiter_of as arbiter_between
from qiantou.desk.finding import Found, Wish, found, read_key, written_key
from qiantou.desk.forms import FIRST_DAY, LAST_DAY
from qiantou.desk.holding import allowed_until
from qiantou.desk.situation import Situation, Told, called, situation
from qiantou.desk.talk import desks_of, said, sentence
from qiantou.readmodel.models import MatterRow

router = Router(tags=["matters"])


class LightOut(Schema):
    """`colour`: red, yellow, blue, green or none; `days`: working days left, negative when late."""

    colour: str
    word: str
    until: date | None = None
    days: int = 0


class MatterOut(Schema):
    """One matter as a list shows it. Desks are ids; their names stand under `names` of the answer."""

    stream: str
    ref: str
    kind: str
    title: str
    place: str
    asker: str
    doer: str
    holder: str
    phase: str
    paused: bool
    unconfirmed: bool
    is_open: bool
    outcome: str
    due: date | None
    due_now: date | None
    reply_at: datetime | None
    since: datetime
    opened: datetime
    changed: datetime
    light: LightOut


class MattersOut(Schema):
    """`next`: the cursor of the rows after these; empty after the last."""

    matters: list[MatterOut]
    names: dict[str, str]
    next: str = ""


class DeskOut(Schema):
    """`mine`: to be done now; `others`: in which one of the desks has a part and another has to act; `coming`: later.

    At most 100 of each kind; `more` says that the list of matters has further ones.
    """

    desks: list[str]
    mine: list[MatterOut]
    others: list[MatterOut]
    coming: list[MatterOut]
    names: dict[str, str]
    more: bool


class EntryOut(Schema):
    """One entry of the conversation. `what`: the fact; `position` is none for a lapse not recorded yet."""

    version: int
    position: int | None
    at: datetime
    by: str
    post: str
    recorded: dict[str, Any] | None
    what: str
    sentence: str
    said: str
    facts: dict[str, Any]
    erased: bool


class SpanOut(Schema):
    """Who held it from `start` until `end` (none: still), why, and until when that was in time."""

    holder: str
    state: str
    cause: str
    start: datetime
    end: datetime | None
    unconfirmed: bool
    allowed_until: datetime | None = None


class DueOut(Schema):
    """The due day in force, and how it came about step by step."""

    day: date | None
    original: date | None
    late: int
    steps: list[str]
    answer: str
    warning: str


class PossibleOut(Schema):
    """A move open to one of one's desks now, and where it is sent. `for_other`: it would be recorded for that desk."""

    code: str
    label: str
    desk: str
    send_to: str
    for_other: bool = False


class WholeOut(Schema):
    """One matter with everything its page shows to this reader."""

    matter: MatterOut
    version: int = Field(description="to be sent as `seen` with a move")
    joint: str
    parent: str
    arbiter: str
    terms: dict[str, Any]
    entries: list[EntryOut]
    spans: list[SpanOut]
    due: DueOut
    silence: str
    related: list[MatterOut]
    moves: list[PossibleOut]
    names: dict[str, str]


class ListFilters(Schema):
    """As the page of matters has them."""

    q: str = Field("", max_length=200, description="words in the title")
    open: Literal["", "no", "all"] = Field("", description="open ones, closed ones (no), or all")
    kind: str = Field("", max_length=30)
    phase: str = Field("", max_length=12)
    joint: str = Field("", max_length=32, description="the name of a joint work")
    late: bool = False
    sort: Literal["-changed", "changed", "due", "-due", "held", "-held"] = "-changed"
    cursor: str = Field("", max_length=200)
    limit: int = Field(cursors.LIMIT, ge=1, le=cursors.MOST)


@router.get("/desk", response={200: DeskOut, **REFUSALS}, auth=TO_READ, operation_id="desk", summary="My desk")
def desk(request: HttpRequest) -> Any:
    account = business_of(request)
    seen, now = standing(account), shell.now()
    force = register_for(account).at(now)
    shown = mydesk.on_desk(seen, force.calendar, now)
    rows = [row for row, _light in (*shown.urgent, *shown.ahead)] + shown.others
    return {
        "desks": list(seen.desks),
        "mine": [matter_out(row, lamp) for row, lamp in shown.urgent],
        "others": [matter_out(row, light(row, force.calendar, now)) for row in shown.others],
        "coming": [matter_out(row, lamp) for row, lamp in shown.ahead],
        "names": names_of(rows, seen.desks),
        "more": shown.is_cut,
    }


@router.get("/matters", response={200: MattersOut, **REFUSALS}, auth=TO_READ, operation_id="matters")
def matters(request: HttpRequest, filters: Query[ListFilters]) -> Any:
    """The matters in which a desk in the reader's sight has a part; with `joint`, all that is open inside it."""
    account = business_of(request)
    force = register_for(account).at(shell.now())
    wish = _wish(filters)
    rows = found(account, wish, force, limit=filters.limit + 1)
    shown = rows[: filters.limit]
    return {
        "matters": [matter_out(row, light(row, force.calendar, force.instant)) for row in shown],
        "names": names_of(shown),
        "next": cursors.written(written_key(shown[-1], wish)) if len(rows) > len(shown) else "",
    }


def _wish(filters: ListFilters) -> Wish:
    after = None
    if filters.cursor:
        after = read_key(cursors.read(filters.cursor), filters.sort)
        if after is None:
            raise Unfit(("cursor", "not a cursor of this list in this order"))
    return Wish(
        q=filters.q.strip(), open=filters.open, kind=filters.kind, phase=filters.phase, joint=filters.joint,
        late=filters.late, sort=filters.sort, after=after,
    )  # fmt: skip


@router.get("/matters/{ref}", response={200: WholeOut, **REFUSALS}, auth=TO_READ, operation_id="matter")
def matter(request: HttpRequest, ref: str, asof: date | None = None) -> Any:
    """With `asof`, as it stood at the end of that day; then no move is open."""
    account = business_of(request)
    row = matter_for(account, ref)
    if asof is not None and not FIRST_DAY <= asof <= LAST_DAY:
        raise Unfit(("asof", f"between {FIRST_DAY} and {LAST_DAY}"))
    told = situation(row, standing(account), asof=asof)
    force, now = told.force, told.now
    names = called({*_desks_in(told), *(desk for one in told.relatives for desk in (one.asker, one.doer, one.holder))})
    state = told.matter
    return {
        "matter": matter_out(row, light(row, force.calendar, now)),
        "version": told.version,
        "joint": row.joint, "parent": told.parent.stream if told.parent else "",
        "arbiter": state.arbiter or arbiter_between(state, force) or "",
        "terms": {"phase": state.phase.value, "holder": state.holder, **plain(_terms(told))},
        "entries": [_entry(one, told, names) for one in told.told],
        "spans": [_span(one, told) for one in told.spans],
        "due": _due(told),
        "silence": silence(state, force, names) if state.is_open else "",
        "related": [matter_out(one, light(one, force.calendar, now)) for one in told.relatives],
        "moves": possible(request, told) if asof is None else [],
        "names": names,
    }  # fmt: skip


def matter_out(row: MatterRow | Found, lamp: Light) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in Found._fields if name != "hatched"}
    return {**told, "ref": row.stream[:12], "unconfirmed": row.hatched, "light": light_out(lamp)}


def light_out(lamp: Light) -> dict[str, Any]:
    return {"colour": lamp.colour, "word": lamp.word, "until": lamp.until, "days": lamp.days}


def names_of(rows: Iterable[MatterRow | Found], more: Iterable[str] = ()) -> dict[str, str]:
    return called({*more, *(desk for row in rows for desk in (row.asker, row.doer, row.holder))})


def _terms(told: Situation) -> dict[str, Any]:
    """What was asked, in its own words, as it stands."""
    first = plain(told.entries[0].event)
    return {name: first.get(name) for name in ("title", "detail", "standard", "due_text", "basis", "about", "source")}


def _desks_in(told: Situation) -> set[str]:
    state = told.matter
    desks = {str(entry.by.desk or "") for entry in told.entries}
    desks |= {str(entry.by.recorded.by) for entry in told.entries if entry.by.recorded is not None}
    for entry in told.entries:
        desks |= desks_of(entry.event)
    sides = (state.asker, state.doer, state.arbiter, state.holder, arbiter_between(state, told.force))
    return {*desks, *(span.holder for span in told.spans), *(str(desk) for desk in sides if desk)}


def _entry(one: Told, told: Situation, names: Mapping[str, str]) -> dict[str, Any]:
    entry = one.entry
    return {
        "version": entry.version, "position": one.position, "at": entry.at, "by": entry.by.desk or "",
        "post": entry.by.post or "", "recorded": plain(entry.by.recorded), "what": type(entry.event).__name__,
        "sentence": sentence(entry, names, told.matter.kind), "said": "" if one.erased else said(entry.event),
        "facts": plain(entry.event), "erased": one.erased,
    }  # fmt: skip


def _span(span: Any, told: Situation) -> dict[str, Any]:
    until = allowed_until(span, told.matter, told.force.calendar, told.now)
    return {**plain(span), "allowed_until": until}


def _due(told: Situation) -> dict[str, Any]:
    due = due_day(told.matter, told.force.calendar, told.now)
    return {
        "day": due.day, "original": told.matter.due, "late": due.late, "steps": [step["text"] for step in due.steps],
        "answer": due.answer, "warning": due.warning,
    }  # fmt: skip
