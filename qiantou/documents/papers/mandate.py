"""授权清单: each power with its scope, issuer, term, source and quoted clause; who countersigned it and when."""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import said, say_day, say_term
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Power:
    """`source` is the number of the paper or minutes, `clause` its words; both days of the term are inclusive."""

    power: str
    scope: str = ""
    issuer: str = ""
    start: date | None = None
    end: date | None = None
    source: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Countersigned:
    by: str
    portfolio: str = ""
    opinion: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Mandate:
    head: Head
    lead: str
    powers: tuple[Power, ...]
    countersigned: tuple[Countersigned, ...] = ()


def write_mandate(mandate: Mandate, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, mandate.head.reference)
    sheet.number(mandate.head.number)
    sheet.title(wording.mandate_title.format(work=mandate.head.work))
    sheet.body(wording.mandate_opening.format(work=mandate.head.work, lead=said(mandate.lead, wording)))
    sheet.level(1, wording.mandate_powers)
    sheet.grid(_powers(mandate, wording))
    sheet.level(1, wording.mandate_countersigned)
    sheet.grid(_countersigned(mandate, wording))
    sheet.body(wording.mandate_close)
    sheet.signature(mandate.head.issuer, mandate.head.day)
    return sheet.pack()


def _powers(mandate: Mandate, wording: Wording) -> Grid:
    columns = (
        centred(wording.no, 13),
        Column(wording.mandate_power, 22),
        Column(wording.scope, 29),
        Column(wording.issuer, 22),
        Column(wording.term, 33),
        Column(wording.mandate_clause, 39),
    )
    rows = [
        (
            str(number),
            said(power.power, wording),
            said(power.scope, wording),
            said(power.issuer, wording),
            say_term(power.start, power.end, wording),
            _clause(power, wording),
        )
        for number, power in enumerate(mandate.powers, 1)
    ]
    return Grid(columns, rows, wording.not_agreed)


def _clause(power: Power, wording: Wording) -> str:
    quoted = f"\n{wording.mandate_quote.format(clause=power.clause.strip())}" if power.clause.strip() else ""
    return said(power.source, wording) + quoted


def _countersigned(mandate: Mandate, wording: Wording) -> Grid:
    columns = (
        centred(wording.no, 13),
        Column(wording.mandate_by, 42),
        Column(wording.mandate_for, 38),
        Column(wording.mandate_outcome, 32),
        centred(wording.date, 35),
    )
    rows = [
        (
            str(number),
            said(each.by, wording),
            said(each.portfolio, wording),
            said(each.opinion, wording),
            say_day(each.day, wording),
        )
        for number, each in enumerate(mandate.countersigned, 1)
    ]
    return Grid(columns, rows, wording.none)
