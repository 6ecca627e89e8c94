"""All matters in which a desk in the reader's sight has a part (台账): filters in the address, totals of what is shown.

Nothing counts everything: totals are of the rows shown. What others do inside a joint work is listed when
that joint work is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.access.guards import visible_joints
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.clocks import TO_ANSWER, Light, light
from qiantou.desk.exporting import workbook
from qiantou.desk.finding import Wish, found, wish_of, written_key
from qiantou.desk.frame import names_for
from qiantou.desk.templatetags.dates import day, moment, words
from qiantou.readmodel.models import MatterRow

PAGE = 50
EXPORTED = 10_000
NEEDS = mark_safe(' class="needs"')


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
        "next_url": f"?{_address(request, after=written_key(more, wish))}" if more is not None else "",
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
    told: dict[str, str] = {desk: words(names.get(desk, desk)) for row in rows for desk in (row.doer, row.holder)}
    told[""] = "–"
    kinds = {row.kind: labels.kind(row.kind) for row in rows}
    for row in rows:
        lamp = light(row, force.calendar, now)
        yield {
            "mark": NEEDS if lamp.colour == "red" else "",
            "url": matter_url(row.stream),
            "title": words(row.title or _("(the words were erased)")),
            "place": row.place,
            "kind": kinds[row.kind],
            "doer": told[row.doer],
            "holder": told[row.holder],
            "stands": stands(row),
            "doubt": _("not yet confirmed") if row.hatched else "",
            "due": day(row.due_now),
            "light": _shone(row, lamp),
            "changed": moment(row.changed),
        }


def _shone(row: MatterRow, lamp: Light) -> SafeString | str:
    """The light in words; where an answer is awaited, that it is the answer's."""
    if lamp.colour == "none":
        return ""
    return format_html("{} {}", lamp.lamp, _("to answer")) if row.phase in TO_ANSWER else lamp.lamp


def totals(rows: Sequence[MatterRow], force: InForce, now: datetime) -> list[dict[str, str]]:
    """Figures of the rows shown; they add up to them."""
    lamps = Counter(light(row, force.calendar, now).colour for row in rows if row.is_open)
    shown = [{"label": _("Shown here"), "value": str(len(rows))}]
    for colour in ("red", "yellow", "blue", "green", "none"):
        shown.append({"label": labels.label(labels.LIGHTS, colour), "value": str(lamps[colour])})
    closed = sum(not row.is_open for row in rows)
    return [*shown, {"label": labels.phase("closed"), "value": str(closed)}]


urlpatterns = [path("matters/", matters, name="matters"), path("matters/export/", export, name="matters-export")]
