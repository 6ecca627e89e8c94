"""When everybody had signed what a line was opened for, and who led when it was.

What came between signing and opening is a late launch. The instant is that of the last signature under the version
which the line's own signature is for; where another signature under that version was not given, under the next that
everybody asked signed. What was opened without a signature, as the lead's own lines are, was agreed on when it was
opened. Source: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from qiantou.core.kernel import Desk, Stream
from qiantou.core.matter import GRANTED
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.signature import SIGNATURE
from qiantou.core.undertaking import Charter
from qiantou.insight.bulletin_waits import Record


def signed_at(records: Mapping[Stream, Record]) -> dict[int, datetime]:
    """Entry of the plan that put a version out → when all who were asked to sign it had; without those of which one
    has not."""
    asked: dict[int, list[Record]] = {}
    for one in records.values():
        if one.matter.kind == SIGNATURE and one.matter.pinned:
            asked.setdefault(one.matter.pinned, []).append(one)
    return {
        entry: max(one.entries[-1].at for one in told)
        for entry, told in sorted(asked.items())
        if all(one.matter.outcome in GRANTED for one in told)
    }


def agreed_at(one: Record, records: Mapping[Stream, Record], signed: Mapping[int, datetime]) -> datetime:
    """When the line that this matter was opened for could have been launched; `signed`: as of `signed_at`."""
    opened, own = one.entries[0].at, records.get(one.after[0].signature or Stream(""))
    if own is None:
        return opened
    whole = (at for entry, at in sorted(signed.items()) if entry >= own.matter.pinned)
    return min(opened, next(whole, opened))


def leading(joint: Stream | None, at: datetime, force: InForce) -> Desk | None:
    """Who led the work then."""
    rows = force.history(CHARTERS, joint) if joint is not None else ()
    led = [row.value.lead for row in rows if isinstance(row.value, Charter) and row.at <= at]
    return led[-1] if led else None
