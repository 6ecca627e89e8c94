"""The cells of a plan's grid, each read to a value or to the code of its fault."""

import re
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from qiantou.core.plan import Every, Rhythm
from qiantou.documents.dates import Kind, find_times, number
from qiantou.documents.plan_words import SIZES
from qiantou.documents.script import fold

MAX_DAYS = 100_000
"""Person-days of one line."""
MAX_WEIGHT = 1_000_000

NONE = frozenset(("", "—", "——", "-", "--", "/", "无", "none"))
"""Written where nothing comes first, or nobody cooperates."""
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_DAY_ZERO = date(1899, 12, 30)
"""From which spreadsheets count days, right from 1 March 1900 on."""
_WHOLE_DAY = re.compile(r"(20\d\d)(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:之前|以前|前)?(?:\s0?0:00(?::00)?)?")
_BESIDE = re.compile(
    r"(?:[\s,。;、.()]|之前|以前|前|底|止|于|在|截至|截止|完成|办结|办毕|提交|报送|(?:周|星期)[一二三四五六日天])*"
)
_NUMBER = r"\d{1,6}(?:\.\d{1,4})?"
_DAYS = r"(?:人[·.]?)?(?:天|日|个?工日|个?工作日)|(?:person[- ]?|working ?)?days?|d"
_MANY = re.compile(rf"(?P<days>{_NUMBER})\s*(?:{_DAYS})?")
_EACH = re.compile(
    rf"(?P<people>\d{{1,4}})\s*(?:个?人|名|people|persons?)\s*[x×*·,]?\s*(?P<days>{_NUMBER})\s*(?:天|日|个?工作日|days?)"
    rf"|(?P<days2>{_NUMBER})\s*(?:天|日|个?工作日|days?)\s*[x×*·,]?\s*(?P<people2>\d{{1,4}})\s*(?:个?人|名|people|persons?)"
)
_TAIL = r"(?:之?前|以前|内|底前)?(?:报送?|上报|报告|完成)?(?:进展(?:情况)?)?"
_DAY = r"(?P<day>\d{1,3}|[一二三四五六七八九十]{1,3})[日号]"
_PERIODS = tuple(
    (every, re.compile(pattern))
    for every, pattern in (
        (Every.WEEK, rf"(?:每个?(?:周|星期)|按周|逐周)(?P<weekday>[一二三四五六日天])?{_TAIL}"),
        (Every.MONTH, rf"(?:每个?月|按月|逐月)(?:{_DAY}|(?P<last>月?底|末|最后一[天日]))?{_TAIL}"),
        (Every.QUARTER, rf"(?:每个?季度?|按季度?|逐季)(?:(?:首月|第一个?月|次月)?{_DAY}|(?P<end>末|底).*)?{_TAIL}"),
        (Every.YEAR, rf"(?:每年|按年度?)(?:1月{_DAY}|(?P<end>.+))?{_TAIL}"),
        (Every.WEEK, r"(?:weekly|every week)(?: (?:by|on) (?P<english>[a-z]+))?"),
        (Every.MONTH, r"(?:monthly|every month)(?: by (?:day (?P<day>\d{1,3})|(?P<last>(?:its|the) last day)))?"),
        (Every.QUARTER, r"(?:quarterly|every quarter)(?: by day (?P<day>\d{1,3}))?"),
        (Every.YEAR, r"(?:yearly|annually|every year)(?: by day (?P<day>\d{1,3}))?"),
    )
)
_TIMES = re.compile(r"(?:一|1)次$")
_WEEKDAYS = {char: day for day, char in enumerate("一二三四五六日", 1)} | {"天": 7}
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=4096)
def read_day(text: str, year: int | None) -> date | str:
    """The day the words name, the last where they name a span; `year` is that of words without one. Else a code."""
    plain = fold(text)
    if whole := _WHOLE_DAY.fullmatch(plain):
        try:
            return date(*(int(part) for part in whole.groups()))
        except ValueError:
            return "date-impossible"
    if day_of_serial(plain) is not None:
        return "date-serial"
    times = find_times(text)
    if len(times) != 1:
        return "date-several" if times else "date-unreadable"
    time = times[0]
    if time.bad:
        return "date-impossible"
    if time.kind is Kind.RHYTHM:
        return "date-rhythm"
    if time.kind is not Kind.HARD or time.softened:
        return "date-no-day"
    if time.scanned or not _BESIDE.fullmatch(plain[: time.start] + plain[time.end :]):
        return "date-unreadable"
    return time.on(year) or ("date-no-year" if time.on(2000) or time.on(2001) else "date-impossible")


def day_of_serial(text: str) -> date | None:
    """The day of this century that a spreadsheet means by a number; None for any other text."""
    found = _SERIAL.fullmatch(fold(text).strip())
    day = _DAY_ZERO + timedelta(int(found[1])) if found else None
    return day if day is not None and 2000 <= day.year < 2100 else None


def read_weight(text: str) -> int | str:
    """A whole number from 0 to MAX_WEIGHT, or a code."""
    plain = fold(text)
    if not re.fullmatch(r"\d{1,7}(?:\.0+)?", plain) or int(plain.partition(".")[0]) > MAX_WEIGHT:
        return "weight-not-whole"
    return int(plain.partition(".")[0])


@lru_cache(maxsize=4096)
def read_effort(text: str) -> Fraction | str:
    """Person-days above 0 up to MAX_DAYS, a size, or a code: 12, 12天, 12 days, 2人×3天, 半天, 小, medium."""
    plain = re.sub(r"\s+", " ", fold(text)).lower().strip()
    if plain in SIZES:
        return SIZES[plain]
    if plain in ("半天", "半日", "half a day"):
        return Fraction(1, 2)
    days = Fraction(0)
    if many := _MANY.fullmatch(plain):
        days = Fraction(many["days"])
    elif each := _EACH.fullmatch(plain):
        days = int(each["people"] or each["people2"]) * Fraction(each["days"] or each["days2"])
    return days if 0 < days <= MAX_DAYS else "effort-unreadable"


def decimal(days: Fraction) -> str:
    """Person-days as a decimal of at most four places, which is all that is ever read."""
    return f"{days.numerator * 10_000 // days.denominator / 10_000:.4f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=1024)
def read_rhythm(text: str) -> Rhythm | str:
    """The period and its day, or a code: 每月5日前, 每周五前, 每季度首月10日前, monthly by day 5. No day is guessed."""
    plain = re.sub(r"\s+", " ", fold(text)).lower().strip(" .,。;")
    chinese = _TIMES.sub("", plain.replace(" ", ""))
    for every, pattern in _PERIODS:
        found = pattern.fullmatch(plain) or pattern.fullmatch(chinese)
        if not found:
            continue
        said = {name: words for name, words in found.groupdict().items() if words}
        if "end" in said or ("english" in said and said["english"] not in _ENGLISH_DAYS):
            return "rhythm-unreadable"
        if not said:
            return "rhythm-no-day"
        day = _day_of(said)
        return Rhythm(every, day) if 1 <= day <= 31 else "rhythm-day"
    return "rhythm-unreadable"


def _day_of(said: dict[str, str]) -> int:
    if "weekday" in said:
        return _WEEKDAYS[said["weekday"]]
    if "english" in said:
        return _ENGLISH_DAYS.index(said["english"]) + 1
    return 31 if "last" in said else number(said["day"])


_SPACED = re.compile(r"(?:FS|SS|FF|SF)\s*[+-]\s*\d+(?:\s*(?:个?工作日|天|日|days?))?", re.IGNORECASE)
"""The order of two lines with its days of lag, as typed with spaces and a unit."""


def read_after(text: str) -> tuple[str, ...]:
    """The tokens of a list of lines that come first, each once; 第3行 and #3 are 3, 3 ss + 2 天 is 3ss+2."""
    plain = _SPACED.sub(lambda found: re.sub(r"\s|个?工作日|天|日|days?", "", found[0]), fold(text).replace("−", "-"))
    if plain.strip().lower() in NONE:
        return ()
    tokens = (
        re.sub(r"^(?:第(\d+)[行项条]|#(\d+))$", r"\1\2", token)
        for token in re.split(r"[、,;/|\s]+|(?<=\d)和(?=\d)", plain)
    )
    return tuple(dict.fromkeys(token for token in tokens if token))


def read_key(text: str) -> str | None:
    """A key half-width as it is looked up, or None where it could not be named in a list."""
    plain = fold(text).strip()
    return plain if len(plain) <= 40 and read_after(plain) == (plain,) else None
