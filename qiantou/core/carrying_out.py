"""Whether what is put out carries out what a ruling on a contest granted, and nothing else.

An amended sheet carries out one ruling, in exactly what was asked; an attribution put out anew those on the delay that
wait for it, each once. Rules: docs/rules/assessment.md, docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.attribution_check import attributors, is_past_its_turn
from qiantou.core.contesting import BY_EXEMPTION, CONTEST, GRANTED, Claim, Item, claim_of
from qiantou.core.forgiving import is_as_it_stands
from qiantou.core.kernel import Desk, Entry, Rejected, Stream
from qiantou.core.matter import Matter
from qiantou.core.recording import awaited_of
from qiantou.core.register import InForce, Listed
from qiantou.core.review import SHEETS, Amendment, Sheet
from qiantou.core.review_check import assessors
from qiantou.core.ruled_delay import ruled, versions

Look = Callable[[Stream], Matter | None]


def check_amended(given: Sequence[Entry[Listed]], look: Look, force: InForce) -> None:
    """Raises Rejected("contest-not-granted") for a sheet or an attribution that names a contest which no ruling granted
    in that very matter."""
    for entry in given:
        made = entry.event.value
        if isinstance(made, Sheet) and made.amended and not is_carried_out(made, look, force):
            raise Rejected("contest-not-granted")
        if isinstance(made, Attribution) and made.rulings and not _leaves_what_was_ruled(made, look, force):
            raise Rejected("contest-not-granted")


def carries_out(contest: Matter, force: InForce) -> Desk:
    """Who has in hand what a ruling grants: the desk that answered the contest; where it no longer may put the sheet or
    the attribution out, since another keeps the record or an office put it out meanwhile, whoever put it out last, or
    may."""
    claim = claim_of(contest.about)
    is_delay = claim is not None and claim.sort is Item.DELAY
    fit = _attributing(contest.joint, force) if is_delay else assessors(contest.joint, force)
    told = force.history(ATTRIBUTIONS if is_delay else SHEETS, contest.joint or "")
    last = [row.by for row in told[-1:] if row.by is not None]
    others = sorted(fit, key=lambda desk: desk == contest.asker)
    return next((desk for desk in (contest.doer, *last, *others) if desk in fit), contest.doer)


def _attributing(joint: Stream | None, force: InForce) -> tuple[Desk, ...]:
    """Who may put the attribution out now: not the lead, once an office has."""
    return tuple(desk for desk in attributors(joint, force) if not is_past_its_turn(desk, joint, force))


def _leaves_what_was_ruled(made: Attribution, look: Look, force: InForce) -> bool:
    """Whether an attribution is the one before as the rulings that granted contests of it have it."""
    asked = [one for one in map(look, made.rulings) if one is not None]
    before = [one for one in versions(made.joint, force, made) if one != made][-1:]
    if not before or len(asked) < len(made.rulings) or not all(is_ruled(one, made.joint, force) for one in asked):
        return False
    wanted = ruled(before[0], map(regained_by, asked), made.rulings, force)
    return replace(made, reason="") == wanted


def regained_by(contest: Matter) -> tuple[Desk, int]:
    """Who contests the delay, and how many working days more it asks to have regained."""
    claim = claim_of(contest.about)
    return contest.asker, claim.days if claim is not None else 0


def is_carried_out(made: Sheet, look: Look, force: InForce) -> bool:
    """Whether the last amendment of a sheet is what a ruling granted, or an exemption forgives, and was not carried out
    before."""
    last = made.amended[-1]
    asked = look(last.contest)
    if Claim(last.item).sort in BY_EXEMPTION:
        return is_as_it_stands(asked, made.amended, made.joint, look)
    used = {one.contest for one in made.amended[:-1]}
    return last.contest not in used and is_granted(asked, last, made.joint, force)


def is_granted(contest: Matter | None, amendment: Amendment, joint: Stream, force: InForce) -> bool:
    """Whether a ruling granted that contest of the sheet, on which nobody has yet to say a word, in exactly this."""
    claim = _granted(contest, joint, force)
    if claim is None or claim.sort is Item.DELAY:
        return False
    return (claim.item, claim.unit) == (amendment.item, amendment.unit)


def is_ruled(contest: Matter | None, joint: Stream, force: InForce) -> bool:
    """The same of a contest of the attribution of the delay."""
    claim = _granted(contest, joint, force)
    return claim is not None and claim.sort is Item.DELAY


def _granted(contest: Matter | None, joint: Stream, force: InForce) -> Claim | None:
    if contest is None or (contest.kind, contest.joint, contest.outcome) != (CONTEST, joint, GRANTED):
        return None
    if contest.is_open or contest.is_hatched or awaited_of(contest, force) is not None:
        return None
    return claim_of(contest.about)
