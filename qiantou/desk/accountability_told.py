"""What a proposal of accountability rests on, as it stood when it was put: the entries cited, and the working."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, readable
from qiantou.acts.proposing import put_before
from qiantou.core.context import Context
from qiantou.core.evolve import evolve
from qiantou.core.facts import Offered
from qiantou.core.gate import ACCOUNTABILITY, HEARING, HELP, Cited, Proposal, attribution_of, check_of, part_of
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.desk.accountability_earlier import facts
from qiantou.desk.accountability_gate import own_words, percent
from qiantou.desk.accountability_hearing import Heard
from qiantou.desk.addresses import address, matter_url, receipt_url, ref
from qiantou.desk.delay_out import gate_words
from qiantou.desk.situation import Situation, Told, read_told
from qiantou.desk.talk import ACTS, said
from qiantou.desk.templatetags.dates import day, moment


def section(
    found: Situation, seen: Standing, names: Mapping[str, str], *, hearing: Heard | None = None
) -> dict[str, Any] | None:
    """Context of `desk/accountability/told.html`; None for a matter of another kind. Six queries at most.
    `hearing`: how the hearing stands, on the page of the proposal itself."""
    told = _proposal(found)
    if told is None:
        return None
    offered: Entry[Any] = told[0].entry
    event = offered.event
    places = [place.partition("/") for place in event.about[1:]]
    record = read_told({Stream(name) for name, _slash, _number in places})
    force = found.force.register.at(offered.at)
    unit, joint = Desk(event.about[0]), Stream(event.joint or "")
    before = {name: [one.entry for one in rows if one.entry.at <= offered.at] for name, rows in record.items()}
    matters = {name: fold(evolve, None, entries) for name, entries in before.items() if entries}
    cited = [Cited(matters[Stream(name)], int(number)) for name, _slash, number in places]  # type: ignore[arg-type]
    context = Context(offered.at, force, matters.get)
    proposal = Proposal(unit, joint, tuple(cited))
    opened = readable([str(name) for name in record], seen)
    return {
        "facts": [
            *_facts(proposal, context, names.get(unit, unit)),
            *([hearing.fact] if hearing is not None else ()),
            *_before(found, seen),
        ],
        "table": _table([(one, _entry(record, one)) for one in cited], opened),
    }


def _before(found: Situation, seen: Standing) -> list[dict[str, Any]]:
    """On the page of the proposal itself."""
    if found.matter.kind != ACCOUNTABILITY:
        return []
    return facts(put_before(found.matter), seen, found.force.calendar)


def _proposal(found: Situation) -> list[Told] | None:
    """The entries of the proposal that the page is of, or that its hearing stands beside."""
    if found.matter.kind == ACCOUNTABILITY:
        return list(found.told)
    if found.matter.kind == HEARING and found.matter.parent is not None:
        return read_told([found.matter.parent])[found.matter.parent]
    return None


def _entry(record: Mapping[Stream, list[Told]], one: Cited) -> Told:
    return next(told for told in record[one.matter.stream] if told.entry.version == one.version)


def _facts(proposal: Proposal, context: Context, unit: str) -> list[dict[str, str]]:
    attribution, check = attribution_of(proposal, context), check_of(proposal, context)
    part = part_of(proposal, context)
    return [
        {"label": _("Unit concerned"), "value": unit},
        {"label": _("Attribution of the delay"), "value": moment(attribution.through) if attribution else "–",
         "url": address("delay", ref(proposal.joint)),
         "note": gate_words(proposal.unit, proposal.joint, context.force)},
        {"label": _("Exemption check"), "value": moment(check.through) if check else "–", "url": reverse("exemptions")},
        {"label": _("The unit's own part"), "value": _("%(value)s %%") % {"value": percent(part)} if part else "–",
         "note": own_words(part, context.force)},
    ]  # fmt: skip


def _table(told: list[tuple[Cited, Told]], opened: set[str]) -> dict[str, Any]:
    columns = [
        {"label": _("Record entry")}, {"label": _("Day")}, {"label": _("What it did")},
        {"label": _("What was said"), "wide": True},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": _("no. %(number)s") % {"number": one.position}, "url": receipt_url(one.position or 0)},
            {"text": day(one.entry.at), "label": _("Day")},
            {"text": str(ACTS.get(type(one.entry.event).__name__, type(one.entry.event).__name__)),
             "url": matter_url(cited.matter.stream) if cited.matter.stream in opened else "",
             "note": _("help beside the work") if cited.matter.kind in HELP else "", "label": _("What it did")},
            {"text": _said(one), "label": _("What was said")},
        ]}
        for cited, one in told
    ]  # fmt: skip
    return {"label": _("The entries it rests on"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _said(one: Told) -> str:
    if one.erased:
        return _("(the words were erased)")
    event = one.entry.event
    return event.title if isinstance(event, Offered) else str(said(event) or "–")
