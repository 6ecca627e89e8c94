"""Guidance (指导请求): whoever works below asks how; the unit asked owes an answer that can be acted upon.

The asker may say how it reads the matter itself. Until an answer comes that it can act upon, that reading counts as
diligence: it asked, said what it would do, and nobody told it otherwise. An answer that names nothing to do (看着办)
is sent back once; the next such answer takes the matter to the arbiter.
Rules: docs/rules/guidance.md, with worked examples that the tests run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.door import GRASS_ROOTS
from qiantou.core.facts import (
    Consented,
    Delivered,
    DeliveryAccepted,
    Event,
    Mooted,
    Offered,
    Returned,
    Ruled,
    Withdrawn,
)
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Desk, Entry, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.register import InForce

GUIDANCE = "guidance"

_EMPTY = (
    "看着办", "酌情", "自行", "研究", "妥善", "妥处", "灵活", "根据实际", "结合实际", "因地制宜", "依法依规", "按程序",
    "视情况", "视情", "抓好落实", "认真", "高度重视", "有关规定", "相关规定", "有关政策", "相关政策", "有关要求",
    "相关要求", "上级要求", "文件精神", "实际情况", "规定", "政策", "收到", "知悉", "已阅", "知道", "圈阅", "阅",
    "asyouseefit", "useyourjudgment", "useyourjudgement", "handleasappropriate", "asappropriate", "noted", "seen",
    "accordingtotherules", "accordingtoregulations", "itdepends",
)  # fmt: skip
_FILLING = (
    "处理", "办理", "执行", "落实", "处置", "把握", "掌握", "决定", "推进", "参照", "按照", "根据", "你们", "贵单位",
    "你单位", "本单位", "单位", "乡镇", "街道", "情况", "为宜", "即可", "进行", "予以", "一下", "后再", "请", "您",
    "你", "镇", "乡", "局", "委", "院", "所", "站", "村", "按", "照", "并", "及", "和", "与", "的", "地", "后", "再",
    "应", "要", "须", "办", "吧", "了",
    "please", "handle",
)  # fmt: skip
_SAYING_NOTHING = re.compile("|".join(re.escape(word) for word in sorted((*_EMPTY, *_FILLING), key=len, reverse=True)))


@dataclass(frozen=True)
class Reading:
    """From when on the asker's own reading counts as diligence; `until`: when it was told, None while it still does."""

    since: datetime
    until: datetime | None


def check_upward(asker: Desk, doer: Desk, force: InForce) -> None:
    """Raises Rejected where what is asked goes down: to a unit that stands below, or from outside to a township."""
    if is_outside(doer):
        return
    whole = force.whole(force.unit_of(doer))
    unit = force.unit(whole)
    township = unit is not None and unit.sort == GRASS_ROOTS and force.whole(force.unit_of(asker)) != whole
    if township or force.stands_over(asker, doer):
        raise Rejected("asked-downward", desk=doer)


def diligence(matter: Matter, entries: Sequence[Entry[Event]]) -> Reading | None:
    """Since when, and until when, the asker's stated reading counted; None where it stated none, or another entered it
    in its name and it has not confirmed that.

    It ends with the answer the asker accepted, by word or by silence, with the leader's own decision, a no among them,
    and where the question was withdrawn or fell with its work. A question that the unit asked refused, or that was let
    drop, leaves the reading standing: nobody said otherwise.
    """
    asked = entries[0]
    if (
        not isinstance(asked.event, Offered)
        or not matter.reads
        or asked.version in (*matter.unconfirmed, *matter.contested)
    ):
        return None
    return Reading(asked.at, None if matter.is_open else _told_at(entries))


def _told_at(entries: Iterable[Entry[Event]]) -> datetime | None:
    answered: datetime | None = None
    told: datetime | None = None
    for entry in entries:
        match entry.event:
            case Delivered():
                answered = entry.at
            case Returned():
                answered = None
            case DeliveryAccepted() | Consented():
                told = answered or entry.at
            case Ruled(outcome=Phase.CLOSED) | Withdrawn() | Mooted():
                told = entry.at
            case _:
                continue
    return told


def says_nothing(answer: str) -> bool:
    """Whether an answer, as typed, names nothing that could be done: "请按有关规定酌情办理" does not, "同意" does.

    Only words that say nothing are known here, so what is not recognised counts as an answer. A page asks the asker;
    what the asker takes counts whatever its words, what it lets lie counts only where it is not of these.
    """
    letters = "".join(char for char in unicodedata.normalize("NFKC", answer).lower() if char.isalnum())
    return bool(letters) and not _SAYING_NOTHING.sub("", letters)


def is_vague(matter: Matter, note: str, files: Sequence[str]) -> bool:
    """Whether this answer to a question names nothing that could be done; with files it may."""
    return matter.kind == GUIDANCE and not files and says_nothing(note)


def is_answered(question: Matter) -> bool:
    """Whether the question was answered with something its asker can act upon: the asker took the answer, or let its
    time run out on one that names what to do; or a leader decided. What its asker sent back is no answer, and what
    nobody confirmed is none."""
    if question.kind != GUIDANCE or question.is_open or question.is_hatched:
        return False
    return question.outcome in ("accepted", "granted") or (question.outcome == "consented" and not question.vague)


def awaits_guidance(matter: Matter, lookup: Callable[[Stream], Matter | None]) -> bool:
    """Whether its doer asked how and nobody has told it, though the ladder waits for that no longer."""
    asked = (lookup(rest.side) for rest in matter.rests if rest.kind == GUIDANCE)
    return any(one is not None and one.is_open and one.holder != matter.doer for one in asked)
