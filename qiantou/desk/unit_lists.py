"""A typed list of units or posts, in everyday names: each name to one desk, or to a sentence that says why not.

A name as registered is taken. A short form, a name without its territory or in other characters is taken where one
registered unit alone is so called; 各镇 stands for the towns there are. Whatever is only like a name is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from qiantou.core.kernel import Desk
from qiantou.desk.naming import meant_by
from qiantou.documents.names import split_names
from qiantou.documents.units import Match, match_units, surely
from qiantou.readmodel.models import DeskRow
from qiantou.readmodel.naming import desks_called

MOST = 3  # names offered for one that is not known
_APART = re.compile(r"[、，,；;\n\r]")
_TIERS = re.compile(r"(各(?:乡镇|镇|乡|街道))[、，,]\s*(?=(?:乡镇|镇|乡|街道)\s*(?:[、，,；;\n\r]|$))")


def read_units(written: str, homes: Collection[str]) -> tuple[tuple[Desk, ...], list[str]]:
    """The desks named, each once in the order written, and a sentence for each name that is not one. `homes` as in
    DeskField. Two queries, of which the second only for names that are not as registered; a third for 各镇."""
    pieces = _pieces(_TIERS.sub(r"\1和", written))
    found = desks_called(pieces, homes) if pieces else {}
    loose = [piece for piece in pieces if not found[piece]]
    halves = {piece: _halves(piece) for piece in loose}
    names = [name for piece in pieces for name in halves.get(piece, [piece])]
    new = [name for name in dict.fromkeys(names) if name not in found]
    if new:
        found |= desks_called(new, homes)
    return _read(list(dict.fromkeys(names)), found, homes)


def _pieces(written: str) -> list[str]:
    return list(dict.fromkeys(piece for part in _APART.split(written) if (piece := part.strip())))


def _halves(piece: str) -> list[str]:
    """县水利局和县交通局 is two names; a piece that reads as less than two stays as typed."""
    read = split_names(piece)
    whole = len(read.names) < 2 or read.unclear or read.unsettled
    return [piece] if whole else [one.text for one in read.names]


def _read(
    names: Sequence[str], found: Mapping[str, Sequence[str]], homes: Collection[str]
) -> tuple[tuple[Desk, ...], list[str]]:
    unknown = [name for name in names if not found[name]]
    matches = {match.written: match for match in match_units(unknown, _registered())} if unknown else {}
    sure = {name: surely(match) for name, match in matches.items()}
    called = desks_called({one for some in sure.values() for one in some}, homes) if any(sure.values()) else {}
    desks: list[str] = []
    faults: list[str] = []
    for name in names:
        match = matches.get(name)
        if match is not None and match.expands:
            meant = _towns(match)
            faults += [] if meant else [_("“%(name)s” names no unit: name each of them.") % {"name": name}]
        else:
            meant = [*found[name], *(desk for one in sure.get(name, ()) for desk in called[one])]
            faults += [] if len(meant) == 1 else [_fault(name, match, sure.get(name, []))]
        desks += meant
    return tuple(Desk(desk) for desk in dict.fromkeys(desks)), faults


def _registered() -> list[str]:
    """Units and outside parties; a section or a post is only ever meant by its own name."""
    rows = DeskRow.objects.filter(ended=None, inner=False).exclude(sort="post").order_by("place", "desk")
    return list(rows.values_list("name", flat=True))


def _towns(match: Match) -> list[str]:
    return meant_by(match) if match.expands == "townships" else []


def _fault(name: str, match: Match | None, sure: Sequence[str]) -> str:
    """Known to none, to several, or like one."""
    if match is None:
        sentence = _("Several units or posts are called “%(text)s”: put the unit before the section.")
        return sentence % {"text": name}
    perhaps = list(sure) or [one.name for one in match.candidates]
    said = {"text": name, "perhaps": "、".join(perhaps[:MOST])}
    if len(sure) > 1:
        return _("“%(text)s” may be any of %(perhaps)s: write which.") % said
    if perhaps:
        return _("No unit or post is called “%(text)s”; %(perhaps)s perhaps?") % said
    return _("No unit or post is called “%(text)s”.") % said
