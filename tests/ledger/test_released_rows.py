"""Offers of a release pin its rows of kinds: what this program has in its table is what they say, read back today.

A row that a release came with stays as it was (docs/rules/ledger.md §12): `verify` decides old offers by it.
"""

from dataclasses import replace

import pytest

from qiantou.core.kind_table import KINDS, TASK
from tests.support.released_rows import RELEASED, as_stored, read_back

STAYS = (
    "the row of a kind is not what a release has pinned in its offers. Leave it, and let sites enter the new one in "
    "their register; before the first release: python -m tests.support.released_rows"
)
RELEASED_ROWS = read_back(RELEASED.read_text(encoding="utf-8"))


def test_every_row_of_the_table_is_known():
    assert RELEASED_ROWS.keys() == KINDS.keys(), STAYS


@pytest.mark.parametrize("kind", KINDS)
def test_a_released_row_reads_back_as_it_is(kind):
    assert RELEASED_ROWS.get(kind) == KINDS[kind], STAYS


def test_a_row_that_differs_in_one_number_is_another():
    changed = replace(TASK, rounds=TASK.rounds + 1)
    assert read_back(as_stored([changed]))["task"] != RELEASED_ROWS["task"]
