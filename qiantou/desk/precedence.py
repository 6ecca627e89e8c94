"""The two works of which one goes first, as the leader and the doer read them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from qiantou.core.kernel import Stream
from qiantou.core.precedence import day_of
from qiantou.desk.situation import Situation, called
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.models import MatterRow


def works_told(situation: Situation) -> list[tuple[str, str]]:
    """Each of the two by its stream: what it is called, who asked for it, by which day."""
    rows = {row.stream: row for row in MatterRow.objects.filter(stream__in=situation.matter.about)}
    names = called({row.asker for row in rows.values()})
    told = []
    for name in situation.matter.about:
        row, work = rows.get(name), situation.context.matter(Stream(name))
        due = day_of(work) if work is not None else None
        if row is not None:
            facts = {"title": row.title or "–", "asker": names.get(row.asker, row.asker),
                     "day": in_words(due) if due else "–"}  # fmt: skip
            told.append((name, _("%(title)s (asked by %(asker)s, due %(day)s)") % facts))
    return told
