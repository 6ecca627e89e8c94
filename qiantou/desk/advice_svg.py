"""Bars for a few shares of each unit, drawn on the server: a letter and a texture beside each colour.

Lengths are in percent of the picture, so that it is as wide as its place and its letters keep their size. Names and
figures stand in it; the table beside it says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qiantou.desk.strip_marks import filled, patterns, swatch

NAME, BAR, GAP = 20, 16, 4
LONGEST = 82  # percent; what is left is kept for the figure behind the longest bar
LETTER = 9  # percent from which a bar has room for its letter, on a phone too
TEXTURES = (0, 1, 2)
HUES = ("1", "2", "3")
CJK = re.compile("[㐀-鿿]")


@dataclass(frozen=True)
class Bar:
    """`share` of the whole, None where it is not known; `word` stands behind the bar. `kind`: 0, 1, 2 of the legend."""

    kind: int
    letter: str
    share: Fraction | None
    word: str


@dataclass(frozen=True)
class Row:
    name: str
    bars: Sequence[Bar]


def draw(name: str, rows: Sequence[Row], *, title: str) -> SafeString:
    """The picture; the line marks the whole (100 %). `name`: unique on the page."""
    most = max([Fraction(1), *(bar.share for row in rows for bar in row.bars if bar.share is not None)])
    scale = LONGEST / float(most)
    height = sum(_height(row) for row in rows) + 6
    used = sorted({TEXTURES[bar.kind] for row in rows for bar in row.bars})
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(_("The table beside it says the same in figures."))}</desc>',
        patterns(name, used),
        f'<line class="st-whole" x1="{scale:.2f}%" x2="{scale:.2f}%" y1="0" y2="{height}"/>',
    ]
    top = 0
    for row in rows:
        out.extend(_row(name, row, top, scale))
        top += _height(row)
    return mark_safe("".join([*out, "</svg>"]))  # noqa: S308 - every text in it went through escape


def legend(name: str, kinds: Sequence[tuple[str, str]]) -> list[tuple[SafeString, str]]:
    """Swatches with their words; `kinds`: letter and words, in the order of `Bar.kind`."""
    return [
        (swatch(name, HUES[kind], TEXTURES[kind], escape(letter)), text) for kind, (letter, text) in enumerate(kinds)
    ]


def _height(row: Row) -> int:
    return NAME + len(row.bars) * (BAR + GAP) + 10


def _row(name: str, row: Row, top: int, scale: float) -> Iterator[str]:
    language = ' lang="zh-Hans"' if CJK.search(row.name) else ""
    yield f'<text class="bar-name"{language} x="1" y="{top + 14}">{escape(row.name)}</text>'
    for number, bar in enumerate(row.bars):
        y = top + NAME + number * (BAR + GAP)
        if bar.share is None:
            yield f'<rect class="bar-open" x="1" y="{y}" width="40" height="{BAR}" rx="2"/>'
            yield f'<text x="46" y="{y + 12}">{escape(f"{bar.letter} {bar.word}")}</text>'
            continue
        wide = float(bar.share) * scale
        box = f'x="1" y="{y}" width="{max(wide, 0.3):.2f}%" height="{BAR}" rx="2"'
        letter = f'<text x="12" y="{y + 12}">{escape(bar.letter)}</text>' if wide >= LETTER else ""
        inside = filled(name, box, TEXTURES[bar.kind], "", False) + letter
        yield f'<g class="st-bar hue-{HUES[bar.kind]}">{inside}</g>'
        said = bar.word if letter else f"{bar.letter} {bar.word}"
        yield f'<text x="{wide:.2f}%" dx="7" y="{y + 12}">{escape(said)}</text>'
