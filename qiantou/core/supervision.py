"""Supervision item outside the ladder (督办立项): opened only with a leader's approval, counted, and ended by a day.

Who asks is the office of a leader above the doer, or such a leader, and no side of the work. The item goes to the
leader named as approver before its doer hears of it as a demand; it has a number, an end date, and the month of its
issuing government has room for it. It is refused while whoever it would press is blocked, waits for an answer, is
excused, or has nothing in hand; where that comes later, it rests. It stands beside the work, moves with it to another
doer, and ends with it or with its last day.
Source: Decree 733; the number a month is [default]; docs/rules/supervision.md, with worked examples that the tests run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from qiantou.core.context import Context
from qiantou.core.facts import Referred
from qiantou.core.guidance import awaits_guidance
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase, Policy
from qiantou.core.matter import APPROVAL, STANDS, STOPPED, Matter
from qiantou.core.moves import NoteSide, Offer
from qiantou.core.office import offices_of, together
from qiantou.core.register import POSTS, InForce
from qiantou.core.urgent import month_begin

Lookup = Callable[[Stream], Matter | None]
IN_HAND = (Phase.OFFERED, Phase.UNDERWAY)
"""The stages in which the doer of a work has to act."""
BRACKETS = str.maketrans("〔〕[]【】", "()()()")
"""Brackets around the year of a number, written in several ways."""


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
    _approved(command, work, context.force)
    if not any(sign.isdigit() for sign in command.number):
        raise Rejected("item-needs-a-number")
    if command.due is None or command.due < context.force.day:
        raise Rejected("item-needs-an-end")
    if (barred := barred_by(work)) is not None:
        raise barred
    if awaits_guidance(work, context.matter):
        raise Rejected("target-awaits-an-answer")
    if policy.kind in context.sides:
        raise Rejected("already-asked", kind=policy.kind)
    issuers, since = government(command.asker, context.force), month_begin(context.force)
    if sum(context.issued(desk, policy.kind, since) for desk in issuers) >= policy.quota:
        raise Rejected("items-capped", most=policy.quota)


def barred_by(work: Matter) -> Rejected | None:
    """Why nobody presses the work now: its doer is blocked, waits for an answer it asked for, is excused, or has
    nothing of it in hand. None if one may."""
    if any(block.standing in STANDS for block in work.blocks):
        return Rejected("target-blocked", holder=work.holder)
    if work.asking:
        return Rejected("target-awaits-an-answer")
    if work.stage not in IN_HAND:
        return Rejected("only-beside-work-underway", phase=work.phase.value)
    return Rejected("was-excused") if work.excused else None


def government(desk: Desk, force: InForce) -> tuple[Desk, ...]:
    """The unit in whose name a desk issues, its leaders' offices, and all their posts, in order: their items are
    counted together."""
    units = together(desk, force)
    posts = (Desk(post) for post in force.section(POSTS) if force.whole(force.unit_of(Desk(post))) in units)
    return tuple(sorted({*units, desk, *posts}))


def folded(number: str) -> str:
    """A number as it is compared: without spaces, its brackets and digits in one width."""
    return "".join(unicodedata.normalize("NFKC", number).translate(BRACKETS).split()).casefold()


def offices(work: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who may put the work under supervision: the posts above its doer and their offices, no side of the work."""
    above = force.superiors(work.doer)
    desks = (*above, *(office for post in above for office in offices_of(post, force)))
    return tuple(dict.fromkeys(desk for desk in desks if not work.is_party(desk)))


def presses(item: Matter, doer: Desk, force: InForce) -> bool:
    """Whether the issuer of the item may press that desk too: as a leader above it, or the office of one."""
    above = force.superiors(doer)
    return item.asker != doer and any(item.asker in (post, *offices_of(post, force)) for post in above)


def stays_with_the_work(item: Matter, doer: Desk | None) -> None:
    """Raises Rejected where a desk is named for an item: it is for whoever does the work, and moves with it."""
    if item.policy.supervises and doer is not None:
        raise Rejected("item-for-the-doer", doer=item.doer)


def recorded_by_a_third(recorder: Desk, item: Matter, context: Context) -> None:
    """Raises Rejected where a side of the pressed work, or the unit of one, enters the approver's decision."""
    work = context.matter(item.parent) if item.parent is not None else None
    sides = (work.asker, work.doer) if work is not None else ()
    if any(recorder in (side, *offices_of(side, context.force)) for side in sides):
        raise Rejected("approval-by-a-third", recorder=recorder)


def _approved(command: Offer, work: Matter, force: InForce) -> None:
    """The approver is a post above the doer, and neither asks nor does."""
    if command.approver is None or command.approver not in force.superiors(command.doer):
        raise Rejected("approver-not-above", unit=command.doer)
    if command.approver == command.asker or work.is_party(command.approver):
        raise Rejected("approves-its-own")


def is_stopped(work: Matter) -> bool:
    """Whether the clock of its doer stands for what another desk has in hand."""
    return any(block.held and block.held[-1][1] is None for block in work.blocks)


def is_at_rest(work: Matter) -> bool:
    """Whether nobody presses its doer now: it is stopped, excused, waits for what it asked, or has it not in hand."""
    return is_stopped(work) or work.stage not in IN_HAND or work.excused is not None or bool(work.asking)


def resting(
    before: Matter, after: Matter, links: Callable[[Stream], Iterable[Stream]], lookup: Lookup
) -> Iterator[tuple[Stream, NoteSide]]:
    """An item rests as the ladder of the work it presses does: nobody stopped or finished is pressed, nor late with
    what presses it.

    That time stays the doer's, whatever becomes of the obstacle: an answer to it takes days, not weeks.
    """
    stopped = is_at_rest(after)
    if not after.is_open or is_at_rest(before) is stopped:
        return
    for name in links(after.stream):
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
