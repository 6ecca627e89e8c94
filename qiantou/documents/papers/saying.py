"""How days, numbers, levels and missing parts are said in a wording's language."""

import re
from collections.abc import Sequence
from datetime import date

from qiantou.core.plain import without_hidden
from qiantou.documents.papers.wording import Wording

_TITLED = re.compile("(?:关于)?(?:商请)?(.+?)(?:的(?:请示|函|申请|报告))?", re.DOTALL)
_DIGITS = "零一二三四五六七八九"

Day = date | str | None
"""A day, or what the agreement says instead of one ("每月5日前"), or nothing agreed."""


def said(text: str, wording: Wording) -> str:
    """The text, or "not agreed" where nothing was."""
    return without_hidden(text).strip() or wording.not_agreed


def subject_of(title: str) -> str:
    """What a title speaks of, without what the title of a paper puts round it: 关于…的请示, 关于…的函."""
    found = _TITLED.fullmatch(without_hidden(title).strip())
    return found[1] if found is not None else title


def say_day(day: Day, wording: Wording) -> str:
    """2026年3月5日: no leading zeros (GB/T 9704-2012, 7.3.5.5); words instead of a day stand as they are."""
    if not isinstance(day, date):
        return said(day or "", wording)
    months = wording.months
    return wording.day.format(year=day.year, month=months[day.month - 1] if months else day.month, day=day.day)


def say_day_and_weekday(day: date, wording: Wording) -> str:
    return wording.day_and_weekday.format(date=say_day(day, wording), weekday=wording.weekdays[day.weekday()])


def say_term(start: date | None, end: date | None, wording: Wording) -> str:
    """From a day to a day, both inclusive; an end not agreed is said to be so."""
    if start and end:
        return wording.span.format(start=say_day(start, wording), end=say_day(end, wording))
    if start:
        return wording.span_from.format(start=say_day(start, wording))
    if end:
        return wording.span_until.format(end=say_day(end, wording))
    return wording.not_agreed


def say_level(level: int, number: int, text: str, wording: Wording) -> str:
    """一、 （一） 1. （1） before the text, for levels 1 to 4 (GB/T 9704-2012, 7.3.3)."""
    shape = (wording.level_1, wording.level_2, wording.level_3, wording.level_4)[level - 1]
    return shape.format(numeral=chinese_numeral(number), number=number, text=without_hidden(text).strip())


def chinese_numeral(number: int) -> str:
    """The number in Chinese characters, from 1 to 999: 10 is 十, 21 is 二十一, 105 is 一百零五."""
    assert 1 <= number <= 999, number
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said_hundreds = f"{_DIGITS[hundreds]}百" if hundreds else ""
    gap = "零" if hundreds and rest and not tens else ""
    said_tens = ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十" if tens else ""
    return said_hundreds + gap + said_tens + (_DIGITS[ones] if ones else "")


def joined(names: Sequence[str], wording: Wording) -> str:
    return wording.join.join(without_hidden(name).strip() for name in names)


def paper_number(agency: str, year: int, serial: int) -> str:
    """机关代字〔2026〕12号: hexagonal brackets, four digits of year, no leading zero (GB/T 9704-2012, 7.2.5)."""
    return f"{agency}〔{year}〕{serial}号"
