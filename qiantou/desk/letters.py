"""Consultation 征求意见: every letter of a version by unit, the points by line, the disposition table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor, joint_for, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.letters import send_letters
from qiantou.core.figures import LETTER_REPLY, USUAL
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import CONSULTATION
from qiantou.core.kinds import Phase
from qiantou.core.numbering import Form
from qiantou.core.register import InForce
from qiantou.core.worktime import Unit
from qiantou.desk.addresses import joint_url, ref
from qiantou.desk.drafted import Plan, plan_of
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.letter_tables import counts, disposition_table, open_table, units_table
from qiantou.desk.papers_about import of_dispositions
from qiantou.desk.papers_numbers import Issued, box_of
from qiantou.desk.putting_out import PutOut, of_line
from qiantou.readmodel.models import JointRow
from qiantou.readmodel.opinions import Letter, letters_of

SAYS_CONSENT, SAYS_NOTHING = "consent", "note"


class Sending(PutOut):
    """What the letters say of replying and of silence."""

    reply_days = forms.IntegerField(
        label=gettext_lazy("Working days to reply"), min_value=1, max_value=USUAL[LETTER_REPLY].most
    )
    silence = forms.ChoiceField(
        label=gettext_lazy("What the letter says of silence"), widget=forms.RadioSelect, initial=SAYS_NOTHING,
        choices=[
            (SAYS_NOTHING, gettext_lazy("no answer is no consent, and is reported as silence")),
            (SAYS_CONSENT, gettext_lazy("no answer counts as no objection, and is reported as silence")),
        ],
    )  # fmt: skip


@login_required
@require_safe
def letters(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/letters/ with ?v=1 for an earlier version."""
    work = joint_for(cast(Account, request.user), ref)
    return _page(request, work)


@login_required
@require_POST
def send(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the plan out for consultation: the version and all its letters, or nothing."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    form = Sending(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            by = actor(account, work.lead)
            form.may_put_out(plan_of(work.stream))
            receipt = send_letters(
                Stream(work.stream), reply_days=said["reply_days"], silence_consents=said["silence"] == SAYS_CONSENT,
                by=by, command_id=said["command_id"],
            )  # fmt: skip
        except Rejected as refusal:
            form.add_error(None, of_line(refusal))
            form.anew(plan_of(work.stream))
        else:
            told = _("The plan is out for consultation, recorded from entry %(position)s on.")
            messages.success(request, told % {"position": receipt.position})
            return redirect("letters", ref)
    return _page(request, work, form=form, status=422)


def _page(request: HttpRequest, work: JointRow, *, form: Sending | None = None, status: int = 200) -> HttpResponse:
    every = letters_of(Stream(work.stream), "consultation")
    plan = plan_of(work.stream)
    found = of_version(every, request.GET.get("v", ""))
    force = registers.current().at(shell.now())
    names = names_for(request, [work.lead, *(desk for one in found for desk in (one.matter.doer, one.matter.holder))])
    is_lead = work.lead in standing(cast(Account, request.user)).desks
    context = {
        "work": work,
        "ref": ref(work.stream),
        "tabs": tabs(work.stream, "letters"),
        "joint_url": joint_url(work.stream),
        "title": work.title or _("(the words were erased)"),
        "version": found[0].version if found else "",
        "versions": list(dict.fromkeys(one.version for one in every)),
        "facts": counts(found),
        "units": units_table(found, force.calendar, names),
        "lines": open_table(found, plan, names),
        "dispositions": disposition_table(found, names),
        "form": form or (_fresh(plan, force) if is_lead and _may_send(every, plan) else None),
        "send_url": reverse("letters-send", args=[ref(work.stream)]),
        "no_plan": not plan.now,
        "papers": papers(work, found),
        "number_box": _number_box(request, work, found, force) if found else None,
    }
    return render(request, "desk/letters/letters.html", context, status=status)


def _fresh(plan: Plan, force: InForce) -> Sending:
    """With the kind's own days to reply, and as many at most as the site lets a letter leave."""
    form = Sending.of(plan)
    limit = force.policy(CONSULTATION.kind).limit(Phase.OFFERED)
    if limit is not None and limit.unit is Unit.WORKING_DAYS:
        form.initial["reply_days"] = limit.amount
    form.fields["reply_days"].widget.attrs["max"] = force.number(LETTER_REPLY)
    return form


def of_version(every: Sequence[Letter], wanted: str) -> list[Letter]:
    """The letters of the version asked for, or of the last one put out. Raises Http404 for one never put out."""
    if not every and not wanted:
        return []
    version = f"v{wanted}" if wanted else every[-1].version
    found = [one for one in every if one.version == version]
    if not found:
        raise Http404
    return found


def papers(work: JointRow, found: Sequence[Letter]) -> list[tuple[str, str]]:
    """What to save of the version shown."""
    if not found:
        return []
    version = f"?v={found[0].version[1:]}"
    told = (
        (_("Disposition of opinions"), "dispositions"), (_("The same in Excel"), "dispositions-sheet"),
        (_("Disagreements"), "disagreements"),
    )  # fmt: skip
    return [(label, reverse(name, args=[ref(work.stream)]) + version) for label, name in told]


def _number_box(request: HttpRequest, work: JointRow, found: Sequence[Letter], force: InForce) -> dict[str, Any] | None:
    """Of the disposition table of the version shown."""
    version = found[0].version
    title = f"{work.title} {version} {_('Disposition of opinions')}"
    back = f"{reverse('letters', args=[ref(work.stream)])}?v={version[1:]}"
    paper = Issued(Form.DISPOSITIONS, of_dispositions(work.stream, version), Desk(work.lead), title, back)
    return box_of(paper, standing(cast(Account, request.user)), force)


def _may_send(every: Sequence[Letter], plan: Plan) -> bool:
    return bool(plan.now) and not any(one.matter.is_open for one in every)


urlpatterns = [
    path("j/<str:ref>/letters/", letters, name="letters"),
    path("j/<str:ref>/letters/send/", send, name="letters-send"),
]
