"""A writer killed at a named statement: what was acknowledged is there, once, whole; and the work goes on.

Every named statement of every scene is died at, before it and after it, on both databases. `SHARE` says how
many points each scene gets; a scene on one database is one test in slices, so that two processors share it.
"""

import signal

import pytest

from tests.baddays.points import chosen
from tests.baddays.scenes import SCENES
from tests.baddays.survivors import acknowledged, examine

SHARE = {"sqlite": 30, "postgres": 12}  # points of each scene
SLICES = {"sqlite": 2, "postgres": 1}
CASES = [
    pytest.param(kind, scene, part, id=f"{kind}-{scene}-{part}")
    for kind in SHARE
    for scene in SCENES
    for part in range(SLICES[kind])
]


def test_there_are_at_least_300_points():
    assert sum(SHARE.values()) * len(SCENES) >= 300


@pytest.mark.parametrize(("kind", "scene", "part"), CASES)
def test_killed_at_a_named_statement(ground, record_property, kind, scene, part):
    expected, seen = ground.undisturbed(kind, scene)
    points = chosen(seen, SHARE[kind])
    assert len(points) == SHARE[kind]
    faults = {}
    for point, nth in points[part :: SLICES[kind]]:
        with ground.place(kind, scene) as place:
            ended = ground.perform(place, scene, point=point, nth=nth)
            assert ended["status"] == -signal.SIGKILL, (point, nth, place.log.read_text("utf-8"))
            found = examine(scene, acknowledged(place.acknowledged), expected)
            if found:
                faults[f"{point} #{nth}"] = found
    record_property("kill points", [f"{kind}: {point}" for point, _ in points[part :: SLICES[kind]]])
    assert faults == {}
