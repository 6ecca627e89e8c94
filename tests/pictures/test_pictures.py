"""The pictures see what they must: a page with one fault of each sort, then the gallery with none."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pictures.gallery import open_gallery
from tests.pictures.render import LANGUAGES, MODES, Fault, Page, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PLANTED = Page("planted", "/planted")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


@pytest.fixture(scope="module")
def planted(chromium: "Browser", pictures: Path) -> list[Fault]:
    with open_gallery() as (base, _pages, _cookies):
        chosen = [mode for mode in MODES if mode.name in ("phone", "print")]
        return render(chromium, base, [PLANTED], pictures, modes=chosen)


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


def test_a_page_is_drawn_in_both_languages_and_printed_on_paper(planted: list[Fault], pictures: Path):
    ways = [f"planted.{language}.{mode}" for language in LANGUAGES for mode in ("phone.png", "print.png", "print.pdf")]
    assert sorted(path.name for path in pictures.iterdir()) == sorted(ways)
    assert {path.name for path in pictures.iterdir() if path.stat().st_size < 1000} == set()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_has_no_fault(chromium: "Browser", language: str):
    """In every mode where it is Chinese, on the narrow screen in English too: `python -m tests.pictures` draws all."""
    modes = [mode for mode in MODES if language == "zh-hans" or mode.is_phone]
    with open_gallery() as (base, pages, cookies):
        faults = render(chromium, base, pages, None, cookies=cookies, modes=modes, languages=[language])
    assert [str(fault) for fault in faults] == []
