"""The bars of the time account: what each had in hand, inside what it was allowed pale, beyond it hatched.

Lengths are in percent of the picture; a letter and the figure stand beside each colour, and the table says the same.
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
LEFT, WIDE = 0.2, 46.0  # percent; what is left is kept for the figure behind a bar
LETTER = 5.0  # percent from which a bar has room for its letter


@dataclass(frozen=True)
class Bar:
    """Minutes `inside` what was allowed and `over` it; `word` stands behind the bar."""

    holder: Holder
    inside: int
    over: int
    word: str


def draw(name: str, bars: Sequence[Bar]) -> SafeString:
    """`name`: unique on the page."""
    scale = WIDE / max([bar.inside + bar.over for bar in bars] + [1])
    height = ROW * len(bars)
    used = sorted({bar.holder.texture for bar in bars if bar.holder.texture is not None})
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">'
        f"{escape(_('What each had in hand, inside what it was allowed and beyond'))}</title>"
        f'<desc id="{name}-d">{escape(_("The table beside it says the same in figures."))}</desc>',
        patterns(name, used),
    ]
    for number, bar in enumerate(bars):
        out += _bar(name, bar, scale, ROW * number)
    return mark_safe("".join([*out, "</svg>"]))  # noqa: S308 - every text in it went through escape


def _bar(name: str, bar: Bar, scale: float, top: int) -> Iterator[str]:
    label, y = bar.holder.label, top + NAME
    language = ' lang="zh-Hans"' if CJK.search(label) else ""
    yield f'<text class="bar-name"{language} x="{LEFT}%" y="{top + 14}">{escape(label)}</text>'
    left = LEFT
    for minutes, state in ((bar.inside, "pale"), (bar.over, "over")):
        wide = max(minutes * scale, 0.4) if minutes else 0.0
        if not wide:
            continue
        box = f'x="{left:.2f}%" y="{y}" width="{wide:.2f}%" height="{BAR}" rx="2"'
        inside = filled(name, box, bar.holder.texture, state, False)
        if wide >= LETTER:
            inside += f'<text x="{left + wide / 2:.2f}%" y="{y + 12}">{escape(bar.holder.letter)}</text>'
        yield f'<g class="st-bar hue-{bar.holder.hue} {state}">{inside}</g>'
        left += wide
    yield f'<text x="{left:.2f}%" dx="7" y="{y + 12}">{escape(bar.word)}</text>'
