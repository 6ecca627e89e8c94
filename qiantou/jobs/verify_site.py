"""Checking this site's record and the rows of its pages, all from one state of the database; then what was computed.

A sheet of an assessment and an attribution of a delay are computed from the record and typed by nobody: each that was
ever put out is computed once more. That needs the site; an export tells them as they were entered.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from qiantou.acts import assessing, attributing, registers, shell
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.kernel import Rejected
from qiantou.core.review import SHEETS, Sheet
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.report import Finding, Report, Verdict
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.compare import RowsComparison


def verify_site() -> Report:
    """Sound when the record holds, every row is what the record comes to, and so is whatever was computed from it."""
    compare = partial(RowsComparison.under, registers.STREAMS, shell.now())
    report = verify_live(fold_under=fold_under, together=together_under, compare=compare)
    if not report.is_sound:
        return report
    found = tuple(differing())
    return replace(report, verdict=Verdict.BROKEN, findings=found) if found else report


def differing() -> Iterator[Finding]:
    """Every sheet and attribution ever put out that the record through its instant does not come to."""
    force = registers.current().at(shell.now())
    for joint, told in force.histories(SHEETS).items():
        for row in told:
            if isinstance(row.value, Sheet) and not _holds(row.value):
                yield Finding("sheet-differs", {"joint": joint, "number": row.value.number})
    for joint, told in force.histories(ATTRIBUTIONS).items():
        for number, row in enumerate(told, 1):
            if isinstance(row.value, Attribution) and not _holds(row.value):
                yield Finding("attribution-differs", {"joint": joint, "number": number})


def _holds(value: Sheet | Attribution) -> bool:
    try:
        return assessing.agrees(value) if isinstance(value, Sheet) else attributing.is_of_the_record(value)
    except Rejected:
        return False  # what cannot be computed at all was not computed
