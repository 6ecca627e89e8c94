"""A proposal of accountability as a verifier decides it once more: what stood in the record then, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.exemption import CHECKS
from qiantou.core.moves import Accept, Deliver
from tests.core.gating import HEARD, PROPOSED, put, ready
from tests.core.steps import WORK
from tests.core.world import DEPUTY, ROADS
from tests.ledger.test_legal import faults


def test_a_proposal_stands_by_what_was_there_and_falls_without_it():
    case = put(ready()).when(Deliver("the flood"), ROADS, on=HEARD).when(Accept(), DEPUTY, on=PROPOSED)
    told, listings = list(case.town.entries), list(case.town.listings)
    assert faults(told, listings) == []
    for section in (ATTRIBUTIONS, CHECKS):
        assert faults(told, [entry for entry in listings if entry.event.section != section]) == ["illegal-move"]
    offered = next(entry for entry in told if entry.stream == PROPOSED)
    bare = replace(offered, event=replace(offered.event, about=(ROADS, f"{WORK}/1")))
    assert faults([bare if entry is offered else entry for entry in told], listings) == ["illegal-move"]


def test_a_decision_before_the_hearing_does_not_stand():
    case = put(ready()).when(Deliver("the flood"), ROADS, on=HEARD).when(Accept(), DEPUTY, on=PROPOSED)
    told = [entry for entry in case.town.entries if not (entry.stream == HEARD and entry.version > 1)]
    assert faults(told, case.town.listings) == ["illegal-move"]
