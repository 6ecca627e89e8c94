"""Guidance, calls, data requests and which-first as a verifier folds them: what was played stands, forgeries do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.facts import Accepted, Amended, Carried
from qiantou.core.figures import URGENT_MARKS, USUAL, Figure
from qiantou.core.kernel import Actor, Stream
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.moves import Accept, Amend
from qiantou.core.register import FIGURES
from tests.core import test_data_requests as data
from tests.core import test_whistle as whistle
from tests.core.asked_examples import cases, play
from tests.core.steps import WORK, Case, task
from tests.core.world import LEAD, ROADS, TOWN, listed
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


def test_a_move_is_judged_by_the_number_that_was_in_force_then():
    """Six urgent marks of a month stand where the site allows them, and not where it had not yet, or never, done so."""
    usual = USUAL[URGENT_MARKS].amount
    own = listed(FIGURES, URGENT_MARKS, Figure(usual + 1))
    case = Case()
    case.town.listings.append(own)
    for number in range(usual + 1):
        case.when(task(urgency=Urgency.URGENT), LEAD, on=Stream(f"m{number}"))
    assert stands(case) == []
    assert faults(case.town.entries, [one for one in case.town.listings if one is not own]) == ["illegal-move"]
    later = replace(own, event=replace(own.event, since=date(2026, 3, 3)))
    assert faults(case.town.entries, [*case.town.listings[:-1], later]) == ["illegal-move"]
