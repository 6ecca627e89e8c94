"""Incoming papers 来文登记: the list, registering one with its proposed lead, its page, and the charter made of it.

In the same command the proposed lead and the units owning most of the duties are asked for one sentence each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import actor, business, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Step, execute_all
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.moves import Offer
from qiantou.core.register import PAPERS, Listed
from qiantou.core.register import InForce as Force
from qiantou.core.undertaking import Charter, Paper, Tier
from qiantou.desk.addresses import joint_url
from qiantou.desk.advice_lead import lead_advice, posts_above
from qiantou.desk.charter_forms import Draft, measure_rows
from qiantou.desk.charter_read import draw_up
from qiantou.desk.charters import tell
from qiantou.desk.frame import directory, names_for, offered_names
from qiantou.desk.incoming_forms import Register
from qiantou.desk.incoming_page import facts, parent_of, seen_by, sentences, sentences_table, works_of
from qiantou.desk.mandate_page import scan_url
from qiantou.desk.moving import fresh_from
from qiantou.desk.owning import owners
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.listing_rows import InForce, in_force

LISTED = 200
KEY = 12


@login_required
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The papers the reader has a part in, the newest first."""
    account = business(request.user)
    force = register_for(account).at(shell.now())
    seen = standing(account).sight
    own = [key for key, paper in force.section(PAPERS).items() if isinstance(paper, Paper) and seen_by(paper, seen)]
    found = list(in_force(PAPERS, day=force.day, keys=own[-LISTED:]).values())[::-1] if own else []
    names = names_for(request, {desk for one in found for desk in (one.value.proposed, one.value.sponsor)})
    columns = [
        {"label": _("Paper"), "wide": True}, {"label": _("Received")}, {"label": _("Proposed lead")},
        {"label": _("Decides (sponsor)")},
    ]  # fmt: skip
    rows = [_row(one, names) for one in found]
    empty = _("No paper is registered that you have a part in.")
    table = {"label": _("Incoming papers"), "columns": columns, "rows": rows, "empty": empty, "stack": True}
    context = {"table": table, "may": bool(standing(account).desks)}
    return render(request, "desk/charters/papers.html", context)


def _row(one: InForce, names: Mapping[str, str]) -> dict[str, Any]:
    paper: Paper = one.value
    told = " · ".join(text for text in (paper.number, paper.issuer) if text)
    return {"cells": [
        {"text": one.name or _("(the words were erased)"), "url": paper_url(one.key), "note": told},
        {"text": day(paper.received), "label": _("Received")},
        {"text": names.get(paper.proposed or "", "–"), "label": _("Proposed lead")},
        {"text": names.get(paper.sponsor or "", "–"), "label": _("Decides (sponsor)")},
    ]}  # fmt: skip


def paper_url(key: str) -> str:
    return reverse("paper", args=[key.removeprefix("r:")])


def paper_for(account: Account, ref: str) -> tuple[InForce, Force]:
    """The paper of this key, if the account has a part in it. Raises Http404."""
    force = register_for(account).at(shell.now())
    key = f"r:{ref}"
    known = force.section(PAPERS).get(key)
    if not isinstance(known, Paper) or not seen_by(known, standing(account).sight):
        raise Http404
    return in_force(PAPERS, day=force.day, keys=[key])[key], force


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Enter a paper and the proposed lead, and ask for the sentences; one command."""
    account = cast(Account, request.user)
    if not standing(account).desks:
        raise Http404
    force = register_for(account).at(shell.now())
    names = directory(request)
    form = _form(request, names, force)
    if request.method == "POST" and form.is_valid() and "suggest" not in request.POST:
        key = f"r:{fresh_from(form.cleaned_data['command_id'])[:KEY]}"
        try:
            receipt, asked = _enter(account, key, form.cleaned_data, force)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            words = ngettext(
                "The paper is registered; %(count)d unit is asked for one sentence.",
                "The paper is registered; %(count)d units are asked for one sentence.", asked,
            )  # fmt: skip
            tell(request, words % {"count": asked}, receipt)
            return redirect(paper_url(key))
    suggest = request.method == "POST" and "suggest" in request.POST
    found = owners(str(form["title"].value() or ""), force) if suggest else []
    context = {
        "form": form, "suggested": [{"name": names.get(one.desk, one.desk), "one": one} for one in found],
        "asked": suggest, "desk_names": offered_names(names, standing(account), force),
    }  # fmt: skip
    status = 422 if form.is_bound and not suggest else 200
    return render(request, "desk/charters/register.html", context, status=status)


def _form(request: HttpRequest, names: Mapping[str, str], force: Force) -> Register:
    seen = standing(cast(Account, request.user))
    first = seen.unit if seen.unit in seen.desks else seen.desks[0]
    initial = {"command_id": uuid4().hex, "desk": first, "received": force.day}
    sent = request.method == "POST"
    form = Register(
        request.POST if sent else None, request.FILES if sent else None, initial=initial, label_suffix=""
    )  # fmt: skip
    form.knows(seen.homes)
    form.offer(seen.desks, names)
    return form


def _enter(account: Account, key: str, said: Mapping[str, Any], force: Force) -> tuple[Any, int]:
    """Raises Rejected."""
    keeper = Desk(said["desk"])
    paper = Paper(
        keeper, said["received"], said["proposed"], said["sponsor"], said["units"], said["number"], said["issuer"],
        said["opinion"], said["scan"].name if said["scan"] else "",
    )  # fmt: skip
    steps = words_asked(key, paper, said["title"])
    listing = Listed(PAPERS, key, paper, force.day, name=said["title"])
    by = actor(account, keeper)
    files = [said["scan"]] if said["scan"] else []
    receipt = execute_all(steps, by=by, command_id=said["command_id"], listings=[listing], files=files)
    return receipt, len(steps)


def words_asked(key: str, paper: Paper, title: str) -> list[Step]:
    """One sentence of the proposed lead and of each unit named, under one name they share."""
    named = dict.fromkeys(desk for desk in (paper.proposed, *paper.units) if desk and desk != paper.keeper)
    parent = parent_of(key)
    return [
        Step(
            fresh_from(f"{key}/{desk}"),
            Offer("word", paper.keeper, desk, title, about=(key,), parent=parent, several=True),
        )
        for desk in named
    ]


def past_url(ref: str, unit: str) -> str:
    return reverse("paper-past", args=[ref, unit])


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The paper, the sentences as they come, silence as silence, and the way on."""
    account = cast(Account, request.user)
    found, force = paper_for(account, ref)
    value: Paper = found.value
    seen = standing(account)
    rows = sentences(found.key, seen, force)
    part = (value.keeper, value.proposed, value.sponsor, *value.units)
    named = (value.proposed, *value.units)
    names = names_for(request, [*part, *(row.doer for row in rows), *posts_above(named, force)])
    context = {
        "lead": lead_advice(named, force, names, past_url=partial(past_url, ref), proposed=value.proposed),
        "scan_url": scan_url(value.scan), "title": found.name or _("(the words were erased)"), "ref": ref,
        "facts": facts(found, names), "table": sentences_table(rows, names),
        "waiting": any(row.waits for row in rows),
        "works": works_of(account, found.key, force), "may": value.keeper in seen.desks,
    }  # fmt: skip
    return render(request, "desk/charters/paper.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def charter_of_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The charter, filled in from the paper; whoever keeps the paper issues it."""
    account = cast(Account, request.user)
    found, force = paper_for(account, ref)
    value: Paper = found.value
    if value.keeper not in standing(account).desks:
        raise Http404
    names = directory(request)
    form, rows = _draft(request, found, names)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        said = form.cleaned_data
        joint = fresh_from(said["command_id"])
        blank = Charter(lead=said["lead"], issuer=value.keeper, keeper=value.keeper, paper=found.key)
        listed = (form.applied(blank, rows.measures()), said["title"], said["paper_no"])
        try:
            by = actor(account, value.keeper)
            receipt = draw_up(joint, listed, [], by=by, command_id=said["command_id"])
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("The charter is drawn up."), receipt)
            return redirect(joint_url(joint))
    context = {
        "form": form, "rows": rows, "heading": _("Make the charter"), "back_url": paper_url(found.key),
        "desk_names": offered_names(names, standing(account), force),
    }  # fmt: skip
    return render(request, "desk/charters/edit.html", context, status=422 if form.is_bound else 200)


def _draft(request: HttpRequest, found: InForce, names: Mapping[str, str]) -> tuple[Draft, Any]:
    value: Paper = found.value
    members: Sequence[Desk] = [desk for desk in value.units if desk != value.proposed]
    initial = {
        "command_id": uuid4().hex, "seen": 0, "title": found.name, "tier": Tier.PLAIN.value,
        "paper_no": " ".join(text for text in (found.name, value.number) if text),
        "lead": names.get(value.proposed or "", ""), "sponsor": names.get(value.sponsor or "", ""),
        "members": "\n".join(names.get(desk, desk) for desk in members),
    }  # fmt: skip
    homes = standing(cast(Account, request.user)).homes
    data = request.POST if request.method == "POST" else None
    form = Draft(data, initial=initial, label_suffix="")
    form.fields["lead"].required = True
    form.knows(homes)
    return form, measure_rows(data, (), names, homes)


urlpatterns = [
    path("papers/", papers, name="papers"),
    path("papers/new/", register, name="paper-new"),
    path("papers/<str:ref>/", paper, name="paper"),
    path("papers/<str:ref>/charter/", charter_of_paper, name="paper-charter"),
]
