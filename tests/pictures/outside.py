"""Those without account: their phones, a link made, the pages behind it, a slip come back, the weekly list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.pictures.render import Cookies, Page

DETAIL = "请提供桥下燃气、供水管线的竣工图和权属说明，注明埋深和保护要求。"
TITLE = "提供老城区跨河桥下管线图纸及权属说明"


def outside(client: Any, cookies: Cookies) -> Iterator[Page]:
    """As the clerk, whose client this is, and as the firm itself sees them."""
    from django.test import Client

    from qiantou.access import links
    from qiantou.access.link_rows import Link, Phone
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute
    from qiantou.core.kernel import Actor, Desk, Recorded
    from qiantou.core.moves import Accept, Deliver, Offer, Return
    from qiantou.readmodel.models import DeskRow

    force = registers.current().at(shell.now())
    firm, asker = (Desk(DeskRow.objects.get(name=name).desk) for name in ("充电桩建设运营公司", "县交通运输局"))
    Phone.objects.create(desk=firm, number="13800001234", by="x", at=shell.now())

    def offered() -> str:
        stream = shell.fresh()
        due = force.day + timedelta(days=20)
        offer = Offer("task", asker, firm, TITLE, due=due, detail=DETAIL)
        execute(stream, offer, by=Actor(asker, account="x"), command_id=stream)
        return stream

    def made(stream: str, **fields: str) -> tuple[str, Any]:
        answer = client.post(f"/m/{stream[:12]}/outside/link/", {"desk": firm, **fields})
        secret = re.search(r"/l/([\w-]{32})/", answer.content.decode()).group(1)
        return secret, Link.objects.get(stream=stream, ended=None)

    def opened(name: str, secret: str, link: Any) -> str:
        """A browser of the firm's in which the link is confirmed; the name of its viewer."""
        browser = Client(headers={"host": "127.0.0.1"})
        browser.post(f"/l/{secret}/code/")
        link.refresh_from_db()
        browser.post(f"/l/{secret}/enter/", {"code": links.code_of(link)})
        cookies[name] = [{"name": "qiantou_session", "value": browser.cookies["qiantou_session"].value}]
        return name

    plain = offered()
    yield Page("outside-made", f"/m/{plain[:12]}/outside/?for={firm}", "clerk")
    secret, link = made(plain)
    yield Page("link-asking", f"/l/{secret}/")
    yield Page("link-gone", f"/l/{'x' * 32}/", status=404)
    yield Page("slip-entering", f"/slips/{link.code}/", "clerk")
    yield Page("matter-without", f"/m/{plain[:12]}/", "clerk", lies=True)
    waiting, _link = made(offered())
    Client(headers={"host": "127.0.0.1"}).post(f"/l/{waiting}/code/")
    yield Page("link-code", f"/l/{waiting}/")
    yield Page("outsiders-contact", "/outside/", "clerk")
    yield Page("outsiders-keeper", "/outside/", "keeper")
    demand, link = made(offered())
    yield Page("link-demand", f"/l/{demand}/", opened("firm", demand, link))
    back = offered()
    recorded = Actor(firm, account="x", recorded=Recorded(asker, force.day, "来函〔2026〕7号"))
    asked = Actor(asker, account="x")
    for command, by in (
        (Accept(), recorded),
        (Deliver("已送竣工图一套"), recorded),
        (Return("缺少供水管线的埋深"), asked),
    ):
        execute(back, command, by=by, command_id=shell.fresh())
    secret, link = made(back)
    yield Page("link-recorded", f"/l/{secret}/", opened("recorded", secret, link))
    yield from _weekly(client, asker)


def _weekly(client: Any, asker: Any) -> Iterator[Page]:
    """One request accepted, the next ones collected."""
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute
    from qiantou.core.kernel import Actor, Desk
    from qiantou.core.moves import Accept, Offer
    from qiantou.readmodel.models import DeskRow

    today = registers.current().at(shell.now()).day
    doer = Desk(DeskRow.objects.get(name="县发展和改革局").desk)
    streams = [shell.fresh() for _ in range(4)]
    for month, stream in enumerate(streams, 8):
        title = f"报送2026年{month}月交通固定资产投资完成情况及下月计划"
        offer = Offer("task", asker, doer, title, due=today + timedelta(days=30))
        execute(stream, offer, by=Actor(asker, account="x"), command_id=stream)
    execute(streams[0], Accept(), by=Actor(doer, account="x"), command_id="accepted")
    client.post("/weekly/mark/", {"desk": doer, "asker": asker, "kind": "task", "on": "yes"})
    yield Page("weekly", "/weekly/", "clerk")
    yield Page("weekly-none", "/weekly/", "township")
