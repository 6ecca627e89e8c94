"""A signature under a plan (签批) and what it stands for (docs/rules/signature.md).

It is asked by the lead alone, about a version as one entry of the plan put it out, and pins that entry: whatever is
drafted or put out later, what was signed stays what it was. It stands for a line or means, or for what an amendment
varies, exactly as the version says it: this unit, this day or a period of this rhythm. What somebody else recorded
for a desk stands once that desk has confirmed it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from qiantou.core import rhythm
from qiantou.core.context import Context
from qiantou.core.door import asked_in
from qiantou.core.facts import Lack, Offered
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.moves import Offer
from qiantou.core.plan import Line, Means, PlanValue, Purpose
from qiantou.core.plan_diff import Signed, owed
from qiantou.core.powers import COUNTERSIGN
from qiantou.core.recording import awaited_of
from qiantou.core.register import InForce

SIGNATURE, VARIATION = "signature", "variation"
CARRIED_OUT: dict[str, type] = {"task": Line, "means": Means}
"""The kinds that carry out what was signed, and what of a plan each carries out."""
_VERSION = re.compile(r"v[1-9][0-9]*")


def check_request(command: Offer, context: Context) -> None:
    """Raises Rejected for a signature under a plan that is not asked by its lead, or not about what was put out."""
    if command.kind != SIGNATURE or command.cause == COUNTERSIGN or not is_version(command.about):
        return
    charter = context.force.charter(command.joint)
    if charter is None or command.joint is None:
        raise Rejected("no-such-joint-work")
    if command.asker != charter.lead:
        raise Rejected("only-the-lead-asks", lead=charter.lead)
    if command.pinned:
        put = context.version(command.joint, command.pinned)
        if put is None or put.purpose is Purpose.CONSULTATION or f"v{put.number}" != command.about[0]:
            raise Rejected("not-put-out")


def is_version(about: Sequence[str]) -> bool:
    """Whether a letter that is about these names is about a version of a plan."""
    return bool(about) and _VERSION.fullmatch(about[0]) is not None


def check_signed(command: Offer, offered: Offered, by: Actor, context: Context) -> Lack | None:
    """What was reserved at signing, where the offer asks for it. Raises Rejected where no signature stands for it.

    A line or means is opened by whoever asked for the signature, by who leads now, or by the rule.
    """
    assert command.signature is not None
    charter = context.force.charter(command.joint)
    signed = context.matter(command.signature)
    if charter is None or signed is None or not covers(signed, offered, context):
        raise Rejected("not-signed", unit=command.doer)
    if command.kind == VARIATION:
        work = context.matter(command.parent) if command.parent is not None else None
        if work is None or work.line != command.about[1]:
            raise Rejected("not-signed", unit=command.doer)
    elif by.desk not in (None, signed.asker, charter.lead):
        raise Rejected("not-signed", unit=command.doer)
    asked = command.reservation
    if asked is None:
        return None
    if signed.reserved != (asked.curer, asked.since):
        raise Rejected("not-what-was-reserved", unit=command.doer)
    fresh = asked_in(command.fresh, asked.curer, command.doer, context.force)
    return Lack(asked.lack, asked.curer, asked.since, fresh)


def covers(signed: Matter, offered: Offered, context: Context) -> bool:
    """Whether the signature is given, by the doer of what is offered, and under exactly that."""
    if signed.kind != SIGNATURE or (signed.doer, signed.joint) != (offered.doer, offered.joint):
        return False
    put = context.version(signed.joint, signed.pinned) if signed.joint is not None and signed.pinned else None
    if put is None or not is_given(signed, context.force):
        return False
    if offered.policy.kind == VARIATION:
        return _varies(signed, offered, put)
    value = owed(put.content).get(offered.line)
    wanted = CARRIED_OUT.get(offered.policy.kind)
    if wanted is None or not isinstance(value, wanted) or offered.line not in signed.about[1:]:
        return False
    return doer_of(value) == offered.doer and _falls_due(value, offered.due)


def is_given(signed: Matter, force: InForce) -> bool:
    """Granted, or ruled to stand; what was recorded for a desk once it confirmed it."""
    given = signed.stage is Phase.CLOSED and signed.outcome in GRANTED
    return given and awaited_of(signed, force) is None


def day_of(value: PlanValue | None) -> date | None:
    """The day a line or means falls due; None where it repeats, or none was agreed."""
    match value:
        case Line(rhythm=None, due=due, outer=outer):
            return due or outer
        case Means(due=due):
            return due
        case _:
            return None


def doer_of(value: PlanValue | None) -> Desk | None:
    """Who owes a line or promised a means."""
    match value:
        case Line(unit=unit):
            return unit
        case Means(promiser=promiser):
            return promiser
        case _:
            return None


def _falls_due(value: PlanValue | None, due: date | None) -> bool:
    if isinstance(value, Line) and value.rhythm is not None:
        last = value.due or value.outer
        return due is not None and rhythm.falls_on(value.rhythm, due) and (last is None or due <= last)
    return due == day_of(value)


def _varies(signed: Matter, offered: Offered, put: Signed) -> bool:
    """Another day or doer, as the version gives it to a line or means; signed under that, or under the whole."""
    if len(offered.about) != 2 or offered.about[0] != f"v{put.number}":
        return False
    name = offered.about[1]
    value = owed(put.content).get(name)
    under = name in signed.about[1:] or not signed.about[1:]
    same = offered.due in (None, day_of(value)) and offered.new_doer in (None, doer_of(value))
    return value is not None and under and same
