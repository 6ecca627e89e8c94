"""The leader's desk as pictures: the list, cases of several kinds, what the office sees, and who acts for whom."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from tests.pictures.render import Page

VIEWERS = {"secretary": "xian", "government": "zhengfuban"}
"""Who works for the county's leaders: in their own unit, and in the government office that their rows name."""
SHOWN = 4  # cases of one leader
KINDS = ("dispute", "explanation", "supervision", "variation", "obstacle", "means", "decision")


def decided() -> Iterator[Page]:
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from qiantou.readmodel.cases import waiting_for

    yield Page("decide-list", "/decide/", "deputy")
    yield Page("decide-none", "/decide/", "head")
    yield Page("delegations", "/delegations/", "deputy")
    leader = Account.objects.get(login="changwu")
    rows = waiting_for(standing(leader).desks)
    kinds = {row.kind: row for row in reversed(rows)}
    for row in list(kinds.values())[:SHOWN]:
        yield Page(f"decide-{row.kind}", f"/decide/{row.stream[:12]}/", "deputy", lies=True)
    for row in rows[:1]:
        yield Page("decide-prepared", "/decide/", "secretary")
        yield Page("decide-for-leaders", "/decide/", "government")
        yield Page("decide-note", f"/decide/{row.stream[:12]}/note/", "secretary")
        yield Page("decide-missing", "/decide/?code=0000-0000-0000", "secretary", status=404)
    yield from _sheets()
    yield from _reserved()
    yield from _kinds()


def _sheets() -> Iterator[Page]:
    """A sheet of the ladder as its leader's office sees it, and one on which another post was suggested."""
    from qiantou.acts.execute import execute
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.kinds import Phase
    from qiantou.core.moves import Rule
    from qiantou.readmodel.models import MatterRow

    sheets = list(MatterRow.objects.filter(kind="decision", is_open=True, holder__startswith="p:").order_by("stream"))
    for row in sheets[:1]:
        yield Page("decide-sheet", f"/decide/{row.stream[:12]}/", "secretary", lies=True)
        yield Page("decide-sheet-note", f"/decide/{row.stream[:12]}/note/", "secretary")
    for row in sheets[1:2]:
        rule = Rule(Phase.CLOSED, "经办岗位长期空缺，请另行确定", granted=False, another_post=True)
        execute(Stream(row.stream), rule, by=Actor(Desk(row.holder), account="1" * 32), command_id=uuid4().hex)
        yield Page("papers-replacing", f"/m/{row.stream[:12]}/papers/", "secretary", lies=True)


def _reserved() -> Iterator[Page]:
    """Work whose doer says that it is another's, and the question before the leader."""
    from qiantou.acts import shell
    from qiantou.acts.execute import execute
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.moves import Basis, Offer, PassUp, Refer
    from qiantou.readmodel.models import MatterRow

    held = MatterRow.objects.filter(kind="task", phase="underway", hatched=False, inner="", doer__startswith="u:")
    for work in held.exclude(joint="").order_by("due_now", "stream")[:1]:
        others = MatterRow.objects.filter(joint=work.joint, doer__startswith="u:").exclude(doer=work.doer)
        other = others.exclude(doer=work.asker).order_by("stream").values_list("doer", flat=True).first()
        if other is None:
            return
        by, side = Actor(Desk(work.doer), account="1" * 32), shell.fresh()
        offer = Offer(
            "dispute", Desk(work.doer), Desk(other), "管网权属在贵单位，应由贵单位负责", basis=Basis("matter"),
            joint=Stream(work.joint), parent=Stream(work.stream), beside=True,
        )  # fmt: skip
        execute(side, offer, by=by, command_id=uuid4().hex)
        execute(side, Refer("两轮协商未能一致"), by=by, command_id=uuid4().hex)
        adviser = Desk(MatterRow.objects.get(pk=side).arbiter)
        if adviser.startswith("u:"):
            opinion = PassUp("按三定规定，管网权属不在该局", whose=Desk(other))
            execute(side, opinion, by=Actor(adviser, account="1" * 32), command_id=uuid4().hex)
        yield Page("matter-reserved", f"/m/{work.stream[:12]}/", "deputy", lies=True)
        yield Page("decide-reserved", f"/decide/{side[:12]}/", "deputy", lies=True)


def _kinds() -> Iterator[Page]:
    """A matter of each kind that the process opens beside a work, as one who sees it sees it."""
    from qiantou.access.guards import visible_matters
    from qiantou.access.models import Account

    for kind in KINDS:
        for user, login in (("deputy", "changwu"), ("head", "xianzhang"), ("clerk", "fagaiju")):
            seen = visible_matters(Account.objects.get(login=login)).filter(kind=kind).order_by("-version", "stream")
            if row := seen.first():
                yield Page(f"kind-{kind}", f"/m/{row.stream[:12]}/", user, lies=True)
                break
