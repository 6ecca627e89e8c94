"""交办单: an order under a mandate; it cites the mandate, says until when to sign for it and what silence means."""

from dataclasses import dataclass

from qiantou.documents.papers.asked import Asked
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, joined, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface, numbered
from qiantou.documents.papers.wording import CHINESE, Wording

SIGNED_MM = 20


@dataclass(frozen=True)
class Order:
    """`basis` names the mandate with its number; `answer_by` is the day by which to sign for it."""

    head: Head
    to: str
    asked: Asked
    basis: str = ""
    helping: tuple[str, ...] = ()
    answer_by: Day = None
    silence: str = ""
    contact: str = ""


def lay_order(order: Order, on: Surface) -> None:
    words, wording = on.wording.asking, on.wording
    numbered(on, order.head.number)
    on.title(words.order_title)
    rows = [
        (wording.joint_work, order.head.work),
        (words.what, "\n".join(part for part in (order.asked.what, order.asked.detail) if part)),
        (words.basis, order.basis),
        (words.doer, order.to),
        (words.helping, joined(order.helping, wording) or wording.none),
        (wording.standard, order.asked.standard),
        (wording.due, say_day(order.asked.due, wording)),
        (words.answer_by, say_day(order.answer_by, wording)),
        (words.silence, order.silence),
    ]
    rows += [(words.contact, order.contact)] if order.contact.strip() else []
    shown = [Row(label, said(value, wording)) for label, value in rows if value or label != wording.joint_work]
    on.form([*shown, Row(words.signed_for, words.signed_for_blank, SIGNED_MM)])
    on.remark(words.order_stuck)
    on.signature(order.head.issuer, order.head.day)


def write_order(order: Order, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, order.head.reference)
    lay_order(order, sheet)
    return sheet.pack()
