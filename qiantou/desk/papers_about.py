"""What a paper that takes a number is the paper of: a matter, a joint work, one bulletin, one meeting, one table.

In a form it has a name: the short name of a matter or a joint work, or `bulletin/REF/END`, `meeting/REF`,
`dispositions/REF/VERSION`. A bulletin, a meeting and the table of a version have numbers of their own each, taken by
the unit that issues them alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from qiantou.access.bulletins import Seat, seat_for
from qiantou.access.guards import joint_for, matter_for, standing
from qiantou.access.models import Account
from qiantou.core.bulletin import stream_of
from qiantou.core.convening import letters_of
from qiantou.core.kernel import Desk, Stream, derived
from qiantou.core.numbering import Form
from qiantou.core.register import InForce
from qiantou.desk.addresses import ref
from qiantou.desk.meeting_read import Met
from qiantou.desk.meeting_read import found as meeting_for
from qiantou.readmodel.models import JointRow, MatterRow


@dataclass(frozen=True)
class About:
    """`stream`: under which the number is found again; `name`: in the form that takes it."""

    stream: Stream
    name: str


@dataclass(frozen=True)
class Wanted:
    """What a number is asked for, whom the paper goes to, and who issues it; None where either side may."""

    about: About
    to: tuple[Desk, ...] = ()
    issuer: Desk | None = None


def of_matter(stream: str) -> About:
    return About(Stream(stream), ref(stream))


def of_bulletin(seat: Seat, end: date) -> About:
    day = end.isoformat()
    return About(derived(stream_of(seat.name, end.year), f"number/{day}"), f"bulletin/{seat.ref}/{day}")


def of_meeting(met: Met) -> About:
    return About(letters_of(met.key), f"meeting/{met.ref}")


def of_dispositions(joint: str, version: str) -> About:
    return About(derived(Stream(joint), f"dispositions/{version}"), f"dispositions/{ref(joint)}/{version}")


def wanted(account: Account, name: str, form: str, *, unit: Desk, force: InForce) -> Wanted:
    """What a name in a form is, as far as the account may see it. Raises Http404, also for a form it does not have."""
    match name.split("/"):
        case ["bulletin", short, end] if form == Form.BULLETIN:
            seat = seat_for(account, short)
            return Wanted(of_bulletin(seat, _day(end)), issuer=seat.order.issuer)
        case ["meeting", short] if form == Form.MINUTES:
            met = meeting_for(short, standing(account), force)
            return Wanted(of_meeting(met), met.value.invited, met.value.chair)
        case ["dispositions", short, version] if form == Form.DISPOSITIONS:
            work = joint_for(account, short)
            return Wanted(of_dispositions(work.stream, version), issuer=Desk(work.lead))
        case [short]:
            return _of_row(_row(account, short), form, unit=unit, force=force)
    raise Http404


def _row(account: Account, short: str) -> MatterRow | JointRow:
    try:
        return matter_for(account, short)
    except Http404:
        return joint_for(account, short)


def _of_row(row: MatterRow | JointRow, form: str, *, unit: Desk, force: InForce) -> Wanted:
    """A matter's paper goes to who decides, or to the other side."""
    if isinstance(row, JointRow):
        return Wanted(of_matter(row.stream))
    to = row.arbiter if form in (Form.SUBMISSION, Form.APPROVAL) else ""
    other = row.asker if force.unit_of(Desk(row.asker)) != unit else row.doer
    return Wanted(of_matter(row.stream), (Desk(to or other),))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Http404 from fault
