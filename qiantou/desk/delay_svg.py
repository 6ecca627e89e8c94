"""The waterfall 延误瀑布图: from the planned finish to the finish, party by party, drawn on the server.

Each party's bar begins where the one before ended: to the right what it cost, to the left what it regained. Lengths are
in percent of the picture; a letter, a texture and the figure stand beside each colour, and the table says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qiantou.desk.advice_svg import CJK
from qiantou.desk.strip import Holder
from qiantou.desk.strip_marks import filled, patterns

NAME, BAR, GAP = 20, 16, 12
ROW = NAME + BAR + GAP
LEFT, WIDE = 1.0, 70.0  # percent; what is left is kept for the figure behind a bar
LETTER = 7.0  # percent from which a bar has room for its letter


@dataclass(frozen=True)
class Fall:
    """`tenths` of a working day, below nought where regained; `word` stands behind the bar."""

    holder: Holder
    tenths: int
    word: str


def draw(name: str, falls: Sequence[Fall], ends: tuple[str, str]) -> SafeString:
    """`ends`: what is written at the planned finish and at the finish. `name`: unique on the page."""
    steps = [0]
    for fall in falls:
        steps.append(steps[-1] + fall.tenths)
    low, high = min(steps), max(steps)
    scale = WIDE / max(high - low, 1)
    places = [LEFT + (step - low) * scale for step in steps]
    height = ROW * (len(falls) + 2)
    used = sorted({fall.holder.texture for fall in falls if fall.holder.texture is not None})
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">'
        f"{escape(_('From the planned finish to the finish, party by party'))}</title>"
        f'<desc id="{name}-d">{escape(_("The table beside it says the same in figures."))}</desc>',
        patterns(name, used),
        f'<line class="st-whole" x1="{places[0]:.2f}%" x2="{places[0]:.2f}%" y1="0" y2="{height}"/>',
        *_end(ends[0], places[0], 0),
    ]
    for number, fall in enumerate(falls):
        out += _fall(name, fall, (places[number], places[number + 1]), ROW * (number + 1))
    out += _end(ends[1], places[-1], ROW * (len(falls) + 1))
    return mark_safe("".join([*out, "</svg>"]))  # noqa: S308 - every text in it went through escape


def _end(text: str, place: float, top: int) -> Iterator[str]:
    """A thin mark with its words, kept inside the picture on either side."""
    anchor, dx = (' text-anchor="end"', 0) if place > 50 else ("", 5)
    where = f'x="{place:.2f}%" dx="{dx}" y="{top + 14}"{anchor}'
    yield f'<text class="bar-name clear"{_language(text)} {where}>{escape(text)}</text>'
    yield f'<rect class="st-end" x="{place:.2f}%" y="{top + NAME}" width="3" height="{BAR}"/>'


def _fall(name: str, fall: Fall, places: tuple[float, float], top: int) -> Iterator[str]:
    left, right = min(places), max(places)
    wide, y = max(right - left, 0.4), top + NAME
    anchor = ' text-anchor="end"' if left > 50 else ""
    label = fall.holder.label
    at = right if left > 50 else left
    yield f'<text class="bar-name clear"{_language(label)} x="{at:.2f}%" y="{top + 14}"{anchor}>{escape(label)}</text>'
    box = f'x="{left:.2f}%" y="{y}" width="{wide:.2f}%" height="{BAR}" rx="2"'
    has_letter = wide >= LETTER
    letter = f'<text x="{left + wide / 2:.2f}%" y="{y + 12}">{escape(fall.holder.letter)}</text>' if has_letter else ""
    state = "pale" if fall.tenths < 0 else ""
    inside = filled(name, box, fall.holder.texture, state, False) + letter
    yield f'<g class="st-bar hue-{fall.holder.hue} {state}">{inside}</g>'
    said = fall.word if has_letter else f"{fall.holder.letter} {fall.word}"
    yield f'<text x="{left + wide:.2f}%" dx="7" y="{y + 12}">{escape(said)}</text>'
    yield f'<line class="st-line" x1="{places[1]:.2f}%" x2="{places[1]:.2f}%" y1="{y + BAR}" y2="{top + ROW + NAME}"/>'


def _language(text: str) -> str:
    return ' lang="zh-Hans"' if CJK.search(text) else ""
