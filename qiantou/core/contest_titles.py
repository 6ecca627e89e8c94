"""What the system itself calls a contest, and the matter in which what it came to is carried out.

The record has them in the language of the county: who contests, and in which language, changes no title. What follows
the head is the words of others: of a line, a matter, a measure. Pages tell the head in the reader's language
(`desk/own_titles.py`).
"""

from __future__ import annotations

CONTEST_HEAD = "考核复核申请："
RULING_HEAD = "落实复核裁定："
EXEMPTION_HEAD = "落实容错决定："
RATED = "互评"
WHERE_IT_WENT = "时间去向"
THE_SHEET = "考核评估单"
"""What a contest, or an exemption, is about that has no words of its own."""


def contest_title(thing: str) -> str:
    return CONTEST_HEAD + thing


def ruling_title(contest: str) -> str:
    """Of the matter in which the ruling that granted that contest is carried out."""
    return RULING_HEAD + contest.removeprefix(CONTEST_HEAD)


def exemption_title(subject: str) -> str:
    """Of the matter by which a decision on an exemption reaches the sheet: everybody in the work reads it, so it names
    what was late and no word of the application."""
    return EXEMPTION_HEAD + (subject or THE_SHEET)
