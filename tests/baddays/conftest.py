"""What the bad days share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.baddays.ground import Ground
    from tests.support.databases import Templates


@pytest.fixture(scope="session")
def ground(templates: "Templates", tmp_path_factory: pytest.TempPathFactory) -> Iterator["Ground"]:
    from tests.baddays.ground import Ground

    made = Ground(templates, tmp_path_factory.mktemp("ground"))
    yield made
    made.end()
