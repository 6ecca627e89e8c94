"""Journeys of several people, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.desk.journeys.serving import Served


@pytest.fixture
def served(site: Any, chromium: Browser) -> Iterator[Served]:
    """On both databases in turn."""
    from tests.desk.journeys.serving import served_to

    with served_to(chromium) as made:
        yield made


@pytest.fixture
def served_lightly(sqlite_site: Any, chromium: Browser) -> Iterator[Served]:
    """On SQLite alone, for what does not depend on the database."""
    from tests.desk.journeys.serving import served_to

    with served_to(chromium) as made:
        yield made
