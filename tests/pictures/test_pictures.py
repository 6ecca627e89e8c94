"""The pictures see what they must: a page with one fault of each sort, then the gallery with none."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pictures.gallery import open_gallery
from tests.pictures.render import MODES, Fault, Page, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PLANTED = Page("planted", "/planted")


def looked_at(chromium: "Browser", out: Path, *modes: str) -> list[Fault]:
    with open_gallery() as (base, _pages, _cookies):
        chosen = [mode for mode in MODES if mode.name in modes]
        return render(chromium, base, [PLANTED], out, modes=chosen)


@pytest.fixture(scope="module")
def planted(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> list[Fault]:
    return looked_at(chromium, tmp_path_factory.mktemp("planted"), "phone", "print")


@pytest.mark.parametrize(
    ("language", "mode", "words"),
    [
        ("zh-hans", "phone", "wider than the screen"),
        ("zh-hans", "phone", "reaches past the edge"),
        ("zh-hans", "phone", "not translated: “Skip to the content”"),
        ("en", "phone", "Chinese on an English page: “这里是中文”"),
        ("zh-hans", "phone", "console: Applying inline style violates"),
        ("zh-hans", "phone", "asks elsewhere: http://192.0.2.1/elsewhere.css"),
        ("zh-hans", "phone", "404 for "),
        ("zh-hans", "phone", "axe image-alt"),
        ("zh-hans", "phone", "axe label"),
        ("zh-hans", "phone", "text leaves the picture"),
        ("zh-hans", "phone", "text does not fit"),
        ("zh-hans", "phone", "too low for a finger"),
        ("zh-hans", "phone", "too small a target"),
        ("zh-hans", "print", "printed: nav"),
    ],
)
def test_a_planted_fault_is_seen(planted: list[Fault], language: str, mode: str, words: str):
    assert [fault for fault in planted if (fault.language, fault.mode) == (language, mode) and words in fault.what]


@pytest.mark.slow
def test_the_gallery_has_no_fault_in_any_mode(chromium: "Browser", tmp_path: Path):
    with open_gallery() as (base, pages, cookies):
        faults = render(chromium, base, pages, tmp_path, cookies=cookies)
    assert [str(fault) for fault in faults] == []
    assert len(list(tmp_path.glob("*.png"))) == len(pages) * len(MODES) * 2
