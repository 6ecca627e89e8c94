"""Where the cells of a row that lost some belong: only where one way alone fits the headings."""

from itertools import combinations, pairwise

from qiantou.documents.dates import Kind, find_times
from qiantou.documents.names import is_collective, is_unit, split_names
from qiantou.documents.script import fold, squeeze
from qiantou.documents.vocabulary import NOTHING, UNIT_ROLES, Role


def place(cells: list[str], roles: list[Role | None]) -> list[str] | None:
    """The cells spread over the columns in order, blank where missing; None when no way or several fit.

    A row always has its task."""
    count = len(roles)
    if not cells or count > 12 or len(cells) > count + 3:
        return None
    fits = _merged(cells, roles) if len(cells) > count else _spread(cells, roles)
    return fits[0] if len(fits) == 1 else None


def fits(cells: list[str], roles: list[Role | None]) -> bool:
    """Whether every filled cell may stand under its heading."""
    return all(_fits(cell, role) for cell, role in zip(cells, roles, strict=True) if cell)


def _spread(cells: list[str], roles: list[Role | None]) -> list[list[str]]:
    """Every way to leave columns blank that fits."""
    needed = {at for at, role in enumerate(roles) if role is Role.TASK}
    found = []
    for chosen in combinations(range(len(roles)), len(cells)):
        placed = dict(zip(chosen, cells, strict=True))
        if needed <= set(chosen) and all(_fits(cell, roles[at]) for at, cell in placed.items()):
            found.append([placed.get(at, "") for at in range(len(roles))])
    return found


def _merged(cells: list[str], roles: list[Role | None]) -> list[list[str]]:
    """Every way to put neighbours together that fits: 县发改局 县财政局 in one column, 建设 食堂 in another."""
    found = []
    for cuts in combinations(range(1, len(cells)), len(roles) - 1):
        groups = [cells[start:end] for start, end in pairwise([0, *cuts, len(cells)])]
        if all(_fits_together(group, role) for group, role in zip(groups, roles, strict=True)):
            found.append([" ".join(group) for group in groups])
    return found


def _fits_together(group: list[str], role: Role | None) -> bool:
    if role is Role.TASK and any(_are_units(fold(cell)) for cell in group[1:]):
        return False
    return all(_fits(cell, role) for cell in group) and (len(group) == 1 or role in UNIT_ROLES or role is Role.TASK)


def _fits(cell: str, role: Role | None) -> bool:
    text = squeeze(fold(cell)).strip()
    if text in NOTHING:
        return True
    number = text.rstrip(".、").isdigit()
    if role is Role.NUMBER:
        return number
    if role in UNIT_ROLES:
        return not number and not _is_time(text) and _are_units(text)
    if role is Role.DUE:
        return _is_time(text)
    if role is Role.TASK:
        return not number and not _is_time(text)
    return not number


def _is_time(text: str) -> bool:
    times = find_times(text)
    return bool(times) and (times[0].start <= 2 or times[0].kind is not Kind.HARD) and len(text) < 30


def _are_units(text: str) -> bool:
    read = split_names(text)
    return (
        bool(read.names)
        and not read.unclear
        and all(is_unit(name.text) or is_collective(name.text) for name in read.names)
    )
