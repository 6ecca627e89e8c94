"""A county on a real database with people who can sign in: one clerk a unit, a head a unit, a deputy above.

Each has one fixed meaning: LEAD asks, ROADS does, WATER is in the way, TOWN has no part in anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.test import Client

from qiantou.access.models import Account, Person
from qiantou.access.policy import LANGUAGE_COOKIE
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.contesting import AMENDING, BY_THE_SHEET
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import ASSESSING, Effect, Phase
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Basis, Block, Command, Counter, Decline, Deliver, Offer, Refer, Rule, Withdraw
from qiantou.core.points import Point
from qiantou.core.register import CHARTERS, MANDATES, POSTS, TERMS, Listed, Post, Term
from qiantou.core.undertaking import Charter
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, Played, clocked, list_county
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER, county
from tests.desk.contested import contested, granted, owed
from tests.support.beginnings import begin
from tests.support.signing import password_given
from tests.support.written import told_what_pages_say

NAMES = {
    GOV: "县政府", HEAD: "县长", DEPUTY: "分管副县长", LEAD: "县发改局", ROADS: "县交通局", WATER: "县水利局",
    TOWN: "桥东镇", "p:lead": "县发改局局长", "p:roads": "县交通局局长", "p:water": "县水利局局长",
    "p:town": "桥东镇镇长",
}  # fmt: skip
SEATS = {
    "lead": "p:lead-clerk", "roads": "p:roads-clerk", "water": "p:water-clerk", "town": "p:town-clerk",
    "deputy": DEPUTY, "roads-head": "p:roads",
}  # fmt: skip
LONG_AGO = date(2020, 1, 1)
PASS = "a long pass of words"


@dataclass
class Office:
    """The county with its people; `client("lead")` is that person's browser."""

    town: Played
    people: dict[str, Account] = field(default_factory=dict)

    def client(self, who: str, *, language: str = "zh-hans") -> Client:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(self.people[who], backend="django.contrib.auth.backends.ModelBackend")
        password_given(client)
        client.cookies[LANGUAGE_COOKIE] = language
        return client

    def row(self, stream: Stream) -> MatterRow:
        return MatterRow.objects.get(pk=stream)

    def joint(self, title: str = "修复老桥", **terms: object) -> Stream:
        stream = shell.fresh()
        charter = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY)
        listing = Listed(CHARTERS, stream, charter, LONG_AGO, name=title, note="县政办发〔2026〕12号")
        execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[listing])
        return stream


@contextmanager
def office() -> Iterator[Office]:
    with told_what_pages_say(), clocked() as town:
        begin("office", _fill, town.chance)
        accounts = Account.objects.filter(login__in=SEATS).select_related("person")
        yield Office(town, {account.login: account for account in accounts})


def _fill() -> None:
    """The county is listed, then its people come."""
    list_county()
    execute_all((), by=Actor(account=CLERK), command_id="people", listings=list(_listings()))


def _listings() -> Iterator[Listed]:
    for section, key, value, name in _places():
        yield Listed(section, key, value, LONG_AGO, name=name)
    for who, post in SEATS.items():
        person = Person.objects.create(name=who)
        Account.objects.create_user(who, None, person=person)
        yield Listed(TERMS, f"t:{who}", Term(person.id, Desk(post)), LONG_AGO)


def _places() -> Iterator[tuple[str, str, object, str]]:
    for entry in county():
        listed = entry.event
        if listed.section == CHARTERS:
            continue
        yield listed.section, listed.key, listed.value, NAMES.get(Desk(listed.key), listed.key)
    for unit in ("lead", "roads", "water", "town"):
        yield POSTS, f"p:{unit}-clerk", Post(Desk(f"u:{unit}")), f"{NAMES[Desk(f'u:{unit}')]}办公室"


def sent(page: str, code: str) -> dict[str, str]:
    """The hidden fields of the form of one move on a page: what a browser would send with it."""
    form = re.search(rf'<form class="form" id="move-{code}".*?</form>', page, re.S)
    assert form is not None, f"no form for {code}"
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form.group(0))
    return dict(hidden)


def said(client: Client, stream: Stream, code: str, *, url: str = "", **fields: object) -> object:
    """Make a move through its form, as a person does."""
    address = url or f"/m/{stream[:12]}/"
    page = client.get(address).content.decode()
    fields = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
    action = re.search(rf'id="move-{code}" method="post" action="([^"]+)"', page)
    assert action is not None, f"no form for {code} on {address}"
    return client.post(action.group(1), {**sent(page, code), **fields})


def brought(county: Office, kind: str, phase: str, **terms: object) -> Stream:
    """A matter of the kind that stands in the phase, with LEAD and ROADS (or WATER) as its sides."""
    town = county.town
    if kind in ("variation", "dispute", "explanation"):
        day = date(2026, 3, 4) if kind == "explanation" else date(2026, 3, 20)  # only a near day is explained
        work = town.offered(due=day, **terms)
        town.do(work, Accept(), ROADS)
        doer = WATER if kind == "dispute" else LEAD
        due = date(2026, 4, 10) if kind == "variation" else None
        stream = shell.fresh()
        town.do(stream, Offer(kind, ROADS, doer, "请求", due=due, parent=work, beside=True), ROADS)
    elif kind == "contest":
        joint = terms.get("joint")
        stream = contested(town, Stream(str(joint)) if joint else None)
    elif kind == AMENDING:
        joint = terms.get("joint")
        stream = granted(town, Stream(str(joint)) if joint else None)
    elif kind == ASSESSING:
        stream = owed(town)
    elif kind == "support":
        work, stream = town.offered(due=date(2026, 3, 20), **terms), shell.fresh()
        town.do(stream, Offer(kind, LEAD, ROADS, "派两名测量员", parent=work, beside=True), LEAD)
    elif kind == "supervision":
        stream = supervised(county, **terms)
    else:
        stream = shell.fresh()
        told = {**_terms(county, kind, terms), **terms}
        town.do(stream, Offer(kind, LEAD, ROADS, "修复老桥", due=date(2026, 3, 20), **told), LEAD)  # type: ignore[arg-type]
    row = county.row(stream)
    steps = [] if kind in BY_THE_SHEET else _steps(kind, phase, Desk(row.asker), Desk(row.doer))
    for command, desk in steps:
        town.do(stream, command, desk)
    if phase == "blocked":
        stone = shell.fresh()
        town.do(stream, Block("缺图纸", to=WATER, fresh=stone), Desk(row.doer))
        town.do(stone, Accept(), WATER)
    assert county.row(stream).phase == phase
    return stream


def supervised(county: Office, **terms: object) -> Stream:
    """A work of ROADS that the county's office has put under supervision, and the deputy approved."""
    town, stream = county.town, shell.fresh()
    work = town.offered(due=date(2026, 3, 20), **terms)
    town.do(work, Accept(), ROADS)
    item = Offer(
        "supervision", GOV, ROADS, "修复老桥", due=date(2026, 3, 20), parent=work, beside=True, approver=DEPUTY,
        number=f"督〔2026〕{town.sent}号",  # each number once
    )  # fmt: skip
    town.do(stream, item, GOV)
    town.do(stream, Rule(Phase.OFFERED, "同意立项"), DEPUTY)
    return stream


def _terms(county: Office, kind: str, terms: dict[str, object]) -> dict[str, object]:
    """What an offer of the kind cannot do without."""
    if kind == "consultation":
        return {"about": ("v1", "L001")}
    joint = terms.get("joint") or county.joint() if kind in ("proposal", "passing") else None
    if kind != "proposal":
        return {"joint": joint} if joint else {}
    mandate = Mandate(
        Stream(str(joint)), LEAD, (Power.BUDGET,), (ROADS,), DEPUTY, date(2030, 12, 31), budget="修路资金"
    )
    listed = Listed(MANDATES, f"g:{uuid4().hex}", mandate, LONG_AGO)
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[listed])
    return {"joint": joint, "basis": Basis("mandate", mandate=listed.key, powers=("budget",))}


def _steps(kind: str, phase: str, asker: Desk, doer: Desk) -> list[tuple[Command, Desk]]:
    ground = next((one for one in KINDS[kind].grounds if one not in ("not-ours", "confidential")), "")
    points = (Point("L001", reason="晚些"),) if KINDS[kind].pointed else ()
    return {
        "offered": [],
        "countered": [(Counter(date(2026, 4, 3), "晚些", points), doer)],
        "declined": [(Decline(ground, "说明"), doer)],
        "underway": [(Accept(), doer)],
        "blocked": [(Accept(), doer)],
        "delivered": [*([] if KINDS[kind].replies else [(Accept(), doer)]), (Deliver("已办"), doer)],
        "referred": [(Refer("请定"), asker)],
        "closed": [(Withdraw("不需要"), asker)],
    }[phase]


PUT_BY_PAGES = ("accountability", "hearing", "exemption")
"""Kinds that need a whole story before they can be put; the tests of their own pages make their moves."""


def phases_of(kind: str) -> list[str]:
    """The phases that a matter of the kind can be brought to; none of what the rule opens, or of two works at once."""
    policy = KINDS[kind]
    if kind in BY_THE_SHEET:
        return [Phase.UNDERWAY.value]
    if policy.by_rule or policy.effect is Effect.FIRST or kind in PUT_BY_PAGES:
        return []
    never = {"underway", "blocked", "delivered"} if policy.settles else set()
    never |= set() if policy.stoppable else {"blocked"}
    never |= {"underway", "blocked"} if policy.replies else set()
    never |= set() if policy.grounds and policy.effect is not Effect.EXCUSE else {"declined"}
    never |= set() if policy.rounds else {"countered"}
    return [phase.value for phase in Phase if phase.value not in never]
