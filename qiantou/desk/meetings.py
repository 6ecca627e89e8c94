"""Coordination meetings 调度会: those called and held, what waits for one, calling one, and its minutes."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiantou.access.guards import actor, business, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.meetings import call as call_meeting
from qiantou.acts.meetings import call_off as undo
from qiantou.acts.meetings import hold
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.meeting import Meeting
from qiantou.core.meeting_check import KIND, holders
from qiantou.core.numbering import Form
from qiantou.desk import duty_citing
from qiantou.desk.charters import tell
from qiantou.desk.frame import directory, names_for, offered_names
from qiantou.desk.meeting_forms import Call, MinutesForm
from qiantou.desk.meeting_list import bringable, callable_for, joining, list_context
from qiantou.desk.meeting_page import meeting_page
from qiantou.desk.meeting_read import Met, found
from qiantou.desk.papers_about import of_meeting
from qiantou.desk.papers_numbers import number_of
from qiantou.desk.repeating import asked, before
from qiantou.desk.templatetags.dates import words


@login_required
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """What is called, what waits for a meeting, and what was decided."""
    business(cast(Account, request.user))
    return render(request, "desk/meetings/list.html", list_context(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, chair: str) -> HttpResponse:
    """Call a meeting of this chair: by itself or its office, or with ?joint= by the lead under the power to convene."""
    account = business(cast(Account, request.user))
    force = registers.current().at(shell.now())
    by, joint = callable_for(account, Desk(chair), request.GET.get("joint", ""), force)
    bringing = bringable(Desk(chair), joint, standing(account), force)
    most = force.policy(KIND).quota
    form = Call(bringing, request.POST or None, most=most)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        caller = None if by in holders(Desk(chair), force) else by
        meeting = Meeting(
            Desk(chair), said["day"], form.agenda, caller=caller, joint=joint, extra=said["extra"], place=said["place"]
        )
        try:
            key = call_meeting(meeting, by=actor(account, by), command_id=said["command_id"])
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("The meeting is called, and everybody concerned is invited."), None)
            return redirect("meeting", key.removeprefix("e:")[:12])
    names = names_for(request, {chair})
    joins = joining(Desk(chair), by, force)
    if joins is not None:
        form.initial.setdefault("day", joins.day)
    context = {
        "joins": joins.day if joins else None,
        "form": form,
        "chair": names.get(chair, chair),
        "points": bringing,
    }
    return render(request, "desk/meetings/call.html", context, status=422 if form.is_bound else 200)


def _met(request: HttpRequest, ref: str) -> tuple[Account, Met]:
    """The guard of every page of one meeting. Raises Http404."""
    account = business(cast(Account, request.user))
    force = registers.current().at(shell.now())
    return account, found(ref, standing(account), force)


@login_required
@require_safe
def meeting(request: HttpRequest, ref: str) -> HttpResponse:
    """The agenda from the record; to who holds it also the form of the minutes, afterwards what was decided."""
    _account, met = _met(request, ref)
    return meeting_page(request, met, _form(request, met))


def _form(request: HttpRequest, met: Met, data: Any = None) -> MinutesForm | None:
    """None where the reader does not hold it, or it has been held."""
    force = registers.current().at(shell.now())
    if met.holder is None or met.value.held is not None or met.value.day > force.day:
        return None
    names = directory(request)
    invited = [(desk, words(names.get(desk, desk))) for desk in met.value.invited]
    form = MinutesForm(
        met.value.matters, invited, data, homes=standing(cast(Account, request.user)).homes, today=met.value.day
    )
    form.known = names
    form.names = offered_names(names, standing(cast(Account, request.user)), force)
    form.initial["number"] = number_of(met.value.chair, Form.MINUTES, of_meeting(met), force)
    return form


@login_required
@require_POST
def minutes(request: HttpRequest, ref: str) -> HttpResponse:
    """The minutes, and at once the rulings and tasks in them."""
    account, met = _met(request, ref)
    form = _form(request, met, request.POST)
    if form is None or met.holder is None:
        raise Http404
    citing: dict[str, Any] = {}
    if form.is_valid():
        by: Actor = actor(account, met.holder)
        cited, unloaded = _cited(request, met, form)
        try:
            if lacking := tuple(one.unit for one in cited if not one.is_settled):
                raise Rejected("not-on-the-duty-list", unit=lacking)
            told = form.said({one.unit: one.key for one in cited})
            receipt = hold(met.key, told, by=by, command_id=form.cleaned_data["command_id"])
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
            citing = duty_citing.context(cited, unloaded, form.known)
        else:
            tell(
                request, _("The minutes are on record; what was decided is in force and in its doers' hands."), receipt
            )
            return redirect("meeting", ref)
    return meeting_page(request, met, form, citing=citing, status=422)


def _cited(request: HttpRequest, met: Met, form: MinutesForm) -> tuple[list[duty_citing.Cited], list[Desk]]:
    """What is typed of the rows that new tasks of townships rest on; and the townships whose lists are not loaded."""
    force = registers.current().at(shell.now())
    asked = duty_citing.watched(form.doers, met.value.chair, force)
    typed = {desk: request.POST.get(f"{duty_citing.FIELD}{desk}", "") for desk in asked}
    found = duty_citing.citing(asked, typed, asker=met.value.chair, force=force, names=form.known)
    return found, duty_citing.unloaded(form.doers, force)


@login_required
@require_POST
def call_off(request: HttpRequest, ref: str) -> HttpResponse:
    """Not held: its points wait for the next meeting."""
    if before(request) is None:
        account, met = _met(request, ref)
        if met.holder is None:
            raise Http404
        try:
            undo(met.key, by=actor(account, met.holder), command_id=asked(request))
        except Rejected as refusal:
            return meeting_page(request, met, _form(request, met), refused=str(sentence_for(refusal)), status=422)
    tell(request, _("The meeting is called off. Its points wait for the next."), None)
    return redirect(reverse("meetings"))


urlpatterns = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/call/<str:chair>/", call, name="meeting-call"),
    path("meetings/<str:ref>/", meeting, name="meeting"),
    path("meetings/<str:ref>/minutes/", minutes, name="meeting-minutes"),
    path("meetings/<str:ref>/off/", call_off, name="meeting-off"),
    path("", include("qiantou.desk.meeting_paper")),
]
