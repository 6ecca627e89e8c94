"""Rows from the outline of running text: sections hand down what they say, sub-items share one bracket."""

import re
from collections.abc import Iterator

from qiantou.documents.clauses import Clause
from qiantou.documents.dates import Kind, find_times
from qiantou.documents.doubts import Doubt
from qiantou.documents.numbering import PART_RANKS, SECTION_RANKS
from qiantou.documents.outline import PARAGRAPH, Item
from qiantou.documents.rows import Found
from qiantou.documents.script import fold
from qiantou.documents.spoken import office_clause


def rows_of(root: Item, *, is_division: bool) -> list[Found]:
    """Every task in the order of the paper. `is_division`: the title says these are tasks, so that
    numbered items without any unit are rows with a doubt rather than prose."""
    order = list(_walk(root))
    assigned = [at for at, item in enumerate(order) if item.clause is not None and item.rank >= 0]
    span = (assigned[0], assigned[-1]) if assigned else (0, len(order)) if is_division else (0, -1)
    ranks = (
        {order[at].rank for at in assigned}
        if assigned
        else {item.rank for item in order if item.rank > 2 and item.rank != PARAGRAPH}
    )
    expected = {
        id(item)
        for at, item in enumerate(order)
        if span[0] <= at <= span[1] and item.rank in ranks and item.rank != PARAGRAPH
    }
    return list(_rows(root, None, "", expected))


def _walk(item: Item) -> Iterator[Item]:
    yield item
    for child in item.children:
        yield from _walk(child)


def _rows(item: Item, inherited: Clause | None, section: str, expected: set[int]) -> Iterator[Found]:
    if item.rank >= 0 and not item.children:
        yield from _leaf(item, inherited, section, expected)
        return
    parts = [child for child in item.children if child.rank in PART_RANKS]
    if item.rank >= 0 and parts and len(parts) == len(item.children) and _share_one(item, parts):
        yield _together(item, parts, inherited, section)
        return
    only = item.children[0] if len(item.children) == 1 else None
    if (
        only
        and only.rank == PARAGRAPH
        and item.rank in (2, 3, 4, 5)
        and item.clause is None
        and only.clause
        and only.text
    ):
        yield Found(_lines(item.text, *item.body, only.text), only.clause, item.source, section, inherited)
        return
    handed = _handed(item, inherited)
    title = fold_title(item) if item.rank >= 0 else section
    assigned_below = any(child.clause for child in _walk(item) if child is not item)
    if item.rank >= 0 and item.clause and item.text and _speaks_for_itself(item, assigned_below):
        yield Found(_lines(item.text, *item.body), item.clause, item.source, section, inherited)
        handed = inherited
    for child in item.children:
        near = any(one.clause for one in item.children if one.rank == child.rank and one.rank != PARAGRAPH)
        wanted = expected | {id(child)} if near and not _is_head(child) else expected
        yield from _rows(child, handed, title, wanted)


def _speaks_for_itself(item: Item, assigned_below: bool) -> bool:
    """A heading whose own statement nobody below needs is a task of its own."""
    if not item.clause or not item.clause.units or not assigned_below:
        return False
    leaves = [one for one in _walk(item) if not one.children]
    return item.rank >= 3 or all(one.clause and one.clause.units for one in leaves)


def _is_head(item: Item) -> bool:
    return bool(item.children) or item.rank == PARAGRAPH


def _leaf(item: Item, inherited: Clause | None, section: str, expected: set[int]) -> Iterator[Found]:
    task = _lines(item.text, *item.body)
    if item.clause is not None:
        yield Found(task, item.clause, item.source, section, inherited)
    elif inherited is not None and inherited.units and item.rank != PARAGRAPH and task:
        yield Found(task, Clause(), item.source, section, inherited)
    elif id(item) in expected and task and not item.is_preface():
        broken = [Doubt("cut-off", {"text": task[-12:]})] if re.search(r"(?:…|\.\.\.|[、，,（(])$", task) else []
        yield Found(task, Clause(), item.source, section, inherited, tuple(broken))


def _share_one(item: Item, parts: list[Item]) -> bool:
    """One statement for all sub-items: before them, or behind the last."""
    own = [part for part in parts if part.clause and part.clause.units]
    if item.clause is not None and item.clause.units:
        return not own
    return (not own and item.clause is not None) or (len(own) == 1 and own[0] is parts[-1] and len(parts) > 1)


def _together(item: Item, parts: list[Item], inherited: Clause | None, section: str) -> Found:
    clause = item.clause or Clause()
    for part in parts:
        if part.clause:
            clause = clause.joined(part.clause)
    wording = [_part_words(part) for part in parts]
    doubts = (Doubt("several-parts", {"count": str(len(parts))}),)
    return Found(_lines(item.text, *item.body, *wording), clause, item.source, section, inherited, doubts)


def _part_words(part: Item) -> str:
    at = part.raw.find(part.text) if part.text else -1
    number = part.raw[:at] if 0 <= at <= 6 else ""
    return _lines(number + part.text, *part.body)


def _handed(item: Item, inherited: Clause | None) -> Clause | None:
    """What the children inherit: the heading's own bracket, its date, else what it inherited itself."""
    own = item.clause or (item.rank >= 0 and office_clause(item.text)) or Clause()
    if not own.dues and item.rank in SECTION_RANKS and len(item.text) <= 40:
        times = [time.text for time in find_times(item.text) if time.kind is Kind.HARD and time.bound]
        own = own.joined(Clause(dues=tuple(times[-1:])))
    if not own.says_anything():
        return inherited
    return own.joined(inherited) if inherited and not own.units else own


def fold_title(item: Item) -> str:
    """A heading as a section title."""
    return item.text.strip(" 。；;：:") if len(fold(item.text)) <= 80 else item.text[:80]


def _lines(*texts: str) -> str:
    """Texts joined as one task: directly after a stop or a wrapped line, with a blank after a title."""
    joined = ""
    for text in (one.strip() for one in texts):
        if not text:
            continue
        if joined and joined[-1] not in "。；;，,：:、！!" and len(joined) < 28 and not re.search("[，；。]", joined):
            joined += "\n"
        joined += text
    return joined
