"""The end of a year: both oracles, the tally, and the check of the record with its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from qiantou.acts import registers
from qiantou.core.span import states
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger.report import Report
from tests.acts.year import Year
from tests.acts.year_judge import Verdict, judge
from tests.acts.year_record import histories
from tests.acts.year_tally import tally
from tests.acts.year_told import Letters, judge_post, seen


@dataclass(frozen=True)
class Closed:
    verdict: Verdict
    letters: Letters
    report: Report
    tally: Counter[str]
    drawn: Counter[str]
    faults: Counter[str]
    troubles: Counter[str]


def closed(year: Year) -> Closed:
    assert year.post is not None
    told, register, verdict = histories(), registers.current(), Verdict()
    after = {stream: states(entries) for stream, entries in told.items()}
    for stream, entries in told.items():
        judge(entries, after[stream], register, year.looks, verdict)
    letters = judge_post(seen(told, after, register, year.cast, year.post))
    return Closed(
        verdict, letters, verify_site(), tally(told, after), year.drawn, year.faults, year.post.troubles
    )  # fmt: skip
