"""Deliveries 消息投递, for the system administrator: mail server and networks as set up, group robots, webhooks.

Addresses and secrets are typed once and never shown again. To everybody else these pages do not exist.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.deeds import note
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.register import POSTS, UNITS
from qiantou.desk.forms import DESKS_LIST
from qiantou.desk.frame import directory
from qiantou.desk.messages_forms import HookForm, RobotForm
from qiantou.desk.roster_pages import keeper
from qiantou.outbox.again import ask
from qiantou.outbox.models import Hook, Message, Robot

SECRET = 32  # bytes of chance in the secret of a webhook
WAYS: dict[str, type[Robot] | type[Hook]] = {"robot": Robot, "hook": Hook}


@login_required
@never_cache
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    return _page(request, keeper(request))


@login_required
@require_POST
def add_robot(request: HttpRequest) -> HttpResponse:
    account = keeper(request)
    form = RobotForm(request.POST, auto_id="robot_%s", label_suffix="")
    if not form.is_valid():
        return _page(request, account, robot_form=form)
    Robot.objects.create(**form.cleaned_data, made=shell.now())
    note("way-added", by=account.id)
    messages.success(request, _("The robot is added. Send a trial to see that its group hears it."))
    return redirect("deliveries")


@login_required
@never_cache
@require_POST
def add_hook(request: HttpRequest) -> HttpResponse:
    """A new webhook; its secret is made here and shown once, here."""
    account = keeper(request)
    form = HookForm(request.POST, auto_id="hook_%s", label_suffix="")
    if not form.is_valid():
        return _page(request, account, hook_form=form)
    said = form.cleaned_data
    made = {"secret": secrets.token_urlsafe(SECRET), "made": shell.now()}
    hook = Hook.objects.create(name=said["name"], desk=said["desk"] or "", url=said["url"], **made)
    note("way-added", by=account.id)
    return _page(request, account, made=hook)


@login_required
@require_POST
def change(request: HttpRequest, way: str, number: int, what: str) -> HttpResponse:
    """Try a robot or webhook, switch it off or on, remove it."""
    account = keeper(request)
    model = WAYS.get(way)
    found = model._default_manager.filter(pk=number).first() if model is not None and number < 2**31 else None
    if found is None or what not in ("try", "off", "on", "remove"):
        raise Http404
    if what == "try":
        ask(way, str(found.pk), "trial", shell.now(), language=getattr(found, "language", settings.LANGUAGE_CODE))
        messages.success(request, _("The trial is on its way; the log of tries shows how it ended."))
        return redirect("deliveries")
    if what == "remove":
        found.delete()
    else:
        found.on = what == "on"
        found.save(update_fields=["on"])
    note("way-removed" if what == "remove" else "way-changed", by=account.id)
    return redirect("deliveries")


def _page(
    request: HttpRequest, account: Account, *, made: Hook | None = None, **given: forms.Form
) -> HttpResponse:  # fmt: skip
    names = directory(request)
    force = registers.current().at(shell.now())
    known = [key for section in (UNITS, POSTS) for key in force.section(section)]
    counts = dict(Message.objects.values_list("state").annotate(count=Count("id")).order_by())
    language = account.language or settings.LANGUAGE_CODE
    context: dict[str, Any] = {
        "facts": _facts(counts),
        "robots": [_told("robot", one, names, str(one.get_kind_display())) for one in Robot.objects.order_by("id")],
        "hooks": [_told("hook", one, names, _("webhook")) for one in Hook.objects.order_by("id")],
        "robot_form": given.get("robot_form")
        or RobotForm(auto_id="robot_%s", label_suffix="", initial={"language": language}),
        "hook_form": given.get("hook_form") or HookForm(auto_id="hook_%s", label_suffix=""),
        "made": made,
        "desks_list": DESKS_LIST,
        "desk_names": sorted({names[key] for key in known if key in names}),
    }
    return render(request, "desk/messages/deliveries.html", context, status=422 if given else 200)


def _facts(counts: dict[str, int]) -> list[dict[str, Any]]:
    listed = [str(block) for block in settings.NETWORKS.blocks] + (["public"] if settings.NETWORKS.public else [])
    titles = _("on working days, with titles") if settings.MESSAGE_TITLES else _("on working days, without titles")
    server, sender = _("none"), ""
    if settings.EMAIL_HOST:
        server, sender = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}", settings.DEFAULT_FROM_EMAIL
    return [
        {"label": _("Mail server"), "value": server, "note": sender},
        {"label": _("Listed networks"), "value": ", ".join(listed) or _("none"), "note": _("no post goes elsewhere")},
        {"label": _("The day's messages"), "value": f"{settings.DIGEST_AT:%H:%M}", "note": titles},
        {"label": _("Wait to be sent"), "value": counts.get("waiting", 0)},
        {"label": _("Could not be sent"), "value": counts.get("failed", 0), "late": bool(counts.get("failed"))},
    ]  # fmt: skip


def _told(way: str, one: Robot | Hook, names: dict[str, str], kind: str) -> dict[str, Any]:
    return {
        "way": way, "number": one.pk, "name": one.name, "kind": kind, "on": one.on,
        "desk": names.get(one.desk, one.desk) or _("every desk"), "host": urlsplit(one.url).netloc,
        "signs": bool(one.secret),
    }  # fmt: skip


urlpatterns = [
    path("deliveries/", deliveries, name="deliveries"),
    path("deliveries/robots/", add_robot, name="deliveries-robot"),
    path("deliveries/hooks/", add_hook, name="deliveries-hook"),
    path("deliveries/<slug:way>/<int:number>/<slug:what>/", change, name="deliveries-change"),
]
