"""The bars of the time account: what each had in hand, inside what it was allowed pale, beyond it hatched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiantou.desk import bar_svg
from qiantou.desk.bar_svg import NAME, ROW, THIN
from qiantou.desk.strip import Holder

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
    inside = [part for number, bar in enumerate(bars) for part in _bar(name, bar, scale, ROW * number)]
    title = _("What each had in hand, inside what it was allowed and beyond")
    return bar_svg.framed(name, title, ROW * len(bars), [bar.holder for bar in bars], inside)


def _bar(name: str, bar: Bar, scale: float, top: int) -> Iterator[str]:
    yield bar_svg.named(bar.holder.label, (LEFT, LEFT), top)
    left = LEFT
    for minutes, state in ((bar.inside, "pale"), (bar.over, "over")):
        if not minutes:
            continue
        wide = max(minutes * scale, THIN)
        yield bar_svg.bar(name, bar.holder, (left, wide, top + NAME), state, wide >= LETTER)
        left += wide
    yield bar_svg.said([bar.word], left, top + NAME)
