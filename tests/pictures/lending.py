"""Mandates of the demonstration's tender work: issued, countersigned by one leader and not by another, from minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tests.pictures.render import Page


def lent(lead_login: str) -> Iterator[Page]:
    """The page of mandates as the lead and the head of the county see it, its forms, and asking under a mandate."""
    from qiantou.access.guards import standing, visible_joints
    from qiantou.access.models import Account
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute
    from qiantou.acts.files import read_scan
    from qiantou.acts.lend import Lending, lend
    from qiantou.core.kernel import Actor, Stream
    from qiantou.core.mandate import Mandate, Power, Source
    from qiantou.core.moves import Accept
    from qiantou.desk.mandate_entry import letter
    from qiantou.readmodel.models import DeskRow, MatterRow

    lead = Account.objects.get(login=lead_login)
    unit = standing(lead).desks[-1]
    work = next(work for work in visible_joints(lead).order_by("opened") if work.lead == unit)
    joint, today = Stream(work.stream), registers.current().at(shell.now()).day
    desk = dict(DeskRow.objects.values_list("name", "desk"))
    scan = read_scan(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n")
    minutes = Mandate(
        joint, unit, (Power.CONVENE, Power.DATA, Power.BUDGET),
        (desk["县住房和城乡建设局"], desk["县农业农村局"], desk["县公安局"], desk["国网县供电公司"]),
        work.sponsor, today + timedelta(days=64), Source.MINUTES,
        number="县政府专题会议纪要〔2026〕31号",
        clause="由县公共资源交易中心牵头，可召集有关单位会商，调取近三年招投标、结算和审计资料，相关单位应当在三个工作日内提供。",
        scan=scan.name, budget="公共资源交易监管专项经费（县财预〔2026〕9号）", ceiling="36.5",
    )  # fmt: skip
    by = Actor(unit, account=lead.id)
    lend(Lending("g:minutes", minutes, scan=scan), letter, by=by, command_id=uuid4().hex)
    asked = MatterRow.objects.filter(joint=joint, kind="signature", is_open=True, doer__startswith="p:").first()
    if asked is not None:
        signing = Actor(asked.doer, account="0" * 32)
        execute(Stream(asked.stream), Accept(), by=signing, command_id=uuid4().hex)
    longer = replace(minutes, until=today + timedelta(days=120), countersigns=())
    by_sponsor = Actor(work.sponsor, account="1" * 32)
    lend(Lending("g:minutes", longer, note="工期延长", scan=scan), letter, by=by_sponsor, command_id=uuid4().hex)
    paused = replace(
        longer, powers=(Power.OVERSEE,), source=Source.ISSUED, suspended=True, scope=(desk["县住房和城乡建设局"],),
        budget="", number="", clause="", scan="", ceiling="",
    )  # fmt: skip
    lend(Lending("g:paused", paused, note="待核实"), letter, by=by_sponsor, command_id=uuid4().hex)
    page = f"/j/{joint[:12]}/mandates/"
    yield Page("mandates-lead", page, "lead", lies=True)
    yield Page("mandates-head", page, "head", lies=True)
    yield Page("mandates-issue", f"{page}issue/?set=campaign", "head")
    yield Page("mandates-paper", f"{page}paper/", "lead")
    yield Page("mandates-change", f"{page}minutes/change/", "head")
    yield Page("mandates-consent", f"{page}minutes/consent/{desk['国网县供电公司']}/", "head", lies=True)
    yield Page("mandates-ask", f"/ask/?joint={joint}", "lead", lies=True)
