"""A plan in memory that LEAD has put out, and signatures under it."""

from __future__ import annotations

from qiantou.core.kernel import RULE, Desk, Entry, Stream
from qiantou.core.moves import Accept, Offer
from qiantou.core.plan import LINES, MEANS, VERSIONS, Line, PlanValue, Purpose, Version
from qiantou.core.register import Listed
from tests.core.steps import DUE, WORK, Case, task
from tests.core.world import BEFORE, JOINT, LEAD, LONG_AGO, ROADS

LINE = Line(ROADS, due=DUE)
CARRIED = task(joint=JOINT, line="L001", signature=WORK)


def planned(**values: PlanValue) -> Case:
    """LEAD has put out v1, with L001 and whatever else is given."""
    case = Case()
    for name, value in {"L001": LINE, **values}.items():
        enter(case, MEANS if name[0] == "M" else LINES, name, value)
    return put_out(case)


def enter(case: Case, section: str, name: str, value: PlanValue | None) -> Case:
    own = case.town.plans.setdefault(JOINT, [])
    own.append(Entry(JOINT, len(own) + 1, BEFORE, RULE, Listed(section, f"{JOINT}/{name}", value, LONG_AGO)))
    return case


def put_out(case: Case, number: int = 1, purpose: Purpose = Purpose.SIGNATURE) -> Case:
    return enter(case, VERSIONS, f"v{number}", Version(number, purpose))


def request(case: Case, doer: Desk = ROADS, *names: str, number: int = 1) -> Offer:
    about = (f"v{number}", *(names or ("L001",)))
    return Offer("signature", LEAD, doer, "the plan", joint=JOINT, about=about, pinned=len(case.town.plans[JOINT]))


def signed(case: Case | None = None, doer: Desk = ROADS, *names: str, number: int = 1, on: Stream = WORK) -> Case:
    case = case or planned()
    return case.when(request(case, doer, *names, number=number), LEAD, on).when(Accept(), doer, on)
