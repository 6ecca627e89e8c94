"""Finds, in one paragraph, the task and the responsibility statements that go with it."""

import re
from dataclasses import dataclass, replace

from qiantou.documents.brackets import ASSIGNING, Group, flat, outer_groups
from qiantou.documents.clauses import Clause, read_clause
from qiantou.documents.doubts import Doubt
from qiantou.documents.labels import find_labels
from qiantou.documents.names import is_collective, is_office, is_unit
from qiantou.documents.notices import is_rule
from qiantou.documents.script import fold
from qiantou.documents.verbs import verbs_in
from qiantou.documents.vocabulary import (
    COOPERATING_VERBS,
    LEAD_VERBS,
    RESPONSIBLE_VERBS,
    TIERS,
    UNIT_ROLES,
    Role,
)

ACTING = re.compile("|".join(sorted([*LEAD_VERBS, *RESPONSIBLE_VERBS, *COOPERATING_VERBS], key=len, reverse=True)))
EDGE = " 　。；;，,、：:.．!！"


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
    wordless = pieces and (pieces[-1].clause is None or not re.search(r"\w", pieces[-1].text))
    if wordless or (pieces and not clause.units):
        pieces[-1] = replace(pieces[-1], clause=_both(pieces[-1].clause, clause))
    else:
        pieces.append(Piece("", clause))
    return [
        replace(piece, text=clause.task) if clause.task and not piece.text.strip(EDGE) else piece for piece in pieces
    ]


def _both(first: Clause | None, second: Clause) -> Clause:
    return first.joined(second) if first else second


def _first_label(text: str) -> int | None:
    mask = flat(text)
    for label in find_labels(text):
        boxed = fold(text[label.start]) == "【"
        if (boxed or mask[label.start] != "\ue000") and (
            label.role in UNIT_ROLES or label.role in (Role.DUE, Role.LEADER, Role.STANDARD)
        ):
            return label.start
        if label.start == 0 and label.role is Role.TASK:
            return 0
    return None


def _bracketed(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    at, kept = 0, ""
    words_end = len(flat(text).replace("\ue000", " ").rstrip(EDGE + ")〕]】}"))
    for group in outer_groups(text):
        clause = _statement(text, group, trailing=group.end > words_end)
        if clause is None:
            continue
        kept += text[at : group.start]
        at = group.end
        if kept.strip(EDGE) or not pieces:
            pieces.append(Piece(kept.strip(), clause))
        else:
            pieces[-1] = replace(pieces[-1], clause=_both(pieces[-1].clause, clause))
        kept = ""
    rest = text[at:]
    if not pieces:
        return [Piece(text.strip())] if text.strip() else []
    if rest.strip(EDGE):
        if rest[0] in "，,":
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip("。") + rest)
        elif len(pieces) == 1:
            ended = pieces[-1].text[-1:] in "。；！"
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + (rest.lstrip(EDGE) if ended else rest))
        else:
            pieces.append(Piece(rest.strip(EDGE)))
    return pieces


def _statement(text: str, group: Group, *, trailing: bool) -> Clause | None:
    """The clause a bracket holds, or None when it is a remark, a number or part of a name."""
    if group.mark not in ASSIGNING:
        return None
    inside = group.inside(text)
    folded = fold(inside)
    labelled = any(label.role in UNIT_ROLES or label.role in (Role.DUE, Role.LEADER) for label in find_labels(inside))
    spoken = any(verbs_in(flat(inside), ACTING))
    if not (labelled or spoken or trailing or is_rule(inside)):
        return None
    if re.fullmatch(
        r"\s*(?:[一二三四五六七八九十\d]+|试行|此件.*|节选|略|征求意见稿|.{0,12}(?:简称|下同).*)\s*", folded
    ) and not is_rule(inside):
        return None
    if trailing and (broken := re.search(r"(?:…|\.{3,})+\s*$", inside)) and is_office(re.split("[、，,]", inside)[0]):
        clause = read_clause(inside[: broken.start()])
        return replace(clause, doubts=(*clause.doubts, Doubt("cut-off", {"text": inside.strip()[-24:]})))
    clause = read_clause(inside)
    if labelled or is_rule(inside):
        return _settled(clause, group, inside)
    names = [name for _, name in clause.units]
    leads = clause.of(Role.LEAD)
    if spoken and names and (all(map(_is_name, names)) or any(map(is_unit, leads))):
        return _settled(clause, group, inside)
    if spoken and (any(map(is_office, names)) or (clause.leader and "牵头" in folded)):
        return _settled(clause, group, inside)
    if not trailing or spoken:
        return None
    if names and not clause.doubts_of("unclear-text") and all(map(_is_name, names)):
        after_stop = text[: group.start].rstrip()[-1:] in "。；;！!" and group.start > 0
        office = len(names) == 1 and is_office(names[0]) and not is_collective(names[0])
        if any(fold(name) not in TIERS for name in names) and (
            after_stop or office or len(names) > 1 or group.mark != "("
        ):
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
    if (
        units
        and not is_unit(units[-1][1])
        and not is_collective(units[-1][1])
        and fold(inside).rstrip("。;, ").endswith(fold(units[-1][1]))
    ):
        doubts.append(Doubt("cut-off", {"text": shown}))
        units = units[:-1]
    return replace(clause, units=units, doubts=tuple(doubts))
