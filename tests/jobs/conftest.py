"""What tests of commands share."""

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change settings of the site for one test."""
    from django.conf import settings

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setattr(settings, name, value)

    return change


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences of this process are compared in English; children say which language they speak."""
    from django.utils import translation

    with translation.override("en"):
        yield
