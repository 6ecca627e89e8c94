"""The items of a paper as a tree of numbered headings and paragraphs, each with what is said of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from qiantou.documents.clauses import Clause, read_clause
from qiantou.documents.labels import find_labels
from qiantou.documents.notices import states_rule
from qiantou.documents.numbering import PART_RANKS, SECTION_RANKS, inline_parts, number_of
from qiantou.documents.paper import Line
from qiantou.documents.script import fold
from qiantou.documents.spoken import headed_piece, spoken_piece
from qiantou.documents.statements import Piece, pieces_of
from qiantou.documents.vocabulary import UNIT_ROLES, Role

PARAGRAPH = 8
_DUTIES = re.compile(
    r"保障措施|组织(?:领导|保障|实施)|工作要求|有关要求|相关要求|几点要求|指导思想|基本原则|总体要求|总体思路|工作机制|工作步骤|督查考核|督导考核|监督考核|强化保障"
    r"|加强督查|强化督查|加强督导|强化督导|加强组织|强化组织|加强领导|背景|附则|强化考核|严格考核"
)
_LED = re.compile(r"由[县市区省州]?[^,。;各]{2,20}(?:牵头|负总责)")
_TITLE = re.compile(r"(?:分工|方案|清单|分解|表)$")
"""A statement below a title holds for all that follows."""
_BRACKETS = frozenset("（([〔【〖")
_URGED = re.compile(r"(?:各|请|全[县市区]|[县市区]直)[^,。;]{0,16}(?:要|应|须|务必|务于)")


@dataclass
class Item:
    """A heading, an item or a paragraph. `after_parts` says the clause stood behind the sub-items."""

    rank: int
    text: str
    source: str
    raw: str = ""
    clause: Clause | None = None
    body: list[str] = field(default_factory=list)
    children: list["Item"] = field(default_factory=list)
    parent: "Item | None" = None
    label: str = ""

    def is_preface(self) -> bool:
        """Whether it stands under a heading that tells how to work, not what to do."""
        item: Item | None = self
        while item is not None:
            if item.rank <= 3 and _DUTIES.search(fold(item.text)[:24]) and not _LED.search(fold(item.text)):
                return True
            if _URGED.match(fold(item.text)) or re.search(
                r"各(?:牵头|责任|配合)单位[^。]{0,6}(?:要|应|须)", fold(item.text)
            ):
                return True
            item = item.parent
        return False


def outline_of(lines: Iterable[Line]) -> Item:
    """The root of the tree; its children are the top items in the order of the paper."""
    builder = _Builder()
    for line in lines:
        builder.take(line)
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root = Item(-1, "", "")
        self.stack = [self.root]
        self.pending: Line | None = None
        self.asking: Role | None = None  # a label whose names come on the next line
        self.heads: set[str] = set()  # task labels that turned out to head other tasks: 重点工作, then 主要任务

    @property
    def last(self) -> Item:
        return self.stack[-1]

    def add(self, item: Item) -> None:
        while self.stack[-1].rank >= item.rank:
            self.stack.pop()
        item.parent = self.stack[-1]
        self.stack[-1].children.append(item)
        self.stack.append(item)
        self.pending = None

    def take(self, line: Line) -> None:
        number = number_of(line.text)
        text = line.text[number.end :] if number else line.text
        rank = number.rank if number else line.rank
        if self.asking is not None and number is None and not list(find_labels(text)):
            self.attach(read_clause(text, self.asking), line)
            self.asking = None
            return
        self.asking = None
        parts = inline_parts(line.text) if rank in PART_RANKS else []
        if len(parts) > 1 and parts[0] == 0:
            for start, end in pairwise([*parts, len(line.text)]):
                self.take(Line(line.text[start:end], line.source))
            return
        if number and text[:1] in _BRACKETS and _only_statement(text):
            self.items(number.rank, text, line)  # an item of its own, whose words are missing
        elif _only_statement(text):
            self.statement(text, line)
        elif rank is not None:
            self.numbered(rank, text, line)
        else:
            self.plain(line)

    def statement(self, text: str, line: Line) -> None:
        labels = list(find_labels(text))
        if labels and labels[0].role in UNIT_ROLES and labels[-1].end >= len(text.rstrip()):
            self.asking = labels[-1].role
        clause = pieces_of(text)[0].clause if not labels or labels[0].start else read_clause(text)
        if labels and labels[0].role is Role.TASK and labels[0].start == 0:
            self.labelled_task(
                fold(text[: labels[0].end]).strip(" :"),
                Item(3, clause.task if clause else "", line.source, text, _unless_empty(clause)),
            )
            return
        if clause and clause.task and labels and labels[0].start == 0:  # 牵头单位：县司法局；任务：普法
            self.add(Item(3, clause.task, line.source, raw=text, clause=clause))
            return
        if clause is None or not (clause.says_anything() or clause.lead_asked or clause.standard):
            return
        if fold(text).lstrip("([〔【 ").startswith("以上"):
            for item in self.last.parent.children if self.last.parent else ():
                item.clause = item.clause or (clause if not item.children and item is not self.last else None)
        self.attach(clause, line)

    def labelled_task(self, label: str, item: Item) -> None:
        before = self.last
        if before.label and before.label != label and before.clause is None:
            self.heads.add(before.label)
            before.rank = 2
        item.label = label
        item.rank = 2 if label in self.heads else 3
        self.add(item)

    def attach(self, clause: Clause, line: Line) -> None:
        """Gives a statement that stands on its own line to the item it speaks of."""
        target = self.last
        clash = target.clause is not None and _clash(target.clause, clause)
        if self.pending is not None and (
            target.rank in SECTION_RANKS or target is self.root or target.clause is not None
        ):
            pending = self.pending
            if clash or target.clause is None or clause.of(Role.LEAD, Role.RESPONSIBLE):
                rank = 0 if _TITLE.search(fold(pending.text)) else PARAGRAPH
                self.add(Item(rank, pending.text, pending.source, raw=pending.text, clause=clause))
                return
        if target is self.root or clash:
            self.add(Item(PARAGRAPH, "", line.source, clause=clause))
            return
        target.clause = target.clause.joined(clause) if target.clause else clause

    def numbered(self, rank: int, text: str, line: Line) -> None:
        parts = inline_parts(text) if rank not in PART_RANKS else []
        if not parts:
            self.items(rank, text, line)
            return
        if head := text[: parts[0]].strip():
            self.items(rank, head, line)
        else:
            self.add(Item(rank, "", line.source))
        for start, end in pairwise([*parts, len(text)]):
            self.take(Line(text[start:end], line.source))

    def items(self, rank: int, text: str, line: Line) -> None:
        pieces = pieces_of(text)
        for piece in pieces or [Piece("")]:
            clause = piece.clause
            self.add(
                Item(
                    rank,
                    (clause.task if clause and clause.task else piece.text),
                    line.source,
                    raw=line.text,
                    clause=clause,
                )
            )
        if any(piece.clause for piece in pieces) or states_rule(text):
            return
        if headed := headed_piece(text):
            self.last.text, self.last.clause = headed.text, headed.clause
        elif not self.last.is_preface():
            spoken = spoken_piece(text)
            if spoken:
                self.last.text, self.last.clause = spoken.text, spoken.clause

    def plain(self, line: Line) -> None:
        parts = inline_parts(line.text)
        if parts:
            head = line.text[: parts[0]].strip()
            if head:
                self.add(Item(4, head, line.source, raw=head))
            for start, end in pairwise([*parts, len(line.text)]):
                self.take(Line(line.text[start:end], line.source))
            return
        if states_rule(line.text) and not any(label.role in UNIT_ROLES for label in find_labels(line.text)):
            return
        pieces = pieces_of(line.text)
        if not any(piece.clause for piece in pieces):
            spoken = None if self.last.is_preface() else spoken_piece(line.text)
            if spoken and spoken.clause and (spoken.clause.of(Role.LEAD) or not spoken.text):
                pieces = [spoken]
            else:
                self.prose(line)
                return
        self.paragraphs([piece for piece in pieces if piece.clause or piece.text], line)

    def prose(self, line: Line) -> None:
        if self.last is not self.root and self.last.clause is None:
            self.last.body.append(line.text)
        self.pending = line

    def paragraphs(self, pieces: list[Piece], line: Line) -> None:
        if len(pieces) == 1 and not pieces[0].text and pieces[0].clause:
            self.attach(pieces[0].clause, line)
            return
        if self.last.clause is None and self.last.rank >= 3 and len(pieces) == 1:
            self.last.body.append(pieces[0].text)
            self.last.clause = pieces[0].clause
            return
        for piece in pieces:
            self.add(Item(PARAGRAPH, piece.text, line.source, raw=piece.text, clause=piece.clause))


def _unless_empty(clause: Clause | None) -> Clause | None:
    return clause if clause and clause.says_anything() else None


def _clash(old: Clause, new: Clause) -> bool:
    if new.of(Role.LEAD) and old.of(Role.LEAD):
        return True
    return bool(new.of(Role.RESPONSIBLE) and old.of(Role.RESPONSIBLE))


def _only_statement(text: str) -> bool:
    """Whether a line holds labels or a bracket and no words of a task."""
    labels = list(find_labels(text))
    if labels and labels[0].start == 0:
        return True
    if text[:1] in _BRACKETS:
        pieces = pieces_of(text)
        return len(pieces) == 1 and pieces[0].clause is not None and not re.search(r"\w", pieces[0].text)
    return False
