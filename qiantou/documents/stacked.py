"""Tables typed one cell to a line: the headings first, then every record in the same order."""

from qiantou.documents.labels import heading_role
from qiantou.documents.numbering import number_of
from qiantou.documents.paper import Cell, Line, Table
from qiantou.documents.placing import place
from qiantou.documents.script import fold
from qiantou.documents.vocabulary import UNIT_ROLES, Role


def stacked(run: list[Line]) -> tuple[int, Table] | None:
    """The table and how many lines it takes: all of them; None where no headings stand there."""
    header: list[Line] = []
    blanks_between = False
    at = 0
    while at < len(run) and at < 40:
        text = run[at].text.strip()
        if not text:
            blanks_between = True
        elif heading_role(text) is None or fold(text).rstrip().endswith(":"):
            break
        else:
            header.append(run[at])
        at += 1
    roles = [heading_role(line.text) for line in header]
    if len(header) < 3 or not any(role in UNIT_ROLES for role in roles):
        return None
    lines = run[at:]
    head = tuple(Cell(line.text.strip(), line.source) for line in header)
    records = _records(lines, roles, blanks_between)
    rows = [head, *(padded(record, len(head)) for record in records if record)]
    width = max(len(row) for row in rows)
    return len(run), Table(tuple(padded(list(row), width) for row in rows), run[0].source)


def _records(lines: list[Line], roles: list[Role | None], spaced: bool) -> list[list[Cell]]:
    filled = [line for line in lines if line.text.strip()]
    count = len(roles)
    if roles[0] is Role.NUMBER:
        return _numbered_records(lines, roles)
    source = filled if spaced or len(filled) % count == 0 else lines
    if len(source) % count == 0:
        return [
            [Cell(line.text.strip(), line.source) for line in source[i : i + count]]
            for i in range(0, len(source), count)
        ]
    return [[Cell(" ".join(line.text.strip() for line in filled), filled[0].source, lost=True)]] if filled else []


def _numbered_records(lines: list[Line], roles: list[Role | None]) -> list[list[Cell]]:
    """Records begin at each next number. A record short of cells is placed the one way that fits,
    or is lost."""
    records: list[list[Line]] = []
    for line in lines:
        text = fold(line.text).strip().rstrip(".、")
        if text.isdigit() and int(text) == len(records) + 1:
            records.append([line])
        elif records:
            records[-1].append(line)
        elif text and len(text) < 40 and (number := number_of(line.text)) and number.rank <= 2:
            continue
    result: list[list[Cell]] = []
    for record in records:
        filled = [line for line in record if line.text.strip()]
        while not record[-1].text.strip():
            record.pop()
        exact = record if len(record) == len(roles) else filled
        texts = [line.text.strip() for line in filled]
        if len(exact) == len(roles):
            result.append([Cell(line.text.strip(), line.source) for line in exact])
        elif spread := place(texts, roles):
            sources = iter(filled)
            result.append([Cell(text, next(sources).source if text else filled[0].source) for text in spread])
        else:
            result.append([Cell(" ".join(texts), filled[0].source, lost=True)])
    return result


def padded(row: list[Cell], width: int) -> tuple[Cell, ...]:
    """The row with blank cells up to this width."""
    return (*row, *(Cell("", row[0].source) for _ in range(width - len(row))))
