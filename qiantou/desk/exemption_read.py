"""What the pages of exemption show: the check with its entries, what was decided, what could be applied for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.bulletins import ref_of
from qiantou.access.guards import Standing, readable
from qiantou.acts.clearing import Blamed
from qiantou.core.contesting import AFTERWARDS
from qiantou.core.exemption import Check, Shown, Stand, Table, Verdict, reads
from qiantou.core.exemption_bodies import able, part_of
from qiantou.core.facts import Contested, Delivered, Event, Offered, Reported, Ruled
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import CLEARING, EXEMPTION, EXPLANATION, Rung
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import joint_url, matter_url
from qiantou.desk.exemption_words import CONDITIONS, EXCLUSIONS, FAILING, FINDINGS, OUTCOMES, QUESTIONS, SIGNS, WHY
from qiantou.desk.templatetags.dates import day, listed
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow, MatterRow, PartyRow

SHOWN = 100
"""[default] Rows of a list on one page, the newest."""
NOT_EXEMPTED = (EXEMPTION, CLEARING, *AFTERWARDS)
"""The kinds of which nothing is to be exempted."""
FAR = (Rung.BULLETIN.value, Rung.MEETING.value, Rung.SHEET.value)
"""The rungs from which on an exemption is suggested."""
Names = Mapping[str, str]


@dataclass(frozen=True)
class Subject:
    """What an application is of: a joint work or a matter, as its page calls it."""

    stream: Stream
    title: str
    url: str
    is_joint: bool
    due: date | None = None


def subjects(streams: Iterable[str]) -> dict[str, Subject]:
    """The joint works and matters of these names; two queries."""
    names = sorted(set(streams))
    joints = JointRow.objects.filter(stream__in=names)
    matters = MatterRow.objects.filter(stream__in=names)
    found = {row.stream: Subject(Stream(row.stream), row.title, joint_url(row.stream), True) for row in joints}
    return found | {
        row.stream: Subject(Stream(row.stream), row.title, matter_url(row.stream), False, row.due) for row in matters
    }


def check_told(check: Check | None, table: Table, seen: Standing) -> dict[str, Any]:
    """`check`: a row per condition, its words, what failing it means, entries for and against, what is missing;
    `dissent`: what was objected to or reserved. Two queries for the titles."""
    if check is None:
        return {"check": [], "dissent": []}
    every = [one for row in check.stands for one in (*row.speaks_for, *row.against)]
    titles = titles_of((*every, *check.dissent), seen)
    return {"check": _conditions(check, table, titles), "dissent": shown_rows(check.dissent, titles)}


def _conditions(check: Check, table: Table, titles: Names) -> list[dict[str, Any]]:
    return [
        {
            "number": number, "name": labels.label(CONDITIONS, row.name), "failing": labels.label(FAILING, row.failing),
            "question": str(QUESTIONS.get(row.name, "")),
            **_stand(check.of(row.name), titles),
        }
        for number, row in enumerate(table.conditions, 1)
    ]  # fmt: skip


def _stand(stand: Stand, titles: Names) -> dict[str, Any]:
    return {
        "speaks_for": shown_rows(stand.speaks_for, titles), "against": shown_rows(stand.against, titles),
        "missing": listed(labels.label(SIGNS, sign) for sign in stand.missing),
    }  # fmt: skip


def shown_rows(shown: Sequence[Shown], titles: Names) -> list[dict[str, str]]:
    """Each sign once with its entries counted; the first opens the matter, where the reader may."""
    found: dict[tuple[str, Stream], int] = {}
    for one in shown:
        found[one.sign, one.stream] = found.get((one.sign, one.stream), 0) + 1
    return [
        {
            "text": labels.label(SIGNS, sign), "url": matter_url(stream) if stream in titles else "",
            "title": titles.get(stream, _("a matter not open to you")),
            "count": ngettext("%(n)d entry", "%(n)d entries", count) % {"n": count} if count > 1 else "",
        }
        for (sign, stream), count in found.items()
    ]  # fmt: skip


def titles_of(shown: Iterable[Shown], seen: Standing) -> dict[str, str]:
    """The titles of the matters whose page opens to the reader; two queries."""
    opened = readable({one.stream for one in shown}, seen)
    told = MatterRow.objects.filter(stream__in=sorted(opened)).values_list("stream", "title")
    return {stream: title or _("(the words were erased)") for stream, title in told}


def decided_rows(entries: Sequence[Entry[Event]], table: Table, names: Names) -> list[dict[str, Any]]:
    """What was decided, the last first: by whom, on which day, what was found, what the table read."""
    found = []
    for entry in reversed(entries):
        verdict = entry.event.verdict if isinstance(entry.event, Delivered | Ruled) else None
        if verdict is not None:
            found.append(_decided(entry, verdict, table, names))
    return found


def _decided(entry: Entry[Event], verdict: Verdict, table: Table, names: Names) -> dict[str, Any]:
    event = entry.event
    answer = event.note if isinstance(event, Delivered) else getattr(event, "reason", "")
    read_as = reads(table, {one.condition: one.finding for one in verdict.found}, verdict.excluded)
    return {
        "who": names.get(entry.by.desk or "", entry.by.desk or ""), "at": entry.at, "answer": answer,
        "outcome": labels.label(OUTCOMES, verdict.outcome), "departs": verdict.departs,
        "read": labels.label(OUTCOMES, read_as), "differs": read_as is not verdict.outcome,
        "excluded": listed(labels.label(EXCLUSIONS, code) for code in verdict.excluded),
        "table": _findings(verdict),
    }  # fmt: skip


def _findings(verdict: Verdict) -> dict[str, Any]:
    columns = [{"label": _("Condition"), "wide": True}, {"label": _("Found")}, {"label": _("Reason"), "wide": True}]
    rows = [
        {"cells": [
            {"text": labels.label(CONDITIONS, one.condition)},
            {"text": labels.label(FINDINGS, one.finding), "label": _("Found")},
            {"text": one.reason or "–", "label": _("Reason")},
        ]}
        for one in verdict.found
    ]  # fmt: skip
    return {"label": _("What was found"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def hearings(entries: Sequence[Entry[Event]], matter: Matter, names: Names) -> list[dict[str, Any]]:
    """Each hearing, and each word that none is needed, with the applicant's own word on it."""
    return [
        {
            "day": day(event.hearing.day), "said": event.text, "waived": event.hearing.waived,
            "present": listed(names.get(desk, desk) for desk in event.hearing.present),
            "by": names.get(entry.by.desk or "", ""),
            "word": "" if event.hearing.waived else _word(entry, matter, entries),
        }
        for entry in entries
        if isinstance(event := entry.event, Reported) and event.hearing is not None
    ]  # fmt: skip


def _word(hearing: Entry[Event], matter: Matter, entries: Sequence[Entry[Event]]) -> str:
    agrees = dict(matter.attested).get(hearing.version)
    if agrees is None:
        return _("the applicant has not said yet whether it was so")
    if agrees:
        return _("the applicant confirms it")
    told = (one.event for one in entries if isinstance(one.event, Contested) and one.event.entry == hearing.version)
    return _("the applicant contests it: %(reason)s") % {"reason": next(told).reason or _("(the words were erased)")}


def happened(entries: Sequence[Entry[Event]]) -> str:
    """What the applicant wrote below its first line, which is the title of the page."""
    offered = entries[0].event
    assert isinstance(offered, Offered)
    return offered.detail


def abouts(streams: Iterable[str]) -> dict[str, str]:
    """Of each application what it is about; one query."""
    names = [Stream(stream) for stream in streams]
    told = read(names, until=1) if names else {}
    return {stream: entries[0].event.about[0] for stream, entries in told.items() if entries[0].event.about}


def suggested(seen: Standing, force: InForce) -> list[dict[str, Any]]:
    """Matters of the reader's desks that went wrong and that no application is or was decided of, with the reason; four
    queries."""
    put = MatterRow.objects.filter(kind=EXEMPTION, asker__in=seen.desks).exclude(outcome="withdrawn")
    already, today = set(abouts(put.values_list("stream", flat=True)).values()), force.day
    own = Q(doer__in=seen.desks, is_open=True, hatched=False)
    late = MatterRow.objects.filter(own, Q(rung__in=FAR) | Q(due_now__lt=today)).exclude(kind__in=NOT_EXEMPTED)
    rows = [row for row in late.order_by("due_now")[:SHOWN] if may_be_decided(row, force)]
    found = {row.stream: (row, "rung" if row.rung in FAR else "late") for row in rows}
    reason = Q(kind=EXPLANATION, asker__in=seen.desks, outcome="refused")
    part = PartyRow.objects.filter(desk__in=seen.desks).values("stream")
    named = Q(kind="accountability", stream__in=part)
    for row in MatterRow.objects.filter(reason | named).order_by("-opened")[:SHOWN]:
        if row.kind == EXPLANATION and row.parent:
            found.setdefault(row.parent, (row, "refused"))
        elif row.asker not in seen.desks and row.joint:
            found.setdefault(row.joint, (row, "accountability"))
    return [
        {"stream": stream, "title": row.title, "why": labels.label(WHY, why), "due": row.due}
        for stream, (row, why) in found.items() if stream not in already
    ]  # fmt: skip


def may_be_decided(work: MatterRow | Matter, force: InForce) -> bool:
    """Whether anybody who is no side of it could decide an application of its doer."""
    sides = (Desk(work.asker), Desk(work.doer))
    return bool(able(part_of(sides[1], force), Stream(work.joint) if work.joint else None, sides, force))


def notices(seen: Standing, *, limit: int = SHOWN) -> Iterator[tuple[MatterRow, Entry[Event]]]:
    """The clearings of a name that the reader is told of, or is a side of, with what was told; the newest first."""
    rows = list(MatterRow.objects.filter(kind=CLEARING, delivered__isnull=False).order_by("-opened")[:limit])
    told = read([Stream(row.stream) for row in rows], words=True) if rows else {}
    for row in rows:
        last = next((one for one in reversed(told[Stream(row.stream)]) if isinstance(one.event, Delivered)), None)
        told_to = last.event.told if last is not None and isinstance(last.event, Delivered) else ()
        if last is not None and {row.asker, row.doer, *told_to} & seen.close:
            yield row, last


def blamed_rows(found: Sequence[Blamed], by: Desk, names: Names) -> list[dict[str, Any]]:
    """The bulletins that named the unit, each corrected with the notice; another office than the reader's is named."""
    return [
        {
            "text": _("Bulletin to %(day)s, line %(line)d") % {"day": day(one.run.end), "line": one.item + 1},
            "url": reverse("bulletin", args=[ref_of(one.run.name), one.run.end.isoformat()]),
            "note": _("is corrected with this notice") if one.issuer == by
            else _("of %(office)s; is corrected with this notice, and the office is told")
            % {"office": names.get(one.issuer, one.issuer)},
        }
        for one in found
    ]  # fmt: skip


def heard_of(check: Check | None, application: Stream, force: InForce) -> list[Desk]:
    """Who heard of the blame by the record: whoever asked for the work, and the desks its chasers were copied to."""
    streams = {one.stream for row in check.stands for one in (*row.speaks_for, *row.against)} if check else set()
    parties = PartyRow.objects.filter(stream__in=sorted(streams | ({check.subject} if check else set())))
    found = dict.fromkeys(Desk(desk) for desk in parties.order_by("desk").values_list("desk", flat=True))
    return [desk for desk in found if force.is_known(desk) and (check is None or desk != check.unit)]
