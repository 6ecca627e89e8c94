"""Duty lists: published and loaded by the establishment office, an exception for one item, a change on its way."""

from __future__ import annotations

from datetime import timedelta

from qiantou.acts import shell
from qiantou.acts.duties import load, planned
from qiantou.core.duty import OffList
from qiantou.core.register import OFF_LISTS, Listed
from qiantou.jobs.county.duty_lists import PAPER, rows
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(44, "09:30")
    paper = PAPER.format(year=tell.today.year)
    load(
        planned(rows(tell.county), since=tell.today), since=tell.today, paper=paper, by=tell.county.by("bianban"),
        command_id=shell.fresh(),
    )  # fmt: skip
    yield tell.ago(9, "15:10")
    exception = OffList(
        tell.county.desk("longquan"), tell.county.desk("nongye"), tell.today + timedelta(days=60),
        "协助开展全国农业普查试点入户登记", "试点由省里确定，清单未列，限一次、两个月内完成",
    )  # fmt: skip
    tell.enters("nongye", Listed(OFF_LISTS, f"x:{shell.fresh()[:12]}", exception, tell.today))
