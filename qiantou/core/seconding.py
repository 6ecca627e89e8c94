"""Persons lent to a body (抽调): nobody's person is taken without its unit's word or an order (docs/rules/charter.md).

Whoever answers for the work asks the home unit by a signature (cause LENDING); the person is lent from the day on which
it signs. The unit may also enter it itself; or a leader above it ordered it, told by number, quoted clause and scan of
the paper. It ends by itself after its last day, with the body, or earlier by another entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from qiantou.core.chartering import answerable
from qiantou.core.door import GRASS_ROOTS
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.loop import Play
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.powers import is_above
from qiantou.core.register import SECONDMENTS, InForce, Listed
from qiantou.core.undertaking import BODIES, Secondment

LENDING = "lend"
"""The cause of the signature by which a home unit lends a person; its `about` names the secondment."""
MOST_QUARTERS = 20  # quarters of a day in a working week
WEEK = 7


def check_secondment(lent: Secondment, listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a person who cannot be lent: to no body, from a township, for no days, or unasked."""
    charter, home = force.charter(lent.joint), force.unit(force.whole(lent.home))
    if charter is None:
        raise Rejected("no-such-joint-work")
    if charter.tier not in BODIES:
        raise Rejected("only-to-a-body")
    if by.desk is not None and by.desk not in (*answerable(charter), lent.home):
        raise Rejected("not-your-charter", lead=charter.lead)
    if home is None:
        raise Rejected("unknown-desk", desk=lent.home)
    if home.sort == GRASS_ROOTS:
        raise Rejected("none-from-townships", unit=force.whole(lent.home))
    if not 1 <= lent.quarter_days <= MOST_QUARTERS:
        raise Rejected("days-a-week", least="0.25", most=5)
    if lent.until < (lent.begins or listed.since):
        raise Rejected("term-ends-before-it-begins")
    before = force.section(SECONDMENTS).get(listed.key)
    _is_lent(lent, before if isinstance(before, Secondment) else None, force, by)


def _is_lent(lent: Secondment, before: Secondment | None, force: InForce, by: Actor) -> None:
    """The home unit says so itself, was ordered to, or is asked and has not answered; else nothing grows.

    More than was agreed is asked as a further secondment: what was given stays counted, and stands meanwhile.
    """
    grows = before is None or wider(lent, before)
    if before is not None and by.desk not in _may_end(before, force):
        raise Rejected("only-the-issuer", issuer=before.order or before.home)
    if lent.order is not None:
        if not is_above(lent.order, lent.home, force):
            raise Rejected("orders-from-above", desk=lent.order, unit=lent.home)
        if grows and not (lent.number.strip() and lent.clause.strip() and lent.scan.strip()):
            raise Rejected("number-clause-scan")
        return
    if by.desk is None or by.desk == lent.home:
        return
    granted = lent.agreed is not None and (before is None or lent.agreed != before.agreed)
    asked_for_less = grows and (before is not None and lent.asked == before.asked)
    is_agreed = before is not None and before.agreed is not None
    if granted or lent.asked is None or asked_for_less or (grows and is_agreed):
        raise Rejected("home-unit-agrees", unit=lent.home)


def wider(lent: Secondment, before: Secondment) -> bool:
    """Whether more is lent than before: longer, earlier, more days, another's person or to another work."""
    is_earlier = before.begins is not None and (lent.begins is None or lent.begins < before.begins)
    moved = (lent.home, lent.joint) != (before.home, before.joint)
    return moved or lent.until > before.until or is_earlier or lent.quarter_days > before.quarter_days


def check_taken_back(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected unless the entry is taken out by who lends, who ordered it, or who answers for the work."""
    before = force.section(SECONDMENTS).get(listed.key)
    if not isinstance(before, Secondment):
        raise Rejected("wrong-key", key=listed.key)
    if by.desk not in _may_end(before, force):
        raise Rejected("only-the-issuer", issuer=before.order or before.home)


def _may_end(lent: Secondment, force: InForce) -> tuple[Desk | None, ...]:
    """Who may end it early: who answers for the work; the home unit, unless it was ordered; then who ordered it, or a
    post above. None: a rule."""
    charter = force.charter(lent.joint)
    lender = (lent.home,) if lent.order is None else (lent.order, *force.superiors(lent.order))
    return (None, *(answerable(charter) if charter is not None else ()), *lender)


def may_end(desk: Desk, lent: Secondment, force: InForce) -> bool:
    return desk in _may_end(lent, force)


def agreed(play: Play, force: InForce) -> Iterator[Listed]:
    """The secondments that a command's signatures lend: from today, by an entry of their own."""
    moved = {entry.stream for entry in play.entries}
    letters = {name: one for name, one in play.touched.items() if one.cause == LENDING and name in moved}
    if not letters:
        return  # nearly every command: nothing is read for it
    for key, lent in force.section(SECONDMENTS).items():
        if not isinstance(lent, Secondment) or lent.agreed is not None or lent.asked not in letters:
            continue
        if _signs(letters[lent.asked], key, lent, force):
            yield Listed(SECONDMENTS, key, replace(lent, agreed=force.day), force.day)


def _signs(matter: Matter, key: str, lent: Secondment, force: InForce) -> bool:
    """Granted by the home unit or by a leader above it; what was recorded for it lends nobody before it is confirmed.

    The sponsor who decides in the work may stand beside the home unit: his ruling lends nobody of it.
    """
    named = (matter.kind, matter.cause, matter.doer, matter.joint) == ("signature", LENDING, lent.home, lent.joint)
    granted = not matter.is_open and matter.outcome in GRANTED and not matter.is_hatched
    ruled_beside = matter.arbiter is not None and not is_above(matter.arbiter, lent.home, force)
    return named and key in matter.about and granted and not ruled_beside


def given(lent: Secondment, force: InForce) -> Fraction:
    """Working days given so far, today included; what counts as the home unit's contribution."""
    if lent.agreed is None or lent.begins is None:
        return Fraction(0)
    charter = force.charter(lent.joint)
    last = min(lent.until, force.day, (charter.ended if charter is not None else None) or force.day)
    days = (last - max(lent.begins, lent.agreed)).days + 1
    return Fraction(lent.quarter_days, 4) * Fraction(max(0, days), WEEK)
