"""A picture of bars, a party each: its frame, its names, its bars with letter and texture.

Lengths are in percent of the picture, so that it is as wide as its place and its letters keep their size. A letter, a
texture and a figure stand beside each colour, and the table beside the picture says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qiantou.desk.advice_svg import CJK
from qiantou.desk.strip import Holder
from qiantou.desk.strip_marks import filled, patterns

NAME, BAR, GAP = 20, 16, 12
ROW = NAME + BAR + GAP
THIN = 0.4  # percent that a bar has at the least
MIDDLE = 50.0  # percent from which a name ends at its bar's end, so that it stays inside


def framed(name: str, title: str, height: int, holders: Iterable[Holder], inside: Iterable[str]) -> SafeString:
    """The picture. `name`: unique on the page. `inside`: markup of which every text was escaped."""
    used = sorted({holder.texture for holder in holders if holder.texture is not None})
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(_("The table beside it says the same in figures."))}</desc>'
    )
    return mark_safe("".join([head, patterns(name, used), *inside, "</svg>"]))  # noqa: S308 - every text was escaped


def named(text: str, ends: tuple[float, float], top: int) -> str:
    """A name above what lies between two places; kept inside the picture on either side."""
    left, right = ends
    anchor, place = (' text-anchor="end"', right) if left > MIDDLE else ("", left)
    language = ' lang="zh-Hans"' if CJK.search(text) else ""
    return f'<text class="bar-name clear"{language} x="{place:.2f}%" y="{top + 14}"{anchor}>{escape(text)}</text>'


def bar(name: str, holder: Holder, box: tuple[float, float, int], state: str, has_letter: bool) -> str:
    """`box`: left and width in percent, top. `state`: "pale", "over" or ""."""
    left, wide, top = box
    place = f'x="{left:.2f}%" y="{top}" width="{wide:.2f}%" height="{BAR}" rx="2"'
    inside = filled(name, place, holder.texture, state, False)
    if has_letter:
        inside += f'<text x="{left + wide / 2:.2f}%" y="{top + 12}">{escape(holder.letter)}</text>'
    return f'<g class="st-bar {holder.look} {state}">{inside}</g>'


def said(words: Sequence[str], place: float, top: int) -> str:
    """Figures behind a bar."""
    return f'<text x="{place:.2f}%" dx="7" y="{top + 12}">{escape(" ".join(filter(None, words)))}</text>'
