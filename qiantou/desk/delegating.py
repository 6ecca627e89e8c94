"""Delegations 代办: who acts for whom until when, giving one, and ending it early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import Standing, actor, business, standing, visible_joints
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.acts.files import Scan
from qiantou.core.delegation import Delegation
from qiantou.core.figures import DELEGATION_TERM
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.office import offices_of
from qiantou.core.register import DELEGATIONS, POSTS, InForce, Listed
from qiantou.desk import labels
from qiantou.desk.forms import WITHIN, Day, DeskField
from qiantou.desk.frame import directory
from qiantou.desk.lent_on_paper import scan_of
from qiantou.desk.mandate_forms import ScanField
from qiantou.desk.repeating import asked, before
from qiantou.desk.templatetags.dates import day, listed
from qiantou.readmodel.listing_rows import InForce as Told
from qiantou.readmodel.listing_rows import entries

MOST_JOINTS = 200


class Delegate(forms.Form):
    """Whose desk, to whom, from when until when, and for which matters."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    post = forms.ChoiceField(label=gettext_lazy("Whose desk"))
    deputy = DeskField(label=gettext_lazy("Which post acts for it"))
    since = forms.DateField(label=gettext_lazy("From"), widget=Day(), validators=WITHIN)
    until = forms.DateField(label=gettext_lazy("Until and with"), widget=Day(), validators=WITHIN)
    joint = forms.ChoiceField(label=gettext_lazy("Only in this joint work"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Only matters of this kind"), required=False)
    paper = forms.CharField(
        label=gettext_lazy("Paper on which the leader said so (title, number)"), max_length=500, required=False
    )
    scan = ScanField(label=gettext_lazy("Photo or scan of that paper (PDF, JPEG, PNG)"), required=False)

    def know(self, reader: Reader) -> None:
        posts = [(desk, reader.names.get(desk, desk)) for desk in reader.posts]
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
        self.fields["deputy"].homes = reader.seen.homes  # type: ignore[attr-defined]
        self.fields["joint"].choices = [("", _("all")), *reader.joints]  # type: ignore[attr-defined]
        kinds = [(code, str(label)) for code, label in labels.KINDS.items()]
        self.fields["kind"].choices = [("", _("all")), *kinds]  # type: ignore[attr-defined]
        if not reader.seen.offices:
            del self.fields["paper"], self.fields["scan"]
        if len(posts) == 1:
            self.fields["post"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("post") not in self.of_others:
            return given
        if not given.get("paper", "").strip():
            self.add_error("paper", _("For a leader you work for, name the paper on which the leader said so."))
        if given.get("scan") is None and "scan" not in self.errors:
            self.add_error("scan", _("For a leader you work for, add a photo or scan of the paper."))
        return given

    of_others: frozenset[Desk] = frozenset()


class Reader:
    """Who looks: the posts whose desks it may give away, its own first, and those it works for."""

    def __init__(self, request: HttpRequest) -> None:
        self.account: Account = business(request.user)
        self.seen: Standing = standing(self.account)
        self.force: InForce = registers.current().at(shell.now())
        self.names = directory(request)
        own = [post for post in self.seen.posts if post in self.seen.desks]
        self.posts = list(dict.fromkeys((*own, *self.seen.offices)))
        self.joints = [
            (row.stream, row.title) for row in visible_joints(self.account).order_by("-opened")[:MOST_JOINTS]
        ]

    def own(self) -> set[Desk]:
        return set(self.seen.posts)


@login_required
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    return _page(request, Reader(request))


@login_required
@require_POST
def delegate(request: HttpRequest) -> HttpResponse:
    """Give a desk away for a time: by its post itself, or by its office from a paper."""
    reader = Reader(request)
    form = _form(reader, request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        scan = said.get("scan") if said["post"] in form.of_others else None
        one = Delegation(
            Desk(said["post"]), said["deputy"], said["until"],
            joints=(Stream(said["joint"]),) if said["joint"] else (), kinds=(said["kind"],) if said["kind"] else (),
        )  # fmt: skip
        listing = Listed(DELEGATIONS, f"b:{said['command_id']}", one, said["since"])
        try:
            by = _by(reader, one.post, said.get("paper", ""), scan)
            files = (scan,) if scan is not None else ()
            execute_all((), by=by, command_id=said["command_id"], listings=[listing], files=files)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            messages.success(request, _("Delegated. It ends by itself after the last day."))
            return redirect("delegations")
    return _page(request, reader, form, status=422)


@login_required
@require_POST
def over(request: HttpRequest, key: str) -> HttpResponse:
    """End one before its day: by the post, its office, or the deputy who gives it back."""
    reader = Reader(request)
    if before(request) is not None:
        return _ended(request)
    held = next((one for one in _told(reader) if one.key == f"b:{key}"), None)
    if held is None or not isinstance(held.value, Delegation):
        raise Http404
    desk = held.value.deputy if held.value.deputy in reader.own() else held.value.post
    listing = Listed(DELEGATIONS, held.key, None, reader.force.day)
    try:
        by = _by(reader, desk, request.POST.get("paper", "") or _("ended by the office"))
        execute_all((), by=by, command_id=asked(request), listings=[listing])
    except Rejected as refusal:
        messages.error(request, sentence_for(refusal))
        return redirect("delegations")
    return _ended(request)


def _ended(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The delegation has ended."))
    return redirect("delegations")


def _by(reader: Reader, desk: Desk, paper: str, scan: Scan | None = None) -> Actor:
    """The post itself; for a leader the reader works for, the reader's office with the paper."""
    if desk in reader.own():
        return Actor(desk, post=desk, account=reader.account.id)
    unit = next((one for one in offices_of(desk, reader.force) if one in reader.seen.desks), desk)
    recorded = Recorded(unit, reader.force.day, paper, scan.name if scan is not None else "")
    return actor(reader.account, desk, recorded=recorded)


def _form(reader: Reader, data: Any = None, files: Any = None) -> Delegate:
    initial = {"command_id": uuid4().hex, "since": reader.force.day, "post": next(iter(reader.posts), "")}
    form = Delegate(data, files, initial=initial)
    form.of_others = frozenset(reader.seen.offices) - reader.own()
    form.know(reader)
    return form


def _told(reader: Reader) -> list[Told]:
    """What concerns the reader: given by its posts or those it works for, or given to its posts; as last entered."""
    found = {one.key: one for one in entries(DELEGATIONS)}
    mine = reader.own() | set(reader.posts)
    return [
        one for one in found.values()
        if isinstance(one.value, Delegation) and (one.value.post in mine or one.value.deputy in mine)
    ]  # fmt: skip


def _page(request: HttpRequest, reader: Reader, form: Delegate | None = None, *, status: int = 200) -> HttpResponse:
    today = reader.force.day
    told = sorted(_told(reader), key=lambda one: one.since, reverse=True)
    running = [one for one in told if one.value.until >= today]
    context = {
        "sentence": _sentence(running, today),
        "running": [_row(one, reader, today) for one in running],
        "past": _table([one for one in told if one.value.until < today], reader.names),
        "form": (form or _form(reader)) if reader.posts else None,
        "longest": reader.force.number(DELEGATION_TERM),
        "desk_names": sorted({reader.names[key] for key in reader.force.section(POSTS) if key in reader.names}),
    }
    return render(request, "desk/deciding/delegations.html", context, status=status)


def _sentence(running: list[Told], today: date) -> str:
    if any(one.since <= today for one in running):
        return _("A desk is delegated now")
    return _("No desk is delegated now")


def _row(one: Told, reader: Reader, today: date) -> dict[str, Any]:
    value: Delegation = one.value
    is_mine = bool({value.post, value.deputy} & (reader.own() | set(reader.posts)))
    return {
        "what": _("%(deputy)s acts for %(post)s") % _named(value, reader.names),
        "why": " · ".join((_span(one), _scope(value, reader), *_paper(one))),
        "scan_url": reverse("file", args=[scan]) if (scan := scan_of(one)) else "",
        "is_coming": one.since > today,
        "url": reverse("delegation-over", args=[one.key.removeprefix("b:")]) if is_mine else "",
        "command_id": uuid4().hex,
    }


def _paper(one: Told) -> Iterator[str]:
    if one.by.recorded is not None:
        yield _("entered by the office from the paper %(paper)s") % {"paper": one.by.recorded.paper}


def _named(value: Delegation, names: Mapping[str, str]) -> dict[str, str]:
    return {"deputy": names.get(value.deputy, value.deputy), "post": names.get(value.post, value.post)}


def _span(one: Told) -> str:
    return _("%(since)s until %(until)s") % {"since": day(one.since), "until": day(one.value.until)}


def _scope(value: Delegation, reader: Reader) -> str:
    titles = dict(reader.joints)
    parts = [*_joints(value, titles), *(labels.kind(kind) for kind in value.kinds)]
    return listed(parts) if parts else _("the whole desk")


def _joints(value: Delegation, titles: Mapping[str, str]) -> Iterator[str]:
    for joint in value.joints:
        yield titles.get(joint) or _("a joint work")


def _table(past: list[Told], names: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        {"cells": [{"text": _("%(deputy)s acted for %(post)s") % _named(one.value, names)}, {"text": _span(one)}]}
        for one in past
    ]
    return {"label": _("Past delegations"), "columns": [{"label": _("Who")}, {"label": _("When")}], "rows": rows,
            "empty": "", "stack": True}  # fmt: skip


urlpatterns = [
    path("delegations/", delegations, name="delegations"),
    path("delegations/new/", delegate, name="delegate"),
    path("delegations/<str:key>/over/", over, name="delegation-over"),
]
