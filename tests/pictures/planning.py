"""The plan of the demonstration after it was put out: means, a line changed since, a rhythm; its pages and forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.pictures.render import Page

if TYPE_CHECKING:
    from qiantou.core.kernel import Actor
    from qiantou.readmodel.models import JointRow


def planned(lead_login: str) -> Iterator[Page]:
    """As the lead sees it, who drafts, and as a unit that owes lines sees it. Comes after `consulting.consulted`."""
    from qiantou.access.guards import standing, visible_joints
    from qiantou.access.models import Account
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.kernel import Actor, Stream
    from qiantou.core.plan import LINES, MEANS, Every, Means, Rhythm, Sort
    from qiantou.core.register import Listed
    from qiantou.desk.drafted import plan_of

    lead = Account.objects.get(login=lead_login)
    unit = standing(lead).desks[-1]
    work = next(work for work in visible_joints(lead).order_by("opened") if work.lead == unit)
    joint, today = Stream(work.stream), registers.current().at(shell.now()).day
    lines = plan_of(joint).at()
    changed = {
        "L002": replace(lines["L002"], rhythm=Rhythm(Every.MONTH, 5), due=None, weight=4, effort="medium"),
        "L003": replace(lines["L003"], after=("L001", "L002"), needs=("M1",), competent=lines["L002"].unit, weight=6),
    }
    money = Means(
        Sort.MONEY, lines["L003"].unit, today + timedelta(20), 10, "运营补贴资金", "320万元", "县财预〔2026〕18号"
    )
    listings = [Listed(MEANS, f"{joint}/M1", money, today)]
    listings += [Listed(LINES, f"{joint}/{name}", line, today) for name, line in changed.items()]
    execute_all((), by=Actor(unit, account=lead.id), command_id=uuid4().hex, listings=listings)
    base = f"/j/{joint[:12]}/plan/"
    yield Page("plan", base, "lead", lies=True)
    yield Page("plan-unit", base, "clerk", lies=True)
    yield Page("plan-line", f"{base}L003/", "lead")
    yield Page("plan-shown", f"{base}L003/", "clerk")
    yield Page("plan-means", f"{base}means/new/", "lead")
    yield Page("plan-paste", f"{base}paste/", "lead")
    yield Page("plan-copy", f"{base}copy/", "lead")
    yield Page("plan-versions", f"{base}versions/", "lead")
    yield from waits(work, Actor(unit, account=lead.id))


def waits(work: JointRow, by: Actor) -> Iterator[Page]:
    """Another work of the same lead, launched: an amendment moves two lines, of which the leader has one; and where its
    time goes."""
    from qiantou.acts import attributing, registers, shell
    from qiantou.acts.execute import execute, execute_all
    from qiantou.acts.letters import send_signatures
    from qiantou.acts.open_plan import open_plan
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.moves import Accept, Refer
    from qiantou.core.plan import LINES, Line, Purpose
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter
    from qiantou.desk.drafted import plan_of
    from qiantou.readmodel.models import MatterRow

    joint, today = shell.fresh(), registers.current().at(shell.now()).day
    told = [one for one in plan_of(work.stream).at().values() if isinstance(one, Line) and one.unit != work.lead][:3]
    lines = [Line(one.unit, order=one.order, due=today + timedelta(30), deliverable=one.deliverable) for one in told]

    def enter(lines: Sequence[Line], *charters: Listed) -> None:
        listings = [Listed(LINES, f"{joint}/L{number:03}", line, today) for number, line in enumerate(lines, 1)]
        execute_all((), by=by, command_id=uuid4().hex, listings=[*charters, *listings])

    def launched(purpose: Purpose) -> None:
        send_signatures(joint, purpose=purpose, by=by, command_id=uuid4().hex)
        for row in MatterRow.objects.filter(joint=joint, kind="signature", is_open=True):
            signer = Actor(Desk(row.doer), account="0" * 32)
            execute(Stream(row.stream), Accept(), by=signer, command_id=uuid4().hex)
        open_plan(joint, by=by, command_id=uuid4().hex)

    assert by.desk is not None
    charter = Charter(lead=by.desk, issuer=by.desk, keeper=by.desk, sponsor=Desk(work.sponsor))
    enter(lines, Listed(CHARTERS, joint, charter, today, "农村客运站点改造二期"))
    launched(Purpose.SIGNATURE)
    stuck = MatterRow.objects.get(joint=joint, line="L002", beside=False)
    execute(
        Stream(stuck.stream),
        Refer("与养护单位职责不清，请领导定"),
        by=Actor(Desk(stuck.doer), account="0" * 32),
        command_id=uuid4().hex,
    )
    attributing.put_out(joint, by=by, command_id=uuid4().hex)
    enter([replace(line, due=today + timedelta(60)) for line in lines])
    launched(Purpose.AMENDMENT)
    attributing.put_out(joint, by=by, command_id=uuid4().hex, reason="第二版方案签齐后重新公布")
    yield Page("signing-waits", f"/j/{joint[:12]}/signing/", "lead")
    yield Page("delay-open", f"/j/{joint[:12]}/delay/", "lead", lies=True)
