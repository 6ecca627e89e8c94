"""The written consent of a vertical unit or an outside party to the powers lent over it, recorded with its scan.

A party that signs in answers by itself, on its own letter. Who may record is asked of the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.core.context import Context
from qiantou.core.kernel import Desk, Recorded, Rejected
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept
from qiantou.core.offered_moves import possible_moves
from qiantou.core.register import InForce
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.charters import tell
from qiantou.desk.frame import named
from qiantou.desk.joint_nav import tabs
from qiantou.desk.mandate_entry import found_in, stage_of
from qiantou.desk.mandate_forms import Consent
from qiantou.desk.mandate_read import Held
from qiantou.desk.moving import is_repeat
from qiantou.readmodel.models import JointRow

ANY = "0" * 64
"""A scan's name, for asking whether one may record."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, ref: str, key: str, party: str) -> HttpResponse:
    """Record that the party consented: by its paper, the day of it and a scan."""
    account = cast(Account, request.user)
    work, _charter, force = stage_of(request, ref)
    found = {letter.doer: (letter, desks) for letter, desks in recordable(found_in(work, key, force), account, force)}
    letter, desks = found.get(Desk(party), (None, ()))
    if letter is None:
        return _answered(request, work, found_in(work, key, force), Desk(party))
    names = named({party, *desks})
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = Consent(*sent, initial={"said": force.day})
    form.offer([(desk, names.get(desk, desk)) for desk in desks])
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _recorded(account, form, letter)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("The consent is recorded."), receipt)
            return redirect(reverse("mandates", args=[ref_of(work.stream)]))
    context = {
        "work": work, "tabs": tabs(work.stream, "mandates"), "form": form, "party": names.get(party, party),
        "back_url": reverse("mandates", args=[ref_of(work.stream)]),
    }  # fmt: skip
    return render(request, "desk/mandates/consent.html", context, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, work: JointRow, one: Held, party: Desk) -> HttpResponse:
    """A form sent after the party answered, or sent twice: back to the page that says how it stands."""
    letter = next((reach.signature for reach in one.reach if reach.desk == party), None)
    if request.method != "POST" or letter is None or letter.is_open:
        raise Http404
    if not is_repeat(cast(Account, request.user), request.POST.get("command_id", "")):
        messages.error(request, sentence_for(Rejected("closed", outcome=letter.outcome)))
    return redirect(reverse("mandates", args=[ref_of(work.stream)]))


def recordable(one: Held, account: Account, force: InForce) -> Iterator[tuple[Matter, tuple[Desk, ...]]]:
    """The letters of parties still waited for, and those of the reader's desks that may record their consent."""
    mine = standing(account).desks
    context = Context(force.instant, force, lambda _stream: None)
    for reach in one.reach:
        letter = reach.waiting
        if letter is None or letter.doer != reach.desk or reach.desk in mine:
            continue
        told = {desk: Recorded(desk, force.day, ANY, ANY) for desk in mine}
        desks = [
            desk for desk, recorded in told.items()
            if "accept" in possible_moves(letter, reach.desk, context, recorded=recorded)
        ]  # fmt: skip
        if desks:
            yield letter, tuple(desks)


def _recorded(account: Account, form: Consent, letter: Matter) -> Receipt | None:
    said = form.cleaned_data
    recorded = Recorded(Desk(said["desk"]), said["said"], said["paper"], said["scan"].name)
    by = actor(account, letter.doer, recorded=recorded)
    return execute_all((Step(letter.stream, Accept()),), by=by, command_id=said["command_id"], files=[said["scan"]])


urlpatterns = [path("j/<str:ref>/mandates/<str:key>/consent/<str:party>/", consent, name="mandate-consent")]
