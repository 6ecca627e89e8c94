"""Made-up content for the gallery: a county's charging piles, in Chinese as typed there, with the odd hard case.

Hard cases on purpose: a title without a break, an English name, nothing to show, seven holders, text that looks like
markup, a figure with many digits.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import get_language

from qiantou.core.worktime import OFFICE_HOURS, Calendar
from qiantou.desk.strip import Held, Row, draw, holders_of
from tests.pictures.gallery_forms import Decline, Deliver, Filters, SignIn, say

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
CALENDAR = Calendar(zone="Asia/Shanghai", hours=OFFICE_HOURS)
LONG = "关于进一步明确居民小区电动汽车充电基础设施建设管理中物业服务人出具证明材料义务边界及消防安全责任划分的请示"
UNBROKEN = "Kreisverwaltungsreferatszuständigkeitsverordnung-2026-Annex-A3-rev7"


def content(name: str, request: Any) -> dict[str, Any]:
    """The context of one page of the gallery: what every page has, and its own."""
    made: dict[str, Callable[[], dict[str, Any]]] = {
        "desk": _desk,
        "matter": _matter,
        "work": _work,
        "leader": _leader,
        "list": _list,
        "form": _form,
        "holdings": _holdings,
        "signin": lambda: {"form": SignIn()},
    }
    if name == "planted":
        return {"many": range(80), "lang": get_language()}
    if name in ("broken", "signin"):
        return made.get(name, dict)()
    return {**_frame(name), **made.get(name, dict)()}


def _frame(name: str) -> dict[str, Any]:
    entries = [
        ("desk", say("我的待办", "My desk"), 5),
        ("work", say("牵头工作", "Joint work"), 0),
        ("leader", say("待决策", "To decide"), 2),
        ("list", say("单位与岗位", "Units and posts"), 0),
        ("holdings", say("存证", "Proof"), 0),
    ]
    return {
        "nav": [(f"/{key}", label, count, key == name) for key, label, count in entries],
        "who": {"unit": "县住建局", "post": "办公室主任", "sign_out_url": "/signin", "help_url": "/desk"},
        "preferences_url": "/desk",
        "printed": NOW,
        "now": NOW,
    }


def _desk() -> dict[str, Any]:
    deliver, block, more = say("提请验收", "Deliver"), say("暂停计时", "Block"), say("申请延期", "Ask for time")
    return {
        "title": say("待你办理 5 件", "5 things are in your hands"),
        "lede": say(
            "今天到期 1 件，被别人挡住 2 件（不计你的时间）", "1 is due today; others block 2 (not counted against you)"
        ),
        "messages": [
            {"level_tag": "success", "message": say("已承办确认，到期日 12 月 4 日。", "Accepted; due on 4 December.")},
            {
                "level_tag": "warning",
                "message": say("2027 年的放假安排尚未录入。", "The holidays of 2027 are not loaded yet."),
            },
            {
                "level_tag": "error",
                "message": say("对方刚刚办过，请先看新的一条。", "The other side has just moved; read that first."),
            },
        ],
        "mine": [
            _docket(
                say("今天", "today"),
                say("17:30 前", "by 17:30"),
                "小区充电设施：明确物业出具证明的义务",
                needs=True,
                acts=[deliver, block, more],
            ),
            _docket(
                say("2 个工作日", "2 working days"), say("周三", "Wednesday"), LONG, needs=True, acts=[deliver, more]
            ),
            _docket(
                say("5 个工作日", "5 working days"),
                say("下周一", "next Monday"),
                UNBROKEN + " <b>&amp;",
                hue="5",
                unconfirmed="县供电公司",
            ),
        ],
        "others": [
            _docket(
                say("等 3 天", "3 days"),
                "县自然资源局",
                "充电桩用地权属核查",
                kind=say("堵点", "obstacle"),
                hue="3",
                acts=[say("催一次", "Chase once")],
            ),
            _docket(
                say("等 1 天", "1 day"),
                "分管副县长",
                "是否由街道先行垫付改造费",
                kind=say("待决策", "to decide"),
                hue="above",
            ),
        ],
        "none": say("没有即将到来的事项。", "Nothing is coming up."),
    }


def _docket(when: str, note: str, what: str, **more: Any) -> dict[str, Any]:
    acts = more.pop("acts", [])
    why = say(
        "县发改局交办 · 依据 授权清单第 2 项 · 已承办 6 个工作日",
        "asked by the lead · mandate, item 2 · in hand for 6 working days",
    )
    whose = more.pop("unconfirmed", "")
    claim = say("代录，待 {} 确认", "recorded for {}, who has not confirmed").format(whose)
    row = {
        "when": when,
        "note": note,
        "url": "/matter",
        "what": what,
        "why": why,
        "kind": say("任务", "task"),
        "hue": "1",
    }
    row["unconfirmed"] = claim if whose else ""
    row["acts"] = [{"label": act, "url": "/matter", "likely": index == 0} for index, act in enumerate(acts)]
    return {**row, **more}


def _move(code: str, label: str, form: forms.Form, **more: Any) -> dict[str, Any]:
    then = say(
        "提请后由县发改局在 3 个工作日内验收；逾期由其分管领导处理。",
        "The lead then has 3 working days to review; after that its portfolio leader decides.",
    )
    return {"code": code, "label": label, "action": "/matter", "form": form, "then": then, **more}


def _matter() -> dict[str, Any]:
    at = [NOW - timedelta(days=days, minutes=days * 37) for days in (12, 11, 9, 5, 2)]
    entries = [
        {
            "at": at[0],
            "who": "县发改局",
            "act": say("交办", "offered it"),
            "said": LONG + "。\n请于 12 月 4 日前办结。",
            "facts": [(say("时限", "limit"), say("10 个工作日", "10 working days"))],
        },
        {
            "at": at[1],
            "who": "县住建局",
            "act": say("承办确认，并附保留意见", "accepted, with a reservation"),
            "said": "缺物业企业名录，由县市场监管局提供。",
        },
        {
            "at": at[2],
            "who": "",
            "rule": True,
            "act": say("发出一次提醒（按规则发送，并非牵头单位所发）", "sent a reminder, by rule and not by the lead"),
        },
        {
            "at": at[3],
            "who": "县供电公司",
            "act": say("答复容量可以满足", "answered that the capacity is there"),
            "said": "详见复函。",
            "unconfirmed": say(
                "由县住建局代录，依据复函第 2 页", "recorded by the housing bureau from page 2 of the letter"
            ),
        },
        {"at": at[4], "who": "县住建局", "act": say("报告进展", "reported progress"), "said": UNBROKEN},
    ]
    for index, entry in enumerate(entries):
        entry.update(position=1040 + index, receipt_url=f"/holdings#{index}")
    deliver, decline = say("提请验收", "Deliver"), say("退回", "Decline")
    return {
        "title": "小区充电设施：明确物业出具证明的义务",
        "entries": entries,
        "facts": [
            {
                "label": say("在谁手里", "In whose hands"),
                "value": "县住建局",
                "note": say("已 6 个工作日", "for 6 working days"),
            },
            {
                "label": say("到期", "Due"),
                "value": say("2026年12月4日 星期五", "Fri 4 Dec 2026"),
                "note": say("还有 9 个工作日", "9 working days left"),
                "url": "#",
            },
            {"label": say("暂停", "Paused"), "value": say("3 个工作日", "3 working days"), "note": "县自然资源局"},
            {"label": say("超时", "Overtime"), "value": say("1 天", "1 day"), "late": True},
        ],
        "moves": [
            _move("deliver", deliver, Deliver(auto_id="deliver_%s"), likely=True),
            _move(
                "decline",
                decline,
                Decline(auto_id="decline_%s"),
                grave=True,
                open=True,
                hint=say("说明理由", "with a reason"),
            ),
            _move("more", say("申请延期", "Ask for time"), Deliver(auto_id="more_%s")),
        ],
        "steps": [
            {
                "text": say("交办之日不计，从次日起算", "The day of the offer is not counted"),
                "result": say("11月12日", "12 Nov"),
            },
            {
                "text": say("10 个工作日", "10 working days"),
                "result": say("11月25日", "25 Nov"),
                "note": say("11月14—15日休息", "14–15 Nov are days of rest"),
            },
            {
                "text": say("被挡住的时间，进位为整日", "time blocked, rounded up once"),
                "result": say("+7 天", "+7 days"),
            },
        ],
        "answer": say(
            "所以到期日是 12 月 4 日，当天仍算按时。", "So it is due on 4 December, and that day is still in time."
        ),
        "warning": say(
            "2027 年的放假安排尚未录入，跨年的日期只按周末推算。",
            "The holidays of 2027 are not loaded: dates beyond know weekends only.",
        ),
        "receipt": {
            "at": NOW,
            "position": 1044,
            "stream": "9f" * 16,
            "version": 5,
            "leaf_hash": "0b7e" * 16,
            "tree_size": 1045,
            "root_hash": "c41d" * 16,
            "checkpoint": "qiantou.example/county\n1045\nxB0d…=\n\n— qiantou.example/county 9Zq…\n",
        },
        "job": {"label": say("正在生成导出文件", "Writing the export"), "done": 312, "total": 500, "url": "/still"},
    }


DESKS = [
    ("u:dev", "县发改局", False),
    ("u:house", "县住建局", False),
    ("u:land", "县自然资源局", False),
    ("u:power", "县供电公司", False),
    ("u:fire", "消防救援大队", False),
    ("u:street", "桥东街道", False),
    ("p:vice", "分管副县长", True),
    ("u:market", "县市场监管局", False),
]


def _rows() -> list[Row]:
    start = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)

    def held(first: int, last: int, desk: str, allowed: int | None = None, **more: Any) -> Held:
        end = start + timedelta(days=last) if last else None
        limit = start + timedelta(days=allowed) if allowed is not None else None
        return Held(desk, start + timedelta(days=first), end, allowed_until=limit, **more)

    def decided(*days: tuple[int, int]) -> list[tuple[datetime, datetime]]:
        return [(start + timedelta(days=first), start + timedelta(days=last)) for first, last in days]

    why = say("第二轮征求意见", "second round of consultation")
    return [
        Row(
            "牵头方案与职责划分",
            [
                held(0, 3, "u:dev", 3),
                held(3, 8, "u:house", 6, why=why),
                held(8, 10, "u:dev", 12),
            ],
            "/matter",
            note=say("2 天", "2 days"),
            deciding=decided((0, 10)),
        ),
        Row(
            "物业配合义务",
            [
                held(10, 12, "u:house", 12),
                held(12, 19, "u:house", 15),
                held(19, 26, "u:land", 22),
                held(26, 31, "u:house", 33),
            ],
            "/matter",
            note=say("7 天", "7 days"),
            deciding=decided((10, 19), (26, 31)),
        ),
        Row("用地权属核查", [held(19, 26, "u:land", 22)], "/matter", 1, say("4 天", "4 days"), decided((19, 26))),
        Row("电力容量报装", [held(10, 17, "u:power", unconfirmed=True), held(17, 18, "u:dev", 19)], "/matter"),
        Row(
            LONG,
            [
                held(10, 15, "u:fire", 20),
                held(15, 16, "u:dev", 17),
                held(16, 20, "u:fire", 18),
                held(20, 32, "u:market", 27),
            ],
            "/matter",
        ),
        Row(
            "改造费用垫付",
            [held(22, 24, "u:dev", 25), held(24, 0, "p:vice", 29)],
            "/matter",
        ),
        Row("街道试点 3 个小区", [held(31, 36, "u:street", 40)], "/matter", 2),
    ]


def _work() -> dict[str, Any]:
    holders = holders_of(DESKS)
    rows = _rows()
    year = [
        Row(
            row.label,
            [Held(s.desk, s.start - timedelta(days=300), s.end, unconfirmed=s.unconfirmed) for s in row.spans[:1]],
        )
        for row in rows[:3]
    ]
    return {
        "title": "小区电动汽车充电设施建设管理",
        "strip": draw(rows, holders, CALENDAR, NOW),
        "year": draw(year, holders, CALENDAR, NOW, name="year"),
        "facts": [
            {
                "label": say("比计划晚", "Behind the plan"),
                "value": say("9 个工作日", "9 working days"),
                "note": say("已能逐日说清", "every day accounted for"),
            },
            {
                "label": say("等待决策", "Waiting for a decision"),
                "value": say("5 天", "5 days"),
                "note": "分管副县长",
                "late": True,
            },
            {"label": say("被资规挡住", "Blocked"), "value": say("3 天", "3 days"), "note": "县自然资源局"},
            {"label": say("条目", "Entries"), "value": "1 048 576", "note": ""},
        ],
    }


def _leader() -> dict[str, Any]:
    return {
        "title": say("等你定的有 2 件", "2 things wait for your decision"),
        "sides": [
            {
                "hue": "2",
                "says": "由街道垫付，竣工验收后从专项资金中拨还。",
                "who": "县住建局",
                "basis": "县财〔2025〕7号第四条",
            },
            {
                "hue": "6",
                "says": "街道无此项预算；应由专项资金预拨 40%。\n" + LONG,
                "who": "桥东街道",
                "note": say("保留意见已记录", "reservation recorded"),
            },
        ],
        "acts": [
            say("采纳住建局意见", "Follow the housing bureau"),
            say("采纳街道意见", "Follow the street office"),
            say("另定", "Decide otherwise"),
            say("提请上级决定", "Pass up"),
        ],
    }


def _list() -> dict[str, Any]:
    people = [("县发改局", "9", "3"), ("县住建局", "12", "1"), (UNBROKEN, "1 204", "–"), (LONG, "0", "–")] * 6
    rows = [
        {
            "value": index,
            "needs": index == 1,
            "doubt": index == 2,
            "cells": [
                {"text": unit, "url": "/list"},
                {"text": "办公室主任"},
                {"text": say("属地、条线", "territory and line"), "note": "块 · 条"},
                {"text": held, "num": True},
                {"text": late, "num": True},
            ],
        }
        for index, (unit, held, late) in enumerate(people)
    ]
    columns = [
        {"label": say("单位", "Unit"), "key": "unit", "wide": True},
        {"label": say("负责岗位", "Head post")},
        {"label": say("层级", "Tree"), "wide": True},
        {"label": say("手中", "In hand"), "key": "held", "num": True},
        {"label": say("超时", "Overtime"), "key": "late", "num": True},
    ]
    page = Paginator(rows, 8).page(2)
    label = say("单位列表", "Units")
    return {
        "title": say("单位与岗位", "Units and posts"),
        "form": Filters({"q": "发改"}),
        "table": {"label": label, "columns": columns, "sort": "-held", "rows": list(page), "pick": "row"},
        "bare": {
            "label": label,
            "columns": columns,
            "rows": [],
            "empty": say("还没有单位。先导入一份 Excel。", "No units yet. Import a workbook first."),
        },
        "page": page,
        "today": date(2026, 11, 23),
        "day": date(2026, 11, 2),
    }


def _form() -> dict[str, Any]:
    wrong = Deliver({"said": "", "until": "2026-11-01"}, auto_id="wrong_%s")
    wrong.is_valid()
    wrong.add_error("until", say("这一天已经过去。", "That day has passed."))
    wrong.add_error(
        None,
        say(
            "这件事刚刚被撤回，不能再提请验收。",
            "This matter has just been withdrawn; it cannot be delivered any more.",
        ),
    )
    bare = Decline({}, auto_id="bare_%s")
    bare.is_valid()
    return {
        "title": say("提请验收", "Deliver"),
        "move": _move("deliver", say("提请验收", "Deliver"), wrong, likely=True),
        "other": _move("decline", say("退回", "Decline"), bare, grave=True),
    }


def _holdings() -> dict[str, Any]:
    def claim(what: str, **more: Any) -> dict[str, Any]:
        base = {"what": what, "url": "/matter", "since": NOW - timedelta(days=9), "due": date(2026, 12, 4)}
        return {**base, "source": "县政办发〔2026〕12号 第三条", "source_url": "/matter", "confirmed": True, **more}

    return {
        "title": say("在谁手里：小区充电设施", "Who holds what: charging piles"),
        "holdings": [
            {"holder": "县住建局", "claims": [claim("明确物业出具证明的义务"), claim(LONG, due=None)]},
            {
                "holder": "县供电公司",
                "claims": [claim("电力容量报装", confirmed=False, source="复函第 2 页", note="由县住建局代录")],
            },
            {"holder": "分管副县长", "claims": [claim("改造费用由谁先行垫付")]},
        ],
    }
