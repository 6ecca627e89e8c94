"""Who does what in running prose, without brackets or labels: 由县发改局牵头，于12月底前完成; 县发改局：修编规划."""

import re
from dataclasses import dataclass, replace

from qiantou.documents.brackets import flat
from qiantou.documents.clauses import Clause, read_clause
from qiantou.documents.dates import Kind, find_times
from qiantou.documents.labels import find_labels
from qiantou.documents.names import is_collective, is_office, is_unit, split_names
from qiantou.documents.script import fold, squeeze
from qiantou.documents.statements import ACTING, EDGE, Piece
from qiantou.documents.verbs import verbs_in
from qiantou.documents.vocabulary import Role

_ON = re.compile(
    r"[于在](?=20\d\d|\d|[年本今明]|[上下]半年)"
    r"|共同|联合|负责|制定|开展|组织|推进|完成|研究|做好|抓好|落实|实施|出台|办理"
)
_DONE = re.compile(r"(?:全面|全部|基本|如期)*(?:完成|办结|落实|实施|到位|建成|出台|印发|投用)*(?:到位)?")
_SETTING = re.compile(r"(?:在|按照?|根据|遵照)[^,。;]*(?:下|要求|部署|精神|原则|指示)")
"""Words that open a sentence and name no work: 在县委统一领导下."""
_FAR = 400
"""A unit that acts is named this near the beginning of its part of the sentence."""


def spoken_piece(text: str) -> Piece | None:
    """A statement in running prose: 由县发改局牵头，于12月底前完成. None when no unit takes a lead or a duty.

    The task is the text without who and when. Of several units with work of their own nothing is cut: taking the
    names out would hide who does what.
    """
    told = [_told(text, start, end) for start, end in _segments(text)]
    first = next((at for at, one in enumerate(told) if one.who), len(told))
    own = [one for one in told if one.who and not one.pure and one.main]
    said: list[str] = []
    kept: list[str] = []
    for at, one in enumerate(told):
        if one.who:
            said.append(text[one.start + one.cut : one.start + one.units_end])
            named = one.pure or (one.main and len(own) == 1)
            before = text[one.start : one.start + one.cut].rstrip()
            kept.append(before + text[one.start + one.units_end : one.end] if named else text[one.start : one.end])
        elif at > first and one.when:
            said.append(text[one.start : one.end])
            kept.append("" if one.when == "bare" else text[one.start : one.end])
        else:
            kept.append(text[one.start : one.end])
    words = [
        one
        for at, (one, rest) in enumerate(zip(told, kept, strict=True))
        if rest.strip(EDGE) and not (at > first and one.when) and not _SETTING.fullmatch(fold(rest).strip())
    ]
    if words:  # then what follows the day belongs to the task, not to the day
        said = [piece[: _day_end(piece)] if _only_when(piece) == "more" else piece for piece in said]
    clause = read_clause("，".join(said)) if said else Clause()
    if not clause.of(Role.LEAD, Role.RESPONSIBLE):
        return None
    if not words:  # 由县应急局牵头，于12月底前完成隐患排查: the words after the day are the task (see rows)
        return Piece("", replace(clause, said=(text,)))
    return Piece(_sentence(text, told, kept), replace(clause, said=(text,)))


@dataclass(frozen=True)
class _Told:
    """A segment text[start:end]: the units and their verb stand at [cut, units_end) of it where it says `who`.

    `pure`: nothing follows the verb. `main`: it leads or answers, not only helps. `when`: "bare" for a day and no
    more, "more" for a day with other words, else empty."""

    start: int
    end: int
    who: bool = False
    cut: int = 0
    units_end: int = 0
    pure: bool = False
    main: bool = False
    when: str = ""


def _told(text: str, start: int, end: int) -> _Told:
    segment = text[start:end]
    if head := _speaks(segment) or ("会同" in segment and _joins(segment, found=_joins_on(text[:start]))) or None:
        cut, units_end, pure = head
        roles = read_clause(segment[cut:units_end])
        return _Told(start, end, True, cut, units_end, pure, bool(roles.of(Role.LEAD, Role.RESPONSIBLE)))
    return _Told(start, end, when=_only_when(segment))


def _joins_on(before: str) -> bool:
    return any(_speaks(before[start:end]) for start, end in _segments(before))


def _sentence(text: str, told: list[_Told], kept: list[str]) -> str:
    """The kept words with the marks that stood between them."""
    joined = ""
    for one, words in zip(told, kept, strict=True):
        if words.strip(EDGE):
            joined += words.strip() + text[one.end : one.end + 1]
    return joined.strip(EDGE)


def _segments(text: str) -> list[tuple[int, int]]:
    """Spans between stops, and between blanks beside who or when: 修路 县交通局牵头 县财政局配合 6月底前."""
    spans: list[tuple[int, int]] = []
    start, mask = 0, flat(text)
    for at in [i for i, char in enumerate(mask) if char in ",。;:"] + [len(text)]:
        spans += _between_blanks(text, start, at)
        start = at + 1
    return spans


def _between_blanks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span cut at its blanks, but for blanks between mere words and those inside one list of units."""
    chunks = [(found.start() + start, found.end() + start) for found in re.finditer(r"\S+", flat(text[start:end]))]
    sorts = [_sort(text[first:last]) for first, last in chunks]
    if len(chunks) < 2 or "who" not in sorts:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    for at, (first, last) in enumerate(chunks):
        together = at and (sorts[at - 1] == "names" or sorts[at - 1 : at + 1] == ["words", "words"])
        if together and sorts[at - 1] == "names" and sorts[at] not in ("names", "who"):
            together = False
        spans = [*spans[:-1], (spans[-1][0], last)] if together else [*spans, (first, last)]
    return spans


def _sort(chunk: str) -> str:
    """Who (units and a verb), names (units alone), when, or words."""
    spoken = _speaks(chunk)
    if spoken and not spoken[0] and spoken[2]:
        return "who"
    read = split_names(chunk)
    if read.names and not read.unclear and all(is_office(name.text) for name in read.names):
        return "names"
    return "when" if _only_when(chunk) == "bare" else "words"


def _joins(segment: str, *, found: bool) -> tuple[int, int, bool] | None:
    """As _speaks, for 县教育局会同县财政局 and, once a lead was found, 会同县财政局 by itself."""
    mask = flat(segment)
    joining = mask.find("会同")
    if joining < 0:
        return None
    before = re.sub(r"^\s*(?:并|再|请|由)+", "", mask[:joining]).strip()
    rest = mask[joining + 2 :]
    ends = [match.start() for match in _ON.finditer(rest)] + [len(rest)]
    names = split_names(segment[joining + 2 : joining + 2 + ends[0]])
    if not (names.names and not names.unclear and all(is_unit(n.text) or is_collective(n.text) for n in names.names)):
        return None
    leads = split_names(before)
    if not (found if not before else leads.names and all(is_office(name.text) for name in leads.names)):
        return None
    return 0, joining + 2 + ends[0], not rest[ends[0] :].strip()


def headed_piece(text: str) -> Piece | None:
    """县发改局：修编规划 — a unit, a colon, what it does. None for anything else before the colon."""
    found = re.match(r"\s*([^:,。;]{2,40}):(.+)", fold(text), re.S)
    if not found or any(label.start == 0 for label in find_labels(text)):
        return None
    read = split_names(text[: found.end(1)])
    task = text[found.start(2) :].strip(EDGE)
    if not task or not read.names or read.unclear or not all(is_office(name.text) for name in read.names):
        return None
    return Piece(task, Clause(units=tuple((name.mark or Role.RESPONSIBLE, name.text) for name in read.names)))


def office_clause(title: str) -> Clause | None:
    """What a heading says that is nothing but one unit's name: 一、县发改局."""
    name = squeeze(title).strip(EDGE)
    return Clause(units=((Role.RESPONSIBLE, name),)) if is_office(name) and "、" not in name else None


def _speaks(segment: str) -> tuple[int, int, bool] | None:
    """(where the units begin, where the verb ends, nothing follows) when the segment says who does it."""
    mask = flat(segment)
    for verb in verbs_in(mask, ACTING, _FAR):
        after = mask[verb.end() :]
        if re.match(r"人|同志|制(?![定作订造])|的|领导|单位|部门|者", after):
            continue
        by = mask.rfind("由", 0, verb.start())
        blank = mask.rstrip().rfind(" ", 0, verb.start()) + 1
        listed = split_names(segment[:blank]).names
        own = [blank] if is_office(segment[blank : verb.start()]) and blank < verb.start() - 2 else []
        own = [] if listed and all(is_office(name.text) for name in listed) else own
        for cut in ([by + 1] if by >= 0 else []) + own + [0]:
            words = segment[cut : verb.start()]
            read = split_names(re.sub(r"^\s*(?:并|再|请|由)+", "", words))
            if (
                read.names
                and not read.unclear
                and all((is_unit(n.text) or is_collective(n.text)) and len(squeeze(n.text)) < 26 for n in read.names)
            ):
                if re.match(r"各?(?:牵头|责任|配合|级|地|相关|有关)", fold(words).strip()):
                    continue
                if (
                    re.match(r"[、,]", after.strip())
                    and (more := _speaks(segment[verb.end() :].lstrip(" 、，,")))
                    and more[2]
                    and not more[0]
                ):
                    return max(0, cut - 1) if by >= 0 and cut else cut, len(segment), True
                pure = bool(
                    re.fullmatch(
                        r"(?:组织|抓好|具体)?(?:落实|实施|推进|完成|办理|负责|开展|组织实施)?(?:本项|此项|相关)?(?:工作|任务)?",
                        after.strip(),
                    )
                )
                return max(0, cut - 1) if by >= 0 and cut else cut, verb.end(), pure
    return None


def _day_end(segment: str) -> int:
    return find_times(segment)[-1].end


def _only_when(segment: str) -> str:
    """ "bare" where the segment is a day by which to be done, "more" where other words follow it, else empty."""
    times = [time for time in find_times(segment) if time.kind in (Kind.HARD, Kind.RHYTHM)]
    if not times or not re.fullmatch(r"\s*(?:力争|确保|争取|于|在|到|务于|并)*\s*", fold(segment[: times[0].start])):
        return ""
    return "bare" if _DONE.fullmatch(fold(segment[times[-1].end :]).strip()) else "more"
