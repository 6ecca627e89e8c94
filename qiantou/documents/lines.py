"""The lines of a paper as the reader wants them: page furniture out, wrapped lines joined, words made whole."""

import re
from collections.abc import Iterable

from qiantou.documents.brackets import balance
from qiantou.documents.dates import is_date_line
from qiantou.documents.labels import find_labels
from qiantou.documents.names import is_unit, split_names
from qiantou.documents.numbering import number_of
from qiantou.documents.paper import Line
from qiantou.documents.script import fold, tidy
from qiantou.documents.vocabulary import UNIT_ROLES

_FURNITURE = re.compile(
    r"^\s*(?:[-—_=*~·\s]*(?:第\s*\d+\s*页)?(?:共\s*\d+\s*页)?[-—_=*~·\s]*|[-—\s]*\d{1,4}\s*(?:/\s*\d{1,4})?[-—\s]*|第\s*\d+\s*页.{0,12}|Page\s*\d+.{0,12}"
    r"|\(?此件[^。]{0,20}\)?|抄送.*|主送.*|印发机关.*|.{2,30}(?:办公室|办公厅)\s*20\d\d年\d{1,2}月\d{1,2}日印发|附件\s*\d*\s*[:.]?.*|附表\s*\d*\s*[:.]?.*|附\s*[:].*|联系人.*|联系电话.*|\(?(?:接|转)(?:上|下)页\)?)\s*$"
)
_PAGE = re.compile(
    r"[-—_=*~·\s]*(?:第\s*\d+\s*页(?:[,/\s]*共\s*\d+\s*页)?|共\s*\d+\s*页|Page\s*\d+(?:\s*(?:of|/)\s*\d+)?"
    r"|\d{1,4}(?:\s*/\s*\d{1,4})?)[-—_=*~·\s]*",
    re.IGNORECASE,
)
_TABLE_EDGE = re.compile(r"^[\s|+\-—─━═┌┐└┘├┤┬┴┼:]+$")


def is_page_number(text: str, *, after: int = 0) -> bool:
    """Whether a line is the number of a page: 第 3 页, — 3 —, a bare 3; not the bare number of the row `after`."""
    plain = fold(text).strip()
    if _PAGE.fullmatch(plain) is None:
        return False
    return not (after and plain.isdigit() and int(plain) == after + 1)


def is_furniture(text: str) -> bool:
    """Whether a line is no part of the work: page numbers, attachments, who gets a copy, borders."""
    return bool(_FURNITURE.match(fold(text))) or bool(_TABLE_EDGE.match(text))


def clean_lines(lines: Iterable[Line]) -> list[Line]:
    """The lines without page numbers, attachments, signatures; each wrapped one joined to where it began."""
    tidied = [Line(tidy(line.text).strip(), line.source, line.rank) for line in _join_indented(lines)]
    kept = [line for line in tidied if line.text and not is_furniture(line.text)]
    return _join_wrapped(_drop_signatures(kept))


def _join_indented(lines: Iterable[Line]) -> list[Line]:
    """An indented line of nothing but units, below a label, goes on with that label's list."""
    joined: list[Line] = []
    for line in lines:
        if joined and joined[-1].text.rstrip().endswith(("、", "，")) and _goes_on(line.text):
            joined[-1] = Line(joined[-1].text.rstrip() + line.text.strip(), joined[-1].source, joined[-1].rank)
            continue
        if joined and re.match(r"(?:\s|\u3000){2,}\S", line.text) and len(line.text.strip()) < 80:
            before = joined[-1]
            labels = list(find_labels(before.text.strip()))
            names = split_names(line.text.strip())
            listed = labels and labels[-1].role in UNIT_ROLES and before.text.strip()[labels[-1].end :].strip()
            if (
                listed
                and names.names
                and not names.unclear
                and all(is_unit(name.text) for name in names.names)
                and not number_of(line.text)
            ):
                joined[-1] = Line(f"{before.text.rstrip()}、{line.text.strip()}", before.source, before.rank)
                continue
        joined.append(line)
    return joined


def _goes_on(text: str) -> bool:
    return (
        bool(text.strip())
        and number_of(text) is None
        and not any(label.start == 0 for label in find_labels(tidy(text).strip()))
    )


def without_notice(lines: list[Line]) -> list[Line]:
    """The lines after the covering notice: up to its signed date, when nothing before it assigns a task."""
    for at, line in enumerate(lines):
        if is_date_line(line.text) and at + 3 < len(lines):
            before = [one.text for one in lines[:at]]
            if not any(label.role in UNIT_ROLES for text in before for label in find_labels(tidy(text))) and not any(
                re.search(r"[(〔][^()〔〕]*(?:牵头|负责|单位:)[^()〔〕]*[)〕]", fold(text)) for text in before
            ):
                return lines[at + 1 :]
            return lines
    return lines


def _drop_signatures(lines: list[Line]) -> list[Line]:
    dropped: set[int] = set()
    for at, line in enumerate(lines):
        if not is_date_line(line.text):
            continue
        dropped.add(at)
        before = at - 1
        while before >= 0 and before >= at - 3 and _signs(lines[before].text):
            dropped.add(before)
            before -= 1
    return [line for at, line in enumerate(lines) if at not in dropped]


def _signs(text: str) -> bool:
    return (
        len(text) <= 30
        and not re.search(r"[:：，,。；;（(]", text)
        and number_of(text) is None
        and is_unit(re.sub(r"\s", "", text))
    )


def _join_wrapped(lines: list[Line]) -> list[Line]:
    joined: list[Line] = []
    for line in lines:
        if joined and _continues(joined[-1].text, line):
            before = joined[-1]
            joined[-1] = Line(before.text + line.text, before.source, before.rank)
        else:
            joined.append(line)
    return joined


def _continues(before: str, line: Line) -> bool:
    """An open bracket or a list mark at the end of a line goes on in the next, unless that one begins anew."""
    if line.rank is not None or len(before) > 2000:
        return False
    number = number_of(line.text)
    if number is not None and number.rank in (0, 1, 2, 3, 4):
        return False
    open_bracket = balance(before) > 0
    if number is not None and not open_bracket:
        return False
    if any(label.start == 0 for label in find_labels(line.text)):
        return open_bracket and bool(re.search(r"[)）〕\]】]", line.text))
    if open_bracket:
        return bool(re.search(r"[)）〕\]】]", line.text)) or len(line.text) > 12
    return fold(before)[-1] in "、," or bool(re.match(r"[、,，;；。)）〕]", line.text))
