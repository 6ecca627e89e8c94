"""Who does what in running prose, without brackets or labels: 由县发改局牵头，于12月底前完成; 县发改局：修编规划."""

import re
from dataclasses import replace

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
_FAR = 400
"""A unit that acts is named this near the beginning of its part of the sentence."""


def spoken_piece(text: str) -> Piece | None:
    """A statement in running prose: 由县发改局牵头，于12月底前完成. None when no unit takes a lead or a duty."""
    mask = flat(text)
    segments, start = [], 0
    for at in [i for i, char in enumerate(mask) if char in ",。;:"] + [len(text)]:
        segments.append((start, at))
        start = at + 1
    said: list[str] = []
    task_end, found, whole = len(text), False, True
    for start, end in segments:
        segment = text[start:end]
        head = _speaks(segment) or _joins(segment, found=found)
        if head is None:
            if found and task_end < len(text) and _only_when(segment):
                said.append(segment)
            elif segment.strip(EDGE):
                task_end, whole = (len(text) if found else task_end), False
            continue
        cut, units_end, pure = head
        said.append(segment[cut:units_end])
        if pure and not found:
            task_end = start + cut
        elif not pure:
            task_end = len(text)
        whole = whole and pure and not segment[:cut].strip(EDGE)
        found = True
    if not found:
        return None
    clause = read_clause("，".join(said))
    if not clause.of(Role.LEAD, Role.RESPONSIBLE):
        return None
    task = text[:task_end].strip(EDGE)
    return Piece("" if whole else task or text.strip(), replace(clause, said=(text,)))


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
        own = [blank] if is_office(segment[blank : verb.start()]) and blank < verb.start() - 2 else []
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


def _only_when(segment: str) -> bool:
    times = [time for time in find_times(segment) if time.kind in (Kind.HARD, Kind.RHYTHM)]
    return bool(times) and bool(
        re.fullmatch(r"\s*(?:力争|确保|争取|于|在|到|务于|并)*\s*", fold(segment[: times[0].start]))
    )
