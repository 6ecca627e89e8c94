"""Lending a person to a body: asked of the home unit, entered by it, or ordered; a page for each, where it is ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiantou.access.guards import actor, joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import SECONDMENTS, InForce, Listed
from qiantou.core.seconding import LENDING, may_end
from qiantou.core.undertaking import Charter, Secondment
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.charter_forms import not_past
from qiantou.desk.charter_read import chartering_desk
from qiantou.desk.charters import page, tell
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.mandate_page import scan_url
from qiantou.desk.moving import fresh_from
from qiantou.desk.seconding import Lent, desks_in, in_days, lent_to, so_far, state_of, word_of
from qiantou.desk.seconding_forms import EndEarly, Lend
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.models import JointRow

KEY = 12


@login_required
@require_POST
def lend(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter a person lent to the body: the post, never the name. Its unit is asked, unless it says so itself."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    charter = force.charter(Stream(work.stream))
    if charter is None:
        raise Http404
    form = Lend(request.POST, request.FILES, label_suffix="", auto_id="lend_form_%s")
    form.knows(standing(account).homes)
    not_past(form, "since", force.day)
    typed = form.is_valid()
    desk = _lender(account, charter, form.cleaned_data.get("home"))
    if desk is None:
        raise Http404
    if typed:
        try:
            receipt, words = _enter(account, desk, Stream(work.stream), form, force)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, words, receipt)
            return redirect("charter", ref)
    return page(request, work, bound=form, status=422)


def _lender(account: Account, charter: Charter, home: Desk | None) -> Desk | None:
    """The home unit itself where the reader is of it, else whoever answers for the work."""
    return home if home is not None and home in standing(account).desks else chartering_desk(account, charter)


def _enter(account: Account, desk: Desk, joint: Stream, form: Lend, force: InForce) -> tuple[Receipt | None, str]:
    said = form.cleaned_data
    key = f"s:{fresh_from(said['command_id'])[:KEY]}"
    scan = said["scan"]
    lent = Secondment(
        joint, said["home"], said["quarters"], said["until"], said["post"], begins=said["since"], order=said["order"],
        number=said["number"], clause=said["clause"], scan=scan.name if scan else "",
    )  # fmt: skip
    asked = shell.fresh_for(str(account.id), said["command_id"])
    lent, steps = request_for(lent, key, desk, asked, force)
    words = _("The person is lent to the work; it ends by itself.")
    if steps:
        words = _("The home unit is asked. The person is lent once it has signed.")
    listing = Listed(SECONDMENTS, key, lent, force.day)
    files = [scan] if scan else []
    by = actor(account, desk)
    return execute_all(steps, by=by, command_id=said["command_id"], listings=[listing], files=files), words


def request_for(
    lent: Secondment, key: str, desk: Desk, asked: Stream, force: InForce
) -> tuple[Secondment, list[Step]]:  # fmt: skip
    """Agreed at once where it is ordered or the home unit says so itself; else with the letter `asked` of that unit."""
    if lent.order is not None or desk == lent.home:
        return replace(lent, agreed=force.day), []
    return replace(lent, asked=asked), [Step(asked, _letter(desk, lent, key))]


def _letter(desk: Desk, lent: Secondment, key: str) -> Offer:
    told = {"post": lent.post, "days": in_days(lent.quarter_days), "from": _on(lent.begins), "until": _on(lent.until)}
    title = _("Lend a person: %(post)s, %(days)s days a week, %(from)s to %(until)s") % told
    detail = _("Your unit has that much less capacity meanwhile, and it counts as its contribution.")
    return Offer(
        "signature", desk, lent.home, title[:500], detail=detail, basis=Basis("request"), joint=lent.joint,
        cause=LENDING, about=(key,),
    )  # fmt: skip


def _on(value: date | None) -> str:
    """A day with its year and no weekday: a title is read in lists."""
    return value.isoformat() if value else "–"


@dataclass(frozen=True)
class Place:
    """A secondment on its page: the work, its charter, what is in force, and the desk that may end it."""

    account: Account
    work: JointRow
    charter: Charter
    force: InForce
    lent: Lent

    @property
    def ender(self) -> Desk | None:
        """The reader's desk that may end it early; None where none may or nothing is left to end."""
        held = self.force.section(SECONDMENTS).get(self.lent.key)
        if not isinstance(held, Secondment) or self.charter.ended is not None or self.force.day > held.until:
            return None
        return next((desk for desk in standing(self.account).desks if may_end(desk, held, self.force)), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lent(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """One secondment: on whose word, until when; whoever may ends it early, with the reason."""
    place = _place(cast(Account, request.user), ref, name)
    form = EndEarly(request.POST) if request.method == "POST" else _blank(place)
    if request.method == "POST":
        if place.ender is None:
            raise Http404
        not_past(form, "last", place.force.day)
        if form.is_valid():
            try:
                receipt = _end(place, place.ender, form)
            except Rejected as refusal:
                form.add_error(None, sentence_for(refusal))
            else:
                tell(request, _("The secondment ends on that day."), receipt)
                return redirect("charter-lent", ref, name)
    return render(
        request, "desk/charters/lent.html", _context(request, place, form), status=422 if form.errors else 200
    )


def _blank(place: Place) -> EndEarly:
    return EndEarly(initial={"command_id": uuid4().hex, "last": place.force.day})


def _end(place: Place, desk: Desk, form: EndEarly) -> Receipt | None:
    """Raises Rejected for a day after the present last one: that would be longer, which the home unit is asked."""
    said, held = form.cleaned_data, place.lent.value
    if said["last"] > held.until:
        raise Rejected("home-unit-agrees", unit=held.home)
    is_begun = held.begins is None or held.begins <= said["last"]
    ended = replace(held, until=said["last"]) if is_begun else None  # what never began is taken out
    listing = Listed(SECONDMENTS, place.lent.key, ended, place.force.day, note=said["reason"])
    return execute_all((), by=actor(place.account, desk), command_id=said["command_id"], listings=[listing])


def _place(account: Account, ref: str, name: str) -> Place:
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    charter = force.charter(Stream(work.stream))
    found = next((one for one in lent_to(work.stream) if one.name == name), None)
    if charter is None or found is None:
        raise Http404
    return Place(account, work, charter, force, found)


def _context(request: HttpRequest, place: Place, form: EndEarly) -> dict[str, Any]:
    return {
        "work": place.work, "tabs": tabs(place.work.stream, "charter"), "lent": place.lent.value,
        "parts": _parts(place, names_for(request, desks_in([place.lent]))),
        "form": form if place.ender is not None else None,
        "back_url": reverse("charter", args=[ref_of(place.work.stream)]),
    }  # fmt: skip


def _parts(place: Place, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Label, value, link and note of each part, in the order of a paper."""
    lent = place.lent.value
    word = {"url": ""} | word_of(place.lent, names)
    ordered = [
        {"label": _("Number of the order"), "value": lent.number},
        {"label": _("The clause, word for word"), "value": lent.clause, "note": _("The scan"),
         "note_url": scan_url(lent.scan)},
    ]  # fmt: skip
    return [
        {"label": _("Home unit"), "value": names.get(lent.home, lent.home)},
        {"label": _("Today"), "value": state_of(place.lent, place.charter, place.force), "note": place.lent.note},
        {"label": _("Days a week"), "value": in_days(lent.quarter_days)},
        {"label": _("From"), "value": day(lent.begins)},
        {"label": _("To"), "value": day(lent.until)},
        {"label": _("On whose word"), "value": word["text"], "url": word["url"]},
        *(ordered if lent.order is not None and lent.scan else []),
        {"label": _("Days given so far"), "value": so_far(lent, place.force),
         "note": _("counts as the contribution of the home unit")},
    ]  # fmt: skip


urlpatterns = [
    path("j/<str:ref>/charter/lend/", lend, name="charter-lend"),
    path("j/<str:ref>/charter/lent/<str:name>/", lent, name="charter-lent"),
]
