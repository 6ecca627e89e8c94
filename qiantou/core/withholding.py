"""Refusing data as confidential says which rule, who may approve, and the least that can still be given.

"Confidential" alone leaves the asker with nothing and the refuser without blame. A yes or no per name, the hits alone,
or the match made by the holder itself mostly serve as well. What cannot be given at all needs its reason.
Rules: docs/rules/data.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from qiantou.core.kernel import Desk, Rejected, Words
from qiantou.core.plain import says
from qiantou.core.register import InForce

CONFIDENTIAL = "confidential"
YES_NO, HITS, HOLDER_MATCHES, NOTHING = "yes-no", "hits", "holder-matches", "nothing"
LEAST = (YES_NO, HITS, HOLDER_MATCHES, NOTHING)
"""What can be given, the most useful first: yes or no per name; only the names found; the holder makes the match and
gives its result; nothing."""


@dataclass(frozen=True)
class Withheld:
    """`rule`: the rule and article that forbids it; `approver`: who may approve; `why` where nothing can be given."""

    approver: Desk
    least: str
    rule: Words = ""
    why: Words = ""


def check_withheld(ground: str, withheld: Withheld | None, doer: Desk, force: InForce) -> Withheld | None:
    """What a refusal on this ground says of it. Raises Rejected("say-what-can-be-given"), with what is lacking."""
    if ground != CONFIDENTIAL:
        if withheld is not None:
            raise Rejected("nothing-withheld", ground=ground)
        return None
    lacking = _lacking(withheld, doer, force)
    if lacking or withheld is None:
        raise Rejected("say-what-can-be-given", lacking=lacking)
    return withheld


def approvers(holder: Desk, force: InForce) -> tuple[Desk, ...]:
    """Who may lift a refusal of this holder, nearest first: the posts above it that are not of its own unit, and the
    unit its line of business answers to. At the root, above which nobody stands, its own head."""
    own = force.whole(force.unit_of(holder))
    above = force.superiors(holder)
    others = [post for post in above if force.whole(force.unit_of(post)) != own]
    unit = force.unit(own)
    line = (unit.line,) if unit is not None and unit.line is not None and force.unit(unit.line) is not None else ()
    return (*(others or above), *line)


def _lacking(withheld: Withheld | None, doer: Desk, force: InForce) -> str:
    if withheld is None or not says(withheld.rule):
        return "rule"
    if withheld.approver not in approvers(doer, force):
        return "approver"
    if withheld.least not in LEAST:
        return "least"
    return "why" if withheld.least == NOTHING and not says(withheld.why) else ""
