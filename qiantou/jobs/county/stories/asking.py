"""Asking upward: how it is to be done, and which of two works goes first.

One answer names nothing to do and is sent back; one question still waits, and what the town says it will do counts
meanwhile. Two units want the same road crew in one week: the leader above both says which goes first.
"""

from __future__ import annotations

from qiantou.core.kinds import Phase
from qiantou.jobs.county.telling import Scenes, Teller


def story(tell: Teller) -> Scenes:
    yield tell.ago(14, "09:10")
    house = tell.ask("longquan", "zhujian", "自建房排查中，土木结构老屋按什么标准定级", kind="guidance")
    yield tell.ago(11, "16:20")
    tell.deliver("zhujian", house, "请按有关规定办理。")
    yield tell.ago(10, "09:30")
    tell.send_back("longquan", house, "没有写明怎么办：哪一级、停不停用、谁来鉴定")
    yield from _which_first(tell)
    yield tell.ago(6, "15:40")
    tell.deliver("zhujian", house, "土木结构老屋先按C级登记并停用，镇里十五日内委托鉴定，鉴定费由县局列支")
    yield tell.ago(5, "09:20")
    tell.close("longquan", house, "清楚，照此办理")
    yield tell.ago(2, "10:30")
    tell.ask(
        "nanping", "minzheng", "外出一年以上、联系不上的低保对象是否停发", kind="guidance",
        reading="先暂停发放、保留资格三个月，联系上后补发；期间每月入户核实一次",
    )  # fmt: skip


def _which_first(tell: Teller) -> Scenes:
    yield tell.ago(9, "09:00")
    school = tell.ask("zhujian", "jiaotong", "县二中门前道路管线迁改", due=tell.day(4))
    square = tell.ask("chengguan", "jiaotong", "车站广场路面修补", due=tell.day(3))
    yield tell.ago(8, "09:25")
    tell.accept("jiaotong", school)
    tell.accept("jiaotong", square)
    yield tell.ago(7, "10:30")
    question = tell.ask(
        "jiaotong", "zhujian", "只有一个施工队，两处都要本周进场", kind="precedence", parent=school, beside=True,
        about=(school, square),
    )  # fmt: skip
    yield tell.ago(6, "11:10")
    reason = "开学在前，先保县二中门前；车站广场顺延，先设警示"
    tell.rule("chengjian", question, reason, outcome=Phase.CLOSED, first=school, due=tell.day(12))
