"""Help 使用说明: one page, five minutes, for each who comes: clerk, township, leader, auditor."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

KEYS = (
    ("j", _("to the next row of a list")), ("k", _("to the row before")), ("/", _("to the search field")),
    ("?", _("to this page")),
)  # fmt: skip
WORDS = (
    (_("matter"), _("anything one unit asks of another; at every moment exactly one has to act")),
    (_("held by"), _("who has to act now. In hand is not at fault")),
    (_("offer, accept"), _("one asks, the other takes it on, as written or with a reservation")),
    (_("propose changes"), _("the doer says what would do instead; the asker answers")),
    (_("decline with a reason"), _("on a listed ground; “not ours” says whose")),
    (_("block"), _("what is missing and who could supply it; while others have it in hand the clock is stopped")),
    (_("deliver, review"), _("handing in and taking over; time in review is the asker's")),
    (_("ask for a decision"), _("the leader above both sides decides, within a clock of his own")),
    (_("silence"), _("what happens when nobody answers in time: written beside every date before it happens")),
    (_("recorded for another"), _("entered for a unit that did not sign in, with its paper; hatched until confirmed")),
    (_("receipt"), _("the place and hash of what you did; proof that it was there, and when")),
)


@login_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/help/help.html", {"keys_list": KEYS, "words_list": WORDS})


urlpatterns = [path("help/", help_page, name="help")]
