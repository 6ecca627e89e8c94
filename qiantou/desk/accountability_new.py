"""Proposing accountability of a unit: the first question, the gate with its cures, the entries it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, business, joint_for, joint_titles, matter_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import execute
from qiantou.acts.proposing import Said, View, may_propose, propose, view
from qiantou.core.gate import SUPPORT, Lack
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.desk.accountability_earlier import facts
from qiantou.desk.accountability_forms import YES, Choose, OfferHelp, Propose
from qiantou.desk.accountability_gate import gates, may_help
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.charters import tell
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.moving import fresh_from
from qiantou.desk.talk import ACTS
from qiantou.desk.templatetags.dates import day, words
from qiantou.ledger.models import Entry as EntryRow

MOST = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Unit and work first; then the gate as it stands, and the form."""
    account = business(request.user)
    force, names = register_for(account).at(shell.now()), directory(request)
    chosen = _choose(request, account)
    context = {"choose": chosen, "desk_names": offered_names(names, standing(account), force)}
    if not (chosen.is_bound and chosen.is_valid()):
        return render(request, "desk/accountability/new.html", context, status=422 if chosen.errors else 200)
    joint = Stream(joint_for(account, chosen.cleaned_data["joint"]).stream)
    unit = force.whole(force.unit_of(chosen.cleaned_data["unit"])) or chosen.cleaned_data["unit"]
    desks = [one for one in standing(account).desks if may_propose(one, unit, joint, force)]
    context |= {"unit": names.get(unit, unit), "may": bool(desks)}
    if not desks:
        return render(request, "desk/accountability/new.html", context, status=422)
    found = view(joint, unit)
    form = _form(request, desks, found, names)
    if request.method == "POST" and (done := _put(request, account, form, found)) is not None:
        return done
    places = form["places"].value() or []
    looked = [places] if places else [[f"{work.matter.stream}/1"] for work in found.looked_at]
    context |= {
        "earlier": facts(found.earlier, standing(account), force.calendar),
        "form": form, "gates": gates(found, places, standing(account).desks), "empty": not found.works,
        "desk": unit, "work": ref(joint),
        "draws": any(Lack.CHECK in found.lacks(one) for one in looked), "draw_id": uuid4().hex,
    }  # fmt: skip
    return render(request, "desk/accountability/new.html", context, status=422 if form.errors else 200)


def _choose(request: HttpRequest, account: Account) -> Choose:
    sent = request.GET if "unit" in request.GET else None
    form = Choose(sent, initial={"joint": request.GET.get("joint", "")}, label_suffix="")
    field: Any = form.fields["joint"]
    field.choices = [(ref(stream), title) for stream, title in joint_titles(account, limit=MOST)]
    unit: Any = form.fields["unit"]
    unit.homes = standing(account).homes
    return form


def _form(request: HttpRequest, desks: list[Desk], found: View, names: Mapping[str, str]) -> Propose:
    data = request.POST if request.method == "POST" else None
    form = Propose(data, initial={"command_id": uuid4().hex}, label_suffix="")
    form.offer(desks, names, ())
    form.cite(_choices(found))
    return form


def _choices(found: View) -> list[tuple[str, str]]:
    """Entries that may be cited: the matter, the day, what happened, its number in the record; one query."""
    streams = [work.matter.stream for work in found.works]
    told = EntryRow.objects.filter(stream__in=streams).values_list("stream", "version", "position")
    positions = {(stream, version): position for stream, version, position in told}
    calendar = found.context.force.calendar
    return [
        (f"{entry.stream}/{entry.version}", mark_safe(_("%(title)s: %(day)s, %(act)s (entry no. %(number)s)") % {  # noqa: S308 — through words
            "title": words(work.title or _("(the words were erased)")), "day": day(calendar.day_of(entry.at)),
            "act": ACTS.get(type(entry.event).__name__, type(entry.event).__name__),
            "number": positions.get((entry.stream, entry.version), "–"),
        }))
        for work in found.works for entry in work.entries
    ]  # fmt: skip


def _put(request: HttpRequest, account: Account, form: Propose, found: View) -> HttpResponse | None:
    """The answer to what was sent; None where the form is shown again. A clue is looked at before anything else."""
    if form.data.get("clue") == YES:
        return lawful(request)
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        by = actor(account, said["desk"])
        told = Said(said["title"], said["reason"], tuple(said["places"]))
        receipt = propose(told, found, by=by, command_id=said["command_id"])
    except Rejected as refusal:
        if refusal.code == "lawful-channel":
            return lawful(request)
        form.add_error(None, sentence_for(refusal))
        return None
    tell(request, _("The proposal is put, and the unit is heard first."), receipt)
    return redirect(matter_url(receipt.stream) if receipt else "accountability")


def lawful(request: HttpRequest) -> HttpResponse:
    """The lawful channels, instead of what was asked; nothing of it is stored."""
    return render(request, "desk/accountability/lawful.html", {}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_help(request: HttpRequest, name: str) -> HttpResponse:
    """Help beside a work, offered to whoever does it by a side of it or by who decides in it."""
    account = business(request.user)
    row, force = matter_for(account, name), register_for(account).at(shell.now())
    asker = may_help(standing(account).desks, row.asker, row.doer, force)
    if asker is None or not row.is_open:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = OfferHelp(data, initial={"command_id": uuid4().hex}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        title, _newline, rest = form.cleaned_data["offered"].strip().partition("\n")
        offer = Offer(
            SUPPORT, asker, Desk(row.doer), title[:500], detail=rest.strip(), basis=Basis("matter"),
            joint=Stream(row.joint) if row.joint else None, parent=Stream(row.stream), beside=True,
        )  # fmt: skip
        command_id = form.cleaned_data["command_id"]
        try:
            receipt = execute(fresh_from(command_id), offer, by=actor(account, asker), command_id=command_id)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("The help is offered; the unit answers it."), receipt)
            return redirect(matter_url(row.stream))
    context = {"form": form, "row": row, "url": matter_url(row.stream)}
    return render(request, "desk/accountability/help.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("accountability/new/", new, name="accountability-new"),
    path("accountability/help/<str:name>/", offer_help, name="accountability-help"),
]
