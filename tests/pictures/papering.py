"""Papers of the demonstration: a request and an order as pages, with and without a number, and the list of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from tests.pictures.render import Page

TITLES = {"request": "关于商请提供老城区管线图纸的函", "order": "关于做好汛前排查的交办单"}


def papered(clerk_login: str) -> Iterator[Page]:
    """As the clerk of a lead bureau sees them, with a cap nearly reached, and as the head of another unit."""
    from qiantou.access.guards import standing, visible_matters
    from qiantou.access.models import Account
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute_all
    from qiantou.acts.numbering import take_number
    from qiantou.core.kernel import Actor, Stream
    from qiantou.core.numbering import AGENCIES, CAPS, Agency, Cap, Form, Number
    from qiantou.core.register import Listed
    from qiantou.desk.papers_fit import papers_of
    from qiantou.desk.situation import situation

    clerk = Account.objects.get(login=clerk_login)
    seen = standing(clerk)
    force = registers.current().at(shell.now())
    unit = seen.unit
    assert unit is not None
    head = Actor(force.head(unit), account="0" * 32)
    given = [
        Listed(AGENCIES, "丰发改函", Agency(unit), force.day),
        Listed(CAPS, f"{unit}/request", Cap(unit, "request", 12), force.day),
        Listed(CAPS, f"{unit}/order", Cap(unit, "order", 1), force.day),
    ]
    execute_all((), by=head, command_id=uuid4().hex, listings=given)
    shown: dict[Form, str] = {}
    for row in visible_matters(clerk).order_by("-version", "stream")[:200]:
        for form in papers_of(situation(row, seen), seen):
            shown.setdefault(form, row.stream)
    taker = Actor(unit, account=clerk.id)
    for form, stream in shown.items():
        address = f"/m/{stream[:12]}/papers/?form={form}"
        if form in (Form.REQUEST, Form.ORDER):
            about = (Stream(stream),)
            asked = Number(unit, "丰发改函", form.value, about=about, to=(seen.posts[0],))
            take_number(asked, TITLES[form], by=taker, command_id=uuid4().hex)
        yield Page(f"papers-{form}", address, "clerk", lies=True)
    yield Page("papers-numbers", "/numbers/", "clerk")
    yield Page("papers-numbers-empty", "/numbers/", "town")
