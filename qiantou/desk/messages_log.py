"""The log of tries 投递记录, for the system administrator: when, by which way, how it ended; and sending once more."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.deeds import note
from qiantou.acts import shell
from qiantou.desk.messages_forms import TryFilters
from qiantou.desk.messages_sent import tries
from qiantou.desk.roster_pages import keeper
from qiantou.outbox.again import send_again
from qiantou.outbox.models import Message, Try

PAGE = 50
LONGEST_NUMBER = 19  # digits that still fit the column
ALL = ("", gettext_lazy("all"))


@login_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    keeper(request)
    form = TryFilters(request.GET or None, auto_id="f_%s", label_suffix="")
    form.fields["channel"].choices = [ALL, *Message.CHANNELS]  # type: ignore[attr-defined]
    form.fields["state"].choices = [ALL, *Message.STATES]  # type: ignore[attr-defined]
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Try.objects.select_related("message").order_by("-id")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < LONGEST_NUMBER:
        rows = rows.filter(id__lt=int(before))
    if said.get("channel"):
        rows = rows.filter(message__channel=said["channel"])
    if said.get("state"):
        rows = rows.filter(message__state=said["state"])
    found = list(rows[: PAGE + 1])
    more, found = found[PAGE:], found[:PAGE]
    context = {
        "form": form, "clear_url": reverse("deliveries-log") if request.GET else "", "rows": tries(found),
        "next_before": found[-1].pk if more else "",
    }  # fmt: skip
    return render(request, "desk/messages/log.html", context)


@login_required
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Try a message that failed once more, under its own id."""
    account = keeper(request)
    if number >= 2**63 or not send_again(number, shell.now()):
        raise Http404
    note("sent-again", by=account.id)
    messages.success(request, _("It is tried again, under the same id."))
    return redirect("deliveries-log")


urlpatterns = [
    path("deliveries/log/", log, name="deliveries-log"),
    path("deliveries/log/<int:number>/again/", again, name="deliveries-again"),
]
