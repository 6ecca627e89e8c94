"""A hundred letters of a plan, opened in one transaction (征求意见)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

from bench.figures import Figure
from bench.scene import Scene
from qiantou.core.kernel import Actor, Desk, Stream

LETTERS = 100
TIMES = 5
WANTED = 1.0  # seconds


def run(scene: Scene) -> Iterator[Figure]:
    name = f"{LETTERS} letters opened in one transaction"
    yield Figure("letters", name, "s", tuple(_sent(scene)), WANTED, at_most=True)


def _sent(scene: Scene) -> Iterator[float]:
    """Seconds from the call to its answer; the plan is entered before."""
    from qiantou.acts.letters import send_letters

    lead, units = _units(scene)
    by = Actor(lead, account="b" * 32)
    for turn in range(TIMES):
        joint = _planned(scene, lead, units, turn)
        command_id = uuid.uuid4().hex
        begun = time.perf_counter()
        receipt = send_letters(joint, reply_days=7, silence_consents=False, by=by, command_id=command_id)
        yield time.perf_counter() - begun
        if receipt.entries != LETTERS + 1:
            raise RuntimeError(f"{receipt.entries} entries")


def _units(scene: Scene) -> tuple[Desk, list[Desk]]:
    """A lead, and as many other units as there are letters: the county's own, and new ones beside them."""
    from qiantou.acts import shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.register import UNITS, Listed, Unit

    force = scene.register.at(shell.now())
    known = {key: unit for key, unit in force.section(UNITS).items() if isinstance(unit, Unit) and not unit.inner}
    lead = scene.cast.desk_of("fagaiju")
    model = force.unit(lead)
    assert model is not None
    units = [Desk(key) for key in known if key != lead]
    more = [Listed(UNITS, f"u:bench{number}", model, force.day, f"测速单位{number}") for number in range(LETTERS)]
    execute_all((), by=Actor(account="b" * 32), command_id=uuid.uuid4().hex, listings=more)
    return lead, [*units, *(Desk(listed.key) for listed in more)][:LETTERS]


def _planned(scene: Scene, lead: Desk, units: list[Desk], turn: int) -> Stream:
    """A joint work whose plan has one line for each unit."""
    from qiantou.acts import shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.plan import LINES, Line
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter

    day, joint = scene.register.at(shell.now()).day, shell.fresh()
    charter = Charter(lead=lead, issuer=lead, keeper=lead, sponsor=scene.register.at(shell.now()).superiors(lead)[0])
    listings = [Listed(CHARTERS, joint, charter, day, f"测速方案{turn}")]
    listings += [
        Listed(LINES, f"{joint}/L{number:03}", Line(unit, order=number, deliverable=f"第{number}项任务"), day)
        for number, unit in enumerate(units, 1)
    ]
    execute_all((), by=Actor(lead, account="b" * 32), command_id=uuid.uuid4().hex, listings=listings)
    return joint
