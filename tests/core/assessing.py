"""An assessment in memory: a work that is over, its readings, its sheet; names as in `world`, GOV keeps the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from qiantou.core.carrying_out import check_amended
from qiantou.core.contesting import CONTEST, Claim, amending_of, contest_stream
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Rejected, Stream
from qiantou.core.kinds import EXEMPTION, Phase
from qiantou.core.listing import check
from qiantou.core.moves import Deliver, Moot, Offer, Refer, Rule
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import (
    READINGS,
    SERVED,
    SHEETS,
    ZERO,
    Amendment,
    Attained,
    Earning,
    Lack,
    Overrun,
    Part,
    Rates,
    Ratio,
    Reading,
    Sheet,
    Source,
    Unearned,
    reading_key,
)
from qiantou.core.review_terms import check_terms
from qiantou.core.sheet_clock import opening, owed
from qiantou.core.undertaking import Charter, Direction, Measure
from tests.core.steps import OTHER, WORK, Case
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, TOWN, WATER, listed, local

TODAY = date(2026, 3, 2)
MEASURES = (Measure(Direction.UP, "0", "100", GOV), Measure(Direction.DOWN, "50", "10", LEAD))
OVER = Charter(LEAD, GOV, GOV, sponsor=DEPUTY, measures=MEASURES, ended=date(2026, 3, 1), ending="done")
MET = replace(OVER, ended=None, ending="", met=TODAY)
READ = Reading(JOINT, 0, GOV, TODAY, "80", evidence="the yearbook")
OWN = Reading(JOINT, 1, LEAD, TODAY, "20", evidence="our count")
SERVED_BY = Reading(JOINT, SERVED, GOV, TODAY, asked=3, satisfied=4, evidence="by telephone")
RATES = Rates(70, 2, 50, 2, 0, 480)
HALF, THIRD = Ratio(1, 2), Ratio(3, 10)
SHEET = Sheet(
    JOINT, 1, local("2026-03-02 08:00"), GOV, 1, 20, 0, RATES, outcome=Ratio(4, 5),
    measures=(Attained(0, "80", Ratio(4, 5)),),
    parts=(
        Part(LEAD, coordination=Ratio(1, 5), points=Ratio(86, 5)),
        Part(ROADS, lines=HALF, minutes=480, process=Ratio(49, 50), points=Ratio(427, 10)),
        Part(WATER, points=ZERO),
    ),
    earnings=(
        Earning(Source.COORDINATION, LEAD, Ratio(1, 5)),
        Earning(Source.LINE, ROADS, HALF, "L001", WORK),
    ),
    unearned=(Unearned(THIRD, Lack.OPEN, "L002", WATER, OTHER),),
    overruns=(Overrun(ROADS, WORK, 480),),
)  # fmt: skip
CLAIM = Claim("line:L002", WATER)
CONTESTED = contest_stream(JOINT, WATER, CLAIM.item)
AMENDED = replace(
    SHEET, number=2, amended=(Amendment(CONTESTED, CLAIM.item, WATER),), unearned=(), reason="as ruled",
    parts=(*SHEET.parts[:2], Part(WATER, lines=THIRD, points=Ratio(129, 5))),
    earnings=(*SHEET.earnings, Earning(Source.LINE, WATER, THIRD, "L002", OTHER, contest=CONTESTED)),
)  # fmt: skip


def over(charter: Charter = OVER) -> Case:
    case = Case()
    case.town.listings.append(listed(CHARTERS, JOINT, charter))
    return case


def entry(section: str, key: str, value: Any, by: Desk, at: datetime | None = None) -> Entry[Listed]:
    made = listed(section, key, value, at=at or local("2026-03-02 08:30"), since=TODAY)
    return replace(made, by=Actor(by))


def enter(case: Case, value: Reading | Sheet | Charter | None, by: Desk | None, *, key: str = "", section: str = SHEETS,
    plan: Sequence[Entry[Listed]] = ()) -> Case:  # fmt: skip
    """As the act enters it; raises Rejected and then nothing is entered."""
    if isinstance(value, Reading):
        section, key = READINGS, key or reading_key(value.joint, value.measure)
    if isinstance(value, Charter):
        section, key = CHARTERS, JOINT
    force = case.town.register.at(case.town.now)
    one = Listed(section, key or JOINT, value, force.day)
    check(one, force, Actor(by))
    made = Entry(Stream("register"), 1, case.town.now, Actor(by), one)
    check_amended([made], case.town.matter, force)
    case.town.listings.append(made)
    try:
        check_terms([made], lambda _joint: plan, case.town.register.at(case.town.now))
    except Rejected:
        case.town.listings.remove(made)
        raise
    return case


def put_out(case: Case | None = None) -> Case:
    """The sheet of Monday 2 March 2026 at 09:00."""
    return enter(case or over(), SHEET, GOV)


def contest(asker: Desk = WATER, claim: Claim = CLAIM, doer: Desk = GOV) -> Offer:
    why = "on 3 March, whole"
    return Offer(CONTEST, asker, doer, "our line was delivered", detail=why, joint=JOINT, about=claim.about)


def asked(case: Case | None = None) -> Case:
    return (case or put_out()).when(contest(), WATER, on=CONTESTED)


def ruled(*, granted: bool = True) -> Case:
    case = asked().when(Deliver("the delivery came late"), GOV, on=CONTESTED).when(Refer("no"), WATER, on=CONTESTED)
    return case.when(Rule(Phase.CLOSED, "it was delivered", granted=granted), DEPUTY, on=CONTESTED)


def before_the_leader(case: Case, claim: Claim, asker: Desk) -> Case:
    """Contested, answered, and before who decides."""
    on = contest_stream(JOINT, asker, claim.item)
    case.when(contest(asker, claim), asker, on=on).when(Deliver("as it stands"), GOV, on=on)
    return case.when(Refer("no"), asker, on=on)


YES = Rule(Phase.CLOSED, "it was theirs", granted=True)
SECOND = contest_stream(JOINT, ROADS, CLAIM.item)


def rivals() -> Case:
    """WATER and ROADS each contest the line that nobody earned; WATER's is granted first."""
    case = before_the_leader(before_the_leader(put_out(), CLAIM, WATER), replace(CLAIM, unit=ROADS), ROADS)
    return case.when(YES, DEPUTY, on=CONTESTED)


def amending(case: Case | None = None) -> Stream:
    """The matter by which the ruling on the contest is carried out."""
    found = amending_of((case or ruled()).matter(CONTESTED))
    assert found is not None
    return found


def assessing(case: Case | None = None) -> tuple[Case, Stream]:
    """The matter by which the sheet of the work is owed, as the rule opens it."""
    case = case or over()
    found = owed(JOINT, case.town.register.at(case.town.now))
    assert found is not None
    stream, offer = opening(found, 1)
    case.town.do(stream, replace(offer, title="the bridge"), by=RULE)
    return case, stream


SHARED = replace(
    SHEET,
    parts=(SHEET.parts[0], replace(SHEET.parts[1], lines=THIRD, points=Ratio(1281, 50)),
           Part(WATER, lines=Ratio(1, 5), points=Ratio(86, 5))),
    earnings=(SHEET.earnings[0], Earning(Source.LINE, ROADS, THIRD, "L001", WORK, 3, 5),
              Earning(Source.LINE, WATER, Ratio(1, 5), "L001", WORK, 2, 5)),
    overruns=(Overrun(ROADS, WORK, 480),),
)  # fmt: skip
MORE = Claim("share:L001/60", WATER)


def shared_no_more() -> Case:
    """WATER asks for more of the line that it shares with ROADS, to which a ruling gives the whole before."""
    alone = Claim("line:L001", ROADS)
    case = before_the_leader(before_the_leader(enter(over(), SHARED, GOV), MORE, WATER), alone, ROADS)
    first = contest_stream(JOINT, ROADS, alone.item)
    case.when(YES, DEPUTY, on=first)
    made = replace(
        SHARED, number=2, amended=(Amendment(first, alone.item, ROADS),), reason="as ruled",
        parts=(*SHEET.parts[:2], replace(SHARED.parts[2], lines=ZERO, points=ZERO)),
        earnings=(SHARED.earnings[0], Earning(Source.LINE, ROADS, HALF, "L001", WORK, contest=first)),
    )  # fmt: skip
    enter(case, made, GOV)
    found = amending_of(case.matter(first))
    assert found is not None
    case.town.do(found, Moot(), by=RULE)
    return case


def exempting_the_sheet() -> Case:
    """GOV, late with the sheet that it owes, applies for exemption from that."""
    case, on = assessing()
    told = Offer(EXEMPTION, GOV, DEPUTY, "it came late", about=(on,), caused=TODAY)
    return case.when(told, GOV, on=OTHER)


ASSESSED: dict[str, Callable[[], object]] = {
    "terms-stand": lambda: enter(over(MET), replace(MET, measures=MEASURES[:1]), LEAD),
    "mark-stands": lambda: enter(enter(over(MET), READ, GOV), replace(MET, measures=MEASURES[:1]), GOV),
    "work-not-concluded": lambda: enter(over(replace(OVER, ended=None)), READ, GOV),
    "no-such-measure": lambda: enter(over(), replace(READ, measure=7), GOV),
    "only-a-ruling-amends": lambda: enter(put_out(), replace(SHEET, number=2), GOV),
    "not-the-measurer": lambda: enter(over(), READ, ROADS),
    "not-the-confirmer": lambda: enter(enter(over(), OWN, LEAD), replace(OWN, confirmed=LEAD), LEAD),
    "satisfied-of-asked": lambda: enter(
        over(), Reading(JOINT, -1, GOV, TODAY, asked=3, satisfied=4, evidence="x"), GOV
    ),
    "not-the-assessor": lambda: enter(over(), replace(SHEET, by=LEAD), LEAD),
    "nothing-measured": lambda: enter(over(), unmeasured(), GOV),
    "contest-not-granted": lambda: enter(ruled(granted=False), AMENDED, GOV),
    "nothing-to-contest": lambda: asked(over()),
    "contest-goes-to": lambda: put_out().when(contest(doer=ROADS), WATER, on=CONTESTED),
    "not-on-the-sheet": lambda: put_out().when(contest(TOWN), TOWN, on=contest_stream(JOINT, TOWN, CLAIM.item)),
    "contest-too-late": lambda: asked(put_out().at("2026-03-17 09:00")),
    "amended-on-its-page": lambda: ruled().when(Deliver("done"), GOV, on=amending()),
    "contest-before-it": lambda: rivals().when(YES, DEPUTY, on=SECOND),
    "share-is-no-more": lambda: shared_no_more().when(YES, DEPUTY, on=contest_stream(JOINT, WATER, MORE.item)),
    "nothing-to-exempt": lambda: exempting_the_sheet(),
    "contested-on-its-page": lambda: put_out().when(contest(), WATER, on=OTHER),
}
"""Of readings, sheets and contests."""


def unmeasured() -> Sheet:
    parts = tuple(replace(part, points=None) for part in SHEET.parts)
    return replace(SHEET, outcome=None, measures=(), parts=parts)


def total(sheet: Sheet) -> Fraction:
    return sum((part.total for part in sheet.parts), Fraction(0)) + sum(one.share.exact for one in sheet.unearned)
