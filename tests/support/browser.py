"""Which Chromium the tests drive, and how one is had where there is none.

Asked in this order: QIANTOU_CHROMIUM, the usual names on PATH, the usual places, the one Playwright brings,
then the package of a Debian system. Before all others that system's headless shell: the same browser without what a
window needs; a page takes a third of the processor time. Chinese fonts likewise: without them every Chinese page
is boxes.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REQUIRED = "QIANTOU_REQUIRE_BROWSER"
NO_BROWSER = "browser tests were not run: no browser (set QIANTOU_CHROMIUM, or install chromium)"
NO_DRIVER = "browser tests were not run: what drives the browser does not start (install libatomic1)"
NO_FONTS = "no Chinese font was found: Chinese text in pictures shows as boxes (install fonts-wqy-microhei)"
DOWNLOAD_SECONDS = 600


def installed_chromium() -> str:
    """Path of a Chromium that is here; empty if none. A wrong QIANTOU_CHROMIUM is a FileNotFoundError."""
    named = os.environ.get("QIANTOU_CHROMIUM", "")
    if named:
        if shutil.which(named) is None:
            raise FileNotFoundError(f"QIANTOU_CHROMIUM names no program: {named}")
        return named
    for name in (*NAMES, *PLACES):
        path = shutil.which(name)
        if path:
            return path
    return _playwrights_own()


def _playwrights_own() -> str:
    """The Chromium that `playwright install` fetched; asked in a process of its own, as it starts a loop."""
    ask = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else ""


def driver_starts() -> bool:
    """Whether Playwright's own program runs here: a bare Debian lacks a library that it needs."""
    return subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0


def hindrance() -> str:
    """The sentence why no browser can be driven here; empty if one can."""
    if not installed_chromium():
        return NO_BROWSER
    return "" if driver_starts() else NO_DRIVER


def has_chinese_fonts() -> bool:
    """Asked of fontconfig; macOS and Windows bring Chinese fonts with them."""
    if sys.platform in ("darwin", "win32"):
        return True
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def provide() -> list[str]:
    """Have a browser and Chinese fonts here if that can be done; a sentence for each still missing."""
    if not shutil.which(SHELL) and "QIANTOU_CHROMIUM" not in os.environ:
        _installed([SHELL])  # other systems have no such package, and need none where there is another Chromium
    if not installed_chromium() and driver_starts():
        _told("no Chromium here: fetching one ...")
        _ran([sys.executable, "-m", "playwright", "install", "chromium"])
    packages = []
    if not installed_chromium():
        packages.append("chromium")
    if not driver_starts():
        packages.append("libatomic1")
    if not has_chinese_fonts():
        packages += ["fontconfig", "fonts-wqy-microhei"]
    if packages:
        _installed(packages)
    fonts = "" if has_chinese_fonts() else NO_FONTS
    return [sentence for sentence in (hindrance(), fonts) if sentence]


def _installed(packages: list[str]) -> None:
    """As packages of a Debian system, where one may install them."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _told(f"installing {' '.join(packages)} ...")
        _ran(["apt-get", "update"])
        _ran(["apt-get", "install", "-y", "--no-install-recommends", *packages])


def _told(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _ran(command: list[str]) -> bool:
    """Whether the command did its work; what it said is shown only if it did not."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            timeout=DOWNLOAD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _told(f"{command[0]} gave no answer within {DOWNLOAD_SECONDS} s")
        return False
    if done.returncode:
        _told(done.stdout.decode("utf-8", "replace")[-600:])
    return done.returncode == 0
