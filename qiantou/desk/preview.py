"""What the preview of an import shows: the page's context, the names to settle, what still stands open."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from qiantou.access.guards import Standing
from qiantou.acts import registers, shell
from qiantou.acts.launch import Division
from qiantou.core.kernel import Desk
from qiantou.core.register import InForce
from qiantou.desk import drafts, duty_citing, settling
from qiantou.desk.drafts import DraftRow
from qiantou.desk.models import Draft
from qiantou.desk.naming import names_to_settle
from qiantou.documents.doubts import DOUBTS
from qiantou.readmodel.models import DeskRow

PROBLEMS = {
    "row-no-task": N_("Say what is to be done."),
    "row-no-lead": N_("Name the lead unit."),
    "row-lead-unknown": N_("Say above which unit the lead's name stands for."),
    "row-lead-several": N_("The lead's name stands for several units and the first would lead: name one, or tick."),
    "row-unit-unknown": N_("Say above which units the names stand for."),
    "row-no-such-day": N_("Write the day as 2026-06-30, or leave it empty."),
    "row-doubts": N_("Settle the doubts of this row."),
}
NOBODY = "-"
MANY, A_SECOND = 1000, 500
"""Matters from which on the confirmation is felt, and how many of them a plain machine opens in a second."""
PER_PAGE = 50
"""Rows on one page of the preview; moving on saves what the page shows."""
Typed = QueryDict | Mapping[str, str]


def unit_names() -> dict[str, str]:
    """Registered name → desk, of every unit and outside party in force that is no inner section."""
    rows = DeskRow.objects.filter(ended=None, inner=False).exclude(sort="post").order_by("place")
    return {name: desk for name, desk in rows.values_list("name", "desk") if name}


def settled_names(draft: Draft, units: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Written name → desks: what a person said, and every name that is exactly a registered one."""
    known = units if units is not None else unit_names()
    return drafts.with_exact(draft.names, drafts.matches(drafts.loaded(draft.rows), known), known)


@dataclass(frozen=True)
class View:
    """Which rows a page shows: all, or "open" ones alone; the page, from 1."""

    show: str = ""
    page: int = 1

    def query(self) -> str:
        """The view as the query of an address."""
        shown = {"show": self.show, "page": self.page if self.page > 1 else ""}
        return "?" + urlencode({name: value for name, value in shown.items() if value}) if any(shown.values()) else ""


def view_of(given: Typed) -> View:
    """The view an address or a form asks for."""
    page = given.get("page", "")
    return View("open" if given.get("show") == "open" else "", int(page) if re.fullmatch(r"[1-9]\d{0,4}", page) else 1)


def page(draft: Draft, seen: Standing, view: View, *, said: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The context of the preview: head, names to settle, rows with their doubts, and what still stands open."""
    units = unit_names()
    rows, today = drafts.loaded(draft.rows), registers.current().at(shell.now()).day
    found = drafts.matches(rows, units)
    names = drafts.with_exact(draft.names, found, units)
    waiting = [number for number, row in enumerate(rows) if drafts.problems(row, names)]
    chosen = waiting if view.show == "open" else list(range(len(rows)))
    pages = max(1, -(-len(chosen) // PER_PAGE))
    at = min(view.page, pages)
    here = chosen[(at - 1) * PER_PAGE : at * PER_PAGE]
    asked = [row for row in rows if not row.dropped]
    listed = names_to_settle(draft, rows, (found, names), units, said or {})
    opened = _matters(asked, {**{name["written"]: name["means"] for name in listed}, **names})
    return {
        "draft": draft,
        "issuers": _options([desk for desk in seen.desks if desk.startswith("u:")], draft.issuer),
        "sponsors": _options(deciding_posts(), draft.sponsor),
        "notes": [*map(_doubt, draft.notes), *_late(rows, today)],
        "names": listed,
        "units": list(units),
        "rows": [_row(number, rows[number], names) | {"passed": passed(rows[number], today)} for number in here],
        "show": view.show,
        "page": at,
        "pages": _pages(chosen, at),
        "shape": shape_of(rows),
        "count": len(asked),
        "matters": opened,
        "is_guessed": any(name["collective"] and name["means"] and not name["settled"] for name in listed),
        "seconds": -(-opened // A_SECOND) if opened > MANY else 0,
        "open_count": len(waiting),
    }


def _matters(asked: Sequence[DraftRow], means: settling.Names) -> int:
    """How many matters these rows open: a whole for each, and a part for every other desk it names. A name whose
    meaning nobody has said yet counts as one."""
    return sum(max(1, len(_desks(row, means))) for row in asked)


def _desks(row: DraftRow, means: settling.Names) -> set[str]:
    return {desk for name in (*row.lead, *row.cooperating) for desk in means.get(name, [name])}


def _pages(chosen: Sequence[int], at: int) -> list[dict[str, Any]]:
    """Each page with the numbers of its first and last row; none when one page holds all."""
    cuts = range(0, len(chosen), PER_PAGE)
    return [
        {"number": number, "here": number == at, "first": part[0] + 1, "last": part[-1] + 1}
        for number, part in enumerate((chosen[cut : cut + PER_PAGE] for cut in cuts), 1)
        if len(chosen) > PER_PAGE
    ]


def shape_of(rows: Sequence[DraftRow]) -> str:
    """Which row stands at which number: another after rows were joined or split."""
    return hashlib.sha256("\n".join(row.source for row in rows).encode()).hexdigest()[:16]


def _row(number: int, row: DraftRow, names: settling.Names) -> dict[str, Any]:
    doubts, problems = drafts.open_doubts(row, names), drafts.problems(row, names)
    return {
        "index": number,
        "number": number + 1,
        "row": row,
        "lead": "、".join(row.lead),
        "cooperating": "、".join(row.cooperating),
        "doubts": [_doubt(doubt) for doubt in doubts],
        "tick": row.settled or settling.may_be_ticked(doubts) or "row-lead-several" in problems,
        "problems": [_(PROBLEMS[code]) for code in problems],
        "lines": max(2, min(6, len(row.task) // 28 + row.task.count("\n") + 1)),
    }


def _late(rows: Sequence[DraftRow], today: date) -> list[str]:
    late = [str(number) for number, row in enumerate(rows, 1) if passed(row, today)]
    few = "、".join(late[:12]) + ("…" if len(late) > 12 else "")
    return [_("These rows name a day that has passed: %(rows)s.") % {"rows": few}] if late else []


def passed(row: DraftRow, today: date) -> bool:
    """Whether a row that is asked names a day before today: a paper entered late, or a slip of the keyboard."""
    return not row.dropped and settling.is_day(row.due) and date.fromisoformat(row.due) < today


def _doubt(doubt: Mapping[str, Any]) -> str:
    facts = {"name": "?", "names": "?", "text": "?", "first": "?", "dates": "?", "count": "?", "place": "?"}
    return str(_(DOUBTS[doubt["code"]])) % {**facts, **doubt["facts"]}


def _options(desks: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    known = dict(DeskRow.objects.filter(desk__in=desks).values_list("desk", "name"))
    return [{"value": desk, "label": known.get(desk, desk), "chosen": desk == chosen} for desk in desks]


def deciding_posts() -> list[str]:
    """Posts that may decide in a joint work: heads and portfolio leaders of units that are no sections."""
    units = DeskRow.objects.filter(ended=None, inner=False).exclude(sort__in=("post", "party")).order_by("place")
    return list(dict.fromkeys(post for row in units for post in (row.leader, row.head) if post))


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
        "lead": called.get(leads[0], "") if leads else "",
        "doubts": [_doubt(doubt) for doubt in drafts.open_doubts(row, names)],
        **duty_citing.context(
            cited(draft, row, {}), duty_citing.unloaded(map(Desk, [*leads[:1], *helpers]), _force()), called
        ),
    }  # fmt: skip


def cited(draft: Draft, row: DraftRow, post: Typed) -> list[duty_citing.Cited]:
    """Of each township asked in the row, the row of its duty list that is cited: as typed, else as kept."""
    names, force = settled_names(draft), _force()
    asked = drafts.desks_of([*row.lead, *row.cooperating], names)
    lead, issuer = Desk(asked[0]) if asked else Desk(""), Desk(draft.issuer)
    units = duty_citing.watched([lead], issuer, force) + duty_citing.watched(map(Desk, asked[1:]), lead, force)
    typed = {unit: post.get(f"{duty_citing.FIELD}{unit}", row.duties.get(unit, "")) for unit in units}
    called = dict(DeskRow.objects.filter(desk__in=units).values_list("desk", "name"))
    return duty_citing.citing(units, typed, asker=lead, force=force, names=called)


def _force() -> InForce:
    return registers.current().at(shell.now())


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
