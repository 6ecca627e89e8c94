"""What the preview of an import shows and what comes back from it: the page's context, the typed values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from qiantou.access.guards import Standing
from qiantou.acts.launch import Division
from qiantou.core.kernel import Desk
from qiantou.desk import drafts
from qiantou.desk.drafts import DraftRow
from qiantou.desk.models import Draft, Expansion
from qiantou.documents.doubts import DOUBTS
from qiantou.readmodel.models import DeskRow

PROBLEMS = {
    "row-no-task": N_("Say what is to be done."),
    "row-no-lead": N_("Name the lead unit."),
    "row-lead-unknown": N_("Say above which unit the lead's name stands for."),
    "row-unit-unknown": N_("Say above which units the names stand for."),
    "row-no-such-day": N_("Write the day as 2026-06-30, or leave it empty."),
    "row-doubts": N_("Settle the doubts of this row."),
}
REASONS = {
    "exact": N_("the same name"),
    "spelling": N_("the same name, written another way"),
    "prefix": N_("the prefix was left out"),
    "short": N_("a short form of it"),
    "part": N_("part of its name"),
}
SORTS = {"townships": "township", "departments": "bureau"}
NOBODY = "-"
Typed = QueryDict | Mapping[str, str]


def unit_names() -> dict[str, str]:
    """Registered name → desk, of every unit and outside party in force that is no inner section."""
    rows = DeskRow.objects.filter(ended=None, inner=False).exclude(sort="post").order_by("place")
    return {name: desk for name, desk in rows.values_list("name", "desk") if name}


def settled_names(draft: Draft, units: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Written name → desks: what a person said, and every name that is exactly a registered one."""
    known = units if units is not None else unit_names()
    return drafts.with_exact(draft.names, drafts.matches(drafts.loaded(draft.rows), known), known)


def page(draft: Draft, seen: Standing, *, show: str = "", said: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The context of the preview: head, names to settle, rows with their doubts, and what still stands open."""
    units = unit_names()
    rows = drafts.loaded(draft.rows)
    found = drafts.matches(rows, units)
    names = drafts.with_exact(draft.names, found, units)
    shown = [_row(number, row, names) for number, row in enumerate(rows)]
    open_rows = [row for row in shown if row["problems"]]
    asked = [row for row in rows if not row.dropped]
    return {
        "draft": draft,
        "issuers": _options([desk for desk in seen.desks if desk.startswith("u:")], draft.issuer),
        "sponsors": _options(_posts(), draft.sponsor),
        "notes": [_doubt(note) for note in draft.notes],
        "names": _names(draft, rows, (found, names), units, said or {}),
        "units": list(units),
        "rows": open_rows if show == "open" else shown,
        "show": show,
        "count": len(asked),
        "matters": sum(1 + max(len(drafts.desks_of([*row.lead, *row.cooperating], names)) - 1, 0) for row in asked),
        "open_count": len(open_rows),
    }


def _row(number: int, row: DraftRow, names: drafts.Names) -> dict[str, Any]:
    return {
        "index": number,
        "number": number + 1,
        "row": row,
        "lead": "、".join(row.lead),
        "cooperating": "、".join(row.cooperating),
        "doubts": [_doubt(doubt) for doubt in drafts.open_doubts(row, names)],
        "settled": [_doubt(doubt) for doubt in row.doubts] if row.settled else [],
        "problems": [_(PROBLEMS[code]) for code in drafts.problems(row, names)],
        "lines": max(2, min(6, len(row.task) // 28 + row.task.count("\n") + 1)),
    }


def _doubt(doubt: Mapping[str, Any]) -> str:
    facts = {"name": "?", "names": "?", "text": "?", "first": "?", "dates": "?", "count": "?", "place": "?"}
    return str(_(DOUBTS[doubt["code"]])) % {**facts, **doubt["facts"]}


def _options(desks: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    known = dict(DeskRow.objects.filter(desk__in=desks).values_list("desk", "name"))
    return [{"value": desk, "label": known.get(desk, desk), "chosen": desk == chosen} for desk in desks]


def _posts() -> list[str]:
    """Posts that may decide in a joint work: heads and portfolio leaders of units that are no sections."""
    units = DeskRow.objects.filter(ended=None, inner=False).exclude(sort__in=("post", "party")).order_by("place")
    return list(dict.fromkeys(post for row in units for post in (row.leader, row.head) if post))


def _names(
    draft: Draft,
    rows: Sequence[DraftRow],
    known: tuple[Any, drafts.Names],
    units: Mapping[str, str],
    said: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Names that are no registered unit, once each: how often they stand, what they may mean, what was chosen."""
    found, names = known
    uses = Counter(name for row in rows if not row.dropped for name in (*row.lead, *row.cooperating))
    kept = {desk: name for name, desk in units.items()}
    before = {row.name: row.desks for row in Expansion.objects.filter(unit=draft.issuer)} if draft.issuer else {}
    listed = []
    for number, match in enumerate(found):
        if match.taken:
            continue
        chosen = names.get(match.written)
        guess = chosen if chosen is not None else before.get(match.written) or _guessed(match.expands)
        first = match.candidates[0].name if match.candidates else ""
        listed.append({
            "index": number, "written": match.written, "uses": uses[match.written], "collective": bool(match.expands),
            "settled": chosen is not None, "nobody": chosen == [],
            "value": said.get(match.written) or "、".join(kept[desk] for desk in guess or () if desk in kept),
            "suggestion": first, "why": _(REASONS[match.candidates[0].reason.value]) if first else "",
            "candidates": [candidate.name for candidate in match.candidates],
        })  # fmt: skip
    return listed


def _guessed(expands: str) -> list[str]:
    """The units of the sort a collective name speaks of: an offer, never taken without a person."""
    sort = SORTS.get(expands, "")
    return (
        list(DeskRow.objects.filter(sort=sort, ended=None).order_by("place").values_list("desk", flat=True))
        if sort
        else []
    )


def typed(rows: Sequence[DraftRow], post: Typed) -> list[DraftRow]:
    """The rows with what was typed into those the page showed."""
    changed = []
    for number, row in enumerate(rows):
        prefix = f"r{number}-"
        if f"{prefix}task" not in post:
            changed.append(row)
            continue
        changed.append(replace(
            row,
            task=post.get(f"{prefix}task", "").replace("\r\n", "\n").strip(),
            lead=drafts.split_typed(post.get(f"{prefix}lead", "")),
            cooperating=drafts.split_typed(post.get(f"{prefix}cooperating", "")),
            due=post.get(f"{prefix}due", "").strip(),
            settled=f"{prefix}settled" in post,
            dropped=f"{prefix}dropped" in post,
        ))  # fmt: skip
    return changed


def said(post: Typed) -> dict[str, str]:
    """Written name → what was typed for it on the page."""
    found: dict[str, str] = {}
    while (written := post.get(f"n{len(found)}-written")) is not None and written not in found:
        found[written] = post.get(f"n{len(found)}-value", "").strip()
    return found


def typed_names(draft: Draft, post: Typed) -> dict[str, list[str]]:
    """Written name → desks, as said on the page. "-" stands for nobody; an unknown name settles nothing."""
    units = unit_names()
    names = dict(draft.names)
    for written, text in said(post).items():
        told = drafts.split_typed(text)
        if told == [NOBODY]:
            names[written] = []
        elif told and all(name in units for name in told):
            names[written] = [units[name] for name in told]
        else:
            names.pop(written, None)
    return names


def unknown_names(post: Typed) -> list[str]:
    """What was typed for a unit and is none, in order, each once."""
    units = unit_names()
    typed_ones = [name for text in said(post).values() for name in drafts.split_typed(text)]
    return [name for name in dict.fromkeys(typed_ones) if name not in units and name != NOBODY]


def typed_head(draft: Draft, post: Typed, seen: Standing) -> None:
    """Title, paper number, issuer (one of one's own units) and who decides."""
    draft.title = post.get("title", draft.title).strip()[:300]
    draft.paper = post.get("paper", draft.paper).strip()[:100]
    if post.get("issuer") in seen.desks:
        draft.issuer = post.get("issuer", "")
    sponsor = post.get("sponsor", draft.sponsor)
    draft.sponsor = sponsor if not sponsor or sponsor in _posts() else draft.sponsor


def typed_row(draft: Draft, row: DraftRow, post: Typed) -> DraftRow:
    """One row as typed on its own page, with the text each cooperating unit is asked."""
    desks = drafts.desks_of([*row.lead, *row.cooperating], settled_names(draft))
    parts = {key.removeprefix("part-"): post.get(key, "").strip() for key in post if key.startswith("part-")}
    return replace(
        row,
        task=post.get("task", row.task).replace("\r\n", "\n").strip(),
        standard=post.get("standard", row.standard).strip(),
        due_text=post.get("due_text", row.due_text).strip(),
        due=post.get("due", row.due).strip(),
        parts={desk: text for desk, text in parts.items() if text and desk in desks},
    )


def row_page(draft: Draft, row: DraftRow, number: int) -> dict[str, Any]:
    """The context of one row's page."""
    units = unit_names()
    names = settled_names(draft, units)
    called = {desk: name for name, desk in units.items()}
    leads = drafts.desks_of(row.lead, names)
    helpers = [desk for desk in drafts.desks_of([*row.lead, *row.cooperating], names) if desk not in leads[:1]]
    parts = [{"desk": desk, "name": called.get(desk, desk), "text": row.parts.get(desk, "")} for desk in helpers]
    return {
        "draft": draft, "row": row, "number": number, "parts": parts,
        "lead": called.get(leads[0], "") if leads else "", "doubts": [_doubt(doubt) for doubt in row.doubts],
    }  # fmt: skip


def kept_filter(post: Typed) -> str:
    return "?show=open" if post.get("show") == "open" else ""


def obstacles(draft: Draft) -> list[str]:
    """Sentences for what keeps the draft from being confirmed."""
    rows = drafts.loaded(draft.rows)
    names = settled_names(draft)
    found = []
    if not draft.title.strip():
        found.append(_("Give the joint work a title."))
    if not draft.paper.strip():
        found.append(_("Give the number or the name of the paper it rests on."))
    if not draft.issuer:
        found.append(_("Say for which unit you issue it."))
    if all(row.dropped for row in rows):
        found.append(_("No row is left to ask."))
    waiting = [str(number) for number, row in enumerate(rows, 1) if drafts.problems(row, names)]
    if waiting:
        few = "、".join(waiting[:12]) + ("…" if len(waiting) > 12 else "")
        found.append(_("These rows are not settled yet: %(rows)s.") % {"rows": few})
    return found


def division_of(draft: Draft) -> tuple[list[int], Division]:
    """The indexes of the rows that are asked, and the division they make. Call once nothing stands in the way."""
    rows = drafts.loaded(draft.rows)
    names = settled_names(draft)
    kept = [number for number, row in enumerate(rows) if not row.dropped]
    return kept, Division(
        title=draft.title,
        paper=draft.paper,
        issuer=Desk(draft.issuer),
        rows=tuple(drafts.request_of(rows[number], names) for number in kept),
        sponsor=Desk(draft.sponsor) if draft.sponsor else None,
    )
