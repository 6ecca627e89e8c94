"""A change of duty lists in words: what is struck, what is added, who is touched, what each unit asked has said.

The same on the change's page, on the page of its matter and on those of its letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import readable
from qiantou.acts.duty_text import ADD, END, Application, Item, read
from qiantou.core.duty import Duty
from qiantou.core.duty_change import days_after
from qiantou.core.facts import Offered
from qiantou.core.figures import APPLY_WITHIN
from qiantou.core.kernel import Stream
from qiantou.core.kind_table import DUTY_CHANGE
from qiantou.core.register import DUTIES
from qiantou.desk import duty_words, labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.duty_change_forms import ACTS
from qiantou.desk.duty_loading import was
from qiantou.desk.letter_status import status_of
from qiantou.desk.situation import Situation
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import listed
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Letter, letter, placed

Names = Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """An application that a matter speaks of; `stream` is the change, `asked` the units whose opinion is asked."""

    stream: str
    application: Application
    asked: tuple[str, ...]

    @property
    def desks(self) -> set[str]:
        """The desks that `section` names."""
        return {*self.asked, *(str(item.duty.unit) for item in self.application.items)}


def application_in(found: Situation) -> Application | None:
    """What the matter was opened with; None where that is no application, or its words were erased."""
    event = found.entries[0].event
    return read(event.detail) if isinstance(event, Offered) else None


def told_in(found: Situation) -> Told | None:
    """The application that a change, or a letter about one, speaks of; None for every other matter. One query."""
    application = application_in(found) if found.matter.kind in (DUTY_CHANGE.kind, "consultation") else None
    if application is None:
        return None
    stream = found.row.stream if found.matter.kind == DUTY_CHANGE.kind else found.row.parent
    letters = MatterRow.objects.filter(parent=stream, kind="consultation").order_by("opened", "stream")
    return Told(stream, application, tuple(dict.fromkeys(letters.values_list("doer", flat=True))))


def section(told: Told | None, found: Situation, names: Names) -> dict[str, Any] | None:
    """What `desk/duties/told.html` shows on the page of a matter. One query."""
    if told is None:
        return None
    touched = listed(sorted(names.get(desk, desk) for desk in told.asked))
    return {
        "url": reverse("duty-change", args=[ref(told.stream)]),
        "facts": [
            *grounds(told.application, found),
            {"label": _("Units touched"), "value": touched or _("It touches no other unit.")},
        ],
        "rows": rows_table(told.application.items, as_applied(told.application, found), names),
    }


def plain(detail: str) -> str:
    """The words of an offer for people: an application as its cause and its rows, any other text as it is."""
    application = read(detail)
    if application is None:
        return detail
    rows = (
        f"{labels.label(ACTS, item.act)} · {duty_words.sort(item.duty.sort)} · {_numbered(item.duty)}"
        for item in application.items
    )
    return "\n".join((application.cause, *rows))


def grounds(application: Application, found: Situation) -> list[dict[str, Any]]:
    """Cause, its day with how long after it was applied, and the ground."""
    passed = days_after(application.caused, found.row.opened, found.force)
    allowed = found.force.register.at(found.row.opened).number(APPLY_WITHIN)
    after = _("Applied %(days)d working days after its cause (%(allowed)d allowed).") % {
        "days": passed, "allowed": allowed,
    }  # fmt: skip
    ground = duty_words.label(duty_words.GROUNDS, application.ground)
    return [
        {"label": _("Cause of the change"), "value": application.cause},
        {"label": _("Day of the cause"), "value": in_words(application.caused), "note": after,
         "late": passed > allowed},
        {"label": _("Ground"), "value": ground, "note": application.source},
    ]  # fmt: skip


def as_applied(application: Application, found: Situation) -> dict[str, Duty]:
    """The rows changed or struck as they stood when it was applied for, by key; one query."""
    keys = [item.key for item in application.items if item.act != ADD]
    if not keys:
        return {}
    opened = found.row.opened
    known = opened + timedelta(microseconds=1)  # what was entered at the very instant was there
    rows = in_force(DUTIES, day=found.force.calendar.day_of(opened), until=known, keys=keys)
    return {key: row.value for key, row in rows.items()}


def rows_table(items: Sequence[Item], before: Mapping[str, Duty], names: Names) -> dict[str, Any]:
    heads = [
        _("What happens"), _("Whose list"), _("List"), _("Duty"), _("Department above"), _("The unit's part"),
        _("As it was"),
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": labels.label(ACTS, item.act)},
            {"text": names.get(item.duty.unit, item.duty.unit), "label": heads[1]},
            {"text": duty_words.sort(item.duty.sort), "label": heads[2]},
            {"text": _numbered(item.duty), "note": item.duty.klass, "label": heads[3]},
            {"text": item.duty.upper_name or "–", "note": item.duty.upper_duty, "label": heads[4]},
            {"text": item.duty.part or item.duty.how or "–", "label": heads[5]},
            {"text": _as_it_was(item, before.get(item.key)) or "–", "label": heads[6]},
        ]}
        for item in items
    ]  # fmt: skip
    columns = [{"label": head, "wide": head in (heads[3], heads[5], heads[6])} for head in heads]
    return {"label": _("Rows"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _numbered(duty: Duty) -> str:
    return f"{duty.number} {duty.item}".strip()


def _as_it_was(item: Item, before: Duty | None) -> str:
    """What would no longer hold."""
    if item.act == ADD:
        return _("not on the list so far")
    if item.act == END:
        return _("the whole row is struck")
    if before is None:
        return ""
    moved = "" if before.sort == item.duty.sort else duty_words.sort(before.sort)
    return " · ".join(text for text in (moved, was(before, item.duty)) if text)


def opinions_table(found: Situation, names: Names) -> dict[str, Any]:
    """Each unit asked and where its letter stands; its words to whoever may open the letter. Three queries."""
    heads = [_("Unit"), _("Where it stands"), _("Opinion")]
    letters = _letters(found)
    opened = readable((one.row.stream for one in letters), found.seen)
    rows = []
    for one in letters:
        status = status_of(one, found.force.calendar, names)
        unit = {"text": names.get(one.matter.doer, one.matter.doer)}
        said = _("read by the applicant and the office that reviews")
        if one.row.stream in opened:
            unit["url"] = matter_url(one.row.stream)
            said = "\n".join(opinion.words for opinion in one.opinions) or "–"
        where = {"text": status.word, "note": status.note, "label": heads[1]}
        rows.append({"cells": [unit, where, {"text": said, "label": heads[2]}]})
    columns = [{"label": head, "wide": head == heads[2]} for head in heads]
    label, empty = _("Opinions of the units touched"), _("It touches no other unit.")
    return {"label": label, "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _letters(found: Situation) -> list[Letter]:
    """Two queries."""
    rows = {row.stream: row for row in MatterRow.objects.filter(stream__in=found.matter.about)}
    told = placed(rows)
    return [letter(rows[name], told[Stream(name)]) for name in found.matter.about if name in rows]
