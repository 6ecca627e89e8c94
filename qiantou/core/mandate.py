"""Mandate (授权清单): the powers a lead is lent for one joint work, by whom, over whom, until when.

The powers are those of the field: convene 召集, dispatch 调度, set deadlines 定时限, request data 调取数据, return work
退回补正, propose the use of a cited budget 专项经费统筹建议, propose appraisal 考核建议, report and oversee 报告监督.
An ended mandate stops new acts; what was ordered under it stands. Rules: docs/rules/mandate.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiantou.core.kernel import Desk, Stream, Words


class Power(StrEnum):
    CONVENE = "convene"
    DISPATCH = "dispatch"
    DEADLINES = "deadlines"
    DATA = "data"
    RETURN = "return"
    BUDGET = "budget"
    APPRAISAL = "appraisal"
    OVERSEE = "oversee"


class Source(StrEnum):
    ISSUED = "issued"  # in the system, by the issuer's own desk
    PAPER = "paper"  # entered from an issued paper
    MINUTES = "minutes"  # entered from numbered minutes


@dataclass(frozen=True)
class Mandate:
    """Powers over the units in `scope`, from the entry's day to `until`, its last day.

    `countersigns`: the signatures asked of the portfolio leaders whose units the issuer does not stand above, and of
    the vertical units and outside parties above which nobody here stands; over such a unit the mandate holds once the
    signature is given. `fund` tells one naming of the budget from the next: it changes whenever its words do.
    `ceiling`: how much of it at most, in 10,000 yuan, a decimal text; "" is without limit. Words: number, quoted
    clause and scan (a file's hash) of the paper, and the budget that may be proposed for.
    """

    joint: Stream
    holder: Desk
    powers: tuple[Power, ...]
    scope: tuple[Desk, ...]
    issuer: Desk
    until: date
    source: Source = Source.ISSUED
    countersigns: tuple[Stream, ...] = ()
    suspended: bool = False
    fund: int = 0
    ceiling: str = ""
    number: Words = ""
    clause: Words = ""
    scan: Words = ""
    budget: Words = ""
