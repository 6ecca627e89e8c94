"""The plan of the demonstration after it was put out: means, a line changed since, a rhythm; its pages and forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tests.pictures.render import Page


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
