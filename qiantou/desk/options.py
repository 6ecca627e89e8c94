"""Options 方案比选: entering them, asking what each means, the grid of answers, the sponsor's choice and its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import choosing
from qiantou.acts.execute import Receipt
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.plan import CRITERIA, OPTIONS
from qiantou.desk import options_page as shown
from qiantou.desk.addresses import joint_url
from qiantou.desk.exporting import workbook
from qiantou.desk.frame import directory, names_for, offered_names
from qiantou.desk.joint_nav import tabs
from qiantou.desk.kind_words import limit_words
from qiantou.desk.option_forms import AskForm, ChoiceForm, CriterionForm, Once, OptionForm
from qiantou.desk.options_read import Weighed, weighed
from qiantou.desk.plan_sheet import draft_for, plan_for
from qiantou.desk.signing import tell

STEP = 10  # places between two entered one after the other
FORMS: dict[str, tuple[str, type[OptionForm] | type[CriterionForm]]] = {
    "option": (OPTIONS, OptionForm), "criterion": (CRITERIA, CriterionForm),
}  # fmt: skip


@login_required
@require_safe
def options(request: HttpRequest, ref: str) -> HttpResponse:
    return _page(request, weighed(plan_for(request, ref)), ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ref: str, sort: str) -> HttpResponse:
    """A new option or criterion."""
    if sort not in FORMS:
        raise Http404
    return _entry(request, weighed(draft_for(request, ref)), ref, sort, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Change or take out one that nobody was asked about yet."""
    found = weighed(draft_for(request, ref))
    sort = "option" if name in found.options else "criterion" if name in found.criteria else ""
    if not sort:
        raise Http404
    return _entry(request, found, ref, sort, name)


@login_required
@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """One letter to each unit chosen and to every portfolio leader concerned, all in one command."""
    found = weighed(draft_for(request, ref))
    form = _ask_form(request, found, request.POST)

    def act() -> Receipt | None:
        title = _("%(work)s: which option?") % {"work": found.plan.work.title}
        by = actor(cast(Account, request.user), cast(Desk, found.plan.drafter))
        return choosing.ask(
            found.plan.joint, form.asked, title=title, by=by, command_id=form.cleaned_data["command_id"]
        )

    return _done(request, found, ref, form, act)


@login_required
@require_POST
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """The sponsor takes one, and says why."""
    found = weighed(plan_for(request, ref))
    form = ChoiceForm(request.POST, auto_id="choose_%s")
    form.offer(found.options)

    def act() -> Receipt | None:
        said = form.cleaned_data
        own = found.sponsor if found.sponsor in found.plan.seen.desks else _own(found)
        by = actor(cast(Account, request.user), own)
        return choosing.choose(found.plan.joint, said["option"], said["reason"], by=by, command_id=said["command_id"])

    return _done(request, found, ref, form, act)


def _own(found: Weighed) -> Desk:
    """A desk of the reader, for a refusal that says whose choice it is."""
    return found.plan.seen.desks[0]


@login_required
@require_safe
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """Every grade with its reason, for Excel."""
    found = weighed(plan_for(request, ref))
    names = names_for(request, shown.desks_of(found))
    columns = [_("Unit"), _("Option"), _("Judged by"), _("Grade"), _("Reason"), _("How it stands")]
    title = _("Options: %(title)s") % {"title": found.plan.work.title}
    return workbook(title, columns, shown.sheet_rows(found, names))


def _done(
    request: HttpRequest, found: Weighed, ref: str, form: Once, act: Callable[[], Receipt | None]
) -> HttpResponse:  # fmt: skip
    if form.is_valid():
        try:
            receipt = act()
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, receipt)
            return redirect("options", ref)
    return _page(request, found, ref, refused=form, status=422)


def _page(
    request: HttpRequest, found: Weighed, ref: str, *, refused: Once | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    names = directory(request)
    drafts = found.plan.drafter is not None and found.chosen is None
    context = {
        "work": found.plan.work,
        "ref": ref,
        "tabs": tabs(found.plan.joint, "options"),
        "joint_url": joint_url(found.plan.joint),
        "title": found.plan.work.title or _("(the words were erased)"),
        "options": shown.option_cards(found),
        "criteria": shown.criterion_rows(found),
        "chosen": shown.closing(found, names),
        "compared": shown.compared_table(found, names),
        "left_out": shown.left_out(found, names),
        "grid": shown.grid(found, names),
        "reasons": shown.reasons_table(found, names),
        "asked": shown.asked_table(found, names),
        "awaited": shown.awaited_words(found, names) if found.options and found.chosen is None else "",
        "drafts": drafts,
        "ask": _kept(refused, AskForm) or _ask_form(request, found) if drafts and len(found.options) > 1 else None,
        "reply": limit_words(limit) if (limit := found.plan.force.policy(choosing.KIND).limit(Phase.OFFERED)) else "",
        "choose": _choice_form(found, refused),
        "sponsor": names.get(found.sponsor or "", ""),
        "contest_url": reverse("ask") + f"?joint={found.plan.joint}",
        "desk_names": offered_names(names, found.plan.seen, found.plan.force) if drafts else [],
    }
    return render(request, "desk/options/options.html", context, status=status)


def _kept(refused: Once | None, kind: type[Once]) -> Once | None:
    return refused if isinstance(refused, kind) else None


def _ask_form(request: HttpRequest, found: Weighed, data: Any = None) -> AskForm:
    names = directory(request) if data is None else names_for(request, found.units)
    form = AskForm(data, auto_id="ask_%s")
    own = found.plan.drafter
    asked = found.asked if data is None else ()  # sent again, the same units are named: nobody is asked twice
    left = [unit for unit in found.units if unit not in asked and unit != own]
    form.offer([(unit, names.get(unit, unit)) for unit in left], found.plan.seen.homes)
    return form


def _choice_form(found: Weighed, refused: Once | None) -> Once | None:
    """Shown to the sponsor alone; a refused one to whoever sent it."""
    kept = _kept(refused, ChoiceForm)
    if kept is not None:
        return kept
    if found.chosen is not None or found.sponsor not in found.plan.seen.desks or len(found.options) < 2:
        return None
    form = ChoiceForm(auto_id="choose_%s")
    form.offer(found.options)
    return form


def _entry(request: HttpRequest, found: Weighed, ref: str, sort: str, name: str | None) -> HttpResponse:
    section, kind = FORMS[sort]
    values: dict[str, Any] = {**(found.options if sort == "option" else found.criteria)}
    known = values.get(name or "")
    sent = request.POST if request.method == "POST" else None
    form = kind(sent, version=found.plan.version, initial=vars(known) if known else {})
    if request.method == "POST":
        removes = "remove" in request.POST and name is not None
        for field in form.visible_fields() if removes else ():
            form.fields[field.name].required = False
        if form.is_valid():
            order = known.order if known else max((one.order for one in values.values()), default=0) + STEP
            value = None if removes else form.value(order)
            key = name or _fresh_name(found, sort)
            given = form.cleaned_data
            try:
                by = actor(cast(Account, request.user), cast(Desk, found.plan.drafter))
                choosing.enter(
                    found.plan.joint, key, value, section=section, by=by, command_id=given["command_id"],
                    seen=given["version"],
                )  # fmt: skip
            except Rejected as refusal:
                form.add_error(None, sentence_for(refusal))
                if refusal.code == "moved-on":
                    form.anew(found.plan.version)
            else:
                messages.success(request, _("The options are changed."))
                return redirect("options", ref)
    context = {"work": found.plan.work, "ref": ref, "form": form, "name": name, "is_option": sort == "option"}
    return render(request, "desk/options/entry.html", context, status=422 if form.errors else 200)


def _fresh_name(found: Weighed, sort: str) -> str:
    """A, B, … for options, C1, C2, … for criteria: a name once used stands for one thing for ever."""
    used = {entry.event.key.partition("/")[2] for entry in found.plan.entries}
    if sort == "criterion":
        return next(name for number in range(1, 10_000) if (name := f"C{number}") not in used)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    single = next((letter for letter in letters if letter not in used), "")
    return single or next(name for number in range(1, 10_000) if (name := f"A{number}") not in used)


urlpatterns = [
    path("j/<str:ref>/options/", options, name="options"),
    path("j/<str:ref>/options/ask/", ask, name="options-ask"),
    path("j/<str:ref>/options/choose/", choose, name="options-choose"),
    path("j/<str:ref>/options/options.xlsx", sheet, name="options-sheet"),
    path("j/<str:ref>/options/new/<slug:sort>/", new, name="options-new"),
    path("j/<str:ref>/options/<str:name>/", edit, name="options-edit"),
]
