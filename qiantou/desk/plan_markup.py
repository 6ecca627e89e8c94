"""The cells of a plan's table as markup, put together once a line: a template would need a dozen tags for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.core.matter import GRANTED
from qiantou.core.plan import Line, Means, Role
from qiantou.desk import labels, plan_labels
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.letter_words import dissent_note
from qiantou.desk.templatetags.dates import listed, words
from qiantou.documents.plan_ties import texts_of
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Dissenting, Letter

NONE = SafeString("–")
LONGEST = 80
"""Characters of a dissent shown beside its line; the entry holds the rest."""


def small(*parts: Any) -> SafeString:
    """A line under the main text of a cell; nothing where every part is empty."""
    told = " ".join(_escaped(part) for part in parts if part)
    return SafeString(f"<small>{told}</small>" if told else "")


def joined(*parts: Any) -> SafeString:
    """The parts one after another, each escaped unless it is markup."""
    return SafeString("".join(_escaped(part) for part in parts))


def _escaped(part: Any) -> str:
    """As `conditional_escape`, which takes five times as long over what is markup already."""
    return part if type(part) is SafeString else conditional_escape(part)


def cell(label: SafeString, content: SafeString) -> SafeString:
    """A cell with its column's name, already escaped, before it on a phone, where an empty one is left out."""
    none = ' class="none"' if content == NONE else ""
    return SafeString(f'<td{none} data-label="{label}">{content}</td>')


def called(desk: str | None, names: Mapping[str, str]) -> SafeString:
    return words(names.get(desk or "", desk or ""))


def title(value: Line | Means, url: str) -> SafeString:
    """The deliverable with the way to the whole of it, and under it the rest and the standard."""
    head = format_html('<a href="{}">{}</a>', url, words(plan_labels.title_of(value)))
    if isinstance(value, Means):
        return joined(head, small(plan_labels.SORTS[value.sort]))
    standard = small(_("Standard:"), words(value.standard)) if value.standard else ""
    return joined(head, small(words(value.deliverable.partition("\n")[2])), standard, small(_staff(value)))


def _staff(line: Line) -> str:
    if line.role is not Role.COORDINATE:
        return ""
    if not (line.people or line.quarter_days):
        return _("people and days not agreed")
    people, days = line.people or plan_labels.not_agreed(), plan_labels.days_a_week(line.quarter_days)
    return _("people: %(people)s · days a week: %(days)s") % {"people": people, "days": days}


def unit(line: Line, names: Mapping[str, str]) -> SafeString:
    competent = small(_("accepts:"), called(line.competent, names)) if line.competent else ""
    return joined(called(line.unit, names), small(plan_labels.role(line.role)), competent)


def duty(line: Line, names: Mapping[str, str], *, uncovered: bool) -> SafeString:
    cited = line.duty or line.off_list
    if uncovered:
        return format_html('<span class="chip needs">{}</span>', _("none cited"))
    if not cited:
        return NONE
    return joined(words(names.get(cited, "–")), small(_("an exception") if line.off_list else ""))


def due(line: Line) -> SafeString:
    rhythm = plan_labels.rhythm(line.rhythm)
    outer = small(_("outer limit"), _unbroken(line.outer)) if line.outer else ""
    if line.due is not None:
        return joined(_unbroken(line.due), small(rhythm), outer)
    missing = format_html('<span class="quiet">{}</span>', plan_labels.not_agreed())
    return joined(rhythm or missing, outer)


def _unbroken(day: date) -> SafeString:
    return SafeString(f'<span class="day">{day.isoformat()}</span>')


def weight(line: Line) -> SafeString:
    told = line.weight if line.weight is not None else NONE
    return joined(told, small(plan_labels.effort(line.effort)) if line.effort else "")


def after(line: Line) -> SafeString:
    return joined(listed(texts_of(line)) or NONE, small(_("needs"), listed(line.needs)) if line.needs else "")


def signed(one: Letter, names: Mapping[str, str], *, is_stale: bool) -> SafeString:
    """Who was asked to sign the line, in which version, and what it reserved."""
    matter = one.matter
    if matter.is_open:
        text = _("asked to sign %(version)s")
    elif matter.outcome in GRANTED:
        text = _("signed %(version)s; changed since") if is_stale else _("signed %(version)s")
    else:
        text = _("did not sign %(version)s")
    lack = one.lack.lack if one.lack is not None else ""
    reserved = format_html('<small class="chip warn">{} {}</small>', _("reserves:"), words(lack)) if lack else ""
    return format_html(
        '<span class="said"><a href="{}">{}</a> {}{}</span>',
        matter_url(matter.stream), called(matter.doer, names), small(text % {"version": one.version}), reserved,
    )  # fmt: skip


def dissent(said: Dissenting, names: Mapping[str, str]) -> SafeString:
    """An objection that was overridden, with the way to the entry that holds it, its day, and why it stands still."""
    text, who = said.words, called(said.unit, names)
    if said.position is not None:
        who = format_html('<a href="{}">{}</a>', receipt_url(said.position), who)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    told = joined(words(shown), small(dissent_note(said)))
    return format_html('<span class="said"><b>{}</b> {}{}</span>', _("Dissent"), who, small(told))


def matters(rows: Sequence[MatterRow]) -> SafeString:
    """The matter of a line; of one in periods the next, and how many have ended."""
    if not rows:
        return NONE
    row = next((one for one in rows if one.is_open), rows[-1])
    stands = labels.standing(row.phase, row.outcome, row.is_open)
    told = format_html('<a href="{}">{}</a>', matter_url(row.stream), stands)
    due_now = small(row.due_now.isoformat()) if row.due_now else ""
    if len(rows) == 1:
        return joined(told, due_now)
    done = sum(not one.is_open for one in rows)
    text = ngettext("%(done)d of %(count)d period ended", "%(done)d of %(count)d periods ended", len(rows))
    return joined(told, due_now, small(text % {"done": done, "count": len(rows)}))
