"""The lines of a duty file in words: what happened, what was written, how long was waited, where it is on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.facts import Event
from qiantou.core.register import Listed
from qiantou.desk import talk
from qiantou.desk.addresses import joint_url, matter_url, receipt_url
from qiantou.desk.dutyfile_changes import named_in, owner_of, told_of
from qiantou.desk.dutyfile_read import DutyFile, OfMatter, OfRegister, Told, entry_of
from qiantou.desk.templatetags.dates import duration
from qiantou.insight.duty_file import Heading
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.record import Record

Names = Mapping[str, str]
HEADINGS: Mapping[Heading, Promise] = {
    Heading.SEATS: gettext_lazy("Who sat in the posts"),
    Heading.MANDATES: gettext_lazy("Charter, mandates, delegations"),
    Heading.PLAN: gettext_lazy("Plan and signatures"),
    Heading.REQUESTS: gettext_lazy("What was asked"),
    Heading.ANSWERS: gettext_lazy("What was answered"),
    Heading.OBSTACLES: gettext_lazy("Obstacles"),
    Heading.RULINGS: gettext_lazy("Decisions of leaders"),
    Heading.MEETINGS: gettext_lazy("Coordination meetings"),
    Heading.DELIVERIES: gettext_lazy("Deliveries and reviews"),
    Heading.PROGRESS: gettext_lazy("Reports, chasers and the rest"),
    Heading.BULLETINS: gettext_lazy("Lines of bulletins"),
    Heading.REVIEW: gettext_lazy("Where the time went, assessment, exemption"),
}
DOUBTS: Mapping[str, Promise] = {
    "unconfirmed": gettext_lazy("recorded for the unit, which has not confirmed it"),
    "contested": gettext_lazy("contested"),
}


@dataclass(frozen=True)
class Row:
    """One line in words. `title`: of the matter or thing; `cite`: position, stream and version, hash of the leaf."""

    at: datetime
    title: str
    url: str
    said: str
    words: str
    facts: tuple[str, ...]
    waited: str
    doubt: str
    record: Record
    mover: str = ""  # the post that moved, where it is not the desk itself

    @property
    def by(self) -> str:
        return _("post: %(post)s") % {"post": self.mover} if self.mover else ""

    @property
    def cite(self) -> str:
        header = self.record.header
        place = {"position": header.position, "stream": header.stream[:12], "version": header.version}
        return _("entry %(position)d, %(stream)s·%(version)d") % place

    @property
    def hash(self) -> str:
        return leaf_hash(leaf_bytes(self.record.header)).hex()

    @property
    def receipt_url(self) -> str:
        return receipt_url(self.record.header.position)


def rows(told: Iterable[Told], file: DutyFile, names: Names) -> list[Row]:
    titles = {row.stream: row.title for row in file.joints}
    return [_row(one, file, names, titles) for one in told]


def desks_in(told: Iterable[Told]) -> set[str]:
    """Every desk that these lines name."""
    found: set[str | None] = set()
    for one in told:
        if isinstance(one, OfMatter):
            by = one.line.entry.by
            found |= {by.desk, by.post, by.recorded.by if by.recorded else None, *talk.desks_of(one.line.entry.event)}
        else:
            found |= named_in(one)
    return {desk for desk in found if desk}


def _row(one: Told, file: DutyFile, names: Names, titles: Names) -> Row:
    if isinstance(one, OfMatter):
        return _of_matter(one, file, names)
    return _of_register(one, file, names, titles)


def _of_matter(one: OfMatter, file: DutyFile, names: Names) -> Row:
    entry, kind = one.line.entry, one.row.kind
    minutes = file.sight.force.calendar.day_minutes
    facts = tuple(
        _("%(label)s: %(value)s") % {"label": label, "value": value}
        for label, value in talk.facts_of(entry.event, names, kind)
    )
    moved = entry.by.post if entry.by.post != entry.by.desk else None
    return Row(
        entry.at, one.row.title or _("(the words were erased)"), matter_url(one.row.stream),
        talk.sentence(entry, names, kind), _erased(one.record, file) or _said(entry.event, one.row.title), facts,
        duration(one.line.waited, minutes) if one.line.waited is not None else "",
        str(DOUBTS[one.line.doubt]) if one.line.doubt else "", one.record, names.get(moved or "", ""),
    )  # fmt: skip


def _said(event: Event, title: str) -> str:
    """What was typed, without the title that stands beside it."""
    return "\n".join(line for line in talk.said(event).splitlines() if line != title)


def _of_register(one: OfRegister, file: DutyFile, names: Names, titles: Names) -> Row:
    change: Listed = entry_of(one.record).event
    told, facts, words = told_of(one, change, file, names)
    owner = owner_of(change)
    title = titles.get(owner, "") or change.name
    shown = words if one.words else _("(the words are open to those who may open all it speaks of)")
    return Row(
        one.record.header.at, title, joint_url(owner) if owner in titles else "", told,
        _erased(one.record, file) or shown, tuple(facts), "", "", one.record,
    )  # fmt: skip


def _erased(record: Record, file: DutyFile) -> str:
    """What is said in place of words that were erased; "" where they stand."""
    found = file.erasure(record)
    if record.words is not None:
        return ""
    if found is None or not found[0].basis:
        return _("These words were erased; the entry and its hash stay.")
    place = {"basis": found[0].basis, "approver": found[0].approver, "position": found[1].header.position}
    return _("These words were erased. Basis: %(basis)s; approved by %(approver)s; entry %(position)d.") % place
