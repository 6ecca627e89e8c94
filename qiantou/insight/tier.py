"""Which tier 层级 a joint work needs, and who decides in it: the lightest that will do, with reasons. People decide.

A chain is the posts above a unit, nearest first, as the register holds them; the first is whoever looks after it. A
body needs people who work for it: where nobody does, a joint meeting does as well.
Source: docs/rules/lead.md, whose worked examples the tests run; State Council Decree 486 (2007), article 11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiantou.core.undertaking import Tier
from qiantou.insight.lead import lowest_above

BODY_PEOPLE = 2
"""[default] So many full-time people on coordination, or anybody lent from another unit, make a body."""

MANY_PORTFOLIOS = 3
"""[default] A body across so many portfolios, decided by the head of all of them, is a leading group."""


class Ground(StrEnum):
    """Why no lighter tier will do, or why this one does."""

    ALONE = "alone"  # no other unit owes a line
    LEAD_ABOVE = "lead-above"  # the lead stands above all the others
    ONE_PORTFOLIO = "one-portfolio"  # one leader looks after all of them
    PORTFOLIOS = "portfolios"  # several leaders look after them
    ASKED_ONLY = "asked-only"  # somebody stands in no chain with the lead, and can only be asked
    PEOPLE = "people"  # people work for it full time, or are lent to it
    TOP = "top"  # a body across many portfolios, and only the head of all of them stands above
    TOWNSHIP_LEADS = "township-leads"  # people work for it, but a township leads no body


@dataclass(frozen=True)
class Sides:
    """Who takes part. `above`: of each unit its chain, of the lead too. `below`: the doers the lead stands above.

    `people`: full-time people on coordination, None: not agreed. `lent`: whether people of other units are lent to it.
    """

    lead: str
    above: Mapping[str, Sequence[str]]
    below: frozenset[str] = frozenset()
    people: float | None = None
    lent: bool = False
    lead_is_township: bool = False


@dataclass(frozen=True)
class Proposal:
    """`grounds`: first the one that the tier rests on. `sponsors`: the lowest posts above the lead and every doer that
    has a chain in common with it, none where nobody is known; `height` as in `Above`. `portfolios`: the leaders who
    look after the lead and those it does not stand above, each once. `asked`: doers that can only be asked."""

    tier: Tier
    grounds: tuple[Ground, ...]
    sponsors: tuple[str, ...]
    height: int
    portfolios: tuple[str, ...]
    asked: tuple[str, ...]


def propose(sides: Sides) -> Proposal:
    """The lightest tier that will do. The lead is one of `above`, with an empty chain where it is not known."""
    chain = sides.above[sides.lead]
    others = [unit for unit in sides.above if unit != sides.lead]
    asked = tuple(unit for unit in others if unit not in sides.below and not set(sides.above[unit]) & set(chain))
    bound = [sides.lead, *(unit for unit in others if unit not in asked and unit not in sides.below)]
    above = lowest_above({unit: sides.above[unit] for unit in bound})
    portfolios = tuple(dict.fromkeys(sides.above[unit][0] for unit in bound if sides.above[unit]))
    ground = _ground(sides, others, asked, portfolios)
    needs_body = sides.lent or (sides.people is not None and sides.people >= BODY_PEOPLE)
    grounds = [ground, *([Ground.ASKED_ONLY] if asked and ground is not Ground.ASKED_ONLY else [])]
    tier = Tier.JOINT_MEETING if ground in (Ground.PORTFOLIOS, Ground.ASKED_ONLY) else Tier.PLAIN
    if needs_body and sides.lead_is_township:
        grounds.append(Ground.TOWNSHIP_LEADS)
    elif needs_body and others:
        tops = {sides.above[unit][-1] for unit in bound if sides.above[unit]}
        is_top = len(portfolios) >= MANY_PORTFOLIOS and set(above.posts) <= tops and bool(above.posts)
        tier = Tier.LEADING_GROUP if is_top else Tier.WORKING_GROUP
        grounds = [Ground.PEOPLE, *([Ground.TOP] if is_top else []), *grounds]
    return Proposal(tier, tuple(grounds), above.posts, above.height, portfolios, asked)


def _ground(sides: Sides, others: Sequence[str], asked: Sequence[str], portfolios: Sequence[str]) -> Ground:
    """Why the units can agree as they are, or need a round of their own."""
    if not others:
        return Ground.ALONE
    if asked and len(asked) == len(others):
        return Ground.ASKED_ONLY
    if set(others) <= sides.below:
        return Ground.LEAD_ABOVE
    if len(portfolios) > 1:
        return Ground.PORTFOLIOS
    return Ground.ASKED_ONLY if asked else Ground.ONE_PORTFOLIO
