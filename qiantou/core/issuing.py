"""What may be entered of mandates, and by whom (docs/rules/mandate.md).

A mandate is issued by a desk above the lead, or entered from a paper by its number, the quoted clause and a scan.
Every unit in its scope stands below the issuer, or its portfolio leader is asked to countersign, or it consented in
writing. Only the issuer, or a post above it, changes, suspends or ends it; what was countersigned holds for nothing
wider than what was signed.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qiantou.core.binding import asked_of, is_above, is_party, unasked
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.office import offices_of
from qiantou.core.register import MANDATES, InForce, Listed
from qiantou.core.revoking import check_anew
from qiantou.core.undertaking import Charter


def check_mandate(mandate: Mandate, listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a mandate that cannot stand."""
    charter = force.charter(mandate.joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if mandate.holder != charter.lead:
        raise Rejected("lent-to-the-lead", lead=charter.lead)
    if not mandate.powers or not mandate.scope:
        raise Rejected("powers-and-scope")
    if mandate.until < listed.since:
        raise Rejected("term-ends-before-it-begins")
    _known(mandate.issuer, force)
    if mandate.issuer == mandate.holder or not is_above(mandate.issuer, mandate.holder, force):
        raise Rejected("nobody-lends-itself", issuer=mandate.issuer)
    before = force.section(MANDATES).get(listed.key)
    standing = before if isinstance(before, Mandate) else None
    _may_enter(mandate, standing, charter, force, by)
    if by.desk is not None:
        check_anew(mandate, force, by.desk)
    _in_reach(mandate, standing, listed.key, force)
    _is_worded(mandate, standing)


def check_end(key: str, force: InForce, by: Actor) -> None:
    """Raises Rejected unless the issuer, or a post above it, ends the mandate."""
    before = force.section(MANDATES).get(key)
    if not isinstance(before, Mandate):
        raise Rejected("wrong-key", key=key)
    _speaks_for(before.issuer, force, by)


def may_transcribe(desk: Desk | None, mandate: Mandate, charter: Charter, force: InForce) -> bool:
    """Whether a desk may enter a mandate from an issued paper: the lead, the keeper, the joint work's issuer, the
    issuer of the mandate or its office, or a post above it."""
    offices = offices_of(mandate.issuer, force)
    near = (charter.lead, charter.keeper, charter.issuer, mandate.issuer, *offices)
    return desk in near or desk in force.superiors(mandate.issuer)


def _may_enter(mandate: Mandate, before: Mandate | None, charter: Charter, force: InForce, by: Actor) -> None:
    """A desk of None is the site's own entry, or a passing of the lead."""
    if by.desk is None:
        return
    if before is not None:
        if before.joint != mandate.joint:
            raise Rejected("wrong-key", key=before.joint)
        _speaks_for(before.issuer, force, by)
    if mandate.source is Source.ISSUED:
        _speaks_for(mandate.issuer, force, by)
    elif before is None and not may_transcribe(by.desk, mandate, charter, force):
        raise Rejected("may-not-transcribe", lead=charter.lead, keeper=charter.keeper, issuer=mandate.issuer)


def _speaks_for(issuer: Desk, force: InForce, by: Actor) -> None:
    if by.desk is not None and by.desk not in (issuer, *force.superiors(issuer)):
        raise Rejected("only-the-issuer", issuer=issuer)


def _is_worded(mandate: Mandate, before: Mandate | None) -> None:
    """What is new is put in words; what stood before may have lost them by erasure, or keeps them by a passing."""
    worded = mandate.number.strip() and mandate.clause.strip() and mandate.scan.strip()
    if before is None and mandate.source is not Source.ISSUED and not worded:
        raise Rejected("number-clause-scan")
    is_new = before is None or Power.BUDGET not in before.powers or before.fund != mandate.fund
    if Power.BUDGET in mandate.powers and is_new and not mandate.budget.strip():
        raise Rejected("name-the-budget")
    _is_figure(mandate.ceiling)


def _is_figure(ceiling: str) -> None:
    try:
        fits = not ceiling or (Decimal(ceiling).is_finite() and Decimal(ceiling) > 0)
    except InvalidOperation:
        fits = False
    if not fits:
        raise Rejected("figure-unreadable", figure=ceiling)


def _in_reach(mandate: Mandate, before: Mandate | None, key: str, force: InForce) -> None:
    """Whoever is to be asked for a unit is asked by this entry, or was by an earlier one that lent as much."""
    for desk in mandate.scope:
        _known(desk, force)
        if desk == mandate.holder:
            raise Rejected("powers-and-scope")
    kept = before.countersigns if before is not None else ()
    waiting = unasked(mandate, key, force)
    if not waiting or set(mandate.countersigns) - set(kept):
        return
    if is_party(waiting[0], force):
        raise Rejected("joins-by-consent", desk=waiting[0])
    raise Rejected("countersign-first", desk=waiting[0], lender=asked_of(waiting[0], force))


def _known(desk: Desk, force: InForce) -> None:
    if not force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
