"""What is done to a bulletin: shown, put before whoever approves, issued; a unit's sentence; a correction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import bulletins as acts
from qiantou.acts import shell
from qiantou.acts.execute import Receipt
from qiantou.core.bulletin import Addition, criticised, named
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.desk.bulletin_forms import Correcting, Said, Saying, Sent, Showing
from qiantou.desk.bulletin_page import headed, page, seat_url, speaking, told_for, written
from qiantou.desk.bulletin_read import Telling
from qiantou.desk.bulletin_shapes import figures
from qiantou.desk.charters import tell
from qiantou.outbox.queue import notice

Act = Callable[[Actor, str], Receipt | None]


@login_required
@require_POST
def show(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    """Show the draft, with what is praised and criticised, to every unit it names."""
    told = _office(request, ref, end)
    form, rows = Showing(request.POST, auto_id="show_%s"), Said(request.POST, told.content)
    if form.is_valid() and rows.is_valid():
        act = partial(_show, told, rows, form.cleaned_data["seal"])
        return _done(request, told, form, act, words=_("It is shown to the units it names."), rows=rows)
    return page(request, told, bound=form, rows=rows, status=422)


def _show(told: Telling, rows: Said, seal: str, by: Actor, name: str) -> Receipt | None:
    return acts.show(told.run, rows.marks, seal, by=by, command_id=name, struck=rows.struck)


@login_required
@require_POST
def ask(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    """Put it before whoever approves."""
    told = _office(request, ref, end)
    write = written(request, told)
    head = headed(told, write)
    title = _("Bulletin: %(work)s, %(term)s") % head
    counted = [_("%(label)s: %(value)s (%(note)s)") % figure for figure in figures(told.content)]
    text = "\n".join([_("The bulletin as it was shown to the units is put before you for approval."), *counted])
    return _pressed(request, told, lambda by, name: acts.ask(told.run, title, text, by=by, command_id=name),
                    words=_("It is put before who approves."))  # fmt: skip


@login_required
@require_POST
def issue(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    told = _office(request, ref, end)
    return _pressed(request, told, lambda by, name: acts.issue(told.run, by=by, command_id=name),
                    words=_("The bulletin is issued."))  # fmt: skip


@login_required
@require_POST
def say(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    """A unit that the bulletin names adds its sentence."""
    told = told_for(request, ref, end)
    desks = speaking(told)
    if not desks:
        raise Http404
    form = Saying(request.POST, auto_id="say_%s", label_suffix="")
    form.offer([(desk, desk) for desk in desks])
    if not form.is_valid():
        return page(request, told, bound=form, status=422)
    desk = Desk(form.cleaned_data["desk"])
    addition = Addition(desk, None, form.cleaned_data["said"])
    return _done(request, told, form, lambda by, name: acts.add(told.run, addition, by=by, command_id=name), desk=desk,
                 words=_("Your sentence stands below your lines."))  # fmt: skip


@login_required
@require_POST
def correct(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    told = _office(request, ref, end)
    form = Correcting(request.POST, auto_id="correct_%s", label_suffix="")
    if not form.is_valid():
        return page(request, told, bound=form, status=422)
    line = form.cleaned_data["line"]
    addition = Addition(None, line - 1 if line else None, form.cleaned_data["said"])
    return _done(request, told, form, lambda by, name: acts.add(told.run, addition, by=by, command_id=name),
                 words=_("The correction stands below the bulletin."))  # fmt: skip


def _office(request: HttpRequest, ref: str, end: str) -> Telling:
    told = told_for(request, ref, end)
    if not told.seat.issues:
        raise Http404
    return told


def _pressed(request: HttpRequest, told: Telling, act: Act, *, words: str) -> HttpResponse:
    form = Sent(request.POST, auto_id="press_%s")
    if not form.is_valid():
        return page(request, told, bound=form, status=422)
    return _done(request, told, form, act, words=words)


def _done(
    request: HttpRequest, told: Telling, form: Sent, act: Act, *, words: str, desk: Desk | None = None,
    rows: Said | None = None,
) -> HttpResponse:  # fmt: skip
    """Carry it out and tell those it concerns, both or neither; or show the page again with the sentence."""
    account = cast(Account, request.user)
    try:
        by = actor(account, desk or told.seat.order.issuer)
        with transaction.atomic():
            receipt = act(by, form.cleaned_data["command_id"])
            if receipt is not None and not receipt.repeated:
                tell_units(request.resolver_match.url_name if request.resolver_match else "", told)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return page(request, told, bound=form, rows=rows, status=422)
    tell(request, words, receipt)
    return redirect(seat_url(told.seat, told.run.end))


def tell_units(done: str | None, told: Telling) -> None:
    """A notice to whoever its lines name: of its line once shown, of the bulletin once issued."""
    match done:
        case "bulletin-show":
            code, desks = "preview", criticised(told.content)
        case "bulletin-issue":
            units = (desk for _, item in told.lines for desk in named(item))
            code, desks = "bulletin", tuple(dict.fromkeys(units))
        case _:
            return
    for desk in desks:
        notice(desk, code, "", shell.now(), path=seat_url(told.seat, told.run.end))
