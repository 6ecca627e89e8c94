"""What one responsibility statement says: who leads, who answers, who cooperates, by when.

A statement is a bracket, a labelled line, a table cell or a sentence such as 由县发改局牵头，县财政局配合.
Words decide, never position alone: without a lead word nobody leads (a covering notice may say otherwise,
see notices).
"""

import re
from dataclasses import dataclass, field, replace

from qiantou.documents.brackets import flat
from qiantou.documents.dates import Kind, find_times
from qiantou.documents.doubts import Doubt
from qiantou.documents.labels import Label, find_labels
from qiantou.documents.names import bare, is_collective, is_unit, split_names
from qiantou.documents.notices import is_rule
from qiantou.documents.script import fold, squeeze
from qiantou.documents.verbs import verbs_in
from qiantou.documents.vocabulary import (
    COOPERATING_VERBS,
    JOINING,
    LEAD_VERBS,
    RESPONSIBLE_VERBS,
    UNIT_ROLES,
    Role,
)


@dataclass(frozen=True)
class Clause:
    """What was read. `units` holds (role, name as written) in the order of the paper.

    `lead_asked`: a label or column for the lead stood there, filled or not."""

    units: tuple[tuple[Role, str], ...] = ()
    leader: str = ""
    dues: tuple[str, ...] = ()
    task: str = ""
    standard: str = ""
    first_leads: bool = False
    lead_asked: bool = False
    doubts: tuple[Doubt, ...] = ()
    said: tuple[str, ...] = ()  # the statements as written, for the net in leftover

    def of(self, *roles: Role) -> list[str]:
        """The names in these roles, in order, once each."""
        return list(dict.fromkeys(name for role, name in self.units if role in roles))

    def doubts_of(self, code: str) -> list[Doubt]:
        """The doubts with this code."""
        return [doubt for doubt in self.doubts if doubt.code == code]

    def says_anything(self) -> bool:
        """Whether a unit, a leader or a date was read, or a unit was asked for and not found."""
        return bool(self.units or self.leader or self.dues or self.doubts)

    def joined(self, other: "Clause") -> "Clause":
        """Both, this one first."""
        return Clause(
            self.units + other.units,
            self.leader or other.leader,
            self.dues + other.dues,
            self.task or other.task,
            self.standard or other.standard,
            self.first_leads or other.first_leads,
            self.lead_asked or other.lead_asked,
            self.doubts + other.doubts,
            self.said + other.said,
        )


_VERB_ROLE = (
    dict.fromkeys(LEAD_VERBS, Role.LEAD)
    | dict.fromkeys(RESPONSIBLE_VERBS, Role.RESPONSIBLE)
    | dict.fromkeys(COOPERATING_VERBS, Role.COOPERATING)
    | dict.fromkeys(JOINING, Role.OTHER)
)
_VERB = re.compile(
    "|".join(re.escape(verb) for verb in sorted(_VERB_ROLE, key=len, reverse=True))
    + r"|(?:抓好|组织|推进)?(?:落实|实施|办理)$"
)
_FILLER = re.compile(
    r"^(?:[,、;]|并?(?:组织|具体|负责|抓好|抓|分别|共同|积极|认真|统筹)?(?:落实|实施|推进|完成|办理|做好|开展|组织|协调|执行|配合|负责)?(?:本项|相关|此项|具体)?(?:工作|任务)?)$"
)
_STATING = re.compile(r"\s*(?:力争|确保|争取|于|在|到|须|应|限|并|需|要|务于|原则上)+\s*$")
_STATES = re.compile(r"^(?:力争|确保|争取|于|在|到|须|应|限|并|需|要|务于|原则上)*$")
_MASK = "\ue000"
_POST = re.compile(r"(?:^|[副县市区州省])(?:[县市区州省]长|书记|秘书长)$|分管领导$|主要领导$")


@dataclass
class _Reading:
    units: list[tuple[Role, str]] = field(default_factory=list)
    dues: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    first_leads: bool = False
    people: list[str] = field(default_factory=list)  # 分管副县长牵头: a post leads, not a unit
    joined_by: bool = False  # 会同 was read: what follows cooperates, whatever its verb

    def add(self, pending: list[str], role: Role) -> None:
        for text in pending:
            read = split_names(text)
            for name in read.names:
                if _POST.search(bare(name.text)):
                    self.people.append(re.sub(r"^由", "", name.text))
                else:
                    self.units.append((name.mark or role, name.text))
            self.doubts += [Doubt("unclear-text", {"text": piece}) for piece in read.unclear]
            self.doubts += [Doubt("to-be-settled", {"text": piece}) for piece in read.unsettled]
            if read.open_after:
                self.doubts.append(Doubt("and-others", {"name": read.open_after}))
        pending.clear()


def read_clause(text: str, role: Role | None = None) -> Clause:
    """Reads a whole statement; `role` is what a label or column heading outside it already says."""
    labels = list(find_labels(text))
    reading, rest = _Reading(), Clause()
    head = text[: labels[0].start] if labels else text
    _read_units(head, role, reading)
    ends = [*(label.start for label in labels[1:]), len(text)][: len(labels)]
    for label, end in zip(labels, ends, strict=True):
        body = text[label.end : end]
        rest = _read_label(label, body, reading, rest)
    return replace(
        rest,
        units=tuple(reading.units),
        dues=rest.dues + tuple(reading.dues),
        first_leads=reading.first_leads,
        lead_asked=role is Role.LEAD or any(label.role is Role.LEAD for label in labels),
        doubts=tuple(reading.doubts),
        said=(text,),
        leader=rest.leader or "、".join(reading.people),
    )


def _read_label(label: Label, body: str, reading: _Reading, rest: Clause) -> Clause:
    plain = body.strip().strip("。；;，,、 　|}】]").strip()
    if label.note and is_rule(label.note):
        reading.first_leads = True
    if label.role in UNIT_ROLES:
        _read_units(body, label.role, reading)
        return rest
    match label.role:
        case Role.DUE:
            return replace(rest, dues=(*rest.dues, plain)) if plain else rest
        case Role.LEADER:
            return replace(rest, leader=rest.leader or plain)
        case Role.STANDARD:
            return replace(rest, standard=rest.standard or plain)
        case Role.TASK:
            return replace(rest, task=rest.task or plain)
        case _:
            return rest


def _read_units(text: str, role: Role | None, reading: _Reading) -> None:
    """Segments between commas; a verb gives its role to every unit that waits before it."""
    reading.joined_by = False
    listed = role is Role.LISTED
    for sentence in _cut(text, "。;\n" if role is None else "。;"):
        pending: list[str] = []
        for segment in _cut(sentence, ","):
            _read_segment(segment, pending, reading)
        if pending:
            fallback = role or (Role.COOPERATING if any(r is Role.LEAD for r, _ in reading.units) else Role.RESPONSIBLE)
            if reading.joined_by:
                fallback = Role.COOPERATING
            if listed:
                before = len(reading.units)
                reading.add(pending, Role.COOPERATING)
                if len(reading.units) > before and not any(r is Role.LEAD for r, _ in reading.units):
                    reading.units[before] = (Role.LEAD, reading.units[before][1])
                continue
            reading.add(pending, fallback)


def _read_segment(segment: str, pending: list[str], reading: _Reading) -> None:
    if is_rule(segment):
        reading.first_leads = True
        for part in _without_rule(segment):
            _read_segment(part, pending, reading)
        return
    if not segment.strip():
        return
    times = [
        time
        for time in find_times(segment)
        if time.kind not in (Kind.ONGOING, Kind.UNCLEAR) or time.month or _alone(segment, time.start)
    ]
    if times and _says_when(segment, times[0].start):
        cut = len(segment[: times[0].start].rstrip())
        units = _STATING.sub("", segment[:cut])
        if units.strip():
            _read_words(units, pending, reading)
        verb = next(verbs_in(flat(segment[times[-1].end :]), _VERB), None)
        if verb and is_unit(squeeze(segment[times[-1].end :][: verb.start()])):
            reading.dues.append(segment[times[0].start : times[-1].end].strip())
            _read_words(segment[times[-1].end :], pending, reading)
            return
        reading.dues.append(_unbracketed(re.sub(r"^\s*并", "", segment[len(units) :]).strip()))
        return
    _read_words(segment, pending, reading)


def _unbracketed(words: str) -> str:
    """Time words without half a bracket at an edge: 县教育局（2026年9月底前）."""
    closed = words[-1:] in "）)〕]" and not re.search(r"[（(〔\[]", words)
    return (words[:-1] if closed else words).lstrip("）)〕]").strip()


def _alone(segment: str, start: int) -> bool:
    return bool(_STATES.match(squeeze(fold(segment[:start]))))


def _says_when(segment: str, start: int) -> bool:
    """Time words open the segment, or follow finished units: 县发改局6月底前完成."""
    before = squeeze(fold(segment[:start]))
    return bool(_STATES.match(before)) or is_unit(_STATING.sub("", before)) or any(verbs_in(flat(before), _VERB))


def _read_words(segment: str, pending: list[str], reading: _Reading) -> None:
    mask, at = flat(segment), 0
    for verb in verbs_in(mask, _VERB):
        if verb.start() < at:
            continue
        before = segment[at : verb.start()]
        role = _VERB_ROLE.get(verb.group(), Role.RESPONSIBLE)
        after = mask[verb.end() :]
        if role is Role.OTHER and not (before.strip() or pending or reading.units):
            continue
        if before.strip() and not _is_filler(before):
            pending.append(before)
        if role is Role.OTHER:
            reading.add(pending, Role.LEAD)
            reading.joined_by = True
        else:
            reading.add(pending, Role.COOPERATING if reading.joined_by and role is Role.RESPONSIBLE else role)
            reading.joined_by = reading.joined_by and not after.strip()
        at = verb.end()
    tail = segment[at:]
    if tail.strip() and not (at and _is_filler(tail)):
        names = [name.text for name in split_names(tail).names]
        if at and not reading.joined_by and not any(is_unit(name) or is_collective(name) for name in names):
            reading.doubts.append(Doubt("unclear-text", {"text": tail.strip()}))
            return
        pending.append(tail)


def _is_filler(words: str) -> bool:
    return bool(_FILLER.match(squeeze(fold(words)).strip("。;, ")))


def _cut(text: str, marks: str) -> list[str]:
    """Pieces of the text between these folded marks, outside brackets."""
    mask, pieces, start = flat(text), [], 0
    for at, char in enumerate(mask):
        if char in marks:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


def _without_rule(segment: str) -> list[str]:
    """What stands around the rule, where the rule has a bracket of its own; else nothing."""
    kept, start = [], 0
    for found in re.finditer(f"{_MASK}+", flat(segment)):
        if is_rule(segment[found.start() : found.end()]):
            kept.append(segment[start : found.start()])
            start = found.end()
    return [part for part in (*kept, segment[start:]) if not is_rule(part)] if start else []
