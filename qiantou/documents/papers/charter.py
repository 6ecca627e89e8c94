"""立项书: why the work is begun, how its outcome is measured, who leads and who decides, and what it replaces."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import said, say_term
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


class Direction(Enum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Outcome:
    measure: str
    baseline: str = ""
    target: str = ""
    direction: Direction | None = None
    measured_by: str = ""


@dataclass(frozen=True)
class Charter:
    """`replaces` names lists, forms and chat groups; `assessment` who uses it by which rule, if at all."""

    head: Head
    goal: str
    lead: str
    sponsor: str = ""
    source: str = ""
    tier: str = ""
    start: date | None = None
    end: date | None = None
    end_condition: str = ""
    replaces: tuple[str, ...] = ()
    assessment: str = ""
    outcomes: tuple[Outcome, ...] = ()


def write_charter(charter: Charter, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, charter.head.reference)
    sheet.number(charter.head.number)
    sheet.title(wording.charter_title.format(work=charter.head.work))
    sheet.level(1, wording.charter_facts)
    sheet.facts(_facts(charter, wording))
    sheet.level(1, wording.charter_outcomes)
    sheet.grid(_outcomes(charter, wording))
    sheet.level(1, wording.charter_replaces)
    sheet.body("\n".join(charter.replaces).strip() or wording.charter_burden)
    sheet.level(1, wording.charter_assessment)
    sheet.body(charter.assessment.strip() or wording.charter_unlinked)
    sheet.body(wording.charter_close)
    sheet.signature(charter.head.issuer, charter.head.day)
    return sheet.pack()


def _facts(charter: Charter, wording: Wording) -> list[tuple[str, str]]:
    return [
        (wording.charter_work, said(charter.head.work, wording)),
        (wording.charter_goal, said(charter.goal, wording)),
        (wording.charter_source, said(charter.source, wording)),
        (wording.lead, said(charter.lead, wording)),
        (wording.sponsor, said(charter.sponsor, wording)),
        (wording.charter_tier, said(charter.tier, wording)),
        (wording.charter_term, say_term(charter.start, charter.end, wording)),
        (wording.charter_end, said(charter.end_condition, wording)),
    ]


def _outcomes(charter: Charter, wording: Wording) -> Grid:
    columns = (
        centred(wording.no, 13),
        Column(wording.charter_outcome, 51),
        centred(wording.charter_baseline, 22),
        centred(wording.charter_target, 22),
        centred(wording.charter_direction, 20),
        Column(wording.charter_measured_by, 28),
    )
    rows = [
        (
            str(number),
            said(outcome.measure, wording),
            said(outcome.baseline, wording),
            said(outcome.target, wording),
            _direction(outcome.direction, wording),
            said(outcome.measured_by, wording),
        )
        for number, outcome in enumerate(charter.outcomes, 1)
    ]
    return Grid(columns, rows, wording.not_agreed)


def _direction(direction: Direction | None, wording: Wording) -> str:
    match direction:
        case Direction.UP:
            return wording.charter_up
        case Direction.DOWN:
            return wording.charter_down
        case None:
            return wording.not_agreed
