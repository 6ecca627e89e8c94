"""Duty lists 履职清单: what each unit must do, helps with, or no longer does, as of any day; Excel of what is shown.

Open to everybody who fills a post. A unit whose lists are not loaded is said to be so: nothing is refused there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.access.guards import register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.acts.duties import current
from qiantou.core.door import GRASS_ROOTS
from qiantou.core.duty import Duty, DutySort
from qiantou.core.duty_change import lists_kept_by
from qiantou.core.kernel import Desk
from qiantou.core.register import DUTIES, UNITS, InForce, Unit
from qiantou.desk import duty_words
from qiantou.desk.addresses import receipt_url
from qiantou.desk.exporting import saved
from qiantou.desk.forms import WITHIN, Day
from qiantou.desk.frame import directory
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.documents.duty_rows import MAX_TEXT, DutyRow
from qiantou.documents.duty_workbook import write_duty_lists
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import InForce as Row
from qiantou.readmodel.listing_rows import entries, in_force

PER_PAGE = 300


class Filters(forms.Form):
    """Which rows, and the day whose end the page shows."""

    unit = forms.ChoiceField(required=False, label=gettext_lazy("Unit"))
    sort = forms.ChoiceField(required=False, label=gettext_lazy("List"))
    q = forms.CharField(
        required=False, max_length=100, label=gettext_lazy("Words of a duty"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    asof = forms.DateField(required=False, label=gettext_lazy("As of the end of"), widget=Day(), validators=WITHIN)

    def __init__(self, data: Any, units: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="f_%s", label_suffix="")
        self.fields["unit"].choices = [("", _("all units")), *units]  # type: ignore[attr-defined]
        self.fields["sort"].choices = duty_words.sort_choices()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Shown:
    """What the address asks for. `rows` is None while it asks for no unit and no words: then units are listed."""

    form: Filters
    force: InForce
    names: Mapping[str, str]
    unit: str
    day: date | None
    rows: list[Row] | None


def reader(request: HttpRequest) -> Account:
    """Somebody who fills a post. Raises Http404 for administrators of accounts, who see no business."""
    account = cast(Account, request.user)
    if not standing(account).posts:
        raise Http404
    return account


def asked(request: HttpRequest) -> Shown:
    """Two queries: the names, and the rows where any are asked for."""
    register, now = register_for(reader(request)), shell.now()
    force, names = register.at(now), directory(request)
    form = Filters(request.GET or None, [(unit, names.get(unit, unit)) for unit in listed_units(force)])
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    past = chosen.get("asof")
    if past:
        force = register.at(min(now, force.calendar.end_of_day(past)))
    wanted = chosen.get("unit") or chosen.get("sort") or (chosen.get("q") or "").strip()
    day = force.day if past else None
    return Shown(form, force, names, chosen.get("unit", ""), day, _rows(chosen, force) if wanted else None)


def _rows(chosen: Mapping[str, Any], force: InForce) -> list[Row]:
    words = (chosen.get("q") or "").strip()
    until = force.instant if chosen.get("asof") else None
    found = in_force(DUTIES, chosen.get("unit") or None, day=force.day, until=until, text=words)
    rows = [row for row in current(found, force.day) if chosen.get("sort") in ("", row.value.sort)]
    units = {unit: place for place, unit in enumerate(listed_units(force))}
    lists = {sort: place for place, sort in enumerate(DutySort)}
    return sorted(rows, key=lambda row: (units.get(row.value.unit, 0), lists[row.value.sort]))


def listed_units(force: InForce) -> list[Desk]:
    """The townships, and every other unit whose lists are loaded, in the order of the register."""
    units = force.section(UNITS).items()
    loaded = force.register.duties(force.day, force.instant)
    return [
        Desk(key)
        for key, unit in units
        if isinstance(unit, Unit) and not unit.inner and (unit.sort == GRASS_ROOTS or key in loaded)
    ]


@login_required
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    shown = asked(request)
    context: dict[str, Any] = {
        "form": shown.form,
        "day": shown.day,
        "clear_url": reverse("duties") if request.GET else "",
        "export_url": f"{reverse('duties-export')}?{request.GET.urlencode()}" if shown.rows else "",
        "keeps": lists_kept_by(shown.force) in standing(cast(Account, request.user)).desks,
    }
    if shown.rows is None:
        context["units"] = _units_table(shown)
    else:
        page = Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "groups": list(_groups(list(page.object_list), shown.names))}
        context["unloaded"] = _unloaded(shown)
    return render(request, "desk/duties/duties.html", context)


def _unloaded(shown: Shown) -> str:
    """The name of the unit asked for, where its lists are not loaded."""
    return shown.names.get(shown.unit, "") if shown.unit and not shown.force.duties(Desk(shown.unit)) else ""


def _units_table(shown: Shown) -> dict[str, Any]:
    """Unit by unit, how many rows each list has; asks nothing of the database."""
    columns = [{"label": _("Unit"), "wide": True}]
    columns += [{"label": duty_words.sort(sort), "num": True} for sort in DutySort]
    columns += [{"label": _("Where they stand"), "wide": True}]
    rows = [_unit_cells(unit, shown) for unit in listed_units(shown.force)]
    return {
        "label": _("Duty lists by unit"), "columns": columns, "rows": rows, "stack": True,
        "empty": _("The register has no township, and no unit with duty lists."),
    }  # fmt: skip


def _unit_cells(unit: Desk, shown: Shown) -> dict[str, Any]:
    force = shown.force
    held = [duty for duty in force.duties(unit).values() if duty.until is None or duty.until >= force.day]
    count = Counter(duty.sort for duty in held)
    asof = f"&asof={shown.day.isoformat()}" if shown.day else ""
    cells: list[dict[str, Any]] = [
        {"text": shown.names.get(unit, unit), "url": f"{reverse('duties')}?unit={unit}{asof}"}
    ]
    cells += [{"text": str(count[sort]) if held else "–", "num": True, "label": duty_words.sort(sort)}
              for sort in DutySort]  # fmt: skip
    told = _("loaded") if force.duties(unit) else _("not loaded: nothing is refused")
    return {"cells": [*cells, {"text": told, "label": _("Where they stand")}]}


def _groups(rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One table a list of a unit, in the columns of that list."""
    places: dict[tuple[str, DutySort], list[Row]] = {}
    for row in rows:
        places.setdefault((row.value.unit, row.value.sort), []).append(row)
    for (unit, sort), own in places.items():
        yield {
            "title": f"{names.get(unit, unit)} · {duty_words.sort(sort)}",
            "note": duty_words.label(duty_words.MEANS, sort),
            "table": _table(own, sort),
        }


COLUMNS: Mapping[DutySort, tuple[str, ...]] = {
    DutySort.BASIC: (),
    DutySort.COOPERATING: ("upper", "upper_duty", "part"),
    DutySort.TAKEN_BACK: ("upper", "how"),
}
"""What each list shows of a row besides class, number and item."""
_FIELD = {"upper": "upper_name"}


def _table(rows: Sequence[Row], sort: DutySort) -> dict[str, Any]:
    words = {
        "upper": _("Department above") if sort is DutySort.COOPERATING else _("Taken back by"),
        "upper_duty": _("Its duty"), "part": _("The unit's part"), "how": _("How it is done now"),
    }  # fmt: skip
    columns = [{"label": _("Duty"), "wide": True}, {"label": _("Class")}]
    columns += [{"label": words[name], "wide": True} for name in COLUMNS[sort]]
    return {
        "label": duty_words.sort(sort), "columns": columns, "stack": True, "empty": "",
        "rows": [{"cells": _cells(row.value, row.key, sort, words)} for row in rows],
    }  # fmt: skip


def _cells(duty: Duty, key: str, sort: DutySort, words: Mapping[str, str]) -> list[dict[str, Any]]:
    more = [{"text": getattr(duty, _FIELD.get(name, name)) or "–", "label": words[name]} for name in COLUMNS[sort]]
    until = _("until %(day)s") % {"day": in_words(duty.until)} if duty.until else ""
    return [
        {"text": item_words(duty), "url": reverse("duty", args=[key[2:]]), "note": until},
        {"text": duty.klass or "–", "label": _("Class")}, *more,
    ]  # fmt: skip


def item_words(duty: Duty) -> str:
    """Number and item of a row; its words may have been removed from the record."""
    return f"{duty.number} {duty.item or _('(the words were erased)')}".strip()


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The workbook of exactly the rows shown, which reads back as the same rows. Raises Http404 where none are."""
    shown = asked(request)
    if not shown.rows:
        raise Http404
    rows = [_written(row.value, shown.names) for row in shown.rows]
    alone = shown.names.get(shown.unit, "")
    title = f"{alone or _('Duty lists')} {shown.force.day.isoformat()}"
    data = write_duty_lists(rows, title=alone, headings=duty_words.headings())
    return saved(title, data)


def _written(duty: Duty, names: Mapping[str, str]) -> DutyRow:
    return DutyRow(
        duty.sort, duty.number, duty.klass, duty.item[:MAX_TEXT], duty.upper_name, duty.upper_duty[:MAX_TEXT],
        duty.part[:MAX_TEXT], duty.how[:MAX_TEXT], unit=names.get(duty.unit, duty.unit),
    )  # fmt: skip


@login_required
@require_safe
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """One row with every entry that made it what it is, newest first."""
    reader(request)
    told = entries(DUTIES, keys=[f"d:{key}"])
    last = next((one for one in reversed(told) if one.value is not None), None)
    if last is None:
        raise Http404
    places = Entry.objects.filter(stream=last.stream, version__in=[one.version for one in told])
    positions = dict(places.values_list("version", "position"))
    names = directory(request)
    value = last.value
    context = {
        "key": key, "standing": told[-1].value is not None and value.until is None,
        "duty": value, "title": item_words(value), "unit": names.get(value.unit, value.unit),
        "unit_url": f"{reverse('duties')}?unit={value.unit}", "facts": _facts(value, names),
        "history": _history(told, positions, names),
    }  # fmt: skip
    return render(request, "desk/duties/duty.html", context)


def _facts(value: Duty, names: Mapping[str, str]) -> list[dict[str, str]]:
    upper = value.upper_name or "、".join(names.get(desk, desk) for desk in value.uppers)
    told = [
        (_("List"), duty_words.sort(value.sort)), (_("Class"), value.klass), (_("Department above"), upper),
        (_("Its duty"), value.upper_duty), (_("The unit's part"), value.part), (_("How it is done now"), value.how),
        (_("Ground"), duty_words.label(duty_words.GROUNDS, value.ground)),
        (_("Last day"), in_words(value.until) if value.until else ""),
    ]  # fmt: skip
    return [{"label": label, "value": text} for label, text in told if text]


def _history(told: Sequence[Row], positions: Mapping[int, int], names: Mapping[str, str]) -> dict[str, Any]:
    columns = [
        {"label": _("From")}, {"label": _("What it said"), "wide": True}, {"label": _("Publishing paper")},
        {"label": _("Entered by")}, {"label": _("Entry of the record")},
    ]  # fmt: skip
    rows = []
    for one in reversed(told):
        value = one.value
        ended = value is None or value.until is not None
        by = names.get(one.by.desk or "", _("system administrator"))
        rows.append({"cells": [
            {"text": in_words(one.since)},
            {"text": item_words(value) if value is not None else _("struck out"),
             "note": _("ends on this day") if ended else "", "label": _("What it said")},
            {"text": one.note or "–", "label": _("Publishing paper")}, {"text": by, "label": _("Entered by")},
            {"text": str(positions[one.version]), "url": receipt_url(positions[one.version]),
             "label": _("Entry of the record")},
        ]})  # fmt: skip
    return {"label": _("History"), "columns": columns, "rows": rows, "empty": "", "stack": True}


urlpatterns = [
    path("duties/", duties, name="duties"),
    path("duties/export/", export, name="duties-export"),
    path("duties/row/<slug:key>/", duty, name="duty"),
    path("", include("qiantou.desk.duty_loading")),
    path("", include("qiantou.desk.duty_exceptions")),
    path("", include("qiantou.desk.duty_changes")),
    path("", include("qiantou.desk.duty_gaps")),
]
