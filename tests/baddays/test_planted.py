"""Each harness is shown a fault before it is believed: with one planted in the child, it must say so."""

import re
import signal

import pytest

from tests.baddays.points import chosen
from tests.baddays.survivors import acknowledged, examine

PLANTED = [
    ("receipt before commit", "loop", "before COMMIT", "acknowledged and lost"),
    ("no transaction", "launch", "before INSERT ledger_entry", "half a command|did not go on|unsound"),
    ("no transaction", "loop", "before UPDATE ledger_head", "unsound"),
    ("forgotten command", "loop", "after COMMIT", "happened twice|did not go on"),
    ("witness not kept", "loop", "after COMMIT", "unsound after the kill: witness-behind"),
    ("row beside the record", "loop", "after COMMIT", "row-differs"),
]


def found_with(ground, fault, scene, point, kind):
    """What the harness says over every time the point comes up, the fault planted in the child."""
    expected, seen = ground.undisturbed(kind, scene)
    found = []
    for nth in range(1, seen[point] + 1):
        with ground.place(kind, scene) as place:
            ended = ground.perform(place, scene, point=point, nth=nth, fault=fault)
            if ended["status"] != -signal.SIGKILL:
                found.append(f"did not play on: {place.log.read_text('utf-8').splitlines()[-1]}")
            found += examine(scene, acknowledged(place.acknowledged), expected)
    return found


@pytest.mark.parametrize(("fault", "scene", "point", "said"), PLANTED)
def test_the_harness_sees_a_planted_fault(ground, fault, scene, point, said):
    found = found_with(ground, fault, scene, point, "sqlite")
    assert any(re.search(said, told) for told in found), found


def test_a_point_that_never_comes_up_is_seen(ground):
    with ground.place("sqlite", "loop") as place:
        assert ground.perform(place, "loop", point="before DROP ledger_entry", nth=1)["status"] == 0


def test_points_are_spread_over_every_name():
    assert chosen({"a": 5, "b": 1}, 6) == [("a", 5), ("b", 1), ("a", 1), ("a", 3), ("a", 2), ("a", 4)]
    assert len(set(chosen({"a": 40, "b": 40}, 60))) == 60
