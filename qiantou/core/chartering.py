"""What may be entered of a charter and of an incoming paper, and by whom (docs/rules/charter.md).

A charter is drawn up and changed by who answers for the work: its lead, its issuer, the keeper of its record, its
sponsor. The lead itself changes by passing alone. A body (专班, 领导小组) names its end before it begins.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qiantou.core.door import GRASS_ROOTS
from qiantou.core.guard import said
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.register import CHARTERS, PAPERS, InForce, Listed
from qiantou.core.undertaking import BODIES, Charter, Measure, Paper


def answerable(charter: Charter) -> tuple[Desk, ...]:
    """Who may change the charter: lead, issuer, keeper, sponsor; each once."""
    named = (charter.lead, charter.issuer, charter.keeper, charter.sponsor)
    return tuple(dict.fromkeys(desk for desk in named if desk is not None))


def check_charter(charter: Charter, listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a charter that cannot stand. What a rule or an import enters names no desk."""
    before = force.charter(Stream(listed.key))
    if by.desk is not None:
        _may_enter(charter, before or _taken_out(listed.key, force), by.desk, force)
        _may_take_part(charter, force)
    if before is not None and charter.passed != before.passed:
        return  # the lead passes, or goes back: all else stands as it was, its words among it
    _ending(charter, before, force)
    for measure in charter.measures:
        _measured(measure)
    if charter.tier in BODIES:
        _body(charter, listed, force, before)


def _taken_out(key: str, force: InForce) -> Charter | None:
    """The charter that stood there before it was taken out: entered anew it has the lead and the leader it had."""
    told = (known.value for known in reversed(force.history(CHARTERS, key)))
    return next((value for value in told if isinstance(value, Charter)), None)


def _may_enter(charter: Charter, before: Charter | None, desk: Desk, force: InForce) -> None:
    if desk not in answerable(before or charter):
        raise Rejected("not-your-charter", lead=(before or charter).lead)
    _may_name_sponsor(charter, before, desk, force)
    if before is None:
        return
    if (charter.lead, charter.passed) != (before.lead, before.passed):
        raise Rejected("lead-is-passed", lead=before.lead)
    if charter.met != before.met and desk not in (before.lead, before.issuer, before.sponsor):
        raise Rejected("met-is-said-by", lead=before.lead)


def _may_name_sponsor(charter: Charter, before: Charter | None, desk: Desk, force: InForce) -> None:
    """The leader who decides stands above the lead; once named, only its issuer, that leader or one above changes it.

    Whoever stands above the lead may name any leader.
    """
    named = before.sponsor if before is not None else None
    if charter.sponsor == named or force.stands_over(desk, charter.lead):
        return
    others = before is not None and named is not None and desk not in (before.issuer, named)
    if others or (charter.sponsor is not None and charter.sponsor not in force.superiors(charter.lead)):
        raise Rejected("sponsor-stands-above", lead=charter.lead)


def _may_take_part(charter: Charter, force: InForce) -> None:
    measuring = (measure.by for measure in charter.measures)
    for desk in (*answerable(charter), *charter.members, *measuring, charter.office, charter.appraiser):
        if desk is not None and not force.is_known(desk):
            raise Rejected("unknown-desk", desk=desk)
    if charter.appraiser is not None and force.unit(charter.appraiser) is None:
        raise Rejected("unknown-desk", desk=charter.appraiser)
    for desk in (charter.lead, *charter.members, *([charter.appraiser] if charter.appraiser is not None else ())):
        whole = force.whole(desk)
        if whole is not None and whole != desk:
            raise Rejected("ask-the-unit", unit=whole)


def _ending(charter: Charter, before: Charter | None, force: InForce) -> None:
    for day in (charter.met, charter.ended):
        if day is not None and day > force.day:
            raise Rejected("said-in-future", day=day)
    if charter.ended is None:
        return
    if before is not None and before.ended is not None:
        raise Rejected("joint-work-ended", day=before.ended)
    said(charter.ending)


def _measured(measure: Measure) -> None:
    """Figures are decimals, so that whoever assesses can reckon with them."""
    for figure in (measure.baseline, measure.target):
        try:
            fits = not figure or Decimal(figure).is_finite()
        except InvalidOperation:
            fits = False
        if not fits:
            raise Rejected("figure-unreadable", figure=figure)


def _body(charter: Charter, listed: Listed, force: InForce, before: Charter | None) -> None:
    lead = force.unit(charter.lead)
    if lead is not None and lead.sort == GRASS_ROOTS:
        raise Rejected("no-body-in-a-township", unit=charter.lead)
    if charter.until is None or not charter.end_condition.strip():
        raise Rejected("body-needs-its-end")
    if charter.until < listed.since and (before is None or charter.until != before.until):
        raise Rejected("term-ends-before-it-begins")


def check_passing(asker: Desk, doer: Desk, joint: Stream | None, force: InForce) -> None:
    """Raises Rejected unless the lead of a joint work that goes on proposes another unit that may lead it."""
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if asker != charter.lead:
        raise Rejected("only-the-lead-passes", lead=charter.lead)
    unit = force.unit(doer)
    if unit is None:
        raise Rejected("a-unit-leads", desk=doer)
    whole = force.whole(doer)
    if whole is not None and whole != doer:
        raise Rejected("ask-the-unit", unit=whole)
    if charter.tier in BODIES and unit.sort == GRASS_ROOTS:
        raise Rejected("no-body-in-a-township", unit=doer)


def check_gone(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected unless who answers for the work or the paper takes the entry out."""
    before = force.section(listed.section).get(listed.key)
    match before:
        case Charter():
            own = answerable(before)
        case Paper(keeper=keeper):
            own = (keeper,)
        case _:
            raise Rejected("wrong-key", key=listed.key)
    if by.desk is not None and by.desk not in own:
        raise Rejected("not-your-charter", lead=own[0])


def check_paper(paper: Paper, listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a paper received in the future, or entered for another desk's register."""
    before = force.section(PAPERS).get(listed.key)
    keeper = before.keeper if isinstance(before, Paper) else paper.keeper
    if by.desk is not None and by.desk != keeper:
        raise Rejected("not-your-desk", desk=keeper)
    if paper.received > force.day:
        raise Rejected("said-in-future", day=paper.received)
