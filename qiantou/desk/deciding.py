"""The leader's desk 待决策: what waits for a decision, one case on one screen, and deciding it in one step."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor, business, matter_for
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.acts.shell import fresh_for
from qiantou.core.deciding import Terms, answers, steps
from qiantou.core.kernel import Rejected
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.addresses import ref as of_stream
from qiantou.desk.deciding_case import Brought, brought, ordered
from qiantou.desk.deciding_forms import LOOK, form_of, terms_of
from qiantou.desk.deciding_list import list_page
from qiantou.desk.deciding_page import Refused, case_page
from qiantou.desk.forms import MoveForm
from qiantou.desk.moving import is_repeat
from qiantou.desk.offering import fit
from qiantou.desk.repeating import asked, before
from qiantou.desk.situation import called
from qiantou.desk.talk import sentence
from qiantou.readmodel.models import MatterRow


@login_required
@require_safe
def decide(request: HttpRequest) -> HttpResponse:
    """GET /decide/ with ?code=CODE to open the case of an approval slip."""
    code = "".join(char for char in request.GET.get("code", "").lower() if char.isalnum())
    account = business(request.user)
    if not code:
        return list_page(request)
    try:
        row = matter_for(account, code)
    except Http404:
        return list_page(request, missing=request.GET["code"], status=404)
    return redirect("decide-case", of_stream(row.stream))


@login_required
@require_safe
def case(request: HttpRequest, ref: str) -> HttpResponse:
    """One case; what is no longer before anybody has its own page."""
    found = brought(cast(Account, request.user), ref)
    return case_page(request, found) if found is not None else redirect("matter", ref)


@login_required
@require_POST
def answer(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """One answer in one step. 422 with the sentence at its form, 409 when others acted meanwhile; with the button
    "look" only what would follow is shown."""
    account = cast(Account, request.user)
    found = brought(account, ref)
    if found is None:
        return _decided_before(request, account, ref)
    if found.own is None or code not in answers(found.case):
        raise Http404
    form = form_of(code)(request.POST, matter=found.found.matter, code=code)
    fit(form, found.found, "assign", recorded=False)
    form.fields["reason"].required = LOOK not in request.POST
    is_filled = form.is_valid()
    form.fields["reason"].required = True
    if not is_filled:
        return case_page(request, found, refused=Refused(code, form), status=422)
    terms = ordered(found, terms_of(form.cleaned_data, found.case))
    if LOOK in request.POST:
        return case_page(request, found, refused=Refused(code, form, terms))
    if not is_repeat(account, form.cleaned_data["command_id"]) and form.cleaned_data["version"] != found.found.version:
        return _overtaken(request, found, code, form)
    try:
        receipt = _carried_out(request, account, found, code, terms)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return case_page(request, found, refused=Refused(code, form), status=422)
    _tell(request, found.found.row, receipt)
    if code == "person":
        return redirect("matter-papers", of_stream(found.found.row.stream))
    return redirect("decide")


def _carried_out(request: HttpRequest, account: Account, found: Brought, code: str, terms: Terms) -> Receipt | None:
    """The whole answer as one command. Raises Rejected."""
    sent = asked(request)
    moves = steps(code, terms, found.case, fresh=fresh_for(account.id, sent.command_id), charter=found.charter)
    by = actor(account, found.decides)
    return execute_all([Step(stream, command) for stream, command in moves], by=by, command_id=sent)


def _decided_before(request: HttpRequest, account: Account, reference: str) -> HttpResponse:
    """What is before nobody any more: by this very answer, sent once before, or by others meanwhile."""
    receipt = before(request)
    if receipt is not None:
        _tell(request, matter_for(account, reference), receipt)
        return redirect("decide")
    messages.warning(request, _("This case is no longer before you. Nothing you sent was recorded."))
    return redirect("matter", reference)


def _overtaken(request: HttpRequest, found: Brought, code: str, form: MoveForm) -> HttpResponse:
    """Somebody acted after this form was made: who did what; what was typed stays and may be sent again."""
    since = [told.entry for told in found.found.told if told.entry.version > form.cleaned_data["version"]]
    names = called({str(entry.by.desk or "") for entry in since})
    happened = "; ".join(sentence(entry, names, found.found.matter.kind) for entry in since)
    form.data = {**request.POST.dict(), "version": str(found.found.version)}
    told = _("Meanwhile: %(happened)s. Look at it, then send again if you still mean it.")
    form.add_error(None, told % {"happened": happened or "–"})
    return case_page(request, found, refused=Refused(code, form), status=409)


def _tell(request: HttpRequest, row: MatterRow, receipt: Receipt | None) -> None:
    """What was decided, with its receipt and the way to what came of it."""
    if receipt is None or receipt.position is None:
        return
    words = _("Decided: %(title)s.") % {"title": row.title}
    came = _("What came of it")
    link = format_html('{} <a href="{}">{}</a>', words, matter_url(row.stream), came)
    messages.success(request, format_html('{} <a href="{}">{}</a>', link, receipt_url(receipt.position), _("Receipt")))


urlpatterns = [
    path("decide/", decide, name="decide"),
    path("", include("qiantou.desk.deciding_note")),
    path("", include("qiantou.desk.deciding_paper")),
    path("decide/<str:ref>/", case, name="decide-case"),
    path("decide/<str:ref>/<slug:code>/", answer, name="decide-answer"),
]
