"""Numbers of papers (发文字号): 机关代字〔2026〕12号, without a gap in each word and year.

Most papers take none. A unit's numbers stand in a stream of their own, so that taking one holds up nobody else; keys
are "stream/word〔year〕number". The next number is decided when it is taken and never given back. Source: GB/T
9704-2012, 7.2.5; the rules of 2024 on relieving the grass roots (a yearly cap on papers); docs/rules/papers.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qiantou.core.kernel import Desk, Stream, Words

NUMBERS, AGENCIES, CAPS = "number", "agency", "paper-cap"
LONGEST_AGENCY = 20
ANY_FORM = ""
"""A cap on all papers of a unit together."""


class Form(StrEnum):
    """The sort of a paper that can take a number."""

    ORDER = "order"  # 交办单
    REQUEST = "request"  # 商请函
    CONSULTATION = "consultation"  # 征求意见函
    CHASER = "chaser"  # 催办通知书
    EXTENSION = "extension"  # 延期申请
    DISPOSITIONS = "dispositions"  # 采纳情况表
    BULLETIN = "bulletin"  # 通报
    MINUTES = "minutes"  # 会议纪要
    APPROVAL = "approval"  # 呈批件
    SUBMISSION = "submission"  # 请示
    REPLACING = "replacing"  # 建议函
    APPRAISAL = "appraisal"  # 考核建议函


@dataclass(frozen=True)
class Agency:
    """A word for papers (机关代字) is one unit's for good: its key is the word."""

    unit: Desk


@dataclass(frozen=True)
class Cap:
    """At most so many numbered papers of a form in a calendar year; the key is "unit/form"."""

    unit: Desk
    form: str
    most: int


@dataclass(frozen=True)
class Number:
    """One number taken. Asked for with year and `n` 0: both are decided when it is taken.

    `about` are the matters or the joint work it is the paper of, `to` whom it goes to; the title is the entry's name.
    """

    unit: Desk
    agency: str
    form: str
    year: int = 0
    n: int = 0
    about: tuple[Stream, ...] = ()
    to: tuple[Desk, ...] = ()
    others: Words = ""  # receivers that are no desks

    @property
    def text(self) -> str:
        """丰农函〔2026〕12号: hexagonal brackets, four digits of the year, no leading zero."""
        return f"{self.agency}〔{self.year}〕{self.n}号"


def stream_of_unit(unit: Desk) -> Stream:
    """The stream that holds the numbers of a unit: a name made of it, as no other entry has it."""
    return Stream(hashlib.sha256(f"numbers/{unit}".encode()).hexdigest()[:32])


def key_of(number: Number) -> str:
    return f"{stream_of_unit(number.unit)}/{number.agency}〔{number.year}〕{number.n}"


def last(numbers: Iterable[Number], agency: str, year: int) -> int:
    """The last number taken under a word in a year; 0 for none."""
    return max((one.n for one in numbers if (one.agency, one.year) == (agency, year)), default=0)


def taken(numbers: Iterable[Number], form: str, year: int) -> int:
    """How many papers of a form took a number in a year; of all forms for ANY_FORM."""
    return sum(one.year == year and form in (ANY_FORM, one.form) for one in numbers)
