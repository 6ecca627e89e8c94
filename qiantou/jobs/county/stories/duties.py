"""Duty lists: published and loaded by the establishment office, an exception for one item, a change on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from qiantou.acts import shell
from qiantou.acts.duties import load
from qiantou.acts.duty_changes import apply
from qiantou.acts.duty_text import CHANGE, Application, Item
from qiantou.core.duty import OffList
from qiantou.core.kernel import Stream
from qiantou.core.moves import Amend, Counter
from qiantou.core.points import ADOPTED, OBJECT, Disposal, Point
from qiantou.core.register import DUTIES, OFF_LISTS, Listed
from qiantou.jobs.county.duty_lists import PAPER, rows
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow


def story(tell: Teller) -> Scenes:
    yield tell.ago(44, "09:30")
    paper = PAPER.format(year=tell.today.year)
    load(
        rows(tell.county), since=tell.today, paper=paper, by=tell.county.by("bianban"),
        command_id=shell.fresh(),
    )  # fmt: skip
    yield tell.ago(12, "10:20")
    change = _applied(tell)
    yield tell.ago(11, "09:05")
    tell.accept("bianban", change)
    yield tell.ago(10, "16:40")
    (letter,) = MatterRow.objects.filter(parent=change).values_list("stream", flat=True)
    reason = "水域警示设施由县教育局出资，镇里负责日常巡查"
    tell.does("jiaoyu", Stream(letter), Counter(None, "", (Point("", OBJECT, reason=reason),)))
    yield tell.ago(9, "15:10")
    exception = OffList(
        tell.county.desk("longquan"), tell.county.desk("nongye"), tell.today + timedelta(days=60),
        "协助开展全国农业普查试点入户登记", "试点由省里确定，清单未列，限一次、两个月内完成",
    )  # fmt: skip
    tell.enters("nongye", Listed(OFF_LISTS, f"x:{shell.fresh()[:12]}", exception, tell.today))
    yield tell.ago(8, "09:05")
    tell.does("longquan", Stream(letter), Amend(None, "", (Disposal(1, ADOPTED),)))


def _applied(tell: Teller) -> Stream:
    """The town asks that one part of a cooperating duty be taken off it; the department above is asked."""
    town = tell.county.desk("longquan")
    found = in_force(DUTIES, town, day=tell.today, text="防溺水")
    key, row = next(iter(found.items()))
    duty = replace(row.value, part="日常巡查水域，开展宣传")
    application = Application(
        "县教育局印发防溺水工作分工，警示设施由部门统一设置", tell.today - timedelta(days=9), "document",
        "县教育局关于做好防溺水工作的通知", (Item(CHANGE, key, duty),),
    )  # fmt: skip
    change, _receipt = apply(
        application, title="履职事项调整：防溺水", names={town: "龙泉镇"}, by=tell.county.by("longquan"),
        command_id=shell.fresh(),
    )  # fmt: skip
    return change
