"""My messages 我的消息: where they go, which come, when, what was sent; and the secret addresses of calendars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import business, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.desk.feeds import make_feed
from qiantou.desk.frame import names_for
from qiantou.desk.messages_forms import CodeForm, FeedForm, MailForm, NewsForm
from qiantou.desk.messages_sent import sent_to
from qiantou.desk.templatetags.dates import moment
from qiantou.outbox.codes import CODES
from qiantou.outbox.hours import digest_at
from qiantou.outbox.models import Feed
from qiantou.outbox.reach import confirm, forget_mail, mute, reach_of, set_mail

MOST_FEEDS = 10  # [default] calendar addresses of one person


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _page(request, business(request.user))


@login_required
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Take an address and send its code, or forget the address."""
    account = business(request.user)
    if "forget" in request.POST:
        forget_mail(account.id)
        return redirect("messages")
    form = MailForm(request.POST, label_suffix="")
    if form.is_valid():
        if set_mail(account.id, form.cleaned_data["mail"], shell.now(), language=_language(account)):
            messages.success(request, _("A code is on its way to this address; type it below."))
            return redirect("messages")
        form.add_error("mail", _("Enough codes were sent within this hour; try again later."))
    return _page(request, account, mail_form=form)


@login_required
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    account = business(request.user)
    form = CodeForm(request.POST, label_suffix="")
    if form.is_valid():
        if confirm(account.id, form.cleaned_data["code"], shell.now()):
            messages.success(request, _("The address is confirmed."))
            return redirect("messages")
        form.add_error("code", _("This code does not fit, or holds no longer; have another one sent."))
    return _page(request, account, code_form=form)


@login_required
@require_POST
def news(request: HttpRequest) -> HttpResponse:
    account = business(request.user)
    form = NewsForm(request.POST, label_suffix="")
    if form.is_valid():
        mute(account.id, form.cleaned_data["wanted"])
        messages.success(request, _("It holds for every message from now on."))
        return redirect("messages")
    return _page(request, account, news_form=form)


@login_required
@never_cache
@require_POST
def new_feed(request: HttpRequest) -> HttpResponse:
    """A new secret address, shown once, here."""
    account = business(request.user)
    form = _feed_form(request, account, request.POST)
    if form.is_valid() and Feed.objects.filter(account=account.id).count() >= MOST_FEEDS:
        form.add_error(None, _("There are enough addresses; revoke one that is not used."))
    if form.is_valid():
        made = make_feed(account, form.cleaned_data["desk"], shell.now(), language=_language(account))
        return _page(request, account, made=made)
    return _page(request, account, feed_form=form)


@login_required
@require_POST
def revoke(request: HttpRequest, feed: str) -> HttpResponse:
    account = business(request.user)
    if not Feed.objects.filter(pk=feed, account=account.id).delete()[0]:
        raise Http404
    messages.success(request, _("The address is revoked: calendars that use it find nothing any more."))
    return redirect("messages")


def _page(request: HttpRequest, account: Account, *, made: str = "", **given: forms.Form) -> HttpResponse:
    now = shell.now()
    reach = reach_of(account.id)
    calendar = register_for(account).at(now).calendar
    wanted = [name for name in CODES if name not in reach.muted.split()]
    next_at = digest_at(calendar, now, settings.DIGEST_AT)
    context: dict[str, Any] = {
        "reach": reach,
        "code_open": bool(reach.code and reach.code_until and now < reach.code_until),
        "mail_set_up": bool(settings.EMAIL_HOST),
        "mail_form": given.get("mail_form") or MailForm(initial={"mail": reach.mail}, label_suffix=""),
        "code_form": given.get("code_form") or CodeForm(label_suffix=""),
        "news_form": given.get("news_form") or NewsForm(initial={"wanted": wanted}, label_suffix=""),
        "feed_form": given.get("feed_form") or _feed_form(request, account),
        "made": made,
        "feeds": _feeds(request, account),
        "when": [
            {"label": _("The day's message"), "value": moment(next_at), "note": _("one a working day, if any")},
            {"label": _("Emergencies"), "value": _("at once, at any hour")},
            {"label": _("At night and on days of rest"), "value": _("nothing else is sent")},
        ],
        "sent": sent_to(account.id),
    }  # fmt: skip
    return render(request, "desk/messages/mine.html", context, status=422 if given else 200)


def _feed_form(request: HttpRequest, account: Account, data: Any = None) -> FeedForm:
    form = FeedForm(data, label_suffix="")
    desks = standing(account).desks
    names = names_for(request, desks)
    form.offer([(desk, names.get(desk, desk)) for desk in desks])
    return form


def _feeds(request: HttpRequest, account: Account) -> list[dict[str, Any]]:
    rows = list(Feed.objects.filter(account=account.id).order_by("made"))
    names = names_for(request, [row.desk for row in rows])
    return [
        {"key": row.token, "name": names.get(row.desk, row.desk) or _("All my desks have in hand"), "made": row.made}
        for row in rows
    ]


def _language(account: Account) -> str:
    return account.language or get_language() or settings.LANGUAGE_CODE


urlpatterns = [
    path("messages/", mine, name="messages"),
    path("messages/mail/", mail, name="messages-mail"),
    path("messages/code/", code, name="messages-code"),
    path("messages/news/", news, name="messages-news"),
    path("messages/feeds/", new_feed, name="messages-feeds"),
    path("messages/feeds/<str:feed>/revoke/", revoke, name="messages-revoke"),
]
