"""Whistles 吹哨: the form, short enough for a telephone, and the calls the reader's desks have a part in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import actor, business, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import InForce
from qiantou.core.whistle import CLASSES
from qiantou.desk import whistle_numbers, whistle_page
from qiantou.desk.asked import InTheNameOf, form_of, in_short, rows_of, tabs
from qiantou.desk.asked_words import CLASSES as CLASS_WORDS
from qiantou.desk.charter_forms import DesksField
from qiantou.desk.charters import tell
from qiantou.desk.forms import text
from qiantou.desk.frame import directory, named, offered_names
from qiantou.desk.guidance import standing_words
from qiantou.desk.kind_words import limit_words
from qiantou.desk.moving import fresh_from
from qiantou.desk.templatetags.dates import moment
from qiantou.readmodel.models import MatterRow

ROWS = 100
FIELDS = 3  # departments that can be named at first; whoever calls more finds one more each time


class OneALine(forms.Widget):
    """Names in fields of their own, each with the page's list to choose from: nobody types a list on a telephone."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return "\n".join(data.getlist(name))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        names = [line for line in (value or "").splitlines() if line.strip()]
        rows = max(FIELDS, len(names) + 1)
        called = ((name, text, _("Department %(number)d") % {"number": number}) for number, text in enumerate(
            (*names, *[""] * (rows - len(names))), 1
        ))  # fmt: skip
        entry = '<input type="text" name="{}" value="{}" aria-label="{}" list="desks" autocomplete="off">'
        return format_html_join("\n", entry, called)


class Whistle(InTheNameOf):
    """Which class, whom, what and where."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of call"), widget=forms.RadioSelect)
    units = DesksField(
        label=gettext_lazy("Whom you call; the first coordinates"),
        widget=OneALine(), help_text=gettext_lazy("Short names will do."),
    )  # fmt: skip
    what = text(gettext_lazy("Where, and what has happened"), rows=3)

    def classes(self, told: list[tuple[str, str]]) -> None:
        field: Any = self.fields["kind"]
        field.choices = told


@login_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Calls, the newest first."""
    seen = standing(business(request.user))
    rows = rows_of(seen, CLASSES, limit=ROWS)
    names = named({desk for row in rows for desk in (row.asker, row.doer, row.holder)})
    context = {"tabs": tabs("calls"), "may_call": bool(seen.desks), "table": _table(rows, names)}
    return render(request, "desk/asked/calls.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call departments: one press, one matter each."""
    account = business(request.user)
    seen, names, force = standing(account), directory(request), register_for(account).at(shell.now())
    form = form_of(Whistle, request, seen, names, kind=CLASSES[0])
    form.classes([(kind, class_words(kind, force)) for kind in CLASSES])
    if request.method == "POST" and form.is_valid():
        steps = steps_of(form.cleaned_data)
        try:
            receipt = _call(account, steps, form.cleaned_data)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            count = len(steps)
            told = ngettext("%(count)d department is called.", "%(count)d departments are called.", count)
            tell(request, told % {"count": count}, receipt)
            return redirect("call", steps[0].stream[:12])
    context = {"form": form, "desk_names": offered_names(names, seen, force)}
    return render(request, "desk/asked/call_form.html", context, status=422 if form.is_bound else 200)


def class_words(kind: str, force: InForce) -> str:
    """ "Emergency: on the spot within 30 minutes, done within 120 minutes"."""
    policy = force.policy(kind)
    arrive, finish = policy.limit(Phase.OFFERED), policy.work
    facts = {
        "kind": CLASS_WORDS[kind], "arrive": limit_words(arrive) if arrive else "–",
        "finish": limit_words(finish) if finish else "–",
    }  # fmt: skip
    return _("%(kind)s: on the spot within %(arrive)s, done within %(finish)s") % facts


def steps_of(said: Mapping[str, Any]) -> list[Step]:
    """One offer to each department under one name they share; the first named coordinates."""
    units: tuple[Desk, ...] = said["units"]
    title, detail = in_short(said["what"])
    shared = Stream(fresh_from(f"{said['command_id']}-all")) if len(units) > 1 else None
    return [
        Step(fresh_from(f"{said['command_id']}-{number}"), Offer(
            said["kind"], Desk(said["desk"]), unit, title, detail=detail, basis=Basis("request"), parent=shared,
            several=shared is not None, first=units[0],
        ))
        for number, unit in enumerate(units)
    ]  # fmt: skip


def _call(account: Account, steps: list[Step], said: Mapping[str, Any]) -> Receipt | None:
    """Raises Rejected; Http404 where nobody is named."""
    if not steps:
        raise Http404
    return execute_all(steps, by=actor(account, said["desk"]), command_id=said["command_id"])


def _table(rows: list[MatterRow], names: Mapping[str, str]) -> dict[str, Any]:
    columns = [
        {"label": _("What has happened"), "wide": True}, {"label": _("Class")}, {"label": _("Called by")},
        {"label": _("Called")}, {"label": _("Status")}, {"label": _("When")},
    ]  # fmt: skip
    lines = [
        {"cells": [
            {"text": row.title or _("(the words were erased)"), "url": reverse("call", args=[row.stream[:12]])},
            {"text": str(CLASS_WORDS.get(row.kind, row.kind)), "label": _("Class")},
            {"text": names.get(row.asker, row.asker), "label": _("Called by")},
            {"text": names.get(row.doer, row.doer), "label": _("Called")},
            {"text": standing_words(row), "label": _("Status")},
            {"text": moment(row.opened), "label": _("When")},
        ]}
        for row in rows
    ]  # fmt: skip
    return {
        "label": _("Whistles"),
        "columns": columns,
        "rows": lines,
        "empty": _("Nobody has called yet."),
        "stack": True,
    }


urlpatterns = [
    path("asked/calls/", calls, name="calls"),
    path("asked/calls/new/", call, name="call-new"),
    path("asked/calls/numbers/", whistle_numbers.numbers, name="call-numbers"),
    path("asked/calls/<str:ref>/", whistle_page.call, name="call"),
]
