"""A .docx: paragraphs and tables in document order, merged cells, automatic numbers, tracked changes."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError

from qiantou.core.kernel import Rejected
from qiantou.documents.container import open_package, remote_targets
from qiantou.documents.doubts import Doubt
from qiantou.documents.paper import Block, Cell, Line, Table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DROPPED = {
    _W + "del",
    _W + "moveFrom",
    _W + "instrText",
    _W + "delText",
    _W + "txbxContent",
    _W + "pict",
    _W + "drawing",
}
_BOXES = ("txbxContent",)
MAX_CELLS = 60_000


def read_word(data: bytes) -> tuple[tuple[Block, ...], tuple[Doubt, ...]]:
    """The blocks of the body, and what was left out."""
    package = open_package(data)
    if "word/document.xml" not in package.namelist():
        raise Rejected("paper-not-a-document")
    try:
        document = docx.Document(io.BytesIO(data))
        body: Any = document.element.body
        ranks = _ranks(document)
        blocks = tuple(_blocks(body, ranks))
    except (OpcError, SyntaxError, KeyError, ValueError, AttributeError, IndexError) as error:
        raise Rejected("paper-broken") from error
    return blocks, tuple(_left_out(body, remote=remote_targets(package)))


def _left_out(body: Any, *, remote: bool) -> Iterator[Doubt]:
    if next(body.iter(_W + "txbxContent"), None) is not None:
        yield Doubt("text-boxes")
    if any(next(body.iter(_W + tag), None) is not None for tag in ("ins", "del", "moveFrom", "moveTo")):
        yield Doubt("tracked-changes")
    if any(_is_hidden(run) and _W + "t" in {child.tag for child in run} for run in body.iter(_W + "r")):
        yield Doubt("hidden-text")
    if remote:
        yield Doubt("remote-parts")


def _blocks(body: Any, ranks: "_Ranks") -> Iterator[Block]:
    paragraphs = tables = cells = 0
    for element in _block_elements(body):
        if element.tag == _W + "p":
            paragraphs += 1
            for text in _text(element).split("\n"):
                yield Line(text, f"paragraph {paragraphs}", ranks.of(element))
        else:
            tables += 1
            table = _table(element, f"table {tables}")
            cells += sum(len(row) for row in table.rows)
            if cells > MAX_CELLS:
                raise Rejected("paper-too-long", limit=MAX_CELLS)
            yield table


def _block_elements(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls and inserted runs of paragraphs."""
    for child in parent:
        if child.tag in (_W + "p", _W + "tbl"):
            yield child
        elif child.tag in (
            _W + "sdt",
            _W + "sdtContent",
            _W + "ins",
            _W + "moveTo",
            _W + "customXml",
            _W + "smartTag",
        ):
            yield from _block_elements(child)


def _text(element: Any) -> str:
    """The words of a paragraph: insertions kept, deletions, boxes and hidden words dropped."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: Any, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in _DROPPED or not isinstance(tag, str) or (tag == _W + "r" and _is_hidden(child)):
            continue
        if tag == _W + "t":
            parts.append(child.text or "")
        elif tag == _W + "tab":
            parts.append("\t")
        elif tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif tag == _W + "noBreakHyphen":
            parts.append("-")
        elif tag not in (_W + "pPr", _W + "rPr"):
            _collect(child, parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val", "1") not in ("0", "false", "off")


def _table(element: Any, source: str) -> Table:
    rows: list[list[Cell]] = []
    for at, row in enumerate((tr for tr in _rows(element)), 1):
        cells: list[Cell] = [Cell("", f"{source} R{at}C{i + 1}") for i in range(_skipped(row))]
        for tc in _cells(row):
            text = "\n".join(_text(p) for p in tc.iter(_W + "p") if not _inside_box(p, tc)).strip()
            properties = tc.find(_W + "tcPr")
            span, continues = _merging(properties)
            column = len(cells)
            if continues and rows and column < len(rows[-1]):
                text = rows[-1][column].text
            for offset in range(span):
                cells.append(Cell(text, f"{source} R{at}C{column + offset + 1}", above=continues, left=offset > 0))
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    padded = tuple(
        (*row, *(Cell("", f"{source} R{at}C{c + 1}") for c in range(len(row), width))) for at, row in enumerate(rows, 1)
    )
    return Table(padded, source)


def _inside_box(paragraph: Any, cell: Any) -> bool:
    parent = paragraph.getparent()
    while parent is not None and parent is not cell:
        if parent.tag in _DROPPED:
            return True
        parent = parent.getparent()
    return False


def _rows(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _W + "tr" and child.find(f"{_W}trPr/{_W}del") is None:
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins"):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == _W + "tc":
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent"):
            yield from _cells(child)


def _skipped(row: Any) -> int:
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    return min(int(before.get(_W + "val", "0")), 60) if before is not None else 0


def _merging(properties: Any) -> tuple[int, bool]:
    """(columns spanned, continues the cell above)."""
    if properties is None:
        return 1, False
    span = properties.find(_W + "gridSpan")
    merge = properties.find(_W + "vMerge")
    width = min(max(int(span.get(_W + "val", "1")), 1), 60) if span is not None else 1
    return width, merge is not None and merge.get(_W + "val", "continue") == "continue"


class _Ranks:
    """The outline rank of paragraphs whose number Word makes itself, which their text does not hold."""

    def __init__(self, levels: dict[tuple[str, str], int], styles: dict[str, int]) -> None:
        self.levels, self.styles = levels, styles

    def of(self, paragraph: Any) -> int | None:
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return None
        numbered = properties.find(_W + "numPr")
        if numbered is not None:
            number, level = numbered.find(_W + "numId"), numbered.find(_W + "ilvl")
            key = (
                number.get(_W + "val", "") if number is not None else "",
                level.get(_W + "val", "0") if level is not None else "0",
            )
            return None if key[0] == "0" else self.levels.get(key, 3)
        style = properties.find(_W + "pStyle")
        return self.styles.get(style.get(_W + "val", "")) if style is not None else None


def _ranks(document: Any) -> _Ranks:
    styles = {}
    for style in document.styles.element.iter(_W + "style"):
        name = style.find(_W + "name")
        if name is not None and (found := re.fullmatch(r"heading (\d)|标题 (\d)", name.get(_W + "val", ""), re.I)):
            styles[style.get(_W + "styleId", "")] = min(int(found[1] or found[2]), 3)
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return _Ranks({}, styles)
    abstract = {one.get(_W + "abstractNumId"): one for one in numbering.iter(_W + "abstractNum")}
    levels = {}
    for number in numbering.iter(_W + "num"):
        pointer = number.find(_W + "abstractNumId")
        one = abstract.get(pointer.get(_W + "val")) if pointer is not None else None
        for level in one.iter(_W + "lvl") if one is not None else ():
            levels[(number.get(_W + "numId", ""), level.get(_W + "ilvl", "0"))] = _rank_of(level)
    return _Ranks(levels, styles)


def _rank_of(level: Any) -> int:
    form, words = level.find(_W + "numFmt"), level.find(_W + "lvlText")
    kind = form.get(_W + "val", "") if form is not None else ""
    shown = words.get(_W + "val", "") if words is not None else ""
    bracketed = "(" in shown or "（" in shown
    if "hinese" in kind or "japanese" in kind or "ideograph" in kind.lower():
        return 2 if bracketed else 1
    if kind == "bullet":
        return 7
    return 5 if bracketed or ")" in shown or "）" in shown else 3
