"""Time words of official papers, and the day each names.

"X月底前" is the last calendar day of X, inclusive; 年内/年底前 Dec 31; 上半年 Jun 30; 一季度 Mar 31; 上旬/中旬/下旬
the 10th, the 20th, the month's end. 持续推进 and 长期坚持 name no date; 每月5日前 is a rhythm. A day whose year the
paper does not give stays empty. Every mention keeps the words as written.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from qiantou.documents.script import fold


class Kind(Enum):
    """What a mention of time is."""

    HARD = "hard"
    ONGOING = "ongoing"
    RHYTHM = "rhythm"
    RELATIVE = "relative"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Mention:
    """Time words at text[start:end]. `day` needs a year unless `year` is its own; `bad` for 2月30日."""

    text: str
    start: int
    end: int
    kind: Kind
    year: int | None = None
    month: int = 0
    day: int = 0
    next_years: int = 0
    bound: bool = False  # says 前, 底, 内: a deadline even in running text
    scanned: bool = False
    bad: bool = False
    softened: bool = False  # 年内持续推进

    def on(self, year: int | None) -> date | None:
        """The day, inclusive, or None where it names none or its year is not known."""
        own = self.year if self.year is not None else (year + self.next_years if year else None)
        if self.kind is not Kind.HARD or own is None or not self.month or not 1 <= own <= 9998:
            return None
        last = calendar.monthrange(own, self.month)[1]
        if self.day == 0:
            return date(own, self.month, last)
        return date(own, self.month, self.day) if self.day <= last else None


_D = "[0-9lIOo]"
_H = "[一二三四五六七八九十]"
_Y = (
    rf"(?:(?P<y>20{_D}{{2}}|2O{_D}{{2}}|二[〇零○O][一二三四五六七八九〇零○]{{2}})年度?"
    r"|(?P<rel>今年|本年度?|当年|明年|次年|后年))?"
)
_M = rf"(?P<m>{_D}{{1,2}}|{_H}{{1,3}})月份?"
_BEFORE = r"(?:以前|之前|前|止)?"
_PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in (
        (
            "rhythm",
            r"每(?:个)?(?:半年|年|季度?|月|周|旬|日|天|学期|两月)(?:度|末|初|底)?(?:\d{1,2}[日号月]|[一二三四五六七八九十]{1,3}[日号月])?"
            r"(?:底|末)?(?:\d{1,2}日)?(?:前|之前|以前)?|按(?:月|季度?|周|旬|年度?)(?!度?计划)|逐(?:月|季)",
        ),
        (
            "years",
            r"20\d\d年?(?:-|—|~|～|至|到)+20\d\d年(?:底|末|期间)?(?:以前|之前|前|内)?|[“\"]?十[三四五六七八]五[”\"]?(?:规划)?(?:期间|期末|末期|末|时期)(?:以前|之前|前)?",
        ),
        (
            "relative",
            rf"(?:自?(?:收到|接到|接|印发|发布|下发|发文|交办|文件|方案|通知|任务|之日|起|后)+)?(?:\d{{1,3}}|{_H}{{1,2}})个?(?:工作日|自然日|日|天|月|周|小时)(?:之|以)?内",
        ),
        (
            "iso",
            r"(?<![\d.])(?P<y>20\d\d)[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?![\d%])(?:\s00:00:00)?(?:之前|以前|前|底前|底)?",
        ),
        (
            "range",
            rf"{_Y}(?:{_D}{{1,2}}|{_H}{{1,3}})(?:月份?)?(?:{_D}{{1,2}}日)?(?:-|—|~|～|至|到)(?P<y2>20\d\d年)?"
            rf"(?P<m>{_D}{{1,2}}|{_H}{{1,3}})月份?(?P<e>底|(?P<d>{_D}{{1,2}})日)?{_BEFORE}",
        ),
        (
            "month",
            rf"{_Y}{_M}(?:(?P<d>{_D}{{1,2}}|{_H}{{1,3}})[日号]|(?P<part>上旬|中旬|下旬|底|末|月底|初|中))?(?P<before>{_BEFORE})",
        ),
        (
            "quarter",
            rf"{_Y}(?:第?(?P<q>[一二三四1-4])季度|(?P<half>上半年|下半年))(?:末|底|结束|内)?{_BEFORE}",
        ),
        ("yearend", rf"{_Y}(?:(?<=年)|(?<=年度)|年)(?:年底|年末|年内|底|末|内|终){_BEFORE}"),
        (
            "ongoing",
            r"(?:全年|长期|持续|常年|常态化?|始终|一直)(?:性|地)?(?:推进|坚持|开展|推动|实施|落实|进行|抓好|巩固|深化|加强|用力|发力|跟进|完善|提升)?"
            r"|贯穿全年|按(?:照)?(?:序时|时间|序时时间)进度(?:推进)?",
        ),
        (
            "unclear",
            r"(?:春节|元旦|清明|五一|劳动节|端午|国庆|中秋|主?汛期|雨季|高考|中考|开学|两会|党代会|入冬|供暖|防火期)"
            r"(?:节)?(?:来临|到来|开始)?(?:之前|以前|前)|[下本]?(?:个)?月底以?前|[下本]周[内末]?以?前?|(?:农历|腊月|正月)[一二三四五六七八九十月初廿]*(?:之前|以前|前|底前)|立即|即日起|近期|尽快|尽早|适时|随时|按(?:上级|国家|省|市)[^,;。]{0,8}(?:要求|部署|进度|时限)|按(?:要求|规定|时序)|根据工作进展|另行通知",
        ),
        ("whole", rf"(?<!\d)(?P<y>20{_D}{{2}})年(?:度)?(?!\d)"),
    )
}
_SETTLED = re.compile(
    r"\s*(?:$|[^\w\s]|[前底内末止]|(?:力争|全面|基本|全部|正式|如期|按期|陆续|已|要|须|应|可|将)*(?:完成|办结|建成|出台|印发|实施|落实"
    r"|竣工|开工|动工|投用|投入|投产|启用|启动|交付|到位|达到|达标|实现|报送|上报|提交|验收|通过|召开|举办|开展|制定|形成|见效|销号|结束|整改))"
)
"""What may follow a bare year or month that means its end; anything else names an occasion: 2026年春节前."""
_OCCASION = re.compile(r"[^,;。、:()\[\]〔〕|\n]{0,14}?(?:之前|以前|前|旬|期间|Q[1-4])|[^,;。、:()\[\]〔〕|\n]{0,6}$")
_HAN_DIGIT = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0}
_SOFT = re.compile(r"\s*(?:持续|长期|常态化?|不断|全年)(?:化)?(?:推进|坚持|开展|推动|实施|落实|深化)?")


def number(text: str) -> int:
    """Digits, letters a scanner took for digits, or Chinese numerals up to 99; years digit by digit."""
    if re.fullmatch(r"[0-9lIOo]+", text):
        return int(text.translate(str.maketrans("lIOo", "1100")))
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _HAN_DIGIT.get(tens, 1) * 10 + _HAN_DIGIT.get(ones, 0)
    return int("".join(str(_HAN_DIGIT.get(char, 0)) for char in text) or 0)


def find_times(text: str) -> list[Mention]:
    """Every mention of time in order, without overlaps."""
    folded = fold(text)
    found = [
        (match.start(), order, name, match)
        for order, (name, pattern) in enumerate(_PATTERNS.items())
        for match in pattern.finditer(folded)
    ]
    mentions: list[Mention] = []
    for start, _, name, match in sorted(found, key=lambda one: one[:2]):
        if not mentions or start >= mentions[-1].end:
            mentions.append(_mention(name, text, folded, match))
    return mentions


def _mention(name: str, text: str, folded: str, found: re.Match[str]) -> Mention:
    start, end = found.span()
    words = text[start:end]
    if name in ("rhythm", "relative", "ongoing", "unclear", "years"):
        return Mention(words, start, end, Kind.UNCLEAR if name == "years" else Kind(name), bound=True)
    part = found.groupdict()
    own = part.get("y")
    mention = Mention(
        words, start, end, Kind.HARD, number(own) if own else None, 12, 31,
        next_years={"明年": 1, "次年": 1, "后年": 2}.get(part.get("rel") or "", 0),
        bound=True, scanned=bool(re.search(r"[lIOo]", found.group())),
    )  # fmt: skip
    if name == "month":
        read = _in_month(mention, found)
        bare = read.kind is Kind.HARD and not (found["d"] or found["part"] or found["before"])
        return read if not bare or _SETTLED.match(folded, end) else _occasion(read, text, folded)
    if name in ("yearend", "whole") and (soft := _SOFT.match(folded, end)):
        return replace(mention, text=text[start : soft.end()], end=soft.end(), softened=True)
    if name == "quarter":
        month = number(found["q"]) * 3 if found["q"] else (6 if found["half"] == "上半年" else 12)
        return replace(mention, month=month, day=0)
    if name in ("iso", "range"):
        year = int(found["y2"][:4]) if name == "range" and found["y2"] else mention.year
        bound = name == "iso" or bool(found["e"]) or found.group().endswith("前")
        return _checked(
            replace(mention, year=year, month=number(found["m"]), day=number(found["d"] or "0"), bound=bound)
        )
    if name == "whole" and not _SETTLED.match(folded, end):
        return _occasion(mention, text, folded)
    return replace(mention, bound=name != "whole")


def _occasion(mention: Mention, text: str, folded: str) -> Mention:
    """A year or month that only leads up to the words that say when: no day of the calendar."""
    more = _OCCASION.match(folded, mention.end)
    end = more.end() if more else mention.end
    words = text[mention.start : end]
    return replace(mention, text=words, end=end, kind=Kind.UNCLEAR, bound=words.endswith("前"), day=0)


def _checked(mention: Mention) -> Mention:
    longest = 29 if mention.month == 2 else 30 if mention.month in (4, 6, 9, 11) else 31
    bad = not 1 <= mention.month <= 12 or mention.day > longest
    return replace(mention, month=0, bad=True) if bad else mention


def _in_month(mention: Mention, found: re.Match[str]) -> Mention:
    part, before = found["part"] or "", bool(found["before"])
    day = number(found["d"]) if found["d"] else {"上旬": 10, "中旬": 20}.get(part, 0)
    bound = before or (part != "" and part not in ("初", "中"))
    # 6月前: before June begins, or by its end? And 6月初, 6月中 name no day. Not ours to say.
    vague = part in ("初", "中") or (before and not part and not found["d"])
    read = replace(mention, kind=Kind.UNCLEAR if vague else Kind.HARD, month=number(found["m"]), day=day, bound=bound)
    return _checked(read)


_WORK = r"(?:分工|任务|方案|清单|要点|计划|工作|报告|实事|目标|行动)"
_TITLE_YEARS = (
    re.compile(rf"(?<![-—~～至\d])(20\d\d)年(?!\s*\d|[-—~～至])(?:度)?(?=[^,;。]{{0,40}}{_WORK})"),
    re.compile(rf"{_WORK}[^,;。\d]{{0,12}}[〔\[(【](20\d\d)(?:年度?)?[〕\])】]"),
)
"""2026年重点工作分工, and 重点工作分工（2026年）."""
_YEAR_LINE = re.compile(r"\s*[〔\[(【]?(20\d\d)年度?[〕\])】]?\s*")
"""A line of a title that is a year and nothing else."""
_NUMBER_YEAR = re.compile(r"[〔\[(【](20\d\d)[〕\])】]\s*\d{0,4}\s*号")
_NUMBER_LINE = re.compile(r"\s*[\u3400-\u9fff]{2,14}\s*[〔\[(【](20\d\d)[〕\])】]\s*\d{1,4}\s*号\s*")
_DATE_LINE = re.compile(
    r"^\s*(20\d\d|二[〇零○O][一二三四五六七八九〇零○]{2})年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})日\s*$"
)


def years_of(lines: list[str]) -> list[int]:
    """The years a paper may speak of, the likeliest first; more than one where its title, or its title and its own
    number, disagree.

    The year of the title, else of the document number, else of the date line, else of a paper it quotes."""
    folded = [fold(line) for line in lines if line.strip()]
    titles = [line for line in folded[:40] if len(line) <= 90 and not re.search(r"[。;]", line)]
    for line in titles:
        named = [int(found[1]) for pattern in _TITLE_YEARS for found in pattern.finditer(line)]
        if named:
            numbers = [int(own[1]) for one in folded[:20] if (own := _NUMBER_LINE.fullmatch(one))]
            return list(dict.fromkeys([*named, *numbers]))
    for line in titles[:8]:
        if alone := _YEAR_LINE.fullmatch(line):
            return [int(alone[1])]
    for pattern in (_NUMBER_YEAR, _DATE_LINE):
        for line in folded:
            if found := pattern.search(line):
                return [number(found[1])]
    quoted = re.search(r"《[^》]*?(20\d\d)年[^》]*》|(?:印发|落实)[^。]{0,30}?(20\d\d)年", "\n".join(folded[:30]))
    return [int(quoted[1] or quoted[2])] if quoted else []


def is_date_line(text: str) -> bool:
    """Whether a line holds nothing but a full date, as under a signature."""
    return bool(_DATE_LINE.match(fold(text)))
