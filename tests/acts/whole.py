"""Whether everything derived from the record is what the record comes to, row by row."""

from itertools import pairwise

from qiantou.acts import registers
from qiantou.core.kernel import Stream
from qiantou.core.span import spans
from qiantou.ledger import stored
from qiantou.ledger.writer import read
from qiantou.readmodel.compare import differences
from qiantou.readmodel.models import MatterRow, SpanRow


def check_rows_are_the_fold(now) -> int:
    """Compare every stored row with one made afresh from the entries; how many matters there are."""
    with stored.snapshot():
        assert list(differences(registers.STREAMS, now)) == []
    rows = {row.stream: row for row in MatterRow.objects.all()}
    for stream, entries in read([Stream(name) for name in rows]).items():
        _check_spans(stream, spans(entries), rows[stream])
    return len(rows)


def _check_spans(stream, own, row) -> None:
    rows = SpanRow.objects.filter(stream=stream).order_by("ordinal")
    assert [(span.holder, span.state, span.start, span.end) for span in own] == [
        (span.holder, span.state, span.start, span.end) for span in rows
    ]
    if not own:
        assert not row.is_open, "only what ended in the instant it began was held for no time"
        return
    assert own[0].start == row.opened
    assert all(one.end == two.start for one, two in pairwise(own))
    assert (own[-1].end is None) == row.is_open
