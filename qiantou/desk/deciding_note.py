"""The office enters the leader's handwritten note (代录批示): its words, its photo, what it decides, its day.

The entry counts at once and stays unconfirmed until the leader confirms it; the leader may contest it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Step, execute_all
from qiantou.acts.files import Scan, read_scan
from qiantou.acts.shell import fresh_for
from qiantou.core.deciding import Terms, steps
from qiantou.core.kernel import Desk, Recorded, Rejected
from qiantou.desk.addresses import matter_url
from qiantou.desk.addresses import ref as of_stream
from qiantou.desk.deciding_case import Brought, brought, ordered
from qiantou.desk.deciding_forms import FORMS
from qiantou.desk.deciding_page import admitted, code_of, titles_of, waiting
from qiantou.desk.deciding_words import called
from qiantou.desk.duty_citing import named
from qiantou.desk.duty_move import CitingInRuling
from qiantou.desk.forms import WITHIN, Day, DeskField, MoveForm, text
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.moving import is_repeat
from qiantou.desk.situation import titled

NAMES_DESK = ("doer", "name", "means", "lead")


class Note(CitingInRuling, MoveForm):
    """What stands on the slip; the day, the desk and the means only where the answer needs them."""

    answer = forms.ChoiceField(label=gettext_lazy("What it decides"), widget=forms.RadioSelect)
    reason = text(gettext_lazy("The note, word by word"))
    doer = DeskField(label=gettext_lazy("Desk it names"), required=False)
    what = forms.CharField(label=gettext_lazy("What is to be given"), max_length=500, required=False)
    due = forms.DateField(label=gettext_lazy("Day it names"), required=False, widget=Day(), validators=WITHIN)
    photo = forms.FileField(label=gettext_lazy("Photo or scan of the slip (PDF, JPEG, PNG)"))
    written = forms.DateField(label=gettext_lazy("Written on"), widget=Day(), validators=WITHIN)

    def know(self, brought: Brought, titles: Mapping[str, str], names: Mapping[str, str]) -> None:
        """The answers of this case, by their names; the fields that none of them needs are left away."""
        codes = admitted(brought, brought.found.seen)
        choices = [(code, called(code, brought.case, titles, names)) for code in codes]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        self.fields["doer"].homes = brought.found.seen.homes  # type: ignore[attr-defined]
        needed = {"doer": NAMES_DESK, "what": ("means",), "due": tuple(FORMS)}
        for name, needing in needed.items():
            if not set(needing) & set(codes):
                del self.fields[name]

    def asker(self) -> Desk:
        """Who decides asks for means; whoever asked for the work asks another for it."""
        means = self.cleaned_data.get("answer") == "means"
        return self.matter.arbiter or self.matter.asker if means else super().asker()

    def is_demand(self, given: dict[str, Any]) -> bool:
        match given.get("answer"):
            case "means" | "lead":
                return bool(given.get("doer"))
            case "doer" | "name":
                return super().is_demand(given)
            case _:
                return False

    def clean(self) -> dict[str, Any]:
        """An answer that turns on a day, a desk or means names them."""
        said = super().clean()
        code = said.get("answer", "")
        if code in NAMES_DESK and not said.get("doer") and "doer" not in self.errors:
            self.add_error("doer", _("This answer names a desk: which one?"))
        if code in FORMS and code not in NAMES_DESK and not said.get("due") and "due" not in self.errors:
            self.add_error("due", _("This answer names a day."))
        if code == "means" and not said.get("what"):
            self.add_error("what", _("Say in a few words what is to be given."))
        return said


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, ref: str) -> HttpResponse:
    account = cast(Account, request.user)
    found = brought(account, ref)
    if found is None:
        return redirect("matter", ref)
    if found.recorder is None:
        raise Http404
    names = directory(request, titled([found.found.row.joint]))
    form = _form(request, found, names)
    if request.method != "POST":
        return _page(request, found, form, names)
    if not form.is_valid():
        return _page(request, found, form, names, status=422)
    repeated = is_repeat(account, form.cleaned_data["command_id"])
    if not repeated and form.cleaned_data["version"] != found.found.version:
        form.add_error(None, _("Somebody acted on this case meanwhile. Look at it, then enter the note again."))
        return _page(request, found, form, names, status=409)
    try:
        _record(account, found, form.cleaned_data)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, found, form, names, status=422)
    messages.success(request, _("The note is entered. It counts; it stays marked until the leader confirms it."))
    if form.cleaned_data["answer"] == "person":
        return redirect("matter-papers", of_stream(found.found.row.stream))
    return redirect(matter_url(found.found.row.stream))


def _form(request: HttpRequest, found: Brought, names: Mapping[str, str]) -> Note:
    initial = {"version": found.found.version, "desk": found.decides, "written": found.found.force.day}
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = Note(data, matter=found.found.matter, code="note", initial=initial)
    if files is not None:
        form.files = files
    form.know(found, titles_of(found), names)
    return form


def _record(account: Account, found: Brought, said: Mapping[str, Any]) -> None:
    """The whole answer as the leader's, with its paper. Raises Rejected."""
    scan: Scan = read_scan(said["photo"].read())
    paper = _("Approval slip %(code)s") % {"code": code_of(found.found.row.stream)}
    assert found.recorder is not None
    recorded = Recorded(found.recorder, said["written"], paper, scan.name)
    by = actor(account, found.decides, recorded=recorded)
    cited: dict[str, Any] = dict(named(said.get("row", "")))
    terms = Terms(said["reason"], said.get("due"), said.get("doer"), what=said.get("what", ""), **cited)
    terms = ordered(found, terms)
    fresh = fresh_for(account.id, said["command_id"])
    moves = steps(said["answer"], terms, found.case, fresh=fresh, charter=found.charter)
    told = [Step(stream, command) for stream, command in moves]
    execute_all(told, by=by, command_id=said["command_id"], files=[scan])


def _page(
    request: HttpRequest, found: Brought, form: Note, names: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    context = {
        "title": found.found.row.title or _("(the words were erased)"),
        "url": reverse("decide-case", args=[of_stream(found.found.row.stream)]),
        "code": code_of(found.found.row.stream),
        "post": names.get(found.decides, found.decides),
        "lede": waiting(found, names),
        "form": form,
        "desk_names": offered_names(names, standing(cast(Account, request.user)), found.found.force),
    }
    return render(request, "desk/deciding/note.html", context, status=status)


urlpatterns = [path("decide/<str:ref>/note/", note, name="decide-note")]
