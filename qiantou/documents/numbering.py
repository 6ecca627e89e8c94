"""The numbers in front of headings and items, in the order of rank that official papers use."""

import re
from dataclasses import dataclass

from qiantou.documents.script import fold

_HAN = "一二三四五六七八九十百零〇"
_STYLES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, re.compile(rf"第[{_HAN}\d]+[章节编部](?:分)?[\s:、]*")),
    (1, re.compile(rf"[{_HAN}]{{1,4}}[、.]\s*(?![{_HAN}]是)")),
    (2, re.compile(rf"\([{_HAN}]{{1,4}}\)[、.]?\s*")),
    (
        3,
        re.compile(r"(?:任务|事项|项目|第)[\s]*(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:项|条|[:、.])[:、.\s]*"),
    ),
    (3, re.compile(r"(?:\d{1,3}|[lI])[.、](?![\dlO]*[%\d])\s*")),
    (
        3,
        re.compile(
            r"\d{1,3}(?=[\u3400-\u9fff])(?!\d*(?:月|日|年|个|项|万|亿|余|家|条|座|公里|所|台|平|处|人|名|户|小时|类|大|天|套|季|号|级|次|期|分))"
        ),
    ),
    (3, re.compile(r"\d{1,3}[ \t]+(?=[\u3400-\u9fff])(?!\d+\s+(?:月|日|年|个|项|万|亿|家|条|%))")),
    (4, re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}(?:[.、]|\s+|(?=[\u3400-\u9fff]))(?!%|个百分点)\s*")),
    (5, re.compile(r"\(?(?:\d{1,3}|[lI])\)[.、]?\s*")),
    (3, re.compile(r"[⒈-⒛]\s*")),
    (6, re.compile(r"[①-⑳㈠-㈩]\s*")),
    (7, re.compile(r"[●•◆■▪◇□○★☆▲·\-*－]\s*(?=[^\s\d\-—*.%])")),
)
_BEFORE_DAY = re.compile(r"\d{1,3}\.(?=\d{1,2}月|20\d\d年)")
"""11.6月底前, 3.2026年: the number ends at the stop, the day begins behind it."""
SECTION_RANKS = frozenset({0, 1, 2})
PART_RANKS = frozenset({5, 6})
"""Ranks of sub-items: (1) and ①. One bracket after them covers them all."""


@dataclass(frozen=True)
class Number:
    """The number in front of a text: its rank (0 the highest) and where the words begin."""

    rank: int
    end: int


def number_of(text: str) -> Number | None:
    """The number a line begins with, or None."""
    folded = _circled(text)
    blank = len(folded) - len(folded.lstrip())
    if dated := _BEFORE_DAY.match(folded, blank):
        return Number(3, dated.end())
    for rank, pattern in _STYLES:
        if found := pattern.match(folded, blank):
            if rank == 4 and re.match(r"\d{1,2}\.\d{1,2}\s*(?:亿|万|%|倍|公里|米|亩)", folded[blank:]):
                return None
            return Number(rank, found.end())
    return None


def _circled(text: str) -> str:
    """Folding turns ① into 1; keep the circle."""
    return "".join(
        old if "\u2460" <= old <= "\u2473" or "\u3220" <= old <= "\u3229" else new
        for old, new in zip(text, fold(text), strict=True)
    )


_INLINE = re.compile(r"(?:(?<=[。;,:)〕\]】!\s、])|^)(?:\(\d{1,2}\)|[①-⑳])")


def inline_parts(text: str) -> list[int]:
    """Where (1) (2) (3) or ① ② ③ begin inside one paragraph, when they count up from one."""
    folded = _circled(text)
    starts: list[int] = []
    for found in _INLINE.finditer(folded):
        mark = found.group()
        value = ord(mark) - 0x245F if len(mark) == 1 else int(mark[1:-1])
        if value == len(starts) + 1:
            starts.append(found.start())
    return starts if len(starts) > 1 else []
