"""A plan of four lines put to ROADS and WATER: ROADS does L001 and L003 and accepts what WATER does in L002."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from qiantou.acts.execute import execute_all
from qiantou.acts.letters import send_letters, send_signatures
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.plan import LINES, Line, Purpose, Role
from qiantou.core.register import Listed
from qiantou.readmodel.opinions import Letter, letters_of
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.town import Office, office

TODAY = date(2026, 3, 2)
BRIDGE, RIVER, SIGNS, TOGETHER = "修好老桥", "疏浚河道", "设置标志", "统筹协调"


def plan_lines() -> dict[str, Line]:
    return {
        "L001": Line(ROADS, order=1, due=date(2026, 5, 1), outer=date(2026, 6, 1), deliverable=BRIDGE),
        "L002": Line(WATER, order=2, due=date(2026, 4, 1), competent=ROADS, deliverable=RIVER, standard="水深二米"),
        "L003": Line(ROADS, order=3, deliverable=SIGNS),
        "L004": Line(LEAD, role=Role.COORDINATE, order=4, people=1, quarter_days=4, deliverable=TOGETHER),
    }


@dataclass
class Put:
    """The county with a joint work whose plan is entered."""

    county: Office
    joint: Stream

    @property
    def ref(self) -> str:
        return self.joint[:12]

    def by(self, desk: Desk = LEAD) -> Actor:
        return Actor(desk, account="a" * 32)

    def change(self, **lines: Line) -> None:
        listings = [Listed(LINES, f"{self.joint}/{name}", line, TODAY) for name, line in lines.items()]
        execute_all((), by=self.by(), command_id=uuid4().hex, listings=listings)

    def consult(self, *, silence_consents: bool = False) -> None:
        terms = {"reply_days": 5, "silence_consents": silence_consents}
        send_letters(self.joint, **terms, by=self.by(), command_id=uuid4().hex)

    def sign(self, purpose: Purpose = Purpose.SIGNATURE) -> None:
        send_signatures(self.joint, purpose=purpose, by=self.by(), command_id=uuid4().hex)

    def of(self, desk: Desk, kind: str = "consultation") -> Letter:
        """The desk's last letter or signature."""
        return [one for one in letters_of(self.joint, kind) if one.matter.doer == desk][-1]


@contextmanager
def put() -> Iterator[Put]:
    with office() as county:
        found = Put(county, county.joint())
        found.change(**plan_lines())
        yield found


def page_of(client: Client, stream: str, *, where: str = "") -> str:
    """The page of a matter as the person sees it."""
    return client.get(f"/m/{stream[:12]}/{where}").content.decode()


def answered(client: Client, stream: str, code: str, *, where: str = "", **fields: object) -> HttpResponse:
    """Send the form over several lines or points: L001_reason is the field "L001-reason"."""
    page = page_of(client, stream, where=where)
    form = re.search(rf'id="move-{code}" method="post" action="([^"]+)".*?</form>', page, re.S)
    assert form is not None, f"no form for {code}"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form.group(0)))
    told = {re.sub(r"^(L\d+|p\d+|whole)_", r"\1-", name): value for name, value in fields.items()}
    return client.post(form.group(1), {**hidden, **told})
