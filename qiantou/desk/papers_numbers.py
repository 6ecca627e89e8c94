"""Numbers of papers on pages: what a unit took this year against its caps, and the part of a page that takes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qiantou.access.guards import Standing
from qiantou.acts import shell
from qiantou.core.kernel import Desk
from qiantou.core.numbering import AGENCIES, ANY_FORM, NUMBERS, Agency, Form, Number, taken
from qiantou.core.numbering_check import cap_of
from qiantou.core.office import offices_of
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.papers_about import About
from qiantou.desk.papers_words import FORMS
from qiantou.desk.templatetags.dates import day, listed
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import InForce as Listed
from qiantou.readmodel.listing_rows import in_force

EXAMPLE = "丰农函"
"""A word for papers as it stands before the year."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one unit, in the order they were taken, with their titles; its words; the caps in force."""

    unit: Desk
    force: InForce
    told: tuple[Listed, ...]

    @property
    def words(self) -> list[str]:
        found = self.force.section(AGENCIES).items()
        return sorted(word for word, value in found if isinstance(value, Agency) and value.unit == self.unit)

    def values(self) -> Iterable[Number]:
        return (one.value for one in self.told)

    def count(self, form: str, year: int) -> int:
        return taken(self.values(), form, year)

    def most(self, form: str) -> int | None:
        return cap_of(self.force, self.unit, form)

    def about(self, stream: str, form: str) -> list[Listed]:
        """The numbers taken for papers of a form about a matter or joint work, the last first."""
        found = [one for one in self.told if one.value.form == form and stream in one.value.about]
        return found[::-1]


def numbers_of(unit: Desk, force: InForce) -> Numbers:
    """One query."""
    return Numbers(unit, force, tuple(in_force(NUMBERS, unit, day=force.day).values()))


def number_of(issuer: Desk, form: Form, about: About, force: InForce) -> str:
    """The number last taken for a paper by the unit that issues it, whoever reads it; "" for none. One query a unit:
    for a leader whose row names an office that office's number comes first."""
    found = (
        numbers_of(force.whole(unit) or unit, force).about(about.stream, form) for unit in offices_of(issuer, force)
    )
    return next((taken[0].value.text for taken in found if taken), "")


@dataclass(frozen=True)
class Issued:
    """A paper with a page of its own: who issues it, what it is called, and the address of the page."""

    form: Form
    about: About
    issuer: Desk
    title: str
    back: str


def box_of(paper: Issued, seen: Standing, force: InForce) -> dict[str, Any] | None:
    """What `desk/papers/number.html` shows to the people of the unit that issues the paper; None to others."""
    unit = unit_of_paper(paper.issuer, seen, force)
    if unit is None:
        return None
    return number_box(numbers_of(unit, force), paper.form, paper.about, title=paper.title, back=paper.back)


def unit_of_paper(signer: Desk, seen: Standing, force: InForce) -> Desk | None:
    """The reader's unit whose number the paper of this desk would take: its own, or an office that works for it; None
    for an outside party."""
    units = (one for unit in offices_of(signer, force) for one in (unit, force.whole(unit)))
    return next((unit for unit in units if unit is not None and unit in seen.desks), None)


def number_box(numbers: Numbers, form: Form, about: About, *, title: str, back: str) -> dict[str, Any]:
    """What `desk/papers/number.html` shows: the count against the caps, the numbers taken for it, the words to choose.

    `back`: the address to go on to once the number is taken.
    """
    year = numbers.force.day.year
    return {
        "year": year, "counts": [count for count in counts(numbers, year, (form, ANY_FORM)) if count["shown"]],
        "taken": [{"text": one.value.text, "day": one.since} for one in numbers.about(about.stream, form)],
        "words": numbers.words, "unit": numbers.unit, "form": form.value, "about": about.name, "title": title[:500],
        "back": back, "command_id": shell.fresh(), "example": EXAMPLE,
        "full": any(count["full"] for count in counts(numbers, year, (form, ANY_FORM))),
    }  # fmt: skip


def counts(numbers: Numbers, year: int, forms: Iterable[str]) -> list[dict[str, Any]]:
    """Form by form how many papers took a number in the year, and the cap if there is one."""
    return [_count(numbers, year, form) for form in forms]


def _count(numbers: Numbers, year: int, form: str) -> dict[str, Any]:
    count, most = numbers.count(form, year), numbers.most(form)
    return {
        "label": labels.label(FORMS, form), "count": count, "most": most, "form": form,
        "full": most is not None and count >= most, "shown": form != ANY_FORM or most is not None,
    }  # fmt: skip


def facts(numbers: Numbers, year: int) -> list[dict[str, Any]]:
    """The forms with a number or a cap in the year."""
    told = counts(numbers, year, (ANY_FORM, *Form))
    return [_fact(count) for count in told if count["count"] or count["most"] is not None]


def _fact(count: dict[str, Any]) -> dict[str, Any]:
    most = count["most"]
    note = _("of at most %(most)d") % {"most": most} if most is not None else _("no cap")
    return {"label": count["label"], "value": str(count["count"]), "note": note, "late": count["full"]}


def cells(one: Listed, names: Mapping[str, str]) -> list[Any]:
    value: Number = one.value
    to = listed(names.get(desk, desk) for desk in value.to) or value.others
    return [value.text, one.since, labels.label(FORMS, value.form), one.name, to]


def positions(shown: Sequence[Listed]) -> dict[int, int]:
    """Version → position of the entries of one unit's numbers."""
    stream = shown[0].stream if shown else ""
    own = Entry.objects.filter(stream=stream, version__in=[one.version for one in shown])
    return dict(own.values_list("version", "position"))


def table(shown: Sequence[Listed], names: Mapping[str, str], seen: set[str]) -> dict[str, Any]:
    """Each number leads to its entry in the record; `seen`: the matters whose page opens to the reader. One query."""
    columns = [{"label": _("Number")}, {"label": _("Date"), "num": True}, {"label": _("Sort of paper")},
               {"label": _("Title"), "wide": True}, {"label": _("Sent to")}]  # fmt: skip
    places = positions(shown)
    rows = []
    for one in reversed(shown):
        text, since, form, title, to = cells(one, names)
        url = matter_url(one.value.about[0]) if one.value.about and one.value.about[0] in seen else ""
        rows.append({"cells": [
            {"text": text, "url": receipt_url(places[one.version])},
            {"text": day(since), "num": True, "label": _("Date")},
            {"text": form, "label": _("Sort of paper")},
            {"text": title, "url": url, "label": _("Title")}, {"text": to or "–", "label": _("Sent to")},
        ]})  # fmt: skip
    empty = _("No paper took a number in this year. Most papers need none.")
    return {"label": _("Numbers of papers"), "columns": columns, "rows": rows, "empty": empty, "stack": True}
