"""A line of a bulletin in words: what it says, and with whose days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.core.bulletin import Bulletin, Code, Item, Sort, Waited
from qiantou.core.plan import Every
from qiantou.desk.templatetags.dates import duration, listed
from qiantou.desk.templatetags.dates import short_day as in_words

Names = Mapping[str, str]
CODES: dict[Code, Promise] = {
    Code.UNEXPLAINED: gettext_lazy("late, not explained"),
    Code.LATE: gettext_lazy("past its day"),
    Code.REASON: gettext_lazy("late, reason given"),
    Code.EXCUSED: gettext_lazy("late, reason accepted"),
    Code.RESERVED: gettext_lazy("past its day, under reservation"),
    Code.LIFTED: gettext_lazy("past its day, ladder lifted"),
    Code.BLOCKED: gettext_lazy("stopped by another"),
    Code.OUTSIDE: gettext_lazy("stopped from outside"),
    Code.DECISION: gettext_lazy("waits for a decision"),
    Code.DONE_LATE: gettext_lazy("done late"),
    Code.DONE: gettext_lazy("completed"),
    Code.DONE_EARLY: gettext_lazy("done early"),
    Code.HELPED: gettext_lazy("helped another"),
    Code.WARNED: gettext_lazy("warned in time"),
    Code.COMING: gettext_lazy("due next"),
}
SORTS: dict[Sort, Promise] = {
    Sort.PRAISE: gettext_lazy("Praise"),
    Sort.CRITICISM: gettext_lazy("Criticism"),
}
RHYTHMS: dict[Every, Promise] = {
    Every.WEEK: gettext_lazy("weekly"),
    Every.MONTH: gettext_lazy("monthly"),
    Every.QUARTER: gettext_lazy("quarterly"),
}
STAGES: dict[str, Promise] = {
    "draft": gettext_lazy("draft, from the record"),
    "shown": gettext_lazy("shown to the units"),
    "asked": gettext_lazy("before who approves"),
    "signed": gettext_lazy("approved"),
    "issued": gettext_lazy("issued"),
}


BY_HAND = (Code.BLOCKED, Code.DECISION)
"""Lines that say of each desk how long it had the matter, without a day first agreed beside them."""


def days(count: int) -> str:
    return ngettext("%(days)d working day", "%(days)d working days", count) % {"days": count}


def term(start: date, end: date) -> str:
    """First and last day; the year once where it is the same."""
    facts = {"first": in_words(start), "last": in_words(end), "year": start.year, "last_year": end.year}
    if start.year == end.year:
        return _("%(first)s to %(last)s %(year)d") % facts
    return _("%(first)s %(year)d to %(last)s %(last_year)d") % facts


def titled(work: str, content: Bulletin) -> str:
    """What one bulletin is called wherever it is named: its work, and its period."""
    return _("Bulletin: %(work)s, %(term)s") % {"work": work, "term": term(content.start, content.end)}


def sentence(item: Item, names: Names, day_minutes: int) -> str:
    """What the line says, without the unit and the matter, whose line it is."""
    others = listed(_had(one, names, day_minutes) for one in item.waits)
    told = _told(item, names, others)
    if item.until is not None:
        upto = _("%(told)s; counted up to %(until)s, when it was handed in, put up, stopped or asked about")
        told = upto % {"told": told, "until": in_words(item.until)}
    if not item.waits or not item.beyond or item.code in BY_HAND:
        return told
    apart = _("%(days)s past the day first agreed, of which others had it: %(others)s")
    return _("%(told)s; %(apart)s") % {"told": told, "apart": apart % {"days": days(item.beyond), "others": others}}


def _had(one: Waited, names: Names, day_minutes: int) -> str:
    whole = one.minutes // day_minutes
    time = days(whole) if whole else duration(one.minutes, day_minutes)
    facts = {"unit": names.get(one.desk, one.desk), "time": time}
    return _("%(unit)s %(time)s (to decide)") % facts if one.decides else _("%(unit)s %(time)s") % facts


def _told(item: Item, names: Names, others: str) -> str:
    facts = {
        "days": days(item.days), "day": in_words(item.day) if item.day else "–",
        "whose": names.get(item.whose or "", item.whose or ""), "others": others,
    }  # fmt: skip
    match item.code:
        case Code.UNEXPLAINED:
            return _("%(days)s late; no reason accepted since it came to the bulletin on %(day)s") % facts
        case Code.LATE:
            return _("%(days)s late; due %(day)s") % facts
        case Code.REASON:
            return _("%(days)s past its day, %(day)s; a reason was given and is not answered yet") % facts
        case Code.EXCUSED:
            return _("%(days)s past its day, %(day)s; the reason given was accepted") % facts
        case Code.RESERVED:
            return _("%(days)s past its day, %(day)s, under reservation: the duty is in dispute") % facts
        case Code.LIFTED if item.whose is not None:
            return _("%(days)s past its day, %(day)s; %(whose)s let its ladder rest") % facts
        case Code.LIFTED:
            return _("%(days)s past its day, %(day)s; its ladder was lifted by decision") % facts
        case Code.BLOCKED if item.waits and item.whose is None:
            return _("stopped since %(day)s, now before whoever decides: %(others)s") % facts
        case Code.BLOCKED if item.waits:
            return _("stopped since %(day)s, now by %(whose)s: %(others)s") % facts
        case Code.BLOCKED if not item.days:
            return _("stopped since %(day)s by %(whose)s") % facts
        case Code.BLOCKED:
            return _("stopped since %(day)s by %(whose)s, %(days)s") % facts
        case Code.OUTSIDE:
            return _("stopped since %(day)s by a cause outside, %(days)s") % facts
        case Code.DECISION if item.waits:
            return _("before %(whose)s since %(day)s: %(others)s") % facts
        case Code.DECISION if not item.days:
            return _("before %(whose)s since %(day)s") % facts
        case Code.DECISION:
            return _("before %(whose)s since %(day)s, %(days)s") % facts
        case Code.DONE_LATE:
            return _("done %(days)s late; due %(day)s") % facts
        case Code.DONE:
            return _("done in its time")
        case Code.DONE_EARLY:
            return _("done %(days)s early; due %(day)s") % facts
        case Code.HELPED if not item.days:
            return _("cleared an obstacle of %(whose)s on the same day") % facts
        case Code.HELPED:
            return _("cleared an obstacle of %(whose)s within %(days)s") % facts
        case Code.WARNED:
            return _("told of trouble on %(day)s, before the due day") % facts
        case Code.COMING:
            return _("due %(day)s") % facts
