"""What the page of an incoming paper shows: who may see it, the sentences as they come, silence as silence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, visible_joints
from qiantou.access.models import Account
from qiantou.core.facts import Delivered, Event
from qiantou.core.kernel import Stream
from qiantou.core.register import CHARTERS
from qiantou.core.register import InForce as Force
from qiantou.core.undertaking import Charter, Paper
from qiantou.desk import labels
from qiantou.desk.addresses import address, joint_url, matter_url, ref
from qiantou.desk.clocks import deadline_words
from qiantou.desk.moving import fresh_from
from qiantou.desk.situation import read_told
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.listing_rows import InForce
from qiantou.readmodel.models import MatterRow


def parent_of(key: str) -> Stream:
    """The name that the sentences asked about a paper share; of no matter."""
    return fresh_from(f"{key}/words")


def seen_by(paper: Paper, sight: Collection[str]) -> bool:
    """Whether one of these desks has a part in the paper: keeps it, is proposed, asked, or is to decide."""
    return any(desk in sight for desk in (paper.keeper, paper.proposed, paper.sponsor, *paper.units) if desk)


@dataclass(frozen=True)
class Sentence:
    """One unit's answer, or that there is none. `url` where the reader may open the matter."""

    doer: str
    said: str
    stands: str
    when: datetime | None
    until: str
    waits: bool
    silent: bool
    url: str
    answer_url: str

    def cells(self, names: Mapping[str, str], *, acts: bool) -> list[dict[str, Any]]:
        """`acts`: whether the table has a column for what the reader may do."""
        act = {"text": _("Say your sentence") if self.answer_url else "", "url": self.answer_url}
        told = [
            {"text": names.get(self.doer, self.doer), "url": self.url},
            {"text": self.said or self.stands, "label": _("Sentence")},
            {"text": self._when(), "label": _("When")},
        ]
        return [*told, act] if acts else told

    def _when(self) -> str:
        if self.until:
            return _("until %(until)s") % {"until": self.until}
        return moment(self.when)


def sentences_table(found: Sequence[Sentence], names: Mapping[str, str]) -> dict[str, Any]:
    """A row a unit: what it said, or that it has not, or not in time."""
    columns = [
        {"label": _("Unit")}, {"label": _("Sentence"), "wide": True}, {"label": _("When")},
    ]  # fmt: skip
    acts = any(one.answer_url for one in found)
    columns += [{"label": _("Your moves")}] if acts else []
    rows = [{"cells": one.cells(names, acts=acts), "needs": one.silent} for one in found]
    empty = _("Nobody was asked.")
    return {"label": _("One sentence each"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def sentences(key: str, seen: Standing, force: Force) -> list[Sentence]:
    """What each unit asked has said of the paper; two queries."""
    rows = list(MatterRow.objects.filter(parent=parent_of(key), kind="word").order_by("opened", "stream"))
    told = read_told([Stream(row.stream) for row in rows]) if rows else {}
    return [_sentence(row, [one.entry.event for one in told[Stream(row.stream)]], seen, force) for row in rows]


def _sentence(row: MatterRow, events: list[Event], seen: Standing, force: Force) -> Sentence:
    given = next((event for event in events if isinstance(event, Delivered)), None)
    lapsed = row.is_open and row.reply_at is not None and row.reply_at <= force.instant
    silent = lapsed or row.outcome == "silent"
    waits = row.is_open and not lapsed
    stands = _("no answer") if silent else labels.standing(row.phase, row.outcome, row.is_open)
    mine = row.doer in seen.desks
    until = deadline_words(row.reply_at, force.calendar) if waits and row.reply_at else ""
    return Sentence(
        row.doer, given.note if given else "", stands, None if waits else row.changed, until,
        waits, silent, matter_url(row.stream) if {row.asker, row.doer} & seen.sight else "",
        matter_url(row.stream, "deliver") if waits and mine and row.phase == "offered" else "",
    )  # fmt: skip


def facts(found: InForce, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The paper's own particulars; what is not named reads so."""
    paper: Paper = found.value
    told = [
        (_("Number of the paper"), paper.number), (_("Unit that issued the paper"), paper.issuer),
        (_("Received"), day(paper.received)),
        (_("Registered by"), names.get(paper.keeper, paper.keeper)), (_("Proposed handling"), paper.opinion),
        (_("Proposed lead"), names.get(paper.proposed or "", "")),
        (_("Units owning most of the duties"), "、".join(names.get(desk, desk) for desk in paper.units)),
        (_("Decides (sponsor)"), names.get(paper.sponsor or "", "")),
    ]  # fmt: skip
    return [{"label": label, "value": value or _("not named"), "open": not value} for label, value in told]


def works_of(account: Account, key: str, force: Force) -> list[dict[str, str]]:
    """The joint works drawn up from the paper that the account sees, with the advice on who should lead them."""
    joints = [joint for joint, one in force.section(CHARTERS).items() if isinstance(one, Charter) and one.paper == key]
    if not joints:
        return []
    found = visible_joints(account).filter(stream__in=joints).values_list("stream", "title")
    return [
        {"title": title, "url": joint_url(stream), "advice": address("advice", ref(stream))}
        for stream, title in found
    ]  # fmt: skip
