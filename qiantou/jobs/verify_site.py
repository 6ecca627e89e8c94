"""Checking this site's record and the rows of its pages, all from one state of the database."""

from collections.abc import Iterable

from qiantou.acts import registers, shell
from qiantou.ledger.legal import check_fold
from qiantou.ledger.report import Finding, Report
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.compare import differences


def verify_site() -> Report:
    """Sound when the record holds and every row is what the record comes to."""
    return verify_live(check_fold=check_fold, check_rows=_rows)


def _rows() -> Iterable[Finding]:
    return differences(registers.STREAMS, shell.now())
