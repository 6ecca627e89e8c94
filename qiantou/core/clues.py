"""Words that speak of a breach of discipline or a crime (违纪违法、犯罪线索), and words that ask for blame.

A clue goes the lawful way and not through here: no text of a proposal that names one is stored, whatever else it says;
of other texts none that accuses somebody (`accusing`). What asks for a deduction, or that somebody answer, goes through
the gate. Only words that name such a thing are known, spelt with or without spaces and signs between them; a text that
holds none may be either all the same, so the page asks first. Rules: docs/rules/gate.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

_NEAR = "[^,.;:!?，。；：！？]"
"""What may stand between two words of one clause."""
_NUMBER = r"[\d.一二两三四五六七八九十半]*"

CLUES = (
    "受贿", "行贿", "索贿", "[贿賄]", "贪污", "[貪贪][污汙腐]", "挪用公款", "侵吞", "私分", "渎职", "滥用职权",
    "玩忽职守", "徇私", "收受", "礼金", "回扣", "好处费", f"[收送索]{_NEAR}{{0,6}}红包", "吃拿卡要", "权钱交易",
    "利益输送", "以权谋私", "中饱私囊", "虚报冒领", f"[套骗]取{_NEAR}{{0,8}}(?:资金|补贴|补助|经费|款)",
    "(?<![反防])腐败(?!变质)", "涉嫌", "犯罪", "违纪违法", "违法违纪", "公款吃喝", "bribe", "embezzle", "corruption",
    "crime", "criminal", "kickback",
)  # fmt: skip
"""Patterns. Not 违法 alone: works are about 违法建设, and say so; nor 腐败 that is fought, or of food."""

DEDUCTIONS = (
    f"扣(?:除|减|罚|掉|去|发)?(?:年度|绩效|考核|考评|工作)*(?:得)?{_NUMBER}分(?![公配管局包类布])", "扣减", "扣罚",
    "倒扣", f"扣[除发]?{_NEAR}{{0,4}}绩效", f"减{_NUMBER}分(?![公支类区级管])", f"负{_NUMBER}分(?!管)",
    "(?<![疑访])问责(?!任)", "追责", f"追究{_NEAR}{{0,8}}责任", "(?<![产利])处分(?![别布管局类权])", "通报批评",
    "(?<!自我)批评(?!意见|[和与]自我)", "诫勉", "约谈", "书面检查", "深刻检查", "黄牌", "红牌", "一票否决",
    f"取消{_NEAR}{{0,6}}评[优先]", "降低等次", "降级处理",
    "(?<![下沉升坡霜])降(?:为|至|到|低|下)?(?:[一二三四五两1-5]个?)?等(?:次|级|$|(?![情问原因方多现自气雨水]))",
    "不称职", "[免撤停]职", "记大?过(?![程的去])", "deduct", "demerit", "holdaccountable", "accountability",
    "reprimand", "disciplinary",
)  # fmt: skip
"""Patterns by which a plain proposal shows itself as one of accountability."""

CODES = ("excluded", "kind", "condition", "outcome")
"""Fields of a move that hold names of the system, and no words of anybody's."""


def is_deduction(*texts: str) -> bool:
    """Whether one of the texts asks for a deduction, or that somebody answer for it."""
    return _finds(DEDUCTIONS, texts)


def is_clue(*texts: str) -> bool:
    """Whether one of the texts names a breach or a crime."""
    return _finds(CLUES, texts)


def texts_of(command: Any) -> Iterator[str]:
    """Everything that a move says in words, its reasons and points among it."""
    if isinstance(command, str):
        yield command
    elif isinstance(command, tuple):
        for part in command:
            yield from texts_of(part)
    elif is_dataclass(command):
        for field in fields(command):
            if field.name not in CODES:
                yield from texts_of(getattr(command, field.name))


def _finds(patterns: tuple[str, ...], texts: Iterable[str]) -> bool:
    return any(_compiled(patterns).search(letters(text)) for text in texts)


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def letters(text: str) -> str:
    """Letters, digits and the stops between clauses; widths, cases, spaces, marks and characters that are not seen make
    no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN" or char in ",.;:!?，。；：！？、")
