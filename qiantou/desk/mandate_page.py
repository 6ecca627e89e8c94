"""What the page of mandates 授权清单 shows: each mandate as it stands, whom it binds, how it came to be so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.powers import lender
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.mandate_bound import bound, consent_scan, no_longer
from qiantou.desk.mandate_read import Cited, Held
from qiantou.desk.templatetags.dates import day, listed, moment
from qiantou.readmodel.listing_rows import InForce as Told

Names = Mapping[str, str]
STANDINGS = {
    "in-force": gettext_lazy("in force"), "suspended": gettext_lazy("suspended"), "over": gettext_lazy("expired"),
    "ended": gettext_lazy("revoked"), "passed": gettext_lazy("ended as the lead passed"),
}  # fmt: skip
CHIPS = {"in-force": "ok", "suspended": "warn", "over": "", "ended": "", "passed": ""}
SOURCES = {
    Source.ISSUED: gettext_lazy("issued here"), Source.PAPER: gettext_lazy("entered from a paper"),
    Source.MINUTES: gettext_lazy("entered from minutes"),
}  # fmt: skip


def desks_of(held: Iterable[Held]) -> set[str]:
    """Every desk the page names."""
    named: set[str] = set()
    for one in held:
        for stage in one.stages:
            named |= {desk for desk in (stage.by.desk,) if desk}
            if stage.value is not None:
                named |= {stage.value.holder, stage.value.issuer, *stage.value.scope}
        named |= {one.successor} if one.successor is not None else set()
        for reach in one.reach:
            told = (reach.leader, reach.moved, reach.paper.by if reach.paper else None)
            named |= {desk for desk in told if desk}
    return named


def shown(one: Held, names: Names, force: InForce) -> dict[str, Any]:
    """One mandate for the template."""
    value = one.value
    return {
        "key": one.key, "id": one.key.removeprefix("g:"),
        "powers": [labels.label(labels.POWERS, power) for power in value.powers],
        "standing": STANDINGS[one.standing], "chip": CHIPS[one.standing], "over": one.is_over,
        "parts": parts(one, names, force), "reach": _reach_table(one, names, force), "history": history(one, names),
        "scan_url": scan_url(value.scan), "scan": value.scan, "version": one.version,
        "suspended": value.suspended, "paper": value.source is not Source.ISSUED,
        "consents": [(names.get(reach.desk, reach.desk), url) for reach in one.reach if (url := consent_scan(reach))],
    }  # fmt: skip


def scan_url(name: str) -> str:
    return reverse("file", args=[name]) if name else ""


def parts(one: Held, names: Names, force: InForce) -> list[tuple[str, str]]:
    """Label and words, in the order of the paper."""
    value, entered = one.value, one.transcribed
    who = names.get(entered.by.desk or "", "") or _("by rule")
    told = [
        (_("Lent to"), names.get(value.holder, value.holder)),
        (_("Lent by"), names.get(value.issuer, value.issuer)),
        (_("Term"), term(one, force.day)),
        (_("Source"), f"{SOURCES[value.source]} · {who} · {moment(entered.at)}"),
    ]
    told += _taken(one, names)
    told += [(_("Number"), value.number)] if value.number else []
    told += [(_("Clause quoted"), f"“{value.clause}”")] if value.clause else []
    told += [(_("Budget"), _budget(value))] if value.budget else []
    return told


def term(one: Held, today: date) -> str:
    """From when until when, with the weekday and the days left."""
    value, first = one.value, one.stages[0]
    text = _("from %(start)s to %(end)s") % {"start": day(first.since), "end": day(value.until)}
    days = (value.until - today).days + 1
    left = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return text if one.is_over else f"{text} · {left}"


def _taken(one: Held, names: Names) -> list[tuple[str, str]]:
    """Who suspended or revoked it, and who alone may resume it or lend anew."""
    stage = one.taken
    if one.successor is not None:
        told = {"lead": names.get(one.successor, one.successor), "when": moment(one.stages[-1].at)}
        return [(_("Ended"), _("as the lead passed to %(lead)s, %(when)s; nobody is left in its scope, or it could not "
                               "be lent on to the new lead") % told)]  # fmt: skip
    if stage is None or stage.by.desk is None:
        return []
    told = {"desk": names.get(stage.by.desk, stage.by.desk), "when": moment(stage.at)}
    if one.standing == "suspended":
        return [(_("Suspended"), _("by %(desk)s, %(when)s; only %(desk)s or a post above it resumes it") % told)]
    anew = _("by %(desk)s, %(when)s; only %(desk)s, its office or a post above it lends anew what it lent")
    return [(_("Revoked"), anew % told)]


def _budget(value: Mandate) -> str:
    if not value.budget or not value.ceiling:
        return value.budget
    return _("%(budget)s, at most %(most)s × 10,000 yuan") % {"budget": value.budget, "most": value.ceiling}


def _reach_table(one: Held, names: Names, force: InForce) -> dict[str, Any]:
    told = [(reach.desk, bound(reach, one.value, names, force)) for reach in one.reach]
    if one.is_over:
        told = [(desk, no_longer(cell)) for desk, cell in told]
    rows = [{"cells": [{"text": names.get(desk, desk)}, {"label": _("Bound"), **cell}]} for desk, cell in told]
    columns = [{"label": _("Unit in scope")}, {"label": _("Bound by the mandate"), "wide": True}]
    return {"label": _("Scope"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def history(one: Held, names: Names) -> list[dict[str, Any]]:
    """Each entry, the newest first: when, by whom, why, and what was otherwise before."""
    told = []
    before: Told | None = None
    for stage in one.stages:
        told.append({
            "at": moment(stage.at), "by": names.get(stage.by.desk or "", "") or _("by rule"), "why": stage.note,
            "ended": "" if stage.value is not None else STANDINGS["passed" if one.successor else "ended"],
            "changes": difference(before, stage, names),
        })  # fmt: skip
        before = stage if stage.value is not None else before
    return told[::-1]


def difference(before: Told | None, after: Told, names: Names) -> list[dict[str, str]]:
    if before is None or after.value is None:
        return []
    was, now = _said(before.value, names), _said(after.value, names)
    return [
        {"what": what, "before": was[what] or "–", "after": text or "–"}
        for what, text in now.items()
        if was[what] != text
    ]


def _said(value: Mandate, names: Names) -> dict[str, str]:
    return {
        _("Powers"): listed(labels.label(labels.POWERS, power) for power in value.powers),
        _("Scope"): listed(names.get(desk, desk) for desk in value.scope),
        _("Lent to"): names.get(value.holder, value.holder),
        _("Lent by"): names.get(value.issuer, value.issuer),
        _("Last day"): day(value.until),
        _("Suspended"): _("yes") if value.suspended else _("no"),
        _("Source"): str(SOURCES[value.source]),
        _("Number"): value.number,
        _("Clause quoted"): value.clause,
        _("Budget"): _budget(value),
    }


USED = {
    "Offered": gettext_lazy("asked"), "Returned": gettext_lazy("returned the work"),
}  # fmt: skip


def done_table(used: Sequence[Cited], titles: Names) -> dict[str, Any]:
    """What was done under the mandates, the newest first."""
    rows = [
        {"cells": [
            {"text": titles.get(one.stream, "") or "–", "url": matter_url(one.stream)},
            {"text": listed(labels.label(labels.POWERS, power) for power in one.powers) or "–", "label": _("Power")},
            {"text": str(USED.get(one.what, one.what)), "label": _("What")},
            {"text": moment(one.at), "label": _("When")},
        ]}
        for one in reversed(used)
    ]  # fmt: skip
    columns = [{"label": _("Matter"), "wide": True}, {"label": _("Power")}, {"label": _("What")}, {"label": _("When")}]
    empty = _("Nothing has been done under a mandate yet.")
    return {"label": _("Done under a mandate"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def missing(held: Iterable[Held], lead: str, force: InForce, names: Names) -> list[dict[str, str]]:
    """Powers the lead does not hold here, and the lowest post that could lend each."""
    lent = {power for one in held if one.standing == "in-force" for power in one.value.powers}
    post = lender(lead, None, force)  # type: ignore[arg-type]
    return [
        {"power": power.value, "label": labels.label(labels.POWERS, power), "lender": names.get(post or "", post or "")}
        for power in Power if power not in lent and post
    ]  # fmt: skip
