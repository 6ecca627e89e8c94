"""What is done to an assessment: a measure is read or confirmed, the sheet put out, contested, amended."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiantou.access.guards import actor, joint_for
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import assessing
from qiantou.acts.execute import Receipt
from qiantou.core.contest_titles import contest_title
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.desk.bulletin_forms import Sent
from qiantou.desk.charters import tell
from qiantou.desk.review_contests import items, thing_of
from qiantou.desk.review_forms import Amending, Contesting, PuttingOut, form_of
from qiantou.desk.review_page import page, told_for
from qiantou.desk.review_read import Read, Review
from qiantou.desk.review_unread import needs_reason
from qiantou.readmodel.models import JointRow

Act = Callable[[Actor, str], Receipt | None]


@login_required
@require_POST
def measure(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter what a measure came to."""
    work, told = _told(request, ref)
    one = _read(request, told)
    desk = told.reader_of(one)
    if desk is None:
        raise Http404
    form = form_of(one.measure)(request.POST, request.FILES, auto_id=f"m{one.measure}_%s", label_suffix="")
    if not form.is_valid():
        return page(request, work, bound=form, status=422)
    reading, scan = form.made(told.joint, one.by), form.cleaned_data["scan"]
    files = [scan] if scan else []
    return _done(request, work, form, desk, _("The reading is entered."),
                 lambda by, name: assessing.measure(reading, by=by, command_id=name, files=files))  # fmt: skip


@login_required
@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm what the lead read itself, or what was recorded for the desk that measures."""
    work, told = _told(request, ref)
    one = _read(request, told)
    desk = told.confirmer_of(one)
    form = Sent(request.POST)
    if desk is None or not form.is_valid():
        raise Http404
    return _done(request, work, form, desk, _("The reading is confirmed; it counts from now on."),
                 lambda by, name: assessing.confirm(told.joint, one.measure, by=by, command_id=name))  # fmt: skip


@login_required
@require_POST
def put_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Compute the sheet and put it out."""
    work, told = _told(request, ref)
    desk, form = told.assessor(), PuttingOut(request.POST, auto_id="out_%s").is_asked(asked=needs_reason(told))
    if desk is None:
        raise Http404
    if not form.is_valid():
        return page(request, work, bound=form, status=422)
    url, why = reverse("review", args=[ref]), form.cleaned_data.get("reason", "")
    return _done(request, work, form, desk, _("The sheet is put out; every party of it is told."),
                 lambda by, name: assessing.put_out(told.joint, by=by, command_id=name, path=url, reason=why),
                )  # fmt: skip


@login_required
@require_POST
def contest(request: HttpRequest, ref: str) -> HttpResponse:
    """Contest one item, before whoever put the sheet out."""
    work, told = _told(request, ref)
    desks = told.parties()
    desk = next((one for one in desks if one == request.POST.get("desk")), None)
    if desk is None:
        raise Http404
    form = Contesting(request.POST, auto_id=f"contest{desks.index(desk) or ''}_%s", label_suffix="")
    form.offer(list(items(told, desk)))
    if not form.is_valid():
        return page(request, work, bound=form, status=422)
    claim, said = form.claim(), form.cleaned_data
    title = contest_title(thing_of(claim, told))
    return _done(request, work, form, desk, _("The contest is put to who put the sheet out."),
                 lambda by, name: assessing.contest(told.joint, claim, title, said["reason"], by=by, command_id=name),
                )  # fmt: skip


@login_required
@require_POST
def amend(request: HttpRequest, ref: str) -> HttpResponse:
    """Carry out what a ruling granted."""
    work, told = _told(request, ref)
    desk = told.assessor()
    form = Amending(request.POST, auto_id="amend_%s", label_suffix="")
    if desk is None:
        raise Http404
    if not form.is_valid():
        return page(request, work, bound=form, status=422)
    said, url = form.cleaned_data, reverse("review", args=[ref])
    named = Stream(said["contest"])
    return _done(request, work, form, desk, _("The sheet is amended as ruled; every party of it is told."),
                 lambda by, name: assessing.amend(told.joint, named, said["reason"], by=by, command_id=name, path=url),
                )  # fmt: skip


def _told(request: HttpRequest, ref: str) -> tuple[JointRow, Review]:
    work = joint_for(cast(Account, request.user), ref)
    return work, told_for(request, work)


def _read(request: HttpRequest, told: Review) -> Read:
    """The measure a form is about. Raises Http404."""
    places = {str(one.measure): one for one in told.reads}
    found = places.get(request.POST.get("measure", ""))
    if found is None or not told.is_concluded:
        raise Http404
    return found


def _done(request: HttpRequest, work: JointRow, form: Sent, desk: Desk, words: str, act: Act) -> HttpResponse:
    """Carry it out, or show the page again with the sentence."""
    try:
        receipt = act(actor(cast(Account, request.user), desk), form.cleaned_data["command_id"])
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return page(request, work, bound=form, status=422)
    tell(request, words, receipt)
    return redirect(reverse("review", args=[work.stream[:12]]))


urlpatterns = [
    path("j/<str:ref>/review/measure/", measure, name="review-measure"),
    path("j/<str:ref>/review/confirm/", confirm, name="review-confirm"),
    path("j/<str:ref>/review/put-out/", put_out, name="review-put-out"),
    path("j/<str:ref>/review/contest/", contest, name="review-contest"),
    path("j/<str:ref>/review/amend/", amend, name="review-amend"),
]
