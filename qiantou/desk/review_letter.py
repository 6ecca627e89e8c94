"""考核建议函: the final sheet of a joint work, to whoever its charter names for the use of the assessment.

Sent by the issuer of the work, or by who holds its power to propose appraisal over every unit of the sheet; only once
the sheet is final, and only where the charter names a user. Rules: docs/rules/yearly.md, docs/rules/mandate.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.contesting import BY_EXEMPTION, Claim, contested_until
from qiantou.core.kernel import Desk, Stream
from qiantou.core.mandate import Power
from qiantou.core.numbering import Form
from qiantou.core.register import UNITS, InForce
from qiantou.core.review import SERVED, Amendment, Attained, Part, Sheet
from qiantou.core.undertaking import Charter
from qiantou.desk.charter_read import stage_of, stood_at
from qiantou.desk.exporting import document
from qiantou.desk.frame import named, names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.letter_papers import wording
from qiantou.desk.mandate_read import Held, mandates_of
from qiantou.desk.papers_about import of_matter
from qiantou.desk.papers_numbers import Issued, box_of, number_of
from qiantou.desk.review_year_read import Told, places, standing_of
from qiantou.desk.review_year_words import percent
from qiantou.desk.templatetags.dates import brief, day
from qiantou.documents.papers.appraisal import Appraisal, Measured, Row, write_appraisal
from qiantou.documents.papers.head import Head
from qiantou.readmodel.models import JointRow

BOUND = ("above", "signed", "consent")
CUT = re.compile(r"[，,；;。:：（(\n]")
"""Where the name of the user ends in what the charter says of the use."""


@dataclass(frozen=True)
class Found:
    """The letter of one joint work. `told`: its sheet, None while none is out.

    `charter`: as it stood at the sheet, so that nobody changes afterwards who uses it or what was measured.
    `sender`: the reader's desk that may send it, under `mandate` or as the issuer; None for a reader who may not.
    """

    work: JointRow
    charter: Charter
    force: InForce
    told: Told | None
    sender: Desk | None = None
    mandate: Held | None = None

    @property
    def to(self) -> str:
        """Whom it goes to: the unit that the charter names, else the first words of what it says of the use; "" where
        it names nobody."""
        if self.charter.appraiser is not None:
            return named([self.charter.appraiser]).get(self.charter.appraiser, self.charter.appraiser)
        return CUT.split(self.charter.assessment.strip(), maxsplit=1)[0].strip()

    @property
    def is_ready(self) -> bool:
        return bool(self.to) and self.told is not None and self.told.is_final


@login_required
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/review/letter/: who uses the sheet, whether the letter can go, and from whom."""
    found = _found(request, ref)
    title = _("Suggestion for appraisal: %(work)s") % {"work": found.work.title}
    number = None
    if found.is_ready and found.sender is not None:
        paper = Issued(Form.APPRAISAL, of_matter(found.work.stream), found.sender, title, request.path)
        number = box_of(paper, standing(cast(Account, request.user)), found.force)
    names = names_for(request, [found.sender, found.charter.issuer])
    context = {
        "work": found.work, "tabs": tabs(found.work.stream, "review"), "use": found.charter.assessment.strip(),
        "to": found.to, "why_not": _why_not(found), "number": number,
        "paper_url": reverse("review-letter-paper", args=[ref]) if found.is_ready and found.sender else "",
        "sender": names.get(found.sender or "", ""), "issuer": names.get(found.charter.issuer, ""),
        "mandate": found.mandate.value.number if found.mandate else "", "by_mandate": found.mandate is not None,
    }  # fmt: skip
    return render(request, "desk/review/letter.html", context)


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/review/letter.docx: 404 while it cannot go, and to whoever may not send it."""
    found = _found(request, ref)
    if not found.is_ready or found.sender is None:
        raise Http404
    title = _("Suggestion for appraisal: %(work)s") % {"work": found.work.title}
    return document(title, write_appraisal(_paper(found, request), wording()))


def _found(request: HttpRequest, ref: str) -> Found:
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    stage, every = stage_of(work.stream)
    told = standing_of(Stream(work.stream), force)
    terms = stage.charter if told is None else stood_at(every, told.sheet.through)
    found = Found(work, terms, force, told)
    mine = standing(account).desks
    if found.told is None or not found.to:
        return found
    if stage.charter.issuer in mine:
        return replace(found, sender=stage.charter.issuer)
    held = _lent(found.told.sheet, mine, force)
    return replace(found, sender=held.value.holder, mandate=held) if held else found


def _lent(sheet: Sheet, mine: Sequence[Desk], force: InForce) -> Held | None:
    """A mandate in force by which one of these desks may propose appraisal of every other unit of the sheet."""
    for held in mandates_of(sheet.joint, force):
        value = held.value
        if held.standing != "in-force" or value.holder not in mine or Power.APPRAISAL not in value.powers:
            continue
        bound = {one.desk for one in held.reach if one.how in BOUND and Power.APPRAISAL in one.powers}
        if {part.unit for part in sheet.parts} <= bound | {value.holder}:
            return held
    return None


def _why_not(found: Found) -> str:
    if not found.to:
        return _("Not linked to appraisal: the charter names nobody who uses the assessment. There is no letter.")
    if found.told is None:
        return _("The assessment sheet has not been put out yet.")
    until = contested_until(found.told.last.at, found.force)
    if found.told.is_final:
        return ""
    if found.force.day > until:
        return _("The sheet is not final: a contest of it is open, or a ruling on one is not carried out yet.")
    return _("The sheet is not final: it may be contested until %(day)s.") % {"day": day(until)}


def _paper(found: Found, request: HttpRequest) -> Appraisal:
    told = cast(Told, found.told)
    sheet, force, sender = told.sheet, found.force, cast(Desk, found.sender)
    names = names_for(request, [*(part.unit for part in sheet.parts), sender])
    issuer = names.get(sender, sender)
    entry = str(places({sheet.joint: told}).get(sheet.joint, ""))
    number = number_of(sender, Form.APPRAISAL, of_matter(found.work.stream), force)
    earned = sum((part.total for part in sheet.parts), Fraction(0))
    length = sheet.rates.day_minutes
    return Appraisal(
        Head(found.work.title, issuer, entry, number, force.day), found.to, found.charter.assessment.strip(),
        sheet.number, entry, contested_until(told.last.at, force) + timedelta(days=1),
        tuple(_row(part, names.get(part.unit, part.unit), length) for part in _in_order(sheet, force)),
        tuple(_measured(one, found.charter) for one in sheet.measures), percent(earned), percent(1 - earned),
        tuple(_ruled_by(one) for one in sheet.amended), _mandate_words(found),
    )  # fmt: skip


def _ruled_by(made: Amendment) -> str:
    """The number of a ruling; an exemption has none that who reads the letter may follow."""
    return _("decision on an exemption") if Claim(made.item).sort in BY_EXEMPTION else made.contest[:12]


def _in_order(sheet: Sheet, force: InForce) -> list[Part]:
    """As the register has the units; those that are no more come last."""
    order = {Desk(key): number for number, key in enumerate(force.section(UNITS))}
    return sorted(sheet.parts, key=lambda part: (order.get(part.unit, len(order)), part.unit))


def _row(part: Part, name: str, length: int) -> Row:
    lines, coordination, given = (percent(one.exact) for one in (part.lines, part.coordination, part.help))
    over = brief(part.minutes, length) if part.minutes else _("none")
    points = "–" if part.points is None else f"{float(part.points.exact):.1f}"
    return Row(name, lines, coordination, given, over, points)


def _measured(one: Attained, charter: Charter) -> Measured:
    if one.measure == SERVED:
        name, target = _("Satisfaction of those served"), ""
    else:
        measure = charter.measures[one.measure]
        name, target = measure.name or _("(the words were erased)"), measure.target
    attained = percent(one.attained.exact) if one.attained is not None else _("not measured")
    return Measured(name, target, one.value or "–", attained)


def _mandate_words(found: Found) -> str:
    if found.mandate is None:
        return ""
    return found.mandate.value.number or _("mandate %(key)s") % {"key": found.mandate.key.removeprefix("g:")}


urlpatterns = [
    path("j/<str:ref>/review/letter/", letter, name="review-letter"),
    path("j/<str:ref>/review/letter.docx", paper, name="review-letter-paper"),
]
