"""Mutual rating 互评 of one joint work: one grade for each unit that the reader's units worked with, or none.

Only while the site has it turned on and the sheet is not out. A page shows a unit's own people what it gave, and
nothing of what others did: not even how many. Rules: docs/rules/rating.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import rating as acts
from qiantou.acts import shell
from qiantou.core.figures import RATERS_LEAST, RATING_WEIGHT
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.templatetags.dates import words
from qiantou.insight.rating import HIGHEST, LOWEST, Pair


class Grades(forms.Form):
    """A grade for each pair of who rates and who is rated; empty for none."""

    def __init__(self, pairs: Iterable[Pair], given: Mapping[Pair, int], names: Mapping[str, str], data: Any) -> None:
        super().__init__(data, label_suffix="")
        self.pairs = {"/".join(pair): pair for pair in pairs}
        several = len({rater for rater, _rated in self.pairs.values()}) > 1
        numbers = [(str(grade), _grade(grade)) for grade in range(LOWEST, HIGHEST + 1)]
        for name, pair in self.pairs.items():
            self.fields[name] = forms.ChoiceField(
                choices=[("", _("no grade")), *numbers], required=False, label=_label(pair, names, several=several),
                initial=str(given.get(pair, "")), widget=forms.Select(),
            )  # fmt: skip

    def grades(self) -> dict[Pair, int]:
        return {pair: int(self.cleaned_data[name]) for name, pair in self.pairs.items() if self.cleaned_data[name]}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grades(request: HttpRequest, ref: str) -> HttpResponse:
    """GET, POST /j/REF/rating/: 404 while the site has not turned it on."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    joint, force = Stream(work.stream), register_for(account).at(shell.now())
    if not acts.is_on(force):
        raise Http404
    found = acts.round_of(joint, force)
    own = found.rated_by(Desk(desk) for desk in standing(account).desks)
    names = names_for(request, [desk for pair in own for desk in pair])
    form = Grades(own, acts.grades_by(joint, own), names, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _kept(joint, form):
        messages.success(request, _("Kept. You may change it until the sheet is put out."))
        return redirect(reverse("review-rating", args=[ref]))
    context = {
        "work": work, "tabs": tabs(work.stream, "review"), "form": form if own else None, "is_over": found.is_over,
        "least": force.number(RATERS_LEAST), "weight": force.number(RATING_WEIGHT),
        "lowest": LOWEST, "highest": HIGHEST,
    }  # fmt: skip
    return render(request, "desk/review/rating.html", context, status=422 if form.errors else 200)


def _kept(joint: Stream, form: Grades) -> bool:
    try:
        acts.rate_all(joint, form.grades(), left=form.pairs.values())
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return False
    return True


def _grade(grade: int) -> str:
    """The number, and at either end what it says."""
    ends = {LOWEST: _("%(grade)d: very badly"), HIGHEST: _("%(grade)d: very well")}
    return ends.get(grade, "%(grade)d") % {"grade": grade}


def _label(pair: Pair, names: Mapping[str, str], *, several: bool) -> str:
    rater, rated = (words(names.get(desk, desk)) for desk in pair)
    return format_html(_("{rated}, by {rater}"), rated=rated, rater=rater) if several else rated


urlpatterns = [path("j/<str:ref>/rating/", grades, name="review-rating")]
