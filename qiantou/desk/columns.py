"""The columns of a list of matters: what each says on a page and in Excel, from the same row.

A cell is written straight into HTML, as fifty rows of a template cost more than finding them. So here, and
nowhere else on the list, text is escaped by hand: a cell is markup in which all that people typed or named has
gone through `words`, and every other text through `escape`. What several rows say alike is written once (`Sheet`).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.clocks import TO_ANSWER, Light, light, since_words
from qiantou.desk.finding import Found
from qiantou.desk.labels_review import asked_by
from qiantou.desk.templatetags.dates import day, moment, words


class Sheet:
    """The rows of one answer in one language, with what their cells share."""

    def __init__(self, rows: Sequence[Found], force: InForce, names: Mapping[str, str]) -> None:
        self.rows = rows
        self.force = force
        self.names = names
        self.lights = {row.stream: light(row, force.calendar, force.instant) for row in rows}
        self.erased = _("(the words were erased)")
        self.doubt = escape(_("not yet confirmed"))
        self.desk = cache(self._desk)
        self.kind = cache(lambda code: escape(labels.kind(code)))
        self.stands = cache(lambda *state: escape(labels.standing(*state)))
        self.lamp = cache(_lamp)
        self.day = cache(lambda value: escape(day(value)))

    def name(self, desk: str) -> str:
        return self.names.get(desk, desk) or "–"

    def _desk(self, desk: str) -> str:
        return words(self.name(desk)) if desk else "–"

    def held(self, row: Found) -> str:
        """How long the present holder has had it; empty for a closed matter."""
        return since_words(row.since, self.force.instant, self.force.calendar) if row.is_open else ""


@dataclass(frozen=True)
class Column:
    """`cell` is the inside of a cell as markup; `excel` the values of the columns headed `heads` in a workbook.

    `sort` is the key by which this column sorts the list; empty when it does not.
    """

    label: Promise
    cell: Callable[[Sheet, Found], str]
    excel: Callable[[Sheet, Found], Sequence[Any]]
    heads: tuple[Promise, ...] = ()
    sort: str = ""


def escape(text: object) -> str:
    return html.escape(str(text))


def _lamp(lamp: Light, phase: str) -> str:
    """The light in words; where an answer is awaited, that it is the answer's."""
    if lamp.colour == "none" and not lamp.why:
        return ""
    return f"{lamp.lamp} {escape(_('to answer'))}" if phase in TO_ANSWER else lamp.lamp


def _matter(sheet: Sheet, row: Found) -> str:
    title = words(row.title or sheet.erased)
    return f'<a href="{matter_url(row.stream)}">{title}</a><small>{escape(row.place)}</small>'


def _stands(sheet: Sheet, row: Found) -> str:
    state = sheet.stands(row.phase, row.outcome, row.is_open, row.kind)
    return f"{state}<small>{sheet.doubt if row.hatched else ''}</small>"


def _stands_plainly(row: Found) -> str:
    state = labels.standing(row.phase, row.outcome, row.is_open, row.kind)
    return f"{state} · {_('not yet confirmed')}" if row.hatched else state


def _due(sheet: Sheet, row: Found) -> str:
    return f"{sheet.day(row.due_now)}<small>{sheet.lamp(sheet.lights[row.stream], row.phase)}</small>"


def _held(sheet: Sheet, row: Found) -> str:
    return f"{escape(moment(row.since))}<small>{escape(sheet.held(row))}</small>" if row.is_open else "–"


def _light(sheet: Sheet, row: Found) -> str:
    return sheet.lights[row.stream].word if row.is_open else ""


MATTER = Column(
    gettext_lazy("Matter"), _matter, lambda _sheet, row: (ref(row.stream), row.title, row.place),
    heads=(gettext_lazy("Number"), gettext_lazy("Matter"), gettext_lazy("Number in the joint work")),
)  # fmt: skip
COLUMNS: Mapping[str, Column] = {
    "kind": Column(
        gettext_lazy("Kind"), lambda sheet, row: sheet.kind(row.kind), lambda _sheet, row: (labels.kind(row.kind),)
    ),
    "asker": Column(
        gettext_lazy("Asked by"), lambda sheet, row: asked_by(row.kind, sheet.desk(row.asker)),
        lambda sheet, row: (asked_by(row.kind, sheet.name(row.asker)),)
    ),
    "doer": Column(
        gettext_lazy("Done by"), lambda sheet, row: sheet.desk(row.doer), lambda sheet, row: (sheet.name(row.doer),)
    ),
    "holder": Column(
        gettext_lazy("Held by"),
        lambda sheet, row: sheet.desk(row.holder), lambda sheet, row: (sheet.name(row.holder),)
    ),
    "held": Column(
        gettext_lazy("Held since"), _held,
        lambda sheet, row: (moment(row.since) if row.is_open else "", sheet.held(row)),
        heads=(gettext_lazy("Held since"), gettext_lazy("How long")), sort="held",
    ),
    "stands": Column(
        gettext_lazy("Status"), _stands, lambda _sheet, row: (_stands_plainly(row),)
    ),
    "asked": Column(
        gettext_lazy("Asked on"),
        lambda _sheet, row: escape(moment(row.opened)), lambda _sheet, row: (moment(row.opened),)
    ),
    "original": Column(
        gettext_lazy("Original day"), lambda sheet, row: sheet.day(row.due), lambda _sheet, row: (row.due,)
    ),
    "due": Column(
        gettext_lazy("Due"), _due, lambda sheet, row: (row.due_now, _light(sheet, row)),
        heads=(gettext_lazy("Due"), gettext_lazy("Light")), sort="due",
    ),
    "changed": Column(
        gettext_lazy("Last change"), lambda _sheet, row: escape(moment(row.changed)),
        lambda _sheet, row: (moment(row.changed),), sort="changed",
    ),
}  # fmt: skip
USUAL = ("kind", "doer", "holder", "stands", "due", "changed")


def chosen(keys: Iterable[str]) -> tuple[str, ...]:
    """The columns of these keys in the order of COLUMNS; the usual ones when none is known."""
    wanted = set(keys)
    return tuple(key for key in COLUMNS if key in wanted) or USUAL


def body(sheet: Sheet, rows: Iterable[Found], keys: Sequence[str]) -> str:
    """The rows as markup; the one that is late carries the mark of it. On a phone a cell says what it is."""
    cells = [(f'<td data-label="{escape(COLUMNS[key].label)}">', COLUMNS[key].cell) for key in keys]
    written = []
    for row in rows:
        mark = ' class="needs"' if sheet.lights[row.stream].is_late else ""
        rest = "".join([f"{opened}{cell(sheet, row)}</td>" for opened, cell in cells])
        written.append(f'<tr data-row{mark}><th scope="row">{_matter(sheet, row)}</th>{rest}</tr>')
    return "".join(written)


def workbook_of(sheet: Sheet, keys: Sequence[str]) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows of the same columns for Excel."""
    columns = [MATTER, *(COLUMNS[key] for key in keys)]
    heads = [str(head) for column in columns for head in column.heads or (column.label,)]
    return heads, [[value for column in columns for value in column.excel(sheet, row)] for row in sheet.rows]
