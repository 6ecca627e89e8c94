"""A matter made into a paper: choose the form, see it as a page, save it as .docx, take a number if one is wanted."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from qiantou.access import links
from qiantou.access.guards import matter_for, standing
from qiantou.access.models import Account
from qiantou.core.numbering import Form
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.addresses import ref as short
from qiantou.desk.exporting import document
from qiantou.desk.frame import named, names_for
from qiantou.desk.letter_papers import wording
from qiantou.desk.outsiders_case import case_for
from qiantou.desk.outsiders_slip import slip_of
from qiantou.desk.papers_about import of_matter
from qiantou.desk.papers_content import Source, desks_in, laid
from qiantou.desk.papers_fit import papers_of
from qiantou.desk.papers_numbers import Numbers, number_box, numbers_of, unit_of_paper
from qiantou.desk.papers_words import FORMS
from qiantou.desk.situation import Situation, situation, titled
from qiantou.documents.papers.screen import Screen
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.slip import Slip


@login_required
@require_safe
def papers(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /m/REF/papers/?form=FORM: the forms that fit the matter, and one of them as a page."""
    found, fitting = _case(request, ref)
    form = _chosen(fitting, request.GET.get("form", ""))
    context = {
        "title": found.row.title, "matter_url": matter_url(found.row.stream), "ref": ref,
        "tabs": [
            {"url": f"?form={one}", "label": labels.label(FORMS, one), "on": one == form} for one in fitting
        ],
    }  # fmt: skip
    if form is not None:
        context |= _shown(request, found, form, fitting)
    return render(request, "desk/papers/papers.html", context)


@login_required
@require_safe
def paper(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """GET /m/REF/papers/FORM.docx"""
    found, fitting = _case(request, ref)
    chosen = _chosen(fitting, form)
    if chosen is None:
        raise Http404
    source, _numbers = _source(request, found, chosen, fitting)
    sheet = Sheet(wording(), source.head.reference)
    laid(chosen, source, sheet)
    return document(f"{labels.label(FORMS, chosen)} {found.row.title[:60]}", sheet.pack())


def _case(request: HttpRequest, ref: str) -> tuple[Situation, dict[Form, Any]]:
    account = cast(Account, request.user)
    seen = standing(account)
    found = situation(matter_for(account, ref), seen)
    return found, papers_of(found, seen)


def _chosen(fitting: dict[Form, Any], asked: str) -> Form | None:
    """The form asked for, else the first; None where none fits. Raises Http404 for one that does not."""
    if asked and asked not in fitting:
        raise Http404
    return Form(asked) if asked else next(iter(fitting), None)


def _shown(request: HttpRequest, found: Situation, form: Form, fitting: dict[Form, Any]) -> dict[str, Any]:
    source, numbers = _source(request, found, form, fitting)
    screen = Screen(wording())
    laid(form, source, screen)
    label = labels.label(FORMS, form)
    back = f"{reverse('matter-papers', args=[short(found.row.stream)])}?form={form}"
    return {
        "form": form.value, "label": label, "blocks": screen.blocks,
        "docx_url": reverse("matter-paper", args=[short(found.row.stream), form.value]),
        "number": number_box(
            numbers, form, of_matter(found.row.stream), title=f"{label} · {found.row.title}", back=back
        ) if numbers is not None else None,
    }  # fmt: skip


def _source(
    request: HttpRequest, found: Situation, form: Form, fitting: dict[Form, Any]
) -> tuple[Source, Numbers | None]:
    """The paper with the number last taken for it, and the numbers of the unit that signs it."""
    seen = standing(cast(Account, request.user))
    signer = fitting[form]
    unit = unit_of_paper(signer, seen, found.force)
    numbers = numbers_of(unit, found.force) if unit is not None else None
    taken = numbers.about(found.row.stream, form) if numbers is not None else []
    names = names_for(request, desks_in(found) | {signer}, titled([found.row.joint]))
    number, day = (taken[0].value, taken[0].since) if taken else (None, None)
    slip = _slip(cast(Account, request.user), found) if form is Form.REQUEST else None
    return Source(found, signer, names, names.get(found.row.joint, ""), number, day, slip), numbers


def _slip(account: Account, found: Situation) -> Slip | None:
    """The slip made for a doer without account, as long as its code is good and the reader may make one; else None."""
    link = links.last_of(found.row.stream, found.matter.doer)
    if link is None or not links.is_live(link) or not found.matter.is_open:
        return None
    try:
        case = case_for(account, short(found.row.stream), link.desk)
    except Http404:
        return None
    desks = (case.desk, case.maker, case.contact, case.found.matter.asker, case.found.matter.arbiter)
    return slip_of(case, link, named(desks))


urlpatterns = [
    path("m/<str:ref>/papers/", papers, name="matter-papers"),
    path("m/<str:ref>/papers/<slug:form>.docx", paper, name="matter-paper"),
]
