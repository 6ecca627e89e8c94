"""Coordination meetings of the demonstration: one called for today with its minutes to be entered, one held."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from tests.pictures.render import Page


def convened(deputy_login: str) -> Iterator[Page]:
    """As the deputy head chairs it and an invited clerk reads it."""
    from datetime import timedelta

    from qiantou.access.guards import standing, visible_matters
    from qiantou.access.models import Account
    from qiantou.acts import registers, shell
    from qiantou.acts.meetings import Minutes, Task, call, hold
    from qiantou.core.convening import meetings
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.meeting import Brought, Decided, Item, Meeting, Outcome
    from qiantou.desk.pressing import supervise_url
    from qiantou.desk.situation import situation
    from qiantou.readmodel.models import MatterRow

    account = Account.objects.get(login=deputy_login)
    chair = standing(account).desks[0]
    force = registers.current().at(shell.now())
    by = Actor(chair, post=chair, account=account.id)
    rows = list(MatterRow.objects.filter(is_open=True, arbiter=chair, phase="referred", inner="")[:4])
    underway = list(MatterRow.objects.filter(is_open=True, phase="underway", inner="").exclude(joint="")[:2])
    points = tuple(Item(Brought.LISTED, (Stream(row.stream),)) for row in rows) or tuple(
        Item(Brought.PUT, (Stream(row.stream),)) for row in underway[:1]
    )
    if len(underway) > 1:
        points = (*points, Item(Brought.CIRCLE, tuple(Stream(row.stream) for row in underway)))
    key = call(Meeting(chair, force.day, points, extra=True, place="县政府三楼会议室"), by=by, command_id=uuid4().hex)
    before = Meeting(chair, force.day, points[:1], extra=True, place="县政府三楼会议室")
    earlier = call(
        Meeting(chair, force.day + timedelta(1), before.agenda, extra=True), by=by, command_id=uuid4().hex
    )  # fmt: skip
    told = meetings(registers.current().at(shell.now()))[earlier]
    decided = tuple(Decided(name, Outcome.NEXT, words="待补充材料后再议") for name in told.matters)
    tasks = (Task("梳理各单位未结事项并报办公室", Desk(told.invited[0]), force.day + timedelta(14)),)
    hold(
        earlier, Minutes(force.day, "〔2026〕17号", told.invited[:2], decided, tasks, "会议强调按期办结。"),
        by=by, command_id=uuid4().hex,
    )  # fmt: skip
    seen = standing(account)
    work = visible_matters(account).filter(is_open=True, phase="underway", kind="task").order_by("-opened")[:40]
    addresses = (supervise_url(situation(row, seen), seen) for row in work)
    yield Page("supervise", next(address for address in addresses if address), "deputy")
    yield Page("meetings", "/meetings/", "deputy")
    yield Page("meeting-called", f"/meetings/{key.removeprefix('e:')[:12]}/", "deputy")
    yield Page("meeting-held", f"/meetings/{earlier.removeprefix('e:')[:12]}/", "deputy")
    yield Page("meeting-call", f"/meetings/call/{chair}/", "deputy")
