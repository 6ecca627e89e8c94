"""Where the cells of a row that lost some belong: only where one way alone fits the headings."""

from itertools import combinations

from qiantou.documents.dates import Kind, find_times
from qiantou.documents.names import is_collective, is_unit, split_names
from qiantou.documents.script import fold, squeeze
from qiantou.documents.vocabulary import NOTHING, UNIT_ROLES, Role


def place(cells: list[str], roles: list[Role | None]) -> list[str] | None:
    """The cells spread over the columns in order, blank where missing; None when no way or several fit.

    A row always has its task."""
    count = len(roles)
    if not 0 < len(cells) <= count or count > 12:
        return None
    needed = {at for at, role in enumerate(roles) if role is Role.TASK}
    fits = [
        chosen
        for chosen in combinations(range(count), len(cells))
        if needed <= set(chosen) and all(_fits(cell, roles[at]) for cell, at in zip(cells, chosen, strict=True))
    ]
    if len(fits) != 1:
        return None
    spread = [""] * count
    for cell, at in zip(cells, fits[0], strict=True):
        spread[at] = cell
    return spread


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
