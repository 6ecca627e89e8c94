"""The kinds of matter 办件类别: how long each side has, how often it may go back, what silence means, on what basis.

A change holds for later offers: what was offered before keeps the terms it was offered with.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.kinds import KINDS, Clock, Phase, Policy, Silence
from qiantou.core.register import POLICIES, InForce, Listed
from qiantou.core.worktime import Limit, Unit
from qiantou.desk import labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.roster_pages import keeper

UNITS = [
    (Unit.WORKING_DAYS.value, gettext_lazy("working days")), (Unit.CALENDAR_DAYS.value, gettext_lazy("calendar days")),
    (Unit.WORKING_MINUTES.value, gettext_lazy("working minutes")), (Unit.MINUTES.value, gettext_lazy("minutes")),
]  # fmt: skip
MEANINGS: labels.Labels = {
    "climb": gettext_lazy("goes to the deciding leader"),
    "bind": gettext_lazy("binds the doer, after one reminder to the head"),
    "consent": gettext_lazy("counts as agreed"),
    "close": gettext_lazy("the demand ends"),
    "list": gettext_lazy("goes on the list of the next coordination meeting"),
}
HOLDERS: labels.Labels = {
    "offered": gettext_lazy("the doer answers"),
    "countered": gettext_lazy("the asker answers the proposal"),
    "declined": gettext_lazy("the asker decides what then"),
    "delivered": gettext_lazy("the asker reviews"),
    "referred": gettext_lazy("the leader decides"),
}
DEFAULT = "[default]"
BASES: labels.Labels = {
    DEFAULT: gettext_lazy("default of this program; no rule names a number"),
    "[local] not ours is said within 3 working days": gettext_lazy(
        "from a published local rule: “not ours” is said within 3 working days"
    ),
}


def policies(force: InForce) -> dict[str, Policy]:
    """Every kind of the site, those of the program first."""
    kinds = dict.fromkeys([*KINDS, *force.section(POLICIES)])
    return {kind: force.policy(kind) for kind in kinds}


@login_required
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    force = registers.current().at(shell.now())
    context = {
        "kinds": [_told(policy, force) for policy in policies(force).values()],
        "keeps": cast(Account, request.user).admin == "system",
    }
    return render(request, "desk/calendar/kinds.html", context)


def _told(policy: Policy, force: InForce) -> dict[str, Any]:
    lines = [
        {"cells": [
            {"text": labels.label(HOLDERS, clock.phase.value), "note": labels.phase(clock.phase.value)},
            {"text": limit_words(clock.limit), "note": basis_words(clock.limit.basis)},
            {"text": _meaning(policy, clock.phase, dispatch=False)},
            {"text": _meaning(policy, clock.phase, dispatch=True)},
        ]}
        for clock in policy.clocks
    ]  # fmt: skip
    columns = [
        {"label": _("Step"), "wide": True}, {"label": _("Time")}, {"label": _("Silence to a request")},
        {"label": _("Silence to an order")},
    ]  # fmt: skip
    further = [
        (_("Work without an agreed date"), policy.work),
        (_("Reminder to the head before silence binds"), policy.chaser),
        (_("Showing cause after being bound"), policy.reopening),
    ]  # fmt: skip
    return {
        "kind": policy.kind,
        "name": labels.kind(policy.kind),
        "hue": labels.HUES.get(policy.kind, "none"),
        "changed": policy.kind in force.section(POLICIES),
        "table": {"label": labels.kind(policy.kind), "columns": columns, "rows": lines, "empty": _("No clock runs.")},
        "facts": [
            {"label": _("Proposals back and forth"), "value": policy.rounds, "note": _("then the leader decides")},
            {"label": _("Sent back for completion"), "value": policy.returns, "note": _("then the leader decides")},
            *(
                {"label": label, "value": limit_words(limit), "note": basis_words(limit.basis)}
                for label, limit in further if limit is not None
            ),
        ],
    }  # fmt: skip


def _meaning(policy: Policy, phase: Phase, *, dispatch: bool) -> str:
    meaning: Silence | None = policy.meaning(phase, dispatch=dispatch)
    return labels.label(MEANINGS, meaning.value) if meaning else "–"


def limit_words(limit: Limit) -> str:
    count = limit.amount
    match limit.unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}
        case Unit.CALENDAR_DAYS:
            return ngettext("%(count)d calendar day", "%(count)d calendar days", count) % {"count": count}
        case Unit.WORKING_MINUTES:
            return ngettext("%(count)d working minute", "%(count)d working minutes", count) % {"count": count}
        case _:
            return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def basis_words(basis: str) -> str:
    return labels.label(BASES, basis)


class PolicyForm(forms.Form):
    """The limits of one kind: a number, its unit and its basis for each step, and the two caps."""

    def __init__(self, policy: Policy, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.policy = policy
        for clock in policy.clocks:
            name, limit = clock.phase.value, clock.limit
            self.fields[f"{name}_amount"] = forms.IntegerField(
                min_value=0, max_value=100_000, initial=limit.amount, label=labels.label(HOLDERS, name)
            )
            self.fields[f"{name}_unit"] = forms.ChoiceField(
                choices=UNITS, initial=limit.unit.value, label=_("counted in")
            )
            self.fields[f"{name}_basis"] = forms.CharField(
                max_length=300, initial=_shown(limit.basis), label=_("Rule it rests on"), required=False
            )
        for name, cap, label in (
            ("rounds", policy.rounds, _("Proposals back and forth")),
            ("returns", policy.returns, _("Sent back for completion")),
        ):
            self.fields[name] = forms.IntegerField(min_value=0, max_value=99, initial=cap, label=label)

    def changed_policy(self) -> Policy:
        """The policy as typed. A number without a rule is marked as a default of the site."""
        given = self.cleaned_data
        clocks = tuple(
            Clock(clock.phase, Limit(
                given[f"{name}_amount"], Unit(given[f"{name}_unit"]), _basis(given[f"{name}_basis"], clock.limit.basis)
            ))
            for clock in self.policy.clocks for name in (clock.phase.value,)
        )  # fmt: skip
        return replace(self.policy, clocks=clocks, rounds=given["rounds"], returns=given["returns"])


def _shown(basis: str) -> str:
    """The basis as a person writes it; nothing for a default."""
    return "" if basis == DEFAULT else basis_words(basis)


def _basis(typed: str, before: str) -> str:
    """What is recorded: the words as typed, the same code where they were left as they stood."""
    words = typed.strip()
    return before if words and words == _shown(before) else words or DEFAULT


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Change the limits of one kind, for later offers; one entry of the register."""
    account = keeper(request)
    force = registers.current().at(shell.now())
    found = policies(force).get(kind)
    if found is None:
        raise Http404
    form = PolicyForm(found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        listed = Listed(POLICIES, kind, form.changed_policy(), force.day)
        try:
            receipt = execute_all(
                (),
                by=Actor(account=account.id),
                command_id=request.POST.get("command_id") or uuid4().hex,
                listings=[listed],
            )
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            if receipt is not None and receipt.position is not None:
                told = _("The limits hold for what is asked from now on. Entry %(position)s of the record.")
                link = receipt_url(receipt.position)
                words = told % {"position": receipt.position}
                messages.success(request, format_html('{} <a href="{}">{}</a>', words, link, _("Receipt")))
            return redirect("kinds")
    context = {"form": form, "name": labels.kind(kind), "kind": kind, "command_id": uuid4().hex}
    return render(request, "desk/calendar/kind.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("kinds/", kinds, name="kinds"),
    path("kinds/<slug:kind>/", kind, name="kind"),
]
