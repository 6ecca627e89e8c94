"""Asking which of two works goes first: the doer names the other, and the leader above both askers decides."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, matter_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute
from qiantou.core.contesting import BY_THE_SHEET
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import InForce
from qiantou.desk.addresses import matter_url
from qiantou.desk.charter_forms import Sent
from qiantou.desk.charters import tell
from qiantou.desk.forms import text
from qiantou.desk.frame import names_for
from qiantou.desk.moving import fresh_from
from qiantou.desk.precedence import work_words
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.models import MatterRow

MOST = 50
"""[default] Works offered to choose from, the next due first."""


class WhichFirst(Sent):
    other = forms.ChoiceField(label=gettext_lazy("The other work"), widget=forms.RadioSelect)
    reason = text(gettext_lazy("Why both days cannot be kept"))

    def know(self, works: list[tuple[str, str]]) -> None:
        field: Any = self.fields["other"]
        field.choices = works


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def which_first(request: HttpRequest, ref: str) -> HttpResponse:
    """To the doer of the work: its other works, asked for by others."""
    account = cast(Account, request.user)
    work = matter_for(account, ref)
    if work.doer not in standing(account).desks:
        raise Http404
    force = register_for(account).at(shell.now())
    others = competing(work, force)
    names = names_for(request, {work.asker, *(row.asker for row in others)})
    form = WhichFirst(
        request.POST if request.method == "POST" else None, initial={"command_id": uuid4().hex}, label_suffix=""
    )
    form.know(
        [(row.stream, work_words(row.title, names.get(row.asker, row.asker), row.due_now or row.due)) for row in others]
    )
    if request.method == "POST" and form.is_valid():
        other = next(row for row in others if row.stream == form.cleaned_data["other"])
        try:
            receipt = _ask(account, work, other, form.cleaned_data)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("It is before the leader above both; both works go on meanwhile."), receipt)
            return redirect(matter_url(receipt.stream if receipt else work.stream))
    context = {
        "work": work, "work_url": matter_url(work.stream), "form": form, "others": others,
        "asker": names.get(work.asker, work.asker), "due": day(work.due_now or work.due),
    }  # fmt: skip
    return render(request, "desk/asked/which_first.html", context, status=422 if form.is_bound else 200)


def competing(work: MatterRow, force: InForce) -> list[MatterRow]:
    """The doer's other works in hand with a day, asked for by others than the asker of this one, with a leader above
    both, and none that the sheet of a work ends; one query."""
    in_hand = MatterRow.objects.filter(doer=work.doer, is_open=True, beside=False, phase__in=("underway", "blocked"))
    dated = in_hand.exclude(due=None).exclude(stream=work.stream).exclude(asker=work.asker)
    dated = dated.exclude(kind__in=BY_THE_SHEET)
    return [row for row in dated.order_by("due", "stream")[:MOST] if _has_arbiter(work, row, force)]


def _has_arbiter(work: MatterRow, other: MatterRow, force: InForce) -> bool:
    try:
        return bool(force.arbiters(Desk(work.asker), Desk(other.asker)))
    except Rejected:
        return False


def _ask(account: Account, work: MatterRow, other: MatterRow, said: dict[str, Any]) -> Receipt | None:
    """Raises Rejected."""
    desk = Desk(work.doer)
    offer = Offer(
        "precedence", desk, Desk(other.asker), said["reason"], basis=Basis("matter"), parent=Stream(work.stream),
        beside=True, about=(work.stream, other.stream),
    )  # fmt: skip
    return execute(fresh_from(said["command_id"]), offer, by=actor(account, desk), command_id=said["command_id"])


urlpatterns = [path("m/<str:ref>/first/", which_first, name="which-first")]
