"""In which post a unit's move is made: one of its own, as the register has it that day. Who signed is read from it.

For a leader's desk, and for a desk delegated to another post, see `core/acting.py`.
"""

from __future__ import annotations

from qiantou.core.kernel import Actor, Rejected
from qiantou.core.register import POSTS, TERMS, InForce, Term


def check_seat(by: Actor, force: InForce) -> None:
    """Raises Rejected("not-your-desk") for a unit's own move in a post that does not belong to that unit. What is
    recorded for a desk, or made behind a link, is made in no seat of it."""
    if by.desk is None or by.post in (None, by.desk) or by.recorded is not None or by.desk in force.section(POSTS):
        return
    if force.unit_of(by.post) != by.desk:
        raise Rejected("not-your-desk", desk=by.desk)


def check_filled(by: Actor, force: InForce) -> None:
    """Raises Rejected("nobody-in-post") for a move in a post in which nobody sat that day. Who it was, the register
    does not tell: it names persons by opaque ids, and no accounts. Where it names nobody at all, nothing is told."""
    if by.post is None:
        return
    terms = [term for term in force.section(TERMS).values() if isinstance(term, Term)]
    if terms and not any(one.post == by.post and (one.until is None or force.day <= one.until) for one in terms):
        raise Rejected("nobody-in-post", post=by.post)
