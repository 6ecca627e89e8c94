"""One paper of each form by which one asks, tells or decides, with and without content, for tests of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiantou.documents.papers.appraisal import Appraisal, Measured, lay_appraisal, write_appraisal
from qiantou.documents.papers.appraisal import Row as AppraisalRow
from qiantou.documents.papers.approval import (
    Approval,
    Consequence,
    Position,
    Waited,
    lay_approval,
    write_approval,
)
from qiantou.documents.papers.asked import Asked, Past
from qiantou.documents.papers.bulletin import (
    Bulletin,
    Correction,
    Heading,
    Section,
    lay_bulletin,
    write_bulletin,
)
from qiantou.documents.papers.chaser import Chaser, lay_chaser, write_chaser
from qiantou.documents.papers.disagreement import View
from qiantou.documents.papers.duty_file import DutyFile, Part, Sat, Told, lay_duty_file, write_duty_file
from qiantou.documents.papers.exemption import (
    Answer as Exempted,
)
from qiantou.documents.papers.exemption import (
    Cleared,
    HeardThen,
    lay_answer,
    lay_cleared,
    write_answer,
    write_cleared,
)
from qiantou.documents.papers.extension import Extension, lay_extension, write_extension
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.letter import Letter, LetterLine, lay_letter, write_letter
from qiantou.documents.papers.minutes import Absent, Item, Minutes, lay_minutes, write_minutes
from qiantou.documents.papers.order import Order, lay_order, write_order
from qiantou.documents.papers.replacing import Replacing, lay_replacing, write_replacing
from qiantou.documents.papers.request import Request, lay_request, write_request
from qiantou.documents.papers.saying import paper_number
from qiantou.documents.papers.slip import Answer, Slip, lay_slip, write_slip
from qiantou.documents.papers.submission import Submission, lay_submission, write_submission

HEAD = Head("丰收节筹备工作", "县农业农村局", "QT-7F3A-21", paper_number("丰农函", 2026, 12), date(2026, 3, 5))
BARE = Head("", "", "")
ASKED = Asked("落实专项经费", "分两批下达", "下达到账", date(2026, 3, 31))
PAST = (Past(date(2026, 4, 1), "到期前提醒"), Past(date(2026, 4, 8), "书面催办，未见进展"))
SLIP = Slip(
    HEAD,
    "县财政局",
    "落实专项经费",
    "7F3A-21C9",
    (Answer("同意承办", ("经办岗位",)), Answer("退回", ("理由", "应当承担的单位"))),
    date(2026, 3, 16),
    "提请县政府办协调",
    "县农业农村局",
    "0999-1234567",
)


@dataclass(frozen=True)
class Made:
    """A paper's value, and the functions that lay it down and write it."""

    paper: Any
    lay: Callable[..., None]
    write: Callable[..., bytes]


FULL = {
    "order": Made(
        Order(
            HEAD, "县财政局", ASKED, "县府办〔2026〕3号", ("县公安局",), date(2026, 3, 10), "视为接受", "0999-1234567"
        ),
        lay_order,
        write_order,
    ),
    "request": Made(
        Request(HEAD, "县财政局", ASKED, "履职清单第12项", date(2026, 3, 16), "不视为同意", "0999-1234567", SLIP),
        lay_request,
        write_request,
    ),
    "slip": Made(SLIP, lay_slip, write_slip),
    "letter": Made(
        Letter(HEAD, "县财政局", (LetterLine("3", "落实专项经费", "下达到账", "配合", date(2026, 3, 31)),)),
        lay_letter,
        write_letter,
    ),
    "chaser": Made(
        Chaser(
            HEAD, "县财政局", ASKED, date(2026, 3, 5), date(2026, 4, 2), 4, 2, "", ("县财政局局长",), PAST, "列入通报"
        ),
        lay_chaser,
        write_chaser,
    ),
    "extension": Made(
        Extension(HEAD, "县农业农村局", ASKED, date(2026, 3, 31), date(2026, 4, 30), "预算未批复", "已完成审核"),
        lay_extension,
        write_extension,
    ),
    "submission": Made(
        Submission(
            HEAD,
            "县人民政府",
            "经费由谁承担",
            "意见不一致",
            PAST,
            (View("县财政局", "没有依据", "预算法"),),
            "由县财政统筹",
            "0999",
        ),
        lay_submission,
        write_submission,
    ),
    "replacing": Made(
        Replacing(HEAD, "县财政局", ASKED, date(2026, 3, 31), PAST, "同时承担三项工作", date(2026, 4, 20)),
        lay_replacing,
        write_replacing,
    ),
    "bulletin": Made(
        Bulletin(
            HEAD,
            "",
            (
                Section(
                    "已完成", "共1项。", (Heading("序号", 1, short=True), Heading("事项", 6)), (("1", "落实专项经费"),)
                ),
                Section("受阻", "", (Heading("事项"),), (), "没有受阻事项。"),
                Section("待决定"),
            ),
            (date(2026, 3, 1), date(2026, 3, 31)),
            3,
            "现通报如下。",
            "分管副县长",
            date(2026, 4, 1),
            ("各单位",),
            (Correction(date(2026, 4, 3), "应为3月6日。"),),
        ),
        lay_bulletin,
        write_bulletin,
    ),
    "appraisal": Made(
        Appraisal(
            HEAD,
            "县考核办",
            "县考核办，按年度考核办法",
            2,
            "412",
            date(2026, 3, 20),
            (
                AppraisalRow("县农业农村局", "0%", "20%", "0%", "无", "18.3"),
                AppraisalRow("县财政局", "60%", "0%", "5%", "2天 0:00", "59.7"),
            ),
            (Measured("参展主体", "100", "90", "90%"), Measured("群众满意度", "", "–", "未测定")),
            "85%",
            "15%",
            ("7f3a21c90b1d",),
            "县府办〔2026〕3号",
        ),
        lay_appraisal,
        write_appraisal,
    ),
    "minutes": Made(
        Minutes(
            HEAD,
            "第2次调度会议",
            date(2026, 3, 12),
            "分管副县长",
            (
                Item(
                    "关于专项经费",
                    ("县财政局：没有依据。",),
                    "从预备费中列支",
                    "县财政局",
                    date(2026, 3, 31),
                    ("县财政局：不同意",),
                ),
                Item("关于道路疏导"),
            ),
            "县政府会议室",
            ("县财政局",),
            (Absent("县水利局", "防汛"), Absent("县公安局")),
            "县政府办",
            ("各单位",),
        ),
        lay_minutes,
        write_minutes,
    ),
    "approval": Made(
        Approval(
            HEAD,
            "分管副县长",
            "经费由谁承担？",
            "7F3A-21C9",
            (Position("县财政局", "没有依据"),),
            PAST,
            date(2026, 4, 16),
            (Waited("县财政局", 12),),
            (Consequence("由县财政局承担", "时限顺延"),),
            "由县财政统筹",
            date(2026, 4, 20),
            "qt.example/c",
        ),
        lay_approval,
        write_approval,
    ),
    "exemption": Made(
        Exempted(
            HEAD,
            "县水利局",
            "取水口改造晚了十二天",
            date(2026, 3, 6),
            (
                HeardThen("2026年3月12日", "县水利局", "五次书面催要"),
                HeardThen("2026年3月13日", "", "已写明", waived=True),
            ),
            (("履行了规定程序", "不符合", "备用方案未经会商"),),
            "从轻、减轻处理",
            "请继续做好后续工作。",
            excluded="整改后再犯",
            read="不予免责",
            departs="情节轻微",
            review=10,
        ),
        lay_answer,
        write_answer,
    ),
    "duty-file": Made(
        DutyFile(
            HEAD,
            "县农业农村局",
            (("对象", "县农业农村局"), ("时段", "2026年1月至3月")),
            (
                Part(
                    "作出的答复",
                    (Told("2026年3月5日", "承办确认", "落实经费", "分两批", "2小时", "", "第7条", "7f3a"),),
                ),
                Part("堵点"),
            ),
            (Sat("县农业农村局局长", "", "2021年1月1日", ""),),
            "任职情况",
        ),
        lay_duty_file,
        write_duty_file,
    ),
    "clearing": Made(
        Cleared(HEAD, ("县发改局", "县交通局"), "县水利局", "取水口改造晚了十二天", "予以免责。"),
        lay_cleared,
        write_cleared,
    ),
}
EMPTY = {
    "exemption": Exempted(BARE, "", "", None, (), (), "", ""),
    "clearing": Cleared(BARE, (), "", "", ""),
    "duty-file": DutyFile(BARE, "", (), ()),
    "order": Order(BARE, "", Asked("")),
    "request": Request(BARE, "", Asked("")),
    "slip": Slip(BARE, "", "", "", ()),
    "letter": Letter(BARE, "", ()),
    "chaser": Chaser(BARE, "", Asked("")),
    "extension": Extension(BARE, "", Asked("")),
    "submission": Submission(BARE, "", ""),
    "replacing": Replacing(BARE, "", Asked("")),
    "bulletin": Bulletin(BARE, "", ()),
    "appraisal": Appraisal(BARE, "", ""),
    "minutes": Minutes(BARE, "", None, "", ()),
    "approval": Approval(BARE, "", "", ""),
}
