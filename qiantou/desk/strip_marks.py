"""The marks of the strip: textures on paper, hatching and dots on a screen, and the swatches of its legend.

Twelve textures, black on white, told apart at arm's length; those that stand on a colour too come after the sixth, away
from the dots of what is unconfirmed; ids carry the strip's name, for a page may hold several.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

TEXTURES = (  # (side of the tile, path, is it filled)
    (6, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", False),
    (5, "M2.5 2.5m-.9 0a.9 .9 0 1 0 1.8 0a.9 .9 0 1 0-1.8 0", True),
    (5, "M0 2.5H5", False),
    (5, "M2.5 0V5", False),
    (6, "M0 3H6M3 0V6", False),
    (6, "M-1 -1L7 7M5 -1L7 1M-1 5L1 7", False),
    (8, "M0 2H8M0 4H8", False),
    (8, "M2 0V8M4 0V8", False),
    (6, "M0 0L6 6M6 0L0 6", False),
    (8, "M0 6L4 2L8 6", False),
    (3, "M0 1.5H3", False),
    (9, "M4.5 4.5m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0", True),
)

_SWATCH = 'x="1" y="1" width="26" height="16" rx="3"'


def patterns(name: str, textures: Iterable[int]) -> str:
    """The `<defs>` of one strip: the textures it uses, overtime and claim."""
    tiles = [_tile(f"{name}-x{index}", TEXTURES[index], "st-ink", "st-dot") for index in textures]
    tiles.append(_tile(f"{name}-over", (7, "M-1 8L8 -1M-1 1L1 -1M6 8L8 6", False), "st-cut", "", 2))
    tiles.append(_tile(f"{name}-claim", (5, "M2 2h1.4v1.4h-1.4z", True), "", "st-dot"))
    return f"<defs>{''.join(tiles)}</defs>"


def filled(name: str, box: str, texture: int | None, state: str, is_claim: bool) -> str:
    """The rectangles of one bar at `box`: its colour, its hatching, its texture for paper (None: solid)."""
    marks = f'<rect class="b" {box}/>'
    if state == "over":
        marks += f'<rect class="x" {box} fill="url(#{name}-over)"/>'
    if is_claim:
        marks += f'<rect class="x" {box} fill="url(#{name}-claim)"/>'
    if texture is not None:
        marks += f'<rect class="t" {box} fill="url(#{name}-x{texture})"/>'
    return marks


def swatch(name: str, look: str, texture: int | None, letter: str) -> SafeString:
    """A holder in the legend."""
    inside = filled(name, _SWATCH, texture, "", False)
    return _small(f'<g class="st-bar {look}">{inside}<text x="14" y="13">{letter}</text></g>')


def mark(name: str, state: str) -> SafeString:
    """A state in the legend: "pale", "over", "claim" or "chain"."""
    if state == "chain":
        return _small('<rect class="st-chain" x="1" y="10" width="26" height="3"/>')
    inside = filled(name, _SWATCH, None, state, state == "claim")
    return _small(f'<g class="st-bar hue-none {state}">{inside}</g>')


def _tile(name: str, texture: tuple[int, str, bool], stroke: str, fill: str, width: float = 0.9) -> str:
    size, path, is_filled = texture
    drawn = f'class="{fill}"' if is_filled else f'class="{stroke}" stroke-width="{width}" fill="none"'
    sides = f'width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
    return f'<pattern id="{name}" {sides}><path d="{path}" {drawn}/></pattern>'


def _small(inside: str) -> SafeString:
    return mark_safe(  # noqa: S308 - drawn from numbers and class names alone
        f'<svg width="28" height="18" viewBox="0 0 28 18" aria-hidden="true" focusable="false">{inside}</svg>'
    )
