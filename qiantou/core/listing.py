"""What may be entered in the register: shapes that would make nonsense of a later question are refused.

References between new entries of one change are not checked against each other: an import brings units
before their heads and leaders.
"""

from __future__ import annotations

from qiantou.core.acting import may_enter
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.bulletin import (
    ADDITIONS,
    BULLETINS,
    ISSUES,
    LETTERS,
    ORDERS,
    Addition,
    Bulletin,
    Issue,
    Letter,
    Order,
)  # fmt: skip
from qiantou.core.calendar import DayRule
from qiantou.core.delegation import Delegation
from qiantou.core.duty import Duty, OffList
from qiantou.core.exemption import CHECKS, TABLES, Check, Table
from qiantou.core.exemption_drawn import check_listed as check_exemption
from qiantou.core.figures import USUAL, Figure, check_figure
from qiantou.core.gate import ACCOUNTABILITY
from qiantou.core.kernel import RULE, Actor, Rejected
from qiantou.core.kinds import Phase, Policy, Silence, SilenceRow
from qiantou.core.lending import LENT, check_lent
from qiantou.core.lookup import LOOKED, LOOKUPS, Looked, Lookup
from qiantou.core.lookup_check import check_lookup
from qiantou.core.mandate import Mandate
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS, Agency, Cap, Number
from qiantou.core.office import check_post
from qiantou.core.own_side import may_list
from qiantou.core.plan import (
    CHOICES,
    CRITERIA,
    LINES,
    MEANS,
    OPTIONS,
    SHARES,
    VERSIONS,
    Choice,
    Criterion,
    Line,
    Means,
    Option,
    Shares,
    Version,
)  # fmt: skip
from qiantou.core.register import (
    CHARTERS,
    DAYS,
    DELEGATIONS,
    DUTIES,
    FIGURES,
    HOURS,
    MANDATES,
    OFF_LISTS,
    OUTAGES,
    PAPERS,
    PARTIES,
    POLICIES,
    POSTS,
    SECONDMENTS,
    TERMS,
    UNITS,
    Hours,
    InForce,
    Listed,
    Outage,
    Party,
    Post,
    Term,
    Unit,
)  # fmt: skip
from qiantou.core.review import READINGS, SHEETS, Reading, Sheet
from qiantou.core.undertaking import Charter, Paper, Secondment

SHAPES: dict[str, type] = {
    UNITS: Unit, POSTS: Post, TERMS: Term, PARTIES: Party, DAYS: DayRule, HOURS: Hours, OUTAGES: Outage,
    CHARTERS: Charter, POLICIES: Policy, DUTIES: Duty, OFF_LISTS: OffList, MANDATES: Mandate,
    SECONDMENTS: Secondment, PAPERS: Paper, LINES: Line, MEANS: Means, OPTIONS: Option, CRITERIA: Criterion,
    MEETINGS: Meeting, ORDERS: Order, BULLETINS: Bulletin, LETTERS: Letter, ISSUES: Issue, ADDITIONS: Addition,
    CHOICES: Choice, VERSIONS: Version, SHARES: Shares, DELEGATIONS: Delegation,
    AGENCIES: Agency, CAPS: Cap, NUMBERS: Number, FIGURES: Figure, ATTRIBUTIONS: Attribution,
    READINGS: Reading, SHEETS: Sheet, CHECKS: Check, TABLES: Table,
    LOOKUPS: Lookup, LOOKED: Looked,
}  # fmt: skip
PREFIX = {UNITS: "u:", POSTS: "p:", PARTIES: "o:", DUTIES: "d:", OFF_LISTS: "x:", MANDATES: "g:", SECONDMENTS: "s:",
          ORDERS: "t:", MEETINGS: "e:", PAPERS: "r:", DELEGATIONS: "b:", LOOKUPS: "l:"}  # fmt: skip


def check(listed: Listed, force: InForce, by: Actor = RULE) -> None:
    """Raises Rejected for a value that cannot be in force, or is not this desk's to enter."""
    shape = SHAPES.get(listed.section)
    if shape is None:
        raise Rejected("no-such-section", section=listed.section)
    if not listed.key.startswith(PREFIX.get(listed.section, "")):
        raise Rejected("wrong-key", key=listed.key)
    if listed.section == FIGURES and listed.key not in USUAL:
        raise Rejected("wrong-key", key=listed.key)
    if listed.value is not None and not isinstance(listed.value, shape):
        raise Rejected("wrong-value", section=listed.section)
    may_enter(listed, by, force)
    may_list(listed, by, force)
    match listed.value:
        case Unit() as unit:
            _no_circle(listed.key, unit, force)
        case Post() as post:
            check_post(post, listed)
        case Term(until=until) if until is not None and until < listed.since:
            raise Rejected("term-ends-before-it-begins")
        case Outage(start, end) if end <= start:
            raise Rejected("outage-ends-before-it-begins")
        case Policy() as policy:
            _sensible(listed.key, policy)
            _opinion(policy, force)
        case Figure() as figure:
            check_figure(listed.key, figure)
        case _ if listed.section in (LOOKUPS, LOOKED):
            check_lookup(listed, force, by)
        case _ if listed.section in (CHECKS, TABLES):
            check_exemption(listed, force, by)
        case _ if listed.section in LENT:
            check_lent(listed, force, by)


def _no_circle(key: str, unit: Unit, force: InForce) -> None:
    above, seen = unit.parent, {key}
    while above is not None:
        if above in seen:
            raise Rejected("unit-under-itself", unit=key)
        seen.add(above)
        parent = force.unit(above)
        above = parent.parent if parent else None


def _sensible(key: str, policy: Policy) -> None:
    """A row names its own kind, caps that leave a way on, and a clock for every silence that means something.

    Silence binds only an order not answered after a chaser, and counts as consent only where accepting is
    the whole answer, or where a delivery waits for its asker.
    """
    if policy.kind != key:
        raise Rejected("wrong-key", key=key)
    if policy.rounds < 0 or policy.returns < 0:
        raise Rejected("negative-cap", kind=key)
    for row in policy.silence:
        if policy.limit(row.phase) is None and row.phase is not Phase.UNDERWAY:
            raise Rejected("silence-without-clock", kind=key, phase=row.phase.value)
        if row.meaning not in _meanings(row, policy):
            raise Rejected("silence-cannot-mean-that", phase=row.phase.value, meaning=row.meaning.value)


def _opinion(policy: Policy, force: InForce) -> None:
    """Whoever gives an opinion before a decision is in the register, and has a clock for it."""
    if policy.opinion is not None and policy.opining is None:
        raise Rejected("opinion-without-clock", kind=policy.kind)
    if policy.opinion is not None and not force.is_known(policy.opinion):
        raise Rejected("unknown-desk", desk=policy.opinion)


def _meanings(row: SilenceRow, policy: Policy) -> tuple[Silence, ...]:
    match row.phase:
        case Phase.OFFERED if policy.kind == ACCOUNTABILITY:  # no silence adopts it
            return (Silence.CLIMB, Silence.CLOSE, Silence.LIST)
        case Phase.OFFERED:
            bind = (Silence.BIND,) if row.dispatch and policy.chaser is not None else ()
            consent = (Silence.CONSENT, Silence.NOTE) if policy.settles else ()
            return (Silence.CLIMB, Silence.CLOSE, Silence.LIST, *bind, *consent)
        case Phase.COUNTERED | Phase.DECLINED:
            return (Silence.CLIMB, Silence.CLOSE, Silence.LIST)
        case Phase.DELIVERED:
            return (Silence.CLIMB, Silence.CONSENT, Silence.LIST)
        case Phase.REFERRED:
            return (Silence.CLIMB, Silence.LIST)
        case _:
            return ()
