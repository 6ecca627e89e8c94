"""分歧情况说明: what stays in dispute, each side's view, the lead's own view with its basis, who decided over whom.

Source: Decree 713, article 13 (what must be told where no agreement was reached) and article 38 (recorded dissent).
"""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class View:
    unit: str
    text: str
    basis: str = ""


@dataclass(frozen=True)
class Override:
    """Who decided over the objection, when, what; and the views that stay on record beside it."""

    by: str
    ruling: str
    day: date | None = None
    dissents: tuple[View, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """`title` names the point in a few words, `point` tells what is in dispute; without `override` it is open."""

    title: str
    point: str
    views: tuple[View, ...]
    own: View
    override: Override | None = None


@dataclass(frozen=True)
class Disagreements:
    """`to` is the leader who decides; empty where none is named."""

    head: Head
    to: str
    disputes: tuple[Dispute, ...]


def write_disagreements(paper: Disagreements, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, paper.head.reference)
    work = paper.head.work
    sheet.number(paper.head.number)
    sheet.title(wording.dispute_title.format(work=work))
    if paper.to.strip():
        sheet.addressee(paper.to)
    if paper.disputes:
        sheet.body(wording.dispute_opening.format(work=work, count=len(paper.disputes)))
    else:
        sheet.body(wording.dispute_empty.format(work=work))
    for dispute in paper.disputes:
        _dispute(sheet, dispute)
    is_open = any(dispute.override is None for dispute in paper.disputes)
    sheet.body(wording.dispute_close if is_open else wording.dispute_told)
    sheet.signature(paper.head.issuer, paper.head.day)
    return sheet.pack()


def _dispute(sheet: Sheet, dispute: Dispute) -> None:
    wording = sheet.wording
    sheet.level(1, dispute.title)
    sheet.level(2, wording.dispute_point)
    sheet.body(said(dispute.point, wording))
    sheet.level(2, wording.dispute_sides)
    for view in dispute.views:
        sheet.level(3, wording.dispute_view.format(unit=view.unit, view=said(view.text, wording)))
        sheet.body(_basis(view, wording))
    if not dispute.views:
        sheet.body(wording.not_agreed)
    sheet.level(2, wording.dispute_own)
    sheet.body(wording.dispute_view.format(unit=dispute.own.unit, view=said(dispute.own.text, wording)))
    sheet.body(_basis(dispute.own, wording))
    sheet.level(2, wording.dispute_ruling)
    _ruling(sheet, dispute.override)


def _ruling(sheet: Sheet, override: Override | None) -> None:
    wording = sheet.wording
    if override is None:
        sheet.body(wording.dispute_open)
        return
    day, ruling = say_day(override.day, wording), said(override.ruling, wording)
    sheet.body(wording.dispute_overridden.format(by=said(override.by, wording), day=day, ruling=ruling))
    for view in override.dissents:
        sheet.body(wording.dispute_dissent.format(unit=view.unit, view=said(view.text, wording)))


def _basis(view: View, wording: Wording) -> str:
    return wording.dispute_basis.format(basis=said(view.basis, wording))
