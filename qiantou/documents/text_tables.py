"""Tables typed as text: pipes, tabs, runs of blanks, or one cell to a line (stacked); each becomes a Table."""

import re
import unicodedata

from qiantou.documents.labels import heading_role
from qiantou.documents.lines import is_page_number
from qiantou.documents.names import is_office
from qiantou.documents.numbering import number_of
from qiantou.documents.paper import Block, Cell, Line, Table
from qiantou.documents.placing import fits, place
from qiantou.documents.script import fold, tidy
from qiantou.documents.stacked import padded, stacked
from qiantou.documents.vocabulary import UNIT_ROLES, Role

_PIPE = re.compile(r"[|│┃]")
_RULE = re.compile(r"^[\s|+\-—─━═┌┐└┘├┤┬┴┼:│┃=]+$")


def blocks_with_tables(blocks: tuple[Block, ...]) -> list[Block]:
    """The blocks, with runs of lines that form a table replaced by it."""
    result: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Line) and (size := _table_at(blocks, at)):
            result.append(size[1])
            at += size[0]
            continue
        result.append(block)
        at += 1
    return result


def _table_at(blocks: tuple[Block, ...], at: int) -> tuple[int, Table] | None:
    run: list[Line] = []
    for block in blocks[at:]:
        if not isinstance(block, Line):
            break
        run.append(block)
        if len(run) == 1 and not _may_head(block.text):
            return None
    head = run[0]
    for cut in (_by_pipe, _by_tab, _by_blanks):
        cells = cut(head.text)
        if _is_header(cells):
            return _delimited(run, cells, cut is _by_blanks)
    return stacked(run)


def _may_head(text: str) -> bool:
    folded = fold(text)
    if len(folded) > 160:
        return False
    return heading_role(re.split(r"[|│┃\s]+", folded.strip(" |│┃"))[0]) is not None or bool(
        _PIPE.search(folded) or "\t" in text
    )


def _by_pipe(text: str) -> list[str]:
    """The cells of a heading: pipes at its edges are borders, for an empty heading says nothing."""
    cells = _raw_pipes(text)
    if cells and not cells[0]:
        cells = cells[1:]
    return cells[:-1] if cells and not cells[-1] else cells


def _raw_pipes(text: str) -> list[str]:
    if not _PIPE.search(fold(text)):
        return []
    return [cell.strip() for cell in re.split(r"[|│┃｜]", re.sub(r"<br\s*/?>", "\n", text).strip())]


def _piped(text: str, heading: str, count: int) -> list[str]:
    """The cells of a row below a heading of `count` cells. Whether an edge pipe is a border or bounds an empty
    cell, the heading says; a row drawn otherwise than its heading is read where the count settles it."""
    cells, head = _raw_pipes(text), _raw_pipes(heading)
    if head[0] == head[-1] == "" and len(cells) > 1 and cells[0] == cells[-1] == "":
        return cells[1:-1]
    if not cells or len(cells) == count:
        return cells
    bordered = (head[:1] == [""], head[-1:] == [""])
    for opens, closes in (bordered, (True, True), (True, False), (False, True)):
        own = cells[1:] if opens and not cells[0] else cells
        own = own[:-1] if closes and own and not own[-1] else own
        if len(own) == count:
            return own
    own = cells[1:] if bordered[0] and not cells[0] else cells
    return own[:-1] if bordered[1] and own and not own[-1] else own


def _by_tab(text: str) -> list[str]:
    return [cell.strip() for cell in text.rstrip("\n").split("\t")] if "\t" in text else []


def _by_blanks(text: str) -> list[str]:
    return re.split(r"[ \u3000\u00a0]+", tidy(text).strip())


def _is_header(cells: list[str]) -> bool:
    roles = [heading_role(cell) for cell in cells]
    known = [role for role in roles if role is not None]
    filled = [cell for cell in cells if cell]
    has_units = any(role in UNIT_ROLES for role in known)
    return len(filled) >= 2 and has_units and len(known) >= max(2, len(filled) * 0.6)


def _delimited(run: list[Line], header: list[str], blanks: bool) -> tuple[int, Table]:
    """The table and how many lines it takes: all down to the last line that is a row, and what stands between.

    A line between rows that is none itself becomes a row of one cell; page numbers are left out."""
    head, roles = run[0], [heading_role(cell) for cell in header]
    pipes = not blanks and bool(_by_pipe(head.text))
    starts = _starts(head.text) if blanks else []
    cuts = [header]
    for at, line in enumerate(run[1:]):
        own = _by_blanks(line.text) if blanks else _by_pipe(line.text) or _by_tab(line.text)
        if at and own != header and _is_header(own):
            break  # another table
        if blanks:
            cuts.append(_aligned(line.text, starts, roles))
        else:
            cuts.append(_piped(line.text, head.text, len(header)) if pipes else _by_tab(line.text))
    rows, used = [_cells(header, head.source)], 1
    last = max((at for at, cells in enumerate(cuts) if at and _is_row(cells, roles)), default=0)
    quiet = 0
    for line, cut in zip(run[1:], cuts[1:], strict=False):
        text = line.text.strip()
        inside = used < last
        used += 1
        quiet = quiet + 1 if not text else 0
        if not text or _RULE.match(text) or is_page_number(text, after=_number_in(rows[-1])):
            if quiet > 2 and not inside:
                break
            continue
        if rows[1:] and not blanks and (whole := _mended(rows[-1], cut or [text], len(header))):
            rows[-1] = whole
            continue
        if not inside and not cut and _ends(text, blanks):
            used -= 1
            break
        if blanks and len(cut) != len(header):
            words = bool(text.split()[1:]) or text.isdigit() or number_of(text) is not None
            rows.append([Cell(text, line.source, lost=words and not _row_like(text))])
        else:
            rows.append(_cells(cut or [text], line.source))
    if not blanks:
        rows = [rows[0], *(row if not pipes and _is_cut_short(row, roles) else _whole(row, roles) for row in rows[1:])]
    width = max(len(row) for row in rows)
    return used, Table(tuple(padded(row, width) for row in rows), head.source)


def _ends(text: str, blanks: bool) -> bool:
    """Whether a line that was not cut, below the last row, is no part of the table."""
    return not _row_like(text) if blanks else len(text) > 60 or bool(re.search(r"[。:：]", text))


def _is_row(cells: list[str], roles: list[Role | None]) -> bool:
    """Whether a line is surely a row: it has more cells than one, and they fit the headings they stand under."""
    filled = [cell for cell in cells if cell]
    return len(cells) == len(roles) and len(filled) > 1 and fits(cells, roles)


def _number_in(row: list[Cell]) -> int:
    """The number a row begins with, or 0."""
    found = re.match(r"\d{1,4}(?=$|[.、\s])", fold(row[0].text).strip())
    return int(found.group()) if found else 0


def _whole(row: list[Cell], roles: list[Role | None]) -> list[Cell]:
    """A row of one cell (the title of a section) or of as many as headings; any other is placed the one way
    that fits, or is lost."""
    filled = [cell.text for cell in row if cell.text]
    if len(row) == len(roles) or len(filled) < 2:
        return row
    if spread := place(filled, roles):
        return _cells(spread, row[0].source)
    return [Cell(" ".join(filled), row[0].source, lost=True)]


def _is_cut_short(row: list[Cell], roles: list[Role | None]) -> bool:
    """Whether a row of tabs lacks only blank cells at its end: it begins with its number, and the rest fits too."""
    texts = [*(cell.text for cell in row), *[""] * (len(roles) - len(row))]
    return roles[0] is Role.NUMBER and bool(row[0].text) and len(texts) == len(roles) and fits(texts, roles)


def _mended(row: list[Cell], cells: list[str], count: int) -> list[Cell] | None:
    """A row whose cell broke over two lines, put together; None when the two do not make one row."""
    if not 0 < len(row) < count or len(row) + len(cells) - 1 != count or re.fullmatch(r"\d{1,3}\.?", cells[0]):
        return None
    broken = row[-1]
    if not broken.text or broken.text[-1] in "。；;" or is_office(broken.text):
        return None  # a finished cell: the next line is another row
    return [*row[:-1], Cell(broken.text + cells[0], broken.source), *_cells(cells[1:], broken.source)]


def _row_like(text: str) -> bool:
    number = number_of(text)
    return number is not None and number.rank <= 2


def _cells(texts: list[str], source: str) -> list[Cell]:
    return [Cell(text, source) for text in texts]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _starts(text: str) -> list[int]:
    return [_width(text[: found.start()]) for found in re.finditer(r"[^\s\u3000]+", text)]


def _aligned(text: str, starts: list[int], roles: list[Role | None]) -> list[str]:
    """Cells of a blank-separated row: as many as headings, or placed under them, or the one way that fits."""
    body, count = text.rstrip(), len(roles)
    wide = [cell.strip() for cell in re.split(r"\s{2,}|\t|\u3000+", body.strip())]
    cells = wide if len(wide) == count else body.split()
    if len(cells) == count or len(cells) < 2:
        return cells if len(cells) == count else []
    words = list(re.finditer(r"[^\s\u3000]+(?: [^\s\u3000]+)*", body))
    placed = [""] * count
    for word in words if len(wide) > 1 and len(starts) == count else []:
        at = _width(body[: word.start()])
        nearest = min(range(count), key=lambda column: abs(starts[column] - at))
        if abs(starts[nearest] - at) > 1 or placed[nearest]:
            break
        placed[nearest] = word.group()
    else:
        if any(placed):
            return placed
    return place(cells, roles) or [body.strip()]
