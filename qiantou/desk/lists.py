"""All matters in which a desk in the reader's sight has a part (台账): filters in the address, totals of what is shown.

Nothing counts everything: totals are of the rows shown. What others do inside a joint work is listed when
that joint work is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, joint_titles, register_for
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.desk import labels
from qiantou.desk.addresses import ref
from qiantou.desk.columns import COLUMNS, MATTER, USUAL, Sheet, body, chosen, workbook_of
from qiantou.desk.exporting import workbook
from qiantou.desk.filtering import filters
from qiantou.desk.finding import Found, Wish, found, wish_of, written_key
from qiantou.desk.frame import names_for
from qiantou.desk.templatetags.lists import aria_sort, turned

PAGE = 50
EXPORTED = 10_000
OFFERED = 200  # joint works in the filter, the newest; others are reached from their own page


@login_required
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    account = business(request.user)
    wish = _wish(request)
    sheet, more = _sheet(request, wish, limit=PAGE)
    joints = [(ref(stream), title) for stream, title in joint_titles(account, limit=OFFERED)]
    context = {
        "filters": filters(wish, joints),
        "clear_url": request.path if request.GET else "",
        "groups": groups(sheet, wish),
        "totals": totals(sheet),
        "next_url": f"?{wish.address(after=written_key(sheet.rows[-1], wish))}" if more else "",
        "first_url": f"?{wish.address()}" if wish.after else "",
        "export_url": f"export/?{wish.address()}",
    }
    return render(request, "desk/lists/matters.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Excel of the whole filtered list in the columns shown; says so in its last row when there is more."""
    business(request.user)
    wish = _wish(request)
    sheet, more = _sheet(request, wish, limit=EXPORTED)
    heads, rows = workbook_of(sheet, chosen(wish.cols.split(",")))
    if more:
        rows.append(["", _("Only the first %(count)d are here: narrow the filters.") % {"count": EXPORTED}])
    return workbook(_("Matters"), heads, rows)


def _wish(request: HttpRequest) -> Wish:
    """The address read; its columns, in their order, unless they are the usual ones, which a form sends each time."""
    wish = wish_of(request)
    keys = chosen(wish.cols.split(","))
    return replace(wish, cols="" if keys == USUAL else ",".join(keys))


def _sheet(request: HttpRequest, wish: Wish, *, limit: int) -> tuple[Sheet, bool]:
    """The first `limit` rows of the list, and whether there are more."""
    account = cast(Account, request.user)
    force = register_for(account).at(shell.now())
    rows = found(account, wish, force, limit=limit + 1)
    names = names_for(request, {desk for row in rows for desk in (row.asker, row.doer, row.holder)})
    return Sheet(rows[:limit], force, names), len(rows) > limit


def groups(sheet: Sheet, wish: Wish) -> list[dict[str, Any]]:
    """The rows as one table, or one for each holder or doer among them, the longest first."""
    split: dict[str, list[Found]] = {}
    if wish.group in ("holder", "doer"):
        for row in sheet.rows:
            split.setdefault(getattr(row, wish.group), []).append(row)
    if not split:
        return [_group("", sheet, sheet.rows, wish)]
    ordered = sorted(split.items(), key=lambda pair: -len(pair[1]))
    return [_group(sheet.name(desk) if desk else _("closed"), sheet, own, wish) for desk, own in ordered]


def _group(title: str, sheet: Sheet, rows: Sequence[Found], wish: Wish) -> dict[str, Any]:
    keys = chosen(wish.cols.split(","))
    opened = format_html('<div class="scroll" tabindex="0" role="group" aria-label="{}">', title or _("Matters"))
    table = (
        f'{opened}<table class="stack sorts"><thead><tr>{_heads(wish, keys)}</tr></thead>'
        f"<tbody>{body(sheet, rows, keys)}</tbody></table></div>"
    )
    return {"title": title, "count": len(rows), "table": SafeString(table) if rows else ""}


def _heads(wish: Wish, keys: Sequence[str]) -> SafeString:
    first = format_html('<th scope="col" class="wide">{}</th>', MATTER.label)
    return first + format_html_join("", '<th scope="col"{}>{}</th>', (_head(wish, key) for key in keys))


def _head(wish: Wish, key: str) -> tuple[str, str]:
    """The state of the sort and the heading, which sorts when pressed where an index can carry it."""
    column = COLUMNS[key]
    if not column.sort:
        return "", str(column.label)
    state = aria_sort(column.sort, wish.sort)
    arrow = {"ascending": " ↑", "descending": " ↓"}.get(state, "")
    link = format_html('<a href="?{}">{}{}</a>', wish.address(sort=turned(column.sort, wish.sort)), column.label, arrow)
    return format_html(' aria-sort="{}"', state) if state else "", link


def totals(sheet: Sheet) -> list[dict[str, str]]:
    """Figures of the rows shown; they add up to them."""
    lamps = Counter(sheet.lights[row.stream].colour for row in sheet.rows if row.is_open)
    shown = [{"label": _("Shown here"), "value": str(len(sheet.rows))}]
    for colour in ("red", "yellow", "blue", "green", "none"):
        shown.append({"label": labels.label(labels.LIGHTS, colour), "value": str(lamps[colour])})
    closed = sum(not row.is_open for row in sheet.rows)
    return [*shown, {"label": labels.phase("closed"), "value": str(closed)}]


urlpatterns = [path("matters/", matters, name="matters"), path("matters/export/", export, name="matters-export")]
