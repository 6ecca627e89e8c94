"""The pages behind a one-time link: no sign-in, a code to the registered phone, one move, and its receipt.

Opening an address changes nothing, as programs that show previews open it too. Before the code nothing of the content
is shown; after it the desk's own demand alone. Whatever does not open is answered alike: 404.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from qiantou.access import links, texting
from qiantou.access.link_rows import Link, Phone
from qiantou.access.phones import phone_of, registration, speaks_by_link, tail
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import receipt_of
from qiantou.core.kernel import Desk, Linked, Rejected, Stream
from qiantou.core.recording import contact_of
from qiantou.desk import outsiders_demand, outsiders_moves
from qiantou.desk.clocks import arbiter_of
from qiantou.desk.forms import MoveForm
from qiantou.desk.outsiders_moves import Behind
from qiantou.desk.situation import called, situation
from qiantou.ledger.models import Entry
from qiantou.outbox.networks import Refused
from qiantou.readmodel.models import MatterRow

SITTING = timedelta(minutes=30)  # [default] from the right code to the move
CONFIRMED, DONE = "link", "link_done"
HEADERS = {
    "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "same-origin",  # with none at all no browser could say that a form is this site's own
}  # fmt: skip
View = Callable[..., HttpResponse]


def behind_a_link(view: View) -> View:
    """What every such answer carries; the one answer of whatever does not open."""

    @wraps(view)
    @sensitive_variables()
    @sensitive_post_parameters()
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            answer = view(request, **named)
        except Http404:
            answer = render(request, "desk/outsiders/gone.html", status=404)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return guarded


@behind_a_link
@require_safe
def opened(request: HttpRequest, secret: str) -> HttpResponse:
    """GET /l/SECRET/: how to confirm who it is; once confirmed, the demand and the moves."""
    link = links.live(secret)
    behind = _confirmed(request, link, secret)
    return _answering(request, behind) if behind else _asking(request, link, secret)


@behind_a_link
@require_POST
def code(request: HttpRequest, secret: str) -> HttpResponse:
    """A code to the phone, or to be read out. 422 where it cannot be had now."""
    link = links.live(secret)
    phone, told = _phone(link), not texting.is_set_up() or bool(request.POST.get("told"))
    try:
        links.ask(link, told=told)
        if not told:
            texting.send(phone, links.code_of(link, phone))
    except Rejected as refusal:
        return _asking(request, link, secret, fault=sentence_for(refusal), status=422)
    except Refused:
        fault = _("The short message could not be sent. Ask for the code by telephone instead.")
        return _asking(request, link, secret, fault=fault, status=422)
    return redirect("link", secret)


@behind_a_link
@require_POST
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """The code as typed. A right one opens the demand in this browser alone, for SITTING."""
    link = links.live(secret)
    if not links.is_right(link, request.POST.get("code", "").strip()):
        link = links.live(secret)  # the last try of all ends here
        left = links.MOST_TRIES - link.tries
        fault = _("This code is not right, or its time is over. Tries left: %(left)s.") % {"left": left}
        return _asking(request, link, secret, fault=fault, status=422)
    request.session.cycle_key()
    until = shell.now() + SITTING
    phone = _phone(link)
    request.session[CONFIRMED] = [link.id, until.isoformat(), link.told, registration(phone)]
    return redirect("link", secret)


@behind_a_link
@require_POST
def move(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """The one move. 422 when a rule refuses it, 409 when somebody acted meanwhile; the link stays alive then."""
    link = links.live(secret)
    behind = _confirmed(request, link, secret)
    if behind is None:
        return redirect("link", secret)
    form = outsiders_moves.form_for(behind, name, _names(behind), request.POST)
    if not form.is_valid():
        return _answering(request, behind, bound=(name, form), status=422)
    if form.cleaned_data["version"] != behind.found.version:
        form.data = {**request.POST.dict(), "version": str(behind.found.version)}
        form.add_error(None, _("Something happened here meanwhile. Look at it, then send again if you still mean it."))
        return _answering(request, behind, bound=(name, form), status=409)
    said = {**form.cleaned_data, "desk": behind.desk, "command_id": link.id}  # one id: whatever is sent, it is once
    try:
        receipt = outsiders_moves.carried_out(name, said, behind)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return _answering(request, behind, bound=(name, form), status=422)
    links.use(link, receipt.position if receipt else None)
    request.session.pop(CONFIRMED, None)
    request.session[DONE] = link.id
    return redirect("link-done", secret)


@behind_a_link
@require_safe
def done(request: HttpRequest, secret: str) -> HttpResponse:
    """The receipt of the move, to the browser that made it, for as long as a code would hold."""
    link = links.used_just_now(secret, str(request.session.get(DONE, "")))
    place = link.position
    entry = Entry.objects.filter(position=place).values_list("stream", "version").first() if place is not None else None
    if entry is None:
        raise Http404
    receipt = receipt_of(Stream(entry[0]), entry[1])
    contact = _contact(link)
    context = {"receipt": receipt, "hash": receipt.leaf.hex(), "number": link.code, "contact": contact}
    return render(request, "desk/outsiders/done.html", context)


def _asking(request: HttpRequest, link: Link, secret: str, *, fault: str = "", status: int = 200) -> HttpResponse:
    """How to confirm who it is. Nothing here says what is asked, or of whom."""
    waits = link.asked is not None and bool(links.code_of(link))
    context = {
        "secret": secret, "number": link.code, "fault": fault, "waits": waits, "told": link.told,
        "phone": tail(_phone(link)), "contact": _contact(link), "can_send": texting.is_set_up(),
        "minutes": links.CODE_LIFE.seconds // 60, "left": links.MOST_SENDS - link.sends, "until": link.until,
    }  # fmt: skip
    return render(request, "desk/outsiders/confirm.html", context, status=status)


def _answering(
    request: HttpRequest, behind: Behind, *, bound: tuple[str, MoveForm] | None = None, status: int = 200
) -> HttpResponse:
    names = _names(behind)
    context: dict[str, Any] = {
        **outsiders_demand.shown(behind, names),
        **outsiders_moves.laid_out(behind.found, outsiders_moves.cards(behind, names, bound), names),
        "contact": _contact(behind.link),
        "number": behind.link.code,
    }
    return render(request, "desk/outsiders/demand.html", context, status=status)


def _confirmed(request: HttpRequest, link: Link, secret: str) -> Behind | None:
    """What this browser has confirmed; None before the code, after its time, for another link, and once the phone is
    another: what the old one confirmed says nothing of the new one."""
    named, until, told, confirmed = request.session.get(CONFIRMED, ("", "", False, ""))
    if named != link.id or shell.now() >= datetime.fromisoformat(until):
        return None
    phone = _phone(link)
    if confirmed != registration(phone):
        return None
    row = MatterRow.objects.filter(pk=link.stream).first()
    if row is None:
        raise Http404
    found = situation(row)
    teller = contact_of(Desk(link.desk), found.force) if told else None
    return Behind(link, found, Linked(teller, Desk(phone.entered) if phone.entered else None), secret)


def _phone(link: Link) -> Phone:
    """The phone of the link's desk. Raises Http404 where it is gone, or where somebody signs in for the desk by now."""
    phone = phone_of(link.desk)
    if phone is None or not speaks_by_link(Desk(link.desk), registers.current().at(shell.now())):
        raise Http404
    return phone


def _contact(link: Link) -> str:
    contact = contact_of(Desk(link.desk), registers.current().at(shell.now()))
    return called([contact]).get(contact or "", "")


def _names(behind: Behind) -> dict[str, str]:
    matter = behind.found.matter
    force = behind.found.force
    desks = {matter.asker, matter.doer, matter.arbiter, arbiter_of(matter, force), contact_of(behind.desk, force)}
    return called([*desks, *(by for _version, _named, by in matter.recorders)])


urlpatterns = [
    path("l/<str:secret>/", opened, name="link"),
    path("l/<str:secret>/code/", code, name="link-code"),
    path("l/<str:secret>/enter/", enter, name="link-enter"),
    path("l/<str:secret>/done/", done, name="link-done"),
    path("l/<str:secret>/<slug:name>/", move, name="link-move"),
]
