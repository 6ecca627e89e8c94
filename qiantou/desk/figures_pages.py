"""Numbers of the site: what each says, what is in force since when and on what basis, and the form that changes one.

A change is in force from the day it is entered. Rules: docs/rules/figures.md.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import register_for
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.figures import DEFAULT, USUAL, Figure
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.register import FIGURES, InForce, Known, Listed
from qiantou.desk import labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.figure_words import NAMES, amount_words, basis_words, choices
from qiantou.desk.roster_pages import keeper
from qiantou.desk.templatetags.dates import day


class FigureForm(forms.Form):
    """A number in its range, and the rule it rests on."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    amount = forms.IntegerField(label=gettext_lazy("How many"))
    basis = forms.CharField(
        max_length=300, label=gettext_lazy("Rule it rests on"), required=False,
        help_text=gettext_lazy("Title and number of the paper. Without one the number is shown as a default."),
    )  # fmt: skip

    def __init__(self, name: str, now: Figure, data: Any = None) -> None:
        self.name, self.usual = name, USUAL[name]
        own = "" if now.basis in (DEFAULT, self.usual.basis) else now.basis
        initial = {"amount": now.amount, "basis": own, "command_id": uuid4().hex}
        super().__init__(data, initial=initial, label_suffix="")
        usually = amount_words(self.usual.amount, self.usual.counted)
        if named := choices(self.usual.counted):
            self.fields["amount"].widget = forms.Select(choices=named)
            self.fields["amount"].label = _("Which")
            self.fields["amount"].help_text = _("usually %(usual)s") % {"usual": usually}
            return
        self.fields["amount"].widget.attrs |= {"min": self.usual.least, "max": self.usual.most}
        self.fields["amount"].help_text = _("%(least)s to %(most)s; usually %(usual)s") % {
            "least": self.usual.least, "most": self.usual.most, "usual": usually,
        }  # fmt: skip

    def figure(self) -> Figure:
        return figure_of(self.name, self.cleaned_data["amount"], self.cleaned_data["basis"])


def figure_of(name: str, amount: int, basis: str) -> Figure:
    """What is entered: without a rule, the usual number keeps what it rests on, another one is a default."""
    usual = USUAL[name]
    return Figure(amount, basis.strip() or (usual.basis if amount == usual.amount else DEFAULT))


def last_change(name: str, force: InForce) -> Known | None:
    """The change that is in force; None while the number is the usual one."""
    changes = force.history(FIGURES, name)
    return changes[-1] if changes and changes[-1].value is not None else None


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """GET /figures/: for everybody who signs in."""
    account = request.user
    assert isinstance(account, Account)
    force = register_for(account).at(shell.now())
    keeps = account.admin == "system"
    columns = [
        {"label": _("What"), "wide": True}, {"label": _("In force")}, {"label": _("In force from")},
        {"label": _("Rule it rests on"), "wide": True},
    ]  # fmt: skip
    rows = [_row(name, force, keeps) for name in USUAL]
    table = {"label": _("Numbers of the site"), "columns": columns, "rows": rows, "stack": True}
    return render(request, "desk/calendar/figures.html", {"table": table})


def _row(name: str, force: InForce, keeps: bool) -> dict[str, Any]:
    now, usual, change = force.figure(name), USUAL[name], last_change(name, force)
    since = day(change.since) if change is not None else _("as delivered")
    note = "" if now.amount == usual.amount else _("usually %(usual)s") % {
        "usual": amount_words(usual.amount, usual.counted)
    }  # fmt: skip
    return {"cells": [
        {"text": labels.label(NAMES, name), "url": reverse("figure", args=[name]) if keeps else ""},
        {"text": amount_words(now.amount, usual.counted), "note": note, "label": _("In force")},
        {"text": since, "label": _("In force from")},
        {"text": basis_words(now), "label": _("Rule it rests on")},
    ]}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """Change one, from today on. Raises Http404 for everybody but the system administrator."""
    account = keeper(request)
    if name not in USUAL:
        raise Http404
    force = registers.current().at(shell.now())
    form = FigureForm(name, force.figure(name), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if form.figure() == force.figure(name):
            form.add_error(None, _("The rules say this already."))
        else:
            try:
                return _entered(request, account, Listed(FIGURES, name, form.figure(), force.day))
            except Rejected as refusal:
                form.add_error("amount", sentence_for(refusal))
    context = {"form": form, "name": labels.label(NAMES, name), "figure": name}
    return render(request, "desk/calendar/figure.html", context, status=422 if form.errors else 200)


def _entered(request: HttpRequest, account: Account, listed: Listed) -> HttpResponse:
    by = Actor(account=account.id)
    receipt = execute_all((), by=by, command_id=request.POST["command_id"], listings=[listed])
    if receipt is not None and receipt.position is not None:
        told = _("In force from today on. Entry %(position)s of the record.") % {"position": receipt.position}
        link = receipt_url(receipt.position)
        messages.success(request, format_html('{} <a href="{}">{}</a>', told, link, _("Receipt")))
    return redirect("figures")


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/<slug:name>/", figure, name="figure"),
]
