"""Contests of an assessment on its page: what may be contested, how each stands, and the sheets they amended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from qiantou.acts.finality import carried_out_by
from qiantou.acts.registers import JOINTS
from qiantou.core.contest_titles import RATED, WHERE_IT_WENT
from qiantou.core.contesting import AMENDING, Claim, Item, claim_of, parts_of_line
from qiantou.core.kernel import Desk, Stream
from qiantou.core.review import SERVED, SHEETS, Attained, Lack, Sheet, Source, Unmeasured
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.bulletin_forms import Sent
from qiantou.desk.delay_contest import may_contest
from qiantou.desk.review_exempt import basis_of
from qiantou.desk.review_forms import Amending, Contesting
from qiantou.desk.review_read import Review
from qiantou.desk.review_tables import line_name, measure_name
from qiantou.desk.review_unread import left_out_words
from qiantou.desk.review_words import ITEMS, fixed, percent
from qiantou.desk.templatetags.dates import day, moment
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.readmodel.models import ListingRow, MatterRow


def fresh() -> dict[str, str]:
    return {"command_id": uuid4().hex}


def contesting(told: Review, names: dict[str, str], bound: Sent | None) -> list[dict[str, Any]]:
    """A form for each party that the reader moves for; `unit` names it where there are several."""
    parties = told.parties()
    found = []
    for number, desk in enumerate(parties):
        if isinstance(bound, Contesting) and bound.data.get("desk") == desk:
            form = bound
        else:
            ids = f"contest{number or ''}_%s"
            form = Contesting(initial={**fresh(), "desk": desk}, auto_id=ids, label_suffix="")
        form.offer(list(items(told, desk)))
        found.append({"unit": names.get(desk, desk) if len(parties) > 1 else "", "form": form})
    return found


def items(told: Review, desk: Desk) -> Iterator[tuple[str, str]]:
    """What the unit may contest, each as it would have it."""
    assert told.last is not None
    sheet = told.last[1]
    lines = {one.line: one.matter for one in sheet.unearned if one.lacks is not Lack.GIVEN_UP}
    lines |= {one.line: one.matter for one in sheet.earnings}
    lines.pop("", None)
    own = {one.line for one in sheet.earnings if one.unit == desk and one.line}
    for line, matter in sorted(lines.items()):
        name = line_name(line, matter, told)
        if line not in own:
            yield f"line:{line}|{desk}", _("“%(line)s”: we delivered it") % {"line": name}
        elif len(parts_of_line(line, sheet)) > 1:
            yield f"share:{line}|{desk}", _("“%(line)s”: more of it is ours than the sheet says") % {"line": name}
    for one in sheet.overruns:
        if one.unit == desk and one.contest is None:
            name = told.titles.get(one.matter, "")
            yield f"time:{one.matter}|{desk}", _("“%(matter)s”: that over-run was not ours") % {"matter": name}
    yield from _help_items(told, sheet, desk)
    for measured in sheet.measures:
        if measured.measure == SERVED or measured.measure < len(told.terms.measures):
            yield f"measure:{measured.measure}|", _measure_item(measured, measure_name(told.terms, measured.measure))
    if any(one.unit == desk and one.rating is not None for one in sheet.parts):
        yield f"rating:{desk}|{desk}", _("The mean by which we were rated does not hold")
    if desk in may_contest(told.joint, told.seen, told.force, lost=True):
        yield "delay:|", _("Where the time went: our share of the delay")


def thing_of(claim: Claim, told: Review) -> str:
    """What a contest is about in the words of others, for its title."""
    assert told.last is not None
    sheet = told.last[1]
    match claim.sort:
        case Item.LINE | Item.SHARE:
            rows = {one.line: one.matter for one in sheet.unearned} | {one.line: one.matter for one in sheet.earnings}
            return line_name(claim.name, rows.get(claim.name), told)
        case Item.MEASURE:
            return measure_name(told.terms, int(claim.name))
        case Item.RATING:
            return RATED
        case Item.DELAY:
            return WHERE_IT_WENT
        case Item.TIME | Item.HELP | Item.EXEMPT | Item.FALLEN:
            row = MatterRow.objects.filter(stream=claim.name).only("title").first()
            return row.title if row is not None else claim.name


def _measure_item(measured: Attained, name: str) -> str:
    """Of what was never read, that it was not; of anything else, that its reading does not hold."""
    if measured.lacks is Unmeasured.NO_READING:
        return _("“%(measure)s” was not measured: what was read since is to count") % {"measure": name}
    if measured.lacks is Unmeasured.UNCONFIRMED:
        return _("“%(measure)s” was read and not confirmed: what is confirmed since is to count") % {"measure": name}
    return _("“%(measure)s”: the reading does not hold") % {"measure": name}


def _help_items(told: Review, sheet: Sheet, desk: Desk) -> Iterator[tuple[str, str]]:
    helped = {one.matter for one in sheet.earnings if one.source is Source.HELP}
    for one in sheet.earnings:
        if one.source is Source.HELP and one.unit != desk and one.matter is not None:
            name = told.titles.get(one.matter, "")
            yield f"help:{one.matter}|", _("“%(matter)s”: that was no help to another unit") % {"matter": name}
    cleared = MatterRow.objects.filter(joint=told.joint, kind="obstacle", doer=desk, is_open=False)
    for row in cleared.order_by("opened").only("stream", "title"):
        if row.stream not in helped:
            yield f"help:{row.stream}|{desk}", _("“%(matter)s”: we cleared it for another") % {"matter": row.title}


def amending(told: Review, bound: Sent | None) -> list[dict[str, Any]]:
    """What a ruling granted, or an exemption changes, and waits to be carried out."""
    found = []
    for row in told.waiting:
        if (row.kind == AMENDING or not row.is_open) and told.last is not None:
            form = Amending(
                initial={**fresh(), "contest": row.stream}, auto_id=f"a{row.stream[:6]}_%s", label_suffix=""
            )
            own = isinstance(bound, Amending) and bound.data.get("contest") == row.stream
            exempts = row.kind == AMENDING
            found.append({"title": row.title, "url": matter_url(row.stream), "form": bound if own else form,
                          "exempts": exempts})  # fmt: skip
    return found


def contests_table(told: Review, names: dict[str, str]) -> dict[str, Any]:
    columns = [{"label": _("What is asked"), "wide": True}, {"label": _("Contested by")}, {"label": _("About")},
               {"label": _("How it stands")}]  # fmt: skip
    about = {stream: entries[0].event.about for stream, entries in _first(told).items()}
    used = {one.contest for one in told.last[1].amended} if told.last is not None else set()
    rows = []
    for row in told.contests:
        claim = claim_of(about.get(Stream(row.stream), ()))
        stands = labels.standing(row.phase, row.outcome, row.is_open, row.kind)
        note = _("carried out") if row.stream in used else _unmet(row, told)
        rows.append({"cells": [
            {"text": row.title, "url": matter_url(row.stream)},
            {"text": names.get(row.asker, row.asker), "label": _("Contested by")},
            {"text": labels.label(ITEMS, claim.sort.value) if claim is not None else "–", "label": _("About"),
             "note": _("%(part)d %% of it") % {"part": claim.part} if claim is not None and claim.part else ""},
            {"text": stands, "note": note, "label": _("How it stands")},
        ]})  # fmt: skip
    return {"label": _("Contests"), "columns": columns, "rows": rows, "stack": True,
            "empty": _("Nobody has contested anything.")}  # fmt: skip


def _unmet(row: MatterRow, told: Review) -> str:
    """Of a ruling that grants it and is not carried out: by when it was to be, for all to see."""
    until = carried_out_by(row, told.force) if row in told.waiting else None
    if until is None:
        return ""
    said = _("not carried out; to be carried out by %(day)s") if told.force.day <= until else _(
        "NOT CARRIED OUT: it was to be by %(day)s"
    )  # fmt: skip
    return said % {"day": day(until)}


def _first(told: Review) -> dict[Stream, list[Any]]:
    names = [Stream(row.stream) for row in told.contests]
    return read(names, until=1) if names else {}


def history(told: Review, names: dict[str, str]) -> list[dict[str, Any]]:
    """Every version put out, the newest first: what each changed, by which ruling."""
    rows = ListingRow.objects.filter(section=SHEETS, key=told.joint).order_by("version") if told.sheets else ()
    versions = [row.version for row in rows]
    places = dict(Entry.objects.filter(stream=JOINTS, version__in=versions).values_list("version", "position"))
    found: list[dict[str, Any]] = []
    before: Sheet | None = None
    for (known, sheet), version in zip(told.sheets, versions, strict=True):
        position = places.get(version)
        found.append({
            "number": sheet.number, "at": moment(known.at), "by": names.get(sheet.by, sheet.by),
            "url": receipt_url(position) if position is not None else "", "reason": told.reasons.get(sheet.number, ""),
            "left_out": left_out_words(sheet, told) if sheet.number == 1 else "",
            "contest": basis_of(sheet.amended[-1].contest if sheet.amended else None, told.exemptions),
            "changes": list(_changes(before, sheet, names)) if before is not None else [],
        })  # fmt: skip
        before = sheet
    return found[::-1]


def _changes(before: Sheet, after: Sheet, names: dict[str, str]) -> Iterator[str]:
    old = {part.unit: part for part in before.parts}
    for part in after.parts:
        was = old.get(part.unit)
        if was is None or (was.total, was.points) != (part.total, part.points):
            said = _("%(unit)s: share %(was)s %% → %(now)s %%, points %(before)s → %(after)s")
            if was is not None and was.total == part.total:
                said = _("%(unit)s: points %(before)s → %(after)s")
            yield said % {
                "unit": names.get(part.unit, part.unit), "was": percent(was.total) if was else "–",
                "now": percent(part.total), "before": fixed(was.points.exact) if was and was.points else "–",
                "after": fixed(part.points.exact) if part.points else "–",
            }  # fmt: skip
