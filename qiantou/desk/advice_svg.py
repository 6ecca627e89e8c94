"""Bars for a few shares of each unit, drawn on the server: a letter and a texture beside each colour.

Names and figures stand in the picture; the table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qiantou.desk.strip_marks import filled, patterns, swatch

WIDTH, NAME, BAR, GAP = 680, 20, 16, 4
LEFT, ROOM = 2, 96  # kept free behind the longest bar for its figure
TEXTURES = (0, 1, 2)


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
    scale = (WIDTH - LEFT - ROOM) / float(most)
    height = sum(_height(row) for row in rows) + 6
    used = {bar.kind for row in rows for bar in row.bars}
    whole = LEFT + scale
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(_("The table beside it says the same in figures."))}</desc>',
        patterns(name, sorted(TEXTURES[kind] for kind in used)),
        f'<line class="st-whole" x1="{whole:.1f}" x2="{whole:.1f}" y1="0" y2="{height}"/>',
    ]
    top = 0
    for row in rows:
        out.extend(_row(name, row, top, scale))
        top += _height(row)
    return mark_safe("".join([*out, "</svg>"]))  # noqa: S308 - every text in it went through escape


def legend(name: str, kinds: Sequence[tuple[str, str]]) -> list[tuple[SafeString, str]]:
    """Swatches with their words; `kinds`: letter and words, in the order of `Bar.kind`."""
    return [(swatch(name, _hue(kind), TEXTURES[kind], escape(letter)), text)
            for kind, (letter, text) in enumerate(kinds)]  # fmt: skip


def _hue(kind: int) -> str:
    return ("1", "2", "3")[kind]


def _height(row: Row) -> int:
    return NAME + len(row.bars) * (BAR + GAP) + 10


def _row(name: str, row: Row, top: int, scale: float) -> Iterator[str]:
    yield f'<text class="bar-name" x="{LEFT}" y="{top + 14}">{escape(row.name)}</text>'
    for number, bar in enumerate(row.bars):
        y = top + NAME + number * (BAR + GAP)
        wide = max(float(bar.share or 0) * scale, 2.0)
        if bar.share is not None:
            box = f'x="{LEFT}" y="{y}" width="{wide:.1f}" height="{BAR}" rx="2"'
            letter = f'<text x="{LEFT + 11}" y="{y + 12}">{escape(bar.letter)}</text>' if wide > 22 else ""
            inside = filled(name, box, TEXTURES[bar.kind], "", False) + letter
            yield f'<g class="st-bar hue-{_hue(bar.kind)}">{inside}</g>'
            lead = "" if letter else f"{bar.letter} "
            yield f'<text x="{LEFT + wide + 6:.1f}" y="{y + 12}">{escape(lead + bar.word)}</text>'
        else:
            yield f'<rect class="bar-open" x="{LEFT}" y="{y}" width="40" height="{BAR}" rx="2"/>'
            yield f'<text x="{LEFT + 46}" y="{y + 12}">{escape(f"{bar.letter} {bar.word}")}</text>'
