"""The light path (简易牵头): what, who and when make a joint work; its charter and one task a unit, in one command.

It works for one signed-in person with no order from above: the person's unit leads, issues and keeps the record.
Nobody is asked by itself: what that unit does of it is a line of the plan, with the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, Step
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.plan import Line
from qiantou.core.register import Listed
from qiantou.core.undertaking import Charter
from qiantou.desk.addresses import joint_url, receipt_url
from qiantou.desk.charter_forms import Begin, lines, not_past
from qiantou.desk.charter_read import draw_up
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.moving import fresh_from
from qiantou.desk.own_part import own_line
from qiantou.desk.templatetags.dates import day
from qiantou.desk.templatetags.dates import listed as listed_words

Said = Mapping[str, Any]
TOLD = 12  # units named in the message


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    account = cast(Account, request.user)
    if not standing(account).desks:
        raise Http404
    names = directory(request)
    form = _form(request, names)
    force = register_for(account).at(shell.now())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        joint = fresh_from(said["command_id"])
        steps = tasks(joint, said)
        try:
            by = actor(account, said["desk"])
            listed = (charter_of(said), said["title"], "")
            own = own_part(joint, said, force.day)
            receipt = draw_up(joint, listed, steps, by=by, command_id=said["command_id"], plan=own)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, receipt, said, names, asked=steps, own=bool(own))
            return redirect(joint_url(joint))
    context = {
        "form": form,
        "first": [field for field in form.visible_fields() if field.name not in Begin.FOLD],
        "fold": [field for field in form.visible_fields() if field.name in Begin.FOLD],
        "unfold": any(form[name].errors or form[name].value() for name in Begin.FOLD),
        "desk_names": offered_names(names, standing(account), force),
    }
    return render(request, "desk/charters/begin.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, names: Mapping[str, str]) -> Begin:
    account = cast(Account, request.user)
    seen = standing(account)
    first = seen.unit if seen.unit in seen.desks else seen.desks[0]
    initial = {"command_id": uuid4().hex, "desk": first}
    form = Begin(request.POST if request.method == "POST" else None, initial=initial, label_suffix="")
    form.knows(seen.homes)
    form.fields["desk"].choices = [(desk, names.get(desk, desk)) for desk in seen.desks]  # type: ignore[attr-defined]
    if len(seen.desks) == 1:
        form.fields["desk"].widget = form.fields["desk"].hidden_widget()
    not_past(form, "due", register_for(account).at(shell.now()).day)
    return form


def charter_of(said: Said) -> Charter:
    """Whoever begins it issues it and keeps its record, and leads it unless another is named."""
    own = Desk(said["desk"])
    lead = said["lead"] or own
    members = tuple(desk for desk in said["units"] if desk != lead)
    return Charter(
        lead=lead, issuer=own, keeper=own, sponsor=said["sponsor"], members=members, goal=said["goal"],
        until=said["due"], replaces=lines(said["replaces"]),
    )  # fmt: skip


def tasks(joint: Stream, said: Said) -> list[Step]:
    """One request a unit. Where another unit leads it is asked for the whole, and the others for their parts of it."""
    own, command_id = Desk(said["desk"]), said["command_id"]
    lead = said["lead"] or own
    asked = [desk for desk in said["units"] if desk not in (own, lead)]
    whole = fresh_from(f"{command_id}-whole") if lead != own else None
    steps = [Step(whole, _request(joint, said, lead, place="001"))] if whole is not None else []
    for number, desk in enumerate(asked, 1):
        place = f"001-{number:02}" if whole is not None else f"{number:03}"
        offer = _request(joint, said, desk, place=place, parent=whole)
        steps.append(Step(fresh_from(f"{command_id}-{number}"), offer))
    return steps


def _request(joint: Stream, said: Said, doer: Desk, *, place: str, parent: Stream | None = None) -> Offer:
    return Offer(
        "task", Desk(said["desk"]), doer, said["title"], due=said["due"], detail=said["goal"], basis=Basis("request"),
        joint=joint, parent=parent, place=place,
    )  # fmt: skip


def own_part(joint: Stream, said: Said, today: date) -> list[Listed]:
    """What whoever begins it does itself: the first line of the plan. One's own part of a whole is no order either."""
    own = Desk(said["desk"])
    if own not in said["units"]:
        return []
    line = Line(own, due=said["due"], deliverable=said["title"])
    return [own_line(joint, line, today)]


def tell(
    request: HttpRequest, receipt: Receipt | None, said: Said, names: Mapping[str, str], *,
    asked: Sequence[Step], own: bool,
) -> None:  # fmt: skip
    """Who was asked, and what is one's own to do, by which day."""
    if receipt is None or receipt.position is None:
        return
    words = [_("The joint work stands.")]
    doers = [step.command.doer for step in asked if isinstance(step.command, Offer)]
    if doers:
        count = ngettext("%(count)d unit is asked: %(units)s.", "%(count)d units are asked: %(units)s.", len(doers))
        told = listed_words([names.get(desk, desk) for desk in doers[:TOLD]])
        words.append(count % {"count": len(doers), "units": told + ("…" if len(doers) > TOLD else "")})
    else:
        words.append(_("No other unit is asked."))
    if own:
        whose = {"unit": names.get(said["desk"], said["desk"]), "day": day(said["due"])}
        words.append(
            _("%(unit)s does its own part by %(day)s; it stands in the plan.") % whose
            if said["due"]
            else _("%(unit)s does its own part; it stands in the plan.") % whose
        )
    link = receipt_url(receipt.position)
    messages.success(request, format_html('{} <a href="{}">{}</a>', " ".join(words), link, _("Receipt")))


urlpatterns = [path("j/new/", begin, name="joint-new")]
