"""Numbers of the rules that a site sets for itself, besides the rows of the kinds: what each usually is, and its range.

A change is an entry of the register, in force from its day; a rule reads the number that is in force when it is
applied. A number is the default of the program or a published local rule until the site enters its own, with the rule
it rests on. The table, and what no site can change, with the reasons: docs/rules/figures.md, which a test reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qiantou.core.kernel import Rejected
from qiantou.core.plain import says

DEFAULT = "[default]"
"""Basis of a number that no published rule names."""


class Counted(StrEnum):
    """What a figure is a number of."""

    MATTERS = "matters"
    MINUTES = "minutes"
    WORKING_DAYS = "working-days"
    DAYS = "days"
    MONTHS = "months"
    UNITS = "units"
    SHEETS = "sheets"
    PEOPLE = "people"
    PERCENT = "percent"
    WINDOW = "window"  # which of core.attribution.Window, counted from 1


@dataclass(frozen=True)
class Figure:
    """The number of a site, and the rule it rests on: words of that rule, or DEFAULT for none."""

    amount: int
    basis: str = DEFAULT


@dataclass(frozen=True)
class Usual:
    """A number while the site has entered none; a site's own is from `least` to `most`."""

    amount: int
    counted: Counted
    least: int
    most: int
    basis: str = DEFAULT

    @property
    def figure(self) -> Figure:
        return Figure(self.amount, self.basis)


URGENT_MARKS = "urgent-marks"
EMERGENCY_WORK = "emergency-work"
MEETING_NOTICE = "meeting-notice"
DELEGATION_TERM, DELEGATED_IN_A_YEAR = "delegation-term", "delegated-in-a-year"
CHASERS_APART = "chasers-apart"
LETTER_REPLY = "letter-reply"
EXCEPTION_TERM = "exception-term"
APPLY_WITHIN, PUBLISHED_AFTER, OPINION_WITHIN = "apply-within", "published-after", "opinion-within"
QUIET_MONTHS, REPORT_MONTHS = "quiet-months", "report-months"
SUGGESTION_ANSWER = "suggestion-answer"
STANDARD_LEFT = "standard-left"
RESULT_SHARE, CONTEST_WITHIN, CARRY_OUT = "result-share", "contest-within", "carry-out-within"
LATE_A_DAY, LATE_AT_MOST = "late-a-day", "late-at-most"
HELP_AT_MOST, SERVED_LEAST = "help-at-most", "served-least"
RATING_WEIGHT, RATERS_LEAST = "rating-weight", "raters-least"
SHEETS_LEAST, HONOURS_RATE = "sheets-least", "honours-rate"
OWN_SHARE, LOOKUP_TERM = "own-share", "lookup-term"
EXEMPTION_WITHIN, EXEMPTION_ANSWER = "exemption-within", "exemption-answer"
HEARING_WORD = "hearing-word"
DELAY_WINDOW = "delay-window"
SHEET_WITHIN = "sheet-within"
LAUNCH_WITHIN = "launch-within"

USUAL: dict[str, Usual] = {
    URGENT_MARKS: Usual(5, Counted.MATTERS, 0, 100),
    EMERGENCY_WORK: Usual(120, Counted.MINUTES, 10, 1440, "[local] emergencies within 2 hours"),
    CHASERS_APART: Usual(2, Counted.WORKING_DAYS, 1, 30),
    MEETING_NOTICE: Usual(5, Counted.WORKING_DAYS, 1, 30),
    DELEGATION_TERM: Usual(92, Counted.DAYS, 1, 366),
    DELEGATED_IN_A_YEAR: Usual(183, Counted.DAYS, 1, 365),
    LETTER_REPLY: Usual(60, Counted.WORKING_DAYS, 1, 250),
    EXCEPTION_TERM: Usual(366, Counted.DAYS, 1, 1096),
    APPLY_WITHIN: Usual(10, Counted.WORKING_DAYS, 1, 250, "[local] applied for within 10 working days of the cause"),
    PUBLISHED_AFTER: Usual(3, Counted.WORKING_DAYS, 0, 30, "[local] published within 3 working days of the approval"),
    OPINION_WITHIN: Usual(7, Counted.WORKING_DAYS, 1, 60, "[local] reply within 7 working days unless stated"),
    QUIET_MONTHS: Usual(3, Counted.MONTHS, 1, 60),
    REPORT_MONTHS: Usual(12, Counted.MONTHS, 1, 60, "[local] a body reports once a year"),
    SUGGESTION_ANSWER: Usual(5, Counted.WORKING_DAYS, 1, 60),
    STANDARD_LEFT: Usual(10, Counted.WORKING_DAYS, 0, 250),
    RESULT_SHARE: Usual(70, Counted.PERCENT, 60, 100),
    CONTEST_WITHIN: Usual(10, Counted.WORKING_DAYS, 1, 60),
    CARRY_OUT: Usual(5, Counted.WORKING_DAYS, 1, 60),
    LATE_A_DAY: Usual(2, Counted.PERCENT, 0, 100),
    LATE_AT_MOST: Usual(50, Counted.PERCENT, 0, 100),
    HELP_AT_MOST: Usual(2, Counted.PERCENT, 0, 100),
    SERVED_LEAST: Usual(30, Counted.PEOPLE, 5, 10000),
    RATING_WEIGHT: Usual(0, Counted.PERCENT, 0, 30),
    RATERS_LEAST: Usual(5, Counted.UNITS, 3, 50),
    SHEETS_LEAST: Usual(5, Counted.SHEETS, 3, 50),
    HONOURS_RATE: Usual(80, Counted.PERCENT, 0, 100),
    OWN_SHARE: Usual(30, Counted.PERCENT, 1, 100),
    LOOKUP_TERM: Usual(92, Counted.DAYS, 1, 366),
    EXEMPTION_WITHIN: Usual(10, Counted.WORKING_DAYS, 1, 250),
    EXEMPTION_ANSWER: Usual(5, Counted.WORKING_DAYS, 1, 60),
    HEARING_WORD: Usual(3, Counted.WORKING_DAYS, 1, 20),
    DELAY_WINDOW: Usual(2, Counted.WINDOW, 1, 4),
    SHEET_WITHIN: Usual(20, Counted.WORKING_DAYS, 1, 120),
    LAUNCH_WITHIN: Usual(1, Counted.WORKING_DAYS, 0, 30),
}


def check_figure(name: str, figure: Figure) -> None:
    """Raises Rejected for a number out of its range, or one that says nothing of what it rests on."""
    usual = USUAL[name]
    if not usual.least <= figure.amount <= usual.most:
        raise Rejected("figure-out-of-range", least=usual.least, most=usual.most)
    if not says(figure.basis):
        raise Rejected("figure-without-basis")
