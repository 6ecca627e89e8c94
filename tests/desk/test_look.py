"""What the stylesheet and the templates promise without a browser: contrast, one dark, nothing inline."""

import re
from itertools import product
from pathlib import Path

import pytest

DESK = Path(__file__).parents[2] / "qiantou" / "desk"
CSS = (DESK / "static/desk/desk.css").read_text("utf-8")
TEMPLATES = sorted((DESK / "templates").rglob("*.html"))
PARTS = sorted((DESK / "templates/desk/parts").glob("*.html"))
TEXTS = ("ink", "soft", "faint", "needs", "ok", "warn", "near")
HOLDERS = ("h1", "h2", "h3", "h4", "h5", "h6", "above")


def tokens(after: str) -> dict[str, str]:
    """The six-digit colours of the first block that follows `after`."""
    block = CSS.split(after, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


THEMES = {"light": tokens(":root {"), "dark": tokens(':root[data-theme="dark"] {')}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_known_ratio():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
def test_text_reaches_aa_on_every_ground(theme: str):
    colours = THEMES[theme]
    pairs = product(TEXTS, ("paper", "sheet", "needs-wash"))
    faint = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_letter_on_a_bar_reaches_aa_and_an_edge_of_a_control_three_to_one(theme: str):
    colours = THEMES[theme]
    assert {holder for holder in HOLDERS if contrast(colours[holder], colours["sheet"]) < 4.5} == set()
    assert contrast(colours["edge"], colours["sheet"]) >= 3
    assert contrast(colours["edge"], colours["paper"]) >= 3


def test_the_readers_dark_and_the_systems_dark_are_one():
    assert tokens(':root:not([data-theme="light"]) {') == THEMES["dark"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_inline_that_the_content_policy_refuses(path: Path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"https?://|//[a-z]", text), "a page asks nobody but its own site"


def test_the_stylesheet_asks_nobody():
    assert not re.search(r"@import|url\(", CSS)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_every_part_says_what_it_wants(path: Path):
    assert re.match(r"({% extends [^%]*%}|{% load [^%]*%})*{% comment %}\n?[A-Z\"].{20}", path.read_text("utf-8"))


def test_every_class_of_a_part_is_in_the_stylesheet():
    used = set()
    for path in TEMPLATES:
        for classes in re.findall(r'class="([^"]*)"', path.read_text("utf-8")):
            plain = re.sub(r"{%.*?%}|{{.*?}}", " ", classes)
            used.update(name for name in plain.split() if not name.endswith("-"))
    assert {name for name in used if not re.search(rf"\.{name}\b", CSS)} == set()


def test_one_file_one_person_can_read():
    assert len(CSS.splitlines()) < 400
