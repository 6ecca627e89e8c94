"""A contest of LEAD before ROADS, which keeps the record of the work and put its sheet out."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.acts.exempting import matter_of
from qiantou.acts.registers import current
from qiantou.acts.sheet_clock import begun_of, keep_owed
from qiantou.core.contesting import CONTEST, Claim, amending_of, contest_stream
from qiantou.core.kernel import Actor, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Deliver, Offer, Refer, Rule
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import SHEETS
from qiantou.core.undertaking import Charter
from tests.acts.county import CLERK, Played
from tests.core.assessing import SHEET
from tests.core.world import DEPUTY, GOV, LEAD, ROADS

CLAIM = Claim("line:L001", LEAD)


def contested(town: Played, joint: Stream | None = None) -> Stream:
    """The stream of the contest, just asked."""
    named = joint or shell.fresh()
    day = current().at(town.now).day
    charter = Charter(LEAD, GOV, ROADS, sponsor=DEPUTY, ended=day, ending="任务完成")
    sheet = replace(SHEET, joint=named, by=ROADS, through=town.now)
    for section, value, by in ((CHARTERS, charter, None), (SHEETS, sheet, ROADS)):
        listed = Listed(section, named, value, day, name="修复老桥" if section == CHARTERS else "")
        execute_all((), by=Actor(by, account=CLERK), command_id=uuid4().hex, listings=[listed])
    stream = contest_stream(named, LEAD, CLAIM.item)
    said = {"title": "桥是我们修的", "detail": "全部由我局完成"}
    town.do(stream, Offer(CONTEST, LEAD, ROADS, joint=named, about=CLAIM.about, **said), LEAD)
    return stream


def owed(town: Played) -> Stream:
    """The stream by which ROADS owes the sheet of a work of LEAD that is over."""
    joint, day = shell.fresh(), current().at(town.now).day
    charter = Charter(LEAD, GOV, ROADS, sponsor=DEPUTY, ended=day, ending="任务完成")
    listed = Listed(CHARTERS, joint, charter, day, name="修复老桥")
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[listed])
    keep_owed()
    return begun_of(joint)[0]


def granted(town: Played, joint: Stream | None = None) -> Stream:
    """The stream of what a ruling for LEAD put into the hands of ROADS."""
    stream = contested(town, joint)
    town.do(stream, Deliver("桥是我们修的"), ROADS)
    town.do(stream, Refer("请裁定"), LEAD)
    town.do(stream, Rule(Phase.CLOSED, "属实", granted=True), DEPUTY)
    found = amending_of(matter_of(stream))
    assert found is not None
    return found
