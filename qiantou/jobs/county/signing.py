"""The lead's draft of a plan is put out, signed by everybody it asks, and launched: three scenes of a story."""

from __future__ import annotations

from qiantou.acts import shell
from qiantou.acts.letters import send_signatures
from qiantou.acts.open_plan import open_plan
from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import Purpose
from qiantou.jobs.county.telling import Scenes, Teller
from qiantou.readmodel.models import MatterRow


def signed_and_launched(tell: Teller, lead: str, *, begun: int) -> Scenes:
    """From the morning so many working days ago: put out then, signed by the units a day later, by who decides the
    day after that, and launched the next morning."""
    assert tell.joint is not None
    by = tell.county.by(lead)
    yield tell.ago(begun, "10:00")
    send_signatures(tell.joint, purpose=Purpose.SIGNATURE, by=by, command_id=shell.fresh())
    rows = MatterRow.objects.filter(joint=tell.joint, kind="signature", is_open=True).order_by("stream")
    asked = [(tell.county.key(Desk(row.doer)), Stream(row.stream)) for row in rows]
    yield tell.ago(begun - 1, "09:20")
    for key, stream in asked:
        if not tell.county.is_leader(key):
            tell.accept(key, stream)
    yield tell.ago(begun - 2, "15:30")
    for key, stream in asked:
        if tell.county.is_leader(key):
            tell.accept(key, stream)
    yield tell.ago(begun - 3, "09:00")
    open_plan(tell.joint, by=by, command_id=shell.fresh())


def lines_of(tell: Teller) -> dict[str, Stream]:
    """Line → its matter, of the joint work that was launched."""
    rows = MatterRow.objects.filter(joint=tell.joint, kind="task").exclude(line="").values_list("line", "stream")
    return {line: Stream(stream) for line, stream in rows}
