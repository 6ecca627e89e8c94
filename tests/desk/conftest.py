"""Django, set up once: the pages' parts ask for translations, templates and settings, not for a database."""

import pytest

from tests.support.databases import set_up_django


@pytest.fixture(scope="session", autouse=True)
def django_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    set_up_django(tmp_path_factory.mktemp("settings"))
