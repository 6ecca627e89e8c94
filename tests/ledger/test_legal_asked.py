"""Guidance, calls, data requests and which-first as a verifier folds them: what was played stands, forgeries do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qiantou.core.facts import Accepted, Amended, Carried
from qiantou.core.kernel import Actor
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Amend
from tests.core import test_data_requests as data
from tests.core import test_whistle as whistle
from tests.core.asked_examples import cases, play
from tests.core.steps import WORK, Case
from tests.core.world import LEAD, ROADS, TOWN
from tests.ledger.test_legal import STRANGER, faults, stands

PLAYED = {f"{page} {title}": lines for page in ("guidance", "whistle", "data", "precedence")
          for title, lines in cases(page).items()}  # fmt: skip


@pytest.mark.parametrize("lines", PLAYED.values(), ids=PLAYED.keys())
def test_every_worked_example_stands(lines):
    assert stands(play(lines)) == []


def forged(case, stream, sort, **other):
    """The record with the stream's one entry of this sort changed."""
    return [
        replace(one, **other) if one.stream == stream and isinstance(one.event, sort) else one
        for one in case.town.entries
    ]


def test_a_later_request_is_taken_by_the_rule_alone():
    case = data.given(data.monthly().at("2026-03-19 09:00"))
    later = data.periods_of(case)[1]
    assert stands(case) == []
    assert faults(forged(case, later, Carried, by=Actor(ROADS)), case.town.listings) == ["illegal-move"]


def test_only_who_was_called_and_was_silent_arrives_late():
    case = Case().when(whistle.call(), TOWN).at("2026-03-02 09:40").when(Accept(), ROADS)
    assert case.matter().phase is Phase.UNDERWAY
    assert stands(case) == []
    assert faults(forged(case, WORK, Accepted, by=Actor(STRANGER)), case.town.listings) == ["illegal-move"]


def test_the_least_that_is_taken_is_the_one_that_was_offered():
    case = data.asked().when(data.REFUSE, ROADS).when(Amend(None, "that will do"), LEAD)
    assert stands(case) == []
    more = forged(case, WORK, Amended, event=Amended(None, "more", least="yes-no"))
    assert faults(more, case.town.listings) == ["illegal-move"]
