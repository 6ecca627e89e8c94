"""Finds, in one paragraph, the task and the responsibility statements that go with it."""

import re
from dataclasses import dataclass, replace

from qiantou.documents.brackets import ASSIGNING, Group, flat, outer_groups
from qiantou.documents.clauses import Clause, read_clause
from qiantou.documents.dates import Kind, find_times
from qiantou.documents.doubts import Doubt
from qiantou.documents.labels import find_labels
from qiantou.documents.names import is_collective, is_unit, split_names
from qiantou.documents.notices import is_rule
from qiantou.documents.script import fold, squeeze
from qiantou.documents.vocabulary import COOPERATING_VERBS, LEAD_VERBS, RESPONSIBLE_VERBS, TIERS, UNIT_ROLES, Role

_VERB = re.compile("|".join(sorted([*LEAD_VERBS, *RESPONSIBLE_VERBS, *COOPERATING_VERBS], key=len, reverse=True)))
_EDGE = " 　。；;，,、：:.．!！"


@dataclass(frozen=True)
class Piece:
    """Task words and what is said of them; `clause` is None where nothing is said."""

    text: str
    clause: Clause | None = None


def pieces_of(text: str) -> list[Piece]:
    """The paragraph cut after each statement. Adjacent brackets belong together."""
    start = _first_label(text)
    head, tail = (text, "") if start is None else (text[:start], text[start:])
    pieces = _bracketed(head)
    if not tail:
        return pieces
    clause = read_clause(tail)
    if pieces and (pieces[-1].clause is None or not re.search(r"\w", pieces[-1].text)):
        pieces[-1] = replace(pieces[-1], clause=_both(pieces[-1].clause, clause))
    elif pieces and not clause.units:
        pieces[-1] = replace(pieces[-1], clause=_both(pieces[-1].clause, clause))
    else:
        pieces.append(Piece("", clause))
    return [replace(piece, text=clause.task) if clause.task and not piece.text.strip(_EDGE) else piece for piece in pieces]


def _both(first: Clause | None, second: Clause) -> Clause:
    return first.joined(second) if first else second


def _first_label(text: str) -> int | None:
    mask = flat(text)
    for label in find_labels(text):
        boxed = fold(text[label.start]) == "【"
        if (boxed or mask[label.start] != "\ue000") and (label.role in UNIT_ROLES or label.role in (Role.DUE, Role.LEADER, Role.STANDARD)):
            return label.start
        if label.start == 0 and label.role is Role.TASK:
            return 0
    return None


def _bracketed(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    at, kept = 0, ""
    for group in outer_groups(text):
        clause = _statement(text, group)
        if clause is None:
            continue
        kept += text[at : group.start]
        at = group.end
        if kept.strip(_EDGE) or not pieces:
            pieces.append(Piece(kept.strip(), clause))
        else:
            pieces[-1] = replace(pieces[-1], clause=_both(pieces[-1].clause, clause))
        kept = ""
    rest = text[at:]
    if not pieces:
        return [Piece(text.strip())] if text.strip() else []
    if rest.strip(_EDGE):
        if len(pieces) == 1 or rest[0] in "，,":
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip("。") + rest if rest[0] in "，," else pieces[-1].text + rest.lstrip(_EDGE))
        else:
            pieces.append(Piece(rest.strip(_EDGE)))
    return pieces


def _statement(text: str, group: Group) -> Clause | None:
    """The clause a bracket holds, or None when it is a remark, a number or part of a name."""
    if group.mark not in ASSIGNING:
        return None
    inside = group.inside(text)
    folded = fold(inside)
    trailing = not flat(text[group.end :]).replace("\ue000", "").strip(_EDGE + ")〕]】}")
    labelled = any(label.role in UNIT_ROLES or label.role in (Role.DUE, Role.LEADER) for label in find_labels(inside))
    spoken = bool(_VERB.search(flat(inside)))
    if not (labelled or spoken or trailing or is_rule(inside)):
        return None
    if re.fullmatch(r"\s*(?:[一二三四五六七八九十\d]+|试行|此件.*|节选|略|征求意见稿|.{0,12}(?:简称|下同).*)\s*", folded) and not is_rule(inside):
        return None
    clause = read_clause(inside)
    if labelled or is_rule(inside):
        return _settled(clause, group, inside)
    names = [name for _, name in clause.units]
    leads = clause.of(Role.LEAD)
    if spoken and names and (all(map(_is_name, names)) or any(map(is_unit, leads))):
        return _settled(clause, group, inside)
    if not trailing or spoken:
        return None
    if names and not clause.doubts_of("unclear-text") and all(map(_is_name, names)):
        after_stop = text[: group.start].rstrip()[-1:] in "。；;！!" and group.start > 0
        office = len(names) == 1 and _is_office(names[0]) and not is_collective(names[0])
        if any(fold(name) not in TIERS for name in names) and (after_stop or office or len(names) > 1 or group.mark != "("):
            return _settled(clause, group, inside)
        return None
    if not names and clause.dues and not clause.doubts:
        return clause
    if not group.closed and names and len(names) > 1:
        return _settled(clause, group, inside)
    return None


def _is_name(name: str) -> bool:
    return is_unit(name) or is_collective(name)


def _settled(clause: Clause, group: Group, inside: str) -> Clause:
    if group.closed:
        return clause
    shown = inside.strip()[-24:]
    doubts = [*clause.doubts, Doubt("bracket-open", {"text": shown})]
    units = clause.units
    if units and not is_unit(units[-1][1]) and not is_collective(units[-1][1]) and fold(inside).rstrip("。;, ").endswith(fold(units[-1][1])):
        doubts.append(Doubt("cut-off", {"text": shown}))
        units = units[:-1]
    return replace(clause, units=units, doubts=tuple(doubts))


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
        head = _speaks(segment)
        if head is None:
            if found and task_end < len(text) and _only_when(segment):
                said.append(segment)
            elif segment.strip(_EDGE):
                task_end, whole = (len(text) if found else task_end), False
            continue
        cut, units_end, pure = head
        said.append(segment[cut:units_end])
        if pure and not found:
            task_end = start + cut
        elif not pure:
            task_end = len(text)
        whole = whole and pure and not segment[:cut].strip(_EDGE)
        found = True
    if not found:
        return None
    clause = read_clause("，".join(said))
    if not clause.of(Role.LEAD, Role.RESPONSIBLE):
        return None
    task = text[:task_end].strip(_EDGE)
    return Piece("" if whole else task or text.strip(), clause)


def headed_piece(text: str) -> Piece | None:
    """县发改局：修编规划 — a unit, a colon, what it does. None for anything else before the colon."""
    found = re.match(r"\s*([^:,。;]{2,40}):(.+)", fold(text), re.S)
    if not found or any(label.start == 0 for label in find_labels(text)):
        return None
    read = split_names(text[: found.end(1)])
    task = text[found.start(2) :].strip(_EDGE)
    if not task or not read.names or read.unclear or not all(_is_office(name.text) for name in read.names):
        return None
    return Piece(task, Clause(units=tuple((name.mark or Role.RESPONSIBLE, name.text) for name in read.names)))


def office_clause(title: str) -> Clause | None:
    """What a heading says that is nothing but one unit's name: 一、县发改局."""
    name = squeeze(title).strip(_EDGE)
    return Clause(units=((Role.RESPONSIBLE, name),)) if _is_office(name) and "、" not in name else None


def _is_office(name: str) -> bool:
    plain = fold(name)
    return is_collective(name) or (is_unit(name) and len(plain) > 2 and bool(re.search(r"^[县市区镇乡]|(?:局|委|办|厅|中心|公司|政府|街道)$", plain)))


def _speaks(segment: str) -> tuple[int, int, bool] | None:
    """(where the units begin, where the verb ends, nothing follows) when the segment says who does it."""
    mask = flat(segment)
    for verb in _VERB.finditer(mask):
        after = mask[verb.end() :]
        if re.match(r"人|同志|制|的|领导|单位|部门|者", after):
            continue
        by = mask.rfind("由", 0, verb.start())
        for cut in ([by + 1] if by >= 0 else []) + [0]:
            words = segment[cut : verb.start()]
            read = split_names(re.sub(r"^\s*(?:并|再|请|由)+", "", words))
            if read.names and not read.unclear and all((is_unit(n.text) or is_collective(n.text)) and len(squeeze(n.text)) < 26 for n in read.names):
                if re.match(r"各?(?:牵头|责任|配合|级|地|相关|有关)", fold(words).strip()):
                    continue
                if re.match(r"[、,]", after.strip()) and (more := _speaks(segment[verb.end() :].lstrip(" 、，,"))) and more[2] and not more[0]:
                    return max(0, cut - 1) if by >= 0 and cut else cut, len(segment), True
                pure = bool(re.fullmatch(r"(?:组织|抓好|具体)?(?:落实|实施|推进|完成|办理|负责|开展|组织实施)?(?:本项|此项|相关)?(?:工作|任务)?", after.strip()))
                return max(0, cut - 1) if by >= 0 and cut else cut, verb.end(), pure
    return None


def _only_when(segment: str) -> bool:
    times = [time for time in find_times(segment) if time.kind in (Kind.HARD, Kind.RHYTHM)]
    return bool(times) and bool(re.fullmatch(r"\s*(?:力争|确保|争取|于|在|到|务于|并)*\s*", fold(segment[: times[0].start])))
