"""Every page as pictures, in both languages and every way it is read, and what is wrong with them.

A fault is: a page wider than its screen, text that does not fit, a sentence left untranslated, an error in the
console (a refusal by the content policy is one), a request that failed or left the site, a wrong status, a
target too low for a finger, or a violation found by axe-core. Pictures are taken of faulty pages too. The language
is asked for by cookie, so the accounts that look have chosen none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import polib
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

HERE = Path(__file__).parent
CATALOGUES = HERE.parents[1] / "qiantou"
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
A4, A4_LYING = 680, 1009  # CSS pixels between the margins of an A4 sheet
LANGUAGE_COOKIE = "qiantou_language"
# resolves when a page that was turned has been laid out and painted anew
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
AXE_OPTIONS = {"resultTypes": ["violations"]}
BY_COLOUR = ["color-contrast", "link-in-text-block"]  # of axe's rules those that another palette can break
Cookies = Mapping[str, Sequence[Mapping[str, str]]]  # by user: {"name": …, "value": …}


@dataclass(frozen=True)
class Page:
    """A page to look at: `user` is a key of the cookies, empty for a stranger."""

    name: str
    path: str
    user: str = ""
    status: int = 200
    lies: bool = False  # printed on a lying sheet, as a strip is
    fill: tuple[tuple[str, str], ...] = ()  # what is typed or chosen before `press`: selector, value
    press: str = ""  # the button by which the page is sent; what is looked at then is the answer, of this status


@dataclass(frozen=True)
class Mode:
    name: str
    width: int = 1366
    height: int = 900
    is_dark: bool = False
    is_print: bool = False
    has_script: bool = True
    asks_axe: bool = False  # every rule; of the dark page, which differs by its palette alone, those on colours

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
    Mode("dark", is_dark=True, asks_axe=True),  # before the window changes: only colours do
    Mode("phone", width=360, height=740, asks_axe=True),
    Mode("print", width=A4, is_print=True),
    Mode("plain", has_script=False),
)


def render(
    browser: Browser,
    base: str,
    pages: Sequence[Page],
    out: Path | None,
    *,
    cookies: Cookies | None = None,
    modes: Iterable[Mode] = MODES,
    languages: Iterable[str] = tuple(LANGUAGES),
) -> list[Fault]:
    """Look at every page × language × mode; the faults.

    Pictures are drawn into `out` as page.language.mode.png (print also as PDF); with None nothing is drawn. A page
    is opened once for all modes with the script and once for those without: between them only the window, the
    colours and the medium change, as on a reader's screen.
    """
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    modes = tuple(modes)
    faults: list[Fault] = []
    for language in languages:
        for has_script in (True, False):
            ways = [mode for mode in modes if mode.has_script is has_script]
            for user in sorted({page.user for page in pages}) if ways else ():
                with _reader(browser, base, language, has_script=has_script) as reader:
                    for cookie in (cookies or {}).get(user, ()):
                        reader.tab.context.add_cookies([{**cookie, "url": base}])
                    for page in pages:
                        if page.user == user:
                            faults.extend(_look(reader, page, ways, out))
    return faults


@dataclass
class _Reader:
    """One tab of one language, and what went wrong in it since the page was opened."""

    tab: Tab
    base: str
    language: str
    found: list[str] = field(default_factory=list)
    status: int = 200  # expected of the page that is open
    asking: set[Any] = field(default_factory=set)  # requests of the page that are not answered yet
    is_leaving: bool = False  # the next page is asked for and has not come: what the last one asks is dropped

    def open(self, page: Page) -> None:
        """Opened means: everything it asked for has come, or failed."""
        self.found.clear()
        self.asking.clear()
        self.status, self.is_leaving = page.status, True
        response = self.tab.goto(self.base + page.path, wait_until="load")
        if self.asking:
            self.tab.wait_for_load_state("networkidle")
        if page.press:
            response = self._sent(page)
        if response is None or response.status != page.status:
            self.found.append(f"answered {response and response.status}, not {page.status}")

    def _sent(self, page: Page) -> Any:
        """The answer to the form of the page that is open, as its reader would send it."""
        for selector, value in page.fill:
            node = self.tab.locator(selector).first
            kind = node.evaluate("(node) => node.type || node.tagName")
            if kind in ("radio", "checkbox"):
                node.check()
            elif kind == "select-one":
                node.select_option(value)
            else:
                node.fill(value)
        with self.tab.expect_response(lambda answer: answer.request.method == "POST") as told:
            self.tab.locator(page.press).first.click()
        self.tab.wait_for_load_state("networkidle")
        return told.value

    def taken(self) -> list[str]:
        """What was found since the last time it was asked, each fault once."""
        found, self.found[:] = list(dict.fromkeys(self.found)), []
        return found


@contextmanager
def _reader(browser: Browser, base: str, language: str, *, has_script: bool) -> Iterator[_Reader]:
    context = browser.new_context(
        locale=LANGUAGES[language],
        timezone_id="Asia/Shanghai",
        java_script_enabled=has_script,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": base}])
    try:
        reader = _Reader(context.new_page(), base, language)
        _listen(reader)
        yield reader
    finally:
        context.close()


def _look(reader: _Reader, page: Page, modes: Sequence[Mode], out: Path | None) -> Iterator[Fault]:
    """One page in each of the modes, which all have the script or all do not."""
    for first, mode in enumerate(modes):
        width = _turn(reader.tab, page, mode)
        if not first:
            reader.open(page)
        elif mode.has_script:
            reader.tab.wait_for_function("(width) => innerWidth === width", arg=width)
            reader.tab.evaluate(TWO_FRAMES)
        literal, patterns = _untranslated(reader.language)
        given = {
            "language": reader.language,
            "phone": mode.is_phone,
            "print": mode.is_print,
            "literal": literal,
            "patterns": patterns,
        }
        reader.found.extend(reader.tab.evaluate((HERE / "checks.js").read_text("utf-8"), given))
        if out is not None:
            _draw(reader.tab, out / f"{page.name}.{reader.language}.{mode.name}", as_sheet=mode.is_print)
        if mode.asks_axe:
            reader.found.extend(_axe(reader.tab, BY_COLOUR if mode.is_dark else ()))
        for what in reader.taken():
            yield Fault(page.name, reader.language, mode.name, what)


def _turn(tab: Tab, page: Page, mode: Mode) -> int:
    """Have the tab show what it shows as in this mode; the window's width, which comes a moment later."""
    width = mode.width
    if mode.is_print:
        width = A4_LYING if page.lies else A4
    tab.emulate_media(media="print" if mode.is_print else "screen", color_scheme="dark" if mode.is_dark else "light")
    tab.set_viewport_size({"width": width, "height": mode.height})
    return width


def _draw(tab: Tab, stem: Path, *, as_sheet: bool) -> None:
    tab.screenshot(path=f"{stem}.png", full_page=True)
    if as_sheet:
        tab.pdf(path=f"{stem}.pdf", prefer_css_page_size=True)


def _listen(reader: _Reader) -> None:
    tab, found, asking = reader.tab, reader.found, reader.asking
    site = urlsplit(reader.base).netloc

    def asked(request: Any) -> None:
        if request.is_navigation_request() or not reader.is_leaving:
            asking.add(request)
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != site:
            found.append(f"asks elsewhere: {request.url}")

    def answered(response: Any) -> None:
        is_answer = response.request.method == "POST" and response.status == reader.status
        if response.status >= 400 and not response.request.is_navigation_request() and not is_answer:
            found.append(f"{response.status} for {response.url}")

    def failed(request: Any) -> None:
        if request in asking or request.failure != "net::ERR_ABORTED":  # else the page that asked was left
            found.append(f"failed: {request.url} {request.failure}")
        asking.discard(request)

    def come(frame: Any) -> None:
        reader.is_leaving = reader.is_leaving and frame != tab.main_frame

    def logged(message: Any) -> None:
        is_own_status = reader.status >= 400 and f"status of {reader.status}" in message.text
        if message.type in ("error", "warning") and not is_own_status:
            found.append(f"console: {message.text}")

    tab.on("framenavigated", come)
    tab.on("request", asked)
    tab.on("requestfinished", lambda request: asking.discard(request))
    tab.on("requestfailed", failed)
    tab.on("response", answered)
    tab.on("console", logged)
    tab.on("pageerror", lambda error: found.append(f"script: {error}"))


@cache
def _axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def _axe(tab: Tab, rules: Sequence[str] = ()) -> Iterator[str]:
    """Violations of these rules, or of all that axe asks by itself."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(_axe_source())
    options = {**AXE_OPTIONS, "runOnly": {"type": "rule", "values": rules}} if rules else AXE_OPTIONS
    answer = tab.evaluate("(options) => axe.run(document, options)", options)
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
