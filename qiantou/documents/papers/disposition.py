"""采纳情况表: what became of every opinion, landscape; silence is reported as silence.

Source: docs/rules/papers.md; Decree 713, article 29 (the handling of opinions goes on file).
"""

from dataclasses import dataclass

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.layout import LANDSCAPE
from qiantou.documents.papers.opinions import Disposition, say_disposition
from qiantou.documents.papers.saying import joined, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import beside_number
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording

_WITH_REASON = (Disposition.PARTLY, Disposition.NOT_ADOPTED)


@dataclass(frozen=True)
class Opinion:
    unit: str
    line: str
    opinion: str
    disposition: Disposition | None = None
    reason: str = ""


@dataclass(frozen=True)
class Reserved:
    """A lack with which a unit agreed: no opinion to be disposed of, and not "no opinion" either."""

    unit: str
    line: str
    lack: str


@dataclass(frozen=True)
class Dispositions:
    """The opinions of one round, what was reserved, the units that answered without either, and the silent ones."""

    head: Head
    round: int
    opinions: tuple[Opinion, ...] = ()
    without_opinion: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    reserved: tuple[Reserved, ...] = ()


def write_dispositions(table: Dispositions, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, table.head.reference, LANDSCAPE)
    round_of = wording.dispositions_round.format(round=table.round)
    below = beside_number(table.head.number, round_of)
    sheet.title(wording.dispositions_title.format(work=table.head.work), below=below)
    sheet.remark(counts(table, wording))
    sheet.grid(_rows(table, wording))
    if table.without_opinion:
        units = joined(table.without_opinion, wording)
        sheet.remark(wording.dispositions_plain.format(count=len(table.without_opinion), units=units))
    if table.silent:
        sheet.remark(wording.dispositions_silent.format(units=joined(table.silent, wording)))
    day = say_day(table.head.day, wording)
    sheet.remark(wording.dispositions_prepared.format(issuer=said(table.head.issuer, wording), day=day))
    return sheet.pack()


def counts(table: Dispositions, wording: Wording) -> str:
    """Received = adopted + partly + not adopted + not yet dealt with; silent units are counted apart."""
    dealt = [opinion.disposition for opinion in table.opinions]
    pending = dealt.count(None)
    return wording.dispositions_counts.format(
        received=len(dealt),
        adopted=dealt.count(Disposition.ADOPTED),
        partly=dealt.count(Disposition.PARTLY),
        not_adopted=dealt.count(Disposition.NOT_ADOPTED),
        undecided=wording.dispositions_undecided.format(count=pending) if pending else "",
        silent=len(table.silent),
        reserved=wording.dispositions_reservations.format(count=len(table.reserved)) if table.reserved else "",
    )


def _rows(table: Dispositions, wording: Wording) -> Grid:
    answered = [
        (
            opinion.unit,
            opinion.line,
            said(opinion.opinion, wording),
            say_disposition(opinion.disposition, wording),
            said(opinion.reason, wording) if opinion.disposition in _WITH_REASON else opinion.reason or "—",
        )
        for opinion in table.opinions
    ]
    reserved = [
        (one.unit, one.line, wording.dispositions_reserved.format(lack=said(one.lack, wording)), "—", "—")
        for one in table.reserved
    ]
    silent = [(unit, "—", wording.no_answer, "—", "—") for unit in table.silent]
    return Grid(
        columns=(
            centred(wording.no, 13),
            Column(wording.unit, 36),
            centred(wording.line, 20),
            Column(wording.opinion, 68),
            centred(wording.disposition, 24),
            Column(wording.reason, 64),
        ),
        rows=[(str(number), *row) for number, row in enumerate([*answered, *reserved, *silent], 1)],
        empty=wording.none,
    )
