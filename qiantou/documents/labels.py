"""Labels such as 牵头单位： in running text, and the same words as column headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qiantou.documents.script import fold
from qiantou.documents.vocabulary import LABELS, Role

_WORDS = "|".join(re.escape(word) for word in sorted(LABELS, key=len, reverse=True) if len(word) > 1)
_PREFIX = r"(?:[县市区省]级?|本)?"
_TAIL = r"(?:\((?P<note>[^()]{1,24})\))?"
_INNER = (
    r"(?:(?:牵头|主办)\((?:责任|牵头|主办)\)|(?:责任|主办)\((?:牵头|配合)\)|(?:配合|协办)\((?:责任|配合|协办)\))单位"
)
_LABEL = re.compile(
    rf"【\s*{_PREFIX}(?P<boxed>{_INNER}|{_WORDS})\s*{_TAIL.replace('note', 'note1')}\s*】\s*:?"
    rf"|(?:(?<=[\s,;。、:!()\[\]〔〕【】|{{}}0-9—-])|^){_PREFIX}(?P<plain>{_INNER}|{_WORDS})\s*{_TAIL}\s*(?::|——)"
    rf"|(?:(?<=[\s,;。(\[〔【])|^){_PREFIX}(?P<bare>{_INNER}|(?:牵头|责任|配合|主办|协办|参与|会办)(?:单位|部门))\s*(?:为|是)?\s*"
    rf"(?=[县市区省镇乡各]|[^\s:,;。要应须及和或与为是按对根认]{{1,14}}(?:局|委|办|部|院|厅|中心|政府)(?:[,;、。\s)〕]|$))"
    r"|(?:(?<=[\s,;。(\[〔【])|^)(?P<when>完成时限|时限要求|完成时间)\s*(?=\d|年|[上下]半年)",
    re.M,
)
_PATTERNS = (
    (re.compile(r"领导|负责人|责任人"), Role.LEADER),
    (re.compile(r"牵头.*(?:配合|责任)(?:单位|部门)|主办.*协办"), Role.LISTED),
    (re.compile(r"(?:牵头|主办|主责|第一责任).{0,4}(?:单位|部门|科室|股室|机构)$"), Role.LEAD),
    (
        re.compile(r"(?:配合|协办|协同|参与|会办|协助|参加|协作).{0,4}(?:单位|部门|科室|股室|机构)$"),
        Role.COOPERATING,
    ),
    (re.compile(r"(?:责任|承办|落实|实施).{0,4}(?:单位|部门|主体|科室|股室|机构)$"), Role.RESPONSIBLE),
    (re.compile(r"时限|期限|时间|节点"), Role.DUE),
    (re.compile(r"任务|事项|措施|举措|内容"), Role.TASK),
    (re.compile(r"指标|目标|标准|成果"), Role.STANDARD),
)


@dataclass(frozen=True)
class Label:
    """A label in a text: [start, end) spans the words with colon; `note` is what its own bracket says."""

    role: Role
    start: int
    end: int
    note: str = ""


def role_of(words: str) -> Role:
    """The role of a label's folded words."""
    plain = re.sub(r"[\s:]", "", words)
    if plain in LABELS:
        return LABELS[plain]
    if re.fullmatch(r"(?:牵头\(责任\)|责任\(牵头\)|牵头\(主办\)|主办\(牵头\))单位", plain):
        return Role.LEAD
    if plain in ("责任(配合)单位", "配合(责任)单位", "协办(配合)单位", "配合(协办)单位"):
        return Role.COOPERATING
    return LABELS.get(re.sub(r"\(.*?\)", "", plain), Role.OTHER)


def find_labels(text: str) -> Iterator[Label]:
    """Labels in order; a label is a listed word with a colon, in a 【box】, or bare before a name."""
    folded = fold(text)
    for match in _LABEL.finditer(folded):
        part = next(name for name in ("boxed", "plain", "bare", "when") if match[name])
        start = match.start() if part == "boxed" else match.start(part)
        yield Label(role_of(match[part]), start, match.end(), match["note1"] or match["note"] or "")


def heading_role(text: str) -> Role | None:
    """The role of a column heading, or None when the text is not one."""
    folded = re.sub(r"[\s:*]", "", fold(text))
    if not folded or len(folded) > 16:
        return None
    bare = re.sub(r"\(.*?\)", "", folded)
    bare = re.sub(r"^(?:[县市区省本]级?|20\d\d年度?|年度)", "", bare) if bare not in LABELS else bare
    for words in (folded, bare):
        if words in LABELS:
            return LABELS[words]
        if re.fullmatch(_INNER, words):
            return role_of(words)
    if (
        re.search(r"(?:清单|方案|表|分工|分解|通知|台账|计划|要点|情况)$", bare)
        or len(bare) > 12
        or re.search(r"[,。;、局]", bare.replace("、责任单位", "").replace("、配合单位", ""))
    ):
        return None
    return next((role for pattern, role in _PATTERNS if pattern.search(bare)), None)
