"""The tables of the page of a matter's time: holders, every stretch with its entry, back and forth, first answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.desk import labels
from qiantou.desk.account_read import Read
from qiantou.desk.account_words import APART, CAUSES, signed, what
from qiantou.desk.addresses import matter_url
from qiantou.desk.templatetags.dates import brief, listed, moment
from qiantou.insight.account_pieces import Piece

Cell = dict[str, Any]


def party(read: Read, desk: str, names: Mapping[str, str]) -> str:
    reserved = {NOBODY: _("nobody"), OUTSIDE: _("outside cause")}
    return reserved.get(desk) or names.get(read.shown(desk)) or _("a desk without a name")


def sums(read: Read, names: Mapping[str, str]) -> Cell:
    """A row a holder, a row for each thing that stands apart, and their sum."""
    told = read.account
    columns = _columns(
        (_("Party"), "wide"), (_("Allowed"), "num"), (_("Took"), "num"), (_("Beyond"), "num"),
        (_("Left unused"), "num"), (_("Part of the deviation"), "num"),
    )  # fmt: skip
    heads = [str(column["label"]) for column in columns]
    empty = [{"text": "", "num": True} for _head in heads[1:5]]
    rows = []
    for row in told.rows:
        cells = [_num(heads[at], n, read) for at, n in enumerate((row.allowed, row.actual, row.over, row.under), 1)]
        had = listed(f"{_cause(cause)} {brief(n, told.day_minutes)}" for cause, n in row.causes)
        rows.append([{"text": party(read, row.holder, names), "note": had}, *cells, _num(heads[5], row.net, read)])
    for part in told.apart:
        name = party(read, part.party, names)
        rows.append([{"text": name, "note": str(APART[part.why])}, *empty, _num(heads[5], part.minutes, read)])
    rows.append([{"text": _("Together: the deviation")}, *empty, _num(heads[5], told.deviation, read)])
    return _table(_("What each was allowed and took"), columns, rows)


def stretches(read: Read, names: Mapping[str, str]) -> Cell:
    """Every stretch of time, with the entry by which it came there."""
    told = read.account
    columns = _columns(
        (_("Held by"), "wide"), (_("Why"), ""), (_("From"), ""), (_("Until"), ""), (_("Working time"), "num"),
        (_("What it was"), "wide"), (_("Its entry"), ""),
    )  # fmt: skip
    heads = [str(column["label"]) for column in columns]
    rows: list[list[Cell]] = []
    for piece, minutes in _joined(read):
        rows.append([
            {"text": party(read, piece.holder, names)},
            {"text": _cause(piece.cause), "label": heads[1]},
            {"text": moment(piece.start), "label": heads[2]},
            {"text": moment(piece.end), "label": heads[3]},
            {"text": brief(minutes, told.day_minutes), "num": True, "label": heads[4]},
            {"text": what(piece), "label": heads[5]},
            {**entry(read, piece.matter, piece.entry), "label": heads[6]},
        ])  # fmt: skip
    return _table(_("Every stretch with its entry"), columns, rows)


def bounces(read: Read, names: Mapping[str, str]) -> Cell:
    """A row for each pair of desks between which it went and came back; each time is an entry."""
    columns = _columns((_("From and back to"), "wide"), (_("By way of"), ""), (_("Times"), "num"), (_("Last"), ""))
    heads = [str(column["label"]) for column in columns]
    stream = read.account.matter
    rows: list[list[Cell]] = [
        [
            {"text": party(read, one.desk, names)},
            {"text": party(read, one.through, names), "label": heads[1]},
            {"text": str(len(one.entries)), "num": True, "label": heads[2]},
            {**entry(read, stream, one.entries[-1]), "label": heads[3]},
        ]
        for one in read.account.bounces
    ]
    return _table(_("Back and forth"), columns, rows)


def responses(read: Read, names: Mapping[str, str]) -> Cell:
    """A row for each doer that was asked: how soon it made its first move, and what it was allowed."""
    columns = _columns((_("Asked"), "wide"), (_("First answer after"), "num"), (_("Allowed"), "num"), (_("By"), ""))
    heads = [str(column["label"]) for column in columns]
    day = read.account.day_minutes
    rows: list[list[Cell]] = [
        [
            {"text": party(read, one.desk, names)},
            {"text": brief(one.minutes, day), "num": True, "label": heads[1]},
            {"text": brief(one.allowed, day) if one.allowed is not None else "–", "num": True, "label": heads[2]},
            {**(entry(read, read.account.matter, one.entry) if one.entry else {"text": _("no answer of its own")}),
             "label": heads[3]},
        ]
        for one in read.account.responses
    ]  # fmt: skip
    return _table(_("First answer"), columns, rows)


def entry(read: Read, matter: str, version: int) -> Cell:
    """The entry at its place in the conversation; a place that does not open to the reader is told without a way."""
    place = read.places.get((matter, version))
    if place is None:
        return {"text": "–"}
    return {"text": _("entry %(number)s") % {"number": place}, "url": f"{matter_url(matter)}#entry-{place}"}


def _joined(read: Read) -> Iterator[tuple[Piece, int]]:
    """The pieces as a reader tells them apart; those of no length are left out."""
    held: tuple[Piece, int] | None = None
    for piece, minutes in zip(read.account.pieces, read.account.minutes, strict=True):
        if held is not None and replace(held[0], start=piece.start, end=piece.end) == piece:
            held = replace(held[0], end=piece.end), held[1] + minutes
            continue
        if held is not None and held[1]:
            yield held
        held = piece, minutes
    if held is not None and held[1]:
        yield held


def _cause(cause: str) -> str:
    return str(CAUSES[cause]) if cause in CAUSES else labels.label(labels.CAUSES, cause)


def _num(head: str, minutes: int, read: Read) -> Cell:
    return {"text": signed(minutes, read.account.day_minutes), "num": True, "label": head}


def _columns(*told: tuple[str, str]) -> list[Cell]:
    return [{"label": label, **({form: True} if form else {})} for label, form in told]


def _table(label: str, columns: list[Cell], rows: list[list[Cell]]) -> Cell:
    return {"label": label, "columns": columns, "rows": [{"cells": cells} for cells in rows], "empty": "",
            "stack": True}  # fmt: skip
