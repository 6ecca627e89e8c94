"""What rests on an end that fell, as a verifier replays it: what was played stands, forgeries do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qiantou.core.facts import Undone
from qiantou.core.kernel import RULE, Entry, Stream
from tests.core.steps import WORK
from tests.core.test_undone import examples, played
from tests.ledger.test_legal import faults, stands


@pytest.mark.parametrize(("title", "rows"), examples())
def test_every_worked_example_stands(title, rows):
    assert stands(played(title, rows)) == []


def test_nothing_is_undone_by_a_name_that_brought_nothing_nor_while_that_stands():
    title, rows = examples()[0]
    case = played(title, rows[:3])  # granted, and not confirmed
    told = case.town.of(WORK)
    undone = Entry(WORK, len(told) + 1, told[-1].at, RULE, Undone(Stream("another")))
    assert faults([*case.town.entries, undone], case.town.listings) == ["illegal-move"]
    of_the_side = replace(undone, event=Undone(Stream("side")))
    assert faults([*case.town.entries, of_the_side], case.town.listings) == ["illegal-move"]
