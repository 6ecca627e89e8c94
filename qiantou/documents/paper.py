"""A paper as read: lines and tables in the order of the document, each saying where it stood."""

from dataclasses import dataclass

from qiantou.documents.doubts import Doubt


@dataclass(frozen=True)
class Line:
    """A paragraph or text line. `rank` is its outline rank where the file says one (see numbering)."""

    text: str
    source: str
    rank: int | None = None


@dataclass(frozen=True)
class Cell:
    """A table cell. `above` and `left` mark a merged cell that repeats the one above or to the left; `lost`
    one that holds a whole line whose columns cannot be told apart; `hidden` one of a row that the sheet hides;
    `unvalued` one whose formula was saved without its value, or came to an error."""

    text: str
    source: str
    above: bool = False
    left: bool = False
    lost: bool = False
    hidden: bool = False
    unvalued: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells, padded to one width; `source` names the table or sheet."""

    rows: tuple[tuple[Cell, ...], ...]
    source: str


Block = Line | Table


@dataclass(frozen=True)
class Paper:
    """What a file holds, and what in it was not read."""

    filename: str
    blocks: tuple[Block, ...]
    doubts: tuple[Doubt, ...] = ()
