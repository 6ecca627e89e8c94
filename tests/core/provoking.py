"""How each refusal of lent powers, duty lists, letters and plans comes about: code → the move that meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from qiantou.core.attribution import ATTRIBUTIONS, Attribution, Window
from qiantou.core.bulletin import ORDERS, Addition, Issue, Mark, Order, Sort, Struck
from qiantou.core.choosing import may_choose
from qiantou.core.duty import Duty, DutySort, OffList
from qiantou.core.kernel import RULE, Actor, Desk, Linked, Recorded, Stream
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.moves import (
    Accept,
    Amend,
    Basis,
    Confirm,
    Counter,
    Deliver,
    Insist,
    Offer,
    Refer,
    Reservation,
    Rule,
)  # fmt: skip
from qiantou.core.plan import (
    CHOICES,
    LINES,
    SHARES,
    Choice,
    Every,
    Line,
    PlanValue,
    Rhythm,
    Shares,
    Tie,
    TieType,
)  # fmt: skip
from qiantou.core.plan_check import check_entry, check_put_out, check_whole
from qiantou.core.points import Disposal, Point, Position
from qiantou.core.register import (
    CHARTERS,
    DUTIES,
    MANDATES,
    OFF_LISTS,
    PAPERS,
    SECONDMENTS,
    UNITS,
    Listed,
    Unit,
    Value,
)  # fmt: skip
from qiantou.core.undertaking import Charter, Direction, Measure, Paper, Secondment, Tier
from tests.core.asking import ASKING
from tests.core.assessing import ASSESSED
from tests.core.chasing import CHASING
from tests.core.exempted import EXEMPTED
from tests.core.gating import GATED
from tests.core.looking import LOOKED_UP
from tests.core.numbering import NUMBERED
from tests.core.printing import CONTENT, KEY, STOPPED, Press, approved, out, shown
from tests.core.putting import CARRIED, planned, put_out, request, signed
from tests.core.standing_in import ACTING
from tests.core.steps import OTHER, WORK, Case, given, task
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

SINCE, LAST = date(2026, 1, 1), date(2026, 12, 31)
GONE = date(2026, 2, 1)
FAR = Desk("u:far")  # a unit of another portfolio
LENT = Mandate(JOINT, LEAD, (Power.DISPATCH,), (ROADS,), DEPUTY, LAST)
PAPER = replace(LENT, source=Source.PAPER, number="no. 3", clause="leads", scan="a" * 64)
BODY = Charter(LEAD, GOV, LEAD, DEPUTY, tier=Tier.WORKING_GROUP, until=LAST, end_condition="done")
CITED = Basis("mandate", dispatch=True, mandate="g:one")


def entered(section: str, key: str, value: Value | None, *, by: Actor = RULE, case: Case | None = None) -> None:
    case = case or Case()
    check(Listed(section, key, value, SINCE), case.town.register.at(case.town.now), by)


def attributed_before() -> None:
    """What the office put out the lead puts out anew."""
    case = Case()
    made = Attribution(JOINT, case.town.now, Window.ALL, 0, 0)
    before = listed(ATTRIBUTIONS, JOINT, made, at=case.town.now)
    case.town.listings.append(replace(before, by=Actor(GOV)))
    entered(ATTRIBUTIONS, JOINT, made, by=Actor(LEAD), case=case)


def attributed_again() -> None:
    """A later one says why."""
    case = Case()
    made = Attribution(JOINT, case.town.now, Window.WEEK, 0, 0)
    case.town.listings.append(replace(listed(ATTRIBUTIONS, JOINT, made, at=case.town.now), by=Actor(LEAD)))
    entered(ATTRIBUTIONS, JOINT, made, by=Actor(LEAD), case=case)


def lent(mandate: Mandate = LENT, *, until: date = LAST) -> Case:
    """A county in which LEAD holds this mandate, and no other."""
    case = Case()
    kept = [entry for entry in case.town.listings if entry.event.section != MANDATES]
    case.town.listings[:] = [*kept, listed(MANDATES, "g:one", replace(mandate, until=until))]
    return case


def ordered(case: Case, **terms: Any) -> Case:
    return case.when(task(**{"joint": JOINT, "basis": CITED, **terms}), LEAD)


def far() -> Case:
    """With a unit that DEPUTY does not stand above, whose portfolio leader is another post."""
    case = lent(replace(LENT, scope=(ROADS, FAR), countersigns=(Stream("none"),)))
    case.town.listings.append(listed(UNITS, FAR, Unit(parent=GOV, leader=Desk("p:other"))))
    return case


def township(*rows: Duty, **exceptions: OffList) -> Case:
    """TOWN as a township with these rows on its lists."""
    case = Case()
    case.town.listings.append(
        listed(UNITS, TOWN, Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township"))
    )
    for number, row in enumerate(rows or (Duty(TOWN, DutySort.BASIC, item="roads"),)):
        case.town.listings.append(listed(DUTIES, f"d:{number}", row))
    for key, exception in exceptions.items():
        case.town.listings.append(listed(OFF_LISTS, f"x:{key}", exception))
    return case


def letter(kind: str = "consultation", **terms: Any) -> Case:
    """A letter of LEAD to ROADS about two lines."""
    return given(Offer(kind, LEAD, ROADS, "the plan", joint=JOINT, about=("v1", "L001", "L002"), **terms))


def answered() -> Case:
    return letter().when(Counter(None, "", (Point("L001", reason="too early"),)), ROADS)


def again() -> Case:
    """The second round: one point is still open."""
    return answered().when(Insist("as it is", (Disposal(1, "not", "no other day"),)), LEAD)


def plan(name: str, value: PlanValue, section: str = LINES, *, by: Actor = RULE, case: Case | None = None) -> None:
    case = case or Case()
    check_entry(Listed(section, f"{JOINT}/{name}", value, SINCE), case.town.register.at(case.town.now), by)


def whole(**lines: Line) -> None:
    check_whole([listed(LINES, f"{JOINT}/{name}", line) for name, line in lines.items()], SINCE)


def demanded(case: Case, **terms: Any) -> Case:
    return case.when(task(doer=TOWN, **terms), LEAD)


def kept_by_another() -> Case:
    """The joint work's record is kept by WATER, which neither leads nor issued it."""
    case = grouped()
    case.town.listings.append(listed(CHARTERS, JOINT, replace(BODY, keeper=WATER)))
    return case


def ended() -> Case:
    """The joint work was closed the day before."""
    case = Case()
    case.town.listings.append(listed(CHARTERS, JOINT, replace(BODY, ended=date(2026, 3, 1), ending="done")))
    return case


PRINTED: dict[str, Callable[[], object]] = {
    "put-out-by-the-office": attributed_before,
    "put-out-before": attributed_again,
    "not-the-attributor": lambda: entered(ATTRIBUTIONS, JOINT, None, by=Actor(TOWN)),
    "not-the-leads": lambda: entered(ORDERS, f"t:{JOINT}", Order(LEAD, JOINT)),
    "not-the-office": lambda: Press().enter(CONTENT, LEAD),
    "no-office-of-it": lambda: entered(ORDERS, f"t:{JOINT}", Order(WATER, JOINT)),
    "no-bulletin-order": lambda: shown().enter(CONTENT, key="none/2026-03-08"),
    "period-not-over": lambda: Press().at("2026-03-08 09:00").show(),
    "strikes-its-own": lambda: Press().show(items=(replace(STOPPED, whose=GOV),), struck=(Struck(0, "known"),)),
    "mark-without-fact": lambda: Press().show(marks=(Mark(WATER, Sort.CRITICISM, (2,), "slow"),)),
    "not-approved": lambda: shown().at("2026-03-11 09:00").issue(),
    "shown-too-late": lambda: approved().issue(),
    "bulletin-issued": lambda: out().show(),
    "correct-the-draft": lambda: shown().enter(Addition(None, 0, "one day"), key=f"{KEY}/1"),
    "moved-on": lambda: shown().enter(Issue(9)),
    "not-in-the-bulletin": lambda: shown().enter(Addition(TOWN, None, "we too"), TOWN, key=f"{KEY}/1"),
}
"""Of bulletins."""
DATED = Basis("mandate", powers=("deadlines",), mandate="g:one")
MORE: dict[str, Callable[[], object]] = {
    **PRINTED,
    "may-not-tell": lambda: given(task(doer=FIRM)).when(Accept(), Actor(FIRM, through=Linked(LEAD))),
    "teller-gains": lambda: (
        given(task(doer=FIRM))
        .when(Accept(), Actor(FIRM, recorded=Recorded(WATER, SINCE, "call")))
        .when(Confirm(2), Actor(FIRM, through=Linked(WATER)))
    ),
    **ACTING,
    **GATED,
    **LOOKED_UP,
    **NUMBERED,
    **EXEMPTED,
    **ASSESSED,
    **CHASING,
    **ASKING,
    "sponsor-stands-above": lambda: entered(
        CHARTERS, JOINT, Charter(LEAD, GOV, LEAD, Desk("p:lead")), by=Actor(LEAD), case=Case()
    ),
    "needs-power": lambda: ordered(Case()),
    "no-such-power": lambda: given(task(basis=Basis(powers=("bribe",)))),
    "only-by-consent": lambda: ordered(Case(), doer=FIRM),
    "mandate-ended": lambda: ordered(lent(until=GONE)),
    "mandate-suspended": lambda: ordered(lent(replace(LENT, suspended=True))),
    "outside-the-mandate": lambda: ordered(lent(), doer=WATER),
    "not-countersigned": lambda: ordered(far(), doer=FAR, joint=JOINT),
    "about-whom": lambda: given(
        task(kind="proposal", doer=DEPUTY, joint=JOINT, basis=Basis("mandate", mandate="g:lead", powers=("oversee",)))
    ),
    "lent-to-the-lead": lambda: entered(MANDATES, "g:x", replace(LENT, holder=ROADS)),
    "powers-and-scope": lambda: entered(MANDATES, "g:x", replace(LENT, powers=())),
    "nobody-lends-itself": lambda: entered(MANDATES, "g:x", replace(LENT, issuer=LEAD)),
    "only-the-issuer": lambda: entered(MANDATES, "g:x", LENT, by=Actor(LEAD)),
    "countersign-first": lambda: entered(MANDATES, "g:x", replace(LENT, scope=(FAR,)), case=far()),
    "joins-by-consent": lambda: entered(MANDATES, "g:x", replace(LENT, scope=(FIRM,))),
    "revoked-before": lambda: taken_back(None),
    "suspended-before": lambda: taken_back(replace(PAPER, suspended=True)),
    "lessened-before": lambda: taken_back(replace(PAPER, until=SINCE)),
    "consent-not-by-the-lead": lambda: joining(LEAD, "a" * 64),
    "decision-needs-its-photo": lambda: (
        given(task())
        .when(Refer("why"), LEAD)
        .when(Rule(Phase.CLOSED, "why"), Actor(DEPUTY, recorded=Recorded(GOV, SINCE, "a note")))
    ),
    "consent-needs-its-scan": lambda: joining(GOV, ""),
    "may-not-transcribe": lambda: entered(MANDATES, "g:x", PAPER, by=Actor(WATER)),
    "name-the-budget": lambda: entered(MANDATES, "g:x", replace(LENT, powers=(Power.BUDGET,))),
    "number-clause-scan": lambda: entered(MANDATES, "g:x", replace(PAPER, scan="")),
    "date-is-set": lambda: ordered(lent(replace(LENT, powers=(Power.DEADLINES,))), basis=DATED).when(
        Counter(LAST, "later"), ROADS
    ),
    "not-on-the-duty-list": lambda: demanded(township()),
    "duty-taken-back": lambda: demanded(township(Duty(TOWN, DutySort.TAKEN_BACK, upper=ROADS)), duty="d:0"),
    "duty-of-another-department": lambda: demanded(township(Duty(TOWN, DutySort.COOPERATING, upper=ROADS)), duty="d:0"),
    "duty-ended": lambda: demanded(township(Duty(TOWN, DutySort.BASIC, until=GONE)), duty="d:0"),
    "no-such-exception": lambda: demanded(township(), off_list="x:one"),
    "exception-too-long": lambda: entered(
        OFF_LISTS, "x:one", OffList(TOWN, DEPUTY, date(2027, 1, 3), "a trial", "asked"), by=Actor(DEPUTY)
    ),
    "exception-ended": lambda: demanded(township(one=OffList(TOWN, DEPUTY, GONE)), off_list="x:one"),
    "temporary-is-no-ground": lambda: entered(DUTIES, "d:x", Duty(TOWN, DutySort.BASIC, ground="temporary")),
    "no-such-ground": lambda: entered(DUTIES, "d:x", Duty(TOWN, DutySort.BASIC, ground="custom")),
    "duty-above-itself": lambda: entered(DUTIES, "d:x", Duty(TOWN, DutySort.COOPERATING, upper=TOWN, item="x")),
    "item-missing": lambda: entered(DUTIES, "d:x", Duty(TOWN, DutySort.BASIC)),
    "approver-not-above": lambda: entered(OFF_LISTS, "x:x", OffList(TOWN, ROADS, LAST, "x", "y")),
    "no-such-entry": lambda: entered(OFF_LISTS, "x:none", None),
    "only-the-approver": lambda: entered(OFF_LISTS, "x:x", OffList(TOWN, DEPUTY, LAST, "x", "y"), by=Actor(HEAD)),
    "lists-kept-by-the-office": lambda: entered(DUTIES, "d:x", Duty(TOWN, DutySort.BASIC, item="x"), by=Actor(LEAD)),
    "opinions-first": lambda: applied().when(Deliver("published"), ROADS, on=OTHER),
    "only-to-a-body": lambda: entered(SECONDMENTS, "s:x", Secondment(JOINT, ROADS, 4, LAST)),
    "none-from-townships": lambda: entered(SECONDMENTS, "s:x", Secondment(JOINT, TOWN, 4, LAST), case=grouped()),
    "home-unit-agrees": lambda: entered(
        SECONDMENTS, "s:x", Secondment(JOINT, ROADS, 4, LAST), by=Actor(LEAD), case=grouped()
    ),
    "orders-from-above": lambda: entered(
        SECONDMENTS, "s:x", Secondment(JOINT, ROADS, 4, LAST, order=WATER), case=grouped()
    ),
    "days-a-week": lambda: entered(SECONDMENTS, "s:x", Secondment(JOINT, ROADS, 21, LAST), case=grouped()),
    "no-body-in-a-township": lambda: entered(CHARTERS, JOINT, replace(BODY, lead=TOWN), case=township()),
    "body-needs-its-end": lambda: entered(CHARTERS, JOINT, replace(BODY, until=None)),
    "not-your-charter": lambda: entered(CHARTERS, JOINT, BODY, by=Actor(ROADS)),
    "lead-is-passed": lambda: entered(CHARTERS, JOINT, replace(BODY, lead=ROADS), by=Actor(DEPUTY)),
    "met-is-said-by": lambda: entered(
        CHARTERS, JOINT, replace(BODY, met=SINCE), by=Actor(WATER), case=kept_by_another()
    ),
    "joint-work-ended": lambda: ended().when(task(joint=JOINT), LEAD),
    "figure-unreadable": lambda: entered(
        CHARTERS, JOINT, replace(BODY, measures=(Measure(Direction.UP, target="many"),))
    ),
    "not-your-desk": lambda: entered(PAPERS, "r:x", Paper(LEAD, SINCE), by=Actor(ROADS)),
    "only-the-lead-passes": lambda: given(Offer("passing", ROADS, WATER, "theirs", joint=JOINT)),
    "passing-open-already": lambda: given(Offer("passing", LEAD, WATER, "theirs", joint=JOINT)).when(
        Offer("passing", LEAD, WATER, "theirs", joint=JOINT), LEAD, Stream("again")
    ),
    "a-unit-leads": lambda: given(Offer("passing", LEAD, DEPUTY, "theirs", joint=JOINT)),
    "passes-by-consent": lambda: (
        far()
        .when(Offer("passing", LEAD, FAR, "theirs", joint=JOINT), LEAD)
        .when(Refer("decide"), LEAD)
        .when(Rule(Phase.CLOSED, "theirs"), DEPUTY)
    ),
    "not-signed": lambda: given(task(joint=JOINT, line="L001", signature=Stream("none"))),
    "only-the-lead-asks": lambda: given(Offer("signature", WATER, ROADS, "plan", joint=JOINT, about=("v1", "L001"))),
    "not-what-was-reserved": lambda: signed().when(
        replace(CARRIED, reservation=Reservation("x", TOWN, SINCE)), LEAD, OTHER
    ),
    "not-put-out": lambda: planned().when(replace(request(planned()), pinned=9), LEAD),
    "versions-count-on": lambda: check_whole(put_out(planned(), 4).town.plans[JOINT], SINCE),
    "version-without-letters": lambda: check_put_out(planned().town.plans[JOINT], []),
    "reply-out-of-range": lambda: letter(reply_days=0),
    "points-missing": lambda: letter().when(Counter(None, "not so"), ROADS),
    "no-points-here": lambda: given().when(Counter(None, "why", (Point("", reason="why"),)), ROADS),
    "amend-or-insist": lambda: answered().when(Amend(None, "", (Disposal(1, "not", "no"),)), LEAD),
    "only-open-points": lambda: again().when(Counter(None, "", (Point("L002", reason="and this"),)), ROADS),
    "point-twice": lambda: again().when(Counter(None, "", (Point("L001", again=1, reason="why"),) * 2), ROADS),
    "every-point-once": lambda: answered().when(Insist("as it is"), LEAD),
    "no-such-answer": lambda: letter().when(Counter(None, "", (Point("L001", "shrug", reason="why"),)), ROADS),
    "not-in-the-letter": lambda: letter().when(Counter(None, "", (Point("L009", reason="why"),)), ROADS),
    "objection-without-reason": lambda: letter().when(Counter(None, "", (Point("L001", "object"),)), ROADS),
    "why-not-adopted": lambda: answered().when(Insist("as it is", (Disposal(1, "not"),)), LEAD),
    "grade-out-of-range": lambda: letter("options").when(Deliver("", (), (Position("L001", "C1", 3, "why"),)), ROADS),
    "not-your-plan": lambda: plan("L001", Line(ROADS), by=Actor(ROADS)),
    "accepts-its-own-work": lambda: plan("L001", Line(ROADS, competent=ROADS)),
    "past-the-outer-limit": lambda: plan("L001", Line(ROADS, due=LAST, outer=SINCE)),
    "negative-weight": lambda: plan("L001", Line(ROADS, weight=-1)),
    "people-belong-to-coordination": lambda: plan("L001", Line(ROADS, people=2)),
    "discipline-by-its-own-duty": lambda: plan("L001", Line(FAR), case=watched()),
    "not-its-duty": lambda: plan("L001", Line(ROADS, duty="d:9")),
    "effort-unreadable": lambda: plan("L001", Line(ROADS, effort="much")),
    "rhythm-without-such-a-day": lambda: plan("L001", Line(ROADS, rhythm=Rhythm(Every.MONTH, 32))),
    "waits-in-a-circle": lambda: whole(L1=Line(ROADS, after=("L2",)), L2=Line(WATER, after=("L1",))),
    "not-your-choice": lambda: plan("choice", Choice("A", DEPUTY), CHOICES, by=Actor(LEAD)),
    "two-options-first": lambda: choose("A", options=("A",)),
    "no-such-option": lambda: choose("Z"),
    "leaders-first": lambda: choose("A", waiting=(DEPUTY,)),
    "shares-past-hundred": lambda: plan("shares", Shares(80, 30), SHARES),
    "no-such-predecessor": lambda: whole(L1=Line(ROADS, after=("L9",))),
    "lag-too-long": lambda: whole(L1=Line(ROADS, ties=(Tie("L2", TieType.SS, 501),)), L2=Line(WATER)),
    "tied-twice": lambda: whole(L1=Line(ROADS, after=("L2",), ties=(Tie("L2", TieType.SS),)), L2=Line(WATER)),
    "no-such-means": lambda: whole(L1=Line(ROADS, needs=("M1",))),
}


def taken_back(after: Mandate | None) -> None:
    """DEPUTY took something back of what LEAD entered from his paper; LEAD enters it again."""
    case = lent(PAPER)
    taken = listed(MANDATES, "g:one", after)
    case.town.listings.append(replace(taken, by=Actor(DEPUTY)))
    entered(MANDATES, "g:two", PAPER, by=Actor(LEAD), case=case)


def joining(recorder: Desk, scan: str) -> None:
    """DEPUTY asks FIRM to join his mandate; somebody records that it does."""
    asked = Offer("signature", DEPUTY, FIRM, "join us", joint=JOINT, cause="countersign", about=("g:one",))
    case = lent().when(asked, DEPUTY)
    case.when(Accept(), Actor(FIRM, recorded=Recorded(recorder, SINCE, "no. 4", scan)))


def choose(option: str, *, options: tuple[str, ...] = ("A", "B"), waiting: tuple[Desk, ...] = ()) -> None:
    may_choose(option, options=options, by=DEPUTY, sponsor=DEPUTY, waiting=waiting)


def applied() -> Case:
    """LEAD applied for a change of duties; ROADS reviews it, and WATER has not answered yet."""
    case = given(Offer("consultation", LEAD, WATER, "opinion"))
    change = Offer("duty-change", LEAD, ROADS, "drains", about=(WORK,))
    return case.when(change, LEAD, on=OTHER).when(Accept(), ROADS, on=OTHER)


def grouped() -> Case:
    case = township()
    case.town.listings.append(listed(CHARTERS, JOINT, BODY))
    return case


def watched() -> Case:
    """With a discipline body."""
    case = Case()
    case.town.listings.append(listed(UNITS, FAR, Unit(parent=GOV, leader=HEAD, sort="discipline")))
    return case
