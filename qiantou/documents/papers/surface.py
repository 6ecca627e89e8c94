"""What a paper is laid on: the sheet of a .docx, or the screen that shows the same paper as a page.

A paper's `lay_…` function puts down its parts in the order they are read and knows neither of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from qiantou.documents.papers.layout import CELL, Style
from qiantou.documents.papers.tables import Grid
from qiantou.documents.papers.wording import Wording


@dataclass(frozen=True)
class Row:
    """A row of a form: its label, what stands in it, and in mm how high it is at least, for writing by hand."""

    label: str
    value: str = ""
    high: float = 0


class Surface(Protocol):
    """The parts a paper is made of; see `sheet.Sheet` for how each stands on the page."""

    wording: Wording

    def number(self, text: str) -> None: ...
    def title(self, text: str, below: str = "") -> None: ...
    def addressee(self, to: str) -> None: ...
    def body(self, text: str) -> None: ...
    def level(self, level: int, text: str) -> None: ...
    def remark(self, text: str, style: Style = CELL) -> None: ...
    def grid(self, grid: Grid) -> Any: ...
    def form(self, rows: Sequence[Row], style: Style = CELL) -> Any: ...
    def attachments(self, names: Sequence[str]) -> None: ...
    def signature(self, issuer: str, day: date | None) -> None: ...
    def note(self, text: str) -> None: ...
    def start_attachment(self, number: int, count: int) -> None: ...


def numbered(on: Surface, number: str) -> None:
    """The paper's number where it has one; a paper that takes none leaves no gap for it."""
    if number.strip():
        on.number(number)


def beside_number(number: str, below: str) -> str:
    """What stands below a title, the paper's number before it where it has one."""
    return "　".join(part for part in (number.strip(), below) if part)
