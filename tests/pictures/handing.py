"""Passing the lead in each of its states: asked, agreed with time to object, entered from a paper, passed, fallen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.pictures.render import Page

REASON = "乡村公路养护的年度计划、资金和考核均由交通运输部门负责，继续由发改部门牵头，配合单位需要重复报送。"


def handed(client: Any) -> Iterator[Page]:
    """The pages as the clerk of a lead bureau, whose client this is, and the deputy who decides see them."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()  # a form is read from what a page was written with
    try:
        yield from list(_told(client))
    finally:
        teardown_test_environment()


def _told(client: Any) -> Iterator[Page]:
    """The page of a passing as the lead and the leader see it, the matter on his desk, and the page with nothing."""
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute, execute_all
    from qiantou.core.kernel import Actor, Desk, Recorded, Stream
    from qiantou.core.kinds import Phase
    from qiantou.core.mandate import Mandate, Power
    from qiantou.core.moves import Accept, Contest, Decline, Rule, Withdraw
    from qiantou.core.register import CHARTERS, MANDATES, Listed
    from qiantou.readmodel.models import DeskRow, JointRow, MatterRow
    from tests.pictures.chartering import _sent

    today = registers.current().at(shell.now()).day
    desk = {name: Desk(key) for name, key in DeskRow.objects.values_list("name", "desk")}
    roads, lead, leader = desk["县交通运输局"], desk["县发展和改革局"], desk["常务副县长"]

    def stream_of(address: str) -> Stream:
        return Stream(JointRow.objects.get(stream__startswith=address.split("/")[2]).stream)

    def work(title: str, sponsor: str = "常务副县长") -> str:
        """Begun by the lead, its record kept by the government office."""
        due = (today + timedelta(days=60)).isoformat()
        made = _sent(client, "/j/new/", title=title, units="县水利局", due=due, sponsor=sponsor)
        joint = stream_of(made)
        charter = registers.current().at(shell.now()).charter(joint)
        kept = Listed(CHARTERS, joint, replace(charter, keeper=desk["县政府办公室"]), today, name=title)
        execute_all((), by=Actor(account="3" * 32), command_id=uuid4().hex, listings=[kept])
        return made

    def proposed(address: str, to: str = "县交通运输局") -> Stream:
        _sent(client, f"{address}pass/", to=to, reason=REASON)
        rows = MatterRow.objects.filter(joint__startswith=address.split("/")[2], kind="passing", is_open=True)
        return Stream(rows.latest("opened").stream)

    def does(stream: Stream, command: Any, by: Desk, recorded: Recorded | None = None) -> None:
        execute(stream, command, by=Actor(by, account="2" * 32, recorded=recorded), command_id=uuid4().hex)

    agreed, entered, passed = (work(title) for title in ("乡村公路养护", "农村客运站点改造", "桥梁安全排查"))
    paper = Recorded(desk["县政府办公室"], today, "县政府专题会议纪要〔2026〕35号")
    asked = proposed(agreed)
    does(asked, Accept(), roads)
    does(proposed(entered), Accept(), roads, paper)
    refusals = (
        ("县水利局", Decline("no-means", "工程股只有两人")),
        ("县农业农村局", Decline("no-power", "没有执法权")),
    )
    for to, answer in refusals:
        declined = proposed(passed, to)
        does(declined, answer, desk[to])
        does(declined, Withdraw("改请他单位"), lead)
    head, wide = desk["县长"], (desk["县水利局"], roads)
    power = Mandate(stream_of(passed), lead, (Power.DISPATCH,), wide, head, today + timedelta(90))
    own = replace(power, powers=(Power.CONVENE,), scope=(roads,))
    lent = [Listed(MANDATES, f"g:{name}", one, today) for name, one in (("bridges", power), ("roads", own))]
    execute_all((), by=Actor(head, account="3" * 32), command_id=uuid4().hex, listings=lent)
    over = proposed(passed)
    does(over, Accept(), roads)
    does(over, Rule(Phase.CLOSED, "职责清楚，同意移交"), leader)
    fallen = work("城乡公交一体化", "县长")  # above the unit that has not agreed itself
    again = proposed(fallen)
    does(again, Accept(), roads, paper)
    does(again, Rule(Phase.CLOSED, "同意移交"), head)
    does(again, Contest(2, "局党组未曾研究，不同意牵头"), roads)
    contested = f"{fallen}pass/"
    yield Page("pass-none", f"{work('秋冬季农田水利')}pass/", "clerk")
    yield Page("pass-agreed", f"{agreed}pass/", "clerk")
    yield Page("pass-agreed-leader", f"/m/{asked[:12]}/", "deputy", lies=True)
    yield Page("pass-entered", f"{entered}pass/", "clerk")
    yield Page("pass-passed", f"{passed}pass/", "deputy")
    yield Page("mandates-passed", f"{passed}mandates/", "clerk")
    yield Page("pass-contested", contested, "head")
