"""The readings of outcome measures that are still owed: on the desk of who measures, and where the sheet is put out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access.guards import Standing
from qiantou.core.kernel import Desk
from qiantou.core.register import InForce
from qiantou.core.review import SERVED, Sheet
from qiantou.core.review_check import measurer
from qiantou.core.review_terms import over_since
from qiantou.core.unread import Due, readings_due, unread
from qiantou.desk import labels
from qiantou.desk.addresses import ref
from qiantou.desk.charter_read import stage_of
from qiantou.desk.review_read import Review
from qiantou.desk.review_tables import measure_name
from qiantou.desk.review_words import UNMEASURED
from qiantou.desk.templatetags.dates import listed, short_day
from qiantou.readmodel.models import ShareRow

Names = Mapping[str, str]
OWN = gettext_lazy("The work is over and your unit measures this. Without a reading it is left out of the assessment.")
KEPT = gettext_lazy("The work is over. Who measures this takes no part in it: ask there, and enter what was read.")


def reading_url(joint: str, place: int) -> str:
    """The page of the assessment with the form of that measure open."""
    first = "asked" if place == SERVED else "value"
    return f"{reverse('review', args=[ref(joint)])}?measure={place}#m{place}_{first}"


def readings_rows(seen: Standing, force: InForce) -> list[dict[str, Any]]:
    """Rows as parts/docket.html takes them, one for each measure the reader's desks have still to read. Where who
    measures takes no part in the work, its page does not open there: then whoever keeps the record has it read. No
    query where nothing is owed, else one and one for each row."""
    found = readings_due(frozenset(seen.desks), force)
    shares = set(ShareRow.objects.filter(joint__in={one.joint for one in found}).values_list("joint", "desk")
                 ) if found else set()  # fmt: skip
    return [_docket(one, force, is_own=one.by in seen.desks) for one in found if _is_asked(one, shares, seen)]


def _is_asked(one: Due, shares: Collection[tuple[str, str]], seen: Standing) -> bool:
    if one.by in seen.desks:
        return any((one.joint, desk) in shares for desk in seen.sight)
    return (one.joint, one.by) not in shares


def _docket(one: Due, force: InForce, *, is_own: bool) -> dict[str, Any]:
    stage, url = stage_of(one.joint)[0], reading_url(one.joint, one.measure)
    over = over_since(one.joint, force)
    name = measure_name(stage.charter, one.measure)
    since = _("over since %(day)s") % {"day": short_day(force.calendar.day_of(over))} if over is not None else ""
    return {
        "when": _("to be read"), "note": since, "needs": True, "url": url,
        "what": _("%(measure)s: %(work)s") % {"measure": name, "work": stage.title},
        "why": OWN if is_own else KEPT,
        "kind": _("Outcome measure"), "hue": "none", "unconfirmed": "",
        "acts": [{"label": _("Enter the reading"), "url": url, "likely": True}],
    }  # fmt: skip


def unread_rows(told: Review, names: Names) -> list[dict[str, str]]:
    """What a sheet put out now would leave out: the measure, whose reading it is, why it does not count, and where the
    reader may enter it, or have it entered."""
    sheet = told.sheet
    if sheet is None:
        return []
    reads = {one.measure: one for one in told.reads}
    found = []
    for one in unread(sheet):
        by: Desk = measurer(told.terms, one.measure)
        may = one.measure in reads and told.reader_of(reads[one.measure]) is not None
        found.append({
            "name": measure_name(told.terms, one.measure), "by": names.get(by, by),
            "why": labels.label(UNMEASURED, one.lacks.value) if one.lacks is not None else "",
            "url": reading_url(told.joint, one.measure) if may and told.last is None else "",
        })  # fmt: skip
    return found


def needs_reason(told: Review) -> bool:
    """Whether putting the sheet out now is to be reasoned: something is measured, and something is not."""
    return told.last is None and told.sheet is not None and told.sheet.outcome is not None and bool(unread(told.sheet))


def left_out_words(sheet: Sheet, told: Review) -> str:
    """Of a sheet that was put out: which measures nobody had read; empty where none."""
    names = [measure_name(told.terms, one.measure) for one in unread(sheet) if one.measure < len(told.terms.measures)]
    return _("put out without a reading of %(measures)s") % {"measures": listed(names)} if names else ""
