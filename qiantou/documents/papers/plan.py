"""分工方案: the lines by unit or by number, the means promised, how each unit signed.

Source: docs/rules/papers.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.layout import LANDSCAPE, PORTRAIT
from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


class Order(Enum):
    BY_NUMBER = "by-number"
    BY_UNIT = "by-unit"


class Signing(Enum):
    SIGNED = "signed"
    COMPLIES = "complies"
    BY_RULE = "by-rule"
    RULED = "ruled"


@dataclass(frozen=True)
class PlanLine:
    """`competent` is the unit that sets the standard and accepts; `dissent` is what stays beside the line."""

    number: str
    unit: str
    deliverable: str
    standard: str = ""
    role: str = ""
    due: Day = None
    competent: str = ""
    dissent: str = ""


@dataclass(frozen=True)
class Means:
    item: str
    promiser: str = ""
    due: Day = None
    source: str = ""


@dataclass(frozen=True)
class Signature:
    """`reservation` is what a unit that complies wants on record; no `signing` means not yet signed."""

    unit: str
    signing: Signing | None = None
    day: date | None = None
    reservation: str = ""


@dataclass(frozen=True)
class Plan:
    """`source` is the paper that the plan carries out; `head.number` is the plan's own."""

    head: Head
    lines: tuple[PlanLine, ...]
    means: tuple[Means, ...] = ()
    signatures: tuple[Signature, ...] = ()
    source: str = ""
    version: int | None = None
    dissents: tuple[str, ...] = ()
    """What stays on record beside none of the lines."""


def write_plan(plan: Plan, order: Order = Order.BY_NUMBER, wording: Wording = CHINESE) -> bytes:
    """By number the table has a column more, and lies across the page."""
    sheet = Sheet(wording, plan.head.reference, LANDSCAPE if order is Order.BY_NUMBER else PORTRAIT)
    sheet.number(plan.head.number)
    version = "" if plan.version is None else wording.plan_version.format(version=plan.version)
    sheet.title(wording.plan_title.format(work=plan.head.work), below=version)
    if plan.source.strip():
        sheet.body(wording.plan_source.format(source=plan.source.strip()))
    sheet.level(1, wording.plan_lines)
    if order is Order.BY_NUMBER or not plan.lines:
        sheet.grid(_by_number(plan.lines, wording))
    else:
        for unit, lines in _units(plan.lines).items():
            sheet.level(2, said(unit, wording))
            sheet.grid(_of_unit(lines, wording))
    for dissent in plan.dissents:
        sheet.body(wording.plan_dissent.format(dissent=dissent))
    sheet.level(1, wording.plan_means)
    sheet.grid(_means(plan.means, wording))
    sheet.level(1, wording.plan_signatures)
    sheet.grid(_signatures(plan.signatures, wording))
    is_bound = any(one.signing is Signing.BY_RULE for one in plan.signatures)
    sheet.body(wording.plan_legend if is_bound else wording.plan_close)
    sheet.signature(plan.head.issuer, plan.head.day)
    return sheet.pack()


def say_signing(signature: Signature, wording: Wording) -> str:
    match signature.signing:
        case Signing.SIGNED:
            return wording.plan_signed
        case Signing.COMPLIES:
            return wording.plan_complies.format(reservation=said(signature.reservation, wording))
        case Signing.BY_RULE:
            return wording.plan_by_rule
        case Signing.RULED:
            return wording.plan_ruled
        case None:
            return wording.plan_unsigned


def _units(lines: Sequence[PlanLine]) -> dict[str, list[PlanLine]]:
    """The lines of each unit, units in the order of their first line."""
    found: dict[str, list[PlanLine]] = {}
    for line in lines:
        found.setdefault(line.unit, []).append(line)
    return found


def _deliverable(line: PlanLine, wording: Wording) -> str:
    dissent = f"\n{wording.plan_dissent.format(dissent=line.dissent)}" if line.dissent.strip() else ""
    return said(line.deliverable, wording) + dissent


def _by_number(lines: Sequence[PlanLine], wording: Wording) -> Grid:
    columns = (
        centred(wording.no, 19),
        Column(wording.deliverable, 49),
        Column(wording.standard, 34),
        Column(wording.unit, 37),
        centred(wording.role, 19),
        Column(wording.plan_competent, 29),
        centred(wording.due, 43),
    )
    rows = [
        (
            line.number,
            _deliverable(line, wording),
            said(line.standard, wording),
            said(line.unit, wording),
            said(line.role, wording),
            said(line.competent, wording),
            say_day(line.due, wording),
        )
        for line in lines
    ]
    return Grid(columns, rows, wording.not_agreed)


def _of_unit(lines: Sequence[PlanLine], wording: Wording) -> Grid:
    whole = _by_number(lines, wording)
    return Grid([*whole.columns[:3], *whole.columns[4:]], [(*row[:3], *row[4:]) for row in whole.rows], whole.empty)


def _means(means: Sequence[Means], wording: Wording) -> Grid:
    columns = (
        centred(wording.no, 13),
        Column(wording.plan_means_item, 45),
        Column(wording.plan_means_by, 31),
        centred(wording.plan_means_due, 37),
        Column(wording.source, 33),
    )
    rows = [
        (
            str(number),
            said(each.item, wording),
            said(each.promiser, wording),
            say_day(each.due, wording),
            said(each.source, wording),
        )
        for number, each in enumerate(means, 1)
    ]
    return Grid(columns, rows, wording.not_agreed)


def _signatures(signatures: Sequence[Signature], wording: Wording) -> Grid:
    columns = (
        centred(wording.no, 13),
        Column(wording.unit, 44),
        Column(wording.plan_signature, 64),
        centred(wording.date, 35),
    )
    rows = [
        (str(number), each.unit, say_signing(each, wording), say_day(each.day, wording) if each.signing else "—")
        for number, each in enumerate(signatures, 1)
    ]
    return Grid(columns, rows, wording.plan_unsigned)
