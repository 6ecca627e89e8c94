"""The page and the type of official papers: sizes in mm and pt, faces, and the styles made of them.

Source: GB/T 9704-2012, 5.2 (type area 156 mm by 225 mm, top 37 mm, left 28 mm, 22 lines of 28 characters of 16 pt),
7.3 (title 22 pt, levels, addressee, signature), 7.5 (page number 14 pt between dashes), A4 throughout.
"""

from dataclasses import dataclass
from typing import Literal

LINE_PT = 28.95
"""22 lines of 29 pt are 0.2 pt higher than 225 mm; 28.95 pt is the nearest twentieth that fits."""
TIGHTEN_PT = -0.25
"""28 characters of 16 pt are 5.8 pt wider than 156 mm, so each stands a quarter of a point closer to the next."""
BODY_PT = 16.0
PAGE_NUMBER_PT = 14.0
TWIPS_PER_MM = 1440 / 25.4


@dataclass(frozen=True)
class Page:
    """One size of page, all in mm; what is not type area is margin."""

    width: float
    height: float
    top: float
    left: float
    type_width: float
    type_height: float

    @property
    def right(self) -> float:
        return self.width - self.left - self.type_width

    @property
    def bottom(self) -> float:
        return self.height - self.top - self.type_height

    @property
    def footer(self) -> float:
        """From the lower edge of the paper to the page number, whose top stands 7 mm below the type area."""
        return self.bottom - 7 - PAGE_NUMBER_PT * 25.4 / 72


PORTRAIT = Page(width=210, height=297, top=37, left=28, type_width=156, type_height=225)
LANDSCAPE = Page(width=297, height=210, top=28, left=37, type_width=225, type_height=156)
"""The portrait page turned: the same type area, the binding edge (28 mm) on top."""


@dataclass(frozen=True)
class Face:
    """A Chinese face by its name, the name another system knows it by, and the face of Latin letters and digits."""

    name: str
    also: str
    latin: str = "Times New Roman"


FANGSONG = Face("仿宋_GB2312", "仿宋")
KAITI = Face("楷体_GB2312", "楷体")
HEITI = Face("黑体", "SimHei")
SONGTI = Face("宋体", "SimSun", latin="SimSun")
XIAOBIAOSONG = Face("方正小标宋简体", "方正小标宋_GBK")
FACES = (FANGSONG, KAITI, HEITI, SONGTI, XIAOBIAOSONG)

Align = Literal["both", "center", "left", "right"]


@dataclass(frozen=True)
class Style:
    """How one sort of paragraph stands; `id` is what the paragraphs name, `name` what a word processor lists.

    Names of the built-in styles are translated by the word processor itself.
    """

    id: str
    name: str
    face: Face
    size: float = BODY_PT
    line: float = LINE_PT
    align: Align = "both"
    first_line_chars: int = 0
    outline: int | None = None
    tighten: float = 0.0
    with_next: bool = False


BODY = Style("BodyText", "Body Text", FANGSONG, first_line_chars=2, tighten=TIGHTEN_PT)
NORMAL = Style("Normal", "Normal", FANGSONG, tighten=TIGHTEN_PT)
TITLE = Style("Title", "Title", XIAOBIAOSONG, size=22, line=34, align="center", with_next=True)
NUMBER = Style("Subtitle", "Subtitle", FANGSONG, align="center")
LEVEL_1 = Style("Heading1", "heading 1", HEITI, first_line_chars=2, outline=0, with_next=True)
LEVEL_2 = Style("Heading2", "heading 2", KAITI, first_line_chars=2, outline=1, with_next=True)
SIGNED = Style("Signature", "Signature", FANGSONG, align="right")
ATTACHMENT = Style("EnvelopeAddress", "envelope address", HEITI, align="left", with_next=True)
CELL = Style("TableText", "Table Text", FANGSONG, size=12, line=18, align="left")
CELL_CENTRED = Style("TableCentred", "Table Centred", FANGSONG, size=12, line=18, align="center")
CELL_SMALL = Style("TableSmall", "Table Small", FANGSONG, size=10.5, line=15, align="left")
CELL_HEAD = Style("TableHead", "Table Head", HEITI, size=12, line=18, align="center")
GAP = Style("TableGap", "Table Gap", FANGSONG, size=5, line=7, with_next=True)
FOOTER = Style("Footer", "footer", SONGTI, size=PAGE_NUMBER_PT, line=18, align="left")
STYLES = (
    NORMAL, BODY, TITLE, NUMBER, LEVEL_1, LEVEL_2, SIGNED, ATTACHMENT,
    CELL, CELL_CENTRED, CELL_SMALL, CELL_HEAD, GAP, FOOTER,
)  # fmt: skip


def twips(mm: float) -> int:
    """Twentieths of a point in so many mm."""
    return round(mm * TWIPS_PER_MM)


def indent(chars: float, style: Style = NORMAL) -> int:
    """Twips as wide as so many characters of the style."""
    return round(chars * (style.size + style.tighten) * 20)
