"""Exemption in the demonstration county: a form with its check, one before its hearing, one decided, a name cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.pictures.render import Page

WHAT = "施工队被抽调抢险，五次催要电力迁改未果，已于本月补齐。"


def exempted() -> Iterator[Page]:
    """As the bureau that applies, as the office that decides, and as the head of the county, who reviews."""
    from qiantou.acts import exempting, registers, shell
    from qiantou.acts.execute import execute
    from qiantou.acts.exempting import Application
    from qiantou.core.exemption import CONDITIONS, Finding, Found, Hearing, Outcome, Verdict
    from qiantou.core.follow import cleared_by
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.moves import (
        Accept,
        Block,
        Chase,
        Confirm,
        Counter,
        Decline,
        Deliver,
        Insist,
        Offer,
        Refer,
        Report,
    )
    from qiantou.readmodel.models import DeskRow, MatterRow

    today = registers.current().at(shell.now()).day
    desk = {name: Desk(key) for name, key in DeskRow.objects.values_list("name", "desk")}
    water, roads, lead = desk["县水利局"], desk["县交通运输局"], desk["县发展和改革局"]

    def do(by: Desk, command: Any, on: Stream | None = None) -> Stream:
        stream = on or shell.fresh()
        execute(stream, command, by=Actor(by, account="4" * 32), command_id=uuid4().hex)
        return stream

    def work(title: str) -> Stream:
        stream = do(lead, Offer("task", lead, water, title, due=today + timedelta(days=12)))
        do(water, Counter(today + timedelta(days=30), "电力迁改未完成，此前无法进场"), stream)
        do(lead, Insist("按原定时间办理"), stream)
        do(water, Accept(), stream)
        pump = shell.fresh()
        do(water, Report("取水口高程与设计不符，已请设计单位复核"), stream)
        do(water, Block("电力杆线未迁改", to=roads, fresh=pump), stream)
        do(water, Chase("请协调尽快迁改"), pump)
        do(roads, Decline("conflicts-with-rule", "杆线产权不属本单位，不得擅自迁改"), pump)
        return stream

    def applied(subject: Stream, title: str) -> Stream:
        detail = WHAT
        by = Actor(water, account="4" * 32)
        return exempting.apply(Application(subject, today, title, detail), by=by, command_id=uuid4().hex)[0]

    body = exempting.body_for(water, subject := work("完成城东水源地取水口改造"), registers.current().at(shell.now()))
    open_one = applied(subject, "取水口改造晚了十二天")
    other = applied(work("完成城南水厂备用电源建设"), "备用电源晚投运六天")
    third = applied(work("完成北河泵站自动化改造"), "泵站改造晚了两周")
    do(body, Accept(), open_one)
    heard = Report(
        "我局自三月起五次书面催要电力迁改，均有记录；取水口改造已于本月补齐，未造成停水。",
        hearing=Hearing(today, (water,)),
    )
    do(body, heard, open_one)
    reasons = {"outside-block": "杆线迁改确非该局职权，催办五次有据", "not-banned": "被退回系产权原因，并非违规"}
    for stream, outcome, fails in ((other, Outcome.LIGHTER, ("procedure",)), (third, Outcome.EXEMPT, ())):
        do(body, Accept(), stream)
        do(body, heard, stream)
        do(water, Confirm(MatterRow.objects.get(pk=stream).version), stream)
        found = tuple(
            Found(
                name,
                Finding.FAILS if name in fails else Finding.HOLDS,
                "备用方案未经会商" if name in fails else reasons.get(name, ""),
            )
            for name in CONDITIONS
        )
        do(body, Deliver("现答复如上。请继续做好后续工作。", verdict=Verdict(outcome, found)), stream)
    do(water, Refer("会商有记录，请求复核"), other)
    matter = exempting.matter_of(third)
    assert matter is not None
    told = Deliver("县水利局在北河泵站自动化改造中的延误予以免责，此前的批评不再作为依据。", told=(lead, roads))
    do(body, told, cleared_by(matter))
    fresh = work("完成西山水库放水设施检修")
    yield Page("exemption-list", "/exemptions/", "home")
    yield Page("exemption-new", f"/exemptions/new/?about={fresh[:12]}", "home")
    yield Page("exemption-decide", f"/exemptions/{open_one[:12]}/", "office")
    yield Page("exemption-asked", f"/exemptions/{open_one[:12]}/", "home")
    yield Page("exemption-review", f"/exemptions/{other[:12]}/", "head")
    yield Page("exemption-cleared", f"/exemptions/{third[:12]}/", "home")
    yield Page("exemption-matter", f"/m/{third[:12]}/", "home", lies=True)
    yield Page("exemption-table", "/exemptions/table/", "clerk")
    yield Page("exemption-table-own", "/exemptions/table/", "keeper")
