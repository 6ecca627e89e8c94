"""Finding the matters of a list by key: a page costs the same at ten thousand rows as at a million.

The index of each desk is walked in order of the last change, of the due day or of the instant since which it is
held, a page's length at a time; filters are applied to what the walk brings. Matters without a due day come
last, whichever way it is sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

from qiantou.access.guards import CONFIDED, Standing, joint_for, standing
from qiantou.access.models import Account
from qiantou.core.kernel import Desk
from qiantou.core.register import InForce
from qiantou.ledger.plain import among, fetched, read_day, read_instant

COLUMNS = {
    "-changed": "changed", "changed": "changed", "due": "due_now", "-due": "due_now", "held": "since", "-held": "since",
}  # fmt: skip
SIDES = {
    "-changed": ("<", ">"), "changed": (">", "<"), "due": (">", ">"), "-due": ("<", "<"),
    "held": (">", ">"), "-held": ("<", "<"),
}  # fmt: skip
"""On which side of a key the next row lies, by value and then by stream: the two ways of walking an index."""
BATCH = 400
MOST_AT_ONCE = 10_000
WALKS_AT_ONCE = 100
STREAM = re.compile(r"[0-9a-f]{32}")
FIRST_YEAR, LAST_YEAR = 1970, 2200  # at the ends of the calendar an instant has no other zone
NONE = "none"  # in an address: the key of a matter without a due day
Key = tuple[Any, str]
"""The value sorted by (None for no due day) and the stream."""


@dataclass(frozen=True)
class Wish:
    """The address of a list, read."""

    q: str = ""
    open: str = ""
    kind: str = ""
    phase: str = ""
    joint: str = ""
    late: bool = False
    group: str = ""
    sort: str = "-changed"
    cols: str = ""
    after: Key | None = None

    @property
    def column(self) -> str:
        return COLUMNS[self.sort]

    def address(self, **other: str) -> str:
        """The query of this list from its beginning, or with `other` in it; what is usual is left out."""
        said = {name: getattr(self, name) for name in ("q", "open", "kind", "phase", "joint", "group", "cols")}
        said |= {"late": "on" if self.late else "", "sort": self.sort if self.sort != Wish.sort else "", **other}
        return urlencode({name: value for name, value in said.items() if value})


def wish_of(request: HttpRequest) -> Wish:
    """Unknown words of the address are left aside."""
    said = request.GET
    sort = said.get("sort", "")
    sort = sort if sort in SIDES else "-changed"
    return Wish(
        q=said.get("q", "").strip(), open=said.get("open", ""), kind=said.get("kind", ""),
        phase=said.get("phase", ""), joint=said.get("joint", ""), late=bool(said.get("late")),
        group=said.get("group", ""), sort=sort, cols=",".join(said.getlist("cols")),
        after=read_key(said.get("after", ""), sort),
    )  # fmt: skip


class Found(NamedTuple):
    """What a list shows of a matter: columns of MatterRow."""

    stream: str
    kind: str
    title: str
    place: str
    asker: str
    doer: str
    holder: str
    phase: str
    paused: bool
    hatched: bool
    ease: str
    near: int
    red: int
    is_open: bool
    outcome: str
    due: date | None
    due_now: date | None
    reply_at: datetime | None
    since: datetime
    opened: datetime
    changed: datetime


DAYS = ("due", "due_now")
INSTANTS = ("reply_at", "since", "opened", "changed")
Where = tuple[str, list[Any]]
"""A condition on MatterRow as SQL, and its values."""


def found(account: Account, wish: Wish, force: InForce, *, limit: int) -> list[Found]:
    """The first `limit` matters after the key, in the order wished for, that the filters let through."""
    seen = standing(account)
    filters = [_unhidden(seen), *_filters(wish, force)]
    if wish.joint:
        filters.append(("joint = %s", [joint_for(account, wish.joint).stream]))
        ending = f" ORDER BY {wish.column} IS NULL, {_order(wish)} LIMIT {limit}"
        return _read_rows([*filters, *_past(wish)], ending)
    rows: list[Found] = []
    key, batch = wish.after, BATCH
    while len(rows) < limit:
        step = max(limit, batch) if _narrow(wish) else limit
        keys = _keys(seen, wish, key, limit=step)
        streams = list(dict.fromkeys(stream for _value, stream in keys))
        by_stream = {row.stream: row for row in _read_rows([among("stream", streams), *filters])}
        rows += [by_stream[stream] for stream in streams if stream in by_stream]
        if len(keys) < step:
            break
        key, batch = keys[-1], min(batch * 4, MOST_AT_ONCE)
    return rows[:limit]


def _read_rows(filters: list[Where], ending: str = "") -> list[Found]:
    columns = ", ".join(Found._fields)
    condition = " AND ".join(sql for sql, _values in filters)
    sql = f"SELECT {columns} FROM readmodel_matterrow WHERE {condition}{ending}"  # noqa: S608 — constants and marks
    rows = [Found._make(row) for row in fetched(sql, [value for _sql, values in filters for value in values])]
    return rows if connection.vendor == "postgresql" else [_read_texts(row) for row in rows]


def _read_texts(row: Found) -> Found:
    told: dict[str, Any] = {name: read_day(getattr(row, name)) for name in DAYS}
    told |= {name: read_instant(getattr(row, name)) for name in INSTANTS}
    return row._replace(**told)


def _narrow(wish: Wish) -> bool:
    """Whether the filters leave many keys out, so that it pays to read more of them at once."""
    return bool(wish.q or wish.kind or wish.phase or wish.late)


def _keys(seen: Standing, wish: Wish, after: Key | None, *, limit: int) -> list[Key]:
    """The next keys in order, over all desks in sight; those without a due day after those with one."""
    keys: list[Key] = []
    if after is None or after[0] is not None:
        keys = _walked(seen, wish, after, limit=limit)
    if wish.column in DAYS and len(keys) < limit:
        last = after if after is not None and after[0] is None else (None, "")
        keys += _walked(seen, wish, last, limit=limit - len(keys))
    return keys


def _walked(seen: Standing, wish: Wish, after: Key | None, *, limit: int) -> list[Key]:
    """As `_keys`, of one sort: each desk's own index is walked `limit` steps at most."""
    opens = [True, False] if wish.open == "all" else [wish.open != "no"]
    if connection.vendor == "postgresql":
        return _walked_together(sorted(seen.sight), opens, wish, after, limit)
    every = [(desk, is_open) for desk in sorted(seen.sight) for is_open in opens]
    read = read_day if wish.column in DAYS else read_instant
    found: set[Key] = set()
    for start in range(0, len(every), WALKS_AT_ONCE):
        walks = [_walk(desk, is_open, wish, after, limit) for desk, is_open in every[start : start + WALKS_AT_ONCE]]
        pieces = [f"SELECT * FROM ({walk}) AS w{number}" for number, (walk, _said) in enumerate(walks)]  # noqa: S608 — constants
        keys = fetched(" UNION ALL ".join(pieces), [value for _walk, said in walks for value in said])
        found.update((read(value), stream) for value, stream in keys)
    return _ordered(found, wish)[:limit]


def _walked_together(desks: list[Desk], opens: list[bool], wish: Wish, after: Key | None, limit: int) -> list[Key]:
    """All walks as one short statement: whoever leads a county has hundreds, and each would be planned afresh."""
    onward, said = _onward(wish, after)
    sql = (
        f"SELECT DISTINCT w.{wish.column}, w.stream FROM unnest(%s::varchar[]) AS d(desk)"  # noqa: S608 — constants
        " CROSS JOIN unnest(%s::boolean[]) AS o(is_open)"
        f" CROSS JOIN LATERAL (SELECT {wish.column}, stream FROM readmodel_partyrow p"
        f" WHERE p.desk = d.desk AND p.is_open = o.is_open{onward} ORDER BY {_order(wish)} LIMIT %s) AS w"
        f" ORDER BY {_order(wish)} LIMIT %s"
    )
    return [(key, stream) for key, stream in fetched(sql, [desks, opens, *said, limit, limit])]


def _walk(desk: str, is_open: bool, wish: Wish, after: Key | None, limit: int) -> tuple[str, list[Any]]:
    """One desk's next keys by its index, as SQL and its values."""
    onward, said = _onward(wish, after)
    table = "readmodel_partyrow WHERE desk = %s AND is_open = %s"
    sql = f"SELECT {wish.column}, stream FROM {table}{onward} ORDER BY {_order(wish)} LIMIT %s"  # noqa: S608 — constants
    return sql, [desk, is_open, *said, limit]


def _order(wish: Wish) -> str:
    value_side, stream_side = SIDES[wish.sort]
    turns = {">": "ASC", "<": "DESC"}
    return f"{wish.column} {turns[value_side]}, stream {turns[stream_side]}"


def _onward(wish: Wish, after: Key | None) -> tuple[str, list[Any]]:
    """The condition that a row lies past the key, as SQL and its values."""
    column, (value_side, stream_side) = wish.column, SIDES[wish.sort]
    if after is None:
        return f" AND {column} IS NOT NULL" if column in DAYS else "", []
    if after[0] is None:
        return f" AND {column} IS NULL AND stream {stream_side} %s", [after[1] or _before_all(stream_side)]
    value = _stored(after[0], column)
    later = f"{column} {value_side} %s OR ({column} = %s AND stream {stream_side} %s)"
    known = f" AND {column} IS NOT NULL" if column in DAYS else ""
    return f"{known} AND {column} {value_side}= %s AND ({later})", [value, value, value, after[1]]


def _before_all(stream_side: str) -> str:
    """A name that every stream lies past, on this side."""
    return "" if stream_side == ">" else "g"


def _stored(value: Any, column: str) -> Any:
    ops = connection.ops
    return ops.adapt_datefield_value(value) if column in DAYS else ops.adapt_datetimefield_value(value)


def _ordered(keys: Iterable[Key], wish: Wish) -> list[Key]:
    value_side, stream_side = SIDES[wish.sort]
    by_stream = sorted(keys, key=lambda key: key[1], reverse=stream_side == "<")
    dated = [key for key in by_stream if key[0] is not None]
    undated = [key for key in by_stream if key[0] is None]
    return sorted(dated, key=lambda key: key[0], reverse=value_side == "<") + undated


def _past(wish: Wish) -> list[Where]:
    """The condition that a matter of a joint work lies past the key; one without the value comes last."""
    if wish.after is None:
        return []
    value, stream = wish.after
    column, (value_side, stream_side) = wish.column, SIDES[wish.sort]
    if value is None:
        return [(f"{column} IS NULL AND stream {stream_side} %s", [stream])]
    at = _stored(value, column)
    further = f"{column} {value_side} %s OR ({column} = %s AND stream {stream_side} %s) OR {column} IS NULL"
    return [(f"({further})", [at, at, stream])]


def _filters(wish: Wish, force: InForce) -> Iterator[Where]:
    if wish.open != "all":
        yield "is_open = %s", [wish.open != "no"]
    if wish.q:
        yield "UPPER(title) LIKE UPPER(%s) ESCAPE '\\'", [f"%{connection.ops.prep_for_like_query(wish.q)}%"]
    if wish.kind:
        yield "kind = %s", [wish.kind]
    if wish.phase == "blocked":
        yield "(phase = 'blocked' OR (phase = 'underway' AND paused))", []
    elif wish.phase:
        yield "phase = %s", [wish.phase]
    if wish.late:
        work = "phase = 'underway' AND (due_now < %s OR reply_at <= %s) AND NOT paused AND ease = ''"
        answer = "phase NOT IN ('underway', 'blocked') AND reply_at <= %s"
        days, instant = connection.ops.adapt_datefield_value(force.day), force.instant
        yield (
            f"(({work}) OR ({answer})) AND is_open AND NOT hatched",
            [days, *[connection.ops.adapt_datetimefield_value(instant)] * 2],
        )


def _unhidden(seen: Standing) -> Where:
    """As guards.unhidden."""
    own, homes = among('"inner"', seen.homes)
    near, desks = among("p.desk", seen.close)
    theirs = f"EXISTS (SELECT 1 FROM readmodel_partyrow p WHERE p.stream = readmodel_matterrow.stream AND {near})"  # noqa: S608 — constants
    kinds = ", ".join(f"'{kind}'" for kind in CONFIDED)
    return f'("inner" = \'\' OR {own}) AND ("kind" NOT IN ({kinds}) OR {theirs})', [*homes, *desks]


def _key_of(row: Found, wish: Wish) -> Key:
    return getattr(row, wish.column), row.stream


def written_key(row: Found, wish: Wish) -> str:
    value, stream = _key_of(row, wish)
    return f"{value.isoformat() if value is not None else NONE}_{stream}"


def read_key(text: str, sort: str) -> Key | None:
    """The key of an address; None for what is none, and for an instant that no matter has."""
    value, _mark, stream = text.partition("_")
    if STREAM.fullmatch(stream) is None:
        return None
    if value == NONE and "due" in sort:
        return None, stream
    try:
        read = parse_date(value) if "due" in sort else parse_datetime(value)
    except ValueError:
        return None
    if isinstance(read, datetime) and (read.tzinfo is None or not FIRST_YEAR <= read.year <= LAST_YEAR):
        return None
    return (read, stream) if read is not None else None
