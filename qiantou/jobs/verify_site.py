"""Checking this site's record and the rows of its pages, all from one state of the database."""

from functools import partial

from qiantou.acts import registers, shell
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.report import Report
from qiantou.ledger.verify import verify_live
from qiantou.readmodel.compare import RowsComparison


def verify_site() -> Report:
    """Sound when the record holds and every row is what the record comes to."""
    compare = partial(RowsComparison.under, registers.STREAMS, shell.now())
    return verify_live(fold_under=fold_under, together=together_under, compare=compare)
