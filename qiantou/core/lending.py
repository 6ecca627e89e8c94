"""What may be entered of duties, charters and lent powers, and by whom (docs/rules/mandate.md, charter.md).

A mandate is issued by a desk above every unit in its scope, or entered from a paper by its number, the quoted
clause and a scan. Where the issuer is not above a unit its portfolio leader countersigns; a vertical unit or an
outside party joins by its own written consent. Only the issuer, or a post above it, suspends or ends it.
"""

from __future__ import annotations

from qiantou.core.door import GRASS_ROOTS
from qiantou.core.duty import GROUNDS, TEMPORARY, Duty, OffList
from qiantou.core.guard import said
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.mandate import Mandate, Source
from qiantou.core.powers import signer
from qiantou.core.register import CHARTERS, DUTIES, MANDATES, OFF_LISTS, PAPERS, SECONDMENTS, InForce, Listed
from qiantou.core.undertaking import BODIES, Charter, Paper, Secondment

LENT = (DUTIES, OFF_LISTS, MANDATES, SECONDMENTS, PAPERS, CHARTERS)


def check_lent(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for an entry of these sections that cannot stand."""
    match listed.value:
        case Duty() as duty:
            _duty(duty, listed, force)
        case OffList() as exception:
            _exception(exception, listed, force)
        case Mandate() as mandate:
            _mandate(mandate, listed, force, by)
        case None if listed.section == MANDATES:
            _may_end(listed.key, force, by)
        case Secondment() as lent:
            _secondment(lent, listed, force)
        case Charter() as charter:
            _charter(charter, listed, force)
        case Paper(received=received) if received > force.day:
            raise Rejected("said-in-future", day=received)


def _duty(duty: Duty, listed: Listed, force: InForce) -> None:
    if duty.ground == TEMPORARY:
        raise Rejected("temporary-is-no-ground")
    if duty.ground not in GROUNDS:
        raise Rejected("no-such-ground", ground=duty.ground)
    _known(duty.unit, force)
    if duty.upper is not None:
        _known(duty.upper, force)
    if duty.upper == duty.unit:
        raise Rejected("duty-above-itself", unit=duty.unit)
    if not duty.item.strip():
        raise Rejected("item-missing")
    if duty.until is not None and duty.until < listed.since:
        raise Rejected("term-ends-before-it-begins")


def _exception(exception: OffList, listed: Listed, force: InForce) -> None:
    _known(exception.unit, force)
    if exception.approver not in force.superiors(exception.unit):
        raise Rejected("approver-not-above", unit=exception.unit)
    if exception.until < listed.since:
        raise Rejected("term-ends-before-it-begins")
    if not exception.item.strip():
        raise Rejected("item-missing")
    said(exception.reason)


def _mandate(mandate: Mandate, listed: Listed, force: InForce, by: Actor) -> None:
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
    if mandate.issuer == mandate.holder or not force.stands_over(mandate.issuer, mandate.holder):
        raise Rejected("nobody-lends-itself", issuer=mandate.issuer)
    for desk in mandate.scope:
        _in_reach(mandate, desk, force)
    if mandate.source is Source.ISSUED:
        _may_issue(mandate, listed.key, force, by)
    elif not (mandate.number.strip() and mandate.clause.strip() and mandate.scan.strip()):
        raise Rejected("number-clause-scan")


def _may_issue(mandate: Mandate, key: str, force: InForce, by: Actor) -> None:
    before = force.section(MANDATES).get(key)
    issuer = before.issuer if isinstance(before, Mandate) else mandate.issuer
    if by.desk is not None and by.desk not in (issuer, *force.superiors(issuer)):
        raise Rejected("only-the-issuer", issuer=issuer)


def _may_end(key: str, force: InForce, by: Actor) -> None:
    before = force.section(MANDATES).get(key)
    if not isinstance(before, Mandate):
        raise Rejected("wrong-key", key=key)
    if by.desk is not None and by.desk not in (before.issuer, *force.superiors(before.issuer)):
        raise Rejected("only-the-issuer", issuer=before.issuer)


def _in_reach(mandate: Mandate, desk: Desk, force: InForce) -> None:
    """The issuer is above it, or its portfolio leader is asked to countersign, or it consented in writing."""
    _known(desk, force)
    if desk == mandate.holder:
        raise Rejected("powers-and-scope")
    if force.stands_over(mandate.issuer, desk):
        return
    if desk in mandate.consents:
        if not mandate.consent.strip():
            raise Rejected("paper-missing")
        return
    leader = signer(desk, force)
    if leader is None:
        raise Rejected("only-by-consent", power=mandate.powers[0].value, desk=desk)
    if not mandate.countersigns:
        raise Rejected("countersign-first", desk=desk, lender=leader)


def _secondment(lent: Secondment, listed: Listed, force: InForce) -> None:
    charter, home = force.charter(lent.joint), force.unit(lent.home)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if charter.tier not in BODIES:
        raise Rejected("only-to-a-body")
    if home is None:
        raise Rejected("unknown-desk", desk=lent.home)
    if home.sort == GRASS_ROOTS:
        raise Rejected("none-from-townships", unit=lent.home)
    if not 1 <= lent.quarter_days <= 20:
        raise Rejected("days-a-week", least="0.25", most=5)
    if lent.until < listed.since:
        raise Rejected("term-ends-before-it-begins")


def _charter(charter: Charter, listed: Listed, force: InForce) -> None:
    if charter.tier not in BODIES:
        return
    lead = force.unit(charter.lead)
    if lead is not None and lead.sort == GRASS_ROOTS:
        raise Rejected("no-body-in-a-township", unit=charter.lead)
    if charter.until is None or not charter.end_condition.strip():
        if charter.passed is None:  # a passing keeps the words of the charter it goes on from
            raise Rejected("body-needs-its-end")
    elif charter.until < listed.since:
        raise Rejected("term-ends-before-it-begins")


def _known(desk: Desk, force: InForce) -> None:
    if not force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
