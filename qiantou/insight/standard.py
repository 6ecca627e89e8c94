"""Standard requests (常规事项): asked again as once accepted, but for days, periods and numbers of issues in the title;
and the day of the week on which they are taken together.

Two titles are the same where nothing is left to tell them apart once those are gone. Any other number (一号桥, 300套, a
plan of 三年) does tell them apart: in doubt a request is not standard, and a person looks at it.
Source: docs/rules/outsiders.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from qiantou.core.worktime import Calendar

_COUNT = r"(?:[0-9]+|[一二三四五六七八九十]+)"
_PERIODS = re.compile(
    "|".join((
        r"(?:[0-9]{4}|[〇零一二三四五六七八九]{4})年度?",
        rf"第?{_COUNT}(?:季度|月份|月)",
        rf"第{_COUNT}(?:周|期|批次|批)",
        r"[0-9]+(?:期|日)|(?<=月)[0-9]+号",
        r"[上下]半年|[上中下]旬",
        r"[今去明本上当]年度?|[本上下当](?:季度|个?月份?|周)",
        r"\[[0-9]{4}\][0-9]*号?",
    ))
)  # fmt: skip
_SIGNS = re.compile(r"[\W_]+")


def pattern(title: str) -> str:
    """The title without what changes from one period to the next, and without signs; empty where nothing is left."""
    plain = unicodedata.normalize("NFKC", title).replace("〔", "[").replace("〕", "]")
    return _SIGNS.sub("", _PERIODS.sub("", plain))


def is_again(title: str, accepted: Iterable[str]) -> bool:
    """Whether it asks for the same as one of those accepted before."""
    asked = pattern(title)
    return asked != "" and asked in {pattern(one) for one in accepted}


def day_of_list(calendar: Calendar, today: date, weekday: int) -> date:
    """The next day on which they are taken together, from today on: that day of the week (1 Monday to 7 Sunday), or the
    last working day before it within the week that ends on it. A week without one is passed over."""
    day = today + timedelta(days=(weekday - today.isoweekday()) % 7)
    for end in (day, day + timedelta(days=7), day + timedelta(days=14)):
        first = max(today, end - timedelta(days=6))
        worked = (end - timedelta(days=back) for back in range((end - first).days + 1))
        found = next((one for one in worked if calendar.is_working_day(one)), None)
        if found is not None:
            return found
    return day
