"""A paper on the screen: the same parts in the same order as plain blocks, for a page to show before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qiantou.core.plain import without_hidden
from qiantou.documents.papers.layout import CELL, Style
from qiantou.documents.papers.saying import said, say_day, say_level
from qiantou.documents.papers.surface import Row
from qiantou.documents.papers.tables import Grid
from qiantou.documents.papers.wording import Wording


@dataclass(frozen=True)
class Block:
    """One part. `sort`: title, number, addressee, body, level-1 to level-4, remark, grid, form, attached, attachment,
    signed. `rows` of a form: label, value, whether it is left for writing by hand."""

    sort: str
    text: str = ""
    below: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    form: tuple[tuple[str, str, bool], ...] = ()


class Screen:
    """The parts of a paper as blocks; see `surface.Surface`."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.blocks: list[Block] = []
        self._counts = [0, 0, 0, 0]

    def number(self, text: str) -> None:
        self._put("number", text.strip() or self.wording.number_open)

    def title(self, text: str, below: str = "") -> None:
        self._put("title", text)
        self.blocks[-1] = replace(self.blocks[-1], below=below)

    def addressee(self, to: str) -> None:
        self._put("addressee", self.wording.addressee.format(to=said(to, self.wording)))

    def body(self, text: str) -> None:
        for line in without_hidden(text).splitlines():
            if line.strip():
                self._put("body", line.strip())

    def level(self, level: int, text: str) -> None:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        first, *rest = (without_hidden(text).strip() or self.wording.not_agreed).splitlines()
        self._put(f"level-{level}", say_level(level, self._counts[level - 1], first, self.wording))
        self.body("\n".join(rest))

    def remark(self, text: str, style: Style = CELL) -> None:
        self._put("remark", text)

    def grid(self, grid: Grid) -> None:
        heads = tuple(column.heading for column in grid.columns)
        rows = tuple(tuple(without_hidden(cell) for cell in row) for row in grid.rows)
        self.blocks.append(Block("grid", "" if rows else grid.empty, heads=heads, rows=rows))

    def form(self, rows: Sequence[Row], style: Style = CELL) -> None:
        told = tuple((row.label, without_hidden(row.value), row.high > 0) for row in rows)
        self.blocks.append(Block("form", form=told))

    def attachments(self, names: Sequence[str]) -> None:
        for number, name in enumerate(names, 1):
            mark = f"{number}." if len(names) > 1 else ""
            self._put("attached", (self.wording.attached if number == 1 else "") + mark + name)

    def signature(self, issuer: str, day: date | None) -> None:
        self._put("signed", said(issuer, self.wording))
        self.blocks[-1] = replace(self.blocks[-1], below=say_day(day, self.wording))

    def note(self, text: str) -> None:
        self.body(text)

    def start_attachment(self, number: int, count: int) -> None:
        wording = self.wording
        self._put("attachment", wording.attachment_n.format(number=number) if count > 1 else wording.attachment)
        self._counts = [0, 0, 0, 0]

    def _put(self, sort: str, text: str) -> None:
        self.blocks.append(Block(sort, without_hidden(text)))
