"""The decision table of exemption: what is in force and since when, and the form by which a site puts out its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import register_for
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.exempting import table_in_force
from qiantou.core.exemption import EXCLUSIONS, SIGNS, SITE, TABLES, Condition, Failing, Table
from qiantou.core.figures import DEFAULT
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.register import Listed
from qiantou.desk import labels
from qiantou.desk.charters import tell
from qiantou.desk.exemption_words import CONDITIONS, FAILING
from qiantou.desk.exemption_words import EXCLUSIONS as EXCLUDED
from qiantou.desk.exemption_words import SIGNS as SIGN_WORDS
from qiantou.desk.templatetags.dates import day, listed


class OwnTable(forms.Form):
    """What failing each condition means, which entries speak for and against it, what is never exempt, the rule."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def __init__(self, data: Any, now: Table) -> None:
        super().__init__(data, initial={"command_id": uuid4().hex}, label_suffix="")
        self.now = now
        signs = [(code, labels.label(SIGN_WORDS, code)) for code in SIGNS]
        for row in now.conditions:
            name = labels.label(CONDITIONS, row.name)
            self.fields[f"{row.name}-failing"] = forms.ChoiceField(
                label=name, choices=list(FAILING.items()), initial=row.failing.value
            )
            for side, chosen, label in (
                ("for", row.speaks_for, _("%(condition)s: entries that speak for it")),
                ("against", row.against, _("%(condition)s: entries that speak against it")),
            ):
                self.fields[f"{row.name}-{side}"] = forms.MultipleChoiceField(
                    label=label % {"condition": name}, choices=signs, initial=list(chosen), required=False,
                    widget=forms.SelectMultiple(attrs={"size": 6}),
                )  # fmt: skip
        self.fields["exclusions"] = forms.MultipleChoiceField(
            label=_("Never exempt"), required=False, initial=list(now.exclusions),
            choices=[(code, labels.label(EXCLUDED, code)) for code in EXCLUSIONS],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        own = "" if now.basis == DEFAULT else now.basis
        self.fields["basis"] = forms.CharField(max_length=300, label=_("Rule it rests on"), initial=own)

    def rows(self) -> Iterator[tuple[Any, Any, Any]]:
        """Of each condition: what failing it means, what speaks for it, what against."""
        for row in self.now.conditions:
            yield self[f"{row.name}-failing"], self[f"{row.name}-for"], self[f"{row.name}-against"]

    def rest(self) -> list[Any]:
        return [self["exclusions"], self["basis"]]

    def table(self) -> Table:
        said = self.cleaned_data
        rows = tuple(
            Condition(
                row.name, Failing(said[f"{row.name}-failing"]), tuple(said[f"{row.name}-for"]),
                tuple(said[f"{row.name}-against"]),
            )
            for row in self.now.conditions
        )  # fmt: skip
        return replace(self.now, conditions=rows, exclusions=tuple(said["exclusions"]), basis=said["basis"].strip())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision_table(request: HttpRequest) -> HttpResponse:
    """GET for everybody who signs in; the system administrator puts out the site's own."""
    account = request.user
    assert isinstance(account, Account)
    force = register_for(account).at(shell.now())
    table, since = table_in_force(force)
    keeps = account.admin == "system"
    if request.method == "POST" and not keeps:
        raise Http404
    form = OwnTable(request.POST if request.method == "POST" else None, table) if keeps else None
    if form is not None and form.is_bound and form.is_valid():
        entry = Listed(TABLES, SITE, form.table(), force.day)
        try:
            sent = form.cleaned_data["command_id"]
            receipt = execute_all((), by=Actor(account=account.id), command_id=sent, listings=[entry])
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("In force from today on."), receipt)
            return redirect("exemption-table")
    context = {
        "form": form, "table": _rows(table),
        "facts": [
            {"label": _("In force from"), "value": day(since) if since is not None else _("as delivered")},
            {"label": _("Rule it rests on"), "value": _default(table.basis)},
            {"label": _("Never exempt"), "value": listed(labels.label(EXCLUDED, code) for code in table.exclusions)},
        ],
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "desk/exemptions/table.html", context, status=status)


def _default(basis: str) -> str:
    return _("a default of the program: no published rule names it") if basis == DEFAULT else basis


def _rows(table: Table) -> dict[str, Any]:
    heads = [_("Condition"), _("Failing it"), _("Entries that speak for it"), _("Entries that speak against it")]
    return {
        "label": _("The decision table"), "stack": True, "empty": "",
        "columns": [{"label": head, "wide": True} for head in heads],
        "rows": [
            {"cells": [
                {"text": labels.label(CONDITIONS, row.name)},
                {"text": labels.label(FAILING, row.failing), "label": heads[1]},
                {"text": listed(labels.label(SIGN_WORDS, one) for one in row.speaks_for) or "–", "label": heads[2]},
                {"text": listed(labels.label(SIGN_WORDS, one) for one in row.against) or "–", "label": heads[3]},
            ]}
            for row in table.conditions
        ],
    }  # fmt: skip


urlpatterns = [path("exemptions/table/", decision_table, name="exemption-table")]
