"""The kinds of matter 办件类别: how long each side has, how often it may go back, what silence means, on what basis.

A change is shown before it is entered, and holds for later offers: what was offered before keeps its terms.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Policy
from qiantou.core.listing import check
from qiantou.core.register import POLICIES, InForce, Listed
from qiantou.desk import labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.kind_form import PolicyForm
from qiantou.desk.kind_told import named_by, told
from qiantou.desk.kind_words import changes
from qiantou.desk.roster_pages import keeper
from qiantou.desk.situation import called


def policies(force: InForce) -> dict[str, Policy]:
    """Every kind of the site, those of the program first."""
    kinds = dict.fromkeys([*KINDS, *force.section(POLICIES)])
    return {kind: force.policy(kind) for kind in kinds}


@login_required
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    force = registers.current().at(shell.now())
    every = policies(force)
    names = called([desk for policy in every.values() for desk in named_by(policy)])
    context = {
        "kinds": [told(policy, names, own=kind in force.section(POLICIES)) for kind, policy in every.items()],
        "keeps": cast(Account, request.user).admin == "system",
    }
    return render(request, "desk/calendar/kinds.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Change the policy of one kind, for later offers: first what would change, then one entry of the register."""
    account = keeper(request)
    force = registers.current().at(shell.now())
    found = policies(force).get(kind)
    if found is None:
        raise Http404
    form = PolicyForm(found, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "name": labels.kind(kind), "kind": kind, "command_id": uuid4().hex}
    if form.is_bound and form.is_valid():
        listed = Listed(POLICIES, kind, form.changed_policy(), force.day)
        try:
            check(listed, force)
            if "confirm" in request.POST:
                return _enter(request, account, listed)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            context["changes"] = changes(found, form.changed_policy())
            context["previewed"] = True
    return render(request, "desk/calendar/kind.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, account: Account, listed: Listed) -> HttpResponse:
    command_id = request.POST.get("command_id", "")[:64] or uuid4().hex
    receipt = execute_all((), by=Actor(account=account.id), command_id=command_id, listings=[listed])
    if receipt is not None and receipt.position is not None:
        told = _("It holds for what is asked from now on. Entry %(position)s of the record.")
        link = receipt_url(receipt.position)
        words = told % {"position": receipt.position}
        messages.success(request, format_html('{} <a href="{}">{}</a>', words, link, _("Receipt")))
    return redirect("kinds")


urlpatterns = [
    path("kinds/", kinds, name="kinds"),
    path("kinds/<slug:kind>/", kind, name="kind"),
]
