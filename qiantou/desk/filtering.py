"""The filters of the list of matters: a GET form, so that the address is the filter.

Written without Django's forms, whose widgets are templates of their own: the choices alone cost more than the
rows. What is fixed is written once for a language and a choice. The sort travels hidden.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiantou.desk import labels
from qiantou.desk.columns import COLUMNS, USUAL, chosen
from qiantou.desk.finding import Wish

Choices = Iterable[tuple[str, str]]


def filters(wish: Wish, joints: Choices) -> SafeString:
    """The inside of the form; `joints`: refs and titles of the joint works that may be chosen."""
    language = get_language()
    works = _select("joint", _("Joint work"), [("", _("all in which you have a part")), *joints], wish.joint)
    written = [
        f'<input type="hidden" name="sort" value="{html.escape(wish.sort)}">' if wish.sort != Wish.sort else "",
        _search(wish.q),
        *(_fixed(name, getattr(wish, name), language) for name in ("open", "kind", "phase")),
        works,
        _late(wish.late, language),
        _fixed("group", wish.group, language),
        _columns(chosen(wish.cols.split(",")), language),
    ]
    return SafeString("\n".join(written))


def _fixed(name: str, value: str, language: str | None) -> str:
    """A choice among what the program knows; an unknown one of the address counts as none."""
    known = {"open": ("no", "all"), "kind": labels.KINDS, "phase": labels.PHASES, "group": ("holder", "doer")}
    return _kept_select(name, value if value in known[name] else "", language)


@lru_cache(maxsize=256)
def _kept_select(name: str, value: str, _language: str | None) -> str:
    match name:
        case "open":
            return _select(name, _("Open or closed"), [("", _("open")), ("no", _("closed")), ("all", _("all"))], value)
        case "kind":
            return _select(name, _("Kind"), [("", _("all")), *_worded(labels.KINDS)], value)
        case "phase":
            return _select(name, _("Status"), [("", _("all")), *_worded(labels.PHASES)], value)
        case _:
            offered = [("", _("not grouped")), ("holder", _("who holds it")), ("doer", _("who does it"))]
            return _select(name, _("Group by"), offered, value)


def _worded(table: labels.Labels) -> Iterator[tuple[str, str]]:
    return ((code, str(name)) for code, name in table.items())


def _select(name: str, label: str, offered: Choices, picked: str) -> str:
    options = "".join(
        f'<option value="{html.escape(value)}"{" selected" if value == picked else ""}>{html.escape(text)}</option>'
        for value, text in offered
    )
    return (
        f'<div class="field"><label for="f_{name}">{html.escape(label)}</label>'
        f'<select name="{name}" id="f_{name}">{options}</select></div>'
    )


def _search(typed: str) -> str:
    return (
        f'<div class="field search"><label for="f_q">{html.escape(_("Words in the title"))}</label>'
        f'<input type="search" name="q" value="{html.escape(typed)}" id="f_q"></div>'
    )


@lru_cache(maxsize=16)
def _late(only: bool, _language: str | None) -> str:
    return (
        '<div class="field check"><label for="f_late"><input type="checkbox" name="late" id="f_late"'
        f"{' checked' if only else ''}><span>{html.escape(_('late only'))}</span></label></div>"
    )


@lru_cache(maxsize=256)
def _columns(shown: tuple[str, ...], _language: str | None) -> str:
    """The columns to show; open when others than the usual ones are chosen."""
    boxes = "".join(
        f'<label><input type="checkbox" name="cols" value="{key}"{" checked" if key in shown else ""}>'
        f"<span>{html.escape(str(column.label))}</span></label>"
        for key, column in COLUMNS.items()
    )
    opened = " open" if shown != USUAL else ""
    return (
        f'<details class="cols"{opened}><summary>{html.escape(_("Columns"))}</summary>'
        f'<fieldset class="choices"><legend class="unseen">{html.escape(_("Columns shown and exported"))}</legend>'
        f"{boxes}</fieldset></details>"
    )
