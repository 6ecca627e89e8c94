"""Those without an account: their phones, links for a chat group, printed slips, and codes to be read out.

A link's secret stands once in the answer to whoever made it. Codes are shown to the contact unit alone, one press each.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from qiantou.access import links, texting
from qiantou.access.deeds import note
from qiantou.access.guards import register_for, standing
from qiantou.access.link_rows import Link, Phone
from qiantou.access.models import Account
from qiantou.access.phones import may_register, phone_of, register, tail
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.frame import names_for
from qiantou.desk.outsiders_case import Case, case_for, kept_by, page_of
from qiantou.desk.templatetags.dates import day, moment


class PhoneForm(forms.Form):
    desk = forms.CharField(max_length=64, widget=forms.HiddenInput)
    number = forms.CharField(
        label=gettext_lazy("Phone number"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def outside(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /m/REF/outside/?for=DESK: phone, link and slip of one desk of a matter."""
    case = case_for(cast(Account, request.user), ref, request.GET.get("for", ""))
    return _outside(request, case)


@login_required
@never_cache
@require_POST
def make(request: HttpRequest, ref: str) -> HttpResponse:
    """A new link and slip; what is made is shown here and not again."""
    account = cast(Account, request.user)
    case = case_for(account, ref, request.POST.get("desk", ""))
    if phone_of(case.desk) is None:
        return _outside(request, case, fault=_("Register its phone first: the code goes there."), status=422)
    confirms = request.POST.get("confirms") == "yes"
    wish = links.Wish(case.desk, Stream(case.found.row.stream), case.maker, confirms=confirms)
    return _outside(request, case, made=links.make(account, wish))


@login_required
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """The link is taken back."""
    account = cast(Account, request.user)
    case = case_for(account, ref, request.POST.get("desk", ""))
    link = links.last_of(case.found.row.stream, case.desk)
    if link is not None:
        links.end(account, link)
    return redirect(page_of(case))


@login_required
@require_POST
def phone(request: HttpRequest) -> HttpResponse:
    """The phone of a desk, entered by its contact unit or the system administrator."""
    account, form = cast(Account, request.user), PhoneForm(request.POST)
    if not form.is_valid():
        return _outsiders(request, bound=form, status=422)
    desk = Desk(form.cleaned_data["desk"])
    force = register_for(account).at(shell.now())
    if not may_register(account, desk, force) or desk not in kept_by(account):
        raise Http404
    try:
        register(account, desk, form.cleaned_data["number"], force)
    except Rejected as refusal:
        form.add_error("number", sentence_for(refusal))
        return _outsiders(request, bound=form, status=422)
    messages.success(request, _("The phone is registered. Codes for links go there from now on."))
    return redirect("outsiders")


@login_required
@never_cache
@require_safe
def outsiders(request: HttpRequest) -> HttpResponse:
    """GET /outside/: the desks that the reader answers for, codes waiting to be read out, slips to enter."""
    account = cast(Account, request.user)
    if account.admin and account.admin != "system":
        raise Http404
    return _outsiders(request)


@login_required
@never_cache
@require_POST
def read_out(request: HttpRequest, link_id: str) -> HttpResponse:
    """The code of one link, to be read out to whoever answers at the registered phone."""
    account = cast(Account, request.user)
    if account.admin:
        raise Http404
    link = get_object_or_404(links.waiting_to_be_told(tuple(kept_by(account))), pk=link_id)
    note("code-told", by=account.id)
    return _outsiders(request, shown=link)


def _outside(
    request: HttpRequest, case: Case, *, made: links.Made | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    account = cast(Account, request.user)
    found = case.found
    names = names_for(request, [case.desk, case.contact])
    known = phone_of(case.desk)
    last = made.link if made else links.last_of(found.row.stream, case.desk)
    context: dict[str, Any] = {
        "title": found.row.title, "matter_url": matter_url(found.row.stream), "ref": ref(found.row.stream),
        "desk": case.desk, "name": names.get(case.desk, case.desk), "fault": fault,
        "contact": names.get(case.contact or "", ""), "phone": tail(known) if known else "",
        "may_register": may_register(account, case.desk, found.force), "can_send": texting.is_set_up(),
        "confirms": bool(_unconfirmed(case)), "made": made, "last": _standing(last) if last else None,
        "group_text": _group_text(request, made, names.get(case.contact or "", "")) if made else "",
        "url": _url(request, made) if made else "",
        "slip_url": reverse("slip-paper", args=[last.code]) if last else "",
        "enter_url": reverse("slip", args=[last.code]) if last and case.recorder else "",
    }  # fmt: skip
    return render(request, "desk/outsiders/outside.html", context, status=status)


def _outsiders(
    request: HttpRequest, *, bound: PhoneForm | None = None, shown: Link | None = None, status: int = 200
) -> HttpResponse:
    account = cast(Account, request.user)
    desks = kept_by(account)
    waiting = [] if account.admin else list(links.waiting_to_be_told(tuple(desks)))
    names = names_for(request, desks)
    phones = {phone.desk: phone for phone in Phone.objects.filter(desk__in=desks)}
    context = {
        "rows": [_row(desk, names, phones.get(desk), bound) for desk in desks],
        "waiting": [
            {
                "id": link.id, "name": names.get(link.desk, link.desk), "number": link.code, "asked": link.asked,
                "phone": tail(phones[link.desk]), "until": cast(Any, link.asked) + links.CODE_LIFE,
                "code": links.code_of(link) if shown and shown.id == link.id else "",
            }
            for link in waiting if link.desk in phones
        ],
        "enters": not account.admin and bool(standing(account).desks), "now": shell.now(),
        "keeps": bool(account.admin),
    }  # fmt: skip
    return render(request, "desk/outsiders/outsiders.html", context, status=status)


def _row(desk: Desk, names: dict[str, str], known: Phone | None, bound: PhoneForm | None) -> dict[str, Any]:
    kept = bound if bound is not None and bound["desk"].value() == desk else None
    form = kept or PhoneForm(initial={"desk": desk}, auto_id=f"{desk}_%s")
    return {
        "name": names.get(desk, desk), "phone": tail(known) if known else "", "form": form, "open": kept is not None,
        "since": known.at if known else None,
    }  # fmt: skip


def _unconfirmed(case: Case) -> list[int]:
    matter = case.found.matter
    waiting = ((version, matter.recorded_for(version)) for version in matter.unconfirmed)
    return [version for version, pair in waiting if pair is not None and pair[0] == case.desk]


def _standing(link: Link) -> dict[str, Any]:
    """How the last link stands, in words."""
    if link.used is not None:
        word = _("answered on %(when)s") % {"when": moment(link.used)}
    elif links.is_live(link):
        word = _("open until %(when)s") % {"when": moment(link.until)}
    elif link.tries >= links.MOST_TRIES:
        word = _("dead: too many wrong codes")
    else:
        word = _("dead: taken back, replaced, or past its time")
    return {"number": link.code, "word": word, "live": links.is_live(link), "made": link.made}


def _group_text(request: HttpRequest, made: links.Made, contact: str) -> str:
    """For an ordinary chat group: number and address, and nothing of the content."""
    told = (
        _(
            "No. %(number)s waits for an answer. Open %(url)s by %(day)s; a code to the registered phone confirms who "
            "you are. The link serves once: please do not pass it on."
        )
        if texting.is_set_up()
        else _(
            "No. %(number)s waits for an answer. Open %(url)s by %(day)s and ring %(contact)s, which rings the "
            "registered phone and reads out the code that confirms who you are. The link serves once: please do not "
            "pass it on."
        )
    )
    return told % {
        "number": made.link.code, "url": _url(request, made), "day": day(made.link.until), "contact": contact,
    }  # fmt: skip


def _url(request: HttpRequest, made: links.Made) -> str:
    return request.build_absolute_uri(reverse("link", args=[made.secret]))


urlpatterns = [
    path("outside/", outsiders, name="outsiders"),
    path("outside/phone/", phone, name="outside-phone"),
    path("outside/codes/<str:link_id>/", read_out, name="outside-code"),
    path("m/<str:ref>/outside/", outside, name="outside"),
    path("m/<str:ref>/outside/link/", make, name="outside-link"),
    path("m/<str:ref>/outside/end/", end, name="outside-end"),
]
