"""A joint work that is over, on a real database: two lines delivered, one with another's help, its measures read.

GOV keeps the record; LEAD leads and coordinates; ROADS mends the bridge, which WATER's clearing makes possible; WATER
drains and hands in late; the market TOWN owes is never delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from qiantou.acts import shell
from qiantou.acts.assessing import confirm, measure
from qiantou.acts.execute import execute_all
from qiantou.acts.letters import send_signatures
from qiantou.acts.open_plan import open_plan
from qiantou.acts.registers import current
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver
from qiantou.core.plan import LINES, SHARES, Line, Purpose, Role, Shares
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.review import SHEETS, Reading, Sheet
from qiantou.core.undertaking import Charter, Direction, Measure
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, Played, played
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER, local

DAY = date(2026, 3, 2)
OVER = "2026-04-01 10:00"
MEASURES = (
    Measure(Direction.UP, "0", "100", GOV, name="贯通里程", unit="公里"),
    Measure(Direction.DOWN, "50", "10", LEAD, name="积水点", unit="处"),
    Measure(Direction.UP, "", "95", None, name="资金执行率", unit="%"),
)
UNREAD = "资金执行率由县财政局年终决算后才能测定"
"""Why the sheet is put out without the third measure, which nobody reads."""
LINES_OF_IT: dict[str, Line | Shares] = {
    "L001": Line(LEAD, Role.COORDINATE, 10, people=2, quarter_days=4, deliverable="统筹协调"),
    "L002": Line(ROADS, Role.DO, 20, due=date(2026, 3, 20), weight=60, deliverable="修好三座桥"),
    "L003": Line(WATER, Role.DO, 30, due=date(2026, 3, 18), weight=30, deliverable="疏通沟渠"),
    "L004": Line(TOWN, Role.DO, 40, due=date(2026, 3, 31), weight=10, deliverable="搬迁临时市场"),
    "shares": Shares(20, 10),
}


@dataclass
class Assessed:
    """The work, and what was opened for its lines."""

    town: Played
    joint: Stream
    charter: Charter

    def at(self, text: str) -> Assessed:
        self.town.now = local(text)
        return self

    def enter(self, section: str, key: str, value: object, by: Desk | None = None, name: str = "") -> None:
        listing = Listed(section, key, value, current().at(self.town.now).day, name=name)  # type: ignore[arg-type]
        execute_all((), by=Actor(by, account=CLERK), command_id=uuid4().hex, listings=[listing])

    def stream(self, line: str) -> Stream:
        return Stream(MatterRow.objects.get(joint=self.joint, line=line, kind="task").stream)

    def sheet(self) -> Sheet:
        value = current().at(self.town.now).section(SHEETS)[self.joint]
        assert isinstance(value, Sheet)
        return value

    def concluded(self) -> Assessed:
        """Closed, and read: the second measure by the lead itself, so that it has to be confirmed; the third never."""
        self.at(OVER).enter(CHARTERS, self.joint, replace(self.charter, ended=date(2026, 4, 1), ending="任务完成"), GOV)
        return self.measured()

    def measured(self) -> Assessed:
        self.read(Reading(self.joint, 0, GOV, date(2026, 4, 1), "80", evidence="验收报告第3页"))
        self.read(Reading(self.joint, 1, LEAD, date(2026, 4, 1), "20", evidence="现场清点"))
        confirm(self.joint, 1, by=Actor(GOV, account=CLERK), command_id=uuid4().hex)
        return self

    def read(self, reading: Reading) -> None:
        measure(reading, by=Actor(reading.by, account=CLERK), command_id=uuid4().hex)


def begun(town: Played, title: str = "修复老桥") -> Assessed:
    """Chartered, signed and launched."""
    joint = shell.fresh()
    charter = Charter(lead=LEAD, issuer=GOV, keeper=GOV, sponsor=DEPUTY, measures=MEASURES, assessment="县考核办")
    work = Assessed(town, joint, charter)
    work.enter(CHARTERS, joint, charter, name=title)
    lead = Actor(LEAD, account=CLERK)
    drafted = [
        Listed(SHARES if name == "shares" else LINES, f"{joint}/{name}", value, DAY)
        for name, value in LINES_OF_IT.items()
    ]
    execute_all((), by=lead, command_id=uuid4().hex, listings=drafted)
    send_signatures(joint, purpose=Purpose.SIGNATURE, by=lead, command_id=uuid4().hex)
    for row in MatterRow.objects.filter(joint=joint, kind="signature", is_open=True):
        town.do(Stream(row.stream), Accept(), Desk(row.doer))
    open_plan(joint, by=lead, command_id=uuid4().hex)
    return work


def worked(work: Assessed) -> Assessed:
    """The bridge waits for WATER's clearing and is handed in on its day; the drains two working days after theirs."""
    town, bridge, drains = work.town, work.stream("L002"), work.stream("L003")
    clearing = shell.fresh()
    work.at("2026-03-09 09:00")
    town.do(bridge, Block("河道封闭，无法架设", to=WATER, fresh=clearing), ROADS)
    for command, desk in ((Accept(), WATER), (Deliver("已开闸"), WATER), (AcceptDelivery(), ROADS)):
        town.later(hours=2)
        town.do(clearing, command, desk)
    work.at("2026-03-19 15:00")
    town.do(bridge, Deliver("三座桥通车"), ROADS)
    town.do(bridge, AcceptDelivery(), LEAD)
    work.at("2026-03-20 17:30")
    town.do(drains, Deliver("沟渠疏通"), WATER)
    town.do(drains, AcceptDelivery(), LEAD)
    return work


@contextmanager
def assessed() -> Iterator[Assessed]:
    """The work as it stands when its sheet may be put out."""
    with played() as town:
        yield worked(begun(town)).concluded()
