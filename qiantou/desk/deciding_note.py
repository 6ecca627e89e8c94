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
from qiantou.core.deciding import Terms, answers, steps
from qiantou.core.kernel import Desk, Recorded, Rejected
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.deciding_case import Brought, brought
from qiantou.desk.deciding_forms import FORMS
from qiantou.desk.deciding_page import code_of, titles_of, waiting
from qiantou.desk.deciding_words import called
from qiantou.desk.forms import WITHIN, Day, DeskField, MoveForm, text
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.moving import is_repeat
from qiantou.desk.situation import titled

APART = ("means", "lead")
"""Answers that open something of their own: the leader gives them himself."""


class Note(MoveForm):
    """What stands on the slip; the day and the doer only where the answer needs them."""

    answer = forms.ChoiceField(label=gettext_lazy("What it decides"), widget=forms.RadioSelect)
    reason = text(gettext_lazy("The note, word by word"))
    photo = forms.FileField(label=gettext_lazy("Photo or scan of the slip (PDF, JPEG, PNG)"))
    written = forms.DateField(
        label=gettext_lazy("Written on"), widget=Day(), validators=WITHIN,
    )  # fmt: skip
    due = forms.DateField(label=gettext_lazy("Day it names"), required=False, widget=Day(), validators=WITHIN)
    doer = DeskField(label=gettext_lazy("Desk it names"), required=False)

    def know(self, brought: Brought, titles: Mapping[str, str], names: Mapping[str, str]) -> None:
        """The answers of this case, by their names."""
        codes = (code for code in answers(brought.case) if code not in APART)
        choices = [(code, called(code, brought.case, titles, names)) for code in codes]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        self.fields["doer"].homes = brought.found.seen.homes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An answer that turns on a day or a desk names it."""
        said = super().clean()
        code = said.get("answer", "")
        names_desk = code in ("doer", "name")
        if names_desk and not said.get("doer"):
            self.add_error("doer", _("This answer names a desk: who does it?"))
        if code in FORMS and not names_desk and not said.get("due"):
            self.add_error("due", _("This answer names a day."))
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
    desk: Desk | None = said["doer"]
    terms = Terms(said["reason"], said["due"], desk)
    fresh = fresh_for(account.id, said["command_id"])
    moves = steps(said["answer"], terms, found.case, fresh=fresh, charter=found.charter)
    told = [Step(stream, command) for stream, command in moves]
    execute_all(told, by=by, command_id=said["command_id"], files=[scan])


def _page(
    request: HttpRequest, found: Brought, form: Note, names: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    context = {
        "title": found.found.row.title or _("(the words were erased)"),
        "url": reverse("decide-case", args=[ref(found.found.row.stream)]),
        "code": code_of(found.found.row.stream),
        "post": names.get(found.decides, found.decides),
        "lede": waiting(found, names),
        "form": form,
        "desk_names": offered_names(names, standing(cast(Account, request.user)), found.found.force),
    }
    return render(request, "desk/deciding/note.html", context, status=status)


urlpatterns = [path("decide/<str:ref>/note/", note, name="decide-note")]
