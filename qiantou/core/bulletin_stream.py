"""The entries of one order's bulletins: which content stands, since when who has seen it, what was issued as which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qiantou.core.bulletin import BULLETINS, ISSUES, LETTERS, Bulletin, Letter, Order, criticised, lines_of
from qiantou.core.kernel import Desk, Entry
from qiantou.core.register import InForce, Listed
from qiantou.core.worktime import add_working_minutes


def free_from(before: Sequence[Entry[Listed]], key: str, order: Order, force: InForce) -> dict[Desk, datetime]:
    """Whoever the content puts in a bad light → from when on it has had its present lines long enough."""
    calendar = force.calendar
    minutes = order.ahead * calendar.day_minutes
    return {desk: add_working_minutes(calendar, at, minutes) for desk, at in shown_since(before, key).items()}


def shown_since(before: Sequence[Entry[Listed]], key: str) -> dict[Desk, datetime]:
    """Whoever the content puts in a bad light → since when its lines have stood as they stand now.

    What is said in a mark is words, which no rule compares: a unit with a mark sees it from the last entry on.
    """
    told = [(entry.at, value) for entry in before if (value := _content_at(entry, key)) is not None]
    found: dict[Desk, datetime] = {}
    if not told:
        return found
    last = told[-1][1]
    for desk in criticised(last):
        marked = any(mark.unit == desk for mark in last.marks)
        for at, value in reversed(told):
            if found.get(desk) is not None and (marked or _facts(value, desk) != _facts(last, desk)):
                break
            found[desk] = at
    return found


def _facts(content: Bulletin, desk: Desk) -> object:
    marks = [mark for mark in content.marks if mark.unit == desk]
    return [item for _, item in lines_of(content, frozenset([desk]))], marks


def _content_at(entry: Entry[Listed], key: str) -> Bulletin | None:
    listed = entry.event
    return (
        listed.value
        if (listed.section, listed.key) == (BULLETINS, key) and isinstance(listed.value, Bulletin)
        else None
    )


def content_of(before: Sequence[Entry[Listed]], key: str) -> Entry[Listed] | None:
    """The entry of the content as it stands."""
    return next((entry for entry in reversed(before) if _content_at(entry, key) is not None), None)


def issued_of(before: Sequence[Entry[Listed]], key: str) -> Entry[Listed] | None:
    """The entry by which the bulletin was issued; None as long as it is not."""
    issues = (entry for entry in before if (entry.event.section, entry.event.key) == (ISSUES, key))
    return next(issues, None)


def letter_of(before: Sequence[Entry[Listed]], key: str) -> Letter | None:
    """The signature last asked for the content as it stands; None where none was."""
    content = content_of(before, key)
    told = (entry.event.value for entry in reversed(before) if (entry.event.section, entry.event.key) == (LETTERS, key))
    letter = next((value for value in told if isinstance(value, Letter)), None)
    return letter if letter is not None and content is not None and letter.version == content.version else None


def number_of(before: Sequence[Entry[Listed]], key: str) -> int:
    """Which one of its year an issued bulletin is, counted from 1 under its order; 0 as long as it is not issued."""
    issues = [entry.event.key for entry in before if entry.event.section == ISSUES]
    return issues.index(key) + 1 if key in issues else 0
