"""What each paper of a matter says, drawn from its record: plain values for `documents.papers`, nothing typed anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts import registers
from qiantou.core.advance import lapse_at
from qiantou.core.due import days_late, paused_minutes
from qiantou.core.evolve import evolve
from qiantou.core.facts import Amended, Event, Offered, OfferedTo, Prompted, Reported, Ruled, Urged
from qiantou.core.figures import SUGGESTION_ANSWER
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.core.kinds import BEFORE, Phase
from qiantou.core.ladder import coming
from qiantou.core.matter import Matter, pauses
from qiantou.core.numbering import Form, Number
from qiantou.core.office import offices_of
from qiantou.core.register import MANDATES, InForce
from qiantou.core.worktime import add_working_days
from qiantou.desk import labels
from qiantou.desk.clocks import arbiter_of, due_day, last_day_before, silence
from qiantou.desk.duty_citing import rests_on
from qiantou.desk.letter_papers import as_sent, letter_paper
from qiantou.desk.papers_fit import suggested
from qiantou.desk.situation import Situation, read_told
from qiantou.desk.talk import said, sentence
from qiantou.desk.templatetags.dates import short_day
from qiantou.desk.templatetags.papers import place
from qiantou.documents.papers.asked import Asked, Past
from qiantou.documents.papers.chaser import Chaser, lay_chaser
from qiantou.documents.papers.disagreement import View
from qiantou.documents.papers.extension import Extension, lay_extension
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.letter import lay_letter
from qiantou.documents.papers.order import Order, lay_order
from qiantou.documents.papers.replacing import Replacing, lay_replacing
from qiantou.documents.papers.request import Request, lay_request
from qiantou.documents.papers.slip import Slip
from qiantou.documents.papers.submission import Submission, lay_submission
from qiantou.documents.papers.surface import Surface
from qiantou.readmodel.listing_rows import in_force

Names = Mapping[str, str]
TOLD = 8
"""Steps of the record that a paper tells; the last ones."""


@dataclass(frozen=True)
class Sent:
    """A matter at the entry by which it went out, and what was in force then."""

    matter: Matter
    force: InForce

    @property
    def answer_by(self) -> date | None:
        lapse = lapse_at(self.matter, self.force)
        return last_day_before(lapse, self.force.calendar) if lapse else None


@dataclass(frozen=True)
class Source:
    """One paper in the making: the matter, who signs it, the names of desks, and its number if it has one.

    `work` is the title of the joint work, "" for none; `number` keeps the day on which it was taken; `slip` is that of
    a doer without account.
    """

    found: Situation
    signer: Desk
    names: Names
    work: str = ""
    number: Number | None = None
    day: date | None = None
    slip: Slip | None = None

    def name(self, desk: str | None) -> str:
        return self.names.get(desk or "", desk or "")

    @property
    def head(self) -> Head:
        """Of the last entry; dated by its number, else by today."""
        position = next((told.position for told in reversed(self.found.told) if told.position is not None), "")
        number = self.number.text if self.number is not None else ""
        return Head(self.work, self.name(self.signer), str(position), number, self.day or self.found.force.day)

    @property
    def asked(self) -> Asked:
        offered = self.found.entries[0].event
        detail, standard = (offered.detail, offered.standard) if isinstance(offered, Offered) else ("", "")
        told = getattr(offered, "due_text", "")
        return Asked(self.found.row.title, detail, standard, self.found.matter.due or told or None)

    @cached_property
    def sent(self) -> Sent:
        """As it last went out to its doer: what came after it changes nothing in the paper."""
        entries = self.found.entries
        place = max(at for at, entry in enumerate(entries) if isinstance(entry.event, Offered | OfferedTo | Amended))
        matter = fold(evolve, None, entries[: place + 1])
        assert matter is not None
        return Sent(matter, registers.current().at(entries[place].at))

    @property
    def due(self) -> date | None:
        return due_day(self.found.matter, self.found.force.calendar, self.found.now).day


def laid(form: Form, source: Source, on: Surface) -> None:
    """Lay the paper of this form down. Raises KeyError for a form that is no paper of a matter."""
    LAYING[form](source, on)


def desks_in(found: Situation) -> set[str]:
    """The desks that papers of the matter name."""
    matter, force = found.matter, found.force
    desks = {matter.asker, matter.doer, matter.arbiter, arbiter_of(matter, force), force.head(matter.doer)}
    for entry in found.entries:
        desks |= {*offices_of(entry.by.desk, force)} if isinstance(entry.event, Ruled) else set()
    for entry in found.entries:
        desks |= {entry.by.desk, *(getattr(entry.event, name, None) for name in ("doer", "to", "copied", "arbiter"))}
    return {str(desk) for desk in desks if desk}


def _order(source: Source, on: Surface) -> None:
    found, sent = source.found, source.sent
    offered = found.entries[0].event
    told = (_by_mandate(source), rests_on(found.entries, found.force), place(getattr(offered, "source", "")))
    basis = "\n".join(part for part in told if part)
    lay_order(
        Order(source.head, source.name(sent.matter.doer), source.asked, basis, answer_by=sent.answer_by,
              silence=silence(sent.matter, sent.force, source.names)), on,
    )  # fmt: skip


def _by_mandate(source: Source) -> str:
    """The mandate the order rests on: its number and quoted clause where it has them, else whose it is."""
    key, day = source.found.matter.basis.mandate, source.found.force.day
    found = in_force(MANDATES, day=day, keys=[key]).get(key) if key else None
    if found is None:
        return ""
    if found.value.number:
        return f"{found.value.number} {found.value.clause}".strip()
    return _("mandate of the lead for %(work)s") % {"work": source.work}


def _request(source: Source, on: Surface) -> None:
    found, sent = source.found, source.sent
    because = rests_on(found.entries, found.force)
    told, to = silence(sent.matter, sent.force, source.names), source.name(sent.matter.doer)
    lay_request(Request(source.head, to, source.asked, because, sent.answer_by, told, slip=source.slip), on)


def _consultation(source: Source, on: Surface) -> None:
    sent = as_sent(source.found.letter)
    paper = letter_paper(sent, source.found.plan, source.work, source.names)
    number = source.number.text if source.number is not None else ""
    lay_letter(replace(paper, head=replace(paper.head, number=number)), on)


def _chaser(source: Source, on: Surface) -> None:
    found, calendar = source.found, source.found.force.calendar
    matter, stops = found.matter, pauses(found.matter, source.found.force.calendar)
    paused = paused_minutes(stops, calendar=calendar, since=None, until=found.now)
    late = days_late(matter.due, matter.grants, stops, calendar, found.now)
    head = found.force.head(matter.doer)
    chased = [entry.event for entry in found.entries if isinstance(entry.event, Prompted | Urged)]
    last = chased[-1] if chased else None
    lay_chaser(
        Chaser(
            source.head, source.name(matter.doer), source.asked, calendar.day_of(found.entries[0].at), source.due,
            late=late, paused=paused // calendar.day_minutes, text=last.text if isinstance(last, Prompted) else "",
            copied=(source.name(head),) if head and head != matter.doer else (), past=chased_before(source),
            coming=_coming(source),
        ), on,
    )  # fmt: skip


def chased_before(source: Source) -> tuple[Past, ...]:
    """Each rung and each chaser of a person's, and whether anything moved after a rung."""
    found = source.found
    moved = {taken.at: taken.moved for taken in found.matter.rungs}
    told = []
    for entry in found.entries:
        event, day = entry.event, found.force.calendar.day_of(entry.at)
        if isinstance(event, Urged):
            after = _("something moved since") if moved.get(entry.at) else _("nothing moved since")
            told.append(Past(day, _("%(rung)s; %(after)s") % {"rung": _by_rule(event), "after": after}))
        elif isinstance(event, Prompted):
            told.append(Past(day, sentence(entry, source.names)))
    return tuple(told)


def _by_rule(rung: Urged) -> str:
    told = _("%(rung)s, by rule, under reservation") if rung.reserved else _("%(rung)s, by rule")
    return told % {"rung": labels.label(labels.RUNGS, rung.rung.value)}


def _coming(source: Source) -> str:
    """The step of the ladder that comes next, and when; "" for none."""
    found = source.found
    nearest = coming(found.matter, found.force, found.now)
    if nearest is None or nearest.rung in BEFORE:
        return ""
    facts = {
        "rung": labels.label(labels.RUNGS, nearest.rung.value),
        "day": short_day(found.force.calendar.day_of(nearest.at)),
    }
    return _("%(day)s, %(rung)s") % facts


def _extension(source: Source, on: Surface) -> None:
    """Of a variation: the work it stands beside is what the paper is about."""
    found = source.found
    offered, work = found.entries[0].event, found.parent
    title, due, now = (work.title, work.due, work.due_now or work.due) if work else (found.row.title, None, None)
    detail = getattr(offered, "detail", "")
    reports = [entry.event.text for entry in found.entries if isinstance(entry.event, Reported)]
    lay_extension(
        Extension(
            source.head, source.name(found.matter.asker if work is None else found.matter.doer),
            Asked(title, due=due), now, found.matter.due, detail or found.row.title, "\n".join(reports),
        ), on,
    )  # fmt: skip


def _submission(source: Source, on: Surface) -> None:
    """Of what waits for a decision, both sides heard; else a question put to a leader, with its asker's own reading."""
    found = source.found
    if found.matter.stage is not Phase.REFERRED:
        _question(source, on)
        return
    arbiter = found.matter.arbiter or arbiter_of(found.matter, found.force)
    referral = labels.label(labels.REFERRALS, found.matter.referral)
    because = "\n".join(part for part in (source.asked.detail, referral) if part)
    paper = Submission(source.head, source.name(arbiter), found.row.title, because, record(source), _views(source))
    lay_submission(paper, on)


def _question(source: Source, on: Surface) -> None:
    asked, to = source.asked, source.name(source.sent.matter.doer)
    offered = source.found.entries[0].event
    because = "\n".join(part for part in (asked.detail or asked.what, asked.standard) if part)
    reading = getattr(offered, "reading", "")
    lay_submission(Submission(source.head, to, asked.what, because, (), None, reading, due=asked.due), on)


def record(source: Source) -> tuple[Past, ...]:
    """The last steps of the conversation, a sentence each."""
    found = source.found
    days = found.force.calendar.day_of
    return tuple(Past(days(one.at), _step(one, source)) for one in found.entries[-TOLD:])


def _step(entry: Entry[Event], source: Source) -> str:
    if isinstance(entry.event, Urged):
        return _by_rule(entry.event)
    return sentence(entry, source.names, source.found.matter.kind)


def _views(source: Source) -> tuple[View, ...]:
    """What each side said last, in its own words."""
    matter = source.found.matter
    last: dict[str, str] = {}
    for entry in source.found.entries:
        words = said(entry.event)
        if entry.by.desk in (matter.asker, matter.doer) and words:
            last[entry.by.desk] = words
    return tuple(View(source.name(desk), last[desk]) for desk in (matter.asker, matter.doer) if desk in last)


def _replacing(source: Source, on: Surface) -> None:
    """By the asker of the work; or by the office of the leader who suggested it on a sheet of the ladder, as the work
    stood before that."""
    suggests, head, reason = suggested(source.found), source.head, ""
    work = source
    if suggests is not None:
        force = source.found.force
        head = replace(head, issuer=source.name(next(iter(offices_of(source.signer, force)), source.signer)))
        work, reason = replace(source, found=_before(suggests, source.found)), said(suggests.event)
    here = source.found.force
    answer_by = add_working_days(here.calendar, here.calendar.day_of(source.found.now), here.number(SUGGESTION_ANSWER))
    to = source.name(work.found.matter.doer)
    paper = Replacing(head, to, work.asked, work.due, chased_before(work), reason, answer_by)
    lay_replacing(paper, on)


def _before(suggests: Entry[Event], sheet: Situation) -> Situation:
    """The work beside which a sheet stood, until it was decided there."""
    assert sheet.parent is not None, "a sheet stands beside a work"
    own = Stream(sheet.parent.stream)
    told = [one for one in read_told([own])[own] if one.entry.at < suggests.at]
    matter = fold(evolve, None, [one.entry for one in told])
    assert matter is not None
    return replace(sheet, row=sheet.parent, told=told, matter=matter)


LAYING: Mapping[Form, Callable[[Source, Any], None]] = {
    Form.ORDER: _order,
    Form.REQUEST: _request,
    Form.CONSULTATION: _consultation,
    Form.CHASER: _chaser,
    Form.EXTENSION: _extension,
    Form.SUBMISSION: _submission,
    Form.REPLACING: _replacing,
}
