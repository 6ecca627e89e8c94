"""Settings as a site with a mail server and robots on loopback has them; each test may change them for itself."""

from __future__ import annotations

import pytest
from django.test import override_settings

from qiantou.outbox.networks import Networks
from tests.support.databases import set_up_django


@pytest.fixture(scope="session", autouse=True)
def django_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    set_up_django(tmp_path_factory.mktemp("settings"))


@pytest.fixture
def here() -> Networks:
    """Loopback, listed by a block of its own."""
    return Networks.read("127.0.0.0/8, ::1/128")


@pytest.fixture
def on_loopback(here):
    with override_settings(NETWORKS=here, SITE_URL="https://qiantou.example"):
        yield
