"""Data requests 数据需求: asking, by the month too; and refusals as confidential that concern the reader's desks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import actor, business, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute
from qiantou.core.data_refused import Refusal, concerns, refusals
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.moves import Basis, Offer
from qiantou.core.plan import Every, Rhythm
from qiantou.core.register import InForce
from qiantou.core.repeating import Repeats
from qiantou.desk import duty_citing, labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.asked import InTheNameOf, entries_of, form_of, rows_of, tabs
from qiantou.desk.asked_words import BECAME, LEAST
from qiantou.desk.charter_forms import DesksField
from qiantou.desk.charters import tell
from qiantou.desk.forms import DeskField, day, text
from qiantou.desk.frame import directory, named, offered_names
from qiantou.desk.guidance import standing_words
from qiantou.desk.moving import fresh_from
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.models import MatterRow

ROWS = 100
KIND = "data"


class AskData(InTheNameOf):
    title = forms.CharField(label=gettext_lazy("Which data, and of whom"), max_length=500)
    doer = DeskField(label=gettext_lazy("Who holds them"))
    due = day(gettext_lazy("Due day"), required=True)
    detail = text(gettext_lazy("What for, and the fewest items that will do"), required=False, rows=2)
    until = day(gettext_lazy("Repeat each month on that day, until"))
    touches = DesksField(
        label=gettext_lazy("Townships or villages concerned (one a line)"), required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They see it too, and what became of it."),
    )  # fmt: skip
    FOLD = ("until", "touches")

    def begin(self, today: date) -> None:
        passed = gettext_lazy("This day has passed: name one from today on, or leave it empty.")
        self.fields["due"].validators.append(MinValueValidator(today, message=passed))

    @property
    def main(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.FOLD]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOLD]

    @property
    def is_unfolded(self) -> bool:
        return any(field.errors for field in self.more)


@login_required
@require_safe
def data_requests(request: HttpRequest) -> HttpResponse:
    """Refusals first, then every request; the newest first."""
    account = business(request.user)
    seen = standing(account)
    rows = rows_of(seen, [KIND], limit=ROWS)
    told = [one for entries in entries_of(rows, words=True).values() for one in refusals(entries)]
    told = [one for one in told if any(concerns(one, desk) for desk in seen.sight)]
    desks = {desk for row in rows for desk in (row.asker, row.doer)}
    desks |= {desk for one in told for desk in (one.asker, one.holder, one.said.approver, *one.touches)}
    names = named(desks)
    titles = {row.stream: row.title for row in rows}
    day_of = register_for(account).at(shell.now()).calendar.day_of
    context = {
        "tabs": tabs("data-requests"), "may_ask": bool(seen.desks),
        "refused": _refused(sorted(told, key=lambda one: one.at, reverse=True), titles, names, day_of),
        "table": _table(rows, names),
    }  # fmt: skip
    return render(request, "desk/asked/data_requests.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_data(request: HttpRequest) -> HttpResponse:
    account = business(request.user)
    seen, names, force = standing(account), directory(request), register_for(account).at(shell.now())
    form = form_of(AskData, request, seen, names)
    form.begin(force.day)
    citing: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _ask(request, account, form.cleaned_data, force, names)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
            cited = cite(request, form.cleaned_data, force, names)
            citing = duty_citing.context(cited, duty_citing.unloaded([form.cleaned_data["doer"]], force), names)
        else:
            tell(request, _("The data are asked for; the holder's clock runs."), receipt)
            return redirect(matter_url(receipt.stream) if receipt else "data-requests")
    context = {
        "form": form, "desk_names": offered_names(names, seen, force), "loaded": duty_citing.loaded(names, force),
        **citing,
    }  # fmt: skip
    return render(request, "desk/asked/data_form.html", context, status=422 if form.is_bound else 200)


def cite(
    request: HttpRequest, said: Mapping[str, Any], force: InForce, names: Mapping[str, str]
) -> list[duty_citing.Cited]:
    """The row of its duty list that a township is asked on, as far as it is typed."""
    asked = duty_citing.watched([said["doer"]], Desk(said["desk"]), force)
    typed = {desk: request.POST.get(f"{duty_citing.FIELD}{desk}", "") for desk in asked}
    return duty_citing.citing(asked, typed, asker=Desk(said["desk"]), force=force, names=names)


def _ask(
    request: HttpRequest, account: Account, said: Mapping[str, Any], force: InForce, names: Mapping[str, str]
) -> Receipt | None:
    """Raises Rejected."""
    cited = cite(request, said, force, names)
    if lacking := tuple(one.unit for one in cited if not one.is_settled):
        raise Rejected("not-on-the-duty-list", unit=lacking)
    rows = {one.unit: one.key for one in cited}
    repeats = Repeats(Rhythm(Every.MONTH, said["due"].day), said["until"]) if said["until"] else None
    offer = Offer(
        KIND, Desk(said["desk"]), said["doer"], said["title"], due=said["due"], detail=said["detail"],
        basis=Basis("request"), touches=said["touches"], repeats=repeats,
        **cast(Any, duty_citing.named(rows.get(said["doer"], ""))),
    )  # fmt: skip
    by = actor(account, said["desk"])
    return execute(fresh_from(said["command_id"]), offer, by=by, command_id=said["command_id"])


def _refused(
    told: list[Refusal], titles: Mapping[str, str], names: Mapping[str, str], day_of: Callable[[datetime], date]
) -> dict[str, Any]:
    columns = [
        {"label": _("What was asked for"), "wide": True}, {"label": _("Refused by")}, {"label": _("Who needs them")},
        {"label": _("Rule"), "wide": True}, {"label": _("What can still be given")}, {"label": _("What became of it")},
    ]  # fmt: skip
    rows = [
        {"doubt": not one.sure, "cells": [
            {"text": titles.get(one.matter) or _("(the words were erased)"), "url": matter_url(one.matter),
             "note": in_words(day_of(one.at))},
            {"text": names.get(one.holder, one.holder), "label": _("Refused by"),
             "note": "" if one.sure else _("Not yet confirmed")},
            {"text": names.get(one.asker, one.asker), "label": _("Who needs them")},
            {"text": one.said.rule or _("(the words were erased)"), "label": _("Rule"),
             "note": _("%(desk)s may approve") % {"desk": names.get(one.said.approver, one.said.approver)}},
            {"text": labels.label(LEAST, one.said.least), "label": _("What can still be given")},
            {"text": labels.label(BECAME, one.became), "label": _("What became of it")},
        ]}
        for one in told
    ]  # fmt: skip
    empty = _("Nothing was refused as confidential here.")
    return {"label": _("Refused as confidential"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _table(rows: list[MatterRow], names: Mapping[str, str]) -> dict[str, Any]:
    columns = [
        {"label": _("What was asked for"), "wide": True}, {"label": _("Who needs them")},
        {"label": _("Who holds them")}, {"label": _("Status")}, {"label": _("Due")},
    ]  # fmt: skip
    lines = [
        {"cells": [
            {"text": row.title or _("(the words were erased)"), "url": matter_url(row.stream)},
            {"text": names.get(row.asker, row.asker), "label": _("Who needs them")},
            {"text": names.get(row.doer, row.doer), "label": _("Who holds them")},
            {"text": standing_words(row), "label": _("Status")},
            {"text": in_words(row.due_now or row.due), "label": _("Due")},
        ]}
        for row in rows
    ]  # fmt: skip
    empty = _("Nobody has asked for data yet.")
    return {"label": _("Data requests"), "columns": columns, "rows": lines, "empty": empty, "stack": True}


urlpatterns = [
    path("asked/data/", data_requests, name="data-requests"),
    path("asked/data/new/", ask_data, name="data-ask"),
]
