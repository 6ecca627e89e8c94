"""Every page as pictures, in both languages and every way it is read, and what is wrong with them.

A fault is: a page wider than its screen, text that does not fit, a sentence left untranslated, an error in the
console (a refusal by the content policy is one), a request that failed or left the site, a wrong status, a
target too low for a finger, or a violation found by axe-core. Pictures are taken of faulty pages too. The language
is asked for by cookie, so the accounts that look have chosen none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import polib
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

HERE = Path(__file__).parent
CATALOGUES = HERE.parents[1] / "qiantou"
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
A4, A4_LYING = 680, 1009  # CSS pixels between the margins of an A4 sheet
LANGUAGE_COOKIE = "qiantou_language"
AXE_OPTIONS = {"resultTypes": ["violations"]}
Cookies = Mapping[str, Sequence[Mapping[str, str]]]  # by user: {"name": …, "value": …}


@dataclass(frozen=True)
class Page:
    """A page to look at: `user` is a key of the cookies, empty for a stranger."""

    name: str
    path: str
    user: str = ""
    status: int = 200
    lies: bool = False  # printed on a lying sheet, as a strip is


@dataclass(frozen=True)
class Mode:
    name: str
    width: int = 1366
    height: int = 900
    is_dark: bool = False
    is_print: bool = False
    has_script: bool = True
    asks_axe: bool = False

    @property
    def is_phone(self) -> bool:
        return self.width < 400


@dataclass(frozen=True)
class Fault:
    page: str
    language: str
    mode: str
    what: str

    def __str__(self) -> str:
        return f"{self.page} · {self.language} · {self.mode}: {self.what}"


MODES = (
    Mode("desktop", asks_axe=True),
    Mode("phone", width=360, height=740, asks_axe=True),
    Mode("dark", is_dark=True, asks_axe=True),
    Mode("print", width=A4, is_print=True),
    Mode("plain", has_script=False),
)


def render(
    browser: Browser,
    base: str,
    pages: Sequence[Page],
    out: Path,
    *,
    cookies: Cookies | None = None,
    modes: Iterable[Mode] = MODES,
) -> list[Fault]:
    """Draw every page × language × mode into `out` as page.language.mode.png (print also as PDF); the faults."""
    out.mkdir(parents=True, exist_ok=True)
    faults: list[Fault] = []
    for language in LANGUAGES:
        for mode in modes:
            for user in sorted({page.user for page in pages}):
                with _reader(browser, base, language, mode) as context:
                    for cookie in (cookies or {}).get(user, ()):
                        context.add_cookies([{**cookie, "url": base}])
                    for page in pages:
                        if page.user == user:
                            stem = out / f"{page.name}.{language}.{mode.name}"
                            found = _look(context, base, page, (language, mode), stem)
                            faults.extend(Fault(page.name, language, mode.name, what) for what in found)
    return faults


@contextmanager
def _reader(browser: Browser, base: str, language: str, mode: Mode) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale=LANGUAGES[language],
        timezone_id="Asia/Shanghai",
        viewport={"width": mode.width, "height": mode.height},
        color_scheme="dark" if mode.is_dark else "light",
        java_script_enabled=mode.has_script,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": base}])
    try:
        yield context
    finally:
        context.close()


def _look(context: BrowserContext, base: str, page: Page, reading: tuple[str, Mode], stem: Path) -> list[str]:
    language, mode = reading
    tab = context.new_page()
    found = _listen(tab, base, page.status)
    if mode.is_print:
        tab.emulate_media(media="print")
        tab.set_viewport_size({"width": A4_LYING if page.lies else A4, "height": mode.height})
    response = tab.goto(base + page.path, wait_until="networkidle" if mode.has_script else "load")
    if response is None or response.status != page.status:
        found.append(f"answered {response and response.status}, not {page.status}")
    literal, patterns = _untranslated(language)
    given = {
        "language": language,
        "phone": mode.is_phone,
        "print": mode.is_print,
        "literal": literal,
        "patterns": patterns,
    }
    found.extend(tab.evaluate((HERE / "checks.js").read_text("utf-8"), given))
    tab.screenshot(path=f"{stem}.png", full_page=True)
    if mode.is_print:
        tab.pdf(path=f"{stem}.pdf", prefer_css_page_size=True)
    if mode.asks_axe:
        found.extend(_axe(tab))
    tab.close()
    return list(dict.fromkeys(found))


def _listen(tab: Tab, base: str, status: int) -> list[str]:
    found: list[str] = []
    site = urlsplit(base).netloc

    def asked(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != site:
            found.append(f"asks elsewhere: {request.url}")

    def answered(response: Any) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            found.append(f"{response.status} for {response.url}")

    def logged(message: Any) -> None:
        is_own_status = status >= 400 and f"status of {status}" in message.text
        if message.type in ("error", "warning") and not is_own_status:
            found.append(f"console: {message.text}")

    tab.on("request", asked)
    tab.on("response", answered)
    tab.on("console", logged)
    tab.on("requestfailed", lambda request: found.append(f"failed: {request.url} {request.failure}"))
    tab.on("pageerror", lambda error: found.append(f"script: {error}"))
    return found


@cache
def _axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def _axe(tab: Tab) -> Iterator[str]:
    tab.evaluate(_axe_source())
    answer = tab.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)
    for violation in answer["violations"]:
        where = "; ".join(node["html"][:110] for node in violation["nodes"][:3])
        yield f"axe {violation['id']}: {violation['help']} ({len(violation['nodes'])}): {where}"


@cache
def _untranslated(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """English texts that must not stand on a Chinese page: whole ones, and patterns for those with gaps."""
    if language == "en":
        return (), ()
    texts = set()
    for path in CATALOGUES.glob("**/zh_Hans/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            chinese = entry.msgstr or "".join(entry.msgstr_plural.values())
            if chinese != entry.msgid:
                texts.update(" ".join(text.split()) for text in (entry.msgid, entry.msgid_plural) if len(text) > 1)
    gaps = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    literal = tuple(sorted(text for text in texts if not gaps.search(text)))
    worded = sorted(text for text in texts if gaps.search(text) and re.search("[A-Za-z]{3}", gaps.sub("", text)))
    return literal, tuple(".+?".join(_plain(piece) for piece in gaps.split(text)) for text in worded)


def _plain(text: str) -> str:
    return re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", text)
