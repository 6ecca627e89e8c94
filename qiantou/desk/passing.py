"""Passing the lead 移交牵头: the lead names the unit whose duty it is; how each proposal stands; the note on paper."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import DUTIES, InForce
from qiantou.core.undertaking import Charter
from qiantou.desk.charter_forms import Pass
from qiantou.desk.charters import tell
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.joint_nav import tabs
from qiantou.desk.kind_words import limit_words
from qiantou.desk.moving import fresh_from
from qiantou.desk.passing_table import passing_table
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import JointRow, MatterRow


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def passing(request: HttpRequest, ref: str) -> HttpResponse:
    """What became of each proposal; to the lead, the form of another."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    charter = force.charter(Stream(work.stream))
    if charter is None:
        raise Http404
    form = _form(request, charter)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                receipt = _propose(account, work, charter, form, force)
            except Rejected as refusal:
                form.add_error(None, sentence_for(refusal))
            else:
                tell(request, _("The unit is asked, and the leader who assigned the work is told."), receipt)
                return redirect("passing", ref)
    names = directory(request)
    context = {
        "work": work, "ref": ref, "tabs": tabs(work.stream, "passing"), "form": form,
        "lead": names.get(charter.lead, charter.lead), "table": passing_table(proposals(work), names, force),
        "desk_names": offered_names(names, standing(account), force) if form else [],
        "told": names.get(charter.sponsor or "", ""), "time": _time_to_object(force),
    }  # fmt: skip
    return render(request, "desk/charters/passing.html", context, status=422 if form and form.is_bound else 200)


def _form(request: HttpRequest, charter: Charter) -> Pass | None:
    """The form of a proposal, to those who move for the lead; None for others and for what has ended."""
    seen = standing(cast(Account, request.user))
    if charter.lead not in seen.desks or charter.ended is not None:
        return None
    data = request.POST if request.method == "POST" else None
    form = Pass(data, initial={"command_id": uuid4().hex}, label_suffix="")
    form.knows(seen.homes)
    return form


def proposals(work: JointRow) -> list[MatterRow]:
    """The last fifty, the newest first."""
    return list(MatterRow.objects.filter(joint=work.stream, kind="passing").order_by("-opened")[:50])


def _time_to_object(force: InForce) -> str:
    """How long who is told may object once the unit has agreed; "" where the site's row has no such time."""
    window = force.policy("passing").window
    return limit_words(window) if window is not None else ""


def _propose(account: Account, work: JointRow, charter: Charter, form: Pass, force: InForce) -> Receipt | None:
    """Raises Rejected."""
    said = form.cleaned_data
    duty = duty_cited(said["to"], said["duty"], force)
    reason = said["reason"] if duty or not said["duty"] else f"{said['reason']}\n{said['duty']}"
    title = _("Passing the lead: %(work)s") % {"work": work.title}
    offer = Offer(
        "passing", charter.lead, said["to"], title[:500], detail=reason, basis=Basis("request"),
        joint=Stream(work.stream), duty=duty,
    )  # fmt: skip
    by = actor(account, charter.lead)
    return execute(fresh_from(said["command_id"]), offer, by=by, command_id=said["command_id"])


def duty_cited(unit: Desk, words: str, force: InForce) -> str:
    """The key of the one row of the unit's duty list that these words name; "" for none, or where none is loaded.

    What names no row, or several, stays in the reason as it was typed.
    """
    if not words.strip() or not force.duties(unit):
        return ""
    found = in_force(DUTIES, unit, day=force.day, text=words)
    return next(iter(found)) if len(found) == 1 else ""


urlpatterns = [path("j/<str:ref>/pass/", passing, name="passing")]
