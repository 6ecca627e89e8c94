"""Checking this site's record and the rows of its pages, all from one state of the database; then what was computed.

A sheet of an assessment, an attribution of a delay and a check of exemption are computed from the record and typed by
nobody: each that was ever put out is computed once more, and so are the units named on each page opened by a look-up.
What another method computed is told instead. That needs the site; an export tells them as they were
entered.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from qiantou.access import lookups
from qiantou.acts import assessing, attributing, exempting, registers, shell
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.exemption import CHECKS, Check
from qiantou.core.kernel import Rejected
from qiantou.core.lookup import LOOKED, LOOKUPS, Looked
from qiantou.core.review import SHEETS, Sheet
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.report import Finding, Report, Verdict
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.compare import RowsComparison
from qiantou.readmodel.listing_rows import entries

METHODS = (SHEETS, ATTRIBUTIONS)
"""The sections whose rows say by which method they were computed."""
TOLD = 20  # of those by another method, by name


def verify_site() -> Report:
    """Sound when the record holds, every row is what the record comes to, and so is whatever was computed from it."""
    compare = partial(RowsComparison.under, registers.STREAMS, shell.now())
    report = verify_live(fold_under=fold_under, together=together_under, compare=compare)
    if not report.is_sound:
        return report
    others = [f"{joint[:12]}/{number}" for section in METHODS for joint, number in by_another_method(section)]
    if others:
        report = replace(report, facts={**report.facts, "uncomputed": f"{len(others)} ({', '.join(others[:TOLD])})"})
    found = tuple(differing())
    return replace(report, verdict=Verdict.BROKEN, findings=found) if found else report


def by_another_method(section: str) -> Iterator[tuple[str, int]]:
    """Each sheet, or attribution, that nobody can compute again here: its joint work, and which one of it."""
    for joint, told in registers.current().at(shell.now()).histories(section).items():
        for number, row in enumerate(told, 1):
            if isinstance(row.value, Sheet | Attribution) and _is_by_another(row.value):
                yield joint, number


def differing() -> Iterator[Finding]:
    """Every sheet and attribution ever put out that the record through its instant does not come to."""
    force = registers.current().at(shell.now())
    for joint, told in force.histories(SHEETS).items():
        for row in told:
            if isinstance(row.value, Sheet) and not _is_right(row.value):
                yield Finding("sheet-differs", {"joint": joint, "number": row.value.number})
    for joint, told in force.histories(ATTRIBUTIONS).items():
        for number, row in enumerate(told, 1):
            if isinstance(row.value, Attribution) and not _is_right(row.value):
                yield Finding("attribution-differs", {"joint": joint, "number": number})
    yield from _checks()
    yield from _pages()


def _checks() -> Iterator[Finding]:
    for told in entries(CHECKS):
        place = told.stream, told.version
        if isinstance(told.value, Check) and not exempting.is_of_the_record(told.value, told.at, place):
            yield Finding("check-differs", {"subject": told.value.subject, "unit": told.value.unit})


def _pages() -> Iterator[Finding]:
    first = {told.key: told for told in reversed(entries(LOOKUPS))}
    for told in entries(LOOKED):
        if isinstance(told.value, Looked) and not lookups.is_of_the_record(told, first[told.value.case]):
            yield Finding("page-differs", {"case": told.value.case, "version": told.version})


def _is_right(value: Sheet | Attribution) -> bool:
    """As far as this program can say."""
    return _is_by_another(value) or _holds(value)


def _is_by_another(value: Sheet | Attribution) -> bool:
    if isinstance(value, Sheet):
        return assessing.by_another_method(value)
    return attributing.by_another_method(value)


def _holds(value: Sheet | Attribution) -> bool:
    try:
        return assessing.agrees(value) if isinstance(value, Sheet) else attributing.is_of_the_record(value)
    except Rejected:
        return False  # what cannot be computed at all was not computed
