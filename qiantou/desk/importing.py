"""Import a division: hand in a paper, settle its doubts on a preview, confirm. Until then only a draft exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiantou.access.guards import actor, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.launch import launch
from qiantou.core.kernel import Desk, Rejected
from qiantou.desk import draft_forms, drafts, duty_citing, preview
from qiantou.desk.addresses import joint_url
from qiantou.desk.models import Draft, Expansion
from qiantou.documents.container import REFUSALS
from qiantou.documents.division import read_division
from qiantou.documents.opening import read_paper, read_pasted
from qiantou.readmodel.models import JointRow

KEPT = timedelta(days=7)
MOST_ROWS = 1000


class PaperForm(forms.Form):
    """A file or pasted text; the year only where the paper does not say it."""

    file = forms.FileField(required=False, label=gettext_lazy("Paper (.docx, .xlsx, .csv, .txt)"))
    text = forms.CharField(
        required=False, label=gettext_lazy("or paste its text"), widget=forms.Textarea(attrs={"rows": 8})
    )
    year = forms.IntegerField(
        required=False,
        min_value=1990,
        max_value=2100,
        label=gettext_lazy("Year of the dates, if the paper does not say it"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file or paste the text."))
        return given


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    account = _keeper(request)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _read(account, form.cleaned_data)
        except Rejected as refusal:
            form.add_error(None, _paper_sentence(refusal))
        else:
            return redirect("draft", draft.id)
    mine = Draft.objects.filter(account=account.id, expires__gt=shell.now()).order_by("-made")[:20]
    context = {"form": form, "drafts": mine, "kept": KEPT.days}
    return render(request, "desk/import.html", context, status=422 if form.errors else 200)


def _keeper(request: HttpRequest) -> Account:
    """Whoever moves for some desk may import; others do not find the page. Raises Http404."""
    account = cast(Account, request.user)
    if not standing(account).desks:
        raise Http404
    return account


def _paper_sentence(refusal: Rejected) -> str:
    sentence = REFUSALS.get(refusal.code)
    return str(_(sentence)) % refusal.facts if sentence else sentence_for(refusal)


def _read(account: Account, given: dict[str, Any]) -> Draft:
    """The draft of a paper. Raises Rejected; the file itself is not kept."""
    file = given.get("file")
    paper = read_paper(file.read(), file.name) if file else read_pasted(given["text"])
    division = read_division(paper, year=given.get("year"))
    if len(division.rows) > MOST_ROWS:
        raise Rejected("paper-too-long", limit=MOST_ROWS)
    now = shell.now()
    units = [desk for desk in standing(account).desks if desk.startswith("u:")]
    notes = [{"code": doubt.code, "facts": dict(doubt.facts)} for doubt in division.doubts]
    return Draft.objects.create(
        account=account.id, title=division.title, issuer=units[0] if units else "", notes=notes, made=now,
        expires=now + KEPT, rows=drafts.stored(drafts.rows_of(division)),
    )  # fmt: skip


def draft_for(account: Account, draft_id: str) -> Draft:
    """The account's own draft that has not expired. Raises Http404, or Confirmed where it became a joint work."""
    found = Draft.objects.filter(pk=draft_id, account=account.id, expires__gt=shell.now()).first()
    if found is None:
        joint = shell.fresh_for(account.id, draft_id)  # the draft's id is the id of its confirmation
        if JointRow.objects.filter(pk=joint).exists():
            raise Confirmed(joint)
        raise Http404
    return found


class Confirmed(Exception):
    """The draft asked for was confirmed: its joint work stands instead."""


def _or_joint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of a draft; from a window left open after the confirmation it leads to the joint work."""

    @wraps(view)
    def led(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except Confirmed as confirmed:
            messages.info(request, _("This was confirmed before; nothing was done twice."))
            return redirect(joint_url(confirmed.args[0]))

    return led


@login_required
@require_GET
@_or_joint
def show(request: HttpRequest, draft_id: str) -> HttpResponse:
    draft = draft_for(_keeper(request), draft_id)
    return _page(request, draft, preview.view_of(request.GET))


def _page(
    request: HttpRequest, draft: Draft, view: preview.View, *, errors: Sequence[str] = (), typed: bool = True
) -> HttpResponse:
    said = draft_forms.said(request.POST) if typed else {}
    context = preview.page(draft, standing(cast(Account, request.user)), view, said=said) | {"errors": errors}
    return render(request, "desk/import_preview.html", context, status=422 if errors else 200)


@login_required
@require_POST
@_or_joint
def change(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Save what the page shows, then do what the pressed button says."""
    account = _keeper(request)
    draft, view = draft_for(account, draft_id), preview.view_of(request.POST)
    act, _colon, place = request.POST.get("act", "save").partition("-")
    if place and not re.fullmatch(r"[0-9]{1,5}", place):
        raise Http404
    rows = drafts.loaded(draft.rows)
    if request.POST.get("shape") != preview.shape_of(rows):
        moved = _("Rows were joined or split in another window meanwhile, so what this window held was not taken over. "
                  "This is the draft as it stands; the way back in the browser shows what you typed.")  # fmt: skip
        return _page(request, draft, view, errors=[moved], typed=False)
    rows = draft_forms.typed(rows, request.POST)
    if act == "merge":
        rows = drafts.merged(rows, int(place))
    draft.rows = drafts.stored(drafts.divided(rows, int(place)) if act == "split" else rows)
    draft.names = draft_forms.typed_names(draft, request.POST)
    draft_forms.typed_head(draft, request.POST, standing(account))
    if request.POST.get("version") != str(draft.version) or not _save(draft):
        stale = _("This draft was changed in another window meanwhile. Your typing is below and not saved yet.")
        draft.version = Draft.objects.values_list("version", flat=True).get(pk=draft.pk)
        return _page(request, draft, view, errors=[stale])
    unknown = draft_forms.unknown_names(request.POST)
    if unknown:
        sentence = _("No registered unit has this name: %(names)s. All else is saved.")
        return _page(request, draft, view, errors=[sentence % {"names": "、".join(unknown)}])
    if act == "split" and len(draft.rows) == len(rows):
        whole = _("Row %(row)d is one part: break its task into lines where it is to be cut, then press again.")
        return _page(request, draft, view, errors=[whole % {"row": int(place) + 1}])
    if act == "confirm":
        return _confirm(request, account, draft)
    messages.success(request, _("Saved. Nobody else sees this draft."))
    return redirect(_back(draft, view, act, int(place or 0)))


def _back(draft: Draft, view: preview.View, act: str, place: int) -> str:
    """The preview where the person was, or on the page turned to."""
    turned, anchor = view, "#rows"
    if act == "page":
        turned = replace(view, page=place)
    elif act in ("merge", "split"):
        row = place - (act == "merge")
        turned, anchor = view if view.show else replace(view, page=row // preview.PER_PAGE + 1), f"#row-{row}"
    return reverse("draft", args=[draft.id]) + turned.query() + anchor


def _save(draft: Draft) -> bool:
    """Whether the draft was still as this page knew it, and is now as typed."""
    changed = Draft.objects.filter(pk=draft.pk, version=draft.version).update(
        rows=draft.rows, names=draft.names, title=draft.title, paper=draft.paper, issuer=draft.issuer,
        sponsor=draft.sponsor, version=F("version") + 1,
    )  # fmt: skip
    draft.version += bool(changed)
    return bool(changed)


def _remember(draft: Draft) -> None:
    """Collective names said to stand for several desks are offered again in the unit's next import."""
    for name, desks in draft.names.items():
        if len(desks) > 1 and draft.issuer:
            Expansion.objects.update_or_create(unit=draft.issuer, name=name[:200], defaults={"desks": desks})


def _confirm(request: HttpRequest, account: Account, draft: Draft) -> HttpResponse:
    errors = preview.obstacles(draft)
    if errors:
        return _page(request, draft, preview.View("open"), errors=errors)
    rows, division = preview.division_of(draft)
    lacking = duty_citing.uncited(division, registers.current().at(shell.now()))
    if lacking:
        return _page(request, draft, preview.view_of(request.POST), errors=_uncited_sentences(lacking, rows))
    try:
        with transaction.atomic():
            joint, receipt = launch(division, by=actor(account, Desk(draft.issuer)), command_id=draft.id)
            _remember(draft)
            Draft.objects.filter(pk=draft.pk).delete()
    except Rejected as refusal:
        return _page(request, draft, preview.view_of(request.POST), errors=[_row_sentence(refusal, rows)])
    messages.success(request, opened_words(receipt.entries - 1, receipt.position))
    return redirect(joint_url(joint))


def _uncited_sentences(lacking: dict[int, list[Desk]], rows: list[int]) -> list[str]:
    """Which rows ask townships for what their lists are not said to hold, and where to say it."""
    way = _("Open “Texts to each unit” of the row and cite a row of the list, or an exception.")
    first = [
        _row_sentence(Rejected("not-on-the-duty-list", unit=tuple(units), row=number + 1), rows)
        for number, units in list(lacking.items())[:12]
    ]
    return [*first, way]


def opened_words(count: int, position: int | None) -> str:
    """What is told once a division is confirmed."""
    told = ngettext(
        "The joint work is open: %(count)d matter was offered. Entry %(position)s of the record.",
        "The joint work is open: %(count)d matters were offered. Entry %(position)s of the record.",
        count,
    )
    return told % {"count": count, "position": position}


def _row_sentence(refusal: Rejected, rows: list[int]) -> str:
    """The sentence of a refusal, with the row of the preview it concerns."""
    number = refusal.facts.get("row")
    sentence = sentence_for(refusal)
    if not isinstance(number, int):
        return sentence
    return _("Row %(row)d: %(sentence)s") % {"row": rows[number - 1] + 1, "sentence": sentence}


@login_required
@require_http_methods(["GET", "POST"])
@_or_joint
def row(request: HttpRequest, draft_id: str, number: int) -> HttpResponse:
    """One row in full: its task, its units, and the text each of them is asked."""
    draft = draft_for(_keeper(request), draft_id)
    rows = drafts.loaded(draft.rows)
    if not 1 <= number <= len(rows):
        raise Http404
    if request.method == "POST":
        typed = draft_forms.typed_row(draft, rows[number - 1], request.POST)
        found = preview.cited(draft, typed, request.POST)
        rows[number - 1] = replace(typed, duties={one.unit: one.key for one in found if one.key})
        draft.rows = drafts.stored(rows)
        if request.POST.get("version") == str(draft.version) and _save(draft):
            messages.success(request, _("Saved. Nobody else sees this draft."))
        else:
            messages.error(request, _("This draft was changed in another window meanwhile; nothing was saved."))
            found = []
        if any(one.typed and not one.is_settled for one in found):  # said beside the field
            return redirect("draft-row", draft.id, number)
        back = preview.View(page=(number - 1) // preview.PER_PAGE + 1)
        return redirect(reverse("draft", args=[draft.id]) + back.query() + f"#row-{number - 1}")
    return render(request, "desk/import_row.html", preview.row_page(draft, rows[number - 1], number))


@login_required
@require_POST
@_or_joint
def discard(request: HttpRequest, draft_id: str) -> HttpResponse:
    draft_for(_keeper(request), draft_id).delete()
    messages.success(request, _("The draft is gone. Nothing of it was recorded."))
    return redirect("import")


urlpatterns = [
    path("import/", begin, name="import"),
    path("import/<str:draft_id>/", show, name="draft"),
    path("import/<str:draft_id>/change", change, name="draft-change"),
    path("import/<str:draft_id>/discard", discard, name="draft-discard"),
    path("import/<str:draft_id>/rows/<int:number>", row, name="draft-row"),
]
