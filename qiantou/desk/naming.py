"""Names of a draft that are no registered unit as written: what each may mean, offered to a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from qiantou.core.duty_change import ESTABLISHMENT
from qiantou.desk import settling
from qiantou.desk.drafts import DraftRow
from qiantou.desk.models import Draft, Expansion
from qiantou.documents.script import fold
from qiantou.documents.units import Match
from qiantou.readmodel.models import DeskRow

REASONS = {
    "exact": N_("the same name"),
    "spelling": N_("the same name, written another way"),
    "prefix": N_("the prefix was left out"),
    "short": N_("a short form of it"),
    "part": N_("part of its name"),
}
SORTS = {"townships": "township", "departments": "bureau"}
TOWNSHIPS = {"乡": re.compile("乡"), "镇": re.compile("镇"), "街道": re.compile("街道|镇街|乡街|办事处|街办")}
"""How the name of a township ends → how a collective name speaks of such."""


def names_to_settle(
    draft: Draft,
    rows: Sequence[DraftRow],
    known: tuple[Any, settling.Names],
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
        guess = chosen if chosen is not None else before.get(match.written) or meant_by(match)
        first = match.candidates[0].name if match.candidates else ""
        listed.append({
            "index": number, "written": match.written, "uses": uses[match.written], "collective": bool(match.expands),
            "settled": chosen is not None, "nobody": chosen == [], "means": list(guess or [match.written]),
            "value": said.get(match.written) or "、".join(kept[desk] for desk in guess or () if desk in kept),
            "suggestion": first, "why": _(REASONS[match.candidates[0].reason.value]) if first else "",
            "candidates": [candidate.name for candidate in match.candidates],
        })  # fmt: skip
    return listed


def meant_by(match: Match) -> list[str]:
    """The units of the sort a collective name speaks of: an offer, never taken without a person. 各镇 are towns alone;
    乡 and 街道 come with them where the name says so."""
    sort = SORTS.get(match.expands, "")
    if not sort:
        return []
    sorts = [sort] if sort == SORTS["townships"] else [sort, ESTABLISHMENT]  # the office is a department too
    found = DeskRow.objects.filter(sort__in=sorts, ended=None).order_by("place").values_list("desk", "name")
    said = [kind for kind, words in TOWNSHIPS.items() if words.search(fold(match.written))]
    if sort != SORTS["townships"] or not said:
        return [desk for desk, _name in found]
    ends = re.compile(rf"(?:{'|'.join(said)})(?:人民政府|政府|办事处|办)?$")
    return [desk for desk, name in found if ends.search(fold(name))]
