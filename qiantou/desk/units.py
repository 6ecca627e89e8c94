"""Units and posts 单位与岗位: who stands above whom, who sits where, as of any day; and the roster's import.

Inner sections of a unit are unseen outside it. The system administrator sees the whole structure, since it keeps it.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.register import InForce
from qiantou.desk import roster_pages
from qiantou.desk.exporting import workbook
from qiantou.desk.forms import WITHIN, Day
from qiantou.desk.unit_tree import Line, groups


class UnitFilters(forms.Form):
    """Part of a name, and the day whose end the page shows. Not of a person: what is sought stands in the address."""

    q = forms.CharField(
        required=False, max_length=100, label=gettext_lazy("Name of a unit or post"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    asof = forms.DateField(required=False, label=gettext_lazy("As of the end of"), widget=Day(), validators=WITHIN)


def _asked(request: HttpRequest) -> tuple[UnitFilters, InForce, dict[str, list[Line]]]:
    """The filters, the register as they ask for it, and the lines that fit, grouped by the sort of unit."""
    form = UnitFilters(request.GET or None, auto_id="f_%s", label_suffix="")
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    register, now = registers.current(), shell.now()
    force = register.at(now)
    if chosen.get("asof"):
        force = register.at(min(now, force.calendar.end_of_day(chosen["asof"])))
    return form, force, groups(request, cast(Account, request.user), force, chosen.get("q", "").strip())


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    form, force, shown = _asked(request)
    now_day = registers.current().at(shell.now()).day
    context = {
        "form": form,
        "clear_url": reverse("units") if request.GET else "",
        "groups": list(shown.items()),
        "count": sum(not line.depth for lines in shown.values() for line in lines),
        "posts": sum(len(line.posts) for lines in shown.values() for line in lines),
        "day": force.day if force.day != now_day else None,
        "keeps": cast(Account, request.user).admin == "system",
        "export_url": f"{reverse('units-export')}?{request.GET.urlencode()}",
    }
    return render(request, "desk/units/units.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Excel of exactly what the page shows: a row a post, a unit without posts in a row of its own."""
    _form, force, shown = _asked(request)
    columns = [
        _("Sort"), _("Unit"), _("Above"), _("Head"), _("Portfolio leader"), _("Line superior"), _("Post"),
        _("Who sits there"), _("Office"),
    ]  # fmt: skip
    rows = [
        [group, line.name, line.above, line.head, line.leader, line.line, title, who, office]
        for group, lines in shown.items() for line in lines
        for title, who, _vacant, office in line.posts or [("", "", False, "")]
    ]  # fmt: skip
    return workbook(f"{_('Units and posts')} {force.day.isoformat()}", columns, cast(Any, rows))


urlpatterns = [
    path("units/", units, name="units"),
    path("units/export/", export, name="units-export"),
    *roster_pages.urlpatterns,
]
