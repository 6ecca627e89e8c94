"""What waits for a decision, by the desk that decides: rows alone, one query each."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from qiantou.core.delegation import Delegation
from qiantou.readmodel.models import MatterRow, PartyRow

SHOWN = 100  # cases of one list


def waiting_for(desks: Collection[str], lent: Collection[Delegation] = ()) -> list[MatterRow]:
    """The cases before these desks, and those a delegation for some matters opens, the longest waiting first."""
    theirs = Q(holder__in=sorted(desks))
    for one in lent:
        scope = Q(joint__in=one.joints) if one.joints else Q()
        theirs |= Q(holder=one.post) & scope & (Q(kind__in=one.kinds) if one.kinds else Q())
    found = MatterRow.objects.filter(theirs, is_open=True, phase="referred")
    return list(found.order_by("since", "stream")[:SHOWN])


def recorded_for(posts: Collection[str]) -> QuerySet[MatterRow]:
    """Matters of these posts that rest on an entry nobody there has confirmed; whose entry it is, the matter says."""
    theirs = PartyRow.objects.filter(desk__in=sorted(posts)).values("stream")
    return MatterRow.objects.filter(stream__in=theirs, hatched=True).order_by("-changed", "stream")
