"""The rows of kinds that a release of the program came with, as its offers keep them.

`python -m tests.support.released_rows` writes the rows of the table anew: before the first release, never after it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from qiantou.core.kernel import RULE, Entry, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Policy
from qiantou.core.register import POLICIES, Listed
from qiantou.ledger.codec import decode, encode

RELEASED = Path(__file__).resolve().parents[1] / "ledger" / "released_rows.jsonl"
_STREAM, _AT = Stream("0" * 32), datetime(2026, 1, 1, tzinfo=UTC)


def as_stored(rows: Iterable[Policy]) -> str:
    """A line for each row: the facts of an entry that carries it."""
    entries = (Entry(_STREAM, 1, _AT, RULE, Listed(POLICIES, row.kind, row, date(2026, 1, 1))) for row in rows)
    return "".join(f"{encode(entry)[0].decode()}\n" for entry in entries)


def read_back(lines: str) -> dict[str, Policy]:
    """Kind → its row, as this program reads what a release has stored."""
    told = (decode(_STREAM, 1, _AT, line.encode(), None).event for line in lines.splitlines())
    return {listed.key: listed.value for listed in told}


if __name__ == "__main__":
    RELEASED.write_text(as_stored(KINDS.values()), encoding="utf-8")
