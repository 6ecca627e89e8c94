"""An application for exemption about an assessed work, led to where a test wants it: GOV decides."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from qiantou.acts.exempting import Application, apply
from qiantou.core.exemption import CONDITIONS, Finding, Found, Hearing, Outcome, Verdict
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, Deliver, Report
from tests.acts.assessed import Assessed
from tests.acts.county import CLERK
from tests.core.world import GOV


def heard(work: Assessed, subject: Stream, unit: Desk) -> Stream:
    """Three days after the unit was heard."""
    told = Application(subject, date(2026, 3, 18), "疏通晚了", "等候来水")
    stream, _receipt = apply(told, by=Actor(unit, account=CLERK), command_id=uuid4().hex)
    held = Hearing(day=work.town.now.date(), present=(unit,))
    work.town.do(stream, Accept(), GOV)
    work.town.do(stream, Report("当面听取", hearing=held), GOV)
    work.town.later(days=3)
    return stream


def exempted(work: Assessed, application: Stream) -> None:
    found = tuple(Found(one, Finding.HOLDS, "") for one in CONDITIONS)
    work.town.do(application, Deliver("予以容错", verdict=Verdict(Outcome.EXEMPT, found, (), "")), GOV)
