"""A plan of 100 lines launched in one transaction, and the page of one of 500 lines, signed and launched."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

from bench.client import Client, cookies_of
from bench.figures import Figure
from bench.ground import served
from bench.scene import CLERK, Scene
from qiantou.core.kernel import Actor, Desk, Stream

UNITS = 50
LAUNCHED, SHOWN = 100, 500
TIMES, PAGES = 5, 20
ACCOUNT = "b" * 32
WANTED_LAUNCH, WANTED_PAGE = 1.0, 0.3  # seconds


def run(scene: Scene) -> Iterator[Figure]:
    name = f"plan of {LAUNCHED} lines launched, {UNITS} units"
    yield Figure("plans", name, "s", tuple(_launches(scene)), WANTED_LAUNCH, at_most=True)
    joint = _signed(scene, SHOWN, TIMES)
    _open(scene, joint)
    cookies = cookies_of(CLERK)
    with served(scene.site) as port:
        pages = tuple(_asked(Client(port, dict(cookies)), joint))
    yield Figure("plans", f"page of a plan of {SHOWN} lines, at the server", "s", pages, WANTED_PAGE, at_most=True)


def _launches(scene: Scene) -> Iterator[float]:
    """Seconds from the call to its answer; the plan is drafted, put out and signed before."""
    for turn in range(TIMES):
        joint = _signed(scene, LAUNCHED, turn)
        begun = time.perf_counter()
        _open(scene, joint)
        yield time.perf_counter() - begun


def _open(scene: Scene, joint: Stream) -> None:
    from qiantou.acts.open_plan import open_plan
    from qiantou.readmodel.models import MatterRow

    open_plan(joint, by=Actor(scene.cast.desk_of(CLERK), account=ACCOUNT), command_id=uuid.uuid4().hex)
    opened = MatterRow.objects.filter(joint=joint, kind="task", phase="underway").count()
    if opened not in (LAUNCHED, SHOWN):
        raise RuntimeError(f"{opened} matters")


def _signed(scene: Scene, count: int, turn: int) -> Stream:
    """A joint work with a plan of so many lines, signed by every unit and the sponsor."""
    from qiantou.acts.execute import execute
    from qiantou.acts.letters import send_signatures
    from qiantou.core.moves import Accept
    from qiantou.core.plan import Purpose
    from qiantou.readmodel.models import MatterRow

    lead = scene.cast.desk_of(CLERK)
    joint = _drafted(scene, lead, count, turn)
    by = Actor(lead, account=ACCOUNT)
    send_signatures(joint, purpose=Purpose.SIGNATURE, by=by, command_id=uuid.uuid4().hex)
    for row in MatterRow.objects.filter(joint=joint, kind="signature", is_open=True):
        signer = Actor(Desk(row.doer), account=ACCOUNT)
        execute(Stream(row.stream), Accept(), by=signer, command_id=uuid.uuid4().hex)
    return joint


def _drafted(scene: Scene, lead: Desk, count: int, turn: int) -> Stream:
    """One line of coordination, the rest over the county's units in turn; a fifth of them with a competent unit."""
    from qiantou.acts import shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.plan import LINES, Line, Role
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.register import UNITS as SECTION
    from qiantou.core.undertaking import Charter

    force, joint = scene.register.at(shell.now()), shell.fresh()
    known = [Desk(key) for key, unit in force.section(SECTION).items() if key != lead and not getattr(unit, "inner", 0)]
    units = [desk for desk in known if not force.duties(desk)][:UNITS]
    charter = Charter(lead=lead, issuer=lead, keeper=lead, sponsor=force.superiors(lead)[0])
    listings = [Listed(CHARTERS, joint, charter, force.day, f"测速方案{turn}")]
    listings.append(Listed(LINES, f"{joint}/L001", Line(lead, Role.COORDINATE, 1, deliverable="统筹协调"), force.day))
    for number in range(2, count + 1):
        unit, other = units[number % len(units)], units[(number + 1) % len(units)]
        line = Line(
            unit, order=number, due=force.day + timedelta(number % 90 + 10), weight=number % 5, effort="medium",
            competent=other if number % 5 == 0 else None, after=("L001",), standard="现场验收合格，资料齐全",
            deliverable=f"完成第{number}处排水管网的清疏",
        )  # fmt: skip
        listings.append(Listed(LINES, f"{joint}/L{number:03}", line, force.day))
    execute_all((), by=Actor(lead, account=ACCOUNT), command_id=uuid.uuid4().hex, listings=listings)
    return joint


def _asked(client: Client, joint: Stream) -> Iterator[float]:
    """Seconds from the question to the whole answer, one after another; the first two are not counted."""
    where = f"/j/{joint[:12]}/plan/"
    for turn in range(PAGES + 2):
        begun = time.perf_counter()
        answer = client.get(where)
        passed = time.perf_counter() - begun
        if answer.status != 200 or answer.body.count(b"data-row") != SHOWN:
            raise RuntimeError(f"{where}: {answer.status}, {answer.body.count(b'data-row')} rows")
        if turn >= 2:
            yield passed
