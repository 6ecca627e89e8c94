"""What any test may ask for. Django, PostgreSQL and the browser start with the first test that needs them."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.databases import Site, Templates

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


IN_MEMORY = pytest.StashKey[Path | None]()


def pytest_configure(config: pytest.Config) -> None:
    """Models can be imported from here on; no database is open before a test asks for a site."""
    from tests.support.databases import set_up_django
    from tests.support.memory import use_memory

    config.stash[IN_MEMORY] = use_memory()
    set_up_django(Path(tempfile.mkdtemp(prefix="qiantou-tests-")))
    gc.disable()  # until everything is read
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of children would each compile the program anew


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What failed can be looked at until the next run."""
    folder = session.config.stash[IN_MEMORY]
    if folder is not None and exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(folder)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first, so that no worker is left alone with it; else the order stays as it was shuffled."""
    from tests.support.order import dealt

    slow, rest = ([item for item in items if bool(item.get_closest_marker("slow")) is long] for long in (True, False))
    items[:] = dealt(slow, rest, hands=int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests and all they import live until the end: no collector looks at them before, or from here on.

    A page that is rendered makes tens of thousands of objects, few of them in circles: it looks for those less often.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Templates"]:
    """The migrated databases that every `site` is copied from."""
    from tests.support.databases import Templates, set_up_django

    folder = tmp_path_factory.mktemp("templates")
    set_up_django(folder)
    made = Templates(folder)
    yield made
    made.end()


@pytest.fixture(params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, templates: "Templates", tmp_path) -> Iterator["Site"]:
    """A fresh site on each of the two databases in turn."""
    with templates.site(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def sqlite_site(templates: "Templates", tmp_path) -> Iterator["Site"]:
    """A fresh site on SQLite, for what does not depend on the database."""
    with templates.site("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def postgres_site(templates: "Templates", tmp_path) -> Iterator["Site"]:
    """A fresh site on PostgreSQL, for what only PostgreSQL has: roles, grants, row locks."""
    with templates.site("postgres", tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The real browser, started once. Without one a test is skipped, or fails where a browser is required."""
    from tests.support import browser

    hindrance = browser.hindrance()
    if hindrance:
        if os.environ.get(browser.REQUIRED) == "1":
            pytest.fail(f"{browser.REQUIRED}=1, and there is no browser: {hindrance}", pytrace=False)
        pytest.skip(hindrance)
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.installed_chromium(), args=list(browser.FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A page with no history in a Chinese browser. For a second person open a new context of `chromium`."""
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context.new_page()
    context.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Just above the summary: what was not run, and which check failed before the tests."""
    for line in os.environ.get("QIANTOU_CLOSING", "").splitlines():
        terminalreporter.write_line(line, yellow=True, bold=True)
    passed = [report for report in terminalreporter.stats.get("passed", ()) if report.when == "call"]
    points = [point for report in passed for point in dict(report.user_properties).get("kill points", ())]
    if points:
        names = sorted({name for _, name in points})
        terminalreporter.write_line(f"killed at {len(points)} points, at {len(names)} named statements:")
        terminalreporter.write_line(", ".join(names))
