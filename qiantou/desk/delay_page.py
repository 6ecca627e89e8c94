"""Where the time of a joint work went 时间去向: whose days were lost, by windows of one's choice; putting it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, joint_for, readable, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.attributing import Reading, put_out, reading
from qiantou.core.attribution import ATTRIBUTIONS, Window
from qiantou.core.attribution_check import attributors, may_attribute
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.register import InForce
from qiantou.desk.addresses import address
from qiantou.desk.charters import tell
from qiantou.desk.delay_strip import strip_of_lines
from qiantou.desk.delay_tables import course_table, left_out, line_table, part_table, party_table, window_table
from qiantou.desk.delay_told import WINDOWS, Told, facts, in_days, waterfall
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.matter_page import day_of
from qiantou.desk.templatetags.dates import listed, moment
from qiantou.insight.in_tenths import tenths
from qiantou.ledger.models import Entry as EntryRow
from qiantou.readmodel.listing_rows import InForce as Entered
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import JointRow, MatterRow

USUAL = Window.WEEK  # [default] until the reader chooses
LISTED = 10  # put out before, the latest first


class Choice(forms.Form):
    """The window, and as of which day; the address is the choice."""

    window = forms.ChoiceField(label=gettext_lazy("Window"), required=False, choices=[*WINDOWS.items()])
    asof = forms.DateField(
        label=gettext_lazy("As of the end of"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class PutOut(forms.Form):
    command_id = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)
    window = forms.ChoiceField(choices=[*WINDOWS.items()], widget=forms.HiddenInput)
    desk = forms.CharField(widget=forms.HiddenInput, max_length=64)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delay(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; posted to, the attribution is put out as the record has it now."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    form = None
    if request.method == "POST":
        form = PutOut(request.POST)
        if not form.is_valid():
            raise Http404
        said = form.cleaned_data
        try:
            receipt = put_out(
                Stream(work.stream), Window(said["window"]), by=actor(account, said["desk"]),
                command_id=said["command_id"],
            )  # fmt: skip
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(
                request, _("It is put out, as the record has it now, and every side of the work can read it."), receipt
            )
            return redirect(f"{reverse('delay', args=[ref])}?window={said['window']}")
    return _page(request, work, ref, form)


def _page(request: HttpRequest, work: JointRow, ref: str, form: PutOut | None) -> HttpResponse:
    account = cast(Account, request.user)
    asked = (form.data if form is not None else request.GET).get("window", "")
    window = Window(asked) if asked in list(Window) else USUAL
    now, asof = shell.now(), day_of(request.GET.get("asof", ""))
    until = registers.current().at(now).calendar.end_of_day(asof) if asof is not None else now
    through = min(now, until)
    force = registers.current().at(through)
    joint = Stream(work.stream)
    one = reading(joint, force, through)
    mine = standing(account).desks if asof is None else ()
    speaking = next((desk for desk in attributors(joint, force) if desk in mine and _may(joint, desk, force)), None)
    context = {
        "work": work, "ref": ref, "tabs": tabs(work.stream, "delay"), "form": form, "window": window.value,
        "choice": Choice({"window": window, "asof": asof}, auto_id="f_%s"), "title": work.title,
        "clear_url": reverse("delay", args=[ref]) if request.GET else "", "asof": asof, "through": through,
        "out": _put_out(request, joint, force, through if asof is not None else None),
        "review_url": address("review", ref),
        **(_told(request, one, window, asof is None) if one is not None and one.built.steps else {}),
        "desk": speaking if one is not None and one.built.steps else None, "command_id": shell.fresh(),
    }  # fmt: skip
    return render(request, "desk/joints/delay.html", context, status=422 if form is not None else 200)


def _may(joint: Stream, desk: Desk, force: InForce) -> bool:
    try:
        may_attribute(joint, Actor(desk), force)
    except Rejected:
        return False
    return True


def _told(request: HttpRequest, one: Reading, window: Window, is_now: bool) -> dict[str, Any]:
    findings = {each: one.finding(each) for each in Window}
    parts = [part for step in one.built.steps for part in step.parts]
    parties = {desk for each in findings.values() for desk in each.shares} | {part.holder for part in parts}
    parties |= {party for step in one.built.steps for party in step.overtime}
    seen = readable({part.matter for part in parts}, standing(cast(Account, request.user)))
    of_lines = MatterRow.objects.filter(stream__in=[step.matter for step in one.built.steps])
    titles = dict(of_lines.values_list("line", "title"))
    strip = strip_of_lines(request, one) if is_now else None
    desks = [holder.desk for holder in strip[0].holders] if strip is not None else []
    told = Told(one.built, findings, window, names_for(request, {*parties, *desks}), titles, _entries(seen), desks)
    return {
        "facts": facts(told), "fall": waterfall(told), "parties": party_table(told), "windows": window_table(told),
        "course": course_table(told) if window is not Window.ALL else None, "lines": line_table(told),
        "stretches": part_table(told), "left_out": left_out(told),
        "window_word": WINDOWS[window], "sampled": told.finding.interval is not None,
        "strip": strip, "version": one.plan.number,
    }  # fmt: skip


def _entries(streams: set[str]) -> dict[tuple[str, int], int]:
    """The places of these matters' entries; one query."""
    rows = EntryRow.objects.filter(stream__in=streams).values_list("stream", "version", "position")
    return {(stream, version): position for stream, version, position in rows if position is not None}


def _put_out(request: HttpRequest, joint: Stream, force: InForce, until: datetime | None) -> list[dict[str, Any]]:
    """What was put out, or was by then, in words; the latest first."""
    found = [one for one in entries(ATTRIBUTIONS, joint) if until is None or one.at < until]
    desks = {share.party for one in found for share in one.value.shares} | {one.by.desk for one in found}
    names = {"nobody": _("nobody"), "outside": _("outside cause"), **names_for(request, desks)}
    return [_shown(one, names, force.calendar.day_minutes) for one in reversed(found[-LISTED:])]


def _shown(found: Entered, names: Mapping[str, str], minutes: int) -> dict[str, Any]:
    made = found.value
    shares = tenths({one.party: one.minutes for one in made.shares}, minutes)
    told = ({"name": names.get(party, party), "days": in_days(many)} for party, many in shares.items())
    return {
        "by": names.get(found.by.desk or "", ""), "at": moment(found.at), "window": WINDOWS[Window(made.window)],
        "days": in_days(tenths({"": made.delay}, minutes)[""]), "is_final": made.is_final,
        "shares": listed(_("%(name)s %(days)s") % one for one in told),
    }  # fmt: skip


urlpatterns = [path("j/<str:ref>/delay/", delay, name="delay")]
