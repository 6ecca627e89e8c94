"""Supervision item outside the ladder (督办立项): opened only with a leader's approval, counted, and ended by a day.

Who asks is the office of a leader above the doer, or such a leader, and no side of the work. The item goes to the
leader named as approver before its doer hears of it as a demand; it has a number, an end date, and its issuer's month
has room for it. It is refused while whoever it would press is blocked or waits for an answer; where the work is
stopped later, it rests. It stands beside the work and ends with it.
Source: Decree 733; the number a month is [default]; docs/rules/supervision.md, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from qiantou.core.context import Context
from qiantou.core.facts import Referred
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Policy
from qiantou.core.matter import APPROVAL, STANDS, STOPPED, Matter
from qiantou.core.moves import NoteSide, Offer
from qiantou.core.register import InForce
from qiantou.core.urgent import month_begin

Lookup = Callable[[Stream], Matter | None]


def check_item(command: Offer, work: Matter | None, policy: Policy, context: Context) -> None:
    """Raises Rejected for an item that may not be opened."""
    if work is None or not command.beside or work.policy.beside or work.policy.supervises:
        raise Rejected("needs-its-matter", kind=policy.kind)
    if not work.is_open:
        raise Rejected("only-beside-work-underway", phase=work.phase.value)
    if command.doer != work.doer:
        raise Rejected("item-for-the-doer", doer=work.doer)
    if work.is_party(command.asker):
        raise Rejected("supervises-itself")
    if command.asker not in offices(work, context.force):
        raise Rejected("no-supervision-office", doer=work.doer)
    _approved(command, context.force)
    if not command.number.strip():
        raise Rejected("item-needs-a-number")
    if command.due is None or command.due < context.force.day:
        raise Rejected("item-needs-an-end")
    if any(block.standing in STANDS for block in work.blocks):
        raise Rejected("target-blocked", holder=work.holder)
    if work.asking:
        raise Rejected("target-awaits-an-answer")
    if policy.kind in context.sides:
        raise Rejected("already-asked", kind=policy.kind)
    if context.issued(command.asker, policy.kind, month_begin(context.force)) >= policy.quota:
        raise Rejected("items-capped", most=policy.quota)


def offices(work: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who may put the work under supervision: the posts above its doer and their offices, no side of the work."""
    above = force.superiors(work.doer)
    desks = (*above, *(force.unit_of(post) for post in above))
    return tuple(dict.fromkeys(desk for desk in desks if desk is not None and not work.is_party(desk)))


def _approved(command: Offer, force: InForce) -> None:
    """The approver is a post above the doer, and neither asks nor does."""
    if command.approver is None or command.approver not in force.superiors(command.doer):
        raise Rejected("approver-not-above", unit=command.doer)
    if command.approver == command.asker:
        raise Rejected("approves-its-own")


def is_stopped(work: Matter) -> bool:
    """Whether the clock of its doer stands for what another desk has in hand."""
    return any(block.held and block.held[-1][1] is None for block in work.blocks)


def resting(
    before: Matter, after: Matter, sides: Iterable[Stream], lookup: Lookup
) -> Iterator[tuple[Stream, NoteSide]]:
    """An item rests while the work it presses is stopped: nobody stopped is pressed, nor late with what presses it.

    That time stays the doer's, whatever becomes of the obstacle: an answer to it takes days, not weeks.
    """
    stopped = is_stopped(after)
    if not after.is_open or is_stopped(before) is stopped:
        return
    for name in sides:
        item = lookup(name)
        if item is not None and item.is_open and item.policy.supervises:
            yield name, NoteSide(after.stream, STOPPED, stopped)


def to_the_approver(command: Offer) -> Referred:
    """The item is the approver's first: approved it is asked of the doer, refused it ends."""
    assert command.approver is not None
    return Referred(command.approver, APPROVAL)


def asks_instead(command: Offer, work: Matter, context: Context) -> bool:
    """Whether the lead of the joint work asks beside the work in its doer's stead (代提)."""
    charter = context.force.charter(work.joint)
    return command.instead and charter is not None and command.asker == charter.lead


def may_name_a_superior(to: Desk | None, doer: Desk, force: InForce) -> bool:
    """Whether `to` stands above the township `doer`: by its post or head, in line, or as the upper department of a row
    of its duty list."""
    if to is None:
        return False
    return force.stands_over(to, doer) or any(to in duty.uppers for duty in force.duties(doer).values())
