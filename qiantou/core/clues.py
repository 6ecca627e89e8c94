"""Words that speak of a breach of discipline or a crime (违纪违法、犯罪线索): they go the lawful way, not through here.

Only words that name such a thing are known, so a text that holds none may still be a clue: the page asks first. A text
that holds one is not stored, whatever else it says. Rules: docs/rules/gate.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

CLUES = (
    "受贿", "行贿", "索贿", "贿赂", "贪污", "挪用公款", "侵吞", "私分", "渎职", "滥用职权", "玩忽职守", "徇私舞弊",
    "收受", "礼金", "回扣", "吃拿卡要", "权钱交易", "利益输送", "涉嫌", "犯罪", "违纪违法", "违法违纪", "公款吃喝",
    "bribe", "embezzle", "corruption", "crime", "criminal", "kickback",
)  # fmt: skip
"""Not 违法 alone: works are about 违法建设, and say so."""

DEDUCTIONS = (
    "扣分", "扣减", "扣罚", "减分", "问责", "追责", "追究责任", "通报批评", "诫勉", "取消评优", "降低等次", "一票否决",
    "deduct", "demerit", "hold accountable", "accountability",
)  # fmt: skip
"""Words by which a plain proposal shows itself as one of accountability."""


def is_deduction(text: str) -> bool:
    """Whether the text of a proposal asks for a deduction, or that somebody answer for it."""
    return _names(DEDUCTIONS, text)


def is_clue(text: str) -> bool:
    """Whether the text names a breach or a crime; spaces and widths of letters make no difference."""
    return _names(CLUES, text)


def _names(words: Iterable[str], text: str) -> bool:
    letters = "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if not char.isspace())
    return any("".join(word.split()) in letters for word in words)
