"""Who sees an entry of a meeting or of a bulletin: whoever sees the thing itself, and as much of it (404 to others).

Facts are shown whole: so a bulletin's entry is open to who reads all of it, and not to a unit that is shown its own
lines before it is issued.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404

from qiantou.access.bulletins import record_seat
from qiantou.access.guards import readable, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.acts.bulletins import Run, run_of
from qiantou.core.bulletin import ADDITIONS, BULLETINS, LETTERS, Addition, Bulletin, Issue
from qiantou.core.kernel import Entry, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.register import Listed
from qiantou.desk.meeting_read import decided_of, holder_of, parties
from qiantou.readmodel.models import MatterRow


def meeting_seen(account: Account, key: str, at: datetime) -> bool:
    """Whether the reader reads the words of an entry of a meeting: all it decides of opens to him, or he may hold it.

    Raises Http404 to who sees the meeting neither as the entry of this instant left it nor as it stands now. What calls
    one off names nobody: there it is the meeting as it was called.
    """
    register, reader = register_for(account), standing(account)
    told = register.histories(MEETINGS, shell.now()).get(key, [])
    left = [one.value for one in told if one.at <= at and one.value is not None][-1:]
    force = register.at(shell.now())
    shown = [one for one in (*left, force.section(MEETINGS).get(key)) if isinstance(one, Meeting)]
    if not any({*parties(one, force)} & reader.sight for one in shown):
        raise Http404
    decided = decided_of(shown[0])
    return holder_of(shown[0], reader, force) is not None or decided <= readable(decided, reader)


def bulletin_seen(account: Account, stream: Stream, version: int, key: str) -> None:
    """Whoever issues or approves reads every entry, a unit what it said of itself, and all who have a part in its works
    what was issued. Raises Http404."""
    seat, end = record_seat(account, stream, key)
    run = run_of(seat.name, seat.order, end)
    entry = next((one for one in run.entries if one.version == version), None)
    if entry is None:
        raise Http404
    value = entry.event.value
    said = isinstance(value, Addition) and value.unit in seat.seen.desks
    if not (seat.whole or said or _is_issued(run, entry)):
        raise Http404


def check_seen(account: Account, listed: Mapping[str, Any], by: str) -> None:
    """A check is for the unit it is of, for who drew it, and for who has to do with an application that rests on it.
    Raises Http404 to others."""
    value, reader = listed.get("value") or {}, standing(account)
    if {by, value.get("unit", "")} & reader.close:
        return
    asked = MatterRow.objects.filter(kind=EXEMPTION, asker=value.get("unit", "")).values_list("stream", flat=True)
    if not readable(asked, reader):
        raise Http404


def _is_issued(run: Run, entry: Entry[Listed]) -> bool:
    """Whether it is part of what was issued: not a draft that was shown before, nor the letter to who approves, nor
    a content that holds lines which were struck."""
    if run.issued is None or entry.event.section == LETTERS:
        return False
    issue = run.issued.event.value
    if entry.event.section == BULLETINS:
        whole = isinstance(entry.event.value, Bulletin) and not entry.event.value.struck
        return whole and isinstance(issue, Issue) and issue.version == entry.version
    return entry.event.section == ADDITIONS or entry.version == run.issued.version
