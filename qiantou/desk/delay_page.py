"""Where the time of a joint work went 时间去向: whose days were lost, looked at by any window; putting it out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qiantou.access.guards import actor, joint_for, readable, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import assessing, registers, shell
from qiantou.acts.attributing import Reading, put_out, reading, waiting
from qiantou.core.attribution import METHOD, Window
from qiantou.core.attribution_check import attributors, may_attribute, window_at
from qiantou.core.contest_titles import WHERE_IT_WENT, contest_title
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.register import InForce
from qiantou.desk.charters import tell
from qiantou.desk.delay_contest import ContestDelay, contest_forms, has_regained, may_contest, open_until
from qiantou.desk.delay_left import left_of, left_told, minutes_left
from qiantou.desk.delay_out import entered, put_out_told, rulings_told, shared_words, window_words
from qiantou.desk.delay_strip import strip_of_lines
from qiantou.desk.delay_tables import course_table, left_out, line_table, part_table, party_table, window_table
from qiantou.desk.delay_told import Told, facts, waterfall
from qiantou.desk.figure_words import WINDOWS
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.matter_page import day_of
from qiantou.ledger.models import Entry as EntryRow
from qiantou.readmodel.models import JointRow, MatterRow


class Choice(forms.Form):
    """The window to look through, and as of which day; the address is the choice."""

    window = forms.ChoiceField(label=gettext_lazy("Look through"), required=False, choices=[*WINDOWS.items()])
    asof = forms.DateField(
        label=gettext_lazy("As of the end of"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class PutOut(forms.Form):
    """Nobody chooses what is put out; where one stands, the reason for another is asked."""

    command_id = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)
    desk = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("Why it is put out anew"), max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Such as: lines were delivered since, or a contest was granted. The one before stays."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, stands: bool, desk: str = "", ruled: bool = False) -> None:
        super().__init__(data, initial={"desk": desk, "command_id": shell.fresh()}, label_suffix="")
        self.fields["reason"].required = data is None and not ruled  # sent once more, the first one needs none
        if not stands:
            del self.fields["reason"]

    def refuse(self, refusal: Rejected) -> None:
        """Beside the reason where that is lacking."""
        asked = self.fields.get("reason") if refusal.code == "put-out-before" else None
        if asked is not None:
            asked.required = True
        self.add_error("reason" if asked is not None else None, sentence_for(refusal))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delay(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; posted to, the attribution is put out as the record has it now."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    form = None
    if request.method == "POST":
        form = PutOut(request.POST, stands=bool(entered(Stream(work.stream))))
        if form.is_valid():
            try:
                return _put_out(request, work, ref, form)
            except Rejected as refusal:
                form.refuse(refusal)
        elif form.errors.keys() - {"reason"}:
            raise Http404
    return _page(request, work, ref, form)


def _put_out(request: HttpRequest, work: JointRow, ref: str, form: PutOut) -> HttpResponse:
    """Raises Rejected."""
    said, account = form.cleaned_data, cast(Account, request.user)
    receipt = put_out(
        Stream(work.stream), by=actor(account, said["desk"]), command_id=said["command_id"],
        reason=said.get("reason", ""),
    )  # fmt: skip
    tell(request, _("It is put out, as the record has it now, and every side of the work can read it."), receipt)
    return redirect("delay", ref)


@login_required
@require_POST
def contest(request: HttpRequest, ref: str) -> HttpResponse:
    """The reader's unit contests its share of what was put out, before whoever put it out."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    joint, force = Stream(work.stream), registers.current().at(shell.now())
    desk = next((one for one in may_contest(joint, standing(account), force) if one == request.POST.get("desk")), None)
    if desk is None:
        raise Http404
    form = ContestDelay(request.POST, label_suffix="", regained=has_regained(joint, desk, force))
    if form.is_valid():
        said, title = form.cleaned_data, contest_title(WHERE_IT_WENT)
        try:
            receipt = assessing.contest(joint, form.claim, title, said["reason"], by=actor(account, desk),
                                        command_id=said["command_id"])  # fmt: skip
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("The contest is put to who put it out."), receipt)
            return redirect("delay", ref)
    return _page(request, work, ref, None, bound=form)


def _page(
    request: HttpRequest, work: JointRow, ref: str, form: PutOut | None, *, bound: ContestDelay | None = None
) -> HttpResponse:
    account = cast(Account, request.user)
    now, asof = shell.now(), day_of(request.GET.get("asof", ""))
    until = registers.current().at(now).calendar.end_of_day(asof) if asof is not None else now
    through = min(now, until)
    force = registers.current().at(through)
    joint, asked, counts = Stream(work.stream), request.GET.get("window", ""), window_at(through, force)
    window = Window(asked) if asked in list(Window) else counts
    one = reading(joint, force, through)
    mine = standing(account).desks if asof is None else ()
    speaking = next((desk for desk in attributors(joint, force) if desk in mine and _may(joint, desk, force)), None)
    told = entered(joint, through if asof is not None else None)
    ruled = waiting(joint, force) if told and asof is None else {}
    if form is None and speaking is not None and one is not None and one.built.steps:
        form = PutOut(stands=bool(told), desk=speaking, ruled=bool(ruled))
    context = {
        "work": work, "ref": ref, "tabs": tabs(work.stream, "delay"), "form": form, "rule": window_words(force, counts),
        "choice": Choice({"window": window, "asof": asof}, auto_id="f_%s"), "title": work.title,
        "clear_url": reverse("delay", args=[ref]) if request.GET else "", "asof": asof, "through": through,
        "out": put_out_told(request, told, force), "ruled": rulings_told(ruled),
        "until": open_until(joint, force) if asof is None else None,
        **(_told(request, one, (window, counts), force, past=through < now)
           if one is not None and one.built.steps else {}),
        "speaks": speaking is not None,
        "contests": contest_forms(joint, standing(account), force, bound=bound) if asof is None else [],
    }  # fmt: skip
    return render(request, "desk/joints/delay.html", context, status=422 if request.method == "POST" else 200)


def _may(joint: Stream, desk: Desk, force: InForce) -> bool:
    try:
        may_attribute(joint, Actor(desk), force)
    except Rejected:
        return False
    return True


def _told(
    request: HttpRequest, one: Reading, windows: tuple[Window, Window], force: InForce, *, past: bool
) -> dict[str, Any]:  # fmt: skip
    """Through the window chosen, of which the other one counts."""
    window, counts = windows
    findings = {each: one.finding(each) for each in Window}
    parts = [part for step in one.built.steps for part in step.parts]
    parties = {desk for each in findings.values() for desk in each.shares} | {part.holder for part in parts}
    parties |= {*one.built.overtime}
    reader = standing(cast(Account, request.user))
    seen = readable({part.matter for part in parts}, reader)
    names, left = names_for(request, parties), left_of(one, force)
    of_lines = MatterRow.objects.filter(stream__in=[step.matter for step in one.built.steps])
    titles = dict(of_lines.values_list("line", "title"))
    told = Told(one.built, findings, window, names, titles, _entries(seen), counts,
                minutes_left(left, one.built.overtime))  # fmt: skip
    course = strip_of_lines(request, one, told.lettered, past=past)
    return {
        "facts": facts(told), "fall": waterfall(told), "parties": party_table(told), "windows": window_table(told),
        "course": course_table(told) if window is not Window.ALL else None, "lines": line_table(told),
        "stretches": part_table(told), "left_out": left_out(told),
        "window_word": shared_words(window, METHOD), "sampled": told.finding.interval is not None,
        "strip": course, "version": one.plan.number, "left": left_told(left, reader, names, told.day_minutes),
    }  # fmt: skip


def _entries(streams: set[str]) -> dict[tuple[str, int], int]:
    """The places of these matters' entries; one query."""
    rows = EntryRow.objects.filter(stream__in=streams).values_list("stream", "version", "position")
    return {(stream, version): position for stream, version, position in rows if position is not None}


urlpatterns = [
    path("j/<str:ref>/delay/", delay, name="delay"),
    path("j/<str:ref>/delay/contest/", contest, name="delay-contest"),
]
