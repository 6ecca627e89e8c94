"""The net under the whole reading: lines of the paper that name work or units and ended up in no row.

A line that a row names as its source is in it. Any other is looked for in the rows beside its place: its task words
there, or, of a line of nothing but units, the units. What is found nowhere is told of the paper, and on the row before
it where it has the form of work.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from qiantou.documents.dates import find_times, is_date_line
from qiantou.documents.doubts import Doubt
from qiantou.documents.labels import find_labels, heading_role
from qiantou.documents.leftover import offices_in
from qiantou.documents.lines import is_furniture
from qiantou.documents.notices import states_rule
from qiantou.documents.numbering import number_of
from qiantou.documents.paper import Line, Paper
from qiantou.documents.rows import Row
from qiantou.documents.script import fold, tidy
from qiantou.documents.statements import ACTING
from qiantou.documents.tables import is_below

SHOWN = 12
"""Lines told in one doubt; the count says how many there are."""
_STATED = re.compile(r"[(〔\[【][^)〕\]】]*(?:牵头|负责|配合)|(?:单位|部门|主办|协办|牵头|配合):")
_PLAIN = re.compile(r"[^\u3400-\u9fffA-Za-z]+")


def with_left_out(rows: tuple[Row, ...], paper: Paper, *, is_division: bool) -> tuple[tuple[Row, ...], list[Doubt]]:
    """The rows, each with a doubt for the lines left out behind it, and one doubt about the paper for them all."""
    lines = list(_lines(paper))
    place = {source: at for at, (sources, _text) in enumerate(lines) for source in sources}
    starts = [place.get(row.source, 0) for row in rows]
    left: list[str] = []
    beside: dict[int, list[str]] = {}
    own = set(starts)
    for at, (_sources, text) in enumerate(lines):
        if at in own:
            continue
        among = bool(starts) and starts[0] <= at <= starts[-1]
        if not _names_work(text, numbered=is_division and among):
            continue
        after = bisect_right(starts, at)
        before = starts.index(starts[after - 1]) if after else 0
        if _is_held(text, rows[before : after + 1]):
            continue
        left.append(_short(text))
        if among or _is_formal(text):
            beside.setdefault(max(after - 1, 0), []).append(_short(text))
    told = tuple(
        replace(row, doubts=(*row.doubts, _doubt(beside[at]))) if at in beside else row for at, row in enumerate(rows)
    )
    return told, [_doubt(left)] if left else []


def _lines(paper: Paper) -> Iterator[tuple[list[str], str]]:
    """Every line and every row of a table: where it stands, and its text."""
    for block in paper.blocks:
        if isinstance(block, Line):
            yield [block.source], tidy(block.text)
            continue
        for row in block.rows:
            own = [cell for cell in row if not cell.above and not cell.left]
            yield [cell.source for cell in row], " ".join(tidy(cell.text) for cell in own if cell.text.strip())


def _names_work(text: str, *, numbered: bool) -> bool:
    """Whether a line is work as far as its form says: an item or a row with a unit, or who leads or answers;
    where `numbered`, any item. Rules, headings, signatures and what stands below the tasks are none."""
    plain = fold(text).strip(" |│┃\t\n")
    if (
        not plain
        or is_furniture(plain)
        or is_date_line(plain)
        or is_below(plain)
        or states_rule(text)
        or plain[-1] == ":"
    ):
        return False
    words = re.split(r"[|│┃\s]+", plain)
    if sum(heading_role(word) is not None for word in words) > len(words) / 2:
        return False
    number = number_of(text)
    item = number is not None and number.rank >= 3
    if not offices_in(plain):
        return item and numbered
    return item or len(words) > 2 or bool(ACTING.search(plain) or _STATED.search(plain))


def _is_formal(text: str) -> bool:
    """Whether a line has the form of a row or a statement; running text before and behind the tasks (a covering
    notice, how to work) has not, and is told of the paper alone."""
    plain = fold(text)
    return len(re.split(r"[|│┃\s]+", plain.strip("|│┃ "))) > 2 or bool(_STATED.search(plain))


def _is_held(text: str, rows: tuple[Row, ...]) -> bool:
    """Whether what the line says stands in these rows."""
    shown = [
        words
        for row in rows
        for words in (
            row.task, *row.lead, *row.cooperating, row.leader, row.due_text, row.standard, row.section,
            *(fact for doubt in row.doubts for fact in doubt.facts.values()),
        )
    ]  # fmt: skip
    held = "|".join(_PLAIN.sub("", fold(words)) for words in shown)
    number = number_of(text)
    plain = fold(text[number.end :] if number else text)
    offices = offices_in(plain)
    pieces = _task_pieces(plain, offices)
    pairs = [piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)]
    if pairs:
        return sum(pair in held for pair in pairs) * 2 >= len(pairs)
    return all(_PLAIN.sub("", office) in held for office in offices)


def _task_pieces(plain: str, offices: list[str]) -> list[str]:
    """The words of a line without its units, days, labels and verbs: what is to be done."""
    cuts = [(time.start, time.end) for time in find_times(plain)]
    cuts += [(label.start, label.end) for label in find_labels(plain)]
    kept = list(plain)
    for start, end in cuts:
        kept[start:end] = "|" * (end - start)
    rest = "".join(kept)
    for office in sorted(offices, key=len, reverse=True):
        rest = rest.replace(office, "|")
    rest = ACTING.sub("|", rest)
    pieces = [_PLAIN.sub("", piece) for piece in re.split(r"[|│┃\s、,;。:()〔〕\[\]【】《》“”\"]+", rest)]
    return [piece for piece in pieces if len(piece) > 1]


def _short(text: str) -> str:
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= 40 else plain[:40] + "…"


def _doubt(texts: list[str]) -> Doubt:
    shown = "；".join(texts[:SHOWN]) + ("…" if len(texts) > SHOWN else "")
    return Doubt("lines-left-out", {"count": str(len(texts)), "text": shown})
