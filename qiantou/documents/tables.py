"""Rows from a table: its headings say what each column is; merged cells and section rows carry down."""

import re
from collections.abc import Iterator
from dataclasses import replace

from qiantou.documents.clauses import Clause, read_clause
from qiantou.documents.dates import find_times
from qiantou.documents.doubts import Doubt
from qiantou.documents.labels import heading_role
from qiantou.documents.names import is_collective, is_unit, split_names
from qiantou.documents.numbering import number_of
from qiantou.documents.paper import Cell, Table
from qiantou.documents.rows import Found
from qiantou.documents.script import fold, squeeze, tidy
from qiantou.documents.statements import pieces_of
from qiantou.documents.vocabulary import NOTHING, UNIT_ROLES, Role

Columns = dict[int, Role]


_BELOW = re.compile(
    r"(?:合计|总计|小计|共计)(?:$|[\d:(共])|(?:填报|填表|制表|审核|报送|联系)(?:单位|部门|人|时间|日期|电话)?:|(?:备?注|说明):"
)


_WORDS = re.compile(r"(?![第一二三四五六七八九十百项条号])[\u3400-\u9fff]{2}")
"""Words in the column of numbers: a task that slipped there."""


def columns_of(table: Table) -> tuple[int, Columns] | None:
    """(index of the first row after the headings, role of each column), or None without headings."""
    for at, row in enumerate(table.rows[:30]):
        roles = _roles(row)
        if not _is_header(row, roles):
            continue
        after = at + 1
        if after < len(table.rows):
            second = _roles(table.rows[after])
            own = {column: role for column, role in second.items() if not table.rows[after][column].above}
            filled = [cell for cell in table.rows[after] if cell.text.strip() and not cell.above]
            if own and len(own) == len(filled) and any(role in UNIT_ROLES for role in own.values()):
                roles, after = {**roles, **own}, after + 1
        return after, _one_each(table, after, roles)
    return None


def _roles(row: tuple[Cell, ...]) -> Columns:
    return {column: role for column, cell in enumerate(row) if (role := heading_role(cell.text)) is not None}


def _is_header(row: tuple[Cell, ...], roles: Columns) -> bool:
    filled = [cell for cell in row if cell.text.strip()]
    distinct = {squeeze(cell.text) for cell in filled}
    unit_columns = any(role in UNIT_ROLES for role in roles.values())
    return len(distinct) >= 2 and unit_columns and len(roles) >= len(filled) * 0.5


def _one_each(table: Table, first: int, roles: Columns) -> Columns:
    """Of two task columns the one that repeats downwards is the class of the other."""
    tasks = [column for column, role in roles.items() if role is Role.TASK]
    if len(tasks) < 2:
        return roles

    def variety(column: int) -> int:
        texts = [row[column].text for row in table.rows[first:] if not row[column].left]
        return len({text for text in texts if text.strip()})

    chosen = max(tasks, key=lambda column: (variety(column), -column))
    lesser = {
        column: Role.CLASS if variety(column) < variety(chosen) else Role.STANDARD
        for column in tasks
        if column != chosen
    }
    return {**roles, **lesser}


def rows_of(table: Table, known: tuple[Columns, int] | None = None) -> list[Found] | None:
    """Every row in order, or None when the table has no headings of its own nor those `known` (columns
    and width) from the table it continues."""
    found = columns_of(table)
    if found:
        first, columns = found
    elif known and table.rows and len(table.rows[0]) == known[1]:
        first, columns = 0, known[0]
    else:
        return None
    rows = list(_data_rows(table, first, columns))
    if all(doubt.code == "unreadable" for row in rows for doubt in row.doubts or (Doubt("no-task"),)):
        place = Doubt("unreadable", {"place": table.source})
        return [Found("", Clause(), table.rows[0][0].source, doubts=(place,))]
    return rows


def _data_rows(table: Table, first: int, columns: Columns) -> Iterator[Found]:
    section, before = "", None
    seen: dict[int, str] = {}
    for row in table.rows[first:]:
        if _is_header(row, _roles(row)) or not any(cell.text.strip() for cell in row):
            continue
        if row[0].lost:
            yield _lost(row[0])
            continue
        if _is_total(row, columns):
            continue
        if (title := _section_title(row, columns)) is not None:
            section = title
            continue
        if before is not None and all(
            cell.above or not cell.text.strip() for column, cell in enumerate(row) if column in columns
        ):
            continue
        found = _read_row(row, columns, section, seen)
        if found is not None:
            yield found
            before = row
        for column, cell in enumerate(row):
            if cell.text.strip():
                seen[column] = squeeze(cell.text)


def _section_title(row: tuple[Cell, ...], columns: Columns) -> str | None:
    """A row that is one merged cell, or one cell beside blanks, is the title of what follows."""
    filled = [(column, cell) for column, cell in enumerate(row) if cell.text.strip() and not cell.left]
    if len(filled) != 1:
        return None
    column, cell = filled[0]
    merged = any(other.left for other in row)
    text = tidy(cell.text).strip()
    number = number_of(text)
    if len(row) > 1 and (
        merged
        or (number and number.rank <= 2)
        or (column == 0 and columns.get(0) is Role.NUMBER and not _only_number(text) and not number)
    ):
        return text if len(text) < 400 else None
    return None


def is_below(text: str) -> bool:
    """Whether words open a line that stands below the tasks: 合计, 填报人：, 备注：."""
    return bool(_BELOW.match(fold(text)))


def _is_total(row: tuple[Cell, ...], columns: Columns) -> bool:
    """A row below the tasks: 合计 or 填报人： in its first filled cell, and no unit in its column."""
    filled = [(column, squeeze(cell.text)) for column, cell in enumerate(row) if cell.text.strip() and not cell.left]
    named = any(columns.get(column) in UNIT_ROLES for column, text in filled[1:] if not _only_number(text))
    return bool(filled) and not named and is_below(filled[0][1])


def _lost(cell: Cell) -> Found:
    """A line whose cells cannot be told apart: the words after its number are the task, the rest is a doubt."""
    text = cell.text.strip()
    words = text.split()
    if len(words) > 1 and _only_number(words[0]):
        words = words[1:]
    if not words or _only_number(text):
        return Found("", Clause(), cell.source, doubts=(Doubt("unreadable", {"place": cell.source}),))
    return Found(words[0], Clause(), cell.source, doubts=(Doubt("columns-lost", {"text": text[:80]}),))


def _only_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.、()]{1,6}|[一二三四五六七八九十]{1,3}", fold(text).strip()))


def _read_row(row: tuple[Cell, ...], columns: Columns, section: str, seen: dict[int, str]) -> Found | None:
    clause, doubts = Clause(), [Doubt("hidden-row")] if row[0].hidden else list[Doubt]()
    task = source = standard = category = ""
    lead_column = any(role is Role.LEAD for role in columns.values())
    for column, cell in enumerate(row):
        role, text = columns.get(column), tidy(cell.text).strip()
        if role is Role.TASK and not cell.left:
            task, source = text, cell.source
        elif role is Role.STANDARD:
            standard = standard or text
        elif role is Role.CLASS and not cell.left:
            category = text or seen.get(column, "")
        elif role is Role.NUMBER and not cell.above and _WORDS.search(fold(text)):
            doubts.append(Doubt("unclear-text", {"text": text}))
        elif role is Role.RESPONSIBLE and lead_column:
            clause = clause.joined(_read_cell(text, Role.COOPERATING))
        elif role is not None and not (cell.left and column - 1 in columns and columns[column - 1] is role):
            clause = clause.joined(_read_cell(text, role))
            if role in UNIT_ROLES and not text and seen.get(column) and role in (Role.LEAD, Role.RESPONSIBLE):
                doubts.append(Doubt("blank-below", {"text": seen[column]}))
    if not task and not clause.units and not clause.dues and not standard:
        return (
            None
            if category
            else Found("", Clause(), row[0].source, doubts=(Doubt("unreadable", {"place": row[0].source}),))
        )
    if not task and standard:
        task, standard = standard, ""
        source = next(cell.source for column, cell in enumerate(row) if columns.get(column) is Role.STANDARD)
    task, clause = _inside_task(task, clause)
    number = number_of(task)
    task = task[number.end :] if number and number.rank >= 2 else task
    source = source or next(cell.source for cell in row if cell.text.strip())
    title = " · ".join(dict.fromkeys(part for part in (section, squeeze(category)) if part))
    return Found(task, replace(clause, standard=clause.standard or standard), source, title, None, tuple(doubts))


def _inside_task(task: str, clause: Clause) -> tuple[str, Clause]:
    """A task cell may carry its own bracket when the unit cells are empty."""
    if clause.units:
        return task, clause
    pieces = pieces_of(task)
    if len(pieces) == 1 and pieces[0].clause:
        return pieces[0].text, clause.joined(pieces[0].clause)
    return task, clause


def _read_cell(text: str, role: Role) -> Clause:
    if fold(text) in NOTHING:
        return Clause(lead_asked=role is Role.LEAD)
    if role in UNIT_ROLES:
        clause = read_clause(names_by_line(text), role)
        if text.rstrip().endswith(("、", "，", ",")):
            clause = replace(clause, doubts=(*clause.doubts, Doubt("cut-off", {"text": text.strip()[-24:]})))
        if clause.dues and not clause.units:  # a date among the units: the columns have slipped
            return Clause(lead_asked=clause.lead_asked, doubts=(Doubt("unclear-text", {"text": text}),))
        return clause
    if role is Role.DUE:
        return _due(text)
    return Clause(leader=text.replace("\n", "、")) if role is Role.LEADER else Clause()


def _due(text: str) -> Clause:
    """A due cell; what is no time at all (a unit, a number of a lost column) is left out with a doubt."""
    flat_text = squeeze(text.replace("\n", ""))
    if not find_times(flat_text) and split_names(flat_text).names and is_unit(flat_text):
        return Clause(doubts=(Doubt("unclear-text", {"text": flat_text}),))
    return Clause(dues=(flat_text,))


def names_by_line(text: str) -> str:
    """A line break in a cell separates finished names and joins broken ones."""
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    joined = ""
    for piece in pieces:
        last = re.split(r"[、,，;；\s]", joined)[-1]
        apart = (
            joined
            and joined[-1] not in "、,，;；：:"
            and (is_unit(last) or is_collective(last) or last.endswith((")", "）")))
        )
        joined += ("、" if apart and not re.match(r"[、，,；;（(]", piece) else "") + piece
    return joined
