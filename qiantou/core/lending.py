"""What may be entered of duties, charters and lent powers, and by whom (docs/rules/mandate.md, charter.md).

A mandate is issued by a desk above every unit in its scope, or entered from a paper by its number, the quoted
clause and a scan. Where the issuer is not above a unit its portfolio leader countersigns; a vertical unit or an
outside party joins by its own written consent. Only the issuer, or a post above it, suspends or ends it.
"""

from __future__ import annotations

from qiantou.core.acting import check_delegation, check_over
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.attribution_check import check_attribution
from qiantou.core.bulletin import ORDERS, Order
from qiantou.core.bulletin_check import check_order
from qiantou.core.chartering import check_charter, check_gone, check_paper
from qiantou.core.delegation import Delegation
from qiantou.core.duty import GROUNDS, TEMPORARY, Duty, OffList
from qiantou.core.duty_change import may_keep_lists
from qiantou.core.figures import EXCEPTION_TERM
from qiantou.core.guard import said
from qiantou.core.issuing import check_end, check_mandate
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.mandate import Mandate
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.meeting_check import check_called_off, check_meeting
from qiantou.core.numbering import AGENCIES, CAPS, Agency, Cap
from qiantou.core.numbering_check import check_agency, check_cap
from qiantou.core.register import (
    CHARTERS,
    DELEGATIONS,
    DUTIES,
    MANDATES,
    OFF_LISTS,
    PAPERS,
    SECONDMENTS,
    InForce,
    Listed,
)
from qiantou.core.review import REVIEW_SECTIONS, Reading, Sheet
from qiantou.core.review_check import check_review
from qiantou.core.seconding import check_secondment, check_taken_back
from qiantou.core.undertaking import Charter, Paper, Secondment

LENT = (
    *REVIEW_SECTIONS,
    ATTRIBUTIONS,
    AGENCIES,
    CAPS,
    ORDERS,
    MEETINGS,
    DUTIES,
    OFF_LISTS,
    MANDATES,
    SECONDMENTS,
    PAPERS,
    CHARTERS,
    DELEGATIONS,
)


def check_lent(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for an entry of these sections that cannot stand."""
    match listed.value:
        case Duty() as duty:
            may_keep_lists(by, force)
            _duty(duty, listed, force)
        case Attribution():
            check_attribution(listed, force, by)
        case None if listed.section == ATTRIBUTIONS:
            check_attribution(listed, force, by)
        case Reading() | Sheet():
            check_review(listed, force, by)
        case None if listed.section in REVIEW_SECTIONS:
            check_review(listed, force, by)
        case Agency():
            check_agency(listed, force, by)
        case None if listed.section == AGENCIES:
            check_agency(listed, force, by)
        case Cap():
            check_cap(listed, force, by)
        case None if listed.section == CAPS:
            check_cap(listed, force, by)
        case None if listed.section == DUTIES:
            may_keep_lists(by, force)
        case OffList() as exception:
            _exception(exception, listed, force, by)
        case None if listed.section == OFF_LISTS:
            _exception_ends(listed.key, force, by)
        case Mandate() as mandate:
            check_mandate(mandate, listed, force, by)
        case None if listed.section == MANDATES:
            check_end(listed.key, force, by)
        case None if listed.section == ORDERS:
            check_order(listed, force, by)
        case Meeting() as meeting:
            check_meeting(meeting, listed, force, by)
        case None if listed.section == MEETINGS:
            check_called_off(listed.key, force, by)
        case None if listed.section == SECONDMENTS:
            check_taken_back(listed, force, by)
        case Delegation() as one:
            check_delegation(one, listed, force, by)
        case None if listed.section == DELEGATIONS:
            check_over(listed, force, by)
        case None:
            check_gone(listed, force, by)
        case Secondment() as lent:
            check_secondment(lent, listed, force, by)
        case Charter() as charter:
            check_charter(charter, listed, force, by)
        case Paper() as paper:
            check_paper(paper, listed, force, by)
        case Order():
            check_order(listed, force, by)


def _duty(duty: Duty, listed: Listed, force: InForce) -> None:
    if duty.ground == TEMPORARY:
        raise Rejected("temporary-is-no-ground")
    if duty.ground not in GROUNDS:
        raise Rejected("no-such-ground", ground=duty.ground)
    _known(duty.unit, force)
    for upper in duty.uppers:
        _known(upper, force)
    if duty.unit in duty.uppers:
        raise Rejected("duty-above-itself", unit=duty.unit)
    if not duty.item.strip():
        raise Rejected("item-missing")
    if duty.until is not None and duty.until < listed.since:
        raise Rejected("term-ends-before-it-begins")


def _exception(exception: OffList, listed: Listed, force: InForce, by: Actor) -> None:
    _known(exception.unit, force)
    if exception.approver not in force.superiors(exception.unit):
        raise Rejected("approver-not-above", unit=exception.unit)
    if by.desk not in (None, exception.approver):
        raise Rejected("only-the-approver", approver=exception.approver)
    before = force.section(OFF_LISTS).get(listed.key)
    if isinstance(before, OffList):
        _may_end(before, force, by)
    if exception.until < listed.since:
        raise Rejected("term-ends-before-it-begins")
    longest = force.number(EXCEPTION_TERM)  # what is asked for longer belongs on the list, by a duty change
    if (exception.until - listed.since).days > longest:
        raise Rejected("exception-too-long", days=longest)
    if not exception.item.strip():
        raise Rejected("item-missing")
    said(exception.reason)


def _exception_ends(key: str, force: InForce, by: Actor) -> None:
    before = force.section(OFF_LISTS).get(key)
    if not isinstance(before, OffList):
        raise Rejected("no-such-entry")
    _may_end(before, force, by)


def _may_end(exception: OffList, force: InForce, by: Actor) -> None:
    """Whoever approved it, or a post above; a rule or an import names no desk."""
    approver = exception.approver
    if by.desk not in (None, approver, *force.superiors(approver)):
        raise Rejected("only-the-approver", approver=approver)


def _known(desk: Desk, force: InForce) -> None:
    if not force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
