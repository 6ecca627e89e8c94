"""What may be entered of bulletins, and by whom (docs/rules/bulletin.md).

The office or the keeper issues, never the lead, and only what the sponsor has signed: the very entry of the content.
Whoever it puts in a bad light has had its lines before it for a full working day. Nothing is changed once issued:
what was wrong is corrected by an addition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qiantou.core.binding import signer
from qiantou.core.bulletin import (
    ADDITIONS,
    APPROVAL,
    BULLETINS,
    ISSUES,
    LETTERS,
    ORDERS,
    OWN_SECTIONS,
    Addition,
    Bulletin,
    Issue,
    Letter,
    Order,
    bulletin_of,
    end_of,
    last_over,
    lines,
    lines_of,
    named,
    order_key,
    period,
    rests_on,
    stream_of,
)  # fmt: skip
from qiantou.core.bulletin_stream import content_of, free_from, issued_of, letter_of
from qiantou.core.chartering import answerable
from qiantou.core.guard import said, worded
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.matter import Matter
from qiantou.core.office import offices_of
from qiantou.core.plan import Every
from qiantou.core.register import InForce, Listed
from qiantou.core.review_terms import is_of
from qiantou.core.signature import SIGNATURE, is_given

Look = Callable[[Stream], Matter | None]


def issuers_of(joint: Stream | None, force: InForce) -> tuple[Desk, ...]:
    """The units that may issue for a joint work: its keeper, the office of its working group, and the offices of its
    issuer and of its sponsor; never a desk of the lead."""
    charter = force.charter(joint)
    if charter is None:
        return ()
    leaders = (office for post in (charter.issuer, charter.sponsor) for office in offices_of(post, force))
    offices = (charter.keeper, charter.office, *leaders)
    fit = (desk for desk in offices if desk is not None and not is_of(desk, charter.lead, force))
    return tuple(dict.fromkeys(fit))


def approver(order: Order, force: InForce) -> Desk:
    """Who approves: the sponsor; where there is none the leader who looks after the office, or the post above it."""
    charter = force.charter(order.joint)
    if charter is not None and charter.sponsor is not None:
        return charter.sponsor
    found = signer(order.issuer, force) or next(iter(force.superiors(order.issuer)), None)
    if found is None:
        raise Rejected("no-arbiter", asker=order.issuer, doer=order.issuer)
    return found


def check_order(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for an order whose issuer may not issue, or that is not this desk's to enter."""
    before = force.section(ORDERS).get(listed.key)
    order = listed.value if isinstance(listed.value, Order) else before
    if not isinstance(order, Order):
        raise Rejected("wrong-key", key=listed.key)
    if listed.key != order_key(order.joint or order.issuer):
        raise Rejected("wrong-key", key=listed.key)
    _not_the_lead(order, force)
    if order.joint is None:
        own: tuple[Desk, ...] = (order.issuer, *force.superiors(order.issuer))
    else:
        charter = force.charter(order.joint)
        if charter is None:
            raise Rejected("no-such-joint-work")
        if order.issuer not in issuers_of(order.joint, force):
            raise Rejected("no-office-of-it", issuer=order.issuer)
        own = (*answerable(charter), order.issuer)
    if by.desk is not None and by.desk not in own:
        raise Rejected("not-the-office", issuer=order.issuer)
    if order.every not in (Every.WEEK, Every.MONTH, Every.QUARTER) or order.ahead < 1:
        raise Rejected("wrong-value", section=listed.section)


def _not_the_lead(order: Order, force: InForce) -> None:
    charter = force.charter(order.joint)
    if force.unit(order.issuer) is None:
        raise Rejected("unknown-desk", desk=order.issuer)
    if charter is not None and charter.lead in (order.issuer, force.whole(order.issuer)):
        raise Rejected("not-the-leads", lead=charter.lead)


def may_issue(order: Order, force: InForce) -> bool:
    """Whether the issuer is in the register and does not lead the work meanwhile."""
    try:
        _not_the_lead(order, force)
    except Rejected:
        return False
    return True


def check_own(listed: Listed, before: Sequence[Entry[Listed]], force: InForce, by: Actor) -> None:
    """Raises Rejected for an entry of a bulletin that cannot stand. `before`: the entries of its stream."""
    assert listed.section in OWN_SECTIONS
    if isinstance(listed.value, Addition) and listed.value.clearing is not None:
        _addition(listed.value, listed, before, by)  # the order may be gone since, and its office
        return
    order = _order_of(listed.key, force)
    _not_the_lead(order, force)
    key = bulletin_of(listed.key)
    content = content_of(before, key)
    is_issued = issued_of(before, key) is not None
    match listed.value:
        case Addition() as addition:
            _addition(addition, listed, before, by)
            return
        case None:
            raise Rejected("bulletin-issued" if is_issued else "wrong-key", key=listed.key)
    if listed.key != key:
        raise Rejected("wrong-key", key=listed.key)
    by_rule = by.desk is None and isinstance(listed.value, Bulletin) and content is None
    if by.desk != order.issuer and not by_rule:
        raise Rejected("not-the-office", issuer=order.issuer)
    if is_issued:
        raise Rejected("bulletin-issued")
    match listed.value:
        case Bulletin() as made:
            if by_rule and (made.marks or made.struck):  # the record alone speaks before the office does
                raise Rejected("not-the-office", issuer=order.issuer)
            _content(made, key, order, force)
        case Letter(version=version, approver=named):
            if content is None or content.version != version or named != approver(order, force):
                raise Rejected("not-approved", approver=approver(order, force))
        case Issue(version=version):
            if content is None or content.version != version:
                raise Rejected("moved-on")
            _shown(before, key, order, force)


def _order_of(key: str, force: InForce) -> Order:
    """Of a period that ended since the order was first given."""
    end = end_of(key)
    for name, value in force.section(ORDERS).items():
        if end is None or not isinstance(value, Order) or not key.startswith(f"{stream_of(name, end.year)}/"):
            continue
        if end >= min(known.since for known in force.history(ORDERS, name)):
            return value
    raise Rejected("no-bulletin-order")


def _content(made: Bulletin, key: str, order: Order, force: InForce) -> None:
    """A whole period of the order that is over; each mark beside a fact of its unit."""
    if (made.joint, made.issuer) != (order.joint, order.issuer) or not key.endswith(f"/{made.end.isoformat()}"):
        raise Rejected("wrong-key", key=key)
    if period(order.every, made.start) != (made.start, made.end) or made.end > last_over(order.every, force.day)[1]:
        raise Rejected("period-not-over", day=made.end)
    _struck(made, order, force)
    told = dict(lines(made))
    for mark in made.marks:
        said(mark.text)
        cited = [told[place] for place in mark.items if place in told]
        if not cited or len(cited) < len(mark.items) or not all(rests_on(mark, item) for item in cited):
            raise Rejected("mark-without-fact", unit=mark.unit)


def _struck(made: Bulletin, order: Order, force: InForce) -> None:
    """A line is struck with a reason, and never one that names the office itself, one of its posts or who approves."""
    places = [one.item for one in made.struck]
    if len(set(places)) < len(places) or not all(0 <= place < len(made.items) for place in places):
        raise Rejected("wrong-value", section=BULLETINS)
    for one in made.struck:
        said(one.reason)
        own = (order.issuer, approver(order, force))
        if any(desk in own or order.issuer in offices_of(desk, force) for desk in named(made.items[one.item])):
            raise Rejected("strikes-its-own", line=one.item + 1)


def _shown(before: Sequence[Entry[Listed]], key: str, order: Order, force: InForce) -> None:
    for desk, until in free_from(before, key, order, force).items():
        if force.instant < until:
            raise Rejected("shown-too-late", unit=desk, until=until)


def _addition(addition: Addition, listed: Listed, before: Sequence[Entry[Listed]], by: Actor) -> None:
    """A unit named in the content says one sentence of its own until it is issued; the office corrects afterwards, and
    so does whoever clears a name (`core/clearing.py`)."""
    key = bulletin_of(listed.key)
    content, issue = content_of(before, key), issued_of(before, key)
    if content is None or not isinstance(content.event.value, Bulletin):
        raise Rejected("wrong-key", key=listed.key)
    bulletin = content.event.value
    worded(addition.text)
    if addition.item is not None and not 0 <= addition.item < len(bulletin.items):
        raise Rejected("wrong-value", section=ADDITIONS)
    theirs = next((entry.event.value for entry in before if entry.event.key == listed.key), None)
    if isinstance(theirs, Addition) and (issue is not None or theirs.unit != addition.unit):
        raise Rejected("bulletin-issued")
    if addition.clearing is not None:
        if addition.unit is not None or addition.item is None:
            raise Rejected("wrong-value", section=ADDITIONS)
        if issue is None:
            raise Rejected("correct-the-draft")
        return
    if addition.unit is None:
        if by.desk != bulletin.issuer:
            raise Rejected("not-the-office", issuer=bulletin.issuer)
        if issue is None:
            raise Rejected("correct-the-draft")
        return
    if by.desk != addition.unit or not any(lines_of(bulletin, frozenset([addition.unit]))):
        raise Rejected("not-in-the-bulletin")
    if issue is not None:
        raise Rejected("bulletin-issued")


def check_issued(listed: Sequence[Entry[Listed]], plan: Callable[[Stream], Sequence[Entry[Listed]]], look: Look,
                 force: InForce) -> None:  # fmt: skip
    """Raises Rejected for a bulletin issued without the signature under that very content, or a letter without one."""
    for entry in listed:
        if entry.event.section not in (LETTERS, ISSUES):
            continue
        own, key = plan(entry.stream), entry.event.key
        letter = letter_of(own, key)
        signed = look(letter.approval) if letter is not None else None
        if letter is None or signed is None or not _is_asked(signed, letter, key):
            raise Rejected("not-approved", approver=letter.approver if letter is not None else None)
        if entry.event.section == ISSUES and not is_given(signed, force):
            raise Rejected("not-approved", approver=letter.approver)


def _is_asked(signed: Matter, letter: Letter, key: str) -> bool:
    told = signed.kind, signed.cause, signed.about, signed.pinned, signed.doer
    return told == (SIGNATURE, APPROVAL, (key,), letter.version, letter.approver)
