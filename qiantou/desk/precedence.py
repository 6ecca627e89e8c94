"""The two works of which one goes first, as the leader and the doer read them."""

from __future__ import annotations

from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiantou.core.kernel import Stream
from qiantou.core.precedence import day_of
from qiantou.desk.situation import Situation, called
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import words
from qiantou.readmodel.models import MatterRow


def works_told(situation: Situation) -> list[tuple[str, SafeString]]:
    """Each of the two by its stream: what it is called, who asked for it, by which day."""
    rows = {row.stream: row for row in MatterRow.objects.filter(stream__in=situation.matter.about)}
    names = called({row.asker for row in rows.values()})
    told = []
    for name in situation.matter.about:
        row, work = rows.get(name), situation.context.matter(Stream(name))
        if row is not None:
            due = day_of(work) if work is not None else None
            told.append((name, work_words(row.title, names.get(row.asker, row.asker), due)))
    return told


def work_words(title: str, asker: str, due: date | None) -> SafeString:
    """A work in a choice of several: its title, who asked for it, by which day."""
    sentence = escape(_("%(title)s (asked by %(asker)s, due %(day)s)"))
    facts = {"title": words(title or "–"), "asker": words(asker), "day": in_words(due)}
    return SafeString(f"<span>{sentence % facts}</span>")
