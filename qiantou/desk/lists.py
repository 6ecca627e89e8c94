"""All matters in which a desk in the reader's sight has a part (台账): filters in the address, paged by key.

The list walks an index of each desk in order of the last change or of the due day, so that a page costs the
same at ten thousand rows as at a million. Nothing counts everything: totals are of the rows shown. What
others do inside a joint work is listed when that joint work is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.access.guards import Standing, joint_for, standing, visible_joints
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.clocks import light
from qiantou.desk.exporting import workbook
from qiantou.desk.frame import names_for
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.models import MatterRow

PAGE = 50
EXPORTED = 10_000
COLUMNS = {"-changed": "changed", "changed": "changed", "due": "due_now", "-due": "due_now"}
SIDES = {"-changed": ("<", ">"), "changed": (">", "<"), "due": (">", ">"), "-due": ("<", "<")}
"""On which side of a key the next row lies, by value and then by stream: the two ways of walking an index."""
BATCH = 400
DESKS_AT_ONCE = 100
Key = tuple[Any, str]


class Filters(forms.Form):
    """What the address of a list may say. `sort` and `joint` travel hidden."""

    q = forms.CharField(label=gettext_lazy("Words in the title"), required=False, widget=forms.SearchInput)
    open = forms.ChoiceField(label=gettext_lazy("Open or closed"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    phase = forms.ChoiceField(label=gettext_lazy("Stands"), required=False)
    joint = forms.ChoiceField(label=gettext_lazy("Joint work"), required=False)
    late = forms.BooleanField(label=gettext_lazy("late only"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group by"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer(self, joints: Iterable[tuple[str, str]]) -> None:
        self.choices("open", [("", _("open")), ("no", _("closed")), ("all", _("all"))])
        self.choices("kind", [("", _("all")), *((code, str(name)) for code, name in labels.KINDS.items())])
        self.choices("phase", [("", _("all")), *((code, str(name)) for code, name in labels.PHASES.items())])
        self.choices("joint", [("", _("all in which you have a part")), *((ref(one), title) for one, title in joints)])
        self.choices("group", [("", _("not grouped")), ("holder", _("who holds it")), ("doer", _("who does it"))])

    def choices(self, name: str, offered: list[tuple[str, str]]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]


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


@login_required
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    account = cast(Account, request.user)
    wish = wish_of(request)
    force = registers.current().at(shell.now())
    now = force.instant
    rows = found(account, wish, force, limit=PAGE + 1)
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    rows = rows[:PAGE]
    desks = {desk for row in rows for desk in (row.asker, row.doer, row.holder)}
    names = names_for(request, desks, visible_joints(account))
    form = Filters(request.GET or None, auto_id="f_%s")
    form.offer((key, name) for key, name in names.items() if ":" not in key)
    context = {
        "form": form,
        "clear_url": request.path if request.GET else "",
        "tables": tables(rows, wish, force, now, names),
        "totals": totals(rows, force, now),
        "next_url": f"?{_address(request, after=_written_key(more, wish))}" if more is not None else "",
        "first_url": f"?{_address(request)}" if wish.after else "",
        "export_url": f"export/?{_address(request)}",
        "latest_first": wish.sort == "-changed",
    }
    return render(request, "desk/lists/matters.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Excel of the whole filtered list, its first EXPORTED rows."""
    account = cast(Account, request.user)
    force = registers.current().at(shell.now())
    rows = found(account, wish_of(request), force, limit=EXPORTED)
    names = names_for(request, {desk for row in rows for desk in (row.asker, row.doer, row.holder)})
    columns = [
        _("Number"), _("Matter"), _("Kind"), _("Asked by"), _("Done by"), _("In whose hands"), _("Stands"),
        _("Original day"), _("Due"), _("Light"), _("Last change"),
    ]  # fmt: skip
    cells = [
        [
            ref(row.stream), row.title, labels.kind(row.kind), names.get(row.asker, ""), names.get(row.doer, ""),
            names.get(row.holder, "–"), stands(row), row.due, row.due_now,
            light(row, force.calendar, force.instant).word if row.is_open else "", moment(row.changed),
        ]
        for row in rows
    ]  # fmt: skip
    return workbook(_("Matters"), columns, cells)


def found(account: Account, wish: Wish, force: InForce, *, limit: int) -> list[MatterRow]:
    """The first `limit` matters after the key, in the order wished for, that the filters let through."""
    seen = standing(account)
    if wish.joint:
        work = joint_for(account, wish.joint)
        return list(
            _sliced(_filtered(MatterRow.objects.filter(_unhidden(seen), joint=work.stream), wish, force), wish)[:limit]
        )
    rows: list[MatterRow] = []
    key = wish.after
    while len(rows) < limit:
        step = max(limit, BATCH) if _narrow(wish) else limit
        keys = _keys(seen, wish, key, limit=step)
        batch = _filtered(MatterRow.objects.filter(_unhidden(seen), stream__in=[key[1] for key in keys]), wish, force)
        by_key = {_key_of(row, wish): row for row in batch}
        rows += [by_key[key] for key in _ordered(by_key, wish)]
        if len(keys) < step:
            break
        key = keys[-1]
    return rows[:limit]


def _narrow(wish: Wish) -> bool:
    """Whether the filters leave many keys out, so that it pays to read more of them at once."""
    return bool(wish.q or wish.kind or wish.phase or wish.late)


def _keys(seen: Standing, wish: Wish, after: Key | None, *, limit: int) -> list[Key]:
    """The next keys in order, over all desks in sight: each desk's own index is walked `limit` steps at most."""
    opens = [True, False] if wish.open == "all" else [wish.open != "no"]
    found: set[Key] = set()
    desks = sorted(seen.sight)
    for start in range(0, len(desks), DESKS_AT_ONCE):
        walks = [
            _walk(desk, is_open, wish, after, limit)
            for desk in desks[start : start + DESKS_AT_ONCE]
            for is_open in opens
        ]
        pieces = [f"SELECT * FROM ({walk}) AS w{number}" for number, (walk, _said) in enumerate(walks)]  # noqa: S608 — constants
        sql = " UNION ALL ".join(pieces)
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _walk, said in walks for value in said])
            found.update((_read(value), stream) for value, stream in cursor.fetchall())
    return _ordered(found, wish)[:limit]


def _walk(desk: str, is_open: bool, wish: Wish, after: Key | None, limit: int) -> tuple[str, list[Any]]:
    """One desk's next keys by its index, as SQL and its values."""
    column, (value_side, stream_side) = wish.column, SIDES[wish.sort]
    said: list[Any] = [desk, is_open]
    past = f" AND {column} IS NOT NULL" if column == "due_now" else ""
    if after is not None:
        value = _stored(after[0], column)
        later = f"{column} {value_side} %s OR ({column} = %s AND stream {stream_side} %s)"
        past += f" AND {column} {value_side}= %s AND ({later})"
        said += [value, value, value, after[1]]
    turns = {">": "ASC", "<": "DESC"}
    order = f"{column} {turns[value_side]}, stream {turns[stream_side]}"
    table = "readmodel_partyrow WHERE desk = %s AND is_open = %s"
    return f"SELECT {column}, stream FROM {table}{past} ORDER BY {order} LIMIT %s", [*said, limit]  # noqa: S608 — constants


def _stored(value: date | datetime, column: str) -> Any:
    ops = connection.ops
    return ops.adapt_datefield_value(value) if column == "due_now" else ops.adapt_datetimefield_value(value)


def _read(value: Any) -> date | datetime:
    """SQLite gives text to a cursor."""
    if not isinstance(value, str):
        return cast(date, value)
    if len(value) == len("2026-03-05"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _ordered(keys: Iterable[Key], wish: Wish) -> list[Key]:
    value_side, stream_side = SIDES[wish.sort]
    by_stream = sorted(keys, key=lambda key: key[1], reverse=stream_side == "<")
    return sorted(by_stream, key=lambda key: key[0], reverse=value_side == "<")


def _sliced(rows: QuerySet[MatterRow], wish: Wish) -> QuerySet[MatterRow]:
    """The matters of one joint work in the order wished for, after the key."""
    column, (value_side, stream_side) = wish.column, SIDES[wish.sort]
    words = {">": "gt", "<": "lt"}
    if column == "due_now":
        rows = rows.exclude(due_now=None)
    if wish.after is not None:
        value, stream = wish.after
        later = Q(**{f"{column}__{words[value_side]}": value})
        rows = rows.filter(later | Q(**{column: value, f"stream__{words[stream_side]}": stream}))
    turns = {">": "", "<": "-"}
    return rows.order_by(f"{turns[value_side]}{column}", f"{turns[stream_side]}stream")


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


def _written_key(row: MatterRow, wish: Wish) -> str:
    value, stream = _key_of(row, wish)
    return f"{value.isoformat()}_{stream}"


def _read_key(text: str, sort: str) -> Key | None:
    """The key of an address; None for what is none."""
    value, _mark, stream = text.partition("_")
    try:
        read = parse_date(value) if "due" in sort else parse_datetime(value)
    except ValueError:
        return None
    return (read, stream) if read is not None else None


def _address(request: HttpRequest, **more: str) -> str:
    kept = {name: value for name, value in request.GET.items() if value and name != "after"}
    return urlencode({**kept, **more})


def stands(row: MatterRow) -> str:
    return labels.phase(row.phase) if row.is_open else labels.label(labels.OUTCOMES, row.outcome)


def tables(
    rows: Sequence[MatterRow], wish: Wish, force: InForce, now: datetime, names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows as one table, or one for each holder or doer among them."""
    if wish.group not in ("holder", "doer"):
        return [_table("", rows, wish, force, now, names)]
    groups: dict[str, list[MatterRow]] = {}
    for row in rows:
        groups.setdefault(getattr(row, wish.group), []).append(row)
    ordered = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    made = [_table(names.get(desk, desk) or _("closed"), own, wish, force, now, names) for desk, own in ordered]
    return made or [_table("", [], wish, force, now, names)]


def _table(
    title: str, rows: Sequence[MatterRow], wish: Wish, force: InForce, now: datetime, names: Mapping[str, str]
) -> dict[str, Any]:
    columns = [
        {"label": _("Matter"), "wide": True}, {"label": _("Kind")}, {"label": _("Done by")},
        {"label": _("In whose hands")}, {"label": _("Stands")}, {"label": _("Due"), "key": "due"},
        {"label": _("Last change"), "key": "changed"},
    ]  # fmt: skip
    return {
        "title": title,
        "label": title or _("Matters"),
        "columns": columns,
        "sort": wish.sort,
        "rows": list(_written(rows, force, now, names)),
        "empty": _("No matter fits the filters."),
    }


def _written(
    rows: Sequence[MatterRow], force: InForce, now: datetime, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        lamp = light(row, force.calendar, now)
        yield {
            "needs": lamp.colour == "red",
            "cells": [
                {"text": row.title or _("(the words were erased)"), "url": matter_url(row.stream), "note": row.place},
                {"text": labels.kind(row.kind)},
                {"text": names.get(row.doer, row.doer)},
                {"text": names.get(row.holder, "–")},
                {"text": stands(row), "note": _("not yet confirmed") if row.hatched else ""},
                {"text": day(row.due_now), "note": lamp.word if lamp.colour != "none" else ""},
                {"text": moment(row.changed)},
            ],
        }


def totals(rows: Sequence[MatterRow], force: InForce, now: datetime) -> list[dict[str, str]]:
    """Figures of the rows shown; they add up to them."""
    lamps = Counter(light(row, force.calendar, now).colour for row in rows if row.is_open)
    shown = [{"label": _("Shown here"), "value": str(len(rows))}]
    for colour in ("red", "yellow", "blue", "green", "none"):
        shown.append({"label": labels.label(labels.LIGHTS, colour), "value": str(lamps[colour])})
    closed = sum(not row.is_open for row in rows)
    return [*shown, {"label": labels.phase("closed"), "value": str(closed)}]


urlpatterns = [path("matters/", matters, name="matters"), path("matters/export/", export, name="matters-export")]
