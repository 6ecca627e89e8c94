"""The waterfall 延误瀑布图: from the planned finish to the finish, party by party, drawn on the server.

Each party's bar begins where the one before ended: to the right what it cost, to the left, pale, what it regained. The
last one, of no party, is the delay itself, from the planned finish to the finish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiantou.desk import bar_svg
from qiantou.desk.bar_svg import BAR, NAME, ROW, THIN
from qiantou.desk.strip import Holder

LEFT, WIDE = 1.0, 70.0  # percent; what is left is kept for the figure behind a bar
LETTER = 7.0  # percent from which a bar has room for its letter
TOTAL = 5  # pixels that the bar of the whole is high


@dataclass(frozen=True)
class Fall:
    """`tenths` of a working day, below nought where regained; `word` stands behind the bar."""

    holder: Holder
    tenths: int
    word: str


def draw(name: str, falls: Sequence[Fall], ends: tuple[str, str], total: str) -> SafeString:
    """`ends`: what is written at the planned finish and at the finish; `total`: the delay in words. `name`: unique on
    the page."""
    steps = [0]
    for fall in falls:
        steps.append(steps[-1] + fall.tenths)
    low, high = min(steps), max(steps)
    scale = WIDE / max(high - low, 1)
    places = [LEFT + (step - low) * scale for step in steps]
    height = ROW * (len(falls) + 2)
    inside = [_upright("st-whole", places[0], (0, height)), bar_svg.named(ends[0], (places[0], places[0]), 0)]
    inside.append(_mark(places[0], NAME))
    for number, fall in enumerate(falls):
        inside += _fall(name, fall, (places[number], places[number + 1]), ROW * (number + 1))
    inside += _whole((places[0], places[-1]), ends[1], total, ROW * (len(falls) + 1))
    title = _("From the planned finish to the finish, party by party")
    return bar_svg.framed(name, title, height, [fall.holder for fall in falls], inside)


def _fall(name: str, fall: Fall, places: tuple[float, float], top: int) -> Iterator[str]:
    left, right = min(places), max(places)
    wide, y = max(right - left, THIN), top + NAME
    has_letter = wide >= LETTER
    yield bar_svg.named(fall.holder.label, (left, right), top)
    yield bar_svg.bar(name, fall.holder, (left, wide, y), "pale" if fall.tenths < 0 else "", has_letter)
    yield bar_svg.said(["" if has_letter else fall.holder.letter, fall.word], left + wide, y)
    yield _upright("st-line", places[1], (y + BAR, top + ROW + NAME))


def _whole(places: tuple[float, float], end: str, total: str, top: int) -> Iterator[str]:
    """The delay from the planned finish to the finish, and where that is."""
    left, right = min(places), max(places)
    yield bar_svg.named(end, (places[1], places[1]), top)
    box = f'x="{left:.2f}%" y="{top + NAME + (BAR - TOTAL) // 2}" width="{right - left:.2f}%" height="{TOTAL}"'
    yield f'<rect class="st-end" {box}/>'
    yield _mark(places[1], top + NAME)
    yield bar_svg.said([total], right, top + NAME)


def _mark(place: float, top: int) -> str:
    return f'<rect class="st-end" x="{place:.2f}%" y="{top}" width="3" height="{BAR}"/>'


def _upright(kind: str, place: float, ends: tuple[int, int]) -> str:
    return f'<line class="{kind}" x1="{place:.2f}%" x2="{place:.2f}%" y1="{ends[0]}" y2="{ends[1]}"/>'
