"""A writer killed at a named statement: what was acknowledged is there, once, whole; and the work goes on.

On SQLite a first start and a change of keys are died in at every name that comes up; the other scenes share
the names of the loop among them, on both databases. How many points and names there were stands below the
summary of the test run.
"""

import signal

import pytest

from tests.baddays.points import chosen
from tests.baddays.scenes import SCENES
from tests.baddays.survivors import acknowledged, examine

SHARE = {
    "sqlite": {scene: {"start": 75, "key": 60}.get(scene, 15) for scene in SCENES},
    "postgres": dict.fromkeys(SCENES, 10),
}
AT_ONCE = 20  # points of one test
CASES = [
    pytest.param(kind, scene, part, id=f"{kind}-{scene}-{part}")
    for kind, shares in SHARE.items()
    for scene, share in shares.items()
    for part in range(-(-share // AT_ONCE))
]


def test_there_are_at_least_300_points():
    assert sum(share for shares in SHARE.values() for share in shares.values()) >= 300


@pytest.mark.parametrize(("kind", "scene", "part"), CASES)
def test_killed_at_a_named_statement(ground, record_property, kind, scene, part):
    expected, seen = ground.undisturbed(kind, scene)
    share = SHARE[kind][scene]
    points = chosen(seen, share, first=share * list(SCENES).index(scene))
    assert len(points) == share
    if (kind, scene) in (("sqlite", "start"), ("sqlite", "key")):
        assert {name for name, _ in points} == set(seen)
    points = points[part * AT_ONCE :][:AT_ONCE]
    faults = {}
    for point, nth in points:
        with ground.place(kind, scene) as place:
            ended = ground.perform(place, scene, point=point, nth=nth)
            assert ended["status"] == -signal.SIGKILL, (point, nth, place.log.read_text("utf-8"))
            found = examine(scene, acknowledged(place.acknowledged), expected)
            if found:
                faults[f"{point} #{nth}"] = found
    record_property("kill points", [(kind, point) for point, _ in points])
    assert faults == {}
