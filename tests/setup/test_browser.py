"""The browser the tests drive is a real one, with Chinese letters to draw."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.setup.stranger import ROOT
from tests.support import browser


@pytest.mark.browser
def test_chinese_is_drawn_by_letters_not_by_boxes(page):
    page.set_content("<p style='font-size:40px'><span id=a>牵头</span> <span id=b>\ue000\ue001</span></p>")
    drawn = [page.locator(f"#{name}").screenshot() for name in ("a", "b")]

    assert page.locator("#a").inner_text() == "牵头"
    assert drawn[0] != drawn[1]


@pytest.mark.browser
def test_the_rules_of_accessibility_are_at_hand_without_a_network(page):
    from axe_playwright_python.sync_playwright import Axe

    page.set_content("<html lang=zh><title>题</title><main><h1>题</h1><img src=data:,></main></html>")

    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == ["image-alt"]


def test_a_named_browser_that_is_not_there_is_said_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QIANTOU_CHROMIUM", "/no/such/chromium")

    with pytest.raises(FileNotFoundError, match="/no/such/chromium"):
        browser.installed_chromium()


def test_without_a_browser_a_sentence_says_what_was_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("QIANTOU_CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser, "_ran", lambda command: False)

    assert browser.provide()[0] == browser.NO_BROWSER
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_driver_that_does_not_start_is_mended_by_its_library_or_told(monkeypatch: pytest.MonkeyPatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(browser, "installed_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser, "has_chinese_fonts", lambda: True)
    monkeypatch.setattr(browser.sys, "executable", shutil.which("false"))
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser, "_ran", lambda command: bool(asked.append(command)))

    assert browser.provide() == [browser.NO_DRIVER]
    assert asked[-1][-1] == "libatomic1"


@pytest.mark.parametrize(("required", "code", "word"), [("0", 0, "1 skipped"), ("1", 1, "there is no browser")])
def test_a_missing_browser_is_told_and_fails_the_run_where_it_is_required(
    tmp_path, required: str, code: int, word: str
):
    variables = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), browser.REQUIRED: required}
    variables |= {"QIANTOU_CLOSING": browser.NO_BROWSER}
    boxes = "tests/setup/test_browser.py::test_chinese_is_drawn_by_letters_not_by_boxes"

    inner = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", boxes],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert inner.returncode == code
    assert word in inner.stdout
    assert f"\n{browser.NO_BROWSER}\n" in inner.stdout
