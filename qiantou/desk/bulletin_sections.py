"""What the Word document of a bulletin holds in each of its forms, from the same facts as the page of that form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.bulletin import Code
from qiantou.desk.bulletin_read import Telling
from qiantou.desk.bulletin_shapes import Written, marks, one_page, own_lines, public_version, rest_of, sentences, struck
from qiantou.desk.templatetags.dates import listed
from qiantou.documents.papers.bulletin import Heading, Section

GROUPS: tuple[tuple[Code, ...], ...] = (
    (Code.DONE, Code.DONE_EARLY, Code.DONE_LATE),
    (Code.UNEXPLAINED, Code.LATE, Code.REASON, Code.EXCUSED, Code.RESERVED, Code.LIFTED),
    (Code.BLOCKED, Code.OUTSIDE), (Code.HELPED, Code.WARNED), (Code.DECISION,), (Code.COMING,),
)  # fmt: skip
"""The sections of the whole paper."""
FIT = 5
"""Lines of the one sheet."""
Lines = Iterable[Mapping[str, Any]]


def sections(form: str, told: Telling, write: Written) -> tuple[Section, ...]:
    """`form`: page, own or public; anything else is the whole paper."""
    match form:
        case "page":
            return tuple(_brief(told, write))
        case "own":
            return tuple(_own(told, write))
        case "public":
            return tuple(_public(told, write))
        case _:
            return tuple(_whole(told, write))


def _whole(told: Telling, write: Written) -> Iterator[Section]:
    heads = (
        _("Completed"), _("Past its day"), _("Stopped, and by whom"), _("Helped, and warned in time"),
        _("Waiting for a decision"), _("Due next"),
    )  # fmt: skip
    for head, codes in zip(heads, GROUPS, strict=True):
        yield _listed(head, [write.line(place, item) for place, item in told.lines if item.code in codes])
    yield from _said(marks(told, write))
    own = [_("%(unit)s: %(said)s") % {"unit": write.name(desk), "said": text} for desk, text in sentences(told).items()]
    if own:
        yield Section(_("The units' own sentences"), "\n".join(own))


def _brief(told: Telling, write: Written) -> Iterator[Section]:
    """One sheet of paper where lines are of ordinary length: the figures in a sentence, then one table of a line of
    each part and of what else fits."""
    one = one_page(told, write, short=1, sheet=FIT)
    figures = [_("%(label)s: %(value)s (%(note)s)") % figure for figure in one["figures"]]
    named = _("%(unit)s: %(said)s")
    lines = [line for part in one["parts"] for line in part["lines"]]
    rows = [(named % {"unit": line["unit"], "said": line["title"]}, line["said"]) for line in lines]
    rows.insert(0, (_("Figures"), listed(figures)))
    rows += [(named % {"unit": mark["sort"], "said": mark["unit"]}, mark["text"]) for mark in one["marks"][:1]]
    left = sum(part["left"] for part in one["parts"])
    text = [one["headline"], rest_of(left) if left else ""]
    columns = (Heading(_("Matter"), 2.6), Heading(_("In words"), 3.0))
    yield Section(_("In short"), " ".join(said for said in text if said), columns, tuple(rows))


def _own(told: Telling, write: Written) -> Iterator[Section]:
    """What names the reader's desks, what is said of them, and what they said themselves."""
    own = own_lines(told, write)
    yield _listed(_("Lines that name us"), own["lines"])
    yield from _said(own["marks"])
    spoken = [_("%(unit)s: %(said)s") % one for one in own["sentences"]]
    if spoken:
        yield Section(_("Our own sentence"), "\n".join(spoken))
    out = [{**line, "said": line["reason"]} for line in struck(told, write)]
    if out:
        yield _listed(_("Lines that are not issued"), out)


def _public(told: Telling, write: Written) -> Iterator[Section]:
    shared = public_version(told, write)
    columns = (Heading(_("Matter"), 3.0), Heading(_("Unit"), 1.4))
    rows = tuple((one["title"], one["unit"]) for one in shared["done"])
    yield Section(_("Completed"), shared["sentence"], columns, rows)
    if shared["coming"]:
        columns = (Heading(_("Matter"), 3.0), Heading(_("Day"), 1.0, short=True))
        yield Section(_("Due next"), "", columns, tuple((one["title"], one["day"]) for one in shared["coming"]))


def _listed(head: str, lines: Lines, text: str = "") -> Section:
    columns = (Heading(_("Unit"), 1.4), Heading(_("Matter"), 2.4), Heading(_("In words"), 3.0))
    return Section(head, text, columns, tuple((line["unit"], line["title"], line["said"]) for line in lines))


def _said(told: Lines) -> Iterator[Section]:
    marked = [_("%(sort)s: %(unit)s. %(text)s") % one for one in told]
    if marked:
        yield Section(_("Praise and criticism"), "\n".join(marked))
