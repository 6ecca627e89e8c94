"""Finding the matters of a list by key: a page costs the same at ten thousand rows as at a million.

The index of each desk is walked in order of the last change or of the due day, a page's length at a time;
filters are applied to what the walk brings. Matters without a due day come last, whichever way it is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

from qiantou.access.guards import Standing, joint_for, standing
from qiantou.access.models import Account
from qiantou.core.kernel import Desk
from qiantou.core.register import InForce
from qiantou.readmodel.models import MatterRow

COLUMNS = {"-changed": "changed", "changed": "changed", "due": "due_now", "-due": "due_now"}
SIDES = {"-changed": ("<", ">"), "changed": (">", "<"), "due": (">", ">"), "-due": ("<", "<")}
"""On which side of a key the next row lies, by value and then by stream: the two ways of walking an index."""
BATCH = 400
MOST_AT_ONCE = 10_000
WALKS_AT_ONCE = 100
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
    after: Key | None = None

    @property
    def column(self) -> str:
        return COLUMNS[self.sort]


def wish_of(request: HttpRequest) -> Wish:
    """Unknown words of the address are left aside."""
    said = request.GET
    sort = said.get("sort", "")
    sort = sort if sort in SIDES else "-changed"
    return Wish(
        q=said.get("q", "").strip(), open=said.get("open", ""), kind=said.get("kind", ""),
        phase=said.get("phase", ""), joint=said.get("joint", ""), late=bool(said.get("late")),
        group=said.get("group", ""), sort=sort,
        after=_read_key(said.get("after", ""), sort),
    )  # fmt: skip


def found(account: Account, wish: Wish, force: InForce, *, limit: int) -> list[MatterRow]:
    """The first `limit` matters after the key, in the order wished for, that the filters let through."""
    seen = standing(account)
    if wish.joint:
        work = joint_for(account, wish.joint)
        inside = MatterRow.objects.filter(_unhidden(seen), joint=work.stream)
        return list(_sliced(_filtered(inside, wish, force), wish)[:limit])
    rows: list[MatterRow] = []
    key, batch = wish.after, BATCH
    while len(rows) < limit:
        step = max(limit, batch) if _narrow(wish) else limit
        keys = _keys(seen, wish, key, limit=step)
        named = MatterRow.objects.filter(_unhidden(seen), stream__in=[stream for _value, stream in keys])
        by_key = {_key_of(row, wish): row for row in _filtered(named, wish, force)}
        rows += [by_key[key] for key in _ordered(by_key, wish)]
        if len(keys) < step:
            break
        key, batch = keys[-1], min(batch * 4, MOST_AT_ONCE)
    return rows[:limit]


def _narrow(wish: Wish) -> bool:
    """Whether the filters leave many keys out, so that it pays to read more of them at once."""
    return bool(wish.q or wish.kind or wish.phase or wish.late)


def _keys(seen: Standing, wish: Wish, after: Key | None, *, limit: int) -> list[Key]:
    """The next keys in order, over all desks in sight; those without a due day after those with one."""
    keys: list[Key] = []
    if after is None or after[0] is not None:
        keys = _walked(seen, wish, after, limit=limit)
    if wish.column == "due_now" and len(keys) < limit:
        last = after if after is not None and after[0] is None else (None, "")
        keys += _walked(seen, wish, last, limit=limit - len(keys))
    return keys


def _walked(seen: Standing, wish: Wish, after: Key | None, *, limit: int) -> list[Key]:
    """As `_keys`, of one sort: each desk's own index is walked `limit` steps at most."""
    opens = [True, False] if wish.open == "all" else [wish.open != "no"]
    if connection.vendor == "postgresql":
        return _walked_together(sorted(seen.sight), opens, wish, after, limit)
    every = [(desk, is_open) for desk in sorted(seen.sight) for is_open in opens]
    found: set[Key] = set()
    for start in range(0, len(every), WALKS_AT_ONCE):
        walks = [_walk(desk, is_open, wish, after, limit) for desk, is_open in every[start : start + WALKS_AT_ONCE]]
        pieces = [f"SELECT * FROM ({walk}) AS w{number}" for number, (walk, _said) in enumerate(walks)]  # noqa: S608 — constants
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(pieces), [value for _walk, said in walks for value in said])
            found.update((_read(value), stream) for value, stream in cursor.fetchall())
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
    with connection.cursor() as cursor:
        cursor.execute(sql, [desks, opens, *said, limit, limit])
        return [(key, stream) for key, stream in cursor.fetchall()]


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
        return f" AND {column} IS NOT NULL" if column == "due_now" else "", []
    if after[0] is None:
        return f" AND {column} IS NULL AND stream {stream_side} %s", [after[1] or _before_all(stream_side)]
    value = _stored(after[0], column)
    later = f"{column} {value_side} %s OR ({column} = %s AND stream {stream_side} %s)"
    known = f" AND {column} IS NOT NULL" if column == "due_now" else ""
    return f"{known} AND {column} {value_side}= %s AND ({later})", [value, value, value, after[1]]


def _before_all(stream_side: str) -> str:
    """A name that every stream lies past, on this side."""
    return "" if stream_side == ">" else "g"


def _stored(value: Any, column: str) -> Any:
    ops = connection.ops
    return ops.adapt_datefield_value(value) if column == "due_now" else ops.adapt_datetimefield_value(value)


def _read(value: Any) -> date | datetime | None:
    """SQLite gives text to a cursor."""
    if not isinstance(value, str):
        return cast(date | None, value)
    if len(value) == len("2026-03-05"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _ordered(keys: Iterable[Key], wish: Wish) -> list[Key]:
    value_side, stream_side = SIDES[wish.sort]
    by_stream = sorted(keys, key=lambda key: key[1], reverse=stream_side == "<")
    dated = [key for key in by_stream if key[0] is not None]
    undated = [key for key in by_stream if key[0] is None]
    return sorted(dated, key=lambda key: key[0], reverse=value_side == "<") + undated


def _sliced(rows: QuerySet[MatterRow], wish: Wish) -> QuerySet[MatterRow]:
    """The matters of one joint work in the order wished for, after the key."""
    column, (value_side, stream_side) = wish.column, SIDES[wish.sort]
    words = {">": "gt", "<": "lt"}
    if wish.after is not None:
        value, stream = wish.after
        past = Q(**{column: value, f"stream__{words[stream_side]}": stream})
        if value is not None:
            past |= Q(**{f"{column}__{words[value_side]}": value}) | Q(**{f"{column}__isnull": True})
        else:
            past = Q(**{f"{column}__isnull": True, f"stream__{words[stream_side]}": stream})
        rows = rows.filter(past)
    value_order = F(column).asc(nulls_last=True) if value_side == ">" else F(column).desc(nulls_last=True)
    return rows.order_by(value_order, "stream" if stream_side == ">" else "-stream")


def _filtered(rows: QuerySet[MatterRow], wish: Wish, force: InForce) -> QuerySet[MatterRow]:
    if wish.open != "all":
        rows = rows.filter(is_open=wish.open != "no")
    if wish.q:
        rows = rows.filter(title__icontains=wish.q)
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.phase == "blocked":
        rows = rows.filter(Q(phase="blocked") | Q(phase="underway", paused=True))
    elif wish.phase:
        rows = rows.filter(phase=wish.phase)
    if wish.late:
        work = Q(phase="underway", due_now__lt=force.day, paused=False)
        answers = Q(reply_at__lte=force.instant) & ~Q(phase__in=("underway", "blocked"))
        rows = rows.filter(work | answers, is_open=True, hatched=False)
    return rows


def _unhidden(seen: Standing) -> Q:
    return Q(inner="") | Q(inner__in=sorted(seen.homes))


def _key_of(row: MatterRow, wish: Wish) -> Key:
    return getattr(row, wish.column), row.stream


def written_key(row: MatterRow, wish: Wish) -> str:
    value, stream = _key_of(row, wish)
    return f"{value.isoformat() if value is not None else NONE}_{stream}"


def _read_key(text: str, sort: str) -> Key | None:
    """The key of an address; None for what is none."""
    value, _mark, stream = text.partition("_")
    if value == NONE and "due" in sort and stream:
        return None, stream
    try:
        read = parse_date(value) if "due" in sort else parse_datetime(value)
    except ValueError:
        return None
    return (read, stream) if read is not None else None
